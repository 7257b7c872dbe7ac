"""How many lines of a scene would be heard a second time within the hour, if it came now.

It does not know when scenes were played or what a repetition costs; it compares their text with the ledger of lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from story_engine.heard import line_key
from story_engine.planning.features import HEARD_WORDS
from story_engine.seed.model import Seed
from story_engine.seed.script import Alternatives, Block, Branching, Choosing, Cue, OnceOnly, Say

MOST_DETOURS = 2
"""Pieces inside pieces that are followed; a scene's remark is one deep."""
MOST_KEYS = 16_384
"""Lines whose words are kept as they are compared: more than a large seed has."""

_key = lru_cache(maxsize=MOST_KEYS)(line_key)


def heard_lines(seed: Seed, block: Block, heard: Mapping[str, float], depth: int = MOST_DETOURS) -> float:
    """Lines of a block that would come again although `heard` has them, as expected over its branches.

    Of a line group the least heard way counts, because that one is taken. Lines with expressions count as new;
    spare pieces are left out rather than said again.
    """
    total = 0.0
    for statement in block:
        match statement:
            case Say(text=(str() as text,)):
                key = _key(text)
                total += key in heard and key.count(" ") >= HEARD_WORDS - 1
            case Alternatives(arms=arms) if arms:
                total += min(heard_lines(seed, arm.body, heard, depth) for arm in arms)
            case Branching(arms=arms) if arms:
                total += sum(heard_lines(seed, arm.body, heard, depth) for arm in arms) / len(arms)
            case OnceOnly(otherwise=otherwise):
                total += heard_lines(seed, otherwise, heard, depth)
            case Choosing(answers=answers) if answers:
                total += sum(heard_lines(seed, answer.body, heard, depth) for answer in answers) / len(answers)
            case Cue(kind="detour", text=node) if depth and node in seed.storylets and not seed.storylets[node].spare:
                total += heard_lines(seed, seed.storylets[node].body, heard, depth - 1)
    return total
