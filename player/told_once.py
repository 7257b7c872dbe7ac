"""Which lasting troubles are told: each once, again when it has changed or minutes later, and when all are over.

It knows no clock and no screen: who shows them says what time it is.
"""

from __future__ import annotations

from player.feed import Trouble
from player.telling import named

AGAIN_SECONDS = 300.0
"""A trouble that stands for so long is told again: the text has gone long ago, and somebody may have come to help."""
STEADY_SECONDS = 10.0
"""What a disk refused must have worked for so long: on a nearly full one a card fits in between two pictures."""
LASTING = frozenset(
    (
        "cache_full",
        "cache_kept",
        "cache_used",
        "journal",
        "lower",
        "map",
        "noted",
        "record",
        "worker_died",
        "worker_nonsense",
        "worker_start",
        "worker_stuck",
    )
)
"""What comes again with every part, or whenever it is tried; what a viewer asked for is answered each time."""
ENDS = frozenset(("cache_full", "journal"))
"""What is tried again and again, and told when it works."""


class ToldOnce:
    """Times are monotonic seconds."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[tuple[tuple[str, str], ...], float]] = {}
        self._standing: dict[str, float | None] = {}
        """Since when what was refused works again; None = it does not."""

    def is_news(self, trouble: Trouble, now: float) -> bool:
        """Whether to tell it: the viewer does not know it yet, or it has lasted for minutes."""
        trouble = named(trouble)
        if trouble.name in ENDS:
            self._standing[trouble.name] = None
        if trouble.fatal or trouble.name not in LASTING:
            return True
        before = self._told.get(trouble.name)
        if before is not None and before[0] == trouble.values and now - before[1] < AGAIN_SECONDS:
            return False
        self._told[trouble.name] = (trouble.values, now)
        return True

    def works(self, name: str, now: float) -> None:
        """What was refused went well."""
        if self._standing.get(name, now) is None:
            self._standing[name] = now

    def is_over(self, now: float) -> bool:
        """Whether everything that was refused has worked for a while; true once."""
        if not self._standing:
            return False
        if any(since is None or now - since < STEADY_SECONDS for since in self._standing.values()):
            return False
        self._standing.clear()
        for name in (*ENDS, "record"):
            self._told.pop(name, None)
        return True
