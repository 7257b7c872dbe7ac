"""Plays 30 s of the show live with each of six adapters on a tiny random model: `python build/neural_live.py`.

It knows no adapter: models are made, put into a folder of their own, and shown by the player's own off-screen path
with its real clock. As a processor is no GPU, the viewer pauses now and then till the model has drawn what is
planned, so that the outcome does not hang on how busy the machine is. The kind "house" is Evershow's own restyler. A
table tells how much of the 30 s was carried at the model's level, how many parts it made (a model of sound rests
where nobody speaks or the score is silent) and why it made no more; `--json` prints everything. With `--kill` the
model's worker is killed (`kill -9`) while it draws, and the longest wait for a picture afterwards is measured, in the
first second apart from the rest (`--json` tells them).
"""

from __future__ import annotations

import argparse
import json
import math
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
from player.live_options import LiveOptions  # noqa: E402
from player.playback.reducer import Phase  # noqa: E402
from story_engine.time import from_seconds  # noqa: E402

PLAYED_FIRST = 6.0
"""Seconds of the show before the first pause: models are looked for once a show plays."""
PAUSES_EVERY = 10.0
"""Seconds of the show from one pause to the next: what is planned lies up to 30 s ahead."""
LOOK_SECONDS = 0.5
CALM_SECONDS = 6.0
"""A model that had nothing to draw for this long has drawn all that is planned."""
BEYOND = 14.0
"""Seconds played on top: the part that is heard when the viewer first pauses, and the next ones, are the stage's."""
SMALL = Size(width=192, height=108)
KILLS = 3
"""Fewer than would be taken for a crash loop."""
AT_ONCE_SECONDS = 1.0
"""In this time the lost worker is buried and the next one is started."""
AFTER_SECONDS = 4.0
"""For so long after a kill each picture is waited for: longer than a part's rest, so that a join lies within."""

SIX = ("sd-turbo", "ltx-condition", "wan-vace", "musicgen", "stable-audio", "vits")
"""Three of pictures and three of sound: each of its own family."""
HOUSE = "house"
"""Evershow's own restyler: no model of the viewer's, and its pictures are judged as in a real show."""
KINDS = (*SIX, HOUSE, "skyreels", "anyflow", "ltx2", "ace-step", "speecht5", "pocket-tts")


def main() -> int:
    """A row for each kind; 1 where one did not carry what was asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=[], choices=[[], *KINDS], metavar="KIND")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--models", type=Path, help="Where tiny models are kept; a temporary folder unless given.")
    parser.add_argument("--home", type=Path, help="Data folder, kept; a temporary one unless given: its start is cold.")
    parser.add_argument("--strict", action="store_true", help="The verifier looks for people, as in a real show.")
    parser.add_argument("--rest", type=float, default=600.0, help="Seconds of all pauses; 0 = the viewer never pauses.")
    parser.add_argument("--kill", action="store_true", help=f"Kill the model's worker {KILLS} times while it draws.")
    parser.add_argument("--record", type=Path, help="Folder for a film of each run.")
    parser.add_argument("--json", action="store_true", help="One object for each kind instead of a table.")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    carried = True
    if not options.json:
        print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="neural-live-") as temporary:
        shelf = options.models or Path(temporary) / "models"
        for kind in options.kinds or SIX:
            home = options.home or Path(temporary) / "home"
            record = options.record / f"{kind}.mp4" if options.record else None
            asked = Asked(
                seconds=options.seconds, strict=options.strict, rest=options.rest, record=record, kills=options.kill
            )
            told = played(kind, shelf, home, asked)
            carried &= told["carried_s"] >= options.seconds - BETWEEN_PARTS
            print(json.dumps(told) if options.json else _row(told), flush=True)
    return 0 if carried else 1


BETWEEN_PARTS = 0.1
"""Times in a log are rounded."""
HEAD = (
    f"{'adapter':14} {'carried s':>9} {'parts':>5} {'model':>5} {'rests':>5} {'factor':>6} {'paused':>6} underruns  why"
)


def _row(told: dict[str, Any]) -> str:
    """A line of the table."""
    why = "; ".join([*told["refused"], *told["troubles"][:2], told["failed"]]).strip("; ")
    return (
        f"{told['kind']:14} {told['carried_s']:9.1f} {told['parts']:5} {told['parts_by_model']:5}"
        f" {told['parts'] - told['parts_by_model']:5} {told['render_factor']:6.2f} {told['paused_s']:6.0f}"
        f" {told['underruns']:9}  {why}"
    )


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
    """A viewer who pauses now and then until the models have drawn all that is planned, or `rest` is used up."""

    def __init__(self, asked: Asked) -> None:
        self.feed: Any = None
        """The show's conductor, once there is one."""
        self._next = from_seconds(PLAYED_FIRST)
        self._left = asked.rest
        self._began: float | None = None
        self._busy = 0.0
        """When the models were last seen at work, or not yet loaded."""
        self._looked = 0.0
        self.paused_seconds = 0.0

    def __call__(self, live: Any) -> None:
        """One turn."""
        now = time.monotonic()
        if self._began is None:
            if self._left > 0 and live.playback.playhead() >= self._next:
                live.toggle_pause()
                self._began = self._busy = now
            return
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        models = self.feed._models if self.feed is not None else None
        if models is not None:
            models.pool.set_hurried(True)  # nothing plays: a machine with other work would not let them on otherwise
        if models is None or not models.pool.is_warm() or models.pool.jobs():
            self._busy = now
        if now - self._busy > CALM_SECONDS or now - self._began > self._left:
            if models is not None:
                models.pool.set_hurried(False)
            self._left -= now - self._began
            self.paused_seconds += now - self._began
            self._began, self._next = None, live.playback.playhead() + from_seconds(PAUSES_EVERY)
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
        self.at_once_ms = 0.0
        """Within AT_ONCE_SECONDS of a kill: while the lost worker is buried and another is started."""
        self.waits: list[float] = []
        """All others, in milliseconds: what the machine does to a show that loses nobody."""
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
                if now - self._killed_at <= AT_ONCE_SECONDS:
                    self.at_once_ms = max(self.at_once_ms, wait)
                level = str(shown.segment.manifest.level)
                self.after[level] = self.after.get(level, 0) + 1
            elif live.playback.playhead() > from_seconds(PLAYED_FIRST / 2):
                self.usual_ms = max(self.usual_ms, wait)
                self.waits.append(wait)
            self._shown, self._shown_at = shown, now
        models = self.feed._models if self.feed is not None else None
        if not self._left or models is None or now - self._killed_at <= AFTER_SECONDS:
            return
        at_work = [job for job in models.pool.jobs() if models.pool.elapsed(job.job) > 0.0]
        if at_work and live.playback.playhead() > from_seconds(PLAYED_FIRST):
            for pid in models.pool.pids():
                os.kill(pid, signal.SIGKILL)
            self._left, self.kills, self._killed_at = self._left - 1, self.kills + 1, now


def played(kind: str, shelf: Path, home: Path, asked: Asked) -> dict[str, Any]:
    """Play the first seed with the tiny model `kind`; what was shown from its first part on, and by whom."""
    models: tuple[Path, ...] = ()
    if kind != HOUSE:
        from generators.neural.trials import tiny, tiny_sound

        models = ((tiny_sound if kind in tiny_sound.SOUND else tiny).saved(kind, shelf),)
    os.environ["EVERSHOW_HOME"] = str(home)
    size = SMALL
    seed = find_seed("weather-post")
    crew = begin_crew(Folders(home), seed, size=size)
    home.mkdir(parents=True, exist_ok=True)
    log = home / f"{kind}.jsonl"
    log.unlink(missing_ok=True)
    live = LiveChoices(
        size=size,
        level=Level.RESTYLE if kind == HOUSE else Level.NEURAL,
        model_folders=models,
        device="cpu",
        asks_for_models=True,
        trusts_models=not asked.strict,
        rng_seed=3,
        log=log,
    )
    place = open_place()
    viewer = place.store.viewer_or_new("Viewer")
    show = LiveShow(place, viewer, seed, live, crew)
    resting = Resting(asked)
    killing = Killing(KILLS if asked.kills else 0)

    def feed(tell: Any) -> Any:
        resting.feed = killing.feed = show.feed(tell)
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
            patience_seconds=asked.rest + 120.0,
            beside=beside,
        )
    finally:
        show.close()
    rows = [row for line in log.read_text().splitlines() if (row := json.loads(line))["kind"] == "segment"]
    manifests = [decode_manifest(path.read_bytes(), path.name) for path in Folders(home).cache.glob("*/*.json")]
    known = {(manifest.frames_digest, manifest.samples_digest): manifest for manifest in manifests}
    begun = next((row["start"] for row in rows if row["level"] in MODEL_LEVELS), math.inf)
    seen = [row for row in rows if begun <= row["start"] < begun + asked.seconds]
    shown: dict[str, float] = {}
    takes, factors, refused, carried, by_model = [0, 0], [], set(), 0.0, 0
    for row in seen:
        shown[row["level"]] = round(shown.get(row["level"], 0.0) + row["duration"], 2)
        if row["level"] not in MODEL_LEVELS:
            continue
        factors.append(row["render_seconds"] / row["duration"])
        told = dict(known[row["frames"], row["samples"]].versions)
        done, _, of = told.get("takes", "0 of 0").partition(" of ")
        takes = [takes[0] + int(done), takes[1] + int(of)]
        refused |= {told["refused"]} if "refused" in told else set()
        if done == of:  # nothing was refused; a model of sound has no takes
            carried += min(row["duration"], begun + asked.seconds - row["start"])
            by_model += int(of) > 0 or "sounded" in told
    return {
        "kind": kind,
        "seconds": report.seconds,
        "shown": shown,
        "parts": len(seen),
        "parts_by_model": by_model,
        "carried_s": round(carried, 2),
        "takes_by_model": takes,
        "refused": sorted(refused)[:3],
        "render_factor": round(sum(factors) / len(factors), 2) if factors else 0.0,
        "paused_s": round(resting.paused_seconds, 1),
        "underruns": report.underruns,
        "first_frame_s": report.first_frame_s,
        **(
            {
                "kills": killing.kills,
                "longest_wait_at_once_ms": round(killing.at_once_ms, 1),
                "longest_wait_after_kill_ms": round(killing.after_ms, 1),
                "longest_wait_else_ms": round(killing.usual_ms, 1),
                "longest_waits_else_ms": [round(wait, 1) for wait in sorted(killing.waits)[-5:]],
                "waits_else_beyond_100_ms": sum(wait > 100.0 for wait in killing.waits),
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
