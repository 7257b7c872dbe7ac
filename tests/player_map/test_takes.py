"""Another take and "more like this": the same scene otherwise, on record, replayed exactly, taken back."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_conductor import _Show as Rehearsal

from generators.direction.direct import Continuity, direct
from generators.direction.manner import MannerVoices
from generators.media import Size
from generators.sound.voices.box import VoiceBox
from player.compose import _done
from player.direction import Opening
from player.director import InProcessDirector
from player.feed import Revisited, SceneBegan, SignalNoted, SkipReady, Trouble, WishAcknowledged
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.marks import Mark
from player.playback.rehearsal import RehearsalFeed, ScriptedPart
from player.show_memory import ShowMemory
from player.show_tree import ShowTree, left_for, mark_of
from player.ui.keymap import deed
from player.ui.steering import steer
from player.words import Words
from profiles.taste import TasteValues
from story_engine.checker import check_show
from story_engine.errors import InputError
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind, PartKind
from story_engine.seed import load_seed
from story_engine.show import Show

ROOT = Path(__file__).parents[2]
FERRY = ROOT / "tests/story_engine/seeds/ferry-lamp"
GREY = np.full((64, 96, 3), 90, np.uint8)
WEATHER = ROOT / "assets/seeds/weather-post"


@pytest.fixture(scope="module")
def seed():
    """A built-in seed."""
    return load_seed(WEATHER)


def begun(seed, rng=5):
    return Show.open(seed, rng_seed=rng, taste=TasteValues.fresh(tuple(seed.tastes)))


def scene_of(show):
    """The whole scene that begins next: its parts, and the show after it; questions get their first option."""
    parts = []
    while True:
        after, part = show.step()
        if parts and part.scene.id != parts[0].scene.id:
            return parts, show
        if part.kind is PartKind.HOLD:
            show, _ = after.apply(Input(kind=InputKind.PICK, option=1, choice=part.choice.id))
            continue
        parts.append(part)
        show = after


def said(parts):
    return [beat.line.text for part in parts for beat in part.beats if beat.line]


def a_retold_scene(seed, wanted=1):
    """A moment before a scene that has other words to tell, its parts, the show after it, and the take's input."""
    show = begun(seed)
    for _ in range(60):
        parts, after = scene_of(show)
        left = left_for(show, after)
        take = Input(kind=InputKind.TAKE, option=left.takes + 1, text="\n".join(left.heard))
        if len(left.heard) >= wanted:
            return show, parts, after, take
        show = after
    raise AssertionError("no scene of the seed has two ways to be told")


def test_the_same_scene_is_told_in_other_words(seed):
    """Same scene, people and place; none of the lines that have another form come again."""
    show, parts, _, take = a_retold_scene(seed, wanted=3)
    again, _ = show.apply(take)
    other, _ = scene_of(again)
    scene = parts[0].scene
    assert (other[0].scene.storylet, other[0].scene.id) == (scene.storylet, scene.id)
    assert other[0].scene.place == scene.place
    assert {actor.id for actor in other[0].scene.actors} == {actor.id for actor in scene.actors}
    assert said(other) != said(parts)
    assert other[0].scene.take == 2
    assert other[0].id != parts[0].id


def test_the_scene_after_a_take_is_no_take(seed):
    """Only what was asked for is told again; the show goes on from the new take."""
    show, _, _, take = a_retold_scene(seed)
    _, after = scene_of(show.apply(take)[0])
    following, _ = scene_of(after)
    assert following[0].scene.take == 0
    assert following[0].scene.number == after.state.scene.number + 1


def test_a_take_is_cut_otherwise(seed, tmp_path):
    """The shots of a take are drawn anew, and those of the first telling stay what they were."""
    show, parts, _, take = a_retold_scene(seed)
    other, _ = scene_of(show.apply(take)[0])
    box = VoiceBox(tmp_path)
    try:
        manner = MannerVoices(box, "silent")
        first, again, retold = (
            direct(part, Continuity(), manner, rng_seed=5, versions=())[0] for part in (parts[0], parts[0], other[0])
        )
    finally:
        box.close()
    assert first == again
    assert retold.rng_seed != first.rng_seed


def test_a_journal_with_takes_and_more_replays_exactly_and_is_found_true():
    """Parts and taste are the same when read again, and the independent checker finds nothing."""
    seed = load_seed(FERRY)
    show = begun(seed, 3)
    told = []
    for number in range(120):
        before = show
        show, part = show.step()
        told.append(part)
        if part.kind is PartKind.HOLD:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1, choice=part.choice.id))
        elif part.ends_scene and number % 3 == 0:
            heard = "\n".join(left_for(before, show).heard)
            show, _ = show.apply(Input(kind=InputKind.TAKE, option=2, text=heard))
        elif number % 10 == 4:
            show, _ = show.apply(Input(kind=InputKind.MORE, scene=part.scene.id))
    read = Journal.from_bytes(show.journal().to_bytes())
    assert tuple(Show.replay(seed, read)) == tuple(told)
    assert any(part.scene.take for part in told)
    assert Show.resume(seed, read).taste == show.taste
    findings = check_show(seed, read, told)
    assert not findings.errors, findings.errors[:3]


def test_a_second_take_is_number_three_and_knows_both(seed):
    """Asking again gives take 3, and what both tellings said counts as heard."""
    show, _, after, take = a_retold_scene(seed, wanted=2)
    tree = ShowTree()
    tree.leave(after)
    stood = tree.stand(seed, mark_of(show))
    _, later = scene_of(stood.apply(take)[0])
    left = left_for(stood, later)
    assert left.takes == 2
    assert set(take.text.splitlines()) <= set(left.heard)


def test_asking_for_another_take_is_liking_it(seed):
    """Who wants to see a scene again likes what it is like."""
    show, parts, _, take = a_retold_scene(seed)
    plain, again = show.step()[0], show.apply(take)[0].step()[0]
    tags = dict(parts[0].scene.tags)
    assert again.taste.score(tags) > plain.taste.score(tags)


def test_a_take_that_cannot_be_is_refused(seed):
    """Take 1 is the first telling; a question that is open is answered first."""
    show = begun(seed)
    with pytest.raises(InputError, match="take 1"):
        show.apply(Input(kind=InputKind.TAKE, option=1))
    while (stepped := show.step())[1].kind is not PartKind.HOLD:
        show = stepped[0]
    with pytest.raises(InputError, match="question"):
        stepped[0].apply(Input(kind=InputKind.TAKE, option=2))


def test_more_like_this_asks_for_the_scenes_flavours_and_can_be_taken_back(seed):
    """The strongest tags are liked more and worked towards; an undo gives back what was believed before."""
    show, part = begun(seed).step()
    asked, outcome = show.apply(Input(kind=InputKind.MORE, scene=part.scene.id))
    strongest = max(part.scene.tags, key=lambda known: known[1])[0]
    assert outcome.kind == "understood"
    assert f"more:{strongest}" in outcome.intents
    assert asked.taste.liking(strongest) > show.taste.liking(strongest)
    assert {goal.id for goal in asked.state.goals} >= {strongest}
    back, _ = asked.apply(Input(kind=InputKind.UNDO_WISH))
    assert back.taste.liking(strongest) == pytest.approx(show.taste.liking(strongest), abs=1e-4)  # kept with six digits
    assert not back.state.goals


def test_more_before_anything_was_shown_is_unclear(seed):
    """With no scene there is nothing to have more of; the answer says so."""
    _, outcome = begun(seed).apply(Input(kind=InputKind.MORE))
    assert outcome.kind == "unclear"


def test_the_director_takes_what_was_left_into_the_take(tmp_path):
    """Standing at a scene's beginning again, a take is numbered and told in other words by itself."""
    director = InProcessDirector(tmp_path)
    try:
        opened = director.open(Opening(seed=str(FERRY), rng_seed=4, manner="silent"))
        state = opened.state
        mark = director.mark(state)
        planned = director.step(state)
        first = planned.timed.part.scene
        for _ in range(3):
            planned = director.step(planned.state)
        stood = director.revisit(planned.state, mark)
        taken = director.apply(stood, Input(kind=InputKind.TAKE))
        again = director.step(taken.state).timed.part.scene
        assert (again.id, again.storylet, again.take) == (first.id, first.storylet, 2)
    finally:
        director.close()


@pytest.fixture
def show(tmp_path: Path):
    """A live show with fakes around it."""
    show = Rehearsal(tmp_path)
    show.conductor.start()
    yield show
    show.conductor.stop()


def test_a_take_is_shown_at_once_and_goes_on_record(show):
    """The scene's first part comes after a cut, the take is noted, and its signal is stored under its own name."""
    show.go_on()
    first = show.until(lambda: next((e for e in show.events if isinstance(e, SceneBegan)), None))
    show.go_on()
    show.conductor.another_take(first.mark)
    show.until(lambda: show.last(SkipReady))
    segment = show.until(lambda: show.conductor.next_segment(show.now.id))
    assert segment.jump
    assert segment.timed.part.id == "s1.p0"
    noted = show.last(SignalNoted)
    assert _done(noted)[1] == "take"
    assert show.last(Revisited).at == segment.start


def test_a_moment_that_is_not_on_record_has_no_take(show):
    """The show goes on where it was, with a line for the viewer."""
    show.go_on()
    show.conductor.another_take(Mark(event="nowhere", steps=10**6))
    assert "cannot go there" in show.until(lambda: show.last(Trouble)).what
    before = show.now.timed.part.index
    assert show.go_on().timed.part.index == before + 1


def test_more_like_this_is_acknowledged_as_a_wish_without_words(show):
    """Its answer says from when it counts, can be undone, and is stored as "more"."""
    show.go_on()
    show.conductor.more_like_this()
    answer = show.until(lambda: show.last(WishAcknowledged))
    assert answer.kind is InputKind.MORE
    assert _done(answer)[1:] == ("more", "")


def test_a_take_stands_beside_the_first_telling_on_the_map(show):
    """Both are kept as children of what came before."""
    memory = ShowMemory(None)
    show.go_on()
    first = show.until(lambda: next((e for e in show.events if isinstance(e, SceneBegan)), None))
    memory.event(first)
    memory.event(Revisited(mark=first.mark, at=first.at + 1000))
    memory.event(
        SceneBegan(
            scene=replace(first.scene, take=2), at=first.at + 1000, mark=Mark(event="other", steps=first.mark.steps)
        )
    )
    stretches = list(memory.map.stretches.values())
    assert [known.take for known in stretches] == [0, 2]
    assert stretches[0].parent == stretches[1].parent


def test_keys_ask_for_a_take_and_for_more_and_the_screen_answers(tmp_path):
    """R tells the moment again and says so; E is answered with what was understood and an undo."""
    parts = [ScriptedPart(picture=GREY, seconds=3.0, title=f"Scene {number}") for number in range(3)]
    feed = RehearsalFeed(tmp_path, parts, size=Size(width=96, height=64))
    live = LivePlayer(feed, LiveOptions(title="T", silent=True))
    feed.tell = live.hear
    feed.start()
    live.start()
    try:
        steer(deed("r"), live)
        assert live.view().toast.text == Words()("show.no_take")
        _turn(live, lambda: live.view().scene_title == "Scene 0" and live.memory.map.stretches)
        steer(deed("r"), live)
        _turn(live, lambda: feed.signals == [InputKind.TAKE] and live.view().toast.text == Words()("show.take"))
        steer(deed("e"), live)
        _turn(live, lambda: live.view().toast.undo)
        steer(deed("z", ["ctrl"]), live)
        _turn(live, lambda: live.view().toast.text == Words()("show.taken_back"))
        assert feed.wishes == []
    finally:
        live.close()
        feed.stop()


def _turn(live, condition):
    until = time.monotonic() + 20.0
    while not condition():
        assert time.monotonic() < until, live.view().toast
        live.tick()
        time.sleep(0.005)
