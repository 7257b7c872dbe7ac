"""Hostile and broken input: reading, checking and playing always end, with findings instead of failures."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from story_engine.yarn.hosts import FunctionsUnreadable, read_functions
from story_engine.yarn.markup import read_markup
from story_engine.yarn.parsing import parse
from story_engine.yarn.program import build
from story_engine.yarn.runner import Complete, Dialogue, OptionsEvent, RunFailed
from story_engine.yarn.testplan import PlanUnreadable, read_plan, run_plan
from story_engine.yarn.words import LONGEST_FILE

PIECES = [
    "title: ", "Start",
    "A", "when: ", "always", "once", " if ", "---", "===", "\n", "\n", "\n    ", "\n\t", "-> ", "=> ",
    "<<", ">>", "if ", "elseif ", "else", "endif", "once", "endonce", "set ", "declare ", "jump ", "detour ", "return",
    "stop", "enum ", "case ", "endenum", "call ", "$x", "$y", " = ", " += ", "1", "2.5", '"t"', "true", "(", ")", "{",
    "}",
    " + ", " - ", " * ", " == ", " < ", " and ", "not ", "f(", "visited(", ",", ".", "E", ".A", "#line:a", "#shadow:a",
    " #t", "//", "\\", "[b]", "[/b]", "[", "]", "Ann: ", "text ", "é", "\u2028", "\r", "🧶",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
LINES = st.lists(
    st.sampled_from(
        ["Ann: hi {$x}", "-> a", "-> b <<if $x > 1>>", "    inside", "=> c <<once>>", "<<if $x == 1>>", "<<else>>",
         "<<endif>>", "<<set $x += 1>>", "<<jump Start>>", "<<detour Start>>", "<<detour A>>", "<<return>>", "<<stop>>",
         "<<once>>", "<<endonce>>", "", "    ", "\t-> d", "{dice(6)} [wave]", "<<wait {$x}>>", "// c"]
    ),
    max_size=14,
)  # fmt: skip


@given(SOUP)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_checked(text: str) -> None:
    """No text makes reading or checking fail; every problem has a place inside the text."""
    for problem in build({"s.yarn": text, "t.yarn": f"title: Start\n---\n{text}\n===\n"}).problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
        assert problem.remedy


@given(LINES, st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_any_program_ends_or_fails_with_a_reason(lines: list[str], pick: int) -> None:
    """Whatever compiles can be played for a while: it ends, goes on, or fails with a reason."""
    text = "title: Start\n---\n<<declare $x = 1>>\n" + "\n".join(lines) + "\n===\ntitle: A\n---\nin a\n===\n"
    built = build({"s.yarn": text})
    if built.program is None:
        return
    dialogue = Dialogue(built.program)
    dialogue.start("Start")
    reasons: list[str] = []
    try:
        for _ in range(50):
            event = dialogue.advance()
            if isinstance(event, Complete):
                return
            if isinstance(event, OptionsEvent):
                dialogue.choose(pick % len(event.options))
    except RunFailed as failed:
        reasons.append(str(failed))
    assert all(reasons)


@given(st.text(max_size=200), SOUP)
@settings(max_examples=200, deadline=None)
def test_any_markup_plan_and_host_file_is_read_or_refused(text: str, soup: str) -> None:
    """Markup never fails; a plan or a host file is read or refused with one message."""
    program = build({"s.yarn": "title: Start\n---\na\n-> b\n===\n"}).program
    assert program is not None
    reasons: list[str] = []
    for hostile in (text, soup):
        read_markup(hostile)
        try:
            run_plan(read_plan(hostile, "p"), program)
        except PlanUnreadable as refused:
            reasons.append(str(refused))
        try:
            read_functions(hostile, "f")
        except FunctionsUnreadable as unreadable:
            reasons.append(str(unreadable))
    assert all(reasons)


def test_huge_files_are_refused_unread() -> None:
    """A file beyond the limit is refused in one step."""
    tree, problems = parse("x" * (LONGEST_FILE + 1), "big.yarn")
    assert (tree.nodes, [one.code for one in problems]) == ((), ["Y001"])


def test_long_lines_and_many_lines_are_read() -> None:
    """A line of a million characters and a node of ten thousand options are read like any other."""
    tree, problems = parse("title: A\n---\n" + "x" * 1_000_000 + "\n" + "-> o\n" * 10_000 + "===\n")
    assert problems == ()
    assert len(tree.nodes[0].body) == 2
