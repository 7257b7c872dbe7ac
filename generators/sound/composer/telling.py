"""What a phrase tells: whose theme, how developed, with whose theme beside it, or nothing at all.

It knows the part's mood and cast and what was told before; no chord, no pulse and no note.
"""

from __future__ import annotations

from generators.sound.composer import accents, calls
from generators.sound.composer.form import DEVELOPMENTS, rests
from generators.sound.composer.sheet import Sheet
from generators.sound.composer.worlds import world_of
from generators.timed import ScoreState, Telling
from story_engine.rng import unit

REMEMBERED = 32
"""Tellings kept: enough to know how each of a large cast was told last."""
WARM_VALENCE, WARM_TENSION = 0.3, 0.5
TENSE = 0.55
"""Two themes sound together where people are close (warm) or against each other (tense)."""
DREAD_TENSION = 0.6
WAITING = ("augmented", "late", "fragments")
"""Developments in which a theme takes its time: not after a silence, when a scene may be about to end."""
SILENT_AGAIN = 0.85
"""Share of silent openings whose silence lasts a second phrase, which leaves a short scene unscored but for its place:
more, and people would be in scenes that know nothing of them; less, and no silence would be long."""
TOLD_REST = 0.3
"""Share of phrases that rest, besides one in four, once all who are here were heard."""
LOUD_AROUSAL = 0.6
LONGEST = 7
"""Phrases in a row after which one rests wherever it may."""


def next_telling(sheet: Sheet, state: ScoreState, index: int, *, soon: bool = False) -> Telling:
    """What phrase `index` of the scene tells after all that `state` remembers; `soon`: after a silence."""
    motif = _motif(sheet, state, index)
    call, way = _call(sheet, state, motif, index, soon=soon)
    partner = _partner(sheet, state, motif, index, beside=call)
    return Telling(
        motif=motif,
        # After a call half a phrase is left: what takes its time would not be known in it.
        development=_development(sheet, state, motif, index, alone=not partner, soon=soon or bool(call)),
        partner=partner,
        together=bool(partner) and _is_close(sheet),
        call=call,
        way=way,
    )


def is_silent(
    sheet: Sheet, *, was_silent: bool, index: int, played: int, owes: bool = False, told: bool = False
) -> bool:
    """Whether phrase `index` (above 0) rests: one in four does, and a silence may hold a calm scene's breath.

    None does where lines are only read: a silent film without its music is an empty room. `owes`: a question opens or
    closes here, and its theme was not heard yet; `told`: everybody's was, so there is little left to say.
    """
    if accents.has_accent(sheet) or sheet.is_mute or owes:
        return False
    if index == 1 and was_silent and sheet.mood.arousal < LOUD_AROUSAL:
        return unit(sheet.seed, "silent again") < SILENT_AGAIN
    # A scene does not stop playing in its last breath: it comes home.
    plays_on = sheet.timed.part.ends_scene and not was_silent
    due = index > 1 and played >= LONGEST
    due = due or (told and unit(sheet.seed, "told", index) < TOLD_REST)
    return (due or rests(sheet.seed, index)) and not plays_on


def remembered(tellings: tuple[Telling, ...], *new: Telling) -> tuple[Telling, ...]:
    """`tellings` with `new` ones, the oldest forgotten."""
    return (*tellings, *new)[-REMEMBERED:]


def cast_motifs(sheet: Sheet) -> list[str]:
    """Themes of who is here: those who speak or act in this part first."""
    timed = sheet.timed
    active = {line.speaker for line in timed.lines} | {act.actor for act in timed.acts}
    cast = sorted(timed.part.scene.actors, key=lambda actor: (actor.id not in active, actor.id))
    return list(dict.fromkeys(actor.motif or actor.id for actor in cast))


def ways_of(tellings: tuple[Telling, ...], motif: str) -> list[str]:
    """How `motif` was told, oldest first."""
    return [told.development for told in tellings if told.motif == motif]


def _motif(sheet: Sheet, state: ScoreState, index: int) -> str:
    """Whose theme: first who has not been heard in this scene yet, speakers before listeners."""
    timed = sheet.timed
    scene = timed.part.scene
    world = world_of(scene)
    before = state.telling.motif if index else ""
    if index == 0 and (scene.number == 1 or any(title.style == "show" for title in timed.titles)):
        return world.main
    names = cast_motifs(sheet)
    fresh = [name for name in names if name not in state.motifs_heard and name != before]
    storm = world.dread_everywhere or scene.weather == "storm" or any("storm" in thing.id for thing in scene.things)
    # People come before their fear: it has every phrase but those that owe somebody a theme.
    chance = 0.35 if fresh else 0.8
    threatens = storm and sheet.mood.tension > DREAD_TENSION and before != world.dread
    if threatens and unit(sheet.seed, "storm", index) < chance:
        return world.dread
    if fresh:
        return fresh[0]
    # Where nobody is, the world's own theme follows itself, told otherwise.
    others = [name for name in (*names, world.main) if name != before] or [world.main]
    return others[int(unit(sheet.seed, "motif", index) * len(others))]


def _development(sheet: Sheet, state: ScoreState, motif: str, index: int, *, alone: bool, soon: bool) -> str:
    """Plain for who was not plain the last time, else a way that was not used lately."""
    ways = ways_of(state.tellings, motif)
    overture = sheet.timed.part.scene.number == 1 and index == 0
    if overture or (motif not in state.motifs_heard and "plain" not in ways[-1:]):
        return "plain"
    # Below a theme in the bass there is no room for another.
    others = [way for way in DEVELOPMENTS if way not in ways[-3:] and (alone or way != "low")]
    if soon:
        others = [way for way in others if way not in WAITING]
    return others[int(unit(sheet.seed, "development", index, motif) * len(others))]


def _call(sheet: Sheet, state: ScoreState, motif: str, index: int, *, soon: bool) -> tuple[str, str]:
    """The place or idea that opens the phrase, and how; none at the overture."""
    scene = sheet.timed.part.scene
    owed = [name for name in cast_motifs(sheet) if name not in state.motifs_heard]
    # Nobody knows how long a scene goes on after a silence: where several are owed a theme, they go first then.
    if (scene.number == 1 and index == 0) or (soon and index and len(owed) > 1):
        return "", ""
    return calls.called(scene, state, index, in_danger=motif == world_of(scene).dread)


def _partner(sheet: Sheet, state: ScoreState, motif: str, index: int, *, beside: str) -> str:
    """Whose theme sounds beside `motif`: a person's that is owed, else what the scene is about, else where the mood
    joins or sets against."""
    scene = sheet.timed.part.scene
    others = [name for name in cast_motifs(sheet) if name != motif]
    if scene.number == 1 and index == 0:
        return ""
    owed = [name for name in others if name not in state.motifs_heard]
    if owed:
        return owed[0]
    idea = state.idea
    if idea and idea not in (*state.motifs_heard, beside, motif):
        return idea
    if not others:
        return ""
    return others[0] if _is_close(sheet) and unit(sheet.seed, "partner", index) < 0.6 else ""


def _is_close(sheet: Sheet) -> bool:
    mood = sheet.mood
    return (mood.valence >= WARM_VALENCE and mood.tension < WARM_TENSION) or mood.tension >= TENSE
