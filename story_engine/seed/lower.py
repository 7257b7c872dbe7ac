"""Turns the body of a Yarn node into the statements of a scene.

It does not know whether ids in them exist (`check` does) or how they are performed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from story_engine.errors import ExpressionError
from story_engine.expr import Binary, Expr, Literal, Unary, Variable, parse, written
from story_engine.plan import ChoiceForm, Tone
from story_engine.seed.commands import read_command
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.expressions import Meanings, converted
from story_engine.seed.identity import identity_of
from story_engine.seed.linetext import hole_of, marked_text, markup_fault, template_of
from story_engine.seed.model import EMOTIONS, Seed
from story_engine.seed.script import (
    Alternatives,
    Answer,
    Arm,
    Assign,
    Block,
    Branching,
    Choosing,
    Cue,
    OnceOnly,
    Say,
    Statement,
    Template,
)
from story_engine.yarn import tree as yarn

DEFAULT_WINDOW_SECONDS = 9.0
"""How long cards stay open unless the author says otherwise (facts §7.4: 8 s, plus one to look)."""
NEAR_NAME = 0.75
"""Likeness from which a small word before a colon is a misspelt name, because prose has words before colons too."""
MAX_NESTING = 12
"""Blocks within blocks, because seeds are hostile until validated."""
_SPEAKER = re.compile(r"\s*(\$\w+|[\ue000-\uf8ff]|[^\W\d_][\w .'’-]{0,30}?)\s*:(?=\s|\Z)")
_SETTINGS = re.compile(r"(?:(\d+(?:\.\d+)?)\s*s\b)?\s*(?:default\s+(\d+))?\s*(?:form\s+(\w+))?\s*(?:\"(.*)\")?\s*\Z")
_FORMS = tuple(str(form) for form in ChoiceForm)
_TONES = tuple(str(tone) for tone in Tone)
_SILENT_TAGS = ("id:", "line:", "shadow:")
_PICTURE = "picture:"
_HALF_COMMAND = re.compile(r"<\s*[a-z][^<>]*>{1,2}|[a-z][^<>]*>>")
"""A line that has one bracket where a command has two. One repetition behind the letter: two that may share a word
would take an hour over a line of a million letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """What `<<choice …>>` says of the options that follow."""

    seconds: float = DEFAULT_WINDOW_SECONDS
    default: int = 0
    form: str = _FORMS[0]
    prompt: str = ""


class BodyReader:
    """Reads the body of one node."""

    def __init__(
        self,
        path: str,
        node: str,
        speakers: dict[str, str],
        meanings: Meanings,
        findings: Findings,
        feelings: tuple[str, ...] = (),
    ) -> None:
        self._emotions = (*EMOTIONS, *feelings)
        self._path = path
        self._node = node
        self._speakers = speakers
        self._meanings = meanings
        self._findings = findings
        self._settings = _Settings()
        self._known: dict[yarn.Place, str] = {}
        """What the pieces of this node are known by."""
        self._groups: dict[str, int] = {}
        """How many groups of a kind it has had."""
        self._alike: dict[str, int] = {}
        """How many pieces are known by the same."""
        self._title: Where | None = None
        """Where another node's title stands in this body: its === was forgotten."""

    def read(self, body: Sequence[yarn.Statement]) -> Block:
        """The whole body."""
        return self._block(body, 0)

    def _block(self, body: Sequence[yarn.Statement], depth: int) -> Block:
        if depth > MAX_NESTING and body:
            where = self._where(body[0].at)
            self._findings.error("SD151", where, f"nested deeper than {MAX_NESTING}", "use <<jump>>")
            return ()
        found: list[Statement] = []
        for statement in body:
            found += self._statement(statement, depth)
        return tuple(found)

    def _statement(self, statement: yarn.Statement, depth: int) -> list[Statement]:
        match statement:
            case yarn.Line():
                return self._once_guarded(statement, self._say(statement, statement.at))
            case yarn.Command():
                return self._command(statement)
            case yarn.If(clauses=clauses):
                arms = tuple(self._clause(clause, depth) for clause in clauses)
                return [Branching(arms=arms)]
            case yarn.Once():
                return [self._once(statement, depth)]
            case yarn.Set(variable=variable, operator=operator, value=value, at=at):
                return self._set(variable, operator, value, at)
            case yarn.Jump():
                return self._jump(statement)
            case yarn.Return(at=at):
                return [Cue(kind="return", where=self._where(at))]
            case yarn.Stop(at=at):
                return [Cue(kind="stop", where=self._where(at))]
            case yarn.Options():
                return [self._choosing(statement, depth)]
            case yarn.LineGroup(items=items, at=at):
                found = tuple(self._arm(item, depth) for item in items)
                return [Alternatives(key=self._key(at), arms=found, id=self._group_id("="))]
            case yarn.Invoke(at=at, call=call):
                where = self._where(at)
                self._findings.error("SD161", where, f"there is no function “{call.name}” to call", "use <<do …>>")
                return []
            case _:
                return []  # Declarations and enums were read before.

    # Conditions ------------------------------------------------------------------------------------------------

    def expression(self, tree: yarn.Expression, at: yarn.Place) -> Expr | None:
        """The expression, its columns counted from `at`; trouble is told and gives None."""
        try:
            return converted(tree, at.column, self._meanings)
        except ExpressionError as error:
            self._findings.error(error.code, self._where(at).moved(error.column), str(error), error.remedy)
            return None

    def _condition(self, condition: yarn.Condition | None, at: yarn.Place) -> Expr | None:
        """The condition of an item, "not yet" of `<<once>>` included."""
        if condition is None:
            return None
        told = self.expression(condition.expression, at) if condition.expression is not None else None
        if not condition.once:
            return told
        fresh = Unary("!", Variable(self._memory(at)))
        return fresh if told is None else Binary("&&", fresh, told)

    def _memory(self, at: yarn.Place) -> str:
        """The variable that remembers that the piece at `at`, whose id is known, was played once."""
        return f"once_{self._node}_{_as_a_word(self._known[at])}"

    def _remembering(self, condition: yarn.Condition | None, at: yarn.Place) -> tuple[Statement, ...]:
        if condition is None or not condition.once:
            return ()
        return (Assign(name=self._memory(at), value=Literal(True), where=self._where(at)),)

    def _once_guarded(self, line: yarn.Line, said: list[Statement]) -> list[Statement]:
        condition, at = line.condition, line.at
        if condition is None or not condition.once or not said:
            return said
        self._id(line, at)
        told = self._condition(condition, at)
        body = (*self._remembering(condition, at), *said)
        return [Branching(arms=(Arm(condition=told, body=body, key=self._key(at)),))]

    def _clause(self, clause: yarn.Clause, depth: int) -> Arm:
        told = self.expression(clause.condition, clause.at) if clause.condition is not None else None
        return Arm(condition=told, body=self._block(clause.body, depth + 1), key=self._key(clause.at))

    def _once(self, once: yarn.Once, depth: int) -> Statement:
        known = self._id(once, once.at)
        body = self._block(once.body, depth + 1)
        otherwise = self._block(once.otherwise or (), depth + 1)
        if once.condition is None:
            return OnceOnly(key=known, body=body, otherwise=otherwise)
        condition = yarn.Condition(at=once.at, once=True, expression=once.condition)
        first = Arm(
            condition=self._condition(condition, once.at),
            body=(*self._remembering(condition, once.at), *body),
            key=self._key(once.at),
        )
        return Branching(arms=(first, Arm(condition=None, body=otherwise)) if otherwise else (first,))

    # Commands --------------------------------------------------------------------------------------------------

    def _set(self, variable: yarn.Variable, sign: str, value: yarn.Expression, at: yarn.Place) -> list[Statement]:
        name, where = variable.name.removeprefix("$"), self._where(at)
        tree = self.expression(value, at)
        if tree is None:
            return []
        if name in self._meanings.smart:
            remedy = "change what it follows from, or declare it with a plain value"
            self._findings.error("SD228", where, f"${name} follows from its declaration and is never set", remedy)
            return []
        if sign != "=":
            tree = Binary(sign[0], Variable(name), tree)
        return [Assign(name=name, value=tree, where=where)]

    def _jump(self, jump: yarn.Jump) -> list[Statement]:
        kind, where = "detour" if jump.detour else "jump", self._where(jump.at)
        if not isinstance(jump.target, str):
            tree = self.expression(jump.target, jump.at)
            return [] if tree is None else [Cue(kind=kind, template=(tree,), where=where)]
        members = self._meanings.groups.get(jump.target, ())
        if not members:
            return [Cue(kind=kind, text=jump.target, where=where)]
        arms = tuple(
            Arm(
                condition=self._meanings.whens.get(member),
                body=(Cue(kind=kind, text=member, where=where),),
                key=f"{self._node}/{member}:{jump.at.line}:{jump.at.column}",
                id=f"{self._id(jump, jump.at)}/{member}",
            )
            for member in members
        )
        return [Alternatives(key=self._key(jump.at), arms=arms, id=self._group_id("="))]

    def _command(self, command: yarn.Command) -> list[Statement]:
        where = self._where(command.at).moved(2)
        text, inlines = marked_text(command.pieces)
        name, _, arguments = text.strip().partition(" ")
        if name == "choice":
            self._choice_settings(arguments, where)
            return []
        holes = [self.expression(inline.expression, command.at) for inline in inlines]
        if name not in ("letter", "failed"):
            # Elsewhere an expression in braces is a role or a number in the command's own text.
            arguments = _shown(arguments, holes, "", "")

        def template(said: str, at: Where) -> Template:
            return self._template(said, holes, at)

        found = read_command(name, arguments.strip(), where, template, self._findings)
        if not holes:
            return found
        return [replace(s, text=_shown(s.text, holes)) if isinstance(s, Cue) else s for s in found]

    def _choice_settings(self, arguments: str, where: Where) -> None:
        match = _SETTINGS.fullmatch(arguments.strip())
        if match is None:
            remedy = '<<choice 9s default 2 form map "prompt">>'
            self._findings.error("SD153", where, f"“choice {arguments}” cannot be read", remedy)
            return
        form = match[3] or _FORMS[0]
        if form not in _FORMS:
            self._findings.error("SD153", where, f"a choice has no form “{form}”", did_you_mean(form, _FORMS))
            form = _FORMS[0]
        seconds = float(match[1] or DEFAULT_WINDOW_SECONDS)
        self._settings = _Settings(seconds=seconds, default=int(match[2] or 0), form=form, prompt=match[4] or "")

    # Lines -----------------------------------------------------------------------------------------------------

    def _arm(self, item: yarn.Item, depth: int) -> Arm:
        condition = item.line.condition
        known = self._id(item, item.at)
        said = self._say(item.line, item.at, plain=True)
        body = (*self._remembering(condition, item.at), *said, *self._block(item.body, depth + 1))
        return Arm(condition=self._condition(condition, item.at), body=body, key=self._key(item.at), id=known)

    def _choosing(self, options: yarn.Options, depth: int) -> Choosing:
        settings, self._settings = self._settings, _Settings()
        default = settings.default
        where = self._where(options.at)
        answers = tuple(self._answer(item, number + 1, depth) for number, item in enumerate(options.items))
        if len(answers) > 4:
            self._findings.warn("SD155", where, f"{len(answers)} options are many", "offer two to four")
        if default > len(answers):
            self._findings.error("SD156", where, f"there is no option {default}", f"1 to {len(answers)}: count from 1")
            default = 0
        return Choosing(
            key=self._key(options.at), answers=answers, window_seconds=settings.seconds, default=default,
            prompt=settings.prompt, form=ChoiceForm(settings.form), where=where,
            id=self._group_id("-"),
        )  # fmt: skip

    def _answer(self, item: yarn.Item, number: int, depth: int) -> Answer:
        where = self._where(item.at)
        known = self._id(item.line, item.at)
        text, inlines = marked_text(item.line.pieces)
        holes = [self.expression(inline.expression, item.at) for inline in inlines]
        ids = [tag.text[3:] for tag in item.line.tags if tag.text.startswith("id:")]
        tags = [tag for tag in item.line.tags if not tag.text.startswith((*_SILENT_TAGS, _PICTURE))]
        pictures = [tag for tag in item.line.tags if tag.text.startswith(_PICTURE)]
        if len(ids) > 1:
            self._findings.error("SD203", where, f"the option has two ids: {', '.join(ids)}", "keep one of them")
        if len(pictures) > 1:
            second = self._where(pictures[1].at)
            self._findings.error("SD203", second, "the option has two pictures", "keep one of them")
        return Answer(
            id=ids[0] if ids else f"{self._node}_{number}",
            text=self._template(text, holes, where),
            condition=self._condition(item.line.condition, item.at),
            tags=tuple((tag.text, 1.0) for tag in tags),
            tags_at=tuple(self._where(tag.at) for tag in tags),
            body=(*self._remembering(item.line.condition, item.at), *self._block(item.body, depth + 1)),
            where=where,
            line_id=_line_id(item.line),
            own=known.rpartition(":")[2],
            picture=pictures[0].text.removeprefix(_PICTURE).strip() if pictures else "",
            picture_at=self._where(pictures[0].at) if pictures else None,
        )

    def _say(self, line: yarn.Line, at: yarn.Place, *, plain: bool = False) -> list[Statement]:
        """The line; `plain` leaves its condition to the arm that holds it."""
        where = self._where(at)
        text, inlines = marked_text(line.pieces)
        if text.startswith("---"):
            remedy = "write === above this line" if self._title else "close that one with ==="
            message = f"a node begins before “{self._node}” has ended"
            self._findings.error("SD112", self._title or where, message, remedy)
            return []
        if text.startswith("title:"):
            self._title = where
        holes = [self.expression(inline.expression, at) for inline in inlines]
        speaker, text = self._speaker(text, holes, self._where(line.at))
        emotion, tone, to = "calm", Tone.SAY, ""
        for tag in line.tags:
            word = tag.text
            if word in self._emotions:
                emotion = word
            elif word in _TONES:
                tone = Tone(word)
            elif word.startswith("to:"):
                to = word[3:]
            elif not word.startswith(_SILENT_TAGS):
                remedy = did_you_mean(word, (*self._emotions, *_TONES))
                self._findings.error("SD207", self._where(tag.at), f"the line tag “#{word}” is unknown", remedy)
        if not text.strip():
            self._findings.error("SD157", where, "a line without words", "write what is said")
            return []
        if _HALF_COMMAND.fullmatch(text.strip()):
            self._findings.warn("SD166", where, "half a command, told as a line", "write commands between << and >>")
        guarded = line.condition is None or line.condition.once or plain
        return [
            Say(
                key=self._key(at), speaker=speaker, text=self._template(text, holes, where), emotion=emotion, tone=tone,
                to=to, condition=None if guarded else self._condition(line.condition, at), where=where,
                line_id=_line_id(line),
            )
        ]  # fmt: skip

    def _speaker(self, text: str, holes: Sequence[Expr | None], where: Where) -> tuple[str, str]:
        """Who speaks (an id, `$role`, or "" = the narrator), and the rest of the text."""
        match = _SPEAKER.match(text)
        if match is None or "\\:" in text[: match.end()]:
            return "", text
        name, rest = match[1], text[match.end() :].strip()
        index = hole_of(name)
        if index is not None:
            tree = holes[index]
            return (f"${tree.name}", rest) if isinstance(tree, Variable) else ("", text)
        if name.startswith("$"):
            return name, rest
        if name.lower() in self._speakers:
            return self._speakers[name.lower()], rest
        if name.lower() == "narrator":
            return "", rest
        near = difflib.get_close_matches(name.lower(), self._speakers, n=1, cutoff=NEAR_NAME)
        if len(name.split()) == 1 and (name[0].isupper() or near):
            known = (word.capitalize() for word in self._speakers)
            self._findings.warn(
                "SD206", where, f"“{name}” is nobody of the cast, so the narrator reads it", did_you_mean(name, known)
            )
        return "", text

    def _template(self, text: str, holes: Sequence[Expr | None], where: Where) -> Template:
        if fault := markup_fault(text):
            self._findings.warn("SD704", where, fault, "close it, or write \\[ for a bracket")

        def word(raw: str) -> Expr | None:
            try:
                return parse(raw)
            except ExpressionError as error:
                self._findings.error(error.code, where, str(error), error.remedy)
                return None

        return template_of(text.strip(), holes, word, self._meanings.language)

    def _where(self, at: yarn.Place) -> Where:
        return Where(self._path, at.line, at.column)

    def _id(self, piece: yarn.Statement | yarn.Item, at: yarn.Place) -> str:
        """What the piece at `at` is known by wherever it stands: the node and a digest of it."""
        if at not in self._known:
            self._known[at] = self._unlike(identity_of(self._speakers, piece))
        return self._known[at]

    def _group_id(self, kind: str) -> str:
        """What a group is known by: the node, and which of its line groups (=) or questions (-) it is."""
        self._groups[kind] = number = self._groups.get(kind, 0) + 1
        return f"{self._node}:{kind}{number}"

    def _unlike(self, digest: str) -> str:
        self._alike[digest] = alike = self._alike.get(digest, 0) + 1
        return f"{self._node}:{digest}" + (f"~{alike}" if alike > 1 else "")

    def _key(self, at: yarn.Place) -> str:
        return f"{self._node}:{at.line}:{at.column}"


def _as_a_word(known: str) -> str:
    """What a piece is known by, without the node, as letters that a name may have."""
    own = known.rpartition(":")[2]
    return "".join(letter if letter.isalnum() else f"_{ord(letter):x}" for letter in own)


def _line_id(line: yarn.Line) -> str:
    """The author's own id of a line; a shadow line has that of the line which it repeats."""
    named = (tag.text.partition(":") for tag in line.tags)
    return next((key.strip() for kind, _, key in named if kind in ("line", "shadow")), "")


def _shown(text: str, holes: Sequence[Expr | None], before: str = "{", behind: str = "}") -> str:
    """A marked text with its expressions written out."""
    if not holes:
        return text
    return "".join(
        f"{before}{written(holes[index])}{behind}" if (index := hole_of(letter)) is not None else letter
        for letter in text
    )


def speakers_of(seed: Seed) -> dict[str, str]:
    """Every name by which the cast may be called at the beginning of a line."""
    found: dict[str, str] = {}
    for person in seed.cast.values():
        found[person.id.lower()] = person.id
        found[person.name.lower()] = person.id
        for word in person.name.split():
            found.setdefault(word.lower(), person.id)
    return found
