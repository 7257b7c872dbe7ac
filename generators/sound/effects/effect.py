"""Effects by name: recipe to samples, with the nearest sound for a name that nobody wrote.

It knows no deed and no mix.
"""

from __future__ import annotations

import difflib
import logging
import re
from functools import lru_cache

import numpy as np

from generators.sound import dsp
from generators.sound.effects.layers import layer_sound
from generators.sound.effects.recipes import Effect, load_aliases, load_effects
from story_engine.rng import generator
from story_engine.time import MediaTime, from_seconds

LONGEST_SECONDS = 3.0
"""No effect outlasts this: what lasts is a bed."""
VARIATIONS = 8
"""Different takes of each effect: enough that two footsteps in a row never match."""
EFFECT_LEVEL = 0.11
"""K-weighted level (linear, loudest 60 ms) of every effect before its own gain: about −19 dB."""
TAKES_KEPT = 24
"""Sounds of effects that are kept, 0.6 MB each: a scene has some ten, and making one takes milliseconds."""
_CEILING = 0.85
_WINDOW = from_seconds(0.06)
_LOG = logging.getLogger(__name__)


def effect_names() -> tuple[str, ...]:
    """Every effect there is, sorted."""
    return tuple(sorted(load_effects()))


def render_effect(name: str, rng_seed: int, variation: int, key: int = 0) -> np.ndarray:
    """The effect `name`, float32 mono, at most 3 s; tuned ones sound in `key` (tonic's pitch class).

    Of each there are `VARIATIONS` takes, chosen by `rng_seed` and `variation`. An unknown name gives the nearest
    effect by its words and is logged; it is never silent. The array is shared: do not write into it.
    """
    found = name if name in load_effects() else nearest_effect(name)
    take = int(generator(rng_seed, "effect", found, variation).integers(VARIATIONS))
    return _take(found, take, key % 12 if _is_tuned(load_effects()[found]) else 0)


def effect_length(name: str) -> MediaTime:
    """Audio frames of every take of the effect, without making one."""
    return _length(load_effects()[name if name in load_effects() else nearest_effect(name)])


@lru_cache(maxsize=256)
def nearest_effect(name: str) -> str:
    """The effect of that name or alias, or else the one whose words are nearest to it."""
    effects = load_effects()
    known_as = load_aliases().get(name.lower(), name)
    if known_as in effects:
        return known_as
    asked = _words(name)
    scored = sorted((-_likeness(asked, _words(f"{known} {effect.words}")), known) for known, effect in effects.items())
    _LOG.warning("no effect is called %r: %r sounds instead", name, scored[0][1])
    return scored[0][1]


@lru_cache(maxsize=TAKES_KEPT)
def _take(name: str, take: int, key: int) -> np.ndarray:
    effect = load_effects()[name]
    length = _length(effect)
    total = np.zeros(length)
    for number, layer in enumerate(effect.layers):
        total += layer_sound(layer, length, key, generator(0, "effect", name, take, number))
    sound = dsp.filtered(total.astype(np.float32), dsp.high_pass(35))
    if effect.room > 0:
        wet = dsp.room(sound, 1.1, size=0.7, damping=0.4).mean(axis=1)[:length]
        sound = sound + np.float32(effect.room * 4) * wet
    sound = levelled_effect(sound, effect.gain_decibels)
    sound = dsp.faded(sound, 24, min(from_seconds(0.06), length // 4))
    sound.setflags(write=False)
    return sound


def _length(effect: Effect) -> MediaTime:
    return from_seconds(min(effect.seconds, LONGEST_SECONDS))


def levelled_effect(sound: np.ndarray, gain_decibels: float = 0.0) -> np.ndarray:
    """`sound` (n,) as loud as every effect, before its own gain."""
    shaped = dsp.filtered(sound, dsp.high_pass(60), dsp.high_shelf(1700, 4.0)).astype(np.float64) ** 2
    energy = np.concatenate([[0.0], np.cumsum(shaped)])
    window = min(_WINDOW, len(sound))
    loudest = np.sqrt(max((energy[window:] - energy[:-window]).max() / window, 1e-12))
    gain = EFFECT_LEVEL / loudest * dsp.decibels_to_gain(gain_decibels)
    top = float(np.abs(sound).max())
    return (sound * min(gain, _CEILING / max(top, 1e-9))).astype(np.float32)


def _is_tuned(effect: Effect) -> bool:
    return any(layer.notes for layer in effect.layers)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower()))


def _likeness(asked: frozenset[str], known: frozenset[str]) -> float:
    shared = sum(len(word) for word in asked & known) / 2.0  # long words say more than short ones
    spelled = max((difflib.SequenceMatcher(None, a, k).ratio() for a in asked for k in known), default=0.0)
    return shared + spelled
