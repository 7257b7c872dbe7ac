"""A question that is passed by."""

from types import SimpleNamespace

import pytest

from player.conducting.handout import Handout
from player.conducting.passing import Passing


@pytest.mark.parametrize("turns", [1, 3])
def test_no_further_turn_of_a_hold_that_is_passed_by_is_handed_out(turns):
    """Who leans back while a hold waits gets the branch next, not the turn that lay ready; a first turn stays ready."""
    handout, meanwhile = Handout(), []
    offer = SimpleNamespace(id=f"{7 + turns - 1}:hold")
    first = SimpleNamespace(number=7, after=70, start=0)
    course = SimpleNamespace(
        placed=[None] * 7 + [first] * turns,
        end=0,
        first_hold=lambda: first,
        mark=lambda _: None,
        keep_first=lambda count: meanwhile.append(("kept", count)),
        extend=lambda pick: meanwhile.append(("taken", handout.take(None))),
    )
    laying = SimpleNamespace(beside=lambda plan: plan())
    choice = SimpleNamespace(id=3, default=2, options=())
    assert handout.lay(offer, 0)
    log = SimpleNamespace(write=lambda *_, **__: None)
    Passing(course, handout, laying, log, lambda _: None).pass_by(choice)
    assert meanwhile == [("kept", 8), ("taken", offer if turns == 1 else None)]
    assert handout.lay(offer, handout.count())
    assert handout.take(offer.id if turns == 1 else None) is offer
