"""Framings: where a camera stands to see a subject at a size, with look-room and head-room.

It knows no story and no cutting; only geometry in stage units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.direction.canopies import TALL_HEAD_METRES, Canopy
from generators.direction.heights import Build
from generators.stage.floor import floor_y, metre
from generators.timed import ActorState, Camera

ASPECT = 16 / 9
SET_HALF_WIDTH = 1.2
"""Sets are drawn for |x| below this; a framing never shows more."""
MAX_ZOOM = 8.4
"""A framing begins no closer: puppets hold up to here."""
MAX_PUSHED_ZOOM = 9.2
"""A push may come a little closer than any framing begins."""
EYE_LINE = 0.37
"""Eyes at this share of the frame's height (0.33–0.40 is the custom)."""
LOWEST_EYE_LINE = 0.47
"""For the sake of a tall hat the eyes may come down to here."""
TALL_EYE_LINE = {"MCU": 0.47, "CU": 0.54}
"""How far down the frame the eyes of a tall head may be in close pictures: it is a lantern or a machine, and no
picture cuts it, as it may cut a hat."""
TALL_HEAD_ROOM = 0.05
"""Empty share of the frame above such a head: it bobs as it walks and talks."""
HELD_IN_MARGIN = 0.02
"""Stage units of what is carried that may be in the margin which a group leaves beside its faces."""
HEAD_ROOM = 0.07
"""Empty share of the frame above the crown (6–10 % is the custom)."""
LOOK_ROOM = {"MLS": 0.15, "MS": 0.14, "MCU": 0.11, "CU": 0.07}
"""How far a subject is moved off the middle, as a share of the width: the gaze side gets 57–65 %."""
FEET_ROOM = 0.06
"""Floor below the feet in a view that shows them, as a share of the frame's height."""
BODY_HEIGHTS = {"MLS": 1.42, "MS": 0.98, "MCU": 0.67, "CU": 0.46}
"""Frame height by size, in heights of the subject's body."""
SMALLEST_BODY_METRES = 0.95
"""A fox is framed as if it were this tall, or its close-ups would show nothing but fur."""
LARGEST_BODY_METRES = 1.6
"""Grown-ups and giants are framed alike: close-ups are sized by faces, and faces differ less than coats."""
FACE_BODIES = 8.0
"""A body for close pictures is at most so many half widths of its head: whose head is small is seen from nearer."""
FEET_KEPT = 0.035
"""Share of the frame's height below feet that are just in the picture."""
SHINS = 0.24
"""A frame's edge between this share of a body and its soles cuts at the ankles: then the feet are shown."""
CHIN = 0.9
"""From the eyes to the chin, in half widths of the head."""
UNDER_CHIN = 0.02
"""A picture of hands begins so far below the chin, share of the frame's height."""
STANCE_EYES = {"sit": 0.68, "lie": 0.3, "hide": 0.76, "bent": 0.62}
"""Height of the eyes of who does not stand, as a share of standing; "bent" takes something from the floor."""
AHEAD = {"hide": 0.14, "bent": 0.22}
"""Who hides or bends down leans forward: the face is so far before the feet, share of the height."""
SITTING_BEAST, BEAST_AHEAD = 1.12, 0.72
"""A four-legged one sits down whenever it likes: the head is looked for between standing and sitting, as shares
of its height and of its distance before the feet."""
BEAST_ROOM = 1.25
"""And it is framed with so much more room, for ears, a tail or what it carries in its mouth."""
SITS_LOWER = 0.75
"""Who sits on the floor is lower by this share of a leg: who has long legs by more."""
SEATED_EYES = 0.45
"""Eyes above the seat, as a share of the height."""
WIDE_BODY = 0.50
"""The tallest of a wide shot fills about half of the frame's height: figures are never ants under an empty sky."""
HANDS_MOST = 0.42
"""A picture of hands that shows more of a body than this share has the face in it: no headless coats."""
WITH_FACE_ROOM = 1.08
"""Such a picture leaves a little more room than it needs: it may push in."""
BESIDE_HANDS = 0.16
"""Metres of two bodies that are in a picture of a thing which goes from one to the other."""
INSERT_SHARE = 0.46
"""A thing fills this much of the frame's height …"""
INSERT_ZOOMS = (2.6, 7.0)
"""… but the paper is never shown nearer or farther than this."""
WHOLE_BEASTS = ("MS", "MLS")
LEAST_ROOM = 0.5
"""Share of the room before a beast's face that is kept at least, so that the whole of it is in the picture."""
TAIL_AIR = 0.012
"""Stage units behind the tail."""
FACE_MARGIN = 0.02
"""A face this near to the frame's edge (share of the width) is not wholly in the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Somebody to be framed."""

    state: ActorState
    build: Build
    carried: float = 0.0
    """How far what they hold reaches before the middle of their body, metres; 0 = nothing that counts."""
    bowed: float = 0.0
    """Share of the height of the eyes by which a feeling bows them down."""
    canopy: Canopy | None = None
    """What they hold spread over or before them."""

    @property
    def unit(self) -> float:
        """Stage units of a metre where they stand."""
        return metre(self.state.depth)

    @property
    def body(self) -> float:
        """Height in stage units."""
        return self.build.height * self.unit

    @property
    def stature(self) -> float:
        """The height by which the sizes of singles are reckoned, in stage units."""
        small = SMALLEST_BODY_METRES * (BEAST_ROOM if self.build.head_ahead else 1.0)
        return min(LARGEST_BODY_METRES, max(small, self.build.height)) * self.unit

    @property
    def portrait(self) -> float:
        """As `stature`, for close pictures: they are sized by the face as well."""
        small = SMALLEST_BODY_METRES * (BEAST_ROOM if self.build.head_ahead else 1.0)
        return min(self.stature, max(small, FACE_BODIES * self.build.face) * self.unit)

    @property
    def chin_y(self) -> float:
        """Stage y of the chin of who stands or sits upright."""
        return self.eye_y + CHIN * self.face_reach

    @property
    def face_x(self) -> float:
        """Stage x of the face; a four-legged one carries it far before its feet."""
        ahead = BEAST_AHEAD * self.build.head_ahead
        if not ahead:
            ahead = AHEAD.get(self.state.stance, 0.0) * self.build.height
        return self.state.x + self.state.facing * ahead * self.unit

    @property
    def face_reach(self) -> float:
        """Half the width of head and hat."""
        return self.build.face * self.unit

    @property
    def reach(self) -> float:
        """Half the width of the body."""
        return self.build.reach * self.unit

    def across(self) -> tuple[float, float]:
        """Stage x of the outermost edges of body and of what is carried before it."""
        before = max(self.reach, self.carried * self.unit, self.canopy.far * self.unit if self.canopy else 0.0)
        left, right = (self.reach, before) if self.state.facing > 0 else (before, self.reach)
        return self.state.x - left, self.state.x + right

    @property
    def eye_y(self) -> float:
        """Stage y of the eyes; lower for who sits or lies."""
        share = STANCE_EYES.get(self.state.stance, 1.0)
        if self.state.stance == "sit" and self.build.leg > 0:
            share = max(share - 0.2, 1 - SITS_LOWER * self.build.leg / self.build.eyes)
        if self.build.head_ahead and self.state.stance in ("stand", "sit"):
            share = SITTING_BEAST - self.bowed
        if self.state.stance == "sit" and self.state.seat > 0:
            if self.build.leg > 0:  # short legs hang from a stool: who has them is hardly lower than standing
                share = 1 - max(0.0, self.build.leg - self.state.seat) / self.build.eyes
            else:
                share = min(0.92, (self.state.seat + SEATED_EYES * self.build.height) / self.build.eyes)
        if self.state.stance == "stand" and not self.build.head_ahead:
            share -= self.bowed
        return self.feet_y - self.build.eyes * self.unit * share

    @property
    def crown_y(self) -> float:
        """Stage y of the top of head or hat."""
        return self.eye_y - (self.build.height - self.build.eyes) * self.unit

    @property
    def top_y(self) -> float:
        """Stage y of the top of head, hat and of what is held over them."""
        return min(self.crown_y, self.feet_y - self.canopy.high * self.unit) if self.canopy else self.crown_y

    def covers(self, x: float, y: float) -> bool:
        """Whether what they hold spread before them hides the stage point x, y."""
        if self.canopy is None:
            return False
        ahead, up = (x - self.state.x) * self.state.facing / self.unit, (self.feet_y - y) / self.unit
        return self.canopy.near < ahead < self.canopy.far and self.canopy.low < up < self.canopy.high

    @property
    def feet_y(self) -> float:
        """Stage y of the feet."""
        return floor_y(self.state.depth)


def establishing(figures: tuple[Figure, ...]) -> Camera:
    """The whole place; a little toward where the figures stand."""
    x = sum(f.state.x for f in figures) / len(figures) if figures else 0.0
    return inside(Camera(x=0.45 * x, y=0.5, zoom=1.0))


def wide(figures: tuple[Figure, ...]) -> Camera:
    """Everybody from head to foot in a good part of the place, the floor at the lower edge."""
    if not figures:
        return inside(Camera(x=0.0, y=0.55, zoom=1.2))
    tallest = max(f.body for f in figures)
    left, right = span(figures)
    zoom = min(1.58, max(1.18, WIDE_BODY / tallest), max(1.08, 0.86 * ASPECT / (right - left)))
    feet = max(f.feet_y for f in figures)
    if any(f.canopy for f in figures):
        zoom = max(1.0, min(zoom, (1 - FEET_ROOM - HEAD_ROOM) / (feet - min(f.top_y for f in figures))))
    x = (left + right) / 2
    # A lone figure stands on a third, looking into the larger part.
    if len(figures) == 1:
        x += figures[0].state.facing * ASPECT / zoom / 6
    return inside(Camera(x=x, y=feet + FEET_ROOM / zoom - 0.5 / zoom, zoom=zoom))


def group(figures: tuple[Figure, ...]) -> Camera:
    """All `figures` as close as their faces allow: a two-shot has its faces near the thirds."""
    left = min(_held_edge(f, -1, min(f.face_x - f.face_reach, f.state.x - 0.7 * f.reach)) for f in figures)
    right = max(_held_edge(f, 1, max(f.face_x + f.face_reach, f.state.x + 0.7 * f.reach)) for f in figures)
    crown = min(f.top_y for f in figures)
    chin = max(f.eye_y + 0.6 * f.face_reach for f in figures)
    across = (right - left) / 0.80 / ASPECT
    tallest = max(f.stature for f in figures)
    height = max(0.74 * tallest, across, (chin - crown) / 0.62)
    zoom = min(3.2, max(1.05, 1 / height))
    above = HEAD_ROOM + 0.02
    edge = crown + (1 - above) / zoom
    if any(f.feet_y - SHINS * f.body < edge < f.feet_y + FEET_KEPT / zoom for f in figures):
        zoom = max(1.05, (1 - above - FEET_KEPT) / (max(f.feet_y for f in figures) - crown))
    return inside(Camera(x=(left + right) / 2, y=crown + (0.5 - HEAD_ROOM - 0.02) / zoom, zoom=zoom))


def single(figure: Figure, size: str, *, gaze: int = 0) -> Camera:
    """One subject at `size`, looking into the longer side; `gaze` 1 right, −1 left, 0 as they face."""
    height = BODY_HEIGHTS[size] * (figure.stature if size == "MLS" else figure.portrait)
    zoom = min(MAX_ZOOM, max(1.0, 1 / height))
    if size == "MLS":
        if figure.canopy:
            zoom = max(1.0, min(zoom, (LOWEST_EYE_LINE - HEAD_ROOM) / (figure.eye_y - figure.top_y)))
        hat = max(EYE_LINE, HEAD_ROOM + (figure.eye_y - figure.top_y) * zoom)
        below = 1 - min(LOWEST_EYE_LINE, hat) - FEET_KEPT
        zoom = max(1.0, min(zoom, below / max(0.01, figure.feet_y - figure.eye_y)))
    if figure.build.head_ahead and size in WHOLE_BEASTS:
        return _whole_beast(figure, size, zoom, gaze or figure.state.facing)
    zoom = _whole_head(figure, zoom, size)
    x = figure.face_x + (gaze or figure.state.facing) * LOOK_ROOM[size] * ASPECT / zoom
    return inside(Camera(x=x, y=_eye_to_middle(figure, zoom, size), zoom=zoom))


def _whole_beast(figure: Figure, size: str, zoom: float, gaze: int) -> Camera:
    """Head and tail of somebody whose head is far before the body: less room before the face, and a little farther."""
    behind = gaze * (figure.face_x - figure.state.x) + figure.reach + TAIL_AIR
    zoom = max(1.0, min(zoom, (0.5 - LEAST_ROOM * LOOK_ROOM[size]) * ASPECT / behind))
    room = max(LEAST_ROOM * LOOK_ROOM[size], min(LOOK_ROOM[size], 0.5 - behind * zoom / ASPECT)) * ASPECT / zoom
    return inside(Camera(x=figure.face_x + gaze * room, y=_eye_to_middle(figure, zoom, size), zoom=zoom))


def over_shoulder(subject: Figure, partner: Figure) -> Camera:
    """`subject` past the shoulder of `partner`, who fills the frame's edge on their own side."""
    side = 1 if partner.state.x > subject.state.x else -1
    zoom = min(MAX_ZOOM, 1 / (0.86 * subject.portrait))
    x = subject.face_x + side * 0.19 * ASPECT / zoom
    return inside(Camera(x=x, y=_eye_to_middle(subject, zoom, "MS"), zoom=zoom))


def hands_of(figure: Figure, size: float = 0.0, *, share: float = 1.0, at: float = 0.0) -> Camera:
    """What somebody does with their hands; `size` is that of the thing they hold, in stage units.

    `at` is how high it is held, as a share of the height of the eyes.
    """
    if figure.build.head_ahead:
        return insert(figure.face_x, figure.eye_y + 0.1 * figure.unit, size or 0.5 * figure.unit, share=share)
    x = figure.state.x + 0.12 * figure.state.facing * figure.unit
    middle = figure.feet_y - (at * (figure.feet_y - figure.eye_y) if at else 0.51 * figure.body)
    size = size or 0.42 * figure.unit
    camera = insert(x, middle, size, share=share)
    if figure.crown_y > camera.y - 0.5 / camera.zoom:
        return camera
    # Nobody's face is cut at the nose: either the picture begins under the chin, or the whole head is in it.
    bare_hands = 1 / camera.zoom <= HANDS_MOST * figure.body
    if bare_hands and figure.chin_y < camera.y - 0.5 / camera.zoom:
        return camera
    top = figure.chin_y + UNDER_CHIN / camera.zoom
    if bare_hands and top < middle - 0.5 * size:
        return inside(replace(camera, y=top + 0.5 / camera.zoom))
    height = WITH_FACE_ROOM * (middle + 0.72 * size - figure.crown_y) / (1 - HEAD_ROOM)
    return inside(Camera(x=x, y=figure.crown_y + (0.5 - HEAD_ROOM) * height, zoom=min(MAX_ZOOM, 1 / height)))


def handed_over(one: Figure, other: Figure, size: float, at: float) -> Camera:
    """A thing that goes from one's hands into another's: both hands, and no face cut at the nose."""
    x = (one.state.x + other.state.x) / 2
    middle = sum(f.feet_y - at * (f.feet_y - f.eye_y) for f in (one, other)) / 2
    camera = insert(x, middle, size)
    across = abs(one.state.x - other.state.x) + 2 * BESIDE_HANDS * one.unit
    camera = inside(replace(camera, zoom=min(camera.zoom, ASPECT / across)))
    chin = max(one.chin_y, other.chin_y)
    top = max(camera.y - 0.5 / camera.zoom, chin + UNDER_CHIN / camera.zoom)
    if middle - top < 0.5 * size:
        return group((one, other))
    return inside(replace(camera, y=top + 0.5 / camera.zoom))


def insert(x: float, y: float, size: float, *, share: float = 1.0) -> Camera:
    """A thing of `size` stage units with its middle at x, y: large, a little above the captions.

    `share` below 1 sees it from farther off.
    """
    low, high = INSERT_ZOOMS
    zoom = max(1.2, share * max(low, min(high, INSERT_SHARE / max(size, 0.01))))
    return inside(Camera(x=x, y=y + 0.04 / zoom, zoom=zoom))


def pushed(camera: Camera, factor: float, grounded: bool = False) -> Camera:
    """`camera` after a push-in (factor above 1) or pull-out toward its own upper third, where the eyes are.

    `grounded` keeps the lower edge instead, where feet stand.
    """
    zoom = max(1.0, min(MAX_PUSHED_ZOOM, camera.zoom * factor))
    lift = (-0.5 if grounded else 0.5 - EYE_LINE) * (1 / zoom - 1 / camera.zoom)
    return inside(Camera(x=camera.x, y=camera.y + lift, zoom=zoom))


def moved(camera: Camera, x: float, y: float, *, zoom: float = 0.0) -> Camera:
    """`camera` moved by shares `x`, `y` of its frame's width and height, inside the set."""
    zoom = zoom or camera.zoom
    return inside(Camera(x=camera.x + x * ASPECT / camera.zoom, y=camera.y + y / camera.zoom, zoom=zoom))


def place_in(camera: Camera, x: float, y: float) -> tuple[float, float]:
    """Where a stage point is in the frame: 0–1 from the left, 0–1 from the top."""
    return 0.5 + (x - camera.x) * camera.zoom / ASPECT, 0.5 + (y - camera.y) * camera.zoom


def sees_face(camera: Camera, figure: Figure) -> bool:
    """Whether the whole face is in the picture."""
    x, y = place_in(camera, figure.face_x, figure.eye_y)
    half = 0.8 * figure.face_reach * camera.zoom / ASPECT
    return FACE_MARGIN + half < x < 1 - FACE_MARGIN - half and 0.04 < y < 0.90


def cuts_into(camera: Camera, figure: Figure) -> bool:
    """Whether any of `figure`, or of what is carried before it, is in the picture."""
    half = 0.5 * ASPECT / camera.zoom
    left, right = figure.across()
    near = left < camera.x + half and right > camera.x - half
    near = near or abs(figure.face_x - camera.x) < half + figure.face_reach
    return near and figure.crown_y < camera.y + 0.5 / camera.zoom


def cuts_through(camera: Camera, figure: Figure) -> float:
    """How much of `figure` the frame's edge cuts off: 0 inside or outside, 1 through the face.

    A parcel that comes into the picture without who carries it floats: that is as bad.
    """
    half = 0.5 * ASPECT / camera.zoom
    reach = max(figure.face_reach, 0.75 * figure.reach)
    distance = half - abs(figure.face_x - camera.x)
    if (figure.carried or figure.canopy) and distance < 0 and cuts_into(camera, figure):
        return 1.0
    return max(0.0, 1.0 - abs(distance) / reach)


def is_beheaded(camera: Camera, figure: Figure) -> bool:
    """Whether somebody's body is in the picture and the top of the head is not."""
    x, crown = place_in(camera, figure.face_x, figure.crown_y)
    reach = 0.5 * figure.face_reach * camera.zoom / ASPECT
    return -reach < x < 1 + reach and crown < -0.02 and place_in(camera, 0.0, figure.feet_y)[1] > 0


def clear_of(camera: Camera, subject: Figure, others: tuple[Figure, ...]) -> Camera:
    """`camera` moved a little sideways so that no neighbour is cut in half, the subject staying well inside."""
    half = 0.5 * ASPECT / camera.zoom
    best, least = camera, sum(cuts_through(camera, other) for other in others)
    for step in (-0.24, -0.16, -0.08, 0.08, 0.16, 0.24):
        at = inside(replace(camera, x=camera.x + step * half))
        if abs(subject.face_x - at.x) > 0.42 * half:
            continue
        cut = sum(cuts_through(at, other) for other in others) + 0.3 * abs(step)
        if cut < least:
            best, least = at, cut
    return best


def _held_edge(figure: Figure, side: int, edge: float) -> float:
    """`edge` of a body on `side`, or that of what it carries there, if this is farther out."""
    reach = max(figure.carried, figure.canopy.far if figure.canopy else 0.0)
    if not reach or figure.state.facing * side < 0:
        return edge
    held = figure.state.x + side * (reach * figure.unit - HELD_IN_MARGIN)
    return max(edge, held) if side > 0 else min(edge, held)


def span(figures: tuple[Figure, ...]) -> tuple[float, float]:
    """Stage x of the outermost edges of some figures."""
    return min(f.across()[0] for f in figures), max(f.across()[1] for f in figures)


def _whole_head(figure: Figure, zoom: float, size: str) -> float:
    """`zoom`, or less, where a head is so tall that the frame would cut it: a lantern's cap is no hat."""
    above = figure.eye_y - figure.crown_y
    if size not in TALL_EYE_LINE or above < TALL_HEAD_METRES * figure.unit:
        return zoom
    return max(1.0, min(zoom, (TALL_EYE_LINE[size] - TALL_HEAD_ROOM) / above))


def inside(camera: Camera) -> Camera:
    """The same view, moved so that it shows nothing beyond the set."""
    half_width = 0.5 * ASPECT / camera.zoom
    half_height = 0.5 / camera.zoom
    x = max(-SET_HALF_WIDTH + half_width, min(SET_HALF_WIDTH - half_width, camera.x))
    y = max(half_height, min(1.0 - half_height, camera.y))
    return Camera(x=round(x, 4), y=round(y, 4), zoom=round(camera.zoom, 4))


def _eye_to_middle(figure: Figure, zoom: float, size: str) -> float:
    """Stage y of the frame's middle so that the eyes are on their line and, but for a close-up, the hat is in."""
    eyes = EYE_LINE
    if size == "CU" and figure.eye_y - figure.crown_y >= TALL_HEAD_METRES * figure.unit:
        eyes = max(eyes, min(TALL_EYE_LINE[size], TALL_HEAD_ROOM + (figure.eye_y - figure.crown_y) * zoom))
    elif size != "CU":
        hat = (figure.eye_y - (figure.top_y if size == "MLS" else figure.crown_y)) * zoom
        eyes = min(LOWEST_EYE_LINE, max(eyes, HEAD_ROOM + hat))
    return figure.eye_y + (0.5 - eyes) / zoom
