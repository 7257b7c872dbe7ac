"""What a gallery shows: which pictures, in which order and under which names, and how each is drawn.

It knows the stage, no page. Nothing is drawn until a tile's `draw` is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import skia

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting import Acting, ActorFrame
from generators.stage.acting.feelings import feelings
from generators.stage.acting.own import own_of, played_with
from generators.stage.bake import canvas_on
from generators.stage.generator import Stage
from generators.stage.light import Light
from generators.stage.place import load_set
from generators.stage.props import draw_prop, load_prop
from generators.stage.puppets import Pose, Puppet, anchors, draw_puppet, load_puppet
from generators.stage.specimen import Specimen, part_of
from generators.stage.styles import style_names
from generators.timed import ActorState
from story_engine.plan import WEATHERS, Look

Array = np.ndarray
HOURS = (6.0, 9.0, 13.0, 18.6, 21.0, 1.0)
"""Dawn, morning, noon, dusk, evening, night."""
QUICK_HOURS = (13.0, 21.0)
WEATHER_HOUR = 17.0
"""Low sun: every weather still has colour to take away."""
HOUR_NAMES = {6.0: "dawn", 9.0: "morning", 13.0: "noon", 17.0: "afternoon", 18.6: "dusk", 21.0: "evening", 1.0: "night"}
TURNS = (-0.9, 0.0, 0.45, 0.9)
CARD = (0xD9, 0xCF, 0xBD)
"""The sheet that single figures and things stand on: light, warm, without a hue of its own."""
LIGHT_HOUR = 10.0
FACE_HEIGHT = 5.2
"""Head radii that a picture of a face is high."""
FILLED = 0.84
"""Share of a sheet that a whole figure or a thing fills."""
PROBE_METRES, PROBE_PPM = 3.0, 100.0
"""Half size and scale of the sheet on which sizes are taken."""
QUICK_EMOTIONS = ("calm", "delighted", "sad", "angry", "afraid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is to be shown; empty = everything there is."""

    places: tuple[str, ...] = ()
    puppets: tuple[str, ...] = ()
    props: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    quick: bool = False
    width: int = 480
    height: int = 270
    seed_art: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One picture."""

    name: str
    draw: Callable[[], Array]
    """Gives BGR (height, width, 3) uint8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Pictures that belong beside one another."""

    name: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One place, puppet or family of things."""

    kind: str
    """"places", "puppets" or "props"."""
    name: str
    words: str = ""
    rows: tuple[Row, ...] = field(default=())

    @property
    def count(self) -> int:
        """How many pictures it has."""
        return sum(len(row.tiles) for row in self.rows)


def asset_names(folder: str, seed_art: Path | None) -> tuple[str, ...]:
    """All ids of a folder, the seed's own too."""
    own = (path.stem for path in (seed_art / folder).glob("*.yaml")) if seed_art else ()
    return tuple(sorted({*library.names(folder), *own}))


def chapters(choice: Choice) -> tuple[Chapter, ...]:
    """The whole gallery in order: places, puppets, things. A filter on one kind leaves the other kinds out."""
    filtered = bool(choice.places or choice.puppets or choice.props)
    found: list[Chapter] = []
    stage = Stage(choice.width, choice.height, seed_art=choice.seed_art)
    puppets = asset_names("puppets", choice.seed_art)
    if choice.places or not filtered:
        for name in choice.places or asset_names("places", choice.seed_art):
            found.append(_place(name, choice, stage, _company(puppets)))
    if choice.puppets or not filtered:
        found += [_puppet(name, choice) for name in choice.puppets or puppets]
    if choice.props or not filtered:
        props = choice.props or asset_names("props", choice.seed_art)
        rows = tuple(_prop_row(name, choice) for name in props)
        found.append(Chapter(kind="props", name="things", words="each in all its states", rows=rows))
    return tuple(found)


def _company(puppets: tuple[str, ...]) -> tuple[ActorState, ...]:
    """Two who give a place its scale."""
    pair = [name for name in ("wren", "odile") if name in puppets] or list(puppets[:2])
    spots = ((-0.30, 0.35, 1), (0.12, 0.5, -1))
    return tuple(
        ActorState(id=name, x=x, depth=depth, facing=facing)
        for name, (x, depth, facing) in zip(pair, spots, strict=False)
    )


def _place(name: str, choice: Choice, stage: Stage, company: tuple[ActorState, ...]) -> Chapter:
    try:
        place = load_set(name, choice.seed_art)
    except AssetError as error:
        return Chapter(kind="places", name=name, words=str(error))
    styles = choice.styles or style_names(choice.seed_art)
    hours = QUICK_HOURS if choice.quick else HOURS
    base = Specimen(place=name, actors=company, seed_art=choice.seed_art)

    def tile(title: str, hour: float, weather: str, style: str) -> Tile:
        return Tile(name=title, draw=partial(_still, stage, base, hour, weather, style))

    rows = [
        Row(name=style, tiles=tuple(tile(f"{HOUR_NAMES[hour]} {_clock(hour)}", hour, "clear", style) for hour in hours))
        for style in styles
    ]
    if not choice.quick:
        weathers = tuple(tile(weather, WEATHER_HOUR, weather, styles[0]) for weather in WEATHERS)
        rows.append(Row(name="weather", tiles=weathers))
    where = "indoors" if place.indoors else "outdoors"
    words = f"{where} · {len(place.layers)} layers · {', '.join(place.words[:8])}"
    return Chapter(kind="places", name=name, words=words, rows=tuple(rows))


def _still(stage: Stage, base: Specimen, hour: float, weather: str, style: str) -> Array:
    return stage.still(part_of(replace(base, hour=hour, weather=weather, style=style)))


def _clock(hour: float) -> str:
    return f"{int(hour)}:{round(hour % 1 * 60):02}"


def _puppet(name: str, choice: Choice) -> Chapter:
    with played_with(own_of(choice.seed_art)):
        emotions = QUICK_EMOTIONS if choice.quick else tuple(feelings())
    height = choice.height
    width = round(height * 0.8)
    faces = tuple(
        Tile(name=emotion, draw=partial(_figure, name, choice.seed_art, emotion, width, height, True))
        for emotion in emotions
    )
    rows = [Row(name="face", tiles=faces)]
    bodies = tuple(
        Tile(name=emotion, draw=partial(_figure, name, choice.seed_art, emotion, width, height, False))
        for emotion in emotions
    )
    rows.append(Row(name="body", tiles=bodies))
    if not choice.quick:
        turned = tuple(
            Tile(name=f"turn {turn:+.1f}", draw=partial(_turned, name, choice.seed_art, turn, width, height))
            for turn in TURNS
        )
        rows.append(Row(name="views", tiles=turned))
    return Chapter(kind="puppets", name=name, words=_figure_words(name, choice.seed_art), rows=tuple(rows))


def _figure_words(name: str, seed_art: Path | None) -> str:
    puppet = load_puppet(Look(asset=name), seed_art)
    return f"{puppet.rig} · {puppet.height_metres:.2f} m"


def _acted(name: str, seed_art: Path | None, emotion: str) -> ActorFrame:
    state = ActorState(id=name, x=0.0, emotion=emotion, intensity=0.9, facing=1)
    timed = part_of(Specimen(place=asset_names("places", None)[0], actors=(state,), seed_art=seed_art))
    return Acting(timed, seed_art).at(timed.duration // 2)[0]


def _figure(name: str, seed_art: Path | None, emotion: str, width: int, height: int, close: bool) -> Array:
    """A figure in a feeling on a plain sheet: its face, or the whole of it."""
    frame = _acted(name, seed_art, emotion)
    return _on_card(frame.puppet, frame.pose, width, height, close)


def _turned(name: str, seed_art: Path | None, turn: float, width: int, height: int) -> Array:
    frame = _acted(name, seed_art, "calm")
    return _on_card(frame.puppet, replace(frame.pose, turn=turn), width, height, True)


def _on_card(puppet: Puppet, pose: Pose, width: int, height: int, close: bool) -> Array:
    light = Light.at("harbour", LIGHT_HOUR)
    if not close:
        return _fitted(width, height, lambda canvas, ppm: draw_puppet(canvas, puppet, pose, light, ppm))
    head_x, head_y = anchors(puppet, pose)["head"]
    ppm = height / (float(puppet.face["radius"]) * FACE_HEIGHT)
    x, y = width / 2 - head_x * ppm, height * 0.48 - head_y * ppm
    return _sheet(width, height, lambda canvas, ppm: draw_puppet(canvas, puppet, pose, light, ppm), (x, y, ppm))


def _sheet(
    width: int, height: int, draw: Callable[[skia.Canvas, float], None], place: tuple[float, float, float]
) -> Array:
    """Something on a plain sheet; `place` is the pixel of its origin and the pixels per metre."""
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:] = (CARD[2], CARD[1], CARD[0], 255)
    surface, canvas = canvas_on(pixels)
    x, y, ppm = place
    canvas.translate(x, y)
    canvas.scale(ppm, ppm)
    draw(canvas, ppm)
    surface.flushAndSubmit()
    del canvas, surface
    return np.ascontiguousarray(pixels[:, :, :3])


def _fitted(width: int, height: int, draw: Callable[[skia.Canvas, float], None]) -> Array:
    """Something that fills the sheet but for a margin, whatever its size."""
    left, top, right, bottom = _extent(draw)
    ppm = min(width * FILLED / max(right - left, 1e-3), height * FILLED / max(bottom - top, 1e-3))
    x, y = width / 2 - (left + right) / 2 * ppm, height / 2 - (top + bottom) / 2 * ppm
    return _sheet(width, height, draw, (x, y, ppm))


def _extent(draw: Callable[[skia.Canvas, float], None]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in metres of what `draw` draws."""
    side = round(2 * PROBE_METRES * PROBE_PPM)
    pixels = np.zeros((side, side, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.translate(side / 2, side * 0.75)
    canvas.scale(PROBE_PPM, PROBE_PPM)
    draw(canvas, PROBE_PPM)
    surface.flushAndSubmit()
    del canvas, surface
    x, y, wide, high = cv2.boundingRect((pixels[:, :, 3] > 20).astype(np.uint8))
    left, top = (x - side / 2) / PROBE_PPM, (y - side * 0.75) / PROBE_PPM
    return left, top, left + wide / PROBE_PPM, top + high / PROBE_PPM


def prop_states(name: str, seed_art: Path | None = None) -> tuple[tuple[str, ...], ...]:
    """Every state in which the drawing of a thing differs, its plain one first."""
    prop = load_prop(name, seed_art)
    named = [word for piece in (*prop.shapes, *prop.shines) for word in piece.states]
    singles = dict.fromkeys(word.removeprefix("!") for word in named)
    return ((), *((word,) for word in singles))


def _prop_row(name: str, choice: Choice) -> Row:
    side = choice.height
    try:
        states_of = prop_states(name, choice.seed_art)
    except AssetError:
        states_of = ((),)  # its one tile says what is wrong
    return Row(
        name=name,
        tiles=tuple(
            Tile(name=" ".join(states) or "as it is", draw=partial(_prop, name, states, side, choice.seed_art))
            for states in states_of
        ),
    )


def _prop(name: str, states: tuple[str, ...], side: int, seed_art: Path | None) -> Array:
    prop = load_prop(name, seed_art)
    light = Light.at("harbour", LIGHT_HOUR)
    rest = (*states, "still")
    return _fitted(side, side, lambda canvas, ppm: draw_prop(canvas, prop, rest, light, 0, ppm, grounded=True))
