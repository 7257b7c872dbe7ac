"""The accompaniment of one bar or the rest of one: pad, bass, moving figure and drum.

It knows one chord and its voicing; what comes before or after is the composer's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.sound.composer.sheet import Sheet
from generators.sound.composer.theory import Chord, chord_semitones
from generators.sound.instruments.patch import Struck, patch
from story_engine.rng import unit
from story_engine.time import MediaTime, from_seconds

BASS_LOW = 31
"""G1: lower notes only rumble on small speakers."""
PEDAL_TENSION = 0.68
"""From this tension on the bass stays on the tonic whatever the chord: the ground will not move."""
PAD_PANS = (-0.35, 0.25, -0.15, 0.4)
STRUM_SECONDS = 0.022
MOST_PER_PULSE = 2
"""More notes to a pulse are a carpet, not a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar, or the piece of it that lies in the part."""

    begin: float
    """Pulse at which the piece begins."""
    end: float
    first: float
    """Pulse of the bar's first pulse (before `begin` when a join fell inside the bar)."""
    key: int
    mode: str
    chord: Chord
    voicing: tuple[int, ...]
    meter: int
    final: bool = False
    """The last bar of a scene: everything comes to rest."""


def write_pad(sheet: Sheet, bars: list[Bar]) -> None:
    """The pad over consecutive sounding bars; a tone that stays is not struck again."""
    for voice in range(len(bars[0].voicing) if bars else 0):
        index = 0
        while index < len(bars):
            last = index
            while last + 1 < len(bars) and _is_tied(bars[last], bars[last + 1], voice) and last < index + 1:
                last += 1
            begin, end = sheet.time(bars[index].begin), sheet.time(bars[last].end)
            velocity = 0.82 * sheet.loudness(bars[index].first, bars[index].meter)
            start = max(0, begin)
            sheet.play(
                sheet.palette.pad, "pad", bars[index].voicing[voice], start, end - start, velocity, pan=PAD_PANS[voice]
            )
            index = last + 1


def write_bass(sheet: Sheet, bar: Bar) -> None:
    """One low note for the bar: the root, the third under an inversion, the tonic under tension."""
    if not sheet.palette.bass:
        return
    if bar.begin != bar.first and isinstance(patch(sheet.palette.bass), Struck):
        # What was plucked before the join rings on; plucked again it would be a stray note.
        return
    tones = chord_semitones(bar.mode, bar.chord)
    low = tones[1] if bar.chord.inverted else tones[0]
    if sheet.mood.tension >= PEDAL_TENSION and not bar.final:
        low = 0
    pitch = BASS_LOW + (bar.key + low - BASS_LOW) % 12
    begin, end = sheet.time(bar.begin), sheet.time(bar.end)
    velocity = 0.8 * sheet.loudness(bar.first, bar.meter)
    sheet.play(sheet.palette.bass, "bass", pitch, max(0, begin), end - max(0, begin), velocity)
    if sheet.mood.arousal > 0.6 and bar.begin == bar.first:
        for pulse in (2.0,) if bar.meter == 4 else (1.0, 2.0):
            at = bar.first + pulse
            if bar.begin <= at < bar.end:
                up = 7 if (pitch + 7) % 12 in {(bar.key + tone) % 12 for tone in tones} else 0
                sheet.play("double_bass_pizz", "bass", pitch + up, sheet.time(at), from_seconds(0.4), 0.7 * velocity)


def write_motion(sheet: Sheet, bar: Bar) -> None:
    """The moving figure: walks the voicing, thins out under lines and leaves holes when it is calm."""
    palette, mood = sheet.palette, sheet.mood
    per_pulse = min(MOST_PER_PULSE, palette.per_pulse * (2 if mood.arousal > 0.62 else 1))
    count = round(bar.meter * per_pulse)
    for step in range(count):
        pulse = bar.first + step / per_pulse
        if not bar.begin - 1e-9 <= pulse < bar.end - 1e-9 or pulse >= sheet.exit_pulse:
            continue
        at: MediaTime = max(0, sheet.time(pulse))
        spoken = sheet.is_spoken(at, at + from_seconds(0.3))
        chance = unit(sheet.seed, "motion", round(pulse * 1000))
        keep = 0.55 + 0.6 * mood.arousal - (0.3 if spoken and step % per_pulse else 0.0)
        if (step and chance > keep) or (bar.final and step > 3):
            continue
        turn = palette.figure[step % len(palette.figure)]
        pitch = bar.voicing[turn % len(bar.voicing)] + 12 * (turn // len(bar.voicing))
        velocity = sheet.loudness(pulse, bar.meter) * (0.72 if spoken else 0.85) * (0.9 if step % per_pulse else 1.0)
        length = from_seconds(0.35 if palette.motion == "double_bass_pizz" else 1.6)
        sheet.play(palette.motion, "motion", pitch, at, length, velocity, pan=0.3 - 0.12 * (turn % 4))


def write_drum(sheet: Sheet, bar: Bar) -> None:
    """A hand drum when hearts beat faster."""
    if sheet.mood.arousal < sheet.palette.drum or bar.final:
        return
    hits = (
        ((0.0, 1.0), (1.5, 0.5), (2.0, 0.75), (3.5, 0.45)) if bar.meter == 4 else ((0.0, 1.0), (1.0, 0.5), (2.5, 0.45))
    )
    for offset, force in hits:
        pulse = bar.first + offset
        if bar.begin <= pulse < bar.end and pulse < sheet.exit_pulse:
            at = max(0, sheet.time(pulse))
            loud = 0.75 if sheet.is_spoken(at, at + from_seconds(0.2)) else 1.0
            force *= loud * sheet.loudness(pulse, bar.meter)
            sheet.play("hand_drum", "percussion", 48 if offset == 0 else 55, at, from_seconds(0.4), force, pan=-0.2)


def write_roll(sheet: Sheet, bar: Bar, instrument: str, at: MediaTime, velocity: float) -> None:
    """A chord strummed upwards at `at`."""
    for place, pitch in enumerate(bar.voicing):
        start = at + round(place * STRUM_SECONDS * 48_000)
        sheet.play(instrument, "motion", pitch, start, from_seconds(2.0), velocity * (0.85 + 0.05 * place))


def _is_tied(bar: Bar, following: Bar, voice: int) -> bool:
    return bar.end == following.begin and bar.voicing[voice] == following.voicing[voice]
