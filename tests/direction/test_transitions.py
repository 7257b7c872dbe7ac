"""How scenes come in, how an episode goes, and the focus that goes from a place to its people."""

import numpy as np
import pytest

from generators.stage.focus import people_in_focus, soften_people, soften_place
from generators.stage.light import Light
from generators.stage.transitions import LENGTHS, come_in, ended
from generators.timed import Camera, Shot, TitleCard
from story_engine.time import SAMPLE_RATE

LIGHT = Light.of_seed("harbour", 18.0, "clear", False, None)
VIEW = Camera(x=0.0, y=0.5, zoom=1.0)


def picture() -> np.ndarray:
    """A chequered frame."""
    rows, columns = np.indices((90, 160))
    frame = np.full((90, 160, 4), 255, np.uint8)
    frame[:, :, :3] = np.where((rows // 9 + columns // 16) % 2, 200, 40)[:, :, None]
    return frame


@pytest.mark.parametrize("kind", sorted(LENGTHS))
def test_a_transition_ends_on_the_picture_itself(kind):
    """When its time is over nothing of a transition is left, and shortly before there is little."""
    frame = picture()
    assert np.array_equal(come_in(frame, kind, LENGTHS[kind], LIGHT, (80.0, 45.0)), frame)
    late = come_in(frame.copy(), kind, LENGTHS[kind] - 500, LIGHT, (80.0, 45.0))
    assert np.abs(late.astype(int) - frame).mean() < 4


@pytest.mark.parametrize("kind", sorted(LENGTHS))
def test_a_transition_begins_without_the_picture(kind):
    """At its first moment the picture cannot be made out."""
    first = come_in(picture(), kind, 0, LIGHT, (80.0, 45.0)).astype(float)[:, :, :3].mean(axis=2)
    chequers = np.corrcoef(first.ravel(), picture()[:, :, 0].ravel())[0, 1] if first.std() > 0 else 0.0
    assert abs(chequers) < 0.3


def test_a_page_is_turned_from_right_to_left():
    """The right side of the picture is free before the left."""
    frame = picture()
    half = come_in(frame.copy(), "page", LENGTHS["page"] // 2, LIGHT, (0.0, 0.0))
    off = np.abs(half.astype(int) - frame).mean(axis=(0, 2))
    assert off[-16:].mean() < 0.5 * off[:16].mean()


def test_a_scene_rises_from_the_mist_of_its_palette_not_from_black():
    """The first picture of a dissolve is the palette's own haze."""
    first = come_in(picture(), "dissolve", 0, LIGHT, (0.0, 0.0))
    assert first[:, :, :3].mean() > 25


def test_the_last_card_of_an_episode_takes_the_picture_with_it():
    """Behind an end card the picture goes down, and at the part's end it is gone."""
    card = TitleCard(start=0, duration=4 * SAMPLE_RATE, text="The end", style="end")
    means = [ended(picture(), (card,), int(at * SAMPLE_RATE), 4 * SAMPLE_RATE, LIGHT).mean() for at in (0, 1, 2, 3.98)]
    assert means == sorted(means, reverse=True)
    assert means[-1] < 2


def test_any_other_card_leaves_the_picture_alone():
    """A chapter's card darkens nothing by itself."""
    card = TitleCard(start=0, duration=SAMPLE_RATE, text="One", style="chapter")
    assert np.array_equal(ended(picture(), (card,), 20_000, SAMPLE_RATE, LIGHT), picture())


def test_focus_goes_from_the_place_to_the_people_over_the_join_of_two_parts():
    """A shot that goes on in another part has the focus where it was."""
    shot = Shot(start=0, duration=96_000, key="k", size="MCU", begin=VIEW, end=VIEW, focus_at=24_000)
    later = Shot(start=0, duration=96_000, key="k", size="MCU", begin=VIEW, end=VIEW, focus_at=24_000, begun=40_000)
    assert people_in_focus(shot, 0) == 0
    assert people_in_focus(shot, 95_000) == 1
    assert people_in_focus(shot, 41_000) == people_in_focus(later, 1_000)


def test_soft_people_stand_before_a_sharp_place():
    """Only what was drawn over the place loses its edges."""
    place = picture()
    drawn = place.copy()
    drawn[30:60, 60:90, :3] = (0, 0, 255)
    soft = drawn.copy()
    soften_people(soft, place, 360, 1.0)
    assert np.array_equal(soft[:10, :20], place[:10, :20])
    assert np.abs(soft[28:62, 58:92].astype(int) - drawn[28:62, 58:92]).mean() > 5


def test_a_soft_place_has_less_contrast():
    """The lens is on the people."""
    place = picture()
    soften_place(place, 360, 1.0)
    assert place[:, :, 0].std() < 0.9 * picture()[:, :, 0].std()
