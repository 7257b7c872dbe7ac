"""The keys of a preview, which are not the player's own, and how the help tells them. It knows no toolkit."""

from __future__ import annotations

from player.ui.keymap import Column

KEYS = {
    "pageup": "before",
    "pagedown": "after",
    "f5": "again",
    "home": "again",
    "f6": "way",
    "f7": "viewpoint",
}
"""What a key does. A gamepad's shoulders are PgUp and PgDn."""
CAPS = (("PgUp", "before"), ("PgDn", "after"), ("F5", "again"), ("F6", "way"), ("F7", "viewpoint"))
"""As they stand on the bar."""
HELP: Column = ("preview.title", tuple(((cap,), f"preview.do_{deed}") for cap, deed in CAPS))
"""As they stand in the help."""
