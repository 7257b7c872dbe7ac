"""Child processes and the framed messages between them: the only module that starts a process.

It knows no message's meaning: a channel is given its table of frozen dataclasses. A frame is a
4-byte big-endian length and UTF-8 JSON `["TypeName", {…}]`, validated against the dataclass.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from generators.errors import ChannelClosed, MessageError, ProcessError

MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""A frame above this is a fault, not a message: a timed part is below 200 kB."""

CHANNEL_VARIABLE = "EVERSHOW_CHANNEL_FD"
IDLE_NICENESS = 19
QUIET_FONTS = {"FONTCONFIG_FILE": str(Path(__file__).resolve().parents[1] / "assets" / "fonts.conf")}
"""Our type is loaded by file: fontconfig need not look around, nor warn on machines without its configuration."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ARENAS = "MALLOC_ARENA_MAX"
MOST_ARENAS = 2
"""Heaps of a child, beside its main one at most one: each thread's own would keep what the thread has long freed."""
_HEADER = struct.Struct(">I")
_PR_SET_PDEATHSIG = 1


class Channel:
    """One end of a message pipe. `send` may be called by any worker thread; `receive` by one."""

    def __init__(self, end: socket.socket, types: Mapping[str, type]) -> None:
        self._socket = end
        self._types = types
        self._sending = threading.Lock()

    def send(self, message: object) -> None:
        """Send a frozen dataclass of the table; raises ChannelClosed when the peer has gone."""
        name = type(message).__name__
        if name not in self._types:
            raise MessageError(f"{name} is not a message of this channel")
        body = msgspec.json.encode((name, message))
        with self._sending:
            try:
                self._socket.sendall(_HEADER.pack(len(body)) + body)
            except OSError as error:
                raise ChannelClosed("the other process has gone") from error

    def receive(self, timeout_seconds: float | None = None) -> Any:
        """The next message, or None after `timeout_seconds`; raises ChannelClosed, MessageError."""
        if timeout_seconds is not None and not self._is_readable(timeout_seconds):
            return None
        (length,) = _HEADER.unpack(self._read(_HEADER.size))
        if length > MAX_MESSAGE_BYTES:
            raise MessageError(f"a message of {length} bytes is above {MAX_MESSAGE_BYTES}")
        body = self._read(length)
        try:
            name, raw = msgspec.json.decode(body, type=tuple[str, msgspec.Raw])
            return msgspec.json.decode(raw, type=self._types[name])
        except KeyError as error:
            raise MessageError(f"unknown message {error}") from error
        except msgspec.MsgspecError as error:
            raise MessageError(f"a message breaks its schema: {error}") from error

    def fileno(self) -> int:
        """File descriptor, for `select`."""
        return self._socket.fileno()

    def close(self) -> None:
        """Hang up; the peer's next call raises ChannelClosed."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:  # already hung up by the peer: closing is all that is left to do
            self._socket.close()
            return
        self._socket.close()

    def _is_readable(self, seconds: float) -> bool:
        try:
            ready, _, _ = select.select([self._socket], [], [], seconds)
        except (OSError, ValueError) as error:
            raise ChannelClosed("the channel is closed") from error
        return bool(ready)

    def _read(self, count: int) -> bytes:
        chunks = bytearray()
        while len(chunks) < count:
            try:
                chunk = self._socket.recv(count - len(chunks))
            except OSError as error:
                raise ChannelClosed("the other process has gone") from error
            if not chunk:
                raise ChannelClosed("the other process has gone")
            chunks += chunk
        return bytes(chunks)


class Child:
    """A running `python -m module` with a channel to it; dies with its parent."""

    def __init__(self, process: subprocess.Popen[bytes], channel: Channel, module: str) -> None:
        self._process = process
        self.channel = channel
        self.module = module

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self, patience_seconds: float = 1.0) -> None:
        """Hang up, wait, then kill; returns when the process has gone."""
        self.channel.close()
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Program:
    """A running program of ours that is talked to by signals only: another player, begun by a creator's tool."""

    def __init__(self, code: str, arguments: tuple[str, ...] = ()) -> None:
        """Start `python -c code arguments…`, with our own input and output."""
        self._process = subprocess.Popen([sys.executable, "-c", code, *arguments])

    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End it as a crash would, without a word; returns when it has gone."""
        self._process.kill()
        self._process.wait()

    def leave(self, patience_seconds: float) -> None:
        """Ask it to close, so that its processes close too; end it when it does not; returns when it has gone."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Tool:
    """A running program of the system, such as a sound server; ended with `close`."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        """Start `arguments`, deaf and mute; raises ProcessError where there is no such program."""
        quiet = subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(arguments, stdin=quiet, stdout=quiet, stderr=quiet)
        except OSError as error:
            raise ProcessError(f"cannot start {arguments[0]}: {error}") from error

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def close(self, patience_seconds: float = 2.0) -> None:
        """Ask it to end, then end it; returns when it has gone."""
        self._process.terminate()
        try:
            self._process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Starting:
    """A process that has just been started and cannot be talked to yet: its messages need not be imported for that."""

    def __init__(self, process: subprocess.Popen[bytes], end: socket.socket, module: str) -> None:
        self._process = process
        self._end = end
        self._module = module

    def child(self, types: Mapping[str, type]) -> Child:
        """The running child, talked to in messages of `types`."""
        return Child(self._process, Channel(self._end, types), self._module)

    def stop(self) -> None:
        """End it without a word: nobody will talk to it; returns when it has gone."""
        self._end.close()
        self._process.kill()
        self._process.wait()


def spawn(module: str, types: Mapping[str, type], *, idle: bool, arguments: tuple[str, ...] = ()) -> Child:
    """Start `python -m module arguments…` with a channel of `types`; see `begin`. Raises ProcessError."""
    return begin(module, idle=idle, arguments=arguments).child(types)


def begin(module: str, *, idle: bool, arguments: tuple[str, ...] = ()) -> Starting:
    """Start `python -m module arguments…`, whose messages the caller may import while it loads.

    `idle` puts it behind everything else on the machine (SCHED_IDLE) with one numeric thread:
    what render workers are. Raises ProcessError.
    """
    ours, theirs = socket.socketpair()
    environment = {**QUIET_FONTS, **os.environ, CHANNEL_VARIABLE: str(theirs.fileno())}
    environment.update(dict.fromkeys(ONE_THREAD, "1"))
    environment.setdefault(ARENAS, str(MOST_ARENAS))
    # -P keeps the current folder off the module path: a downloaded seed's numpy.py must never run.
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            env=environment,
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl+C is the player's from the first moment on, before the child can say so itself
        )
    except OSError as error:
        ours.close()
        raise ProcessError(f"cannot start {module}: {error}") from error
    finally:
        theirs.close()
    starting = Starting(process, ours, module)
    if idle:
        try:
            _make_idle(process.pid)
        except OSError as error:
            starting.stop()
            raise ProcessError(f"cannot put {module} behind other work: {error}") from error
    return starting


def parent_channel(types: Mapping[str, type]) -> Channel:
    """In a child: the channel to its parent. Also asks the kernel to end us with the parent."""
    descriptor = os.environ.get(CHANNEL_VARIABLE)
    if descriptor is None:
        raise ProcessError("this module is started by the player, not by hand")
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the player's; it hangs up on us
    return Channel(socket.socket(fileno=int(descriptor)), types)


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """Comes back as it went."""

    text: str


ECHO_TYPES: dict[str, type] = {"Echo": Echo}
ECHO_PATIENCE_SECONDS = 20.0
"""A loaded machine may take seconds to start Python; above this something is wrong."""


def answers(module: str) -> float:
    """Seconds until a child process of `module` echoed a message; raises ProcessError."""
    begun = time.monotonic()
    child = spawn(module, ECHO_TYPES, idle=False)
    try:
        child.channel.send(Echo(text="here"))
        if child.channel.receive(ECHO_PATIENCE_SECONDS) != Echo(text="here"):
            raise ProcessError(f"{module} did not answer within {ECHO_PATIENCE_SECONDS:.0f} s")
    finally:
        child.stop()
    return time.monotonic() - begun


def _make_idle(pid: int) -> None:
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.setpriority(os.PRIO_PROCESS, pid, IDLE_NICENESS)
