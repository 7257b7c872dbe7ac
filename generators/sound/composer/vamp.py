"""Holds: the music of a question that is open, in the manner of its world, ending exactly as it begins.

It knows the state in which the music stands, not how often the hold will be shown: every turn is whole in itself,
and only its number lets the chord breathe, the figure turn and the waiting grow.
"""

from __future__ import annotations

from dataclasses import replace

from generators.sound.composer.accompaniment import BASS_LOW, Bar, write_pad
from generators.sound.composer.opening import scene_palette
from generators.sound.composer.sheet import Sheet
from generators.sound.composer.theory import Chord, chord_semitones, lead, pitch_classes
from generators.sound.composer.worlds import World, world_of
from generators.timed import Score, ScoreState, TimedPart
from story_engine.rng import unit
from story_engine.time import SAMPLE_RATE, from_seconds

BREATHS: tuple[dict[str, object], ...] = ({}, {"suspended": True}, {}, {"added": 9})
"""How the standing chord is coloured turn by turn: it leans out, comes back, opens."""
SOFT, GROWTH, LOUDEST = 0.68, 0.05, 1.0
"""How soft the first turn is, how much stronger each next one, and the limit: time runs out, nobody shouts."""
ALONE = 1.3
"""How much harder brushes play where nobody else does."""
OFF_BEAT = 0.62
"""Where the second half of a swung pulse falls."""
BRUSH_PITCH = 60


def vamp(timed: TimedPart, entry: ScoreState) -> Score:
    """The music of one turn of the hold `timed`; its exit is its entry."""
    seconds = timed.duration / SAMPLE_RATE
    pulses = max(1, round(seconds * entry.tempo / 60))
    palette = scene_palette(timed.part.scene)
    sheet = Sheet(timed=timed, palette=palette, tempo=pulses * 60 / seconds, entry_pulse=entry.pulse)
    world = world_of(timed.part.scene)
    chord = replace(Chord(degree=entry.degree), **_breath(timed.part.repeat, entry))  # type: ignore[arg-type]
    classes = pitch_classes(entry.key, entry.mode, chord)
    bar = Bar(
        begin=entry.pulse,
        end=sheet.exit_pulse,
        first=entry.pulse,
        key=entry.key,
        mode=entry.mode,
        chord=chord,
        voicing=lead(entry.last_pitches, classes),
        meter=palette.meter,
    )
    force = min(LOUDEST, SOFT + GROWTH * timed.part.repeat)
    if not entry.silent:
        write_pad(sheet, [bar])
    (_walk if world.vamp == "walk" else _ripple)(sheet, bar, pulses, world, force, silent=entry.silent)
    notes = tuple(sorted(sheet.notes, key=lambda note: (note.start, note.stem, note.pitch)))
    return Score(entry=entry, exit=entry, notes=notes, motifs=())


def _breath(repeat: int, entry: ScoreState) -> dict[str, object]:
    """The colour of turn `repeat`; over silence, and on the seventh degree, the bare chord."""
    return {} if entry.silent or entry.degree == 7 else BREATHS[repeat % len(BREATHS)]


def _ripple(sheet: Sheet, bar: Bar, pulses: int, world: World, force: float, *, silent: bool) -> None:
    """A broken chord in a new order each turn, over a bass that is struck every third."""
    repeat = sheet.timed.part.repeat
    if not silent and repeat % 3 == 0:
        sheet.play(sheet.palette.bass, "bass", _root(bar), 0, sheet.timed.duration, 0.5 * force)
    order = sorted(range(len(bar.voicing)), key=lambda place: unit(sheet.seed, "vamp", repeat, place))
    player = "felt_piano" if sheet.palette.motion == "felt_piano" else world.player("sweep")
    for step in range(pulses):
        up = 12 if step == pulses - 1 and repeat % 2 else 0
        at = sheet.time(bar.begin + step + 0.5)
        pitch = bar.voicing[order[step % len(order)]] + up
        sheet.play(player, "motion", pitch, at, from_seconds(1.4), 0.46 * force, pan=0.2 - 0.12 * step)


def _walk(sheet: Sheet, bar: Bar, pulses: int, world: World, force: float, *, silent: bool) -> None:
    """Brushes that swing, a plucked bass that walks through the chord, now and then two notes from above."""
    repeat = sheet.timed.part.repeat
    tones = chord_semitones(bar.mode, bar.chord)
    root = _root(bar)
    steps = (0, tones[2] - tones[0], 12, tones[1] - tones[0], tones[2] - tones[0])
    drum, bass = world.player("drum"), world.player("pluck")
    touch = force * (ALONE if silent else 1.0)
    for step in range(pulses):
        at = sheet.time(bar.begin + step)
        stroke = (0.62 if step % 2 else 0.45) * touch
        sheet.play(drum, "percussion", BRUSH_PITCH, at, from_seconds(0.3), stroke, pan=-0.2)
        off = sheet.time(bar.begin + step + OFF_BEAT)
        sheet.play(drum, "percussion", BRUSH_PITCH + 5, off, from_seconds(0.2), 0.36 * touch, pan=-0.1)
        low = root + steps[(step + repeat) % len(steps)] if step else root + (12 if repeat % 4 == 3 else 0)
        # Over silence the bass is not under anything: it is the tune, and stands where tunes stand.
        stem, loud = ("hit", 0.62) if silent else ("bass", 0.95)
        sheet.play(bass, stem, low, at, from_seconds(0.5), min(1.0, loud * force))
    if not silent:
        # Two notes answer the bass: late on the first pulse, then early before the next turn.
        at = sheet.time(bar.begin + (pulses - 1 if repeat % 2 else 0) + OFF_BEAT)
        for place, pitch in enumerate(bar.voicing[-2:] if repeat % 2 else bar.voicing[1:3]):
            late = from_seconds(0.02 * place)
            sheet.play(world.player("sweep"), "motion", pitch, at + late, from_seconds(1.2), 0.52 * force, pan=0.25)


def _root(bar: Bar) -> int:
    return BASS_LOW + (bar.key + chord_semitones(bar.mode, bar.chord)[0] - BASS_LOW) % 12
