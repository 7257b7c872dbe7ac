"""Understands wishes: free text becomes intents over the seed's own names, tags, weathers, hours and phrases.

It does not know how the story answers them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary
from story_engine.seed.model import Phrase, Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that is wanted."""

    kind: str
    """"weather", "hour", "person", "place", "thing", "atom", "more", "less"."""
    id: str = ""
    """The weather, hour, person, place, thing or tag."""
    place: str = ""
    """person, thing: where they are wanted; "" = anywhere."""
    atom: tuple[str, ...] = ()
    value: bool | str = True

    @property
    def key(self) -> str:
        """How conditions and logs name it: "weather:snow", "more:comedy", "goal:bramble@harbour"."""
        if self.kind == "atom":
            return "goal:" + ("" if self.value else "not ") + "/".join(self.atom[1:])
        if self.kind in ("person", "thing", "place"):
            return f"goal:{self.id}" + (f"@{self.place}" if self.place else "")
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was made of a wish."""

    text: str
    intents: tuple[Intent, ...]
    understood: str
    """One sentence in the show's voice."""
    outcome: str
    """"understood", "refused", "unclear"."""
    wanted: str = ""
    """The wished thing in few words, for reactions."""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the journal."""
        intents = [[i.kind, i.id, i.place, list(i.atom), i.value] for i in self.intents]
        return {"intents": intents, "understood": self.understood, "outcome": self.outcome, "wanted": self.wanted}

    @staticmethod
    def from_json(text: str, values: Mapping[str, Any]) -> Reading:
        """The reading of `text` that a journal holds."""
        intents = tuple(
            Intent(kind=kind, id=wanted, place=place, atom=tuple(atom), value=value)
            for kind, wanted, place, atom, value in values["intents"]
        )
        return Reading(
            text=text, intents=intents, understood=values["understood"], outcome=values["outcome"],
            wanted=values["wanted"],
        )  # fmt: skip


_WEATHER_WORDS: Mapping[str, str] = {
    "snow": "snow", "snowy": "snow", "snowing": "snow", "snowfall": "snow", "blizzard": "snow", "frost": "snow",
    "rain": "rain", "rainy": "rain", "raining": "rain", "drizzle": "rain", "shower": "rain", "wet": "rain",
    "storm": "storm", "stormy": "storm", "thunder": "storm", "lightning": "storm", "tempest": "storm", "gale": "storm",
    "fog": "fog", "foggy": "fog", "mist": "fog", "misty": "fog", "haze": "fog",
    "wind": "wind", "windy": "wind", "breeze": "wind", "cloud": "cloud", "clouds": "cloud", "cloudy": "cloud",
    "sun": "clear", "sunny": "clear", "sunshine": "clear", "clear": "clear", "stars": "clear",
}  # fmt: skip
_HOUR_WORDS: Mapping[str, tuple[str, float]] = {
    "night": ("night", 22.0), "midnight": ("midnight", 0.0), "dark": ("night", 22.0), "evening": ("evening", 19.0),
    "dusk": ("dusk", 18.5), "sunset": ("dusk", 18.5), "dawn": ("dawn", 6.0), "sunrise": ("dawn", 6.0),
    "morning": ("morning", 8.0), "noon": ("noon", 12.0), "day": ("day", 13.0), "daylight": ("day", 13.0),
    "afternoon": ("afternoon", 15.5),
}  # fmt: skip
HOURS: Mapping[str, float] = dict(_HOUR_WORDS.values())
"""Hours of the day by name."""
_TASTE_WORDS: Mapping[str, tuple[str, ...]] = {
    "comedy": ("funny", "funnier", "comedy", "laugh", "laughs", "joke", "jokes", "humour", "humor", "silly", "fun"),
    "wonder": ("wonder", "magic", "magical", "beautiful", "beauty", "dreamy", "miracle"),
    "warmth": ("warm", "warmth", "cosy", "cozy", "kind", "friendship", "love", "hug", "tender", "gentle", "sweet"),
    "menace": ("scary", "scarier", "dark", "danger", "dangerous", "menace", "creepy", "spooky", "threat", "tense"),
    "mystery": ("mystery", "mysterious", "secret", "secrets", "clue", "clues", "riddle", "puzzle", "strange"),
    "adventure": ("adventure", "adventurous", "action", "exciting", "journey", "chase", "brave", "explore"),
    "melancholy": ("sad", "sadder", "melancholy", "wistful", "lonely", "bittersweet", "quiet", "slow", "calm"),
    "romance": ("romance", "romantic", "kiss"),
    "action": ("action", "fight", "exciting", "chase"),
}  # fmt: skip
_LESS = {"less", "no", "not", "without", "fewer", "stop", "never", "dont", "enough", "end"}
_FILLER = frozenset(
    re.split(
        r"\s+",
        "a an the i we you it is are be let lets make please want wish would like to and or with of for some any this "
        "that there more much many very could can should show me us see in at on by into from get give bring take find "
        "meet open go come comes back have has had now then again him her them they she he its goes around about "
        "happen something someone do does will just really so bit little lot than too",
    )
)
"""Words of a wish that name nothing."""
LONG_WORD = 7
"""Letters from which two slips of the finger are forgiven instead of one."""


def read_wish(seed: Seed, text: str) -> Reading:
    """The intents in `text` and one sentence about them."""
    words = [w for w in re.split(r"[^\w’']+", text.lower().replace("’", "'").replace("'", "")) if w][:40]
    intents = list(_intents(seed, text, words))
    unknown = [w for w in words if w not in _FILLER and w not in _LESS and len(w) > 2]
    if intents:
        said = " and ".join(dict.fromkeys(_said(seed, intent) for intent in intents))
        return Reading(
            text=text, intents=tuple(intents), understood=f"{said[:1].upper()}{said[1:]}: the story heard you.",
            outcome="understood", wanted=_wanted(seed, intents[0]),
        )  # fmt: skip
    if unknown:
        wanted = " ".join(unknown[:3])
        return Reading(
            text=text, intents=(), understood=f"There is no “{wanted}” in this story; it will say so itself.",
            outcome="refused", wanted=wanted,
        )  # fmt: skip
    return Reading(
        text=text, intents=(), understood="The story did not catch that. Try a name, a weather or a mood.",
        outcome="unclear", wanted=text.strip()[:40],
    )  # fmt: skip


def _intents(seed: Seed, text: str, words: list[str]) -> Iterable[Intent]:
    found: dict[str, Intent] = {}

    def add(intent: Intent) -> None:
        found.setdefault(intent.key, intent)

    for phrase in seed.phrases:
        if _says(phrase, words):
            for atom, value in goal_atoms(seed, phrase.goal):
                add(Intent(kind="atom", atom=atom, value=value))
    names = _names(seed)
    people: list[str] = []
    things: list[str] = []
    places: list[str] = []
    negated = False
    for at, word in enumerate(words):
        negated = word in _LESS or (negated and words[at - 1] in _FILLER | _LESS)
        entity = _entity(word, names)
        if entity in seed.cast:
            people.append(entity)
        elif entity in seed.things:
            things.append(entity)
        elif entity in seed.places:
            places.append(entity)
        elif (tag := _tag(seed, word)) and not _is_weather_or_hour(word, words):
            add(Intent(kind="less" if negated else "more", id=tag))
        elif word in _WEATHER_WORDS and word not in ("wet",):
            weather = _WEATHER_WORDS[word]
            add(Intent(kind="weather", id="clear" if negated and weather != "clear" else weather))
        elif word in _HOUR_WORDS:
            add(Intent(kind="hour", id="day" if negated else _HOUR_WORDS[word][0]))
        elif word not in _FILLER and (near := [known for known in _WEATHER_WORDS if _alike(word, known)]):
            add(Intent(kind="weather", id=_WEATHER_WORDS[near[0]]))
    where = places[0] if places else ""
    if not any(intent.kind == "atom" for intent in found.values()):
        for person in dict.fromkeys(people):
            add(Intent(kind="person", id=person, place=where))
        for thing in dict.fromkeys(things):
            add(Intent(kind="thing", id=thing, place=where))
        if places and not people and not things:
            add(Intent(kind="place", id=where))
    return found.values()


def _is_weather_or_hour(word: str, words: list[str]) -> bool:
    """ "make it dark" is the hour, "something darker, scary" is the mood."""
    return word == "dark" and not {"more", "story", "scene", "scenes", "mood"} & set(words)


def _says(phrase: Phrase, words: list[str]) -> bool:
    for say in phrase.says:
        wanted = [w for w in re.split(r"[^\w]+", say.lower()) if w and w not in ("the", "a", "an")]
        if wanted and all(any(w == word or _alike(w, word) for word in words) for w in wanted):
            return True
    return False


def _alike(first: str, second: str) -> bool:
    """Whether two words of at least four letters differ by a slip (two in long words): a letter more, less, other,
    or two swapped."""
    shortest = min(len(first), len(second))
    if shortest < 4:
        return False
    slips = 2 if shortest >= LONG_WORD else 1
    return abs(len(first) - len(second)) <= slips and slips_between(first, second) <= slips


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


def _names(seed: Seed) -> dict[str, str]:
    """Words that name an entity; the words of a look name it too ("the fox")."""
    names: dict[str, str] = {}
    common: dict[str, int] = {}
    entries = [(p.id, p.name, p.look.words) for p in seed.cast.values()]
    entries += [(t.id, t.name, "") for t in seed.things.values()]
    entries += [(s.place.id, s.place.name, "") for s in seed.places.values()]
    for entity, name, look in entries:
        for word in {*re.split(r"\W+", name.lower()), *entity.split("_")} - _FILLER - {""}:
            common[word] = common.get(word, 0) + 1
            if word not in _WEATHER_WORDS or entity in seed.cast:
                names.setdefault(word, entity)
        names[entity] = entity
        for word in re.split(r"\W+", look.lower())[:6]:
            if word in _CREATURES:
                names.setdefault(word, entity)
    for word, count in common.items():
        if count > 1 and word in names and names[word] != word:
            del names[word]
    return names


_CREATURES = {
    "fox", "heron", "cat", "dog", "bird", "owl", "wolf", "bear", "mouse", "rabbit", "hare", "crow", "raven", "robot",
    "automaton", "lantern", "girl", "boy", "woman", "man", "captain", "ferrywoman", "king", "queen", "ghost", "witch",
    "wizard", "whale", "seal", "gull", "goose", "duck", "badger", "hedgehog", "otter", "frog", "toad", "snail",
}  # fmt: skip
"""Words of a look that name its owner in wishes ("the fox")."""


def _entity(word: str, names: Mapping[str, str]) -> str:
    if word in names:
        return names[word]
    if word.endswith("s") and word[:-1] in names:
        return names[word[:-1]]
    if len(word) < 4 or word in _FILLER or word in _WEATHER_WORDS or word in _HOUR_WORDS:
        return ""
    near = sorted((slips_between(word, name), name) for name in names if _alike(word, name))
    return names[near[0][1]] if near else ""


def _tag(seed: Seed, word: str) -> str:
    if word in seed.tastes:
        return word
    for tag, known in _TASTE_WORDS.items():
        if tag in seed.tastes and word in known:
            return tag
    return ""


_FLUENTS = {"at": "at", "lies": "lies", "holder": "holder", "has": "holder"}


def goal_atoms(seed: Seed, goal: Expr) -> tuple[tuple[tuple[str, ...], bool | str], ...]:
    """The atoms that make a goal true: facts, states and holders, joined by and."""
    if isinstance(goal, Unary):
        return tuple((atom, not value) for atom, value in goal_atoms(seed, goal.operand))
    if isinstance(goal, Name) and goal.id in seed.facts:
        return ((("fact", goal.id), True),)
    if isinstance(goal, Call):
        words = tuple(
            str(a.value) if isinstance(a, Literal) else a.id for a in goal.arguments if isinstance(a, Literal | Name)
        )
        if goal.name in seed.facts:
            return ((("fact", goal.name, *words), True),)
        if goal.name == "state" and len(words) == 2:
            return ((("state", *words), True),)
        if goal.name in _FLUENTS and len(words) == 2:
            entity, value = words if goal.name != "has" else (words[1], words[0])
            return (((_FLUENTS[goal.name], entity), value),)
    if isinstance(goal, Binary):
        return goal_atoms(seed, goal.left) + goal_atoms(seed, goal.right)
    return ()


def _said(seed: Seed, intent: Intent) -> str:
    match intent.kind:
        case "weather":
            return {"clear": "clear skies", "cloud": "clouds", "wind": "wind"}.get(intent.id, intent.id)
        case "hour":
            return intent.id
        case "more" | "less":
            return f"{intent.kind} {intent.id}"
        case "atom":
            return " ".join(seed.name_of(word) for word in intent.atom[1:]).replace("_", " ")
        case _:
            name = seed.name_of(intent.id)
            return f"{name} at {seed.name_of(intent.place)}" if intent.place else name


def _wanted(seed: Seed, intent: Intent) -> str:
    return _said(seed, intent)
