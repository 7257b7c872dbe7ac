"""The captions on screen: name in the speaker's colour, words in white, at the bottom of the safe area.

It knows no show; it draws a `CaptionView` when it changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from player.ui import manner, theme
from player.ui.paint import Run, TextStyle, margin_of, text_block, width_of, wrapped
from player.ui.sprites import Sprite
from player.ui.view import CaptionView

SIZE = 27.0
"""Pixels at 720 lines: 42 characters take half the width."""
GAP = "  "
"""Between a name and the words."""
NAME_ROOM = "_"
"""Stands for the speaker's name while lines that are too wide for the window are broken anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionLook:
    """How captions are shown."""

    share: float = 1.0
    """Of their usual size."""
    ground: float = 0.45
    """Opacity of the dark ground behind the words, 0–1."""
    high: bool = False
    """At the top of the picture instead of the bottom."""


class CaptionBar(Sprite):
    """Captions; `lift` raises them above cards or controls."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = CaptionView()
        self._window = (1, 1, 1.0)
        self._lift = 0.0
        self._margin = 0.0
        self._look = CaptionLook()

    def dress(self, look: CaptionLook) -> None:
        """From now on captions look so."""
        if look != self._look:
            self._look = look
            shown, self._shown = self._shown, CaptionView()
            self.update(shown, self._lift)

    def layout(self, width: int, height: int, scale: float) -> None:
        """Place for a window."""
        self._window = (width, height, scale)
        shown, self._shown = self._shown, CaptionView()
        self.update(shown, self._lift)

    def update(self, caption: CaptionView, lift: float) -> None:
        """Show `caption`, its lower edge `lift` pixels above the safe area."""
        if caption != self._shown:
            self._shown = caption
            self._paint(caption)
        width, height, _ = self._window
        near = abs(lift - self._lift) <= 1 or manner.NOW.still
        self._lift += lift - self._lift if near else (lift - self._lift) * 0.4
        y = height * theme.SAFE + self._lift - self._margin
        if self._look.high:
            y = height * (1 - theme.SAFE) - self.height + self._margin
        self.pos = (round((width - self.width) / 2), round(y))

    def _paint(self, caption: CaptionView) -> None:
        if not caption.lines:
            self.clear()
            return
        scale = self._window[2] * self._look.share
        size = SIZE * scale
        name = f"{caption.speaker}{GAP * (2 if manner.NOW.safe else 1)}" if caption.speaker else ""
        face = "serif_italic" if caption.kind == "narration" else "medium"
        ink = theme.MUTED if caption.kind == "sound" else theme.TEXT
        ground = self._look.ground
        style = TextStyle(size=size, leading=1.32, centred=True, shadow=5 * scale, scrim=min(1.0, ground * 1.15))
        taken = width_of(name, "bold", size * 0.8)
        room = self._window[0] * (1 - 2 * theme.SAFE)
        texts = list(caption.lines)
        if any(width_of(text, face, size) + (0 if n else taken) > room for n, text in enumerate(texts)):
            aside = NAME_ROOM * math.ceil(taken / width_of(NAME_ROOM, face, size))
            texts = wrapped(aside + " ".join(texts), face, size, room, most=6)
            texts[0] = texts[0].lstrip(NAME_ROOM)
        lines: list[list[Run]] = [[Run(text, face, ink)] for text in texts]
        if name:
            plate = theme.with_alpha(theme.BACKGROUND, theme.SAFE_PLATE) if manner.NOW.safe else None
            said = [Run(caption.speaker, "bold", manner.tint(caption.tint), size * 0.8, plate)]
            lines[0][:0] = [*said, Run(name.removeprefix(caption.speaker), "bold", ink, size * 0.8)]
        self._margin = margin_of(style)
        self.show(text_block(lines, style))
