"""Which scene lets which happen, or prevents it: what each may write, put to the conditions of every other.

It does not play anything and does not know how the graph is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from story_engine.expr import Value
from story_engine.playtest.content import option_text
from story_engine.playtest.play import Playground
from story_engine.playtest.report import readable
from story_engine.seed.model import Storylet
from story_engine.seed.script import Block, Change, Choosing, Cue, Effect
from story_engine.seed.steps import every_statement
from story_engine.world import KEEP, Atom, World, WorldScope, compiled, effect_updates

MOST_BINDINGS = 6
"""Bindings of a storylet that are looked at, because they write alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A scene of the graph."""

    id: str
    title: str
    thread: str
    thread_step: str
    tension: float
    depth: int
    """Scenes that must come before it, at least."""
    options: tuple[str, ...]
    place: str
    once: bool
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What the first scene does to the second: enables or prevents, and by what."""

    first: str
    second: str
    enables: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Scenes, links and threads."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    threads: tuple[tuple[str, str], ...]
    """Id and question of each."""


def graph_of(ground: Playground) -> Graph:
    """The graph of a seed's own scenes; automatic ones are left out."""
    repertoire = ground.repertoire
    writes = _all_writes(ground)
    watches_of: dict[str, set[int]] = {}
    for one in repertoire.grounds:
        if not one.storylet.automatic:
            watches_of.setdefault(one.storylet.id, set()).update(one.watches)
    users: dict[int, list[str]] = {}
    for storylet, watches in watches_of.items():
        for watch in watches:
            users.setdefault(watch, []).append(storylet)
    found: dict[tuple[str, str, bool], str] = {}
    start = dict(ground.start)
    for storylet, updates in writes.items():
        for atom, values in updates.items():
            for watch in repertoire.by_atom.get(atom, ()):
                verdict = _verdict(ground, watch, atom, values, start)
                if verdict is None:
                    continue
                for user in users.get(watch, ()):
                    if user != storylet:
                        found.setdefault((storylet, user, verdict), shown_atom(atom))
    links = tuple(Link(first=a, second=b, enables=e, by=by) for (a, b, e), by in sorted(found.items()))
    seed = ground.seed
    depth = _depths(list(watches_of), links, ground, watches_of)
    nodes = tuple(_node(seed.storylets[name], depth.get(name, 0)) for name in watches_of)
    return Graph(nodes=nodes, links=links, threads=tuple((t.id, t.question) for t in seed.threads.values()))


def _verdict(ground: Playground, watch: int, atom: Atom, values: set[Value], start: dict[Atom, Value]) -> bool | None:
    """True when a write makes a condition true that was not, False when it only ever ends one, None otherwise."""
    closure = ground.board.closures[watch]
    before = bool(closure(start))
    enables = prevents = False
    for value in values:
        after = bool(closure({**start, atom: value}))
        enables |= after and not before
        prevents |= before and not after
    return True if enables else False if prevents else None


def _all_writes(ground: Playground) -> dict[str, dict[Atom, set[Value]]]:
    """For each storylet every atom that it may write, with the values; places of people are left out."""
    found: dict[str, dict[Atom, set[Value]]] = {}
    seen: dict[str, int] = {}
    for one in ground.repertoire.grounds:
        storylet = one.storylet
        seen[storylet.id] = seen.get(storylet.id, 0) + 1
        if storylet.automatic or seen[storylet.id] > MOST_BINDINGS:
            continue
        writes = found.setdefault(storylet.id, {})
        writes.setdefault(("visits", storylet.id), set()).add(1.0)
        if storylet.thread and storylet.thread_step in ("opens", "closes"):
            state = "open" if storylet.thread_step == "opens" else "closed"
            writes.setdefault(("thread", storylet.thread), set()).add(state)
        _body_writes(ground, storylet.body, dict(one.binding), one.cast, one.place, writes)
    return found


def _body_writes(
    ground: Playground, block: Block, binding: dict[str, str], cast: tuple[str, ...], place: str,
    writes: dict[Atom, set[Value]],
) -> None:  # fmt: skip
    world = World(dict(ground.start), {}).write({("at", person): place for person in cast}, KEEP)
    for statement in every_statement(block):
        if isinstance(statement, Cue) and statement.kind in ("open", "close"):
            writes.setdefault(("thread", statement.text), set()).add("open" if statement.kind == "open" else "closed")
        elif isinstance(statement, Choosing):
            for answer in statement.answers:
                writes.setdefault(("chose", answer.id), set()).add(True)
        elif isinstance(statement, Change):
            for effect in statement.effects:
                for atom, value in _effect_writes(ground, effect, binding, world).items():
                    if atom[0] != "at":
                        writes.setdefault(atom, set()).update(value)


def _effect_writes(ground: Playground, effect: Effect, binding: dict[str, str], world: World) -> dict[Atom, set[Value]]:
    """What an effect writes where the world allows it: here it is made to."""
    seed = ground.seed
    scope = WorldScope(seed, world, binding)
    words = tuple(str(a) for a in _words(scope, effect))
    if effect.kind == "give" and len(words) == 3:
        return {("holder", words[2]): {words[1]}, ("lies", words[2]): {""}}
    if effect.kind in ("drop", "put", "take"):
        thing = next((word for word in words if word in seed.things), "")
        who = words[0] if effect.kind == "take" else ""
        return {("holder", thing): {who}, ("lies", thing): set(seed.places) if not who else {""}} if thing else {}
    if effect.kind == "climb" and words and words[0] in seed.ladders:
        return {("stage", words[0]): set(seed.ladders[words[0]].stages[1:])}
    if effect.kind == "tell" and len(words) == 3:
        return {("fact", "knows", words[1], words[2]): {True}}
    if effect.kind == "quality" and effect.name in seed.qualities:
        quality = seed.qualities[effect.name]
        up = {"+=": {quality.high}, "-=": {quality.low}}.get(effect.operator, {quality.low, quality.high})
        return {("q", effect.name, *words): set(up)}
    updates = effect_updates(scope, effect)
    return {atom: {value} for atom, value in (updates or {}).items()}


def _words(scope: WorldScope, effect: Effect) -> tuple[Value, ...]:
    return tuple(compiled(argument)(scope) for argument in effect.arguments)


def _depths(
    names: list[str], links: tuple[Link, ...], ground: Playground, watches_of: dict[str, set[int]]
) -> dict[str, int]:
    """The least number of scenes before each: those that may begin at once have none."""
    repertoire, truth = ground.repertoire, ground.board.start_truth
    free = {
        one.storylet.id
        for one in repertoire.grounds
        if one.storylet.id in watches_of and all(truth[watch] or _is_timely(ground, watch) for watch in one.watches)
    }
    depth = {name: 0 for name in names if name in free}
    following: dict[str, list[str]] = {}
    for link in links:
        if link.enables:
            following.setdefault(link.first, []).append(link.second)
    edge = list(depth)
    while edge:
        later: list[str] = []
        for name in edge:
            for second in following.get(name, ()):
                if second not in depth:
                    depth[second] = depth[name] + 1
                    later.append(second)
        edge = later
    return depth


def _is_timely(ground: Playground, watch: int) -> bool:
    """Whether only time, weather or where people are makes a condition true."""
    reads = ground.repertoire.reads[watch] or frozenset()
    return all(atom[0] in ("hour", "weather", "scene", "clock", "at", "last") for atom in reads)


def _node(storylet: Storylet, depth: int) -> Node:
    options = [
        option_text(answer)
        for statement in every_statement(storylet.body)
        if isinstance(statement, Choosing)
        for answer in statement.answers
    ]
    return Node(
        id=storylet.id,
        title=storylet.title,
        thread=storylet.thread,
        thread_step=storylet.thread_step,
        tension=(storylet.tension[0] + storylet.tension[1]) / 2,
        depth=depth,
        options=tuple(options),
        place=storylet.place,
        once=storylet.once,
        when=readable(storylet.when) if storylet.when is not None else "",
    )


def shown_atom(atom: Atom) -> str:
    """An atom for people."""
    kind, *words = atom
    if kind in ("fact", "q"):
        return f"{words[0]}({', '.join(words[1:])})" if len(words) > 1 else words[0]
    return f"{kind}({', '.join(words)})"
