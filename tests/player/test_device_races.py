"""Devices that come, go and are chosen at the same moment: one stream at a time, and none that nobody closes."""

from __future__ import annotations

import threading
import time

from player.playback.errors import OutputError
from player.playback.output import Output
from player.playback.pcm import PcmQueue
from player.playback.sinks import SilentSink


def until(what) -> None:
    """Wait for something to be so."""
    deadline = time.monotonic() + 60.0
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


class _Device(SilentSink):
    name = "device"


def test_a_device_that_is_found_while_the_show_ends_is_not_opened() -> None:
    """Nobody would close it."""
    opened: list[SilentSink] = []
    output = Output(PcmQueue(), open_device=SilentSink, refresh=lambda: None)
    output.start()

    def late() -> SilentSink:
        output.close()
        opened.append(SilentSink())
        return opened[-1]

    output.move(late)
    until(lambda: opened)
    until(lambda: not any(thread.name == "device-change" for thread in threading.enumerate()))
    assert not opened[0].is_alive()
    assert not output.has_sound


def test_the_library_is_not_made_to_look_anew_while_a_device_plays() -> None:
    """Nothing can be opened, and the viewer chooses another device while the first is looked for: it plays on."""
    looked: list[bool] = []

    def nothing() -> SilentSink:
        raise OutputError("no device")

    output = Output(
        PcmQueue(), open_device=nothing, refresh=lambda: looked.append(output.has_sound), retry_seconds=0.01
    )
    output.start()
    try:
        until(lambda: len(looked) > 2)
        chosen: list[_Device] = []
        output.move(lambda: chosen.append(_Device()) or chosen[-1])
        until(lambda: output.has_sound)
        until(lambda: not any(thread.name == "device-seeker" for thread in threading.enumerate()))
    finally:
        output.close()
    assert not any(looked)
    assert len(chosen) == 1
