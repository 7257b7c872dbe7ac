"""The tune of a part: phrases where nobody speaks, short answers where somebody has just spoken.

It leaves room: under a line no tune begins, and what hangs over is cut to a breath before it.
"""

from __future__ import annotations

from generators.sound.composer.form import Phrase, chord_steps
from generators.sound.composer.library import ThemeNote, theme
from generators.sound.composer.sheet import BREATH_AFTER, BREATH_BEFORE, Sheet
from generators.sound.composer.theory import Chord, semitone
from story_engine.rng import unit
from story_engine.time import MediaTime, from_seconds

MIDDLE = 60
RING: MediaTime = from_seconds(0.7)
"""A tune's note may be held this far over the part's end; the tail carries it."""
LEGATO: MediaTime = from_seconds(0.05)
"""How long a tune's note overlaps the next."""
REGISTER = {"flute": 1, "music_box": 1, "bell": 1, "felt_piano": 0, "reed": 0, "clarinet": 0, "low_brass": -1}
TALK_SHARE = 0.45
BENEATH_TOP = 70
"""Above B flat 4 a second tune would fight with the voices."""
ANSWER_GAP: MediaTime = from_seconds(0.95)
"""Shorter silences stay silent."""


def write_phrase(sheet: Sheet, phrase: Phrase, begin: float, key: int, meter: int, *, doubled: bool = False) -> None:
    """The notes of `phrase` (which began at pulse `begin`) that begin in this part and under no line."""
    if not phrase.sings:
        return
    instrument = tune_instrument(sheet, phrase)
    sounded = 0
    for index, note in enumerate(phrase.tune):
        pulse = begin + note.at
        if not sheet.entry_pulse - 1e-9 <= pulse < sheet.exit_pulse - 1e-9:
            continue
        at = max(0, sheet.time(pulse))
        if sheet.is_spoken(at, at + from_seconds(0.25)) and not (doubled and _is_before_lines(sheet, at)):
            continue
        length = sheet.time(pulse + note.pulses) - at
        length = min(length, sheet.timed.duration + RING - at) if doubled else _until_line(sheet, at, length)
        arch = 1.0 + 0.16 * (1.0 - abs(2.0 * (index + 1) / (len(phrase.tune) + 1) - 1.0))
        velocity = 0.98 * arch * sheet.loudness(pulse, meter)
        pitch = pitch_of(note, key, phrase.mode, octave_for(sheet, phrase.theme, instrument))
        sheet.play(instrument, "melody", pitch, at, length + LEGATO, velocity, pan=-0.08)
        if doubled:
            low = pitch - 12 if pitch > 67 else pitch
            sheet.play(sheet.palette.shadow, "counter", low, at, length, 0.55 * velocity, pan=0.2)
        elif phrase.index % 2 and note.pulses >= 1.0 and sheet.mood.valence > 0.1 and not note.bend:
            # Answers are sung in sixths: the shadow walks a sixth below the tune's longer notes.
            sixth = pitch_of(_lowered(note, 5), key, phrase.mode, octave_for(sheet, phrase.theme, instrument))
            sheet.play(sheet.palette.shadow, "counter", sixth, at, length, 0.6 * velocity, pan=0.2)
        sounded += 1
    if sounded >= 3:
        sheet.motifs.append(phrase.theme)


def is_talk(sheet: Sheet) -> bool:
    """Whether lines fill so much of the part that a tune above them would only be scraps."""
    heard = sum(line.duration for line in sheet.timed.lines if line.manner != "silent")
    return heard > TALK_SHARE * sheet.timed.duration


def write_beneath(sheet: Sheet, phrase: Phrase, begin: float, key: int, meter: int) -> None:
    """The phrase's theme under the lines: slow, low and soft, silent where an answer is heard."""
    if not phrase.sings:
        return
    answers = [(note.start, note.start + note.duration) for note in sheet.notes if note.stem == "melody"]
    pitches = [pitch_of(note, key, phrase.mode, 0) for note in phrase.beneath]
    down = 12 if pitches and max(pitches) > BENEATH_TOP else 0
    sounded = 0
    for note, pitch in zip(phrase.beneath, pitches, strict=True):
        pulse = begin + note.at
        if not sheet.entry_pulse - 1e-9 <= pulse < sheet.exit_pulse - 1e-9:
            continue
        at = max(0, sheet.time(pulse))
        if any(start - BREATH_BEFORE <= at < end for start, end in answers):
            continue
        length = min(sheet.time(pulse + note.pulses) - at, sheet.timed.duration + RING - at)
        velocity = 0.75 * sheet.loudness(pulse, meter)
        sheet.play(sheet.palette.shadow, "counter", pitch - down, at, length + LEGATO, velocity, pan=0.2)
        sounded += 1
    if sounded >= 3:
        sheet.motifs.append(phrase.theme)


def write_answers(sheet: Sheet, chord_at: dict[float, tuple[Chord, str]], key: int, meter: int) -> None:
    """After a line, where silence follows, the first notes of the speaker's own theme, as if they hummed on."""
    motifs = {actor.id: actor.motif or actor.id for actor in sheet.timed.part.scene.actors}
    lines = [line for line in sheet.timed.lines if line.manner != "silent"]
    for index, line in enumerate(lines):
        motif = motifs.get(line.speaker)
        ends = line.start + line.duration + BREATH_AFTER
        until = lines[index + 1].start - BREATH_BEFORE if index + 1 < len(lines) else sheet.timed.duration
        if motif is None or until - ends < ANSWER_GAP or unit(sheet.seed, "answer", line.text) < 0.12:
            continue
        _write_answer(sheet, motif, ends, until, chord_at, key, meter)


def tune_instrument(sheet: Sheet, phrase: Phrase) -> str:
    """Who plays the phrase: the theme's own voice first, another of the palette for a development."""
    own = theme(phrase.theme).voice
    if phrase.development in ("plain", "augmented") or own not in sheet.palette.melody:
        return own
    players = [player for player in sheet.palette.melody if player != own] or [own]
    return players[phrase.index % len(players)]


def octave_for(sheet: Sheet, motif: str, instrument: str) -> int:
    """Octaves above middle C at which `instrument` plays `motif`."""
    own = theme(motif)
    return own.octave if instrument == own.voice else REGISTER.get(instrument, 0)


def pitch_of(note: ThemeNote, key: int, mode: str, octave: int) -> int:
    """MIDI number of a theme's note; tonics above G sound an octave lower so that tunes stay singable."""
    tonic = MIDDLE + key - (12 if key > 7 else 0) + 12 * octave
    return tonic + semitone(mode, note.step) + note.bend


def _write_answer(
    sheet: Sheet,
    motif: str,
    begin: MediaTime,
    until: MediaTime,
    chord_at: dict[float, tuple[Chord, str]],
    key: int,
    meter: int,
) -> None:
    own = theme(motif)
    half = -int(-2 * sheet.pulse(begin) // 1) / 2
    head = own.notes(meter)
    instrument = own.voice if own.voice in ("flute", "clarinet", "music_box", "reed") else "felt_piano"
    octave = own.octave if instrument == own.voice else REGISTER.get(instrument, 0)
    written = []
    for note in head:
        pulse = half + note.at - head[0].at
        at = sheet.time(pulse)
        room = until - at
        if room < from_seconds(0.3) or len(written) >= 5:
            break
        chord, mode = _chord_under(chord_at, pulse)
        if note.pulses >= 1.0 and note.step % 7 not in chord_steps(chord):
            shift = min((abs(move), -move) for move in (-1, 1, -2, 2) if (note.step + move) % 7 in chord_steps(chord))
            note = ThemeNote(at=note.at, pulses=note.pulses, step=note.step - shift[1])
        length = min(room, sheet.time(pulse + note.pulses) - at)
        written.append((pitch_of(note, key, mode, octave), at, length, pulse))
    if len(written) < 2:
        return
    for place, (pitch, at, length, pulse) in enumerate(written):
        ending = RING if place == len(written) - 1 else LEGATO
        sheet.play(instrument, "melody", pitch, at, length + ending, 0.72 * sheet.loudness(pulse, meter), pan=-0.08)
    if len(written) >= 3:
        sheet.motifs.append(motif)


def _is_before_lines(sheet: Sheet, at: MediaTime) -> bool:
    """At the title the theme is told to its last note before the first word."""
    return all(line.start > at for line in sheet.timed.lines)


def _lowered(note: ThemeNote, steps: int) -> ThemeNote:
    return ThemeNote(at=note.at, pulses=note.pulses, step=note.step - steps)


def _chord_under(chord_at: dict[float, tuple[Chord, str]], pulse: float) -> tuple[Chord, str]:
    begins = [begin for begin in chord_at if begin <= pulse + 1e-9]
    return chord_at[max(begins) if begins else min(chord_at)]


def _until_line(sheet: Sheet, at: MediaTime, length: MediaTime) -> MediaTime:
    for line in sheet.timed.lines:
        if line.manner != "silent" and line.start > at:
            length = min(length, max(from_seconds(0.2), line.start - BREATH_BEFORE // 2 - at))
    return min(length, sheet.timed.duration + RING - at)
