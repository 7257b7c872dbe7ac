"""Whatever the interface tells by colour is told apart by eyes with any colour blindness, and by a second mark."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from player.settings import Settings
from player.ui import manner, theme
from player.ui.captions import SpeakerTints
from player.ui.hud import _timeline
from player.ui.icons import icon
from player.ui.paint import Run, TextStyle, margin_of, text_block
from player.ui.view import TimelineView

sys.path.insert(0, str(Path(__file__).parent))
from colour_vision import SIGHTS, difference, lab, least_apart, linear, seen_by

TINTS_APART = 13.0
"""CIEDE2000; 1 to 2 are just seen side by side, but names stand one after another, and the picture is between them."""
STATES_APART = 20.0
"""Of an accent against words, and a trouble against an accent: told apart far from each other."""
READABLE = 4.5
PLAIN = theme.colour("#FFFFFF")


@pytest.fixture
def safe():
    """Safe colours for the length of a test."""
    manner.NOW.safe = True
    yield
    manner.NOW.safe = False


def over(ground: theme.Colour, below: theme.Colour) -> theme.Colour:
    """What is seen of a ground that is not quite opaque."""
    share = ground[3]
    return (*(share * g + (1 - share) * b for g, b in zip(ground[:3], below[:3], strict=True)), 1.0)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_that_of_its_authors(one, other, apart):
    """Pairs of Sharma, Wu and Dalal's table of test data."""
    assert difference(np.array(one), np.array(other)) == pytest.approx(apart, abs=1e-4)


def test_the_simulation_takes_away_what_those_eyes_lack():
    """Red and green of one lightness fall together for two of them, blue and green for the third; grey stays grey."""
    red, green = (0.80, 0.36, 0.20, 1.0), (0.48, 0.52, 0.20, 1.0)
    for sight in ("protanopia", "deuteranopia"):
        normal = difference(lab(linear(red)), lab(linear(green)))
        assert difference(seen_by(sight, red), seen_by(sight, green)) < 0.5 * normal
    for sight in SIGHTS:
        assert np.abs(seen_by(sight, (0.5, 0.5, 0.5))[1:]).max() < 1.0


@pytest.mark.parametrize("sight", SIGHTS)
def test_names_of_speakers_stay_apart(safe, sight):
    """Eight in one conversation, each two of them, for every kind of eyes; the usual ones do not for these."""
    given = SpeakerTints()
    tints = [manner.tint(given.tint(f"speaker {number}")) for number in range(len(theme.SAFE_TINTS))]
    assert least_apart(tints, sight) >= TINTS_APART
    if sight != "normal":
        assert least_apart([theme.colour(tint) for tint in theme.SPEAKER_TINTS], sight) < 6.0


@pytest.mark.parametrize("tint", theme.SAFE_TINTS)
def test_names_are_read_on_every_ground(tint):
    """On the panels, and on the plate in captions over whatever picture, a white one too."""
    name, plate = theme.colour(tint), theme.with_alpha(theme.BACKGROUND, theme.SAFE_PLATE)
    for ground in (theme.SURFACE, theme.BACKGROUND, over(plate, PLAIN)):
        assert theme.contrast(name, ground) >= READABLE


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("shows", ["#E5484D", "#3E7C6B", "#57C4B8", "#C8553D", "#F2C14E"])
def test_the_accent_says_the_same_to_everybody(safe, sight, shows):
    """Whatever the show brings: apart from words, from quiet words, from every ground and from trouble."""
    accent = manner.accent(shows)
    assert theme.contrast(accent, theme.SURFACE) >= READABLE
    for other in (theme.TEXT, theme.MUTED, theme.LINE, theme.RAISED, manner.trouble(), manner.fault()):
        assert difference(seen_by(sight, accent), seen_by(sight, other)) >= STATES_APART


@pytest.mark.parametrize("sight", SIGHTS)
def test_trouble_is_told_from_what_is_well(safe, sight):
    """Its mark and its words: apart from usual words, and read on the panels."""
    for ink in (manner.trouble(), manner.fault()):
        assert theme.contrast(ink, theme.SURFACE) >= READABLE
        for other in (theme.TEXT, theme.MUTED):
            assert difference(seen_by(sight, ink), seen_by(sight, other)) >= STATES_APART


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_map_shows_the_path_taken(safe, sight):
    """The line that was gone is apart from those that were not, as it lies on the ground."""
    other = over(theme.with_alpha(theme.TEXT, 0.2), theme.BACKGROUND)
    taken = manner.accent("#E5484D")
    assert difference(seen_by(sight, taken), seen_by(sight, other)) >= STATES_APART
    assert theme.contrast(taken, other) >= 3.0


def test_without_the_setting_colours_are_the_shows_own():
    """And a switch of the access group turns it on."""
    assert not Settings().safe_colours
    assert manner.tint(theme.SPEAKER_TINTS[1]) == theme.colour(theme.SPEAKER_TINTS[1])
    assert manner.accent("#57C4B8") == theme.readable_accent("#57C4B8")
    assert manner.trouble() == theme.colour(theme.TROUBLE)


def shape(name: str, *, filled: bool = False) -> np.ndarray:
    """Where an icon is painted, whatever its colour."""
    return icon(name, 48, theme.TEXT, filled=filled)[..., 3] > 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (shape("like"), shape("like", filled=True)),
        (shape("less"), shape("less", filled=True)),
        (shape("like", filled=True), shape("less", filled=True)),
        (shape("captions"), shape("no_captions")),
        (shape("trouble"), shape("wish")),
        (shape("volume"), shape("muted")),
    ],
)
def test_states_differ_in_shape(one, other):
    """Liked or not, captions or none, trouble or answer: without any colour a tenth of what is painted differs."""
    assert (one ^ other).sum() > 0.1 * max(one.sum(), other.sum())


def test_the_time_line_marks_where_it_is_by_shape():
    """A round head stands where the bar's filling ends: wider than the bar, in the colour of words."""
    line = TimelineView(scenes=3, current=2, progress=0.5, ready_seconds=0.0)
    sheet = _timeline(line, 600, 26, 1.0, theme.colour("#808080"))
    rows = [np.count_nonzero(sheet[:, x, 3] > 200) for x in range(600)]
    bright = (sheet[..., :3].min(axis=2) > 220) & (sheet[..., 3] > 200)
    columns = np.flatnonzero(bright[:, 60:140].any(axis=0)) + 60
    assert 8 <= np.ptp(columns) <= 12
    assert rows[int(columns.mean())] >= 10


def test_a_plate_lies_behind_the_name_only():
    """It is dark, opaque enough, and the words beside it keep their own ground."""
    style = TextStyle(size=40.0, shadow=4.0)
    bare = [Run("Wren", "bold", theme.TEXT), Run("  Keep the lid on", "medium", theme.TEXT)]
    plated = [Run("Wren", "bold", theme.TEXT, 0.0, theme.with_alpha(theme.BACKGROUND, theme.SAFE_PLATE)), bare[1]]
    one, other = text_block([bare], style), text_block([plated], style)
    assert one.shape == other.shape
    edge = round(margin_of(style))
    changed = np.flatnonzero((one != other).any(axis=(0, 2)))
    assert changed.min() < edge
    assert changed.max() < edge + 150
    assert other[..., 3][:, edge].max() >= 230
