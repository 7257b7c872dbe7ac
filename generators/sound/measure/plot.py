"""A picture of what is heard: waveform, spectrogram, loudness and score roll over the same time.

It knows samples and timed parts; it draws with OpenCV and judges nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.errors import GeneratorError
from generators.sound.measure.programme import short_term
from generators.timed import TimedPart
from story_engine.time import SAMPLE_RATE, MediaTime, to_seconds

Stereo = NDArray[np.float32]
Picture = NDArray[np.uint8]

SECONDS_A_ROW = 60.0
WIDTH = 1500
MARGIN = 70
WAVE, SPECTRUM, LOUD, ROLL = 70, 200, 90, 170
"""Heights of the four bands in pixels."""
BACKGROUND, LINE, TEXT = (23, 25, 34), (44, 48, 60), (239, 242, 233)
"""The interface's colours (art direction), RGB."""
STEMS = {
    "pad": (96, 120, 160),
    "bass": (150, 110, 80),
    "motion": (110, 160, 130),
    "melody": (242, 193, 78),
    "counter": (214, 120, 90),
    "percussion": (140, 140, 140),
    "hit": (229, 72, 77),
}
VOICE = (242, 239, 233)
CAST_VOICE = (190, 150, 210)
TICK_SECONDS, SMALL_TICK_SECONDS = 10, 5
HEAD, FOOT = 44, 40
"""Heights above the bands, with the legend, and under them, with the times."""
SHORTEST_ROW_SECONDS = 4.0
"""A shorter show leaves its row empty behind it."""
TRANSFORM = 2_048
LOWEST_DECIBELS, HIGHEST_DECIBELS = -100.0, -20.0
TOP_HERTZ = 12_000.0
LOW_PITCH, HIGH_PITCH = 28, 100


def plot(path: Path, samples: Stereo, parts: Sequence[tuple[MediaTime, TimedPart]], title: str) -> None:
    """Write the picture as PNG, about a minute a row; raises GeneratorError where it cannot be written."""
    seconds = len(samples) / SAMPLE_RATE
    # Rows of equal length, about a minute: a last row with four seconds in it would be an empty panel.
    count = max(1, round(seconds / SECONDS_A_ROW))
    span = max(SHORTEST_ROW_SECONDS, seconds / count)
    rows = [_row(samples, parts, number * span, span, title if not number else "") for number in range(count)]
    picture = np.concatenate(rows)
    if not cv2.imwrite(str(path), picture[:, :, ::-1]):
        raise GeneratorError(
            f"{path} cannot be written as a picture; give a name that ends in .png in a folder of yours"
        )


def _row(
    samples: Stereo, parts: Sequence[tuple[MediaTime, TimedPart]], begin: float, span: float, title: str
) -> Picture:
    height = HEAD + WAVE + SPECTRUM + LOUD + ROLL + FOOT
    picture = np.full((height, WIDTH, 3), BACKGROUND, np.uint8)
    piece = samples[round(begin * SAMPLE_RATE) : round((begin + span) * SAMPLE_RATE)]
    top = HEAD
    _label(picture, f"{title}   from {_clock(begin)}" if title else f"from {_clock(begin)}", 8, 16)
    _legend(picture)
    _wave(picture[top : top + WAVE], piece, span)
    _spectrum(picture[top + WAVE : top + WAVE + SPECTRUM], piece, span)
    _loud(picture[top + WAVE + SPECTRUM : top + WAVE + SPECTRUM + LOUD], piece, span)
    _roll(picture[top + WAVE + SPECTRUM + LOUD : top + WAVE + SPECTRUM + LOUD + ROLL], parts, begin, span)
    for name, y in (("wave", 0), ("12 kHz", WAVE), ("LUFS", WAVE + SPECTRUM), ("score", WAVE + SPECTRUM + LOUD)):
        _label(picture, name, 4, top + y + 14)
    for start, timed in parts:
        x = _x(to_seconds(start) - begin, span)
        if MARGIN <= x < WIDTH and timed.part.index == 0:
            cv2.line(picture, (x, top), (x, height - FOOT), LINE, 1)
            _label(picture, timed.part.scene.title[:26], x + 3, height - 6)
    _ticks(picture, height - FOOT, begin, span)
    return picture


def _legend(picture: Picture) -> None:
    """What the colours mean, right of the title."""
    x = WIDTH // 2
    entries = (*STEMS.items(), ("narrator", VOICE), ("cast", CAST_VOICE), ("loudness", STEMS["melody"]))
    for name, colour in entries:
        cv2.rectangle(picture, (x, 9), (x + 12, 15), colour, -1)
        _label(picture, name, x + 16, 16)
        x += 26 + 7 * len(name)
    _label(picture, "spectrum: half of its height is below 2.6 kHz; bottom line: who speaks", WIDTH // 2, 34)


def _ticks(picture: Picture, y: int, begin: float, span: float) -> None:
    """Times under the bands: a number every ten seconds, a short line every five."""
    cv2.line(picture, (MARGIN, y), (WIDTH, y), LINE, 1)
    first = -int(-begin // SMALL_TICK_SECONDS) * SMALL_TICK_SECONDS
    for second in range(first, int(begin + span) + 1, SMALL_TICK_SECONDS):
        x, is_large = _x(second - begin, span), second % TICK_SECONDS == 0
        cv2.line(picture, (x, y), (x, y + (7 if is_large else 4)), TEXT, 1)
        if is_large and x + 32 < WIDTH:
            _label(picture, _clock(second), x + 3, y + 14)


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def _wave(band: Picture, piece: Stereo, span: float) -> None:
    middle = len(band) // 2
    columns = np.array_split(piece, WIDTH - MARGIN) if len(piece) else []
    share = len(piece) / (span * SAMPLE_RATE)
    for number in range(round((WIDTH - MARGIN) * share)):
        column = columns[min(len(columns) - 1, round(number / max(share, 1e-6)))]
        if not len(column):
            continue
        low, high = float(column.min()), float(column.max())
        x = MARGIN + number
        cv2.line(band, (x, middle - round(high * middle)), (x, middle - round(low * middle)), (110, 160, 190), 1)
    cv2.line(band, (MARGIN, middle), (WIDTH, middle), LINE, 1)


def _spectrum(band: Picture, piece: Stereo, span: float) -> None:
    mono = piece.mean(axis=1)
    if len(mono) < TRANSFORM:
        return
    hop = round(span * SAMPLE_RATE / (WIDTH - MARGIN))
    starts = np.arange(0, len(mono) - TRANSFORM, hop)
    frames = mono[starts[:, None] + np.arange(TRANSFORM)] * np.hanning(TRANSFORM).astype(np.float32)
    power = np.abs(np.fft.rfft(frames, axis=1)) / (TRANSFORM / 4)
    power = power[:, : round(TOP_HERTZ / SAMPLE_RATE * TRANSFORM)]
    # Half of the height below 1.2 kHz: where speech and music lie.
    wanted = (np.linspace(0, 1, len(band)) ** 2.2 * (power.shape[1] - 1)).round().astype(int)
    level = 20 * np.log10(np.maximum(power[:, wanted], 1e-7))
    grey = np.clip((level - LOWEST_DECIBELS) / (HIGHEST_DECIBELS - LOWEST_DECIBELS), 0, 1)
    coloured = cv2.applyColorMap((grey.T[::-1] * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)[:, :, ::-1]
    band[:, MARGIN : MARGIN + coloured.shape[1]] = coloured[:, : WIDTH - MARGIN]


def _loud(band: Picture, piece: Stereo, span: float) -> None:
    for level in (-10, -16, -24, -40):
        y = _loud_y(level)
        cv2.line(band, (MARGIN, y), (WIDTH, y), (86, 110, 90) if level == -16 else LINE, 1)
        _label(band, f"{level}", 40, y + 4)
    values = short_term(piece)
    points = [(_x((number * 0.1) + 1.5, span), _loud_y(value)) for number, value in enumerate(values)]
    for one, other in pairwise(points):
        cv2.line(band, one, other, (242, 193, 78), 1, cv2.LINE_AA)


def _loud_y(level: float) -> int:
    return round(np.clip((-6 - level) / 44, 0, 1) * (LOUD - 6)) + 3


def _roll(band: Picture, parts: Sequence[tuple[MediaTime, TimedPart]], begin: float, span: float) -> None:
    for start, timed in parts:
        offset = to_seconds(start) - begin
        if offset > span or offset + to_seconds(timed.duration) < -8:
            continue
        for note in timed.score.notes:
            x, end = (_x(offset + to_seconds(at), span) for at in (note.start, note.start + note.duration))
            y = round((HIGH_PITCH - note.pitch) / (HIGH_PITCH - LOW_PITCH) * (ROLL - 24))
            if end >= MARGIN and x < WIDTH:
                colour = STEMS.get(note.stem, VOICE)
                cv2.rectangle(band, (max(MARGIN, x), y), (max(x + 1, end), y + 2), colour, -1)
        for line in timed.lines:
            x, end = (_x(offset + to_seconds(at), span) for at in (line.start, line.start + line.duration))
            if end >= MARGIN and x < WIDTH:
                colour = VOICE if not line.speaker else CAST_VOICE
                cv2.rectangle(band, (max(MARGIN, x), ROLL - 16), (max(x + 1, end), ROLL - 9), colour, -1)


def _x(seconds: float, span: float) -> int:
    return MARGIN + round(seconds / span * (WIDTH - MARGIN))


def _label(picture: Picture, text: str, x: int, y: int) -> None:
    plain = text.encode("ascii", "replace").decode()
    cv2.putText(picture, plain, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.38, TEXT, 1, cv2.LINE_AA)
