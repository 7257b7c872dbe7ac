"""The statements of a scene's body, as frozen values.

They do not know how they are performed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from story_engine.expr import Expr
from story_engine.plan import ChoiceForm, Tone
from story_engine.seed.diagnostics import Where

Template: TypeAlias = tuple[str | Expr, ...]
"""A text with `{expressions}` in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A line of a character, or of the narrator (`speaker` "")."""

    key: str
    """Unique in the seed: `node:line`."""
    speaker: str
    text: Template
    emotion: str = "calm"
    tone: Tone = Tone.SAY
    to: str = ""
    condition: Expr | None = None
    where: Where
    line_id: str = ""
    """The author's own `#line:` id, by which translations know it; "" = they make one from the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`<<act actor verb target>>`."""

    actor: str
    verb: str
    target: str = ""
    thing: str = ""
    ok: bool = True
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """`<<shot size subjects move>>`: belongs to the next beat."""

    size: str
    subjects: tuple[str, ...]
    move: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One change to the world."""

    kind: str
    """give, take, drop, put, move, lose, state, unstate, climb, stage, learn, tell, fact, quality."""
    name: str = ""
    arguments: tuple[Expr, ...] = ()
    value: Expr | None = None
    """quality: the amount. """
    operator: str = "="
    """quality: =, += or -=."""
    positive: bool = True
    """fact: made true or untrue."""
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`<<do effect, effect>>`."""

    effects: tuple[Effect, ...]
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A command with one word or text: sound, wait, weather, letter, reveal, open, close, advance, hook, callback,
    failed, jump, detour, stop."""

    kind: str
    text: str = ""
    template: Template = ()
    seconds: float = 0.0
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """`<<set $name to expression>>`."""

    name: str
    value: Expr
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One way of a branching, line group or once; no condition = always."""

    condition: Expr | None
    body: Block
    key: str = ""
    """Unique in the seed: `node:line:column`."""
    id: str = ""
    """`node:` and what it is known by among its siblings wherever it stands; only in line groups."""

    @property
    def own(self) -> str:
        """Its id without the node."""
        return self.id.rpartition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branching:
    """`<<if>> <<elseif>> <<else>> <<endif>>`."""

    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceOnly:
    """`<<once>> … <<else>> … <<endonce>>`."""

    key: str
    """`node:` and what it is known by, wherever it stands."""
    body: Block
    otherwise: Block = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """A `=>` line group: one arm is played, least recently heard first."""

    key: str
    """Unique in the seed: `node:line:column`."""
    arms: tuple[Arm, ...]
    id: str = ""
    """`node:` and which of its groups it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One `->` option."""

    id: str
    text: Template
    condition: Expr | None
    tags: tuple[tuple[str, float], ...]
    body: Block
    where: Where
    line_id: str = ""
    """The author's own `#line:` id."""
    tags_at: tuple[Where, ...] = ()
    """Where each of the tags stands."""
    own: str = ""
    """What it is known by among its siblings, wherever it stands."""
    picture: str = ""
    """`#picture:`: a person, place or thing (or `$role`) that is shown beside it; "" = words alone."""
    picture_at: Where | None = None
    """Where that tag stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """A `->` group with its settings."""

    key: str
    """Unique in the seed: `node:line:column`."""
    answers: tuple[Answer, ...]
    window_seconds: float
    default: int
    """Number of the author's default, 0 = by the viewer's taste."""
    prompt: str
    where: Where
    id: str = ""
    """`node:` and which of its groups it is."""
    form: ChoiceForm = ChoiceForm.CARDS
    """How it is laid out on the screen."""


Statement: TypeAlias = Say | Deed | Framing | Change | Cue | Assign | Branching | OnceOnly | Alternatives | Choosing
Block: TypeAlias = tuple[Statement, ...]
