"""Test plans of a story seed: its scenes as the engine performs them, in a world that the plan says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.testplan import test as command
from story_engine.rehearsal import Stage, _fits
from story_engine.seed import load_seed
from story_engine.yarn.testplan import Failure, read_plan

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp"
STAGE = Stage(load_seed(SMALL))
SCENE = """
title: the_wick
place: quay
cast: ada
maybe: brix
roles: $what: thing
when: lamp_lit && has(ada, $what)
tags: wonder
---
Ada: This is {$what}, and it is *mine*. #proud
<<if chance("gust", 0.5)>>
    <<act ada hide $what fails>>
    <<do not lamp_lit>>
    Ada: It went out.
<<endif>>
-> Give it away #id:away #warmth <<if trust(ada, brix) > 0>>
    <<do drop(ada, $what)>>
    It lay on the quay.
-> Keep it #id:keep #comedy
    Ada: Mine, then.
===
"""


@pytest.fixture(name="stage", scope="module")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("seeds") / "ferry-lamp"
    shutil.copytree(SMALL, folder)
    (folder / "scenes" / "wick.yarn").write_text(SCENE, encoding="utf-8")
    return Stage(load_seed(folder))


def failed(stage: Stage, plan: str) -> list[Failure]:
    return stage.play(read_plan(plan, "wick.testplan"))


GIVEN = "given: lamp_lit, has(ada, oil)\nchance: gust no\n"
NODE = "node: the_wick\nline: `Ada: This is the oil, and it is mine.` #proud\n"


@pytest.mark.parametrize(
    "plan",
    [
        GIVEN + NODE + "option: `Give it away` [disabled]\noption: `Keep it` #id:keep #comedy\nselect: 2\n"
        "line: `Ada: Mine*`\nstop\nexpect: chose(\"keep\") && visited(\"the_wick\")",
        GIVEN + "given: trust(ada, brix) = 1\n" + NODE + "select: 1\nline: `It lay on the quay.`\n"
        "expect: lies(oil, quay)\nstop",
        "given: lamp_lit, has(ada, oil)\nchance: gust yes\n" + NODE + "command: `act ada hide oil fails`\n"
        "line: `Ada: It went out.`\nexpect: not lamp_lit",
        "given: lamp_lit, has(ada, oil), has(ada, lamp)\nwith: $what = lamp\nchance: gust no\nnode: the_wick\n"
        "line: `*the lamp*`",
        "barred: the_wick",
        "given: hour(22), minutes(3), weather(snow)\nexpect: night() && minutes() > 2 && weather(\"snow\")",
        GIVEN + NODE + "select: 2\nline: *\nstop\n---\nexpect: not lamp_lit",
    ],
)  # fmt: skip
def test_what_is_so_passes(stage: Stage, plan: str) -> None:
    """Lines, options by their conditions, deeds, chances, roles and facts are as the engine makes them."""
    assert [str(failure) for failure in failed(stage, plan)] == []


@pytest.mark.parametrize(
    ("plan", "line", "message"),
    [
        (GIVEN + "node: the_wick\nline: `Ada: No*`", 4, "another line"),
        ("node: the_wcik", 1, "there is no such scene"),
        ("given: has(ada, oil)\nnode: the_wick", 2, "the scene may not begin"),
        (GIVEN + NODE + "select: 1", 5, "there is no such option"),
        (GIVEN + NODE + "option: `Keep it`", 5, "2 options instead of 1"),
        (GIVEN + NODE + "expect: spilled", 5, "something is not so"),
        (GIVEN + NODE + "expect: spilt", 5, "a condition names what is not there"),
        (GIVEN + NODE + "command: `wait 1`", 5, "no such command came"),
        (GIVEN + NODE + "stop", 5, "the scene goes on"),
        (GIVEN + "barred: the_wick", 3, "the scene may begin"),
        ("given: at(ada) = quey", 1, "what is given cannot be read"),
        ("line: *", 1, "no scene is on"),
        (GIVEN + "with: $what = brix\nnode: the_wick", 4, "nobody can take the roles"),
    ],
)
def test_what_is_not_so_is_told(stage: Stage, plan: str, line: int, message: str) -> None:
    """Every difference is one failure, at its line of the plan."""
    (failure,) = failed(stage, plan)
    assert (failure.line, failure.message) == (line, message)


def test_a_run_that_gives_nothing_follows_a_history() -> None:
    """Without given: a scene begins where a shortest history leads to it."""
    assert failed(STAGE, "node: lighting\nexpect: visited(\"first_evening\")") == []  # fmt: skip


def test_the_command_plays_a_seeds_plans(tmp_path: Path) -> None:
    """One line for each plan, the failure before it, and status 1 where one fails; the same as JSON."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(SMALL, folder)
    (folder / "tests").mkdir()
    (folder / "tests" / "good.testplan").write_text("expect: not lamp_lit\n", encoding="utf-8")
    (folder / "tests" / "wrong.testplan").write_text("expect: lamp_lit\n", encoding="utf-8")
    told = CliRunner().invoke(command, [str(folder)])
    assert told.exit_code == 1
    assert "passes  ferry-lamp/tests/good.testplan" in told.output
    assert "fails   ferry-lamp/tests/wrong.testplan" in told.output
    report = json.loads(CliRunner().invoke(command, [str(folder), "--json"]).output)
    assert [one["passed"] for one in report] == [True, False]


@pytest.mark.parametrize("seed", ["weather-post", "night-exchange"])
def test_the_built_in_seeds_pass_their_plans(seed: str) -> None:
    """The plans that ship with a seed pass."""
    folder = ROOT / "assets" / "seeds" / seed
    plans = sorted(folder.glob("tests/*.testplan"))
    stage = Stage(load_seed(folder))
    assert len(plans) >= 3
    assert [str(f) for plan in plans for f in stage.play(read_plan(plan.read_text("utf-8"), plan.name))] == []


@pytest.mark.parametrize(
    ("expected", "actual", "fits"),
    [
        ("Tock: It is *", "Tock: It is shut. Probably.", True),
        ("*shut*", "Tock: It is shut. Probably.", True),
        ("Tock: * is *.", "Tock: It is shut. Probably.", True),
        ("*", "", True),
        ("shut", "Tock: It is shut.", False),
        ("It is *", "Tock: It is shut.", False),
        ("*is", "this", True),
        ("th*his", "this", False),
        ("a*b*a", "aba", True),
        ("a*b*ba", "aba", False),
        ("one*\n*two", "one\nand two", True),
    ],
)
def test_a_star_stands_for_any_words(expected: str, actual: str, fits: bool) -> None:
    """Each piece stands behind the one before, none is used twice, the ends are the text's ends."""
    assert _fits(expected, actual) is fits


def test_many_stars_cost_no_more_than_few() -> None:
    """A plan of a stranger ends, whatever it says: here every star could stand in a hundred places."""
    assert not _fits("a*" * 60 + "b", "a" * 100 + "c")
    assert not _fits("*a" * 101, "a" * 100)
