"""Pictures that the stage draws for the screens: a short loop of a place with people, or a round portrait.

It knows what is drawn, not when nor for which screen; `player.foyer.painter` draws, `player.foyer.atelier` keeps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from player.foyer.vignettes import Vignette, draw_vignette

if TYPE_CHECKING:
    import numpy as np

    from generators.timed import TimedPart

LOOP_FPS = 12
"""Loops move on twos, like the puppets."""
LOOP_FRAMES = 20
"""One and two thirds of a second there, and the same back."""
PORTRAIT_FRAMES = 24
PORTRAIT_TURN = -0.35
"""Portraits look a little to one side: a face from the front is a mask."""
HEAD_HEIGHTS = 4.0
"""Head radii that a portrait is high: face, hat and collar."""
VERSION = "1"
"""Raise it when the same request gives another picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Somebody in a picture."""

    puppet: str
    x: float
    depth: float = 0.42
    facing: int = -1
    emotion: str = "calm"
    words: str = ""
    """What the seed says of their look, where there is no such puppet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenery:
    """A place at an hour, in a weather and style, with people in it: a loop of a few seconds."""

    place: str
    hour: float = 17.0
    weather: str = "clear"
    style: str = "paper"
    people: tuple[Figure, ...] = ()
    x: float = 0.0
    y: float = 0.5
    zoom: float = 1.0
    width: int = 640
    height: int = 360
    frames: int = LOOP_FRAMES
    art: str = ""
    """Folder of the seed's own art; "" = none."""
    gouache: bool = False
    """Painted by the restyler; until that is done the stage's own picture is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A face on a ground of one colour, cut square; it breathes, blinks and smiles."""

    puppet: str
    words: str = ""
    colour: str = "#3A4054"
    side: int = 224
    frames: int = PORTRAIT_FRAMES
    art: str = ""


Request = Scenery | Portrait | Vignette


def key_of(request: Request, version: str) -> str:
    """The name under which the picture is kept; `version` is that of everything that draws."""
    content = msgspec.json.encode((type(request).__name__, request, version, VERSION))
    return hashlib.sha256(content).hexdigest()[:24]


def draw(request: Request) -> np.ndarray:
    """The loop's frames, one below the other: BGR (frames · h, w, 3) uint8; raises GeneratorError."""
    if isinstance(request, Vignette):
        return draw_vignette(request)
    return _scenery(request) if isinstance(request, Scenery) else _portrait(request)


def _scenery(request: Scenery) -> np.ndarray:
    import numpy as np

    from generators.stage.generator import Stage
    from story_engine.time import SAMPLE_RATE

    timed = part_for(request)
    stage = Stage(request.width, request.height, seed_art=art_of(request))
    return np.vstack([stage.still(timed, number * SAMPLE_RATE // LOOP_FPS) for number in range(request.frames)])


def art_of(request: Request) -> Path | None:
    """The seed's own art, if it has any."""
    return Path(request.art) if request.art else None


def part_for(request: Scenery) -> TimedPart:
    """The place with its people as a part that the stage draws."""
    from generators.stage.specimen import Specimen, part_of
    from generators.timed import ActorState, Camera
    from story_engine.plan import Look

    specimen = Specimen(
        place=request.place,
        hour=request.hour,
        weather=request.weather,
        style=request.style,
        actors=tuple(
            ActorState(id=f.puppet, x=f.x, depth=f.depth, facing=f.facing, emotion=f.emotion, intensity=0.6)
            for f in request.people
        ),
        looks=tuple((f.puppet, Look(asset=f.puppet, words=f.words)) for f in request.people),
        camera=Camera(x=request.x, y=request.y, zoom=request.zoom),
        seconds=request.frames / LOOP_FPS + 0.5,
        seed_art=art_of(request),
    )
    return part_of(specimen)


def _portrait(request: Portrait) -> np.ndarray:
    from dataclasses import replace

    import numpy as np

    from generators.stage.acting import Acting
    from generators.stage.bake import canvas_on
    from generators.stage.light import Light
    from generators.stage.puppets import anchors, draw_puppet
    from generators.stage.specimen import Specimen, part_of
    from generators.timed import ActorState
    from story_engine.plan import Look
    from story_engine.time import SAMPLE_RATE

    art = Path(request.art) if request.art else None
    look = Look(asset=request.puppet, words=request.words)
    calm, glad = (
        Acting(
            part_of(
                Specimen(
                    place="harbour",
                    actors=(ActorState(id=request.puppet, x=0.0, emotion=emotion, intensity=0.8, facing=1),),
                    looks=((request.puppet, look),),
                    seconds=request.frames / LOOP_FPS + 0.5,
                    seed_art=art,
                )
            )
        )
        for emotion in ("calm", "happy")
    )
    light = Light.at("harbour", 10.0)
    side = request.side
    ground = tuple(int(request.colour[i : i + 2], 16) for i in (5, 3, 1))
    sheets = []
    for number in range(request.frames):
        acting = calm if number < max(1, request.frames // 2) else glad
        first = acting.at(0)[0]  # who is glad may have stood up: each half has its own middle
        head_x, head_y = anchors(first.puppet, first.pose)["head"]
        ppm = side / (float(first.puppet.face["radius"]) * HEAD_HEIGHTS)
        frame = acting.at(number * SAMPLE_RATE // LOOP_FPS)[0]
        pixels = np.empty((side, side, 4), np.uint8)
        pixels[:] = (*ground, 255)
        surface, canvas = canvas_on(pixels)
        canvas.translate(side / 2 - head_x * ppm, side * 0.52 - head_y * ppm)
        canvas.scale(ppm, ppm)
        draw_puppet(canvas, frame.puppet, replace(frame.pose, turn=PORTRAIT_TURN), light, ppm)
        surface.flushAndSubmit()
        del canvas, surface
        sheets.append(np.ascontiguousarray(pixels[:, :, :3]))
    return np.vstack(sheets)


def tones_of(request: Request) -> tuple[str, str]:
    """The colours above and below of what will be seen, "#RRGGBB": what stands there until the picture is drawn."""
    from generators.errors import GeneratorError
    from generators.stage import library

    if isinstance(request, Portrait):
        return request.colour, request.colour
    place = request.place if isinstance(request, Scenery) else request.light or request.asset
    art = Path(request.art) if request.art else None
    path = library.find("palettes", place, ".yaml", art)
    try:
        hours = library.read_yaml(path).get("hours", {}) if path is not None else {}
    except GeneratorError:
        hours = {}
    if not hours:
        return "#2A2E3A", "#15171F"
    nearest = min(hours, key=lambda hour: min(abs(hour - request.hour), 24 - abs(hour - request.hour)))
    tones = hours[nearest]
    return str(tones.get("mid", "#2A2E3A")), str(tones.get("near", "#15171F"))
