"""Things as paper drawings: read from `assets/props/*.yaml` or a creator's `.svg`, drawn as their states say.

It knows no scene. The canvas's origin is the thing's bottom centre, one unit is a metre, y runs down.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import skia

from generators.errors import AssetError
from generators.stage import library, svgpath
from generators.stage.colour import RGB, adjust, from_hex
from generators.stage.cutouts import SCREEN, cut_colour, cut_grounds
from generators.stage.light import Light
from generators.stage.numbers import THING_CENTIMETRES, THING_UNIT, number
from generators.stage.paper import Paper, fill, stroke
from generators.stage.prop_states import EMBER, draw_steam, draw_under, draw_upon
from generators.stage.prop_words import nearest
from generators.stage.svg_art import SvgDrawing, read_svg
from story_engine.plan import Look
from story_engine.time import MediaTime, to_seconds

log = logging.getLogger(__name__)
FALLBACK_PROP = "parcel"
"""What a thing without a drawing looks like: everything can be wrapped."""
MOST_SHAPES = 600
"""Pieces of one thing: more is a mistake or an attack."""


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
    turn: float = 0.0
    """Seconds of a full turn about the pivot (negative: the other way); 0 = it does not turn."""
    flicker: float = 0.0
    """0–1: how much it leaps like a flame, about its pivot."""
    cut: bool | None = None
    """Whether the light shines through it where all is ink (`generators.stage.cutouts`); None = as it lies."""


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
class Steam:
    """Steam or smoke that rises from a thing."""

    x: float
    y: float
    size: float
    rise: float
    alpha: float
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A thing that can be drawn; all lengths in metres."""

    id: str
    shapes: tuple[Shape, ...]
    shines: tuple[Shine, ...]
    lies: float
    """How far it is turned on the ground, degrees: what cannot stand by itself lies there."""
    flat: bool
    """On the floor it is seen lying flat, as paper does."""
    tremble: float
    """Amplitude of its trembling in metres."""
    grip: tuple[float, float]
    """Where a hand holds it."""
    height: float
    width: float
    steams: tuple[Steam, ...] = ()
    anchors: tuple[tuple[str, tuple[float, float]], ...] = ()
    """Named points for whoever uses the thing ("seat", "spout", "lens")."""
    seat: float = 0.0
    """Metres above the floor at which one can sit on it; 0 = not for sitting."""
    spreads: tuple[tuple[str, tuple[float, float, float]], ...] = ()
    """By state: how wide it is then, and between which heights above its foot."""

    @property
    def states(self) -> frozenset[str]:
        """Every state the drawing itself knows."""
        told = [*(shape.states for shape in self.shapes), *(shine.states for shine in self.shines)]
        told += [steam.states for steam in self.steams]
        return frozenset(word.lstrip("!") for words in told for word in words)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of everything it can show, without what swings, shines or rises."""
        box = skia.Rect.MakeEmpty()
        for shape in self.shapes:
            edge = shape.path.getBounds().makeOutset(shape.line / 2 + 1e-6, shape.line / 2 + 1e-6)
            box.join(edge)
        return box.left(), box.top(), box.right(), box.bottom()

    def spread_in(self, states: tuple[str, ...]) -> tuple[float, float, float] | None:
        """How wide it spreads in these states, and between which heights above its foot; None = it does not."""
        return next((spread for state, spread in self.spreads if state in states), None)

    def rests_in(self, states: tuple[str, ...]) -> bool:
        """Whether it looks the same at every time in these states, and is all paper."""
        shown = [shape for shape in self.shapes if _shown(shape.states, states)]
        return (
            not self.tremble
            and all(state in self.states for state in states)
            and not any(shape.sway or shape.turn or shape.flicker for shape in shown)
            and not any(_shown(steam.states, states) for steam in self.steams)
        )

    def room(self, grounded: bool) -> skia.Rect:
        """A box, metres from its foot, that holds it as drawn by `draw_prop` while it rests."""
        left, top, right, bottom = self.bounds
        if grounded:  # it may lie, and has a shadow
            reach = 1.6 * max(math.hypot(x, y) for x in (left, right) for y in (top, bottom))
            return skia.Rect.MakeLTRB(-reach, -reach, reach, reach)
        return skia.Rect.MakeLTRB(left, top, right, bottom)

    def shines_in(self, states: tuple[str, ...]) -> tuple[Shine, ...]:
        """The lights it gives off in these states; whoever draws the picture spreads them."""
        own = tuple(shine for shine in self.shines if _shown(shine.states, states))
        if own:
            return own
        # A state that the drawing does not know is still seen: what burns or glows gives light.
        told = [state for state in ("burning", "glowing", "lit") if state in states and state not in self.states]
        if not told:
            return ()
        reach = max(0.3, 1.6 * self.height)
        tone = EMBER if told[0] == "burning" else (1.0, 0.85, 0.55)
        return (Shine(x=0.0, y=-self.height * 0.55, radius=reach, rgb=tone, strength=0.45, states=(told[0],)),)


def resolve_prop(look: Look, thing: str = "", seed_art: Path | None = None) -> str:
    """The id of the drawing for a thing: its asset, its own id, or the nearest by words; never empty.

    A drawing that cannot be used is passed over with a warning: a picture must come, whatever a seed holds.
    """
    return _resolve(look.asset, look.words, thing, seed_art)


@lru_cache(maxsize=1024)
def _resolve(asset: str, words: str, thing: str, seed_art: Path | None) -> str:
    for name in (asset, thing):
        if name and _file(name, seed_art):
            try:
                load_prop(name, seed_art)
            except AssetError as error:
                log.warning("%s; the nearest other drawing is shown", error)
                continue
            return name
    known = dict(_words(seed_art))
    phrases = (words, thing.replace("_", " "), asset.replace("_", " "))
    while name := nearest(phrases, known):
        if _is_drawn(name, seed_art):
            return name
        del known[name]  # the seed's broken file hides ours of that name
    return FALLBACK_PROP if _is_drawn(FALLBACK_PROP, seed_art) else next(n for n in known if _is_drawn(n, seed_art))


def _is_drawn(name: str, seed_art: Path | None) -> bool:
    try:
        load_prop(name, seed_art)
    except AssetError:
        return False
    return True


@lru_cache(maxsize=8)
def _words(seed_art: Path | None) -> dict[str, tuple[str, ...]]:
    """The words of every drawing there is, the seed's own before the built-in ones of the same name."""
    known = {name: tuple(map(str, library.load("props", name).get("words", ()))) for name in library.names("props")}
    folders = (seed_art / "props", seed_art) if seed_art else ()
    for folder in folders:
        for path in sorted((*folder.glob("*.svg"), *folder.glob("*.yaml"))):
            try:
                if not library.SAFE_NAME.fullmatch(path.stem):
                    continue
                if path.suffix == ".svg":
                    known[path.stem] = read_svg(path).words
                elif folder.name == "props":
                    known[path.stem] = tuple(map(str, library.read_yaml(path).get("words", ())))
            except AssetError as error:
                log.warning("%s", error)
    return known


def load_prop(name: str, seed_art: Path | None = None) -> Prop:
    """The thing `name`; AssetError naming the file and the piece that is wrong."""
    return _load(name, seed_art)


def _file(name: str, seed_art: Path | None) -> Path | None:
    """The drawing's file: the seed's own before ours, a YAML drawing before an SVG of the same name."""
    yaml = library.find("props", name, ".yaml", seed_art)
    svg = library.find("props", name, ".svg", seed_art)
    if svg and (yaml is None or (seed_art and seed_art in svg.parents and seed_art not in yaml.parents)):
        return svg
    return yaml


@lru_cache(maxsize=192)
def _load(name: str, seed_art: Path | None) -> Prop:
    path = _file(name, seed_art)
    if path is not None and path.suffix == ".svg":
        return _of_svg(name, read_svg(path))
    content = library.read_yaml(path) if path else library.load("props", name)
    try:
        return _of_yaml(name, content)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise AssetError(f"props/{name}.yaml: {error}; see assets/props/README.md") from error


def _of_yaml(name: str, content: dict[str, Any]) -> Prop:
    unit = number(content.get("unit", 0.01), THING_UNIT)
    entries = list(content.get("shapes") or ())
    if not 0 < len(entries) <= MOST_SHAPES:
        raise AssetError(f"props/{name}.yaml: {len(entries)} shapes; between 1 and {MOST_SHAPES} are wanted")
    shapes = [
        _shape(entry, unit, f"props/{name}.yaml: shape {number}") for number, entry in enumerate(entries, start=1)
    ]
    grip = content.get("grip", (0, -float(content.get("height", 30)) / 2))
    points = content.get("anchors") or {}
    return Prop(
        id=name,
        shapes=tuple(shapes),
        shines=tuple(_shine(entry, unit) for entry in content.get("glow", ())),
        steams=tuple(_steam(entry, unit) for entry in content.get("steam", ())),
        lies=float(content.get("lies", 0)),
        flat=content.get("flat") is True,
        tremble=float(content.get("tremble", 0)) * unit,
        grip=(float(grip[0]) * unit, float(grip[1]) * unit),
        height=number(content.get("height", 30), THING_CENTIMETRES) * unit,
        width=number(content.get("width", 30), THING_CENTIMETRES) * unit,
        anchors=tuple((str(key), (float(x) * unit, float(y) * unit)) for key, (x, y) in points.items()),
        seat=float((content.get("seat") or {}).get("up", 0)) * unit,
        spreads=tuple((str(state), _spread(entry, unit)) for state, entry in (content.get("spread") or {}).items()),
    )


def _spread(entry: Any, unit: float) -> tuple[float, float, float]:
    """Width, lowest and highest point of what a thing spreads, in metres."""
    width, low, high = (number(value, THING_CENTIMETRES) * unit for value in entry)
    return width, low, high


def _of_svg(name: str, drawing: SvgDrawing) -> Prop:
    unit = 0.01
    grow = skia.Matrix.Scale(unit, unit)
    shapes = []
    for piece in drawing.pieces:
        path = skia.Path(piece.path)
        path.transform(grow)
        shapes.append(
            Shape(
                path=path,
                fill=piece.fill,
                emit=piece.emit,
                alpha=piece.alpha,
                rim=1.0,
                line=piece.line * unit,
                states=tuple(piece.when.split()),
                sway=piece.sway,
                pivot=(piece.pivot[0] * unit, piece.pivot[1] * unit),
                turn=piece.turn,
            )
        )
    shines = tuple(
        Shine(
            x=glow.x * unit,
            y=glow.y * unit,
            radius=glow.radius * unit,
            rgb=glow.fill,
            strength=glow.strength,
            states=tuple(glow.when.split()),
        )
        for glow in drawing.glows
    )
    grip = drawing.grip or (0.0, -drawing.height / 2)
    return Prop(
        id=name,
        shapes=tuple(shapes),
        shines=shines,
        lies=0.0,
        flat=False,
        tremble=0.0,
        grip=(grip[0] * unit, grip[1] * unit),
        height=drawing.height * unit,
        width=drawing.width * unit,
    )


def _shape(entry: dict[str, Any], unit_metres: float, where: str) -> Shape:
    try:
        drawn = svgpath.parse(str(entry.get("d", "")))
        colour = from_hex(str(entry.get("fill", "#888888")))
    except (ValueError, AttributeError) as error:
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
        states=_when(entry),
        sway=float(entry.get("sway", 0)),
        pivot=(float(pivot[0]) * unit_metres, float(pivot[1]) * unit_metres),
        turn=float(entry.get("turn", 0)),
        flicker=float(entry.get("flicker", 0)),
        cut=bool(entry["cut"]) if "cut" in entry else None,
    )


def _shine(entry: dict[str, Any], unit_metres: float) -> Shine:
    return Shine(
        x=float(entry.get("x", 0)) * unit_metres,
        y=float(entry.get("y", 0)) * unit_metres,
        radius=float(entry.get("radius", 30)) * unit_metres,
        rgb=from_hex(str(entry.get("fill", "#FFD27A"))),
        strength=float(entry.get("strength", 0.5)),
        states=_when(entry),
    )


def _steam(entry: dict[str, Any], unit_metres: float) -> Steam:
    return Steam(
        x=float(entry.get("x", 0)) * unit_metres,
        y=float(entry.get("y", 0)) * unit_metres,
        size=float(entry.get("size", 3)) * unit_metres,
        rise=float(entry.get("rise", 20)) * unit_metres,
        alpha=float(entry.get("alpha", 0.25)),
        states=_when(entry),
    )


def _when(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(entry["when"]).split()) if "when" in entry else ()


def _shown(wanted: tuple[str, ...], states: tuple[str, ...]) -> bool:
    return all((state[1:] not in states) if state.startswith("!") else (state in states) for state in wanted)


SHADOW_RINGS = ((1.0, 0.12), (0.84, 0.13), (0.64, 0.14))
"""Size and opacity of the ovals that make a thing's soft contact shadow."""
FLAT, SLANT = 0.46, -0.32
"""How much of its height is seen of paper that lies on the floor, and how far it leans in the picture."""
LIES_OPEN = 0.12
"""Share of its width by which a lying thing's middle is above the ground."""


def draw_prop(
    canvas: skia.Canvas,
    prop: Prop,
    states: tuple[str, ...],
    light: Light,
    time: MediaTime,
    pixels_per_metre: float,
    *,
    grounded: bool = False,
    gap: float = 0.0,
) -> None:
    """Draw `prop` at the canvas's origin at scene time `time`; `grounded` adds its contact shadow.

    In a style of ink a `gap` (metres) of the lit screen is kept free round it: ink on ink would be nothing.
    """
    seconds = to_seconds(time)
    paper = Paper(canvas=canvas, light=light, seed=3, pixels=pixels_per_metre, fine=720.0)
    lying = prop.lies if grounded and "open" not in states else 0.0
    if grounded:
        half = 0.56 * max(prop.width, prop.height * abs(math.sin(math.radians(lying))))
        thick = min(half, 0.56 * max(prop.width, 0.3 * half))
        shift = -light.direction[0] * thick * 0.25
        for grow, alpha in SHADOW_RINGS:
            shade = skia.Paint(Color4f=skia.Color4f(*light.shadow, alpha), AntiAlias=True)
            wide, high = half - (1 - grow) * thick, thick * grow
            canvas.drawOval(skia.Rect.MakeLTRB(shift - wide, -high * 0.14, shift + wide, high * 0.18), shade)
    shown = [shape for shape in prop.shapes if _shown(shape.states, states)]
    # States that the drawing knows nothing of are shown in a way that fits everything.
    unknown = tuple(state for state in states if state not in prop.states)
    tint = shown[0].fill if shown else (0.6, 0.5, 0.4)
    if unknown:
        draw_under(paper, unknown, prop.width, prop.height, adjust(tint, lightness=0.8), seconds, grounded)
    canvas.save()
    if lying:
        turn = math.radians(lying)
        canvas.translate(-0.5 * prop.height * math.sin(turn), -0.5 * prop.width * LIES_OPEN)
        canvas.rotate(lying)
    if grounded and prop.flat:
        canvas.skew(SLANT, 0)
        canvas.scale(1, FLAT)
    if "spilled" in unknown:
        canvas.rotate(78)
        canvas.translate(-prop.width * 0.5, 0)
    if prop.tremble and "still" not in states:
        # Two quick incommensurable shakes inside a slow swell: it rests, then strains again.
        swell = 0.35 + 0.65 * max(0.0, math.sin(2 * math.pi * seconds / 3.7)) ** 2
        wild = 1.8 if "open" in states or "loose" in states else 1.0
        shake = prop.tremble * swell * wild
        canvas.translate(shake * math.sin(seconds * 47.0), -abs(shake) * 0.5 * (1 + math.sin(seconds * 39.0)))
        canvas.rotate(60 * shake / max(0.1, prop.height) * math.sin(seconds * 31.0))
    cuts = cut_grounds(shown) if light.tones.ink > 0 else (None,) * len(shown)
    if gap > 0 and light.tones.ink > 0:
        _draw_gap(canvas, shown, cut_colour(light, SCREEN), gap, seconds)
    for shape, ground in zip(shown, cuts, strict=True):
        _draw_shape(paper, shape, seconds, ground)
    if unknown:
        draw_upon(paper, unknown, [shape.path for shape in shown if not shape.line], prop.width, prop.height, seconds)
    canvas.restore()
    for nth, steam in enumerate(prop.steams):
        if _shown(steam.states, states):
            draw_steam(canvas, (steam.x, steam.y), steam.size, steam.rise, steam.alpha, seconds + 0.7 * nth)


def _draw_gap(canvas: skia.Canvas, shown: list[Shape], tone: RGB, gap: float, seconds: float) -> None:
    """The light round a thing: a broad outline of every solid piece, which the pieces themselves then lie on."""
    for shape in shown:
        if shape.alpha >= 1 and shape.emit <= 0:
            canvas.save()
            _move(canvas, shape, seconds)
            canvas.drawPath(shape.path, stroke(tone, shape.line + 2 * gap))
            canvas.restore()


def _move(canvas: skia.Canvas, shape: Shape, seconds: float) -> None:
    """Swing, turn or flicker the canvas as the piece does at this time."""
    if shape.sway or shape.turn or shape.flicker:
        canvas.translate(*shape.pivot)
        if shape.sway:
            canvas.rotate(shape.sway * math.sin(2 * math.pi * seconds / 2.3 + shape.pivot[0] * 20))
        if shape.turn:
            canvas.rotate(360 * (seconds / shape.turn % 1.0))
        if shape.flicker:
            leap = math.sin(seconds * 9.7 + shape.pivot[0] * 31) + 0.6 * math.sin(seconds * 23.1 + shape.fill[1] * 7)
            canvas.scale(1 - 0.04 * shape.flicker * leap, 1 + 0.09 * shape.flicker * leap)
        canvas.translate(-shape.pivot[0], -shape.pivot[1])


def _draw_shape(paper: Paper, shape: Shape, seconds: float, ground: skia.Path | None) -> None:
    """One piece; with a `ground` it is a hole: a line only inside that outline, and ink beyond it."""
    canvas = paper.canvas
    canvas.save()
    _move(canvas, shape, seconds)
    if shape.line:
        paper.line(shape.path, shape.fill, shape.line, shape.alpha, emit=shape.emit)
    elif shape.alpha < 1:
        paper.flat(shape.path, shape.fill, shape.alpha, emit=shape.emit)
    else:
        paper.piece(shape.path, shape.fill, emit=shape.emit, rim=shape.rim)
    if ground is not None:
        tone = cut_colour(paper.light, shape.fill)
        if shape.line:
            canvas.clipPath(ground, skia.ClipOp.kIntersect, True)
        canvas.drawPath(shape.path, stroke(tone, shape.line) if shape.line else fill(tone))
    canvas.restore()
