"""Speaking and listening: breath, beats on stressed words, the mouth, the answering face.

It knows no sound: the times of a line and its words.
"""

from __future__ import annotations

import math
from typing import Any

from generators.stage.acting import alive
from generators.stage.acting.feelings import feeling
from generators.stage.acting.mouths import LOUDNESS, mouth_at
from generators.stage.acting.tracks import Track
from generators.stage.acting.values import Channels, smooth
from generators.stage.puppets.load import Puppet
from story_engine.rng import unit
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds


def talk(body: Channels, track: Track, puppet: Puppet, t: MediaTime, *, rng_seed: int, busy: bool) -> None:
    """Breath before a line, beats on its stressed words, settle after it."""
    for line, _ in track.lines:
        since, left = t - line.start, line.start + line.duration - t
        if since < -from_seconds(0.4) or left < -from_seconds(0.5):
            continue
        ahead = smooth((since + from_seconds(0.4)) / from_seconds(0.3)) * (1 - smooth(since / from_seconds(0.2)))
        body.add("breath", 0.9 * ahead)
        body.add("nod", -0.10 * ahead)
        body.add("lid_up", 0.05 * ahead)
        env = smooth((since + from_seconds(0.1)) / from_seconds(0.3)) * smooth(
            (left + from_seconds(0.3)) / from_seconds(0.4)
        )
        if env <= 0:
            continue
        energy = puppet.acting.get("energy", 1.0) * (0.55 + 0.6 * line.intensity)
        energy *= {"shout": 1.35, "whisper": 0.6, "think": 0.35}.get(line.tone, 1.0)
        root = alive.seed_of(rng_seed, line.speaker)
        style = unit(root, "gesture", line.text)
        side = "far" if busy or style > 0.62 else "near"
        raised = env * energy * (0.0 if style < 0.16 else 0.34 + 0.4 * unit(root, "raise", line.text))
        raised = min(raised, 0.85)
        pulse = beats(line.words, t)
        if puppet.rig != "quadruped":
            body.towards(f"{side}_x", 0.50, raised)
            body.towards(f"{side}_y", 0.50, raised)
            if raised > 0.3:
                setattr(body, f"{side}_shape", "open" if style > 0.35 else "relaxed")
            if 0.35 < style < 0.5 and not busy:  # both palms
                body.towards("far_x", 0.56, raised)
                body.towards("far_y", 0.52, raised)
                body.far_shape = "open"
            body.add(f"{side}_y", -0.16 * pulse * raised)
            body.add(f"{side}_wrist", -0.5 * pulse * raised)
        body.add("nod", (0.26 if busy else 0.18) * pulse * env * energy)
        body.add("brow_in", 0.22 * pulse * env)
        body.add("brow_out", 0.18 * pulse * env)
        body.add("lean", 0.04 * env * energy + (0.05 if busy else 0.025) * pulse * env)
        body.add("ears", 0.2 * pulse * env)
        body.add("tail", 0.2 * pulse * env)
        if line.tone == "whisper":
            body.add("lean", 0.10 * env)
            body.add("crouch", 0.06 * env)
        if line.tone == "think":
            body.add("gaze_y", -0.45 * env)
        return


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
