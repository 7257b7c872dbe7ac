"""Calls: the short themes of places and ideas that open a phrase before its people's theme answers them.

Who arrives somewhere hears the place first; a question that opens, moves or closes is heard before those whom it
concerns. It knows what was told and what the scene is about, and writes no note.
"""

from __future__ import annotations

from dataclasses import replace

from generators.sound.composer.kinds import place_theme
from generators.sound.composer.library import ThemeNote, theme
from generators.timed import ScoreState, Telling
from story_engine.plan import Scene

CALL_BARS = 2
"""A call is over after so many bars: the other half of its phrase is the people's."""
BREATH = 0.5
"""Pulses of rest between a call and what answers it."""
MOST_NOTES = 6
KNOWN = 4
"""Notes by which a call is known; a shorter one is known by all of them."""
WAYS = ("plain", "lifted", "turned", "slow", "end")
"""How a call may be told: as it is, two steps higher, upside down, half as fast again, its last notes."""
RESTS = {"opens": 0, "closes": 0, "advances": 3, "touches": 6}
"""Scenes in a row in which an idea that was told is not told again, by what becomes of it."""
REMEMBERED_SCENES = max(RESTS.values())
WHOLE = "whole"
"""How an idea is told where its question closes: as it was at first, with its octave below."""


def called(scene: Scene, state: ScoreState, index: int, *, in_danger: bool) -> tuple[str, str]:
    """The theme that opens phrase `index` and how it is told: the place's first, then the idea's; "" for none.

    `in_danger`: the phrase tells the dread, beside which no question is heard.
    """
    place = place_theme(scene.place)
    owes_place = state.arrived and place not in state.motifs_heard
    if owes_place:
        return place, _way(state, place)
    idea = state.idea
    if not idea or scene.idea is None or in_danger:
        return "", ""
    # Where somebody has just arrived, the first phrase is the place's, also when nobody heard it.
    if idea in state.motifs_heard or (state.arrived and index == 0):
        return "", ""
    if scene.idea.step == "closes":
        return idea, WHOLE
    return idea, "plain" if scene.idea.step == "opens" else _way(state, idea)


def idea_theme(scene: Scene) -> str:
    """Id of the theme of what the scene is about; "" where it is about its people alone."""
    return (scene.idea.motif or scene.idea.id) if scene.idea is not None else ""


def idea_due(scene: Scene, ideas: tuple[str, ...]) -> str:
    """The theme of the idea that `scene` tells after `ideas` were told in the scenes before it, newest last; "" = none.

    What opens or closes is always told. What goes on or is touched rests for some scenes first: a theme that
    sounds in every scene says nothing in any.
    """
    if scene.idea is None:
        return ""
    theme = idea_theme(scene)
    rest = RESTS[scene.idea.step]
    return "" if rest and theme in ideas[-rest:] else theme


def is_weighty(scene: Scene) -> bool:
    """Whether a question opens or closes in `scene`: what is heard of it then is remembered."""
    return scene.idea is not None and not RESTS[scene.idea.step]


def call_notes(telling: Telling, meter: int) -> tuple[ThemeNote, ...]:
    """The notes of a phrase's call, in pulses from the phrase's start; () where it has none."""
    if not telling.call:
        return ()
    own = theme(telling.call).notes(meter)[: MOST_NOTES + 2]
    span = CALL_BARS * meter
    head = tuple(note for note in own[:MOST_NOTES] if note.at < span - 1.0)
    if telling.way == "end":
        last = own[-min(KNOWN, len(own)) :]
        head = tuple(replace(note, at=note.at - last[0].at) for note in last)
        head = tuple(note for note in head if note.at < span - 1.0)
    elif telling.way == "lifted":
        head = tuple(replace(note, step=note.step + 2) for note in head)
    elif telling.way == "turned":
        top = max(note.step for note in head)
        # Upside down about its highest note it would lie an octave deep: it keeps to where it was.
        lift = min(4, top - min(note.step for note in head))
        head = tuple(replace(note, step=2 * own[0].step - note.step, bend=-note.bend) for note in head)
        head = tuple(replace(note, step=note.step + (lift if own[0].step < 3 else 0)) for note in head)
    elif telling.way == "slow" and 1.5 * head[-1].at < span - 1.0:
        head = tuple(replace(note, at=1.5 * note.at, pulses=1.5 * note.pulses) for note in head)
    if not head:
        return ()
    end = min(head[-1].pulses, span - BREATH - head[-1].at)
    return (*head[:-1], replace(head[-1], pulses=max(BREATH, end)))


def _way(state: ScoreState, motif: str) -> str:
    """Plain at first, then a way that was not used the last three times."""
    lately = [told.way for told in state.tellings if told.call == motif][-3:]
    return next(way for way in WAYS if way not in lately)
