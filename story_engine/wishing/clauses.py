"""Cuts a wish into words with their parts of speech: who, what, where, verbs, moods, and what a "no" reaches.

It does not know what the words lead to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from story_engine.seed.model import Seed
from story_engine.wishing.lexicon import (
    CALM,
    CLOSER,
    ENDINGS,
    FILLER,
    HOUR_WORDS,
    IDIOMS,
    LESS,
    MORE,
    POSITIVE_PAIRS,
    TASTE_WORDS,
    TENSE,
    TURNS,
    VERBS,
    WEATHER_WORDS,
    WIDER,
    WILD_LESS,
    WILD_MORE,
)
from story_engine.wishing.names import Vocabulary
from story_engine.wishing.spelling import alike, slips_between

MOST_WORDS = 60
"""Words of a wish that are read, because nobody types more in one line."""
SECOND_VERBS = frozenset({"light", "free", "place", "play", "love", "friends", "lock", "row", "fight", "song", "head"})
"""Words that are nouns or moods unless something follows that they can be done to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word (or name of several words) of a wish."""

    word: str
    kind: str
    """"person", "thing", "place", "weather", "hour", "taste", "calm", "tense", "wild", "tame", "verb", "filler",
    "unknown", "cut" (punctuation)."""
    id: str = ""
    """Entity, weather, hour, taste or verb that it stands for."""
    negated: bool = False
    """Whether a "no", "less" or the like reaches it."""
    by_tag: bool = False
    """Whether a place is only hinted at ("the sea")."""
    more: bool = False
    """Whether "more" stands before it."""


def tokens(seed: Seed, known: Vocabulary, text: str) -> tuple[Token, ...]:
    """The words of a wish with their meanings in this seed."""
    plain = text.lower().replace("’", "'").replace("-", " ")
    for idiom, word in IDIOMS.items():
        plain = re.sub(rf"\b{idiom}\b", word, plain)
    plain = plain.replace("'", "")
    words = re.findall(r"[^\W_]+|[,.;:!?]", plain)[:MOST_WORDS]
    return _with_reach(_named(seed, known, words))


def _named(seed: Seed, known: Vocabulary, words: list[str]) -> list[Token]:
    found: list[Token] = []
    at = 0
    longest = max((len(group) for group in known.groups), default=0)
    while at < len(words):
        for length in range(min(longest, len(words) - at), 1, -1):
            entity = known.groups.get(tuple(words[at : at + length]), "")
            if entity:
                found.append(Token(word=" ".join(words[at : at + length]), kind=_kind(seed, entity), id=entity))
                at += length
                break
        else:
            found.append(_token(seed, known, words, at))
            at += 1
    return found


def _kind(seed: Seed, entity: str) -> str:
    return "person" if entity in seed.cast else "thing" if entity in seed.things else "place"


def _token(seed: Seed, known: Vocabulary, words: list[str], at: int) -> Token:
    word = words[at]
    if not word[0].isalnum():
        return Token(word=word, kind="cut")
    after = next((w for w in words[at + 1 :] if w not in ("the", "a", "an", "their", "her", "his", "my", "its")), "")
    before = words[at - 1] if at else ""
    if word in known.names:
        return Token(word=word, kind=_kind(seed, known.names[word]), id=known.names[word])
    for table, kind in ((WILD_MORE, "wild"), (WILD_LESS, "tame"), (TENSE, "tense")):
        if word in table:
            return Token(word=word, kind=kind, id="tension" if kind == "tense" else "")
    verb = VERBS.get(word, "")
    taste = _taste(seed, word)
    if taste and _is_mood(word, verb, before, after, known):
        return Token(word=word, kind="taste", id=taste)
    if word in CALM:
        return Token(word=word, kind="calm", id="tension")
    if word in HOUR_WORDS:
        return Token(word=word, kind="hour", id=HOUR_WORDS[word][0])
    if word in WEATHER_WORDS:
        return Token(word=word, kind="weather", id=WEATHER_WORDS[word])
    if verb and word not in ("like", "want"):
        return Token(word=word, kind="verb", id=verb)
    if word in LESS or word in MORE or word in FILLER:
        return Token(word=word, kind="filler")
    if word in known.tags:
        return Token(word=word, kind="place", id=known.tags[word], by_tag=True)
    entity = known.entity(word)
    if entity:
        return Token(word=word, kind=_kind(seed, entity), id=entity)
    if word in CLOSER or word in WIDER:
        return Token(word=word, kind="filler")
    if word in known.looks:
        return Token(word=word, kind="person", id=known.looks[word], by_tag=True)
    tables: tuple[tuple[Mapping[str, str], str], ...] = (
        (WEATHER_WORDS, "weather"), (WILD_WORDS, "wild"), (HOUR_NAMES, "hour"), (VERBS, "verb"),
    )  # fmt: skip
    slips = sorted(
        (slips_between(word, w), at, w) for at, (table, _) in enumerate(tables) for w in table if alike(word, w)
    )
    if slips:
        _, at, near_word = slips[0]
        return Token(word=word, kind=tables[at][1], id=tables[at][0][near_word])
    near = [w for tag in seed.tastes for w in (tag, *TASTE_WORDS.get(tag, ())) if alike(word, w)]
    if near and (taste := _taste(seed, near[0])):
        return Token(word=word, kind="taste", id=taste)
    return Token(word=word, kind="unknown")


def _taste(seed: Seed, word: str) -> str:
    """The taste of this seed that a word asks for."""
    if word in seed.tastes:
        return word
    for tag in seed.tastes:
        if word in TASTE_WORDS.get(tag, ()):
            return tag
    return ""


def _is_mood(word: str, verb: str, before: str, after: str, known: Vocabulary) -> bool:
    """Whether a word that may be a mood is one here: "more love", not "Wren loves Tock", nor "make it dark"."""
    if word == "dark":
        return before in ("more", "less", "so", "too", "very", "really", "something", "not") or after in (
            "story", "scene", "scenes", "mood", "stuff", "and",
        )  # fmt: skip
    if word == "love" and before == "in":
        return False
    if word in ("love", "loves", "loving") and (before in ("i", "we", "id", "would") or after in known.names):
        return False
    if verb and verb not in ("romance",):
        named = after in known.names or before in known.names
        return not named
    return True


ENDED = ("weather", "hour", "taste", "person", "place")
WILD_WORDS = dict.fromkeys(WILD_MORE, "")
HOUR_NAMES = {word: name for word, (name, _) in HOUR_WORDS.items()}
_REACHING = LESS - {"too"}


def _with_reach(found: list[Token]) -> tuple[Token, ...]:
    """The tokens, told which of them a "no" reaches and which a "more"."""
    done: list[Token] = []
    negated = more = False
    for at, token in enumerate(found):
        before = done[-1].word if done else ""
        if token.kind == "cut" or (_turns(token.word, found[at + 1 :])):
            negated = more = False
        elif (before, token.word) in POSITIVE_PAIRS or (token.word == "enough" and before == "get"):
            negated, more = False, True
        elif token.kind in ("filler", "unknown") or (token.kind == "verb" and token.word in LESS):
            if token.word in _REACHING or token.word == "too":
                # "never stop", "do not stop the rain": the second one takes the first away.
                negated = not (negated and token.word in ("stop", "end", "quit", "avoid", "without"))
            elif token.word in MORE and before not in ("no", "not", "any", "never", "without"):
                negated, more = False, True
        if token.word in ENDINGS and (ended := _last_named(done)) >= 0:
            # "let the rain stop", "Wren is in it too much": what ends stands before the word.
            done[ended] = replace(done[ended], negated=not done[ended].negated)
            negated = False
            continue
        if token.word == "toomuch":
            negated = True
        done.append(replace(token, negated=negated and token.kind != "cut", more=more))
    return tuple(done)


def _last_named(done: list[Token]) -> int:
    """Where the last thing that can end stands in the words so far; −1 = nowhere since the last stop."""
    for at in range(len(done) - 1, -1, -1):
        if done[at].kind == "cut":
            return -1
        if done[at].kind in ENDED:
            return at
    return -1


def _turns(word: str, rest: list[Token]) -> bool:
    """Whether a word ends what the "no" before it reaches."""
    return word in ("but", "instead", "rather", "then") or (word in TURNS and _new_wish(rest))


def _new_wish(rest: list[Token]) -> bool:
    """Whether what follows a "but" or "and" begins a wish of its own, and not the rest of a list."""
    following = next((token for token in rest if token.word not in ("the", "a", "an", "some")), None)
    if following is None:
        return False
    return following.word in MORE or following.kind in ("verb", "wild", "tense") or following.word in (
        "make", "let", "bring", "show", "have", "please", "i",
    )  # fmt: skip
