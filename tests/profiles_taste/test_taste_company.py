"""An evening in company teaches each who watched their share, on top of their own taste."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.company import common_taste, company_of
from profiles.store import NO_CEILING, Viewer
from profiles.taste import (
    RATING_NOISE,
    TasteValues,
    disliked,
    first_taste,
    liked,
    observe,
    skipped,
    unwished,
    watched,
    wished,
)
from profiles.taste_company import in_company
from profiles.taste_edits import edited, merge
from profiles.taste_prior import prior, prior_variances

FRESH = TasteValues.fresh(("comedy", "menace", "warmth"))
COMEDY = {"comedy": 1.0}


def viewer(number: int, **more: int) -> Viewer:
    """A person."""
    return Viewer(
        **{"id": number, "name": f"V{number}", "colour": "#E07A2F", "ceiling": NO_CEILING, "created": "", **more}
    )


def test_the_strictest_limits_hold_for_all() -> None:
    """The lowest ceiling, and everybody whose day has an end."""
    ada, mia, ben = viewer(1), viewer(2, ceiling=6, daily_minutes=30), viewer(3, ceiling=12)
    together = company_of(ada, mia, ben, ada)
    assert [person.id for person in together.people] == [1, 2, 3]
    assert together.ceiling == 6
    assert together.timed == (mia,)
    assert together.is_of([3, 2, 1])
    assert not company_of(ada).is_shared
    with pytest.raises(ValueError, match="at least one"):
        company_of()


def test_the_common_taste_of_one_is_their_own() -> None:
    """Nothing is merged where nobody else is."""
    own = liked(FRESH, COMEDY)
    assert common_taste([own]) is own
    assert common_taste([own, FRESH]) == merge(own, FRESH)


def test_a_signal_in_company_is_worth_less_than_one_alone_and_never_more_in_all() -> None:
    """Each of n is taught as if by a signal of n times its noise: between nothing and what it says of one alone."""
    common = merge(FRESH, FRESH)
    learnt = [in_company(FRESH, common, liked(common, COMEDY), people).liking("comedy") for people in (1, 2, 3, 6)]
    alone, before = liked(FRESH, COMEDY).liking("comedy"), FRESH.liking("comedy")
    assert learnt[0] == pytest.approx(alone, abs=1e-3)
    assert learnt == sorted(learnt, reverse=True)
    assert learnt[-1] > before


def test_the_others_taste_is_not_taught() -> None:
    """A fan and a doubter share an evening of comedy that is liked: the doubter doubts less, the fan stays a fan."""
    fan, doubter = edited(FRESH, "comedy", 0.8), edited(FRESH, "comedy", -0.8)
    common = merge(fan, doubter)
    after = liked(common, COMEDY)
    assert in_company(fan, common, after, 2).liking("comedy") == pytest.approx(0.8, abs=0.01)
    assert -0.8 < in_company(doubter, common, after, 2).liking("comedy") < -0.6
    assert in_company(fan, common, common, 2) == fan


def test_who_is_known_well_is_moved_little() -> None:
    """The same signal says more of who nothing is known about."""
    known = FRESH
    for _ in range(12):
        known = disliked(known, COMEDY)
    common = merge(known, FRESH)
    after = liked(common, COMEDY)
    moved = [in_company(own, common, after, 2).liking("comedy") - own.liking("comedy") for own in (known, FRESH)]
    assert 0 < moved[0] < 0.3 * moved[1]


def test_a_wish_that_is_taken_back_is_taken_back_from_everybody() -> None:
    """The share that it taught goes again, and so does its evidence."""
    common = merge(FRESH, FRESH)
    with_wish = wished(common, "comedy", True)
    taught = in_company(FRESH, common, with_wish, 2)
    assert taught.liking("comedy") > FRESH.liking("comedy") + 0.1
    back = in_company(taught, with_wish, unwished(with_wish, "comedy", True), 2)
    assert back.liking("comedy") == pytest.approx(FRESH.liking("comedy"), abs=0.01)
    assert not any(map(any, back.evidence))


def test_words_say_that_it_comes_from_company() -> None:
    """Nobody is told that they liked what somebody else may have liked."""
    common = merge(FRESH, FRESH)
    own = in_company(liked(FRESH, COMEDY), common, liked(common, COMEDY), 2)
    assert "You like comedy a lot: you liked 1, shared 1 in company, skipped none." in own.explain()


def test_what_the_company_forgets_is_not_forgotten_by_each() -> None:
    """A changed mind of the common taste takes nothing out of a person's own."""
    own = liked(liked(FRESH, {"warmth": 1.0}), {"warmth": 1.0})
    common = own
    for _ in range(40):
        common = liked(common, {"warmth": 1.0})
    begun_anew = first_taste(FRESH, [])
    assert in_company(own, common, begun_anew, 2).liking("warmth") == pytest.approx(own.liking("warmth"), abs=0.01)


def test_own_features_and_their_order_are_kept() -> None:
    """What only this person's taste knows stays; what is new comes to it by name."""
    own = edited(TasteValues.fresh(("warmth", "person:tock")), "person:tock", 0.5)
    common = merge(own, FRESH)
    got = in_company(own, common, liked(common, {"menace": 1.0, "warmth": 0.4}), 2)
    assert got.features[:2] == own.features
    assert got.liking("person:tock") == pytest.approx(0.5, abs=0.01)
    assert got.liking("menace") > FRESH.liking("menace")


def surprise(share: int, people: int = 3, alike: float = 0.5) -> float:
    """Squared error of what is believed about each, in what the belief says of its own error; 1 = it knows itself.

    Companies whose tastes correlate by `alike`; one of them at a time rates a scene of two colours.
    """
    names = tuple(sorted(("comedy", "menace", "warmth", "mystery", "action", "wonder")))
    usual, together = prior(names)
    chance, found = np.random.default_rng(7), []
    for _ in range(20):
        common_part = chance.multivariate_normal(0 * usual, together)
        true = [
            usual + alike**0.5 * common_part + (1 - alike) ** 0.5 * chance.multivariate_normal(0 * usual, together)
            for _ in range(people)
        ]
        own = [TasteValues.fresh(names)] * people
        common = merge(*own)
        for _ in range(15):
            colours = np.zeros(len(names))
            colours[chance.choice(len(names), 2, replace=False)] = (1.0, 0.5)
            worth = float(colours @ true[chance.integers(people)]) + chance.normal(0, RATING_NOISE**0.5)
            about = dict(zip(names, colours.tolist(), strict=True))
            after = observe(common, about, worth, noise=RATING_NOISE)
            own, common = [in_company(taste, common, after, share) for taste in own], after
        for taste, liking in zip(own, true, strict=True):
            off = np.asarray(taste.mean) - liking
            found.append(float(off @ np.linalg.solve(taste.matrix(), off)) / len(names))
    return float(np.mean(found))


def test_beliefs_from_company_are_as_sure_as_they_may_be() -> None:
    """With the share 1/n what is believed is about as far off as it says; whole signals make everybody too sure."""
    shared, whole = surprise(share=3), surprise(share=1)
    assert 0.7 < shared < 1.5
    assert whole > 1.6 * shared


SIGNALS = (
    lambda taste, about: liked(taste, about),
    lambda taste, about: disliked(taste, about),
    lambda taste, about: skipped(taste, about, 0.3, 9.0),
    lambda taste, about: watched(taste, about),
    lambda taste, about: wished(taste, next(iter(about)), True),
    lambda taste, about: unwished(taste, next(iter(about)), True),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(SIGNALS),
            st.dictionaries(st.sampled_from("abcd"), st.floats(0.1, 1), min_size=1),
            st.integers(2, 5),
        ),
        max_size=25,
    )
)
def test_beliefs_stay_sound_in_company(signals) -> None:  # type: ignore[no-untyped-def]
    """Whatever is signalled: likings within bounds, a covariance, no less sure than a stranger's, kept by JSON."""
    own = edited(TasteValues.fresh(("a", "b")), "a", 0.6)
    common = merge(own, TasteValues.fresh(("b", "c")))
    for give, about, people in signals:
        after = give(common, about)
        own, common = in_company(own, common, after, people), after
    assert all(-1.0 <= liking <= 1.0 for liking in own.mean)
    assert np.linalg.eigvalsh(own.matrix()).min() > -1e-6
    usual = prior_variances(own.features)
    assert all(0 < v <= most + 1e-6 for v, most in zip(own.variance, usual, strict=True))
    assert TasteValues.from_json(json.loads(json.dumps(own.to_json()))) == own
