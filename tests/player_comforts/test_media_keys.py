"""Media keys: what the desktop is told and asks, over a real bus of one's own, and what happens without one."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import queue
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from player.media_keys import ADDRESS, MediaKeys, lacking
from player.mpris import PATH, PLAYER, PROPERTIES, ROOT, Asked, NotKnown, Playing, Wanted, asked_by, changes, jumped
from player.playback.reducer import Phase
from player.ui.desktop import obey, playing_of
from player.ui.view import View

REHEARSAL = Path(__file__).parent / "desktop_rehearsal.py"
NO_BUS = shutil.which("dbus-daemon") is None or importlib.util.find_spec("dbus_fast") is None
ON = Playing(status="Playing", show="The Weather Post", scene="Kite string", track=7, at=12.5, volume=0.5)


# -- words -------------------------------------------------------------------------------------------


def test_only_what_changed_is_told():
    """A pause tells the status alone; time that goes by tells nothing."""
    assert set(changes(ON, Playing(**{**_fields(ON), "status": "Paused"}))) == {"PlaybackStatus"}
    assert not changes(ON, Playing(**{**_fields(ON), "at": 13.0}))
    assert "Metadata" in changes(ON, Playing(**{**_fields(ON), "scene": "Lantern oil", "track": 8}))


@pytest.mark.parametrize(("at", "seconds", "speed", "told"), [
    (13.5, 1.0, 1.0, False), (14.5, 1.0, 2.0, False), (2.5, 1.0, 1.0, True), (30.0, 1.0, 1.0, True),
])  # fmt: skip
def test_a_jump_is_told_and_going_on_is_not(at, seconds, speed, told):
    """Panels count on by themselves; only a seek needs to be told."""
    before = Playing(**{**_fields(ON), "speed": speed})
    assert jumped(before, Playing(**{**_fields(ON), "speed": speed, "at": at}), seconds) is told


def test_calls_are_read():
    """Keys, seeks and positions become what is wanted; what nobody knows is refused."""
    assert asked_by(PLAYER, "PlayPause", [], ON) == Asked(Wanted.TOGGLE)
    assert asked_by(PLAYER, "Seek", [-5_000_000], ON) == Asked(Wanted.SEEK, -5.0)
    assert asked_by(PLAYER, "SetPosition", ["/org/evershow/scene/7", 10_000_000], ON) == Asked(Wanted.SEEK, -2.5)
    assert asked_by(PLAYER, "SetPosition", ["/org/evershow/scene/6", 10_000_000], ON) is None
    assert asked_by(ROOT, "Quit", [], ON) == Asked(Wanted.QUIT)
    for interface, member in ((PLAYER, "OpenUri"), (PLAYER, "Volume"), (PLAYER, "Quit"), (ROOT, "Play"), ("x", "Play")):
        with pytest.raises(NotKnown):
            asked_by(interface, member, ["file:///etc/passwd"], ON)


class Show:
    """Notes what is asked of it."""

    def __init__(self):
        self.asked = []

    def here(self):
        return SimpleNamespace(timed=SimpleNamespace(part=SimpleNamespace(scene=SimpleNamespace(id="s3")))), 96_000

    def __getattr__(self, name):
        return lambda *values: self.asked.append((name, *values))


@pytest.mark.parametrize(("asked", "phase", "done"), [
    (Asked(Wanted.TOGGLE), Phase.PLAYING, [("toggle_pause",)]),
    (Asked(Wanted.PLAY), Phase.PLAYING, []),
    (Asked(Wanted.PLAY), Phase.PAUSED, [("toggle_pause",)]),
    (Asked(Wanted.PAUSE), Phase.PAUSED, []),
    (Asked(Wanted.STOP), Phase.CHOICE_OPEN, [("toggle_pause",)]),
    (Asked(Wanted.NEXT), Phase.PLAYING, [("skip",)]),
    (Asked(Wanted.BEFORE), Phase.PLAYING, [("seek_scene", -1)]),
    (Asked(Wanted.SEEK, -5.0), Phase.PLAYING, [("seek_by", -5.0)]),
    (Asked(Wanted.VOLUME, 0.25), Phase.PLAYING, [("change_volume", -0.75)]),
])  # fmt: skip
def test_what_is_asked_is_done(asked, phase, done):
    """ "Play" never pauses and "Pause" never plays; without a show nothing happens."""
    show = Show()
    obey(asked, show, View(phase=phase, volume=1.0))
    assert show.asked == done
    obey(asked, None, View())


def test_a_show_is_told_as_it_stands():
    """Titles, position, silence; another scene is another track; a failed show has stopped."""
    view = View(phase=Phase.PLAYING, show_title="S", scene_title="T", volume=0.8, muted=True)
    told = playing_of(Show(), view)
    assert (told.status, told.show, told.scene, told.at, told.volume) == ("Playing", "S", "T", 2.0, 0.0)
    assert told.track > 0
    assert playing_of(Show(), View(phase=Phase.PAUSED)).status == "Paused"
    assert playing_of(None, view) == Playing() == playing_of(Show(), View(failed="it broke"))


# -- without a bus -----------------------------------------------------------------------------------


def test_without_a_bus_there_are_none_and_the_doctor_can_say_why(monkeypatch):
    """Nothing is raised, nothing waits, and the line has a remedy."""
    monkeypatch.delenv(ADDRESS, raising=False)
    keys = MediaKeys()
    keys.start()
    keys.tell(ON)
    keys.close()
    assert keys.why == lacking() != ""
    assert "; " in keys.why


@pytest.mark.skipif(NO_BUS, reason="needs dbus-daemon (Debian: apt-get install dbus) and pip install dbus-fast")
def test_a_bus_that_does_not_answer_is_none(monkeypatch, tmp_path):
    """An address at which nobody listens costs a line, never the show."""
    monkeypatch.setenv(ADDRESS, f"unix:path={tmp_path}/nobody")
    keys = MediaKeys()
    keys.start()
    assert not keys.wait(10.0)
    keys.tell(ON)
    keys.close()
    assert "does not answer" in keys.why


# -- over a real bus ---------------------------------------------------------------------------------


@pytest.fixture
def bus(monkeypatch, tmp_path):
    """A session bus of this test's own."""
    if NO_BUS:
        pytest.skip("needs dbus-daemon (Debian: apt-get install dbus) and pip install dbus-fast")
    config = tmp_path / "bus.conf"
    config.write_text(
        f"<busconfig><type>session</type><listen>unix:path={tmp_path}/bus</listen>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        monkeypatch.setenv(ADDRESS, daemon.stdout.readline().strip())
        yield daemon
    finally:
        daemon.terminate()
        daemon.wait(10)


@pytest.fixture
def keys(bus):
    """The player's side."""
    asked = queue.SimpleQueue()
    keys = MediaKeys(asked.put)
    keys.asked = asked
    keys.start()
    assert keys.wait(10.0), keys.why
    yield keys
    keys.close()


async def _call(bus, interface, member, signature="", body=(), name="org.mpris.MediaPlayer2.evershow"):
    from dbus_fast import Message

    return await asyncio.wait_for(
        bus.call(
            Message(
                destination=name, path=PATH, interface=interface, member=member, signature=signature, body=list(body)
            )
        ),
        10.0,
    )


def _with_a_desktop(work):
    """What the coroutine `work(bus)` gives, on another connection to the bus."""

    async def run():
        from dbus_fast.aio import MessageBus

        bus = await MessageBus().connect()
        try:
            return await work(bus)
        finally:
            bus.disconnect()

    return asyncio.run(run())


def test_keys_of_the_desktop_reach_the_player(keys):
    """Play/pause, next, previous, a seek and the volume arrive as what is wanted, in order."""
    from dbus_fast import Variant

    async def press(bus):
        for member in ("PlayPause", "Next", "Previous", "Stop"):
            assert (await _call(bus, PLAYER, member)).error_name is None
        await _call(bus, PLAYER, "Seek", "x", [10_000_000])
        await _call(bus, PROPERTIES, "Set", "ssv", [PLAYER, "Volume", Variant("d", 0.3)])
        return [await _call(bus, PLAYER, "OpenUri", "s", ["file:///x"]), await _call(bus, PLAYER, "Dance"),
                await _call(bus, PROPERTIES, "Set", "ssv", [PLAYER, "Rate", Variant("d", 9.0)]),
                await _call(bus, PROPERTIES, "Get", "ss", [PLAYER, "Nonsense"]),
                await _call(bus, PLAYER, "Seek", "s", ["far"])]  # fmt: skip

    refused = _with_a_desktop(press)
    got = [keys.asked.get(timeout=5.0) for _ in range(6)]
    wanted = [Wanted.TOGGLE, Wanted.NEXT, Wanted.BEFORE, Wanted.STOP, Wanted.SEEK, Wanted.VOLUME]
    assert [asked.wanted for asked in got] == wanted
    assert (got[4].value, got[5].value) == (10.0, 0.3)
    assert all(answer.error_name for answer in refused)
    assert keys.asked.empty()


def test_a_panel_reads_what_is_on_and_hears_of_changes(keys):
    """Metadata, status and position can be read; a pause and a seek are told as signals."""
    from dbus_fast import Message, MessageType

    keys.tell(ON)

    async def look(bus):
        heard = asyncio.Queue()
        rule = f"type='signal',path='{PATH}'"
        await bus.call(Message(destination="org.freedesktop.DBus", path="/org/freedesktop/DBus",
                               interface="org.freedesktop.DBus", member="AddMatch", signature="s",
                               body=[rule]))  # fmt: skip
        bus.add_message_handler(
            lambda message: heard.put_nowait(message) if message.message_type is MessageType.SIGNAL else None
        )
        found = {}
        until = time.monotonic() + 10.0
        while found.get("PlaybackStatus") != "Playing" and time.monotonic() < until:
            answer = await _call(bus, PROPERTIES, "GetAll", "s", [PLAYER])
            found = {name: value.value for name, value in answer.body[0].items()}
        root = (await _call(bus, PROPERTIES, "GetAll", "s", [ROOT])).body[0]
        told = (await _call(bus, "org.freedesktop.DBus.Introspectable", "Introspect")).body[0]
        keys.tell(Playing(**{**_fields(ON), "status": "Paused", "at": 3.0}))
        signals = {}
        while not {"PropertiesChanged", "Seeked"} <= set(signals):
            message = await asyncio.wait_for(heard.get(), 10.0)
            signals.setdefault(message.member, []).append(message.body)
        return found, root, told, signals

    found, root, told, signals = _with_a_desktop(look)
    assert found["Metadata"]["xesam:title"].value == "Kite string"
    assert found["Metadata"]["xesam:album"].value == "The Weather Post"
    assert found["Position"] == 12_500_000
    assert root["Identity"].value == "Evershow"
    assert "org.mpris.MediaPlayer2.Player" in told
    statuses = [body[1]["PlaybackStatus"].value for body in signals["PropertiesChanged"] if "PlaybackStatus" in body[1]]
    assert statuses[-1] == "Paused"
    assert signals["Seeked"][-1] == [3_000_000]


def test_a_window_is_steered_by_the_desktop_and_keeps_the_screen_awake(bus, tmp_path):
    """The show is told with its titles, pauses and ends as asked; the screensaver waits only while it plays."""
    window = subprocess.Popen(
        [sys.executable, REHEARSAL, tmp_path / "home"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    async def status(desktop, wanted):
        until = time.monotonic() + 120.0
        while time.monotonic() < until:
            answer = await _call(desktop, PROPERTIES, "GetAll", "s", [PLAYER])
            if answer.error_name is None and answer.body[0]["PlaybackStatus"].value == wanted:
                return {name: value.value for name, value in answer.body[0].items()}
            await asyncio.sleep(0.1)
        raise AssertionError(f"never {wanted}: {answer.error_name or answer.body}")

    async def steer(desktop):
        playing = await status(desktop, "Playing")
        await _call(desktop, PLAYER, "Pause")
        await status(desktop, "Paused")
        await _call(desktop, ROOT, "Quit")
        return playing

    try:
        playing = _with_a_desktop(steer)
        out, err = window.communicate(timeout=30)
    finally:
        window.kill()
    assert window.returncode == 0, err[-2000:]
    assert playing["Metadata"]["xesam:title"].value == "Kite string"
    saver = {phase: (allowed, sdl) for phase, allowed, sdl in json.loads(out.splitlines()[-1])}
    assert saver["playing"] in ((False, False), (False, None))
    assert saver["paused"] in ((True, True), (True, None))


def test_a_second_player_has_a_name_of_its_own(keys):
    """Two at once do not answer for each other."""
    other = MediaKeys()
    other.start()
    try:
        assert other.wait(10.0), other.why
        assert other.name.startswith("org.mpris.MediaPlayer2.evershow.instance")
    finally:
        other.close()


def test_a_bus_that_goes_takes_nobody_along(bus, keys):
    """The desktop session ends: telling goes on without effect, and closing does not wait."""
    bus.terminate()
    bus.wait(10)
    until = time.monotonic() + 10.0
    while not keys.why and time.monotonic() < until:
        keys.tell(ON)
        time.sleep(0.02)
    assert "has gone" in keys.why
    keys.tell(Playing())
    began = time.monotonic()
    keys.close()
    assert time.monotonic() - began < 10.0


def _fields(playing):
    return {name: getattr(playing, name) for name in Playing.__dataclass_fields__}
