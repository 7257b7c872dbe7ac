"""Numbers in words: in English how many, the how-manieth, and years; in German how many.

It knows no text.
"""

from __future__ import annotations

DIGITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""How the digits of a telephone number are said."""

_BELOW_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_ORDINALS |= {"twelve": "twelfth"}


def number_words(number: int) -> tuple[str, ...]:
    """A whole number as it is read: 42 → forty, two."""
    if number < 20:
        return (_BELOW_TWENTY[number],)
    if number < 100:
        return (_TENS[number // 10], *(number_words(number % 10) if number % 10 else ()))
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return (*number_words(min(number // size, 999)), name, *(number_words(rest) if rest else ()))
    return ()


def ordinal_words(number: int) -> tuple[str, ...]:
    """The how-manieth: 21 → twenty, first."""
    *head, last = number_words(number)
    if last in _ORDINALS:
        return (*head, _ORDINALS[last])
    return (*head, f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def year_words(year: int) -> tuple[str, ...]:
    """A year of four digits: 1947 → nineteen, forty, seven; 2005 → two, thousand, five."""
    if year % 1000 < 10:
        return number_words(year)
    century, rest = divmod(year, 100)
    if rest == 0:
        return (*number_words(century), "hundred")
    return (*number_words(century), *(("oh",) if rest < 10 else ()), *number_words(rest))


_GERMAN_TENS = ("", "zehn", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_GERMAN_ONES = (
    "", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip


def german_number(number: int) -> str:
    """A whole number below a million as the one word it is in German: 42 → zweiundvierzig."""
    if number == 0:
        return "null"
    if number >= 1_000_000:
        return "".join(german_number(int(digit)) for digit in str(number))
    said = _german_part(number)
    return said + "s" if said.endswith("ein") else said


def _german_part(number: int) -> str:
    """A number inside a longer one, where "eins" is "ein"; "" for nothing."""
    for size, name in ((1_000, "tausend"), (100, "hundert")):
        if number >= size:
            return f"{_german_part(number // size)}{name}{_german_end(number % size)}"
    if number < 20:
        return _GERMAN_ONES[number]
    ones = _GERMAN_ONES[number % 10]
    return f"{ones}{'und' if ones else ''}{_GERMAN_TENS[number // 10]}"


def _german_end(number: int) -> str:
    return german_number(number) if number else ""
