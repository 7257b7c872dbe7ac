"""Finds harsh words in a text, hidden ones too: misspelt, in numbers and signs, drawn out, spaced, in compounds.

One table of words by age (`harsh.tsv`) serves authors' texts and viewers' wishes. It does not know a seed.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("harsh.tsv")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
ALIKE = str.maketrans("абвсеёнікмнорстухυνκοραετιωѕјԁɡꜱ", "a6bceehikmhopctyxuvkopaetiwsjdgs")
"""Letters of other scripts that are read as ours."""
SIGNS: Mapping[str, str] = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s",
    "!": "il", "|": "il", "+": "t", "€": "e", "£": "l",
}  # fmt: skip
"""Signs and numbers → the letters that they stand for."""
MASKS = "*#%"
"""Signs that hide a letter."""
MOST_WAYS = 64
"""Ways of reading one word, because every sign and every drawn-out letter doubles them."""
MOST_LETTERS = 48
"""Letters of one word that are read: longer ones are no words."""
MOST_WORDS = 80
"""Words of a text that are read: more than of a wish."""
MOST_RUN, MOST_STRETCH = 40, 14
"""Letters in a row that stand alone and are read, and letters of a word in them."""
_DRAWN_OUT = re.compile(r"(.)\1")
PIECES, PIECE = 4, 8
"""Pieces that one word may be broken into, and letters of each."""
LIGATURES = frozenset({"ss", "ae", "oe", "ue"})
"""Two letters that were one before umlauts were written out."""
LEAST_STEM = 4
"""Letters from which a swap of two neighbours is undone."""
CONTRACTED = frozenset({"re", "ll", "s", "d", "m", "ve", "t"})
RUDE_SIGNS = "🖕"
SOUNDED = (
    *("fuck", "fucks", "fucking", "fucker", "shit", "shits", "bitch", "bitches", "cunt", "cocaine", "whore", "wanker"),
    *("penis", "porn", "sexy", "naked", "suicide", "rapist", "nazi", "nigger", "faggot", "slut", "heroin", "torture"),
    *("kokain", "hurensohn", "scheisse", "ficken", "fick", "wichser", "fotze", "schlampe", "nutte", "arschloch"),
)
"""Words that are found in any spelling that sounds the same; with others too many good words would be."""
AUTHORS = ("say", "swear", "cruel", "deed")


@dataclass(frozen=True, slots=True)
class Harsh:
    """A word of the table that was found."""

    word: str
    age: int
    kind: str
    is_hidden: bool
    """Whether it stood there in other letters than its own."""


@dataclass(frozen=True, slots=True)
class _Table:
    words: Mapping[str, Harsh]
    """Exact words."""
    heads: tuple[Harsh, ...]
    inner: tuple[Harsh, ...]
    stems: Mapping[str, Harsh]
    """What stands inside, begins or ends words, by itself."""
    inside: re.Pattern[str]
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    rows: Mapping[tuple[str, ...], Harsh]
    """Words in a row."""
    sounds: Mapping[str, Harsh]
    """Exact words as they sound."""
    swapped: Mapping[str, Harsh]
    """Exact words with two neighbours swapped, the first letter kept."""
    small: frozenset[str]
    innocent: frozenset[str]
    innocent_heads: tuple[str, ...]


def words_of(*kinds: str) -> frozenset[str]:
    """The exact English words of some kinds."""
    return frozenset(
        word for language, _, kind, word in _entries() if language == "en" and kind in kinds and word.isalpha()
    )


@lru_cache(maxsize=4)
def fit_ages(language: str) -> Mapping[str, int]:
    """Exact words of a language → the least age for which they are fit where they are said or read."""
    ages: dict[str, int] = {}
    for tongue, age, kind, word in _entries():
        if tongue == language and kind in AUTHORS and age and word.isalpha():
            ages[word] = max(age, ages.get(word, 0))
    return ages


def harsh_in(text: str, *, is_innocent: Callable[[str], bool] = lambda word: False) -> tuple[Harsh, ...]:
    """Every harsh word in a text, the harshest first.

    `is_innocent`: words that mean something here, such as names of a seed.
    """
    found: dict[str, Harsh] = {}
    for folded in _folded(text):
        for harsh in _in_folded(folded, is_innocent):
            found.setdefault(harsh.word, harsh)
    if any(sign in text for sign in RUDE_SIGNS):
        found["fuck"] = Harsh("fuck", 16, "swear", True)
    return tuple(sorted(found.values(), key=lambda harsh: (-harsh.age, harsh.word)))


@lru_cache(maxsize=1)
def _entries() -> tuple[tuple[str, int, str, str], ...]:
    """(language, age, kind, word) of every word of the table."""
    found: list[tuple[str, int, str, str]] = []
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            language, age, kind, words = row.split("\t")
            found += [(language, int(age), kind, word) for word in words.split()]
    return tuple(found)


@lru_cache(maxsize=1)
def _table() -> _Table:
    words: dict[str, Harsh] = {}
    heads: list[Harsh] = []
    tails: list[Harsh] = []
    inner: list[Harsh] = []
    rows: dict[tuple[str, ...], Harsh] = {}
    innocent: set[str] = set()
    small: set[str] = set()
    for _, age, kind, entry in _entries():
        plain = entry.strip("*")
        if kind == "small":
            small.add(entry.translate(UMLAUTS))
        elif kind == "innocent":
            innocent.add(entry)
        elif "_" in entry:
            rows[tuple(entry.split("_"))] = Harsh(entry.replace("_", " "), age, kind, False)
        elif entry.startswith("*") or entry.endswith("*"):
            harsh = Harsh(plain, age or 16, kind, False)
            kept = inner if entry.startswith("*") and entry.endswith("*") else tails if entry[0] == "*" else heads
            kept.append(harsh)
        elif entry not in words or _weight(kind) > _weight(words[entry].kind):
            words[entry] = Harsh(entry, age or 16, kind, False)
    strong = [h for h in words.values() if h.kind in ("swear", "cruel")]
    stems = [h for h in (*heads, *inner) if len(h.word) > LEAST_STEM]
    return _Table(
        words=words, heads=tuple(heads), inner=tuple(inner), rows=rows,
        stems={h.word: h for h in (*heads, *tails, *inner)},
        inside=re.compile("|".join(h.word for h in inner)),
        begins=re.compile("|".join(h.word for h in heads)),
        ends=re.compile(f"(?:{'|'.join(h.word for h in tails) or '(?!)'})$"),
        sounds={_sound(word): h for word in SOUNDED if (h := _exact_of(words, heads, inner, word))},
        swapped={other: h for h in (*stems, *strong) if len(h.word) >= LEAST_STEM for other in _swaps(h.word)}
        | {other: h for word in SOUNDED if (h := _exact_of(words, heads, inner, word)) for other in _swaps(word)},
        small=frozenset(small),
        innocent=frozenset(word for word in innocent if not word.endswith("*")),
        innocent_heads=tuple(word.rstrip("*") for word in innocent if word.endswith("*")),
    )  # fmt: skip


def _exact_of(words: Mapping[str, Harsh], heads: Iterable[Harsh], inner: Iterable[Harsh], word: str) -> Harsh | None:
    stems = (harsh for harsh in (*inner, *heads) if word.startswith(harsh.word))
    return words.get(word) or next(stems, None)


def _weight(kind: str) -> int:
    return ("say", "deed", "swear", "cruel").index(kind)


def _folded(text: str) -> Iterator[str]:
    """The text in small plain letters, umlauts as two and as one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn"))
    plain = plain.replace("’", "'").replace("`", "'").translate(ALIKE)
    seen = set()
    for way in (plain.translate(UMLAUTS), plain):
        bare = "".join(c for c in unicodedata.normalize("NFKD", way) if not unicodedata.combining(c))
        if bare not in seen:
            seen.add(bare)
            yield bare


def _in_folded(folded: str, is_innocent: Callable[[str], bool]) -> Iterator[Harsh]:
    table = _table()
    words: list[str] = []
    for typed in folded.split()[:MOST_WORDS]:
        for word in _typed_words(typed[:MOST_LETTERS]):
            words.append(word)
            if not _is_innocent(table, word, is_innocent):
                yield from _in_word(table, word)
    for size in (2, 3):
        for at in range(len(words) - size + 1):
            if row := table.rows.get(tuple(_read_plainly(word) for word in words[at : at + size])):
                yield row
    pieces = re.findall(r"[^\W_]+(?:'[^\W_]+)?|[@$!|+]", re.sub(r"(?<=[^\W_])[!?.,;:]+(?=\s|$)", " ", folded))
    yield from _in_pieces(table, pieces[: 2 * MOST_WORDS], is_innocent)


def _typed_words(typed: str) -> Iterator[str]:
    """The words between two spaces, without the signs around them and the ending that an apostrophe cuts off."""
    typed = typed.strip("\"'.,;:?()[]{}<>~&/\\-_“”„‚‘«»…").rstrip("!") or typed
    for part in re.split(r"[^\w@$!|+€£*#%']+|_", typed):
        base, _, ending = part.rpartition("'")
        word = base if base and ending in CONTRACTED else part
        if word := word.replace("'", ""):
            yield word
    # "f.u.c.k", "fu-ck": signs between letters.
    if re.search(r"\w[^\w\s'@$!|+€£*#%]\w|\w_\w", typed):
        parts = re.split(r"[^\w@$!|+€£*#%']+|_", typed)
        if all(len(part) == 1 for part in parts):
            yield "".join(parts)


def _is_innocent(table: _Table, word: str, also: Callable[[str], bool]) -> bool:
    return word in table.innocent or word.startswith(table.innocent_heads) or also(word)


def _in_word(table: _Table, word: str) -> Iterator[Harsh]:
    if any(mask in word for mask in MASKS):
        yield from _masked(table, word)
        word = re.sub(r"[*#%]", "", word)
    for way in _ways(word):
        if way in table.innocent or way.startswith(table.innocent_heads):
            continue
        found = _exact(table, way)
        found = found or table.sounds.get(_sound(way))
        found = found or table.swapped.get(way)
        if found is not None:
            yield Harsh(found.word, found.age, found.kind, way != word or found.word not in word)


def _exact(table: _Table, word: str) -> Harsh | None:
    if word in table.words:
        return table.words[word]
    if found := table.inside.search(word) or table.begins.match(word) or table.ends.search(word):
        return table.stems[found[0]]
    return None


def _ways(word: str) -> Iterator[str]:
    """Ways to read a word, itself first: signs as letters, drawn-out letters once or twice; MOST_WAYS at most."""
    yield word
    if word.isalpha() and not _DRAWN_OUT.search(word):
        return
    spelled = [SIGNS.get(sign, sign) for sign in word] if re.search(r"[^\W\d_]", word) or len(word) > 3 else list(word)
    ways = {word}
    for letters in itertools.islice(itertools.product(*spelled), MOST_WAYS):
        read = "".join(letter for letter in letters if letter.isalpha())
        runs = [(letter, len(list(run))) for letter, run in itertools.groupby(read)]
        lengths = [(1,) if n == 1 else (2, 1) for _, n in runs]
        for counts in itertools.islice(itertools.product(*lengths), MOST_WAYS):
            way = "".join(letter * count for (letter, _), count in zip(runs, counts, strict=True))
            if way and way not in ways:
                ways.add(way)
                yield way
            if len(ways) > MOST_WAYS:
                return


def _masked(table: _Table, word: str) -> Iterator[Harsh]:
    """Harsh words that a word with hidden letters can be: "f**k", "sh*t", "f***"."""
    letters = sum(letter.isalpha() for letter in word)
    if not letters or not word[0].isalpha():
        return
    hidden = re.sub(r"[*#%]", "[a-z]", "".join(c if c in MASKS else re.escape(c) for c in word))
    ones = re.sub(r"(?:[*#%])", "[a-z]{1,3}", word) if len(re.findall(r"[*#%]", word)) == 1 else hidden
    pattern = re.compile(hidden if letters < 2 else f"(?:{hidden}|{ones})")
    for harsh in (*table.words.values(), *table.heads, *table.inner):
        if harsh.kind not in ("swear", "cruel") or len(harsh.word) < LEAST_STEM:
            continue
        if pattern.fullmatch(harsh.word) or (letters >= LEAST_STEM and _begins(word, harsh.word)):
            yield Harsh(harsh.word, harsh.age, harsh.kind, True)


def _begins(word: str, stem: str) -> bool:
    """Whether a word with hidden letters can begin with a stem, of which most letters are seen."""
    begun = word[: len(stem)]
    hidden = sum(sign in MASKS for sign in begun)
    return (
        len(begun) == len(stem)
        and 0 < hidden <= len(stem) // 3
        and all(sign in MASKS or sign == letter for sign, letter in zip(begun, stem, strict=True))
    )


def _in_pieces(table: _Table, pieces: list[str], is_innocent: Callable[[str], bool]) -> Iterator[Harsh]:
    """Harsh words that are broken into letters or pieces: "f u c k", "sch eisse"."""
    run: list[str] = []
    for piece in (*pieces, ""):
        if len(piece) == 1 or (run and piece in LIGATURES):
            run.append(piece)
            continue
        if len(run) > 2:
            yield from _in_letters(table, "".join(run[:MOST_RUN]))
        run = []
    for count in range(2, PIECES + 1):
        for at in range(len(pieces) - count + 1):
            parts = pieces[at : at + count]
            if any(len(part) > PIECE or "'" in part for part in parts):
                continue
            if all(part in table.small or len(part) > 3 or is_innocent(part) for part in parts):
                continue
            joined = "".join(parts)
            if any(part in table.small for part in parts) and count > 2:
                continue
            stems = (h for h in (*table.inner, *table.heads) if len(h.word) >= LEAST_STEM and joined.startswith(h.word))
            found = table.words.get(joined) or next(stems, None)
            if found is not None and found.kind != "say":
                yield Harsh(found.word, found.age, found.kind, True)


def _in_letters(table: _Table, letters: str) -> Iterator[Harsh]:
    """Harsh words in letters that stand alone: all of them, or any four and more in a row."""
    for way in itertools.islice(_ways(letters), MOST_WAYS // 4):
        for first, last in itertools.combinations(range(len(way) + 1), 2):
            if LEAST_STEM <= last - first <= MOST_STRETCH or (first, last) == (0, len(way)):
                found = _exact(table, way[first:last]) or table.sounds.get(_sound(way[first:last]))
                if found is not None:
                    yield Harsh(found.word, found.age, found.kind, True)


def _read_plainly(word: str) -> str:
    return "".join(SIGNS.get(sign, sign)[0] for sign in word)


def _sound(word: str) -> str:
    """A word as it sounds: spellings of one sound alike."""
    for spelling, sound in (("ph", "f"), ("ck", "k"), ("q", "k"), ("c", "k"), ("z", "s"), ("y", "i"), ("v", "u")):
        word = word.replace(spelling, sound)
    return word


def _swaps(word: str) -> Iterable[str]:
    return {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(1, len(word) - 1)
        if word[at] != word[at + 1]
    }
