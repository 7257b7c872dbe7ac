"""Captions: what is said and heard, cut into readable pieces with times.

It knows the customs (two lines of 42 characters, 5/6 s at least), not the screen.
"""

from __future__ import annotations

from generators.timed import Caption, TimedLine
from story_engine.plan import Scene
from story_engine.time import MediaTime, from_seconds

CAPTION_CHARS = 84
"""Two lines of 42 characters (playback facts 2.5)."""
SHORTEST_CAPTION = from_seconds(5 / 6)
LINGER = from_seconds(0.5)
"""A caption may stay this long after its line, when nothing else is said."""


READING_CHARS_PER_SECOND = 17.0
"""Caption speed for grown-ups; for children it is 13 (playback facts 2.5)."""


def caption_lines(
    lines: tuple[TimedLine, ...], scene: Scene, duration: MediaTime, reading: float = READING_CHARS_PER_SECOND
) -> tuple[Caption, ...]:
    """Captions of all lines; each ends before the next begins and with the part at the latest.

    `reading`: characters that the viewer reads a second.
    """
    names = {actor.id: actor.name for actor in scene.actors}
    captions: list[Caption] = []
    for index, line in enumerate(lines):
        until = lines[index + 1].start if index + 1 < len(lines) else duration
        pieces = split_caption(line.text)
        total = sum(len(piece) for piece in pieces)
        begin = line.start
        span = min(until, line.start + max(line.duration + LINGER, _reading_time(line.text, reading))) - line.start
        for piece in pieces:
            length = max(round(span * len(piece) / total), min(SHORTEST_CAPTION, span))
            length = min(length, line.start + span - begin)
            if length > 0:
                kind = "line" if line.speaker else "narration"
                captions.append(
                    Caption(start=begin, duration=length, text=piece, speaker=names.get(line.speaker, ""), kind=kind)
                )
            begin += length
    return tuple(captions)


def split_caption(text: str) -> list[str]:
    """`text` in pieces of at most CAPTION_CHARS, cut at sentence ends, then commas, then words."""
    text = " ".join(text.split())
    pieces: list[str] = []
    while len(text) > CAPTION_CHARS:
        head = text[: CAPTION_CHARS + 1]
        cut = max(head.rfind(mark) + 1 for mark in (". ", "! ", "? "))
        if cut < CAPTION_CHARS // 3:
            cut = max(head.rfind(mark) + 1 for mark in (", ", "; ", ": ", " – "))
        if cut < CAPTION_CHARS // 3:
            cut = head.rfind(" ")
        cut = cut if cut > 0 else CAPTION_CHARS
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*pieces, text] if text else pieces


def _reading_time(text: str, reading: float) -> MediaTime:
    return from_seconds(max(5 / 6, len(text) / reading))
