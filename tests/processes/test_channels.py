"""Channels and child processes."""

import os
import socket
import struct
from dataclasses import dataclass

import pytest

from generators.errors import ChannelClosed, MessageError
from generators.processes import ECHO_TYPES, MAX_MESSAGE_BYTES, Channel, Echo, answers, spawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A message of this test."""

    seconds: float
    name: str = ""


TYPES: dict[str, type] = {"Measure": Measure}


@pytest.fixture
def pipe():
    one, other = socket.socketpair()
    ends = Channel(one, TYPES), other
    yield ends
    ends[0].close()
    other.close()


def test_a_message_arrives_as_it_was_sent():
    """What one end sends the other receives, equal in value and type."""
    one, other = socket.socketpair()
    sender, receiver = Channel(one, TYPES), Channel(other, TYPES)
    sender.send(Measure(seconds=0.5, name="bake"))
    assert receiver.receive(1.0) == Measure(seconds=0.5, name="bake")
    assert receiver.receive(0.01) is None
    sender.close()
    with pytest.raises(ChannelClosed):
        receiver.receive(1.0)
    receiver.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b'["Measure"]', b'["Measure", {"seconds": "x"}]', b'["Unknown", {}]', b'{"a": 1}', b"\xff\xfe"],
)
def test_a_damaged_message_is_refused(pipe, body: bytes):
    """Anything that breaks the schema raises MessageError, never something else."""
    channel, raw = pipe
    raw.sendall(struct.pack(">I", len(body)) + body)
    with pytest.raises(MessageError):
        channel.receive(1.0)


def test_a_giant_message_is_refused_before_it_is_read(pipe):
    """A length above the limit raises at once, without waiting for the bytes."""
    channel, raw = pipe
    raw.sendall(struct.pack(">I", MAX_MESSAGE_BYTES + 1))
    with pytest.raises(MessageError, match="above"):
        channel.receive(1.0)


def test_only_messages_of_the_table_are_sent(pipe):
    """A value that is not in the channel's table is refused by the sender."""
    channel, _ = pipe
    with pytest.raises(MessageError, match="Echo"):
        channel.send(Echo(text="x"))


def test_a_child_never_imports_from_the_current_folder(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """A file named like a library in the current folder is not run by our processes."""
    (tmp_path / "msgspec.py").write_text("raise SystemExit('code of a stranger ran')\n")
    monkeypatch.chdir(tmp_path)
    assert answers("generators.echo") > 0


def test_a_child_answers_and_is_gone_when_stopped():
    """A real child process echoes a message; after stop it no longer runs."""
    assert answers("generators.echo") > 0
    child = spawn("generators.echo", ECHO_TYPES, idle=True)
    if hasattr(os, "SCHED_IDLE"):
        assert os.sched_getscheduler(child.pid) == os.SCHED_IDLE
    child.stop()
    assert not child.is_alive()
