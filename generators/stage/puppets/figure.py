"""A figure grown from genes: bones, clothes, head and colours in the very form that a hand-drawn puppet file has.

It knows no drawing and no words. Garments come from `assets/puppets/wardrobe/garments.yaml` in figure units and are
laid onto this body; head, hair and hat come from `heads` and `hair`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.errors import AssetError
from generators.stage.puppets.genes import STANCES, Genes, wardrobe
from generators.stage.puppets.hair import beard_parts, hair_parts
from generators.stage.puppets.heads import face_of, glasses_parts, hat_parts, head_parts
from generators.stage.puppets.paint import mix, parse_colour
from generators.stage.puppets.shapes import Point, parse_loop

STATIONS = ("floor", "knee", "hip", "waist", "shoulder", "neck")
"""What v = 0 … 5 of the wardrobe means."""
PROFILES = {
    "bean": (0.098, 0.098, 0.100, 0.094, 0.100),
    "box": (0.118, 0.118, 0.122, 0.122, 0.136),
    "triangle": (0.088, 0.090, 0.092, 0.106, 0.148),
    "bell": (0.122, 0.130, 0.126, 0.098, 0.088),
    "circle": (0.126, 0.142, 0.158, 0.168, 0.116),
    "oval": (0.076, 0.078, 0.082, 0.078, 0.090),
}
"""Half widths at floor, knee, hip, waist and shoulder, as shares of a grown-up's height."""
STOUT = (0.010, 0.014, 0.026, 0.034, 0.014)
"""What build 1 adds to them."""
NECK_WIDE = 0.50
"""Half width at the neck, in head radii."""
SHOE = (
    (
        "shoe",
        "-0.052,-0.075! 0.048,-0.078! 0.060,-0.020 0.118,0.000 0.128,0.038 0.122,0.050! -0.056,0.050! -0.062,-0.01",
    ),
    ("sole", "-0.060,0.040! 0.128,0.036! 0.126,0.055! -0.060,0.055!"),
)


def grow(genes: Genes) -> dict[str, Any]:
    """The content of a puppet file for `genes`."""
    body = _Body(genes)
    garment = wardrobe("garments")["garments"].get(genes.body)
    if garment is None:
        raise AssetError(f"wardrobe/garments.yaml: no garment {genes.body!r}")
    parts: list[dict[str, Any]] = [*body.skin_parts(), *body.pieces(garment)]
    if garment.get("legs", "trousers") != "none":
        parts.append(body.pelvis("leg"))
    for name in genes.over:
        parts += body.pieces(wardrobe("garments")["garments"][name])
    radius = body.radius
    hat = genes.hat if genes.hat != "none" else ""
    parts += head_parts(genes, radius) + hair_parts(genes, radius, hatted=bool(hat)) + beard_parts(genes, radius)
    parts += glasses_parts(genes, radius) + (hat_parts(hat, radius) if hat else [])
    stance = STANCES[genes.stance]
    tops = [-point[1] for part in parts if part.get("on") == "head" for point in _all_points(part)]
    return {
        "rig": "person",
        "height_metres": round(genes.height, 3),
        "colours": colours_of(genes, garment),
        "bones": body.bones(garment),
        "parts": parts,
        "face": {**face_of(genes, radius), "crown": round(max(tops), 4)},
        "acting": {
            "energy": 1.2 if genes.is_child else (0.8 if genes.is_old else 1.0),
            "stride": 0.85 if genes.is_old else 1.0,
            **({"wears_satchel": 1} if "satchel" in genes.over else {}),
        },
        "idle": {"near": list(stance["near"]), "far": list(stance["far"])},
    }


def colours_of(genes: Genes, garment: Mapping[str, Any]) -> dict[str, str]:
    """Every colour role of a grown figure."""
    skin, main = genes.skin, genes.main
    deep = "#2a1018"
    legs = str(garment.get("legs", "trousers"))
    light_main = sum(parse_colour(main)) > 1.5
    leg = {"main": main, "stockings": blend(main, "#2b2733", 0.62)}.get(legs, "#3b3644" if light_main else "#5b4c44")
    hair = genes.hair_colour
    near_skin = abs(sum(parse_colour(hair)) - sum(parse_colour(skin))) < 0.6
    brow = blend(hair, "#1d1216", 0.8 if near_skin and sum(parse_colour(hair)) < 1.6 else 0.35)
    return {
        "skin": skin,
        "hand": skin,
        "nose": blend(skin, "#b8503a", 0.20),
        "lid": blend(skin, deep, 0.48),
        "blush": blend(skin, "#d8453c", 0.52),
        "freckle": blend(skin, "#7a3a20", 0.45),
        "hair": hair,
        "hair_light": blend(hair, "#ffffff", 0.18),
        "brow": brow,
        "lash": blend(hair, "#1a0f14", 0.8),
        "lip": blend(skin, "#a02c38" if genes.sex == "f" and not genes.is_child else "#7a2a2c", 0.58),
        "mouth": "#581c28",
        "tongue": "#cf6a68",
        "teeth": "#fff6e6",
        "sclera": "#fff7ea",
        "iris": genes.eyes,
        "iris_light": blend(genes.eyes, "#ffd9a0", 0.45),
        "pupil": "#170e13",
        "spark": "#ffffff",
        "coat": main,
        "main": main,
        "main_dark": blend(main, "#1c1430", 0.26),
        "main_light": blend(main, "#fff4e0", 0.15),
        "second": genes.second,
        "second_dark": blend(genes.second, "#2a1c30", 0.22),
        "accent": genes.accent,
        "accent_dark": blend(genes.accent, "#1c1430", 0.28),
        "shirt": "#f3eada",
        "leg": leg,
        "shoe": blend("#4a2f28", main, 0.10),
        "sole": "#2b1c1c",
        "brass": "#e0b65a",
        "lining": blend(genes.accent, "#6a4a30", 0.45),
        "straw": "#dcb964",
        "frame": "#3a2c2c",
    }


def blend(a: str, b: str, t: float) -> str:
    """Between two `#rrggbb`."""
    r, g, bl = mix(parse_colour(a), parse_colour(b), t)
    return f"#{round(r * 255):02x}{round(g * 255):02x}{round(bl * 255):02x}"


def _all_points(part: Mapping[str, Any]) -> list[Point]:
    shape = part["shape"]
    texts = shape.values() if isinstance(shape, dict) else (shape,)
    return [point for text in texts for point in parse_loop(str(text), closed="stroke" not in part).points]


class _Body:
    """Heights and widths of one figure, in metres, and the wardrobe laid onto it."""

    def __init__(self, genes: Genes) -> None:
        self.genes = genes
        tall = genes.height
        child = max(0.0, min(1.0, (16 - genes.age) / 9))
        self.radius = tall * (0.090 + 0.034 * child) * (1.04 if genes.shape in ("circle", "bean") else 0.98)
        chin = 1.0 + 0.10 * genes.long_face
        slender = 1.0 - 0.25 * genes.build
        centre = tall - 1.06 * self.radius
        self.head_lift = self.radius * (chin + 0.10 * slender + (0.08 if genes.shape == "oval" else 0.0))
        self.neck = centre - self.head_lift
        self.hip = self.neck * (0.535 - 0.075 * child + (0.03 if genes.shape in ("oval", "triangle") else -0.02))
        profile = PROFILES[genes.shape]
        grow_ = tall * (1.0 + 0.10 * child)
        self.widths = tuple(
            max(w + more * genes.build * (1.0 if genes.build > 0 else 0.55), 0.055) * grow_
            for w, more in zip(profile, STOUT, strict=True)
        )
        shoulder = self.neck - 0.10 * (self.neck - self.hip)
        self.levels = (0.0, self.hip * 0.5, self.hip, self.hip + 0.40 * (shoulder - self.hip), shoulder, self.neck)
        self.spans = (*self.widths, NECK_WIDE * self.radius)

    def place(self, u: float, v: float) -> Point:
        """Figure units in metres."""
        i = max(0, min(4, int(v)))
        t = v - i
        wide = self.spans[i] + (self.spans[i + 1] - self.spans[i]) * max(0.0, min(1.0, t))
        return (u * wide, -(self.levels[i] + (self.levels[i + 1] - self.levels[i]) * t))

    def pieces(self, garment: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A garment's parts in metres."""
        found = [self._piece(piece) for piece in garment.get("pieces", ())]
        buttons = garment.get("buttons")
        if buttons:
            count = int(buttons["count"])
            size = self.widths[4] * 0.085
            for k in range(count):
                v = buttons["from"] + (buttons["to"] - buttons["from"]) * k / max(count - 1, 1)
                x, y = self.place(float(buttons["u"]), float(v))
                ring = _written([(x - size, y), (x, y - size), (x + size, y), (x, y + size)])
                found.append(
                    {
                        "name": f"button{k}",
                        "z": 35,
                        "fill": buttons["fill"],
                        "shadow": False,
                        "edge": 0.4,
                        "shape": ring,
                    }
                )
        return found

    def _piece(self, piece: Mapping[str, Any]) -> dict[str, Any]:
        part = {k: v for k, v in piece.items() if k not in ("edge", "edge_light", "sag", "line", "shape")}
        part["edge"] = piece.get("edge_light", 1.0)
        if "edge" in piece:
            loop = parse_loop(str(piece["edge"]))
            right = list(zip(loop.points, loop.corners, strict=True))
            foot = right[-1][0]
            low = self.place(0.0, foot[1] + float(piece.get("sag", 0.0)))
            laid = [
                *((self.place(-u, v), c) for (u, v), c in right),
                (low, False),
                *((self.place(u, v), c) for (u, v), c in reversed(right)),
            ]
        else:
            loop = parse_loop(str(piece.get("shape") or piece["line"]), closed="shape" in piece)
            laid = [(self.place(u, v), c) for (u, v), c in zip(loop.points, loop.corners, strict=True)]
            if "line" in piece:
                part["stroke"] = float(piece["stroke"]) * self.genes.height / 1.6
        part["shape"] = " ".join(f"{x:.4f},{y:.4f}{'!' if corner else ''}" for (x, y), corner in laid)
        return part

    def skin_parts(self) -> list[dict[str, Any]]:
        """The neck, with the shade of the chin."""
        r = self.radius
        up, low = self.neck + self.head_lift * 0.55, self.neck - r * 0.42
        wide = r * (0.40 + 0.08 * self.genes.build + (0.06 if self.genes.shape == "triangle" else 0.0))
        x = 0.06 * r
        half = [(wide, up), (wide, self.neck)]
        outline = [(x - w, -y) for w, y in half] + [(-wide * 1.5, -low), (wide * 1.5, -low)]
        neck = _written([*outline, *((x + w, -y) for w, y in reversed(half))])
        chin = self.neck + r * 0.06
        under = [(x, -(chin - r * 0.16)), (-wide * 1.1, -chin)]
        shade = _written([(-wide * 1.2, -up), (wide * 1.4, -up), (wide * 1.3, -chin), *under])
        return [
            {"name": "neck", "z": 28, "fill": "skin", "shadow": False, "edge": 0.3, "shape": neck},
            {"name": "neck_shade", "z": 28.5, "fill": "lid", "alpha": 0.38, "within": "neck", "shape": shade},
        ]

    def pelvis(self, fill: str) -> dict[str, Any]:
        """What joins the legs under a short garment."""
        return self._piece(
            {
                "name": "pelvis",
                "z": 13,
                "fill": fill,
                "edge_light": 0.4,
                "edge": "0.92,3.0 1.0,2.3 0.94,1.86!",
                "sag": -0.10,
            }
        )

    def bones(self, garment: Mapping[str, Any]) -> dict[str, Any]:
        """Joints, arms and legs."""
        genes, tall = self.genes, self.genes.height
        sleeves = garment["sleeves"]
        wide, hip = self.widths[4], self.widths[2]
        reach = (self.neck - self.levels[1]) * 0.66
        strong = 0.005 if genes.shape in ("triangle", "box") else 0.0
        arm_wide = max((0.020 + 0.006 * genes.build + strong) * tall * float(sleeves.get("width", 1)), 0.022)
        root_y = self.levels[4] - arm_wide * 0.25
        leg = self.hip - 0.042 * tall
        leg_wide = min(hip * 0.44, 0.036 * tall * (1 + 0.35 * genes.build))
        shoe = 0.72 * tall / 1.34 * (1.12 if genes.is_child else 1.0)
        bones: dict[str, Any] = {
            "hip": self.hip,
            "hem": max(0.05, self.place(0, float(garment.get("hem", 1.8)))[1] * -1),
            "neck": self.neck,
            "neck_x": 0.012 * tall * (2.0 if genes.is_old else 0.5),
            "head": self.head_lift,
            "hand": tall * (0.062 if not genes.is_child else 0.068),
            "shadow": max(hip, wide) * 1.7,
            "thick": self.widths[3],
            "stance": min(0.09, hip * 0.4),
            "arm": {
                "near": [-wide * 0.86, root_y],
                "far": [wide * 0.86, root_y],
                "upper": reach * 0.51,
                "lower": reach * 0.49,
                "widths": [
                    arm_wide * 1.18,
                    arm_wide * 1.1,
                    arm_wide,
                    arm_wide * (1.35 if float(sleeves.get("width", 1)) > 1.3 else 0.98),
                ],
                "fill": sleeves["fill"],
                "bare": bool(sleeves.get("bare", False)),
                **(
                    {"cuff": reach * float(sleeves["cuff"]), "cuff_fill": sleeves["cuff_fill"]}
                    if "cuff" in sleeves
                    else {}
                ),
            },
            "leg": {
                "upper": leg * 0.52,
                "lower": leg * 0.52,
                "ankle": 0.042 * tall,
                "spread": hip * 0.44,
                "widths": [leg_wide * 1.25, leg_wide, leg_wide * 0.86],
                "fill": "leg",
                "shoe": [{"fill": fill, "shape": _scaled(text, shoe)} for fill, text in SHOE],
            },
        }
        if str(garment.get("legs", "trousers")) == "none" or float(garment.get("hem", 2)) < 0.3:
            bones["leg"]["fill"] = "main_dark"
        return bones


def _written(points: list[Point]) -> str:
    return " ".join(f"{x:.4f},{y:.4f}" for x, y in points)


def _scaled(text: str, factor: float) -> str:
    loop = parse_loop(text)
    return " ".join(
        f"{x * factor:.4f},{y * factor:.4f}{'!' if c else ''}"
        for (x, y), c in zip(loop.points, loop.corners, strict=True)
    )
