"""A taste can be corrected, erased, begun again, shared, started by cards; what it rests on is told in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.taste import (
    TasteValues,
    disliked,
    first_taste,
    liked,
    observe,
    replayed,
    skipped,
    unwished,
    watched,
    wished,
)
from profiles.taste_edits import STRONG_DISLIKE, edited, erased, merge, reset
from profiles.taste_prior import prior_variances

FRESH = TasteValues.fresh(("comedy", "menace", "warmth"))


def test_features_seen_together_are_told_apart() -> None:
    """After a like of both and a dislike of one, the other is liked more than the like alone said."""
    both = liked(FRESH, {"comedy": 1.0, "warmth": 1.0})
    assert disliked(both, {"comedy": 1.0}).liking("warmth") > both.liking("warmth")


def test_watching_speaks_only_of_those_who_skip() -> None:
    """Who never skips says nothing by watching; after a skip, watching to the end is a weak liking."""
    assert watched(FRESH, {"comedy": 1.0}) == FRESH
    skips = skipped(FRESH, {"menace": 1.0}, 0.1, 5.0)
    assert 0 < watched(skips, {"comedy": 1.0}).liking("comedy") < liked(skips, {"comedy": 1.0}).liking("comedy")


def test_going_back_is_a_liking() -> None:
    """A scene seen again counts for what it has."""
    assert replayed(FRESH, {"comedy": 1.0}).liking("comedy") > 0.3


def test_first_cards() -> None:
    """What is tapped is liked, what was left out a little less than nothing is known of."""
    taste = first_taste(FRESH, [{"comedy": 1.0}], [{"menace": 1.0}])
    assert taste.liking("comedy") > 0.3 > 0 > taste.liking("menace") > -0.3


def test_edited_and_erased() -> None:
    """A set liking stands, is sure and untied from others; an erased one is as on the first day."""
    taste = liked(FRESH, {"comedy": 1.0, "warmth": 1.0})
    said = edited(taste, "comedy", -0.8)
    assert (said.liking("comedy"), said.liking("warmth")) == (-0.8, taste.liking("warmth"))
    assert "said so yourself" in " ".join(said.explain())
    assert liked(said, {"warmth": 1.0}).liking("comedy") == pytest.approx(-0.8)
    gone = erased(said, "comedy")
    at, first = gone.features.index("comedy"), FRESH.features.index("comedy")
    assert (gone.liking("comedy"), gone.variance[at]) == (FRESH.liking("comedy"), FRESH.variance[first])
    with pytest.raises(ValueError, match="between -1"):
        edited(FRESH, "comedy", 2.0)


def test_reset() -> None:
    """A taste begun again knows its features and nothing of them."""
    assert reset(liked(FRESH, {"comedy": 1.0})) == FRESH


@pytest.mark.parametrize("more", [True, False])
def test_a_wish_that_was_overruled_by_hand_cannot_be_taken_back(more: bool) -> None:
    """What was set or erased afterwards stands; another wish after it can be taken back."""
    taste = wished(FRESH, "comedy", more)
    for by_hand in (edited(taste, "comedy", -0.2), edited(taste, "comedy", 0.9), erased(taste, "comedy")):
        assert unwished(by_hand, "comedy", more).mean == by_hand.mean
        again = unwished(wished(by_hand, "comedy", more), "comedy", more)
        assert again.mean == pytest.approx(by_hand.mean, abs=1e-3)
    other = unwished(edited(taste, "menace", 0.3), "comedy", more)
    assert other.liking("comedy") == pytest.approx(FRESH.liking("comedy"), abs=0.02)


def test_watching_together() -> None:
    """The surer one counts more, and one strong dislike outweighs one strong liking."""
    fan, doubter = edited(FRESH, "comedy", 0.8), edited(FRESH, "comedy", -0.8)
    assert merge(fan, FRESH).liking("comedy") > 0.7
    assert merge(fan, doubter).liking("comedy") < -0.3
    assert merge(fan, fan).liking("comedy") == pytest.approx(0.8)
    assert disliked(FRESH, {"comedy": 1.0}).liking("comedy") < STRONG_DISLIKE


def test_beliefs_say_what_they_rest_on() -> None:
    """Evidence is counted in the sentence, and that nothing was skipped is said of likings."""
    taste = liked(liked(FRESH, {"comedy": 1.0}), {"comedy": 1.0})
    assert "You like comedy a lot: you liked 2, skipped none." in taste.explain()
    less = skipped(skipped(FRESH, {"menace": 1.0}, 0.1, 4.0), {"menace": 1.0}, 0.1, 4.0)
    assert "less of menace a lot: you skipped 2." in " ".join(less.explain())
    assert "You like calm scenes" in " ".join(edited(FRESH, "tension", -0.5).explain())


def test_an_old_profile_still_loads() -> None:
    """The forms without covariance, doubt and ways of choosing load and learn on; a newer form is refused."""
    old = {"features": ["comedy"], "mean": [0.4], "variance": [0.1]}
    second = {**old, "version": 2, "covariance": [], "evidence": [[1, 0, 0, 0, 0, 0, 0, 0, 0]]}
    third = {**second, "version": 3, "doubt": 0.5, "choosing": [0.5, 0.2, 0.3], "wishes": [["comedy", 0.4]]}
    for kept in (old, second, third, {**old, "variance": [0.25]}):
        assert liked(TasteValues.from_json(kept), {"comedy": 1.0}).liking("comedy") > 0.4
    assert TasteValues.from_json(third).evidence == ((1, *(0,) * 9),)
    for broken in (
        {**old, "version": 99}, {**old, "covariance": [1.0]}, {**old, "evidence": [[1]]}, {**old, "mean": ["x"]},
        {**old, "wishes": 3}, {**old, "wishes": [["a", 2.0]]}, {**old, "wishes": [["a", None]]},
        {**old, "doubt": -1.0}, {**old, "doubt": "x"}, {**old, "choosing": [1.0]}, {**old, "choosing": [1.0, 1.0, 0.0]},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"taste|float"):
            TasteValues.from_json(broken)


@given(
    st.lists(
        st.tuples(st.dictionaries(st.sampled_from("abcd"), st.floats(-1, 1), min_size=1), st.floats(-1, 1)),
        max_size=25,
    )
)
def test_beliefs_stay_sound(signals: list[tuple[dict[str, float], float]]) -> None:
    """Whatever the signals: no variance above the first day's, no negative one, and JSON keeps it all."""
    taste = FRESH
    for features, value in signals:
        taste = observe(taste, features, value)
    usual = prior_variances(taste.features)
    assert all(0 < v <= most + 1e-6 for v, most in zip(taste.variance, usual, strict=True))
    assert TasteValues.from_json(json.loads(json.dumps(taste.to_json()))) == taste
