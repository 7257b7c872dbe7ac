"""The captions on screen: name in the speaker's colour, words in white, at the bottom of the safe area.

It knows no show; it draws a `CaptionView` when it changes.
"""

from __future__ import annotations

from player.ui import theme
from player.ui.paint import Run, TextStyle, margin_of, text_block
from player.ui.sprites import Sprite
from player.ui.theme import colour
from player.ui.view import CaptionView

SIZE = 27.0
"""Pixels at 720 lines: 42 characters take half the width."""


class CaptionBar(Sprite):
    """Captions; `lift` raises them above cards or controls."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = CaptionView()
        self._window = (1, 1, 1.0)
        self._lift = 0.0
        self._margin = 0.0
        self._share = 1.0

    def resize(self, share: float) -> None:
        """Captions `share` times their usual size."""
        if share != self._share:
            self._share = share
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
        self._lift += (lift - self._lift) * 0.4 if abs(lift - self._lift) > 1 else lift - self._lift
        self.pos = (round((width - self.width) / 2), round(height * theme.SAFE + self._lift - self._margin))

    def _paint(self, caption: CaptionView) -> None:
        if not caption.lines:
            self.clear()
            return
        scale = self._window[2] * self._share
        style = TextStyle(size=SIZE * scale, leading=1.32, centred=True, shadow=5 * scale, scrim=0.5)
        lines: list[list[Run]] = []
        for number, text in enumerate(caption.lines):
            line = []
            if number == 0 and caption.speaker:
                line.append(Run(f"{caption.speaker}  ", "bold", colour(caption.tint), SIZE * 0.8 * scale))
            if caption.kind == "sound":
                line.append(Run(text, "medium", theme.MUTED))
            else:
                line.append(Run(text, "serif_italic" if caption.kind == "narration" else "medium", theme.TEXT))
            lines.append(line)
        self._margin = margin_of(style)
        self.show(text_block(lines, style))
