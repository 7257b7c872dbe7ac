"""Plays the show live with each adapter on a tiny random model, on the processor: `python build/neural_live.py`.

It knows no adapter: models are made, put into a folder of their own, and shown by the player's own off-screen path with
its real clock. What is printed is how much of the show was the model's, and what became of the deadlines.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

KINDS = ("wan-vace", "ltx-condition", "sd-turbo", "skyreels", "anyflow", "ltx2", "musicgen", "stable-audio", "vits")


def main() -> int:
    """One line of JSON for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", default=KINDS, choices=[[], *KINDS], metavar="KIND")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--models", type=Path, help="Where tiny models are kept; a temporary folder unless given.")
    parser.add_argument("--home", type=Path, help="Data folder, kept; a temporary one unless given: its start is cold.")
    parser.add_argument("--strict", action="store_true", help="The verifier looks for people, as in a real show.")
    parser.add_argument("--record", type=Path, help="Folder for a film of each run.")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    with tempfile.TemporaryDirectory(prefix="neural-live-") as temporary:
        shelf = options.models or Path(temporary) / "models"
        for kind in options.kinds or KINDS:
            home = options.home or Path(temporary) / "home"
            record = options.record / f"{kind}.mp4" if options.record else None
            print(json.dumps(played(kind, shelf, home, options.seconds, options.strict, record)), flush=True)
    return 0


def played(
    kind: str, shelf: Path, home: Path, seconds: float, strict: bool, record: Path | None = None
) -> dict[str, object]:
    """Play `seconds` of the first seed with the tiny model `kind`; what was shown at which level, and by whom."""
    from tests.neural import tiny, tiny_sound

    model = (tiny_sound if kind in tiny_sound.SOUND else tiny).saved(kind, shelf)
    os.environ["EVERSHOW_HOME"] = str(home)
    from generators.media import MODEL_LEVELS, Level, Size, decode_manifest
    from generators.segments.folders import Folders
    from player.cli.seeds import find_seed
    from player.compose import LiveChoices, open_place
    from player.crew import begin_crew
    from player.session import watch_off_screen

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
        trusts_models=not strict,
        rng_seed=3,
        log=log,
    )
    report = watch_off_screen(open_place(), "Viewer", seed, live, crew, seconds=seconds, record=record)
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
        "takes_by_model": takes,
        "sounded_by_model_s": round(sounded, 2),
        "refused": sorted(refused)[:3],
        "render_factor": round(sum(factors) / len(factors), 2) if factors else 0.0,
        "underruns": report.underruns,
        "first_frame_s": report.first_frame_s,
        "troubles": list(report.troubles),
        "failed": report.failed,
    }


if __name__ == "__main__":
    raise SystemExit(main())
