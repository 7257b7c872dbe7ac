"""The state of a scene between two beats, as a value, and how decisions enter it.

It does not know what the statements of a scene do; `perform` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from story_engine.altered import altered
from story_engine.causes import Cause, causes_of, joined, relied
from story_engine.errors import ExpressionError, ReplayError
from story_engine.expr import Call, Expr, Value, parse, walk
from story_engine.grammar import grown
from story_engine.heard import line_key
from story_engine.plan import Beat, Depicted, ShotHint, Spot, Why
from story_engine.rng import unit
from story_engine.seed.identity import place_among
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Block, Choosing, Template
from story_engine.world import Atom, World, WorldScope, compiled

Decision: TypeAlias = tuple[str, str, Any]
"""Kind, key and value of something that was decided: journaled, and obeyed when replayed."""
ARM = "arm"
"""The kind of decision that takes one way of a line group."""
Frame: TypeAlias = tuple[Block, int]
"""A block and the statement of it that comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry of the show's log: a kind and plain values."""

    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class SceneState:
    """What stays the same while a scene plays."""

    id: str
    number: int
    storylet: Storylet
    binding: Mapping[str, str]
    place: str
    required: tuple[str, ...]
    maybe: tuple[str, ...]
    hour: float
    why: tuple[Why, ...]
    causes: tuple[str, ...]
    """Earlier scenes that made possible what was played so far, oldest first."""
    seconds: float
    """Estimated length of the whole scene."""
    take: int = 0
    """From 2 on: it is told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChoice:
    """A choice that waits for its pick."""

    id: int
    statement: Choosing
    answers: tuple[int, ...]
    """Indices of the options whose conditions hold, in order."""
    texts: tuple[str, ...]
    shown: tuple[str, ...]
    """The texts in the seed's tongue."""
    likely: tuple[float, ...]
    default: int
    pictures: tuple[Depicted | None, ...] = ()
    """What the options show besides words."""
    spots: tuple[Spot, ...] = ()
    """The seed's small map, for a choice that is laid out as one."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Everything that changes while a scene plays."""

    world: World
    frames: tuple[Frame, ...]
    ledger: Mapping[str, int]
    """When each line group, word and once-block was last heard: a counter that only grows."""
    heard_count: int = 0
    """How often something was noted in the ledger."""
    recent: Mapping[str, float] = field(default_factory=dict)
    """The lines of the last hour by their words, with the seconds of the show at which they were said."""
    said: tuple[str, ...] = ()
    """The lines of this scene by their words."""
    queue: tuple[Beat, ...] = ()
    """Beats of the current statement that are still to come."""
    emotions: Mapping[str, str]
    offstage: frozenset[str] = frozenset()
    guests: frozenset[str] = frozenset()
    """Those who came in during the scene."""
    shot: ShotHint | None = None
    sound: str = ""
    choosing: Choosing | None = None
    ended: bool = False
    notes: tuple[str, ...] = ()
    causes: tuple[Cause, ...] = ()
    """What the scene has relied on so far."""
    refused: tuple[str, ...] = ()
    """Deeds of the scene that the world did not allow, with the reason."""
    made: tuple[Decision, ...] = ()
    script: tuple[Decision, ...] | None = None
    """Decisions of a journal that are obeyed in this step; None = decide anew."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What performing needs besides the moment."""

    seed: Seed
    rng_seed: int
    scene: SceneState
    traced: bool = True
    """Whether causal links are kept and ways are noted by what they are, as for a journal; single scenes go without."""
    chances: Mapping[str, bool] = field(default_factory=dict)
    """How chances fall that are not left to chance, by their key: for plans that try both ways."""

    def resolve(self, word: str) -> str:
        """A role's `$name` as the id it is bound to; ids stay."""
        return self.scene.binding.get(word[1:], word) if word.startswith("$") else word


def decide(moment: Moment, kind: str, key: str, compute: Callable[[], Any]) -> tuple[Moment, Any]:
    """A decision: taken from the journal when one is obeyed, else computed; noted either way."""
    if moment.script is None:
        value = compute()
        return altered(moment, made=(*moment.made, (kind, key, value))), value
    if not moment.script or moment.script[0][:2] != (kind, key):
        found = f"{moment.script[0][0]} {moment.script[0][1]}" if moment.script else "nothing"
        raise ReplayError(f"the journal has {found} where the seed asks for {kind} {key}")
    entry = moment.script[0]
    return altered(moment, script=moment.script[1:], made=(*moment.made, entry)), entry[2]


def decide_among(
    moment: Moment, kind: str, key: str, ids: Sequence[str], compute: Callable[[], int]
) -> tuple[Moment, int]:
    """A decision for one of several, which are known by `ids`: the journal names it by its id, wherever it stands.

    `key` begins with a node or is a name; what follows a colon tells where or which, and may have changed since.
    Older journals hold indices.
    """
    if moment.script is None:
        index = compute()
        return altered(moment, made=(*moment.made, (kind, key, ids[index]))), index
    entry = moment.script[0] if moment.script else ("nothing", "", "")
    asked = entry[0] == kind and (entry[1] == key or (kind == ARM and _node(entry[1]) == _node(key)))
    told = place_among(entry[2], ids) if asked else None
    if told is None:
        raise ReplayError(f"the journal has {entry[0]} {entry[1]} where the seed asks for {kind} {key}")
    return altered(moment, script=moment.script[1:], made=(*moment.made, entry)), told


def _node(key: str) -> str:
    return key.partition(":")[0]


def comes_next(moment: Moment, kind: str, key: str) -> bool:
    """Whether the journal that is obeyed has this decision next."""
    return bool(moment.script) and moment.script is not None and moment.script[0][:2] == (kind, key)


def older_key(moment: Moment, kind: str, key: str) -> str:
    """The key of the decision that comes next where it is one of this node and tells its line, as in older journals."""
    entry = moment.script[0] if moment.script else ("", "", "")
    is_older = entry[0] == kind and entry[1].count(":") == 2 and _node(entry[1]) == _node(key)
    return entry[1] if is_older else key


def evaluate(setting: Setting, moment: Moment, tree: Expr) -> tuple[Moment, Value]:
    """The value of an expression; chances and words in it are decisions."""
    current = moment

    def chance(key: str, probability: float) -> bool:
        nonlocal current
        if key in setting.chances:
            return setting.chances[key]
        roll = unit(setting.rng_seed, "chance", setting.scene.number, setting.scene.storylet.id, key)
        current, value = decide(current, "chance", key, lambda: roll < probability)
        return bool(value)

    def words(name: str) -> str:
        nonlocal current
        current, said = pick_word(setting, current, name)
        return said

    scope = WorldScope(setting.seed, moment.world, setting.scene.binding, chance=chance, words=words)
    value = compiled(tree)(scope)
    return current, value


def holds(setting: Setting, moment: Moment, condition: Expr | None) -> tuple[Moment, bool]:
    """Whether a condition is true now; none is."""
    if condition is None:
        return moment, True
    moment, value = evaluate(setting, moment, condition)
    return moment, bool(value)


def relying(setting: Setting, moment: Moment, atoms: Iterable[Atom], by: str) -> Moment:
    """The moment after the scene relied on `atoms`."""
    if not setting.traced:
        return moment
    causes = joined(moment.causes, causes_of(moment.world, atoms, by, setting.scene.id))
    return moment if causes is moment.causes else altered(moment, causes=causes)


def relying_on(setting: Setting, moment: Moment, tree: Expr | None, by: str) -> Moment:
    """The moment after a condition was found true and acted upon, or an expression was shown."""
    if tree is None or not setting.traced:
        return moment
    scope = WorldScope(setting.seed, moment.world, setting.scene.binding)
    return relying(setting, moment, relied(scope, tree)[1], by)


def pick_word(setting: Setting, moment: Moment, name: str) -> tuple[Moment, str]:
    """One entry of a word list with the lists inside it grown, each by weight among the half heard longest ago."""
    current = moment

    def pick(inner: str) -> str:
        nonlocal current
        current, said = _picked(setting, current, inner)
        return said

    said = grown(pick(name), pick)
    return current, said


def _picked(setting: Setting, moment: Moment, name: str) -> tuple[Moment, str]:
    entries = setting.seed.words.get(name, ())
    if not entries:
        return moment, name
    ids = [entry.id for entry in entries]

    def choose() -> int:
        order = sorted(range(len(entries)), key=lambda i: moment.ledger.get(f"{name}#{ids[i]}", -1))
        fresh = order[: max(1, (len(order) + 1) // 2)]
        # What was never said goes before all else; then what is no line of the last hour, as long as there is any.
        new = [i for i in fresh if f"{name}#{ids[i]}" not in moment.ledger]
        fresh = new or [i for i in order if not said_lately(moment, line_key(entries[i].say))][: len(fresh)] or fresh
        total = sum(entries[i].weight for i in fresh) or 1.0
        mark = unit(setting.rng_seed, "words", name, len(moment.ledger), moment.heard_count) * total
        for index in fresh:
            mark -= entries[index].weight
            if mark < 0:
                return index
        return fresh[-1]

    moment, index = decide_among(moment, "words", name, ids, choose)
    scene = setting.scene
    said = entries[index].say
    people = [setting.seed.name_of(person) for person in scene.required] or ["somebody"]
    for hole, filled in (
        ("{who}", people[0]),
        ("{other}", people[-1]),
        ("{place}", setting.seed.name_of(scene.place)),
    ):
        said = said.replace(hole, filled)
    return heard(moment, f"{name}#{ids[index]}"), said


def said_lately(moment: Moment, key: str) -> bool:
    """Whether a line, by its words as `line_key` compares them, was said within the hour or in this scene."""
    return key in moment.recent or key in moment.said


def heard(moment: Moment, key: str) -> Moment:
    """The moment after `key` was heard."""
    latest = moment.heard_count + 1
    return altered(moment, ledger={**moment.ledger, key: latest}, heard_count=latest)


def foretold(setting: Setting, moment: Moment, template: Template) -> str:
    """The words of a template that takes no decision, as `line_key` compares them; "" when words or chances decide."""
    if len(template) == 1 and isinstance(template[0], str):
        return line_key(template[0])
    for part in template:
        if not isinstance(part, str) and any(isinstance(n, Call) and n.name in ("words", "chance") for n in walk(part)):
            return ""
    return line_key(render_text(altered(setting, traced=False), moment, template)[1])


_HOLE = re.compile(r"\{([^{}]*)\}")


def filled(setting: Setting, moment: Moment, text: str, words: Mapping[str, str]) -> tuple[Moment, str]:
    """A plain text with its `{holes}` filled: from `words` (never read as expressions), else as in a scene."""
    said: list[str] = []
    at = 0
    for hole in _HOLE.finditer(text):
        said.append(text[at : hole.start()])
        at = hole.end()
        if hole[1] in words:
            said.append(words[hole[1]])
            continue
        try:
            tree = parse(hole[1])
        except ExpressionError:
            said.append(hole[0])
            continue
        moment, told = render_text(setting, moment, ("", tree))
        said.append(told)
    return moment, "".join([*said, text[at:]])


def render_text(setting: Setting, moment: Moment, template: Template) -> tuple[Moment, str]:
    """The words of a template: ids become names, numbers lose their empty fraction."""
    said: list[str] = []
    for part in template:
        if isinstance(part, str):
            said.append(part)
            continue
        moment = relying_on(setting, moment, part, "text")
        moment, value = evaluate(setting, moment, part)
        if isinstance(value, bool):
            said.append("yes" if value else "no")
        elif isinstance(value, float | int):
            said.append(f"{value:g}")
        else:
            said.append(setting.seed.name_of(value))
    text = "".join(said).strip()
    return moment, text[:1].upper() + text[1:] if template and not isinstance(template[0], str) else text
