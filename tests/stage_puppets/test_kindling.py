"""A flame that is lit or blown out takes its time, and so does the light on faces near it."""

from dataclasses import replace
from itertools import pairwise

from generators.direction.blocking import carry_on, open_stage
from generators.stage.acting import Acting
from generators.stage.lamplight import lamps_carried, lit_at
from generators.stage.light import Light
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME

NIGHT = Light.at("wood", 22.0)
SKIN = (0.8, 0.6, 0.5)
LARGEST_STEP = 28 / 255
"""Of a face's red from one drawing to the next; all at once it would be 74."""


def tock_and_wren(states, before=(), changed=0):
    """A second of a lantern in the night with somebody beside it; `states` are new since scene time `changed`."""
    tock = ActorState(id="tock", x=0.1, facing=-1, emotion="happy", states=states, before=before, changed=changed)
    timed = part_of(Specimen(place="wood", hour=22.0, actors=(tock, ActorState(id="wren", x=-0.1))))
    scene = timed.part.scene
    actors = tuple(replace(a, states=states) if a.id == "tock" else a for a in scene.actors)
    return replace(timed, part=replace(timed.part, scene=replace(scene, actors=actors)))


def flames(timed):
    """The height of the flame in every picture, and the red of a face near it."""
    acting = Acting(timed)
    found = []
    for time in range(0, timed.duration, VIDEO_FRAME):
        frames = acting.at(time)
        lit = lit_at(NIGHT, lamps_carried(frames), -0.1, 0.5, "wren")
        found.append((next(f for f in frames if f.id == "tock").pose.flame, lit.shade(SKIN)[0]))
    return found


def test_a_flame_sinks_and_rises_over_some_pictures():
    """Whole at first, out at last (or the other way), and no jump between."""
    begun = part_of(Specimen(place="wood")).entry.scene_time
    for states, before in ((("unlit",), ()), ((), ("unlit",))):
        seen = flames(tock_and_wren(states, before, begun))
        first, last = (seen[0][0], seen[-1][0])
        assert max(first, last) > 0.4
        assert min(first, last) <= 0.02
        assert (first > last) is (states == ("unlit",))
        assert max(abs(b - a) for (a, _), (b, _) in pairwise(seen)) < 0.45 * abs(last - first)
        assert max(abs(b - a) for (_, a), (_, b) in pairwise(seen)) < LARGEST_STEP


def test_what_has_long_been_so_stays_so():
    """A lantern that was out before is out from the first picture on, and throws no light."""
    seen = flames(tock_and_wren(("unlit",), (), -10 * SAMPLE_RATE))
    assert {flame for flame, _ in seen} == {0.02}
    assert lamps_carried(Acting(tock_and_wren(("unlit",), (), -10 * SAMPLE_RATE)).at(0)) == ()


def test_a_changed_mind_does_not_make_a_face_jump():
    """While the flame follows a feeling the neighbour's face brightens in steps that are not seen."""
    levels = [0.02 + 0.01 * step for step in range(80)]
    (lamp,) = lamps_carried(Acting(tock_and_wren(())).at(0))
    lamps = [replace(lamp, strength=0.95 * level) for level in levels]
    reds = [lit_at(NIGHT, (one,), -0.1, 0.5, "wren").shade(SKIN)[0] for one in lamps]
    assert reds[-1] > reds[0]
    assert max(abs(b - a) for a, b in pairwise(reds)) < 6 / 255


def test_the_director_tells_when_a_state_changed():
    """At the join after which somebody is unlit; from then on it is handed on as it is."""
    timed = tock_and_wren(())
    stage = replace(open_stage(timed.part), scene_time=96_000)
    dark = tock_and_wren(("unlit",)).part
    after = next(a for a in carry_on(stage, dark).actors if a.id == "tock")
    assert (after.states, after.before, after.changed) == (("unlit",), (), 96_000)
    later = carry_on(replace(carry_on(stage, dark), scene_time=192_000), dark)
    assert next(a for a in later.actors if a.id == "tock") == after
