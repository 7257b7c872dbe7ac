"""Feelings: what an emotion does to face and posture, and how one gives way to the next.

It knows no words and no story: names of `assets/faces/emotions.yaml` and strengths.
"""

from __future__ import annotations

import functools
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting.own import UNUSABLE, Own, added, current, played_with, usable
from generators.stage.acting.values import NEUTRAL, Channels, smooth
from story_engine.time import MediaTime, from_seconds

BLEND: MediaTime = from_seconds(0.24)
"""Facial expressions change in 150–250 ms (facts A2)."""
BODY_BLEND: MediaTime = from_seconds(0.46)
"""The body follows the face: it has weight."""
BODY_LATE: MediaTime = from_seconds(0.08)
LEAST = 0.5
"""Share of an expression at intensity 0: what is felt is seen."""
OVERSHOOT = 0.12
"""A body goes this share too far into a new feeling before it settles there."""
APART = frozenset({"arms", "feet", "eyes", "breath", "beast", "voice"})
"""Entries of a feeling that are no channels."""
FACIAL = frozenset(
    {
        "brow_in",
        "brow_out",
        "brow_tilt",
        "lid_up",
        "lid_low",
        "gaze_x",
        "gaze_y",
        "mouth_corner",
        "mouth_open",
        "mouth_wide",
        "mouth_round",
        "blush",
        "ears",
    }
)
UPRIGHT = frozenset({"lean", "curl", "crouch"})
"""What an animal's own posture replaces."""
OWN = "own"
"""Arms as the puppet's own file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Where one arm rests: hand in arm lengths from the shoulder, and its shape."""

    x: float
    y: float
    shape: str = "relaxed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """How both arms rest; None = as the puppet's own."""

    near: Rest | None = None
    far: Rest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """Offsets of one emotion at full strength."""

    face: tuple[tuple[str, float], ...]
    body: tuple[tuple[str, float], ...]
    arms: tuple[Arms, ...] = (Arms(),)
    """Resting arms that suit, taken in turn."""
    feet: tuple[float, float] = (0.0, 0.0)
    """Near and far foot in leg lengths from where they stand at ease."""
    eyes: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Where the look goes when it leaves the partner (x, y), and the share of a line that it is away."""
    breath: float = 1.0
    beast: tuple[tuple[str, float], ...] = ()
    """Posture of four-legged ones, instead of the upright one's lean, curl and crouch."""
    sits: float = 0.0
    """How gladly a four-legged one sits down meanwhile, 0–1."""

    @property
    def offsets(self) -> tuple[tuple[str, float], ...]:
        """Face and body together."""
        return self.face + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """From this time an actor feels this."""

    at: MediaTime
    emotion: str
    intensity: float


def feelings() -> dict[str, Feeling]:
    """All emotions there are."""
    return _feelings(current())


@functools.lru_cache(maxsize=8)
def _feelings(own: Own | None) -> dict[str, Feeling]:
    found = {name: feeling_of(name, entry) for name, entry in library.load("faces", "emotions").items()}
    with played_with(own):
        for name, entry in added(own, "emotions").items():
            with suppress(*UNUSABLE):
                found[str(name)] = feeling_of(str(name), usable(str(name), entry))
    return found


def arm_rests() -> dict[str, Arms]:
    """All resting arms of `assets/gestures/arms.yaml`."""
    return _arm_rests(current())


@functools.lru_cache(maxsize=8)
def _arm_rests(own: Own | None) -> dict[str, Arms]:
    found = {OWN: Arms()}
    for name, entry in library.load("gestures", "arms").items():
        found[name] = arms_of(name, entry)
    for name, entry in added(own, "arms").items():
        with suppress(*UNUSABLE):
            found[str(name)] = arms_of(str(name), usable(str(name), entry))
    return found


def arms_of(name: str, entry: dict[str, Any]) -> Arms:
    """How arms rest, from an entry of the file; AssetError where a place is no place."""
    return Arms(near=_rest(name, entry.get("near")), far=_rest(name, entry.get("far")))


def _rest(name: str, place: Any) -> Rest | None:
    if place is None:
        return None
    try:
        return Rest(x=float(place[0]), y=float(place[1]), shape=str(place[2]) if len(place) > 2 else "relaxed")
    except (TypeError, ValueError, IndexError) as error:
        raise AssetError(f"arms.yaml: {name}: {place!r} is not [forward, down, shape]") from error


def feeling_of(name: str, entry: dict[str, Any]) -> Feeling:
    """A feeling of the file; AssetError where it names a channel or arms that are not there."""
    for channel in entry:
        if channel not in APART and channel not in NEUTRAL:
            raise AssetError(f"emotions.yaml: {name}: there is no channel {channel!r}; see assets/faces/README.md")
    numbers = [(key, float(value)) for key, value in entry.items() if key not in APART]
    rests = arm_rests()
    named = [str(arms) for arms in entry.get("arms", [OWN])]
    for arms in named:
        if arms not in rests:
            raise AssetError(f"emotions.yaml: {name}: arms {arms!r} are not in assets/gestures/arms.yaml")
    beast = entry.get("beast", {})
    for channel in beast:
        if channel != "sits" and channel not in NEUTRAL:
            raise AssetError(f"emotions.yaml: {name}: beast has no channel {channel!r}; see assets/faces/README.md")
    heard = entry.get("voice")
    if heard is not None and heard not in library.load("faces", "emotions"):
        raise AssetError(
            f"emotions.yaml: {name}: no voice gives {heard!r}; name a built-in feeling, as `voice: amused`"
        )
    feet, eyes = entry.get("feet", (0.0, 0.0)), entry.get("eyes", (0.0, 0.0, 0.0))
    return Feeling(
        face=tuple(pair for pair in numbers if pair[0] in FACIAL),
        body=tuple(pair for pair in numbers if pair[0] not in FACIAL),
        arms=tuple(rests[arms] for arms in named),
        feet=(float(feet[0]), float(feet[1])),
        eyes=(float(eyes[0]), float(eyes[1]), float(eyes[2])),
        breath=float(entry.get("breath", 1.0)),
        beast=tuple((key, float(value)) for key, value in beast.items() if key != "sits"),
        sits=float(beast.get("sits", 0.0)),
    )


def feeling(name: str) -> Feeling:
    """The emotion of that name; an unknown one is calm."""
    return feelings().get(name) or feelings()["calm"]


def strength(intensity: float) -> float:
    """Share of the full expression for an intensity 0–1."""
    return LEAST + (1 - LEAST) * min(1.0, max(0.0, intensity))


def weights(
    marks: tuple[Mark, ...], time: MediaTime, blend: MediaTime = BLEND, late: MediaTime = 0
) -> list[tuple[Mark, float]]:
    """Which feelings show at `time`, with their weights (they sum to 1)."""
    shown: list[tuple[Mark, float]] = []
    for mark in marks:
        share = 1.0 if mark is marks[0] else smooth((time - late - mark.at) / blend)
        if share <= 0:
            break
        shown = [(other, w * (1 - share)) for other, w in shown if w * (1 - share) > 0.001]
        shown.append((mark, share))
    return shown


def apply_feeling(channels: Channels, marks: tuple[Mark, ...], time: MediaTime, *, beast: bool = False) -> float:
    """Add the feelings at `time`, the face before the body; returns the factor of the breathing rate."""
    breath = 0.0
    for mark, weight in weights(marks, time):
        felt = feeling(mark.emotion)
        amount = weight * strength(mark.intensity)
        for name, value in felt.face:
            channels.add(name, value * amount)
        breath += felt.breath * weight
    for mark, weight in weights(marks, time, BODY_BLEND, BODY_LATE):
        since = (time - BODY_LATE - mark.at) / BODY_BLEND
        spring = 1.0 + (OVERSHOOT * _bump(since - 0.6) if mark is not marks[0] else 0.0)
        amount = weight * strength(mark.intensity) * spring
        felt = feeling(mark.emotion)
        for name, value in felt.body:
            if not (beast and name in UPRIGHT):
                channels.add(name, value * amount)
        for name, value in felt.beast if beast else ():
            channels.add(name, value * amount)
    return breath or 1.0


def _bump(t: float) -> float:
    """0 … 1 … 0 while t runs 0 … 1."""
    return smooth(t * 2) * smooth(2 - t * 2)
