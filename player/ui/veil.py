"""A widget that draws only those of its children that can be seen.

Kivy draws a widget of opacity 0 like any other: blending the invisible over the whole window took more than half of the
processor's time where OpenGL runs on it.
"""

from __future__ import annotations

from kivy.uix.widget import Widget


class Veiled(Widget):
    """Touches, layout and order are as ever; who is not seen has no place in the canvas."""

    def add_widget(self, widget: Widget, *args: object, **named: object) -> None:
        """Take a child in."""
        super().add_widget(widget, *args, **named)
        widget.fbind("opacity", self._unveil)
        self._unveil()

    def remove_widget(self, widget: Widget, *args: object, **named: object) -> None:
        """Let a child go."""
        widget.funbind("opacity", self._unveil)
        super().remove_widget(widget, *args, **named)

    def _unveil(self, *_: object) -> None:
        """Draw who is seen, the last child undermost."""
        seen = [widget.canvas for widget in reversed(self.children) if widget.opacity > 0.0]
        drawn = [widget.canvas for widget in self.children if widget.canvas in self.canvas.children]
        if len(seen) == len(drawn) and all(canvas in drawn for canvas in seen):
            return
        for canvas in drawn:
            self.canvas.remove(canvas)
        for canvas in seen:
            self.canvas.add(canvas)
