"""Every error that the story engine raises, as one tree.

It knows nothing of what the callers do about them.

    StoryError
    ├── SeedError          a story seed is broken; carries every diagnostic
    ├── ExpressionError    a condition or effect cannot be read; carries its column
    ├── RatingError        the seed is meant for older viewers
    ├── InputError         an input that cannot apply (a pick without an open choice)
    ├── ViewersError       a file of simulated viewers tells something that cannot be
    └── JournalError       a journal is damaged or of another seed
        └── ReplayError    a journal's decision no longer fits the seed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from story_engine.seed.diagnostics import Diagnostic


class StoryError(Exception):
    """Anything that the story engine can complain about, in one line with a remedy."""


class SeedError(StoryError):
    """A story seed cannot be played; `diagnostics` holds everything that was found."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


class ExpressionError(StoryError):
    """An expression cannot be read; `column` counts from 0 inside the expression's text."""

    def __init__(self, message: str, column: int = 0, remedy: str = "", code: str = "SD110") -> None:
        super().__init__(message)
        self.column = column
        self.remedy = remedy
        self.code = code


class RatingError(StoryError):
    """The seed is rated above the viewer's ceiling."""


class InputError(StoryError):
    """The input does not fit the moment."""


class ViewersError(StoryError):
    """A file of kinds of simulated viewers cannot be read; each line names a place in it, the cause and the remedy."""


class JournalError(StoryError):
    """The journal cannot be read or belongs to another seed."""


class ReplayError(JournalError):
    """A journaled decision no longer fits the seed; `retold`: the scene before it is told otherwise now."""

    def __init__(self, message: str, *, retold: bool = False) -> None:
        super().__init__(message)
        self.retold = retold
