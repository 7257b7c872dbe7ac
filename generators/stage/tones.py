"""How many values a picture has: local colours gathered into ink, distances into steps, light behind it all.

It knows colours only, no scene. Switched off (`ink` 0, `steps` 0, `glow` 0) everything passes unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

from generators.stage.colour import RGB, luma, to_oklch


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """Shadow theatre, woodcut and poster styles are made of these."""

    ink: float = 0.0
    """Share of every local colour that becomes ink (the light's `near`)."""
    steps: int = 0
    """Number of values between here and the horizon; 0 = any."""
    glow: float = 0.0
    """How far the sky becomes one lit screen behind the scene, 0–1."""
    chroma: float = 0.0
    """Share of a strong colour that survives the ink: accents and signs."""
    through_from: float = 0.80
    """Brightness of a local colour from which the light shines through it (eyes, letters)."""
    through_to: float = 0.92
    """Brightness from which all of it does."""

    @property
    def is_on(self) -> bool:
        """Whether any colour is changed at all."""
        return self.ink > 0 or self.steps > 0 or self.glow > 0

    def gathered(self, lit: RGB, local: RGB, ink: RGB, screen: RGB) -> RGB:
        """A lit colour as this style shows it: `ink`, the accent it keeps, or the `screen` that shines through."""
        if self.ink <= 0:
            return lit
        _, chroma, _ = to_oklch(local)
        keep = self.chroma * max(0.0, min(1.0, (chroma - 0.10) / 0.10))
        share = self.ink * (1 - keep)
        red, green, blue = (a + (b - a) * share for a, b in zip(lit, ink, strict=True))
        through = (luma(local) - self.through_from) / max(1e-6, self.through_to - self.through_from)
        through = max(0.0, min(1.0, through))
        if through <= 0:
            return red, green, blue
        r, g, b = (a + (c - a) * through for a, c in zip((red, green, blue), screen, strict=True))
        return r, g, b

    def stepped(self, distance: float) -> float:
        """`distance` 0–1 gathered into the style's values."""
        if self.steps <= 1:
            return distance
        return round(distance * (self.steps - 1)) / (self.steps - 1)
