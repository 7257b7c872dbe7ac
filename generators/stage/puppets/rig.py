"""Skeletons: from a pose to where trunk, head, hands and feet are, in metres from the feet.

It knows no colour. Everything is computed facing right; `anchors` mirrors for the left. The body bends
as one soft piece, so that there are no seams between parts.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from generators.stage.puppets.feet import heel_height, hip_aside
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Arm, Foot, Pose, mirrored_width
from generators.stage.puppets.shapes import Point, two_bone

SIT_HIP_SHARE = 0.3
"""Hip height of somebody who sits on the floor, as a share of the standing hip."""
SEAT_FROM = 0.08
"""Metres from which one sits on something rather than on the floor."""
THIGH_SHARE = 0.86
"""How far before the hip the knees of somebody seated are, of a thigh."""
HOVER_BOB = 0.025
"""Metres by which a floating figure rises with its breath."""
LIE_TURN = -1.38
"""Radians a lying person is turned back; not a right angle, so that the head lies a little high."""
BLOWN = 0.16
"""Share of a skirt's length by which its hem swings."""
CLOTH, MOST_PUSH = 0.02, 0.3
"""Cloth before a bent knee, and the most that it is pushed out, metres."""
PARTS_AT = 0.1
"""Metres from the middle from which cloth on the floor lies all to its own side."""
LOWEST = 6.0
"""Lengths of a skirt below the hip down to which a point takes part in its swing: next to a short one feet are low."""
FRONTS = 0.04
"""Metres between two heights at which the front edge of a body is looked for."""
UNFELT = 0.06
"""Metres that a knee is still behind a belly when the cloth begins to be pushed; all of it is as the knee comes out."""
DOWN_BY = 0.25
"""Share of sitting or lying down by which no knee pushes any more: there the cloth lies as it does seated."""
LEAST_BONE = 0.01
"""Metres; a creator's own bone may be nothing at all, what is divided by it may not."""
LEAST_FALL = 0.1
"""Share of a skirt above the knee over which the push grows at least, however high the knee is."""
HEELS_DOWN = 0.5
"""Radians that the toes of who sits on the floor point up."""
FLARE = 0.7
"""Share of a skirt's width that is not before the knees of who sits: it lies to both sides of them."""
OVER_THIGH = 0.04
"""Metres that cloth lies above the middle of a thigh."""
ROUND = 0.6
"""Share of its greatest width at its lower edge up to which a body is round there."""
LAP_SHARE = 0.8
"""The lap's edge, as a share of the width below the hip."""
LAP_FLARE = 0.08
"""Share of a skirt's width that juts out before a drawn-up knee."""
LIES_AT, LAP = 0.35, 0.12
"""Share of sitting down on the floor from which cloth lies over the legs; metres from the middle to a lap's edge."""


@dataclass(frozen=True, slots=True)
class Limb:
    """A two-bone limb: root, joint, end and the angle of its last bone."""

    root: Point
    joint: Point
    end: Point
    angle: float


class Skeleton:
    """A person or automaton in a pose, facing right, the feet at the origin."""

    def __init__(self, puppet: Puppet, pose: Pose) -> None:
        bones = puppet.bones
        self.puppet, self.pose = puppet, pose
        self._hip_rest = max(float(bones["hip"]), LEAST_BONE)
        self._torso = max(float(bones["neck"]) - self._hip_rest, LEAST_BONE)
        self._skirt = self._hip_rest - float(bones.get("hem", 0.2))
        self._seated = min(1.0, pose.seat / SEAT_FROM) * pose.sit
        """0 stands or sits on the floor … 1 sits on something."""
        sat = (
            SIT_HIP_SHARE
            if pose.seat <= 0
            else min(1.0, (pose.seat + float(bones.get("thick", 0.2)) * 0.35) / self._hip_rest)
        )
        down = max(pose.crouch * 0.42 * (1 - self._seated), pose.sit * (1 - max(sat, SIT_HIP_SHARE)))
        hover = float(bones.get("hover", 0.0))
        float_ = hover * (1 - 0.8 * max(pose.sit, pose.crouch * 0.5)) + HOVER_BOB * (hover > 0) * pose.breath
        self.hip = (pose.hip_x - 0.05 * pose.sit, -self._hip_rest * (1 - down) - pose.lift - float_)
        self._stretch = 1.0 - pose.squash
        self._wide = 1.0 + pose.squash * 0.8
        self._thigh = max(float(bones["leg"]["upper"]), LEAST_BONE) * THIGH_SHARE
        self._lean = pose.lean
        self._curl = pose.curl
        self._knee, self._knee_down = 0.0, 1.0
        self._drapes, self._lap = _drapes(puppet) if pose.sit > self._seated else (0.0, LAP)
        self.floor = -pose.lift
        neck_x, neck_y = bones.get("neck_x", 0.0), -float(bones["neck"])
        self.neck = self.body((float(neck_x), neck_y))
        self.head_angle = self._lean * 0.55 + self._curl * 0.8 + pose.tilt + pose.nod * 0.16 * abs(pose.turn)
        lift = float(bones["head"])
        back = pose.shoulders * 0.18 * lift
        self.head = (
            self.neck[0] + math.sin(self.head_angle) * (lift - back),
            self.neck[1] - math.cos(self.head_angle) * (lift - back),
        )
        self.near_leg = self._leg(pose.near_foot, bones["leg"], near=True)
        self.far_leg = self._leg(pose.far_foot, bones["leg"], near=False)
        self._knee = self._pushed_out(puppet)
        self.near_arm = self._arm(pose.near, bones["arm"], near=True)
        self.far_arm = self._arm(pose.far, bones["arm"], near=False)

    def body(self, point: Point) -> Point:
        """Where a rest point of trunk or skirt is now."""
        x, y = point
        h = -y - self._hip_rest
        x *= self._wide
        if h >= 0:
            u = h / self._torso
            chest = max(0.0, 1 - abs(u - 0.72) * 2.2)
            x *= 1 + 0.022 * self.pose.breath * chest
            h *= self._stretch * (1 + 0.006 * self.pose.breath)
            angle = self._lean + self._curl * min(u, 1.2)
            middle = self._lean + self._curl * u * 0.5
            rise = self.pose.shoulders * 0.03 * self._torso * max(0.0, 1 - abs(u - 0.85) * 3)
            cx, cy = math.sin(middle) * h, -math.cos(middle) * h - rise
            return (self.hip[0] + cx + x * math.cos(angle), self.hip[1] + cy + x * math.sin(angle))
        d = min(LOWEST, -h / max(self._skirt, 1e-3))
        angle = self._lean * max(0.0, 1 - d)
        sx = x * math.cos(angle) + self.pose.hem * BLOWN * self._skirt * d * d
        if self._knee and x > 0:  # a knee carries the cloth that hangs before it
            sx += min(self._knee * x, MOST_PUSH) * min(1.0, d / self._knee_down)
        sat = self.pose.sit - self._seated
        sx += sat * (0.55 * abs(x) * d * (0.4 if x < 0 else 1.0) * (1 if x > 0 else -1) + 0.10 * d)
        sy = self.hip[1] - h * self._stretch + x * math.sin(angle) * max(0.0, 1 - d)
        if sat > 0:  # cloth lies over the legs of who sits on the floor
            share = self._drapes * smoothed(sat / LIES_AT) * (0.5 + 0.5 * max(-1.0, min(1.0, x / self._lap)))
            over = self._over_legs(-h * self._stretch)
            sx += (over[0] + LAP_FLARE * max(0.0, x) * d - sx) * share
            sy += (over[1] - sy) * share
        if self._seated:  # cloth lies over the thighs and falls from the knees: what lies does not hang
            side = self._seated * (0.5 + 0.5 * max(-1.0, min(1.0, x / 0.12)))
            lies = min(self._thigh, -h)
            sx += lies * side - FLARE * max(0.0, x) * side * lies / self._thigh
            sy -= (lies * self._stretch + OVER_THIGH * min(1.0, 4 * d)) * side
        limit = self.floor - 0.012
        if sy > limit:  # cloth that would sink into the floor spreads on it
            sx += (sy - limit) * 0.35 * max(-1.0, min(1.0, sx / PARTS_AT))
            sy = limit
        return (self.hip[0] + sx, sy)

    def _over_legs(self, length: float) -> Point:
        """Where cloth is that follows the legs for `length` metres from the hip, measured from the hip's x."""
        near, far = self.near_leg, self.far_leg
        widths = (self.puppet.bones.get("leg") or {}).get("widths") or (OVER_THIGH,)
        thigh_over, knee_over = float(widths[0]) + CLOTH, float(widths[len(widths) // 2]) + CLOTH
        knee = (max(near.joint[0], far.joint[0]) + knee_over, min(near.joint[1], far.joint[1]) - knee_over)
        foot = (max(near.end[0], far.end[0]) + knee_over, max(near.end[1], far.end[1]))
        start = (self.hip[0], self.hip[1] - thigh_over)
        thigh = max(math.dist(start, knee), LEAST_BONE)
        if length <= thigh:
            return _between(start, knee, length / thigh, self.hip[0])
        return _between(knee, foot, min(1.0, (length - thigh) / max(math.dist(knee, foot), LEAST_BONE)), self.hip[0])

    def _pushed_out(self, puppet: Puppet) -> float:
        """By how much of its own width the skirt is pushed forward, so that no knee comes out beside it."""
        leg = puppet.bones.get("leg") or {}
        knees = float(leg.get("lower", 0.0)) + float(leg.get("ankle", 0.0))
        up = 1.0 - max(self.pose.sit, self.pose.lie) / DOWN_BY
        if up <= 0.0 or not self._hip_rest - self._skirt < knees < self._hip_rest:
            return 0.0
        widths = leg.get("widths")
        thick = float(widths[len(widths) // 2]) if widths else 0.05
        foremost, down = max((leg.joint[0], leg.joint[1] - self.hip[1]) for leg in (self.near_leg, self.far_leg))
        down = min(self._hip_rest - knees, down) / self._skirt
        self._knee_down = max(down, LEAST_FALL)
        blown = self.pose.hem * BLOWN * self._skirt * self._knee_down * self._knee_down
        foremost += thick + CLOTH - self.hip[0]
        belly = max(_front_at(puppet, knees + (self._hip_rest - knees) * share) for share in (0.25, 0.5, 0.75))
        half = _front_near(puppet, self._hip_rest - max(down, 0.0) * self._skirt)
        pushed = foremost - half - min(0.0, blown)
        if half <= 0 or pushed <= 0:
            return 0.0
        out = min(1.0, max(0.0, 1.0 + (foremost - max(half, belly)) / UNFELT))  # a belly that overhangs hides them
        return min(pushed, MOST_PUSH) / half * out * up

    def bend(self, points: Sequence[Point]) -> list[Point]:
        """Where rest points of trunk or skirt are now: as `body` for each, of which there are hundreds a pose."""
        body, seam = self.body, -self._hip_rest
        stretch, hip_x, hip_y = self._stretch * (1 + 0.006 * self.pose.breath), self.hip[0], self.hip[1]
        wide, torso, lean, curl = self._wide, self._torso, self._lean, self._curl
        breath = 0.022 * self.pose.breath
        lifted = self.pose.shoulders * 0.03 * torso
        sin, cos = math.sin, math.cos
        found: list[Point] = []
        for x, y in points:
            h = -y + seam
            if h < 0:
                found.append(body((x, y)))
                continue
            x *= wide
            u = h / torso
            near_chest = 1 - abs(u - 0.72) * 2.2
            x *= 1 + breath * (near_chest if near_chest > 0.0 else 0.0)
            h *= stretch
            angle = lean + curl * (u if u < 1.2 else 1.2)
            middle = lean + curl * u * 0.5
            near_neck = 1 - abs(u - 0.85) * 3
            rise = lifted * (near_neck if near_neck > 0.0 else 0.0)
            found.append((hip_x + sin(middle) * h + x * cos(angle), hip_y + (-cos(middle) * h - rise) + x * sin(angle)))
        return found

    def _arm(self, arm: Arm, bone: dict[str, object], *, near: bool) -> Limb:
        sx, sy = bone["near" if near else "far"]  # type: ignore[misc]
        root = self.body((float(sx), -float(sy)))
        upper, lower = float(bone["upper"]), float(bone["lower"])  # type: ignore[arg-type]
        reach = upper + lower
        turned = (self._lean + self._curl) * 0.35
        c, s = math.cos(turned), math.sin(turned)
        tx, ty = arm.x * reach, arm.y * reach
        target = (root[0] + tx * c - ty * s, root[1] + tx * s + ty * c)
        joint, end = two_bone(root, target, upper, lower, arm.bend)
        if end[1] > self.floor - 0.02:
            end = (end[0], self.floor - 0.02)
        return Limb(root, joint, end, math.atan2(end[1] - joint[1], end[0] - joint[0]) + arm.wrist)

    def _leg(self, foot: Foot, bone: dict[str, object], *, near: bool) -> Limb:
        upper, lower = float(bone["upper"]), float(bone["lower"])  # type: ignore[arg-type]
        side, across = (-1.0 if near else 1.0), (foot.x - self.hip[0]) * (1 - self.pose.sit)
        aside = hip_aside(float(bone["spread"]), side, across, upper + lower)  # type: ignore[arg-type]
        root = (self.hip[0] + aside, self.hip[1] - 0.01)
        ankle_height = float(bone["ankle"])  # type: ignore[arg-type]
        sat, seated = self.pose.sit - self._seated, self._seated
        x = foot.x * (1 - 0.5 * seated) + sat * (upper + lower) * 0.72 + seated * (self.hip[0] + self._thigh + 0.01)
        hanging = (
            max(0.0, -self.hip[1] - ankle_height - lower * 0.98 - 0.02) * seated
        )  # feet that do not reach the floor
        raised = heel_height(self.puppet, HEELS_DOWN * sat)
        ankle = (x, self.floor - foot.lift - ankle_height - hanging - raised)
        joint, end = two_bone(root, ankle, upper, lower, -1.0)
        return Limb(root, joint, end, foot.angle - sat * HEELS_DOWN + 0.25 * min(1.0, hanging * 8))

    def at_head(self, point: Point) -> Point:
        """A head point (metres, origin in the middle of the head) in puppet metres."""
        c, s = math.cos(self.head_angle), math.sin(self.head_angle)
        return (self.head[0] + point[0] * c - point[1] * s, self.head[1] + point[0] * s + point[1] * c)


class Beast:
    """A four-legged puppet in a pose, facing right, the paws around the origin."""

    def __init__(self, puppet: Puppet, pose: Pose) -> None:
        b = puppet.bones
        self.pose = pose
        sit, lie = pose.sit, pose.lie
        height = float(b["back"])
        length = float(b["length"])
        down = pose.crouch * 0.3 * (1 - sit)
        rump_y = height * (1 - down) * (1 - 0.56 * max(sit, lie * 1.12))
        chest_y = height * (1 - down) * (1.0 + 0.26 * sit - 0.58 * lie)
        rump_x = -length * (0.5 - 0.16 * sit)
        chest_x = length * (0.5 - 0.30 * sit)
        pitch = pose.lean * length * 0.5
        self.rump = (rump_x + pose.hip_x, -rump_y - pose.lift + pitch * 0.5)
        self.chest = (chest_x + pose.hip_x, -chest_y - pose.lift + pitch)
        arch = pose.curl * 0.3 * length - 0.03 - 0.03 * pose.breath * 0.2
        self.middle = (
            (self.rump[0] + self.chest[0]) / 2 - 0.05 * sit,
            (self.rump[1] + self.chest[1]) / 2 - arch + 0.02 * sit,
        )
        neck = float(b["neck_length"])
        angle = float(b["neck_angle"]) + 0.35 * sit - 0.7 * lie - pose.nod * 0.30 + pose.lean * -0.5
        self.neck_root = (self.chest[0] - 0.01, self.chest[1] - 0.04)
        self.head = (
            self.neck_root[0] + math.cos(angle) * neck,
            min(self.neck_root[1] - math.sin(angle) * neck, -0.092),
        )
        self.head_angle = pose.tilt + pose.nod * 0.34 * max(0.0, abs(pose.turn))
        leg = b["leg"]
        upper, lower = float(leg["upper"]), float(leg["lower"])
        self.floor = -pose.lift
        ankle = float(leg["ankle"])
        spread = 0.035
        front = (self.chest[0] - 0.005, self.chest[1] + 0.05 + 0.045 * sit)
        hind = (self.rump[0] + 0.03, self.rump[1] + 0.045)
        front_x = chest_x + 0.02 + lie * 0.16
        hind_x = rump_x + 0.02 + sit * 0.17 + lie * 0.1
        self.near_front = self._leg(front, pose.near_foot, front_x - spread, upper, lower, ankle, 0.5)
        self.far_front = self._leg(front, pose.far_foot, front_x + spread * 1.6, upper, lower, ankle, 0.5)
        hock = 1.0 - 2.0 * max(sit, lie)  # standing hocks point back, a sitting fox's knees forward
        self.near_hind_leg = self._leg(hind, pose.near_hind, hind_x - spread, upper, lower * 1.08, ankle, hock)
        self.far_hind_leg = self._leg(hind, pose.far_hind, hind_x + spread * 1.6, upper, lower * 1.08, ankle, hock)

    def _leg(
        self, root: Point, foot: Foot, rest_x: float, upper: float, lower: float, ankle: float, bend: float
    ) -> Limb:
        end = (rest_x + foot.x + self.pose.hip_x * 0.2, self.floor - foot.lift - ankle)
        joint, end = two_bone(root, end, upper, lower, bend)
        return Limb(root, joint, end, foot.angle)

    def at_head(self, point: Point) -> Point:
        """A head point in puppet metres."""
        c, s = math.cos(self.head_angle), math.sin(self.head_angle)
        return (self.head[0] + point[0] * c - point[1] * s, self.head[1] + point[0] * s + point[1] * c)


@functools.lru_cache(maxsize=128)
def _drapes(puppet: Puppet) -> tuple[float, float]:
    """Whether what is below the hip falls as cloth, 0–1, and metres from the middle to the edge of the lap it makes.

    A belly that goes in again towards the legs is none.
    """
    hip, hem = float(puppet.bones["hip"]), float(puppet.bones.get("hem", 0.2))
    fronts = [_front_at(puppet, hem + (hip - hem) * share) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    falls = smoothed((fronts[0] / max(*fronts, LEAST_BONE) - ROUND) / (1 - ROUND))
    return falls, max(LAP, LAP_SHARE * fronts[-1])


def _between(one: Point, other: Point, share: float, from_x: float) -> Point:
    return (one[0] + (other[0] - one[0]) * share - from_x, one[1] + (other[1] - one[1]) * share)


def smoothed(share: float) -> float:
    """Eased 0 … 1."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


@functools.lru_cache(maxsize=1024)
def _front_at(puppet: Puppet, height: float) -> float:
    """Metres from the middle to the front edge of body and cloth at `height` metres; 0 where there is none."""
    edges = []
    for part in puppet.parts:
        if part.on != "body" or part.clip:
            continue
        points = part.loops[0].points
        for (x, y), (next_x, next_y) in zip(points, (*points[1:], points[0]), strict=True):
            if min(-y, -next_y) <= height <= max(-y, -next_y) and y != next_y:
                edges.append(x + (next_x - x) * (-height - y) / (next_y - y))
    return max(edges, default=0.0)


def _front_near(puppet: Puppet, height: float) -> float:
    """As `_front_at`, between heights that are a few centimetres apart, so that few are looked for."""
    low = math.floor(height / FRONTS) * FRONTS
    share = (height - low) / FRONTS
    return _front_at(puppet, round(low, 4)) * (1 - share) + _front_at(puppet, round(low + FRONTS, 4)) * share


def skeleton(puppet: Puppet, pose: Pose) -> Skeleton | Beast:
    """The posed skeleton of either kind of rig."""
    return Beast(puppet, pose) if puppet.rig == "quadruped" else Skeleton(puppet, pose)


def lie_turn(puppet: Puppet, pose: Pose) -> tuple[float, float]:
    """Angle by which the whole drawing is turned about the feet, and metres it is raised then."""
    if puppet.rig == "quadruped" or pose.lie <= 0:
        return 0.0, 0.0
    return LIE_TURN * pose.lie, float(puppet.bones.get("thick", 0.2)) * pose.lie


def anchors(puppet: Puppet, pose: Pose) -> dict[str, Point]:
    """Where things can be held, looked at and spoken from: metres from the feet, y down, mirrored by `facing`.

    `hand_r` is the hand nearer to the viewer, `hand_l` the other; a fox holds things in its mouth.
    """
    bones = skeleton(puppet, pose)
    face = puppet.face
    turn = pose.turn
    eyes_y = float(face["eye"]["y"])
    found = {"head": bones.head, "eyes": bones.at_head((float(face["radius"]) * 0.4 * turn, eyes_y))}
    if isinstance(bones, Beast):
        reach = float(face["muzzle"]["length"])
        mouth = bones.at_head((reach * 0.86 * math.sin(turn * 1.35), float(face["muzzle"]["y"]) + 0.035))
        found["mouth"] = found["hand_r"] = found["hand_l"] = mouth
    else:
        radius = float(face["radius"])
        found["mouth"] = bones.at_head((radius * 0.75 * turn, float(face["mouth"]["y"])))
        palm = float(puppet.bones["hand"]) * 0.55
        for name, arm in (("hand_r", bones.near_arm), ("hand_l", bones.far_arm)):
            found[name] = (arm.end[0] + math.cos(arm.angle) * palm, arm.end[1] + math.sin(arm.angle) * palm)
    found["top"] = bones.at_head((0.0, -float(face.get("crown", face["radius"]))))
    angle, raised = lie_turn(puppet, pose)
    c, s = math.cos(angle), math.sin(angle)
    mirror = mirrored_width(pose.facing)
    return {name: ((x * c - y * s) * mirror, x * s + y * c - raised) for name, (x, y) in found.items()}
