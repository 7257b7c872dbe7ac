"""Speaking and listening: breath, gestures on stressed words, the mouth, the answering face and body.

It knows no sound: the times of a line and its words.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from generators.stage.acting.feelings import feeling
from generators.stage.acting.gestures import BOTH, RETRACT, THING, Shape, Stroke
from generators.stage.acting.mouths import LOUDNESS, mouth_at
from generators.stage.acting.spots import spots_of
from generators.stage.acting.tracks import Track
from generators.stage.acting.values import Channels, smooth
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Foot
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

STRIKE_LEAD, STRIKE = from_seconds(0.13), from_seconds(0.15)
"""A stroke leaves its readiness this long before its word, and is there just after the word begins."""
BEYOND, BEYOND_TIME = 0.12, from_seconds(0.17)
"""A stroke goes this share too far and comes back."""
SETTLED, SETTLE_TIME = from_seconds(0.14), from_seconds(0.25)
"""From this long after its word a stroke relaxes into its hold."""
HELD = 0.84
"""What is left of a stroke in a hold that names none."""
BREATH_AHEAD = from_seconds(0.46)


def talk(body: Channels, track: Track, puppet: Puppet, t: MediaTime) -> None:
    """Breath before a line, small beats on its stressed words, settle after it."""
    for line, _ in track.lines:
        since, left = t - line.start, line.start + line.duration - t
        if since < -BREATH_AHEAD or left < -from_seconds(0.5):
            continue
        ahead = smooth((since + BREATH_AHEAD) / from_seconds(0.3)) * (1 - smooth(since / from_seconds(0.2)))
        body.add("breath", 0.9 * ahead)
        body.add("nod", -0.13 * ahead)
        body.add("shoulders", 0.22 * ahead)
        body.add("curl", -0.035 * ahead)
        body.add("lid_up", 0.05 * ahead)
        env = smooth((since + from_seconds(0.1)) / from_seconds(0.3)) * smooth(
            (left + from_seconds(0.3)) / from_seconds(0.4)
        )
        after = smooth(1 - left / from_seconds(0.12)) * smooth((left + from_seconds(0.5)) / from_seconds(0.4))
        body.add("shoulders", -0.2 * after)
        body.add("nod", 0.08 * after)
        if env <= 0:
            continue
        energy = puppet.acting.get("energy", 1.0) * (0.55 + 0.6 * line.intensity)
        energy *= {"shout": 1.35, "whisper": 0.6, "think": 0.35}.get(line.tone, 1.0)
        pulse = beats(line.words, t)
        body.add("nod", 0.14 * pulse * env * energy)
        body.add("brow_in", 0.24 * pulse * env)
        body.add("brow_out", 0.20 * pulse * env)
        body.add("lean", 0.04 * env * energy + 0.025 * pulse * env)
        body.add("ears", 0.2 * pulse * env)
        body.add("tail", 0.2 * pulse * env)
        if line.tone == "whisper":
            body.add("lean", 0.12 * env)
            body.add("crouch", 0.08 * env)
        if line.tone == "think":
            body.add("gaze_y", -0.45 * env)
        return


def gesticulate(body: Channels, puppet: Puppet, strokes: Iterable[Stroke], t: MediaTime, *, mouth_busy: bool) -> None:
    """Whatever strokes are under way at `t`, laid over how the actor stands."""
    for stroke in strokes:
        if stroke.begin <= t < stroke.end + RETRACT:
            _play(body, puppet, stroke, t, mouth_busy=mouth_busy)


def _play(body: Channels, puppet: Puppet, stroke: Stroke, t: MediaTime, *, mouth_busy: bool) -> None:
    gesture = stroke.gesture
    strike_from = stroke.at - STRIKE_LEAD
    into = smooth((t - stroke.begin) / max(strike_from - stroke.begin, 1))
    out = 1.0 - smooth((t - stroke.end) / RETRACT)
    struck = smooth((t - strike_from) / STRIKE)
    beyond = (t - strike_from - STRIKE) / BEYOND_TIME
    if 0 < beyond < 1:
        struck += BEYOND * math.sin(math.pi * beyond)
    eased = smooth((t - stroke.at - SETTLED) / SETTLE_TIME)
    weight = into * out
    if weight <= 0:
        return
    parts: tuple[tuple[Shape, float], ...]
    if gesture.hold is None:
        shown = struck * (1 - (1 - HELD) * eased)
        parts = ((gesture.ready, 1 - shown), (gesture.stroke, shown))
    else:
        early = 1 - eased
        parts = ((gesture.ready, (1 - struck) * early), (gesture.stroke, struck * early), (gesture.hold, eased))
    for shape, share in parts:
        for name, value in shape.offsets:
            if not (mouth_busy and name.startswith("mouth_")):
                body.add(name, value * share * weight * stroke.size)
    lead = stroke.side
    follow = "far" if lead == "near" else "near"
    if puppet.rig == "quadruped":
        _paw(body, parts, weight)
        return
    relative = gesture.hands == THING
    _hand(body, puppet, parts, lead, "hand", weight, stroke.size, relative=relative)
    if gesture.hands in (BOTH, THING):
        _hand(body, puppet, parts, follow, "other", weight, stroke.size, relative=relative)
    if not relative and weight > 0.35:
        formed = gesture.stroke if struck > 0.3 else gesture.ready
        if formed.hand_shape:
            setattr(body, f"{lead}_shape", formed.hand_shape)
        if formed.other_shape and gesture.hands == BOTH:
            setattr(body, f"{follow}_shape", formed.other_shape)


def _hand(
    body: Channels,
    puppet: Puppet,
    parts: Iterable[tuple[Shape, float]],
    side: str,
    which: str,
    weight: float,
    size: float,
    *,
    relative: bool,
) -> None:
    """Move one hand to the mix of its places."""
    base = (body.values[f"{side}_x"], body.values[f"{side}_y"])
    x, y, wrist, moved = 0.0, 0.0, 0.0, False
    for shape, share in parts:
        place = getattr(shape, which)
        wrist += (shape.wrist if which == "hand" else shape.other_wrist) * share
        if place is None:
            px, py = (0.0, 0.0) if relative else base
        elif isinstance(place, str):
            px, py = spots_of(puppet, place, side) or base
            moved = True
        elif relative:
            px, py, moved = place[0], place[1], True
        else:
            px, py = base[0] + (place[0] - base[0]) * size, base[1] + (place[1] - base[1]) * size
            moved = True
        x, y = x + px * share, y + py * share
    if not moved:
        return
    if relative:
        body.add(f"{side}_x", x * weight)
        body.add(f"{side}_y", y * weight)
        return
    body.towards(f"{side}_x", x, weight)
    body.towards(f"{side}_y", y, weight)
    body.add(f"{side}_wrist", wrist * weight)


def _paw(body: Channels, parts: Iterable[tuple[Shape, float]], weight: float) -> None:
    forward = sum(shape.paw[0] * share for shape, share in parts if shape.paw) * weight
    up = sum(shape.paw[1] * share for shape, share in parts if shape.paw) * weight
    if abs(forward) + abs(up) < 1e-4:
        return
    foot = body.feet[0]
    lifted = Foot(x=round(foot.x + forward, 4), lift=round(foot.lift + max(0.0, up), 4), angle=foot.angle + 4.0 * up)
    body.feet = (lifted, *body.feet[1:])


def mouth_sounds(body: Channels, track: Track, time: MediaTime) -> None:
    """The mouth follows the sounds, on ones."""
    for line, shown in track.lines:
        if not line.start - from_seconds(0.1) <= time < line.start + line.duration + from_seconds(0.1):
            continue
        shape, opening, width, roundness = mouth_at(shown, time)
        if shape == "X" and opening < 0.02:
            return
        loud = LOUDNESS.get(line.tone, 1.0) * (0.8 + 0.35 * line.intensity)
        body.mouth = shape
        body.values["mouth_open"] = opening * loud
        body.values["mouth_wide"] = width + (body.values["mouth_wide"] - 0.9) * 0.4
        body.values["mouth_round"] = roundness
        return


def echo(body: Channels, track: Track, t: MediaTime) -> None:
    """A listener's face answers."""
    for begin, end, emotion, amount in track.echoes:
        if begin <= t < end:
            rise = smooth((t - begin) / from_seconds(0.3)) * smooth((end - t) / from_seconds(0.3))
            for channel, value in feeling(emotion).offsets:
                body.add(channel, value * amount * rise)


def beats(words: Any, t: MediaTime) -> float:
    """−0.3 before a stressed word … 1 on it … 0 after: a stroke with its preparation."""
    value = 0.0
    last: MediaTime = -(10**9)
    for word in words:
        if not word.stressed or word.start - last < from_seconds(0.42):
            continue
        last = word.start
        since = (t - word.start) / SAMPLE_RATE
        if -0.22 < since < 0.0:
            value -= 0.35 * math.sin(math.pi * (since + 0.22) / 0.22)
        elif 0 <= since < 0.36:
            value += math.sin(math.pi * min(1.0, since / 0.36) ** 0.7)
    return max(-0.5, min(1.0, value))
