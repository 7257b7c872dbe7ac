"""A show steps, answers, holds, branches, journals and replays."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.taste import TasteValues
from story_engine.errors import InputError, JournalError, RatingError
from story_engine.journal import Event, Journal
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.reactions import LESS
from story_engine.seed import Seed, load_seed
from story_engine.seed.model import UNRATED, Reply
from story_engine.seed.pack import write_pack
from story_engine.show import Show
from story_engine.time import VIDEO_FRAME, to_seconds

SEED_FOLDER = Path(__file__).parent / "seeds" / "ferry-lamp"
ROOT = Path(__file__).parents[2]
SEED = load_seed(SEED_FOLDER)


def opened(seed: Seed = SEED, rng_seed: int = 1) -> Show:
    return Show.open(seed, rng_seed=rng_seed, taste=TasteValues.fresh(seed.tastes))


def steps(show: Show, count: int) -> tuple[Show, list[Part]]:
    parts = []
    for _ in range(count):
        show, part = show.step()
        parts.append(part)
    return show, parts


def to_choice(show: Show) -> tuple[Show, list[Part]]:
    parts: list[Part] = []
    while not parts or parts[-1].kind is not PartKind.HOLD:
        show, part = show.step()
        parts.append(part)
    return show, parts


def wish(show: Show, text: str) -> Show:
    return show.apply(Input(kind=InputKind.WISH, text=text))[0]


def test_title() -> None:
    """The first part shows the title over the opening scene's picture."""
    _, part = opened().step()
    assert part.kind is PartKind.TITLE
    assert part.beats[0].text == "The Ferry Lamp"
    assert part.scene.storylet == "first_evening"
    assert [actor.id for actor in part.scene.actors] == ["ada"]


def test_parts_are_short_and_whole_frames() -> None:
    """Parts have one to three beats, last two to about seven seconds and whole video frames."""
    _, parts = steps(opened(), 120)
    for part in parts:
        assert 1 <= len(part.beats) <= 3
        assert part.estimated % VIDEO_FRAME == 0
        assert 1.7 <= to_seconds(part.estimated) <= 7.0


def test_hold_repeats_until_a_pick() -> None:
    """While a choice is open every step gives its hold part with a growing repeat count and no lines."""
    show, _ = to_choice(opened())
    show, holds = steps(show, 4)
    assert [part.repeat for part in holds] == [1, 2, 3, 4]
    assert all(beat.line is None for part in holds for beat in part.beats)
    assert holds[0].choice is not None
    assert abs(sum(option.likely for option in holds[0].choice.options) - 1) < 1e-3


def test_options_lead_to_different_parts() -> None:
    """Each option is followed by its own lines, and later parts of the branches have ids of their own."""
    show, _ = to_choice(opened())
    after = [show.apply(Input(kind=InputKind.PICK, option=number))[0] for number in (1, 2)]
    heads = [branch.step()[1] for branch in after]
    assert heads[0].beats != heads[1].beats
    assert heads[0].id.endswith("~1")
    assert heads[1].id.endswith("~2")
    later = [{part.id for part in steps(branch, 40)[1]} for branch in after]
    assert not later[0] & later[1]


def test_a_second_pick_of_an_option_is_remembered_by_its_scene() -> None:
    """Where an option was picked before, the world remembers the last scene in which it was."""
    show, _ = to_choice(opened())
    choice, scene = show.choice, show.state.scene
    assert choice is not None
    assert scene is not None
    atom = ("chose", show.apply(Input(kind=InputKind.PICK, option=1))[1].intents[0])
    moment = replace(show.state.moment, world=show.state.moment.world.write({atom: True}, "s0"))
    before = Show(replace(show.state, moment=moment))
    picked, _ = before.apply(Input(kind=InputKind.PICK, option=1))
    assert (before.state.moment.world.causes[atom], picked.state.moment.world.causes[atom]) == ("s0", scene.id)


def test_pick_without_choice() -> None:
    """A pick without an open choice is refused with a reason."""
    with pytest.raises(InputError, match="no choice is open"):
        opened().apply(Input(kind=InputKind.PICK, option=1))


def test_weather_wish_is_answered_in_the_next_part() -> None:
    """A wish for snow brings snow and a line in the very next part, and the scene goes on in snow."""
    show, _ = steps(opened(), 2)
    show, outcome = show.apply(Input(kind=InputKind.WISH, text="please let it snow!"))
    assert outcome.kind == "understood"
    assert outcome.intents == ("weather:snow",)
    show, reaction = show.step()
    assert reaction.kind is PartKind.REACTION
    assert reaction.beats[0].text == "snow"
    assert any(beat.line is not None for beat in reaction.beats)
    assert show.step()[1].scene.weather == "snow"


@pytest.mark.parametrize(
    ("text", "answer"), [("more comedy", "A goose came in."), ("less comedy", "It was folded small.")]
)
def test_less_of_a_taste_is_not_greeted(text: str, answer: str) -> None:
    """Replies of a taste answer a wish for more of it; a wish for less has replies of its own."""
    replies = {"comedy": (Reply(say="A goose came in."),), "less": (Reply(say="It was folded small."),)}
    show, _ = steps(opened(replace(SEED, reactions=replies, digest="with replies")), 2)
    line = wish(show, text).step()[1].beats[-1].line
    assert line is not None
    assert line.text == answer


def test_an_older_journal_keeps_its_answer_to_less_of_a_taste() -> None:
    """Before, less of a taste was answered like more of it: a show of that time is replayed as it was."""
    replies = {"comedy": (Reply(say="A goose came in."),), "less": (Reply(say="It was folded small."),)}
    seed = replace(SEED, reactions=replies, digest="with replies")
    show, parts = steps(wish(steps(opened(seed), 2)[0], "less comedy"), 3)
    journal = show.journal()
    assert list(Show.replay(seed, journal))[2:] == parts
    older = replace(journal, events=tuple(map(_of_older_kind, journal.events)))
    assert older != journal
    line = list(Show.replay(seed, older))[2].beats[-1].line
    assert line is not None
    assert line.text == "A goose came in."


def _of_older_kind(event: Event) -> Event:
    made = [
        ["reply", key, 0] if kind == LESS else [kind, key, value] for kind, key, value in event.fields.get("made", ())
    ]
    return replace(event, fields={**event.fields, "made": made})


def test_wish_undone() -> None:
    """A wish taken back before its reaction leaves no trace in the next parts."""
    show, _ = steps(opened(), 2)
    show = wish(show, "let it snow")
    show, outcome = show.apply(Input(kind=InputKind.UNDO_WISH))
    assert outcome.kind == "noted"
    _, parts = steps(show, 3)
    assert all(part.scene.weather != "snow" and part.kind is not PartKind.REACTION for part in parts)


def test_impossible_wish_is_refused_in_the_story() -> None:
    """What the seed does not know is refused by the story itself, with the seed's own refusal."""
    show, outcome = steps(opened(), 2)[0].apply(Input(kind=InputKind.WISH, text="a helicopter please"))
    assert outcome.kind == "refused"
    reaction = show.step()[1]
    assert reaction.kind is PartKind.REACTION
    assert "helicopter" in str(reaction.beats[-1].line)


def test_wish_during_choice_waits_for_the_head() -> None:
    """A wish made while cards are open is answered after the first part of the picked branch."""
    show, _ = to_choice(opened())
    show = wish(show, "let it snow")
    assert show.step()[1].kind is PartKind.HOLD
    show, _ = show.apply(Input(kind=InputKind.PICK, option=1))
    _, parts = steps(show, 2)
    assert [part.kind for part in parts] == [PartKind.STORY, PartKind.REACTION]


def test_skip_lets_the_rest_happen() -> None:
    """After a skip the next part is of another scene and the skipped effects are true."""
    show, _ = to_choice(opened())
    show, _ = show.apply(Input(kind=InputKind.SKIP))
    _, part = show.step()
    assert part.scene.storylet != "oil_bargain"
    assert show.state.moment.world.text("holder", "oil") == "ada"


def test_likes_shift_taste() -> None:
    """A like raises the liking of the scene's tags, a dislike lowers it."""
    show, _ = steps(opened(), 1)
    liked = show.apply(Input(kind=InputKind.LIKE))[0]
    disliked = show.apply(Input(kind=InputKind.DISLIKE))[0]
    assert liked.taste.liking("wonder") > 0 > disliked.taste.liking("wonder")


def test_rating_ceiling() -> None:
    """A seed above the viewer's ceiling does not open."""
    with pytest.raises(RatingError, match="rated 6"):
        Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(()), viewer_rating=5)


def test_a_seed_that_nobody_rated_is_for_viewers_without_limits(tmp_path: Path) -> None:
    """Without a rating a seed opens for no ceiling, as a folder and as a pack, nor goes on under one; else for all."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(SEED_FOLDER, folder)
    world = folder / "seed.yaml"
    world.write_text(world.read_text(encoding="utf-8").replace("rating: 6\n", ""), encoding="utf-8")
    pack = tmp_path / "ferry-lamp.evershow"
    write_pack(folder, pack)
    for path in (folder, pack):
        seed = load_seed(path)
        assert seed.rating is None
        assert all(storylet.rating == UNRATED for storylet in seed.storylets.values())
        show, _ = Show.open(seed, rng_seed=1, taste=TasteValues.fresh(())).step()
        for ceiling in (0, 6, 18):
            with pytest.raises(RatingError, match="has no rating"):
                Show.open(seed, rng_seed=1, taste=TasteValues.fresh(()), viewer_rating=ceiling)
            with pytest.raises(RatingError, match="has no rating"):
                show.under(ceiling)


@pytest.mark.parametrize("path", sorted((ROOT / "assets").glob("*/*/seed.yaml")), ids=lambda path: path.parent.name)
def test_what_is_shipped_is_rated(path: Path) -> None:
    """Every built-in seed and every template says for whom it is."""
    assert re.search(r"^rating: \d+$", path.read_text(encoding="utf-8"), re.MULTILINE)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["step"] * 8 + ["pick", "wish", "undo", "like", "dislike", "skip", "note"]),
        st.sampled_from(
            ["let it snow", "more comedy", "bring brix", "a dragon", "light the lamp", "night", "the oil", ""]
        ),
        st.integers(1, 2),
    ),
    min_size=20,
    max_size=70,
)


def act(show: Show, action: tuple[str, str, int], parts: list[Part]) -> Show:
    kind, text, option = action
    if kind == "pick" and show.choice is not None:
        return show.apply(Input(kind=InputKind.PICK, option=option))[0]
    if kind in ("wish", "like", "dislike", "skip"):
        return show.apply(Input(kind=InputKind(kind), text=text if kind == "wish" else ""))[0]
    if kind == "undo":
        return show.apply(Input(kind=InputKind.UNDO_WISH))[0]
    if kind == "note":
        return show.note("timing", seconds=1.5)
    show, part = show.step()
    parts.append(part)
    return show


def consistent(show: Show, part: Part) -> None:
    """The picture agrees with itself: one holder a thing, held things with their holders, nobody twice."""
    actors = {actor.id: actor for actor in part.scene.actors}
    assert len(actors) == len(part.scene.actors)
    for thing in part.scene.things:
        if thing.holder:
            assert thing.id in actors[thing.holder].holding
    for actor in actors.values():
        assert set(actor.holding) <= {thing.id for thing in part.scene.things}
    for beat in part.beats:
        if beat.line is not None and beat.line.speaker:
            assert beat.line.speaker in actors
        if beat.act is not None:
            assert beat.act.actor in actors


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rng_seed=st.integers(0, 2**31), actions=ACTIONS)
def test_never_stuck_and_replays_exactly(rng_seed: int, actions: list[tuple[str, str, int]]) -> None:
    """Whatever the viewer does the show goes on, its pictures are consistent, and its journal replays it exactly."""
    show, parts = opened(rng_seed=rng_seed), []
    for action in actions:
        before = len(parts)
        show = act(show, action, parts)
        if len(parts) > before:
            consistent(show, parts[-1])
    journal = Journal.from_bytes(show.journal().to_bytes())
    assert parts == list(Show.replay(SEED, journal))
    resumed = Show.resume(SEED, journal)
    assert resumed.taste == show.taste
    assert steps(resumed, 8)[1] == steps(show, 8)[1]


def test_people_are_where_the_world_says() -> None:
    """Everybody in the picture is at the scene's place when the part begins."""
    show = opened()
    for _ in range(150):
        before = show
        show, part = show.step()
        world = before.state.moment.world if part.index else show.state.moment.world
        entering = {beat.act.actor for beat in part.beats if beat.act is not None and beat.act.verb == "enter"}
        for actor in part.scene.actors:
            assert actor.id in entering or world.text("at", actor.id) == part.scene.place.id
        if part.kind is PartKind.HOLD:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=part.choice.default if part.choice else 1))


def test_same_inputs_same_parts() -> None:
    """Two shows with the same rng seed, taste and inputs give equal parts."""
    one, two = (wish(steps(opened(), 4)[0], "more menace") for _ in range(2))
    assert steps(one, 30)[1] == steps(two, 30)[1]


def test_branches_merge_into_one_journal() -> None:
    """Both branches of a choice live in one journal and each replays."""
    show, _ = to_choice(opened())
    first = steps(show.apply(Input(kind=InputKind.PICK, option=1))[0], 5)
    second = steps(show.apply(Input(kind=InputKind.PICK, option=2))[0], 5)
    journal = first[0].journal().merged(second[0].journal())
    assert len(journal.tips) == 2
    replayed = [list(Show.replay(SEED, journal, tip))[-5:] for tip in (0, 1)]
    assert replayed == [first[1], second[1]]


def test_replay_never_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay obeys the journal's decisions and does not ask the planner."""
    show, parts = steps(opened(), 3)
    journal = show.journal()
    monkeypatch.setattr("story_engine.scenes.plan", lambda *_: pytest.fail("planned while replaying"))
    assert list(Show.replay(SEED, journal)) == parts


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"EVERSHOW1\nxx", "cut"])
def test_damaged_journal(broken: bytes | str) -> None:
    """A damaged journal is refused with one clear error."""
    content = steps(opened(), 3)[0].journal().to_bytes()[:-7] if broken == "cut" else broken
    with pytest.raises(JournalError):
        Journal.from_bytes(content)  # type: ignore[arg-type]


def test_journal_of_another_seed() -> None:
    """A journal of another seed is refused by name."""
    with pytest.raises(JournalError, match="ferry-lamp"):
        list(Show.replay(replace(SEED, id="other"), steps(opened(), 3)[0].journal()))


def test_log_tells_everything() -> None:
    """The log holds scenes with their why, lines, choices, options and wishes in order."""
    show, _ = to_choice(wish(steps(opened(), 2)[0], "snow"))
    show, _ = show.apply(Input(kind=InputKind.PICK, option=2))
    show, _ = steps(show, 3)
    kinds = [entry.record.kind for entry in show.log]
    assert {"scene", "line", "choice", "option", "wish", "reaction"} <= set(kinds)
    scene = next(entry.record.fields for entry in show.log if entry.record.kind == "scene")
    assert {"id", "storylet", "place", "cast", "tension", "tags", "why", "causes"} <= set(scene)
