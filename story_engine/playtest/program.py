"""Scenes compiled to small functions over a stage: what is only said costs nothing, what changes is done.

It does not know which scene is played when. Its oracle is `perform`, by way of the independent checker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from story_engine.expr import Call, Expr, Literal, Name, Value, Variable, number, substitute, walk
from story_engine.playtest.content import Content
from story_engine.playtest.effects import compile_effect
from story_engine.playtest.stage import Stage
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import (
    Alternatives,
    Arm,
    Assign,
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
from story_engine.watch import watch_closure
from story_engine.world import WorldScope, compiled

Operation: TypeAlias = Callable[[Stage], bool]
"""Does one thing on the stage; True = the scene is over."""
Condition: TypeAlias = Callable[[Stage], Value]

MOST_OPERATIONS = 2000
"""Blocks of one scene before it ends, because jumps may run in a circle."""
_SWAPS = ("take", "pick_up", "put_down", "drop", "show", "read", "open")
_MOVING = ("take", "pick_up", "drop", "put_down", "throw", "give")


class Compiler:
    """Compiles the scenes of one seed, each with its roles bound, when they are first played."""

    def __init__(self, seed: Seed, content: Content, *, shown: bool = False) -> None:
        self.seed = seed
        self.content = content
        self.shown = shown
        """Whether every beat is told to a witness."""
        self._blocks: dict[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]], Operation] = {}
        self._late: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[str, ...]] = {}

    def scene(self, storylet: Storylet, binding: Mapping[str, str], cast: tuple[str, ...]) -> Operation:
        """The whole scene as one operation."""
        key = (storylet.id, tuple(binding.items()), cast)
        known = self._blocks.get(key)
        if known is None:
            known = _Scene(self, storylet, binding, cast).body()
            self._blocks[key] = known
        return known

    def late(self, storylet: Storylet, binding: Mapping[str, str]) -> tuple[str, ...]:
        """Those whose first deed or word in a scene is to come in: they are not in the picture before."""
        key = (storylet.id, tuple(binding.items()))
        if key not in self._late:
            first: dict[str, bool] = {}
            for statement in every_statement(storylet.body):
                if isinstance(statement, Deed | Say):
                    word = statement.actor if isinstance(statement, Deed) else statement.speaker
                    person = binding.get(word[1:], word) if word.startswith("$") else word
                    first.setdefault(person, isinstance(statement, Deed) and statement.verb == "enter")
            self._late[key] = tuple(person for person, enters in first.items() if enters and person)
        return self._late[key]


class _Scene:
    def __init__(
        self, compiler: Compiler, storylet: Storylet, binding: Mapping[str, str], cast: tuple[str, ...]
    ) -> None:
        self.compiler = compiler
        self.seed = compiler.seed
        self.content = compiler.content
        self.storylet = storylet
        self.binding = dict(binding)
        self.staying = frozenset(cast) - _movers(self.seed, storylet, self.binding, set())
        self.staged = compiler.shown or _is_staged(storylet, self.binding, cast)
        self._nodes: dict[str, Operation] = {}

    def body(self) -> Operation:
        return self.node(self.storylet)

    def node(self, storylet: Storylet) -> Operation:
        """A node's body; nodes that jump in a circle find themselves here."""
        if storylet.id not in self._nodes:
            box: list[Operation] = []
            self._nodes[storylet.id] = lambda stage: box[0](stage)
            box.append(self.block(storylet.body, self.content.of(storylet)))
        return self._nodes[storylet.id]

    def block(self, block: Block, spot: int) -> Operation:
        """A block as one operation that counts itself."""
        operations = tuple(op for statement in block if (op := self.operation(statement)) is not None)

        def run(stage: Stage) -> bool:
            stage.hits[spot] += 1
            stage.operations += 1
            if stage.operations > MOST_OPERATIONS:
                return True
            return any(operation(stage) for operation in operations)

        def count(stage: Stage) -> bool:
            stage.hits[spot] += 1
            return False

        return run if operations else count

    def operation(self, statement: Statement) -> Operation | None:
        match statement:
            case Say():
                return self._say(statement)
            case Deed():
                return self._deed(statement)
            case Change():
                return self._change(statement)
            case Cue():
                return self._cue(statement)
            case Assign():
                return self._assign(statement)
            case Branching():
                return self._branching(statement)
            case OnceOnly():
                return self._once(statement)
            case Alternatives():
                return self._alternatives(statement)
            case Choosing():
                return self._choosing(statement)
            case _:
                return None

    def resolve(self, word: str) -> str:
        return self.binding.get(word[1:], word) if word.startswith("$") else word

    def condition(self, tree: Expr | None) -> Condition | None:
        """A condition over the stage; None = always."""
        if tree is None:
            return None
        if any(isinstance(node, Call) and node.name in ("chance", "words") for node in walk(tree)):
            closure, binding, seed = compiled(tree), self.binding, self.seed
            return lambda stage: closure(WorldScope(seed, stage.world, binding, chance=_chance_of(stage)))
        watch = watch_closure(self.seed, substitute(tree, self.binding))
        return lambda stage: watch(stage.world)

    # --- what is said and done -----------------------------------------------------------------------

    def _say(self, say: Say) -> Operation | None:
        speaker, spot = self.resolve(say.speaker), self.content.of(say)
        condition, shown, staged = self.condition(say.condition), self.compiler.shown, self.staged
        if condition is None and not shown and not staged and (not speaker or speaker in self.staying):
            return None  # heard whenever its block is played: counted there

        def run(stage: Stage) -> bool:
            if (condition is None or condition(stage)) and (not speaker or stage.is_here(speaker)):
                stage.hits[spot] += 1
                if speaker:
                    stage.come(speaker)
                if stage.witness is not None:
                    stage.witness.line(speaker)
            return False

        return run

    def _deed(self, deed: Deed) -> Operation | None:
        actor, target, thing = (self.resolve(word) for word in (deed.actor, deed.target, deed.thing))
        things = tuple(word for word in (target, thing) if word in self.seed.things)
        verb, ok, cast = deed.verb, deed.ok, self.seed.cast
        if not self.compiler.shown and not self.staged and not (things and ok and verb in _MOVING):
            return None
        if target in self.seed.things and not thing and verb in _SWAPS:
            handled, aim = target, target if verb not in ("put_down", "drop") else ""
        else:
            handled, aim = thing, target

        def run(stage: Stage) -> bool:
            if not stage.is_here(actor) or not all(stage.in_reach(word) for word in things):
                return False
            goal = "" if aim in cast and not stage.is_here(aim) else aim
            if stage.witness is not None:
                stage.witness.deed(actor, verb, goal, handled, ok)
            stage.come(actor)
            if not ok:
                return False
            if verb == "leave":
                stage.away.add(actor)
            holder = stage.values.get(("holder", handled)) if handled else ""
            if handled and verb in ("take", "pick_up") and holder != actor:
                stage.write(("holder", handled), actor)
                stage.write(("lies", handled), "")
            elif handled and holder == actor and verb in ("drop", "put_down", "throw"):
                stage.write(("holder", handled), "")
                stage.write(("lies", handled), stage.place)
            elif handled and holder == actor and verb == "give" and goal in cast:
                stage.write(("holder", handled), goal)
            return False

        return run

    def _change(self, change: Change) -> Operation:
        parts = tuple(compile_effect(self.seed, effect, self.binding) for effect in change.effects)
        movers = tuple(_moved(effect, self.binding) if effect.kind == "move" else "" for effect in change.effects)

        def run(stage: Stage) -> bool:
            for part, mover in zip(parts, movers, strict=True):
                if part(stage) and mover and stage.is_here(mover):
                    stage.come(mover)
            return False

        return run

    def _cue(self, cue: Cue) -> Operation | None:
        text = self.resolve(cue.text)
        seed = self.seed
        match cue.kind:
            case "weather":
                return lambda stage: _weather(stage, text)
            case "open" | "close":
                state = "open" if cue.kind == "open" else "closed"
                return lambda stage: _written(stage, ("thread", text), state)
            case "failed":
                return _failed
            case "stop":
                return lambda stage: True
            case "jump" | "detour":
                inner, ends, visits = self.node(seed.storylets[text]), cue.kind == "jump", ("visits", text)

                def go(stage: Stage) -> bool:
                    stage.write(visits, number(stage.values.get(visits, 0.0)) + 1.0)
                    return inner(stage) or ends

                return go
            case "letter":
                spot = self.content.of(cue)
                return (lambda stage: _letter(stage, spot)) if self.compiler.shown else None
            case "reveal" if self.compiler.shown:
                return lambda stage: _reveal(stage, text, text in seed.things)
        return None

    def _assign(self, assign: Assign) -> Operation:
        closure, seed, binding, atom = compiled(assign.value), self.seed, self.binding, ("var", assign.name)

        def run(stage: Stage) -> bool:
            stage.write(atom, closure(WorldScope(seed, stage.world, binding, chance=_chance_of(stage))))
            return False

        return run

    # --- ways -----------------------------------------------------------------------------------------

    def _arm(self, arm: Arm) -> Operation:
        return self.block(arm.body, self.content.of(arm))

    def _branching(self, branching: Branching) -> Operation:
        ways = tuple((self.condition(arm.condition), self._arm(arm)) for arm in branching.arms)

        def run(stage: Stage) -> bool:
            for condition, body in ways:
                if condition is None or condition(stage):
                    return body(stage)
            return False

        return run

    def _once(self, once: OnceOnly) -> Operation:
        body = self.block(once.body, self.content.of(once))
        otherwise = self.block(once.otherwise, self.content.of(once.otherwise)) if once.otherwise else None
        key = once.key

        def run(stage: Stage) -> bool:
            if key not in stage.heard:
                stage.heard.add(key)
                return body(stage)
            return otherwise(stage) if otherwise is not None else False

        return run

    def _alternatives(self, group: Alternatives) -> Operation:
        arms = tuple(
            (self.content.of(arm), self.condition(arm.condition), self._arm(arm), index)
            for index, arm in enumerate(group.arms)
        )
        key = group.id

        def run(stage: Stage) -> bool:
            heard = stage.last_heard
            open_arms = [arm for arm in arms if arm[1] is None or arm[1](stage)]
            if not open_arms:
                return False
            oldest = min(heard.get(arm[0], -1) for arm in open_arms)
            fresh = [arm for arm in open_arms if heard.get(arm[0], -1) == oldest]
            fresh = [arm for arm in fresh if arm[1] is not None] or fresh
            chosen = fresh[stage.tongue.arm([arm[0] for arm in fresh]) if len(fresh) > 1 else 0]
            stage.clock += 1
            heard[chosen[0]] = stage.clock
            if stage.witness is not None:
                stage.witness.decided("arm", key, group.arms[chosen[3]].own)
            return chosen[2](stage)

        return run

    def _choosing(self, choosing: Choosing) -> Operation:
        ways = tuple(
            (answer, self.condition(answer.condition), self.block(answer.body, self.content.of(answer)))
            for answer in choosing.answers
        )

        def run(stage: Stage) -> bool:
            live = [way for way in ways if way[1] is None or way[1](stage)]
            if len(live) < 2:
                return live[0][2](stage) if live else False
            answers = tuple(way[0] for way in live)
            index = stage.tongue.option(choosing, answers)
            if stage.witness is not None:
                stage.witness.choice(choosing, answers, index)
            answer, _, body = live[index]
            stage.taken.append(answer.id)
            stage.write(("chose", answer.id), True)
            return body(stage)

        return run


def _chance_of(stage: Stage) -> Callable[[str, float], bool]:
    def chance(key: str, probability: float) -> bool:
        outcome = stage.tongue.chance(key, probability)
        if stage.witness is not None:
            stage.witness.decided("chance", key, outcome)
        return outcome

    return chance


def _weather(stage: Stage, name: str) -> bool:
    stage.write(("weather",), name)
    if stage.witness is not None:
        stage.witness.weather(name)
    return False


def _written(stage: Stage, atom: tuple[str, ...], value: Value) -> bool:
    stage.write(atom, value)
    return False


def _failed(stage: Stage) -> bool:
    stage.failures += 1
    return False


def _letter(stage: Stage, spot: int) -> bool:
    stage.hits[spot] += 1
    if stage.witness is not None:
        stage.witness.letter()
    return False


def _reveal(stage: Stage, entity: str, is_thing: bool) -> bool:
    if stage.witness is not None and (not is_thing or stage.in_reach(entity)):
        stage.witness.reveal(entity)
    return False


def _moved(effect: Effect, binding: Mapping[str, str]) -> str:
    """Who a `move` is about, when that is known beforehand."""
    word = effect.arguments[0]
    if isinstance(word, Variable):
        return binding.get(word.name, "")
    return word.id if isinstance(word, Name) else str(word.value) if isinstance(word, Literal) else ""


def _nodes(seed: Seed, storylet: Storylet, seen: set[str]) -> list[Storylet]:
    """The storylet and every node that it may go to."""
    if storylet.id in seen:
        return []
    seen.add(storylet.id)
    found = [storylet]
    for statement in every_statement(storylet.body):
        if isinstance(statement, Cue) and statement.kind in ("jump", "detour"):
            found += _nodes(seed, seed.storylets[statement.text], seen)
    return found


def _movers(seed: Seed, storylet: Storylet, binding: Mapping[str, str], seen: set[str]) -> set[str]:
    """Whom a scene may move or end."""
    found: set[str] = set()
    for node in _nodes(seed, storylet, seen):
        for statement in every_statement(node.body):
            for effect in statement.effects if isinstance(statement, Change) else ():
                if effect.kind == "move" or (effect.kind == "fact" and effect.name == "alive"):
                    found.add(_moved(effect, binding))
                    if not _moved(effect, binding):
                        found |= set(seed.cast)
    return found


def _is_staged(storylet: Storylet, binding: Mapping[str, str], cast: tuple[str, ...]) -> bool:
    """Whether somebody comes in or goes out in sight, so that who is visible must be kept."""
    for statement in every_statement(storylet.body):
        if isinstance(statement, Deed) and statement.verb in ("enter", "leave"):
            return True
        if isinstance(statement, Cue) and statement.kind in ("jump", "detour"):
            return True
        if isinstance(statement, Change) and any(effect.kind == "move" for effect in statement.effects):
            return True
    return False
