"""Audio description: in the gaps of speech a voice tells what the picture shows, from the plan.

It knows timed parts and texts, neither sound nor window; whoever is given says the words, if they fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from generators.timed import TimedAct, TimedPart
from player.feed import ReadySegment
from player.words import Words, words_in
from story_engine.plan import Scene
from story_engine.time import MediaTime, from_seconds, to_seconds

LEAST_GAP: MediaTime = from_seconds(1.1)
"""Nothing worth telling fits into less."""
BREATH: MediaTime = from_seconds(0.12)
"""Kept free after a line."""
LETTERS_A_SECOND = 15.0
"""How fast the voice tells: only what will fit is tried."""
STALE: MediaTime = from_seconds(4.0)
"""A deed that was seen so long ago is not told any more."""
HOURS = ((4.5, "night"), (7.0, "dawn"), (11.0, "morning"), (13.5, "noon"), (17.0, "afternoon"), (20.0, "dusk"),
         (22.5, "evening"), (24.0, "night"))  # fmt: skip
"""Names of the hours of a day, each up to its hour."""
OPENING = 2
"""Weight from which on something is told however late: where we are, and with whom."""
DULL = frozenset(("look", "walk", "turn", "nod", "think", "listen"))
"""Deeds that are told only where nothing else is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Something to tell, once it can be seen, until it is stale."""

    since: MediaTime
    text: str
    weight: int


def gap_at(timed: TimedPart, at: MediaTime) -> MediaTime:
    """How long nobody speaks from `at` (times of the part) on; 0 while somebody does."""
    end = timed.duration
    for caption in sorted(timed.captions, key=lambda known: known.start):
        if caption.kind == "sound" or caption.start + caption.duration + BREATH <= at:
            continue
        if caption.start <= at:
            return 0
        return caption.start - at
    return max(0, end - at)


def tellings_of(timed: TimedPart, texts: Words, *, opens: bool) -> tuple[Telling, ...]:
    """What there is to tell of a part, in order; `opens`: it is the first of its scene."""
    found = []
    if opens:
        found += [
            Telling(since=0, text=text, weight=OPENING + number)
            for number, text in enumerate(reversed(opening_words(timed.part.scene, texts)))
        ]
    names = _names(timed.part.scene)
    for act in timed.acts:
        text = deed_words(act, names, texts)
        if text:
            found.append(Telling(since=act.start, text=text, weight=0 if act.verb in DULL else 1))
    return tuple(found)


def opening_words(scene: Scene, texts: Words) -> tuple[str, ...]:
    """Place, hour and weather; then who is there: told one after the other, as gaps allow."""
    hour = texts("hour." + next(name for until, name in HOURS if scene.hour % 24 < until))
    weather = f"weather.{scene.weather}"
    place = scene.place.name[:1].upper() + scene.place.name[1:]
    if texts.has(weather) and not scene.place.indoors:
        told = texts("describe.place_weather", place=place, hour=hour, weather=texts(weather))
    else:
        told = texts("describe.place", place=place, hour=hour)
    people = [actor.name for actor in scene.actors]
    return (told, texts("describe.there", names=_listed(people, texts))) if people else (told,)


def deed_words(act: TimedAct, names: dict[str, str], texts: Words) -> str:
    """A deed in one sentence; "" where there are no words for it."""
    who, whom, thing = names.get(act.actor, ""), names.get(act.target, ""), names.get(act.thing, "")
    thing, whom = (thing or whom, "") if act.target == act.thing else (thing, whom)
    kinds = [("both", whom and thing), ("thing", thing), ("whom", whom), ("", True)]
    name = next(
        (
            known
            for kind, holds in kinds
            if holds and texts.has(known := f"deed.{act.verb}.{kind}" if kind else f"deed.{act.verb}")
        ),
        "",
    )
    if not who or not name:
        return ""
    told = texts(name, who=who, whom=whom, thing=thing)
    return told if act.ok else texts("describe.fails", deed=told)


def _names(scene: Scene) -> dict[str, str]:
    people = {actor.id: actor.name for actor in scene.actors}
    return {**{thing.id: thing.name for thing in scene.things}, **people}


def _listed(names: Sequence[str], texts: Words) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {texts('describe.and')} {names[-1]}"


class Heard(Protocol):
    """Who knows what is heard now."""

    def here(self) -> tuple[ReadySegment | None, MediaTime]:
        """The segment that is heard, and the show time."""
        ...

    def coming(self) -> ReadySegment | None:
        """The segment that follows it, where that is known."""
        ...


class Describer:
    """Asked on every turn of the window; says what fits into a gap, each thing once."""

    def __init__(self, say: Callable[[str, float], None]) -> None:
        """`say(text, seconds)` says `text` if it lasts no longer than that."""
        self._say = say
        self.wanted = False
        self._part, self._scene = "", ""
        self._left: list[Telling] = []
        self._free_at: MediaTime = 0

    def saw(self, show: Heard, language: str, *, plays: bool) -> None:
        """One turn; `plays`: time goes on."""
        if not self.wanted or not plays:
            return
        segment, at = show.here()
        if segment is None:
            return
        inside = at - segment.start
        if segment.id != self._part:
            scene = segment.timed.part.scene.id
            fresh = tellings_of(segment.timed, words_in(language), opens=scene != self._scene)
            self._left = [*(t for t in self._left if t.weight >= OPENING and scene == self._scene), *fresh]
            self._part, self._scene, self._free_at = segment.id, scene, 0
        gap = gap_at(segment.timed, inside)
        if inside + gap >= segment.timed.duration and (after := show.coming()) is not None:
            gap += gap_at(after.timed, 0)
        if gap < LEAST_GAP or inside < self._free_at:
            return
        self._left = [told for told in self._left if told.weight >= OPENING or inside - told.since < STALE]
        fits = [
            told for told in self._left
            if told.since <= inside and len(told.text) / LETTERS_A_SECOND <= to_seconds(gap)
        ]  # fmt: skip
        if fits:
            chosen = max(fits, key=lambda told: told.weight)
            self._left.remove(chosen)
            self._free_at = inside + from_seconds(len(chosen.text) / LETTERS_A_SECOND)
            self._say(chosen.text, to_seconds(gap))
