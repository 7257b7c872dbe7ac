"""What a scene is about besides its people: the idea that its thread, its secrets or its tastes call for.

It knows no sound. A seed's `music:` says which ideas there are; where it is silent its weightiest threads are ideas.
"""

from __future__ import annotations

from collections.abc import Iterator

from story_engine.expr import Name
from story_engine.plan import Idea
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.music import MOST_IDEAS
from story_engine.seed.script import Change, Cue
from story_engine.seed.steps import every_statement, likely_path

STRONG_TAG = 0.75
"""From here on a scene is of that taste, not only coloured by it."""
_STEPS = {"open": "opens", "advance": "advances", "close": "closes"}


def idea_of(seed: Seed, storylet: Storylet) -> Idea | None:
    """What `storylet` is about; None where it is about its people alone."""
    ideas = seed.music.ideas
    for thread, step in _threads(storylet):
        for idea in ideas:
            if thread in idea.threads:
                return Idea(id=idea.id, name=_plain(idea.id), motif=idea.theme, step=step)
        if not ideas and thread in _weightiest(seed):
            return Idea(id=f"idea_{thread}", name=_plain(thread), step=step)
    told = frozenset(_secrets(seed, storylet)) if any(idea.secrets for idea in ideas) else frozenset()
    strong = {tag for tag, weight in storylet.tags if weight >= STRONG_TAG}
    for idea in ideas:
        if told & set(idea.secrets):
            return Idea(id=idea.id, name=_plain(idea.id), motif=idea.theme, step="advances")
    for idea in ideas:
        if strong & set(idea.tags):
            return Idea(id=idea.id, name=_plain(idea.id), motif=idea.theme)
    return None


def _threads(storylet: Storylet) -> Iterator[tuple[str, str]]:
    """The threads that move in a scene and how, the one of its header first."""
    if storylet.thread:
        yield storylet.thread, storylet.thread_step or "advances"
    for statement in likely_path(storylet.body):
        if isinstance(statement, Cue) and statement.kind in _STEPS:
            yield statement.text, _STEPS[statement.kind]


def _weightiest(seed: Seed) -> tuple[str, ...]:
    order = sorted(seed.threads.values(), key=lambda thread: -thread.weight)
    return tuple(thread.id for thread in order[:MOST_IDEAS])


def _secrets(seed: Seed, storylet: Storylet) -> Iterator[str]:
    """Secrets that somebody learns in a scene."""
    for statement in every_statement(storylet.body):
        for effect in statement.effects if isinstance(statement, Change) else ():
            if effect.kind in ("learn", "tell"):
                yield from (arg.id for arg in effect.arguments if isinstance(arg, Name) and arg.id in seed.secrets)


def _plain(name: str) -> str:
    return name.replace("_", " ")
