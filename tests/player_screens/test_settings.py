"""Settings: read, kept, corrected, and never lost to a damaged file."""

from __future__ import annotations

from dataclasses import fields

import pytest

from player.settings import FILE, Settings, from_values, keep_settings, limits_of, read_settings, stepped

DEVICES = ("Speakers", "Headset")


def test_what_is_kept_is_read_again(tmp_path):
    """A round trip changes nothing."""
    settings = Settings(volume=0.4, timer="wait", captions=False, caption_scale=1.5)
    keep_settings(tmp_path, settings)
    assert read_settings(tmp_path).settings == settings
    assert read_settings(tmp_path).faults == ()


def test_without_a_file_the_defaults_hold(tmp_path):
    """A first start has nothing to complain of."""
    assert read_settings(tmp_path).settings == Settings()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"volume": NaN}'])
def test_a_damaged_file_is_set_aside_and_named(tmp_path, content):
    """Nothing of it is deleted, and the defaults hold."""
    (tmp_path / FILE).write_bytes(content)
    read = read_settings(tmp_path)
    assert read.settings == Settings()
    assert read.faults
    kept = list(tmp_path.glob(f"{FILE}.damaged-*"))
    assert [path.read_bytes() for path in kept] == [content]


def test_what_is_out_of_bounds_is_left_at_its_default_and_told():
    """The rest of the file still counts."""
    settings, faults = from_values({"volume": 7, "timer": "3", "captions": "yes", "nonsense": 1, "text_scale": 2})
    assert settings == Settings(text_scale=2.0)
    assert len(faults) == 4


@pytest.mark.parametrize("name", [f.name for f in fields(Settings)])
def test_a_step_there_and_back_is_where_it_was(name):
    """Every setting can be stepped and stays within its bounds."""
    before = Settings(volume=0.5, caption_scale=1.25, text_scale=1.25)
    after = stepped(before, name, 1, DEVICES)
    assert getattr(after, name) != getattr(before, name)
    assert getattr(stepped(after, name, -1, DEVICES), name) == getattr(before, name)
    assert from_values({name: getattr(after, name)})[1] == ()


def test_slides_stop_at_their_ends():
    """No step leads out of bounds."""
    assert stepped(Settings(volume=1.0), "volume", 1).volume == limits_of("volume").most


def test_the_time_to_choose_is_what_the_conductor_wants():
    """Times the usual length, infinite for "wait for me"."""
    assert [Settings(timer=t).window_scale for t in ("1", "10", "wait")] == [1.0, 10.0, float("inf")]
