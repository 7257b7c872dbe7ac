"""Four-legged puppets: body, legs, tail, head with a muzzle, drawn from back to front.

It knows no person. The trunk is one soft outline through rump, middle and chest, so that sitting,
crouching and lying come from moving three points.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.puppets.eyes import FULL_TURN, draw_brow, draw_eye
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.mouths import inside
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.people import put, put_on_head
from generators.stage.puppets.pose import Pose
from generators.stage.puppets.rig import Beast, Limb
from generators.stage.puppets.shapes import Point, curve, limb_line, loop_path, tube

Z_FACE, Z_MUZZLE = 50.0, 54.0


def draw_beast(brush: Brush, puppet: Puppet, pose: Pose, bones: Beast, detail: int) -> None:
    """All pieces of a four-legged puppet."""
    b = puppet.bones
    tail_behind = pose.sit < 0.5
    if tail_behind:
        draw_tail(brush, b["tail"], pose, bones, detail)
    draw_paw_leg(brush, b["leg"], bones.far_hind_leg, 0.78, hind=True)
    draw_paw_leg(brush, b["leg"], bones.far_front, 0.78, hind=False)
    draw_trunk(brush, b, pose, bones, detail)
    draw_paw_leg(brush, b["leg"], bones.near_hind_leg, 1.0, hind=True)
    _haunch(brush, b, bones)
    draw_paw_leg(brush, b["leg"], bones.near_front, 1.0, hind=False)
    if not tail_behind:
        draw_tail(brush, b["tail"], pose, bones, detail)
    _neck(brush, b, bones)
    if "scarf" in puppet.colours:
        _kerchief(brush, b, bones, pose, detail)
    canvas = brush.canvas
    canvas.save()
    canvas.translate(*bones.head)
    canvas.rotate(math.degrees(bones.head_angle))
    if pose.turn < 0:
        canvas.scale(-1.0, 1.0)
    draw_head(brush, puppet, pose, detail)
    canvas.restore()


def draw_trunk(brush: Brush, b: dict[str, Any], pose: Pose, bones: Beast, detail: int) -> None:
    """Body from rump to chest, with the pale chest and belly."""
    line = curve((bones.rump, bones.middle, bones.chest), 6)
    widths = tuple(float(w) for w in b["trunk"])
    breath = (1 + 0.02 * pose.breath) * (1 + 0.16 * pose.sit)
    body = tube(line, tuple(w * (breath if i else 1.0) for i, w in enumerate(widths)))
    brush.paper(body, "fur")
    belly = [(x, y + 0.045) for x, y in line[2:]]
    belly[-1] = (bones.chest[0] + 0.025, bones.chest[1] + 0.02)
    brush.on_top(tube(belly, (0.01, widths[-1] * 0.55, widths[-1] * 0.8)), "cream")


def _haunch(brush: Brush, b: dict[str, Any], bones: Beast) -> None:
    """The near thigh over the body: gives the hind its weight."""
    leg = bones.near_hind_leg
    r = float(b["haunch"])
    cx, cy = bones.rump[0] + 0.026, bones.rump[1] + 0.052
    knee = (leg.joint[0] + 0.02, min(leg.joint[1] - 0.005, bones.floor - r * 0.5))
    path = tube(
        [(cx - 0.01, cy - 0.02), ((cx + knee[0]) / 2 + 0.012, (cy + knee[1]) / 2), knee], (r, r * 0.9, r * 0.42)
    )
    brush.paper(path, "fur*1.04", edge=0.5)


def draw_paw_leg(brush: Brush, leg: dict[str, Any], limb: Limb, shade: float, *, hind: bool) -> None:
    """A leg with its dark stocking and paw."""
    widths = tuple(float(w) for w in leg["hind" if hind else "front"])
    dim = "" if shade >= 1 else f"*{shade}"
    line = limb_line(limb.root, limb.joint, limb.end, 0.5)
    brush.paper(tube(line, widths), "fur" + dim, edge=0.7)
    sock = [
        (limb.joint[0] * 0.78 + limb.end[0] * 0.22, limb.joint[1] * 0.78 + limb.end[1] * 0.22),
        limb.end,
    ]
    w = widths[-1]
    brush.flat(tube(sock, (w * 0.9, w * 1.16, w * 1.08)), "sock" + dim)
    x, y = limb.end
    canvas = brush.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(math.degrees(limb.angle))
    paw = loop_path(
        [(-w * 1.1, -w * 0.2), (w * 0.4, -w * 1.1), (w * 2.3, w * 0.35), (w * 2.2, w * 1.15), (-w * 1.1, w * 1.15)],
        (False, False, False, False, False),
    )
    brush.flat(paw, "sock" + dim)
    canvas.restore()


def draw_tail(brush: Brush, tail: dict[str, Any], pose: Pose, bones: Beast, detail: int) -> None:
    """The great brush of a tail, carried, curled or laid around the feet."""
    length = float(tail["length"])
    root = (bones.rump[0] - 0.02, bones.rump[1] + 0.01)
    calm = 1 - max(pose.sit, pose.lie)
    angle = math.pi + 0.12 - 0.75 * pose.tail * (0.4 + 0.6 * calm) + 0.40 * (1 - calm) * (1 - 0.6 * pose.tail)
    line: list[Point] = [root]
    steps = 7
    bend = -(0.22 + 0.6 * pose.tail_curl) * calm - 0.10 * (1 - calm)
    x, y = root
    for i in range(steps):
        t = i / (steps - 1)
        ripple = 0.12 * math.sin(pose.flutter - t * 2.6) * t
        angle += bend * (0.15 + 0.5 * t) * 0.62 + ripple * 0.5 + pose.trail * -0.10
        x += math.cos(angle) * length / steps
        y -= math.sin(angle) * length / steps
        if y > bones.floor - 0.075:
            y = bones.floor - 0.075
        line.append((x, y))
    widths = tuple(float(w) for w in tail["widths"])
    brush.paper(tube(line, widths), "fur*0.94")
    tip = line[5:]
    wave = tip[0]
    w = widths[-2] * 1.02
    dx, dy = tip[1][0] - wave[0], tip[1][1] - wave[1]
    size = math.hypot(dx, dy) or 1e-6
    nx, ny = -dy / size, dx / size
    ux, uy = dx / size, dy / size
    zig: list[Point] = []
    for k, push in enumerate((0.0, 0.9, 0.1, 1.0, 0.0)):
        side = 1 - k * 0.5
        zig.append((wave[0] + nx * w * side - ux * push * 0.035, wave[1] + ny * w * side - uy * push * 0.035))
    end = tip[-1]
    cap = (end[0] + ux * widths[-1] * 1.1, end[1] + uy * widths[-1] * 1.1)
    outline = [
        *zig,
        (tip[1][0] - nx * w * 1.0, tip[1][1] - ny * w * 1.0),
        cap,
        (tip[1][0] + nx * w, tip[1][1] + ny * w),
    ]
    path = loop_path(outline, (True, True, True, True, True, False, False, False))
    canvas = brush.canvas
    canvas.save()
    canvas.clipPath(tube(line, widths), doAntiAlias=True)
    brush.flat(path, str(tail.get("tip", "cream")))
    canvas.restore()
    if detail >= 1:
        for side in (0.35, -0.3):
            hair = [(p[0] + nx * 0.0, p[1] + side * widths[2]) for p in line[2:5]]
            brush.line(loop_path(hair, (False,) * 3, closed=False), "fur*0.8", 0.005, alpha=0.6)


def _neck(brush: Brush, b: dict[str, Any], bones: Beast) -> None:
    width = float(b["neck"])
    line = [
        (bones.neck_root[0] - 0.03, bones.neck_root[1] + 0.03),
        ((bones.neck_root[0] + bones.head[0]) / 2, (bones.neck_root[1] + bones.head[1]) / 2),
        (bones.head[0] - 0.02, bones.head[1] + 0.02),
    ]
    brush.paper(tube(line, (width * 1.15, width, width * 0.85)), "fur", edge=0.6)
    bib = [(p[0] + 0.035, p[1] + 0.035) for p in line]
    bib[0] = (bones.chest[0] + 0.035, bones.chest[1] + 0.05)
    brush.on_top(tube(bib, (width * 0.42, width * 0.62, width * 0.6)), "cream")


def _kerchief(brush: Brush, b: dict[str, Any], bones: Beast, pose: Pose, detail: int) -> None:
    """The neckerchief with the day's trade dangling from it."""
    width = float(b["neck"]) * 1.30
    ax, ay = bones.neck_root
    hx, hy = bones.head
    dx, dy = hx - ax, hy - ay
    size = math.hypot(dx, dy) or 1e-6
    ux, uy = dx / size, dy / size
    nx, ny = -uy, ux
    cx, cy = ax + dx * 0.16, ay + dy * 0.16
    left = (cx - nx * width, cy - ny * width)
    right = (cx + nx * width, cy + ny * width)
    drop = 0.145
    swing = -0.05 * pose.trail
    low = (cx + nx * width * 0.55 + swing, cy + ny * width * 0.55 + drop)
    band = loop_path(
        [
            left,
            (cx - ux * 0.018, cy - uy * 0.018 - 0.012),
            right,
            (right[0] - ux * 0.03 + 0.006, right[1] - uy * 0.03 + 0.012),
            low,
            (left[0] - ux * 0.032, left[1] - uy * 0.032),
        ],
        (False, False, False, False, True, False),
    )
    brush.paper(band, "scarf")
    if detail >= 0:
        knot = (right[0] - 0.006, right[1] + 0.004)
        brush.oval(knot[0], knot[1], 0.016, 0.014, "scarf*0.8")
        key_x, key_y = low[0] + swing * 0.3, low[1] + 0.012
        ring = skia.Path()
        ring.addOval(skia.Rect.MakeLTRB(key_x - 0.011, key_y - 0.011, key_x + 0.011, key_y + 0.011))
        brush.line(ring, "brass", 0.006)
        brush.line(
            loop_path(
                [(key_x, key_y + 0.011), (key_x + swing * 0.1, key_y + 0.045), (key_x + 0.014, key_y + 0.045)],
                (True, True, True),
                closed=False,
            ),
            "brass",
            0.007,
        )


def draw_head(brush: Brush, puppet: Puppet, pose: Pose, detail: int) -> None:
    """Ears, skull, mask, eyes, muzzle with its jaw, nose and whiskers."""
    face, turn = puppet.face, min(abs(pose.turn), 1.0)
    flip = -1.0 if pose.turn < 0 else 1.0
    muzzle_done = False
    for part in puppet.parts:
        if part.z >= Z_MUZZLE and not muzzle_done:
            _face(brush, face, pose, turn, flip, detail)
            muzzle_done = True
        if part.lod > detail:
            continue
        if part.name.startswith("ear"):
            _ear(brush, part, pose)
        else:
            put_on_head(brush, part, pose)
    if not muzzle_done:
        _face(brush, face, pose, turn, flip, detail)


def _ear(brush: Brush, part: Any, pose: Pose) -> None:
    """Ears turn about their roots: pricked or laid back."""
    loop = part.loops[0]
    xs = [p[0] for p in loop.points]
    ys = [p[1] for p in loop.points]
    root = (sum(xs) / len(xs), max(ys))
    turn = min(abs(pose.turn), 1.0)
    canvas = brush.canvas
    canvas.save()
    canvas.translate(part.slide * math.sin(turn * 1.3), 0.0)
    canvas.translate(*root)
    side = 1.0 if root[0] > 0 else -1.0
    spread = side * (1 - turn) - turn * 0.9
    back = max(0.0, -pose.ears)
    canvas.rotate(math.degrees(0.75 * back * spread - 0.10 * max(0.0, pose.ears) * spread))
    canvas.scale(1.0 - 0.1 * back, 1.0 - 0.22 * back + 0.06 * max(0.0, pose.ears))
    canvas.translate(-root[0], -root[1])
    put(brush, part, list(loop.points))
    canvas.restore()


def _face(brush: Brush, face: dict[str, Any], pose: Pose, turn: float, flip: float, detail: int) -> None:
    canvas = brush.canvas
    canvas.save()
    canvas.translate(0.0, pose.nod * float(face["radius"]) * 0.14)
    for side in (1, -1):
        draw_eye(brush, face, pose.face, side, turn, flip, detail)
    _muzzle(brush, face, pose, turn, detail)
    for side in (1, -1):
        draw_brow(brush, face, pose.face, side, turn)
    canvas.restore()


def _muzzle(brush: Brush, face: dict[str, Any], pose: Pose, turn: float, detail: int) -> None:
    """Snout and jaw: a tapering tube that points to us in front view and aside in profile."""
    muzzle = face["muzzle"]
    look = pose.face
    s = math.sin(turn * FULL_TURN)
    y = float(muzzle["y"])
    length = float(muzzle["length"])
    wide, tip = float(muzzle["wide"]), float(muzzle["tip"])
    out = max(s, 0.05)
    root: Point = (float(muzzle["root"]) * s, y)
    nose: Point = (length * s, y + float(muzzle["drop"]) * (0.45 + 0.55 * (1 - s)))
    front = 1 - s
    middle: Point = ((root[0] + nose[0]) / 2, (root[1] + nose[1]) / 2 - 0.004 * s)
    open_ = look.mouth_open * (1 - 0.25 * look.mouth_round)
    jaw = 0.090 * open_
    smile = look.mouth_corner
    # Jaw first: it hangs behind the snout.
    corner: Point = (root[0] + 0.012 * out - 0.055 * front, y + 0.030 - 0.016 * smile)
    if open_ > 0.05:
        chin: Point = (nose[0] * 0.86, nose[1] + 0.016 + jaw)
        lower = tube([(root[0], y + 0.02), ((root[0] + chin[0]) / 2, (y + chin[1]) / 2 + 0.012), chin],
                     (wide * 0.6, wide * 0.46, tip * 0.85))  # fmt: skip
        brush.paper(lower, "cream*0.9", edge=0.4)
        hole = loop_path(
            [
                (nose[0] - 0.004, nose[1] + 0.008),
                (chin[0] + 0.002, chin[1] - 0.004),
                ((corner[0] + chin[0]) / 2, (corner[1] + chin[1]) / 2 + 0.014),
                corner,
                (-corner[0] * front + root[0] * 0.5, corner[1] - 0.004),
            ],
            (False, False, False, True, False),
        )
        box = ((nose[0] + corner[0]) / 2, corner[1] - 0.01, chin[1] + 0.01, abs(nose[0] - corner[0]) / 2 + 0.02, jaw)
        inside(brush, hole, box, "C" if pose.mouth in "BCDG" else pose.mouth, look)
    snout = tube([root, middle, nose], (wide, wide * 0.74, tip))
    brush.paper(snout, "cream", shadow=False, edge=0.5)
    top = tube(
        [
            (root[0], root[1] - wide * 0.42),
            (middle[0], middle[1] - wide * 0.36),
            (nose[0] - 0.004, nose[1] - tip * 0.5),
        ],
        (wide * (0.42 + 0.1 * front), wide * 0.40, tip * 0.5),
    )
    brush.flat(top, "fur")
    _snout_lines(brush, muzzle, pose, (root, middle, nose, corner), s, detail)


def _snout_lines(
    brush: Brush,
    muzzle: dict[str, Any],
    pose: Pose,
    points: tuple[Point, Point, Point, Point],
    s: float,
    detail: int,
) -> None:
    _, middle, nose, corner = points
    tip = float(muzzle["tip"])
    front = 1 - s
    smile = pose.face.mouth_corner
    thick = 0.0055
    if pose.face.mouth_open < 0.08 or s > 0.3:
        lift = 0.02 * smile + 0.008 * pose.face.brow_tilt
        line = loop_path(
            [
                (nose[0] - tip * 0.55 * s, nose[1] + tip * 0.80),
                (nose[0] * 0.62 + corner[0] * 0.38, middle[1] + 0.030 - 0.006 * smile),
                (corner[0] + 0.01, corner[1] + 0.004),
                (corner[0] - 0.022, corner[1] - 0.006 - lift),
            ],
            (False,) * 4,
            closed=False,
        )
        if pose.face.mouth_open < 0.08:
            brush.line(line, "lip", thick)
        if front > 0.72 and pose.face.mouth_open < 0.08:
            other = loop_path(
                [
                    (nose[0] + 0.004, nose[1] + tip * 1.0),
                    (nose[0] + 0.034 * front, middle[1] + 0.032 - 0.004 * smile),
                    (nose[0] + 0.062 * front, corner[1] - 0.004 - lift),
                ],
                (False,) * 3,
                closed=False,
            )
            brush.line(other, "lip", thick)
    brush.oval(nose[0] + tip * 0.35 * s, nose[1] - tip * 0.35, tip * 0.92, tip * 0.72, "nose")
    brush.oval(
        nose[0] + tip * (0.35 * s + 0.25 * brush.light_side), nose[1] - tip * 0.6, tip * 0.24, tip * 0.16, "spark",
        alpha=0.6, emit=0.3,
    )  # fmt: skip
    if detail >= 1:
        for k in range(3):
            x, y = middle[0] + 0.006 * k, middle[1] + 0.004 + 0.009 * k
            brush.oval(x - 0.012, y, 0.0024, 0.0024, "lip", alpha=0.7)
            if detail >= 2 or k != 1:
                whisker = loop_path(
                    [(x - 0.012, y), (x - 0.05, y + 0.004 + 0.010 * k), (x - 0.095, y - 0.004 + 0.022 * k)],
                    (False,) * 3,
                    closed=False,
                )
                brush.line(whisker, "spark", 0.0028, alpha=0.75)
