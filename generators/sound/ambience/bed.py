"""Beds: `render_bed` is a pure function of scene time, so parts join without a trace.

It knows no part, place or mix. Textures are read from tapes at the absolute time; calls stand at hashed times.
"""

from __future__ import annotations

import logging
from functools import lru_cache

import numpy as np

from generators.compiled import compiled
from generators.sound import dsp
from generators.sound.ambience.curves import GRID, at_hour, grid, gustiness, swelling
from generators.sound.ambience.recipes import Call, Texture, load_beds
from generators.sound.ambience.tapes import STEP, tape
from generators.sound.effects.effect import LONGEST_SECONDS, VARIATIONS, effect_length, render_effect
from story_engine.rng import derive_seed, unit
from story_engine.time import MediaTime, from_seconds

_LONGEST_CALL: MediaTime = from_seconds(LONGEST_SECONDS)
_PREROLL: MediaTime = from_seconds(0.5)
"""What is rendered and thrown away before a muffled bed, so that its filter has forgotten its start."""
_LOG = logging.getLogger(__name__)


def bed_names() -> tuple[str, ...]:
    """Every bed there is, sorted."""
    return tuple(sorted(load_beds()))


def render_bed(
    name: str, scene_time: MediaTime, duration: MediaTime, wind: float, rng_seed: int, hour: float
) -> np.ndarray:
    """The bed `name` from `scene_time` for `duration`: float32 stereo (duration, 2).

    A pure function: a scene rendered in pieces is bit for bit the scene rendered whole. `wind` 0–1 and `rng_seed`
    are the scene's (same gusts as in the picture), `hour` 0–24. An unknown bed is silent and logged.
    """
    recipe = load_beds().get(name)
    if recipe is None:
        _unknown(name)
        return np.zeros((duration, 2), np.float32)
    before = _PREROLL if recipe.muffle_hertz else 0
    start, count = scene_time - before, duration + before
    points = grid(start, count)
    gusts = gustiness(points, wind, rng_seed)
    out = np.zeros((count, 2), np.float32)
    for number, texture in enumerate(recipe.textures):
        _add_texture(out, texture, f"{name}/{number}", (start, points, gusts, wind, rng_seed, hour))
    for number, call in enumerate(recipe.calls):
        _add_calls(out, call, f"{name}/{number}", (start, points, gusts, wind, rng_seed, hour))
    if recipe.muffle_hertz:
        out = dsp.filtered(out, dsp.low_pass(recipe.muffle_hertz), dsp.low_pass(recipe.muffle_hertz))[before:]
    out *= np.float32(dsp.decibels_to_gain(recipe.gain_decibels))
    return out


_Weather = tuple[MediaTime, list[MediaTime], list[float], float, int, float]
"""start, grid points, gustiness at them, wind, rng seed, hour."""


def _add_texture(out: np.ndarray, texture: Texture, name: str, weather: _Weather) -> None:
    start, points, gusts, wind, rng_seed, hour = weather
    still, gale = texture.wind
    level = dsp.decibels_to_gain(texture.gain_decibels) * (still + (gale - still) * wind)
    level *= at_hour(hour, texture.hours)
    if level <= 0:
        return
    gains = [level * (1 - texture.gust + texture.gust * blow * blow * 1.6) for blow in gusts]
    if texture.swell_seconds:
        swells = swelling(points, texture.swell_seconds, texture.swell_depth, derive_seed(rng_seed, name))
        gains = [gain * swell for gain, swell in zip(gains, swells, strict=True)]
    loop = tape(texture, name)
    # A scene begins anywhere on the tape: two scenes of one place never open alike.
    place = start + derive_seed(rng_seed, "tape", name) % len(loop)
    # Half a tape further on nothing is alike: that is what the other side hears.
    places = np.array([place, place + len(loop) // 2]) % len(loop)
    across = texture.width
    even = 1 / np.sqrt((1 - across) ** 2 + across**2)
    points_of = np.array(gains, np.float32) * np.float32(STEP)
    _lay(out, loop, places, points_of, start % GRID, np.float32(1 - across), np.float32(across), np.float32(even))


def _add_calls(out: np.ndarray, call: Call, name: str, weather: _Weather) -> None:
    start, _, _, wind, rng_seed, hour = weather
    still, gale = call.wind
    likely = call.chance * at_hour(hour, call.hours)
    level = dsp.decibels_to_gain(call.gain_decibels) * (still + (gale - still) * wind)
    if likely <= 0 or level <= 0:
        return
    every, length = from_seconds(call.every_seconds), effect_length(call.effect)
    first, last = (start - _LONGEST_CALL) // every - 1, (start + len(out)) // every
    for slot in range(first, last + 1):
        if unit(rng_seed, name, slot, "heard") >= likely:
            continue
        wait = 0.0 if call.steady else unit(rng_seed, name, slot, "wait") * 0.9
        at = slot * every + int(wait * every)
        begin, end = max(at, start), min(at + length, start + len(out))
        if begin >= end:
            continue  # asked before it is made: most calls of a place are not heard in a given part
        take = derive_seed(rng_seed, name, slot) % VARIATIONS
        sound = _call_sound(call.effect, take, call.muffle_hertz)
        loud = level * dsp.decibels_to_gain(-call.spread_decibels * unit(rng_seed, name, slot, "far"))
        if call.gust:
            loud *= 1 - call.gust + call.gust * gustiness([at], wind, rng_seed)[0]
        side = call.wide * (2 * unit(rng_seed, name, slot, "side") - 1)
        piece = sound[begin - at : end - at] * np.float32(loud)
        out[begin - start : end - start, 0] += piece * np.float32(np.sqrt(0.5 * (1 - side)))
        out[begin - start : end - start, 1] += piece * np.float32(np.sqrt(0.5 * (1 + side)))


@lru_cache(maxsize=24)
def _call_sound(effect: str, take: int, muffle_hertz: float) -> np.ndarray:
    sound = render_effect(effect, 0, take)
    if muffle_hertz:
        sound = dsp.filtered(sound, dsp.low_pass(muffle_hertz), dsp.low_pass(muffle_hertz * 1.4))
        sound = dsp.faded(sound, 48, 960)
    return sound


@lru_cache(maxsize=64)
def _unknown(name: str) -> None:
    _LOG.warning("no bed is called %r: it stays silent", name)


@compiled
def _lay(out, loop, places, points, since, here, there, even):
    """Add both sides of a tape: the left from places[0], the right from both; as loud as gliding from point to point.

    `since`: frames between the first point and the beginning of `out`.
    """
    count, length = len(out), len(loop)
    one, two = places[0], places[1]
    i = 0
    while i < count:
        cell = (since + i) // GRID
        within = since + i - cell * GRID
        # Until the next point, or either end of the tape.
        some = min(min(GRID - within, count - i), min(length - one, length - two))
        low, rise = points[cell], points[cell + 1] - points[cell]
        left, other, piece = loop[one : one + some], loop[two : two + some], out[i : i + some]
        for j in range(some):
            gain = low + np.float32(within + j) / np.float32(GRID) * rise
            piece[j, 0] += gain * left[j]
            piece[j, 1] += gain * ((here * left[j] + there * other[j]) * even)
        i += some
        one = one + some if one + some < length else 0
        two = two + some if two + some < length else 0
