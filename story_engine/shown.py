"""What a seed in another language shows and says: texts rendered with the decisions that the original took.

It decides nothing and notes nothing: plan, ledgers and journal follow the original text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from story_engine.expr import Value
from story_engine.grammar import grown
from story_engine.moment import Decision, Moment, Setting
from story_engine.plan import Beat, BeatKind, Line, Part, Scene
from story_engine.seed.diagnostics import Where
from story_engine.seed.identity import place_among
from story_engine.seed.model import Seed
from story_engine.seed.script import Template
from story_engine.seed.tongue import Tongue
from story_engine.world import WorldScope, compiled

AFTER_SENTENCE, AFTER_CLAUSE, AFTER_WORD = 0, 12, 40
"""Letters by which a cut may lie further from where the original was cut: sentences are better ends than words."""
SILENCE = "…"
"""What is shown where a translation has fewer words than the original has pieces."""
_CUT = re.compile(r"(?<=[.!?…])[”“’\"]?\s+|(?<=[,;:–])\s+|\s+")
_HOLE = re.compile(r"\{([^{}]*)\}")


def shown_text(setting: Setting, moment: Moment, where: Where, made: Iterable[Decision]) -> str:
    """The translation of the text at `where`, with what was `made` while the original was rendered; "" = none."""
    tongue = setting.seed.tongue
    template = tongue.lines.get(where) if tongue is not None else None
    return _rendered(setting, moment, template, _Picks(made)) if template is not None else ""


def shown_plain(setting: Setting, moment: Moment, text: str, words: Mapping[str, str], made: Iterable[Decision]) -> str:
    """The translation of a plain text with its holes filled from `words` and the seed's lists; "" = none."""
    tongue = setting.seed.tongue
    told = tongue.says.get(text, "") if tongue is not None else ""
    if tongue is None or not told:
        return ""
    picks = _Picks(made)

    def hole(found: re.Match[str]) -> str:
        if found[1] in words:
            return tongue.says.get(words[found[1]], words[found[1]])
        name = found[1].removeprefix('words("').removesuffix('")')
        return _word(setting, name, picks) if name != found[1] else found[0]

    return _HOLE.sub(hole, told)


def shown_prompt(seed: Seed, prompt: str) -> str:
    """The words above the options."""
    return prompt if seed.tongue is None else seed.tongue.says.get(prompt, prompt)


def shown_name(seed: Seed, entity: str) -> str:
    """The name of a person, place or thing in the language in which the seed is shown."""
    return _name(seed, entity)


def split_alike(text: str, original: tuple[str, ...]) -> tuple[str, ...]:
    """The text in as many pieces as the original, cut where it was, as near as ends of sentences allow."""
    whole = sum(map(len, original)) or 1
    found: list[str] = []
    done = 0
    rest = text
    for index, piece in enumerate(original[:-1]):
        done += len(piece)
        target = len(text) * done / whole - (len(text) - len(rest))
        cuts = list(_CUT.finditer(rest))
        # A word is left for every piece to come, where there are as many.
        cuts = cuts[: max(0, len(cuts) - (len(original) - 2 - index))] or cuts[:1]
        if not cuts:
            break
        cut = min(cuts, key=lambda c: abs(c.start() - target) + _strain(rest, c))
        found.append(rest[: cut.start()] + cut[0].rstrip())
        rest = rest[cut.end() :]
    found.append(rest)
    return (*found, *(SILENCE for _ in range(len(original) - len(found))))


def in_tongue(seed: Seed, part: Part) -> Part:
    """The part as it is shown and spoken: in the seed's tongue where it has one."""
    tongue = seed.tongue
    if tongue is None:
        return part
    return replace(part, scene=_scene(tongue, part.scene), beats=tuple(_beat(tongue, beat) for beat in part.beats))


def _scene(tongue: Tongue, scene: Scene) -> Scene:
    names = tongue.names
    place = scene.place
    return replace(
        scene,
        title=tongue.titles.get(scene.storylet, scene.title),
        chapter=tongue.chapters.get(scene.storylet, scene.chapter),
        ending=tongue.endings.get(scene.storylet, scene.ending),
        place=replace(place, name=names.get(place.id, place.name)),
        actors=tuple(replace(actor, name=names.get(actor.id, actor.name)) for actor in scene.actors),
        things=tuple(replace(thing, name=names.get(thing.id, thing.name)) for thing in scene.things),
    )


def _beat(tongue: Tongue, beat: Beat) -> Beat:
    if beat.kind is BeatKind.TITLE:
        return replace(beat, text=tongue.title or beat.text)
    if beat.line is not None and beat.line.shown:
        return replace(beat, line=_line(beat.line))
    if beat.shown:
        return replace(beat, text=beat.shown, shown="")
    return beat


def _line(line: Line) -> Line:
    return replace(line, text=line.shown, shown="")


class _Picks:
    """Decisions of the original, given out again in their order; the last of a kind as often as it is asked for."""

    def __init__(self, made: Iterable[Decision]) -> None:
        self._left: dict[tuple[str, str], list[Value]] = {}
        for kind, key, value in made:
            self._left.setdefault((kind, key), []).append(value)

    def take(self, kind: str, key: str) -> Value:
        """What was decided, 0 (the first, or no) where nothing was."""
        left = self._left.get((kind, key), [])
        if not left:
            return 0
        return left.pop(0) if len(left) > 1 else left[0]


def _rendered(setting: Setting, moment: Moment, template: Template, picks: _Picks) -> str:
    scope = WorldScope(
        setting.seed,
        moment.world,
        setting.scene.binding,
        chance=lambda key, probability: bool(picks.take("chance", key)),
        words=lambda name: _word(setting, name, picks),
    )
    said = [part if isinstance(part, str) else _value(setting.seed, compiled(part)(scope)) for part in template]
    text = "".join(said).strip()
    return text[:1].upper() + text[1:] if template and not isinstance(template[0], str) else text


def _value(seed: Seed, value: Value) -> str:
    if isinstance(value, bool):
        word = "yes" if value else "no"
        return word if seed.tongue is None else seed.tongue.says.get(word, word)
    return f"{value:g}" if isinstance(value, float | int) else _name(seed, value)


def _name(seed: Seed, entity: str) -> str:
    names = seed.tongue.names if seed.tongue is not None else {}
    return names.get(entity) or seed.name_of(entity)


def _word(setting: Setting, name: str, picks: _Picks) -> str:
    """The entry of a list that the original took, in the tongue, with the lists inside it grown."""

    def pick(inner: str) -> str:
        entries = setting.seed.words.get(inner, ())
        if not entries:
            return inner
        index = place_among(picks.take("words", inner), [entry.id for entry in entries]) or 0
        tongue = setting.seed.tongue
        told = tongue.words.get(inner, {}).get(index, "") if tongue is not None else ""
        said = told or entries[index].say
        scene = setting.scene
        people = [_name(setting.seed, person) for person in scene.required] or [SILENCE]
        holes = {"who": people[0], "other": people[-1], "place": _name(setting.seed, scene.place)}
        return _HOLE.sub(lambda hole: holes.get(hole[1], hole[0]), said)

    return grown(pick(name), pick)


def _strain(text: str, cut: re.Match[str]) -> int:
    if cut[0].strip() or text[: cut.start()].endswith((".", "!", "?", "…")):
        return AFTER_SENTENCE
    return AFTER_CLAUSE if text[: cut.start()].endswith((",", ";", ":", "–")) else AFTER_WORD
