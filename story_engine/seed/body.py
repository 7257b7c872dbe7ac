"""Reads the body of a Yarn node into statements.

It does not know whether ids in them exist; `check` does that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from story_engine.errors import ExpressionError
from story_engine.expr import Expr, parse
from story_engine.plan import Tone
from story_engine.seed.commands import read_command
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.model import EMOTIONS, Seed
from story_engine.seed.script import (
    Alternatives,
    Answer,
    Arm,
    Block,
    Branching,
    Choosing,
    OnceOnly,
    Say,
    Statement,
    Template,
)

DEFAULT_WINDOW_SECONDS = 9.0
"""How long cards stay open unless the author says otherwise (facts §7.4: 8 s, plus one to look)."""
MAX_NESTING = 12
"""Blocks within blocks, because seeds are hostile until validated."""
_COMMAND = re.compile(r"<<\s*(.*?)\s*>>")
_CONDITION = re.compile(r"<<\s*if\s+(.*?)\s*>>")
_TAG = re.compile(r"(?:^|\s)#([^\s#]+)")
_SPEAKER = re.compile(r"\s*(\{?\$\w+\}?|[A-Za-z][\w .'’-]{0,30}?)\s*:(?=\s|\Z)")
_SETTINGS = re.compile(r"(?:(\d+(?:\.\d+)?)\s*s\b)?\s*(?:default\s+(\d+))?\s*(?:\"(.*)\")?\s*\Z")


class Source(Protocol):
    """One line of a file."""

    @property
    def text(self) -> str: ...
    @property
    def indent(self) -> int: ...
    @property
    def where(self) -> Where: ...


class BodyReader:
    """A reader over the lines of one node."""

    def __init__(
        self, lines: Sequence[Source], node: str, seed: Seed, roles: frozenset[str], findings: Findings
    ) -> None:
        self._lines = lines
        self._at = 0
        self._node = node
        self._roles = roles
        self._findings = findings
        self._settings: tuple[float, int, str] = (DEFAULT_WINDOW_SECONDS, 0, "")
        self._speakers: dict[str, str] = {}
        for person in seed.cast.values():
            self._speakers[person.id.lower()] = person.id
            self._speakers[person.name.lower()] = person.id
            for word in person.name.split():
                self._speakers.setdefault(word.lower(), person.id)

    def read(self) -> Block:
        """The whole body."""
        statements = self._block(0, 0)
        if self._at < len(self._lines):
            line = self._lines[self._at]
            self._findings.error("SD150", line.where, f"{line.text} closes nothing", "remove it")
        return statements

    def _peek(self) -> Source | None:
        while self._at < len(self._lines) and not self._lines[self._at].text:
            self._at += 1
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _block(self, indent: int, depth: int) -> Block:
        """Statements at `indent` or deeper, up to a shallower line or a closing command."""
        found: list[Statement] = []
        while (line := self._peek()) is not None and line.indent >= indent:
            if depth > MAX_NESTING:
                self._findings.error("SD151", line.where, f"nested deeper than {MAX_NESTING}", "use <<jump>>")
                self._at = len(self._lines)
                break
            if re.match(r"<<\s*(else|elseif|endif|endonce)\b", line.text):
                break
            if line.text.startswith("->"):
                found.append(self._choosing(line, depth))
            elif line.text.startswith("=>"):
                found.append(self._alternatives(line, depth))
            elif line.text.startswith("<<"):
                found += self._commands(line, depth)
            else:
                self._at += 1
                found += self._say(line.text, line)
        return tuple(found)

    def _commands(self, line: Source, depth: int) -> list[Statement]:
        words = line.text[2:].split(None, 1)[0].rstrip(">") if line.text[2:].strip() else ""
        if words == "if":
            return [self._branching(line, depth)]
        if words == "once":
            return [self._once(line, depth)]
        self._at += 1
        found: list[Statement] = []
        rest = line.text
        for match in _COMMAND.finditer(rest):
            where = line.where.moved(match.start(1))
            name, _, arguments = match[1].partition(" ")
            if name == "choice":
                self._choice_settings(arguments, where)
                continue
            found += read_command(name, arguments.strip(), where, self.template, self._findings)
        if leftover := _COMMAND.sub("", rest).strip():
            self._findings.error(
                "SD152", line.where, f"“{leftover}” cannot follow a command", "put it on a line of its own"
            )
        return found

    def _choice_settings(self, arguments: str, where: Where) -> None:
        match = _SETTINGS.fullmatch(arguments.strip())
        if match is None:
            self._findings.error("SD153", where, f"“choice {arguments}” cannot be read", "<<choice 9s default 2>>")
            return
        self._settings = (float(match[1] or DEFAULT_WINDOW_SECONDS), int(match[2] or 0), match[3] or "")

    def _branching(self, line: Source, depth: int) -> Branching:
        arms: list[Arm] = []
        opened = line
        while True:
            head = self._peek()
            if head is None:
                self._findings.error("SD154", opened.where, "<<if>> without <<endif>>", "add <<endif>>")
                break
            self._at += 1
            command = re.match(r"<<\s*(if|elseif|else|endif)\b\s*(.*?)\s*>>\s*\Z", head.text)
            if command is None:
                self._findings.error("SD154", head.where, "the <<if>> cannot be read", "one command a line here")
                break
            if command[1] == "endif":
                break
            condition = (
                None if command[1] == "else" else self.expression(command[2], head.where.moved(command.start(2)))
            )
            arms.append(Arm(condition=condition, body=self._block(0, depth + 1), key=self._key(head)))
            follow = self._peek()
            if follow is not None and re.match(r"<<\s*endonce\b", follow.text):
                self._findings.error("SD154", opened.where, "<<if>> without <<endif>>", "add <<endif>>")
                break
        return Branching(arms=tuple(arms))

    def _once(self, line: Source, depth: int) -> OnceOnly:
        self._at += 1
        body = self._block(0, depth + 1)
        otherwise: Block = ()
        follow = self._peek()
        if follow is not None and re.match(r"<<\s*else\s*>>", follow.text):
            self._at += 1
            otherwise = self._block(0, depth + 1)
            follow = self._peek()
        if follow is None or not re.match(r"<<\s*endonce\s*>>", follow.text):
            self._findings.error("SD154", line.where, "<<once>> without <<endonce>>", "add <<endonce>>")
        else:
            self._at += 1
        return OnceOnly(key=self._key(line), body=body, otherwise=otherwise)

    def _alternatives(self, first: Source, depth: int) -> Alternatives:
        arms: list[Arm] = []
        while (line := self._peek()) is not None and line.indent == first.indent and line.text.startswith("=>"):
            self._at += 1
            text, condition = self._without_condition(line.text[2:], line.where.moved(2))
            body = tuple(self._say(text.strip(), line)) + self._deeper(line, depth)
            arms.append(Arm(condition=condition, body=body, key=self._key(line)))
        return Alternatives(key=self._key(first), arms=tuple(arms))

    def _choosing(self, first: Source, depth: int) -> Choosing:
        window, default, prompt = self._settings
        self._settings = (DEFAULT_WINDOW_SECONDS, 0, "")
        answers: list[Answer] = []
        while (line := self._peek()) is not None and line.indent == first.indent and line.text.startswith("->"):
            self._at += 1
            text, condition = self._without_condition(line.text[2:], line.where.moved(2))
            tags = [match[1] for match in _TAG.finditer(text)]
            plain = _TAG.sub("", text).strip()
            ids = [tag[3:] for tag in tags if tag.startswith("id:")]
            answers.append(
                Answer(
                    id=ids[0] if ids else f"{self._node}_{len(answers) + 1}",
                    text=self.template(plain, line.where.moved(3)),
                    condition=condition,
                    tags=tuple((tag, 1.0) for tag in tags if not tag.startswith(("id:", "line:"))),
                    body=self._deeper(line, depth),
                    where=line.where,
                )
            )
        if len(answers) > 4:
            self._findings.warn("SD155", first.where, f"{len(answers)} options are many", "offer two to four")
        if default > len(answers):
            self._findings.error("SD156", first.where, f"there is no option {default}", f"1 to {len(answers)}")
            default = 0
        return Choosing(
            key=self._key(first), answers=tuple(answers), window_seconds=window, default=default, prompt=prompt,
            where=first.where,
        )  # fmt: skip

    def _deeper(self, line: Source, depth: int) -> Block:
        follow = self._peek()
        if follow is None or follow.indent <= line.indent:
            return ()
        return self._block(line.indent + 1, depth + 1)

    def _without_condition(self, text: str, where: Where) -> tuple[str, Expr | None]:
        match = _CONDITION.search(text)
        if match is None:
            return text, None
        return text[: match.start()] + text[match.end() :], self.expression(match[1], where.moved(match.start(1)))

    def _say(self, text: str, line: Source) -> list[Statement]:
        text, condition = self._without_condition(text, line.where)
        tags = [match[1] for match in _TAG.finditer(text)]
        text = _TAG.sub("", text).strip()
        speaker = ""
        if (match := _SPEAKER.match(text)) is not None:
            name = match[1].strip("{}")
            if name.startswith("$"):
                speaker, text = name, text[match.end() :].strip()
            elif name.lower() in self._speakers:
                speaker, text = self._speakers[name.lower()], text[match.end() :].strip()
            elif name.lower() == "narrator":
                text = text[match.end() :].strip()
            elif len(name.split()) == 1 and name[0].isupper():
                self._findings.warn(
                    "SD206", line.where, f"“{name}” is nobody of the cast, so the narrator reads it",
                    did_you_mean(name, (n.capitalize() for n in self._speakers)),
                )  # fmt: skip
        emotion, tone, to = "calm", Tone.SAY, ""
        for tag in tags:
            if tag in EMOTIONS:
                emotion = tag
            elif tag in tuple(Tone):
                tone = Tone(tag)
            elif tag.startswith("to:"):
                to = tag[3:]
            elif not tag.startswith(("id:", "line:")):
                self._findings.error(
                    "SD207", line.where, f"the line tag “#{tag}” is unknown", did_you_mean(tag, (*EMOTIONS, *Tone))
                )
        if not text:
            self._findings.error("SD157", line.where, "a line without words", "write what is said")
            return []
        return [
            Say(
                key=self._key(line), speaker=speaker, text=self.template(text, line.where), emotion=emotion,
                tone=tone, to=to, condition=condition, where=line.where,
            )
        ]  # fmt: skip

    def _key(self, line: Source) -> str:
        return f"{self._node}:{line.where.line}:{line.where.column}"

    def expression(self, text: str, where: Where) -> Expr | None:
        """The tree of `text`; trouble is told and gives None."""
        try:
            return parse(text)
        except ExpressionError as error:
            self._findings.error(error.code, where.moved(error.column), str(error), error.remedy)
            return None

    def template(self, text: str, where: Where) -> Template:
        """A text with its `{expressions}` parsed; emphasis marks of other editors are dropped."""
        text = re.sub(r"\*([^*\s][^*]*)\*", r"\1", re.sub(r"\[/?[a-z]+\s*/?\]", "", text))
        found: list[str | Expr] = []
        at = 0
        for match in re.finditer(r"\{([^{}]*)\}", text):
            found.append(text[at : match.start()])
            if (tree := self.expression(match[1], where)) is not None:
                found.append(tree)
            at = match.end()
        if "{" in text[at:] or "}" in text[at:]:
            self._findings.error("SD158", where, "a { or } stands alone", "close the bracket")
        found.append(text[at:])
        return tuple(part for part in found if part != "")
