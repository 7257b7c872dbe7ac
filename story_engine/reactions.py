"""Answers wishes in the picture: somebody notices, the weather turns, the narration takes it up.

It does not know how wishes are read or pursued.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from story_engine.altered import altered
from story_engine.heard import line_key
from story_engine.moment import Moment, Record, Setting, comes_next, decide_among, filled, heard, holds
from story_engine.parts import given_out
from story_engine.perform import visible_people, visible_thing
from story_engine.plan import Act, Beat, BeatKind, Line, Part, PartKind, ShotHint
from story_engine.rng import unit
from story_engine.scenes import begin_scene, logged
from story_engine.seed.harsh import harsh_in
from story_engine.seed.model import Reply, Seed
from story_engine.shown import shown_plain
from story_engine.state import ShowState
from story_engine.wishes import Intent, Reading

ANYBODY = "*"
"""`who` of a generic reply: whoever is in the picture."""
NEUTRAL = "that"
"""Stands for what is not said again where a journal that is obeyed has a reply with a hole for it."""
LOOK_SECONDS = 2.0
"""How long a wished shot lasts in which nobody does anything."""
_HOLES = re.compile(r"\{(?:wish|thing)\}")
EVERY_RATING = 99
"""The ceiling of a viewer without limits."""
REPLY, LESS = "reply", "reply to less"
"""Decisions in the journal. Older journals have the first for less of a taste, too, which was greeted as more of it."""


def _by(*texts: str, emotion: str = "surprised") -> tuple[Reply, ...]:
    return tuple(Reply(say=text, who=ANYBODY, emotion=emotion) for text in texts)


def _told(*texts: str) -> tuple[Reply, ...]:
    return tuple(Reply(say=text) for text in texts)


GENERIC: Mapping[str, tuple[Reply, ...]] = MappingProxyType(
    {
        "snow": _by("Snow! Nobody ordered… somebody ordered snow.", "It is snowing. Look. It is actually snowing."),
        "rain": _by("Rain. I felt the first drop think about it.", "And there is the rain. Somebody must have asked."),
        "storm": _by("Did you see that sky? It just made up its mind.", "That is thunder. That is definitely thunder."),
        "fog": _by("Where has everything gone? Oh. Fog.", "The fog is in a hurry today."),
        "clear": _by("Look, it is clearing up. As if somebody had asked.", "There is the sky again. I had missed it."),
        "wind": _by("Hold on to your hat. The wind heard something.", "Feel that? The wind has changed its mind."),
        "cloud": _by("Clouds. A whole delivery of them.", "The light went. Somebody drew the curtains up there."),
        "hour": _told("The hour listened, and began to move along.", "Somewhere a clock was talked into it."),
        "person": _by("I was just thinking of {wish}. Odd.", "Funny. I could swear I heard {wish} coming.")
        + _by("Wait. Is that {wish} I hear, or the wind?", emotion="curious"),
        "address": _by(
            "Did somebody say my name? I am listening.", "I heard that. I shall think about it.", emotion="curious"
        )
        + _by("You out there. Yes. I know you are there.", emotion="tender"),
        "wild": _by(
            "Something is about to happen that nobody planned.", "Did the floor just wink?", emotion="surprised"
        ),
        "here": _by("Somebody was thinking about me just now. I can always tell.", emotion="amused"),
        "thing": _by("Now where would one find {wish}?", "I wonder what became of {wish}.", emotion="curious"),
        "place": _by("I have a feeling we ought to see {wish}.", "Shall we go and look at {wish}?", emotion="curious"),
        "atom": _by(
            "You know what? It might just be possible.",
            "There is an idea in the air. I can smell it.",
            emotion="curious",
        ),
        "more": _by(
            "I feel a change coming. The good kind.", "Did something just tip over, very slightly?", emotion="amused"
        ),
        "less": _by("Better now. Something let go.", "There. That was quite enough of that.", emotion="calm"),
        "refused": _by("Somebody wants {wish}. We have never had {wish} here.", emotion="amused")
        + _told("There was no {wish} anywhere in this story. Everybody looked, to be polite."),
        "unsaid": _told(
            "A word was dropped somewhere, and nobody picked it up.",
            "Somebody coughed at just the right moment, and a word was lost.",
        )
        + _by("Did you hear that? No. Neither did I.", emotion="amused"),
        "unclear": _by("Did you hear something? I did not quite catch it.", emotion="curious"),
    }
)
"""Replies for seeds that bring none of their own, by kind."""


def reaction_part(state: ShowState) -> tuple[ShowState, Part]:
    """The part that answers the oldest open wish."""
    reading, rest = state.reactions[0], state.reactions[1:]
    state = replace(state, reactions=rest)
    if state.scene is None or (state.moment.ended and not state.moment.queue):
        state = begin_scene(state)
    setting, start = state.setting(), state.moment
    moment = start
    intent = reading.intents[0] if reading.intents else None
    beats: list[Beat] = []
    weather = next((i.id for i in reading.intents if i.kind == "weather"), "")
    if weather:
        beats.append(Beat(kind=BeatKind.WEATHER, text=weather))
        moment = altered(moment, world=moment.world.write({("weather",): weather}, setting.scene.id))
    people = visible_people(setting, start)
    if intent is not None and intent.kind == "camera":
        return _looked(state, setting, start, reading, intent, people)
    key = intent.key if intent is not None else reading.outcome
    is_less = intent is not None and intent.kind == "less" and not _was_greeted(moment, key)
    replies = _replies(setting, start, reading, people, ("less",) if is_less else _keys(reading, intent))
    is_unsaid = _is_unsaid(setting.seed, reading, is_limited=state.header.viewer_rating < EVERY_RATING)
    if is_unsaid and moment.script is None:
        replies = tuple(reply for reply in replies if not _HOLES.search(reply.say)) or GENERIC["unsaid"]

    def choose() -> int:
        oldest = min(moment.ledger.get(f"reply {reply.say}", -1) for reply in replies)
        fresh = [i for i, reply in enumerate(replies) if moment.ledger.get(f"reply {reply.say}", -1) == oldest]
        # Somebody who answers is seen to answer; the narrator comes after them.
        fresh = [i for i in fresh if replies[i].who] or fresh
        return fresh[int(unit(state.header.rng_seed, "reply", state.steps) * len(fresh))]

    ids = [reply.id for reply in replies]
    moment, index = decide_among(moment, LESS if is_less else REPLY, key, ids, choose)
    reply = replies[index]
    moment = heard(moment, f"reply {reply.say}")
    speaker = reply.who
    if speaker == ANYBODY:
        speaker = people[int(unit(state.header.rng_seed, "who", state.steps) * len(people))] if people else ""
    if speaker and weather:
        beats.append(Beat(kind=BeatKind.ACT, act=Act(actor=speaker, verb="look", target="far")))
    said = NEUTRAL if is_unsaid else reading.wanted
    before, wanted = len(moment.made), {"wish": said, "thing": said}
    moment, text = filled(setting, moment, reply.say, wanted)
    text = text[:1].upper() + text[1:]
    shown = shown_plain(setting, moment, reply.say, wanted, moment.made[before:])
    beats.append(
        Beat(
            kind=BeatKind.LINE,
            line=Line(
                text=text,
                speaker=speaker,
                emotion=reply.emotion if speaker else "calm",
                intensity=0.6,
                shown=shown[:1].upper() + shown[1:],
            ),
        )
    )
    if speaker:
        moment = altered(moment, emotions={**moment.emotions, speaker: reply.emotion})
    moment = altered(moment, notes=(*moment.notes, f"wish:{key}"), said=(*moment.said, line_key(text)))
    state, part = given_out(state, setting, start, tuple(beats), PartKind.REACTION, moment)
    return logged(state, Record(kind="reaction", fields={"wish": reading.text, "part": part.id, "text": text})), part


def _is_unsaid(seed: Seed, reading: Reading, *, is_limited: bool) -> bool:
    """Whether what was wished is not said again: harsh words never, and to a limited viewer no word of their own."""
    if reading.intents or (reading.reason and reading.reason[0] in ("gone", "dead", "flavourless")):
        return False
    harsh = (found for found in harsh_in(reading.wanted) if found.kind != "say")
    return is_limited or not reading.wanted or any(found.age > seed.years for found in harsh)


def _looked(
    state: ShowState, setting: Setting, moment: Moment, reading: Reading, intent: Intent, people: tuple[str, ...]
) -> tuple[ShowState, Part]:
    """The part in which the camera does as it is told: near to whom was named, far off, or through somebody's eyes."""
    beats = _eyes_lent(setting, moment, intent, people) if intent.id == "eyes" else ()
    beats = beats or (_look(setting, moment, intent, people),)
    moment = altered(moment, notes=(*moment.notes, f"wish:{intent.key}"))
    after, part = given_out(state, setting, moment, beats, PartKind.REACTION, moment)
    return logged(after, Record(kind="reaction", fields={"wish": reading.text, "part": part.id, "text": ""})), part


def _look(setting: Setting, moment: Moment, intent: Intent, people: tuple[str, ...]) -> Beat:
    """A shot of whom or what was named (or whoever is first), from near or from far off."""
    if intent.id == "close" and intent.place in setting.seed.things and visible_thing(setting, moment, intent.place):
        hint = ShotHint(size="insert", subjects=(intent.place,), move="push")
        return Beat(kind=BeatKind.PAUSE, seconds=LOOK_SECONDS, shot=hint)
    subject = intent.place if intent.place in people else next(iter(people), "")
    is_near = intent.id == "close"
    shot = ShotHint(
        size="close" if is_near else "wide", subjects=(subject,) if subject else (), move="push" if is_near else "pull"
    )
    if not subject:
        return Beat(kind=BeatKind.PAUSE, seconds=LOOK_SECONDS, shot=shot)
    return Beat(kind=BeatKind.ACT, act=Act(actor=subject, verb="look", target="near"), shot=shot)


def _eyes_lent(setting: Setting, moment: Moment, intent: Intent, people: tuple[str, ...]) -> tuple[Beat, ...]:
    """Somebody (or a thing) looks, and then one sees what they see; nothing where they are not here."""
    seer, things = intent.place, setting.seed.things
    if seer not in people and not (seer in things and visible_thing(setting, moment, seer)):
        return ()
    seen = intent.atom[1] if intent.atom else ""
    if seen not in people and not (seen in things and visible_thing(setting, moment, seen)):
        seen = next((person for person in people if person != seer), "")
    sees = Beat(
        kind=BeatKind.PAUSE, seconds=LOOK_SECONDS + 1.0,
        shot=ShotHint(size="pov", subjects=(seer, seen) if seen else (seer,), move=""),
    )  # fmt: skip
    if seer not in people:
        return (sees,)
    looks = Act(actor=seer, verb="look", target=seen or "far")
    return Beat(kind=BeatKind.ACT, act=looks, shot=ShotHint(size="close", subjects=(seer,), move="")), sees


def _replies(
    setting: Setting, moment: Moment, reading: Reading, people: tuple[str, ...], keys: tuple[str, ...]
) -> tuple[Reply, ...]:
    """The replies that fit: the seed's most specific ones that are true and whose speaker is there, else generic ones.

    `moment` is that before a wished weather came. A journal that is obeyed knows what was said; the truth of it was
    asked then.
    """
    seed = setting.seed

    def is_true(reply: Reply) -> bool:
        return moment.script is not None or holds(setting, moment, reply.condition)[1]

    intent = reading.intents[0] if reading.intents else None
    spoken_to = intent.id if intent is not None and intent.kind == "address" else ""
    called = intent.id if intent is not None and intent.kind == "person" and moment.script is None else ""
    for key in keys:
        own = tuple(r for r in seed.reactions.get(key, ()) if (not r.who or r.who in people) and is_true(r))
        if own:
            # Who is spoken to answers, where they are there and know what to say; so does who was called and is there:
            # nobody is told to be on their way who stands in the picture.
            answering = spoken_to or called
            return tuple(r for r in own if answering and r.who == answering) or own
    if spoken_to in people:
        return tuple(replace(reply, who=spoken_to) for reply in GENERIC["address"])
    if reading.outcome == "refused" and seed.refusals:
        return tuple(Reply(say=text) for text in seed.refusals)
    if intent is not None and intent.kind == "person" and intent.id in people:
        return tuple(replace(reply, who=intent.id) for reply in GENERIC["here"])
    for key in keys:
        if key in GENERIC:
            return GENERIC[key]
    return GENERIC["atom"]


def _keys(reading: Reading, intent: Intent | None) -> tuple[str, ...]:
    """Names of replies that fit, most specific first; those of a taste greet it."""
    if intent is None:
        return (reading.outcome,)
    return intent.id, "goal" if intent.kind in ("atom", "thread") else intent.kind


def _was_greeted(moment: Moment, key: str) -> bool:
    """Whether the journal that is obeyed is of the time when less of something was answered like more of it."""
    return comes_next(moment, REPLY, key)
