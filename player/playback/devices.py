"""The machine's sound devices by name, and opening the one that is wanted.

It knows no setting and no show. Names are PortAudio's; where one is not there the machine's own choice plays.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from player.playback.errors import OutputError
from player.playback.sinks import PortAudioSink, Sink, portaudio


def output_devices() -> tuple[str, ...]:
    """Names of what can play in stereo, each once; none where there is no PortAudio."""
    return tuple(dict.fromkeys(name for _, name in _found()))


def device_number(name: str) -> int | None:
    """PortAudio's number of the first output of that name; None = it is not there."""
    return next((number for number, known in _found() if known == name), None)


def opener(name: str) -> Callable[[], Sink]:
    """What opens the device `name` whenever it is asked; "" = the machine's own choice."""
    return partial(_open, name)


def _open(name: str) -> Sink:
    return PortAudioSink(device_number(name) if name else None)


def _found() -> list[tuple[int, str]]:
    try:
        sounddevice = portaudio()
        known: Any = sounddevice.query_devices()
    except OutputError:
        return []
    except (sounddevice.PortAudioError, ValueError):
        return []
    return [(number, str(one["name"])) for number, one in enumerate(known) if one["max_output_channels"] >= 2]
