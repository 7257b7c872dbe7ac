"""Checks names and types between the world and the scenes.

It does not know whether conditions can come true; `logic` does.
"""

from __future__ import annotations

from story_engine.expr import Expr, Literal, Name
from story_engine.plan import VERBS, WEATHERS, ChoiceForm
from story_engine.seed.commands import SHOT_MOVES, SHOT_SIZES
from story_engine.seed.diagnostics import Diagnostic, Findings, Where, did_you_mean
from story_engine.seed.model import MARKS, SKY, Seed, Storylet
from story_engine.seed.script import (
    Alternatives,
    Assign,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    Effect,
    Framing,
    Say,
    Statement,
    Template,
)
from story_engine.seed.steps import arm_where, every_statement
from story_engine.seed.types import SIGNATURES, Names, check_condition, check_stage, plain_word, type_of

_EFFECT_TYPES: dict[str, tuple[str, ...]] = {
    "give": ("person", "person", "thing"),
    "take": ("person", "thing"),
    "move": ("person|thing", "place"),
    "lose": ("thing",),
    "state": ("person|thing|place", "text"),
    "unstate": ("person|thing|place", "text"),
    "climb": ("ladder",),
    "stage": ("ladder", "ladder_stage"),
    "learn": ("person", "secret"),
    "tell": ("person", "person", "secret"),
}
TOGETHER = frozenset({"approach", "give", "take", "show", "hug", "push", "pull", "throw"})
"""Deeds for which whoever they are done to must be there."""


def check_names(seed: Seed, findings: Findings) -> None:
    """Say which names and types are wrong."""
    nodes = frozenset(seed.storylets)
    options: dict[str, Where] = {}
    for storylet in seed.storylets.values():
        for statement in every_statement(storylet.body):
            if isinstance(statement, Choosing):
                for answer in statement.answers:
                    if answer.id in options:
                        findings.error(
                            "SD203", answer.where, f"the option id “{answer.id}” is used twice",
                            f"first in line {options[answer.id].line} of {options[answer.id].path}",
                        )  # fmt: skip
                    options[answer.id] = answer.where
    for section, table in (("facts", seed.facts), ("qualities", seed.qualities), ("derived", seed.derived)):
        for name in table:
            if name in SIGNATURES:
                findings.error("SD230", seed.at(section, name), f"“{name}” is built in already", "rename yours")
    reached: set[str] = set()
    for storylet in seed.storylets.values():
        roles = {role.name: role.type for role in storylet.roles}
        names = Names(seed, roles, nodes, frozenset(options))
        _Scene(storylet, names, findings, reached).check()
    for storylet in seed.storylets.values():
        if storylet.sub and storylet.id not in reached:
            findings.warn("SD401", storylet.where, f"no jump leads to the sub-node “{storylet.id}”", "remove or use it")
    empty = Names(seed, {}, nodes, frozenset(options))
    for change in seed.start:
        for effect in change.effects:
            _check_effect(effect, empty, findings)
    for derived in seed.derived.values():
        names = Names(seed, dict(derived.params), nodes, frozenset(options))
        check_condition(derived.expr, names, derived.where, findings, live=False)
    for phrase in seed.phrases:
        type_of(phrase.goal, empty, Where(path=seed.path), findings)
    for replies in seed.reactions.values():
        for reply in replies:
            if reply.condition is not None:
                where = reply.where or Where(path=seed.path)
                check_condition(reply.condition, empty, where, findings, live=False)


def check_question(tree: Expr, seed: Seed, scene: str = "") -> tuple[Diagnostic, ...]:
    """What is wrong with an expression that is asked from outside, with the roles of `scene` where one is named."""
    options = frozenset(
        answer.id
        for storylet in seed.storylets.values()
        for statement in every_statement(storylet.body)
        if isinstance(statement, Choosing)
        for answer in statement.answers
    )
    roles = {role.name: role.type for role in seed.storylets[scene].roles} if scene else {}
    findings = Findings()
    type_of(tree, Names(seed, roles, frozenset(seed.storylets), options), Where(path=""), findings)
    return findings.sorted()


class _Scene:
    """The checks of one scene."""

    def __init__(self, storylet: Storylet, names: Names, findings: Findings, reached: set[str]) -> None:
        self._storylet = storylet
        self._names = names
        self._seed = names.seed
        self._findings = findings
        self._reached = reached
        self._here = {*storylet.cast, *storylet.maybe}

    def check(self) -> None:
        """Header first, then every statement."""
        self._header()
        moved = {
            argument.id
            for statement in every_statement(self._storylet.body)
            if isinstance(statement, Change)
            for effect in statement.effects
            for argument in effect.arguments
            if effect.kind == "move" and isinstance(argument, Name)
        }
        # A role that comes in during the scene is found there by the others and need not be in its first picture.
        entering = {
            statement.actor
            for statement in every_statement(self._storylet.body)
            if isinstance(statement, Deed) and statement.verb == "enter" and statement.actor.startswith("$")
        }
        self._here |= moved | entering
        for statement in every_statement(self._storylet.body):
            self._statement(statement)

    def _header(self) -> None:
        storylet, seed, findings = self._storylet, self._seed, self._findings
        if storylet.place != "any":
            self._entity(storylet.place, "place", storylet.at("place"))
        for header, people in (("cast", storylet.cast), ("maybe", storylet.maybe)):
            for person in people:
                self._entity(person, "person", storylet.at(header))
        for thing in storylet.needs:
            self._entity(thing, "thing", storylet.at("needs"))
        for header, weather in (("weather", storylet.weather), ("brings_weather", storylet.brings_weather)):
            if weather and weather not in WEATHERS:
                where = storylet.at(header)
                findings.error("SD211", where, f"“{weather}” is no weather", did_you_mean(weather, WEATHERS))
        if storylet.thread and storylet.thread not in seed.threads:
            where = storylet.at("thread")
            findings.error(
                "SD212", where, f"no thread is called “{storylet.thread}”", did_you_mean(storylet.thread, seed.threads)
            )
        if storylet.when is not None:
            check_condition(storylet.when, self._names, storylet.at("when"), findings, live=False)
        where = storylet.at("because")
        for clause in filter(None, (part.strip() for part in storylet.because.split(","))):
            words = clause.split()
            if len(words) != 3 or words[1] not in ("wants", "fears", "owes", "loves"):
                findings.warn("SD216", where, f"because: “{clause}” is no motive", "write “wren wants find_sender”")
            elif words[0] in seed.cast and words[1] == "wants" and words[2] not in seed.cast[words[0]].wants:
                findings.warn(
                    "SD217", where, f"{words[0]} does not want “{words[2]}”",
                    did_you_mean(words[2], seed.cast[words[0]].wants),
                )  # fmt: skip
        if not storylet.body:
            findings.error("SD159", storylet.where, f"the scene “{storylet.id}” is empty", "write at least one line")

    def _entity(self, word: str, kind: str, where: Where) -> None:
        """An id or `$role` of a wanted type."""
        if word.startswith("$"):
            if self._names.roles.get(word[1:]) != kind:
                have = [f"${name}" for name, found in self._names.roles.items() if found == kind]
                self._findings.error(
                    "SD222",
                    where,
                    f"{word} is no role of type {kind}",
                    did_you_mean(word, have) or "declare it in roles:",
                )
            return
        known = self._seed.ids_of(kind)
        if word not in known:
            code = {"person": "SD201", "place": "SD202"}.get(kind, "SD218")
            self._findings.error(code, where, f"no {kind} is called “{word}”", did_you_mean(word, known))

    def _statement(self, statement: Statement) -> None:
        findings = self._findings
        match statement:
            case Say():
                if statement.speaker:
                    self._entity(statement.speaker, "person", statement.where)
                    self._on_stage(statement.speaker, "speaks", statement.where)
                if statement.to:
                    self._entity(statement.to, "person", statement.where)
                self._template(statement.text, statement.where)
                self._condition(statement.condition, statement.where)
            case Deed():
                self._deed(statement)
            case Framing():
                for subject in statement.subjects:
                    if subject == SKY and statement.size == "pov":
                        continue
                    self._subject(subject, statement.where, (*SHOT_SIZES, *SHOT_MOVES))
                if statement.size == "pov":
                    self._point_of_view(statement)
                elif statement.size == "over-shoulder" and len(set(statement.subjects)) < len(statement.subjects):
                    twice = statement.subjects[0]
                    self._findings.warn(
                        "SD233", statement.where, f"{twice} is seen past {twice}", "name who is seen, then past whom"
                    )
            case Change():
                for effect in statement.effects:
                    _check_effect(effect, self._names, findings)
            case Cue():
                self._cue(statement)
            case Assign():
                type_of(statement.value, self._names, statement.where, findings)
            case Branching() | Alternatives():
                for arm in statement.arms:
                    if arm.condition is not None:
                        self._condition(arm.condition, arm_where(self._storylet, arm))
            case Choosing():
                self._pictures(statement)
                for answer in statement.answers:
                    self._condition(answer.condition, answer.where)
                    self._template(answer.text, answer.where)
                    for (tag, _), where in zip(answer.tags, answer.tags_at, strict=True):
                        if tag not in self._seed.tastes:
                            findings.error(
                                "SD204", where, f"the option tag “#{tag}” is none of the seed's tastes",
                                did_you_mean(tag, self._seed.tastes),
                            )  # fmt: skip

    def _pictures(self, choosing: Choosing) -> None:
        """What the options show must exist, and be places where the choice is a map."""
        seed, findings = self._seed, self._findings
        known = (*seed.cast, *seed.places, *seed.things)
        for answer in choosing.answers:
            word, where = answer.picture, answer.picture_at or answer.where
            if word.startswith("$"):
                if word[1:] not in self._names.roles:
                    findings.error("SD222", where, f"{word} is never bound", "declare it in roles:")
            elif answer.picture_at is not None and word not in known:
                findings.error(
                    "SD231", where, f"“{word}” is neither person, place nor thing", did_you_mean(word, known)
                )
        if choosing.form is not ChoiceForm.MAP:
            return
        seen: set[str] = set()
        for answer in choosing.answers:
            word, where = answer.picture, answer.picture_at or answer.where
            kind = self._names.roles.get(word[1:]) if word.startswith("$") else "place" if word in seed.places else ""
            if kind != "place":
                findings.warn("SD163", where, "the option lies nowhere on the map", "tag it #picture: and a place")
            elif word in seen:
                findings.warn(
                    "SD163", where, f"two options lie at {word}", "give each a place of its own, or take cards"
                )
            seen.add(word)

    def _condition(self, tree: Expr | None, where: Where) -> None:
        if tree is not None:
            check_condition(tree, self._names, where, self._findings)

    def _template(self, template: Template, where: Where) -> None:
        for part in template:
            if not isinstance(part, str):
                type_of(part, self._names, where, self._findings)

    def _on_stage(self, word: str, does: str, where: Where) -> None:
        if not word.startswith("$") and word not in self._seed.cast:
            return  # That nobody is called so is told already, with the name that was meant.
        if not all(person.startswith("$") or person in self._seed.cast for person in self._storylet.cast):
            return  # Who is missing here may be whoever is misspelt there.
        if word not in self._here and not self._storylet.sub:
            self._findings.warn(
                "SD501", where, f"{word} {does} but is not in the scene's cast", f"add {word} to cast: or maybe:"
            )

    def _point_of_view(self, shot: Framing) -> None:
        """Whoever looks has eyes, is there, and looks at somebody or something else."""
        seer, *seen = shot.subjects
        kind = self._names.roles.get(seer[1:]) if seer.startswith("$") else ""
        if seer in self._seed.cast or kind == "person":
            self._on_stage(seer, "looks", shot.where)
        elif seer in (*self._seed.places, *MARKS, SKY) or kind == "place":
            self._findings.error(
                "SD232", shot.where, f"“{seer}” is a place: it has no eyes", "name a person or a thing after pov"
            )
        if seer in seen:
            self._findings.warn("SD233", shot.where, f"{seer} looks at itself", "name whom or what they see, or nobody")

    def _subject(self, word: str, where: Where, besides: tuple[str, ...] = ()) -> None:
        """Say what is wrong with a word that names somebody or something; `besides`: words that may stand there too."""
        seed = self._seed
        known = (*seed.cast, *seed.things, *seed.places, *MARKS)
        if word.startswith("$"):
            if word[1:] not in self._names.roles:
                self._findings.error("SD222", where, f"{word} is never bound", "declare it in roles:")
        elif word not in known:
            remedy = did_you_mean(word, (*known, *besides))
            if besides and remedy.startswith("known:"):
                remedy = f"a person, place or thing, or one of {', '.join(besides)}"
            self._findings.error("SD218", where, f"“{word}” is neither person, thing nor mark", remedy)

    def _deed(self, deed: Deed) -> None:
        self._entity(deed.actor, "person", deed.where)
        self._on_stage(deed.actor, "acts", deed.where)
        for word in (deed.target, deed.thing) if deed.verb in TOGETHER else ():
            if word in self._seed.cast or self._names.roles.get(word[1:]) == "person":
                self._on_stage(word, "is needed for it", deed.where)
        if deed.verb not in VERBS:
            self._findings.error("SD219", deed.where, f"nobody can “{deed.verb}”", did_you_mean(deed.verb, VERBS))
        for word in (deed.target, deed.thing):
            if word:
                self._subject(word, deed.where)

    def _cue(self, cue: Cue) -> None:
        seed, findings = self._seed, self._findings
        if cue.template:
            self._template(cue.template, cue.where)
        if cue.kind in ("jump", "detour"):
            self._reached.add(cue.text)
            if cue.text not in seed.storylets:
                findings.error(
                    "SD213", cue.where, f"<<{cue.kind}>> leads nowhere: no node “{cue.text}”",
                    did_you_mean(cue.text, seed.storylets),
                )  # fmt: skip
        elif cue.kind in ("open", "close", "advance") and cue.text not in seed.threads:
            findings.error(
                "SD212", cue.where, f"no thread is called “{cue.text}”", did_you_mean(cue.text, seed.threads)
            )
        elif cue.kind == "weather" and cue.text not in WEATHERS:
            findings.error("SD211", cue.where, f"“{cue.text}” is no weather", did_you_mean(cue.text, WEATHERS))
        elif cue.kind == "reveal":
            self._subject(cue.text, cue.where)


def _check_effect(effect: Effect, names: Names, findings: Findings) -> None:
    seed, where = names.seed, effect.where
    if effect.kind == "quality":
        if effect.name not in seed.qualities:
            findings.error(
                "SD209", where, f"no quality is called “{effect.name}”", did_you_mean(effect.name, seed.qualities)
            )
            return
        kinds = seed.qualities[effect.name].types
        if effect.value is not None and type_of(effect.value, names, where, findings) not in ("number", "any"):
            findings.error("SD227", where, f"{effect.name} is a number", "trust(a, b) += 1")
    elif effect.kind == "fact":
        if effect.name in seed.derived:
            findings.error(
                "SD228", where, f"“{effect.name}” follows from other facts and is never set",
                "change what it follows from",
            )  # fmt: skip
            return
        if effect.name not in seed.facts:
            known = (*seed.facts, *_EFFECT_TYPES, "drop", "put")
            findings.error(
                "SD208", where, f"the fact “{effect.name}” is not declared", did_you_mean(effect.name, known)
            )
            return
        kinds = seed.facts[effect.name].types
    elif effect.kind in _EFFECT_TYPES:
        kinds = _EFFECT_TYPES[effect.kind]
    else:
        kinds = tuple("person|thing|place" for _ in effect.arguments)
    if len(kinds) != len(effect.arguments):
        findings.error(
            "SD224", where, f"{effect.name} takes {len(kinds)} arguments, {len(effect.arguments)} given",
            f"{effect.name}({', '.join(kinds)})",
        )  # fmt: skip
        return
    for argument, kind in zip(effect.arguments, kinds, strict=True):
        if kind in ("text", "ladder_stage"):
            continue
        if (pool := names.pool(kind)) is not None:
            if (word := plain_word(argument)) not in pool:
                code = "SD229" if kind == "ladder" else "SD210"
                findings.error(
                    code,
                    where,
                    f"{effect.name}: “{word}” is no known {kind.replace('_', ' ')}",
                    did_you_mean(word, pool),
                )
            continue
        found = type_of(argument, names, where, findings)
        quoted = isinstance(argument, Literal) and any(argument.value in seed.ids_of(k) for k in kind.split("|"))
        if found != "any" and not quoted and not set(found.split("|")) & set(kind.split("|")):
            wanted = kind.replace("|", " or ")
            findings.error(
                "SD210", where, f"{effect.name} wants a {wanted}, this is a {found}",
                f"{effect.name}({', '.join(k.replace('|', ' or ') for k in kinds)})",
            )  # fmt: skip
    check_stage(effect.arguments, kinds, names, where, findings)
