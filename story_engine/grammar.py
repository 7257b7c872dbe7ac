"""Word lists that grow: Tracery's `#symbol.modifier#` and `[name:#symbol#]`, `{words("list")}`, agreement.

It does not know how an entry of a list is picked, nor shows; picking is asked of whoever grows a text. Semantics after
Kate Compton's Tracery: symbols are replaced by one of their entries, modifiers change what they became, actions keep a
choice under a name for the rest of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

Pick: TypeAlias = Callable[[str], str]
"""One entry of a list, by the list's name; "" when there is no such list."""

DEEPEST = 8
"""Symbols inside symbols that are followed, because a grammar may lead back to itself."""
LONGEST = 400
"""Characters after which a text grows no more, because captions hold no more."""

_SYMBOL = re.compile(r"#((?:\[[^\[\]]*\])*)([A-Za-z_]\w*)((?:\.\w+(?:\([^()]*\))?)*)#|\{words\(\s*\"?(\w+)\"?\s*\)\}")
_ACTION = re.compile(r"\[(\w+):([^\[\]]*)\]")
_MODIFIER = re.compile(r"\.(\w+)(?:\(([^()]*)\))?")
_VOWELS = "aeiou"
_SOUNDS_LIKE_YOU = ("uni", "use", "usu", "eu", "one", "once", "ut")
_SILENT_H = ("hour", "honest", "honour", "heir")


def grown(text: str, pick: Pick) -> str:
    """The text with every symbol replaced by an entry of its list, down to DEEPEST lists and LONGEST characters."""
    return _grown(text, pick, {}, 0)


def _grown(text: str, pick: Pick, kept: dict[str, str], depth: int) -> str:
    if "#" not in text and "{words(" not in text:
        return text
    said: list[str] = []
    at = 0
    for symbol in _SYMBOL.finditer(text):
        said.append(text[at : symbol.start()])
        at = symbol.end()
        if depth >= DEEPEST or sum(map(len, said)) > LONGEST:
            continue
        for action in _ACTION.finditer(symbol[1] or ""):
            kept[action[1]] = _grown(action[2], pick, kept, depth + 1)
        name = symbol[2] or symbol[4]
        entry = kept[name] if name in kept else _grown(pick(name), pick, kept, depth + 1)
        for modifier in _MODIFIER.finditer(symbol[3] or ""):
            entry = _modified(entry, modifier[1], modifier[2] or "")
        said.append(entry)
    return "".join([*said, text[at:]])[: 2 * LONGEST]


def _modified(text: str, modifier: str, arguments: str) -> str:
    if modifier == "replace":
        old, _, new = arguments.partition(",")
        return text.replace(old.strip(), new.strip()) if old.strip() else text
    change = MODIFIERS.get(modifier)
    return change(text) if change is not None else text


def with_article(text: str) -> str:
    """ "a boat", "an hour", "a unicorn": the indefinite article before a noun, by how it sounds."""
    word = re.sub(r"[^a-z].*", "", text.lower())
    vowel = (word[:1] in _VOWELS and bool(word) and not word.startswith(_SOUNDS_LIKE_YOU)) or word.startswith(_SILENT_H)
    return f"{'an' if vowel else 'a'} {text}"


def in_plural(text: str) -> str:
    """The English plural of the last word, by rule: boats, boxes, stories, wolves stay regular."""
    low = text.lower()
    if low.endswith("y") and low[-2:-1] not in _VOWELS:
        return text[:-1] + "ies"
    return text + ("es" if low.endswith(("s", "x", "z", "ch", "sh")) else "s")


def in_past(text: str) -> str:
    """The regular English past of the first word."""
    verb, gap, rest = text.partition(" ")
    if verb.endswith("e"):
        past = verb + "d"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        past = verb[:-1] + "ied"
    else:
        past = verb + "ed"
    return past + gap + rest


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _capitals(text: str) -> str:
    return re.sub(r"(^|\s)(\w)", lambda found: found[1] + found[2].upper(), text)


def _first_plural(text: str) -> str:
    noun, gap, rest = text.partition(" ")
    return in_plural(noun) + gap + rest


MODIFIERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "a": with_article,
        "s": in_plural,
        "ed": in_past,
        "firstS": _first_plural,
        "capitalize": _first_capital,
        "capitalizeAll": _capitals,
    }
)
"""Tracery's modifiers of English."""
