"""A workshop of cut paper: bench under the window, tools on the wall, jars, a flying thing half built, shavings.

It knows no set: everything's place comes from the layer's parameters.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from generators.stage.colour import RGB, adjust, from_hex, mix
from generators.stage.kinds.town import LAMPLIGHT
from generators.stage.moment import Moment
from generators.stage.paper import Paper, box, circle, fill, oval, polygon, smooth

STEEL, IRON, BRASS = from_hex("#8C98A2"), from_hex("#3A3E46"), from_hex("#D2A24C")
BEECH, ASH, HANDLE = from_hex("#B5834F"), from_hex("#D2AC78"), from_hex("#B5523F")
SILK = from_hex("#EBD8B0")
PAINTS = tuple(from_hex(text) for text in ("#C8553D", "#D9A441", "#4E7F8A", "#6E8A4E", "#8A5A78", "#E6DCC4"))


def tool_wall(paper: Paper, params: dict[str, Any]) -> None:
    """Tools hung in order on a board: saws, hammers, planes, chisels, squares; `x`, `y`, `width`, `height`."""
    x, y = float(params.get("x", 0.30)), float(params.get("y", 0.14))
    width, height = float(params.get("width", 0.46)), float(params.get("height", 0.34))
    board = from_hex(str(params.get("tint", "#9A7650")))
    paper.piece(box(x, y, width, height, 0.004), board, drop=0.018)
    for edge in (
        box(x, y, width, 0.012),
        box(x, y + height - 0.012, width, 0.012),
        box(x, y, 0.012, height),
        box(x + width - 0.012, y, 0.012, height),
    ):
        paper.piece(edge, adjust(board, lightness=0.74))
    rows = (
        (_saw, _hammer, _saw_small, _square),
        (_chisel, _chisel, _chisel, _chisel, _pliers, _spanner, _spanner),
        (_plane, _drill, _mallet, _plane),
    )
    for row, tools in enumerate(rows):
        top = y + height * (0.09 + 0.31 * row)
        for index, tool in enumerate(tools):
            at = x + width * (index + 0.5) / len(tools)
            # The painted outline of the tool says where it belongs.
            paper.piece(circle(at, top, 0.0030), BRASS)
            tool(paper, at, top + 0.004, height * 0.26)


def _saw(paper: Paper, x: float, y: float, s: float) -> None:
    blade = polygon(
        [
            (x - s * 0.62, y + s * 0.40),
            (x + s * 0.30, y + s * 0.12),
            (x + s * 0.42, y + s * 0.52),
            (x - s * 0.58, y + s * 0.56),
        ]
    )
    paper.piece(blade, STEEL, drop=0.008)
    grip = smooth(
        [
            (x + s * 0.28, y + s * 0.05),
            (x + s * 0.62, y + s * 0.02),
            (x + s * 0.72, y + s * 0.36),
            (x + s * 0.58, y + s * 0.66),
            (x + s * 0.36, y + s * 0.56),
        ]
    )
    paper.piece(grip, BEECH, drop=0.006)
    paper.flat(oval(x + s * 0.53, y + s * 0.33, s * 0.07, s * 0.15), adjust(BEECH, lightness=0.55))


def _saw_small(paper: Paper, x: float, y: float, s: float) -> None:
    paper.line(
        smooth(
            [
                (x - s * 0.28, y + s * 0.85),
                (x - s * 0.34, y + s * 0.10),
                (x + s * 0.34, y + s * 0.10),
                (x + s * 0.28, y + s * 0.85),
            ],
            closed=False,
        ),
        IRON,
        s * 0.06,
    )
    paper.line(
        polygon([(x - s * 0.28, y + s * 0.80), (x + s * 0.28, y + s * 0.80), (x - s * 0.28, y + s * 0.80)]),
        STEEL,
        s * 0.05,
    )
    paper.piece(box(x + s * 0.23, y + s * 0.76, s * 0.10, s * 0.26, s * 0.04), HANDLE)


def _hammer(paper: Paper, x: float, y: float, s: float) -> None:
    paper.piece(box(x - s * 0.045, y + s * 0.14, s * 0.09, s * 0.82, s * 0.04), ASH, drop=0.008)
    paper.piece(
        polygon(
            [
                (x - s * 0.30, y + s * 0.06),
                (x + s * 0.16, y + s * 0.04),
                (x + s * 0.32, y + s * 0.14),
                (x + s * 0.16, y + s * 0.26),
                (x - s * 0.30, y + s * 0.25),
            ]
        ),
        IRON,
        drop=0.006,
    )


def _mallet(paper: Paper, x: float, y: float, s: float) -> None:
    paper.piece(box(x - s * 0.05, y + s * 0.30, s * 0.10, s * 0.68, s * 0.04), ASH, drop=0.008)
    paper.piece(box(x - s * 0.30, y + s * 0.02, s * 0.60, s * 0.34, s * 0.05), BEECH, drop=0.006)


def _square(paper: Paper, x: float, y: float, s: float) -> None:
    paper.piece(
        polygon(
            [
                (x - s * 0.30, y),
                (x - s * 0.18, y),
                (x - s * 0.18, y + s * 0.78),
                (x + s * 0.36, y + s * 0.78),
                (x + s * 0.36, y + s * 0.90),
                (x - s * 0.30, y + s * 0.90),
            ]
        ),
        STEEL,
        drop=0.008,
    )
    paper.piece(box(x - s * 0.33, y - s * 0.01, s * 0.18, s * 0.93, s * 0.02), BEECH)


def _chisel(paper: Paper, x: float, y: float, s: float) -> None:
    paper.piece(box(x - s * 0.055, y, s * 0.11, s * 0.34, s * 0.05), HANDLE if (x * 1000) % 2 < 1 else ASH, drop=0.006)
    paper.piece(
        polygon(
            [
                (x - s * 0.035, y + s * 0.34),
                (x + s * 0.035, y + s * 0.34),
                (x + s * 0.055, y + s * 0.86),
                (x - s * 0.055, y + s * 0.94),
            ]
        ),
        STEEL,
    )


def _pliers(paper: Paper, x: float, y: float, s: float) -> None:
    for side in (-1, 1):
        paper.line(
            smooth(
                [
                    (x + side * s * 0.05, y + s * 0.30),
                    (x + side * s * 0.20, y + s * 0.55),
                    (x + side * s * 0.12, y + s * 0.92),
                ],
                closed=False,
            ),
            HANDLE,
            s * 0.09,
        )
        paper.piece(
            polygon([(x, y + s * 0.34), (x + side * s * 0.13, y + s * 0.22), (x + side * s * 0.03, y), (x, y)]), IRON
        )


def _spanner(paper: Paper, x: float, y: float, s: float) -> None:
    paper.piece(box(x - s * 0.05, y + s * 0.16, s * 0.10, s * 0.66, s * 0.03), STEEL, drop=0.006)
    for end in (0.13, 0.86):
        paper.piece(circle(x, y + s * end, s * 0.13), STEEL)
        paper.flat(
            box(x - s * 0.05, y + s * (end - (0.15 if end < 0.5 else 0.0)), s * 0.10, s * 0.15),
            adjust(IRON, lightness=1.4),
        )


def _plane(paper: Paper, x: float, y: float, s: float) -> None:
    paper.piece(
        polygon(
            [
                (x - s * 0.62, y + s * 0.40),
                (x + s * 0.56, y + s * 0.40),
                (x + s * 0.62, y + s * 0.66),
                (x - s * 0.62, y + s * 0.66),
            ]
        ),
        BEECH,
        drop=0.008,
    )
    paper.piece(
        smooth(
            [
                (x - s * 0.50, y + s * 0.42),
                (x - s * 0.56, y + s * 0.10),
                (x - s * 0.34, y + s * 0.06),
                (x - s * 0.28, y + s * 0.42),
            ]
        ),
        HANDLE,
    )
    paper.piece(
        polygon(
            [
                (x - s * 0.02, y + s * 0.42),
                (x + s * 0.06, y + s * 0.10),
                (x + s * 0.17, y + s * 0.10),
                (x + s * 0.18, y + s * 0.42),
            ]
        ),
        STEEL,
    )
    paper.piece(circle(x + s * 0.42, y + s * 0.34, s * 0.10), HANDLE)


def _drill(paper: Paper, x: float, y: float, s: float) -> None:
    paper.line(
        smooth(
            [
                (x, y + s * 0.05),
                (x, y + s * 0.30),
                (x + s * 0.26, y + s * 0.34),
                (x + s * 0.26, y + s * 0.58),
                (x, y + s * 0.62),
                (x, y + s * 0.98),
            ],
            closed=False,
        ),
        STEEL,
        s * 0.055,
    )
    paper.piece(oval(x, y + s * 0.05, s * 0.16, s * 0.08), HANDLE, drop=0.006)
    paper.piece(box(x + s * 0.20, y + s * 0.38, s * 0.12, s * 0.18, s * 0.04), ASH)


def workbench(paper: Paper, params: dict[str, Any]) -> None:
    """A bench with a vice, drawers, clamps, a plan pinned down by a mug, a small model: `from`, `to`, `y`, `height`."""
    left, right = float(params.get("from", -0.66)), float(params.get("to", 0.06))
    y, height = float(params.get("y", 0.815)), float(params.get("height", 0.165))
    wood = from_hex(str(params.get("tint", "#A8764A")))
    top = y - height
    width = right - left
    shade = fill(paper.light.shadow, 0.34)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.010))
    paper.canvas.drawPath(oval((left + right) / 2, y, width * 0.53, 0.016), shade)
    paper.piece(box(left + 0.03, top + 0.02, width - 0.06, height - 0.035), adjust(wood, lightness=0.46), drop=0.014)
    paper.piece(box(left + 0.03, y - 0.046, width - 0.06, 0.014), adjust(wood, lightness=0.82), drop=0.008)
    for tin in range(7):
        tx = left + 0.07 + (width - 0.16) * tin / 7
        tall = 0.026 + 0.020 * paper.chance("tin", tin)
        paper.piece(
            box(tx, y - 0.046 - tall, 0.034 + 0.02 * paper.chance("tin-w", tin), tall, 0.003),
            adjust(PAINTS[tin % len(PAINTS)], lightness=0.86),
            rim=0.6,
        )
    for leg in (left + 0.022, right - 0.046):
        paper.piece(box(leg, top + 0.01, 0.026, height - 0.008), adjust(wood, lightness=0.9), drop=0.010)
    for drawer in range(2):
        dx = left + width * (0.58 + 0.19 * drawer)
        paper.piece(box(dx, top + 0.020, width * 0.17, 0.042, 0.003), adjust(wood, lightness=1.02), rim=0.7)
        paper.piece(box(dx + width * 0.065, top + 0.036, 0.026, 0.006, 0.003), BRASS)
    paper.piece(box(left, top, width, 0.022, 0.003), wood, drop=0.014)
    paper.piece(
        polygon([(left + 0.016, top - 0.015), (right - 0.016, top - 0.015), (right, top + 0.002), (left, top + 0.002)]),
        adjust(wood, lightness=1.2),
    )
    # The vice.
    vx = left + 0.085
    paper.piece(box(vx - 0.032, top - 0.026, 0.030, 0.058, 0.004), IRON, drop=0.008)
    paper.piece(box(vx + 0.010, top - 0.026, 0.030, 0.058, 0.004), adjust(IRON, lightness=1.25), drop=0.008)
    paper.piece(box(vx + 0.036, top + 0.008, 0.034, 0.010), STEEL)
    paper.line(
        polygon([(vx + 0.066, top - 0.010), (vx + 0.066, top + 0.038), (vx + 0.066, top - 0.010)]), STEEL, 0.0045
    )
    paper.piece(
        polygon(
            [(vx - 0.002, top - 0.024), (vx + 0.010, top - 0.024), (vx + 0.016, top - 0.108), (vx - 0.006, top - 0.112)]
        ),
        ASH,
        drop=0.006,
    )
    # A drawing, held down, with its corner in the air.
    px = left + width * 0.40
    paper.piece(
        polygon(
            [
                (px - 0.075, top + 0.0),
                (px - 0.062, top - 0.014),
                (px + 0.070, top - 0.014),
                (px + 0.084, top + 0.0),
                (px + 0.078, top + 0.022),
                (px + 0.058, top + 0.003),
            ]
        ),
        from_hex("#8FB0C4"),
    )
    paper.piece(
        smooth(
            [(px - 0.052, top - 0.004), (px - 0.054, top - 0.036), (px - 0.022, top - 0.036), (px - 0.024, top - 0.004)]
        ),
        from_hex("#E6DCC4"),
        drop=0.006,
    )
    # A small model of what hangs above.
    mx = left + width * 0.70
    paper.piece(
        smooth([(mx - 0.052, top - 0.032), (mx, top - 0.045), (mx + 0.062, top - 0.030), (mx, top - 0.018)]),
        HANDLE,
        drop=0.008,
    )
    paper.piece(
        polygon(
            [(mx - 0.028, top - 0.040), (mx + 0.024, top - 0.042), (mx + 0.006, top - 0.086), (mx - 0.052, top - 0.078)]
        ),
        SILK,
    )
    paper.line(polygon([(mx, top - 0.018), (mx, top - 0.002), (mx, top - 0.018)]), IRON, 0.003)
    # A jar of brushes.
    jx = right - 0.055
    for brush in range(5):
        lean = (brush - 2) * 0.010
        paper.line(
            polygon([(jx, top - 0.02), (jx + lean * 1.8, top - 0.085 + 0.006 * abs(brush - 2)), (jx, top - 0.02)]),
            ASH,
            0.0034,
        )
        paper.piece(oval(jx + lean * 1.85, top - 0.090 + 0.006 * abs(brush - 2), 0.0042, 0.010), PAINTS[brush])
    paper.piece(box(jx - 0.018, top - 0.044, 0.036, 0.044, 0.004), from_hex("#B9CBD0"), drop=0.006)


def jar_shelf(paper: Paper, params: dict[str, Any]) -> None:
    """Shelves of jars, tins and rolls: `x`, `y`, `width`, `rows`."""
    x, y, width = float(params.get("x", 0.50)), float(params.get("y", 0.52)), float(params.get("width", 0.30))
    rows, tall = int(params.get("rows", 2)), float(params.get("tall", 0.085))
    wood = from_hex(str(params.get("tint", "#7A5638")))
    for row in range(rows):
        level = y + row * tall
        at = x + 0.010
        index = 0
        while at < x + width - 0.03:
            roll = paper.chance("jar", row, index)
            wide, high = 0.024 + 0.014 * roll, tall * (0.42 + 0.34 * paper.chance("jar-h", row, index))
            tone = PAINTS[int(roll * 89) % len(PAINTS)]
            if roll < 0.55:
                paper.piece(box(at, level - high, wide, high, 0.005), mix(tone, from_hex("#B9CBD0"), 0.45), drop=0.006)
                paper.flat(box(at + 0.002, level - high * 0.55, wide - 0.004, high * 0.53, 0.003), tone)
                paper.piece(box(at + 0.002, level - high - 0.006, wide - 0.004, 0.009, 0.002), IRON, rim=0.6)
            elif roll < 0.8:
                paper.piece(
                    box(at, level - high * 0.8, wide, high * 0.8, 0.002), adjust(tone, lightness=0.8), drop=0.006
                )
                paper.flat(box(at, level - high * 0.55, wide, high * 0.26), SILK, 0.8)
            else:
                for lying in range(2):
                    paper.piece(
                        circle(at + 0.010 + 0.018 * lying, level - 0.010, 0.0095),
                        adjust(ASH, lightness=0.9 + 0.1 * lying),
                    )
                    paper.flat(circle(at + 0.010 + 0.018 * lying, level - 0.010, 0.004), adjust(wood, lightness=0.6))
                wide = 0.040
            at += wide + 0.007
            index += 1
        paper.piece(box(x - 0.008, level, width + 0.016, 0.010, 0.002), wood, drop=0.014)
        for side in (0.04, width - 0.04):
            paper.piece(
                polygon(
                    [
                        (x + side - 0.004, level + 0.010),
                        (x + side + 0.004, level + 0.010),
                        (x + side + 0.004, level + 0.034),
                    ]
                ),
                adjust(wood, lightness=0.8),
            )


def flying_machine(paper: Paper, params: dict[str, Any]) -> None:
    """A little flying machine on ropes from the beams, one wing covered, one still ribs: `x`, `y`, `size`."""
    c = paper.canvas
    x, y, size = float(params.get("x", 0.0)), float(params.get("y", 0.16)), float(params.get("size", 0.16))
    for at in (-0.8, 0.9):
        paper.line(
            polygon([(x + at * size, -0.1), (x + at * size * 0.8, y - size * 0.05), (x + at * size, -0.1)]),
            from_hex("#C8A878"),
            0.0030,
        )
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    c.rotate(-4)
    far = polygon([(-0.35, -0.10), (0.42, -0.12), (0.10, -0.66), (-0.75, -0.58)])
    paper.piece(far, adjust(SILK, lightness=0.80), drop=0.05)
    hull = smooth(
        [
            (-1.55, -0.14),
            (-1.1, 0.14),
            (-0.2, 0.24),
            (0.8, 0.18),
            (1.35, 0.02),
            (1.40, -0.06),
            (0.8, -0.20),
            (-0.2, -0.22),
            (-1.1, -0.18),
        ]
    )
    paper.piece(hull, HANDLE, drop=0.06)
    paper.flat(smooth([(-1.3, -0.04), (-0.2, 0.06), (1.2, -0.02), (1.2, 0.02), (-0.2, 0.12), (-1.3, 0.0)]), SILK)
    paper.piece(polygon([(-1.35, -0.12), (-1.72, -0.52), (-1.46, -0.54), (-1.05, -0.16)]), SILK)
    paper.flat(oval(-0.05, -0.16, 0.26, 0.08), IRON)
    # The near wing: bare ribs, cloth begun at the root.
    for spar in ((-0.45, 0.02, -0.95, 0.82), (0.35, 0.02, 0.05, 0.86)):
        paper.line(polygon([(spar[0], spar[1]), (spar[2], spar[3]), (spar[0], spar[1])]), BEECH, 0.045)
    for rib in range(7):
        t = rib / 6
        a = (-0.45 - 0.50 * t, 0.02 + 0.80 * t)
        b = (0.35 - 0.30 * t, 0.02 + 0.84 * t)
        paper.line(smooth([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 0.05), b], closed=False), ASH, 0.034)
    paper.piece(polygon([(-0.45, 0.02), (0.35, 0.02), (0.24, 0.33), (-0.64, 0.31)]), SILK, drop=0.03)
    paper.piece(circle(1.40, -0.02, 0.075), BRASS, rim=1.0)
    c.restore()


def propeller(paper: Paper, params: dict[str, Any], moment: Moment) -> None:
    """The machine's propeller, turned a little by every draught: the same `x`, `y`, `size` as `flying_machine`."""
    c = paper.canvas
    x, y, size = float(params.get("x", 0.0)), float(params.get("y", 0.16)), float(params.get("size", 0.16))
    c.save()
    c.translate(x, y)
    c.scale(size, size)
    c.rotate(-4)
    c.translate(1.45, -0.02)
    turn = moment.seconds * 0.11 + 0.06 * moment.sway(6.1, 0.2) + 0.05 * moment.gust
    reach = math.cos(2 * math.pi * turn)
    for side in (-1, 1):
        blade = smooth(
            [
                (0.0, -0.02),
                (0.06, side * 0.16 * reach),
                (0.07, side * 0.44 * reach),
                (0.0, side * 0.52 * reach),
                (-0.06, side * 0.40 * reach),
                (-0.05, side * 0.14 * reach),
            ]
        )
        paper.piece(blade, BEECH if side * math.sin(2 * math.pi * turn) > 0 else adjust(BEECH, lightness=0.84))
    paper.piece(circle(0, 0, 0.06), BRASS, rim=1.0)
    c.restore()


def grindstone(paper: Paper, params: dict[str, Any]) -> None:
    """A treadle grindstone on its frame: `x`, `y`, `size`."""
    c = paper.canvas
    c.save()
    c.translate(float(params.get("x", 0.70)), float(params.get("y", 0.82)))
    size = float(params.get("size", 0.12))
    c.scale(size, size)
    shade = fill(paper.light.shadow, 0.36)
    shade.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.08))
    c.drawPath(oval(0, 0.02, 1.0, 0.12), shade)
    for side in (-1, 1):
        paper.piece(
            polygon([(side * 0.10, -1.0), (side * 0.24, -1.0), (side * 0.78, 0.0), (side * 0.60, 0.0)]),
            adjust(BEECH, lightness=0.8),
        )
    paper.piece(circle(0, -1.02, 0.58), from_hex("#9A9A94"), drop=0.06)
    paper.flat(circle(0, -1.02, 0.46), from_hex("#86867F"))
    paper.piece(box(-0.86, -0.98, 1.72, 0.13, 0.03), BEECH, drop=0.04)
    paper.piece(circle(0, -1.02, 0.10), IRON, rim=0.8)
    paper.line(polygon([(0, -1.02), (0.34, -0.74), (0, -1.02)]), IRON, 0.06)
    paper.piece(box(0.30, -0.78, 0.12, 0.06, 0.02), ASH)
    paper.piece(polygon([(-0.5, -0.14), (0.5, -0.18), (0.52, -0.11), (-0.5, -0.07)]), adjust(BEECH, lightness=0.9))
    c.restore()


def shavings(paper: Paper, params: dict[str, Any]) -> None:
    """Curls of wood on the floor, with planks leaning in a corner: `x` where most lie."""
    centre = float(params.get("x", -0.30))
    for index in range(46):
        x = centre + 0.44 * (paper.chance("curl", index) + paper.chance("curl-b", index) - 1)
        y = 0.80 + 0.11 * paper.chance("curl-y", index)
        size = 0.006 + 0.008 * paper.chance("curl-s", index)
        tone = adjust(ASH, lightness=0.86 + 0.28 * paper.chance("curl-t", index))
        curl = smooth(
            [
                (x - size, y),
                (x - size * 0.4, y - size * 0.7),
                (x + size * 0.4, y - size * 0.3),
                (x + size * 0.2, y + size * 0.15),
                (x - size * 0.1, y),
            ],
            closed=False,
        )
        paper.line(curl, tone, 0.0030, 0.9)
    for plank, (x, lean, tall) in enumerate(params.get("planks", ())):
        x, lean, tall = float(x), float(lean), float(tall)
        tone = adjust(BEECH, lightness=0.9 + 0.13 * (plank % 3))
        paper.piece(
            polygon(
                [(x - 0.016, 0.79), (x + 0.016, 0.79), (x + lean + 0.016, 0.79 - tall), (x + lean - 0.016, 0.79 - tall)]
            ),
            tone,
            drop=0.012,
        )


def near_tools(paper: Paper, params: dict[str, Any]) -> None:
    """Dark and cropped before the lens: an anvil at the right, timber at the left, a hook above."""
    light = paper.light
    near: RGB = mix(light.near, light.shade(from_hex("#4A3A30")), 0.28)
    left, right = float(params.get("left", -0.90)), float(params.get("right", 0.80))
    for plank in range(4):
        y = 0.935 + 0.030 * plank
        end = left + 0.42 - 0.05 * plank + 0.08 * paper.chance("near-plank", plank)
        paper.piece(
            polygon([(left - 0.6, y + 0.02), (end, y - 0.012), (end + 0.012, y + 0.014), (left - 0.6, y + 0.052)]),
            mix(near, light.shade(BEECH), 0.10 + 0.06 * (plank % 2)),
            lit=False,
        )
        paper.canvas.drawPath(oval(end + 0.006, y + 0.001, 0.009, 0.013), fill(mix(near, light.shade(ASH), 0.28)))
    anvil = smooth(
        [
            (right - 0.10, 0.895),
            (right - 0.03, 0.885),
            (right + 0.30, 0.885),
            (right + 0.30, 0.95),
            (right + 0.16, 0.965),
            (right + 0.14, 1.01),
            (right + 0.20, 1.2),
            (right + 0.0, 1.2),
            (right + 0.05, 1.0),
            (right + 0.03, 0.955),
        ]
    )
    paper.piece(anvil, mix(near, light.shade(STEEL), 0.16), lit=False)
    for link in range(5):
        paper.line(
            oval(right + 0.03, 0.012 + 0.030 * link, 0.0065 if link % 2 else 0.010, 0.017),
            mix(near, light.shade(STEEL), 0.10),
            0.0052,
        )
    hook = smooth(
        [
            (right + 0.03, 0.155),
            (right + 0.034, 0.19),
            (right + 0.066, 0.21),
            (right + 0.05, 0.25),
            (right + 0.01, 0.24),
            (right + 0.006, 0.21),
        ],
        closed=False,
    )
    paper.line(hook, mix(near, light.shade(STEEL), 0.12), 0.011)


def lamp_arm(paper: Paper, params: dict[str, Any]) -> None:
    """A jointed lamp clamped to the bench: `x`, `y` of its clamp, `reach` to the side it bows to."""
    x, y, reach = float(params.get("x", -0.10)), float(params.get("y", 0.65)), float(params.get("reach", -0.14))
    burn = paper.light.lamp
    elbow = (x + reach * 0.30, y - 0.115)
    head = (x + reach, y - 0.105)
    paper.piece(box(x - 0.012, y - 0.006, 0.024, 0.026, 0.003), IRON)
    paper.line(polygon([(x, y), elbow, (x, y)]), IRON, 0.0055)
    paper.line(polygon([elbow, head, elbow]), IRON, 0.0055)
    paper.piece(circle(*elbow, 0.008), BRASS)
    side = 1 if reach > 0 else -1
    hood = smooth(
        [
            (head[0] - side * 0.018, head[1] - 0.016),
            (head[0] + side * 0.020, head[1] - 0.024),
            (head[0] + side * 0.050, head[1] + 0.030),
            (head[0] - side * 0.016, head[1] + 0.044),
            (head[0] - side * 0.034, head[1] + 0.020),
        ]
    )
    paper.glow(head[0] + side * 0.012, head[1] + 0.050, 0.30, LAMPLIGHT, 0.62 * burn)
    paper.piece(hood, from_hex("#3E6A60"), drop=0.010)
    paper.flat(oval(head[0] + side * 0.010, head[1] + 0.035, 0.026, 0.008), LAMPLIGHT, emit=burn)
