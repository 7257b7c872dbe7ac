"""Says in plain words what is believed about a viewer's likes, and what it was learnt from.

It does not know how beliefs are made; it reads names, numbers and counts.
"""

from __future__ import annotations

from collections.abc import Sequence

EXPLAIN_LEAST = 0.08
"""Likings nearer to 0 than this are not worth a sentence."""
LEAST_SURE = 0.02
"""Beliefs less sure (0–1) than this are what anybody is expected to like, not what was learnt."""
SURE = 0.35
"""From this sureness (0–1) a belief is told without "perhaps"."""
A_LOT, A_LITTLE = 0.5, 0.2
"""Likings beyond and below which they are told as "a lot" and "a little"."""
HIDDEN = "mix:"
"""Features that stand for many things at once and have no words."""
LIKED, DISLIKED, WATCHED, SKIPPED, CHOSEN, PASSED, MORE, LESS, SET, COMPANY = range(10)
"""Columns of the evidence: how often each kind of signal spoke about a feature; COMPANY: any of them, given by
somebody of several who watched together."""
KINDS = 10

_TWO = {
    "tension": ("tense scenes", "calm scenes"),
    "pace": ("quick scenes", "slow scenes"),
    "novelty": ("new things", "what you know"),
    "choice": ("being asked", "being left to watch"),
}
_EVIDENCE = (
    (MORE, "wished for more"),
    (LESS, "wished for less"),
    (LIKED, "liked"),
    (DISLIKED, "disliked"),
    (CHOSEN, "chose"),
    (PASSED, "passed over"),
    (SKIPPED, "skipped"),
)


def explained(
    features: Sequence[str],
    mean: Sequence[float],
    sureness: Sequence[float],
    evidence: Sequence[Sequence[int]],
) -> tuple[str, ...]:
    """One sentence per belief, the strongest and surest first: "You like comedy: you liked 3, skipped none."."""
    told = []
    for at, name in enumerate(features):
        if abs(mean[at]) < EXPLAIN_LEAST or sureness[at] < LEAST_SURE or name.startswith(HIDDEN):
            continue
        counts = evidence[at] if evidence else ()
        words = f"{_belief(name, mean[at], sureness[at])}{_because(counts, mean[at] > 0)}."
        told.append((-abs(mean[at]) * (0.2 + sureness[at]), words))
    return tuple(words for _, words in sorted(told))


def _belief(name: str, mean: float, sureness: float) -> str:
    strength = " a lot" if abs(mean) > A_LOT else " a little" if abs(mean) < A_LITTLE else ""
    verb = "You like" if mean > 0 else "You would rather have less of"
    hedge = "" if sureness > SURE else "Perhaps: "
    what = in_words(name)
    if name in _TWO and mean < 0:
        verb, what = "You like", _TWO[name][1]
    return f"{hedge}{verb} {what}{strength}"


def _because(counts: Sequence[int], positive: bool) -> str:
    """The evidence in words; for a liking also that nothing was skipped, because that speaks for it."""
    if not counts or not any(counts):
        return ""
    if counts[SET]:
        return " (you said so yourself)"
    told = [f"{words} {counts[kind]}" for kind, words in _EVIDENCE if counts[kind]]
    if counts[COMPANY]:
        told.append(f"shared {counts[COMPANY]} in company")
    if positive and not counts[SKIPPED] and (counts[LIKED] or counts[WATCHED]):
        told.append("skipped none")
    if counts[WATCHED] and (len(told) < 2 or not positive):
        told.append(f"watched {counts[WATCHED]} to the end")
    return f": you {', '.join(told)}" if told else ""


def in_words(feature: str) -> str:
    """A feature's name for people."""
    kind, _, name = feature.partition(":")
    if not name:
        return _TWO[feature][0] if feature in _TWO else feature.replace("_", " ")
    name = name.replace("_", " ")
    return {"person": f"scenes with {name.capitalize()}", "place": f"scenes at the {name}"}.get(kind, name)
