"""Timing: beats get their times, once and in order; speech sets the length, deeds overlap it as people do.

It knows no shots. Everything is media time from the part's start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from generators.direction.blocking import OFF_STAGE_X, edge_x, mark_position, taken_by
from generators.direction.captions import READING_CHARS_PER_SECOND
from generators.direction.heights import UNKNOWN_HEIGHT_METRES, Build, build_of
from generators.direction.hiding import LEAST_LEFT, Hidden
from generators.direction.pulses import PulseGrid, ended_on_pulse
from generators.direction.seating import sit_down
from generators.direction.voiced import voiced
from generators.stage.floor import MARK_XS, metre
from generators.timed import ActorState, Phone, PropState, StageState, TimedAct, TimedLine, TitleCard, Word
from story_engine.plan import Act, Actor, Beat, BeatKind, Line, Part, PartKind
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds, whole_video_frames

LEAD_IN = from_seconds(0.22)
"""Before the first word of a part: a breath and a look come before speech."""
LINE_GAP = from_seconds(0.38)
"""Between two lines; shorter sounds breathless, longer sounds lost."""
ENDING_AFTER = from_seconds(0.7)
"""Silence between the last words of a scene and the card that ends it."""
ENDING_LEAST, ENDING_LONGEST = 3.2, 9.0
"""Seconds that such a card stands, besides the time it takes to read; and at most."""
PART_TAIL = from_seconds(0.34)
"""After the last sound of a part: the settle, and room for the join."""
REACTION_ROOM = from_seconds(1.0)
"""After strong words that end a part somebody's face may answer."""
STRONG_INTENSITY = 0.68
"""From here on a line is strong."""
SHORTEST_PART = from_seconds(2.0)
HOLD_LENGTH = from_seconds(1.75)
"""Hold parts are short, so that a pick is followed within two seconds."""
TITLE_LENGTH = from_seconds(3.4)
SIGN_LETTERS = 60
"""Longest text of a sign."""
TITLE_FREE = from_seconds(2.3)
"""When the first words may begin under the title."""
TITLE_PART = from_seconds(2.0)
"""The show's first part is this short, so that it is soon on screen; its card stays over the join."""
LONGEST_READING, LONGEST_CAPTION = 5.5, 7.0
"""Seconds for which a murmured line is held at most: for grown-ups, and for those who read slowly."""
OVERLAPPED = 0.82
"""The next line may be heard when this share of the time for reading is over; slow readers get all of it."""
BESIDE_A_THING = 0.02
"""Stage units of air between an animal and a small thing on the floor that it stops beside."""
WALK_METRES_PER_SECOND = 1.25
RUN_METRES_PER_SECOND = 2.9

ACT_SECONDS = {
    "look": 0.7, "point": 1.1, "give": 1.4, "take": 1.2, "show": 1.3, "pick_up": 1.2, "put_down": 1.1, "drop": 0.9,
    "open": 1.3, "close": 1.1, "catch": 1.3, "throw": 1.1, "nod": 0.7, "shake": 0.9, "shrug": 1.0, "hug": 1.9,
    "sit": 1.1, "stand": 0.9, "lie": 1.3, "jump": 0.9, "fall": 1.2, "hide": 1.2, "wave": 1.2, "think": 1.3,
    "laugh": 1.3, "sigh": 1.2, "startle": 0.8, "read": 1.6, "write": 1.6, "light": 1.3, "pull": 1.4, "push": 1.4,
    "turn": 0.6, "dance": 2.2, "shiver": 1.2, "sleep": 1.6, "wake": 1.3, "bow": 1.2, "listen": 1.2, "climb": 1.8,
}  # fmt: skip
"""Length of a deed that goes nowhere: anticipation, stroke and settle."""
LONGEST_WALK = from_seconds(3.0)
OVERLAP = {"look", "point", "nod", "shake", "shrug", "wave", "think", "sigh", "listen", "turn", "shiver", "bow", "show"}
"""Deeds under which words may already begin."""
OVERLAP_AFTER = from_seconds(0.42)
DEED_UNDER_WORDS = 0.72
"""A deed after a line begins when this share of the line is said: people move before they have finished talking."""
WORDS_UNDER_DEED = 0.6
"""A line after a short deed begins when this share of the deed is done."""
HERE_AFTER = 0.85
"""Who enters is in the picture, and may be heard, when this share of the way is walked."""
NEAR_METRES = 0.23
"""Air between two bodies of which one has come up to the other."""
TRAVEL = {"enter", "leave", "walk", "run", "approach", "climb"}
STANCE_AFTER = {"sit": "sit", "stand": "stand", "lie": "lie", "sleep": "lie", "wake": "stand", "hide": "hide"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How a line sounds: its length, key in the speech store, and times from the line's start."""

    duration: MediaTime
    manner: str
    key: str = ""
    phones: tuple[Phone, ...] = ()
    words: tuple[Word, ...] = ()
    voice: str = ""
    """Id of the voice that is heard; "" = the one that was asked for."""


class Voices(Protocol):
    """Whoever can say how long a line takes and how it is mouthed."""

    def speak(self, line: Line, voice: str) -> Spoken:
        """The line in that voice, in the show's manner."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The timed beats of one part and the stage when they are over."""

    duration: MediaTime
    lines: tuple[TimedLine, ...]
    acts: tuple[TimedAct, ...]
    titles: tuple[TitleCard, ...]
    spans: tuple[tuple[MediaTime, MediaTime, Beat], ...]
    """Start and end of each beat, for the storyboard."""
    weather_change: tuple[MediaTime, str] | None
    exit: StageState


def card_style(words: str) -> str:
    """A chapter's card, or the card that ends an episode: "The end", "To be continued"."""
    first = words.casefold().split()
    endings = (["the", "end"], ["to", "be", "continued"], ["end", "of"], ["ende"], ["fortsetzung", "folgt"])
    return "end" if any(first[: len(ending)] == ending for ending in endings) else "chapter"


def is_sign(words: str) -> bool:
    """Few words all in capitals are painted on a board, not written in a letter."""
    return words.upper() == words and any(c.isalpha() for c in words) and 3 < len(words) <= SIGN_LETTERS


def time_part(
    part: Part,
    stage: StageState,
    voices: Voices,
    *,
    standing: TitleCard | None = None,
    grid: PulseGrid | None = None,
    reading: float = READING_CHARS_PER_SECOND,
) -> Timing:
    """Times for every beat of `part`, beginning from `stage`, under a title card that still stands there.

    With the music's `grid` the part ends on a pulse where one is near, so that the next one begins there. `reading`:
    characters that the viewer reads a second: a murmured line stays at least so long, the next one waits for it.
    """
    return _Clockwork(part, stage, voices, standing, grid, reading).run()


def still_standing(timing: Timing) -> TitleCard | None:
    """The title card that outlasts its part, as the next part has it."""
    for card in timing.titles:
        left = card.start + card.duration - timing.duration
        if left > 0:
            return replace(card, start=0, duration=left, before=card.before + timing.duration - card.start)
    return None


class _Clockwork:
    def __init__(
        self,
        part: Part,
        stage: StageState,
        voices: Voices,
        standing: TitleCard | None,
        grid: PulseGrid | None,
        reading: float,
    ) -> None:
        self.part = part
        self.reading = reading
        self.grid = grid
        self.stage = stage
        self.actors = {actor.id: actor for actor in stage.actors}
        self.props = {prop.id: prop for prop in stage.props}
        self.cast = {actor.id: actor for actor in part.scene.actors}
        unknown = Build.of_height(UNKNOWN_HEIGHT_METRES)
        self.builds = {name: build_of(self.cast[name].look) if name in self.cast else unknown for name in self.actors}
        self.voices = voices
        self.now: MediaTime = 0
        self.free: MediaTime = 0
        """When the next line may begin (deeds may still be running)."""
        self.end: MediaTime = 0
        self.lines: list[TimedLine] = []
        self.acts: list[TimedAct] = []
        self.titles: list[TitleCard] = [standing] if standing else []
        if part.index == 0 and part.kind is PartKind.STORY and part.scene.chapter and not standing:
            words = part.scene.chapter
            self.titles.append(TitleCard(start=0, duration=TITLE_LENGTH, text=words, style=card_style(words)))
            self.free = (
                TITLE_FREE  # what happens may begin at once; a caption waits, for two texts are not read together
            )
        self.spans: list[tuple[MediaTime, MediaTime, Beat]] = []
        self.weather: tuple[MediaTime, str] | None = None
        self.hidden = Hidden()
        if part.kind is not PartKind.HOLD:
            self.hidden.enter(self.actors)

    def run(self) -> Timing:
        steps: dict[BeatKind, Callable[[Beat], None]] = {
            BeatKind.LINE: self._line,
            BeatKind.ACT: self._act,
            BeatKind.PAUSE: self._pause,
            BeatKind.REVEAL: self._reveal,
            BeatKind.WEATHER: self._weather,
            BeatKind.TITLE: self._title,
            BeatKind.LETTER: self._letter,
        }
        for beat in self.part.beats:
            steps[beat.kind](beat)
        if self.part.ends_scene and self.part.scene.ending:
            self._ending(self.part.scene.ending)
        if self.part.kind is PartKind.HOLD:
            duration = whole_video_frames(HOLD_LENGTH)
        elif self.part.kind is PartKind.TITLE and not self.lines:
            duration = whole_video_frames(TITLE_PART)
        else:
            duration = whole_video_frames(max(SHORTEST_PART, self.end + PART_TAIL))
            duration = max(SHORTEST_PART, ended_on_pulse(duration, self.grid)) if self.grid else duration
        self._rise(duration - LEAST_LEFT)
        return Timing(
            duration=duration,
            lines=tuple(self.lines),
            acts=tuple(sorted(self.acts, key=lambda act: act.start)),
            titles=tuple(self.titles),
            spans=tuple(self.spans),
            weather_change=self.weather,
            exit=self._exit(duration),
        )

    def _line(self, beat: Beat) -> None:
        assert beat.line is not None
        self._say(beat, beat.line)

    def _say(self, beat: Beat, line: Line) -> tuple[MediaTime, MediaTime]:
        actor = self.cast.get(line.speaker)
        heard = voiced(line.emotion)
        spoken = self.voices.speak(replace(line, emotion=heard), actor.voice if actor else "narrator")
        start = _on_frame(max(self.free, LEAD_IN) if not self.lines else max(self.free, self.lines[-1].start + 1))
        self.hidden.words(line.speaker, str(line.tone), start, start + spoken.duration)
        self._rise(start)
        slow = self.reading < READING_CHARS_PER_SECOND
        longest = LONGEST_CAPTION if slow else LONGEST_READING
        shown = max(spoken.duration, from_seconds(min(len(line.text) / self.reading, longest)))
        self.lines.append(
            TimedLine(
                start=start,
                duration=spoken.duration,
                speaker=line.speaker,
                text=line.text,
                to=line.to,
                emotion=line.emotion,
                heard_as=heard if heard != line.emotion else "",
                intensity=line.intensity,
                tone=str(line.tone),
                manner=spoken.manner,
                voice=spoken.voice or (actor.voice if actor else "narrator"),
                speech=spoken.key,
                phones=tuple(replace(phone, start=phone.start + start) for phone in spoken.phones),
                words=tuple(replace(word, start=word.start + start) for word in spoken.words),
            )
        )
        end = start + shown
        if actor and is_strong(line) and beat is self.part.beats[-1] and len(self.actors) > 1:
            end = max(end, start + spoken.duration + REACTION_ROOM)
        self.spans.append((start, end, beat))
        self.free = start + max(spoken.duration, shown if slow else round(OVERLAPPED * shown)) + LINE_GAP
        self.end = max(self.end, end)
        if actor and line.speaker in self.actors:
            state = self.actors[line.speaker]
            partner = line.to or state.gaze
            self.actors[line.speaker] = replace(
                state,
                emotion=line.emotion,
                intensity=line.intensity,
                gaze=partner,
                facing=self._facing(state, partner),
                present=True,
            )
            for other in self.actors.values():
                if other.id != line.speaker and other.present and other.stance != "hide":
                    self.actors[other.id] = replace(other, gaze=line.speaker, facing=self._facing(other, line.speaker))
        return start, end

    def _act(self, beat: Beat) -> None:
        act = beat.act
        assert act is not None
        state = self.actors.get(act.actor)
        if state is None:
            return
        said = self.lines[-1].start + round(DEED_UNDER_WORDS * self.lines[-1].duration) if self.lines else 0
        start = _on_frame(max(self.now, said))
        if act.verb in TRAVEL:
            self.hidden.forget(act.actor)
        self.hidden.deed(act.actor, act.verb, start)
        self._rise(start)
        timed, after = self._deed(act, self.actors[act.actor], start)
        if act.verb == "hide":
            self.hidden.duck(act, timed, self.part.scene, self.props)
        elif act.verb in STANCE_AFTER:
            self.hidden.forget(act.actor)
        self.acts.append(timed)
        self.actors[act.actor] = after
        self._hand_over(act)
        end = timed.start + timed.duration
        self.spans.append((timed.start, end, beat))
        self.now = timed.start + (OVERLAP_AFTER if act.verb in OVERLAP else timed.duration)
        spoken_over = timed.start + round(WORDS_UNDER_DEED * timed.duration)
        if act.verb == "enter":
            spoken_over = timed.start + round(HERE_AFTER * timed.duration)
        elif act.verb in TRAVEL or act.verb in OVERLAP:
            spoken_over = timed.start + min(timed.duration, from_seconds(0.9), self.now - timed.start)
        self.free = max(self.free, spoken_over)
        self.end = max(self.end, end)

    def _deed(self, act: Act, state: ActorState, start: MediaTime) -> tuple[TimedAct, ActorState]:
        timed = TimedAct(
            start=start,
            duration=_on_frame(from_seconds(ACT_SECONDS.get(act.verb, 1.2))),
            actor=act.actor,
            verb=act.verb,
            target=act.target,
            thing=act.thing,
            ok=act.ok,
            from_x=state.x,
            to_x=state.x,
        )
        after = replace(state, present=True, stance=STANCE_AFTER.get(act.verb, state.stance))
        if act.verb in TRAVEL:
            return self._travel(act, state, timed)
        if act.verb == "sit":
            timed, after = sit_down(timed, after, self._stage(), self.part.scene)
        if act.target or act.thing:
            target = act.target or act.thing
            after = replace(after, gaze=target, facing=self._facing(state, target))
        if act.verb == "turn":
            after = replace(after, facing=-state.facing)
        return timed, after

    def _travel(self, act: Act, state: ActorState, timed: TimedAct) -> tuple[TimedAct, ActorState]:
        from_x, to_x, depth = state.x, state.x, state.depth
        if act.verb == "enter":
            from_x = edge_x(state, leaving_towards=act.target)
            from_x = max(-1.05, min(1.05, from_x))
        elif act.verb == "leave":
            to_x = edge_x(state, leaving_towards=act.target)
        else:
            to_x, depth = mark_position(
                act.target,
                self.part.scene.place.look.asset,
                self._stage(),
                state,
                beside_metres=self._beside(state.id, act.target) * metre(state.depth),
            )
            to_x = self._not_over_things(state, self._elbow_room(state.id, to_x), act.target)
        speed = RUN_METRES_PER_SECOND if act.verb == "run" else WALK_METRES_PER_SECOND
        metres = abs(to_x - from_x) / metre(depth)
        length = min(LONGEST_WALK, max(from_seconds(0.6), from_seconds(metres / speed)))
        timed = replace(timed, from_x=from_x, to_x=to_x, duration=_on_frame(length))
        heading = 1 if to_x > from_x else -1 if to_x < from_x else state.facing
        facing = self._facing(replace(state, x=to_x), state.gaze) if act.verb != "leave" else heading
        after = replace(
            state,
            x=max(-OFF_STAGE_X, min(OFF_STAGE_X, to_x)),
            depth=state.depth if act.verb in ("enter", "leave") else depth,
            facing=facing,
            present=act.verb != "leave",
            stance="stand",
        )
        return timed, after

    def _beside(self, mover: str, target: str) -> float:
        """Metres between two who stand beside each other: near enough to touch, no face before a face."""
        other = self.builds.get(target)
        return self.builds[mover].reach + (other.reach if other else 0.2) + NEAR_METRES

    def _elbow_room(self, mover: str, x: float) -> float:
        """`x`, moved aside until nobody else's face is behind or before the mover's."""
        for _ in range(3):
            for other in self.actors.values():
                if other.id == mover or not other.present:
                    continue
                room = (self.builds[mover].reach + self.builds[other.id].reach) * metre(other.depth)
                if abs(other.x - x) < 0.75 * room:
                    x = other.x + (room if x >= other.x else -room)
        return x

    def _not_over_things(self, mover: ActorState, x: float, target: str) -> float:
        """`x`, beside small things on the floor that an animal would stop over: on its own side, if no face is there.

        Where there is room on neither side it does stand over one, for faces matter more.
        """
        build = self.builds[mover.id]
        if not build.head_ahead:
            return x
        for prop in self.props.values():
            if prop.holder or prop.up or prop.id == target:
                continue
            room = taken_by(build) + BESIDE_A_THING
            if abs(prop.x - x) < room:
                side = -room if mover.x <= prop.x else room
                beside = (prop.x + side, prop.x - side)
                x = next((at for at in beside if self._elbow_room(mover.id, at) == at), x)
        return x

    def _rise(self, until: MediaTime) -> None:
        """Everybody who has hidden long enough comes up again."""
        for act in self.hidden.risen(until):
            state = self.actors[act.actor]
            self.acts.append(replace(act, from_x=state.x, to_x=state.x))
            self.actors[act.actor] = replace(state, stance="stand")

    def _hand_over(self, act: Act) -> None:
        prop = self.props.get(act.thing or act.target)
        if prop is None or not act.ok:
            return
        holder = self.actors.get(act.actor)
        if act.verb == "give" and act.target in self.actors:
            prop = replace(prop, holder=act.target)
        elif act.verb in ("take", "pick_up", "catch"):
            prop = replace(prop, holder=act.actor)
        elif act.verb in ("put_down", "drop", "throw") and holder is not None:
            reach = {"put_down": 0.1, "drop": 0.06, "throw": 0.3}[act.verb]
            if self.builds[holder.id].head_ahead:
                reach = max(reach, taken_by(self.builds[holder.id]))
            reach *= holder.facing
            prop = replace(prop, holder="", x=holder.x + reach, depth=min(1.0, holder.depth + 0.1), up=0.0)
        self.props[prop.id] = prop

    def _pause(self, beat: Beat) -> None:
        self._wait(beat, beat.seconds or 0.8)

    def _reveal(self, beat: Beat) -> None:
        self._wait(beat, beat.seconds or 1.5)

    def _weather(self, beat: Beat) -> None:
        start = max(self.free, self.now)
        self.weather = (start, beat.text)
        self._wait(beat, beat.seconds or 1.2)

    def _wait(self, beat: Beat, seconds: float) -> None:
        start = _on_frame(max(self.now, self.free - LINE_GAP if self.lines else self.free))
        if beat.kind is BeatKind.WEATHER and not self.lines:
            start = _on_frame(self.now)
        end = start + _on_frame(from_seconds(seconds))
        self.spans.append((start, end, beat))
        self.now = self.free = end
        self.end = max(self.end, end)

    def _title(self, beat: Beat) -> None:
        length = _on_frame(from_seconds(beat.seconds) if beat.seconds else TITLE_LENGTH)
        style = "show" if self.part.kind is PartKind.TITLE else "chapter"
        self.titles.append(TitleCard(start=self.free, duration=length, text=beat.text, style=style))
        self.spans.append((self.free, self.free + length, beat))
        self.end = max(self.end, self.free + length)
        self.now = self.free = self.free + min(length, TITLE_FREE)

    def _ending(self, words: str) -> None:
        """The scene's last card, after everything else: the picture goes down with it."""
        start = _on_frame(max(self.end, self.free) + ENDING_AFTER)
        seconds = min(ENDING_LONGEST, ENDING_LEAST + len(words) / READING_CHARS_PER_SECOND)
        length = _on_frame(from_seconds(seconds))
        self.titles.append(TitleCard(start=start, duration=length, text=words, style="end"))
        self.end = start + length

    def _letter(self, beat: Beat) -> None:
        start, end = self._say(replace(beat, kind=BeatKind.LETTER), Line(text=beat.text, emotion="tender"))
        self.titles.append(
            TitleCard(
                start=max(0, start - LEAD_IN),
                duration=end - start + 2 * LEAD_IN,
                text=beat.text,
                style="sign" if is_sign(beat.text) else "letter",
            )
        )
        self.free = max(self.free, end)

    def _facing(self, state: ActorState, target: str) -> int:
        other = self.actors.get(target)
        prop = self.props.get(target)
        x = other.x if other else self._prop_x(prop) if prop else (MARK_XS | dict(self.stage.marks)).get(target)
        if x is None or abs(x - state.x) < 0.02:
            return state.facing
        return 1 if x > state.x else -1

    def _prop_x(self, prop: PropState) -> float:
        holder = self.actors.get(prop.holder)
        return holder.x if holder else prop.x

    def _stage(self) -> StageState:
        return replace(self.stage, actors=tuple(self.actors.values()), props=tuple(self.props.values()))

    def _exit(self, duration: MediaTime) -> StageState:
        stage = replace(self._stage(), scene_time=self.stage.scene_time + duration)
        if self.part.kind is PartKind.HOLD:
            return replace(self.stage, scene_time=stage.scene_time)
        if self.weather is not None:
            at, weather = self.weather
            if weather != self.stage.weather:
                stage = replace(
                    stage,
                    weather=weather,
                    weather_before=self.stage.weather,
                    weather_since=self.stage.scene_time + at,
                )
        return stage


def is_strong(line: Line | TimedLine, least: float = STRONG_INTENSITY) -> bool:
    """Whether a line is said with such feeling that a face should answer it."""
    return line.intensity >= least or str(line.tone) == "shout"


def speaking_actor(part: Part, speaker: str) -> Actor | None:
    """The actor of `part` who speaks under that id; None for the narrator."""
    return next((actor for actor in part.scene.actors if actor.id == speaker), None)


def _on_frame(time: MediaTime) -> MediaTime:
    """`time` on the nearest video frame: cuts, deeds and words begin on frames."""
    return round(time / VIDEO_FRAME) * VIDEO_FRAME
