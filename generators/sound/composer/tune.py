"""The tune of a part: phrases where nobody speaks, short answers where somebody has just spoken.

It leaves room: under a line no tune begins, and what hangs over is cut to a breath before it.
"""

from __future__ import annotations

from dataclasses import replace

from generators.sound.composer.calls import WHOLE
from generators.sound.composer.form import Phrase
from generators.sound.composer.library import ThemeNote, theme
from generators.sound.composer.sheet import BREATH_AFTER, BREATH_BEFORE, Sheet
from generators.sound.composer.theory import Chord, chord_steps, semitone
from generators.timed import ScoreState, Telling
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
ANSWERS = ("answer:head", "answer:end", "answer:lifted", "answer:turned", "answer:slow")
"""Ways to answer a line; the three last ones of a theme are not used again."""
KNOWN = 3
"""Notes in a row by which an answer is known for somebody's."""
TOLD = 4
"""Notes of a phrase's theme by which it is known though lines fall between them."""
SOLOISTS = ("flute", "clarinet", "music_box", "reed", "vibraphone", "muted_trumpet")
LOW_PLAYER = "cello"
"""Who has a theme in the bass."""
LOWEST = 43
"""G2: a second theme below it would growl with the bass."""
DESCANT_SHARE = 0.6
"""Share of phrases told above murmurs instead of below: a murmur is music and has captions, a narrator has words."""
AFAR = 0.8
"""How loud a call is in a silence, against one that an ensemble carries."""
PARTNERS = ("clarinet", "felt_piano", LOW_PLAYER)
RANGES = {
    "flute": (60, 96),
    "music_box": (62, 103),
    "clarinet": (50, 86),
    "reed": (53, 84),
    "muted_trumpet": (54, 80),
    "vibraphone": (53, 89),
    "felt_piano": (36, 93),
    "strings": (48, 88),
    "choir": (50, 79),
    "low_brass": (34, 64),
    "low_strings": (33, 64),
    "cello": (33, 69),
}
"""Lowest and highest note at which an instrument still sounds like itself."""


def write_phrase(
    sheet: Sheet, phrase: Phrase, begin: float, key: int, meter: int, *, doubled: bool = False
) -> tuple[int, int]:
    """The notes of `phrase` (which began at pulse `begin`) that begin in this part and under no line.

    Returns how many notes of its theme and of its partner are heard.
    """
    if not phrase.sings:
        return 0, 0
    instrument = tune_instrument(sheet, phrase)
    octave = tune_octave(sheet, phrase, instrument)
    sounded = 0
    for index, note in enumerate(phrase.tune):
        pulse = begin + note.at
        if not sheet.entry_pulse - 1e-9 <= pulse < sheet.exit_pulse - 1e-9:
            continue
        at = sheet.sung(pulse)
        if sheet.is_spoken(at, at + from_seconds(0.25)) and not (doubled and _is_before_lines(sheet, at)):
            continue
        length = sheet.time(pulse + note.pulses) - at
        length = min(length, sheet.timed.duration + RING - at) if doubled else _until_line(sheet, at, length)
        arch = 1.0 + 0.16 * (1.0 - abs(2.0 * (index + 1) / (len(phrase.tune) + 1) - 1.0))
        velocity = 0.98 * arch * sheet.loudness(pulse, meter)
        pitch = pitch_of(note, key, phrase.mode, octave)
        sheet.play(instrument, "melody", pitch, at, length + LEGATO, velocity, pan=-0.08, theme=phrase.theme)
        if doubled:
            low = pitch - 12 if pitch > 67 else pitch
            sheet.play(sheet.palette.shadow, "counter", low, at, length, 0.55 * velocity, pan=0.2)
        elif _is_in_sixths(sheet, phrase, note):
            # Answers are sung in sixths: the shadow walks a sixth below the tune's longer notes.
            sixth = pitch_of(_lowered(note, 5), key, phrase.mode, octave)
            sheet.play(sheet.palette.shadow, "counter", sixth, at, length, 0.6 * velocity, pan=0.2)
        sounded += 1
    return sounded, _write_partner(sheet, phrase, begin, key, meter, octave, instrument)


def _is_in_sixths(sheet: Sheet, phrase: Phrase, note: ThemeNote) -> bool:
    """Two themes at once need no third voice, and a theme in the bass has nobody below it."""
    if phrase.partner or phrase.development == "low":
        return False
    return phrase.index % 2 == 1 and note.pulses >= 1.0 and sheet.mood.valence > 0.1 and not note.bend


def _write_partner(sheet: Sheet, phrase: Phrase, begin: float, key: int, meter: int, octave: int, beside: str) -> int:
    """The second theme under the tune, at its own pulses, silent under lines; how many notes of it are heard."""
    pitches = [pitch_of(note, key, phrase.mode, octave) for note in phrase.partner]
    if not pitches:
        return 0
    instrument = partner_instrument(sheet, phrase.telling.partner, pitches, beside)
    sounded = 0
    for note, pitch in zip(phrase.partner, pitches, strict=True):
        pulse = begin + note.at
        if (free := _free(sheet, pulse, note.pulses)) is None:
            continue
        at, length = free
        velocity = 0.9 * sheet.loudness(pulse, meter)
        told = phrase.telling.partner
        sheet.play(instrument, "counter", pitch, at, length + LEGATO, velocity, pan=0.3, theme=told)
        sounded += 1
    return sounded


def write_call(
    sheet: Sheet, phrase: Phrase, begin: float, key: int, meter: int, *, under_lines: bool, alone: bool = False
) -> int:
    """The call that opens the phrase, by its own player; how many notes of it are heard.

    `under_lines`: soft, beneath the voices or between them; `alone`: in a silence, from afar. A question that closes is
    heard with its octave below.
    """
    if not phrase.call:
        return 0
    own = theme(phrase.telling.call)
    pitches = _within_reach([pitch_of(note, key, phrase.mode, own.octave) for note in phrase.call], own.voice)
    if under_lines:
        if max(pitches) > BENEATH_TOP and not _is_descant(sheet, phrase):
            pitches = _within_reach([pitch - 12 for pitch in pitches], own.voice)
        return _softly(
            sheet, phrase.call, pitches, begin, meter, own.voice, velocity=0.86 * (AFAR if alone else 1.0), theme=own.id
        )
    heard = 0
    for index, (note, pitch) in enumerate(zip(phrase.call, pitches, strict=True)):
        pulse = begin + note.at
        if (free := _free(sheet, pulse, note.pulses)) is None:
            continue
        at, length = free
        arch = 1.0 + 0.1 * (1.0 - abs(2.0 * (index + 1) / (len(phrase.call) + 1) - 1.0))
        velocity = 0.94 * arch * sheet.loudness(pulse, meter) * (AFAR if alone else 1.0)
        sheet.play(own.voice, "melody", pitch, at, length + LEGATO, velocity, pan=0.12, theme=own.id)
        if phrase.telling.way == WHOLE:
            sheet.play(sheet.palette.shadow, "counter", pitch - 12, at, length, 0.6 * velocity, pan=0.2)
        heard += 1
    return heard


def _free(sheet: Sheet, pulse: float, pulses: float) -> tuple[MediaTime, MediaTime] | None:
    """When and how long a note is heard that is not to be heard with words; None in another part, or under a line."""
    if not sheet.entry_pulse - 1e-9 <= pulse < sheet.exit_pulse - 1e-9:
        return None
    at = sheet.sung(pulse)
    if sheet.is_spoken(at, at + from_seconds(0.25)):
        return None
    return at, _until_line(sheet, at, sheet.time(pulse + pulses) - at)


def _within_reach(pitches: list[int], instrument: str) -> list[int]:
    """`pitches` by whole octaves where `instrument` sounds like itself."""
    low, high = RANGES.get(instrument, (48, 84))
    while max(pitches) > high and min(pitches) - 12 >= low:
        pitches = [pitch - 12 for pitch in pitches]
    while min(pitches) < low and max(pitches) + 12 <= high:
        pitches = [pitch + 12 for pitch in pitches]
    return pitches


def is_talk(sheet: Sheet) -> bool:
    """Whether lines fill so much of the part that a tune above them would only be scraps."""
    heard = sum(line.duration for line in sheet.timed.lines if line.manner != "silent")
    return heard > TALK_SHARE * sheet.timed.duration


def write_beneath(sheet: Sheet, phrase: Phrase, begin: float, key: int, meter: int) -> tuple[int, int]:
    """The phrase's themes around the lines: slow and soft, below them or above murmurs, silent where an answer is.

    Returns how many notes of its theme and of its partner are heard.
    """
    if not phrase.sings:
        return 0, 0
    instrument, octave = sheet.palette.shadow, 0
    if phrase.development == "low":
        instrument, octave = LOW_PLAYER, -2
    elif _is_descant(sheet, phrase):
        instrument = tune_instrument(sheet, phrase)
        octave = max(0, tune_octave(sheet, phrase, instrument))
    elif max((pitch_of(note, key, phrase.mode, 0) for note in phrase.beneath), default=0) > BENEATH_TOP:
        octave = -1
    pitches = [pitch_of(note, key, phrase.mode, octave) for note in phrase.beneath]
    below = [pitch_of(note, key, phrase.mode, octave) for note in phrase.partner_beneath]
    partner_player = ""
    if below:
        lift = 12 * max(0, -(-(LOWEST - min(below)) // 12))
        below = [pitch + lift for pitch in below]
        partner_player = partner_instrument(sheet, phrase.telling.partner, below, instrument)
    first = _softly(sheet, phrase.beneath, pitches, begin, meter, instrument, velocity=0.8, theme=phrase.theme)
    second = _softly(
        sheet, phrase.partner_beneath, below, begin, meter, partner_player, velocity=0.72, theme=phrase.telling.partner
    )
    return first, second


def _is_descant(sheet: Sheet, phrase: Phrase) -> bool:
    """Whether the theme floats above the voices: only where all of them murmur."""
    if any(line.manner == "speech" for line in sheet.timed.lines):
        return False
    return unit(sheet.seed, "descant", phrase.index) < DESCANT_SHARE


def _softly(
    sheet: Sheet,
    notes: tuple[ThemeNote, ...],
    pitches: list[int],
    begin: float,
    meter: int,
    instrument: str,
    *,
    velocity: float,
    theme: str,
) -> int:
    """Notes under the lines, where no answer sounds; how many are heard."""
    answers = [(note.start, note.start + note.duration) for note in sheet.notes if note.stem == "melody"]
    sounded = 0
    for note, pitch in zip(notes, pitches, strict=True):
        pulse = begin + note.at
        if not sheet.entry_pulse - 1e-9 <= pulse < sheet.exit_pulse - 1e-9:
            continue
        at = sheet.sung(pulse)
        if any(start - BREATH_BEFORE <= at < end for start, end in answers):
            continue
        length = min(sheet.time(pulse + note.pulses) - at, sheet.timed.duration + RING - at)
        loud = velocity * sheet.loudness(pulse, meter)
        sheet.play(instrument, "counter", pitch, at, length + LEGATO, loud, pan=0.2, theme=theme)
        sounded += 1
    return sounded


def write_answers(
    sheet: Sheet, entry: ScoreState, chord_at: dict[float, tuple[Chord, str]], meter: int
) -> tuple[Telling, ...]:
    """After a line, where silence follows, a short answer: the speaker's own theme, as if they hummed on.

    Who was not heard in this scene yet goes first: a listener answers when the speaker's theme is known.
    Returns what was told.
    """
    motifs = {actor.id: actor.motif or actor.id for actor in sheet.timed.part.scene.actors}
    lines = [line for line in sheet.timed.lines if line.manner != "silent"]
    told: list[Telling] = []
    for index, line in enumerate(lines):
        ends = line.start + line.duration + BREATH_AFTER
        until = lines[index + 1].start - BREATH_BEFORE if index + 1 < len(lines) else sheet.timed.duration + RING
        heard = {*entry.motifs_heard, *(one.motif for one in told)}
        own = motifs.get(line.speaker, "")
        owed = [motif for motif in (own, *motifs.values()) if motif and motif not in heard]
        motif = owed[0] if owed else own
        if not motif or until - ends < ANSWER_GAP or (not owed and unit(sheet.seed, "answer", line.text) < 0.3):
            continue
        lately = [one.development for one in (*entry.tellings, *told) if one.motif == motif][-3:]
        way = next(name for name in ANSWERS if name not in lately)
        if _write_answer(sheet, answer_notes(motif, way, meter), motif, (ends, until), chord_at, entry.key):
            told.append(Telling(motif=motif, development=way))
    return tuple(told)


def answer_notes(motif: str, way: str, meter: int) -> tuple[ThemeNote, ...]:
    """A few notes of a theme as an answer tells them: its head, its end, its head lifted, upside down or slow."""
    own = theme(motif).notes(meter)
    head = own[:5]
    if way == "answer:end":
        head = own[-4:]
    elif way == "answer:lifted":
        head = tuple(replace(note, step=note.step + 2) for note in head)
    elif way == "answer:turned":
        head = tuple(replace(note, step=2 * own[0].step - note.step, bend=-note.bend) for note in head)
    elif way == "answer:slow":
        head = tuple(replace(note, at=1.5 * note.at, pulses=1.5 * note.pulses) for note in head[:4])
    return head


def tune_instrument(sheet: Sheet, phrase: Phrase) -> str:
    """Who plays the phrase: the theme's own voice first, another of the palette for a development."""
    own = theme(phrase.theme).voice
    if phrase.development == "low":
        return LOW_PLAYER
    if phrase.development in ("plain", "augmented") or (
        own not in sheet.palette.melody and phrase.development != "handed"
    ):
        return own
    players = [player for player in sheet.palette.melody if player != own] or [own]
    return players[phrase.index % len(players)]


def tune_octave(sheet: Sheet, phrase: Phrase, instrument: str) -> int:
    """Octaves above middle C of the phrase's tune."""
    return -2 if phrase.development == "low" else octave_for(sheet, phrase.theme, instrument)


def partner_instrument(sheet: Sheet, motif: str, pitches: list[int], beside: str) -> str:
    """Who plays a second theme: its own voice where that reaches, else the first who does and is not `beside`."""
    for player in (theme(motif).voice, sheet.palette.shadow, *sheet.palette.melody, *PARTNERS):
        low, high = RANGES.get(player, (48, 84))
        if player != beside and low <= min(pitches) and max(pitches) <= high:
            return player
    return LOW_PLAYER if sum(pitches) / len(pitches) < MIDDLE else "felt_piano"


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
    head: tuple[ThemeNote, ...],
    motif: str,
    room: tuple[MediaTime, MediaTime],
    chord_at: dict[float, tuple[Chord, str]],
    key: int,
) -> bool:
    """Write as many notes as there is room for; whether they were enough to be known."""
    own = theme(motif)
    begin, until = room
    half = -int(-2 * sheet.pulse(begin) // 1) / 2
    instrument = own.voice if own.voice in SOLOISTS else "felt_piano"
    octave = own.octave if instrument == own.voice else REGISTER.get(instrument, 0)
    written = []
    for note in head:
        pulse = half + note.at - head[0].at
        at = sheet.time(pulse)
        if until - at < from_seconds(0.3) or at >= sheet.timed.duration:
            break
        chord, mode = _chord_under(chord_at, pulse)
        if note.pulses >= 1.0 and note.step % 7 not in chord_steps(chord):
            shift = min((abs(move), -move) for move in (-1, 1, -2, 2) if (note.step + move) % 7 in chord_steps(chord))
            note = ThemeNote(at=note.at, pulses=note.pulses, step=note.step - shift[1])
        length = min(until - at, sheet.time(pulse + note.pulses) - at)
        written.append((pitch_of(note, key, mode, octave), at, length, pulse))
    if len(written) < 2:
        return False
    for place, (pitch, at, length, pulse) in enumerate(written):
        ending = RING if place == len(written) - 1 else LEGATO
        loud = 0.72 * sheet.loudness(pulse, sheet.palette.meter)
        sheet.play(instrument, "melody", pitch, at, length + ending, loud, pan=-0.08, theme=motif)
    return len(written) >= KNOWN


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
