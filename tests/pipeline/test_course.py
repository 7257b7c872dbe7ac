"""The course: when a pick, a wish, a like and a skip count."""

from __future__ import annotations

from itertools import pairwise

import pytest
from fake_director import PART, FakeDirector

from generators.timed import Balance
from player.conducting.course import Course
from player.conducting.script import Script, ScriptError, parse_script, script_of
from player.conducting.virtual_course import conduct
from player.direction import Opening
from player.showlog import ShowLog
from story_engine.plan import Input, InputKind
from story_engine.time import SAMPLE_RATE, from_seconds

S = SAMPLE_RATE


def _course(**how: object) -> Course:
    director = FakeDirector(**how)  # type: ignore[arg-type]
    return Course(director, director.open(Opening(seed="", rng_seed=1)).state)


def _conduct(script: Script, seconds: float, **how: object) -> tuple[list, ShowLog]:
    log = ShowLog()
    return list(conduct(_course(**how), script, from_seconds(seconds), log)), log


def _of(log: ShowLog, kind: str) -> list[dict]:
    return [record for record in log.records if record["kind"] == kind]


def test_parts_follow_without_gaps() -> None:
    """Every part begins where the one before ends."""
    placed, _ = _conduct(Script(), 60)
    assert all(a.end == b.start for a, b in pairwise(placed))


def test_a_wish_counts_after_the_commit_horizon() -> None:
    """A wish at 5 s leaves the part that contains 8 s as it is and shows in the next."""
    placed, log = _conduct(parse_script([{"at": 5, "wish": "snow"}]), 12)
    assert "snow" not in placed[4].timed.lines[0].text  # 8–10 s
    assert "snow" in placed[5].timed.lines[0].text  # 10–12 s
    assert _of(log, "wish")[0]["at"] == 5.0
    assert _of(log, "wish")[0]["counts_from"] == 10.0


def test_a_pick_branches_at_the_next_join() -> None:
    """A pick 3 s after the cards opened begins its branch at the join at 4 s."""
    placed, log = _conduct(parse_script([{"choice": 1, "option": 2}]), 20)
    hold = next(part for part in placed if part.is_hold)
    branch = next(part for part in placed if part.timed.part.scene.id == "s3~2")
    assert branch.start - hold.start == 4 * S
    assert _of(log, "option") == [
        {"at": hold.start / S + 3, "kind": "option", "choice": 1, "option": 2, "by": "viewer", "counts_from": 16.0}
    ]


def test_a_question_that_waits_all_night_keeps_neither_its_turns_nor_their_states() -> None:
    """Only the first turn and the last ones are whole; the answer counts every turn and leads where it always does."""
    ends, given = [], []
    for forgets in (False, True):
        director = FakeDirector()
        course = Course(director, director.open(Opening(seed="", rng_seed=1)).state)
        while course.open_choice() is None:
            course.extend()
        first = course.first_hold()
        for turn in range(400):
            course.extend()
            if forgets and turn % 20 == 0:
                course.forget_turns(len(course.placed) - 12)
                course.forget_before(first.number)
        assert course.first_hold() is first
        if forgets:
            assert len(director.forgotten) < 60
            assert len({id(part.timed.lines) for part in course.placed[first.number :]}) < 40
        assert [part.id for part in course.placed[first.number :]] == [
            f"{first.number + turn}:{first.timed.part.scene.id}.p{first.timed.part.index}h{turn}" for turn in range(401)
        ]
        at = course.end
        branch = course.extend(Input(kind=InputKind.PICK, at=at, option=2, choice=first.timed.part.choice.id))
        ends.append((branch.timed, branch.start))
        given.append([known.input for known in branch.given])
    assert ends[0] == ends[1]
    assert given[0] == given[1]
    assert given[1][0].holds == 401


def test_every_question_has_its_own_first_turn() -> None:
    """After a bridge, in the next question, and where the same hold is begun again elsewhere."""
    course = _course()
    while course.open_choice() is None:
        course.extend()
    for _ in range(3):
        course.extend()
    assert [part.hold_from for part in course.placed[-4:]] == [course.placed[-4].number] * 4
    before = course.placed[0].timed
    course.put_in(course.placed[-4].number, before)
    assert course.first_hold() is course.placed[-4]
    assert [part.hold_from for part in course.placed[-4:]] == [course.placed[-4].number] * 4
    course.restart(len(course.placed) - 1, course.placed[-4].before)
    again = course.extend()
    assert course.first_hold().number == again.number


def test_without_a_pick_the_default_is_taken() -> None:
    """At the end of the window the default is taken, by nobody."""
    _, log = _conduct(Script(), 20)
    assert [(r["option"], r["by"]) for r in _of(log, "option")] == [(1, "default")]


def test_a_balance_holds_from_the_next_part_that_is_not_planned() -> None:
    """What is placed stays as it is, and the first parts of an answer, which are drawn before it is given."""
    course = _course()
    course.extend()
    course.weigh(Balance(music=-6.0))
    while not course.open_choice():
        course.extend()
    course.weigh(Balance(music=3.0))
    hold = course.first_hold()
    course.extend(Input(kind=InputKind.PICK, at=hold.end, option=1, choice=1))
    for _ in range(3):
        course.extend()
    wanted = [part.timed.balance.music for part in course.placed]
    after = next(number for number, part in enumerate(course.placed) if part.is_hold) + 1
    assert wanted[0] == 0.0
    assert set(wanted[1:after]) == {-6.0}
    assert wanted[after : after + 2] == [-6.0, -6.0]
    assert set(wanted[after + 2 :]) == {3.0}


def test_a_balance_outlives_what_is_thrown_away() -> None:
    """A wish that throws planned parts away does not bring the old balance back."""
    course = _course()
    for _ in range(3):
        course.extend()
    course.weigh(Balance(music=-6.0))
    course.extend()
    course.give(Input(kind=InputKind.WISH, at=0, text="snow"), kept=1)
    course.extend()
    assert course.placed[-1].timed.balance.music == -6.0


def test_an_unknown_option_is_an_error() -> None:
    """A script that picks the fifth of two options says so."""
    with pytest.raises(ScriptError, match="not one numbered 5"):
        _conduct(parse_script([{"choice": 1, "option": 5}]), 20)


def test_a_wish_while_cards_are_open_counts_after_the_heads() -> None:
    """A wish in a choice leaves both committed parts of the picked branch as they are."""
    script = parse_script([{"choice": 1, "option": 1}, {"at": 13, "wish": "snow"}])
    placed, _ = _conduct(script, 30)
    texts = [part.timed.lines[0].text for part in placed if part.timed.part.scene.id == "s3~1"]
    assert ["snow" in text for text in texts] == [False, False, True]


def test_a_like_counts_from_a_scene_thirty_seconds_ahead() -> None:
    """A like at 5 s reaches the first scene that begins at 35 s or later."""
    _, log = _conduct(parse_script([{"at": 5, "signal": "like"}]), 50, choices=False)
    assert _of(log, "signal")[0]["counts_from"] == 36.0


def test_a_skip_leaves_the_rest_of_the_scene_out() -> None:
    """A skip at 1 s goes from the part it falls into to the next scene; what was skipped still happened."""
    placed, log = _conduct(parse_script([{"at": 1, "signal": "skip"}]), 8)
    assert [part.timed.part.id for part in placed[:2]] == ["s1.p0", "s2.p0"]
    assert placed[1].start == PART
    assert [r["part"] for r in _of(log, "skipped")] == ["s1.p1", "s1.p2"]


def test_a_wish_on_a_planned_course_replans_only_the_rest() -> None:
    """Live: what is committed stays the very same, what follows is planned anew with the wish."""
    course = _course(choices=False)
    for _ in range(10):
        course.extend()
    before = list(course.placed)
    kept = course.give(Input(kind=InputKind.WISH, at=4 * S, text="snow"), kept=3)
    assert kept == 4
    assert course.placed == before[:4]
    assert course.revision == 1
    assert "snow" in course.extend().timed.lines[0].text


def test_a_withdrawn_wish_leaves_no_trace() -> None:
    """Taking a wish back before it counts gives the course that was there before."""
    course = _course(choices=False)
    for _ in range(10):
        course.extend()
    before = [part.timed for part in course.placed]
    course.give(Input(kind=InputKind.WISH, at=4 * S, text="snow"), kept=3)
    course.extend()
    assert course.withdraw_wish(kept=3) is not None
    while len(course.placed) < 10:
        course.extend()
    assert [part.timed for part in course.placed] == before


def test_a_branch_is_the_same_as_the_pick_itself() -> None:
    """What was drawn ahead for an option is what plays when it is picked, however long the hold lasted."""
    course = _course()
    while course.open_choice() is None:
        course.extend()
    ahead = [part.timed for part in course.branch(2, 2)]
    for _ in range(3):
        course.extend()
    pick = Input(kind=InputKind.PICK, at=course.end, option=2, choice=1)
    assert [course.extend(pick).timed, course.extend().timed] == ahead


def test_a_replay_script_repeats_the_show() -> None:
    """The inputs of a show, played back at their media times, give the same parts."""
    script = parse_script([{"choice": 1, "option": 2, "after": 2.5}, {"at": 5, "wish": "snow"}])
    placed, _ = _conduct(script, 40)
    inputs = tuple(given.input for part in placed for given in part.given)
    again, _ = _conduct(script_of(inputs), 40)
    assert [part.timed for part in again] == [part.timed for part in placed]


@pytest.mark.parametrize(
    "entries",
    [
        {},
        [1],
        [{"choice": 0, "option": 1}],
        [{"wish": "x"}],
        [{"at": 1, "signal": "boo"}],
        [{"at": 1, "wish": " "}],
        [{"choice": 1}],
        [{"at": -1, "wish": "x"}],
        [{"chioce": 1}],
        [{}],
    ],
)
def test_a_wrong_script_is_an_error(entries: object) -> None:
    """Anything that is no script raises ScriptError."""
    with pytest.raises(ScriptError):
        parse_script(entries)


def test_lessons_say_which_scene_they_are_about() -> None:
    """A like at 8 s, taken in half a minute later, names the scene that was on and how much of it was shown."""
    placed, _ = _conduct(parse_script([{"at": 8, "signal": "like"}]), 60, choices=False)
    like = next(given.input for part in placed for given in part.given)
    assert (like.scene, like.share) == ("s2", 0.3333)


def test_a_skips_share_is_of_the_whole_scene() -> None:
    """A skip at 1 s of a scene of 6 s was at a sixth of it, though the rest was never shown."""
    placed, _ = _conduct(parse_script([{"at": 1, "signal": "skip"}]), 60, choices=False)
    skip = next(given.input for part in placed for given in part.given)
    assert (skip.scene, skip.share) == ("s1", 0.1667)


def test_a_skips_share_survives_a_live_jump() -> None:
    """Live, where the course jumps over what was planned already, the share is the same."""
    course = _course(choices=False)
    for _ in range(10):
        course.extend()
    course.give(Input(kind=InputKind.SKIP, at=S), kept=2)
    course.jump(1, 3)
    while not any(part.given for part in course.placed):
        course.extend()
    skip = next(given.input for part in course.placed for given in part.given)
    assert (skip.scene, skip.share) == ("s1", 0.1667)
