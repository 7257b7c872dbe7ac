"""What the people of this home have set: picture, sound, captions, choices, access, safety, storage.

It knows a file and its limits, no screen and no player. A damaged file is set aside and named, never deleted.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from generators.media import Size

FILE = "settings.json"
VERSION = 1
LONGEST_NAME = 200
"""Characters of a device's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing to set: its group, its kind and what it may be. Its texts are `setting.<name>` in the tables."""

    group: str
    kind: str
    """"switch", "pick", "slide", or "device": a pick among the names of what the machine has."""
    options: tuple[str, ...] = ()
    least: float = 0.0
    most: float = 1.0
    step: float = 0.05


def _switch(group: str, value: bool) -> Any:
    return field(default=value, metadata={"setting": Setting(group=group, kind="switch")})


def _pick(group: str, value: str, *options: str) -> Any:
    return field(default=value, metadata={"setting": Setting(group=group, kind="pick", options=options)})


def _slide(group: str, value: float, least: float, most: float, step: float) -> Any:
    told = Setting(group=group, kind="slide", least=least, most=most, step=step)
    return field(default=value, metadata={"setting": told})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, with what holds when nobody has."""

    language: str = _pick("picture", "", "", "en", "de")
    """Of the interface; "" = the machine's."""
    story_language: str = _pick("picture", "", "", "author", "en", "de")
    """Of the shows, where a story has been translated; "" = that of the interface, "author" = as it was written."""
    full_screen: bool = _switch("picture", False)
    size: str = _pick("picture", "auto", "auto", "640x360", "854x480", "1280x720")
    """Of the rendered picture; "auto" = what this machine draws in time."""
    style: str = _pick("picture", "", "", "paper", "watercolour", "silhouette")
    """"" = the story's own."""
    volume: float = _slide("sound", 0.9, 0.0, 1.0, 0.05)
    device: str = field(default="", metadata={"setting": Setting(group="sound", kind="device")})
    """Name of the sound device; "" = the machine's own choice."""
    manner: str = _pick("sound", "", "", "murmur", "spoken", "silent")
    """How they speak; "" = the story's own."""
    night: bool = _switch("sound", False)
    """What is loud is softer, what is soft louder, bass held back: for those who sleep next door."""
    av_offset_ms: float = _slide("sound", 0.0, -500.0, 500.0, 10.0)
    """The picture waits so long for the sound (negative: the sound was late already)."""
    in_background: bool = _switch("sound", True)
    """The show goes on, heard only, while its window is minimised or hidden; else it waits."""
    captions: bool = _switch("captions", True)
    caption_scale: float = _slide("captions", 1.0, 0.75, 2.0, 0.25)
    caption_ground: float = _slide("captions", 0.45, 0.0, 1.0, 0.05)
    """Opacity of the dark cloud behind captions."""
    caption_place: str = _pick("captions", "low", "low", "high")
    timer: str = _pick("choices", "1", "off", "1", "2", "5", "10", "wait")
    """Times the usual length of a choice; "wait" waits for the viewer, "off" asks nothing: the default is taken."""
    spoken_wish: str = _pick("choices", "enter", "enter", "at_once")
    """What was heard stands in the wish's line until Enter is pressed, or is wished at once."""
    text_scale: float = _slide("access", 1.0, 1.0, 2.0, 0.25)
    """Of everything in type."""
    easy_font: bool = _switch("access", False)
    """Upright letters without serifs, set wider: for readers with dyslexia."""
    reduced_motion: bool = _switch("access", False)
    """Neither the camera nor the menus move."""
    safe_colours: bool = _switch("access", False)
    """Whatever the interface tells by colour has colours that people with any colour blindness tell apart."""
    self_voicing: bool = _switch("access", False)
    audio_description: bool = _switch("access", False)
    strict_flash: bool = _switch("safety", False)
    """A third of what the flash rule allows."""
    ask_pin: bool = _switch("safety", True)
    """Whether the PIN is asked for before a profile without limits is entered, once there is a PIN."""
    cache_gigabytes: float = _slide("storage", 2.0, 0.5, 20.0, 0.5)
    """How much rendered show is kept."""
    on_battery: str = _pick("storage", "save", "save", "always")
    """On battery: less is rendered ahead, or as much as always."""

    @property
    def window_scale(self) -> float:
        """Times the usual length of a choice, as the conductor wants it; infinite = wait for the viewer, 0 = off."""
        return float({"wait": "inf", "off": "0"}.get(self.timer, self.timer))


GROUPS = ("picture", "sound", "captions", "choices", "access", "safety", "storage", "models")
"""Groups of the settings screen in order; "models" has nothing to set, it tells what this machine has."""


def settings_in(group: str) -> tuple[tuple[str, Setting], ...]:
    """Names and limits of what can be set in a group."""
    known = ((f.name, f.metadata["setting"]) for f in fields(Settings))
    return tuple((name, limits) for name, limits in known if limits.group == group)


def size_set(settings: Settings) -> Size | None:
    """The size of the rendered picture; None = what the machine draws in time."""
    if settings.size == "auto":
        return None
    width, _, height = settings.size.partition("x")
    return Size(width=int(width), height=int(height))


def limits_of(name: str) -> Setting:
    """Limits of one setting; raises KeyError."""
    return {f.name: f.metadata["setting"] for f in fields(Settings)}[name]


def stepped(settings: Settings, name: str, step: int, devices: tuple[str, ...] = ()) -> Settings:
    """The settings with one of them a step further: the other state, the next option, a notch up or down.

    `devices`: names of the sound devices that there are.
    """
    limits, value = limits_of(name), getattr(settings, name)
    if limits.kind == "switch":
        return replace(settings, **{name: not value})
    if limits.kind == "pick":
        at = (limits.options.index(value) + step) % len(limits.options)
        return replace(settings, **{name: limits.options[at]})
    if limits.kind == "device":
        names = tuple(dict.fromkeys(("", *devices, value)))
        return replace(settings, **{name: names[(names.index(value) + step) % len(names)]})
    moved = min(limits.most, max(limits.least, value + step * limits.step))
    return replace(settings, **{name: round(moved, 3)})


def from_values(values: Mapping[str, object]) -> tuple[Settings, tuple[str, ...]]:
    """The settings in `values`; what is unknown or out of bounds is left at its default and told."""
    kept: dict[str, Any] = {}
    faults: list[str] = []
    known = {f.name: f for f in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            if name != "version":
                faults.append(f"{name}: there is no such setting")
            continue
        fault = _fault(known[name].metadata["setting"], value)
        if fault:
            faults.append(f"{name}: {value!r} {fault}")
        else:
            kept[name] = float(value) if known[name].metadata["setting"].kind == "slide" else value  # type: ignore[arg-type]
    return Settings(**kept), tuple(faults)


def _fault(limits: Setting, value: object) -> str:
    if limits.kind == "switch":
        return "" if isinstance(value, bool) else "is neither true nor false"
    if limits.kind == "pick":
        return "" if value in limits.options else f"is none of {', '.join(limits.options)}"
    if limits.kind == "device":
        return "" if isinstance(value, str) and len(value) <= LONGEST_NAME else "is no name of a device"
    if isinstance(value, bool) or not isinstance(value, int | float) or not limits.least <= value <= limits.most:
        return f"is no number from {limits.least:g} to {limits.most:g}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read, and what was wrong with the file."""

    settings: Settings
    faults: tuple[str, ...] = ()


def read_settings(home: Path, *, aside: bool = True) -> Read:
    """The home's settings; the defaults where there are none or the file is damaged.

    A damaged file is put `aside`, unless somebody who reads it later is to find it and say so.
    """
    path = home / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Read(settings=Settings())
    except OSError as error:
        return Read(settings=Settings(), faults=(f"{path}: {error.strerror}; the defaults hold",))
    try:
        values = msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        if not aside:
            return Read(settings=Settings(), faults=(f"{path}: {error}; the defaults hold",))
        kept = path.with_name(f"{FILE}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}")
        try:
            path.replace(kept)
        except OSError as trouble:
            return Read(settings=Settings(), faults=(f"{path}: {error}; {trouble.strerror}; the defaults hold",))
        return Read(
            settings=Settings(), faults=(f"{path}: {error}; the defaults hold, the file is kept as {kept.name}",)
        )
    settings, faults = from_values(values)
    return Read(settings=settings, faults=tuple(f"{path}: {fault}" for fault in faults))


def keep_settings(home: Path, settings: Settings) -> None:
    """Write the settings, all or nothing; raises OSError."""
    path = home / FILE
    draft = path.with_name(f"{FILE}.{os.getpid()}.tmp")
    content = msgspec.json.format(msgspec.json.encode({"version": VERSION, **asdict(settings)}), indent=2)
    draft.write_bytes(content)
    draft.replace(path)
