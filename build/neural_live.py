"""Plays the show live with each adapter on a tiny random model, on the processor: `python build/neural_live.py`.

It knows no adapter: models are made, put into a folder of their own, and shown by the player's own off-screen path with
its real clock. As a processor is no GPU, the viewer pauses after the first parts till the model has drawn what follows.
What is printed is how much of the show was the model's, and what became of the deadlines. With `--kill` the model's
worker is killed (`kill -9`) while it draws, and the longest wait for a picture afterwards is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from generators.media import MODEL_LEVELS, Level, Size, decode_manifest  # noqa: E402
from generators.segments.folders import Folders  # noqa: E402
from generators.sound.mix import JoinMixer  # noqa: E402
from player.cli.seeds import find_seed  # noqa: E402
from player.compose import LiveChoices, LiveShow, open_place  # noqa: E402
from player.crew import begin_crew  # noqa: E402
from player.live import run_off_screen  # noqa: E402
from player.live_player import LiveOptions  # noqa: E402
from player.playback.reducer import Phase  # noqa: E402
from story_engine.time import from_seconds, to_seconds  # noqa: E402

PLAYED_FIRST = 6.0
"""Seconds of the show before the pause: models are looked for once a show plays."""
MORE = 5.0
"""Seconds that are drawn on top of what is to be seen: options that are not taken are drawn too."""
LOOK_SECONDS = 1.0

BEYOND = 10.0
"""Seconds played on top: the part that is heard when the viewer pauses, and the one after it, are the stage's."""
KILLS = 3
"""Fewer than would be taken for a crash loop."""
AFTER_SECONDS = 4.0
"""For so long after a kill each picture is waited for: longer than a part's rest, so that a join lies within."""

KINDS = (
    "wan-vace", "ltx-condition", "sd-turbo", "skyreels", "anyflow", "ltx2",
    "musicgen", "stable-audio", "ace-step", "vits", "speecht5",
)  # fmt: skip


def main() -> int:
    """One line of JSON for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=KINDS, choices=[[], *KINDS], metavar="KIND")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--models", type=Path, help="Where tiny models are kept; a temporary folder unless given.")
    parser.add_argument("--home", type=Path, help="Data folder, kept; a temporary one unless given: its start is cold.")
    parser.add_argument("--strict", action="store_true", help="The verifier looks for people, as in a real show.")
    parser.add_argument(
        "--rest", type=float, default=600.0, help="Longest pause, in seconds; 0 = the viewer never pauses."
    )
    parser.add_argument("--kill", action="store_true", help=f"Kill the model's worker {KILLS} times while it draws.")
    parser.add_argument("--record", type=Path, help="Folder for a film of each run.")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    with tempfile.TemporaryDirectory(prefix="neural-live-") as temporary:
        shelf = options.models or Path(temporary) / "models"
        for kind in options.kinds or KINDS:
            home = options.home or Path(temporary) / "home"
            record = options.record / f"{kind}.mp4" if options.record else None
            asked = Asked(
                seconds=options.seconds, strict=options.strict, rest=options.rest, record=record, kills=options.kill
            )
            print(json.dumps(played(kind, shelf, home, asked)), flush=True)
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a run is played."""

    seconds: float = 30.0
    """Of the show that are to be seen after the pause."""
    strict: bool = False
    rest: float = 600.0
    record: Path | None = None
    kills: bool = False


class Resting:
    """A viewer who pauses once the show plays, until a model has drawn `seconds` of it, or `rest` is over."""

    def __init__(self, cache: Path, asked: Asked) -> None:
        self._cache, self._asked = cache, asked
        self._old = set(cache.glob("*/*.json"))
        self._began: float | None = None
        self._looked = 0.0
        self.paused_seconds = 0.0
        self.drawn_seconds = 0.0

    def __call__(self, live: Any) -> None:
        """One turn."""
        now = time.monotonic()
        if self._began is None and self._asked.rest and live.playback.playhead() >= from_seconds(PLAYED_FIRST):
            live.toggle_pause()
            self._began = now
        if self._began is None or self.paused_seconds or now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        self.drawn_seconds = sum(
            to_seconds(manifest.duration)
            for path in set(self._cache.glob("*/*.json")) - self._old
            if (manifest := decode_manifest(path.read_bytes(), path.name)).level in MODEL_LEVELS
        )
        if self.drawn_seconds >= self._asked.seconds + MORE or now - self._began > self._asked.rest:
            self.paused_seconds = now - self._began
            live.toggle_pause()


class Killing:
    """Kills the model's worker while it draws and the show plays, and takes the time between two pictures."""

    def __init__(self, wanted: int) -> None:
        self.feed: Any = None
        """The show's conductor, once there is one."""
        self._left = wanted
        self._shown: Any = None
        self._shown_at = 0.0
        self._killed_at = -1e9
        self.kills = 0
        self.usual_ms = 0.0
        """Longest wait for a picture while nothing was killed."""
        self.after_ms = 0.0
        """Longest wait for a picture within AFTER_SECONDS of a kill."""
        self.after: dict[str, int] = {}
        """Pictures shown in that time, by level."""

    def __call__(self, live: Any) -> None:
        """One turn."""
        now, shown = time.monotonic(), live.playback.shown
        if shown is None or live.state.phase is Phase.PAUSED:
            self._shown = None
            return
        if shown is not self._shown:
            wait = (now - self._shown_at) * 1000 if self._shown is not None else 0.0
            if now - self._killed_at <= AFTER_SECONDS:
                self.after_ms = max(self.after_ms, wait)
                level = str(shown.segment.manifest.level)
                self.after[level] = self.after.get(level, 0) + 1
            elif live.playback.playhead() > from_seconds(PLAYED_FIRST / 2):
                self.usual_ms = max(self.usual_ms, wait)
            self._shown, self._shown_at = shown, now
        models = self.feed._models if self.feed is not None else None
        if not self._left or models is None or now - self._killed_at <= AFTER_SECONDS:
            return
        at_work = [job for job in models.pool.jobs() if models.pool.elapsed(job.job) > 0.0]
        if at_work and live.playback.playhead() > from_seconds(PLAYED_FIRST):
            for pid in models.pool.pids():
                os.kill(pid, signal.SIGKILL)
            self._left, self.kills, self._killed_at = self._left - 1, self.kills + 1, now


def played(kind: str, shelf: Path, home: Path, asked: Asked) -> dict[str, object]:
    """Play the first seed with the tiny model `kind`; what was shown at which level, and by whom."""
    from tests.neural import tiny, tiny_sound

    model = (tiny_sound if kind in tiny_sound.SOUND else tiny).saved(kind, shelf)
    os.environ["EVERSHOW_HOME"] = str(home)
    size = Size(width=320, height=180)
    seed = find_seed("weather-post")
    crew = begin_crew(Folders(home), seed, size=size)
    home.mkdir(parents=True, exist_ok=True)
    log = home / f"{kind}.jsonl"
    log.unlink(missing_ok=True)
    live = LiveChoices(
        size=size,
        level=Level.NEURAL,
        model_folders=(model,),
        device="cpu",
        asks_for_models=True,
        trusts_models=not asked.strict,
        rng_seed=3,
        log=log,
    )
    place = open_place()
    viewer = place.store.viewer_or_new("Viewer")
    show = LiveShow(place, viewer, seed, live, crew)
    resting = Resting(Folders(home).cache, asked)
    killing = Killing(KILLS if asked.kills else 0)

    def feed(tell: Any) -> Any:
        killing.feed = show.feed(tell)
        return killing.feed

    def beside(live: Any) -> None:
        resting(live)
        killing(live)

    try:
        report = run_off_screen(
            feed,
            mixer=JoinMixer,
            seconds=asked.seconds + (PLAYED_FIRST + BEYOND if asked.rest else 0.0),
            options=lambda: LiveOptions(silent=True, volume=1.0),
            record=asked.record,
            patience_seconds=asked.rest + 60.0,
            beside=beside,
        )
    finally:
        show.close()
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    manifests = [decode_manifest(path.read_bytes(), path.name) for path in Folders(home).cache.glob("*/*.json")]
    known = {(manifest.frames_digest, manifest.samples_digest): manifest for manifest in manifests}
    shown: dict[str, float] = {}
    takes, factors, refused, sounded = [0, 0], [], set(), 0.0
    for row in (row for row in rows if row["kind"] == "segment"):
        shown[row["level"]] = round(shown.get(row["level"], 0.0) + row["duration"], 2)
        if row["level"] not in MODEL_LEVELS:
            continue
        factors.append(row["render_seconds"] / row["duration"])
        told = dict(known[row["frames"], row["samples"]].versions)
        sounded += row["duration"] if "sounded" in told else 0.0
        done, _, of = told.get("takes", "0 of 0").partition(" of ")
        takes = [takes[0] + int(done), takes[1] + int(of)]
        refused |= {told["refused"]} if "refused" in told else set()
    return {
        "kind": kind,
        "seconds": report.seconds,
        "shown": shown,
        "carried_s": round(sum(seconds for level, seconds in shown.items() if Level(level) in MODEL_LEVELS), 2),
        "takes_by_model": takes,
        "sounded_by_model_s": round(sounded, 2),
        "refused": sorted(refused)[:3],
        "render_factor": round(sum(factors) / len(factors), 2) if factors else 0.0,
        "drawn_by_model_s": round(resting.drawn_seconds, 2),
        "paused_s": round(resting.paused_seconds, 1),
        "underruns": report.underruns,
        "first_frame_s": report.first_frame_s,
        **(
            {
                "kills": killing.kills,
                "longest_wait_after_kill_ms": round(killing.after_ms, 1),
                "longest_wait_else_ms": round(killing.usual_ms, 1),
                "pictures_after_kill": killing.after,
            }
            if asked.kills
            else {}
        ),
        "troubles": list(report.troubles),
        "failed": report.failed,
    }


if __name__ == "__main__":
    raise SystemExit(main())
