"""Acting: deterministic, continuous over joins, planted feet, mouths that close, things that change hands."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from generators.stage.acting import Acting
from generators.stage.acting.deeds import deeds
from generators.stage.acting.feelings import feelings
from generators.stage.acting.gait import foot_at, plan_walk, progress
from generators.stage.acting.mouths import cues, mouth_at
from generators.stage.acting.values import BODY, FACE
from generators.stage.puppets.pose import NARROWEST_TURN, mirrored_width
from generators.timed import (
    ActorState,
    Camera,
    Phone,
    PropState,
    Shot,
    StageState,
    TimedAct,
    TimedLine,
    TimedPart,
    Word,
)
from story_engine.plan import VERBS, Actor, Look, Part, PartKind, Place, Scene, Thing
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

EMOTIONS = {
    "calm", "happy", "delighted", "tender", "amused", "proud", "curious", "surprised", "worried", "afraid", "sad",
    "angry", "annoyed", "ashamed", "sly", "determined", "tired", "awed",
}  # fmt: skip


def part(
    *,
    acts: tuple[TimedAct, ...] = (),
    lines: tuple[TimedLine, ...] = (),
    seconds: float = 2.0,
    who: tuple[str, ...] = ("wren", "odile"),
    kind: PartKind = PartKind.STORY,
    props: tuple[PropState, ...] = (),
    entry: StageState | None = None,
) -> TimedPart:
    duration = from_seconds(seconds)
    scene = Scene(
        id="s1", number=1, storylet="x", title="x", place=Place(id="p", name="p", look=Look()), hour=12, wind=0.4,
        actors=tuple(Actor(id=w, name=w, look=Look(asset=w), voice=w) for w in who),
        things=tuple(Thing(id=p.id, name=p.id, look=Look(asset=p.id)) for p in props),
    )  # fmt: skip
    entry = entry or StageState(
        actors=tuple(
            ActorState(id=w, x=-0.2 + 0.4 * i, facing=1 - 2 * i, gaze=who[1 - i] if len(who) > 1 else "")
            for i, w in enumerate(who)
        ),
        props=props,
    )
    return TimedPart(
        part=Part(id="s1.p0", scene=scene, kind=kind, index=0, beats=(), estimated=duration),
        duration=duration,
        rng_seed=3,
        entry=entry,
        exit=dataclasses.replace(entry, scene_time=entry.scene_time + duration),
        shots=(),
        lines=lines,
        acts=acts,
    )


def apart(a: object, b: object) -> float:
    """The largest difference of two poses in any body or face channel (flicker and flutter are phases)."""
    body = [abs(getattr(a, n) - getattr(b, n)) for n in BODY if n not in ("flicker", "flutter")]
    face = [abs(getattr(a.face, n) - getattr(b.face, n)) for n in FACE if n != "lid_up"]  # type: ignore[attr-defined]
    return max(body + face)


def test_every_verb_and_emotion_has_its_acting() -> None:
    """No verb of the plan and no emotion of the seeds is without keys."""
    assert {verb for verb, _ in deeds()} >= set(VERBS)
    assert feelings().keys() >= EMOTIONS


def test_the_same_part_gives_the_same_poses() -> None:
    """Two actings of one part agree, in whatever order they are asked."""
    timed = part(acts=(TimedAct(start=0, duration=from_seconds(1), actor="wren", verb="wave"),))
    one, two = Acting(timed), Acting(timed)
    times = [from_seconds(s) for s in (0.0, 0.4, 0.9, 1.7)]
    assert [one.at(t) for t in times] == [two.at(t) for t in reversed(times)][::-1]


def test_bodies_move_on_twos() -> None:
    """Without a line a pose holds for two video frames and then changes."""
    acting = Acting(part())
    assert acting.at(2 * VIDEO_FRAME) == acting.at(3 * VIDEO_FRAME)
    assert acting.at(2 * VIDEO_FRAME) != acting.at(8 * VIDEO_FRAME)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_seen(verb: str) -> None:
    """Each deed moves the figure clearly and is over when its time is over."""
    length = from_seconds(1.2)
    still = Acting(part(who=("wren",)))
    to_x = 0.2 if verb in ("walk", "run", "enter", "leave", "approach", "climb") else -0.2
    act = TimedAct(start=0, duration=length, actor="wren", verb=verb, from_x=-0.2, to_x=to_x)
    acting = Acting(part(who=("wren",), acts=(act,)))
    moved = 0.0
    for k in range(1, 14):
        a, b = acting.at(k * length // 14)[0], still.at(k * length // 14)[0]
        hands = abs(a.pose.near.y - b.pose.near.y) + abs(a.pose.far.y - b.pose.far.y)
        moved = max(moved, apart(a.pose, b.pose), abs(a.x - b.x), hands, abs(a.pose.facing - b.pose.facing))
    assert moved > 0.05


@pytest.mark.parametrize("kind", [PartKind.STORY, PartKind.HOLD])
def test_no_pop_where_two_parts_meet(kind: PartKind) -> None:
    """A quiet part's last drawing and the next part's first one are neighbours."""
    first = part(kind=PartKind.STORY)
    second = part(entry=first.exit, kind=kind)
    for a, b in zip(Acting(first).at(first.duration - VIDEO_FRAME), Acting(second).at(0), strict=True):
        assert apart(a.pose, b.pose) < 0.12
        assert a.x == pytest.approx(b.x, abs=1e-3)


def test_a_hold_ends_as_it_began() -> None:
    """A hold may repeat for ever: its last drawing leads into its first."""
    timed = part(kind=PartKind.HOLD, seconds=1.75)
    acting = Acting(timed)
    for a, b in zip(acting.at(0), acting.at(timed.duration - VIDEO_FRAME), strict=True):
        assert apart(a.pose, b.pose) < 0.16


def test_planted_feet_do_not_slide() -> None:
    """While a foot is on the ground its place in the world stays within 5 mm."""
    walk = plan_walk(2.4, running=False, leg=0.66)
    for group, rest in ((0, -0.05), (1, 0.05)):
        world: list[float] = []
        for i in range(400):
            share = i / 400
            foot = foot_at(walk, share, group, (rest, rest))
            if foot.lift == 0.0 and foot.angle == 0.0:
                world.append(round(foot.x + progress(share) * walk.metres, 3))
        slides = [abs(b - a) for a, b in itertools.pairwise(world) if abs(b - a) < 0.05]
        assert max(slides) <= 0.005


@pytest.mark.parametrize("metres", [0.7, 1.3, 1.7, 2.3, 3.1])
def test_no_step_is_longer_than_a_leg(metres: float) -> None:
    """On ways of any length the feet stay below the body, and both end where one stands."""
    walk = plan_walk(metres, running=False, leg=0.8)
    rests = (-0.05, 0.055)
    for group in (0, 1):
        feet = [foot_at(walk, i / 60, group, (rests[group], rests[group])) for i in range(61)]
        assert max(abs(foot.x) for foot in feet) < 0.75 * walk.leg
        assert feet[-1].x == pytest.approx(rests[group], abs=0.002)


def line(text: str, phones: tuple[Phone, ...], start: MediaTime = 0) -> TimedLine:
    return TimedLine(
        start=start,
        duration=from_seconds(1.0),
        speaker="wren",
        to="odile",
        text=text,
        phones=phones,
        words=(Word(start=start + from_seconds(0.3), duration=from_seconds(0.3), text=text, stressed=True),),
        emotion="happy",
    )


def test_lips_close_on_p_b_and_m() -> None:
    """Every closed sound shuts the mouth for at least a frame, before it is heard."""
    step = from_seconds(0.12)
    spoken = line(
        "mama", tuple(Phone(start=i * step, duration=step, phone=p) for i, p in enumerate(("m", "aa", "m", "aa")))
    )
    shown = cues(spoken)
    for at in (step * 2 - from_seconds(0.06), step * 2 - from_seconds(0.02)):
        assert mouth_at(shown, at)[:2] == ("A", 0.0)
    assert mouth_at(shown, step + from_seconds(0.03))[1] > 0.6


def test_speakers_mouth_and_listeners_look() -> None:
    """The speaker's mouth opens, the listener's eyes come to them soon after, not before."""
    phones = tuple(Phone(start=from_seconds(0.5 + 0.1 * i), duration=from_seconds(0.1), phone="aa") for i in range(10))
    entry = StageState(
        actors=(
            ActorState(id="wren", x=-0.2, facing=1, gaze="odile"),
            ActorState(id="odile", x=0.2, facing=1, gaze="right"),
        )
    )
    timed = part(lines=(line("aaah", phones, from_seconds(0.5)),), entry=entry)
    timed = dataclasses.replace(
        timed,
        exit=dataclasses.replace(
            timed.exit, actors=(timed.exit.actors[0], dataclasses.replace(timed.exit.actors[1], facing=-1, gaze="wren"))
        ),
    )
    acting = Acting(timed)
    assert acting.at(from_seconds(0.95))[0].pose.face.mouth_open > 0.5
    assert acting.at(from_seconds(0.3))[1].pose.facing == 1
    assert acting.at(from_seconds(1.4))[1].pose.facing == -1


def test_things_change_hands_in_the_middle() -> None:
    """Given things pass from hand to hand where the two hands meet."""
    props = (PropState(id="letter", holder="wren"),)
    act = TimedAct(start=0, duration=from_seconds(1.4), actor="wren", verb="give", target="odile", thing="letter")
    timed = part(acts=(act,), props=props)
    acting = Acting(timed)
    before, after = acting.at(from_seconds(0.66)), acting.at(from_seconds(0.74))
    assert [h.thing for h in before[0].held] == ["letter"]
    assert [h.thing for h in after[1].held] == ["letter"]
    metre = 0.205
    here = before[0].x + before[0].held[0].x * metre
    there = after[1].x + after[1].held[0].x * metre
    assert abs(here - there) < 0.25 * metre
    assert acting.holder("letter", from_seconds(1.0)) == "odile"


@pytest.mark.parametrize(("x", "up"), [(0.0, 0.0), (-0.1, 0.7), (0.05, 0.4)])
@pytest.mark.parametrize("who", ["wren", "brandt"])
def test_what_is_picked_up_is_under_the_hand(who: str, x: float, up: float) -> None:
    """From the floor, a crate or a table: a thing does not jump into the hand that takes it."""
    props = (PropState(id="letter", x=x, depth=0.5, up=up),)
    act = TimedAct(start=0, duration=from_seconds(1.2), actor=who, verb="pick_up", thing="letter")
    acting = Acting(part(who=(who,), acts=(act,), props=props))
    places = []
    for k in range(13, 17):
        frame = acting.at(k * VIDEO_FRAME)[0]
        if frame.held:
            places.append((frame.x / 0.205 + frame.held[0].x, -frame.held[0].y))
        else:
            loose = acting.loose(k * VIDEO_FRAME)[0]
            places.append((loose.x / 0.205, loose.height_metres))
    steps = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise(places)]
    assert max(steps) < 0.12


def test_a_missed_catch_looks_different() -> None:
    """Failure is acted, not only told."""
    good = TimedAct(start=0, duration=from_seconds(1.3), actor="wren", verb="catch")
    a = Acting(part(acts=(good,))).at(from_seconds(1.0))[0].pose
    b = Acting(part(acts=(dataclasses.replace(good, ok=False),))).at(from_seconds(1.0))[0].pose
    assert apart(a, b) > 0.3


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"enter", "leave", "walk", "run", "approach", "turn"}))
def test_every_failure_looks_different(verb: str) -> None:
    """Whatever goes wrong is seen to go wrong."""
    good = TimedAct(start=0, duration=from_seconds(1.3), actor="wren", verb=verb, from_x=-0.2, to_x=-0.2)
    well = Acting(part(who=("wren",), acts=(good,)))
    badly = Acting(part(who=("wren",), acts=(dataclasses.replace(good, ok=False),)))
    times = [from_seconds(0.1 * k) for k in range(5, 13)]
    assert max(apart(well.at(t)[0].pose, badly.at(t)[0].pose) for t in times) > 0.25


def test_who_enters_is_not_seen_before() -> None:
    """An entrance begins off stage; an exit ends there."""
    entry = StageState(actors=(ActorState(id="wren", x=0.0, present=False),))
    act = TimedAct(start=from_seconds(0.5), duration=from_seconds(1), actor="wren", verb="enter", from_x=-1.0, to_x=0.0)
    acting = Acting(part(who=("wren",), acts=(act,), entry=entry))
    assert [acting.at(from_seconds(s))[0].visible for s in (0.2, 0.9, 1.9)] == [False, True, True]


def test_who_looks_to_the_left_turns_to_the_set_s_own_left() -> None:
    """A set's mark may be on the other side of somebody than where most sets have theirs."""
    actor = ActorState(id="wren", x=-0.5, facing=1)
    looks = (TimedAct(start=0, duration=from_seconds(1), actor="wren", verb="look", target="left"),)
    for left, side in ((-0.3, 1), (-0.8, -1)):
        entry = StageState(actors=(actor,), marks=(("left", left),))
        frame = Acting(part(who=("wren",), acts=looks, entry=entry)).at(from_seconds(1.5))[0]
        assert (frame.pose.facing > 0) == (side > 0)


@pytest.mark.parametrize("cut", [0.45, 0.63, 0.7, 0.79])
def test_nobody_is_cut_to_in_the_middle_of_a_turn(cut: float) -> None:
    """A figure of paper that turns round is as thin as its edge: where a shot begins then, it has turned before."""
    turning = part(acts=(TimedAct(actor="wren", verb="turn", start=from_seconds(0.5), duration=from_seconds(0.4)),))
    view = Camera(x=0.0, y=0.5, zoom=1.0)
    shots = tuple(
        Shot(start=start, duration=end - start, key=f"k{start}", size="MS", begin=view, end=view)
        for start, end in itertools.pairwise((0, from_seconds(cut), turning.duration))
    )
    cut_to = dataclasses.replace(turning, shots=shots)
    seen = from_seconds(cut) // VIDEO_FRAME * VIDEO_FRAME + VIDEO_FRAME
    assert any(abs(Acting(turning).at(seen + frame * VIDEO_FRAME)[0].pose.facing) < 1.0 for frame in range(8))
    for frame in range(8):
        assert Acting(cut_to).at(seen + frame * VIDEO_FRAME)[0].pose.facing == -1.0


@pytest.mark.parametrize("begins", [-0.05, 0.0, 0.15])
def test_a_part_that_begins_with_a_cut_meets_nobody_in_the_middle_of_a_turn(begins: float) -> None:
    """Where its first shot goes on the turn is seen; where it is cut to they have turned, and already look there."""
    line = TimedLine(
        start=from_seconds(begins + 0.12), duration=from_seconds(1.0), speaker="wren", to="odile", text="O"
    )
    away = StageState(
        actors=(ActorState(id="wren", x=-0.2, facing=-1, gaze="left"), ActorState(id="odile", x=0.2, facing=-1))
    )
    spoken = part(lines=(line,), entry=away)
    view = Camera(x=0.0, y=0.5, zoom=1.0)

    def shown(begun: MediaTime) -> list[float]:
        shot = Shot(start=0, duration=spoken.duration, key="k", size="MS", begin=view, end=view, begun=begun)
        acting = Acting(dataclasses.replace(spoken, shots=(shot,)))
        return [acting.at(frame * VIDEO_FRAME)[0].pose.facing for frame in range(12)]

    assert shown(begun=0) == [1.0] * 12
    assert min(abs(facing) for facing in shown(begun=VIDEO_FRAME)) < 1.0
    assert shown(begun=VIDEO_FRAME)[-1] == 1.0


def test_whoever_turns_round_shows_their_face_and_is_never_squeezed() -> None:
    """In the middle of a turn the head faces us, and the figure keeps nearly three quarters of its width."""
    turning = part(acts=(TimedAct(actor="wren", verb="turn", start=from_seconds(0.5), duration=from_seconds(0.4)),))
    poses = [Acting(turning).at(frame * VIDEO_FRAME)[0].pose for frame in range(30)]
    middle = min(poses, key=lambda pose: abs(pose.facing))
    assert abs(middle.facing) < 0.6
    assert abs(middle.turn) <= 0.6 * abs(poses[0].turn)
    widths = [abs(mirrored_width(pose.facing)) for pose in poses]
    assert min(widths) >= NARROWEST_TURN > 0.6
    assert max(widths) == 1.0
