"""Simulated viewers are people of their own, watch under every policy with the same luck, and can be replaced."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from profiles.taste import TasteValues
from story_engine.plan import Choice, InputKind
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.simulate.archetypes import ARCHETYPES, BY_NAME
from story_engine.simulate.contrast import contrast_of, run_contrast
from story_engine.simulate.figures import KEYS, brought_together, gain_share
from story_engine.simulate.forks import BOOKKEEPING, branches, differing, distance, evenly
from story_engine.simulate.play import Playthrough, Policy, Sitting, agreement, play_through
from story_engine.simulate.trial import Plan, run_trial
from story_engine.simulate.viewers import Response, Vector, Viewer, viewers_for

SEED = load_seed(Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp")


CARDS = (
    {"comedy": 1.0},
    {"menace": 1.0, "tension": 0.8},
    {"warmth": 1.0, "pace": -0.4},
    {"menace": 0.8, "action": 0.8},
)


def opened(rng_seed: int = 1) -> Show:
    return Show.open(SEED, rng_seed=rng_seed, taste=TasteValues.fresh(SEED.tastes))


SHOW = opened()
VIEWERS = viewers_for(SEED, SHOW.state.stack.repertoire, 12, 1)


def watched(viewer: Viewer, policy: Policy, minutes: float = 3.0) -> Playthrough:
    return play_through(opened(), viewer, Sitting(policy=policy, minutes=minutes, rng_seed=1))


def test_there_are_twelve_kinds() -> None:
    """Twelve archetypes with different names; the one who changes becomes another of them."""
    assert len(BY_NAME) == len(ARCHETYPES) == 12
    assert all(kind.drift_to in BY_NAME for kind in ARCHETYPES if kind.drift_minute)


def test_viewers_are_drawn_by_path() -> None:
    """The same rng seed draws the same viewers, another one others."""
    repertoire = SHOW.state.stack.repertoire
    again, others = viewers_for(SEED, repertoire, 12, 1), viewers_for(SEED, repertoire, 12, 2)
    assert [v.taste for v in again] == [v.taste for v in VIEWERS]
    assert all(a.taste != b.taste for a, b in zip(again, others, strict=True))


def test_a_playthrough_repeats_exactly() -> None:
    """Viewer, policy and rng seed decide everything."""
    once, again = watched(VIEWERS[0], Policy.OURS), watched(VIEWERS[0], Policy.OURS)
    assert [scene.storylet for scene in once.scenes] == [scene.storylet for scene in again.scenes]
    assert once.last.journal() == again.last.journal()


def test_seeing_it_again_is_less_enjoyed() -> None:
    """A scene that was just seen is worth less, and hours later as much as before."""
    viewer = VIEWERS[0]
    after, _ = viewer.watch(3, 1, 0.0, 30.0)
    assert after.enjoyed(3, 30.0) < viewer.enjoyed(3, 30.0)
    assert after.enjoyed(3, 50_000.0) == pytest.approx(viewer.enjoyed(3, 50_000.0), abs=0.01)


def test_minds_change() -> None:
    """The changeable viewer likes other things after their minute."""
    viewer = VIEWERS[-1]
    assert viewer.kind.drift_minute > 0
    later, _ = viewer.watch(0, 1, 60.0 * viewer.kind.drift_minute, 20.0)
    assert later.drifted
    assert later.taste.tags["menace"] > viewer.taste.tags["menace"] + 0.5


def test_policies_share_everything_but_the_liking() -> None:
    """The oracle's show differs from chance's, and its signals do not reach the story any other way."""
    oracle, chance = watched(VIEWERS[2], Policy.ORACLE), watched(VIEWERS[2], Policy.RANDOM)
    assert [s.storylet for s in oracle.scenes] != [s.storylet for s in chance.scenes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anybody:
    """A viewer of one's own, as the port asks for it: likes everything, chooses last, wishes nothing."""

    name: str = "anybody"

    def tap(self, cards: object, count: int) -> tuple[int, ...]:
        return ()

    def worth(self, seconds: float) -> Vector:
        return np.zeros(len(SHOW.state.stack.repertoire.grounds))

    def lasting(self) -> Vector:
        return np.zeros(len(SHOW.state.stack.repertoire.grounds))

    def enjoyed(self, ground: int, seconds: float) -> float:
        return 1.0

    def watch(self, ground: int, scene: int, seconds: float, length: float) -> tuple[Viewer, Response]:
        return self, Response(enjoyment=1.0, rating=InputKind.LIKE)

    def pick(self, choice: Choice, seconds: float) -> int:
        return len(choice.options)

    def wish(self, scene: int, seconds: float) -> str:
        return ""


def test_others_can_be_plugged_in() -> None:
    """Whatever implements the port can watch; their likes arrive half a minute later."""
    played = watched(Anybody(), Policy.OURS)
    picks = [entry.record.fields for entry in played.log if entry.record.kind == "option"]
    likes = [entry for entry in played.log if entry.record.kind == "signal"]
    assert played.viewer == "anybody"
    assert all(pick["by"] == "viewer" for pick in picks)
    assert 0 < len(likes) < len(played.scenes)


def test_first_taps_follow_likings() -> None:
    """Thrill-seekers tap menace and never warmth; nobody taps more than they may; some tap nothing."""
    crowd = viewers_for(SEED, SHOW.state.stack.repertoire, 144, 1)
    taps = [(viewer.name, viewer.tap(CARDS, 2)) for viewer in crowd]
    thrilled = [tapped for name, tapped in taps if name == "thrill_seeker" and tapped]
    assert len(thrilled) >= 8
    assert all(1 in tapped or 3 in tapped for tapped in thrilled)
    assert not any(2 in tapped for tapped in thrilled)
    assert {len(tapped) for _, tapped in taps} == {0, 1, 2}


def test_who_taps_nothing_says_nothing() -> None:
    """A viewer who passes over all cards starts with the taste of everybody."""
    plan = Plan(minutes=1.0, rng_seed=1, viewers=1, taps=3, cards=CARDS)
    asked, unasked = run_trial(SEED, plan, 0, Anybody()), run_trial(SEED, replace(plan, taps=0), 0, Anybody())
    assert asked.enjoyed == unasked.enjoyed


def test_a_trial_gives_every_promised_figure() -> None:
    """Figures come in the promised order; nothing untrue is found in the test seed's story."""
    trial = run_trial(SEED, Plan(minutes=2.0, rng_seed=1, viewers=1, taps=3, cards=CARDS), 0)
    figures, shares = brought_together([trial])
    assert tuple(figures) == KEYS
    assert figures["validity"] == 1.0
    assert figures["continuity_errors"] == 0.0
    assert figures["journal_kb_10h"] is not None
    assert 0.0 < figures["journal_kb_10h"] < 1000.0
    assert figures["jump_ms_max"] is not None
    assert len(trial.jump_ms) > 1
    assert shares["gain_share_5min"].value is not None


def test_who_knows_lasting_likings_is_played_only_when_asked_for() -> None:
    """The share of who knows what is liked stands beside ours where it was played, else it is not told."""
    plan = Plan(minutes=2.0, rng_seed=1, viewers=1)
    without, _ = brought_together([run_trial(SEED, plan, 0)])
    asked, shares = brought_together([run_trial(SEED, replace(plan, known=True), 0)])
    assert without["gain_share_known"] is None
    assert asked["gain_share_known"] == shares["gain_share_known"].value is not None
    assert asked["gain_share_whole"] == without["gain_share_whole"]


def test_a_belief_agrees_with_likings_as_far_as_it_is_right() -> None:
    """Who is believed to like what they like agrees wholly, who is believed the opposite not at all."""
    viewer, show = VIEWERS[2], opened()
    names = tuple(SEED.tastes)
    only = replace(viewer, steady=viewer.sight.tag @ np.array([viewer.taste.tags[tag] for tag in viewer.sight.tags]))
    likings = tuple(viewer.taste.tags[name] for name in names)
    for sign in (1.0, -1.0):
        taste = TasteValues(features=names, mean=tuple(sign * v for v in likings), variance=(0.01,) * len(names))
        believing = Show(replace(show.state, taste=taste))
        found = agreement(believing, only)
        assert found is not None
        assert found * sign > 0.9
    assert agreement(show, Anybody()) is None


def test_gain_shares() -> None:
    """Chance has none of the oracle's gain, the oracle all of it; the interval holds the value."""
    values = {
        Policy.RANDOM: [0.4, 0.5, 0.3], Policy.ORACLE: [0.8, 0.9, 0.7], Policy.OURS: [0.6, 0.8, 0.5],
    }  # fmt: skip
    assert gain_share(values, Policy.RANDOM).value == 0.0
    assert gain_share(values, Policy.ORACLE).value == pytest.approx(1.0)
    ours = gain_share(values, Policy.OURS)
    assert ours.value == pytest.approx(0.5833, abs=1e-3)
    assert ours.low is not None
    assert ours.high is not None
    assert ours.low <= ours.value <= ours.high


def test_options_lead_somewhere_else() -> None:
    """Branches of a choice are compared by their scenes and by what became true, not by bookkeeping."""
    show = opened()
    while show.choice is None:
        show, _ = show.step()
    found = branches(show, (1, 2))
    assert len(found) == len(show.choice.options)
    assert all(len(after[0].scenes) < len(after[1].scenes) for after in found)
    assert not {atom[0] for after in found for atom in after[0].world} & BOOKKEEPING
    assert distance(found[0][0], found[0][0]) == 0.0
    assert 0.0 <= differing([after[0] for after in found]) <= 1.0


def test_choices_are_followed_from_first_to_last() -> None:
    """Of many choices so many as wanted are followed, evenly over the show; of few all, of none none."""
    assert evenly(range(11), 3) == [0, 5, 10]
    assert evenly(range(4), 24) == [0, 1, 2, 3]
    assert evenly(range(9), 1) == [0]
    assert evenly((), 5) == []


def test_tastes_differ_more_than_luck() -> None:
    """Opposite tastes under the same rng seed see other scenes than the same taste under another."""
    plan = Plan(minutes=4.0, rng_seed=1, viewers=2)
    runs = [run_contrast(SEED, plan, number) for number in range(4)]
    contrast = contrast_of(runs)
    assert contrast.between_tastes[2] > contrast.between_seeds[2]
