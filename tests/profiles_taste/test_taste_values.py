"""Taste learns from signals, forgets slowly, is told in plain words and survives JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.taste import (
    CHOOSING,
    TasteValues,
    chose,
    disliked,
    liked,
    observe,
    satiate,
    skipped,
    unwished,
    watched,
    wished,
)

FRESH = TasteValues.fresh(("comedy", "menace", "warmth"))


def test_fresh_knows_nothing() -> None:
    """A fresh taste expects little more of comedy than of an unknown colour, and says nothing."""
    assert 0.0 < FRESH.score({"comedy": 1.0}) < 0.2
    assert TasteValues.fresh(("sherbet",)).score({"sherbet": 1.0}) == 0.0
    assert FRESH.explain() == ()


def test_what_goes_together() -> None:
    """Who likes menace is expected to like action and less warmth, also where those are met only later."""
    after = liked(FRESH, {"menace": 1.0})
    assert after.liking("warmth") < FRESH.liking("warmth")
    whole, later = (
        liked(TasteValues.fresh((*FRESH.features, "action")), {"menace": 1.0}),
        after.with_features(("action",)),
    )
    assert later.liking("action") == pytest.approx(whole.liking("action"), abs=0.01)
    assert later.liking("action") > 0.15
    assert not any("action" in words and "Perhaps" not in words for words in whole.explain())


def test_like_and_dislike() -> None:
    """A like raises what the scene had, a dislike lowers it, and the variance shrinks."""
    after = disliked(liked(FRESH, {"comedy": 1.0}), {"menace": 1.0})
    assert after.liking("comedy") > 0.3
    assert after.liking("menace") < -0.3
    assert after.variance[0] < FRESH.variance[0]


def test_chosen_over_others() -> None:
    """The chosen option's tags gain on the others'."""
    after = chose(FRESH, {"warmth": 1.0}, [{"menace": 1.0}])
    assert after.liking("warmth") > 0 > after.liking("menace")


def test_skips() -> None:
    """An early skip counts against a scene, a late one for it, one at once is navigation."""
    assert skipped(FRESH, {"comedy": 1.0}, 0.2, 6.0).liking("comedy") < 0
    assert skipped(FRESH, {"comedy": 1.0}, 0.95, 20.0).liking("comedy") > 0
    assert skipped(FRESH, {"comedy": 1.0}, 0.05, 1.0) == FRESH


def test_wished_more_and_less() -> None:
    """ "More X" and "less X" move the mean at once, and what is usually liked with X a little."""
    more, less = wished(FRESH, "menace", True), wished(FRESH, "menace", False)
    assert more.liking("menace") > FRESH.liking("menace") + 0.3
    assert less.liking("menace") < FRESH.liking("menace") - 0.3
    assert more.liking("warmth") < FRESH.liking("warmth") < less.liking("warmth")


def test_a_wish_taken_back_leaves_nothing() -> None:
    """Also when something else was learnt in between, and in the words about it."""
    back = unwished(wished(FRESH, "comedy", True), "comedy", True)
    assert back.mean == pytest.approx(FRESH.mean, abs=1e-4)
    assert back.variance == pytest.approx(FRESH.variance, abs=1e-4)
    assert "wished" not in " ".join(back.explain())
    between = unwished(liked(wished(FRESH, "comedy", True), {"warmth": 1.0}), "comedy", True)
    assert between.mean == pytest.approx(liked(FRESH, {"warmth": 1.0}).mean, abs=0.02)


@pytest.mark.parametrize(("feature", "more"), [("comedy", True), ("menace", False), ("person:wren", True)])
def test_a_wish_is_taken_back_long_after(feature: str, more: bool) -> None:
    """After 150 signals about something else and about the same, what is believed is as if it had not been wished."""
    for about in ({"warmth": 1.0}, {"warmth": 0.5, feature: 0.5}, {feature: 1.0}):
        plain, taste = FRESH.with_features((feature,)), wished(FRESH, feature, more)
        for number in range(150):
            value = 0.2 + 0.1 * (number % 3 - 1)
            plain, taste = observe(plain, about, value), observe(taste, about, value)
        assert taste.liking(feature) != plain.liking(feature)
        assert unwished(taste, feature, more).liking(feature) == pytest.approx(plain.liking(feature), abs=0.05)


@pytest.mark.parametrize("more", [True, False])
def test_a_wish_taken_back_after_a_changed_mind(more: bool) -> None:
    """A mind changed by skips elsewhere has let go of the wish: taking it back turns nothing around."""
    taste = wished(FRESH, "comedy", more)
    for _ in range(50):
        taste = liked(taste, {"warmth": 1.0})
    assert taste.wishes
    for _ in range(9):
        taste = skipped(taste, {"warmth": 1.0}, 0.1, 5.0)
    assert not taste.wishes
    back = unwished(taste, "comedy", more)
    assert back.mean == taste.mean
    assert unwished(back, "comedy", more).mean == taste.mean


def test_wishes_are_taken_back_in_their_own_direction() -> None:
    """Of two wishes the one named goes, whichever was first; a third that was never made changes nothing."""
    first = wished(FRESH, "comedy", True)
    both = wished(first, "comedy", False)
    assert unwished(both, "comedy", False).mean == pytest.approx(first.mean, abs=1e-3)
    assert unwished(both, "comedy", True).mean == pytest.approx(wished(FRESH, "comedy", False).mean, abs=1e-3)
    assert unwished(first, "comedy", False).mean == first.mean
    dislikes = disliked(disliked(FRESH, {"comedy": 1.0}), {"comedy": 1.0})
    assert unwished(wished(dislikes, "comedy", True), "comedy", True).mean == pytest.approx(dislikes.mean, abs=1e-3)


def test_the_expected_teaches_little() -> None:
    """A scene that was liked three times says less when it is watched once more than one that nothing is known of."""
    taste = skipped(FRESH, {"menace": 1.0}, 0.5, 10.0)
    known = liked(liked(liked(taste, {"warmth": 1.0}), {"warmth": 1.0}), {"warmth": 1.0})
    again = watched(known, {"warmth": 1.0}).liking("warmth") - known.liking("warmth")
    unknown = watched(taste, {"sherbet": 1.0}).liking("sherbet")
    assert 0.0 <= again < 0.2 * unknown


def test_ways_of_choosing_are_told_apart() -> None:
    """Choices that agree with everything else count more and more; those against it are read the other way round."""
    known = disliked(liked(FRESH, {"comedy": 1.0}), {"menace": 1.0})
    agreeing = contrary = known
    for _ in range(6):
        agreeing = chose(agreeing, {"comedy": 1.0}, [{"menace": 1.0}])
        contrary = chose(contrary, {"menace": 1.0}, [{"comedy": 1.0}])
    assert agreeing.choosing[0] > CHOOSING[0] > CHOOSING[1] > agreeing.choosing[1]
    assert contrary.choosing[1] > CHOOSING[1]
    gains = [chose(taste, {"sherbet": 1.0}, [{"plaid": 1.0}]).liking("sherbet") for taste in (agreeing, contrary)]
    assert gains[0] > 0 > gains[1]


def test_unknown_features_are_learnt() -> None:
    """Features that a taste has never met are added."""
    assert liked(FRESH, {"person:wren": 0.5}).liking("person:wren") > 0


def test_drift_is_followed() -> None:
    """After a change of mind forty signals suffice to turn a liking around."""
    taste = FRESH
    for _ in range(100):
        taste = observe(taste, {"comedy": 1.0}, 1.0)
    for _ in range(40):
        taste = observe(taste, {"comedy": 1.0}, -1.0)
    assert taste.liking("comedy") < 0


def test_a_changed_mind_is_noticed() -> None:
    """After fifty likings of comedy a handful of early skips begins the belief anew; one odd skip does not."""
    taste = FRESH
    for _ in range(50):
        taste = liked(taste, {"comedy": 1.0})
    once = skipped(taste, {"comedy": 1.0}, 0.1, 5.0)
    assert once.doubt > 0.0
    assert once.liking("comedy") > 0.4
    after = once
    for _ in range(4):
        after = skipped(after, {"comedy": 1.0}, 0.1, 5.0)
    assert after.liking("comedy") < 0.2
    assert liked(once, {"comedy": 1.0}).doubt < once.doubt


def test_explained_in_words() -> None:
    """What is believed is told in sentences, likes and dislikes apart."""
    taste = disliked(liked(liked(FRESH, {"comedy": 1.0}), {"person:wren": 1.0}), {"menace": 1.0})
    words = " ".join(taste.explain())
    assert "You like comedy" in words
    assert "scenes with Wren" in words
    assert "less of menace" in words


def test_json_round_trip() -> None:
    """A taste survives JSON exactly; damaged ones are refused."""
    taste = wished(liked(FRESH, {"comedy": 0.7}), "comedy", True)
    assert TasteValues.from_json(json.loads(json.dumps(taste.to_json()))) == taste
    for broken in (
        {},
        {"features": ["a"], "mean": [], "variance": []},
        {"features": ["a"], "mean": [0], "variance": [-1]},
    ):
        with pytest.raises(ValueError, match="taste"):
            TasteValues.from_json(broken)


def test_satiation_grows_and_fades() -> None:
    """A minute of one colour fills; four minutes without it halve what is left."""
    full = satiate({}, {"comedy": 1.0}, 60.0)
    assert 0.5 < full["comedy"] <= 1.0
    assert satiate(full, {}, 240.0)["comedy"] == pytest.approx(full["comedy"] / 2)


@given(st.lists(st.tuples(st.sampled_from(FRESH.features), st.floats(-1, 1), st.floats(0.1, 4)), max_size=40))
def test_values_stay_bounded(signals: list[tuple[str, float, float]]) -> None:
    """Whatever the signals, likings stay in −1…1 and variances positive."""
    taste = FRESH
    for name, value, weight in signals:
        taste = observe(taste, {name: 1.0}, value, noise=1.0 / weight)
    assert all(-1 <= mean <= 1 for mean in taste.mean)
    assert all(variance > 0 for variance in taste.variance)


def test_a_late_skip_is_still_a_skip() -> None:
    """A skip at two thirds speaks against the scene, less than one at its beginning does."""
    late = skipped(FRESH, {"comedy": 1.0}, 0.66, 15.0).liking("comedy")
    assert skipped(FRESH, {"comedy": 1.0}, 0.1, 4.0).liking("comedy") < late < 0


def test_what_every_scene_shares_takes_up_the_viewers_habit() -> None:
    """Who watches everything to its end but the tense scenes likes the others no more than their contrast says."""
    plain = shared = TasteValues.fresh(("azure", "scarlet", "plaid"))
    for number in range(24):
        tag, share = ("azure", 1.0) if number % 6 else ("scarlet", 0.2)
        plain = skipped(plain, {tag: 0.5, "plaid": 0.5}, share, 12.0)
        shared = skipped(shared, {tag: 0.5, "plaid": 0.5, "mix:every": 1.0}, share, 12.0)
    assert abs(shared.liking("plaid")) < abs(plain.liking("plaid"))
    assert shared.liking("azure") > 0 > shared.liking("scarlet")
    assert "mix:every" not in " ".join(shared.explain())
