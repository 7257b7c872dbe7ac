"""Going on with an older show must not undo what was learnt since."""

from profiles.taste import TasteValues, disliked, liked
from profiles.taste_carry import carried

COMEDY, SEA = {"comedy": 1.0}, {"sea": 1.0}


def fresh():
    """Nothing is known."""
    return TasteValues.fresh(("comedy", "sea"))


def test_where_nothing_else_was_learnt_the_sitting_is_kept_as_it_is():
    """One show after another: exactly the show's own taste."""
    before = liked(fresh(), COMEDY)
    after = disliked(before, SEA)
    assert carried(before, before, after) == after


def test_an_older_show_does_not_undo_what_was_learnt_since():
    """Seen in another show: the sea is liked. Going on with the old one teaches comedy and leaves the sea."""
    before = fresh()
    kept = liked(liked(before, SEA), SEA)
    after = liked(before, COMEDY)
    got = carried(kept, before, after)
    assert got.liking("sea") > 0.9 * kept.liking("sea")
    assert got.liking("comedy") > kept.liking("comedy") + 0.5 * (after.liking("comedy") - before.liking("comedy"))
    assert got.sureness()[got.features.index("comedy")] > kept.sureness()[kept.features.index("comedy")]
    assert sum(map(sum, got.evidence)) == sum(map(sum, kept.evidence)) + sum(map(sum, after.evidence))


def test_other_features_in_another_order_are_matched_by_name():
    """What the kept taste does not know yet is added; nothing lands on another feature."""
    before = TasteValues.fresh(("sea", "fox", "comedy"))
    after = liked(before, {"fox": 1.0})
    kept = liked(fresh(), COMEDY)
    got = carried(kept, before, after)
    assert got.liking("fox") > 0.1
    assert abs(got.liking("comedy") - kept.liking("comedy")) < 0.15


def test_the_result_can_be_written_and_read():
    """Its JSON form is read again as the same taste, and its covariance stays one."""
    import numpy as np

    kept = liked(disliked(fresh(), SEA), COMEDY)
    got = carried(kept, fresh(), liked(fresh(), {"comedy": 0.7, "sea": 0.5}))
    assert TasteValues.from_json(got.to_json()) == got
    assert np.linalg.eigvalsh(got.matrix()).min() > -1e-9
