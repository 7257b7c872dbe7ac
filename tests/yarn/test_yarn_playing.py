"""Playing: values, functions, nodes, detours, groups and chance behave as in Yarn Spinner."""

from __future__ import annotations

import pytest

from story_engine.yarn.library import CallFailed, formatted, single, written
from story_engine.yarn.program import Program, build
from story_engine.yarn.runner import CommandEvent, Complete, Dialogue, LineEvent, OptionsEvent, RunFailed


def program(text: str) -> Program:
    """The program of one script."""
    built = build({"s.yarn": text})
    assert built.program is not None, [str(error) for error in built.errors]
    return built.program


def node(body: str) -> str:
    """A script of one node."""
    return f"title: Start\n---\n{body}\n===\n"


def said(text: str, *, strategy: str = "best_least_recently_viewed", rng: int = 0, runs: int = 1) -> list[str]:
    """All lines of a script; choices take their first option."""
    dialogue = Dialogue(program(text), strategy=strategy, rng=rng)
    lines: list[str] = []
    for _ in range(runs):
        dialogue.start("Start")
        while not isinstance(event := dialogue.advance(), Complete):
            if isinstance(event, OptionsEvent):
                dialogue.choose(0)
            elif isinstance(event, (LineEvent, CommandEvent)):
                lines.append(event.text)
    return lines


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("1", "1"), ("1.50", "1.5"), ("0.1 + 0.2", "0.3"), ("1 / 3", "0.33333334"), ("10000000", "1E+07"),
        ("16777217", "16777216"), ("0.00001", "1E-05"), ("0.0001", "0.0001"), ("-3", "-3"), ("1 / 0", "Infinity"),
        ("0 / 0", "NaN"), ("7 % 4", "3"), ("-7 % 4", "-3"), ("2 + 3 * 4", "14"), ("(2 + 3) * 4", "20"),
        ("true", "True"), ("not true", "False"), ("true xor true", "False"), ("1 lt 2 and 2 gte 2", "True"),
        ('"a" + "b"', "ab"), ('"a\\"b\\\\"', 'a"b\\'), ('"a" eq "a"', "True"), ('"a" != "A"', "True"),
        ("true or false and false", "False"), ("1 == 1 == true", "True"), ("not (1 == 2)", "True"),
        ("min(2, 3) + max(2, 3)", "5"), ("round(2.5)", "2"), ("round(3.5)", "4"), ("round_places(1.256, 2)", "1.26"),
        ("floor(-1.5)", "-2"), ("ceil(1.2)", "2"), ("inc(1.2)", "2"), ("inc(2)", "3"), ("dec(2)", "1"),
        ("dec(1.2)", "1"),
        ("int(-1.9)", "-1"), ("decimal(1.25)", "0.25"), ('number("12.5") + 1', "13.5"), ('bool("true")', "True"),
        ("bool(0)", "False"), ("string(true)", "True"), ("number(true)", "1"), ("format_invariant(1234.5)", "1234.5"),
        ('format("{0:F2} {0:N0}", 1234.567)', "1234.57 1,235"), ('format("{0:P0}", 0.5)', "50 %"),
        ('format("{0:00.0#}", 3.14159)', "03.14"), ("dice(1)", "1"), ("random_range(4, 4)", "4"),
    ],
)  # fmt: skip
def test_expressions_show_as_in_yarn(expression: str, shown: str) -> None:
    """Numbers are single precision and are written as .NET writes them; operators bind as in Yarn."""
    assert said(node(f"{{{expression}}}")) == [shown]


def test_not_binds_tighter_than_comparison() -> None:
    """`not 1 == 2` is `(not 1) == 2`, which is refused."""
    assert "Y031" in [error.code for error in build({"s.yarn": node("{not 1 == 2}")}).errors]


@pytest.mark.parametrize(("pattern", "value"), [("{1}", 1.0), ("{0", 1.0), ("{0:Q}", 1.0), ("}", 1.0)])
def test_broken_formats_fail(pattern: str, value: float) -> None:
    """A format that cannot be filled says why."""
    with pytest.raises(CallFailed):
        formatted(pattern, value)


def test_single_precision_reads_back() -> None:
    """What is written reads back as the same number."""
    for number in (0.1, 1 / 3, 123456.7, 1e-7, 3.4e38):
        assert single(float(written(single(number)))) == single(number)


def test_visits_count_when_a_node_is_left() -> None:
    """A node is visited once it was left, detours included; a jump leaves every caller."""
    text = """title: Start
---
{visited("Start")} {visited_count("Side")}
<<detour Side>>
{visited_count("Side")}
<<detour Leap>>
never
===
title: Side
---
side
<<return>>
never
===
title: Leap
---
{visited_count("Start")}
<<jump Last>>
===
title: Last
---
{visited_count("Start")} {visited_count("Leap")} {visited("Unheard")}
===
"""
    assert said(text) == ["False 0", "side", "1", "0", "1 1 False"]


def test_tracking_headers_rule_what_is_counted() -> None:
    """`tracking: always` counts a node that no `visited` names, `never` counts none."""
    text = """title: Start
---
<<detour A>>
<<detour B>>
{visited("" + "A")} {visited("B")}
===
title: A
tracking: always
---
a
===
title: B
tracking: never
---
b
===
"""
    assert said(text)[-1] == "True False"


def test_once_is_remembered_everywhere() -> None:
    """Once blocks, lines, options, group items and nodes happen once in the life of the variables."""
    body = """<<once>>
block
<<else>>
else
<<endonce>>
line <<once>>
=> item <<once>>
=> other
-> option <<once>>
    chosen
-> second
    again"""
    assert said(node(body), runs=2)[:4] == ["block", "line", "item", "chosen"]
    dialogue = Dialogue(program(node(body)), strategy="first")
    for expected in ((True, True), (False, True)):
        dialogue.start("Start")
        while not isinstance(event := dialogue.advance(), OptionsEvent):
            pass
        assert event.available == expected
        dialogue.choose(0)


@pytest.mark.parametrize(
    ("strategy", "lines"),
    [
        ("first", ["plain", "plain", "plain"]),
        ("best", ["two", "two", "two"]),
        ("best_least_recently_viewed", ["two", "one", "plain"]),
    ],
)
def test_strategies_choose_as_named(strategy: str, lines: list[str]) -> None:
    """Each saliency strategy picks by order, by conditions, or by conditions among the least seen."""
    body = "<<declare $a = true>>\n=> plain\n=> one <<if $a>>\n=> two <<if $a and $a>>\n=> no <<if not $a>>"
    assert said(node(body), strategy=strategy, runs=3) == lines


def test_chance_follows_from_the_seed() -> None:
    """The same rng seed rolls the same, another seed differs somewhere."""
    body = "{dice(1000)} {random_range(1, 1000)} {random()} {random_range_float(1, 2)}\n=> a\n=> b\n=> c"
    random = "random_best_least_recently_viewed"
    first = said(node(body), strategy=random, rng=1, runs=5)
    assert first == said(node(body), strategy=random, rng=1, runs=5)
    assert first != said(node(body), strategy=random, rng=2, runs=5)


def test_groups_without_content_return_at_once() -> None:
    """A group none of whose nodes may run says nothing; `has_any_content` tells beforehand."""
    text = """title: Start
---
{has_any_content("G")} {has_any_content("Start")} {has_any_content("Nobody")}
<<detour G>>
after
===
title: G
when: false
---
never
===
"""
    assert said(text) == ["False True False", "after"]


def test_smart_variables_follow_and_enums_have_values() -> None:
    """A smart variable is computed when read; an enum case shows its raw value."""
    body = """<<enum E>>
<<case A = "first">>
<<case B = "second">>
<<endenum>>
<<declare $e = E.A>>
<<declare $late = $e == .B>>
{$late} {$e}
<<set $e = E.B>>
{$late} {$e} {string(E.A)}"""
    assert said(node(body)) == ["False first", "True second first"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (node("<<detour Start>>"), "2000 detours"),
        (node("<<jump Start>>"), "goes in a circle"),
        (
            node('<<set $t = "aa">>\n<<detour Grow>>') + "title: Grow\n---\n<<set $t += $t>>\n<<jump Grow>>\n===\n",
            "grew",
        ),
        (node('{number("pear")}'), "is no number"),
        (node("{dice(0)}"), "no number from 1 to 0"),
        (node("<<jump {string(3)}>>"), "no node is titled “3”"),
        (node("<<if f(1)>>\n<<endif>>"), "no function f"),
    ],
)
def test_running_in_circles_or_into_nothing_fails_clearly(text: str, why: str) -> None:
    """What cannot go on ends with one message that names node and line."""
    with pytest.raises(RunFailed, match=why) as caught:
        said(text)
    assert "s.yarn:" in str(caught.value)


def test_handling_a_choice_wrongly_fails_clearly() -> None:
    """Going on over an open choice, or taking an option that is not there, is refused."""
    dialogue = Dialogue(program(node("-> a\n-> b\nend")))
    with pytest.raises(RunFailed, match="no choice is open"):
        dialogue.choose(0)
    dialogue.start("Start")
    assert isinstance(dialogue.advance(), OptionsEvent)
    with pytest.raises(RunFailed, match="take an option first"):
        dialogue.advance()
    with pytest.raises(RunFailed, match="no option 3"):
        dialogue.choose(2)
    dialogue.choose(None)
    assert isinstance(event := dialogue.advance(), LineEvent)
    assert event.text == "end"
    with pytest.raises(RunFailed, match="Nowhere"):
        dialogue.start("Nowhere")


def test_lines_before_options_are_tagged() -> None:
    """Only a line with options right behind it is a `lastline`, at whatever depth."""
    text = node("a\nb\n-> c\n    d #own\n    -> e\nf\n<<wait>>\n-> g\nh\n<<if true>>\n-> i\n<<endif>>")
    dialogue = Dialogue(program(text))
    dialogue.start("Start")
    tags: dict[str, tuple[str, ...]] = {}
    while not isinstance(event := dialogue.advance(), Complete):
        if isinstance(event, OptionsEvent):
            dialogue.choose(0)
        elif isinstance(event, LineEvent):
            tags[event.text] = event.tags
    assert tags == {"a": (), "b": ("lastline",), "d": ("own", "lastline"), "f": (), "h": ()}
