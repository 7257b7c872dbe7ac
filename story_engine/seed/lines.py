"""Every text of a seed that viewers see or hear, with an id under which it can be translated.

It does not know files, languages or how a text is filled in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from story_engine.expr import Call, Expr, written
from story_engine.seed.bridges import GENERIC_BRIDGE_WORDS
from story_engine.seed.diagnostics import Where
from story_engine.seed.model import Seed, Storylet
from story_engine.seed.script import Choosing, Cue, Say, Template
from story_engine.seed.steps import every_statement

ID_LETTERS = 8
"""Letters of the hash in an id made from a text: two lines of one scene agree in it once in four thousand million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One text of the author's."""

    id: str
    """The author's `#line:` id, or one made from where the text belongs and what it says."""
    text: str
    """As a table shows it: expressions in braces, no marks of emphasis."""
    kind: str
    """line, letter, option, entry, reply, prompt, name, node, chapter, ending, title or logline."""
    where: Where
    template: Template = ()
    """The text as it is performed; () = a plain text."""
    context: str = ""
    """Who says it and how, for translators."""
    key: str = ""
    """name: the id; entry: the list; node, chapter and ending: the node."""
    index: int = 0
    """entry: its place in the list."""
    automatic: bool = False
    """The engine's own, not the author's."""


def sources(seed: Seed) -> tuple[Source, ...]:
    """Every text in the order of the seed's files, the engine's own behind the author's."""
    found = [*_world(seed)]
    nodes = sorted(seed.storylets.values(), key=lambda node: node.automatic)
    for node in nodes:
        found += _node(node)
    return tuple(sorted(found, key=lambda source: source.automatic))


def needs_words(source: Source) -> bool:
    """Whether there is anything to translate: a text that is only filled in is the same in every language."""
    if not source.template:
        return bool(source.text)
    return any(
        any(letter.isalpha() for letter in part) if isinstance(part, str) else _says(part) for part in source.template
    )


def _says(tree: Expr) -> bool:
    """Whether an expression holds words of its own, as format functions do."""
    return isinstance(tree, Call) and tree.name in ("select", "plural", "ordinal")


def source_text(template: Template) -> str:
    """A template as a table shows it."""
    return "".join(part if isinstance(part, str) else f"{{{written(part)}}}" for part in template)


def made_id(scope: str, text: str, speaker: str = "") -> str:
    """The id of a text without one of its own: the same as long as it stays in its scene and says the same."""
    digest = hashlib.sha256(f"{speaker}|{text}".encode()).hexdigest()
    return f"{scope}-{digest[:ID_LETTERS]}"


def _world(seed: Seed) -> Iterator[Source]:
    file = Where(path=seed.path)
    yield Source(id="title", text=seed.title, kind="title", where=file, context="title of the show")
    yield Source(id="logline", text=seed.logline, kind="logline", where=file, context="on the start screen")
    named = [
        *((p.id, p.name, "person", "cast") for p in seed.cast.values()),
        *((s.place.id, s.place.name, "place", "places") for s in seed.places.values()),
        *((t.id, t.name, "thing", "things") for t in seed.things.values()),
        *((key, text, "secret", "secrets") for key, text in seed.secrets.items()),
    ]
    for key, name, kind, section in named:
        where = seed.at(section, key)
        yield Source(id=f"name.{key}", text=name, kind="name", where=where, context=f"name of a {kind}", key=key)
    for name, sayings in seed.words.items():
        generic = GENERIC_BRIDGE_WORDS.get(name, ())
        for index, saying in enumerate(sayings):
            yield Source(
                id=made_id(f"words.{name}", saying.say), text=saying.say, kind="entry", where=seed.at("words", name),
                context=f"one of the words “{name}”", key=name, index=index, automatic=saying.say in generic,
            )  # fmt: skip
    for key, replies in seed.reactions.items():
        for reply in replies:
            who = seed.name_of(reply.who) if reply.who else "narrator"
            yield Source(
                id=made_id(f"reaction.{key}", reply.say), text=reply.say, kind="reply", where=seed.at("reactions", key),
                context=f"{who}, {reply.emotion}; answers a wish",
            )  # fmt: skip
    for text in seed.refusals:
        yield Source(
            id=made_id("refusal", text), text=text, kind="reply", where=file, context="narrator; {thing} is the wish"
        )


def _node(node: Storylet) -> Iterator[Source]:
    if not node.automatic and not node.sub:
        yield Source(
            id=f"{node.id}.title", text=node.title, kind="node", where=node.where,
            context="title of the scene", key=node.id,
        )  # fmt: skip
        if node.chapter:
            yield Source(
                id=f"{node.id}.chapter", text=node.chapter, kind="chapter", where=node.at("chapter"),
                context="card before the scene", key=node.id,
            )  # fmt: skip
        if node.ending:
            yield Source(
                id=f"{node.id}.ending", text=node.ending.replace("\n", " / "), kind="ending", where=node.at("ending"),
                context="card at the scene's end; / parts its name, what came of it, and what is next", key=node.id,
            )  # fmt: skip
    for statement in every_statement(node.body):
        match statement:
            case Say():
                how = [f"to {statement.to}"] if statement.to else []
                how += [str(part) for part in (statement.emotion, statement.tone) if part not in ("calm", "say")]
                yield _told(
                    node, statement.text, statement.where, "line", ", ".join([statement.speaker or "narrator", *how]),
                    statement.line_id, statement.speaker,
                )  # fmt: skip
            case Cue(kind="letter"):
                yield _told(node, statement.template, statement.where, "letter", "a letter, read out")
            case Choosing():
                if statement.prompt:
                    yield Source(
                        id=made_id(node.id, statement.prompt, "?"), text=statement.prompt, kind="prompt",
                        where=statement.where, context=f"{node.id}: above the options", automatic=node.automatic,
                    )  # fmt: skip
                for answer in statement.answers:
                    yield _told(node, answer.text, answer.where, "option", "an option", answer.line_id, "->")
            case _:
                continue


def _told(
    node: Storylet, template: Template, where: Where, kind: str, context: str, line_id: str = "", speaker: str = ""
) -> Source:
    text = source_text(template)
    return Source(
        id=line_id or made_id(node.id, text, speaker), text=text, kind=kind, where=where, template=template,
        context=f"{node.id}: {context}", automatic=node.automatic,
    )  # fmt: skip
