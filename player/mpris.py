"""MPRIS2, the desktop's words for a player: what is told of a show, and what the desktop's keys and panels ask for.

It knows no bus, thread or window: properties by name, calls by name, values by their D-Bus signatures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ROOT = "org.mpris.MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"
PATH = "/org/mpris/MediaPlayer2"
NO_TRACK = "/org/mpris/MediaPlayer2/TrackList/NoTrack"
MICRO = 1_000_000
"""Times on the bus are in microseconds."""
JUMP_SECONDS = 1.5
"""A position further off than this from where playing on would have led was jumped to."""

INTROSPECTION = f"""<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
 <interface name="org.freedesktop.DBus.Introspectable">
  <method name="Introspect"><arg direction="out" type="s"/></method>
 </interface>
 <interface name="{PROPERTIES}">
  <method name="Get"><arg direction="in" type="s"/><arg direction="in" type="s"/>
   <arg direction="out" type="v"/></method>
  <method name="GetAll"><arg direction="in" type="s"/><arg direction="out" type="a{{sv}}"/></method>
  <method name="Set"><arg direction="in" type="s"/><arg direction="in" type="s"/>
   <arg direction="in" type="v"/></method>
  <signal name="PropertiesChanged"><arg type="s"/><arg type="a{{sv}}"/><arg type="as"/></signal>
 </interface>
 <interface name="{ROOT}">
  <method name="Raise"/><method name="Quit"/>
  <property name="CanQuit" type="b" access="read"/><property name="CanRaise" type="b" access="read"/>
  <property name="HasTrackList" type="b" access="read"/><property name="Identity" type="s" access="read"/>
  <property name="SupportedUriSchemes" type="as" access="read"/>
  <property name="SupportedMimeTypes" type="as" access="read"/>
 </interface>
 <interface name="{PLAYER}">
  <method name="Next"/><method name="Previous"/><method name="Pause"/><method name="PlayPause"/>
  <method name="Stop"/><method name="Play"/>
  <method name="Seek"><arg direction="in" name="Offset" type="x"/></method>
  <method name="SetPosition"><arg direction="in" name="TrackId" type="o"/>
   <arg direction="in" name="Position" type="x"/></method>
  <method name="OpenUri"><arg direction="in" name="Uri" type="s"/></method>
  <signal name="Seeked"><arg name="Position" type="x"/></signal>
  <property name="PlaybackStatus" type="s" access="read"/><property name="Rate" type="d" access="read"/>
  <property name="Metadata" type="a{{sv}}" access="read"/><property name="Volume" type="d" access="readwrite"/>
  <property name="Position" type="x" access="read"/><property name="MinimumRate" type="d" access="read"/>
  <property name="MaximumRate" type="d" access="read"/><property name="CanGoNext" type="b" access="read"/>
  <property name="CanGoPrevious" type="b" access="read"/><property name="CanPlay" type="b" access="read"/>
  <property name="CanPause" type="b" access="read"/><property name="CanSeek" type="b" access="read"/>
  <property name="CanControl" type="b" access="read"/>
 </interface>
</node>
"""
"""What tools are told that ask what there is."""


class Wanted(StrEnum):
    """What the desktop can ask of a player."""

    TOGGLE = "PlayPause"
    PLAY = "Play"
    PAUSE = "Pause"
    STOP = "Stop"
    NEXT = "Next"
    BEFORE = "Previous"
    SEEK = "Seek"
    """By so many seconds."""
    VOLUME = "Volume"
    """To 0–1."""
    RAISE = "Raise"
    QUIT = "Quit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """What the desktop is told."""

    status: str = "Stopped"
    """"Playing", "Paused" or "Stopped"."""
    show: str = ""
    scene: str = ""
    track: int = 0
    """Another number for another scene; 0 = none."""
    at: float = 0.0
    """Seconds of the sitting."""
    volume: float = 1.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Typed:
    """A value with its D-Bus signature."""

    signature: str
    value: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that asks something of the player, with the number that belongs to it."""

    wanted: Wanted
    value: float = 0.0


class NotKnown(LookupError):
    """There is no such method or property, or it cannot be set; the message says which."""


def root_properties() -> dict[str, Typed]:
    """What the program is."""
    return {
        "CanQuit": Typed("b", True),
        "CanRaise": Typed("b", True),
        "HasTrackList": Typed("b", False),
        "Identity": Typed("s", "Evershow"),
        "SupportedUriSchemes": Typed("as", []),
        "SupportedMimeTypes": Typed("as", []),
    }


def player_properties(playing: Playing) -> dict[str, Typed]:
    """What is on."""
    on = playing.status != "Stopped"
    return {
        "PlaybackStatus": Typed("s", playing.status),
        "Rate": Typed("d", playing.speed),
        "Metadata": Typed("a{sv}", metadata(playing)),
        "Volume": Typed("d", playing.volume),
        "Position": Typed("x", round(playing.at * MICRO)),
        "MinimumRate": Typed("d", min(1.0, playing.speed)),
        "MaximumRate": Typed("d", max(1.0, playing.speed)),
        "CanGoNext": Typed("b", on),
        "CanGoPrevious": Typed("b", on),
        "CanPlay": Typed("b", on),
        "CanPause": Typed("b", on),
        "CanSeek": Typed("b", on),
        "CanControl": Typed("b", True),
    }


def metadata(playing: Playing) -> dict[str, Typed]:
    """The scene as a track of the show, which has no end and so no length."""
    if not playing.track:
        return {"mpris:trackid": Typed("o", NO_TRACK)}
    return {
        "mpris:trackid": Typed("o", f"/org/evershow/scene/{playing.track}"),
        "xesam:title": Typed("s", playing.scene or playing.show),
        "xesam:album": Typed("s", playing.show),
        "xesam:artist": Typed("as", ["Evershow"]),
    }


def properties_of(interface: str, playing: Playing) -> dict[str, Typed]:
    """Every property of an interface; raises NotKnown."""
    if interface == ROOT:
        return root_properties()
    if interface == PLAYER:
        return player_properties(playing)
    raise NotKnown(f"no interface {interface}")


def asked_by(interface: str, member: str, body: Sequence[Any], playing: Playing) -> Asked | None:
    """What a call asks; None = nothing to be done now. Raises NotKnown for another call."""
    plain = {Wanted.RAISE, Wanted.QUIT} if interface == ROOT else set(Wanted) - {Wanted.RAISE, Wanted.QUIT}
    if interface == PLAYER and member == "Seek":
        return Asked(Wanted.SEEK, int(body[0]) / MICRO)
    if interface == PLAYER and member == "SetPosition":
        here = metadata(playing)["mpris:trackid"].value
        return Asked(Wanted.SEEK, int(body[1]) / MICRO - playing.at) if body[0] == here else None
    if interface == PLAYER and member == "OpenUri":
        raise NotKnown("OpenUri opens nothing here: shows are begun in the library")
    if interface in (ROOT, PLAYER) and member in plain - {Wanted.VOLUME}:
        return Asked(Wanted(member))
    raise NotKnown(f"no method {interface}.{member}")


def asked_by_setting(interface: str, name: str, value: Any) -> Asked:
    """What setting a property asks; raises NotKnown for those that cannot be set."""
    if interface == PLAYER and name == "Volume":
        return Asked(Wanted.VOLUME, min(1.0, max(0.0, float(value))))
    raise NotKnown(f"{interface}.{name} cannot be set")


def changes(before: Playing, now: Playing) -> Mapping[str, Typed]:
    """Properties that are others now; the position runs by itself and is never among them."""
    old, new = player_properties(before), player_properties(now)
    return {name: value for name, value in new.items() if name != "Position" and old[name] != value}


def jumped(before: Playing, now: Playing, seconds: float) -> bool:
    """Whether the position was jumped to, `seconds` after `before`."""
    went = seconds * before.speed if before.status == "Playing" else 0.0
    return bool(before.track) and bool(now.track) and abs(now.at - before.at - went) > JUMP_SECONDS
