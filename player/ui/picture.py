"""The film on screen: three luminance textures and one shader, BT.709 limited range.

It knows no segment and no time; it is given decoded frames. No copy, no conversion on the processor.
"""

from __future__ import annotations

import av
from kivy.graphics import BindTexture, Color, Rectangle, RenderContext
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

FRAGMENT = """
$HEADER$
uniform sampler2D tex_u;
uniform sampler2D tex_v;
uniform float light;
void main(void) {
    float y = 1.16438 * (texture2D(texture0, tex_coord0).r - 0.0625);
    float u = texture2D(tex_u, tex_coord0).r - 0.50196;
    float v = texture2D(tex_v, tex_coord0).r - 0.50196;
    vec3 rgb = vec3(y + 1.79274 * v, y - 0.21325 * u - 0.53291 * v, y + 2.11240 * u);
    gl_FragColor = vec4(clamp(rgb, 0.0, 1.0) * light, 1.0) * frag_color;
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
        self._light = 1.0
        self.canvas["light"] = 1.0
        self.canvas["tex_u"], self.canvas["tex_v"] = 1, 2
        with self.canvas:
            self._ink = Color(1, 1, 1, 0)
            self._bind_u = BindTexture(index=1)
            self._bind_v = BindTexture(index=2)
            self._rect = Rectangle(pos=(0, 0), size=(1, 1))
        self.bind(pos=self._fit, size=self._fit)

    def show(self, image: av.VideoFrame) -> None:
        """Upload the three planes of a yuv420p frame."""
        if not self._textures or self._textures[0].size != (image.width, image.height):
            self._make(image.width, image.height)
        for texture, plane in zip(self._textures, image.planes, strict=True):
            stride = plane.line_size if plane.line_size != plane.width else 0
            texture.blit_buffer(memoryview(plane), colorfmt="luminance", bufferfmt="ubyte", rowlength=stride)
        self._ink.a = 1.0
        self.canvas.ask_update()

    def _make(self, width: int, height: int) -> None:
        sizes = [(width, height), (width // 2, height // 2), (width // 2, height // 2)]
        self._textures = [Texture.create(size=size, colorfmt="luminance") for size in sizes]
        for texture in self._textures:
            texture.flip_vertical()
            texture.wrap = "clamp_to_edge"
        self._rect.texture = self._textures[0]
        self._bind_u.texture, self._bind_v.texture = self._textures[1:]
        self._fit()

    def _fit(self, *_: object) -> None:
        if not self._textures:
            return
        wide, high = self._textures[0].size
        scale = min(self.width / wide, self.height / high)
        exact = abs(scale - 1.0) < 1e-3
        for texture in self._textures[:1]:
            texture.mag_filter = "nearest" if exact else "linear"  # 1 : 1 needs no filter (half the cost in software)
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
