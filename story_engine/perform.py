"""Performs a scene statement by statement: beats out, effects into the world.

It does not know why the scene was chosen, what the viewer likes, or how long parts are.
"""

from __future__ import annotations

from dataclasses import replace

from story_engine.altered import altered
from story_engine.expr import Value
from story_engine.heard import line_key
from story_engine.lengths import pieces
from story_engine.moment import (
    ARM,
    Moment,
    Setting,
    comes_next,
    decide,
    decide_among,
    evaluate,
    foretold,
    heard,
    holds,
    relying,
    relying_on,
    render_text,
    said_lately,
)
from story_engine.plan import Act, Beat, BeatKind, Line, ShotHint
from story_engine.rng import unit
from story_engine.seed.diagnostics import Where
from story_engine.seed.script import (
    Alternatives,
    Arm,
    Assign,
    Block,
    Branching,
    Change,
    Choosing,
    Cue,
    Deed,
    Effect,
    Framing,
    OnceOnly,
    Say,
    Statement,
)
from story_engine.shown import shown_text, split_alike
from story_engine.spare import said_again
from story_engine.world import Atom, World, WorldScope, effect_relies, effect_updates, effect_words, refusal

MOST_STATEMENTS = 2000
"""Statements without a beat after which a scene ends, because jumps may run in a circle."""


def next_beat(setting: Setting, moment: Moment) -> tuple[Moment, Beat | None]:
    """The next beat and the moment after it; no beat when a choice opens or the scene ends."""
    for _ in range(MOST_STATEMENTS):
        if moment.queue:
            beat = moment.queue[0]
            if moment.shot is not None or moment.sound:
                beat = replace(beat, shot=_framed(setting, moment, beat), sound=moment.sound or beat.sound)
            return altered(moment, queue=moment.queue[1:], shot=None, sound=""), beat
        if moment.choosing is not None or moment.ended:
            return moment, None
        if not moment.frames:
            return altered(moment, ended=True), None
        block, index = moment.frames[-1]
        if index >= len(block):
            moment = altered(moment, frames=moment.frames[:-1])
            continue
        moment = altered(moment, frames=(*moment.frames[:-1], (block, index + 1)))
        moment = _perform(setting, moment, block[index])
    return altered(moment, ended=True), None


def _framed(setting: Setting, moment: Moment, beat: Beat) -> ShotHint | None:
    """The author's shot of a beat, without those subjects that are not in the picture."""
    shot = moment.shot
    if shot is None:
        return beat.shot
    seed, people = setting.seed, visible_people(setting, moment)
    seen = {*people, *(thing for thing in seed.things if visible_thing(setting, moment, thing))}
    if beat.act is not None:
        seen |= {beat.act.actor, beat.act.target, beat.act.thing}
    subjects = tuple(word for word in shot.subjects if word in seen or not (word in seed.cast or word in seed.things))
    if shot.subjects and not subjects:
        return beat.shot
    if shot.size in ("pov", "over-shoulder") and subjects[:1] != shot.subjects[:1]:
        return beat.shot  # whoever looks, or is seen, is not there: nobody else stands in for them
    return shot if subjects == shot.subjects else replace(shot, subjects=subjects)


def enter_block(moment: Moment, block: Block) -> Moment:
    """The moment in which `block` is performed next."""
    return altered(moment, frames=(*moment.frames, (block, 0))) if block else moment


def present(setting: Setting, moment: Moment, person: str) -> bool:
    """Whether a person is at the scene's place and alive."""
    world = moment.world
    return world.text("at", person) == setting.scene.place and bool(world.get(("fact", "alive", person)))


def visible_people(setting: Setting, moment: Moment) -> tuple[str, ...]:
    """Who is in the picture: the scene's cast and guests who are at the place and have not gone off."""
    wanted = (*setting.scene.required, *setting.scene.maybe, *sorted(moment.guests))
    return tuple(p for p in dict.fromkeys(wanted) if present(setting, moment, p) and p not in moment.offstage)


def visible_thing(setting: Setting, moment: Moment, thing: str) -> bool:
    """Whether a thing is in reach: it lies at the place or somebody visible holds it."""
    holder = moment.world.text("holder", thing)
    if holder:
        return holder in visible_people(setting, moment)
    return moment.world.text("lies", thing) == setting.scene.place


def whereabouts(world: World, thing: str) -> Atom:
    """The atom that says where a thing is: its holder's name or the place where it lies."""
    return ("holder", thing) if world.text("holder", thing) else ("lies", thing)


def _perform(setting: Setting, moment: Moment, statement: Statement) -> Moment:
    match statement:
        case Say():
            return _say(setting, moment, statement)
        case Deed():
            return _deed(setting, moment, statement)
        case Framing():
            subjects = tuple(setting.resolve(word) for word in statement.subjects)
            return altered(moment, shot=ShotHint(size=statement.size, subjects=subjects, move=statement.move))
        case Change():
            for effect in statement.effects:
                moment = _effect(setting, moment, effect)
            return moment
        case Cue():
            return _cue(setting, moment, statement)
        case Assign():
            moment, value = evaluate(setting, moment, statement.value)
            return _write(setting, moment, ("var", statement.name), value)
        case Branching():
            for arm in statement.arms:
                moment, true = holds(setting, moment, arm.condition)
                if true:
                    return enter_block(relying_on(setting, moment, arm.condition, "if"), arm.body)
            return moment
        case OnceOnly():
            if statement.key in moment.ledger:
                return enter_block(moment, statement.otherwise)
            return enter_block(heard(moment, statement.key), statement.body)
        case Alternatives():
            return _alternatives(setting, moment, statement)
        case Choosing():
            return altered(moment, choosing=statement)


def _alternatives(setting: Setting, moment: Moment, group: Alternatives) -> Moment:
    open_arms = []
    for index, arm in enumerate(group.arms):
        moment, true = holds(setting, moment, arm.condition)
        if true:
            open_arms.append(index)
    if not open_arms:
        return moment

    def choose() -> int:
        unheard = [i for i in open_arms if not _said_lately(setting, moment, group.arms[i])]
        return least_heard(unheard or open_arms)

    def least_heard(open_arms: list[int]) -> int:
        oldest = min(moment.ledger.get(group.arms[i].id, -1) for i in open_arms)
        fresh = [i for i in open_arms if moment.ledger.get(group.arms[i].id, -1) == oldest]
        # An arm with a condition that holds fits the moment better than one that always fits (Yarn's saliency).
        fitting = [i for i in fresh if group.arms[i].condition is not None] or fresh
        return fitting[int(unit(setting.rng_seed, "arm", setting.scene.number, group.key) * len(fitting))]

    if setting.traced:
        moment, index = decide_among(moment, ARM, group.id, [arm.own for arm in group.arms], choose)
    else:  # no journal holds it; who writes into the file asks where it stands
        moment, index = decide(moment, ARM, group.key, choose)
    arm = group.arms[index]
    moment = relying_on(setting, moment, arm.condition, "line")
    return enter_block(heard(moment, arm.id), arm.body)


def _said_lately(setting: Setting, moment: Moment, arm: Arm) -> bool:
    """Whether an arm's first line was heard, in these words, within the hour; arms without a line were not."""
    first = next((s for s in arm.body if isinstance(s, Say)), None)
    if first is None or not (moment.recent or moment.said):
        return False
    key = foretold(setting, moment, first.text)
    return bool(key) and said_lately(moment, key)


def _say(setting: Setting, moment: Moment, say: Say) -> Moment:
    moment, true = holds(setting, moment, say.condition)
    speaker = setting.resolve(say.speaker)
    if not true or (speaker and not present(setting, moment, speaker)):
        return moment
    moment = relying_on(setting, moment, say.condition, "line")
    before = len(moment.made)
    moment, text = render_text(setting, moment, say.text)
    said = pieces(text)
    to = setting.resolve(say.to)
    if speaker:
        moment = altered(moment, emotions={**moment.emotions, speaker: say.emotion})
        moment = _on_stage(setting, moment, speaker)
    beats = tuple(
        Beat(
            kind=BeatKind.LINE,
            line=Line(
                text=piece,
                speaker=speaker,
                to=to if to in visible_people(setting, moment) else "",
                emotion=say.emotion,
                tone=say.tone,
                intensity=INTENSITIES.get(say.emotion, 0.5),
                shown=shown,
            ),
        )
        for piece, shown in zip(said, _shown(setting, moment, say.where, before, said), strict=True)
    )
    return altered(moment, queue=beats, said=(*moment.said, line_key(text)))


def _shown(setting: Setting, moment: Moment, where: Where, before: int, said: tuple[str, ...]) -> tuple[str, ...]:
    """The pieces of a text in the seed's tongue, as many as the original has; empty where it has none."""
    if setting.seed.tongue is None:
        return ("",) * len(said)
    text = shown_text(setting, moment, where, moment.made[before:])
    return split_alike(text, said) if text else ("",) * len(said)


INTENSITIES = {"calm": 0.3, "tired": 0.35, "tender": 0.45, "delighted": 0.8, "angry": 0.8, "afraid": 0.75, "awed": 0.7,
               "surprised": 0.7}  # fmt: skip
"""How strongly an emotion is given when the author does not say; others 0.5."""


def _on_stage(setting: Setting, moment: Moment, person: str) -> Moment:
    known = person in setting.scene.required or person in setting.scene.maybe
    return altered(
        moment,
        offstage=moment.offstage - {person},
        guests=moment.guests if known else moment.guests | {person},
    )


def _deed(setting: Setting, moment: Moment, deed: Deed) -> Moment:
    actor, target, thing = (setting.resolve(word) for word in (deed.actor, deed.target, deed.thing))
    if not present(setting, moment, actor):
        return moment
    seed = setting.seed
    for word in (target, thing):
        if word in seed.things and not visible_thing(setting, moment, word):
            return moment
    if target in seed.cast:
        if not present(setting, moment, target) or target in moment.offstage:
            target = ""
        else:  # whoever is dealt with is seen
            moment = _on_stage(setting, moment, target)
    if (
        target in seed.things
        and not thing
        and deed.verb in ("take", "pick_up", "put_down", "drop", "show", "read", "open")
    ):
        thing, target = target, target if deed.verb not in ("put_down", "drop") else ""
    used = (whereabouts(moment.world, word) for word in (target, thing) if word in seed.things)
    moment = relying(setting, moment, used, "deed")
    beat = Beat(kind=BeatKind.ACT, act=Act(actor=actor, verb=deed.verb, target=target, thing=thing, ok=deed.ok))
    moment = _on_stage(setting, moment, actor)
    if deed.verb == "leave" and deed.ok:
        moment = altered(moment, offstage=moment.offstage | {actor})
    if deed.ok:
        moment = _handled(setting, moment, actor, deed.verb, target, thing)
    return altered(moment, queue=(beat,))


def _handled(setting: Setting, moment: Moment, actor: str, verb: str, target: str, thing: str) -> Moment:
    """What a deed with a thing changes by itself, so that the picture never disagrees with the world."""
    holder = moment.world.text("holder", thing)
    cause = setting.scene.id
    if verb in ("take", "pick_up") and thing and holder != actor:
        return altered(moment, world=moment.world.write({("holder", thing): actor, ("lies", thing): ""}, cause))
    if verb in ("drop", "put_down", "throw") and thing and holder == actor:
        lies = setting.scene.place
        return altered(moment, world=moment.world.write({("holder", thing): "", ("lies", thing): lies}, cause))
    if verb == "give" and thing and target in setting.seed.cast and holder == actor:
        return altered(moment, world=moment.world.write({("holder", thing): target}, cause))
    return moment


def _write(setting: Setting, moment: Moment, atom: tuple[str, ...], value: Value) -> Moment:
    return altered(moment, world=moment.world.write({atom: value}, setting.scene.id))


def _effect(setting: Setting, moment: Moment, effect: Effect) -> Moment:
    scope = WorldScope(setting.seed, moment.world, setting.scene.binding)
    updates = effect_updates(scope, effect)
    if updates is None:
        return _refused(moment, scope, effect)
    moment = relying(setting, moment, effect_relies(scope, effect), "deed")
    after = moment.world.write(updates, setting.scene.id)
    if after is moment.world:
        return moment
    if effect.kind == "give":
        moment = _on_stage(setting, moment, str(updates["holder", effect_words(scope, effect)[2]]))
    seen = _seen(setting, moment, effect, updates)
    moment = altered(moment, world=after)
    if effect.kind == "move":
        person = next((atom[1] for atom in updates if atom[0] == "at"), "")
        if person and updates["at", person] == setting.scene.place:
            moment = _on_stage(setting, moment, person)
    return altered(moment, queue=(*moment.queue, *seen))


def _refused(moment: Moment, scope: WorldScope, effect: Effect) -> Moment:
    """The moment after a deed that the world did not allow: nothing changes, and the reason is on record."""
    words = ", ".join(effect_words(scope, effect))
    said = f"{effect.name or effect.kind}({words}): {refusal(scope, effect)}"
    return altered(moment, refused=(*moment.refused, said), notes=(*moment.notes, f"refused:{said}"))


def _seen(setting: Setting, moment: Moment, effect: Effect, updates: dict[tuple[str, ...], Value]) -> tuple[Beat, ...]:
    """The deed in which an effect is seen, if it is one that people do."""
    visible = visible_people(setting, moment)
    act: Act | None = None
    thing = next((atom[1] for atom in updates if atom[0] in ("holder", "lies")), "")
    holder = moment.world.text("holder", thing) if thing else ""
    match effect.kind:
        case "give" if holder in visible:
            act = Act(actor=holder, verb="give", target=str(updates["holder", thing]), thing=thing)
        case "take" if str(updates["holder", thing]) in visible:
            act = Act(actor=str(updates["holder", thing]), verb="take", target=holder, thing=thing)
        case "drop" | "put" if holder in visible:
            act = Act(actor=holder, verb="drop" if effect.kind == "drop" else "put_down", thing=thing)
        case "move":
            person = next((atom[1] for atom in updates if atom[0] == "at"), "")
            if person in visible:
                act = Act(actor=person, verb="leave")
            elif person and updates["at", person] == setting.scene.place:
                act = Act(actor=person, verb="enter")
    return (Beat(kind=BeatKind.ACT, act=act),) if act is not None else ()


def _cue(setting: Setting, moment: Moment, cue: Cue) -> Moment:
    text = setting.resolve(cue.text)
    match cue.kind:
        case "sound":
            return altered(moment, sound=text)
        case "wait":
            return altered(moment, queue=(Beat(kind=BeatKind.PAUSE, seconds=cue.seconds),))
        case "weather":
            moment = _write(setting, moment, ("weather",), text)
            return altered(moment, queue=(Beat(kind=BeatKind.WEATHER, text=text),))
        case "letter":
            before = len(moment.made)
            moment, words = render_text(setting, moment, cue.template)
            said = pieces(words)
            told = zip(said, _shown(setting, moment, cue.where, before, said), strict=True)
            return altered(moment, queue=tuple(Beat(kind=BeatKind.LETTER, text=p, shown=shown) for p, shown in told))
        case "reveal":
            if text in setting.seed.things and not visible_thing(setting, moment, text):
                return moment
            return altered(moment, queue=(Beat(kind=BeatKind.REVEAL, text=text),))
        case "open" | "close":
            if cue.kind == "close":
                moment = relying(setting, moment, (("thread", text), ("thread_step", text)), "thread")
            return _write(setting, moment, ("thread", text), "open" if cue.kind == "open" else "closed")
        case "advance":
            moment = relying(setting, moment, (("thread", text), ("thread_step", text)), "thread")
            return _write(setting, moment, ("thread_step", text), setting.scene.id)
        case "failed":
            moment, words = render_text(setting, moment, cue.template)
            return altered(moment, notes=(*moment.notes, f"failure:{words}"))
        case "hook":
            return altered(moment, notes=(*moment.notes, "hook"))
        case "callback":
            remembered = (("chose", text), ("wished", text), ("visits", text))
            moment = relying(setting, moment, remembered, "callback")
            return altered(moment, notes=(*moment.notes, f"callback:{text}"))
        case "stop":
            return altered(moment, frames=())
        case "jump" | "detour":
            return _jump(setting, moment, text, detour=cue.kind == "detour")
    return moment


def _jump(setting: Setting, moment: Moment, node: str, *, detour: bool) -> Moment:
    body = setting.seed.storylets[node].body
    if detour and setting.seed.storylets[node].spare and (moment.script is None or comes_next(moment, "spare", node)):
        # A journal of before the piece was spare does not say what became of it: it was heard.
        moment, left_out = decide(moment, "spare", node, lambda: said_again(setting, moment, body))
        if left_out:
            return moment
    frames = moment.frames if detour else ()
    visits = ("visits", node)
    count = moment.world.get(visits, 0.0)
    moment = _write(setting, moment, visits, float(count if not isinstance(count, str) else 0) + 1.0)
    return enter_block(altered(moment, frames=frames), body)
