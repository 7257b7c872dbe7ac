"""What happened, in the viewer's language: events of a show that carry names of texts, not sentences.

It knows no screen and no story: what the tables lack is said as it came.
"""

from __future__ import annotations

from player.feed import Trouble
from player.words import Words


def trouble_told(event: Trouble, texts: Words) -> tuple[str, str]:
    """A trouble and its remedy, where the tables have them."""
    if not event.name:
        return event.what, event.remedy
    line, remedy, values = f"trouble.{event.name}", f"trouble.{event.name}_remedy", dict(event.values)
    return texts(line, **values), texts(remedy, **values) if texts.has(remedy) else event.remedy
