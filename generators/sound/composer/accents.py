"""Accents at exact moments of the picture: a deed that fails, a reveal, a hook, a title.

They are tuned to the sounding chord and written at the picture's time, not the pulse's.
"""

from __future__ import annotations

from generators.sound.composer.accompaniment import Bar
from generators.sound.composer.library import theme
from generators.sound.composer.sheet import Sheet
from generators.sound.composer.theory import chord_semitones, semitone
from generators.sound.composer.tune import pitch_of
from generators.sound.composer.worlds import world_of
from story_engine.plan import BeatKind, PartKind
from story_engine.time import MediaTime, from_seconds

AT_ONCE: MediaTime = from_seconds(0.1)
SWEEP_SECONDS = 0.042
"""Between the strings of a harp sweep."""
SLIP_SHARE = 0.62
"""Share of a failing deed after which it visibly goes wrong."""


def has_accent(sheet: Sheet) -> bool:
    """Whether something happens in this part that ends a silence."""
    return bool(failures(sheet) or reveals(sheet) or sheet.timed.titles or is_answered(sheet))


def is_answered(sheet: Sheet) -> bool:
    """Whether this part begins with a choice that has just been taken ("choice:<number>:<option>")."""
    part = sheet.timed.part
    return part.kind is not PartKind.HOLD and any(note.startswith("choice:") for note in part.notes)


def failures(sheet: Sheet) -> list[MediaTime]:
    """When deeds of this part go wrong; a failure that no deed shows is heard as the part begins."""
    shown = [act.start + round(SLIP_SHARE * act.duration) for act in sheet.timed.acts if not act.ok]
    told = any(note.startswith("failure") for note in sheet.timed.part.notes)
    return shown or ([AT_ONCE] if told else [])


def reveals(sheet: Sheet) -> list[MediaTime]:
    """When something is revealed: at the cut to its insert, else a third into the part."""
    timed = sheet.timed
    if not any(beat.kind is BeatKind.REVEAL for beat in timed.part.beats):
        return []
    inserts = [shot.start for shot in timed.shots if shot.size == "INSERT"]
    return [inserts[0] if inserts else timed.duration // 3]


def write_accents(sheet: Sheet, bars: list[Bar]) -> None:
    """Write every accent of the part over its `bars`."""
    for at in failures(sheet):
        _slip(sheet, bar_at(sheet, bars, at), at)
    for at in reveals(sheet):
        _bloom(sheet, bar_at(sheet, bars, at), at)
    for title in sheet.timed.titles:
        if title.before == 0 and title.style == "show":
            _overture(sheet, bar_at(sheet, bars, title.start), title.start)
        if title.before == 0 and title.style in ("chapter", "letter", "end"):
            _card(sheet, bar_at(sheet, bars, title.start), title.start, grand=title.style != "letter")
    if is_answered(sheet):
        _seal(sheet, bars[0])
    if any(note.startswith("hook") for note in sheet.timed.part.notes):
        _hook(sheet, bars[-1])


def bar_at(sheet: Sheet, bars: list[Bar], at: MediaTime) -> Bar:
    """The bar that sounds at `at`."""
    pulse = sheet.pulse(at)
    return next((bar for bar in reversed(bars) if bar.begin <= pulse), bars[0])


def _overture(sheet: Sheet, bar: Bar, at: MediaTime) -> None:
    """The curtain: a harp sweeps up through the chord into a bell where the theme's sixth opens."""
    player = world_of(sheet.timed.part.scene).player
    tones = sorted({_chord_pitch(bar, tone, base) for tone in range(3) for base in (45, 57, 69, 81)})
    opens = at + sheet.time(sheet.entry_pulse + 1.0)
    for place, pitch in enumerate(tones):
        start = opens - round((len(tones) - place) * SWEEP_SECONDS * 48_000)
        sheet.play(
            player("sweep"),
            "hit",
            pitch,
            max(at, start),
            from_seconds(2.4),
            0.28 + 0.022 * place,
            pan=-0.4 + 0.07 * place,
        )
    sheet.play(player("bell"), "hit", _chord_pitch(bar, 1, 78), opens, from_seconds(3), 0.36, exact=True)
    sheet.play(player("air"), "hit", _chord_pitch(bar, 2, 69), at, from_seconds(3), 0.34)
    sheet.play(player("air"), "hit", _chord_pitch(bar, 0, 62), at, from_seconds(3), 0.34)


def _card(sheet: Sheet, bar: Bar, at: MediaTime, *, grand: bool) -> None:
    """A card is read: the chord rises into a bell; a chapter's stands on a low tonic."""
    player = world_of(sheet.timed.part.scene).player
    tones = sorted({_chord_pitch(bar, tone, base) for tone in range(3) for base in ((52, 64) if grand else (64,))})
    for place, pitch in enumerate(tones):
        start = at + from_seconds(0.06 * place)
        sheet.play(player("sweep"), "hit", pitch, start, from_seconds(2.2), 0.3 + 0.03 * place, pan=-0.3 + 0.1 * place)
    ring = at + from_seconds(0.06 * len(tones))
    sheet.play(player("bell"), "hit", _chord_pitch(bar, 2, 76), ring, from_seconds(3), 0.4, exact=True)
    if grand:
        low = 36 + (bar.key + chord_semitones(bar.mode, bar.chord)[0]) % 12
        sheet.play(player("pluck"), "hit", low, at, from_seconds(1.5), 0.6, exact=True)
        sheet.play(player("air"), "hit", _chord_pitch(bar, 1, 64), at, from_seconds(2.4), 0.36)


def _seal(sheet: Sheet, bar: Bar) -> None:
    """A choice is taken: the fifth falls to the root in the bass, the chord closes above it."""
    player = world_of(sheet.timed.part.scene).player
    low = 36 + (bar.key + chord_semitones(bar.mode, bar.chord)[0]) % 12
    half = sheet.time(sheet.entry_pulse + 0.5)
    sheet.play(player("pluck"), "hit", low + 7, 0, half, 0.6, exact=True)
    sheet.play(player("pluck"), "hit", low, half, from_seconds(1.2), 0.75, exact=True)
    for place, tone in enumerate((0, 1, 2)):
        start = half + from_seconds(0.03 * place)
        sheet.play(player("sweep"), "hit", _chord_pitch(bar, tone, 66), start, from_seconds(1.8), 0.4, pan=0.1 * place)


def _slip(sheet: Sheet, bar: Bar, at: MediaTime) -> None:
    """A stumble: the fifth drops to the third and a low pluck lands; wry when light, heavy when tense."""
    player = world_of(sheet.timed.part.scene).player
    heavy = sheet.mood.tension > 0.55
    low = 36 + (bar.key + chord_semitones(bar.mode, bar.chord)[0]) % 12
    sheet.play(player("pluck"), "hit", low, at, from_seconds(0.8), 0.85, exact=True)
    if heavy:
        sheet.play(player("heavy"), "hit", low + 12, at, from_seconds(1.1), 0.6, exact=True)
        sheet.play(player("drum"), "hit", 41, at, from_seconds(0.8), 0.8, exact=True)
        return
    for place, tone in enumerate((2, 1, 0)):
        pitch = _chord_pitch(bar, tone, 67 - 4 * place)
        start = at + from_seconds(0.13 * place)
        sheet.play(player("wry"), "hit", pitch, start, from_seconds(0.16 if place < 2 else 0.5), 0.6, exact=True)


def _bloom(sheet: Sheet, bar: Bar, at: MediaTime) -> None:
    """A reveal opens upwards: harp tones rise into a bell that lands on it."""
    player = world_of(sheet.timed.part.scene).player
    tones = sorted({_chord_pitch(bar, tone, base) for tone in range(3) for base in (64, 76)})
    for place, pitch in enumerate(tones):
        start = at - from_seconds(0.07 * (len(tones) - place))
        if start >= 0:
            sheet.play(
                player("sweep"), "hit", pitch, start, from_seconds(2), 0.4 + 0.05 * place, pan=-0.3 + 0.1 * place
            )
    sheet.play(player("bell"), "hit", _chord_pitch(bar, 2, 79), max(0, at), from_seconds(3), 0.5, exact=True)
    sheet.play(player("air"), "hit", _chord_pitch(bar, 1, 64), max(0, at), from_seconds(1.8), 0.45)


def _hook(sheet: Sheet, bar: Bar) -> None:
    """A question left hanging: the storm's first notes, low, and an unresolved high tone."""
    player = world_of(sheet.timed.part.scene).player
    own = theme(world_of(sheet.timed.part.scene).dread).notes(bar.meter)[:3]
    begin = max(0, sheet.timed.duration - from_seconds(2.2))
    for note in own:
        at = begin + round(note.at * 0.5 * 48_000)
        pitch = pitch_of(note, bar.key, bar.mode, -1)
        sheet.play(player("heavy"), "hit", pitch, at, from_seconds(0.5 * note.pulses + 0.2), 0.5)
    high = 72 + (bar.key + semitone(bar.mode, 4)) % 12
    sheet.play(player("high"), "hit", high, begin, sheet.timed.duration - begin + from_seconds(0.2), 0.4)


def _chord_pitch(bar: Bar, tone: int, near: int) -> int:
    """The chord's `tone` (0 root, 1 third, 2 fifth) closest to `near`."""
    tones = chord_semitones(bar.mode, bar.chord)
    wanted = (bar.key + tones[tone % 3]) % 12
    return min(range(near - 6, near + 6), key=lambda pitch: (pitch % 12 != wanted, abs(pitch - near)))
