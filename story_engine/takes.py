"""Another take of a moment, and more of what a scene was: the same scene in other words, its flavours asked for.

It does not know where in a show's tree the moment lies, nor how shots are cut.
"""

from __future__ import annotations

from profiles.taste import replayed
from story_engine.altered import altered
from story_engine.errors import InputError
from story_engine.likings import scene_features
from story_engine.moment import Moment
from story_engine.plan import Input, Outcome
from story_engine.seed.model import Seed
from story_engine.state import ShowState
from story_engine.wishes import Intent, Reading

FIRST_AGAIN = 2
"""The number of the first take that is another one."""
MOST_TAKES = 10_000
FLAVOURS = 2
"""Tags of a scene that "more like this" asks for, because a third says what every scene has."""


def take_of(state: ShowState, given: Input, mark: str) -> tuple[ShowState, Outcome]:
    """The state in which the moment is told again as take `given.option`; `mark` tells its parts from the others'.

    What was heard in the takes before (`given.text`, a key a line) counts as heard, so that other words have their
    turn. What happens by chance happens as it did. Raises InputError for a take that cannot be.
    """
    if not FIRST_AGAIN <= given.option <= MOST_TAKES:
        raise InputError(f"take {given.option} cannot be; another take is number {FIRST_AGAIN} or later")
    if state.choice is not None:
        raise InputError("a question is open; another take begins where its scene does")
    state = altered(state, moment=_having_heard(state.moment, tuple(given.text.splitlines())), branch=mark)
    if state.scene is None or state.moment.ended:
        state = altered(state, again=given.option)
    else:
        features = scene_features(state.stack.repertoire.grounds[state.ground])
        scene = altered(state.scene, take=given.option)
        state = altered(state, scene=scene, taste=replayed(state.taste, features))
    return state, Outcome(kind="noted", understood="The same again, told otherwise.")


def _having_heard(moment: Moment, keys: tuple[str, ...]) -> Moment:
    latest = moment.heard_count + len(keys)
    heard = {key: moment.heard_count + number for number, key in enumerate(keys, 1)}
    return altered(moment, ledger={**moment.ledger, **heard}, heard_count=latest)


def heard_between(earlier: ShowState, later: ShowState) -> tuple[str, ...]:
    """Keys of the words and lines that were heard on the way from one state to a later one, in order."""
    since = earlier.moment.heard_count
    fresh = [(at, key) for key, at in later.moment.ledger.items() if at > since]
    return tuple(key for _, key in sorted(fresh))


def more_of(seed: Seed, tags: tuple[tuple[str, float], ...], title: str) -> Reading:
    """The wish that "more like this" is, of a scene with these tags."""
    strongest = sorted((known for known in tags if known[1] > 0), key=lambda known: (-known[1], known[0]))
    intents = tuple(Intent(kind="more", id=tag) for tag, _ in strongest[:FLAVOURS])
    if not intents:
        sentence = f"“{title}” has no flavour of its own to ask for more of."
        reason = ("flavourless", title)
        return Reading(text="", intents=(), understood=sentence, outcome="unclear", wanted=title, reason=reason)
    said = " and ".join(seed.name_of(intent.id) for intent in intents)
    return Reading(text="", intents=intents, understood=f"More {said}, then.", outcome="understood", wanted=said)


__all__ = ["FIRST_AGAIN", "heard_between", "more_of", "take_of"]
