"""Encoding beside drawing: order, waiting, and what happens when one of the two fails."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future
from pathlib import Path

import av
import numpy as np
import pytest

from generators.media import Size
from generators.render_pool.developing import BELT_FRAMES, DIGEST_LETTERS, Developing
from story_engine.time import SAMPLE_RATE

SIZE, FPS = Size(width=64, height=64), 24


def _sound(frames: int) -> Future[tuple[np.ndarray, np.ndarray]]:
    sound: Future[tuple[np.ndarray, np.ndarray]] = Future()
    length = frames * SAMPLE_RATE // FPS
    sound.set_result((np.zeros((length, 2), np.float32), np.zeros((0, 2), np.float32)))
    return sound


def _picture(level: int) -> np.ndarray:
    return np.full((96, 64), level, np.uint8)


def test_every_picture_is_encoded_in_order_though_its_buffer_is_used_again(tmp_path: Path) -> None:
    """Frames handed over in one buffer that is overwritten at once are encoded as they were."""
    path, levels = tmp_path / "a.mkv", [40 + 6 * n for n in range(3 * BELT_FRAMES)]
    buffer, expected = _picture(0), hashlib.sha256()
    with Developing(path, SIZE, FPS, 6, _sound(len(levels))) as film:
        for level in levels:
            buffer[:] = level
            film.add(buffer)
            expected.update(_picture(level))
    assert film.digest == expected.hexdigest()[:DIGEST_LETTERS]
    with av.open(str(path)) as container:
        shown = [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]
    assert len(shown) == len(levels)
    assert shown == sorted(shown)


def _hand_over(path: Path, sound: Future[tuple[np.ndarray, np.ndarray]], pictures: int) -> None:
    with Developing(path, SIZE, FPS, 6, sound) as film:
        for _ in range(pictures):
            film.add(_picture(90))


def test_what_the_sound_failed_with_is_raised_where_pictures_are_handed_over(tmp_path: Path) -> None:
    """A sound that cannot be made ends the pictures, however many were still to come, and nobody waits."""
    sound: Future[tuple[np.ndarray, np.ndarray]] = Future()
    sound.set_exception(ValueError("no such voice"))
    with pytest.raises(ValueError, match="no such voice"):
        _hand_over(tmp_path / "a.mkv", sound, 50 * BELT_FRAMES)


def test_an_encoder_that_cannot_write_is_heard(tmp_path: Path) -> None:
    """A folder that has gone is an error of the context, not a missing file found later."""
    with pytest.raises(FileNotFoundError):
        _hand_over(tmp_path / "gone" / "a.mkv", _sound(1), 1)


def test_an_error_while_drawing_ends_the_encoding(tmp_path: Path) -> None:
    """It passes through the context unchanged, and what still lay on the belt keeps nobody waiting."""
    film = Developing(tmp_path / "a.mkv", SIZE, FPS, 6, _sound(BELT_FRAMES))

    def draw() -> None:
        with film:
            for _ in range(BELT_FRAMES // 2):
                film.add(_picture(90))
            raise LookupError("no such place")

    with pytest.raises(LookupError, match="no such place"):
        draw()
    assert not film._thread.is_alive()
