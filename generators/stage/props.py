"""Things as paper drawings: read from `assets/props/*.yaml`, lit, trembling or glowing as their states say.

It knows no scene. The canvas's origin is the thing's bottom centre, one unit is a metre, y runs down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import skia

from generators.errors import AssetError
from generators.stage import library, svgpath
from generators.stage.colour import RGB, from_hex
from generators.stage.light import Light
from generators.stage.paper import Paper
from story_engine.plan import Look
from story_engine.time import MediaTime, to_seconds

FALLBACK_PROP = "parcel"
"""What a thing without a drawing looks like: everything can be wrapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One cut piece of a thing."""

    path: skia.Path
    fill: RGB
    emit: float
    alpha: float
    rim: float
    line: float
    """Width of a drawn line; 0 = a filled piece."""
    states: tuple[str, ...]
    """Shown only in all of these states; `!open` = not while open."""
    sway: float
    """Degrees the piece swings with time."""
    pivot: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shine:
    """Light that a thing gives off."""

    x: float
    y: float
    radius: float
    rgb: RGB
    strength: float
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A thing that can be drawn; all lengths in metres."""

    id: str
    shapes: tuple[Shape, ...]
    shines: tuple[Shine, ...]
    tremble: float
    """Amplitude of its trembling in metres."""
    grip: tuple[float, float]
    """Where a hand holds it."""
    height: float
    width: float

    def shines_in(self, states: tuple[str, ...]) -> tuple[Shine, ...]:
        """The lights it gives off in these states; whoever draws the picture spreads them."""
        return tuple(shine for shine in self.shines if _shown(shine.states, states))


def resolve_prop(look: Look, thing: str = "", seed_art: Path | None = None) -> str:
    """The id of the drawing for a thing: its asset, its own id, or the nearest by words; never empty."""
    for name in (look.asset, thing):
        if name and library.find("props", name, ".yaml", seed_art):
            return name
    tokens = set(f"{look.asset} {thing} {look.words}".lower().replace("_", " ").replace(",", " ").split())
    best, score = FALLBACK_PROP, 0
    for name in library.names("props"):
        fit = len(tokens & {str(word) for word in library.load("props", name).get("words", ())})
        if fit > score:
            best, score = name, fit
    return best


def load_prop(name: str, seed_art: Path | None = None) -> Prop:
    """The thing `name`; AssetError naming the file and the piece that is wrong."""
    return _load(name, seed_art)


@lru_cache(maxsize=128)
def _load(name: str, seed_art: Path | None) -> Prop:
    path = library.find("props", name, ".yaml", seed_art)
    content = library.read_yaml(path) if path else library.load("props", name)
    unit_metres = float(content.get("unit", 0.01))
    shapes = []
    for number, entry in enumerate(content.get("shapes", ()), start=1):
        shapes.append(_shape(entry, unit_metres, f"props/{name}.yaml: shape {number}"))
    grip = content.get("grip", (0, -float(content.get("height", 30)) / 2))
    return Prop(
        id=name,
        shapes=tuple(shapes),
        shines=tuple(_shine(entry, unit_metres) for entry in content.get("glow", ())),
        tremble=float(content.get("tremble", 0)) * unit_metres,
        grip=(float(grip[0]) * unit_metres, float(grip[1]) * unit_metres),
        height=float(content.get("height", 30)) * unit_metres,
        width=float(content.get("width", 30)) * unit_metres,
    )


def _shape(entry: dict[str, Any], unit_metres: float, where: str) -> Shape:
    try:
        drawn = svgpath.parse(str(entry.get("d", "")))
        colour = from_hex(str(entry.get("fill", "#888888")))
    except ValueError as error:
        raise AssetError(f"{where}: {error}") from error
    drawn.transform(skia.Matrix.Scale(unit_metres, unit_metres))
    pivot = entry.get("pivot", (0, 0))
    return Shape(
        path=drawn,
        fill=colour,
        emit=float(entry.get("emit", 0)),
        alpha=float(entry.get("alpha", 1)),
        rim=float(entry.get("rim", 1)),
        line=float(entry.get("line", 0)) * unit_metres,
        states=tuple(str(entry["when"]).split()) if "when" in entry else (),
        sway=float(entry.get("sway", 0)),
        pivot=(float(pivot[0]) * unit_metres, float(pivot[1]) * unit_metres),
    )


def _shine(entry: dict[str, Any], unit_metres: float) -> Shine:
    return Shine(
        x=float(entry.get("x", 0)) * unit_metres,
        y=float(entry.get("y", 0)) * unit_metres,
        radius=float(entry.get("radius", 30)) * unit_metres,
        rgb=from_hex(str(entry.get("fill", "#FFD27A"))),
        strength=float(entry.get("strength", 0.5)),
        states=tuple(str(entry["when"]).split()) if "when" in entry else (),
    )


def _shown(wanted: tuple[str, ...], states: tuple[str, ...]) -> bool:
    return all((state[1:] not in states) if state.startswith("!") else (state in states) for state in wanted)


def draw_prop(
    canvas: skia.Canvas,
    prop: Prop,
    states: tuple[str, ...],
    light: Light,
    time: MediaTime,
    pixels_per_metre: float,
    *,
    grounded: bool = False,
) -> None:
    """Draw `prop` at the canvas's origin at scene time `time`; `grounded` adds its contact shadow."""
    seconds = to_seconds(time)
    paper = Paper(canvas=canvas, light=light, seed=3, pixels=pixels_per_metre, fine=720.0)
    if grounded:
        shade = skia.Paint(Color4f=skia.Color4f(*light.shadow, 0.34), AntiAlias=True)
        half = prop.width * 0.56
        shift = -light.direction[0] * half * 0.25
        canvas.drawOval(skia.Rect.MakeLTRB(shift - half, -half * 0.14, shift + half, half * 0.18), shade)
    canvas.save()
    if prop.tremble and "still" not in states:
        # Two quick incommensurable shakes inside a slow swell: it rests, then strains again.
        swell = 0.35 + 0.65 * max(0.0, math.sin(2 * math.pi * seconds / 3.7)) ** 2
        wild = 1.8 if "open" in states or "loose" in states else 1.0
        shake = prop.tremble * swell * wild
        canvas.translate(shake * math.sin(seconds * 47.0), -abs(shake) * 0.5 * (1 + math.sin(seconds * 39.0)))
        canvas.rotate(60 * shake / max(0.1, prop.height) * math.sin(seconds * 31.0))
    for shape in prop.shapes:
        if not _shown(shape.states, states):
            continue
        canvas.save()
        if shape.sway:
            canvas.translate(*shape.pivot)
            canvas.rotate(shape.sway * math.sin(2 * math.pi * seconds / 2.3 + shape.pivot[0] * 20))
            canvas.translate(-shape.pivot[0], -shape.pivot[1])
        if shape.line:
            paper.line(shape.path, shape.fill, shape.line, shape.alpha, emit=shape.emit)
        elif shape.alpha < 1:
            paper.flat(shape.path, shape.fill, shape.alpha, emit=shape.emit)
        else:
            paper.piece(shape.path, shape.fill, emit=shape.emit, rim=shape.rim)
        canvas.restore()
    canvas.restore()
