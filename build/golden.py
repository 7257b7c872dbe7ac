"""The golden three minutes: the first seed for a scripted viewer, and beside it a second viewer's other show.

`python build/golden.py [--out golden-out]` leaves both films, a contact sheet with one picture every five
seconds, both shows side by side, the logs, and `figures.json`: every point of the touchstone with the
second at which it happens. Exit status 1 when a point is missed. Nothing here is hand-cut.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pyloudnorm

from generators.media import Size
from generators.render_pool.catalogue import art_of
from generators.segments.folders import Folders
from generators.sound.mix import JoinMixer
from player.cli.films import progress
from player.cli.seeds import find_seed
from player.conducting.script import parse_script
from player.contact_sheet import to_rgb
from player.direction import Opening
from player.director import InProcessDirector
from player.virtual import Rendering, RenderOptions, render_show
from profiles.home import ready_home
from profiles.taste import TasteValues
from story_engine.plan import BeatKind, PartKind
from story_engine.seed import load_seed

SECONDS = 186.0
RNG = 7
LEAD = "wren"
FIRST = {"wonder": 0.8, "warmth": 0.7, "melancholy": 0.3, "comedy": 0.1, "menace": -0.4}
SECOND = {"comedy": 0.8, "menace": 0.7, "adventure": 0.4, "wonder": -0.3, "melancholy": -0.5}
SCRIPT = [
    {"at": 20.0, "wish": "let it snow"},
    {"choice": 1, "option": 1, "after": 2.5},
]
SECOND_SCRIPT = [{"choice": 1, "option": 2, "after": 4.0}]
ROOT = Path(__file__).resolve().parents[1]


def taste_of(seed_folder: Path, likings: dict[str, float]) -> TasteValues:
    """A viewer who is believed to have these likings."""
    taste = TasteValues.fresh(tuple(load_seed(seed_folder).tastes))
    mean = tuple(likings.get(name, value) for name, value in zip(taste.features, taste.mean, strict=True))
    return replace(taste, mean=mean, variance=tuple(0.05 for _ in taste.variance), covariance=())


def make(out: Path, name: str, likings: dict[str, float], script: list[dict], size: Size, seconds: float) -> Rendering:
    """Render one viewer's film, log and contact sheet into `out`."""
    folder = find_seed(None)
    folders = Folders(ready_home()).make()
    director = InProcessDirector(folders.speech)
    options = RenderOptions(
        out=out / f"{name}.mp4",
        seconds=seconds,
        folders=folders,
        script=parse_script(script, f"{name}'s script"),
        size=size,
        seed_art=art_of(folder),
        log=out / f"{name}.jsonl",
        sheet=out / f"{name}.png",
    )
    opening = Opening(seed=str(folder), rng_seed=RNG, taste=taste_of(folder, likings))
    try:
        with progress(name) as on_progress:
            return render_show(director, opening, options, mixer=JoinMixer(), on_progress=on_progress)
    finally:
        director.close()


def touchstone(show: Rendering) -> list[dict]:
    """Every point of the golden three minutes: what, when it happens, by when it must."""
    placed = [(part.start / 48_000, part.timed) for part in show.placed]
    records = show.records
    points: list[dict] = []

    def point(what: str, at: float | None, by: float, after: float = 0.0) -> None:
        holds = at is not None and after <= at <= by
        points.append({"what": what, "at": None if at is None else round(at, 2), "by": by, "holds": holds})

    title = next((s + t.titles[0].start / 48_000 for s, t in placed if t.titles), None)
    music = next((s + n.start / 48_000 for s, t in placed for n in t.score.notes[:1]), None)
    point("title on screen", title, 3.0)
    point("music", music, 3.0)
    seen = next((s for s, t in placed if any(a.id == LEAD and a.present for a in t.entry.actors)), None)
    point("lead seen", seen, 10.0)
    moves = next((s + a.start / 48_000 for s, t in placed for a in t.acts if a.actor == LEAD), None)
    point("lead moves", moves, 10.0)
    speaks = next((s + line.start / 48_000 for s, t in placed for line in t.lines if line.speaker == LEAD), None)
    point("lead speaks", speaks, 10.0)
    wish = next((r for r in records if r["kind"] == "wish"), None)
    point("wish acknowledged with what was understood", wish["at"] if wish and wish["understood"] else None, 20.2, 19.8)
    answered = None
    for start, timed in placed:
        if start >= 20 and timed.part.kind is PartKind.REACTION:
            change = timed.exit.weather_since - timed.entry.scene_time
            seen_there = any(b.kind is BeatKind.WEATHER for b in timed.part.beats)
            answered = start + max(0, change) / 48_000 if seen_there else start
            break
    point("wish answered in the picture", answered, 28.0, 20.0)
    choice = next((r for r in records if r["kind"] == "choice"), None)
    point("choice opens, heads ready", choice["at"] if choice and choice["heads_ready"] else None, 60.0, 40.0)
    option = next((r for r in records if r["kind"] == "option"), None)
    branch = next((s for s, t in placed if option and s >= option["at"] and t.part.kind is not PartKind.HOLD), None)
    point("branch follows the pick", branch, (option["at"] + 2.0) if option else 0.0)
    gaps = sum(a.end != b.start for a, b in zip(show.placed, show.placed[1:], strict=False))
    points.append({"what": "gaps at joins", "at": None, "by": 0, "holds": gaps == 0, "count": gaps})

    def noted(prefix: str, after: float) -> float | None:
        return next((s for s, t in placed if s >= after and any(n.startswith(prefix) for n in t.part.notes)), None)

    point("an action fails and matters", noted("failure", 0.0), 120.0)
    callback = next(
        (
            s
            for s, t in placed
            if s > (option["at"] if option else 0) and any(n.startswith("callback") for n in t.part.notes)
        ),
        None,
    )
    point("callback to choice or wish", callback, 165.0)
    point("hook", noted("hook", 150.0), 186.0, 150.0)
    return points


def sound_figures(film: Path) -> dict:
    """Loudness and peak of the film's sound, as decoded."""
    with av.open(str(film)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    sound = np.concatenate([b.reshape(2, -1) if b.shape[0] == 2 else b.reshape(-1, 2).T for b in blocks], axis=1).T
    lufs = pyloudnorm.Meter(48_000).integrated_loudness(sound.astype(np.float64))
    oversampled = max(abs(float(x)) for x in (sound.max(), sound.min()))
    return {"lufs": round(float(lufs), 2), "sample_peak_dbfs": round(20 * np.log10(max(oversampled, 1e-9)), 2)}


def side_by_side(first: Path, second: Path, out: Path, every: float = 15.0, width: int = 480) -> None:
    """Both films at the same seconds, the first viewer's left."""
    rows = []
    for left, right in zip(pictures(first, every, width), pictures(second, every, width), strict=False):
        rows.append(np.hstack([left, right]))
    half = (len(rows) + 1) // 2
    blank = np.zeros_like(rows[0])
    columns = [np.vstack(rows[:half]), np.vstack([*rows[half:], *([blank] * (2 * half - len(rows)))])]
    cv2.imwrite(str(out), cv2.cvtColor(np.hstack(columns), cv2.COLOR_RGB2BGR))


def pictures(film: Path, every: float, width: int) -> list[np.ndarray]:
    """Frames of a film at every `every` seconds."""
    found: list[np.ndarray] = []
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        due = 2.0
        for frame in container.decode(stream):
            if frame.time is not None and frame.time >= due:
                picture = to_rgb(frame.to_ndarray(format="yuv420p"))
                height = round(width * picture.shape[0] / picture.shape[1])
                found.append(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))
                due += every
    return found


def difference(first: Rendering, second: Rendering) -> dict:
    """How much of the second viewer's show the first did not see."""

    def scenes(show: Rendering) -> list[str]:
        return [str(r["storylet"]) for r in show.records if r["kind"] == "scene"]

    ours, theirs = scenes(first), scenes(second)
    return {
        "first": ours,
        "second": theirs,
        "shared": len(set(ours) & set(theirs)),
        "share_different": round(1 - len(set(ours) & set(theirs)) / max(1, len(set(theirs))), 3),
    }


def main() -> int:
    """Make both films and judge them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "golden-out")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--second", action=argparse.BooleanOptionalAction, default=True, help="the second viewer too")
    parser.add_argument("--picture", type=Path, help="also write the contact sheet as JPEG here (the README's picture)")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    width, _, height = arguments.size.partition("x")
    size = Size(width=int(width), height=int(height))
    first = make(arguments.out, "golden", FIRST, SCRIPT, size, arguments.seconds)
    points = touchstone(first)
    figures: dict = {"points": points, "sound": sound_figures(arguments.out / "golden.mp4")}
    if arguments.second:
        second = make(arguments.out, "golden-other", SECOND, SECOND_SCRIPT, size, arguments.seconds)
        side_by_side(
            arguments.out / "golden.mp4", arguments.out / "golden-other.mp4", arguments.out / "side-by-side.png"
        )
        figures["other_viewer"] = difference(first, second)
    if arguments.picture:
        sheet = cv2.imread(str(arguments.out / "golden.png"))
        cv2.imwrite(str(arguments.picture), sheet, [cv2.IMWRITE_JPEG_QUALITY, 82])
    (arguments.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    for entry in points:
        print(f"{'yes' if entry['holds'] else 'NO ':4}{entry['what']:46} {entry['at']}  (by {entry['by']})")
    print(f"    loudness {figures['sound']['lufs']} LUFS, peak {figures['sound']['sample_peak_dbfs']} dBFS")
    if "other_viewer" in figures:
        print(f"    other viewer: {figures['other_viewer']['share_different']:.0%} of the scenes are others")
    return 0 if all(entry["holds"] for entry in points) else 1


if __name__ == "__main__":
    sys.exit(main())
