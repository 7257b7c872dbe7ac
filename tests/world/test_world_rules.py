"""Derived facts, ladders, secrets, wants, drift, exclusive states and deaths mean what the seed's format says."""

from __future__ import annotations

from pathlib import Path

import pytest

from story_engine.expr import Value, parse
from story_engine.ground import build_repertoire, first_fit, next_fit
from story_engine.questions import atoms_read
from story_engine.seed import load_seed
from story_engine.seed.commands import read_effects
from story_engine.seed.diagnostics import Where
from story_engine.watch import watch_closure
from story_engine.world import World, WorldScope, apply_effect, changed_atoms, compiled, drifted, first_world, refusal

SEED = load_seed(Path(__file__).parent / "seeds" / "tide")
START = first_world(SEED)


def done(world: World, *effects: str, scene: str | None = "s1") -> World:
    """The world after effects; those that it does not allow change nothing."""
    for text in effects:
        for effect in read_effects(text, Where(path="test")):
            after = apply_effect(WorldScope(SEED, world, {}), effect, scene)
            world = world if after is None else after
    return world


def refused(world: World, text: str) -> str:
    return refusal(WorldScope(SEED, world, {}), read_effects(text, Where(path="test"))[0])


def asked(world: World, text: str) -> Value:
    """The answer of an expression, asked both ways."""
    tree = parse(text)
    slow = compiled(tree)(WorldScope(SEED, world, {}))
    assert watch_closure(SEED, tree)(world) == slow
    return slow


def knowing(world: World, secret: str) -> set[str]:
    """Who knows a secret."""
    return {person for person in SEED.cast if asked(world, f"knows({person}, {secret})")}


def test_derived_fact() -> None:
    """A derived fact is true exactly while its expression is, also through another derived fact."""
    assert asked(START, "can_sail(ida)")
    assert asked(START, "may_leave(bo)")
    assert not asked(START, "can_sail(gulliver)")
    wreck = done(START, 'state(boat, "broken")')
    assert not asked(wreck, "may_leave(bo)")
    assert asked(done(wreck, 'state(boat, "whole")'), "may_leave(bo)")
    assert not asked(done(START, "storm_loose"), "calm_day")


def test_derived_reads() -> None:
    """A derived fact reads the atoms of its expression, so that its watch is looked at when one of them changes."""
    reads = atoms_read(SEED, parse("may_leave(ida)"))
    assert reads is not None
    assert {("state", "boat", "broken"), ("fact", "storm_loose"), ("weather",), ("at", "ida")} <= reads


def test_derived_facts_are_incremental() -> None:
    """After a change the fit that looks only at changed atoms equals the fit made from nothing."""
    repertoire = build_repertoire(SEED)
    world, fit = START, first_fit(repertoire, START)
    for effects in (
        'state(boat, "broken")', "storm_loose", 'state(boat, "whole")', "not storm_loose", "climb(hunt)",
        "tell(gulliver, ida, tunnel)", "move(ida, cave)", "tell(gulliver, ida, tunnel)", "not alive(gulliver)",
        "trust(ida, bo) = 0", "trust(ida, bo) = 1", "climb(hunt)",
    ):  # fmt: skip
        after = done(world, effects)
        fit = next_fit(repertoire, fit, after, changed_atoms(world, after))
        world = after
        assert (fit.truth == first_fit(repertoire, world).truth).all()
        assert (fit.unsatisfied == first_fit(repertoire, world).unsatisfied).all()


def test_derived_facts_are_never_set() -> None:
    """An effect that sets a derived fact is refused with the reason."""
    assert "follows" in refused(START, "calm_day")


def test_ladder() -> None:
    """A ladder is climbed one by one up to its last stage; `reached` counts the stages below."""
    assert asked(START, "stage(hunt)") == "rumour"
    once = done(START, "climb(hunt)")
    assert asked(once, 'stage(hunt) == "trail"')
    assert asked(once, 'stage(hunt, "trail")')
    assert asked(once, 'reached(hunt, "rumour")')
    assert not asked(once, 'reached(hunt, "named")')
    top = done(once, "climb(hunt)")
    assert done(top, "climb(hunt)") is top
    assert "last stage" in refused(top, "climb(hunt)")
    assert asked(done(top, 'stage(hunt, "rumour")'), "stage(hunt)") == "rumour"


def test_secrets_are_told_by_those_who_know_and_are_there() -> None:
    """Telling needs a teller who knows and both in one place; learning needs neither."""
    assert "not together" in refused(START, "tell(gulliver, ida, tunnel)")
    assert "does not know" in refused(START, "tell(bo, ida, tunnel)")
    together = done(START, "move(ida, cave)", "tell(gulliver, ida, tunnel)")
    assert knowing(together, "tunnel") == {"gulliver", "ida"}
    assert knowing(done(START, "learn(bo, tunnel)"), "tunnel") == {"bo", "gulliver"}


def test_wants() -> None:
    """Wants of the cast are facts that effects add and take away."""
    assert asked(START, "want(ida, the_pearl)")
    after = done(START, "want(bo, a_hat)", "not want(ida, the_pearl)")
    assert asked(after, "want(bo, a_hat)")
    assert not asked(after, "want(ida, the_pearl)")


def test_states_of_one_group_exclude_each_other() -> None:
    """Setting a state clears its group and nothing else."""
    assert done(START, 'state(boat, "broken")').states_of("boat") == ("broken", "dry")
    assert done(START, 'state(boat, "wet")').states_of("boat") == ("wet", "whole")


def test_quality_drifts_to_its_start() -> None:
    """A quality moves towards its start by its drift and stops there; its cause stays."""
    world = done(START, "trust(ida, bo) = 1.4", scene="s4")
    values = []
    for _ in range(3):
        world = world.write(drifted(SEED, world), "")
        values.append(world.get(("q", "trust", "ida", "bo")))
    assert values == pytest.approx([1.15, 1.0, 1.0])
    assert world.causes["q", "trust", "ida", "bo"] == "s4"


def test_quality_of_zero_is_a_value() -> None:
    """A quality written to 0 differs from one that was never written."""
    world = done(START, "trust(ida, bo) = 0")
    assert asked(world, "trust(ida, bo)") == 0
    assert changed_atoms(START, world) == (("q", "trust", "ida", "bo"),)


def test_the_dead_hold_nothing_and_are_nowhere() -> None:
    """What somebody held lies where they died; afterwards they give, take, learn, tell and move nothing."""
    world = done(START, "not alive(gulliver)")
    assert asked(world, "lies(pearl, cave)")
    assert world.place_of("gulliver") == ""
    for text in ("take(gulliver, pearl)", "learn(gulliver, tunnel)", "move(gulliver, pier)"):
        assert refused(world, text)
    assert refused(done(world, "move(ida, cave)"), "give(ida, gulliver, rope)")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("give(bo, ida, rope)", "bo does not have rope"),
        ("give(ida, gulliver, rope)", "ida and gulliver are not together"),
        ("take(ida, pearl)", "pearl is not where ida is"),
        ("drop(bo, rope)", "bo does not have rope"),
    ],
)
def test_what_the_world_does_not_allow(text: str, reason: str) -> None:
    """A deed that the world does not allow changes nothing and says why."""
    assert refused(START, text) == reason
    assert done(START, text) is START


def test_writing_what_is_so_makes_no_cause() -> None:
    """A fact keeps its cause when it is made true again, and what never was true is not made untrue."""
    world = done(START, "storm_loose", scene="s2")
    assert done(world, "storm_loose", scene="s5").causes["fact", "storm_loose"] == "s2"
    assert done(START, "not storm_loose") is START


def test_cause_is_forgotten_when_nobody_did_it() -> None:
    """What comes by itself has no cause any more."""
    world = done(START, "move(ida, cave)", scene="s2").write({("at", "ida"): "pier"}, None)
    assert ("at", "ida") not in world.causes
