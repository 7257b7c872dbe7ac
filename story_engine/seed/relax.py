"""Plays every scene of a seed at once, in a world that forgets nothing: what is reached at all, and what never is.

It does not know order, tastes or tension; see `possible` for what the answer means.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from story_engine.expr import Binary, Expr, Literal, Name, Unary, Variable, conjuncts, walk
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.possible import Binding, Possible
from story_engine.seed.script import (
    Alternatives,
    Block,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    Effect,
    OnceOnly,
    Say,
    Statement,
)
from story_engine.seed.steps import every_statement

MOST_BINDINGS = 2_000
"""Ways to bind the roles of one scene that are looked at; more make checking slow and change nothing for authors."""
MOST_CASES = 20_000
"""The same for a whole seed."""
MOST_ROUNDS = 200
"""Rounds of the fixpoint, because a checked seed needs fewer than thirty."""
TAKING, PUTTING = ("take", "pick_up"), ("drop", "put_down", "throw")
"""Deeds that move a thing by themselves, as `perform` does."""


@dataclass(slots=True)
class Case:
    """A scene with bound roles."""

    storylet: Storylet
    binding: Binding
    place: str
    """"" = any."""
    cast: tuple[str, ...]
    reached: bool = False
    settled: bool = False
    """Nothing inside is left to become possible."""


@dataclass(slots=True)
class Relaxed:
    """The end of the relaxation; statements are told apart by `id()`, they live as long as the seed."""

    possible: Possible
    cases: list[Case]
    live: set[int] = field(default_factory=set)
    """Arms, options, lines and effects that may be performed."""
    tried: set[int] = field(default_factory=set)
    """Effects in scenes that are reached, whether the world allows them or not."""
    capped: bool = False

    def reached(self, storylet: str) -> bool:
        """Whether a scene may ever be played."""
        return storylet in self.possible.visited


def relax(seed: Seed) -> Relaxed:
    """Everything that may ever happen in a seed without errors."""
    player = _started(seed)
    found, possible = player.found, player.found.possible
    for storylet in seed.storylets.values():
        if storylet.sub:
            continue
        some = list(itertools.islice(_cases(seed, storylet), MOST_BINDINGS))
        found.capped |= len(some) == MOST_BINDINGS or len(found.cases) + len(some) > MOST_CASES
        found.cases += some[: max(0, MOST_CASES - len(found.cases))]
    for _ in range(MOST_ROUNDS):
        before = possible.version
        for case in found.cases:
            if not case.settled and (case.reached or player.fails(case) is None):
                player.play(case)
        if possible.version == before:
            break
    return found


def begins_somewhere(seed: Seed) -> bool:
    """Whether some authored scene's conditions hold at the start."""
    player = _started(seed)
    return any(
        player.fails(case) is None
        for storylet in seed.storylets.values()
        if not storylet.sub and not storylet.automatic
        for case in itertools.islice(_cases(seed, storylet), MOST_BINDINGS)
    )


def why_not(found: Relaxed, storylet: Storylet) -> tuple[str, Expr | None]:
    """Why a scene is never reached: in words, and the condition that never holds (None = something else)."""
    player = _Player(found.possible.seed, found)
    reasons = [
        reason for case in found.cases if case.storylet is storylet and (reason := player.fails(case)) is not None
    ]
    if not reasons:
        return "its roles can never be bound", None
    return min(reasons, key=lambda reason: reason[2])[:2]


def _started(seed: Seed) -> _Player:
    possible = Possible(seed)
    player = _Player(seed, Relaxed(possible=possible, cases=[]))
    for change in seed.start:
        for effect in change.effects:
            player.effect(effect, {}, "")
    possible.begin()
    return player


def _cases(seed: Seed, storylet: Storylet) -> Iterator[Case]:
    named = {word for word in storylet.cast if not word.startswith("$")}
    pools = [
        [i for i in seed.ids_of(role.type) if not (role.type == "person" and i in named)] for role in storylet.roles
    ]
    doing = {
        s.speaker if isinstance(s, Say) else s.actor
        for s in every_statement(storylet.body)
        if isinstance(s, Say | Deed)
    }
    acting = tuple(f"${role.name}" for role in storylet.roles if role.type == "person" and f"${role.name}" in doing)
    for values in itertools.product(*pools):
        binding = {role.name: value for role, value in zip(storylet.roles, values, strict=True)}
        by_type = {(role.type, binding[role.name]) for role in storylet.roles}
        if len(by_type) < len(storylet.roles):
            continue
        words = (*storylet.cast, *(word for word in acting if word not in storylet.maybe))
        cast = tuple(dict.fromkeys(_bound(word, binding) for word in words))
        place = "" if storylet.place == "any" else _bound(storylet.place, binding)
        yield Case(storylet=storylet, binding=binding, place=place, cast=cast)


def _bound(word: str, binding: Binding) -> str:
    return binding.get(word[1:], word) if word.startswith("$") else word


def _leaves(statement: Statement) -> bool:
    """Whether the scene is left here."""
    return isinstance(statement, Cue) and statement.kind in ("jump", "stop", "return")


class _Player:
    """Performs scenes in the relaxed world."""

    def __init__(self, seed: Seed, found: Relaxed) -> None:
        self._seed = seed
        self.found = found
        self._possible = found.possible
        self._whole = True
        self._inside: set[str] = set()
        self._acting: dict[int, tuple[Statement, ...]] = {}
        """Of blocks by identity (the seed holds them): the statements that may change something."""
        self._conditions: dict[str, tuple[Expr, ...]] = {}
        self._deeds: dict[str, tuple[Deed | Change, ...]] = {}
        self._fixed: dict[int, bool] = {}
        """Of conditions by identity (the seed holds them): whether they only ask for roles."""

    # Whether a scene can begin ---------------------------------------------------------------------------------

    def fails(self, case: Case) -> tuple[str, Expr | None, int] | None:
        """The first thing that keeps a scene from ever being played, with how many do; None when nothing does."""
        storylet, possible = case.storylet, self._possible
        failing: list[tuple[str, Expr | None]] = []
        if storylet.when is not None:
            for part in self._wanted(storylet):
                if not possible.may(part, case.binding)[0]:
                    failing.append(("", part))
        for person in case.cast:
            if not possible.holds("alive", person):
                failing.append((f"{person} is never alive", None))
        if storylet.thread_step == "closes" and "open" not in possible.values("thread", storylet.thread):
            failing.append((f"the thread “{storylet.thread}” is never open before", None))
        for thing in storylet.needs:
            if not possible.in_reach(_bound(thing, case.binding), case.place, case.cast):
                failing.append((f"{thing} is never there: nobody of the cast ever has it, nor does it lie there", None))
        failing += [(words, None) for words in self._certain(case)]
        return (*failing[0], len(failing)) if failing else None

    def _certain(self, case: Case) -> Iterator[str]:
        """What the deeds that are always performed take for granted, and the relaxed world never grants."""
        settled: set[str] = set()
        for statement in self._always(case.storylet):
            if isinstance(statement, Deed) and _bound(statement.actor, case.binding) in case.cast:
                words = [_bound(word, case.binding) for word in (statement.target, statement.thing)]
                for thing in words:
                    if thing in self._seed.things and thing not in settled and not self._reach(thing, case):
                        yield f"line {statement.where.line} needs {thing}, which is never there"
                settled.update(w for w in words if w in self._seed.things and statement.verb in TAKING)
            elif isinstance(statement, Change):
                for effect in statement.effects:
                    ids = self._ids(effect, case.binding)
                    thing = next((i for i in ids or () if i in self._seed.things), "")
                    if ids is None or not thing or effect.kind not in ("give", "take", "drop", "put", "move"):
                        continue
                    if thing not in settled and effect.kind != "move" and not self._handles(effect.kind, ids, case):
                        yield f"line {statement.where.line}: {effect.kind} never works, {thing} is elsewhere"
                    settled.add(thing)

    def _wanted(self, storylet: Storylet) -> tuple[Expr, ...]:
        """The conditions of a scene that all must hold."""
        known = self._conditions.get(storylet.id)
        if known is None:
            known = tuple(conjuncts(storylet.when)) if storylet.when is not None else ()
            self._conditions[storylet.id] = known
        return known

    def _always(self, storylet: Storylet) -> tuple[Deed | Change, ...]:
        """The deeds of a scene that are always performed: up to where it is left."""
        known = self._deeds.get(storylet.id)
        if known is None:
            staying = itertools.takewhile(lambda statement: not _leaves(statement), storylet.body)
            known = tuple(statement for statement in staying if isinstance(statement, Deed | Change))
            self._deeds[storylet.id] = known
        return known

    def _handles(self, kind: str, ids: tuple[str, ...], case: Case) -> bool:
        thing = next((i for i in ids if i in self._seed.things), "")
        if kind == "take":
            return ids[0] not in case.cast or self._reach(thing, case)
        person = next((i for i in ids if i in self._seed.cast), "")
        return person not in case.cast or person in self._possible.values("holder", thing)

    def _reach(self, thing: str, case: Case) -> bool:
        return self._possible.in_reach(thing, case.place, case.cast)

    # What a scene does -----------------------------------------------------------------------------------------

    def play(self, case: Case) -> None:
        """Perform everything in a scene that may be performed."""
        case.reached = True
        storylet = case.storylet
        self._possible.visit(storylet.id)
        self._whole = True
        self._inside = {storylet.id}
        if storylet.thread and storylet.thread_step in ("opens", "closes"):
            self._possible.tell(("thread", storylet.thread), "open" if storylet.thread_step == "opens" else "closed")
        self._block(storylet.body, case)
        case.settled = self._whole

    def _block(self, block: Block, case: Case) -> None:
        known = self._acting.get(id(block))
        if known is None:
            known = self._acting[id(block)] = tuple(self._acting_in(block))
        for statement in known:
            self._statement(statement, case)

    def _acting_in(self, block: Block) -> Iterator[Statement]:
        """What of a block may do anything, up to where it is left; lines without a condition are said at once."""
        for statement in block:
            if isinstance(statement, Say) and statement.condition is None:
                self.found.live.add(id(statement))
                continue
            yield statement
            if _leaves(statement):
                return

    def _statement(self, statement: Statement, case: Case) -> None:
        match statement:
            case Say(condition=condition):
                if condition is None or self._true(condition, case):
                    self.found.live.add(id(statement))
            case Change():
                for effect in statement.effects:
                    self.found.tried.add(id(effect))
                    if self.effect(effect, case.binding, case.place):
                        self.found.live.add(id(effect))
                    else:
                        self._whole = False
            case Deed():
                self._deed(statement, case)
            case Cue(kind=("open" | "close") as kind, text=text):
                self._possible.tell(("thread", text), "open" if kind == "open" else "closed")
            case Cue(kind="jump" | "detour", text=text):
                self._enter(text, case)
            case Branching():
                for arm in statement.arms:
                    may = (True, False) if arm.condition is None else self._possible.may(arm.condition, case.binding)
                    if may[0]:
                        self.found.live.add(id(arm))
                        self._block(arm.body, case)
                    elif arm.condition is not None and not self._is_fixed(arm.condition):
                        self._whole = False
                    if not may[1]:  # what follows is not reached, as long as this cannot be untrue
                        if arm.condition is not None and not self._is_fixed(arm.condition):
                            self._whole = False
                        break
            case Alternatives():
                for arm in statement.arms:
                    if arm.condition is None or self._true(arm.condition, case):
                        self.found.live.add(id(arm))
                        self._block(arm.body, case)
            case OnceOnly():
                self._block(statement.body, case)
                self._block(statement.otherwise, case)
            case Choosing():
                for answer in statement.answers:
                    if answer.condition is None or self._true(answer.condition, case):
                        self.found.live.add(id(answer))
                        self._possible.choose(answer.id)
                        self._block(answer.body, case)
            case _:
                return

    def _true(self, condition: Expr, case: Case) -> bool:
        if self._possible.may(condition, case.binding)[0]:
            return True
        if not self._is_fixed(condition):
            self._whole = False
        return False

    def _is_fixed(self, condition: Expr) -> bool:
        """Whether a condition only asks who plays which role: that is never otherwise for the same case."""
        known = self._fixed.get(id(condition))
        if known is None:
            known = all(
                isinstance(part, Variable | Literal | Binary | Unary)
                or (isinstance(part, Name) and self._possible.is_id(part.id))
                for part in walk(condition)
            )
            self._fixed[id(condition)] = known
        return known

    def _enter(self, node: str, case: Case) -> None:
        target = self._seed.storylets.get(node)
        if target is None or node in self._inside:
            return
        self._inside.add(node)
        self._possible.visit(node)
        self._block(target.body, case)

    def _deed(self, deed: Deed, case: Case) -> None:
        actor = _bound(deed.actor, case.binding)
        words = [_bound(word, case.binding) for word in (deed.target, deed.thing)]
        things = [word for word in words if word in self._seed.things]
        if not things:
            return
        self.found.tried.add(id(deed))
        if not all(self._reach(thing, case) or self._guest_has(thing) for thing in things):
            self._whole = False
            return
        self.found.live.add(id(deed))
        thing = things[0]
        if not deed.ok:
            return
        if deed.verb in TAKING:
            self._possible.tell(("holder", thing), actor)
        elif deed.verb in PUTTING and actor in self._possible.values("holder", thing):
            self._lay(thing, case.place)
        elif deed.verb == "give" and words[0] in self._seed.cast:
            self._possible.tell(("holder", thing), words[0])

    def _guest_has(self, thing: str) -> bool:
        """Those who come in during the scene (`maybe:`, moved there) bring what they hold."""
        return any(self._possible.values("holder", thing))

    def _lay(self, thing: str, place: str) -> None:
        for where in (place,) if place else self._seed.places:
            self._possible.tell(("lies", thing), where)

    def _ids(self, effect: Effect, binding: Binding) -> tuple[str, ...] | None:
        words: list[str] = []
        for argument in effect.arguments:
            match argument:
                case Name(id=word) | Literal(value=str() as word):
                    words.append(word)
                case Variable(name=name) if name in binding:
                    words.append(binding[name])
                case _:
                    return None
        return tuple(words)

    def effect(self, effect: Effect, binding: Binding, place: str) -> bool:
        """Perform one effect; False when the relaxed world never allows it."""
        possible, ids = self._possible, self._ids(effect, binding)
        if ids is None:
            return True
        match effect.kind:
            case "fact":
                possible.make(("fact", effect.name, *ids), effect.positive)
            case "state" | "unstate":
                possible.make(("state", *ids), effect.kind == "state")
                self._exclude(ids, effect.kind)
            case "quality":
                self._quality(effect, ids, binding)
            case "give":
                if ids[0] not in possible.values("holder", ids[2]):
                    return False
                possible.tell(("holder", ids[2]), ids[1])
            case "take":
                if not possible.places_of(ids[-1]):
                    return False
                possible.tell(("holder", ids[-1]), ids[0])
            case "drop" | "put":
                person = next((i for i in ids if i in self._seed.cast), "")
                thing = next((i for i in ids if i in self._seed.things), "")
                if person and person not in possible.values("holder", thing):
                    return False
                self._lay(thing, next((i for i in ids if i in self._seed.places), place))
            case "move":
                if ids[0] in self._seed.things:
                    possible.tell(("lies", ids[0]), ids[1])
            case "climb" | "stage":
                self._climb(ids)
            case "learn":
                possible.make(("fact", "knows", *ids), True)
            case "tell":
                if not possible.holds("knows", ids[0], ids[2]):
                    return False
                possible.make(("fact", "knows", ids[1], ids[2]), True)
        return True

    def _exclude(self, ids: tuple[str, ...], kind: str) -> None:
        """The other states of the same group end when one begins."""
        item = self._seed.things.get(ids[0]) or self._seed.cast.get(ids[0])
        for group in item.groups if item is not None and kind == "state" else ():
            if ids[1] in group:
                for other in group:
                    if other != ids[1]:
                        self._possible.make(("state", ids[0], other), False)

    def _climb(self, ids: tuple[str, ...]) -> None:
        ladder = self._seed.ladders.get(ids[0])
        if ladder is None:
            return
        if len(ids) > 1:
            self._possible.tell(("stage", ladder.id), ids[1])
            return
        known = self._possible.values("stage", ladder.id)
        for low, high in itertools.pairwise(ladder.stages):
            if low in known:
                self._possible.tell(("stage", ladder.id), high)
                self._whole = False

    def _quality(self, effect: Effect, ids: tuple[str, ...], binding: Binding) -> None:
        quality = self._seed.qualities.get(effect.name)
        if quality is None or effect.value is None:
            return
        atom = ("q", effect.name, *ids)
        value = self._possible.range_of(effect.value, binding) or (quality.low, quality.high)
        if effect.operator == "=":
            self._possible.widen(atom, effect.name, *value)
            return
        low, high = value if effect.operator == "+=" else (-value[1], -value[0])
        # Once repeated often enough, a step reaches the end of the range.
        self._possible.widen(
            atom, effect.name, quality.low if low < 0 else quality.start, quality.high if high > 0 else quality.start
        )
