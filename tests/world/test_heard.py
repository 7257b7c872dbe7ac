"""A line that was heard within the hour is avoided while another will do."""

from __future__ import annotations

from pathlib import Path

from story_engine.heard import LINE_REST_SECONDS, MOST_LINES, line_key, remembered
from story_engine.moment import Moment, SceneState, Setting, filled
from story_engine.perform import next_beat
from story_engine.seed import load_seed
from story_engine.world import first_world

SEED_TEXT = """seed: echo
format: 1
title: Echo
logline: Two scenes that may say the same.
tastes: [wonder]
places: {pier: {name: the pier, look: a pier}}
cast: {ida: {name: Ida, at: pier, look: a girl}}
words: {sky: [blue, grey]}
"""
SCENES = """title: one
place: pier
cast: ida
---
=> Ida: The tide, again!
=> Ida: The gulls are early.
===
title: two
place: pier
cast: ida
---
=> Ida: the TIDE again
=> Ida: A {words("sky")} morning.
===
title: only
place: pier
cast: ida
---
=> Ida: The tide, again.
===
"""


def test_keys() -> None:
    """Lines are compared by their words, without marks and capitals."""
    assert line_key("Well… the TIDE, again!") == line_key("well the tide again")
    assert line_key("The tide.") != line_key("The tides.")


def test_memory_is_bounded() -> None:
    """Lines are forgotten after an hour, and no more than a bounded number is remembered."""
    recent = remembered({"old": 0.0, "new": 10.0}, ["now"], LINE_REST_SECONDS + 5.0)
    assert set(recent) == {"new", "now"}
    assert len(remembered({}, [str(n) for n in range(MOST_LINES + 50)], 0.0)) == MOST_LINES


def test_heard_lines_are_avoided(tmp_path: Path) -> None:
    """Of a group's lines one that was said lately, even by another scene, waits; when there is no other it is said."""
    (tmp_path / "scenes").mkdir()
    (tmp_path / "seed.yaml").write_text(SEED_TEXT)
    (tmp_path / "scenes" / "a.yarn").write_text(SCENES)
    seed = load_seed(tmp_path)

    def said(storylet: str, rng_seed: int, recent: dict[str, float]) -> str:
        scene = SceneState(
            id="s1", number=1, storylet=seed.storylets[storylet], binding={}, place="pier", required=("ida",), maybe=(),
            hour=9.0, why=(), causes=(), seconds=10.0,
        )  # fmt: skip
        moment = Moment(
            world=first_world(seed), frames=((scene.storylet.body, 0),), ledger={}, emotions={}, recent=recent
        )
        _, beat = next_beat(Setting(seed=seed, rng_seed=rng_seed, scene=scene), moment)
        assert beat is not None
        assert beat.line is not None
        return line_key(beat.line.text)

    heard = {"the tide again": 1.0}
    for rng_seed in range(8):
        assert said("one", rng_seed, heard) == "the gulls are early"
        assert said("two", rng_seed, heard) != "the tide again"
        assert said("only", rng_seed, heard) == "the tide again"
    assert {said("one", rng_seed, {}) for rng_seed in range(8)} == {"the tide again", "the gulls are early"}


def test_holes_of_plain_texts_are_filled(tmp_path: Path) -> None:
    """A reply's `{…}` are filled as in a scene; the viewer's own words are never read as expressions."""
    (tmp_path / "scenes").mkdir()
    (tmp_path / "seed.yaml").write_text(SEED_TEXT)
    (tmp_path / "scenes" / "a.yarn").write_text(SCENES)
    seed = load_seed(tmp_path)
    scene = SceneState(
        id="s1", number=1, storylet=seed.storylets["one"], binding={}, place="pier", required=("ida",), maybe=(),
        hour=9.0, why=(), causes=(), seconds=10.0,
    )  # fmt: skip
    setting = Setting(seed=seed, rng_seed=1, scene=scene)
    moment = Moment(world=first_world(seed), frames=(), ledger={}, emotions={})
    moment, said = filled(setting, moment, 'A {words("sky")} day at {at(ida)}, {thing} said.', {"thing": "{hour()}"})
    assert said in ("A blue day at the pier, {hour()} said.", "A grey day at the pier, {hour()} said.")
    assert [kind for kind, _, _ in moment.made] == ["words"]
    assert filled(setting, moment, "Odd {!} braces", {})[1] == "Odd {!} braces"
