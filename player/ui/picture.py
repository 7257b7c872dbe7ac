"""The film on screen: a texture of light, one of both colours, and a shader, BT.709 limited range.

It knows no segment and no time; it is given decoded frames. Nothing is converted on the processor; the two planes of
colour are laid side by side, because a shader on the processor pays for every look into a texture.
"""

from __future__ import annotations

import av
import numpy as np
from kivy.graphics import BindTexture, Callback, Rectangle, RenderContext
from kivy.graphics.opengl import GL_BLEND, glDisable, glEnable
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

FRAGMENT = """
$HEADER$
uniform sampler2D colour;
uniform float light;
void main(void) {
    float y = 1.16438 * (texture2D(texture0, tex_coord0).r - 0.0625);
    vec2 uv = texture2D(colour, tex_coord0).ra - 0.50196;
    float u = uv.x;
    float v = uv.y;
    vec3 rgb = vec3(y + 1.79274 * v, y - 0.21325 * u - 0.53291 * v, y + 2.11240 * u);
    gl_FragColor = vec4(min(rgb, 1.0) * light, 1.0);
}
"""
"""BT.709, limited range (ITU-R BT.709-6; coefficients 255/219 and 255/224 applied)."""


HAIR = 0.01
"""Bars thinner than 1 % are stretched away: 854×480 is not quite 16:9."""


class FilmPicture(Widget):
    """Shows the newest frame, as large as fits; `light` 1 plain … 0 black."""

    def __init__(self, **options: object) -> None:
        self.canvas = RenderContext(fs=FRAGMENT, use_parent_projection=True, use_parent_modelview=True)
        super().__init__(**options)
        self._textures: list[Texture] = []
        self._colours = np.zeros((1, 1, 2), np.uint8)
        self._light = 1.0
        self.canvas["light"] = 1.0
        self.canvas["colour"] = 1
        with self.canvas:
            self._bind = BindTexture(index=1)
            Callback(lambda _: glDisable(GL_BLEND))  # what lies below a film is not read
            self._rect = Rectangle(pos=(0, 0), size=(0, 0))
            Callback(lambda _: glEnable(GL_BLEND))
        self.bind(pos=self._fit, size=self._fit)

    def show(self, image: av.VideoFrame) -> None:
        """Upload the three planes of a yuv420p frame."""
        if not self._textures or self._textures[0].size != (image.width, image.height):
            self._make(image.width, image.height)
        light, *colours = image.planes
        stride = light.line_size if light.line_size != light.width else 0
        self._textures[0].blit_buffer(memoryview(light), colorfmt="luminance", bufferfmt="ubyte", rowlength=stride)
        for number, plane in enumerate(colours):
            rows = np.frombuffer(plane, np.uint8)[: plane.height * plane.line_size].reshape(plane.height, -1)
            self._colours[..., number] = rows[:, : plane.width]
        self._textures[1].blit_buffer(self._colours.reshape(-1), colorfmt="luminance_alpha", bufferfmt="ubyte")
        self.canvas.ask_update()

    def _make(self, width: int, height: int) -> None:
        half = (width // 2, height // 2)
        self._colours = np.zeros((*half[::-1], 2), np.uint8)
        self._textures = [
            Texture.create(size=(width, height), colorfmt="luminance"),
            Texture.create(size=half, colorfmt="luminance_alpha"),
        ]
        for texture in self._textures:
            texture.flip_vertical()
            texture.wrap = "clamp_to_edge"
        self._rect.texture, self._bind.texture = self._textures
        self._fit()

    def _fit(self, *_: object) -> None:
        if not self._textures:
            return
        wide, high = self._textures[0].size
        scale = min(self.width / wide, self.height / high)
        exact = abs(scale - 1.0) < 1e-3
        light = self._textures[0]
        light.min_filter = light.mag_filter = "nearest" if exact else "linear"  # 1 : 1 needs no filter: half the cost
        size = (round(wide * scale), round(high * scale))
        if abs(size[0] - self.width) < HAIR * self.width and abs(size[1] - self.height) < HAIR * self.height:
            size = (round(self.width), round(self.height))
        self._rect.size = size
        self._rect.pos = (self.x + (self.width - size[0]) // 2, self.y + (self.height - size[1]) // 2)

    @property
    def area(self) -> tuple[float, float, float, float]:
        """Where the film is: x, y, width, height in window pixels."""
        return (*self._rect.pos, *self._rect.size)

    @property
    def light(self) -> float:
        """How bright the film is."""
        return self._light

    @light.setter
    def light(self, value: float) -> None:
        if value != self._light:
            self._light = value
            self.canvas["light"] = float(value)
            self.canvas.ask_update()
