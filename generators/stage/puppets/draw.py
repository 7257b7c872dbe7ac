"""Drawing a puppet: paper pieces from back to front under the scene's light.

It knows no scene and no time. The canvas's origin is at the feet, one unit is a metre, y runs down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import skia

from generators.stage.puppets import people
from generators.stage.puppets.beast import draw_beast
from generators.stage.puppets.flame import flame_height, glow_rgb
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.paint import Brush, LightLike, Rgb
from generators.stage.puppets.pose import Pose
from generators.stage.puppets.rig import Beast, Skeleton, anchors, lie_turn, skeleton

DETAIL_PIXELS = (90.0, 260.0)
"""Head heights in pixels from which the second and third level of detail are drawn."""
SHADE_LIGHT, SHADE_DARK = 0.13, 0.30
"""Strength of the soft light-to-shadow wash over the whole figure."""
NARROWEST_TURN = 0.16
"""A turning paper figure is never thinner than this share of its width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glow:
    """Light that a puppet gives off: metres from its feet, mirrored by its facing."""

    x: float
    y: float
    radius_metres: float
    rgb: Rgb
    strength: float
    """0–1."""


def draw_puppet(canvas: skia.Canvas, puppet: Puppet, pose: Pose, light: LightLike, pixels_per_metre: float) -> None:
    """Draw `puppet` in `pose`; one call takes about a millisecond at 720 lines."""
    mirror = 1.0 if pose.facing >= 0 else -1.0
    brush = Brush(canvas, puppet.colours, light, pixels_per_metre, mirror)
    head_pixels = float(puppet.face["head_height"]) * pixels_per_metre
    detail = sum(head_pixels >= limit for limit in DETAIL_PIXELS)
    bones = skeleton(puppet, pose)
    canvas.save()
    canvas.scale(mirror * max(abs(pose.facing), NARROWEST_TURN), 1.0)
    _contact_shadow(brush, puppet, pose)
    angle, raised = lie_turn(puppet, pose)
    if angle:
        canvas.translate(0.0, -raised)
        canvas.rotate(math.degrees(angle))
    reach = puppet.height_metres * 0.85 + 0.35
    bounds = skia.Rect.MakeLTRB(-reach, -puppet.height_metres - 0.55 - pose.lift, reach, 0.12)
    canvas.saveLayer(bounds)
    if isinstance(bones, Beast):
        draw_beast(brush, puppet, pose, bones, detail)
    else:
        people.draw_person(brush, puppet, pose, bones, detail)
    _wash(brush, puppet, bounds)
    canvas.restore()
    if isinstance(bones, Skeleton) and "flame" in puppet.face:
        people.draw_flame_light(brush, puppet, pose, bones)
    canvas.restore()


def glow(puppet: Puppet, pose: Pose) -> Glow | None:
    """The light the puppet gives off in `pose`; None for those who give none."""
    if "flame" not in puppet.face:
        return None
    height = flame_height(pose.flame, pose.flicker)
    x, y = anchors(puppet, pose)["head"]
    return Glow(x=x, y=y, radius_metres=0.4 + 1.5 * height, rgb=glow_rgb(pose.flame), strength=min(1.0, height))


def _contact_shadow(brush: Brush, puppet: Puppet, pose: Pose) -> None:
    near = max(0.0, 1.0 - pose.lift / 0.8)
    if near <= 0:
        return
    width = float(puppet.bones["shadow"]) * (1 + 0.5 * pose.sit + 1.1 * pose.lie * (puppet.rig != "quadruped"))
    canvas = brush.canvas
    paint = skia.Paint(AntiAlias=True)
    for grow, alpha in ((1.0, 0.10), (0.74, 0.13), (0.5, 0.15)):
        paint.setColor4f(skia.Color4f(*brush.light.shadow, alpha * near))
        w = width * grow
        canvas.drawOval(skia.Rect.MakeLTRB(-w, -w * 0.10, w, w * 0.15), paint)


def _wash(brush: Brush, puppet: Puppet, bounds: skia.Rect) -> None:
    """A soft gradient over the figure: lighter towards the light, darker away and down."""
    side = brush.light_side
    height = puppet.height_metres
    start = skia.Point(side * height * 0.30, -height * 1.0)
    end = skia.Point(-side * height * 0.22, 0.02)
    lit, dark = brush.light.rim, brush.light.shadow
    strength = 0.4 + 0.6 * brush.light.rim_strength
    colours = [
        skia.Color4f(*lit, SHADE_LIGHT * strength).toColor(),
        skia.Color4f(*lit, 0.0).toColor(),
        skia.Color4f(*dark, 0.06).toColor(),
        skia.Color4f(*dark, SHADE_DARK).toColor(),
    ]
    paint = skia.Paint(
        Shader=skia.GradientShader.MakeLinear([start, end], colours, [0.0, 0.42, 0.62, 1.0]),
        BlendMode=skia.BlendMode.kSrcATop,
    )
    brush.canvas.drawRect(bounds, paint)
