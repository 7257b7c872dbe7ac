"""Takes random options at random moments of a live show, and looks at every picture from the pick into the branch.

`python build/live_choices.py [--choices 20] [--level stage] [--size 854x480] [--rng 1] [--json]`: the real player on
the real clock, off-screen, silent; a viewer skips from question to question. Exit status 1 when a picture is missing
or shown twice at a join, a sample is silent, or another branch begins than was picked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from generators.media import Level, Size  # noqa: E402 - the folder above must be on the path
from player.live_player import LivePlayer  # noqa: E402
from player.measuring.off_screen import watched  # noqa: E402
from player.playback.core import Shown  # noqa: E402
from profiles.home import HOME_VARIABLE  # noqa: E402
from story_engine.rng import derive_seed, unit  # noqa: E402
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, MediaTime, from_seconds  # noqa: E402

AFTER: MediaTime = from_seconds(1.0)
"""The branch is watched so long: its first part and the mixing of what rang over."""
SKIP_EVERY: MediaTime = from_seconds(3.0)
"""Between skips: time for the next scene to begin."""
SOON_SECONDS, LATE_SECONDS = 0.1, 8.8
"""A pick falls between these after the cards have opened: from at once to the last fifth of a second."""


@dataclass(slots=True)
class Found:
    """What was seen at the branches."""

    picks: int = 0
    pictures: int = 0
    """Looked at, from a pick to a second into its branch."""
    missing: int = 0
    """Pictures of the show that no turn could have shown: a hole in show time at a join."""
    repeated: int = 0
    late: int = 0
    """Pictures left out because the machine was busy: within a part, counted by the player itself."""
    silent_samples: int = 0
    wrong_branches: int = 0
    pick_to_branch_s: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Pick:
    option: int
    at: MediaTime
    stretch: int
    dropped: int
    starved: MediaTime
    began: MediaTime | None = None


class Viewer:
    """Stands beside a live player: skips, picks, and looks at every picture after a pick."""

    def __init__(self, choices: int, rng_seed: int, on_progress: Callable[[int], None]) -> None:
        self.found = Found()
        self._choices, self._rng_seed, self._on_progress = choices, rng_seed, on_progress
        self._pick: _Pick | None = None
        self._asked = 0
        self._skipped: MediaTime = 0
        self._before: Shown | None = None

    @property
    def is_done(self) -> bool:
        """Whether every branch was seen."""
        return self.found.picks >= self._choices and self._pick is None

    def __call__(self, live: LivePlayer) -> None:
        """One turn."""
        shown, opened, at = live.playback.shown, live.opened, live.playback.playhead()
        if shown is not None and shown is not self._before:
            self._see(live, shown)
            self._before = shown
        if opened is not None and opened.choice.id != self._asked and not self.is_done:
            wait = SOON_SECONDS + (LATE_SECONDS - SOON_SECONDS) * unit(self._rng_seed, "when", opened.choice.id)
            if at >= opened.at + from_seconds(wait):
                self._asked = opened.choice.id
                option = 1 + derive_seed(self._rng_seed, "which", opened.choice.id) % len(opened.choice.options)
                measures = live.playback.measures
                self._pick = _Pick(option, at, live.memory.map.here, measures.dropped, measures.starved)
                live.pick(option)
        elif opened is None and self._pick is None and at - self._skipped > SKIP_EVERY:
            self._skipped = at
            live.skip()

    def _see(self, live: LivePlayer, shown: Shown) -> None:
        pick, before, found = self._pick, self._before, self.found
        if pick is None or before is None:
            return
        found.pictures += 1
        step = shown.at - before.at
        found.repeated += step <= 0
        if shown.segment is not before.segment:
            late = live.playback.measures.dropped - pick.dropped
            found.missing += max(0, round(step / VIDEO_FRAME) - 1 - late)
        if pick.began is None:
            here = live.memory.map.stretches.get(live.memory.map.here)
            if here is not None and here.id != pick.stretch and here.at >= pick.at and shown.at >= here.at:
                pick.began = here.at
                found.wrong_branches += here.option != pick.option
                found.pick_to_branch_s.append(round((here.at - pick.at) / SAMPLE_RATE, 2))
        elif shown.at >= pick.began + AFTER:
            found.picks += 1
            found.late += live.playback.measures.dropped - pick.dropped
            found.silent_samples += live.playback.measures.starved - pick.starved
            self._pick = None
            self._skipped = shown.at
            self._on_progress(found.picks)


class Over(Exception):
    """Every branch was seen."""


def watch(choices: int, level: Level, size: Size, rng_seed: int) -> Found:
    """Play until so many branches were seen."""
    viewer = Viewer(choices, rng_seed, lambda done: print(f"{done} of {choices}", file=sys.stderr, flush=True))

    def beside(live: LivePlayer) -> None:
        viewer(live)
        if viewer.is_done:
            raise Over

    with tempfile.TemporaryDirectory(prefix="evershow-choices-") as folder:
        os.environ[HOME_VARIABLE] = folder
        try:
            report = watched(
                Path(folder), "choices", beside, size=size, rng_seed=rng_seed, seconds=36_000.0, level=level
            )
        except Over:
            return viewer.found
        raise SystemExit(f"the show ended after {viewer.found.picks} choices: {report.failed}")


def main() -> int:
    """Watch, and print what was seen."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--choices", type=int, default=20)
    options.add_argument("--level", choices=["card", "stage"], default="stage")
    options.add_argument("--size", default="854x480")
    options.add_argument("--rng", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    width, _, height = given.size.partition("x")
    sys.setswitchinterval(0.001)  # as `evershow play` does
    found = watch(given.choices, Level(given.level), Size(width=int(width), height=int(height)), given.rng)
    told = {**asdict(found), "pick_to_branch_s": [min(found.pick_to_branch_s), max(found.pick_to_branch_s)]}
    print(json.dumps(told) if given.json else json.dumps(told, indent=2))
    return 1 if found.missing or found.repeated or found.silent_samples or found.wrong_branches else 0


if __name__ == "__main__":
    sys.exit(main())
