"""Yarn's test plans: the project's own samples pass, failures are named, and the command reports them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.testplan import check_yarn
from player.cli.testplan import test as command
from story_engine.yarn.hosts import FunctionsUnreadable, read_functions
from story_engine.yarn.program import build
from story_engine.yarn.project import is_yarn_project, read_project
from story_engine.yarn.testplan import Failure, PlanUnreadable, read_plan, run_plan, with_assert

PLANS = Path(__file__).parent / "plans"


def played(script: str, plan: str, functions: str = "") -> list[Failure]:
    """What fails when a plan is played against a script."""
    host = with_assert(read_functions(functions, "host.yaml"))
    built = build({"story.yarn": script}, host.signatures)
    assert built.program is not None, [str(error) for error in built.errors]
    return run_plan(read_plan(plan, "story.testplan"), built.program, host)


def node(body: str) -> str:
    """A script of one node."""
    return f"title: Start\n---\n{body}\n===\n"


@pytest.mark.parametrize("plan", sorted(PLANS.glob("*.testplan")), ids=lambda path: path.stem)
def test_samples_pass(plan: Path) -> None:
    """Every sample script does what its plan says."""
    sources = read_project(plan.with_suffix(".yarn"))
    built = build(sources.texts)
    assert built.program is not None, [str(error) for error in built.errors]
    assert run_plan(read_plan(plan.read_text(), str(plan)), built.program) == []


def test_wrong_line_is_named_with_both_texts_and_places() -> None:
    """A failure names what was expected, what came, and both places."""
    (failure,) = played(node("Ann: Hello."), "\nline: `Ann: Goodbye.`")
    assert (failure.line, failure.run, failure.at) == (2, 1, "story.yarn:3")
    assert str(failure) == (
        "story.testplan:2: another line: expected the line “Ann: Goodbye.”, "
        "but got the line “Ann: Hello.” (from story.yarn:3)"
    )


@pytest.mark.parametrize(
    ("body", "plan"),
    [
        ("a", "command: `a`"),
        ("<<a>>", "line: `a`"),
        ("<<a>>", "command: `b`"),
        ("a\nb", "line: `a`\nstop"),
        ("a", "line: `a`\nline: *"),
        ("-> a\n-> b", "option: `a`\nselect: 1"),
        ("-> a\n-> b", "option: `b`\noption: `a`\nselect: 1"),
        ("-> a\n-> b", "option: `a` [disabled]\noption: `b`\nselect: 1"),
        ("-> a\n-> b", "select: 3"),
        ("a #yes", "line: `a` #no"),
        ("a", "set: $nobody = 1\nline: `a`"),
        ("<<declare $x = 1>>\na", "set: $x = pear\nline: `a`"),
        ("a", "node: Nowhere\nline: `a`"),
        ("<<call assert(1 == 2)>>", "stop"),
        ("<<jump Nowhere>>", "stop"),
    ],
)
def test_unmet_expectations_fail(body: str, plan: str) -> None:
    """Whatever differs from the plan is a failure of its run."""
    assert len(played(node(body), plan)) == 1


def test_each_run_is_judged_for_itself_and_variables_last() -> None:
    """A failing run does not spoil the next, and variables keep their values between runs."""
    script = node("<<declare $n = 0>>\n<<set $n += 1>>\nn is {$n}")
    assert played(script, "line: `n is 1`\n---\nline: `n is 9`\n---\nline: `n is 3`\nstop")[0].run == 2


def test_old_plans_are_read() -> None:
    """Plans without backticks, `set` without `=`, and `stop:` mean the same."""
    script = node("<<declare $rich = false>>\nrich: {$rich} \n-> go <<if $rich>>")
    assert played(script, "set $rich true\nline: rich: True\noption: go\nselect: 1\nstop:") == []
    assert played(script, "line: *\noption: go [disabled]\nselect: 0\nstop") == []


@pytest.mark.parametrize("plan", ["shout: `x`", "select: pear", "set: x", "saliency: loud", "node:"])
def test_unreadable_plans_name_their_line(plan: str) -> None:
    """A step that means nothing is refused with the file and its line."""
    with pytest.raises(PlanUnreadable, match=r"p\.testplan:2"):
        read_plan("\n" + plan, "p.testplan")


HOST = """
functions:
  - {name: moon, value: 3}
  - {name: motto, parameters: [], value: "sail"}
  - {name: add, parameters: [a, b], expression: "a + $b"}
  - {name: shout, parameters: {text: string}, returns: string, expression: "text + \\"!\\""}
  - {name: either, parameters: [bool, {name: q, type: bool}], expression: "$p1 or q"}
"""


def test_host_functions_give_values_and_expressions() -> None:
    """Functions of a host are typed, called and shown like built-in ones."""
    script = node('{moon()} {motto()} {add(1, 2)} {shout("hey")} {either(false, true)}')
    assert played(script, "line: `3 sail 3 hey! True`\nstop", HOST) == []


@pytest.mark.parametrize(
    "text",
    [
        "functions: 3",
        "- {value: 3}",
        "- {name: f}",
        "- {name: f, value: 1, expression: '2'}",
        "- {name: f, expression: '$x + 1'}",
        "- {name: f, value: [1]}",
        "- {name: 9lives, value: 1}",
        "- {name: f, value: 1, color: red}",
        "- {name: f, parameters: [a], expression: 'a'}",
        "- {name: f, expression: '1 + true'}",
        "a: &a [*a, *a]",
        "functions: [",
    ],
)
def test_broken_host_files_are_refused_in_one_line(text: str) -> None:
    """A functions file that cannot be used is refused with its name and a remedy."""
    with pytest.raises(FunctionsUnreadable, match=r"host\.yaml") as caught:
        read_functions(text, "host.yaml")
    assert "\n" not in str(caught.value)


def test_command_exits_by_result(tmp_path: Path) -> None:
    """`evershow test` exits 0, 1 or 2, and `--json` says the same."""
    (tmp_path / "a.yarn").write_text(node("hello {who()}"))
    (tmp_path / "a.testplan").write_text("line: `hello you`\nstop\n")
    (tmp_path / "host.yaml").write_text("- {name: who, value: you}")
    runner = CliRunner()
    good = runner.invoke(command, [str(tmp_path), "--functions", str(tmp_path / "host.yaml")])
    passed = f"passes  {tmp_path / 'a.testplan'}\n1 of 1 test plans pass\n"
    assert (good.exit_code, good.output) == (0, passed)
    bad = runner.invoke(command, [str(tmp_path / "a.testplan"), "--json"])
    assert bad.exit_code == 1
    assert "nothing tells what who() gives" in json.loads(bad.output)[0]["failures"][0]["actual"]
    assert runner.invoke(command, [str(tmp_path), "--saliency", "loud"]).exit_code == 2
    assert runner.invoke(command, [str(tmp_path / "missing.testplan")]).exit_code == 2


def test_check_reads_scripts_folders_and_projects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`evershow check` takes a script, a folder of scripts or a `.yarnproject`, and leaves seeds alone."""
    (tmp_path / "a.yarn").write_text(node("<<jump Other>>"))
    (tmp_path / "b.yarn").write_text("title: Other\n---\n{$x}\n===\n")
    (tmp_path / "c.yarn").write_bytes(b"title: \xff\n")
    assert check_yarn(tmp_path / "a.yarn", as_json=False) == 0
    assert check_yarn(tmp_path, as_json=False) == 1
    shown = capsys.readouterr().out
    assert "c.yarn:1:1: Y001 error: the file is not UTF-8" in shown
    assert "b.yarn:3:2: Y034 error" in shown
    (tmp_path / "p.yarnproject").write_text('{"sourceFiles": ["a.yarn"]}')
    assert list(read_project(tmp_path).texts) == [str(tmp_path / "a.yarn")]
    assert is_yarn_project(tmp_path)
    (tmp_path / "seed.yaml").write_text("seed: x")
    assert not is_yarn_project(tmp_path)
    assert not is_yarn_project(tmp_path / "a.yarn")


def test_a_path_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    """A name that is too long for the disk is a finding, no traceback."""
    problems = read_project(tmp_path / ("n" * 400 + ".yarn")).problems
    assert [problem.code for problem in problems] == ["Y001"]
