"""Which plural form a number takes in a language: Unicode CLDR's rules for cardinal and ordinal numbers.

It does not know the words that are put into the plural. Source of the rules: CLDR 44, plurals.xml and ordinals.xml,
for the languages named here; a language that is not named takes `other` for every number.
"""

from __future__ import annotations

from collections.abc import Callable

_Rule = Callable[[float, int, int], str]
"""(the number without sign, its whole part, its visible decimals as a number) → zero, one, two, few, many, other."""


def _one_if_1(number: float, whole: int, decimals: int) -> str:
    return "one" if whole == 1 and decimals == 0 and number == 1 else "other"


def _one_if_number_1(number: float, whole: int, decimals: int) -> str:
    return "one" if number == 1 else "other"


def _french(number: float, whole: int, decimals: int) -> str:
    if whole in (0, 1):
        return "one"
    return "many" if decimals == 0 and whole != 0 and whole % 1_000_000 == 0 else "other"


def _spanish(number: float, whole: int, decimals: int) -> str:
    if number == 1:
        return "one"
    return "many" if decimals == 0 and whole != 0 and whole % 1_000_000 == 0 else "other"


def _zero_or_one(number: float, whole: int, decimals: int) -> str:
    return "one" if whole == 0 or number == 1 else "other"


def _russian(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "other"
    if whole % 10 == 1 and whole % 100 != 11:
        return "one"
    if 2 <= whole % 10 <= 4 and not 12 <= whole % 100 <= 14:
        return "few"
    return "many"


def _serbian(number: float, whole: int, decimals: int) -> str:
    if (decimals == 0 and whole % 10 == 1 and whole % 100 != 11) or (decimals % 10 == 1 and decimals % 100 != 11):
        return "one"
    for part in (whole if decimals == 0 else -1, decimals):
        if part >= 0 and 2 <= part % 10 <= 4 and not 12 <= part % 100 <= 14:
            return "few"
    return "other"


def _polish(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "other"
    if whole == 1:
        return "one"
    if 2 <= whole % 10 <= 4 and not 12 <= whole % 100 <= 14:
        return "few"
    return "many"


def _czech(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "many"
    if whole == 1:
        return "one"
    return "few" if 2 <= whole <= 4 else "other"


def _arabic(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "other"
    if whole in (0, 1, 2):
        return ("zero", "one", "two")[whole]
    if 3 <= whole % 100 <= 10:
        return "few"
    return "many" if 11 <= whole % 100 <= 99 else "other"


def _lithuanian(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "many"
    if whole % 10 == 1 and not 11 <= whole % 100 <= 19:
        return "one"
    return "few" if 2 <= whole % 10 <= 9 and not 11 <= whole % 100 <= 19 else "other"


def _latvian(number: float, whole: int, decimals: int) -> str:
    if decimals == 0 and (whole % 10 == 0 or 11 <= whole % 100 <= 19):
        return "zero"
    if (decimals == 0 and whole % 10 == 1 and whole % 100 != 11) or (decimals % 10 == 1 and decimals % 100 != 11):
        return "one"
    return "other"


def _icelandic(number: float, whole: int, decimals: int) -> str:
    if decimals == 0:
        return "one" if whole % 10 == 1 and whole % 100 != 11 else "other"
    return "one" if decimals % 10 == 1 and decimals % 100 != 11 else "other"


def _hebrew(number: float, whole: int, decimals: int) -> str:
    if (whole == 1 and decimals == 0) or (whole == 0 and decimals != 0):
        return "one"
    return "two" if whole == 2 and decimals == 0 else "other"


def _irish(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "other"
    if whole in (1, 2):
        return "one" if whole == 1 else "two"
    if 3 <= whole <= 6:
        return "few"
    return "many" if 7 <= whole <= 10 else "other"


def _welsh(number: float, whole: int, decimals: int) -> str:
    named = {0: "zero", 1: "one", 2: "two", 3: "few", 6: "many"}
    return named.get(whole, "other") if decimals == 0 else "other"


def _romanian(number: float, whole: int, decimals: int) -> str:
    if whole == 1 and decimals == 0:
        return "one"
    if decimals != 0 or whole == 0 or 1 <= whole % 100 <= 19:
        return "few"
    return "other"


def _slovenian(number: float, whole: int, decimals: int) -> str:
    if decimals:
        return "few"
    return {1: "one", 2: "two", 3: "few", 4: "few"}.get(whole % 100, "other")


def _danish(number: float, whole: int, decimals: int) -> str:
    return "one" if number == 1 or (decimals != 0 and whole in (0, 1)) else "other"


def _always_other(number: float, whole: int, decimals: int) -> str:
    return "other"


_CARDINALS: dict[str, _Rule] = {
    **dict.fromkeys(("en", "de", "nl", "sv", "it", "ca", "fi", "et", "gl", "sw", "ur", "fy", "yi"), _one_if_1),
    **dict.fromkeys(("bg", "el", "hu", "nb", "nn", "no", "tr", "eu", "sq", "ka", "eo", "ta", "te"), _one_if_number_1),
    **dict.fromkeys(("fr", "pt"), _french),
    **dict.fromkeys(("hi", "bn", "fa", "gu", "kn", "zu", "am"), _zero_or_one),
    **dict.fromkeys(("ru", "uk", "be"), _russian),
    **dict.fromkeys(("sr", "hr", "bs"), _serbian),
    **dict.fromkeys(("cs", "sk"), _czech),
    **dict.fromkeys(("ja", "zh", "ko", "vi", "th", "id", "ms", "my", "lo"), _always_other),
    "es": _spanish, "pl": _polish, "ar": _arabic, "lt": _lithuanian, "lv": _latvian, "is": _icelandic, "he": _hebrew,
    "ga": _irish, "cy": _welsh, "ro": _romanian, "sl": _slovenian, "da": _danish,
}  # fmt: skip


def _english_ordinal(number: float, whole: int, decimals: int) -> str:
    if whole % 100 in (11, 12, 13):
        return "other"
    return {1: "one", 2: "two", 3: "few"}.get(whole % 10, "other")


def _swedish_ordinal(number: float, whole: int, decimals: int) -> str:
    return "one" if whole % 10 in (1, 2) and whole % 100 not in (11, 12) else "other"


def _italian_ordinal(number: float, whole: int, decimals: int) -> str:
    return "many" if whole in (8, 11, 80, 800) else "other"


def _ukrainian_ordinal(number: float, whole: int, decimals: int) -> str:
    return "few" if whole % 10 == 3 and whole % 100 != 13 else "other"


def _catalan_ordinal(number: float, whole: int, decimals: int) -> str:
    return {1: "one", 3: "one", 2: "two", 4: "few"}.get(whole, "other")


def _hungarian_ordinal(number: float, whole: int, decimals: int) -> str:
    return "one" if whole in (1, 5) else "other"


def _welsh_ordinal(number: float, whole: int, decimals: int) -> str:
    named = {0: "zero", 7: "zero", 8: "zero", 9: "zero", 1: "one", 2: "two", 3: "few", 4: "few", 5: "many", 6: "many"}
    return named.get(whole, "other")


_ORDINALS: dict[str, _Rule] = {
    **dict.fromkeys(("fr", "ms", "vi", "ga", "ro", "hy", "lo"), _one_if_number_1),
    "en": _english_ordinal, "sv": _swedish_ordinal, "it": _italian_ordinal, "uk": _ukrainian_ordinal,
    "ca": _catalan_ordinal, "hu": _hungarian_ordinal, "cy": _welsh_ordinal,
}  # fmt: skip


def plural_case(language: str, number: float, *, ordinal: bool = False) -> str:
    """`zero`, `one`, `two`, `few`, `many` or `other` for a number in a language (`en`, `pt-BR`)."""
    rules = _ORDINALS if ordinal else _CARDINALS
    rule = rules.get(language.split("-")[0].split("_")[0].lower(), _always_other)
    size = abs(number)
    decimals = f"{size:.6f}".partition(".")[2].rstrip("0")
    return rule(size, int(size), int(decimals or 0))
