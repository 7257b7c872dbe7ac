"""What a Yarn file says: files, nodes, statements and expressions as frozen values, each with its place in the text.

It does not know how text becomes a tree, what types things have, or what playing it means.

Statements are plain values told apart by class (`match`), expressions likewise; nothing here refers to its parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where something stands in its file: line and column from 1, length in characters (within that line)."""

    line: int
    column: int
    length: int = 1


# --- expressions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as written: `3`, `2.50` (there are no negative literals; see `Unary`)."""

    at: Place
    value: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A quoted string, its escapes resolved."""

    at: Place
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """`true` or `false`."""

    at: Place
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable; the name keeps its `$`."""

    at: Place
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A case of an enum: `Fruit.Apple`, or `.Apple` (then `enum` is None and the type follows from the context).

    A bare word has the enum "": story seeds use it for their ids, plain Yarn knows none (`check` refuses it).
    """

    at: Place
    enum: str | None
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function call."""

    at: Place
    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary:
    """`-x` or `!x` (`not x` is `!`)."""

    at: Place
    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """Two operands and one of `+ - * / % == != < <= > >= && || ^` (words such as `and` or `gte` become these signs)."""

    at: Place
    """The place of the operator."""
    operator: str
    left: Expression
    right: Expression


Expression = Number | Text | Truth | Variable | Member | Call | Unary | Binary

# --- lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """An expression in braces inside the text of a line or a command."""

    at: Place
    expression: Expression


Piece = str | Inline
"""Running text: escapes are resolved but for `\\[`, `\\]` and `\\:`, which the markup reader needs to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A hashtag without its `#`."""

    at: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold for a line, an option or a group item: `<<if x>>`, `<<once>>` or `<<once if x>>`."""

    at: Place
    once: bool
    expression: Expression | None
    late: bool = False
    """It stands behind hashtags: a story seed may write it so, plain Yarn may not (`check` refuses it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text, of an option or of a line group item."""

    at: Place
    pieces: tuple[Piece, ...]
    condition: Condition | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def line_id(self) -> str | None:
        """The id of `#line:id` with its `line:`; None where the author gave none."""
        return next((tag.text for tag in self.tags if tag.text.startswith("line:")), None)

    @property
    def shadow_of(self) -> str | None:
        """The line id (with `line:`) whose text this line repeats, from `#shadow:id`."""
        found = next((tag.text for tag in self.tags if tag.text.startswith("shadow:")), None)
        return None if found is None else "line:" + found.removeprefix("shadow:")


# --- statements -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command for the game, `<<text {expression} text>>`."""

    at: Place
    pieces: tuple[Piece, ...]
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One branch of an `If`; the `else` branch has no condition."""

    at: Place
    condition: Expression | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """`<<if>>`, `<<elseif>>` …, `<<else>>`, `<<endif>>`."""

    at: Place
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """`<<once>>` … `<<else>>` … `<<endonce>>`; `otherwise` is None where there is no `<<else>>`."""

    at: Place
    condition: Expression | None
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """`<<set $x to …>>`; the operator is `=`, `+=`, `-=`, `*=`, `/=` or `%=`."""

    at: Place
    variable: Variable
    operator: str
    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Declare:
    """`<<declare $x = value as type>>`; a value that is no constant makes `$x` a smart variable."""

    at: Place
    variable: Variable
    value: Expression
    type_name: str | None
    type_at: Place | None = None
    parenthesised: bool = False
    """True for `(1)`: as an expression in parentheses it makes a smart variable even of a plain value."""
    description: str = ""
    """The `///` comments right above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumCase:
    """One case of an enum with its raw value, if one is written."""

    at: Place
    name: str
    value: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """`<<enum Name>>` … `<<endenum>>`."""

    at: Place
    name: str
    cases: tuple[EnumCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """`<<jump target>>` or, where `detour`, `<<detour target>>`; the target is a title or an expression."""

    at: Place
    target: str | Expression
    detour: bool
    target_at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """`<<return>>`."""

    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """`<<stop>>`."""

    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoke:
    """`<<call f(x)>>`: a function called for its effect."""

    at: Place
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One option or one item of a line group, with what follows it when it is taken."""

    at: Place
    line: Line
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A group of `->` options."""

    at: Place
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGroup:
    """A group of `=>` items, of which one is run."""

    at: Place
    items: tuple[Item, ...]


Statement = Line | Command | If | Once | Set | Declare | Enum | Jump | Return | Stop | Invoke | Options | LineGroup

# --- nodes and files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header line, `key: value` (the value stripped, without a comment)."""

    at: Place
    key: str
    value: str
    value_at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One `when:` header: `always`, `once`, `once if x`, or an expression."""

    at: Place
    always: bool
    once: bool
    expression: Expression | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One node: its headers (all of them, `title` and `when` too, in order) and its body."""

    at: Place
    title: str
    title_at: Place
    headers: tuple[Header, ...]
    whens: tuple[When, ...]
    body: tuple[Statement, ...]
    body_line: int
    """The line of `---`."""
    end_line: int
    """The line of `===`, or the last line of the file where it is missing."""

    def header(self, key: str) -> str | None:
        """The value of the first header of that name, None where there is none."""
        return next((header.value for header in self.headers if header.key == key), None)

    @property
    def tags(self) -> tuple[str, ...]:
        """The words of the `tags:` header."""
        return tuple((self.header("tags") or "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A `// comment` with its slashes; `alone` where nothing but space stands before it on its line."""

    at: Place
    text: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A parsed file; what could not be read is absent from it and named in the problems that came with it."""

    path: str
    tags: tuple[Tag, ...]
    nodes: tuple[Node, ...]
    comments: tuple[Comment, ...]
