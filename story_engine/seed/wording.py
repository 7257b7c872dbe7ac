"""Reads a seed's words as a proof-reader does: captions, repeats, stray signs, harsh words.

It does not know what the words do in the story; word lists are looked at by `grammars`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.harsh import fit_ages
from story_engine.seed.model import UNRATED, Seed
from story_engine.seed.script import Choosing, Cue, Say, Template
from story_engine.seed.steps import every_statement

MOST_CAPTION = 100
"""Characters of one sentence, because captions show two lines of about fifty and are read at 15 a second."""
MOST_CARD = 44
"""Characters of an option, because its card shows one line."""
LEAST_REPEAT_WORDS = 4
"""Words from which an equal line counts as repeated; "Good evening." may come back."""
LEAST_NEAR_WORDS = 6
"""Words from which lines that differ in one word count as near-identical."""
MOST_ALIKE = 40
"""Earlier lines with an equal half that a line is compared with, so that a thousand of them cost no square."""

_SENTENCE = re.compile(r"(?<=[.!?…])[”’\"]?\s+")
_WORD = re.compile(r"[A-Za-z’']+")
_TWICE = re.compile(r"\b(a|an|the|of|to|in|is|and|on|at|for|with|it|was|his|her|as|by)\s+\1\b", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is shown or said, with holes as `{}`."""

    words: str
    where: Where
    node: str
    kind: str
    """line, letter, option, reply, entry, card."""
    rating: int


def check_wording(seed: Seed, texts: Sequence[Text], findings: Findings) -> None:
    """Say which of a seed's texts (`every_text`) are too long, repeated, damaged or too harsh."""
    said = [tuple(_WORD.findall(text.words.lower())) for text in texts]
    for text, words in zip(texts, said, strict=True):
        _shape(text, words, findings)
        _harsh(text, words, fit_ages(seed.language.split("-")[0]), findings)
    lines = ((text, words) for text, words in zip(texts, said, strict=True) if text.kind in ("line", "letter"))
    _repeats(lines, findings)
    _hooks(seed, findings)


def every_text(seed: Seed) -> Iterator[Text]:
    """Every text of the author's that may be seen or heard."""
    rating = UNRATED if seed.rating is None else seed.rating
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        for header in ("chapter", "ending"):
            if words := getattr(storylet, header):
                yield Text(words.replace("\n", ". "), storylet.at(header), storylet.id, "card", storylet.rating)
        for statement in every_statement(storylet.body):
            match statement:
                case Say(text=text, where=where):
                    yield Text(plain(text), where, storylet.id, "line", storylet.rating)
                case Cue(kind="letter" | "failed", template=template, where=where):
                    yield Text(plain(template), where, storylet.id, "letter", storylet.rating)
                case Choosing(answers=answers):
                    for answer in answers:
                        yield Text(plain(answer.text), answer.where, storylet.id, "option", storylet.rating)
                case _:
                    continue
    for name, sayings in seed.words.items():
        if ("words", name) in seed.declared:
            for saying in sayings:
                yield Text(saying.say, seed.at("words", name), "", "entry", rating)
    for replies in seed.reactions.values():
        for reply in replies:
            yield Text(reply.say, Where(path=seed.path), "", "reply", rating)


def ages_of_words(seed: Seed) -> Mapping[str, int]:
    """Storylet → the least age for which its harshest line, letter or option is fit, where that is above its rating."""
    said: dict[str, list[str]] = {}
    for text in every_text(seed):
        said.setdefault(text.node, []).append(text.words)
    said.pop("", None)
    ages = fit_ages(seed.language.split("-")[0])
    found: dict[str, int] = {}
    for node, texts in said.items():
        words = ages.keys() & set(_WORD.findall(" ".join(texts).lower()))
        age = max((ages[word] for word in words), default=0)
        if age > seed.storylets[node].rating:
            found[node] = age
    return found


def plain(template: Template) -> str:
    """A template's words, with `{}` for what is filled in."""
    return "".join(part if isinstance(part, str) else "{}" for part in template)


def _shape(text: Text, words: tuple[str, ...], findings: Findings) -> None:
    if text.kind == "option" and len(text.words) > MOST_CARD:
        findings.warn("SD708", text.where, f"the option has {len(text.words)} characters", f"{MOST_CARD} fit on a card")
    if text.kind != "option" and len(text.words) > MOST_CAPTION:
        longest = max(len(part) for part in _SENTENCE.split(text.words))
        if longest > MOST_CAPTION:
            findings.warn(
                "SD701", text.where, f"a sentence of {longest} characters is hard to read in time",
                f"make two of it: {MOST_CAPTION} at most",
            )  # fmt: skip
    twice = any(one == other for one, other in itertools.pairwise(words))
    if twice and (match := _TWICE.search(text.words)):
        findings.warn("SD710", text.where, f"“{match[0]}” stands twice", "remove one")
    if _ODD.search(text.words):
        findings.warn("SD711", text.where, "a character in it cannot be shown", "type the word anew")


def _harsh(text: Text, words: tuple[str, ...], ages: Mapping[str, int], findings: Findings) -> None:
    for word in sorted(ages.keys() & set(words)):
        age = ages[word]
        if text.rating < age:
            findings.warn(
                "SD801", text.where, f"“{word}” is fit from {age}, the scene is rated {text.rating}",
                f"say it milder, or write “rating: {age}”",
            )  # fmt: skip


def _repeats(lines: Iterable[tuple[Text, tuple[str, ...]]], findings: Findings) -> None:
    """Equal lines, and lines that differ in one word only; each with the words that it says."""
    exact: dict[tuple[str, ...], Text] = {}
    halves: dict[tuple[int, bool, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for text, words in lines:
        if len(words) < LEAST_REPEAT_WORDS:
            continue
        first = exact.setdefault(words, text)
        if first is not text:
            findings.warn(
                "SD702", text.where, f"the line stands in {_place(first)} already", "write another, or a line group =>"
            )
            continue
        if len(words) < LEAST_NEAR_WORDS:
            continue
        # Where one word differs, one half of the line is the same.
        half = len(words) // 2
        keys = (len(words), True, words[:half]), (len(words), False, words[half:])
        alike = [other for key in keys for other in halves.get(key, ()) if _one_differs(words, other)]
        if alike:
            findings.hint(
                "SD703", text.where, f"nearly the line of {_place(exact[alike[0]])}", "tell them further apart"
            )
            continue
        for key in keys:
            known = halves.setdefault(key, [])
            if len(known) < MOST_ALIKE:
                known.append(words)


def _one_differs(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return sum(one != other for one, other in zip(words, others, strict=True)) == 1


def _place(text: Text) -> str:
    return f"{text.where.path.rsplit('/', 1)[-1]}:{text.where.line}"


def _hooks(seed: Seed, findings: Findings) -> None:
    if seed.rating is None:
        findings.warn(
            "SD803", Where(path=seed.path), "the seed has no rating, so viewers with limits never see it",
            "write “rating: 6”, or the age from which it is fit",
        )  # fmt: skip
        return
    for storylet in seed.storylets.values():
        if not storylet.automatic and storylet.rating > seed.rating:
            findings.hint(
                "SD802", storylet.at("rating"), f"rated {storylet.rating}, the seed is rated {seed.rating}",
                "younger viewers never see it",
            )  # fmt: skip
