"""What the checker found: every untruth with its scene, and the figures over all of them.

It does not know how untruths are found.
"""

from __future__ import annotations

from dataclasses import dataclass

PRECONDITIONS = frozenset(("condition", "binding", "once", "cooldown", "rating", "travel", "cast", "order"))
"""Kinds of findings that make a scene invalid, because it should not have begun; the others are continuity errors."""
MOST_KEPT = 200
"""Findings kept with their words, because a broken seed repeats itself; the counts go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One untruth."""

    kind: str
    """"condition", "presence", "holder", "state", "thing", "words", "thread", "secret", "lost", "clock" and so on."""
    scene: str
    """Id of the scene, "s12"."""
    storylet: str
    message: str

    def __str__(self) -> str:
        return f"{self.scene} {self.storylet}: {self.kind}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The result of checking one show, or many."""

    scenes: int = 0
    invalid_scenes: int = 0
    """Scenes that should not have begun."""
    continuity_errors: int = 0
    errors: tuple[Finding, ...] = ()
    """The first findings of both sorts."""

    @property
    def validity(self) -> float:
        """Share of scenes whose preconditions held (1 when there was none)."""
        return 1.0 - self.invalid_scenes / self.scenes if self.scenes else 1.0

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.invalid_scenes and not self.continuity_errors

    def plus(self, other: Findings) -> Findings:
        """Both results as one."""
        return Findings(
            scenes=self.scenes + other.scenes,
            invalid_scenes=self.invalid_scenes + other.invalid_scenes,
            continuity_errors=self.continuity_errors + other.continuity_errors,
            errors=(*self.errors, *other.errors)[:MOST_KEPT],
        )


class Notebook:
    """Collects findings while a show is retold."""

    def __init__(self) -> None:
        self.scenes = 0
        self._invalid: set[str] = set()
        self._continuity = 0
        self._kept: list[Finding] = []

    def note(self, kind: str, scene: str, storylet: str, message: str) -> None:
        """Write one untruth down."""
        if kind in PRECONDITIONS:
            self._invalid.add(scene)
        else:
            self._continuity += 1
        if len(self._kept) < MOST_KEPT:
            self._kept.append(Finding(kind=kind, scene=scene, storylet=storylet, message=message))

    def findings(self) -> Findings:
        """Everything so far."""
        return Findings(
            scenes=self.scenes,
            invalid_scenes=len(self._invalid),
            continuity_errors=self._continuity,
            errors=tuple(self._kept),
        )
