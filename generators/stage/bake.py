"""Bakes the layers of a set for one framing and one light, and keeps the last ones used.

It knows pixels and layers, not what moves between them. What it returns must be treated as read-only.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field

import cv2
import numpy as np
import skia

from generators.stage.disc import WATERS, on_water
from generators.stage.extent import Extent, extent_of
from generators.stage.framing import Framing
from generators.stage.grounding import Standing, in_style, shadow_of, shadow_share
from generators.stage.kernels import settle
from generators.stage.kinds import BAKED
from generators.stage.kinds.near import NEAR_PIECE
from generators.stage.kinds.sky import CLOUD_TILE
from generators.stage.light import Light
from generators.stage.painting import paint_layer
from generators.stage.paper import Paper
from generators.stage.place import LayerSpec, PlaceSet
from generators.stage.relight import relight
from generators.stage.styles import Style
from generators.stage.wash import soak_layer
from story_engine.rng import generator

Array = np.ndarray
PHASES = 4
"""Pre-shifted copies of a moving layer: quarter-pixel pans at the cost of whole-pixel ones."""
FIBRE_STRENGTH = 0.012
"""Standard deviation of the paper's fibre: it whispers (art direction §8: at most 4 %)."""
SHADOW_SHARE = 0.34
QUARTER = 4
"""A layer's shadow is soft: it is blurred on a picture this many times smaller."""
CROP_BELOW = 0.8
"""Share of a layer that its box must not reach, to be worth a copy."""
OPAQUE = 200
"""Alpha from which a layer's pixel throws a shadow on the ground: the glow round a lamp (0.75 at most) throws none."""
CLOSE_BLUR = 0.0016
"""Frame heights of blur per unit of √(1 − parallax) · (zoom − 1): what stands behind softens in close views, the wall
at somebody's back as well as the far hills, or plugs and book spines would be as sharp as the face before them."""
WANDER_ROOM = 0.012
"""Room round a painted layer for edges that wander, frame heights."""
WALL_DISTANCE, WALL_PARALLAX = 0.9, 0.885
"""Distance of a room's wall before a lit screen, and the greatest parallax of a wall."""
FITTING_DISTANCE, ROOM_NEAR, ROOM_DEPTH = 0.6, 0.96, 14.0
"""Greatest distance of what stands at the wall: always a value darker than it, or shelves and boards would be lost;
the parallax at which distance begins, and its growth by parallax."""
STAGE_DISTANCE = 0.28
"""Before a lit screen open ground and what stands on it are a value lighter than the figures."""
FRONT_ZOOM = 1.6
"""Above this nominal zoom front layers are left out: they must never hide a face."""


def image_info(width: int, height: int) -> skia.ImageInfo:
    """Premultiplied BGRA, the one pixel format of the stage."""
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)


def as_image(pixels: Array) -> skia.Image:
    """A Skia image over a contiguous BGRA array, without a copy; keep the array alive beside it."""
    height, width = pixels.shape[:2]
    return skia.Image.MakeRasterData(image_info(width, height), skia.Data.MakeWithoutCopy(pixels), width * 4)


def canvas_on(pixels: Array) -> tuple[skia.Surface, skia.Canvas]:
    """A surface that draws into a contiguous BGRA array; keep the surface alive while drawing."""
    surface = skia.Surface.MakeRasterDirect(image_info(pixels.shape[1], pixels.shape[0]), pixels)
    return surface, surface.getCanvas()


@dataclass(slots=True)
class Plate:
    """A baked layer: its pixels, where they lie in layer pixels, and its shifted copies."""

    spec: LayerSpec
    pixels: Array
    left: float
    top: float
    """Layer pixel of the array's corner, relative to the layer's point (0, 0)."""
    shifted: dict[int, tuple[Array, skia.Image]] = field(default_factory=dict)
    solid_from: int = 0
    """The first row from which on the array hides everything behind it; its height where there is none."""
    extent: Extent = field(init=False)

    def __post_init__(self) -> None:
        self.solid_from = solid_from(self.pixels)
        self.extent = extent_of(self.pixels)

    def phase(self, index: int) -> skia.Image:
        """The plate moved right by `index`/4 pixel."""
        if index not in self.shifted:
            pixels = self.pixels
            if index:
                # A weighted sum of two neighbours is a linear shift, at a third of a warp's cost.
                here = cv2.copyMakeBorder(pixels, 0, 0, 0, 1, cv2.BORDER_CONSTANT)
                right = cv2.copyMakeBorder(pixels, 0, 0, 1, 0, cv2.BORDER_CONSTANT)
                pixels = cv2.addWeighted(here, 1 - index / PHASES, right, index / PHASES, 0)
            self.shifted[index] = (pixels, as_image(pixels))
        return self.shifted[index][1]

    def rest(self) -> None:
        """Forget the shifted copies: the plate is not on screen now, and they are quickly made again."""
        self.shifted = {0: self.shifted[0]} if 0 in self.shifted else {}

    @property
    def size(self) -> int:
        """Bytes held while off screen."""
        return self.pixels.nbytes


def solid_from(pixels: Array) -> int:
    """The first row of a BGRA array from which on every pixel is opaque; its height where there is none."""
    least = cv2.reduce(cv2.extractChannel(pixels, 3), 1, cv2.REDUCE_MIN).ravel()
    see_through = np.flatnonzero(least < 255)
    return int(see_through[-1]) + 1 if len(see_through) else 0


def fibre_tile(seed: int) -> Array:
    """A 256×256 tile of paper fibre around 1 that repeats without a seam."""
    noise = generator(seed, "fibre").standard_normal((256, 256)).astype(np.float32)
    wrapped = np.pad(noise, 32, mode="wrap")
    along = cv2.GaussianBlur(wrapped, (0, 0), sigmaX=3.2, sigmaY=0.6)
    across = cv2.GaussianBlur(wrapped, (0, 0), sigmaX=0.7, sigmaY=2.4)
    cloud = cv2.GaussianBlur(wrapped, (0, 0), sigmaX=7)
    tile = along / along.std() + 0.8 * across / across.std() + 0.6 * cloud / cloud.std()
    tile = tile[32:-32, 32:-32]
    return np.ascontiguousarray(1 + FIBRE_STRENGTH * tile / tile.std(), np.float32)


def bake_layer(
    spec: LayerSpec, place: PlaceSet, light: Light, framing: Framing, fibre: Array, style: Style
) -> Plate | None:
    """One layer as pixels; None when nothing of it is in view."""
    scale = framing.layer_scale(spec.parallax)
    left, top, right, bottom = framing.layer_window(spec.parallax)
    if spec.drift:
        left, right = 0.0, CLOUD_TILE
    if spec.sway:
        left, right = left - spec.sway[0], right + spec.sway[0]
    if spec.heave:
        top, bottom = top - spec.heave[0], bottom + spec.heave[0]
    columns, rows = max(1, int(np.ceil((right - left) * scale))), max(1, int(np.ceil((bottom - top) * scale)))
    pixels = np.zeros((rows, columns, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.scale(scale, scale)
    canvas.translate(-left, -top)
    paint_layer(spec.kind, _paper(canvas, spec, place, light, framing, (left, right), style), spec.params)
    surface.flushAndSubmit()
    if spec.cast and not light.indoors:
        _throw_shadow(pixels, canvas, (spec.cast - top) * scale, light, framing, style)
    surface.flushAndSubmit()
    del canvas, surface
    blur = (
        CLOSE_BLUR * framing.height * math.sqrt(max(0.0, 1 - spec.parallax)) * (framing.nominal - 1) + spec.soft * scale
    )
    # Only where something is drawn, with room for what blur and shadow add: most layers are narrow.
    x, y, width, height = cv2.boundingRect(pixels[:, :, 3])
    if width == 0:
        return None
    room = math.ceil(4 * blur + 3 * spec.drop * scale + WANDER_ROOM * framing.height) + 2 * QUARTER
    x, y, width, height = _widened((x, y, width, height), room, columns, rows)
    if width * height < CROP_BELOW * columns * rows:
        pixels = np.ascontiguousarray(pixels[y : y + height, x : x + width])
    else:
        x, y, width, height = 0, 0, columns, rows
    left, top = left + x / scale, top + y / scale
    if blur > 0.4:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    # The fibre lies on the layer, not on its box.
    fibre = np.roll(fibre, (-y, -x), axis=(0, 1)) if x or y else fibre
    _settle(pixels, spec, outdoors(spec, place, light, style), top, scale, fibre, style)
    rows, columns = height, width
    x, y, width, height = cv2.boundingRect(pixels[:, :, 3])
    if width == 0:
        return None  # so faint or small that blur has left nothing of it
    if style.is_washed:
        x, y, width, height = _soaked(pixels, (x, y, width, height), framing, style, round(spec.parallax * 100))
    if width * height < CROP_BELOW * columns * rows:
        pixels = np.ascontiguousarray(pixels[y : y + height, x : x + width])
    else:
        x = y = 0
    return Plate(spec=spec, pixels=pixels, left=left * scale + x, top=top * scale + y)


def _throw_shadow(
    pixels: Array, canvas: skia.Canvas, foot: float, light: Light, framing: Framing, style: Style
) -> None:
    """Lay what is drawn so far flat on the ground from row `foot` on, as its own shadow behind it."""
    share = shadow_share(light, light) * in_style(style.edges.shadow)
    at = Standing(left=0, top=0, foot=foot, rows=pixels.shape[0], lines=framing.height)
    own = cv2.extractChannel(pixels, 3)
    own[own < OPAQUE] = 0
    lying = shadow_of(cv2.merge((own, own, own, own)), at, light, share)
    if lying is None:
        return
    canvas.resetMatrix()
    behind = skia.Paint(BlendMode=skia.BlendMode.kDstOver)
    canvas.drawImage(as_image(lying.pixels), lying.left, lying.top, skia.SamplingOptions(), behind)


def _widened(box: tuple[int, int, int, int], room: int, columns: int, rows: int) -> tuple[int, int, int, int]:
    """`box` (x, y, width, height) with `room` on every side, its corner on a quarter's grid, within the layer."""
    x, y = max(0, box[0] - room) // QUARTER * QUARTER, max(0, box[1] - room) // QUARTER * QUARTER
    return x, y, min(columns, box[0] + box[2] + room) - x, min(rows, box[1] + box[3] + room) - y


def _soaked(
    pixels: Array, box: tuple[int, int, int, int], framing: Framing, style: Style, place: int
) -> tuple[int, int, int, int]:
    """Paint what lies in `box` (x, y, width, height) and give back the box that it covers now."""
    x, y, width, height = box
    room = round(WANDER_ROOM * framing.height)
    left, top = max(0, x - room), max(0, y - room)
    right, bottom = min(pixels.shape[1], x + width + room), min(pixels.shape[0], y + height + room)
    piece = np.ascontiguousarray(pixels[top:bottom, left:right])
    pixels[top:bottom, left:right] = soak_layer(piece, style.wash, framing.height, place)
    return left, top, right - left, bottom - top


def _paper(
    canvas: skia.Canvas,
    spec: LayerSpec,
    place: PlaceSet,
    light: Light,
    framing: Framing,
    seen: tuple[float, float],
    style: Style,
) -> Paper:
    here = outdoors(spec, place, light, style)
    return Paper(
        canvas=canvas,
        light=on_water(here, place, framing, spec.parallax) if spec.kind in WATERS else here,
        seed=place.seed,
        distance=_distance(spec, light, style),
        pixels=framing.layer_scale(spec.parallax),
        fine=framing.height * max(1.0, framing.nominal**0.45),
        left=seen[0],
        right=seen[1],
        shade=style.edges.shadow,
    )


def _distance(spec: LayerSpec, light: Light, style: Style) -> float:
    """A layer's haze; before a lit screen a room's walls lie far, its furniture nearer and its people nearest."""
    if style.tones.glow <= 0 or spec.outside or spec.front:
        return spec.distance
    if not light.indoors:
        return max(spec.distance, STAGE_DISTANCE * style.tones.glow)
    if spec.parallax <= WALL_PARALLAX:
        return max(spec.distance, WALL_DISTANCE * style.tones.glow)
    return max(spec.distance, min(FITTING_DISTANCE, (ROOM_NEAR - spec.parallax) * ROOM_DEPTH) * style.tones.glow)


def is_left_out(spec: LayerSpec, framing: Framing) -> bool:
    """Whether a layer before the actors is not in a view so close; a near piece was chosen for this very view."""
    return spec.front and framing.nominal > FRONT_ZOOM and spec.kind != NEAR_PIECE


def outdoors(spec: LayerSpec, place: PlaceSet, light: Light, style: Style) -> Light:
    """The light of a layer: that of the scene, or the sky's own behind a window."""
    return relight(Light.at(place.outside, light.hour, light.weather), style) if spec.outside else light


def live_paper(
    canvas: skia.Canvas, spec: LayerSpec, place: PlaceSet, light: Light, framing: Framing, style: Style
) -> Paper:
    """The paper a live kind draws on; the canvas must stand in layer units already."""
    left, _, right, _ = framing.layer_window(spec.parallax)
    return _paper(canvas, spec, place, light, framing, (left, right), style)


def _settle(pixels: Array, spec: LayerSpec, light: Light, top: float, scale: float, fibre: Array, style: Style) -> None:
    height, width = pixels.shape[:2]
    share = np.zeros(height, np.float32)
    if spec.mist:
        start, end, most = spec.mist
        y = top + np.arange(height, dtype=np.float32) / scale
        t = np.clip((y - start) / max(1e-6, end - start), 0, 1)
        share = (t * t * (3 - 2 * t) * min(0.95, most + light.fog * 0.4)).astype(np.float32)
    shadow = np.zeros((height, width), np.uint8)
    if spec.drop and style.edges.shadow > 0:
        dx, dy = light.direction
        small = cv2.resize(
            pixels[:, :, 3], (max(1, width // QUARTER), max(1, height // QUARTER)), interpolation=cv2.INTER_AREA
        )
        reach = spec.drop * scale / QUARTER
        small = cv2.GaussianBlur(small, (0, 0), max(0.6, reach * 0.6))
        move = np.array([[1, 0, -dx * reach], [0, 1, -dy * reach * 0.6]], np.float32)
        small = cv2.warpAffine(small, move, (small.shape[1], small.shape[0]))
        shadow = cv2.resize(
            (small * (SHADOW_SHARE * style.edges.shadow * (1 - spec.distance * 0.6))).astype(np.uint8), (width, height)
        )
    settle(pixels, share, bgr(light.mist), fibre, shadow, bgr(light.shadow))


def bgr(rgb: tuple[float, float, float]) -> Array:
    """B, G, R 0–255 for the pixel loops."""
    return np.array([rgb[2] * 255, rgb[1] * 255, rgb[0] * 255], np.float32)


class PlateCache:
    """The plates of the last framings, up to a limit of bytes; least recently used go first."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._kept: OrderedDict[object, list[Plate | None]] = OrderedDict()
        self._sizes: dict[object, int] = {}
        self._fibre = fibre_tile(1)

    def plates(self, place: PlaceSet, light: Light, framing: Framing, style: Style) -> list[Plate | None]:
        """One plate per layer of `place` (None for live, hidden and actors' layers)."""
        key = (place.id, place.seed, light, framing, style)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        baked: list[Plate | None] = []
        fibre = np.float32(1) + (self._fibre - np.float32(1)) * np.float32(style.fibre)
        for spec in place.layers:
            wanted = spec.kind in BAKED and not is_left_out(spec, framing)
            baked.append(bake_layer(spec, place, light, framing, fibre, style) if wanted else None)
        self._kept[key] = baked
        self._sizes[key] = sum(plate.size for plate in baked if plate)
        while len(self._kept) > 1 and sum(self._sizes.values()) > self._limit:
            old, _ = self._kept.popitem(last=False)
            del self._sizes[old]
        return baked
