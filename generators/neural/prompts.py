"""Words for neural models, made from a timed part's shots: who is seen, what they do, where, in which light.

They know no model. What matters most comes first: some text encoders read 77 tokens and no more.
"""

from __future__ import annotations

from generators.neural.ports import Prompt
from generators.timed import Shot, TimedPart
from story_engine.plan import Actor, Scene, Thing

SIZES = {
    "EWS": "very wide view", "WS": "wide shot", "GROUP": "group shot", "MLS": "medium long shot",
    "OTS": "over-the-shoulder shot", "MS": "medium shot", "MCU": "medium close-up", "CU": "close-up",
    "INSERT": "close-up of an object",
}  # fmt: skip
HOURS = ((5.0, "deep night"), (7.5, "dawn"), (11.0, "morning light"), (15.0, "midday light"), (18.0, "warm afternoon"),
         (20.5, "dusk"), (24.0, "night"))  # fmt: skip
"""(until this hour, words)."""
WEATHERS = {"clear": "clear air", "cloud": "overcast", "wind": "windy", "rain": "rain", "storm": "storm",
            "snow": "falling snow", "fog": "fog"}  # fmt: skip
STYLES = {
    "paper": "cut-paper animation, layered card, soft shadows",
    "watercolour": "watercolour illustration on rough paper",
    "silhouette": "silhouette animation against glowing light",
}
"""By style of the stage; another style is told by its name."""
NEGATIVE = "text, watermark, extra limbs, extra people, flicker, photograph, blurry"
MOST_PEOPLE = 3
MOST_LETTERS = 700
"""About 160 words: what a T5 encoder reads within 256 tokens."""


def prompt_of(timed: TimedPart, shot: Shot) -> Prompt:
    """The prompt of one shot."""
    scene = timed.part.scene
    seen = _seen(scene, shot)
    parts = [
        f"{SIZES.get(shot.size, 'shot')} of {_people(seen, shot)}",
        *_deeds(timed, shot, {actor.id: actor.name for actor in scene.actors}),
        *_things(scene, shot),
        f"at {scene.place.look.words or scene.place.name}",
        _hour(scene.hour),
        WEATHERS.get(scene.weather, scene.weather),
        _mood(scene),
        STYLES.get(scene.style, f"{scene.style} illustration"),
    ]
    text = ", ".join(part for part in parts if part)
    return Prompt(positive=text[:MOST_LETTERS], negative=NEGATIVE)


def _seen(scene: Scene, shot: Shot) -> tuple[Actor, ...]:
    hidden = set(shot.extra)
    named = [actor for actor in scene.actors if actor.id in shot.subjects]
    others = [actor for actor in scene.actors if actor.id not in shot.subjects and actor.id not in hidden]
    wide = shot.size in ("EWS", "WS", "GROUP") or not named
    return tuple([*named, *(others if wide else [])][:MOST_PEOPLE])


def _people(seen: tuple[Actor, ...], shot: Shot) -> str:
    if not seen:
        return "the empty place"
    return " and ".join(_described(actor) for actor in seen)


def _described(actor: Actor) -> str:
    words = actor.look.words or actor.name
    states = f", {', '.join(actor.states)}" if actor.states else ""
    feeling = f" looking {actor.emotion}" if actor.emotion not in ("calm", "") else ""
    return f"{words}{states}{feeling}"


def _deeds(timed: TimedPart, shot: Shot, names: dict[str, str]) -> list[str]:
    """What is done and who speaks while the shot runs, in order."""
    end = shot.start + shot.duration
    found = []
    for act in timed.acts:
        if act.actor in names and act.start < end and act.start + act.duration > shot.start:
            verb = act.verb.replace("_", " ")
            tried = "" if act.ok else " without success"
            target = names.get(act.target, act.target.replace("_", " "))
            found.append(f"{names[act.actor]}: {verb} {target}".strip() + tried)
    for line in timed.lines:
        if line.speaker in names and line.start < end and line.start + line.duration > shot.start:
            found.append(f"{names[line.speaker]} speaks")
    return list(dict.fromkeys(found))[:3]


def _things(scene: Scene, shot: Shot) -> list[str]:
    def words(thing: Thing) -> str:
        return f"{' '.join(thing.states)} {thing.look.words or thing.name}".strip()

    chosen = [thing for thing in scene.things if thing.id in shot.subjects or thing.holder]
    return [words(thing) for thing in chosen[:2]]


def _hour(hour: float) -> str:
    return next(words for until, words in HOURS if hour <= until)


def _mood(scene: Scene) -> str:
    if scene.mood.tension > 0.65:
        return "tense mood"
    if scene.mood.valence > 0.4:
        return "bright, warm mood"
    return "melancholy mood" if scene.mood.valence < -0.4 else "quiet mood"
