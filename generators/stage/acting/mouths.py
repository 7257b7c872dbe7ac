"""Mouths: nine shapes from speech sounds, led by a frame and eased.

It knows no face. Rules after Rhubarb Lip Sync (MIT), as facts: closed lips come before the sound,
diphthongs change shape on their way, short gaps are held.
"""

from __future__ import annotations

import functools

from generators.timed import Phone, TimedLine
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

SHAPES = {
    "X": (0.0, 0.9, 0.0), "A": (0.0, 0.85, 0.0), "B": (0.2, 1.0, 0.1), "C": (0.5, 1.0, 0.2), "D": (0.95, 0.95, 0.2),
    "E": (0.6, 0.7, 0.7), "F": (0.28, 0.45, 1.0), "G": (0.12, 0.9, 0.0), "H": (0.45, 0.95, 0.1),
}  # fmt: skip
"""Opening, width, roundness of each mouth shape (facts A2)."""
LEAD: MediaTime = VIDEO_FRAME
"""The mouth is a frame ahead of the sound: late lips look dubbed, early ones do not."""
OCCLUSION: MediaTime = from_seconds(0.07)
"""Lips close this long before P, B and M."""
EASE: MediaTime = from_seconds(0.06)
HOLD_GAP, RELAX_GAP = from_seconds(0.12), from_seconds(0.35)
"""A gap below the first holds the mouth, below the second relaxes it; a longer one closes it."""
SHORTEST: MediaTime = from_seconds(0.07)
LONG_L: MediaTime = from_seconds(0.2)
LOUDNESS = {"whisper": 0.62, "shout": 1.3, "sing": 1.12}
"""How far the mouth opens by tone; saying is 1."""

_ONE = {
    **dict.fromkeys(("p", "b", "m", "em"), "A"), **dict.fromkeys(("f", "v"), "G"),
    **dict.fromkeys(("w", "uw", "uh"), "F"), **dict.fromkeys(("ao", "er", "axr"), "E"), "aa": "D",
    **dict.fromkeys(("ae", "eh", "ah", "ax"), "C"), **dict.fromkeys(("pau", "sil", "ssil", "h#"), "X"),
}  # fmt: skip
_TWO = {"ey": "CB", "ay": "DB", "ow": "EF", "aw": "DE", "oy": "EB"}

Cue = tuple[MediaTime, str]


def cues(line: TimedLine) -> tuple[Cue, ...]:
    """When which mouth shape begins, from the part's start; ends with a rest."""
    return _cues(line.phones, line.start, line.duration, line.text)


@functools.lru_cache(maxsize=128)
def _cues(phones: tuple[Phone, ...], start: MediaTime, duration: MediaTime, text: str) -> tuple[Cue, ...]:
    if not phones:
        return _babble(text, start, duration)
    found: list[Cue] = []
    for index, phone in enumerate(phones):
        at = phone.start - LEAD
        name = phone.phone.rstrip("012").lower()
        if name in _TWO:
            first, second = _TWO[name]
            found += [(at, first), (at + round(phone.duration * 0.6), second)]
            continue
        shape = _ONE.get(name, "B")
        if name == "l":
            shape = "H" if phone.duration >= LONG_L else "B"
        elif name == "ah" and phone.duration >= LONG_L:
            shape = "D"
        elif shape == "A":
            at -= OCCLUSION - LEAD
        elif shape == "X":
            if phone.duration < HOLD_GAP and index + 1 < len(phones):
                continue
            shape = "A" if phone.duration < RELAX_GAP else "X"
        found.append((at, shape))
    last = phones[-1]
    found.append((last.start + last.duration, "X"))
    return _unhurried(found)


def _unhurried(found: list[Cue]) -> tuple[Cue, ...]:
    """Without shapes too short to be seen; closed lips always stay."""
    found.sort(key=lambda cue: cue[0])
    kept: list[Cue] = []
    for at, shape in found:
        if kept and shape == kept[-1][1]:
            continue
        if kept and at - kept[-1][0] < SHORTEST and kept[-1][1] != "A":
            if len(kept) > 1 and kept[-2][1] == shape:
                kept.pop()
                continue
            kept[-1] = (kept[-1][0], shape)
            continue
        kept.append((at, shape))
    return tuple(kept)


def _babble(text: str, start: MediaTime, duration: MediaTime) -> tuple[Cue, ...]:
    """Shapes from spelling, for a line whose sounds are not known."""
    letters = [c for c in text.lower() if c.isalpha() or c in " ,.;:!?"]
    if not letters:
        return ((start, "X"),)
    table = {**dict.fromkeys("pbm", "A"), **dict.fromkeys("fv", "G"), **dict.fromkeys("uw", "F"), "o": "E", "a": "D"}
    table |= {"e": "C", "l": "H", **dict.fromkeys(" ,.;:!?", "X")}
    found = [(start + round(i * duration / len(letters)), table.get(c, "B")) for i, c in enumerate(letters)]
    return _unhurried([*found, (start + duration, "X")])


def mouth_at(shown: tuple[Cue, ...], time: MediaTime) -> tuple[str, float, float, float]:
    """Shape, opening, width and roundness at `time`, eased from the shape before."""
    now, before, since = "X", "X", 0
    for at, shape in shown:
        if at > time:
            break
        before, now, since = now, shape, at
    a, b = SHAPES[before], SHAPES[now]
    t = 1.0 if now == "A" else min(1.0, (time - since + VIDEO_FRAME) / EASE)
    return now, a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t
