"""Small still pictures beside the options of a choice: a face, a place, a thing, in the light of the scene that asks.

It knows the stage's drawings, no screen; `player.foyer.painter` draws them, `player.foyer.atelier` keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from story_engine.plan import Choice, Depicted, Look, Place

if TYPE_CHECKING:
    import numpy as np
    import skia

    from generators.stage.colour import RGB
    from generators.stage.light import Light
    from generators.stage.props import Prop

WIDE, HIGH = 640, 360
"""Of a place: as much as a film shows of it."""
SIDE = 320
"""Of a face or a thing: cards crop it to what they have room for."""
HEAD_HEIGHTS = 4.6
"""Head radii that a face's picture is high: hat and collar are in it."""
TURN = -0.35
"""A face from the front is a mask."""
FILLS = 0.7
"""Share of the picture that a thing fills, in its greater extent."""
SHELF = 0.8
"""How far down a thing stands."""
DARKEST_HOUR = 19.4
"""At night faces and things are lit as at dusk: at the size of a stamp a moonlit face is a stain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vignette:
    """One such picture."""

    kind: str
    """"person", "place" or "thing"."""
    id: str
    asset: str = ""
    words: str = ""
    states: tuple[str, ...] = ()
    light: str = ""
    """The set whose colours it has."""
    hour: float = 12.0
    weather: str = "clear"
    style: str = "paper"
    art: str = ""
    """Folder of the seed's own art; "" = none."""
    frames: int = 1


def vignette_of(shown: Depicted, art: str = "") -> Vignette:
    """What is to be drawn for an option's picture."""
    is_place = shown.kind == "place"
    return Vignette(
        kind=shown.kind,
        id=shown.id,
        asset=shown.look.asset,
        words=shown.look.words,
        states=shown.states,
        light="" if is_place else shown.place,
        hour=shown.hour,
        weather=shown.weather if is_place else "clear",
        style=shown.style if is_place else "",
        art=art,
    )


def vignettes_of(choice: Choice, art: str = "") -> tuple[Vignette, ...]:
    """Everything that the options of a choice show."""
    return tuple(vignette_of(option.picture, art) for option in choice.options if option.picture is not None)


def draw_vignette(request: Vignette) -> np.ndarray:
    """The picture, BGR (h, w, 3) uint8; raises GeneratorError."""
    if request.kind == "place":
        return _place(request)
    return _thing(request) if request.kind == "thing" else _face(request)


def _place(request: Vignette) -> np.ndarray:
    from generators.stage import library
    from generators.stage.place import nearest_set
    from player.foyer.pictures import Scenery, draw

    art = Path(request.art) if request.art else None
    name = request.asset
    if not name or library.find("places", name, ".yaml", art) is None:
        look = Look(asset=request.asset, words=request.words)
        name = nearest_set(Place(id=request.id, name=request.id.replace("_", " "), look=look), art)
    return draw(
        Scenery(
            place=name,
            hour=request.hour,
            weather=request.weather,
            style=request.style,
            width=WIDE,
            height=HIGH,
            frames=1,
            art=request.art,
        )
    )


def _face(request: Vignette) -> np.ndarray:
    from dataclasses import replace

    from generators.stage.acting import Acting
    from generators.stage.puppets import anchors, draw_puppet
    from generators.stage.specimen import Specimen, part_of
    from generators.timed import ActorState

    who = request.asset or request.id
    art = Path(request.art) if request.art else None
    specimen = Specimen(
        place="harbour",
        actors=(ActorState(id=who, x=0.0, emotion="calm", intensity=0.8, facing=1),),
        looks=((who, Look(asset=request.asset, words=request.words)),),
        seed_art=art,
    )
    first = Acting(part_of(specimen)).at(0)[0]
    head_x, head_y = anchors(first.puppet, first.pose)["head"]
    ppm = SIDE / (float(first.puppet.face["radius"]) * HEAD_HEIGHTS)
    light = _light(request)

    def puppet(canvas: skia.Canvas) -> None:
        canvas.translate(SIDE / 2 - head_x * ppm, SIDE * 0.53 - head_y * ppm)
        canvas.scale(ppm, ppm)
        draw_puppet(canvas, first.puppet, replace(first.pose, turn=TURN), light, ppm)

    return _on_ground(light, puppet, shelf=1.0)


def _thing(request: Vignette) -> np.ndarray:
    from generators.stage.props import draw_prop, load_prop, resolve_prop

    art = Path(request.art) if request.art else None
    look = Look(asset=request.asset, words=request.words)
    prop = load_prop(resolve_prop(look, request.id, art), art)
    light = _light(request)
    left, top, right, bottom = _seen(prop, request.states)
    if prop.lies:
        left, right, top, bottom = top / 2, -top / 2, (left - right) * 0.5, (right - left) * 0.2
    ppm = FILLS * SIDE / max(right - left, bottom - top, 1e-3)

    def thing(canvas: skia.Canvas) -> None:
        canvas.translate(SIDE / 2 - (left + right) / 2 * ppm, SIDE * SHELF - (SIDE * SHELF - SIDE / 2) * 0.12)
        canvas.scale(ppm, ppm)
        draw_prop(canvas, prop, (*request.states, "still"), light, 0, ppm, grounded=True)

    return _on_ground(light, thing, shelf=0.7)


def _seen(prop: Prop, states: tuple[str, ...]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what a thing shows in these states."""
    import skia

    box = skia.Rect.MakeEmpty()
    for shape in prop.shapes:
        if all((state[1:] not in states) if state.startswith("!") else state in states for state in shape.states):
            box.join(shape.path.getBounds())
    return (box.left(), box.top(), box.right(), box.bottom()) if not box.isEmpty() else prop.bounds


def _light(request: Vignette) -> Light:
    from generators.errors import AssetError
    from generators.stage.light import Light, night_at

    hour = DARKEST_HOUR if night_at(request.hour) > 0.4 else request.hour
    art = Path(request.art) if request.art else None
    try:
        return Light.of_seed(request.light or "harbour", hour, "clear", False, art)
    except AssetError:
        return Light.at("harbour", hour)


def _on_ground(light: Light, draw: object, *, shelf: float) -> np.ndarray:
    """What `draw` paints before a soft ground of the light's own colours; below `shelf` lies a table."""
    import numpy as np
    import skia

    from generators.stage.bake import canvas_on

    pixels = np.empty((SIDE, SIDE, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.clear(skia.Color4f(*light.mid, 1.0))
    middle = skia.Point(SIDE * 0.5, SIDE * 0.42)
    paint = skia.Paint(AntiAlias=True)
    paint.setShader(
        skia.GradientShader.MakeRadial(middle, SIDE * 0.78, [_int(light.horizon), _int(light.mid), _int(light.zenith)])
    )
    canvas.drawRect(skia.Rect.MakeWH(SIDE, SIDE), paint)
    if shelf < 1.0:
        table = skia.Paint(Color4f=skia.Color4f(*light.near, 0.42), AntiAlias=True)
        canvas.drawRect(skia.Rect.MakeLTRB(0, SIDE * shelf, SIDE, SIDE), table)
    canvas.save()
    draw(canvas)  # type: ignore[operator]
    canvas.restore()
    surface.flushAndSubmit()
    del canvas, surface
    return np.ascontiguousarray(pixels[:, :, :3])


def _int(rgb: RGB) -> int:
    import skia

    return int(skia.Color4f(*rgb, 1.0).toColor())
