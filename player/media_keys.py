"""Media keys and the desktop's player panels: an MPRIS2 player on the session bus, in a thread of its own.

It knows no window: what is asked for is told to a function, on the bus's thread. Without a bus or without dbus-fast
there are none, and `why` says so; a show never waits for it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from player.mpris import (
    INTROSPECTION,
    PATH,
    PLAYER,
    PROPERTIES,
    ROOT,
    Asked,
    NotKnown,
    Playing,
    Typed,
    asked_by,
    asked_by_setting,
    changes,
    jumped,
    properties_of,
)

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

NAME = "org.mpris.MediaPlayer2.evershow"
JOIN_SECONDS = 2.0
ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
PACKAGE = "dbus_fast"


def lacking() -> str:
    """Why there can be no media keys here, "cause; remedy", or ""."""
    if sys.platform in {"darwin", "win32"}:
        return "this system has no session bus; the keys of the window work as ever"
    if importlib.util.find_spec(PACKAGE) is None:
        return "no dbus-fast; pip install 'evershow[desktop]'"
    if not os.environ.get(ADDRESS):
        return f"no session bus ({ADDRESS} is not set); start Evershow in a desktop session or with dbus-run-session"
    return ""


class MediaKeys:
    """`tell` and `close` may be called from any thread; `do` is called on the bus's."""

    def __init__(self, do: Callable[[Asked], None] = lambda _: None) -> None:
        self.do = do
        """What is done when the desktop asks."""
        self.why = ""
        """Why there are none."""
        self.name = ""
        """The name on the bus; "" until there is one."""
        self._playing = Playing()
        self._told_at = 0.0
        self._bus: MessageBus | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._ready = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="media-keys", daemon=True)

    def start(self) -> None:
        """Take a name on the bus, soon; returns at once."""
        self.why = lacking()
        if not self.why:
            self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether there is a name on the bus within `seconds`."""
        return self._ready.wait(seconds) and bool(self.name)

    def tell(self, playing: Playing) -> None:
        """What is on now; costs nothing where nothing is told."""
        loop = self._loop
        if loop is not None and self._ready.is_set() and not self._closed and playing != self._playing:
            loop.call_soon_threadsafe(self._tell, playing, time.monotonic())

    def close(self) -> None:
        """Leave the bus."""
        self._closed = True
        loop, over = self._loop, self._over
        if loop is not None and over is not None and not loop.is_closed():
            loop.call_soon_threadsafe(over.set)
        if self._thread.is_alive():
            self._thread.join(JOIN_SECONDS)

    # -- on the bus's thread ---------------------------------------------------------------------

    def _run(self) -> None:
        from dbus_fast.errors import AuthError, DBusError, InvalidAddressError

        try:
            asyncio.run(self._serve())
        except (TimeoutError, OSError, EOFError, AuthError, DBusError, InvalidAddressError) as error:
            self.why = f"the session bus does not answer ({error}); the keys of the window work as ever"
        finally:
            self._loop = None
            self._ready.set()

    async def _serve(self) -> None:
        from dbus_fast import NameFlag, RequestNameReply
        from dbus_fast.aio import MessageBus

        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        bus = self._bus = await MessageBus().connect()
        bus.add_message_handler(self._answer)
        for name in (NAME, f"{NAME}.instance{os.getpid()}"):
            if await bus.request_name(name, NameFlag.DO_NOT_QUEUE) is RequestNameReply.PRIMARY_OWNER:
                self.name = name
                break
        self._ready.set()
        if self._closed:
            self._over.set()
        gone = asyncio.create_task(bus.wait_for_disconnect())
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait((gone, over), return_when=asyncio.FIRST_COMPLETED)
        self.name = ""
        if gone.done():
            over.cancel()
            self.why = "the session bus has gone; the keys of the window work as ever"
            gone.exception()  # whatever it was: the bus has gone
        else:
            bus.disconnect()
            await asyncio.wait((gone,), timeout=JOIN_SECONDS)

    def _tell(self, playing: Playing, now: float) -> None:
        from dbus_fast import Message

        before, self._playing = self._playing, playing
        elapsed, self._told_at = now - self._told_at, now
        bus = self._bus
        if bus is None or not bus.connected:
            return
        changed = changes(before, playing)
        if changed:
            body = [PLAYER, {name: _variant(value) for name, value in changed.items()}, []]
            bus.send(Message.new_signal(PATH, PROPERTIES, "PropertiesChanged", "sa{sv}as", body))
        if jumped(before, playing, elapsed):
            bus.send(Message.new_signal(PATH, PLAYER, "Seeked", "x", [round(playing.at * 1_000_000)]))

    def _answer(self, message: Message) -> Message | bool | None:
        """The answer to a call on our object; None where it is none of ours."""
        from dbus_fast import ErrorType, Message, MessageType

        if message.message_type is not MessageType.METHOD_CALL or message.path != PATH:
            return None
        interface, member, body = message.interface or PLAYER, message.member or "", message.body
        try:
            if (interface, member) == ("org.freedesktop.DBus.Introspectable", "Introspect"):
                return Message.new_method_return(message, "s", [INTROSPECTION])
            if interface == PROPERTIES:
                return self._property(message, member, body)
            if interface not in (ROOT, PLAYER):
                return None  # Peer and the like: the library answers
            asked = asked_by(interface, member, body, self._playing)
        except NotKnown as error:
            return Message.new_error(message, ErrorType.UNKNOWN_METHOD, str(error))
        except (IndexError, TypeError, ValueError) as error:
            return Message.new_error(message, ErrorType.INVALID_ARGS, f"{member}: {error}")
        if asked is not None:
            self.do(asked)
        return Message.new_method_return(message)

    def _property(self, message: Message, member: str, body: list[Any]) -> Message:
        from dbus_fast import ErrorType, Message

        if member == "GetAll":
            found = {name: _variant(value) for name, value in properties_of(body[0], self._playing).items()}
            return Message.new_method_return(message, "a{sv}", [found])
        interface, name = body[0], body[1]
        known = properties_of(interface, self._playing).get(name)
        if known is None:
            return Message.new_error(message, ErrorType.UNKNOWN_PROPERTY, f"no property {interface}.{name}")
        if member == "Get":
            return Message.new_method_return(message, "v", [_variant(known)])
        if member == "Set":
            try:
                asked = asked_by_setting(interface, name, body[2].value)
            except NotKnown as error:
                return Message.new_error(message, ErrorType.PROPERTY_READ_ONLY, str(error))
            self.do(asked)
            return Message.new_method_return(message)
        raise NotKnown(f"no method {PROPERTIES}.{member}")


def _variant(typed: Typed) -> Any:
    """The value as the library sends it."""
    from dbus_fast import Variant

    value = typed.value
    if isinstance(value, dict):
        value = {name: _variant(inner) for name, inner in value.items()}
    return Variant(typed.signature, value)
