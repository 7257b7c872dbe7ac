"""Drawing a puppet: paper pieces from back to front under the scene's light.

It knows no scene and no time. The canvas's origin is at the feet, one unit is a metre, y runs down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import skia

from generators.stage.figure_kernels import shade_slanted
from generators.stage.puppets import people
from generators.stage.puppets.back import draw_back
from generators.stage.puppets.beast import draw_beast
from generators.stage.puppets.beneath import Beneath
from generators.stage.puppets.flame import flame_height, flame_light, glow_rgb
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.paint import Brush, LightLike, Rgb, lit_by
from generators.stage.puppets.pose import Pose, mirrored_width
from generators.stage.puppets.rig import Beast, Skeleton, anchors, lie_turn, skeleton

DETAIL_PIXELS = (90.0, 260.0)
"""Head heights in pixels from which the second and third level of detail are drawn."""
SHADE_LIGHT, SHADE_DARK = 0.13, 0.30
"""Strength of the soft light-to-shadow wash over the whole figure."""
WASH_BANDS, WASH_LENGTH, WASH_SLANT_DEGREES = (20, 40, 40), 1.12, 27.0
"""The wash runs over 1.12 figure heights, slanted away from the light, in so many bands by level of detail."""
WASH_TURN = (0.42, 0.52)
"""Shares of its length at which light ends and shadow begins."""
NODDED, STEADY = 0.05, 0.3
"""A room's light goes this share of the way with a nod, and with all but so many metres of what goes further."""
Array = np.ndarray
UNDER_SOLES = (0.60, 0.085, 0.20)
"""Half the width and the thickness of the dark right under the feet, in shadow widths, and its strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glow:
    """Light that a puppet gives off: metres from its feet, mirrored by its facing."""

    x: float
    y: float
    radius_metres: float
    rgb: Rgb
    strength: float
    """0–1."""

    def towards(self, other: Glow, share: float) -> Glow:
        """This light, `share` (0–1) of the way to `other`."""

        def mixed(a: float, b: float) -> float:
            return a + (b - a) * share

        red, green, blue = (mixed(a, b) for a, b in zip(self.rgb, other.rgb, strict=True))
        return Glow(
            x=mixed(self.x, other.x),
            y=mixed(self.y, other.y),
            radius_metres=mixed(self.radius_metres, other.radius_metres),
            rgb=(red, green, blue),
            strength=mixed(self.strength, other.strength),
        )


def draw_puppet(
    canvas: skia.Canvas,
    puppet: Puppet,
    pose: Pose,
    light: LightLike,
    pixels_per_metre: float,
    empty: Array | None = None,
    beneath: Beneath | None = None,
) -> None:
    """Draw `puppet` in `pose`; one call takes some milliseconds at 720 lines.

    `empty` is the premultiplied BGRA array that `canvas` draws into, if nothing is drawn there yet: the figure
    then needs no layer of its own, and looks the same. `beneath`, beside it, is what the same pose with any face,
    drawn with the same arguments, has left.
    """
    mirror = 1.0 if pose.facing >= 0 else -1.0
    if "flame" in puppet.face:  # a lantern lights its own brass and coat
        light = lit_by(light, glow_rgb(pose.flame), min(1.0, flame_height(pose.flame, 0.0)), 0.3 * mirror, 1.2)
    elif pose.lamp[0] > 0:
        flame, metres, reach = pose.lamp
        light = lit_by(light, glow_rgb(flame), min(1.0, flame), metres, reach)
    brush = Brush(canvas, puppet.colours, light, pixels_per_metre, mirror)
    head_pixels = float(puppet.face["head_height"]) * pixels_per_metre
    brush.detail = sum(head_pixels >= limit for limit in DETAIL_PIXELS)
    bones = skeleton(puppet, pose)
    veil = float(puppet.bones.get("alpha", 1.0))
    angle, raised = lie_turn(puppet, pose)
    canvas.save()
    canvas.scale(mirrored_width(pose.facing), 1.0)
    if empty is None or veil < 1:
        _contact_shadow(brush, puppet, pose)
    canvas.save()
    if angle:
        canvas.translate(0.0, -raised)
        canvas.rotate(math.degrees(angle))
    if empty is None or veil < 1:
        bounds = _bounds(puppet, pose, bones)
        canvas.saveLayer(bounds, skia.Paint(Alphaf=veil) if veil < 1 else None)
        _pieces(brush, puppet, pose, bones)
        _wash(brush, puppet, bounds)
        canvas.restore()
    else:
        _pieces(brush, puppet, pose, bones, (beneath, empty) if beneath is not None else None)
        _wash_pixels(brush, puppet, empty)
        canvas.restore()
        _contact_shadow(brush, puppet, pose, skia.BlendMode.kDstOver)
        canvas.save()
        if angle:
            canvas.translate(0.0, -raised)
            canvas.rotate(math.degrees(angle))
    if isinstance(bones, Skeleton) and "flame" in puppet.face:
        people.draw_flame_light(brush, puppet, pose, bones)
    canvas.restore()
    canvas.restore()


def _pieces(
    brush: Brush,
    puppet: Puppet,
    pose: Pose,
    bones: Skeleton | Beast,
    kept: tuple[Beneath, Array] | None = None,
) -> None:
    if isinstance(bones, Beast):
        draw_beast(brush, puppet, pose, bones, brush.detail)
    elif pose.back >= 0.5:
        draw_back(brush, puppet, pose, bones, brush.detail)
    else:
        people.draw_person(brush, puppet, pose, bones, brush.detail, kept)


def glow(puppet: Puppet, pose: Pose) -> Glow | None:
    """The light the puppet gives off in `pose`; None for those who give none."""
    if "flame" not in puppet.face:
        return None
    height = flame_light(pose.flame, pose.flicker)
    x, y = _shining_from(puppet, pose)
    return Glow(x=x, y=y, radius_metres=0.4 + 1.5 * height, rgb=glow_rgb(pose.flame), strength=min(1.0, height))


def _shining_from(puppet: Puppet, pose: Pose) -> tuple[float, float]:
    """Where the light of a room's lamp-bearer comes from: it follows whoever bows or sits, hardly whoever nods.

    A lantern that nods twelve times a second would drag the light over half a room with each nod.
    """
    calm = replace(pose, lean=0.0, curl=0.0, tilt=0.0, nod=0.0, squash=0.0, breath=0.0, shoulders=0.0, hip_x=0.0)
    x, y = anchors(puppet, calm)["head"]
    now_x, now_y = anchors(puppet, pose)["head"]
    return x + _loosely(now_x - x), y + _loosely(now_y - y)


def _loosely(moved: float) -> float:
    """Metres that a light follows a head that moved so far."""
    return moved - (1 - NODDED) * STEADY * math.tanh(moved / STEADY)


def _bounds(puppet: Puppet, pose: Pose, bones: Skeleton | Beast) -> skia.Rect:
    """What the figure can cover, so that no more is composited; it need not be exact."""
    head = float(puppet.face["radius"]) * 2.1 + 0.04
    crown = float(puppet.face["crown"]) + 0.08
    side = float(puppet.bones["shadow"]) * 1.3 + 0.16 * pose.sit + 0.1
    points = [(-side, 0.0), (side, 0.0), (bones.head[0] - head, bones.head[1] - crown), (bones.head[0] + head, 0.0)]
    if isinstance(bones, Beast):
        tail = float(puppet.bones["tail"]["length"]) + 0.12
        points += [(bones.rump[0] - tail, bones.rump[1] - tail * max(0.3, pose.tail + 0.3)), (bones.chest[0] + 0.4, 0)]
    else:
        hand = float(puppet.bones["hand"]) * 1.5 + 0.08
        limbs = (bones.near_arm, bones.far_arm, bones.near_leg, bones.far_leg)
        for x, y in [p for limb in limbs for p in (limb.joint, limb.end)]:
            points += [(x - hand, y - hand), (x + hand, y + hand)]
        points.append((bones.hip[0] - side - 0.15 * abs(pose.trail), bones.hip[1]))
        points.append((bones.hip[0] + side + 0.15 * abs(pose.trail), bones.hip[1]))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return skia.Rect.MakeLTRB(min(xs), min(ys), max(xs), max(0.12, min(max(ys), 0.3)))


def _contact_shadow(brush: Brush, puppet: Puppet, pose: Pose, mode: skia.BlendMode = skia.BlendMode.kSrcOver) -> None:
    near = max(0.0, 1.0 - pose.lift / 0.8)
    if near <= 0:
        return
    width = float(puppet.bones["shadow"]) * (1 + 0.5 * pose.sit + 1.1 * pose.lie * (puppet.rig != "quadruped"))
    canvas = brush.canvas
    paint = skia.Paint(AntiAlias=True, BlendMode=mode)
    for grow, alpha in ((1.0, 0.10), (0.74, 0.13), (0.5, 0.15)):
        paint.setColor4f(skia.Color4f(*brush.light.shadow, alpha * near))
        w = width * grow
        canvas.drawOval(skia.Rect.MakeLTRB(-w, -w * 0.10, w, w * 0.15), paint)
    # Hardly any light comes in beneath a sole: by this it stands on the floor, and reads on it in rain and at night.
    wide, thick, alpha = UNDER_SOLES
    paint.setColor4f(skia.Color4f(*brush.light.shadow, alpha * near * near))
    w, thick = width * wide, thick * width
    canvas.drawRoundRect(skia.Rect.MakeLTRB(-w, -thick, w, thick), thick, thick, paint)


def _wash(brush: Brush, puppet: Puppet, bounds: skia.Rect) -> None:
    """A soft gradient over the figure: lighter towards the light, darker away and down.

    Drawn as flat bands: on the CPU Skia lays solid bands inside the figure ten times faster than a
    gradient (0.8 ms against 9.4 ms over 700 × 720 pixels), and steps below 1 % are not seen.
    """
    canvas, light = brush.canvas, brush.light
    height = puppet.height_metres
    strength = 0.4 + 0.6 * light.rim_strength
    bands = WASH_BANDS[brush.detail]
    band = height * WASH_LENGTH / bands
    wide = height * 2.5
    paint = skia.Paint(AntiAlias=False, BlendMode=skia.BlendMode.kSrcATop)
    canvas.save()
    canvas.clipRect(bounds)
    canvas.translate(brush.light_side * height * 0.30, -height)
    canvas.rotate(WASH_SLANT_DEGREES * brush.light_side)
    for k in range(-bands // 4, bands + bands // 6):
        t = (k + 0.5) / bands
        if t < WASH_TURN[0]:
            alpha = SHADE_LIGHT * strength * min(1.0, 1 - t / WASH_TURN[0])
            paint.setColor4f(skia.Color4f(*light.rim, alpha))
        elif t > WASH_TURN[1]:
            alpha = SHADE_DARK * min(1.0, (t - WASH_TURN[1]) / (1 - WASH_TURN[1]))
            paint.setColor4f(skia.Color4f(*light.shadow, alpha))
        else:
            continue
        canvas.drawRect(skia.Rect.MakeXYWH(-wide, k * band, 2 * wide, band), paint)
    canvas.restore()


def _wash_pixels(brush: Brush, puppet: Puppet, pixels: Array) -> None:
    """The same gradient without bands, straight on the figure's pixels: a fifth of the time."""
    canvas, light = brush.canvas, brush.light
    height = puppet.height_metres
    canvas.save()
    canvas.translate(brush.light_side * height * 0.30, -height)
    canvas.rotate(WASH_SLANT_DEGREES * brush.light_side)
    back = skia.Matrix()
    turned = canvas.getTotalMatrix().invert(back)
    canvas.restore()
    if not turned:
        return
    canvas.getSurface().flushAndSubmit()
    length = height * WASH_LENGTH
    # Row 1 of the matrix gives the way along the wash, from pixel centres.
    across, down = back.get(3) / length, back.get(4) / length
    shade_slanted(
        pixels.view(np.uint32)[:, :, 0],
        np.array([across, down, back.get(5) / length + (across + down) / 2], np.float32),
        np.array([*WASH_TURN, SHADE_LIGHT * (0.4 + 0.6 * light.rim_strength), SHADE_DARK], np.float32),
        _bytes(light.rim),
        _bytes(light.shadow),
    )


def _bytes(rgb: Rgb) -> Array:
    """B, G, R 0–255."""
    return np.array([rgb[2] * 255, rgb[1] * 255, rgb[0] * 255], np.float32)
