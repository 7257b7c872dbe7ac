"""Whether a piece would say again what was said within the hour: such a piece may be left out.

It does not know why a piece may be missed; its author says so with the header `spare: yes`.
"""

from __future__ import annotations

from story_engine.moment import Moment, Setting, foretold, holds, said_lately
from story_engine.seed.script import Alternatives, Block, Branching, Say

LEAST_WORDS = 4
"""Shorter lines are nobody's in particular and may come again."""


def said_again(setting: Setting, moment: Moment, block: Block) -> bool:
    """Whether a line of `block`, performed as things are now, was heard within the hour.

    Of a line group the least heard way would be taken, so that all of them must be known. Lines in which words or
    chances decide count as new.
    """
    for statement in block:
        match statement:
            case Say() if holds(setting, moment, statement.condition)[1]:
                key = foretold(setting, moment, statement.text)
                if key.count(" ") >= LEAST_WORDS - 1 and said_lately(moment, key):
                    return True
            case Alternatives():
                open_arms = [arm for arm in statement.arms if holds(setting, moment, arm.condition)[1]]
                if open_arms and all(said_again(setting, moment, arm.body) for arm in open_arms):
                    return True
            case Branching():
                taken = next((arm for arm in statement.arms if holds(setting, moment, arm.condition)[1]), None)
                if taken is not None and said_again(setting, moment, taken.body):
                    return True
    return False
