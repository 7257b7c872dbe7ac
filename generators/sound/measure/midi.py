"""The score of a show as a standard MIDI file: a track for each stem and theme, a channel for each instrument.

It knows timed parts and General MIDI's program numbers (`program` in `assets/instruments`), and no samples. The file
is of format 1 (Standard MIDI Files 1.0): the first track has tempo, metre and, as markers, the scenes' titles and where
two themes sound together; tracks that tell a theme carry its character's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from generators.errors import GeneratorError
from generators.sound.composer import scene_palette
from generators.sound.instruments.patch import patch
from generators.sound.measure.duets import duets, names_of_themes
from generators.timed import Note, TimedPart
from story_engine.time import MediaTime, to_seconds

TICKS = 480
"""Ticks to a pulse."""
STEMS = ("melody", "counter", "motion", "pad", "bass", "percussion", "hit")
DRUMS = 9
"""General MIDI's tenth channel, where pitches are drums."""
DRUM_PROGRAM = -1
"""Program of an instrument that has none because it is a drum."""
DRUM_KEYS = {"hand_drum": (64, 63), "brushes": (40, 42)}
"""Low and high stroke of a drum among General MIDI's: low and open high conga, snare and closed hi-hat."""
HIGH_STROKE = {"hand_drum": 50, "brushes": 63}
"""From this written pitch on a stroke is the high one."""
CHANNELS = tuple(channel for channel in range(16) if channel != DRUMS)
Event = tuple[int, int, bytes]
"""Tick, order among events of one tick, message."""


def write_midi(path: Path, parts: Sequence[tuple[MediaTime, TimedPart]], title: str) -> None:
    """Write the score of `parts`, each with its start; raises GeneratorError where that cannot be done."""
    try:
        path.write_bytes(midi(parts, title))
    except OSError as error:
        raise GeneratorError(f"{path} cannot be written ({error.strerror or error}); choose another folder") from error


def midi(parts: Sequence[tuple[MediaTime, TimedPart]], title: str) -> bytes:
    """The bytes of the file."""
    clock = _Clock(parts)
    channels: dict[str, int] = {}
    names = {theme: who for _, timed in parts for theme, who in names_of_themes(timed.part.scene).items()}
    tracks = [_track(_conductor(parts, clock, title))]
    for stem in STEMS:
        told: dict[str, list[tuple[float, Note]]] = {}
        for start, timed in parts:
            for note in timed.score.notes:
                if note.stem == stem:
                    told.setdefault(names.get(note.theme, note.theme), []).append((to_seconds(start), note))
        for who, notes in sorted(told.items()):
            name = f"{stem}: {who}" if who else stem
            tracks.append(_track([(0, 0, _meta(0x03, name)), *_events(notes, clock, channels)]))
    header = b"MThd" + (6).to_bytes(4, "big") + b"".join(n.to_bytes(2, "big") for n in (1, len(tracks), TICKS))
    return header + b"".join(tracks)


class _Clock:
    """Seconds to ticks, through every change of tempo."""

    def __init__(self, parts: Sequence[tuple[MediaTime, TimedPart]]) -> None:
        seconds, ticks = [0.0], [0.0]
        for start, timed in parts:
            seconds.append(to_seconds(start + timed.duration))
            ticks.append(ticks[-1] + TICKS * _pulses(timed))
        # What rings over the end goes on at the last tempo.
        pace = (ticks[-1] - ticks[-2]) / max(seconds[-1] - seconds[-2], 1e-6) if len(ticks) > 1 else TICKS
        self._seconds = [*seconds, seconds[-1] + 60.0]
        self._ticks = [*ticks, ticks[-1] + 60.0 * pace]

    def tick(self, seconds: float) -> int:
        """The tick at `seconds` from the show's start."""
        return round(float(np.interp(seconds, self._seconds, self._ticks)))


def _pulses(timed: TimedPart) -> float:
    """Pulses that the part lasts; a hold, which ends where it began, lasts a whole number of them."""
    run = timed.score.exit.pulse - timed.score.entry.pulse
    return run if run > 0 else max(1.0, round(to_seconds(timed.duration) * timed.score.entry.tempo / 60))


def _conductor(parts: Sequence[tuple[MediaTime, TimedPart]], clock: _Clock, title: str) -> list[Event]:
    events: list[Event] = [(0, 0, _meta(0x03, title))]
    for start, timed in parts:
        at = clock.tick(to_seconds(start))
        beat = round(1e6 * to_seconds(timed.duration) / _pulses(timed))
        events.append((at, 2, b"\xff\x51\x03" + min(beat, 0xFFFFFF).to_bytes(3, "big")))
        if timed.part.index == 0:
            meter = scene_palette(timed.part.scene).meter
            events.append((at, 1, bytes((0xFF, 0x58, 4, meter, 2, 24, 8))))
            events.append((at, 1, _meta(0x06, timed.part.scene.title)))
    events += [(clock.tick(duet.begin_seconds), 1, _meta(0x06, " and ".join(duet.whose))) for duet in duets(parts)]
    return events


def _events(notes: list[tuple[float, Note]], clock: _Clock, channels: dict[str, int]) -> list[Event]:
    events: list[Event] = []
    program: dict[int, int] = {}
    sounding: dict[tuple[int, int], int] = {}
    # From the end: a note stops where the same key of its channel is struck again.
    for start, note in sorted(notes, key=lambda one: one[0] + to_seconds(one[1].start), reverse=True):
        at = start + to_seconds(note.start)
        channel, key = _key(note, channels)
        on, off = clock.tick(at), clock.tick(at + to_seconds(note.duration))
        off = max(on + 1, min(off, sounding.get((channel, key), off)))
        sounding[(channel, key)] = on
        velocity = max(1, min(127, round(127 * note.velocity)))
        events.append((on, 3, bytes((0x90 | channel, key, velocity))))
        events.append((off, 2, bytes((0x80 | channel, key, 0))))
    for start, note in sorted(notes, key=lambda one: one[0] + to_seconds(one[1].start)):
        channel, _ = _key(note, channels)
        number = patch(note.instrument).program
        if channel != DRUMS and program.get(channel) != number:
            program[channel] = number
            events.append((clock.tick(start + to_seconds(note.start)), 1, bytes((0xC0 | channel, number))))
    return events


def _key(note: Note, channels: dict[str, int]) -> tuple[int, int]:
    """Channel and key of a note; instruments share channels when there are more than fifteen."""
    if patch(note.instrument).program == DRUM_PROGRAM:
        low, high = DRUM_KEYS.get(note.instrument, DRUM_KEYS["hand_drum"])
        return DRUMS, high if note.pitch >= HIGH_STROKE.get(note.instrument, 50) else low
    place = channels.setdefault(note.instrument, len(channels))
    return CHANNELS[place % len(CHANNELS)], max(0, min(127, round(note.pitch)))


def _track(events: list[Event]) -> bytes:
    out, last = bytearray(), 0
    for at, _, message in sorted(events, key=lambda event: event[:2]):
        out += _length(at - last) + message
        last = at
    out += _length(0) + b"\xff\x2f\x00"
    return b"MTrk" + len(out).to_bytes(4, "big") + bytes(out)


def _meta(kind: int, text: str) -> bytes:
    words = text.encode("utf-8")
    return bytes((0xFF, kind)) + _length(len(words)) + words


def _length(number: int) -> bytes:
    """A variable-length quantity: seven bits a byte, the last one without its top bit."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(0x80 | (number & 0x7F))
    return bytes(reversed(out))
