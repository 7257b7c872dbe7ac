"""Genes: the few values from which a figure grows, read from a file or from words.

They know no drawing. What neither file nor words say is drawn by the rng, by a path of the person's own id and words,
so that a person looks the same in every scene and on every machine.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from story_engine.rng import unit

RNG_ROOT = 23
"""Root of all chance in puppets; another number would be another cast."""
SHAPES = ("bean", "box", "triangle", "bell", "circle", "oval")
"""Shape ideas of a body (art direction: one each, then broken once)."""
COLOUR_WORDS = {
    "red": "#b8433a", "crimson": "#9e2b35", "scarlet": "#c8362f", "orange": "#d9772e", "rust": "#b9572b",
    "yellow": "#e0b23e", "mustard": "#d19a2e", "gold": "#d8a94a", "golden": "#d8a94a", "green": "#4f7f55",
    "moss": "#6d7d45", "olive": "#77783f", "teal": "#1f6468", "blue": "#3c669c", "navy": "#27365c", "violet": "#6a4d86",
    "purple": "#6b3f77", "lilac": "#a48bb8", "pink": "#d98a93", "brown": "#7a5138", "black": "#2b2a33",
    "grey": "#7d8087", "gray": "#7d8087", "white": "#e8e3d8", "silver": "#b4bbc4", "cream": "#ecdfc4",
}  # fmt: skip
HEADGEAR = frozenset({"hat", "cap", "beret", "bowler", "hood", "scarf", "headscarf", "belt", "ribbon", "bow", "tie"})
HAIR_NOUNS = frozenset(
    {
        "hair",
        "braid",
        "braids",
        "curls",
        "beard",
        "bun",
        "plait",
        "plaits",
        "ponytail",
        "pigtails",
        "afro",
        "mohawk",
        "moustache",
    }
)
SMALL = frozenset({"eyes", "eye", "shoes", "boots", "socks", "gloves"})
"""A colour before these does not dye the whole figure."""
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
YEARS: dict[str, int] = {
    **{word: years for years, word in enumerate(_ONES, 1) if years > 3},
    **{word: years for years, word in enumerate(_TEENS, 10)},
    **_TENS,
    **{f"{ten}-{one}": tens + ones for ten, tens in _TENS.items() for ones, one in enumerate(_ONES, 1)},
}
"""Ages in words: "a girl of eleven", "sixty-eight"."""
CHILD_YEARS, OLD_YEARS = 13, 62
"""Up to and from these ages bodies, faces and hair change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Genes:
    """One person's looks. Lists of names: `assets/puppets/wardrobe/`."""

    age: float = 35
    """Years."""
    height: float = 0.0
    """Metres; 0 = by age and chance."""
    build: float = 0.0
    """−1 thin … 1 stout."""
    shape: str = "bean"
    skin: str = "#eab48e"
    eyes: str = "#4a2c22"
    hair: str = "crop"
    hair_colour: str = "#3d2a22"
    beard: str = "none"
    body: str = "coat"
    """The garment of slot `body`."""
    over: tuple[str, ...] = ()
    hat: str = "none"
    glasses: str = "none"
    nose: str = "button"
    """button, bulb or long."""
    main: str = "#4a5f8f"
    second: str = "#e6d9c0"
    accent: str = "#c9533f"
    stance: str = "sides"
    freckles: bool = False
    jaw: float = 0.5
    """0 pointed … 1 square."""
    long_face: float = 0.5
    """0 round … 1 long."""
    sex: str = ""
    """f, m or neither: lashes, lips and which hair and clothes chance offers."""

    @property
    def is_child(self) -> bool:
        """Whether the figure has a child's proportions."""
        return self.age <= CHILD_YEARS

    @property
    def is_old(self) -> bool:
        """Whether the face has wrinkles and the back bends."""
        return self.age >= OLD_YEARS


NAMES = tuple(field.name for field in dataclasses.fields(Genes))


def wardrobe(name: str) -> dict[str, Any]:
    """A file of `assets/puppets/wardrobe/`."""
    return library.load("puppets/wardrobe", name)


def creature_in(words: str) -> str:
    """Id of the creature's puppet file that the words ask for; "" where they mean a person."""
    creatures = wardrobe("words")["creatures"]
    return next((str(creatures[word]) for word in _split(words) if word in creatures), "")


def genes_from(asset: str, words: str, given: Mapping[str, object] | None = None, source: str = "genes") -> Genes:
    """Genes of a person: what is `given`, then what the words say, then chance by `asset` and `words`.

    Raises AssetError (naming `source`) for a gene that there is not or a value that is none.
    """
    said: dict[str, object] = {**spoken(words), **checked(given or {}, source)}
    chance = wardrobe("words")["chance"]

    def draw(name: str, options: Any) -> Any:
        return options[int(unit(RNG_ROOT, "gene", name, asset, words) * len(options))]

    found: dict[str, Any] = {}
    likely = "m" if said.get("beard") not in (None, "none") else "f" if said.get("body") in SKIRTS else ""
    sex = found["sex"] = str(said.get("sex") or likely or draw("sex", ("f", "m")))
    age = found["age"] = float(said.get("age", draw("age", chance["age"])))  # type: ignore[arg-type]
    old, child = age >= OLD_YEARS, age <= CHILD_YEARS
    for name in ("shape", "skin", "nose", "stance", "glasses"):
        found[name] = said.get(name) or draw(name, chance[name])
    if child:
        found["nose"] = said.get("nose", "button")
        found["glasses"] = said.get("glasses", "none")
    found["eyes"] = said.get("eyes") or draw("eyes", ("#4a2c22", "#4a2c22", "#3d5a6e", "#5a6b3a", "#6b4a2a"))
    found["hair"] = said.get("hair") or draw("hair", [h for h in chance[f"hair_{sex}"] if not child or h not in _BARE])
    grey = old or (age > 52 and draw("grey", (True, False)))
    colours = chance["old_hair_colour" if grey else "hair_colour"]
    found["hair_colour"] = said.get("hair_colour") or draw("hair_colour", colours)
    found["beard"] = said.get("beard") or (draw("beard", chance["beard"]) if sex == "m" and age > 20 else "none")
    if sex == "f" or child:
        found["beard"] = "none"
    found["body"] = said.get("body") or draw("body", [b for b in chance[f"body_{sex}"] if not child or b != "gown"])
    over = draw("over", chance["over"])
    found["over"] = tuple(said.get("over") or (() if over == "none" else (over,)))  # type: ignore[arg-type]
    found["hat"] = said.get("hat") or ("none" if "hair" in said else draw("hat", chance["hat"]))
    costume = draw("costume", chance["costume"])
    for name, colour in zip(("main", "second", "accent"), costume, strict=True):
        found[name] = said.get(name) or colour
    found["build"] = float(said.get("build", _spread(asset, words, "build")))  # type: ignore[arg-type]
    found["jaw"] = float(said.get("jaw", unit(RNG_ROOT, "gene", "jaw", asset, words)))  # type: ignore[arg-type]
    found["long_face"] = float(said.get("long_face", unit(RNG_ROOT, "gene", "long", asset, words)))  # type: ignore[arg-type]
    found["freckles"] = bool(said.get("freckles", draw("freckles", (True, False, False, False))))
    height = float(said.get("height", 0.0))  # type: ignore[arg-type]
    found["height"] = height or _height(age, sex, _spread(asset, words, "height"))
    if child and height and "age" in said:
        found["height"] = min(found["height"], _height(age, sex, 1.0))
    return Genes(**found)


SKIRTS = frozenset({"dress", "gown", "blouse_skirt"})
"""Who is said to wear these, and nothing else, is drawn as a woman."""
_BARE = frozenset({"bald", "ring", "tuft"})


def _spread(asset: str, words: str, name: str) -> float:
    """−1 … 1, the middle likelier."""
    return unit(RNG_ROOT, "gene", name, asset, words) + unit(RNG_ROOT, "gene", name, asset, words, 2) - 1.0


def _height(age: float, sex: str, spread: float) -> float:
    """Metres: children grow, grown-ups differ, the old stoop a little."""
    if age <= CHILD_YEARS:
        return round(0.72 + 0.058 * age + 0.05 * spread, 3)
    grown = (1.68 if sex == "f" else 1.78) + 0.16 * spread
    return round(grown - (0.07 if age >= OLD_YEARS else 0.0) - (0.08 if age < 17 else 0.0), 3)


def _split(words: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", words.lower())


def spoken(words: str) -> dict[str, object]:
    """The genes that words name: "an old baker in a red scarf" → age, garments, accent."""
    table = wardrobe("words")["words"]
    found: dict[str, object] = {}
    over: list[str] = []
    said = _split(words)
    styles = wardrobe("hair")["hair"]
    for i, word in enumerate(said):
        following = said[i + 1 : i + 3]
        if word in COLOUR_WORDS:
            found.update(_dyed(word, following, taken="main" in found))
            continue
        if word in ("dark", "pale", "fair") and set(following) & (HAIR_NOUNS | styles.keys()):
            found.setdefault("hair_colour", "#2b2026" if word == "dark" else "#d8b36a")
            continue
        if word in ("dark", "pale", "fair") and following and following[0] not in ("skin", "skinned", "face", "faced"):
            continue
        if word in YEARS:
            before = said[i - 1] if i else ""
            if YEARS[word] >= 20 or before in ("of", "aged", "is", "nearly", "almost", "about") or "years" in following:
                found["age"] = float(YEARS[word])
            continue
        entry = (
            table.get(word)
            or ({"hair": word} if word in styles and word not in ("long", "ring", "none") else None)
            or (table.get(word[:-1]) if word.endswith("s") else None)
        )
        for name, value in (entry or {}).items():
            if name == "over":
                over += [piece for piece in value if piece not in over]
            elif name in NAMES and (name not in found or name not in ("age", "sex", "body", "hat")):
                found[name] = value
    if "hair" in said:
        before = said[max(0, said.index("hair") - 2) : said.index("hair")]
        named = [word for word in before if word in styles]
        if named:
            found["hair"] = named[-1]
    if over:
        found["over"] = tuple(over)
    return found


def _dyed(word: str, following: list[str], *, taken: bool) -> dict[str, object]:
    colour = COLOUR_WORDS[word]
    for noun in following:
        if noun in HAIR_NOUNS:
            return {"hair_colour": colour}
        if noun in HEADGEAR:
            return {"accent": colour}
        if noun in SMALL or noun == "skin":
            return {"eyes": colour} if noun.startswith("eye") else {}
        if noun in ("apron", "shirt", "blouse", "cape", "cloak", "shawl"):
            return {"second": colour}
        if noun not in COLOUR_WORDS and noun not in ("and", "with"):
            continue
    return {} if taken else {"main": colour}


def checked(given: Mapping[str, object], source: str) -> dict[str, object]:
    """Genes of a file or look as they may be; AssetError with the gene, its value and what there is."""
    found: dict[str, object] = {}
    for name, value in given.items():
        if name not in NAMES:
            raise AssetError(f"{source}: there is no gene {name!r}; genes are {', '.join(NAMES)}")
        found[name] = _value(name, value, source)
    return found


def _value(name: str, value: object, source: str) -> object:
    if name in LIMITS:
        low, high = LIMITS[name]
        try:
            number = float(str(value))
        except ValueError as error:
            raise AssetError(f"{source}: gene {name}: {value!r} is no number; write {low:g} to {high:g}") from error
        if not low <= number <= high:
            raise AssetError(f"{source}: gene {name}: {number:g} is out of range; write {low:g} to {high:g}")
        return number
    if name in ("skin", "eyes", "hair_colour", "main", "second", "accent"):
        text = COLOUR_WORDS.get(str(value), str(value))
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
            raise AssetError(
                f"{source}: gene {name}: {value!r} is no colour; write #rrggbb or one of {', '.join(COLOUR_WORDS)}"
            )
        return text
    if name == "freckles":
        return value in (True, "true", "yes")
    if name == "over":
        pieces = [value] if isinstance(value, str) else value
        if not isinstance(pieces, (list, tuple)):
            raise AssetError(f"{source}: gene over: {value!r} is no list; write [scarf, apron]")
        return tuple(str(_one_of("over", piece, source)) for piece in pieces if piece != "none")
    return _one_of(name, value, source)


LIMITS = {"age": (2, 110), "height": (0.4, 2.6), "build": (-1, 1), "jaw": (0, 1), "long_face": (0, 1)}


def choices(name: str) -> tuple[str, ...]:
    """What a gene may be that takes a name."""
    garments = wardrobe("garments")["garments"]
    if name in ("body", "over"):
        return tuple(k for k, v in garments.items() if v.get("slot") == name)
    fixed = {
        "shape": SHAPES,
        "nose": ("button", "bulb", "long"),
        "glasses": ("none", "round", "square", "cat"),
        "stance": tuple(STANCES),
        "sex": ("f", "m", ""),
        "hair": tuple(wardrobe("hair")["hair"]),
        "beard": tuple(wardrobe("hair")["beards"]),
        "hat": ("none", *wardrobe("hats")["hats"]),
    }
    return fixed[name]


def _one_of(name: str, value: object, source: str) -> object:
    options = choices(name)
    if value not in options:
        raise AssetError(f"{source}: gene {name}: there is no {value!r}; there are {', '.join(filter(None, options))}")
    return value


STANCES: dict[str, dict[str, list[object]]] = {
    "sides": {"near": [0.06, 0.95, "relaxed"], "far": [0.14, 0.95, "relaxed"]},
    "hips": {"near": [-0.22, 0.58, "fist"], "far": [0.10, 0.95, "relaxed"]},
    "folded": {"near": [0.48, 0.42, "grip"], "far": [0.22, 0.44, "relaxed"]},
    "behind": {"near": [-0.30, 0.80, "relaxed"], "far": [-0.12, 0.82, "relaxed"]},
    "clasp": {"near": [0.42, 0.66, "relaxed"], "far": [0.14, 0.68, "relaxed"]},
    "pocket": {"near": [0.10, 0.74, "fist"], "far": [0.20, 0.95, "relaxed"]},
    "lapel": {"near": [0.44, 0.14, "grip"], "far": [0.12, 0.95, "relaxed"]},
}
"""How a figure stands when nothing happens: hands in arm lengths from the shoulder, and their shape."""
