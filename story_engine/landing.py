"""Finds the place of a bookmark in a scene that may have been rewritten, and a show that goes on there.

It knows no files and no player: lines are their words, options their texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, get_close_matches

from story_engine.begun import begun_at
from story_engine.bookmark import Bookmark, Landing
from story_engine.plan import Choice, Input, InputKind, Part, PartKind
from story_engine.seed import Seed
from story_engine.show import Show

MOST_PARTS = 200
"""Of a scene that are looked through: far more than any scene has."""


def opened_at(show: Show, mark: Bookmark) -> tuple[Show, Landing]:
    """A fresh show that goes on at the bookmark, or at the nearest line; raises InputError for no such scene."""
    begun = begun_at(show, mark.scene)
    steps = list(_walk(begun, mark.taken))
    lines = [(number, line) for number, step in enumerate(steps) for line in spoken(step.part)]
    branch = next((number for number, step in enumerate(steps) if step.picks == len(mark.taken)), None)
    if mark.from_branch and branch is not None:
        return _landed(steps, lines, branch)
    at, is_same = _nearest(mark.heard, tuple(line for _, line in lines))
    if at is None:
        return begun, Landing(is_same=is_same, count=len(lines))
    number, line = lines[at]
    found, landing = _landed(steps, lines, number)
    return found, replace(landing, line=line, is_same=is_same, number=at + 1)


def _landed(steps: list[_Step], lines: list[tuple[int, str]], at: int) -> tuple[Show, Landing]:
    """The show before part `at`, and what lies behind it; `lines` have the numbers of their parts."""
    before = tuple(line for number, line in lines if number < at)
    return steps[at].show, Landing(number=len(before), count=len(lines), before=before, picks=steps[at].picks)


def spoken(part: Part) -> tuple[str, ...]:
    """The words of a part, line by line, as they are shown."""
    return tuple(beat.line.text for beat in part.beats if beat.line is not None)


@dataclass(frozen=True, slots=True)
class _Step:
    """A part, the show before it, and how many questions were answered by then."""

    show: Show
    part: Part
    picks: int


def _walk(show: Show, taken: tuple[str, ...]) -> Iterator[_Step]:
    """Every part of the scene that begins now, up to a question that nobody answered."""
    left, scene = list(taken), ""
    for _ in range(MOST_PARTS):
        after, part = show.step()
        if scene and part.scene.id != scene:
            return
        scene = part.scene.id
        yield _Step(show, part, len(taken) - len(left))
        if part.kind is PartKind.HOLD and part.choice is not None:
            if not left:
                return
            option = option_like(part.choice, left.pop(0))
            after, _ = after.apply(Input(kind=InputKind.PICK, option=option, choice=part.choice.id))
        show = after


def option_like(choice: Choice, text: str) -> int:
    """Number of the option with that text, or with the most alike; the default where none is."""
    texts = {option.text: option.number for option in choice.options}
    alike = [text] if text in texts else get_close_matches(text, texts, n=1)
    return texts[alike[0]] if alike else choice.default


def _nearest(heard: tuple[str, ...], lines: tuple[str, ...]) -> tuple[int | None, bool]:
    """Index of the line that was heard last, or of what stands in its place now; None = the beginning."""
    if not heard or not lines:
        return None, not heard
    last = len(heard) - 1
    blocks = SequenceMatcher(a=heard, b=lines, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return min(last, len(lines) - 1), False
    block = blocks[-1]
    beyond = last - (block.a + block.size - 1)
    return min(block.b + block.size - 1 + beyond, len(lines) - 1), beyond == 0


def other_way(choice: Choice, taken: str) -> str:
    """The option beside the one that was taken: the next one, round and round."""
    number = option_like(choice, taken) % len(choice.options) + 1
    return next(option.text for option in choice.options if option.number == number)


def opening_scene(seed: Seed) -> str:
    """The scene with which shows begin: the heaviest of those tagged opening, else of all."""
    own = [known for known in seed.storylets.values() if not known.sub and not known.automatic]
    opening = [known for known in own if "opening" in known.marks] or own
    return max(opening, key=lambda storylet: storylet.weight).id
