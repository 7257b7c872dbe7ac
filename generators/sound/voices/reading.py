"""Reading aloud: each blank-separated word of a text as it is said: numbers, times, prices, abbreviations, shouting.

It knows no engine and no sound. Markup and pictures are not said; what it does not know it leaves as it stands, so
that the text and what is said of it always stay in step, word by word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from generators.sound.voices.cast import VOICE_FOLDER, load_lexicon, read_table
from generators.sound.voices.counting import DIGITS, german_number, number_words, ordinal_words, year_words

CLOSERS = "\"'”’)]»“"
_OPENERS = "\"'“‘„«»([¿¡"
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>|\[/?[a-z]{1,12}(?:=[^\]\s]{0,40})?\]|\{[^{}\n]{0,80}\}")
_SIGNS_OF_MARKUP = re.compile(r"[*_~`^|\\<>{}]+")
_QUOTES = str.maketrans(dict.fromkeys('"“”„«»()[]¿¡', ""))
_DASHES = re.compile(r"[—–―]|--+")
_STRETCHED = re.compile(r"([A-Za-zÀ-ž])\1{2,}")
_STAMMER = re.compile(r"^(?:([A-Za-z]{1,2})-)+(?=\1)", re.IGNORECASE)
_MARKS = "…,;:.!?"
_AROUND = _MARKS + CLOSERS + _OPENERS
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiv": 14, "xv": 15}
_COUNTED_BEFORE = frozenset(("chapter", "part", "act", "scene", "book", "volume", "world", "number"))
_KEPT_SIGNS = frozenset("£$€°№&+@=%#§×½¼¾")
_FIRST_YEAR, _LAST_YEAR = 1010, 2099
LONGEST_WORD = 48
"""Characters of a word that are said: nobody listens to more of a code or an address."""
LONGEST_RUN = 400
"""The same in a script without blanks, where a word is a sentence."""
_LONGEST_NUMBER = 6
"""Digits: more are read one by one, as a telephone number is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A language's part of `reading.yaml`."""

    words: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    money: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    minus: str = "minus"
    to: str = "to"
    point: str = "point"


def read_aloud(text: str, language: str = "", *, respell: bool = True) -> tuple[str, ...]:
    """What is said for each blank-separated word of `text`, with its punctuation; "" where nothing is said.

    `respell` writes the lexicon's words as a speech engine must read them ("Ines" → "ee ness").
    """
    tongue = _tongue(language, respell=respell)
    tokens = _bare(text).split()
    # Other languages have other short words: what of theirs is an acronym is the engine's to know.
    calm = _without_shouting(tokens, spells=tongue.language in ("en", "de"))
    said = []
    for index, token in enumerate(calm):
        before = calm[index - 1] if index else ""
        after = calm[index + 1] if index + 1 < len(calm) else ""
        said.append(_said(token.replace(_NOTHING, ""), before, after, tongue))
    return tuple(said)


def ends_nothing(token: str) -> bool:
    """Whether the full stop of `token` belongs to an abbreviation or initial and ends no sentence."""
    bare = token.strip(_OPENERS + CLOSERS).rstrip(",;:")
    if not bare.endswith("."):
        return False
    if re.fullmatch(r"[A-Z]\.(?:[A-Z]\.)*", bare):
        return bare != "I."
    return any(bare.lower() in reading.words for reading in _readings().values())


_NOTHING = "\0"


def _bare(text: str) -> str:
    """`text` without markup and pictures, with as many blank-separated words as before."""

    def hidden(match: re.Match[str]) -> str:
        return re.sub(r"\S", _NOTHING, match.group())

    text = _MARKUP.sub(hidden, text)
    return "".join(_NOTHING if _is_picture(letter) else letter for letter in text)


def _is_picture(letter: str) -> bool:
    """Emoji, dingbats, their joiners and selectors, control signs."""
    if letter in _KEPT_SIGNS or letter.isspace() or letter == _NOTHING:
        return False
    return unicodedata.category(letter) in ("So", "Cs", "Co", "Cn", "Cf", "Cc") or letter in "\ufe0f\u20e3"


def _without_shouting(tokens: list[str], *, spells: bool) -> list[str]:
    """Words in capitals as words; what looks like an acronym keeps its letters apart if `spells`."""
    loud = [_is_loud(token) for token in tokens]
    calm = []
    for index, token in enumerate(tokens):
        bare = re.sub(r"[^A-Za-zÀ-ž]", "", token)
        beside = any(loud[place] for place in (index - 1, index + 1) if 0 <= place < len(tokens))
        if loud[index] and (len(bare) > 3 or beside or bare.lower() in _short_words()) and _can_be_said(bare):
            calm.append(token.lower() if bare != "I" else token)
        elif spells and loud[index] and bare.lower() not in _readings()["en"].words and token.strip(_AROUND) == bare:
            calm.append(token.replace(bare, " ".join(bare)).replace(" ", _APART))
        else:
            calm.append(token)
    return calm


_APART = "\x1f"
"""Between the letters of an acronym: a blank in what is said, none in the count of words."""


def _is_loud(token: str) -> bool:
    letters = [letter for letter in token if letter.isalpha()]
    if "".join(letters).lower() in _ROMAN:
        return False
    return len(letters) > 1 and all(letter.isupper() for letter in letters) and not re.search(r"\d|\w\.\w", token)


def _can_be_said(bare: str) -> bool:
    return bool(re.search(r"[AEIOUYÄÖÜ]", bare)) and not re.search(r"[BCDFGHJKLMNPQRSTVWXZ]{5}", bare)


@lru_cache(maxsize=1)
def _short_words() -> frozenset[str]:
    """Words of up to three letters that are no acronyms."""
    letters = read_table(VOICE_FOLDER / "letters.yaml", dict[str, list])
    known = {*(str(word) for word in letters["weak"]), *load_lexicon().phones}
    return frozenset(word for word in known if len(word) <= 3) | {"oh", "ah", "yes", "run", "stop", "go", "hey", "wow"}


def _said(token: str, before: str, after: str, tongue: _Tongue) -> str:
    """One token as it is said."""
    token = token.replace(_APART, " ") if _APART in token else token
    token = _SIGNS_OF_MARKUP.sub("", token).translate(_QUOTES)
    token = _DASHES.sub(lambda m: ", " if m.start() > 0 and m.end() < len(token) else ",", token)
    token = re.sub(r"^(?:…|\.\.+)(?=\w)", "", token)
    token = re.sub(r"(?<=\w)(?:…|\.\.+)(?=\w)", "... ", token)
    if not any(letter.isalnum() or letter in _KEPT_SIGNS for letter in token):
        return "," if "," in token else ""
    if " " in token:
        first, _, rest = token.partition(" ")
        return f"{_said(first, before, rest, tongue)} {_said(rest, first, after, tongue)}".strip()
    core = token.strip(_MARKS + "'’‘")
    tail = token[token.index(core) + len(core) :]
    tail = re.sub("['’‘]", "", tail)
    if core == "Uhr" and re.fullmatch(r"\d{1,2}:(?!00)\d\d", before):
        return tail  # "8:15 Uhr" is said "8 Uhr 15"
    return _word(core, tail, before, after, tongue)


def _word(core: str, tail: str, before: str, after: str, tongue: _Tongue) -> str:
    words = tongue.reading.words
    key = core.lower().replace("’", "'")
    if tail.startswith(".") and f"{key}." in words and _is_abbreviation(key, after, tongue.language):
        # "Mr." ends no sentence: its full stop is not said, nor is it a pause.
        return words[f"{key}."] + tail[1:]
    if key in words:
        return words[key] + tail
    if tongue.language == "en":
        spoken = _lexical(key) if tongue.respell else ""
        if spoken:
            return spoken + tail
        initials = re.fullmatch(r"(?:[A-Z]\.)*[A-Z]", core)
        if initials and (len(core) > 1 or (tail.startswith(".") and core != "I" and after[:1].isupper())):
            return " ".join(core.replace(".", "")) + tail.removeprefix(".")
    core = core[: LONGEST_RUN if _runs_on(core) else LONGEST_WORD]
    numeric = _numeric(core, before, after, tongue)
    if numeric:
        return numeric + tail
    core = _STAMMER.sub("", core)
    core = _STRETCHED.sub(lambda match: match.group(1), core)
    for sign, word in tongue.reading.signs.items():
        core = core.replace(sign, f" {word} ")
    core = re.sub(r"(?<=\w)/(?=\w)", " ", core)
    if tongue.language == "en":
        core = re.sub(r"(?<=\w)\.(?=[a-z]{2,})", " dot ", core)
    return " ".join(core.split()) + tail


def _runs_on(core: str) -> bool:
    """Whether this is written in letters that know no capitals: among them are all scripts that know no blanks."""
    return any(unicodedata.category(letter) == "Lo" for letter in core)


def _is_abbreviation(key: str, after: str, language: str) -> bool:
    """ "No." and "p." are words or letters of their own unless a number follows; "St." a saint before a name."""
    if key in ("no", "nos", "p", "pp", "ch", "vol", "s", "bd"):
        return after[:1].isdigit()
    if key in ("co", "gen", "col", "hon", "sr", "jr", "fr", "str") and language == "en":
        return not after or after[:1].isupper()
    return True


def _lexical(key: str) -> str:
    spoken = load_lexicon().spoken
    if key in spoken:
        return spoken[key]
    for ending in ("'s", "s'"):
        if key.endswith(ending) and key[: -len(ending)] in spoken:
            return spoken[key[: -len(ending)]] + "s"
    return ""


def _numeric(core: str, before: str, after: str, tongue: _Tongue) -> str:
    """A number, time, price, date or ordinal as it is said; "" when `core` is none or the engine says it better."""
    english, german = tongue.language == "en", tongue.language == "de"
    if not (english or german):
        return ""
    if not any(letter.isdigit() for letter in core):
        roman = _ROMAN.get(core.lower()) if core.isupper() and before[:1].isupper() and english else None
        if roman is None:
            return ""
        name = before.lower().strip(_MARKS)
        return " ".join(number_words(roman)) if name in _COUNTED_BEFORE else f"the {' '.join(ordinal_words(roman))}"
    clock = re.fullmatch(r"(\d{1,2})[:.](\d\d)(?:[:.]\d\d)?(am|pm|h|Uhr)?", core)
    if clock and (":" in core or clock.group(3)) and int(clock.group(1)) < 25 and int(clock.group(2)) < 60:
        return _clock(int(clock.group(1)), int(clock.group(2)), clock.group(3) or "", after, german=german)
    hour = re.fullmatch(r"(\d{1,2})(am|pm)", core)
    if hour and english:
        return f"{_count(int(hour.group(1)))} {'ay em' if hour.group(2) == 'am' else 'pee em'}"
    money = re.fullmatch(r"([£$€])(\d[\d,]*)(?:\.(\d\d))?", core) or re.fullmatch(
        r"()(\d+)(?:[.,](\d\d))?([£$€])", core
    )
    if money:
        return _price(money, tongue, german=german)
    if german:
        year = re.fullmatch(r"(1[1-9]\d\d)", core)
        return (
            f"{german_number(int(core[:2]))}hundert{german_number(int(core[2:])) if core[2:] != '00' else ''}"
            if year
            else ""
        )
    return _english_number(core, before, after, tongue)


def _english_number(core: str, before: str, after: str, tongue: _Tongue) -> str:
    plain = core.replace(",", "") if re.fullmatch(r"[−-]?\d{1,3}(,\d{3})+(\.\d+)?", core) else core
    ordinal = re.fullmatch(r"(\d{1,4})(st|nd|rd|th)", plain)
    if ordinal:
        return " ".join(ordinal_words(int(ordinal.group(1))))
    decade = re.fullmatch(r"(\d{2,4})['’]?s", plain)
    if decade:
        words = list(year_words(int(decade.group(1)))) if len(decade.group(1)) == 4 else [_count(int(decade.group(1)))]
        last = words[-1]
        return " ".join([*words[:-1], f"{last[:-1]}ies" if last.endswith("y") else f"{last}s"])
    span = re.fullmatch(r"(\d{1,4})[-–](\d{1,4})", plain)
    if span:
        return f"{_whole(span.group(1))} {tongue.reading.to} {_whole(span.group(2))}"
    fraction = re.fullmatch(r"1/([234])", plain)
    if fraction:
        return {"2": "one half", "3": "one third", "4": "one quarter"}[fraction.group(1)]
    number = re.fullmatch(r"([−+-]?)(\d+)(?:\.(\d+))?([%°]?)(?:[-]?([A-Za-z]+))?", plain)
    if not number:
        return ""
    sign, whole, part, mark, unit = number.groups()
    said = [tongue.reading.signs["+"] if sign == "+" else tongue.reading.minus] if sign else []
    if plain != core:
        said.append(_count(int(whole)))  # written with commas: a quantity, however long
    else:
        said.append(_long(whole) if part is not None or sign or mark or unit else _whole(whole))
    if part is not None:
        said += [tongue.reading.point, *(DIGITS[int(digit)] for digit in part)]
    if mark:
        said.append(tongue.reading.signs[mark])
    if unit:
        said.append(_UNITS.get(unit, unit))
    return " ".join(said)


_UNITS = {"km": "kilometers", "kg": "kilos", "cm": "centimeters", "mm": "millimeters", "m": "meters", "g": "grams"}
_UNITS |= {"ft": "feet", "in": "inches", "mph": "miles an hour", "p": "pence", "h": "hours", "min": "minutes"}
_UNITS |= {"C": "celsius", "F": "fahrenheit"}


def _whole(digits: str) -> str:
    """A whole number: a year where it can be one, single digits where it is a telephone number."""
    if len(digits) == 4 and _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        return " ".join(year_words(int(digits)))
    return _long(digits)


def _long(digits: str) -> str:
    if len(digits) > _LONGEST_NUMBER or (digits.startswith("0") and len(digits) > 1):
        return " ".join(DIGITS[int(digit)] for digit in digits)
    return _count(int(digits))


def _count(number: int) -> str:
    return " ".join(number_words(number))


def _clock(hour: int, minute: int, suffix: str, after: str, *, german: bool) -> str:
    if german:
        named = "" if after.lower().startswith("uhr") and not minute else " Uhr"
        return f"{hour}{named}" + (f" {minute}" if minute else "")
    half = {"am": " ay em", "pm": " pee em"}.get(suffix, "")
    if minute == 0:
        on_the_hour = "" if half else (" o'clock" if 0 < hour <= 12 else " hundred")
        return f"{_count(hour)}{on_the_hour}{half}"
    return f"{_count(hour)} {'oh ' if minute < 10 else ''}{_count(minute)}{half}"


def _price(money: re.Match[str], tongue: _Tongue, *, german: bool) -> str:
    groups = money.groups()
    sign = groups[0] or groups[-1]
    whole, small = groups[1].replace(",", ""), groups[2]
    one, many, _ = tongue.reading.money[sign]
    count = int(whole)
    if german:
        return f"{whole} {one if count == 1 else many}" + (f" {int(small)}" if small and int(small) else "")
    if small and int(small) and not count:
        return f"{_count(int(small))} {tongue.reading.money[sign][2]}"
    said = f"{_long(whole)} {one if count == 1 else many}"
    return said + (f" {_count(int(small))}" if small and int(small) else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tongue:
    language: str
    """"en", "de" or another language's two letters."""
    reading: Reading
    respell: bool


@lru_cache(maxsize=8)
def _tongue(language: str, *, respell: bool) -> _Tongue:
    code = language.lower().partition("-")[0] or "en"
    return _Tongue(language=code, reading=_readings().get(code, Reading()), respell=respell)


@lru_cache(maxsize=1)
def _readings() -> dict[str, Reading]:
    return read_table(VOICE_FOLDER / "reading.yaml", dict[str, Reading])
