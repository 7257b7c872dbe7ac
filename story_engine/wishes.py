"""Understands wishes: free text becomes intents over the seed's own names, tags, facts, weathers, hours and phrases.

It does not know how the story answers them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from story_engine.expr import Binary, Call, Expr, Literal, Name, Unary
from story_engine.seed.harsh import Harsh, harsh_in
from story_engine.seed.model import Seed
from story_engine.wishing.camera import camera_wish
from story_engine.wishing.clauses import Token, tokens
from story_engine.wishing.foreign import in_our_words
from story_engine.wishing.lexicon import (
    CRIMES_FROM,
    CRUEL,
    FILLER,
    HARSH,
    HARSH_FROM,
    RELATIONS,
    STATES,
    UNSTATES,
    VERBS,
)
from story_engine.wishing.names import Vocabulary, vocabulary
from story_engine.wishing.spelling import alike
from story_engine.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One thing that is wanted."""

    kind: str
    """"weather", "hour", "person", "place", "thing", "atom", "thread", "more", "less", "address" (said to a person),
    "camera", "wild"."""
    id: str = ""
    """The weather, hour, person, place, thing, thread or feature; atom: its words; camera: "close", "wide" or "eyes"
    (what somebody sees); wild: "more" or "less"."""
    place: str = ""
    """person, thing: where they are wanted; camera: who or what is looked at, or through whose eyes; "" = anywhere."""
    atom: tuple[str, ...] = ()
    """atom: the fact; camera: ("sees", whom or what) of somebody's eyes, where that was said."""
    value: bool | str = True

    @property
    def key(self) -> str:
        """How conditions and logs name it: "weather:snow", "more:comedy", "goal:bramble@harbour"."""
        if self.kind == "atom":
            where = f"@{self.value}" if isinstance(self.value, str) and self.value else ""
            return "goal:" + ("" if self.value else "not ") + "/".join(self.atom[1:]) + where
        if self.kind == "camera" and self.place:
            return f"camera:{self.id}@{self.place}" + "".join(f">{seen}" for seen in self.atom[1:])
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
    """The wished thing in few words, for reactions; "" = it is not said again."""
    reason: tuple[str, ...] = ()
    """Why nothing is pursued, and about what: ("harsh",), ("unknown", word), ("gone", thing), ("dead", person),
    ("unclear",), ("flavourless", title)."""

    def to_json(self) -> dict[str, Any]:
        """Plain values for the journal."""
        intents = [[i.kind, i.id, i.place, list(i.atom), i.value] for i in self.intents]
        told = {"intents": intents, "understood": self.understood, "outcome": self.outcome, "wanted": self.wanted}
        return {**told, "reason": list(self.reason)} if self.reason else told

    @staticmethod
    def from_json(text: str, values: Mapping[str, Any]) -> Reading:
        """The reading of `text` that a journal holds."""
        intents = tuple(
            Intent(kind=kind, id=wanted, place=place, atom=tuple(atom), value=value)
            for kind, wanted, place, atom, value in values["intents"]
        )
        return Reading(
            text=text, intents=intents, understood=values["understood"], outcome=values["outcome"],
            wanted=values["wanted"], reason=tuple(values.get("reason", ())),
        )  # fmt: skip


def read_wish(seed: Seed, text: str) -> Reading:
    """The intents in `text` and one sentence about them."""
    known = vocabulary(seed)
    ours = in_our_words(seed, known.names.__contains__, text)
    found = tokens(seed, known, ours)
    rude = harsh_in(text, is_innocent=known.names.__contains__)
    if _is_harsh(seed, found) or any(_is_refused(seed, harsh) for harsh in rude):
        return _too_harsh(text)
    intents = tuple(_intents(seed, known, found))
    if intents:
        said = " ".join(dict.fromkeys(_answer(seed, intent) for intent in intents[:3]))
        return Reading(
            text=text, intents=intents, understood=said, outcome="understood", wanted=_said(seed, intents[0])
        )
    if any(harsh.kind == "say" and harsh.age > seed.years and harsh.word not in DOUBTFUL for harsh in rude):
        return _too_harsh(text)
    for at, token in enumerate(found):
        if token.kind == "unknown" and len(token.word) > 2 and not _GIBBERISH.search(_SOUNDS.sub("s", token.word)):
            before = found[at - 1].word if at else ""
            wanted = f"{before} {token.word}" if before in ("a", "an", "the", "some") else token.word
            sentence = f"There is no {token.word} in this story; it will say so itself."
            return _refusal(text, wanted, sentence, ("unknown", token.word))
    unclear = "The story did not catch that. Try a name, a weather or a mood."
    return Reading(
        text=text, intents=(), understood=unclear, outcome="unclear", wanted=text.strip()[:40], reason=("unclear",)
    )


_GIBBERISH = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|(.)\1\1")
_SOUNDS = re.compile("sch|ch|ck|ph|th")
"""Letters that are one sound, so that "Hubschrauber" is a word."""


def held_to_the_world(seed: Seed, world: World, reading: Reading) -> Reading:
    """The reading, refused with its reason where all that it asks for is lost for good or about the dead."""
    if not reading.intents:
        return reading
    reasons = [_beyond(seed, world, intent) for intent in reading.intents]
    if reasons[0] is None or not all(reasons):
        return reading
    return _refusal(reading.text, _said(seed, reading.intents[0]), *reasons[0])


def _beyond(seed: Seed, world: World, intent: Intent) -> tuple[str, tuple[str, ...]] | None:
    """Why an intent can never come true in this world, as a sentence and as a reason; None when it may."""
    about = (intent.id, *intent.atom[1:])
    for entity in about:
        name = seed.name_of(entity)
        if entity in seed.things and not world.place_of(entity):
            return f"{name[:1].upper()}{name[1:]} is gone for good; the story keeps it so.", ("gone", entity)
        if entity in seed.cast and not world.get(("fact", "alive", entity)):
            return f"{name} is dead, and the story does not forget it.", ("dead", entity)
    return None


def _is_harsh(seed: Seed, found: tuple[Token, ...]) -> bool:
    """Whether a wish asks for what this seed's rating does not have."""
    words = {token.word for token in found if not token.negated}
    if seed.years >= HARSH_FROM:
        return False
    if seed.years < CRIMES_FROM:
        return bool(words & HARSH)
    asked = {"who", "why", "solve", "find", "learn", "know", "killer", "murderer"} & words
    return bool(words & CRUEL or (words & HARSH and not asked))


DOUBTFUL = frozenset({"hell", "revolver"})
"""Mild words that mean something else in another language, or that are merely a thing."""


def _is_refused(seed: Seed, harsh: Harsh) -> bool:
    """Whether a word is not even heard under this seed's rating, in whatever letters it was written.

    What is written plainly and may be a question, or stand behind a "no", is left to the reader of words.
    """
    match harsh.kind:
        case "swear":
            return seed.years < harsh.age
        case "cruel":
            return seed.years < max(harsh.age, HARSH_FROM) and (harsh.is_hidden or harsh.word not in CRUEL)
        case "deed":
            if harsh.word not in HARSH:
                return seed.years < CRIMES_FROM
            return seed.years < HARSH_FROM and harsh.is_hidden
        case _:
            return False


def _too_harsh(text: str) -> Reading:
    """The refusal of what is not even said again."""
    return _refusal(text, "", "That does not happen in this story.", ("harsh",))


def _refusal(text: str, wanted: str, sentence: str, reason: tuple[str, ...]) -> Reading:
    return Reading(text=text, intents=(), understood=sentence, outcome="refused", wanted=wanted, reason=reason)


def _answer(seed: Seed, intent: Intent) -> str:
    """What the viewer is told at once about one intent."""
    said = _said(seed, intent)
    shown = said[:1].upper() + said[1:]
    match intent.kind:
        case "weather":
            return f"{shown} {'are' if said.endswith('s') else 'is'} on the way."
        case "hour":
            return f"{shown} is coming."
        case "more" | "less":
            return f"{shown}, then."
        case "person":
            return f"{shown} will hear of it."
        case "address":
            return f"{shown} hears you."
        case "place":
            return f"{shown} is not far."
        case "thing":
            return f"The story is looking for {said}."
        case "thread":
            return f"{seed.threads[intent.id].question} The story is on it."
        case "camera":
            return f"{shown}."
        case "wild":
            return "Anything may happen now." if intent.id == "more" else "A little less of the unexpected, then."
        case _:
            return f"{shown}: the story is thinking about it."


def _intents(seed: Seed, known: Vocabulary, found: tuple[Token, ...]) -> Iterable[Intent]:
    kept: dict[str, Intent] = {}

    def add(intent: Intent) -> None:
        kept.setdefault(intent.key, intent)

    spoken_for: set[int] = set()
    hits = tuple(_phrases(seed, found))
    for intent, used in hits:
        # "open the letter to her" says more than "the letter": the phrase that takes more words stands.
        if not any(used & others and len(used) < len(others) for _, others in hits):
            add(intent)
            spoken_for |= used
    rest = tuple(token for at, token in enumerate(found) if at not in spoken_for)
    if (looking := camera_wish(found)) is not None:
        how, who, what = looking
        add(Intent(kind="camera", id=how, place=who, atom=("sees", what) if what else ()))
        for token in rest:
            if (intent_of := _mood(token)) is not None:
                add(intent_of)
        return kept.values()
    if who := _addressed(found):
        add(Intent(kind="address", id=who))
        # "tell Tock to come": who is told is who shall do it.
        told = re.search(r"\b(tell|ask|say)\b[^,]*\bto\b", " ".join(token.word for token in found)) is not None
        rest = rest if told else tuple(token for token in rest if token.id != who)
    acted = False
    for segment in _segments(rest):
        for intent in _deeds(seed, known, segment):
            add(intent)
            acted = True
    if not kept:
        for intent, used in _questions(seed, found):
            add(intent)
            rest = tuple(token for at, token in enumerate(found) if at not in used)
    for token in rest:
        if (intent_of := _mood(token)) is not None:
            add(intent_of)
    if not acted and not any(intent.kind == "atom" for intent in kept.values()):
        goes = who and any(token.kind == "verb" and token.id == "go" and not token.negated for token in rest)
        for intent in _named(rest):
            # "hey Wren, go to the harbour": who is spoken to is who shall go.
            add(replace(intent, kind="person", id=who, place=intent.id) if goes and intent.kind == "place" else intent)
    return _last_words(tuple(kept.values()))


def _last_words(intents: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The intents without what a later one takes back: "it is sad, cheer it up" asks for less."""
    late = {i.id: i.kind for i in intents if i.kind in ("more", "less")}
    return tuple(i for i in intents if i.kind not in ("more", "less") or late[i.id] == i.kind)


def _mood(token: Token) -> Intent | None:
    """The intent of a word that names a weather, an hour, a taste or how wild the show may be."""
    no = token.negated
    match token.kind:
        case "weather":
            return Intent(kind="weather", id="clear" if no and token.id != "clear" else "cloud" if no else token.id)
        case "hour":
            return Intent(kind="hour", id=("night" if token.id in _BRIGHT else "day") if no else token.id)
        case "taste" | "tense":
            return Intent(kind="less" if no else "more", id=token.id)
        case "calm":
            return Intent(kind="more" if no else "less", id=token.id)
        case "wild" | "tame":
            return Intent(kind="wild", id="more" if (token.kind == "wild") != no else "less")
        case _:
            return None


_BRIGHT = ("day", "dawn", "morning", "noon", "afternoon")


def _named(rest: tuple[Token, ...]) -> Iterable[Intent]:
    """Intents of people, things and places that are merely named."""
    sure = any(t.kind in ("person", "thing", "weather", "hour", "taste") and not t.by_tag for t in rest)
    rest = tuple(t for t in rest if not (t.kind == "person" and t.by_tag and sure))
    wanted = [token for token in rest if not token.negated]
    people = [t.id for t in wanted if t.kind == "person"]
    things = [t.id for t in wanted if t.kind == "thing"]
    moody = any(t.kind in ("weather", "hour", "taste", "calm", "tense") for t in rest)
    places = [t.id for t in wanted if t.kind == "place" and not (t.by_tag and moody)]
    where = places[0] if places else ""
    for person in dict.fromkeys(people):
        yield Intent(kind="person", id=person, place=where)
    for thing in dict.fromkeys(things):
        yield Intent(kind="thing", id=thing, place=where)
    if places and not people and not things:
        yield Intent(kind="place", id=where)
    for token in rest:
        if token.kind in ("person", "place") and token.negated:
            yield Intent(kind="less", id=f"{token.kind}:{token.id}")
        elif token.kind in ("person", "place") and token.more:
            yield Intent(kind="more", id=f"{token.kind}:{token.id}")


def _addressed(found: tuple[Token, ...]) -> str:
    """Whom the viewer speaks to: "Wren, …", "hey Wren", "tell Wren to …", "ask the fox …"; "" = nobody."""
    words = [token for token in found if token.word not in ("please", "the", "dear", "my", "oh")]
    if len(words) >= 2 and words[0].kind == "person" and words[1].kind == "cut":
        return words[0].id
    if len(words) >= 2 and words[0].word in ("hey", "hi", "hello", "tell", "ask", "thank", "thanks", "say"):
        return next((token.id for token in words[1:4] if token.kind == "person" and not token.negated), "")
    return ""


def _segments(rest: tuple[Token, ...]) -> Iterable[tuple[Token, ...]]:
    """The parts of a wish between full stops and turns."""
    segment: list[Token] = []
    for token in rest:
        if token.word in (".", "!", "?", ";", "but", "then"):
            yield tuple(segment)
            segment = []
        else:
            segment.append(token)
    yield tuple(segment)


def _deeds(seed: Seed, known: Vocabulary, segment: tuple[Token, ...]) -> Iterable[Intent]:
    """What the verbs of a segment ask to become true; nothing when no verb fits what is named."""
    for at, token in enumerate(segment):
        if token.kind != "verb":
            continue
        before, after = segment[:at], segment[at + 1 :]
        intents = tuple(_deed(seed, known, token, before, after))
        if intents:
            yield from intents
            return


def _deed(
    seed: Seed, known: Vocabulary, verb: Token, before: tuple[Token, ...], after: tuple[Token, ...]
) -> Iterable[Intent]:
    things = [t.id for t in (*after, *before) if t.kind == "thing"]
    places = [t.id for t in (*after, *before) if t.kind == "place"]
    doers = [t.id for t in before if t.kind == "person"]
    others = [t.id for t in after if t.kind == "person"]
    people = list(dict.fromkeys((*doers, *others)))
    words = " ".join(dict.fromkeys(seed.name_of(entity) for entity in (*doers, *others, *things, *places)))

    def goal(atom: tuple[str, ...], value: bool | str) -> Intent:
        return Intent(kind="atom", id=words, atom=atom, value=value)

    if verb.id in ("give", "put") and things and not verb.negated:
        if others:
            yield goal(("holder", things[0]), others[-1])
        elif places:
            yield goal(("lies", things[0]), places[0])
    elif verb.id == "take" and things and doers and not verb.negated:
        yield goal(("holder", things[0]), doers[-1])
    elif verb.id in STATES or verb.id in UNSTATES:
        yield from _state_goals(known, verb, things, words)
    elif verb.id in RELATIONS and len(people) >= 2:
        facts, true = RELATIONS[verb.id]
        name = next((fact for fact in facts if fact in seed.facts), "")
        if name and seed.facts[name].types == ("person", "person"):
            yield goal(("fact", name, people[0], people[1]), true != verb.negated)
    elif verb.id in ("learn", "tell"):
        yield from _secret_goals(seed, people, (*before, *after))


def _state_goals(known: Vocabulary, verb: Token, things: list[str], words: str) -> Iterable[Intent]:
    states = STATES[UNSTATES.get(verb.id, verb.id)]
    for thing in things[:1]:
        for state in states:
            if (thing, state) in known.states:
                true = (verb.id in STATES) != verb.negated
                yield Intent(kind="atom", id=f"{verb.word} {words}", atom=("state", thing, state), value=true)
                return


def _secret_goals(seed: Seed, people: list[str], others: tuple[Token, ...]) -> Iterable[Intent]:
    """Somebody is to know a secret of which at least two words are said."""
    said = {token.word for token in others}
    for secret, text in seed.secrets.items():
        if people and len(set(_words_of(text)) & said) >= 2:
            yield Intent(kind="atom", id=text, atom=("fact", "knows", people[-1], secret), value=True)


def _phrases(seed: Seed, found: tuple[Token, ...]) -> Iterable[tuple[Intent, set[int]]]:
    """Goals of the seed's own phrases that stand in a wish, and which words they take."""
    for phrase in seed.phrases:
        for say in phrase.says:
            hit = _words_of(say)
            if not hit:
                continue
            used = [_position(found, word) for word in hit]
            if any(at < 0 for at in used) or (len(hit) == 1 and not _stands_in(say, found)):
                continue
            if all(found[at].kind in _ENTITIES for at in used) and _says_more(found, set(used)):
                continue
            no = any(found[at].negated for at in used)
            for atom, value in goal_atoms(seed, phrase.goal):
                flipped = (not value) if no and isinstance(value, bool) else value
                yield Intent(kind="atom", id=say, atom=atom, value=flipped), set(used)
            break


_ENTITIES = ("person", "thing", "place")


def _says_more(found: tuple[Token, ...], used: set[int]) -> bool:
    """Whether a wish has a verb, a mood or another name besides the words of a phrase made of names alone."""
    kinds = (*_ENTITIES, "verb", "taste", "weather", "hour")
    return any(token.kind in kinds for at, token in enumerate(found) if at not in used)


def _questions(seed: Seed, found: tuple[Token, ...]) -> Iterable[tuple[Intent, set[int]]]:
    """The thread whose question a wish asks: at least two of its words that mean something, and more than others'."""
    asked: list[tuple[Intent, set[int]]] = []
    for thread in seed.threads.values():
        used = {at for word in set(_words_of(thread.question)) if (at := _position(found, word)) >= 0}
        new = {at for at in used if found[at].kind == "unknown"}
        telling = {at for at in used if found[at].kind not in ("person", "verb")}
        if (len(used) >= 2 and telling) or (new and found[0].word in _ASKING):
            asked.append((Intent(kind="thread", id=thread.id), used))
    most = max((len(used) for _, used in asked), default=0)
    best = [entry for entry in asked if len(entry[1]) == most]
    if len(best) == 1:
        yield best[0]


_ASKING = ("who", "what", "why", "where", "how", "when", "whose", "which")


def _position(found: tuple[Token, ...], word: str) -> int:
    """Where a word stands in a wish, in any form; −1 = nowhere."""
    verb = VERBS.get(word, "")
    for at, token in enumerate(found):
        for said in token.word.split()[-1:]:
            if said == word or alike(said, word) or (verb and token.kind == "verb" and token.id == verb):
                return at
    return -1


def _stands_in(say: str, found: tuple[Token, ...]) -> bool:
    """Whether a phrase stands in a wish word by word."""
    return f" {say.lower()} " in f" {' '.join(token.word for token in found)} "


_SMALL = FILLER - {"out", "off", "across"}


def _words_of(text: str) -> list[str]:
    """The words of a phrase, question or secret that mean something."""
    return [word for word in re.split(r"[^\w]+", text.lower()) if word and word not in _SMALL]


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
        case "hour" | "atom":
            return intent.id
        case "more" | "less":
            _, _, entity = intent.id.rpartition(":")
            return f"{intent.kind} {seed.name_of(entity)}"
        case "thread":
            return seed.threads[intent.id].question.rstrip("?")
        case "camera":
            if intent.id == "eyes":
                seen = f": {seed.name_of(intent.atom[1])}" if intent.atom else ""
                return f"through the eyes of {seed.name_of(intent.place)}{seen}"
            words = "closer" if intent.id == "close" else "the wide view"
            return f"{words}: {seed.name_of(intent.place)}" if intent.place else words
        case "wild":
            return "a surprise" if intent.id == "more" else "no surprises"
        case _:
            name = seed.name_of(intent.id)
            return f"{name} at {seed.name_of(intent.place)}" if intent.place else name
