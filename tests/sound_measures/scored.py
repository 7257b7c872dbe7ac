"""Parts with a score, as the tests of the measures need them."""

from __future__ import annotations

from dataclasses import replace

from generators.timed import Camera, Note, Score, ScoreState, Shot, StageState, TimedPart
from story_engine.plan import Actor, Look, Part, PartKind, Place, Scene
from story_engine.time import SAMPLE_RATE

S = SAMPLE_RATE
VIEW = Camera(x=0.0, y=0.5, zoom=1.0)


def note(at: float, pitch: float, stem: str = "melody", seconds: float = 0.5) -> Note:
    return Note(
        start=round(at * S), duration=round(seconds * S), pitch=pitch, velocity=0.5, instrument="flute", stem=stem
    )


def part(*notes: Note, seconds: int = 8, motifs: tuple[str, ...] = (), cuts: tuple[float, ...] = ()) -> TimedPart:
    scene = Scene(
        id="s1",
        number=1,
        storylet="x",
        title="X",
        place=Place(id="harbour", name="harbour", look=Look(asset="harbour")),
        hour=12.0,
        actors=(Actor(id="wren", name="Wren", look=Look(), voice="wren", motif="wren"),),
    )
    starts = (0.0, *cuts)
    shots = tuple(
        Shot(start=round(at * S), duration=S, key=str(at), size="MS", begin=VIEW, end=VIEW, begun=0 if at else 1)
        for at in starts
    )
    entry = ScoreState(key=0, mode="ionian", tempo=60.0, pulse=0.0)
    return TimedPart(
        part=Part(id="p", scene=scene, kind=PartKind.STORY, index=0, beats=(), estimated=seconds * S),
        duration=seconds * S,
        rng_seed=1,
        entry=StageState(),
        exit=StageState(),
        shots=shots,
        score=Score(entry=entry, exit=replace(entry, pulse=float(seconds)), notes=tuple(notes), motifs=motifs),
    )
