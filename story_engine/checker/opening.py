"""Whether a scene may begin: its conditions, roles, cast, ways, rests, rating and hour.

It does not know what the scene then says or does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from story_engine.checker.facts import Facts
from story_engine.checker.truth import Asking, Truth
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Deed, Say
from story_engine.seed.steps import every_statement

HOUR_TOLERANCE = 0.02
"""Hours by which a scene's hour may be off its due one, because the journal rounds it."""

Note = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A scene as it was decided."""

    number: int
    storylet: Storylet
    binding: Mapping[str, str]
    place: str
    hour: float
    weather: str
    hour_wished: bool = False

    def bound(self, word: str) -> str:
        """The id that a word of the header means."""
        return self.binding.get(word[1:], word) if word.startswith("$") else word

    def cast(self) -> tuple[str, ...]:
        """Who must be there: the header's cast, and roles who speak or act."""
        storylet = self.storylet
        roles = [f"${role.name}" for role in storylet.roles if role.type == "person"]
        if not roles:  # as most scenes; then nobody needs to look through the whole text
            return tuple(dict.fromkeys(self.bound(word) for word in storylet.cast))
        doing = {
            statement.speaker if isinstance(statement, Say) else statement.actor
            for statement in every_statement(storylet.body)
            if isinstance(statement, Say | Deed)
        }
        acting = [role for role in roles if role in doing and role not in storylet.maybe]
        return tuple(dict.fromkeys(self.bound(word) for word in (*storylet.cast, *acting)))


def check_opening(facts: Facts, truth: Truth, opening: Opening, rating: int, note: Note) -> None:
    """Note everything because of which the scene should not have begun; the facts take its hour and number."""
    storylet, seed = opening.storylet, facts.seed
    if opening.number != int(facts.scene) + 1:
        note("order", f"scene {opening.number} follows scene {int(facts.scene)}")
    if storylet.sub:
        note("binding", "a sub-node cannot be a scene of its own")
    _check_hour(facts, opening, note)
    facts.weather, facts.hour, facts.scene = opening.weather, opening.hour, float(opening.number)
    _check_binding(seed, opening, note)
    if storylet.when is not None and not truth.ask(storylet.when, Asking(facts, opening.binding)):
        note("condition", "its condition (when) does not hold")
    _check_cast(facts, opening, note)
    if storylet.weather and facts.weather != storylet.weather:
        note("condition", f"it needs the weather {storylet.weather}, it is {facts.weather}")
    _check_thread(facts, storylet, note)
    _check_rests(facts, storylet, note)
    if storylet.rating > rating:
        note("rating", f"it is rated {storylet.rating}, the viewer's ceiling is {rating}")
    for word in storylet.needs:
        thing = opening.bound(word)
        holder = facts.holder.get(thing, "")
        if holder not in opening.cast() if holder else facts.lies.get(thing, "") != opening.place:
            note("condition", f"it needs {thing}, which is not there")


def _check_hour(facts: Facts, opening: Opening, note: Note) -> None:
    step = facts.seed.minutes_per_scene / 60.0 if facts.scene else 0.0
    due = (facts.hour + step) % 24.0
    off = min(abs(opening.hour - due), 24.0 - abs(opening.hour - due))
    if not 0.0 <= opening.hour < 24.0:
        note("clock", f"the hour {opening.hour:g} is none")
    elif off > HOUR_TOLERANCE and not opening.hour_wished:
        note("clock", f"it is {opening.hour:.2f} h where {due:.2f} h was due")


def _check_binding(seed: Seed, opening: Opening, note: Note) -> None:
    storylet = opening.storylet
    used: set[tuple[str, str]] = set()
    for role in storylet.roles:
        who = opening.binding.get(role.name, "")
        if who not in seed.ids_of(role.type):
            note("binding", f"${role.name} is {who!r}, which is no {role.type}")
        elif (role.type, who) in used:
            note("binding", f"{who} has two roles")
        elif role.type == "person" and who in storylet.cast:
            note("binding", f"{who} has a role and is in the cast")
        used.add((role.type, who))
    wanted = opening.bound(storylet.place)
    if opening.place not in seed.places or wanted not in ("any", opening.place):
        note("binding", f"it is played at {opening.place!r}, it belongs to {wanted}")


def _check_cast(facts: Facts, opening: Opening, note: Note) -> None:
    cast = opening.cast()
    for person in cast:
        if not facts.alive(person):
            note("cast", f"{person} is dead")
            continue
        here = facts.where.get(person, "")
        if here == opening.place:
            continue
        if ("stuck", person) in facts.truths:
            note("travel", f"{person} is stuck at {here}")
        elif not connected(facts.seed, here, opening.place):
            note("travel", f"no way leads from {here} to {opening.place} for {person}")
    if opening.storylet.place == "any" and cast and facts.where.get(cast[0], "") != opening.place:
        note("cast", f"a scene of any place begins where its first person is, {cast[0]} is elsewhere")


def connected(seed: Seed, start: str, goal: str) -> bool:
    """Whether links lead from one place to another, in either direction."""
    seen, edge = {start}, [start]
    while edge:
        at = edge.pop()
        if at == goal:
            return True
        near = set(seed.places[at].links) if at in seed.places else set()
        near |= {place for place, site in seed.places.items() if at in site.links}
        edge += near - seen
        seen |= near
    return False


def _check_thread(facts: Facts, storylet: Storylet, note: Note) -> None:
    if not storylet.thread:
        return
    now = facts.threads.get(storylet.thread, "unopened")
    if storylet.thread_step == "closes" and now != "open":
        note("condition", f"it closes the thread {storylet.thread}, which is {now}")
    elif storylet.thread_step == "opens" and now == "open":
        note("condition", f"it opens the thread {storylet.thread}, which is open")
    elif storylet.thread_step == "advances" and now == "closed":
        note("condition", f"it advances the thread {storylet.thread}, which is closed")


def _check_rests(facts: Facts, storylet: Storylet, note: Note) -> None:
    if storylet.once and facts.visits.get(storylet.id, 0.0) > 0:
        note("once", "it happens once in a show and has been played")
    ago = facts.scene - facts.last[storylet.id] if storylet.id in facts.last else None
    if ago is not None and ago <= storylet.cooldown and not storylet.automatic:
        note("cooldown", f"it was played {ago:g} scenes ago and rests for {storylet.cooldown}")
