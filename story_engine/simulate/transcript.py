"""Writes a show down as a script to be read: scenes, who says and does what, choices and what was chosen, wishes.

It does not play: it reads what a viewing has shown (`simulate.play`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from story_engine.plan import Act, Beat, BeatKind, Choice, Scene, Tone
from story_engine.simulate.play import Playthrough

RULE = "─" * 72


def transcript(watched: Playthrough) -> Iterator[str]:
    """Lines of the script of a viewing."""
    questions = {show.choice.id: show.choice for show in watched.choices if show.choice is not None}
    scene = ""
    for part, seen in zip(watched.shown, watched.parts, strict=True):
        if part.scene.id != scene:
            scene = part.scene.id
            yield from _heading(part.scene, seen.start)
        for note in part.notes:
            yield from _note(note, questions)
        for beat in part.beats:
            yield from _beat(beat, part.scene)
        if part.ends_scene and part.scene.ending:
            yield f"    [card: {' / '.join(part.scene.ending.splitlines())}]"


def _heading(scene: Scene, start: float) -> Iterator[str]:
    minutes, seconds = divmod(int(start), 60)
    who = ", ".join(f"{actor.name}{_states(actor.states)}" for actor in scene.actors) or "nobody"
    yield ""
    yield RULE
    if scene.chapter:
        yield f"    [chapter: {' / '.join(scene.chapter.splitlines())}]"
    told = f"{minutes:02d}:{seconds:02d}  {scene.number}. {scene.title} ({scene.storylet})"
    yield told + (f", take {scene.take}" if scene.take else "")
    thread = f" · {scene.thread}" if scene.thread else ""
    yield f"    {scene.place.name}, {_clock(scene.hour)}, {scene.weather} · {who}{thread}"
    yield ""


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % 1440
    return f"{minutes // 60}:{minutes % 60:02d}"


def _states(states: tuple[str, ...]) -> str:
    return f" ({', '.join(states)})" if states else ""


def _note(note: str, questions: Mapping[int, Choice]) -> Iterator[str]:
    kind, _, rest = note.partition(":")
    number, _, option = rest.partition(":")
    if kind == "choice" and number.isdecimal() and int(number) in questions:
        choice = questions[int(number)]
        yield f"    ? {choice.prompt}".rstrip()
        for each in choice.options:
            yield f"      {each.number}. {each.text}" + (" (default)" if each.number == choice.default else "")
        yield f"      → {option}"
    else:
        yield f"    «{note}»"


def _beat(beat: Beat, scene: Scene) -> Iterator[str]:
    if beat.kind is BeatKind.LINE and beat.line is not None:
        line = beat.line
        name = next((actor.name for actor in scene.actors if actor.id == line.speaker), line.speaker)
        tone = f" ({line.tone.value})" if line.tone is not Tone.SAY else ""
        feeling = f"   [{line.emotion}]" if line.speaker and line.emotion != "calm" else ""
        yield f"{name.upper()}{tone}: {line.text}{feeling}" if line.speaker else line.text
    elif beat.kind is BeatKind.ACT and beat.act is not None:
        yield f"    ({_deed(beat.act)})"
    elif beat.text:
        yield f"    [{beat.kind.value}: {beat.text}]"


def _deed(act: Act) -> str:
    failed = "" if act.ok else ", and fails"
    return " ".join(word for word in (act.actor, act.verb, act.thing, act.target) if word) + failed


__all__ = ["transcript"]
