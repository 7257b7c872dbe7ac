"""Numbers in English words: how many, the how-manieth, and years.

It knows no text and no other language.
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
