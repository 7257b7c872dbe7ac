"""Expressions are read, refused with a column, and evaluated without Python's own evaluator."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from story_engine.errors import ExpressionError
from story_engine.expr import Value, compile_closure, conjuncts, parse, substitute
from story_engine.seed import load_seed
from story_engine.watch import watch_closure
from story_engine.world import WorldScope, atoms_read, first_world

SEED = load_seed(Path(__file__).parent / "seeds" / "ferry-lamp")
WORLD = first_world(SEED)


def value(text: str) -> Value:
    return compile_closure(parse(text))(WorldScope(SEED, WORLD, {"who": "ada"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 == 7", True),
        ("(1 + 2) * 3 == 9", True),
        ("-2 < 1 and 1 < 2", True),
        ("not at(ada, quay)", False),
        ("at($who) == quay", True),
        ("at($who, quay) && !at(brix, quay)", True),
        ("has(brix, oil) || false", True),
        ("holder(oil) == brix", True),
        ("same_place(ada, brix)", False),
        ("same_place(brix, oil)", True),
        ("owes(brix, ada)", True),
        ("lamp_lit", False),
        ("trust(ada, brix) >= 0", True),
        ('thread("dark", "unopened")', True),
        ('weather("clear") and hour() is 17', True),
        ('since("lighting") > 100', True),
        ("10 / 0 == 0", True),
        ("7 % 4", 3.0),
        ('"a" + "b" == "ab"', True),
    ],
)
def test_values(text: str, expected: Value) -> None:
    """Expressions mean what Yarn and a reader expect."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "column"),
    [("a &&", 4), ("(a", 2), ("a b", 2), ("a = b", 2), ("@", 0), ("", 0), ("f(a,", 4), ("a && ) b", 5)],
)
def test_refusals(text: str, column: int) -> None:
    """A mistake is told with the column where it stands."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == column


@pytest.mark.parametrize("text", ["__import__('os')", "a.b", "[1]", "lambda: 1", "x" * 700, "(" * 60 + "1" + ")" * 60])
def test_hostile_text(text: str) -> None:
    """Nothing but the small language is read; long and deep texts are refused."""
    with pytest.raises(ExpressionError):
        parse(text)


@given(st.text(max_size=80))
def test_any_text_parses_or_is_refused(text: str) -> None:
    """No text makes the reader fail in another way."""
    column = 0
    try:
        parse(text)
    except ExpressionError as error:
        column = error.column
    assert 0 <= column <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "has(brix, oil) && not spilled", "lies(lamp, quay) || weather(fog)", "trust(ada, brix) > -1",
        "not at(ada, shed)",
        'since("lighting") > 5 || minutes() > 2', "same_place(ada, brix)", "at(ada) == quay", "hour() > 18 || night()",
        'visited("lighting")', "owes(ada, brix)", 'state(lamp, "lit")',
    ],
)  # fmt: skip
def test_watches_agree_with_plain_closures(text: str) -> None:
    """A watch gives what the plain closure gives, in worlds before and after changes."""
    tree = parse(text)
    watch, closure = watch_closure(SEED, tree), compile_closure(tree)
    changed = WORLD.write({("holder", "oil"): "ada", ("at", "ada"): "shed", ("weather",): "fog", ("hour",): 22.0}, "s1")
    for world in (WORLD, changed):
        assert bool(watch(world)) == bool(closure(WorldScope(SEED, world, {})))


def test_atoms_read() -> None:
    """The atoms that a ground condition depends on are known beforehand."""
    tree = substitute(parse('has($who, oil) && weather("fog")'), {"who": "ada"})
    assert atoms_read(SEED, tree) == {("holder", "oil"), ("weather",)}
    assert len(conjuncts(tree)) == 2
