"""The checker's own world: what is true in a retold story, changed only by what the seed declares.

It does not know scenes, plans or what was shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from story_engine.expr import Expr, Value
from story_engine.seed.model import BUILT_IN_FACTS, Seed
from story_engine.seed.script import Effect

NEVER_AGO = 9999.0
"""Scenes since something that never happened."""


@dataclass(slots=True, kw_only=True)
class Facts:
    """Everything that is true now; mutable, because a million scenes are retold in one go."""

    seed: Seed
    where: dict[str, str] = field(default_factory=dict)
    """Place of each person."""
    holder: dict[str, str] = field(default_factory=dict)
    """Who holds each thing; "" = nobody."""
    lies: dict[str, str] = field(default_factory=dict)
    """Where each thing lies; "" = nowhere."""
    states: set[tuple[str, str]] = field(default_factory=set)
    truths: set[tuple[str, ...]] = field(default_factory=set)
    """Declared facts that are true, as (name, *arguments)."""
    numbers: dict[tuple[str, ...], float] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    threads: dict[str, str] = field(default_factory=dict)
    visits: dict[str, float] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)
    wished: set[str] = field(default_factory=set)
    any_wish: bool = False
    variables: dict[str, Value] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    """Keys of the once-blocks that have been played."""
    lost: set[str] = field(default_factory=set)
    weather: str = "clear"
    hour: float = 0.0
    scene: float = 0.0
    seconds: float = 0.0

    def alive(self, person: str) -> bool:
        """Whether a person lives."""
        return ("alive", person) in self.truths

    def place_of(self, entity: str) -> str:
        """Where a person or thing is; a held thing is where its holder is."""
        if entity in self.where:
            return self.where[entity]
        holder = self.holder.get(entity, "")
        return self.where.get(holder, "") if holder else self.lies.get(entity, "")

    def states_of(self, entity: str) -> tuple[str, ...]:
        """The states of an entity, sorted."""
        return tuple(sorted(state for who, state in self.states if who == entity))

    def held_by(self, person: str) -> tuple[str, ...]:
        """What a person holds, sorted."""
        return tuple(sorted(thing for thing, holder in self.holder.items() if holder == person))


@dataclass(frozen=True, slots=True)
class Happened:
    """A change that took place: its kind, who did it, and the thing it was done with (all "" where nobody is)."""

    kind: str
    actor: str = ""
    thing: str = ""
    trouble: str = ""
    """What is untrue about the change itself; "" = nothing."""


Asked = Callable[[Expr], Value]
"""Evaluates an argument in the facts and binding of the moment."""


def first_facts(seed: Seed, evaluate: Callable[[Facts, Expr], Value]) -> Facts:
    """The world as the seed starts it."""
    facts = Facts(seed=seed, weather=seed.start_weather, hour=seed.start_hour, variables=dict(seed.initial))
    for person in seed.cast.values():
        facts.where[person.id] = person.at
        facts.truths.add(("alive", person.id))
        facts.truths.update(("want", person.id, want) for want in person.wants)
        facts.states.update((person.id, state) for state in person.states)
    for item in seed.things.values():
        facts.holder[item.id] = item.holder
        facts.lies[item.id] = item.at
        facts.states.update((item.id, state) for state in item.states)
    facts.stages.update({ladder.id: ladder.start for ladder in seed.ladders.values()})
    for change in seed.start:
        for effect in change.effects:
            change_facts(facts, effect, lambda tree: evaluate(facts, tree))
    return facts


def change_facts(facts: Facts, effect: Effect, ask: Asked) -> Happened | None:
    """Make one declared effect true; None when the world does not allow it."""
    words = tuple(str(ask(argument)) for argument in effect.arguments)
    match effect.kind:
        case "give" | "take" | "drop" | "put" | "lose":
            return _moved_thing(facts, effect.kind, words)
        case "move":
            return _moved(facts, words)
        case "state" | "unstate":
            _set_state(facts, words[0], words[1], effect.kind == "state")
            return Happened(effect.kind)
        case "climb" | "stage":
            return _climbed(facts, words)
        case "learn" if not facts.alive(words[0]):
            return None
        case "learn":
            facts.truths.add(("knows", words[0], words[1]))
            return Happened("learn", words[0])
        case "tell":
            return _told(facts, words)
        case "fact":
            return _set_fact(facts, (effect.name, *words), effect.positive)
        case "quality":
            return _set_quality(facts, effect, words, ask)
    return None


def _moved_thing(facts: Facts, kind: str, words: tuple[str, ...]) -> Happened | None:
    seed = facts.seed
    thing = next((word for word in words if word in seed.things), "")
    person = next((word for word in words if word in seed.cast), "")
    trouble = f"{thing} was lost and comes back" if thing in facts.lost and kind != "lose" else ""
    if kind == "lose":
        facts.holder[thing], facts.lies[thing] = "", ""
        facts.lost.add(thing)
        return Happened("lose", thing=thing)
    if kind == "give":
        giver, taker = words[0], words[1]
        together = facts.where.get(giver, "") == facts.where.get(taker, "-") != ""
        if facts.holder.get(thing) != giver or not together:
            return None
        facts.holder[thing], facts.lies[thing] = taker, ""
        return Happened("give", giver, thing, trouble)
    if kind == "take":
        if not facts.place_of(thing) or facts.place_of(thing) != facts.where.get(words[0], ""):
            return None
        facts.holder[thing], facts.lies[thing] = words[0], ""
        return Happened("take", words[0], thing, trouble)
    holder = facts.holder.get(thing, "")
    place = next((word for word in words if word in seed.places), "") or facts.place_of(person or thing)
    if not place or (person and holder != person):
        return None
    facts.holder[thing], facts.lies[thing] = "", place
    return Happened(kind, holder, thing, trouble)


def _moved(facts: Facts, words: tuple[str, ...]) -> Happened | None:
    who, place = words[0], words[1]
    if who in facts.seed.things:
        # A declared way back ("the boat came home") is no untruth; a lost thing that turns up without one is.
        facts.lost.discard(who)
        facts.holder[who], facts.lies[who] = "", place
        return Happened("move", thing=who)
    if not facts.alive(who):
        return None
    facts.where[who] = place
    return Happened("move", who)


def _set_state(facts: Facts, entity: str, state: str, positive: bool) -> None:
    """Set or take a state; those of the same group go."""
    if not positive:
        facts.states.discard((entity, state))
        return
    seed = facts.seed
    holder = seed.things.get(entity) or seed.cast.get(entity)
    for group in holder.groups if holder is not None else ():
        if state in group:
            facts.states.difference_update((entity, other) for other in group)
    facts.states.add((entity, state))


def _climbed(facts: Facts, words: tuple[str, ...]) -> Happened | None:
    ladder = facts.seed.ladders[words[0]]
    now = ladder.stages.index(facts.stages[ladder.id])
    wanted = ladder.stages.index(words[1]) if len(words) > 1 else now + 1
    if not 0 <= wanted < len(ladder.stages):
        return None
    facts.stages[ladder.id] = ladder.stages[wanted]
    return Happened("climb")


def _told(facts: Facts, words: tuple[str, ...]) -> Happened | None:
    teller, hearer, secret = words
    together = facts.where.get(teller, "") == facts.where.get(hearer, "-") != ""
    if ("knows", teller, secret) not in facts.truths or not (together and facts.alive(teller) and facts.alive(hearer)):
        return None
    facts.truths.add(("knows", hearer, secret))
    return Happened("tell", teller)


def _set_fact(facts: Facts, fact: tuple[str, ...], positive: bool) -> Happened | None:
    if fact[0] in facts.seed.derived:
        return None
    if positive:
        facts.truths.add(fact)
        return Happened("fact")
    facts.truths.discard(fact)
    if fact[0] == "alive":
        _died(facts, fact[1])
    return Happened("fact")


def _died(facts: Facts, person: str) -> None:
    """The dead are nowhere, and what they held lies where they were."""
    for thing in facts.held_by(person):
        facts.holder[thing], facts.lies[thing] = "", facts.where[person]
    facts.where[person] = ""


def _set_quality(facts: Facts, effect: Effect, words: tuple[str, ...], ask: Asked) -> Happened | None:
    quality = facts.seed.qualities.get(effect.name)
    if quality is None or effect.value is None:
        return None
    amount = ask(effect.value)
    amount = 0.0 if isinstance(amount, str) else float(amount)
    before = facts.numbers.get((effect.name, *words), quality.start)
    after = {"=": amount, "+=": before + amount, "-=": before - amount}[effect.operator]
    facts.numbers[(effect.name, *words)] = min(quality.high, max(quality.low, after))
    return Happened("quality")


def drift(facts: Facts) -> None:
    """Let every drifting quality go one scene's way towards its start."""
    for key, value in facts.numbers.items():
        quality = facts.seed.qualities[key[0]]
        if quality.drift and value != quality.start:
            step = min(quality.drift, abs(value - quality.start))
            facts.numbers[key] = value - step if value > quality.start else value + step


def is_fact(seed: Seed, name: str) -> bool:
    """Whether a name is a fact that is set by effects."""
    return name in seed.facts or name in BUILT_IN_FACTS
