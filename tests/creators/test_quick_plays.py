"""Quick plays: fits, conditions and effects agree with the engine, every scene with the checker."""

from dataclasses import replace

import pytest

from story_engine.checker import check_steps
from story_engine.expr import parse
from story_engine.fluents import World
from story_engine.ground import first_fit
from story_engine.playtest.consequence import consequence
from story_engine.playtest.graph import graph_of
from story_engine.playtest.measure import MOST_BINS
from story_engine.playtest.page import page_of
from story_engine.playtest.play import Play, playground
from story_engine.playtest.policies import Curious, Natural, Uses
from story_engine.playtest.program import Compiler
from story_engine.playtest.quick import quick_watch
from story_engine.playtest.report import report_of
from story_engine.playtest.run import Wanted, run_plays
from story_engine.playtest.shown import Recorder
from story_engine.watch import watch_closure


def a_play(ground, policy=Natural, number=0, recorder=None):
    compiler = Compiler(ground.seed, ground.content, shown=recorder is not None)
    chosen = policy(ground.board, ground.content, Uses(ground.board, ground.content), 1, number)
    return Play(ground, compiler, chosen, [0] * len(ground.content.spots), recorder=recorder)


def test_fits_in_place_are_those_of_the_engine(ground):
    """After every scene the incremental fit is what the engine computes from nothing."""
    play = a_play(ground)
    for _ in range(60):
        play.next()
        play.refresh()
        fit = first_fit(ground.repertoire, World(dict(play.stage.values), {}))
        assert fit.truth.tolist() == play.fits.truth
        assert (fit.unsatisfied == play.fits.unsatisfied).all()


@pytest.mark.parametrize("policy", [Natural, Curious])
def test_every_scene_of_a_quick_play_is_true(ground, policy):
    """The independent checker finds nothing in the scenes of quick plays."""
    for number in range(4):
        recorder = Recorder(ground.seed)
        play = a_play(ground, policy, number, recorder)
        for _ in range(80):
            play.next()
        found = check_steps(ground.seed, recorder.take())
        assert (found.scenes, found.validity, found.errors) == (80, 1.0, ())


def test_the_same_rng_seed_plays_the_same(ground):
    """Plays are a function of seed, policy and rng seed."""
    first, second = a_play(ground), a_play(ground)
    assert [first.next() for _ in range(40)] == [second.next() for _ in range(40)]


QUESTIONS = (
    "lamp_lit", "not lamp_lit", "owes(brix, ada)", "trust(ada, brix) > 0", "has(brix, oil)", "lies(lamp, shed)",
    "at(ada, quay)", "same_place(ada, brix)", 'thread("dark", "unopened")', 'thread("dark", "open")', "night()",
    "day()",
    "hour() >= 17", "minutes() > 2", "scene_number() < 3", 'since("light_it") > 4', 'visited("light_it")',
    'visited_count("light_it") > 1', 'weather("clear", "rain")', 'state(lamp, "lit")', 'chose("x")',
    "lamp_lit || spilled && day()", 'wished("snow")', "alive(ada)",
)  # fmt: skip


@pytest.mark.parametrize("text", QUESTIONS)
def test_quick_conditions_are_those_of_the_engine(ground, text):
    """A condition over plain values has the truth that the engine's watch has, wherever a play goes."""
    tree = parse(text)
    quick, slow = quick_watch(ground.seed, tree), watch_closure(ground.seed, tree)
    assert quick is not None
    play = a_play(ground, Curious)
    for _ in range(25):
        play.next()
        assert bool(quick(play.stage.values)) == bool(slow(World(play.stage.values, {})))


def test_a_fork_goes_on_by_itself(ground):
    """What a forked play does leaves its origin as it was."""
    play = a_play(ground)
    for _ in range(5):
        play.next()
    before = dict(play.stage.values)
    fork = play.fork(Natural(ground.board, ground.content, Uses(ground.board, ground.content), 2, 7))
    for _ in range(20):
        fork.next()
    assert (play.stage.values, play.number, fork.number) == (before, 5, 25)


@pytest.fixture(scope="module")
def ran(ground):
    return run_plays(ground, Wanted(plays=40, minutes=8, check=True))


def test_a_run_covers_and_counts(ran):
    """Curious plays meet every scene and option of a small seed; natural ones give the figures."""
    report = report_of(ran, consequence(ran.ground, choices=20))
    shares = {share.kind: share for share in report.shares}
    assert shares["storylets"].share == 1.0
    assert shares["options"].share == 1.0
    assert (report.validity, report.continuity_errors, report.dead_ends) == (1.0, 0, 0)
    assert report.threads[0]["opened"] > 0
    assert 0 < len(report.pace) <= MOST_BINS
    assert report.links_per_scene > 0
    assert report.to_json()["shares"]["lines"]["met"] == shares["lines"].met


def test_dead_content_is_named_with_its_reason(ground):
    """A scene whose condition nothing can make true is told as proven dead, with the condition."""
    storylet = next(s for s in ground.seed.storylets.values() if not s.automatic and s.when is None)
    dead = replace(storylet, id="never_now", when=parse("spilled && not spilled"))
    seed = replace(ground.seed, storylets={**ground.seed.storylets, "never_now": dead})
    report = report_of(run_plays(playground(seed), Wanted(plays=6, minutes=4)), consequence(ground, choices=1))
    told = next(entry for entry in report.dead if entry.storylet == "never_now")
    assert (told.kind, bool(told.reason)) == ("storylet", True)


def test_a_goal_is_sought(ground):
    """Plays with a goal work towards it and say whether it was reached."""
    goal = next(s.id for s in ground.seed.storylets.values() if not s.automatic and s.once)
    ran = run_plays(ground, Wanted(plays=10, minutes=6, goal=goal))
    assert ran.sought == {goal: True}


def test_the_graph_tells_what_lets_happen(ground):
    """A scene that writes what another asks for is linked to it."""
    graph = graph_of(ground)
    assert {node.id for node in graph.nodes} == {
        s.id for s in ground.seed.storylets.values() if not s.automatic and not s.sub
    }
    assert any(link.enables for link in graph.links)
    assert all(node.depth < 12 for node in graph.nodes)


def test_no_share_of_the_report_is_less_than_nothing(ran):
    """Nine of ten threads closed and one overdue leave 0 % open, not −0 %."""
    report = report_of(ran, consequence(ran.ground, choices=1))
    told = {**report.threads[0], "opened": 10, "closed": 9, "in_time": 9, "abandoned": 1}
    page = page_of(replace(report, threads=(told,)))
    assert "-0%" not in page
    assert '<td class="n">0%</td>' in page
