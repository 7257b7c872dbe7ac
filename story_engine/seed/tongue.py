"""A seed in another language, as a value: what is shown and spoken instead of the author's words.

It does not know files, nor when a text is shown; what is planned and decided always follows the original.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from story_engine.seed.diagnostics import Where
from story_engine.seed.script import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """Translated texts; what is missing in a table is shown in the original."""

    language: str
    """As the table is called: "de", "pt-BR"."""
    digest: str
    """SHA-256 over the tables it was read from."""
    lines: Mapping[Where, Template]
    """Lines, letters and options by the place of the original."""
    words: Mapping[str, Mapping[int, str]]
    """Entries of word lists by their index."""
    says: Mapping[str, str]
    """Plain texts by their original: replies, refusals, prompts, names as they are said in replies."""
    names: Mapping[str, str]
    """Names of persons, places, things and secrets by id."""
    titles: Mapping[str, str]
    """Titles of scenes by node."""
    chapters: Mapping[str, str]
    """Chapter cards by node."""
    endings: Mapping[str, str]
    """Cards at scenes' ends by node, one paragraph a line."""
    title: str = ""
    logline: str = ""
