"""What was said lately: a ledger of lines by their words, so that none comes again within the hour if another will do.

It does not know who spoke or which lines may be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LINE_REST_SECONDS = 3600.0
"""A line heard within the last hour is avoided, because people notice a sentence that they still remember."""
MOST_LINES = 2000
"""Lines remembered at most; an hour has about eight hundred."""
_WORD = re.compile(r"[^\W_]+")


def line_key(text: str) -> str:
    """A line as it is compared: its words without marks and capitals."""
    return " ".join(_WORD.findall(text.casefold()))


def remembered(recent: Mapping[str, float], said: Iterable[str], seconds: float) -> Mapping[str, float]:
    """The ledger after lines were said at `seconds` of the show; what is over an hour old is forgotten."""
    kept = {key: at for key, at in recent.items() if seconds - at <= LINE_REST_SECONDS}
    for key in said:
        kept.pop(key, None)
        kept[key] = seconds
    if len(kept) > MOST_LINES:
        kept = dict(list(kept.items())[-MOST_LINES:])
    return kept
