"""Reads one line of a node's body: its text, its commands, its conditions and hashtags.

It does not know how lines nest, nor what stands before or after this one.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple

from story_engine.yarn.expressions import ExpressionReader
from story_engine.yarn.tree import (
    Command,
    Comment,
    Condition,
    Declare,
    EnumCase,
    Expression,
    Inline,
    Invoke,
    Jump,
    Line,
    Piece,
    Place,
    Return,
    Set,
    Stop,
    Tag,
    Variable,
)
from story_engine.yarn.words import IDENTIFIER, Refused, refuse


class Item(NamedTuple):
    """One thing on a line: its kind, place and content.

    Kinds: line, arrow (`->`), group (`=>`), simple (a statement that needs no end), if, elseif, else, endif, once,
    endonce, enum, case, endenum; between lines: indent, dedent, blank (a blank line that ends a group of options).
    """

    kind: str
    at: Place
    value: object = None


_SPECIAL = re.compile(r"[#{\\]|<<|//")
_PLAIN = re.compile(r"(?:[^#{\\</]|<(?!<)|/(?!/))+")
_TAG = re.compile(r"#[ \t]*((?:[^ \t\r\n#$<]|(?<=:)\$)+)")
"""Also `#to:$who`, as story seeds write it; plain Yarn has no variables in hashtags (`check` refuses them)."""
_KEYWORD = re.compile(
    r"<<[ \t]*(if|elseif|else|endif|set|call|declare|jump|detour|return|enum|case|endenum|once|endonce|local)(?=[\s>])"
)
_COMMAND_TEXT = re.compile(r"[^>{]+|>(?!>)")
_SPACE = re.compile(r"[ \t]*")
_TARGET = re.compile(rf"[ \t]*({IDENTIFIER})[ \t]*>>")
_CLOSE = re.compile(r"[ \t]*>>")
_ESCAPABLE = frozenset("\\<>{}#/")
_MARKUP_ESCAPES = frozenset("[]:")
_ASSIGNMENTS = frozenset(("=", "+=", "-=", "*=", "/=", "%="))


def read_line(text: str, line: int, comments: list[Comment]) -> list[Item]:
    """What stands on one line of a body (`text` without its line end); comments found on the way join `comments`."""
    items: list[Item] = []
    position = 0
    while True:
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr]
        if position >= len(text):
            return items
        if text.startswith("//", position):
            comments.append(_comment(text, position, line))
            return items
        start = Place(line, position + 1)
        if text.startswith("->", position) or text.startswith("=>", position):
            kind = "arrow" if text[position] == "-" else "group"
            position = _SPACE.match(text, position + 2).end()  # type: ignore[union-attr]
            if position >= len(text) or text.startswith(("//", "<<", "#"), position):
                what = "option" if kind == "arrow" else "item of a line group"
                raise refuse("Y012", start, f"an {what} has no text", "write the text behind the arrow")
            items.append(Item(kind, start, read_text(text, position, line, comments)))
            return items
        if text.startswith("<<", position):
            item, position = _read_command(text, position, line, comments)
            items.append(item)
            continue
        if text[position] == "#":
            if not items or not isinstance(items[-1].value, Command):
                raise refuse(
                    "Y010", start, "a hashtag stands alone", "put it behind the line it belongs to, or write \\#"
                )
            tags, position = _read_tags(text, position, line, comments)
            _nothing_behind(text, position, line)
            command = items[-1].value
            items[-1] = Item("simple", items[-1].at, Command(at=command.at, pieces=command.pieces, tags=tags))
            return items
        items.append(Item("line", start, read_text(text, position, line, comments)))
        return items


def read_text(text: str, position: int, line: int, comments: list[Comment]) -> Line:
    """The rest of a line as text with its condition and hashtags."""
    at = Place(line, position + 1, len(text) - position)
    if _SPECIAL.search(text, position) is None:
        return Line(at=at, pieces=(text[position:].strip(),))
    pieces: list[Piece] = []
    condition: Condition | None = None
    tags: tuple[Tag, ...] = ()
    end = len(text)
    while position < end:
        letter = text[position]
        if letter == "\\":
            following = text[position + 1 : position + 2]
            if following in _MARKUP_ESCAPES and following:
                pieces.append("\\" + following)
            elif following in _ESCAPABLE and following:
                pieces.append(following)
            else:
                raise refuse(
                    "Y010",
                    Place(line, position + 1, 2),
                    f"“\\{following}” escapes nothing",
                    "a backslash may stand before \\ < > { } # / [ ] and : only; write \\\\ for a backslash",
                )
            position += 2
        elif letter == "{":
            inline, position = _read_inline(text, position, line)
            pieces.append(inline)
        elif letter == "#":
            tags, position = _read_tags(text, position, line, comments)
            if text.startswith("<<", position):
                condition, position = _read_condition(text, position, line, late=True)
                more, position = _read_tags(text, position, line, comments)
                tags += more
            _nothing_behind(text, position, line)
            break
        elif text.startswith("<<", position):
            condition, position = _read_condition(text, position, line)
            tags, position = _read_tags(text, position, line, comments)
            _nothing_behind(text, position, line)
            break
        elif text.startswith("//", position):
            comments.append(_comment(text, position, line))
            break
        else:
            plain = _PLAIN.match(text, position)
            assert plain is not None
            pieces.append(plain.group())
            position = plain.end()
    return Line(at=at, pieces=_joined(pieces), condition=condition, tags=tags)


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring texts as one."""
    merged: list[Piece] = []
    for is_text, run in groupby(pieces, key=lambda piece: isinstance(piece, str)):
        neighbours = list(run)
        merged.extend(["".join(map(str, neighbours))] if is_text else neighbours)
    return merged


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbouring texts as one, without space at either end of the line."""
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return (pieces[0].strip(),)
    joined = _merged(pieces)
    if joined and isinstance(joined[0], str):
        joined[0] = joined[0].lstrip()
    if joined and isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip()
    return tuple(piece for piece in joined if piece != "") or ("",)


def _read_inline(text: str, position: int, line: int) -> tuple[Inline, int]:
    reader = ExpressionReader(text, line, position + 1)
    expression = reader.expression()
    closing = reader.expect("}", "to close the expression")
    return Inline(at=Place(line, position + 1, closing.end - position), expression=expression), closing.end


def _read_condition(text: str, position: int, line: int, *, late: bool = False) -> tuple[Condition, int]:
    """The condition behind a line's text; `position` stands at its `<<`; `late`: behind its hashtags."""
    at = Place(line, position + 1, 2)
    keyword = _KEYWORD.match(text, position)
    word = None if keyword is None else keyword.group(1)
    if keyword is None or word not in ("if", "once"):
        raise refuse(
            "Y010",
            at,
            "a command stands behind text on the same line",
            "give the command a line of its own; only <<if …>> and <<once>> may follow text",
        )
    once = word == "once"
    position = keyword.end()
    expression: Expression | None = None
    if once:
        closing = _CLOSE.match(text, position)
        if closing is not None:
            end = closing.end()
            at = Place(line, at.column, end - at.column + 1)
            return Condition(at=at, once=True, expression=None, late=late), end
        position = _after_once_if(text, position, line)
    expression, end = _command_expression(text, position, line)
    at = Place(line, at.column, end - at.column + 1)
    return Condition(at=at, once=once, expression=expression, late=late), end


def _after_once_if(text: str, position: int, line: int) -> int:
    found = re.compile(r"[ \t]*if(?=\s)").match(text, position)
    if found is None:
        raise refuse("Y006", Place(line, position + 1), "<<once>> is followed by something else", "write <<once if …>>")
    return found.end()


def _command_expression(text: str, position: int, line: int) -> tuple[Expression, int]:
    """An expression up to the `>>` of its command, and where the text goes on."""
    reader = ExpressionReader(text, line, position)
    expression = reader.expression()
    return expression, reader.expect(">>", "to close the command").end


def _read_tags(text: str, position: int, line: int, comments: list[Comment]) -> tuple[tuple[Tag, ...], int]:
    """The hashtags at `position`, and where something else begins."""
    tags: list[Tag] = []
    while True:
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr]
        if position >= len(text):
            return tuple(tags), position
        if text.startswith("//", position):
            comments.append(_comment(text, position, line))
            return tuple(tags), len(text)
        found = _TAG.match(text, position)
        if found is None:
            return tuple(tags), position
        tags.append(Tag(at=Place(line, position + 1, found.end() - position), text=found.group(1)))
        position = found.end()


def _nothing_behind(text: str, position: int, line: int) -> None:
    if position < len(text):
        raise behind_tags(text[position:].strip(), Place(line, position + 1, len(text) - position))


def behind_tags(rest: str, at: Place) -> Refused:
    """The refusal of what stands behind a line's hashtags."""
    return refuse(
        "Y010",
        at,
        f"“{rest[:30]}” stands behind the line's conditions or hashtags",
        "a line is text, then one condition, then hashtags; nothing follows them",
    )


def _comment(text: str, position: int, line: int) -> Comment:
    return Comment(
        at=Place(line, position + 1, len(text) - position),
        text=text[position:].rstrip(),
        alone=not text[:position].strip(),
    )


# --- commands -------------------------------------------------------------------------------------------------------


def _read_command(text: str, position: int, line: int, comments: list[Comment]) -> tuple[Item, int]:
    """The command whose `<<` stands at `position`, and where the line goes on behind it."""
    at = Place(line, position + 1, 2)
    keyword = _KEYWORD.match(text, position)
    if keyword is None:
        return _read_game_command(text, position, line)
    word, after = keyword.group(1), keyword.end()
    if word in ("else", "endif", "endonce", "endenum", "return"):
        end = _closed(text, after, line, word)
        at = Place(line, at.column, end - position)
        return (Item("simple", at, Return(at=at)) if word == "return" else Item(word, at)), end
    if word in ("if", "elseif"):
        expression, end = _command_expression(text, after, line)
        return Item(word, Place(line, at.column, end - position), expression), end
    if word == "once":
        closing = _CLOSE.match(text, after)
        if closing is not None:
            return Item("once", Place(line, at.column, closing.end() - position)), closing.end()
        expression, end = _command_expression(text, _after_once_if(text, after, line), line)
        return Item("once", Place(line, at.column, end - position), expression), end
    if word in ("jump", "detour"):
        return _read_jump(text, position, after, line, word == "detour")
    if word == "enum":
        found = _TARGET.match(text, after)
        if found is None:
            raise refuse("Y006", at, "<<enum>> needs one name", "write <<enum Name>>")
        return Item("enum", Place(line, at.column, found.end() - position), found.group(1)), found.end()
    if word == "local":
        raise refuse("Y006", at, "<<local>> is kept for a later version of Yarn", "use <<declare>>")
    reader = ExpressionReader(text, line, after)
    return _read_clause(word, reader, at, position)


def _read_clause(word: str, reader: ExpressionReader, at: Place, position: int) -> tuple[Item, int]:
    """`set`, `declare`, `case` and `call`, which are written with the signs of expressions."""
    if word == "case":
        name = reader.advance()
        if name.kind != "word":
            raise refuse("Y006", at, "<<case>> needs a name", "write <<case Name>> or <<case Name = value>>")
        value = None
        if reader.token.text == "=" and reader.token.kind == "sign":
            reader.advance()
            value = reader.expression()
        end = reader.expect(">>", "to close the command").end
        return Item("case", at, EnumCase(at=reader.place(name), name=name.text, value=value)), end
    if word == "call":
        call = reader.expression()
        end = reader.expect(">>", "to close the command").end
        if type(call).__name__ != "Call":
            raise refuse("Y006", at, "<<call>> needs a function", "write <<call name(…)>>")
        return Item("simple", at, Invoke(at=Place(at.line, at.column, end - position), call=call)), end  # type: ignore[arg-type]
    token = reader.advance()
    if token.kind != "variable":
        raise refuse("Y006", at, f"<<{word}>> needs a variable", f"write <<{word} $name = value>>")
    variable = Variable(at=reader.place(token), name=token.text)
    operator = reader.token
    allowed = _ASSIGNMENTS if word == "set" else {"="}
    if operator.kind != "sign" or operator.text not in allowed:
        raise refuse(
            "Y006",
            reader.place(operator),
            f"<<{word} {variable.name}>> gives no value",
            f"write <<{word} {variable.name} = value>>",
        )
    reader.advance()
    parenthesised = reader.token.kind == "sign" and reader.token.text == "("
    value = reader.expression()
    type_name, type_at = None, None
    if word == "declare" and reader.token.kind == "word" and reader.token.text == "as":
        reader.advance()
        named = reader.advance()
        if named.kind != "word":
            raise refuse("Y006", reader.place(named), "the name of a type is missing", "write “as number”")
        type_name, type_at = named.text, reader.place(named)
    end = reader.expect(">>", "to close the command").end
    at = Place(at.line, at.column, end - position)
    if word == "set":
        return Item("simple", at, Set(at=at, variable=variable, operator=operator.text, value=value)), end
    declare = Declare(
        at=at, variable=variable, value=value, type_name=type_name, type_at=type_at, parenthesised=parenthesised
    )
    return Item("simple", at, declare), end


def _read_jump(text: str, position: int, after: int, line: int, detour: bool) -> tuple[Item, int]:
    start = _SPACE.match(text, after).end()  # type: ignore[union-attr]
    target: str | Expression
    if text.startswith("{", start):
        inline, end = _read_inline(text, start, line)
        target, target_at = inline.expression, inline.at
        end = _closed(text, end, line, "detour" if detour else "jump")
    else:
        found = _TARGET.match(text, after)
        if found is None:
            word = "detour" if detour else "jump"
            raise refuse(
                "Y006",
                Place(line, position + 1, 2),
                f"<<{word}>> needs the title of one node",
                f"write <<{word} Title>> or <<{word} {{expression}}>>",
            )
        target, end = found.group(1), found.end()
        target_at = Place(line, found.start(1) + 1, len(target))
    at = Place(line, position + 1, end - position)
    return Item("simple", at, Jump(at=at, target=target, detour=detour, target_at=target_at)), end


def _closed(text: str, position: int, line: int, word: str) -> int:
    found = _CLOSE.match(text, position)
    if found is None:
        raise refuse("Y006", Place(line, position + 1), f"<<{word}>> is not closed here", "end the command with >>")
    return found.end()


def _read_game_command(text: str, position: int, line: int) -> tuple[Item, int]:
    start = position
    position = _SPACE.match(text, position + 2).end()  # type: ignore[union-attr]
    pieces: list[Piece] = []
    while not text.startswith(">>", position):
        if position >= len(text):
            raise refuse("Y005", Place(line, start + 1, 2), "a command has no end", "close it with >> on the same line")
        if text[position] == "{":
            inline, position = _read_inline(text, position, line)
            pieces.append(inline)
            continue
        found = _COMMAND_TEXT.match(text, position)
        assert found is not None
        pieces.append(found.group())
        position = found.end()
    position += 2
    pieces = _merged(pieces)
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip()
    at = Place(line, start + 1, position - start)
    if not pieces:
        raise refuse("Y006", at, "a command is empty", "write its name between << and >>")
    if pieces == ["stop"]:
        return Item("simple", at, Stop(at=at)), position
    return Item("simple", at, Command(at=at, pieces=tuple(pieces))), position
