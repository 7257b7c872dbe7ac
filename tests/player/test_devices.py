"""Sound devices by name: what there is, which number it has, and the setting that names one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from player.playback import devices
from player.playback.errors import OutputError
from player.settings import Settings, from_values, stepped

KNOWN = [
    {"name": "Microphone", "max_output_channels": 0},
    {"name": "Speakers", "max_output_channels": 2},
    {"name": "Headset", "max_output_channels": 8},
    {"name": "Speakers", "max_output_channels": 2},
    {"name": "Beeper", "max_output_channels": 1},
]


@pytest.fixture
def machine(monkeypatch):
    """A machine with these devices."""
    sound = SimpleNamespace(query_devices=lambda: KNOWN, PortAudioError=RuntimeError)
    monkeypatch.setattr(devices, "portaudio", lambda: sound)
    return sound


def test_what_plays_in_stereo_is_named_once(machine) -> None:
    """Inputs and single-channel ones are left out; a name that two drivers know stands for the first."""
    assert devices.output_devices() == ("Speakers", "Headset")
    assert devices.device_number("Speakers") == 1
    assert devices.device_number("Headset") == 2
    assert devices.device_number("Kitchen radio") is None


def test_a_machine_without_sound_has_none(monkeypatch) -> None:
    """No PortAudio, or one that fails: no names, no error."""

    def missing():
        raise OutputError("PortAudio is not installed")

    monkeypatch.setattr(devices, "portaudio", missing)
    assert devices.output_devices() == ()

    def broken():
        raise RuntimeError("no driver")

    sound = SimpleNamespace(query_devices=broken, PortAudioError=RuntimeError)
    monkeypatch.setattr(devices, "portaudio", lambda: sound)
    assert devices.output_devices() == ()


def test_the_setting_goes_round_what_is_there_and_keeps_what_is_not() -> None:
    """Headphones that are unplugged just now stay in the round."""
    settings = Settings(device="Headphones")
    seen = []
    for _ in range(4):
        settings = stepped(settings, "device", 1, ("Speakers", "Headphones") if settings.device else ("Speakers",))
        seen.append(settings.device)
    assert seen == ["", "Speakers", "Headphones", ""]
    assert stepped(Settings(device="Gone"), "device", 1).device == ""
    assert stepped(Settings(), "device", -1, ("Speakers",)).device == "Speakers"


def test_a_name_that_is_none_is_refused() -> None:
    """The file may hold anything."""
    assert from_values({"device": "Speakers"}) == (Settings(device="Speakers"), ())
    settings, faults = from_values({"device": 3})
    assert settings.device == ""
    assert faults == ("device: 3 is no name of a device",)
    assert from_values({"device": "x" * 201})[0].device == ""
