"""Reads expressions: `$gold >= 3 and not visited("Harbour")` becomes a tree.

It does not know types, variables' values or what stands around the expression.
"""

from __future__ import annotations

import re

from story_engine.yarn.tree import Binary, Call, Expression, Member, Number, Place, Text, Truth, Unary, Variable
from story_engine.yarn.words import DEEPEST, MOST_OPERANDS, Token, next_token, refuse

_STRENGTH = {
    "&&": 1, "||": 1, "^": 1, "==": 2, "!=": 2, "<": 3, "<=": 3, ">": 3, ">=": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
}  # fmt: skip
"""How tightly an operator binds; `and`, `or` and `xor` share one level and are read from the left."""
_UNARY_STRENGTH = 6
_ESCAPED = re.compile(r"\\([\"\\])")


class ExpressionReader:
    """A cursor over one line of text that reads expressions and the signs between them; columns count from 0."""

    __slots__ = ("_operands", "_token", "line", "text")

    def __init__(self, text: str, line: int, position: int = 0) -> None:
        self.text = text
        self.line = line
        self._operands = 0
        self._token = next_token(text, position, line)

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self._token

    def advance(self) -> Token:
        """Take the next token."""
        taken = self._token
        if taken.kind != "end":
            self._token = next_token(self.text, taken.end, self.line)
        return taken

    def place(self, token: Token) -> Place:
        """Where a token stands."""
        return Place(self.line, token.start + 1, max(1, len(token.text)))

    def expect(self, sign: str, why: str) -> Token:
        """Take `sign` or refuse."""
        if self._token.kind != "sign" or self._token.text != sign:
            raise self.unexpected(f"“{sign}” {why}")
        return self.take_last(sign)

    def take_last(self, sign: str) -> Token:
        """Take `sign`; what follows a closing `}` or `>>` is not an expression, so it is not looked at."""
        taken = self._token
        if sign in ("}", ">>"):
            return taken
        return self.advance()

    def unexpected(self, wanted: str) -> Exception:
        """The refusal of the next token, naming what was wanted."""
        token = self._token
        seen = "the line ends" if token.kind == "end" else f"“{token.text}” stands there"
        remedy = "write the missing part"
        if wanted.startswith("“)”") and token.kind in ("word", "variable", "number", "string"):
            remedy = f"put a comma before “{token.text}”, or close the bracket"
        return refuse("Y007", self.place(token), f"expected {wanted}, but {seen}", remedy)

    def expression(self, strength: int = 0, depth: int = 0) -> Expression:
        """An expression whose operators bind tighter than `strength`."""
        if depth > DEEPEST:
            raise refuse(
                "Y011", self.place(self._token), f"more than {DEEPEST} nested expressions", "split it with variables"
            )
        left = self._operand(depth)
        while True:
            token = self._token
            level = _STRENGTH.get(token.text, 0) if token.kind == "sign" else 0
            if level <= strength:
                return left
            self.advance()
            right = self.expression(level, depth + 1)
            left = Binary(at=self.place(token), operator=token.text, left=left, right=right)

    def _operand(self, depth: int) -> Expression:
        token = self._token
        at = self.place(token)
        self._operands += 1
        if self._operands > MOST_OPERANDS:
            raise refuse("Y011", at, f"one expression has more than {MOST_OPERANDS} parts", "split it with variables")
        match token.kind, token.text:
            case "number", text:
                self.advance()
                return Number(at=at, value=float(text), text=text)
            case "string", text:
                self.advance()
                return Text(at=at, value=_ESCAPED.sub(r"\1", text[1:-1]))
            case "variable", text:
                self.advance()
                return Variable(at=at, name=text)
            case "word", "true" | "false":
                self.advance()
                return Truth(at=at, value=token.text == "true")
            case "word", "null" | "as":
                raise self.unexpected("a value")
            case "word", name:
                self.advance()
                return self._named(name, at, depth)
            case "sign", ".":
                self.advance()
                return self._member(None, at)
            case "sign", "-" | "!":
                self.advance()
                operand = self.expression(_UNARY_STRENGTH, depth + 1)
                return Unary(at=at, operator=token.text, operand=operand)
            case "sign", "(":
                self.advance()
                inner = self.expression(0, depth + 1)
                self.expect(")", "to close the parenthesis")
                return inner
        raise self.unexpected("a value")

    def _named(self, name: str, at: Place, depth: int) -> Expression:
        if self._token.kind == "sign" and self._token.text == "(":
            self.advance()
            arguments: list[Expression] = []
            if not (self._token.kind == "sign" and self._token.text == ")"):
                arguments.append(self.expression(0, depth + 1))
                while self._token.kind == "sign" and self._token.text == ",":
                    self.advance()
                    arguments.append(self.expression(0, depth + 1))
            self.expect(")", f"to close {name}(")
            return Call(at=at, name=name, arguments=tuple(arguments))
        if self._token.kind == "sign" and self._token.text == ".":
            self.advance()
            return self._member(name, at)
        # A bare word: the checker of plain Yarn refuses it, a story seed looks it up among its ids and facts.
        return Member(at=at, enum="", case=name)

    def _member(self, enum: str | None, at: Place) -> Expression:
        token = self._token
        if token.kind != "word":
            raise self.unexpected("the name of an enum's case")
        self.advance()
        length = token.end - (at.column - 1)
        return Member(at=Place(at.line, at.column, length), enum=enum, case=token.text)


def whole_expression(text: str, line: int, position: int = 0) -> Expression:
    """The expression that `text` is from `position` to its end."""
    reader = ExpressionReader(text, line, position)
    found = reader.expression()
    if reader.token.kind != "end":
        raise reader.unexpected("the end of the expression")
    return found
