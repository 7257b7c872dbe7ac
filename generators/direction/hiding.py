"""Hiding: how long somebody who has ducked stays down, and what brings them up again.

It knows no pose and no camera: only deeds, words and what there is to be behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.direction import sets
from generators.timed import ActorState, PropState, TimedAct
from story_engine.plan import Act, Scene
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

LONGEST_HIDE: MediaTime = from_seconds(9.0)
"""Nobody ducks longer than this without a reason: a scene is played by people who can be seen."""
DUCKED: MediaTime = from_seconds(0.6)
"""Who puts a thing away or is found out at once stays down this much longer than the deed."""
RISE: MediaTime = from_seconds(0.9)
LEAST_LEFT: MediaTime = from_seconds(0.4)
"""Nobody begins to rise when a part has less than this left."""
COVER_METRES = 0.8
"""What stands about and is this tall can be hidden behind."""
BELOW = frozenset(
    (
        "look", "listen", "nod", "shake", "shiver", "sigh", "think", "startle", "hide", "sit", "stand", "lie", "sleep",
        "wake", "fall", "read", "write", "point", "turn", "laugh", "shrug", "light",
    )
)  # fmt: skip
"""Deeds one can do without being seen, or that have a stance of their own; every other one brings one up."""
SOFT = frozenset(("whisper",))
"""Tones in which one can speak and stay hidden."""


@dataclass(slots=True)
class Hidden:
    """Who is ducked in one part, until when, and who has cover from words said aloud."""

    until: dict[str, MediaTime] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)

    def enter(self, actors: Mapping[str, ActorState]) -> None:
        """Whoever comes into the part ducked rises in it, sooner or later."""
        self.until = {name: LONGEST_HIDE for name, state in actors.items() if state.present and state.stance == "hide"}

    def duck(self, act: Act, timed: TimedAct, scene: Scene, props: Mapping[str, PropState]) -> None:
        """Somebody goes down: behind cover, for a while before everybody's eyes, or to put a thing away."""
        end = timed.start + timed.duration
        named = act.thing or act.target
        tall = {thing.id: sets.height_metres(thing.look.asset) for thing in scene.things}
        prop = props.get(named)
        is_cover = named in {actor.id for actor in scene.actors} or (
            prop is not None and not prop.holder and tall.get(named, 0.0) >= COVER_METRES
        )
        self.covered.discard(act.actor)
        if not act.ok or (prop is not None and not is_cover):
            self.until[act.actor] = end + DUCKED
            return
        self.until[act.actor] = end + LONGEST_HIDE
        if is_cover:
            self.covered.add(act.actor)

    def words(self, speaker: str, tone: str, start: MediaTime, end: MediaTime) -> None:
        """Who whispers stays down a while longer; who speaks aloud without cover comes up for it."""
        if speaker not in self.until:
            return
        if tone in SOFT or speaker in self.covered:
            self.until[speaker] = max(self.until[speaker], end + LONGEST_HIDE // 2)
        else:
            self.until[speaker] = min(self.until[speaker], max(0, start - RISE // 2))

    def deed(self, actor: str, verb: str, start: MediaTime) -> None:
        """A deed that cannot be done ducked brings one up for it."""
        if actor in self.until and verb not in BELOW:
            self.until[actor] = min(self.until[actor], start)

    def forget(self, actor: str) -> None:
        """Who walks, sits or lies down hides no more."""
        self.until.pop(actor, None)
        self.covered.discard(actor)

    def risen(self, now: MediaTime) -> list[TimedAct]:
        """The risings that begin by `now`, each told once, on video frames."""
        due = sorted((at, name) for name, at in self.until.items() if at <= now)
        for _, name in due:
            self.forget(name)
        rise = _on_frame(RISE)
        return [TimedAct(start=_on_frame(at), duration=rise, actor=name, verb="stand") for at, name in due]


def _on_frame(time: MediaTime) -> MediaTime:
    return round(time / VIDEO_FRAME) * VIDEO_FRAME
