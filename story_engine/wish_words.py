"""The words of wishes: weathers, hours, moods, creatures, fillers, and how misspelt words are recognised.

It does not know a seed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WEATHER_WORDS: Mapping[str, str] = {
    "snow": "snow", "snowy": "snow", "snowing": "snow", "snowfall": "snow", "blizzard": "snow", "frost": "snow",
    "rain": "rain", "rainy": "rain", "raining": "rain", "drizzle": "rain", "shower": "rain", "wet": "rain",
    "storm": "storm", "stormy": "storm", "thunder": "storm", "lightning": "storm", "tempest": "storm", "gale": "storm",
    "fog": "fog", "foggy": "fog", "mist": "fog", "misty": "fog", "haze": "fog",
    "wind": "wind", "windy": "wind", "breeze": "wind", "cloud": "cloud", "clouds": "cloud", "cloudy": "cloud",
    "sun": "clear", "sunny": "clear", "sunshine": "clear", "clear": "clear", "stars": "clear",
}  # fmt: skip
HOUR_WORDS: Mapping[str, tuple[str, float]] = {
    "night": ("night", 22.0), "midnight": ("midnight", 0.0), "dark": ("night", 22.0), "evening": ("evening", 19.0),
    "dusk": ("dusk", 18.5), "sunset": ("dusk", 18.5), "dawn": ("dawn", 6.0), "sunrise": ("dawn", 6.0),
    "morning": ("morning", 8.0), "noon": ("noon", 12.0), "day": ("day", 13.0), "daylight": ("day", 13.0),
    "afternoon": ("afternoon", 15.5),
}  # fmt: skip
HOURS: Mapping[str, float] = dict(HOUR_WORDS.values())
"""Hours of the day by name."""
TASTE_WORDS: Mapping[str, tuple[str, ...]] = {
    "comedy": ("funny", "funnier", "comedy", "laugh", "laughs", "joke", "jokes", "humour", "humor", "silly", "fun"),
    "wonder": ("wonder", "magic", "magical", "beautiful", "beauty", "dreamy", "miracle"),
    "warmth": ("warm", "warmth", "cosy", "cozy", "kind", "friendship", "love", "hug", "tender", "gentle", "sweet"),
    "menace": ("scary", "scarier", "dark", "danger", "dangerous", "menace", "creepy", "spooky", "threat", "tense"),
    "mystery": ("mystery", "mysterious", "secret", "secrets", "clue", "clues", "riddle", "puzzle", "strange"),
    "adventure": ("adventure", "adventurous", "action", "exciting", "journey", "chase", "brave", "explore"),
    "melancholy": ("sad", "sadder", "melancholy", "wistful", "lonely", "bittersweet", "quiet", "quieter", "slow",
                   "slower", "calm", "calmer"),
    "romance": ("romance", "romantic", "kiss"),
    "action": ("action", "fight", "exciting", "chase"),
}  # fmt: skip
LESS = {"less", "no", "not", "without", "fewer", "stop", "never", "dont", "enough", "end"}
FILLER = frozenset(
    re.split(
        r"\s+",
        "a an the i we you it is are be let lets make please want wish would like to and or with of for some any this "
        "that there more much many very could can should show me us see in at on by into from get give bring take find "
        "meet open go come comes back have has had now then again him her them they she he its goes around about "
        "happen something someone do does will just really so bit little lot than too who what when where why how was "
        "were here out up down off over under story scene please thing things next time was did did not appear appears "
        "fly stay look looks want wants see sees tell tells say says us our your my mine these those am been",
    )
)
"""Words of a wish that name nothing."""
LONG_WORD = 7
"""Letters from which two slips of the finger are forgiven instead of one."""


HARSH = frozenset(
    ("kill", "kills", "murder", "murders", "die", "dies", "dead", "death", "blood", "bloody", "shoot", "gun", "stab",
     "torture", "naked", "sex", "nude", "suicide", "rape", "hang", "behead", "hate")
)  # fmt: skip
"""Wishes with these words are refused in seeds for young viewers, whatever else they name."""
HARSH_FROM = 16
"""Rating from which a seed may take harsh words up."""
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "forest": ("wood", "woods", "trees"), "woods": ("wood", "trees", "forest"), "trees": ("wood", "forest"),
    "ocean": ("sea", "water"), "water": ("sea",), "beach": ("sea", "shore"), "sea": ("ocean", "water"),
    "boat": ("ship", "ferry"), "ship": ("boat",), "mountain": ("hill",), "meadow": ("hill", "field"),
    "village": ("town",), "city": ("town",), "town": ("village",), "robot": ("automaton", "lantern"),
    "lighthouse": ("tower",), "note": ("letter",), "envelope": ("letter",), "box": ("parcel", "chest"),
    "package": ("parcel",), "girl": ("child",), "kid": ("girl", "boy", "child"), "office": ("shop", "house"),
}  # fmt: skip
"""Other words for common things, tried when a seed does not know the viewer's own."""


CREATURES = {
    "fox", "heron", "cat", "dog", "bird", "owl", "wolf", "bear", "mouse", "rabbit", "hare", "crow", "raven", "robot",
    "automaton", "lantern", "girl", "boy", "woman", "man", "captain", "ferrywoman", "king", "queen", "ghost", "witch",
    "wizard", "whale", "seal", "gull", "goose", "duck", "badger", "hedgehog", "otter", "frog", "toad", "snail",
}  # fmt: skip
"""Words of a look that name its owner in wishes ("the fox")."""


def alike(first: str, second: str) -> bool:
    """Whether two words of at least four letters differ by a slip of the finger: a letter more, less or two swapped;
    in longer words another letter too, in long ones two slips."""
    shortest = min(len(first), len(second))
    if shortest < 4 or first[0] != second[0]:
        return False
    slips = 2 if shortest >= LONG_WORD else 1
    if abs(len(first) - len(second)) > slips or slips_between(first, second) > slips:
        return False
    # "slow" is not "snow": a short word with another letter is another word.
    return shortest > 5 or len(first) != len(second) or sorted(first) == sorted(second)


def slips_between(first: str, second: str) -> int:
    """The edit distance with swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        earlier, before, row = before, row, [i] + [0] * len(second)
        for j, other in enumerate(second, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and other == first[i - 2]:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]
