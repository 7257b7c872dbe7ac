"""Finds a shortest history that leads to a scene, or shows that there is none.

It does not know viewers, arcs or tastes; it reads no clock, its budget is counted in foreseen scenes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from story_engine.expr import Binary, Call, Expr, Literal, Name, Value, number, walk, written
from story_engine.foresee import possible_writes
from story_engine.ground import Fit, Ground, Repertoire, changed_atoms, first_fit, next_fit
from story_engine.plan import WEATHERS
from story_engine.planning.courses import courses
from story_engine.seed.relax import relax, why_not
from story_engine.world import Atom, World, first_world

BUDGET = 2400
"""Courses foreseen in one search, about a second on the reference machine."""
MOST_SCENES = 60
"""Longest history that is looked for."""
MOST_WAITS = 60
"""Scenes that may pass with something else before a scene whose hour has not come."""
SCENE_SECONDS = 20.0
"""Length of a scene of which nothing is known."""
GREED = 1.6
"""Weight of what is still missing against what was spent: a little longer histories, found much sooner."""
ACHIEVERS = 10
"""Ground storylets looked at for each missing condition, those with the fewest conditions first."""
FAR = 40.0
"""Estimated scenes to a condition that nothing seems to make true."""
DEEP = 14
"""Depth at which estimating stops."""
MOST_GOALS = 6
"""Casts of the wanted scene that are looked for, the nearest first."""
GOALS_HELPED = 2
"""Of those, casts for which the next scenes are chosen."""
_TIMES = frozenset(("clock", "scene", "hour"))
_PASSING = frozenset(("clock", "scene", "hour", "last", "weather"))
"""Kinds of atoms that do not tell two worlds apart."""
"""Kinds of atoms that change by waiting."""
_BUILT_ON_TIME = frozenset(("minutes", "scene_number", "hour", "since", "night", "day"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachStep:
    """One scene of a history."""

    ground: int
    storylet: str
    binding: Mapping[str, str]
    place: str
    cast: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    """Id and words of the options that are taken in it."""
    chances: tuple[tuple[str, bool], ...] = ()
    """How its chances must fall."""
    waits: int = 0
    """Scenes with something else before it, until its time has come."""
    weather: str = ""
    """The weather it needs, when that has to turn by itself or by a wish; "" = it is so anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The answer to how a scene is reached."""

    found: bool
    never: bool = False
    """Proved: no history whatever leads there."""
    steps: tuple[ReachStep, ...] = ()
    """The history; the scene itself is its last step."""
    reason: str = ""
    """Why there is none, or why none was found."""
    looked: int = 0
    """Courses that were foreseen."""
    world: World | None = None
    """What is true when the scene begins."""

    @property
    def scenes(self) -> int:
        """Scenes of the history, waits included."""
        return sum(step.waits + 1 for step in self.steps)


@dataclass(frozen=True, slots=True)
class _Node:
    world: World
    fit: Fit
    once: frozenset[str]
    steps: tuple[ReachStep, ...]
    cost: int
    scene: int
    rests: Mapping[str, int] = field(default_factory=dict)
    """Storylet → scene number until which it rests."""


def reach(
    repertoire: Repertoire, storylet: str, *, start: World | None = None, budget: int = BUDGET, rating: int = 99
) -> Reached:
    """A short history from the start (or from `start`) to a scene; raises KeyError for an unknown storylet."""
    seed = repertoire.seed
    target = seed.storylets[storylet]
    goals = tuple(i for i, ground in enumerate(repertoire.grounds) if ground.storylet.id == storylet)
    if start is None:
        relaxed = relax(seed)
        if not target.sub and not target.automatic and not relaxed.capped and not relaxed.reached(storylet):
            words, part = why_not(relaxed, target)
            return Reached(found=False, never=True, reason=f"{words}{f': {_shown(part)}' if part is not None else ''}")
    if target.sub:
        return Reached(found=False, reason="it is a sub-node: only a jump or detour leads there")
    if not goals:
        return Reached(found=False, never=True, reason="its roles can never be bound")
    if target.rating > rating:
        return Reached(found=False, never=True, reason=f"it is rated {target.rating}, the ceiling is {rating}")
    return _Search(repertoire, goals, budget).run(start if start is not None else first_world(seed))


class _Search:
    """One search under way: the only thing here that changes."""

    def __init__(self, repertoire: Repertoire, goals: tuple[int, ...], budget: int) -> None:
        self.repertoire, self.goals, self.left, self.budget = repertoire, goals, budget, budget
        self.achievers: dict[int, tuple[int, ...]] = {}
        self.start = first_world(repertoire.seed)
        self.writers = _writers(repertoire)
        self.outside = tuple(_on_time(tree) or _on_weather(tree) for tree in repertoire.trees)
        """Which conditions wait for time or weather."""

    def run(self, world: World) -> Reached:
        """Best first, until a goal may be played."""
        repertoire = self.repertoire
        fit = first_fit(repertoire, world)
        opening = tuple(
            i for i, g in enumerate(repertoire.grounds) if "opening" in g.storylet.marks and not fit.unsatisfied[i]
        )
        root = _Node(world, fit, frozenset(), (), 0, int(number(world.get(("scene",)))))
        self.goals = self._nearest_goals(root)
        heap: list[tuple[float, int, _Node]] = [(0.0, 0, root)]
        seen: set[frozenset[tuple[Atom, Value]]] = set()
        pushed = 0
        while heap and self.left > 0:
            _, _, node = heapq.heappop(heap)
            begins = node.scene == 0 and bool(opening)
            for goal in self.goals:
                # A show begins with an opening where one is there.
                if (not begins or goal in opening) and (ready := self._ready(node, goal)) is not None:
                    at, waits, weather = ready
                    last = _step(repertoire.grounds[goal], goal, waits=waits, weather=weather)
                    looked = self.budget - self.left
                    return Reached(found=True, steps=(*node.steps, last), looked=looked, world=at.world)
            if node.cost >= MOST_SCENES:
                continue
            for after in self._followers(node, opening if begins else self._helpful(node)):
                key = frozenset((a, v) for a, v in after.world.values.items() if a[0] not in _PASSING)
                if key in seen:
                    continue
                seen.add(key)
                pushed += 1
                heapq.heappush(heap, (after.cost + GREED * self._distance(after), pushed, after))
        looked = self.budget - self.left
        why = "every history that helps was tried" if not heap else f"none was found among {looked} foreseen scenes"
        return Reached(found=False, reason=f"{why}; {self._missing_words(root)}", looked=looked)

    def _nearest_goals(self, root: _Node) -> tuple[int, ...]:
        memo: dict[int, tuple[float, int]] = {}
        order = sorted(self.goals, key=lambda goal: (self._cost(goal, root, memo, 0), goal))
        return tuple(order[:MOST_GOALS])

    def _followers(self, node: _Node, candidates: tuple[int, ...]) -> Iterator[_Node]:
        for index in candidates:
            ground = self.repertoire.grounds[index]
            ready = self._ready(node, index)
            if ready is None:
                continue
            at, waits, weather = ready
            known: set[frozenset[tuple[Atom, Value]]] = set()
            for course in courses(self.repertoire.seed, ground, at.world, node.once):
                self.left -= 1
                changed = changed_atoms(at.world, course.world)
                result = frozenset((a, course.world.get(a)) for a in changed)
                if result not in known:
                    known.add(result)
                    step = _step(
                        ground, index, options=course.options, chances=course.chances, waits=waits, weather=weather
                    )
                    fit = next_fit(self.repertoire, at.fit, course.world, changed)
                    rests = {**node.rests, ground.storylet.id: at.scene + ground.storylet.cooldown + 1}
                    steps, cost = (*node.steps, step), node.cost + waits + 1
                    yield _Node(course.world, fit, course.once, steps, cost, at.scene, rests)
                if self.left <= 0:
                    return

    def _ready(self, node: _Node, index: int) -> tuple[_Node, int, str] | None:
        """The node at the moment when a ground storylet may begin, the scenes waited, the weather that turned."""
        ground = self.repertoire.grounds[index]
        closures, trees = self.repertoire.closures, self.repertoire.trees
        if any(not node.fit.truth[w] and not self.outside[w] for w in ground.watches):
            return None
        weather = ""
        if any(not node.fit.truth[w] and _on_weather(trees[w]) for w in ground.watches):
            asked = [w for w in ground.watches if _on_weather(trees[w]) and not _on_time(trees[w])]
            weather = next((name for name in WEATHERS if self._under(node, name, asked)), "")
        least = max(0, node.rests.get(ground.storylet.id, 0) - node.scene - 1)
        timed = any(_on_time(trees[w]) for w in ground.watches)
        for waits in range(least, (MOST_WAITS if timed else least) + 1):
            world = self._later(node, waits + 1, weather)
            if all(closures[w](world) for w in ground.watches):
                fit = next_fit(self.repertoire, node.fit, world, changed_atoms(node.world, world))
                scene = node.scene + waits + 1
                return _Node(world, fit, node.once, node.steps, node.cost, scene, node.rests), waits, weather
        return None

    def _under(self, node: _Node, weather: str, asked: list[int]) -> bool:
        """Whether a weather makes conditions true."""
        world = node.world.write({("weather",): weather}, "")
        return all(self.repertoire.closures[watch](world) for watch in asked)

    def _later(self, node: _Node, scenes: int, weather: str) -> World:
        """The world when the scene after `scenes` − 1 others begins."""
        seed, world = self.repertoire.seed, node.world
        passed = scenes if node.scene > 0 else scenes - 1
        last = self.repertoire.grounds[node.steps[-1].ground].seconds if node.steps else 0.0
        updates: dict[Atom, Value] = {
            ("scene",): float(node.scene + scenes),
            ("hour",): round((number(world.get(("hour",))) + passed * seed.minutes_per_scene / 60.0) % 24.0, 4),
            ("clock",): number(world.get(("clock",))) + last + SCENE_SECONDS * (scenes - 1),
        }
        if weather:
            updates["weather",] = weather
        return world.write(updates, "")

    def _distance(self, node: _Node) -> float:
        """Estimated scenes until a goal may be played, by a relaxed plan: what was made true stays so."""
        memo: dict[int, tuple[float, int]] = {}
        return min(self._cost(goal, node, memo, 0) for goal in self.goals)

    def _helpful(self, node: _Node) -> tuple[int, ...]:
        """The ground storylets with which a relaxed plan from here may begin."""
        memo: dict[int, tuple[float, int]] = {}
        ordered = sorted(self.goals, key=lambda goal: (self._cost(goal, node, memo, 0), goal))
        found: dict[int, None] = {}
        edge = list(ordered[:GOALS_HELPED])
        entered = set(edge)
        while edge:
            for watch in self._lacking(edge.pop(), node):
                for writer in self._cheapest(watch, memo, node):
                    if not self._lacking(writer, node):
                        found[writer] = None
                    elif writer not in entered:
                        entered.add(writer)
                        edge.append(writer)
        return tuple(found)

    def _cheapest(self, watch: int, memo: dict[int, tuple[float, int]], node: _Node) -> tuple[int, ...]:
        """The two nearest ways to make a condition true."""
        writers = self._achievers_of(watch)
        return tuple(sorted(writers, key=lambda g: (self._cost(g, node, memo, 1), g))[:2])

    def _lacking(self, index: int, node: _Node) -> list[int]:
        watches = self.repertoire.grounds[index].watches
        return [w for w in watches if not node.fit.truth[w] and not self.outside[w]]

    def _cost(self, index: int, node: _Node, memo: dict[int, tuple[float, int]], depth: int) -> float:
        total = 0.0
        truth = node.fit.truth
        for watch in self.repertoire.grounds[index].watches:
            if not truth[watch]:
                total += self._watch_cost(watch, node, memo, depth)
                if total >= FAR:
                    return FAR
        return total

    def _watch_cost(self, watch: int, node: _Node, memo: dict[int, tuple[float, int]], depth: int) -> float:
        if self.outside[watch]:
            return 0.3
        known = memo.get(watch)
        if known is not None and (known[0] < FAR or known[1] <= depth):
            return known[0]
        if depth >= DEEP:
            return FAR
        memo[watch] = (FAR, depth)  # a circle costs as much as what nothing makes true
        best = FAR
        for writer in self._achievers_of(watch):
            best = min(best, 1.0 + self._cost(writer, node, memo, depth + 1))
            if best <= 1.0:
                break
        best = min(FAR, best + self._gap(watch, node.world))
        memo[watch] = (best, depth)
        return best

    def _gap(self, watch: int, world: World) -> float:
        """How far beyond one step a number is from what a condition asks of it."""
        match self.repertoire.trees[watch]:
            case Binary(
                operator=">=" | ">" | "<=" | "<", left=Call(name=name, arguments=words), right=Literal(value=value)
            ):
                if name in self.repertoire.seed.qualities and all(isinstance(w, Literal | Name) for w in words):
                    ids = tuple(str(w.value) if isinstance(w, Literal) else w.id for w in words)  # type: ignore[union-attr]
                    now = number(world.get(("q", name, *ids), self.repertoire.seed.qualities[name].start))
                    return max(0.0, abs(number(value) - now) - 1.0)
        return 0.0

    def _achievers_of(self, watch: int) -> tuple[int, ...]:
        """Ground storylets of which some course makes the condition true by itself or helps to, likeliest first."""
        known = self.achievers.get(watch)
        if known is None:
            known = () if self.outside[watch] else tuple(self._found_achievers(watch))
            self.achievers[watch] = known
        return known

    def _found_achievers(self, watch: int) -> Iterator[int]:
        reads = self.repertoire.reads[watch] or frozenset()
        closure = self.repertoire.closures[watch]
        own = [atom for atom in sorted(reads) if atom[0] not in _TIMES]
        found: set[int] = set()
        for atom in own:
            for value, writers in self.writers.get(atom, {}).items():
                # A condition over one atom tells which values make it true; over more, anything may help.
                if value is None or len(own) > 1 or closure(self.start.write({atom: value}, "")):
                    found.update(writers)
        grounds = self.repertoire.grounds
        first: dict[str, int] = {}
        for index in sorted(found, key=lambda i: (grounds[i].storylet.automatic, len(grounds[i].watches), i)):
            # Each storylet once: the same scene with another cast rarely makes another thing true.
            first.setdefault(grounds[index].storylet.id + _roles_in(grounds[index], reads), index)
        yield from list(first.values())[:ACHIEVERS]

    def _missing_words(self, root: _Node) -> str:
        goal = min(self.goals, key=lambda g: int(root.fit.unsatisfied[g]))
        missing = [self.repertoire.trees[w] for w in self.repertoire.grounds[goal].watches if not root.fit.truth[w]]
        return "it lacks " + " and ".join(_shown(tree) for tree in missing) if missing else "it lacks nothing at first"


def _writers(repertoire: Repertoire) -> dict[Atom, dict[Value | None, list[int]]]:
    """Ground storylets by what any of their courses may write."""
    found: dict[Atom, dict[Value | None, list[int]]] = {}
    for index, ground in enumerate(repertoire.grounds):
        writes = possible_writes(repertoire.seed, ground.storylet, ground.binding, ground.place, ground.cast)
        for atom, value in writes:
            found.setdefault(atom, {}).setdefault(value, []).append(index)
    return found


def _roles_in(ground: Ground, reads: frozenset[Atom]) -> str:
    words = {word for atom in reads for word in atom[1:]}
    return "/".join(sorted(value for value in ground.binding.values() if value in words))


def _step(
    ground: Ground,
    index: int,
    *,
    options: tuple[tuple[str, str], ...] = (),
    chances: tuple[tuple[str, bool], ...] = (),
    waits: int = 0,
    weather: str = "",
) -> ReachStep:
    return ReachStep(
        ground=index, storylet=ground.storylet.id, binding=dict(ground.binding), place=ground.place, cast=ground.cast,
        options=options, chances=chances, waits=waits, weather=weather,
    )  # fmt: skip


def _asks(tree: Expr, names: frozenset[str]) -> bool:
    return any(
        (isinstance(node, Call) and node.name in names) or (isinstance(node, Name) and node.id in names)
        for node in walk(tree)
    )


def _on_time(tree: Expr) -> bool:
    return _asks(tree, _BUILT_ON_TIME)


def _on_weather(tree: Expr) -> bool:
    return _asks(tree, frozenset(("weather",)))


def _shown(tree: Expr | None) -> str:
    return f"“{written(tree)}”"
