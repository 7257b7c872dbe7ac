"""The tree that is read from a script: places, comments, tags, nesting."""

from __future__ import annotations

from story_engine.yarn.parsing import parse
from story_engine.yarn.tree import Binary, Command, Declare, If, Inline, Line, Options, Unary, Variable

SCRIPT = """#file_tag
title: Start // not the title
tags: a b
when: once if $x > 1 // why
---
// above
/// how many
/// there are
<<declare $x = 1>>
Ann: hi {$x - -1} there <<if not $y>> #one #line:l1 // beside
-> go
    <<if $x == 1>>
        wait \\{ here
    <<endif>>
    <<show {$x}>> #loud
-> stay
===
"""


def test_places_tags_and_comments_are_kept() -> None:
    """Every part knows its line and column; comments and hashtags are there for who rewrites the file."""
    tree, problems = parse(SCRIPT, "s.yarn")
    (node,) = tree.nodes
    assert problems == ()
    assert [tag.text for tag in tree.tags] == ["file_tag"]
    assert (node.title, node.tags, node.body_line, node.end_line) == ("Start", ("a", "b"), 5, 17)
    assert node.whens[0].once
    assert isinstance(node.whens[0].expression, Binary)
    assert [(one.at.line, one.alone) for one in tree.comments] == [
        (2, False), (4, False), (6, True), (7, True), (8, True), (10, False),
    ]  # fmt: skip
    declare, line, options = node.body
    assert isinstance(declare, Declare)
    assert declare.description == "how many there are"
    assert isinstance(line, Line)
    assert (line.line_id, line.at[:2]) == ("line:l1", (10, 1))
    assert [piece if isinstance(piece, str) else "{}" for piece in line.pieces] == ["Ann: hi ", "{}", " there"]
    inline = line.pieces[1]
    assert isinstance(inline, Inline)
    assert inline.at == (10, 9, 9)
    assert isinstance(inline.expression, Binary)
    assert inline.expression.left == Variable(at=inline.at._replace(column=10, length=2), name="$x")
    assert isinstance(inline.expression.right, Unary)
    assert isinstance(options, Options)
    assert [item.at[:2] for item in options.items] == [(11, 1), (16, 1)]
    condition, command = options.items[0].body
    assert isinstance(condition, If)
    assert isinstance(command, Command)
    inside = condition.clauses[0].body[0]
    assert isinstance(inside, Line)
    assert inside.pieces == ("wait { here",)
    assert [tag.text for tag in command.tags] == ["loud"]


def test_every_line_end_is_a_line_end() -> None:
    """Windows, old Mac and Unix line ends give the same tree."""
    unix, _ = parse(SCRIPT)
    assert parse(SCRIPT.replace("\n", "\r\n"))[0] == unix
    assert parse(SCRIPT.replace("\n", "\r"))[0] == unix
    assert parse("\ufeff" + SCRIPT)[0] == unix


def test_one_mistake_hides_no_other() -> None:
    """Reading goes on behind a mistake, and problems come in the order of the text."""
    text = "title: A\n---\n<<set $x>>\nfine\n{1\n-> \nfine\n===\ntitle: B C\n---\n<<if>>\na\n===\n"
    tree, problems = parse(text)
    assert [problem.line for problem in problems] == [3, 5, 6, 9, 11]
    assert len(tree.nodes) == 2
