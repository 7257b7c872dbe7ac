"""Lengths of beats estimated from their words: the planner's own clock.

It never sees measured speech, so that simulations and shows plan alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import wrap

from story_engine.plan import Act, Beat, BeatKind
from story_engine.seed.script import Alternatives, Block, Branching, Choosing, Cue, Deed, OnceOnly, Say
from story_engine.time import MediaTime, from_seconds, whole_video_frames

CHARACTERS_A_SECOND = 14.0
"""Speed of narration and murmured lines, counted on both shipped seeds: films of 15 minutes end 1 % off this clock."""
BREATH_SECONDS = 0.5
"""Silence after a line."""
LONG_LINE_CHARACTERS = 72
"""A longer line is split at its sentences, because a part should stay below five seconds."""
SHORTEST_PIECE = 18
"""Characters of the shortest piece of a split line, because a stub sounds cut off."""
LONGEST_PIECE = 150
"""Characters of the longest piece, whatever an author wrote: a beat is never cut, so a sentence without an end would be
a part of minutes, which no process draws in time."""
LEAST_PART_SECONDS = 2.0
MOST_PART_SECONDS = 5.0
MOST_BEATS = 3
"""A part holds one to three beats (contract of `plan.Part`)."""
HOLD_SECONDS = 1.75
"""A hold part: 42 frames, below the two seconds within which a picked branch must start."""
TITLE_SECONDS = 2.0
_ACT_SECONDS = {
    "enter": 1.5,
    "leave": 1.5,
    "walk": 1.6,
    "run": 1.2,
    "climb": 1.8,
    "dance": 2.0,
    "read": 1.8,
    "hug": 1.6,
}
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\"]?\s+")


def beat_seconds(beat: Beat) -> float:
    """Estimated length of one beat in seconds."""
    if beat.kind is BeatKind.LINE and beat.line is not None:
        return text_seconds(beat.line.text)
    if beat.kind is BeatKind.LETTER:
        return text_seconds(beat.text) + 0.8
    if beat.kind is BeatKind.ACT:
        return act_seconds(beat.act)
    if beat.seconds:
        return beat.seconds
    return {BeatKind.TITLE: TITLE_SECONDS, BeatKind.WEATHER: 1.4, BeatKind.REVEAL: 1.4}.get(beat.kind, 0.8)


def act_seconds(act: Act | None) -> float:
    """Estimated length of a deed."""
    return _ACT_SECONDS.get(act.verb, 1.1) if act is not None else 1.1


def text_seconds(text: str) -> float:
    """Estimated length of spoken words with the breath after them."""
    return len(text) / CHARACTERS_A_SECOND + BREATH_SECONDS


def part_length(beats: Iterable[Beat]) -> MediaTime:
    """Estimated length of a part, at least two seconds, in whole video frames."""
    seconds = sum(beat_seconds(beat) for beat in beats)
    return whole_video_frames(from_seconds(max(LEAST_PART_SECONDS, seconds)))


def pieces(text: str) -> tuple[str, ...]:
    """A line as it is spoken in one breath each: long lines split at sentence ends, endless sentences within."""
    if len(text) <= LONG_LINE_CHARACTERS:
        return (text,)
    found: list[str] = []
    for sentence in (piece for whole in _SENTENCE_END.split(text) for piece in _breaths(whole)):
        joined = f"{found[-1]} {sentence}" if found else sentence
        most = LONG_LINE_CHARACTERS
        if found and min(len(found[-1]), len(sentence)) < SHORTEST_PIECE:
            most = LONGEST_PIECE + SHORTEST_PIECE
        if found and len(joined) <= most:
            found[-1] = joined
        else:
            found.append(sentence)
    return tuple(found)


def _breaths(sentence: str) -> tuple[str, ...]:
    # Nearly no sentence is as long, and wrapping takes longer than all the rest of a line.
    return (sentence,) if len(sentence) <= LONGEST_PIECE else tuple(wrap(sentence, LONGEST_PIECE))


def block_seconds(block: Block) -> tuple[float, float | None]:
    """Estimated length of one typical way through a block, and when its first choice opens (None = never)."""
    total, choice = 0.0, None
    for statement in block:
        if isinstance(statement, Say):
            total += text_seconds("".join(p if isinstance(p, str) else "somebody" for p in statement.text))
        elif isinstance(statement, Deed):
            total += 1.1
        elif isinstance(statement, Cue):
            total += _cue_seconds(statement)
        elif isinstance(statement, Branching | Alternatives | Choosing | OnceOnly):
            if isinstance(statement, Choosing) and choice is None:
                choice = total
            if isinstance(statement, Choosing):
                total += 3.0
            blocks = [statement.body] if isinstance(statement, OnceOnly) else _arms(statement)
            inner = [block_seconds(b) for b in blocks]
            if choice is None and (opened := [total + at for _, at in inner if at is not None]):
                choice = min(opened)
            total += sum(length for length, _ in inner) / max(1, len(inner))
    return total, choice


def _arms(statement: Branching | Alternatives | Choosing) -> list[Block]:
    if isinstance(statement, Choosing):
        return [answer.body for answer in statement.answers]
    return [arm.body for arm in statement.arms]


def _cue_seconds(cue: Cue) -> float:
    if cue.kind == "letter":
        return text_seconds(cue.text) + 0.8
    return {"wait": cue.seconds, "weather": 1.4, "reveal": 1.4}.get(cue.kind, 0.0)
