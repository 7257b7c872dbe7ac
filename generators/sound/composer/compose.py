"""Composing: the score of one timed part from the state in which the music enters it.

Pure: the same timed part and entry give the same notes. It knows no sound and no other part; what a join
needs is in the entry and exit states.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from generators.sound.composer import accents, calls, tune
from generators.sound.composer.accompaniment import (
    Bar,
    write_bass,
    write_drum,
    write_motion,
    write_pad,
    write_roll,
)
from generators.sound.composer.form import BARS, SHADES, Phrase, layers, phrase, tempo_for
from generators.sound.composer.library import progressions, theme
from generators.sound.composer.opening import fitted_tempo, scene_palette
from generators.sound.composer.sheet import Sheet
from generators.sound.composer.telling import cast_motifs, is_silent, next_telling, remembered
from generators.sound.composer.theory import Chord, lead, parse_chord, pitch_classes, voicings
from generators.sound.composer.vamp import vamp
from generators.sound.composer.worlds import world_of
from generators.timed import Score, ScoreState, Telling, TimedPart
from story_engine.plan import PartKind
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

COMPOSER_VERSION = "10"
"""Raised whenever the same part would get other notes."""
TEMPO_DRIFT = 0.06
"""Largest relative change of tempo from one part to the next, in steps nobody notices."""
LAST_BARS: MediaTime = from_seconds(2.6)
"""A scene's music comes home in the bars that begin within this time of its end."""


def compose(timed: TimedPart, entry: ScoreState, *, cuts: tuple[MediaTime, ...] = ()) -> Score:
    """The music of `timed`, which the music enters in `entry`; `cuts` are shot starts from the part's start."""
    if timed.part.kind is PartKind.HOLD:
        return vamp(timed, entry)
    world = world_of(timed.part.scene)
    tempo = fitted_tempo(entry.tempo, entry.pulse, cuts)
    sheet = Sheet(timed=timed, palette=scene_palette(timed.part.scene), tempo=tempo, entry_pulse=entry.pulse)
    bars, chord_at, phrases, state = _walk(sheet, entry)
    meter = sheet.palette.meter
    sounding = [bar for bar, silent in bars if not silent]
    low = {told.phrase.index for told in phrases if told.phrase.development == "low" and told.phrase.sings}
    playing = {bar.first: _layers(sheet, bar) for bar in sounding}
    for run in _runs([bar for bar in sounding if "pad" in playing[bar.first]]):
        write_pad(sheet, run)
    for bar in sounding:
        if "bass" in playing[bar.first] and int(bar.first // (BARS * meter)) not in low:
            write_bass(sheet, bar)
        if "motion" in playing[bar.first]:
            write_motion(sheet, bar)
        write_drum(sheet, bar)
        if bar.final and sheet.time(bar.begin) >= 0:
            write_roll(sheet, bar, world.player("sweep"), sheet.time(bar.begin), 0.5)
    tellings = tune.write_answers(sheet, entry, chord_at, meter) if sounding and timed.lines else ()
    sounded = entry.sounded
    for told in phrases:
        told, sounded = _tell(sheet, told, entry.key)
        tellings += told
    accents.write_accents(sheet, [bar for bar, _ in bars])
    motifs = tuple(dict.fromkeys(name for told in tellings for name in (told.motif, told.partner) if name))
    return Score(
        entry=entry,
        exit=replace(
            _exit(sheet, entry, state),
            motifs_heard=tuple(dict.fromkeys((*entry.motifs_heard, *motifs))),
            telling=state.telling,
            played=state.played,
            sounded=sounded,
            tellings=remembered(entry.tellings, *tellings),
        ),
        notes=tuple(sorted(sheet.notes, key=lambda note: (note.start, note.stem, note.pitch, note.instrument))),
        motifs=motifs,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A phrase that the part touches."""

    phrase: Phrase
    begin: float
    """Pulse at which it began."""
    silent: bool
    sounded: tuple[int, int, int]
    """Notes of its themes and its call that were heard before this part."""


def _tell(sheet: Sheet, told: _Told, key: int) -> tuple[tuple[Telling, ...], tuple[int, int, int]]:
    """Write a phrase's tune; what became known by it in this part, and how many of its notes were heard by now."""
    meter, one = sheet.palette.meter, told.phrase
    is_title = any(title.style == "show" for title in sheet.timed.titles)
    under_lines = tune.is_talk(sheet) and not is_title
    new = (0, 0)
    if told.silent:
        # A scene that begins without music begins with its place alone: one player, and the air around them.
        if one.index or not one.call:
            return (), told.sounded
    elif under_lines:
        new = tune.write_beneath(sheet, one, told.begin, key, meter)
    else:
        new = tune.write_phrase(sheet, one, told.begin, key, meter, doubled=is_title)
    counts = (*new, tune.write_call(sheet, one, told.begin, key, meter, under_lines=under_lines, alone=told.silent))
    before = told.sounded
    after = (before[0] + counts[0], before[1] + counts[1], before[2] + counts[2])
    first, second = (old < tune.TOLD <= now for old, now in zip(before[:2], after[:2], strict=True))
    tellings: tuple[Telling, ...] = ()
    if one.call and before[2] < min(calls.KNOWN, len(one.call)) <= after[2]:
        tellings = (Telling(motif=one.telling.call, development="call", call=one.telling.call, way=one.telling.way),)
    if first:
        own = replace(one.telling, partner=one.telling.partner if second else "", call="", way="")
        return (*tellings, own), after
    partner = Telling(motif=one.telling.partner, development="beside", together=one.telling.together)
    return (*tellings, *((partner,) if second else ())), after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """What the walk through the bars carries along."""

    mode: str
    telling: Telling
    silent: bool
    voicing: tuple[int, ...]
    degree: int
    played: int


def _walk(
    sheet: Sheet, entry: ScoreState
) -> tuple[
    list[tuple[Bar, bool]],
    dict[float, tuple[Chord, str]],
    list[_Told],
    _Walk,
]:
    """Every bar that sounds in the part, its chord by pulse, the phrases touched, and the last state."""
    meter = sheet.palette.meter
    silent = entry.silent and not accents.has_accent(sheet) and not sheet.is_mute
    walk = _Walk(
        mode=entry.mode,
        telling=entry.telling,
        silent=silent,
        voicing=entry.last_pitches,
        degree=entry.degree,
        played=entry.played,
    )
    bars: list[tuple[Bar, bool]] = []
    chord_at: dict[float, tuple[Chord, str]] = {}
    phrases: list[_Told] = []
    pulse = entry.pulse
    while pulse < sheet.exit_pulse - 1e-9:
        number = math.floor(pulse / meter + 1e-9)
        first = float(number * meter)
        index, place = divmod(number, BARS)
        begins_phrase = place == 0 and pulse - first < 1e-6
        if begins_phrase:
            walk = _turn(sheet, entry, walk, index)
        soon = index > 0 and walk.played <= 1
        now = phrase(sheet.seed, index, walk.mode, meter, walk.telling, soon=soon)
        if not phrases or phrases[-1].phrase.index != index:
            begin = float(index * BARS * meter)
            sounded = (0, 0, 0) if begins_phrase else entry.sounded
            phrases.append(_Told(phrase=now, begin=begin, silent=walk.silent, sounded=sounded))
        final = _is_final(sheet, first, meter)
        chord = _chord(sheet, now, place, first)
        enters = pulse - first < 1e-6
        voicing = _voicing(walk.voicing, pitch_classes(entry.key, walk.mode, chord), enters=enters)
        walk = replace(walk, voicing=voicing, degree=chord.degree)
        end = min(first + meter, sheet.exit_pulse)
        bar = Bar(
            begin=pulse,
            end=end,
            first=first,
            key=entry.key,
            mode=walk.mode,
            chord=chord,
            voicing=voicing,
            meter=meter,
            final=final,
        )
        bars.append((bar, walk.silent))
        chord_at[pulse] = (chord, walk.mode)
        pulse = end if end < first + meter else first + meter
    return bars, chord_at, phrases, walk


def _turn(sheet: Sheet, entry: ScoreState, walk: _Walk, index: int) -> _Walk:
    """The state as phrase `index` begins: what it tells, its mode, its silence."""
    scene = sheet.timed.part.scene
    telling = next_telling(sheet, replace(entry, telling=walk.telling), index, soon=walk.silent)
    overture = scene.number == 1 and index == 0
    tags = dict(scene.tags)
    world = world_of(scene)
    mode = world.title_mode(tags) if overture else theme(telling.motif).mode or world.mode(sheet.mood, tags)
    if telling.development == "shaded":
        mode = SHADES[mode]
    owes = calls.is_weighty(scene) and entry.idea not in entry.motifs_heard
    told = set(cast_motifs(sheet)) <= set(entry.motifs_heard)
    rests = is_silent(sheet, was_silent=walk.silent, index=index, played=walk.played, owes=owes, told=told)
    silent = walk.silent if index == 0 else rests
    silent = silent and not overture
    return replace(walk, mode=mode, telling=telling, silent=silent, played=0 if silent else walk.played + 1)


def _voicing(before: tuple[int, ...], classes: tuple[int, ...], *, enters: bool) -> tuple[int, ...]:
    """The pad's tones: those that sound already when a join fell inside the bar, else led from them."""
    if not enters and before in voicings(tuple(classes)):
        return before
    return lead(before, classes)


def _layers(sheet: Sheet, bar: Bar) -> frozenset[str]:
    """Who plays in `bar`: everybody at the overture, in danger and at the end."""
    index = int(bar.first // (BARS * bar.meter))
    everybody = bar.final or sheet.mood.tension > 0.6 or (index == 0 and sheet.timed.part.scene.number == 1)
    return frozenset(("pad", "bass", "motion")) if everybody else layers(sheet.seed, index)


def _runs(bars: list[Bar]) -> list[list[Bar]]:
    """Bars grouped into unbroken stretches."""
    runs: list[list[Bar]] = []
    for bar in bars:
        if runs and runs[-1][-1].end == bar.begin:
            runs[-1].append(bar)
        else:
            runs.append([bar])
    return runs


def _is_final(sheet: Sheet, first: float, meter: int) -> bool:
    part = sheet.timed.part
    if not part.ends_scene or any(note.startswith("hook") for note in part.notes):
        return False
    return sheet.time(first) >= 0 and sheet.timed.duration - sheet.time(first) <= max(
        LAST_BARS, round(meter * 60 / sheet.tempo * SAMPLE_RATE)
    )


def _chord(sheet: Sheet, now: Phrase, place: int, first: float) -> Chord:
    """The phrase's chord; at a scene's end the last bars are home, and the one before them leads there."""
    meter = sheet.palette.meter
    if _is_final(sheet, first, meter):
        return Chord(degree=1)
    if sheet.time(first) >= 0 and _is_final(sheet, first + meter, meter):
        return parse_chord(progressions()[(now.mode, "cadence")][0][0])
    return now.chords[place]


def _exit(sheet: Sheet, entry: ScoreState, walk: _Walk) -> ScoreState:
    wanted = tempo_for(sheet.mood) * world_of(sheet.timed.part.scene).pace
    drift = max(-TEMPO_DRIFT, min(TEMPO_DRIFT, wanted / entry.tempo - 1.0))
    return ScoreState(
        key=entry.key,
        mode=walk.mode,
        tempo=round(entry.tempo * (1.0 + drift), 3),
        pulse=sheet.exit_pulse,
        degree=walk.degree,
        phrase=math.floor(sheet.exit_pulse / (BARS * sheet.palette.meter)),
        last_pitches=walk.voicing,
        silent=walk.silent,
        place=entry.place,
        arrived=entry.arrived,
        idea=entry.idea,
        ideas=entry.ideas,
    )
