"""Measures planning: the next scene out of thousands of ground storylets, on a synthetic domain or a seed; and jumps.

It does not know players or generators; the caller prints what it returns.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from profiles.taste import TasteValues
from story_engine.arc import Arc
from story_engine.director import Pace
from story_engine.expr import Binary, Call, Expr, Literal, Unary, Value
from story_engine.ground import Ground, Repertoire, assemble, changed_atoms, first_fit, next_fit
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind, Look, Place
from story_engine.planner import Features, Outlook, Played, build_features, plan
from story_engine.rng import generator
from story_engine.seed.diagnostics import Where
from story_engine.seed.model import Fact, Person, Seed, Site, Storylet, Thread
from story_engine.show import Show
from story_engine.state import NEVER
from story_engine.timeline import Timeline
from story_engine.world import Atom, first_world

SYNTHETIC_FACTS = 600
"""Facts of the synthetic domain: with three conditions each, 8,000 storylets share them as large seeds do."""
JUMPS = 48
"""Scenes of a show jumped to, evenly over it, because its snapshots lie at most 32 scenes apart."""
PLANS_OF_A_TAIL = 1200
"""Plans of which one in a thousand can be told."""
_TASTES = ("wonder", "comedy", "warmth", "menace", "mystery", "adventure", "melancholy", "action")


def bench_story(seed: Seed | None = None, storylets: int = 8000, plans: int = 120) -> dict[str, float | int]:
    """Milliseconds per plan (p50, p95, most) over `plans` scenes: of `seed` if given, else of a synthetic domain.

    From PLANS_OF_A_TAIL plans on there is a p99.9 besides: of fewer it would be another name of the most.
    """
    if seed is not None:
        times, count = _seed_times(seed, plans)
    else:
        times, count = _synthetic_times(storylets, plans)
    p50, p95 = np.percentile(times, (50, 95))
    tail = {"plan_ms_p999": round(float(np.percentile(times, 99.9)), 2)} if len(times) >= PLANS_OF_A_TAIL else {}
    # The lookahead of a choice with three options plans three scenes before it may rest.
    three = np.convolve(times, np.ones(3), mode="valid") if len(times) >= 3 else np.array([sum(times)])
    return {
        "plan_ms_p50": round(float(p50), 2),
        "plan_ms_p95": round(float(p95), 2),
        "plan_ms_max": round(float(max(times)), 2),
        **tail,
        "three_options_ms_p95": round(float(np.percentile(three, 95)), 2),
        "storylets": count,
        "plans": len(times),
    }


def jump_ms(seed: Seed, journal: Journal) -> tuple[float, ...]:
    """Milliseconds of jumps to scenes of a journaled show, oldest scene first, after it was resumed as the player does.

    Of one core, so that a busy machine tells the same as an idle one.
    """
    timeline = Timeline.resume(seed, journal)
    count = len(timeline.scenes)
    wanted = np.unique(np.linspace(0, count - 1, min(JUMPS, count)).round().astype(int)) if count else ()
    times = []
    for number in wanted:
        started = time.process_time()
        timeline.at(timeline.scenes[int(number)])
        times.append(1000.0 * (time.process_time() - started))
    return tuple(times)


def _seed_times(seed: Seed, plans: int) -> tuple[list[float], int]:
    """Times of the steps that planned a scene, in ms, of one show that always takes defaults."""
    show = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))
    times: list[float] = []
    while len(times) < plans:
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=show.choice.default, by="default"))
        before = number_of(show)
        started = time.perf_counter()
        show, _part = show.step()
        if number_of(show) != before:
            times.append((time.perf_counter() - started) * 1000.0)
    return times, len(show.state.stack.repertoire.grounds)


def number_of(show: Show) -> int:
    """The number of the scene that plays, 0 before the first."""
    return show.state.scene.number if show.state.scene is not None else 0


def _synthetic_times(storylets: int, plans: int) -> tuple[list[float], int]:
    repertoire = synthetic_repertoire(storylets)
    features = build_features(repertoire)
    world = first_world(repertoire.seed)
    fit = first_fit(repertoire, world)
    last_used = np.full(storylets, NEVER, dtype=np.int32)
    outlook = Outlook(
        world=world,
        fit=fit,
        taste=TasteValues.fresh(_TASTES),
        satiation={},
        pace=Pace(),
        goals=(),
        played=(),
        last_used=last_used,
        seconds=0.0,
        scene_number=1,
        place="",
        viewer_rating=99,
        rng_seed=1,
    )
    times: list[float] = []
    for number in range(1, plans + 1):
        started = time.perf_counter()
        chosen = plan(repertoire, features, outlook).ground
        outlook = _played(repertoire, features, outlook, chosen, number)
        times.append((time.perf_counter() - started) * 1000.0)
    return times, storylets


def _played(repertoire: Repertoire, features: Features, outlook: Outlook, chosen: int, number: int) -> Outlook:
    """The outlook after the chosen storylet took its likely course."""
    ground = repertoire.grounds[chosen]
    updates = dict(ground.updates)
    updates["scene",] = float(number)
    world = outlook.world.write(updates, f"s{number}")
    last_used = outlook.last_used.copy()
    last_used[features.storylet == features.storylet[chosen]] = number
    return replace(
        outlook,
        world=world,
        fit=next_fit(repertoire, outlook.fit, world, changed_atoms(outlook.world, world)),
        last_used=last_used,
        seconds=outlook.seconds + ground.seconds,
        scene_number=number + 1,
        played=(*outlook.played, Played(ground=chosen, number=number, seconds=ground.seconds))[-24:],
    )


def synthetic_repertoire(storylets: int) -> Repertoire:
    """`storylets` ground storylets over 12 people, 16 places and 600 facts, drawn by rng path."""
    draw = generator(1, "bench", storylets)
    names = [f"f{index}" for index in range(SYNTHETIC_FACTS)]
    seed = _synthetic_seed(names)
    people, places = list(seed.cast), list(seed.places)
    trees: list[Expr] = []
    known: dict[tuple[str, bool], int] = {}
    grounds: list[Ground] = []
    for index in range(storylets):
        watches = []
        for fact in draw.choice(SYNTHETIC_FACTS, 3, replace=False):
            key = (names[int(fact)], bool(draw.random() < 0.6))
            if key not in known:
                known[key] = len(trees)
                asked = Call(key[0], ())
                trees.append(asked if key[1] else Unary("!", asked))
            watches.append(known[key])
        cast = tuple(people[int(i)] for i in draw.choice(len(people), 2, replace=False))
        place = places[int(draw.integers(len(places)))]
        stuck: Expr = Binary(
            "||", Call("at", (Literal(cast[0]), Literal(place))), Unary("!", Call("stuck", (Literal(cast[0]),)))
        )
        known.setdefault((f"{cast[0]}@{place}", True), len(trees))
        if known[f"{cast[0]}@{place}", True] == len(trees):
            trees.append(stuck)
        watches.append(known[f"{cast[0]}@{place}", True])
        updates: dict[Atom, Value] = {("at", person): place for person in cast}
        updates["visits", f"n{index}"] = 1.0
        for fact in draw.choice(SYNTHETIC_FACTS, 3):
            updates["fact", names[int(fact)]] = bool(draw.random() < 0.5)
        tension = float(draw.random())
        storylet = _synthetic_storylet(index, place, cast, tension, float(draw.random()), float(draw.random()))
        grounds.append(
            Ground(
                storylet=storylet,
                binding={},
                place=place,
                cast=cast,
                maybe=(),
                watches=tuple(dict.fromkeys(watches)),
                updates=updates,
                seconds=float(12 + 18 * draw.random()),
                choice_at=float("inf") if draw.random() < 0.8 else 12.0,
            )
        )
    seed = replace(seed, storylets={ground.storylet.id: ground.storylet for ground in grounds})
    return assemble(seed, tuple(grounds), trees)


def _synthetic_storylet(
    index: int, place: str, cast: tuple[str, ...], tension: float, first: float, second: float
) -> Storylet:
    tastes = {_TASTES[index % len(_TASTES)]: first, _TASTES[index * 5 % len(_TASTES)]: second}
    marks = frozenset(mark for mark, every in (("hook", 11), ("failure", 9), ("callback", 13)) if index % every == 0)
    return Storylet(
        id=f"n{index}", title=f"n{index}", place=place, cast=cast, maybe=(), needs=(), roles=(), when=None, because="",
        tags=tuple(sorted(tastes.items())), marks=marks, tension=(tension, tension), feel=0.0,
        thread=f"t{index % 6}", thread_step="advances", cooldown=14, once=False, seconds=0.0, weight=1.0, weather="",
        brings_weather="", chapter="", ending="", rating=0, sub=False, automatic=index % 50 == 0, body=(),
        where=Where(path="bench"),
    )  # fmt: skip


def _synthetic_seed(names: list[str]) -> Seed:
    places = {
        f"p{i}": Site(place=Place(id=f"p{i}", name=f"p{i}", look=Look(words="bench")), links=()) for i in range(16)
    }
    cast = {
        f"c{i}": Person(
            id=f"c{i}", name=f"c{i}", look=Look(words="bench"), voice="v", motif="", at=f"p{i % 16}", age=30, wants=()
        )
        for i in range(12)
    }
    facts = {name: Fact(name=name, types=()) for name in names} | {"stuck": Fact(name="stuck", types=("person",))}
    return Seed(
        id="bench", title="bench", logline="", rating=0, style="paper", manner="murmur", tastes=_TASTES,
        arc=Arc(), start_hour=12.0, minutes_per_scene=12.0, start_weather="clear", wind=0.3,
        narrator="narrator", places=places, cast=cast, things={}, secrets={}, facts=facts, qualities={},
        threads={f"t{i}": Thread(id=f"t{i}", question="?", within=12, weight=1.0) for i in range(6)}, start=(),
        words={}, phrases=(), refusals=(), reactions={}, credits=(), storylets={}, digest="",
    )  # fmt: skip


__all__ = ["bench_story", "synthetic_repertoire"]
