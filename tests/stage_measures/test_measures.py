"""Measures of the picture: each finds the fault that is put before it, and no fault where there is none."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from generators.stage.acting import Acting
from generators.stage.bench import EYES, bench_bake, bench_part, bench_video
from generators.stage.generator import Stage
from generators.stage.measures import cuts
from generators.stage.measures.flicker import flicker, held
from generators.stage.measures.hashes import APART_BITS, apart_share, bits_apart, is_empty, perceptual_hash
from generators.stage.measures.outline import lost_share, oklab
from generators.stage.measures.silhouettes import alike, most_alike, silhouette_of
from generators.stage.passes import Truth
from generators.stage.puppets import flame
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, Shot, TimedAct, TimedLine, TimedPart
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

SIZE = (320, 180)
BOX = (slice(60, 300), slice(200, 400))


def picture(inside: int, outside: int, rim: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """A grey box on grey at 720 lines, and its mask; `rim` is a lit edge three pixels wide."""
    bgr = np.full((720, 1280, 3), outside, np.uint8)
    figure = np.zeros((720, 1280), bool)
    figure[BOX] = True
    bgr[figure] = inside
    if rim is not None:
        bgr[60:300, 200:203] = bgr[60:300, 397:400] = bgr[60:63, 200:400] = bgr[297:300, 200:400] = rim
    return bgr, figure


def test_an_outline_of_equal_colours_is_lost() -> None:
    """A figure as grey as what lies behind it has no outline; one of another grey has all of it."""
    same, figure = picture(120, 124)
    other, _ = picture(200, 60)
    assert lost_share(same, figure, ~figure) == 1.0
    assert lost_share(other, figure, ~figure) == 0.0


def test_a_lit_rim_saves_an_outline() -> None:
    """Equal colours with a bright edge between them read."""
    rimmed, figure = picture(120, 124, rim=230)
    assert lost_share(rimmed, figure, ~figure) < 0.05


def test_half_a_lost_outline_is_half() -> None:
    """A box half before a wall of its own colour has lost about half of its outline."""
    bgr, figure = picture(120, 230)
    bgr[180:, :][~figure[180:, :]] = 122
    assert lost_share(bgr, figure, ~figure) == pytest.approx(0.5, abs=0.1)


def test_an_edge_against_something_nearer_is_no_outline() -> None:
    """Where nothing lies behind, there is nothing to judge."""
    bgr, figure = picture(120, 124)
    assert lost_share(bgr, figure, np.zeros_like(figure)) is None


def test_oklab_knows_black_and_white() -> None:
    """White has lightness 1 and no colour, black 0."""
    ends = oklab(np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8))
    assert ends[0, 0] == pytest.approx([1, 0, 0], abs=1e-3)
    assert ends[0, 1] == pytest.approx([0, 0, 0], abs=1e-6)


def test_equal_pictures_are_not_apart_and_different_ones_are() -> None:
    """A picture and a slightly brighter copy share their hash; two places do not."""
    stage = Stage(*SIZE)
    one = stage.still(part_of(Specimen(place="harbour", hour=12)))
    other = stage.still(part_of(Specimen(place="wood", hour=12)))
    brighter = np.clip(one.astype(int) + 6, 0, 255).astype(np.uint8)
    hashes = [perceptual_hash(p) for p in (one, brighter, other)]
    assert bits_apart(hashes[0], hashes[1]) < APART_BITS <= bits_apart(hashes[0], hashes[2])
    assert apart_share([hashes[0], hashes[0]]) == 0.0
    assert apart_share([hashes[0], hashes[2]]) == 1.0


def test_a_plain_sheet_is_empty() -> None:
    """One colour is an empty picture, a place is not."""
    assert is_empty(np.full((180, 320, 3), 90, np.uint8))
    assert not is_empty(Stage(*SIZE).still(part_of(Specimen(place="harbour", weather="fog"))))


def test_a_twin_has_the_same_silhouette() -> None:
    """A figure is wholly like itself; a captain and a fox are not alike."""
    shapes = {name: silhouette_of(name) for name in ("odile", "bramble")}
    shapes["twin"] = shapes["odile"]
    assert alike(shapes["odile"], shapes["odile"]) == 1.0
    assert most_alike(shapes) == (1.0, "odile and twin")
    assert alike(shapes["odile"], shapes["bramble"]) < 0.7
    assert most_alike({"odile": shapes["odile"]}) == (0.0, "")


def test_flicker_is_found_where_nothing_moves() -> None:
    """A held picture is steady; one whose brightness jumps from frame to frame is not."""
    timed = held(part_of(Specimen(place="post_office", actors=(ActorState(id="wren", x=0.0),), seconds=0.5)), 0)
    stage, truth = Stage(*SIZE), Truth(timed, *SIZE)
    steady = flicker(timed, 0, truth, lambda at: stage.still(timed, at))
    jumping = flicker(timed, 0, truth, lambda at: cv_add(stage.still(timed, at), 3 if at else 0))
    assert steady is not None
    assert jumping is not None
    assert steady.mean <= 0.3
    assert jumping.mean > 2


def lit_by_tock(emotion: str = "", x: float = 0.0, seconds: float = 1.5, **shot: object) -> TimedPart:
    """Tock in a dark room; his flame follows what he feels from half a second on."""
    timed = part_of(Specimen(place="post_office", hour=22, actors=(ActorState(id="tock", x=x),), seconds=seconds))
    half = SAMPLE_RATE // 2
    line = TimedLine(start=half, duration=half, speaker="tock", to="", text="Oh!", emotion=emotion)
    return replace(timed, shots=(replace(timed.shots[0], **shot),), lines=(line,) if emotion else ())


def turned(timed: TimedPart, frame: int = 14) -> bool:
    """Whether what flickers in a pair of its frames is laid to a flame that rises or sinks."""
    grey = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    found = flicker(timed, frame * VIDEO_FRAME, Truth(timed, *SIZE), lambda at: grey)
    assert found is not None
    return found.turned


def test_only_the_story_turns_a_flame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Joy raises it and fear sinks it; a breath as deep and quick as it once was excuses no flicker."""
    assert turned(lit_by_tock("delighted"))
    assert turned(lit_by_tock("afraid"))
    assert not turned(lit_by_tock())
    monkeypatch.setattr(flame, "BREATH", 0.04)
    monkeypatch.setattr(flame, "BREATH_RATE", 0.2)
    acting = Acting(lit_by_tock(seconds=4.0))
    lights = [acting.at(n * VIDEO_FRAME)[0].shine.strength for n in range(90)]
    swells, frame = max((abs(b - a), n) for n, (a, b) in enumerate(itertools.pairwise(lights)))
    assert swells > 0.0015
    assert not turned(lit_by_tock(seconds=4.0), frame)


def test_a_flame_that_lights_no_picture_excuses_none() -> None:
    """Neither that of somebody whom the shot leaves out nor one far outside the frame."""
    near = Camera(x=0.0, y=0.5, zoom=4.0)
    assert not turned(lit_by_tock("delighted", extra=("tock",)))
    assert turned(lit_by_tock("delighted", begin=near, end=near))
    assert not turned(lit_by_tock("delighted", x=-0.8, begin=replace(near, x=0.6), end=replace(near, x=0.6)))


def cv_add(bgr: np.ndarray, amount: int) -> np.ndarray:
    """A brighter picture."""
    return np.clip(bgr.astype(int) + amount, 0, 255).astype(np.uint8)


def test_a_held_part_stands_and_is_dry() -> None:
    """For the measure the camera stands and rain does not fall."""
    timed = part_of(Specimen(place="harbour", weather="rain", to=Camera(x=0.2, y=0.5, zoom=1.2)))
    calm = held(timed, timed.duration // 2)
    assert calm.shots[0].begin == calm.shots[0].end != timed.shots[0].begin
    assert calm.entry.weather == "cloud"


def two_shots(one: Camera, other: Camera, sizes: tuple[str, str], subjects: tuple[tuple[str, ...], ...]) -> TimedPart:
    """Wren left and Odile right, turned to one another, seen in two shots."""
    actors = (ActorState(id="wren", x=-0.2, facing=1), ActorState(id="odile", x=0.2, facing=-1))
    timed = part_of(Specimen(place="harbour", actors=actors, seconds=4))
    half = timed.duration // 2
    shots = tuple(
        Shot(start=start, duration=half, key=key, size=size, begin=camera, end=camera, subjects=who)
        for start, key, size, camera, who in zip((0, half), "ab", sizes, (one, other), subjects, strict=True)
    )
    line = TimedLine(start=0, duration=timed.duration, speaker="wren", to="odile", text="Hello.")
    return replace(timed, shots=shots, lines=(line,))


WIDE, WIDER = Camera(x=0.0, y=0.5, zoom=1.3), Camera(x=0.03, y=0.5, zoom=1.25)
ON_WREN, ON_ODILE = Camera(x=-0.2, y=0.68, zoom=4.0), Camera(x=0.2, y=0.6, zoom=4.0)
BOTH = ("wren", "odile")


def kinds(parts: list[TimedPart]) -> list[str]:
    """Kinds of the faults found."""
    return [fault.kind for fault in cuts.faults(parts)]


def test_a_cut_to_nearly_the_same_view_is_a_jump() -> None:
    """The same people at the same size a little aside is a jump; from wide to close is none."""
    assert kinds([two_shots(WIDE, WIDER, ("WS", "WS"), (BOTH, BOTH))]) == ["jump"]
    assert kinds([two_shots(WIDE, ON_WREN, ("WS", "CU"), (BOTH, ("wren",)))]) == []


def test_a_shot_that_goes_on_is_no_cut() -> None:
    """Over a join the same shot may move on."""
    timed = two_shots(WIDE, WIDER, ("WS", "WS"), (BOTH, BOTH))
    on = replace(timed.shots[1], key="a", begun=timed.shots[0].duration)
    assert kinds([replace(timed, shots=(timed.shots[0], on))]) == []


def test_people_who_change_sides_break_the_line() -> None:
    """Left and right swapped over a cut is a 180° fault."""
    timed = two_shots(WIDE, Camera(x=0.0, y=0.5, zoom=2.2), ("WS", "MS"), (BOTH, BOTH))
    first, second = (replace(timed, shots=(replace(shot, start=0),)) for shot in timed.shots)
    wren, odile = second.entry.actors
    entry = replace(second.entry, actors=(replace(wren, x=0.2), replace(odile, x=-0.2)))
    assert kinds([first, second]) == []
    assert kinds([first, replace(second, entry=entry, exit=entry)]) == ["sides"]


def test_two_who_talk_must_look_towards_each_other() -> None:
    """In close shots by turns, both looking right is a fault."""
    timed = two_shots(ON_WREN, ON_ODILE, ("CU", "CU"), (("wren",), ("odile",)))
    assert kinds([timed]) == []
    wren, odile = timed.entry.actors
    entry = replace(timed.entry, actors=(wren, replace(odile, facing=1)))
    lines = (replace(timed.lines[0], start=timed.duration - SAMPLE_RATE // 4, duration=SAMPLE_RATE // 4),)
    assert kinds([replace(timed, entry=entry, exit=entry, lines=lines)]) == ["eyes"]


def test_who_turns_as_a_shot_begins_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cut into the middle of a turn is a fault; the acting leaves none."""
    timed = two_shots(WIDE, ON_WREN, ("WS", "CU"), (BOTH, ("wren",)))
    turn = TimedAct(actor="wren", verb="turn", start=timed.shots[1].start - SAMPLE_RATE // 5, duration=SAMPLE_RATE // 2)
    turning = replace(timed, acts=(turn,), lines=())
    assert kinds([turning]) == []
    monkeypatch.setattr("generators.stage.acting.tracks._turned_by", lambda track, cuts: None)
    assert kinds([turning]) == ["turn"]


def test_entropy_counts_the_mix_of_sizes() -> None:
    """One size has none; four in equal parts have two bits; a shot that goes on is counted once."""
    timed = two_shots(WIDE, ON_WREN, ("WS", "CU"), (BOTH, ("wren",)))
    assert cuts.entropy(cuts.sizes([timed])) == 1.0
    assert cuts.entropy(cuts.sizes([replace(timed, shots=timed.shots[:1])])) == 0.0
    on = replace(timed.shots[1], key="a", begun=1)
    assert sum(cuts.sizes([replace(timed, shots=(timed.shots[0], on))]).values()) == 1


def test_baking_is_measured_for_every_place() -> None:
    """Each place has a time."""
    found = bench_bake("paper", (160, 90))
    assert "harbour" in found
    assert all(ms >= 0 for ms in found.values())


def test_the_speed_through_somebodys_eyes_is_told_beside_the_audiences() -> None:
    """The fixed scenes are also seen by one of the three, who is not in the picture, through glass that darkens it."""
    plain, through = (bench_part(0, 2, eyes) for eyes in (None, EYES))
    assert through.shots[0].extra == (EYES.carrier,)
    stage = Stage(160, 90)
    assert stage.still(through, 0)[:6, :6].mean() < 0.7 * stage.still(plain, 0)[:6, :6].mean()
    figures = bench_video((160, 90), 8)
    assert 0 < float(figures["eyes_ms_mean"]) <= float(figures["eyes_ms_p99"])
