"""How the golden three minutes sound in each manner of speech: measured, and plotted to be looked at.

`python build/golden_sound.py [--out golden-out] [--manners murmur,spoken,silent] [--seconds 186]` leaves a wave
file and a plot for each manner and `sound.json`; it draws no picture. Viewer, wish and choice are those of
`golden.py`. Exit status 1 when a limit of `LIMITS` is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from golden import FIRST, RNG, SCRIPT, SECONDS, taste_of  # noqa: E402 - the folder above must be on the path

from generators.segments.folders import Folders  # noqa: E402
from generators.sound.measure.plot import plot  # noqa: E402
from player.cli.films import progress  # noqa: E402
from player.cli.seeds import find_seed  # noqa: E402
from player.conducting.script import parse_script  # noqa: E402
from player.direction import Opening  # noqa: E402
from player.director import InProcessDirector  # noqa: E402
from player.listening import listen, write_wave  # noqa: E402
from profiles.home import ready_home  # noqa: E402

MANNERS = ("murmur", "spoken", "silent")
LIMITS: dict[str, tuple[float, float]] = {
    "integrated_lufs": (-17.0, -15.0),
    "range_lu": (5.0, 12.0),
    "true_peak_dbtp": (-99.0, -1.0),
    "joins_that_click": (0, 0),
    "longest_silence_ms": (0.0, 200.0),
    "speech_over_bed_lu_p5": (15.0, 99.0),
    "stoi_median": (0.95, 1.0),
    "without_music": (0.15, 0.40),
}
"""What each manner is held to (issue 5); a figure that was not taken does not hold."""
FREE = {"silent": ("without_music",)}
"""A silent film has music all through, on purpose."""
LACKS = {"silent": ("speech_over_bed_lu_p5", "stoi_median")}
"""Nobody speaks in a silent film: these figures are not there."""


def main() -> int:
    """Measure, plot and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "golden-out")
    parser.add_argument("--manners", default=",".join(MANNERS))
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    folder = find_seed(None)
    folders = Folders(ready_home()).make()
    figures: dict[str, dict[str, object]] = {}
    missed = []
    for manner in asked.manners.split(","):
        director = InProcessDirector(folders.speech)
        opening = Opening(seed=str(folder), rng_seed=RNG, taste=taste_of(folder, FIRST), manner=manner)
        script = parse_script(SCRIPT, "golden's script")
        try:
            with progress(manner) as on_progress:
                heard = listen(
                    director,
                    opening,
                    asked.seconds,
                    speech_store=folders.speech,
                    script=script,
                    on_progress=on_progress,
                )
        finally:
            director.close()
        write_wave(asked.out / f"sound-{manner}.wav", heard.samples)
        plot(asked.out / f"sound-{manner}.png", heard.samples, heard.parts, f"golden, {manner}")
        figures[manner] = heard.figures()
        for name in LIMITS:
            value = figures[manner].get(name)
            held = holds(manner, name, value)
            missed += [] if held else [f"{manner} {name}"]
            print(f"{'yes' if held else 'NO ':4}{manner:8}{name:24}{value}", flush=True)
    (asked.out / "sound.json").write_text(json.dumps(figures, indent=1) + "\n")
    return int(bool(missed))


def holds(manner: str, name: str, value: object) -> bool:
    """Whether a figure of a manner is within its limits; one that is missing is where the manner has none."""
    if not isinstance(value, int | float):
        return value is None and name in LACKS.get(manner, ())
    low, high = LIMITS[name]
    return low <= value <= high or name in FREE.get(manner, ())


if __name__ == "__main__":
    sys.exit(main())
