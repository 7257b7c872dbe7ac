"""Settings: groups on the left, what can be set on the right, and below it how it will look.

It knows the settings' names and limits, no player.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import skia

from generators.timed import Balance
from player.foyer.desk import Desk
from player.foyer.model_shelf import ModelRow
from player.foyer.pictures import Figure, Scenery
from player.playback.devices import output_devices
from player.settings import GROUPS, Setting, Settings, settings_in, stepped
from player.ui import manner, theme
from player.ui.foyer.frames import link, poster_frame
from player.ui.foyer.house import House
from player.ui.foyer.page import Page
from player.ui.foyer.rows import RowLook, RowTile
from player.ui.foyer.tiles import PaintedTile, PictureTile
from player.ui.paint import paint_of, pixels, width_of, words, wrapped
from profiles.balance import FLAT, LEAST, MOST, NAMES, STEP, drowns_speech

PREVIEWED = ("picture", "captions", "access")
"""Groups whose settings can be seen at once."""
PREVIEW = Scenery(
    place="harbour",
    hour=18.6,
    zoom=1.5,
    y=0.62,
    people=(Figure(puppet="wren", x=0.0, facing=1, emotion="curious"), Figure(puppet="bramble", x=0.32, emotion="sly")),
)
GUARDED = "safety"
"""The group that a grown-up changes: the PIN comes first where there is one."""
SPEAKER = "Wren"
"""Who speaks in the preview."""
MODELS = (("speech", "flite"), ("torch", "torch"), ("onnxruntime", "onnxruntime"), ("tensorrt", "tensorrt_rtx"))
GIGABYTE = 1e9
LEAST_USED = 0.005
"""Gigabytes of pictures below which there is nothing to speak of."""
READABLE, FLATTEST = 420.0, 2.39
"""Units of width in which a caption of the preview can be read, and how flat it may be cut for them."""
FEET = 0.16
"""People stand low in the preview: where it is flat, sky goes first."""


class SettingsPage(Page):
    """Everything that can be set."""

    title = "settings"

    def __init__(self, house: House, desk: Desk, group: str = GROUPS[0]) -> None:
        super().__init__(house)
        self._desk, self._group = desk, group
        self._fault = ""
        self._used: float | None = None
        self._shelved = False
        """Whether the models that were found are on the page."""

    def greeting(self) -> str:
        """The page, and what is wrong with what was set."""
        return ". ".join([super().greeting(), *self._desk.troubles])

    def first_focus(self) -> str:
        """The group that is open."""
        return f"group/{self._group}"

    def compose(self) -> None:
        """Two columns."""
        scale, texts = self.scale, self.words
        left, top = self.width * theme.SAFE + 8 * scale, self.height * theme.SAFE
        top += (
            self.write(texts("settings.heading"), left, top, theme.TYPE.title * scale, font="serif_semibold")
            + 18 * scale
        )
        y = top
        tabs = 0.0
        for group in GROUPS:
            tile = self._tab(group)
            tabs = max(tabs, tile.width)
            self.put(tile, left, y)
            y += tile.height + 2 * scale
        label = texts("settings.back")
        back = PaintedTile(
            "back", label, self.leave,
            lambda focused: link(f"←  {label}", scale, self.house.accent, focused=focused), edge=0.0,
        )  # fmt: skip
        self.put(back, left, y + 18 * scale)
        x = left + max(tabs + 14 * scale, (168 if self.is_narrow else 250) * scale)
        wide = self.width * (1 - theme.SAFE) - 8 * scale - x
        y = top
        for name, limits in settings_in(self._group):
            row = self._row(name, limits, wide)
            self.put(row, x, y)
            y += row.height + 8 * scale
        for row in self._balance_rows(wide) if self._group == "sound" else ():
            self.put(row, x, y)
            y += row.height + 8 * scale
        for look in (
            *(RowLook(label=label, value=value, kind="tell") for label, value in self._facts()),
            *self._shelf(),
        ):
            row = RowTile(
                f"fact/{look.label}", lambda look=look: look,
                lambda _: None, width=wide, scale=scale, accent=self.house.accent, pressed=lambda: None,
            )  # fmt: skip
            self.put(row, x, y)
            y += row.height + 8 * scale
        troubles = [*self._desk.troubles, *([self._fault] if self._fault else [])]
        for trouble in troubles:
            y += self.write(trouble, x, y + 6 * scale, theme.TYPE.small * scale, ink=manner.fault(), width=wide, most=2)
        if self._group in PREVIEWED:
            self._preview(x, y + 14 * scale, wide)
        # Tab goes from a group through what can be set in it to the next group.
        chosen = GROUPS.index(self._group)
        self.tiles.sort(key=lambda tile: _order(tile.name, chosen))

    def _tab(self, group: str) -> PaintedTile:
        scale = self.scale
        text = self.words(f"settings.{group}")

        def paint(focused: bool) -> np.ndarray:
            size = theme.TYPE.large * 0.9 * scale
            chosen = group == self._group

            def draw(canvas: skia.Canvas) -> None:
                ink = theme.TEXT if focused or chosen else theme.MUTED
                if chosen or focused:
                    bar = skia.Rect.MakeXYWH(0, 7 * scale, 3.5 * scale, size * 1.3)
                    tone = self.house.accent if chosen else theme.with_alpha(theme.TEXT, 0.5)
                    canvas.drawRoundRect(bar, 2 * scale, 2 * scale, paint_of(tone))
                face = "semibold" if chosen or focused else "medium"
                words(canvas, text, 18 * scale, 7 * scale + size * 1.02, face, size, ink)

            return pixels(
                max(150 * scale, width_of(text, "semibold", size) + 24 * scale), size * 1.3 + 14 * scale, draw
            )

        tile = PaintedTile(f"group/{group}", text, lambda: self._open(group), paint)
        return tile

    def _open(self, group: str) -> None:
        self._group = group
        self.want_focus(f"group/{group}")
        self.rebuild()

    def give_focus(self, tile, *, at_once: bool = False) -> None:  # type: ignore[no-untyped-def]
        """Going through the groups opens them."""
        super().give_focus(tile, at_once=at_once)
        if tile is not None and tile.name.startswith("group/") and tile.name != f"group/{self._group}":
            self._open(tile.name.removeprefix("group/"))

    def _row(self, name: str, limits: Setting, wide: float) -> RowTile:
        def look() -> RowLook:
            return look_of(name, limits, self._desk.settings, self.words, drawn=str(self._desk.size_drawn()))

        def set_share(share: float) -> None:
            value = limits.least + share * (limits.most - limits.least)
            value = round(value / limits.step) * limits.step
            self._keep(
                replace(self._desk.settings, **{name: round(min(limits.most, max(limits.least, value)), 3)}), name
            )

        def shift(by: int) -> None:
            self._keep(stepped(self._desk.settings, name, by, output_devices()), name)

        return RowTile(
            f"set/{name}", look, shift, width=wide, scale=self.scale, accent=self.house.accent,
            set_share=set_share if limits.kind == "slide" else None,
            pressed=(lambda: None) if limits.kind == "slide" else None,
        )  # fmt: skip

    def _balance_rows(self, wide: float) -> tuple[RowTile, ...]:
        """What who watches wants louder or softer: theirs alone, kept with their profile."""
        return tuple(self._balance_row(name, wide) for name in NAMES) if self._desk.balance() is not None else ()

    def _balance_row(self, name: str, wide: float) -> RowTile:
        texts, viewer = self.words, self._desk.viewer
        label, hint = texts(f"balance.{name}"), texts("balance.hint", name=viewer.name if viewer is not None else "")

        def value() -> float:
            return (self._desk.balance() or FLAT)[name]

        def look() -> RowLook:
            told = texts("balance.as_mixed") if not value() else f"{value():+g} dB".replace("-", "−")
            share = (value() - LEAST) / (MOST - LEAST)
            drowns = name == "speech" and drowns_speech(self._desk.balance() or FLAT)
            quiet = texts("balance.speech.low") if drowns else ""
            return RowLook(label=label, hint=quiet or hint, kind="slide", share=share, value=told)

        def keep(wanted: float) -> None:
            decibels = min(MOST, max(LEAST, round(wanted / STEP) * STEP))
            if decibels == value():
                return
            balance = {**(self._desk.balance() or FLAT), name: decibels}
            self._desk.keep_balance(balance)
            self.house.weigh(Balance(**balance))

        return RowTile(
            f"balance/{name}", look, lambda by: keep(value() + by * STEP), width=wide, scale=self.scale,
            accent=self.house.accent, set_share=lambda share: keep(LEAST + share * (MOST - LEAST)),
            pressed=lambda: None,
        )  # fmt: skip

    def _keep(self, settings: Settings, name: str) -> None:
        if self._group == GUARDED and self._desk.is_guarded():
            self.house.go("pin", then="settings", group=GUARDED)
            return
        self._fault = self._desk.set(settings)
        self.want_focus(f"set/{name}")
        self.house.obey(settings)
        if self._group in PREVIEWED or self._fault:
            self.want_focus(f"set/{name}")
            self.rebuild()
        if self._fault:
            self.house.say(self._fault)

    def _facts(self) -> tuple[tuple[str, str], ...]:
        """What is told and cannot be set."""
        texts = self.words
        if self._group == "storage":
            used = sum(f.stat().st_size for f in (self._desk.home / "cache").rglob("*") if f.is_file()) / GIGABYTE
            free = shutil.disk_usage(self._desk.home).free / GIGABYTE
            return (
                (texts("storage.used"), f"{used:.2f} GB" if used >= LEAST_USED else texts("storage.nothing")),
                (texts("storage.free"), f"{free:.0f} GB"),
                (texts("storage.folder"), _short(self._desk.home, 16 if self.is_narrow else 36)),
            )
        if self._group == "models":
            return tuple(
                (texts(f"models.{name}"), texts("models.here" if _is_here(module) else "models.missing"))
                for name, module in MODELS
            )
        if self._group == "safety":
            return ((texts("safety.pin"), texts("safety.pin_set" if self._desk.has_pin() else "safety.pin_none")),)
        return ()

    def _shelf(self) -> tuple[RowLook, ...]:
        """Every model folder: what it is, how large, whose, and what it gets here."""
        if self._group != "models":
            return ()
        texts, models = self.words, self._desk.models
        rows = models.rows()
        self._shelved = rows is not None
        if rows is None:
            return (RowLook(label=texts("models.looking"), kind="tell"),)
        house = _house_look(models.house_device, texts)
        if not rows:
            where = texts("models.none.hint", folder=_short(models.folder, 60))
            return (house, RowLook(label=texts("models.none"), hint=where, kind="tell"))
        return (house, *(_model_look(row, texts) for row in rows))

    def tick(self, now: float) -> None:
        """One turn of the display; models are shown as soon as they are found."""
        super().tick(now)
        if self._group == "models" and not self._shelved and self._desk.models.rows() is not None:
            self.want_focus(self.focused.name if self.focused is not None else self.first_focus())
            self.rebuild()

    def _preview(self, x: float, top: float, wide: float) -> None:
        """The scene as it would look and read now."""
        settings = self._desk.settings
        scale = self.scale
        room = self.height * (1 - theme.SAFE) - top
        high = max(150 * scale, min(room, wide * 9 / 16))
        width = min(wide, max(high * 16 / 9, min(READABLE * scale, high * FLATTEST)))
        picture = replace(PREVIEW, style=settings.style or "paper")
        text = self.words("settings.sample")

        def overlay(focused: bool) -> np.ndarray:
            frame, edge = poster_frame(width, high, scale, self.house.accent, focused=False)
            return captioned(frame, edge, text, settings, width * 9 / 16 / (theme.LINES * 0.62))

        self.put(
            _quiet(
                PictureTile(
                    "preview",
                    self.words("settings.preview"),
                    lambda: None,
                    house=self.house,
                    picture=picture,
                    size=(width, high),
                    overlay=overlay,
                    edge=8 * scale,
                    plays=True,
                    anchor=FEET,
                )
            ),
            x,
            top,
        )


def _house_look(device: str, texts: Callable[..., str]) -> RowLook:
    """The line of the restyler that is always there."""
    does = texts("models.house.live", device=device) if device else texts("models.house.still")
    return RowLook(label=texts("models.house"), hint=texts("models.house.hint"), value=does, kind="tell")


def _model_look(row: ModelRow, texts: Callable[..., str]) -> RowLook:
    """A model folder's line."""
    if row.refused:
        return RowLook(label=row.name, hint=row.refused, value=texts("models.unusable"), kind="tell")
    told = [row.kind, f"{row.gigabytes:g} GB", row.licence or texts("models.no_licence")]
    fits = (
        texts("models.tier", tier=row.tier) if row.tier else texts("models.needs", gigabytes=f"{row.needs_gigabytes:g}")
    )
    return RowLook(label=row.name, hint=" · ".join(told), value=fits, kind="tell")


def _order(name: str, chosen: int) -> float:
    kind, _, rest = name.partition("/")
    if kind == "group":
        return GROUPS.index(rest) * 2.0
    return 2.0 * len(GROUPS) if kind == "back" else chosen * 2.0 + 1.0


def _quiet(tile: PictureTile) -> PictureTile:
    tile.enabled = False
    return tile


def look_of(name: str, limits: Setting, settings: Settings, texts: Callable[..., str], drawn: str = "") -> RowLook:
    """How a setting reads in its line; `drawn` is the picture's size where nobody has set one."""
    value = getattr(settings, name)
    label, hint = texts(f"setting.{name}"), texts(f"setting.{name}.hint")
    if limits.kind == "switch":
        return RowLook(
            label=label, hint=hint, kind="switch", on=value, value=texts("settings.on" if value else "settings.off")
        )
    if limits.kind == "device":
        gone = value and value not in output_devices()
        told = texts("setting.device.gone", name=value) if gone else value or texts("setting.device.own")
        return RowLook(label=label, hint=hint, value=told)
    if name == "size" and value == "auto" and drawn:
        return RowLook(label=label, hint=hint, value=texts("setting.size.auto_now", size=drawn.replace("x", "×")))
    if limits.kind == "pick":
        return RowLook(label=label, hint=hint, value=texts(f"setting.{name}.{value or 'own'}"))
    share = (value - limits.least) / (limits.most - limits.least)
    unit = texts(f"setting.{name}.unit")
    number = value * 100 if unit.endswith("%") else value
    return RowLook(
        label=label, hint=hint, kind="slide", share=share, middle=limits.least < 0, value=f"{number:g} {unit}".strip()
    )


def captioned(frame: np.ndarray, edge: float, text: str, settings: Settings, scale: float) -> np.ndarray:
    """`frame` with a caption as the settings want it."""
    if not settings.captions:
        return frame
    high, wide = frame.shape[:2]
    size = 24 * scale * settings.caption_scale * settings.text_scale
    image = skia.Image.fromarray(np.ascontiguousarray(frame), colorType=skia.kRGBA_8888_ColorType)

    def draw(canvas: skia.Canvas) -> None:
        canvas.drawImage(image, 0, 0)
        named = width_of(SPEAKER, "bold", size * 0.8) + size * 0.75
        lines = wrapped(text, "medium", size, (wide - 2 * edge) * 0.92 - named, most=3)
        y = edge + size * 1.6 if settings.caption_place == "high" else high - edge - size * (1.3 * len(lines) - 0.3)
        for number, line in enumerate(lines):
            aside = 0.0 if number else named
            said = width_of(line, "medium", size) + aside
            x = (wide - said) / 2
            ground = paint_of((0.02, 0.02, 0.035, settings.caption_ground))
            body = skia.Rect.MakeXYWH(x - size * 0.4, y - size * 0.95, said + size * 0.8, size * 1.3)
            canvas.drawRoundRect(body, size * 0.25, size * 0.25, ground)
            if aside:
                _name(canvas, x, y, size * 0.8)
            words(canvas, line, x + aside + 1, y + 1, "medium", size, (0.0, 0.0, 0.0, 0.7))
            words(canvas, line, x + aside, y, "medium", size, theme.TEXT)
            y += size * 1.3

    return pixels(wide, high, draw)


def _name(canvas: skia.Canvas, x: float, y: float, size: float) -> None:
    """Who says it, as captions tell."""
    if manner.NOW.safe:
        wide = width_of(SPEAKER, "bold", size)
        plate = skia.Rect.MakeXYWH(x - size * 0.34, y - size * 0.98, wide + size * 0.68, size * 1.32)
        ground = theme.with_alpha(theme.BACKGROUND, theme.SAFE_PLATE)
        canvas.drawRoundRect(plate, size * 0.3, size * 0.3, paint_of(ground))
    words(canvas, SPEAKER, x + 1, y + 1, "bold", size, (0.0, 0.0, 0.0, 0.7))
    words(canvas, SPEAKER, x, y, "bold", size, manner.tint(theme.SPEAKER_TINTS[0]))


def _is_here(module: str) -> bool:
    if module == "flite":
        from generators.sound.voices.flite import is_here  # only where the rows are shown

        return is_here()
    return importlib.util.find_spec(module) is not None


def _short(path: Path, most: int) -> str:
    text = str(path)
    return text if len(text) <= most else f"…{text[1 - most :]}"
