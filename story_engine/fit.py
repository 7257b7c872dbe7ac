"""What a limited viewer reads and hears: a part without the words that are fit for older ones.

The last gate behind the planner, which leaves out whole scenes: it holds lists, replies and translations too.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from story_engine.plan import Beat, BeatKind, Choice, Part
from story_engine.seed.harsh import fit_ages, harsh_in

LEFT_OUT = "…"
"""Stands for a word that is left out."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH = "en"


def fit_part(part: Part, ceiling: int, language: str = "") -> Part:
    """The part with every word left out that is not fit for a viewer of that age; itself where all are."""
    tongue = language.split("-")[0] or _ENGLISH
    beats = tuple(_fit_beat(beat, ceiling, tongue) for beat in part.beats)
    choice = _fit_choice(part.choice, ceiling, tongue) if part.choice is not None else None
    if choice == part.choice and all(after is before for after, before in zip(beats, part.beats, strict=True)):
        return part
    return replace(part, beats=beats, choice=choice)


def fit_text(text: str, ceiling: int, tongue: str = _ENGLISH) -> str:
    """The text with every word left out that is not fit for that age."""
    return _WORD.sub(lambda word: LEFT_OUT if _is_unfit(word[0], ceiling, tongue) else word[0], text)


@lru_cache(maxsize=20_000)
def _is_unfit(word: str, ceiling: int, tongue: str) -> bool:
    plain = word.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    if fit_ages(tongue).get(plain, 0) > ceiling:
        return True
    return any(found.age > ceiling and found.kind == "swear" and not found.is_hidden for found in harsh_in(word))


def _fit_beat(beat: Beat, ceiling: int, tongue: str) -> Beat:
    if beat.line is not None:
        text = fit_text(beat.line.text, ceiling, tongue)
        return beat if text == beat.line.text else replace(beat, line=replace(beat.line, text=text))
    if beat.kind not in (BeatKind.TITLE, BeatKind.LETTER):
        return beat
    text = fit_text(beat.text, ceiling, tongue)
    return beat if text == beat.text else replace(beat, text=text)


def _fit_choice(choice: Choice, ceiling: int, tongue: str) -> Choice:
    options = tuple(replace(option, text=fit_text(option.text, ceiling, tongue)) for option in choice.options)
    return replace(choice, options=options, prompt=fit_text(choice.prompt, ceiling, tongue))
