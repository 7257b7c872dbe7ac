"""Retells one scene statement by statement, beside the beats that were shown for it.

It does not know why the scene was chosen or whether it should have begun.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from story_engine.checker.facts import Facts, Happened, change_facts
from story_engine.checker.script import Script
from story_engine.checker.texts import (
    Patterns,
    begins_exactly,
    exact_parts,
    exact_pattern,
    may_begin,
    pieces_until,
    plain,
    text_of,
)
from story_engine.checker.truth import Asking, Truth
from story_engine.expr import Expr, Value
from story_engine.plan import Beat, BeatKind
from story_engine.seed.identity import place_among
from story_engine.seed.model import Storylet
from story_engine.seed.script import (
    Alternatives,
    Answer,
    Assign,
    Block,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    OnceOnly,
    Say,
    Statement,
    Template,
)

MOST_STATEMENTS = 2000
"""Statements without a shown beat after which a scene is over (jumps may run in a circle; seed format)."""
MOST_PIECES = 12
"""Beats into which one long line may be cut."""
SEEN_AS = {"give": ("give",), "take": ("take", "pick_up"), "drop": ("drop",), "put": ("put_down",),
           "move": ("enter", "leave"), "tell": ("think", "look", "point")}  # fmt: skip
"""Deeds in which a declared change may be seen."""
_HANDLES = ("give", "put_down", "drop", "throw")
"""Deeds that only the holder of a thing can do."""
_SWAPS = ("take", "pick_up", "put_down", "drop", "show", "read", "open")
"""Verbs whose target, when it is a thing, is the thing handled."""


@dataclass(slots=True, kw_only=True)
class Telling:
    """A scene that is being retold."""

    facts: Facts
    truth: Truth
    patterns: Patterns
    note: Callable[[str, str], None]
    id: str
    storylet: Storylet
    binding: Mapping[str, str]
    place: str
    company: tuple[str, ...]
    """Cast and those who may be there."""
    frames: list[tuple[Block, int]]
    script: Script
    away: set[str] = field(default_factory=set)
    """Those of the company who have not come in yet or went out."""
    choosing: Choosing | None = None
    live: tuple[Answer, ...] = ()
    default: int = 1
    ended: bool = False
    seen_soon: list[tuple[str, Happened]] = field(default_factory=list)
    """Changes that the next beats may show."""
    owed: int = 0
    """Beats of a long line that are still to come."""

    # --- questions -----------------------------------------------------------------------------------

    def ask(self, tree: Expr) -> Value:
        """The value of a tree in this scene."""
        return self.truth.ask(tree, Asking(self.facts, self.binding, self._chance))

    def holds(self, condition: Expr | None) -> bool:
        """Whether a condition is true now."""
        return condition is None or bool(self.ask(condition))

    def resolve(self, word: str) -> str:
        """The id that a word of a scene means."""
        return self.binding.get(word[1:], word) if word.startswith("$") else word

    def is_here(self, person: str) -> bool:
        """Whether a person is at the scene's place, alive."""
        return self.facts.where.get(person, "") == self.place and self.facts.alive(person)

    def visible(self) -> list[str]:
        """Who can be in the picture now."""
        return [person for person in self.company if person not in self.away and self.is_here(person)]

    def in_reach(self, thing: str) -> bool:
        """Whether a thing lies here or somebody visible holds it."""
        holder = self.facts.holder.get(thing, "")
        if holder:
            return holder in self.company and holder not in self.away and self.is_here(holder)
        return self.facts.lies.get(thing, "") == self.place

    def _chance(self, key: str) -> bool:
        found, value = self.script.take("chance", key)
        if not found:
            self.note("journal", f"the chance “{key}” was never decided")
        return bool(value)

    # --- the beats that were shown -------------------------------------------------------------------

    def follow(self, beat: Beat, coming: Sequence[Beat]) -> None:
        """Retell up to one shown beat and say what is untrue about it; `coming` are the beats after it."""
        if beat.kind in (BeatKind.PAUSE, BeatKind.TITLE):
            return
        if self.owed:
            self.owed -= 1
            self._spoken(beat)
            return
        for _ in range(MOST_STATEMENTS):
            if self._shows_change(beat):
                return
            statement = self._next()
            if statement is None:
                self.note("words", f"{_shown(beat)} is written nowhere in the scene")
                return
            if self._told(statement, beat, coming):
                return
        self.ended = True

    def _shows_change(self, beat: Beat) -> bool:
        """Whether the beat is the deed in which one of the last changes is seen; the others were not shown."""
        soon, self.seen_soon = self.seen_soon, []
        act = beat.act
        if act is None:
            return False
        for index, (kind, happened) in enumerate(soon):
            fits = act.verb in SEEN_AS.get(kind, ()) and act.actor == happened.actor
            if fits and (not happened.thing or act.thing == happened.thing):
                self.seen_soon = soon[index + 1 :]
                return True
        return False

    def _told(self, statement: Statement, beat: Beat, coming: Sequence[Beat]) -> bool:
        """Perform a statement; whether the beat shows it."""
        match statement:
            case Say():
                return self._line(statement, beat, coming)
            case Cue(kind="letter"):
                return self._words(statement.template, "", BeatKind.LETTER, beat, coming)
            case Deed():
                return self._deed(statement, beat)
            case Cue(kind="reveal"):
                thing = self.resolve(statement.text)
                if beat.kind is not BeatKind.REVEAL or beat.text != thing:
                    return False
                if thing in self.facts.seed.things and not self.in_reach(thing):
                    self.note("thing", f"{thing} is revealed but is not there")
                return True
            case Cue(kind="weather"):
                self.perform(statement)
                return beat.kind is BeatKind.WEATHER and beat.text == self.facts.weather
            case _:
                self.perform(statement)
                return False

    def _line(self, say: Say, beat: Beat, coming: Sequence[Beat]) -> bool:
        speaker = self.resolve(say.speaker)
        if not self.holds(say.condition) or (speaker and not self.is_here(speaker)):
            return False
        if speaker:
            self.away.discard(speaker)
            if speaker not in self.company:
                self.company = (*self.company, speaker)
        return self._words(say.text, speaker, BeatKind.LINE, beat, coming)

    def _words(self, template: Template, speaker: str, kind: BeatKind, beat: Beat, coming: Sequence[Beat]) -> bool:
        """Whether the next beats say a text that had to be said; if not, that is noted and the beat waits."""
        beats = (beat, *coming[: MOST_PIECES - 1])
        exact = exact_parts(template, self.facts.seed, self.script)
        pattern = self.patterns.of(template) if exact is None else exact_pattern(exact)
        for first in range(min(3, len(beats))):
            count = pieces_until(pattern, speaker, kind, beats, first)
            if count is None:
                continue
            if first:
                self.note("words", f"{_shown(beat)} is written nowhere in the scene")
            else:
                self._spoken(beat)
            self.owed = count  # the beats up to the last piece follow one by one
            return True
        if self._cut_short(template, exact, speaker, kind, beats):
            return True
        self.note("words", f"{plain(template)!r} had to be heard before {_shown(beat)}")
        return False

    def _cut_short(
        self,
        template: Template,
        exact: Sequence[tuple[str, str]] | None,
        speaker: str,
        kind: BeatKind,
        beats: Sequence[Beat],
    ) -> bool:
        """Whether all that is left of the scene is the beginning of this text: the viewer left it there."""
        joined = ""
        for beat in beats:
            text, who = text_of(beat, kind)
            if text is None or who != speaker:
                return False
            joined += re.sub(r"\s+", "", text).lower()
        if not (may_begin(template, joined) if exact is None else begins_exactly(exact, joined)):
            return False
        self.owed = len(beats) - 1
        return True

    def _spoken(self, beat: Beat) -> None:
        """Say what is untrue about a shown line by itself: who speaks must be alive and there."""
        line = beat.line
        if line is None or not line.speaker:
            return
        if not self.facts.alive(line.speaker):
            self.note("alive", f"{line.speaker} is dead and speaks")
        elif not self.is_here(line.speaker):
            self.note("presence", f"{line.speaker} speaks but is at {self.facts.where.get(line.speaker)!r}")
        if line.to and not self.is_here(line.to):
            self.note("presence", f"{line.speaker} speaks to {line.to}, who is not there")

    def _deed(self, deed: Deed, beat: Beat) -> bool:
        """Whether the beat shows this deed; a deed that cannot be done is not shown."""
        act = beat.act
        actor = self.resolve(deed.actor)
        if not self._can(deed):
            return False
        if act is None or act.actor != actor or act.verb != deed.verb or act.ok != deed.ok:
            return False
        things = {self.resolve(deed.target), self.resolve(deed.thing)} - {""}
        if not {act.target, act.thing} - {""} <= things:
            self.note("words", f"{_shown(beat)} does not do what is written: {deed.target} {deed.thing}")
        if act.target in self.facts.where and not self.is_here(act.target):
            self.note("presence", f"{actor} does “{act.verb}” to {act.target}, who is not there")
        self._done(actor, deed.verb, act.target, act.thing, deed.ok)
        return True

    def _can(self, deed: Deed) -> bool:
        """Whether a deed can be done: its doer is here, its things in reach."""
        if not self.is_here(self.resolve(deed.actor)):
            return False
        words = (self.resolve(deed.target), self.resolve(deed.thing))
        return all(self.in_reach(word) for word in words if word in self.facts.seed.things)

    def _done(self, actor: str, verb: str, target: str, thing: str, ok: bool) -> None:
        """What a deed changes by itself (seed format)."""
        self.away.discard(actor)
        if actor not in self.company:
            self.company = (*self.company, actor)
        if not ok:
            return
        if verb == "leave":
            self.away.add(actor)
        facts = self.facts
        holder = facts.holder.get(thing, "") if thing else ""
        if thing and verb in _HANDLES and holder != actor:
            self.note("holder", f"{actor} does “{verb} {thing}” but {holder or 'nobody'} holds it")
        if thing and verb in ("take", "pick_up"):
            facts.holder[thing], facts.lies[thing] = actor, ""
        elif thing and verb in ("drop", "put_down", "throw") and holder == actor:
            facts.holder[thing], facts.lies[thing] = "", self.place
        elif thing and verb == "give" and target in facts.where and holder == actor:
            facts.holder[thing] = target

    # --- statements without a beat -------------------------------------------------------------------

    def drain(self, *, seen: bool) -> None:
        """Retell what no beat was shown for, up to an open choice or the end; `seen` is False for what was skipped."""
        self.seen_soon, self.owed = [], 0
        for _ in range(MOST_STATEMENTS):
            statement = self._next()
            if statement is None:
                return
            if isinstance(statement, Say):
                speaker = self.resolve(statement.speaker)
                if self.holds(statement.condition) and (not speaker or self.is_here(speaker)):
                    if seen:
                        self.note("words", f"{plain(statement.text)!r} had to be heard and was not")
                    self.away.discard(speaker)
            elif isinstance(statement, Deed):
                if not seen and self._can(statement):
                    self._skipped_deed(statement)
            else:
                self.perform(statement)
        self.ended = True

    def _skipped_deed(self, deed: Deed) -> None:
        things, seed = (self.resolve(deed.target), self.resolve(deed.thing)), self.facts.seed
        target, thing = things
        if target in self.facts.where and not self.is_here(target):
            target = ""
        if target in seed.things and not thing and deed.verb in _SWAPS:
            target, thing = "", target
        self._done(self.resolve(deed.actor), deed.verb, target, thing, deed.ok)

    def _next(self) -> Statement | None:
        """The next statement; None at a choice with two ways or more, or at the end."""
        while self.frames:
            if self.choosing is not None:
                return None
            block, index = self.frames[-1]
            if index < len(block):
                self.frames[-1] = (block, index + 1)
                return block[index]
            self.frames.pop()
        if self.choosing is None:
            self.ended = True
        return None

    def perform(self, statement: Statement) -> None:
        """Make true what a statement that nobody sees or hears by itself changes."""
        match statement:
            case Change():
                for effect in statement.effects:
                    happened = change_facts(self.facts, effect, self.ask)
                    if happened is not None:
                        self._happened(effect.kind, happened)
            case Cue():
                self._cue(statement)
            case Assign():
                self.facts.variables[statement.name] = self.ask(statement.value)
            case Branching():
                for arm in statement.arms:
                    if self.holds(arm.condition):
                        self._enter(arm.body)
                        return
            case OnceOnly():
                fresh = statement.key not in self.facts.heard
                self.facts.heard.add(statement.key)
                self._enter(statement.body if fresh else statement.otherwise)
            case Alternatives():
                self._alternatives(statement)
            case Choosing():
                self._choice(statement)

    def _happened(self, kind: str, happened: Happened) -> None:
        if happened.trouble:
            self.note("lost", happened.trouble)
        if happened.actor:
            self.seen_soon.append((kind, happened))
            if kind == "move" and self.is_here(happened.actor):
                self.away.discard(happened.actor)
                if happened.actor not in self.company:
                    self.company = (*self.company, happened.actor)

    def _enter(self, block: Block) -> None:
        if block:
            self.frames.append((block, 0))

    def _alternatives(self, group: Alternatives) -> None:
        open_arms = [number for number, arm in enumerate(group.arms) if self.holds(arm.condition)]
        if not open_arms:
            return
        found, value = self.script.take("arm", group.id)
        if not found:
            found, value = self.script.take("arm", group.key)  # of an older journal
        index = place_among(value, [arm.own for arm in group.arms]) if found else None
        if index is None:
            self.note("journal", f"the line group {group.key} was never decided")
            index = open_arms[0]
        if index not in open_arms:
            self.note("condition", f"arm {index + 1} of the line group {group.key} was used but its condition fails")
        self._enter(group.arms[index].body)

    def _choice(self, choosing: Choosing) -> None:
        live = tuple(answer for answer in choosing.answers if self.holds(answer.condition))
        if len(live) < 2:
            self._enter(live[0].body if live else ())
            return
        self.choosing, self.live = choosing, live
        found, weighed = self.script.take("weigh", choosing.id)
        if not found:
            found, weighed = self.script.take("weigh", choosing.key)  # of an older journal
        self.default = int(weighed["default"]) if found else 1

    def pick(self, option: int) -> None:
        """Take the n-th live option, from 1."""
        if self.choosing is None or not 1 <= option <= len(self.live):
            self.note("choice", f"option {option} was taken but {len(self.live)} were open")
            self.choosing = None
            return
        answer = self.live[option - 1]
        self.choosing, self.live = None, ()
        self.facts.chosen.add(answer.id)
        self._enter(answer.body)

    def _cue(self, cue: Cue) -> None:
        facts, text = self.facts, self.resolve(cue.text)
        match cue.kind:
            case "weather":
                facts.weather = text
            case "open":
                facts.threads[text] = "open"
            case "close":
                if facts.threads.get(text) != "open":
                    self.note("thread", f"the thread {text} is closed but it was {facts.threads.get(text, 'unopened')}")
                facts.threads[text] = "closed"
            case "stop":
                self.frames.clear()
            case "jump" | "detour":
                if cue.kind == "detour" and facts.seed.storylets[text].spare and self.script.take("spare", text)[1]:
                    return
                if cue.kind == "jump":
                    self.frames.clear()
                facts.visits[text] = facts.visits.get(text, 0.0) + 1.0
                self._enter(facts.seed.storylets[text].body)


def late(storylet: Storylet, binding: Mapping[str, str], every: Iterable[Statement]) -> set[str]:
    """Those whose first deed or word in a scene is to come in."""
    first: dict[str, bool] = {}
    for statement in every:
        if isinstance(statement, Deed | Say):
            word = statement.actor if isinstance(statement, Deed) else statement.speaker
            person = binding.get(word[1:], word) if word.startswith("$") else word
            first.setdefault(person, isinstance(statement, Deed) and statement.verb == "enter")
    return {person for person, enters in first.items() if enters and person}


def _shown(beat: Beat) -> str:
    if beat.line is not None:
        return f"the line “{beat.line.text[:50]}” of {beat.line.speaker or 'the narrator'}"
    if beat.act is not None:
        return f"the deed “{beat.act.actor} {beat.act.verb} {beat.act.target} {beat.act.thing}”".strip()
    return f"the beat {beat.kind.value} {beat.text[:40]!r}"
