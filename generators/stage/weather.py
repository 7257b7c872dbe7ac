"""Weather in the air: rain, snow, fog banks, driven leaves and fireflies, before and behind the figures.

It knows no set: only a light, a moment and the size of the picture.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np
import skia

from generators.stage.bake import canvas_on
from generators.stage.chance import unit
from generators.stage.colour import mix
from generators.stage.floor import FAR_FLOOR_Y
from generators.stage.framing import Framing
from generators.stage.kernels import add_light, flakes, streaks, veil_rows
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.paper import fill, stroke
from story_engine.rng import generator

Array = np.ndarray
RAIN_DROPS = {"rain": 190, "storm": 300}
"""Drops in each of the two sheets."""
SNOW_FLAKES = 260
SNOW_NEAR = ((0.0105, 0.17, 0.12, 0.92), (0.0064, 0.125, 0.36, 0.88))
SNOW_FAR = ((0.0044, 0.085, 0.6, 0.80), (0.0030, 0.06, 0.9, 0.65))
"""Diameter, fall a second (frame heights), share of the flakes and opacity of each sheet."""
MOTES, MOTE_SIZE, MOTE_ALPHA = 16, 0.0030, 0.36
"""Specks in the air, their diameter in frame heights, and their greatest opacity."""
GLOSS_SQUEEZE = 1.7
"""Rows of the picture above that one row of wet ground mirrors: ground lies flat."""
GLOSS_STEP = 6
GLOSS_FLOOR, GLOSS_STRENGTH = 1.15, 0.62
"""What is brighter than this multiple of the mean stands in the ground, with this strength."""
GROUND_MIST, LEAST_MIST = 0.72, 0.08
"""Opacity of the veil over the ground's far edge in the thickest air, and the thinnest that is drawn."""
MIST_ROWS = (FAR_FLOOR_Y - 0.10, FAR_FLOOR_Y - 0.022, 0.96)
"""Stage y where the veil on the ground begins, is densest, and ends."""
LEAVES = {"wind": 14, "storm": 10}


@lru_cache(maxsize=16)
def _scatter(seed: int, name: str, count: int) -> Array:
    """Columns x, y, size, phase of `count` particles, each in [0, 1)."""
    return generator(seed, "weather", name).random((count, 4))


def draw_air(pixels: Array, light: Light, moment: Moment, *, near: bool, zoom: float = 1.0) -> None:
    """One sheet of weather over a picture (BGRA, in place): the `near` one lies before the figures."""
    weather = light.weather
    if near and weather not in ("rain", "storm", "snow"):
        _motes(pixels, light, moment, zoom)
    if light.indoors or weather not in ("rain", "storm", "snow", "wind"):
        return
    height, width = pixels.shape[:2]
    if weather in RAIN_DROPS:
        _rain(pixels, light, moment, near, RAIN_DROPS[weather])
    elif weather == "snow":
        _snow(pixels, light, moment, near, zoom)
    rings = weather in RAIN_DROPS and not near
    leaves = weather in LEAVES and near
    if not (rings or leaves):
        return
    surface, canvas = canvas_on(pixels)
    if leaves:
        _leaves(canvas, width, height, light, moment, LEAVES[weather])
    if rings:
        _rings(canvas, width, height, light, moment)
    if weather == "storm" and not near:
        _far_flash(canvas, width, height, light, moment)
    surface.flushAndSubmit()
    del canvas, surface


def _rain(pixels: Array, light: Light, moment: Moment, near: bool, count: int) -> None:
    height, width = pixels.shape[:2]
    sheet = _scatter(moment.seed, f"rain{near}", count)
    speed = 1.9 if near else 1.35
    slant = 0.10 + 0.34 * moment.wind + 0.06 * moment.gust
    wide = width / height + 0.6
    fall = sheet[:, 1] + moment.seconds * speed * (0.85 + 0.3 * sheet[:, 2])
    y = (fall % 1.25) - 0.10
    # A new column at every fall, or the eye finds the pattern.
    x = ((sheet[:, 0] + 0.618 * np.floor(fall / 1.25)) % 1.0) * wide - 0.5 + y * slant
    length = (0.075 if near else 0.042) * (0.6 + 0.8 * sheet[:, 2])
    tips = np.stack((x, y, length), axis=1).astype(np.float32) * np.float32(height)
    reach = math.hypot(slant, 1.0)
    tone = mix(light.rim, light.horizon, 0.35)
    thick = np.float32((0.75 if near else 0.45) * height / 720)
    back = (np.float32(-slant / reach), np.float32(-1.0 / reach))
    streaks(pixels, tips, *back, thick, _bgr(tone), np.float32(0.50 if near else 0.34))


def _rings(canvas: skia.Canvas, width: int, height: int, light: Light, moment: Moment) -> None:
    """Drops that land: rings that open on the ground."""
    tone = mix(light.rim, light.horizon, 0.45)
    for px, py, size, phase in _scatter(moment.seed, "ring", 26):
        turn = moment.seconds * 1.6 + phase
        age = turn % 1
        radius = (0.004 + 0.012 * age * (0.6 + size)) * height
        at_x, at_y = ((px + math.floor(turn) * 0.37) % 1) * width, (0.80 + 0.2 * py) * height
        ring = skia.Rect.MakeLTRB(at_x - radius, at_y - radius * 0.3, at_x + radius, at_y + radius * 0.3)
        canvas.drawOval(ring, stroke(tone, height / 720, 0.4 * (1 - age)))


def _snow(pixels: Array, light: Light, moment: Moment, near: bool, zoom: float) -> None:
    height, width = pixels.shape[:2]
    tone = _bgr(mix(light.shade((1.0, 1.0, 1.0)), (1.0, 1.0, 1.0), 0.55))
    for number, (size, speed, share, alpha) in enumerate(SNOW_NEAR if near else SNOW_FAR):
        flight = _scatter(moment.seed, f"snow{near}{number}", int(SNOW_FLAKES * share))
        wide = width / height + 0.3
        y = ((flight[:, 1] + moment.seconds * speed * (0.8 + 0.4 * flight[:, 2])) % 1.1) - 0.05
        drift = moment.seconds * speed * (0.25 + 1.8 * moment.wind) + 0.05 * moment.gust
        swing = 0.018 * np.sin(moment.seconds * (0.9 + flight[:, 2]) + 6.28 * flight[:, 3])
        x = ((flight[:, 0] * wide + drift + swing) % wide) - 0.15
        radius = size * (0.7 + 0.6 * flight[:, 3]) * min(1.6, zoom**0.3) / 2
        spots = np.stack((x, y, radius), axis=1).astype(np.float32) * np.float32(height)
        flakes(pixels, spots, tone, np.float32(alpha))


def _motes(pixels: Array, light: Light, moment: Moment, zoom: float) -> None:
    """Pollen by day, dust in a room: a few soft specks that ride the wind and catch the light."""
    day = 1 - light.night
    shown = max(0.6 * day, 0.7 * light.lamp) if light.indoors else day * (0.35 + 0.65 * light.sun_shown)
    if shown < 0.1:
        return
    height, width = pixels.shape[:2]
    flight = _scatter(moment.seed, "mote", MOTES)
    wide = width / height + 0.2
    ride = moment.seconds * (0.006 + 0.05 * moment.wind * (0.1 if light.indoors else 1.0)) + 0.012 * moment.gust
    x = ((flight[:, 0] * wide + ride * (0.6 + 0.8 * flight[:, 2])) % wide) - 0.1
    y = flight[:, 1] + 0.03 * np.sin(moment.seconds * (0.25 + 0.3 * flight[:, 3]) + 6.28 * flight[:, 2])
    glint = 0.5 + 0.5 * np.sin(moment.seconds * (0.5 + flight[:, 2]) + 6.28 * flight[:, 3])
    radius = MOTE_SIZE * (0.5 + 0.9 * flight[:, 3]) * min(1.25, zoom**0.2) * np.sqrt(glint)
    spots = np.stack((x, y, radius), axis=1).astype(np.float32) * np.float32(height)
    flakes(pixels, spots, _bgr(mix(light.sun, light.rim, 0.4)), np.float32(MOTE_ALPHA * shown))


def lay_ground_mist(pixels: Array, light: Light, framing: Framing) -> None:
    """The veil on the ground of a set, as one framing sees it, onto its canvas's BGRA pixels, in place."""
    begin, dense, end = (framing.stage_point(0.0, y)[1] for y in MIST_ROWS)
    draw_ground_mist(pixels, light, (begin, dense, end))


def draw_ground_mist(pixels: Array, light: Light, rows: tuple[float, float, float]) -> None:
    """Fog and driven snow lie on the ground: densest where it meets the distance, thin at our feet.

    `rows` are the rows of the picture where the veil begins, is densest, and ends. Outdoors only.
    """
    top, middle, bottom = rows
    share = GROUND_MIST * light.fog
    first, last = max(0, math.floor(top)), min(pixels.shape[0], math.ceil(bottom))
    if light.indoors or share < LEAST_MIST or last <= first:
        return
    at = (np.arange(first, last, dtype=np.float32) + 0.5 - top) / (bottom - top)
    shares = np.interp(at, (0.0, (middle - top) / (bottom - top), 0.72, 1.0), (0.0, share, 0.42 * share, 0.0))
    veil_rows(pixels[first:last].view(np.uint32)[:, :, 0], shares.astype(np.float32), _bgr(light.mist))


def draw_gloss(pixels: Array, light: Light, horizon: float) -> None:
    """Wet ground: the lights above row `horizon` stand in it as long streaks; in place, outdoors in rain only."""
    if light.indoors or light.weather not in RAIN_DROPS:
        return
    height, width = pixels.shape[:2]
    foot = round(horizon)
    tall = min(height - foot, round(foot / GLOSS_SQUEEZE))
    if tall < 8 or foot < 8:
        return
    # Rounding may ask for a row above the picture.
    above = pixels[max(0, foot - round(tall * GLOSS_SQUEEZE)) : foot]
    size = (max(1, width // GLOSS_STEP), max(1, tall // 4))
    # Every n-th pixel is enough: the blur along the streaks hides what is missed.
    small = cv2.flip(cv2.resize(above, size, interpolation=cv2.INTER_NEAREST), 0)
    small = cv2.blur(small, (3, 2 * (size[1] // 6) + 1))
    floor = float(small[:, :, :3].mean()) * GLOSS_FLOOR
    bright = cv2.subtract(small, (floor, floor, floor, 255)).astype(np.float32)
    fade = np.linspace(1.0, 0.25, size[1], dtype=np.float32)[:, None, None]
    mirrored = np.clip(bright * (GLOSS_STRENGTH * fade), 0, 255).astype(np.uint8)
    light_on = cv2.resize(mirrored, (width, tall), interpolation=cv2.INTER_LINEAR)
    add_light(pixels[foot : foot + tall].reshape(-1), light_on.reshape(-1))


def _bgr(rgb: tuple[float, float, float]) -> Array:
    return np.array([rgb[2] * 255, rgb[1] * 255, rgb[0] * 255], np.float32)


def _leaves(canvas: skia.Canvas, width: int, height: int, light: Light, moment: Moment, count: int) -> None:
    flight = _scatter(moment.seed, "leaf", count)
    tones = ((0.78, 0.44, 0.22), (0.70, 0.56, 0.28), (0.58, 0.32, 0.24))
    for index, (px, py, size, phase) in enumerate(flight):
        t = (moment.seconds * (0.14 + 0.10 * size + 0.12 * moment.wind) + phase) % 1
        x = (-0.15 + 1.3 * t) * width
        y = (0.25 + 0.65 * py + 0.10 * math.sin(5 * t + 6.28 * px) + 0.05 * math.sin(13 * t + phase)) * height
        scale = (0.006 + 0.006 * size) * height
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(360 * (1.7 * t + px) + 40 * math.sin(9 * t))
        canvas.scale(scale, scale * (0.35 + 0.6 * abs(math.sin(7 * t + 6.28 * phase))))
        leaf = skia.Path()
        leaf.moveTo(-1.4, 0)
        leaf.quadTo(0, -1.0, 1.4, 0)
        leaf.quadTo(0, 1.0, -1.4, 0)
        canvas.drawPath(leaf, fill(light.shade(tones[index % 3]), 0.95))
        canvas.restore()


FLASH_PERIOD = 11.0
"""Seconds between two chances of sheet lightning."""
FLASH_LENGTH = 0.9
FLASH_STRENGTH = 0.20
"""Share of white at most: less than a flash of WCAG 2.3.1 (10 % luminance) at night, rarer than its limit by day."""
FLASH_BEATS = ((0.0, 0.26, 1.0), (0.30, 0.95, 0.6))
"""Begin, end and strength of its two beats, shares of its length: never more than two in a second."""


def flash_at(moment: Moment) -> float:
    """Share of white that lightning adds at `moment`; 0 nearly always."""
    round_number = math.floor(moment.seconds / FLASH_PERIOD)
    if unit(moment.seed, "flash", round_number) < 0.35:
        return 0.0
    at = unit(moment.seed, "flash-at", round_number) * (FLASH_PERIOD - FLASH_LENGTH)
    t = (moment.seconds - round_number * FLASH_PERIOD - at) / FLASH_LENGTH
    for begin, end, strength in FLASH_BEATS:
        if begin < t < end:
            return FLASH_STRENGTH * strength * math.sin(math.pi * ((t - begin) / (end - begin)) ** 0.6) ** 2
    return 0.0


def _far_flash(canvas: skia.Canvas, width: int, height: int, light: Light, moment: Moment) -> None:
    glow = flash_at(moment)
    if glow <= 0:
        return
    round_number = math.floor(moment.seconds / FLASH_PERIOD)
    centre = (width * (0.2 + 0.6 * unit(moment.seed, "flash-x", round_number)), height * 0.25)
    shader = skia.GradientShader.MakeRadial(
        center=centre,
        radius=width * 0.6,
        colors=[fill((0.85, 0.90, 1.0), glow).getColor(), fill((0.85, 0.90, 1.0), 0).getColor()],
    )
    canvas.drawRect(skia.Rect.MakeWH(width, height * 0.7), skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen))


def fog_tile(width: int, height: int, seed: int) -> Array:
    """Soft banks of fog as an alpha tile twice as wide as the picture, repeating sideways."""
    small_w, small_h = width // 4, height // 8
    noise = generator(seed, "fog").standard_normal((small_h, small_w)).astype(np.float32)
    total = np.zeros_like(noise)
    for size, share in ((28, 1.0), (12, 0.45), (5, 0.18)):
        soft = cv2.GaussianBlur(np.tile(noise, (1, 3)), (0, 0), sigmaX=size * 1.9, sigmaY=size * 0.45)
        soft = soft[:, small_w : 2 * small_w]
        total += share * soft / (soft.std() + 1e-6)
    y = np.linspace(0, 1, small_h, dtype=np.float32)[:, None]
    band = np.exp(-(((y - 0.66) / 0.26) ** 2))
    alpha = np.clip(0.5 + 0.42 * total, 0, 1) * band
    return np.ascontiguousarray(cv2.resize(alpha, (width * 2, height), interpolation=cv2.INTER_CUBIC).clip(0, 1))
