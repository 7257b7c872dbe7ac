"""The narrator's sentences of automatic scenes, for seeds that bring none.

They know no genre: what is particular comes from the names in their holes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GENERIC_BRIDGE_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bridge_travel": (
            "{who} took the long way to {place}. It was exactly as long as it looked.",
            "A little later, {who} came to {place}.",
            "The way to {place} was short. {who} thought for all of it.",
            "By the time {who} reached {place}, the light had moved.",
            "{who} arrived at {place}, slightly out of breath and not late.",
            "There is a path to {place}. {who} knew it by its puddles.",
            "{who} came to {place} by the side that nobody uses.",
            "{place}: still there. And now so was {who}.",
            "It is not far to {place} if one thinks of something else. {who} did.",
        ),
        "bridge_quiet": (
            "For a while nothing happened at {place}, and took its time about it.",
            "At {place} the hour went by on tiptoe.",
            "The quiet at {place} was the good kind.",
            "Somewhere near {place} a door closed, gently, as if it had thought first.",
            "The wind went once around {place} and found nothing out of order.",
            "It was that part of the day which nobody has named.",
            "The light at {place} leaned over to see what would come next.",
            "At {place} even the dust had sat down.",
            "A minute at {place} is about the size of a cup. This one was full.",
            "{place} breathed in, and forgot to breathe out.",
            "Nothing was missing at {place}. It took a moment to notice.",
        ),
        "bridge_night": (
            "Evening came up the road to {place} and sat down.",
            "One by one the lights of {place} remembered what they were for.",
            "The dark arrived at {place}, wiping its feet.",
            "At {place} the day was folded up and put away.",
            "The night let itself in at {place} with its own key.",
            "Round {place} the small hours came out, in no order that anybody could see.",
        ),
    }
)
"""By the word list that `bridges.yarn` asks for."""
