"""Reckons how long a seed lasts before it repeats itself, and whether it has scenes for every mood.

It does not know a viewer or play anything; `relax` tells which scenes are reached.
"""

from __future__ import annotations

from story_engine.lengths import BREATH_SECONDS, CHARACTERS_A_SECOND
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Estimate, Seed, Storylet
from story_engine.seed.relax import Relaxed
from story_engine.seed.script import Alternatives, Block, Branching, Choosing, Cue, Deed, OnceOnly, Say
from story_engine.seed.steps import every_statement, inner_blocks

BANDS = (("quiet", 0.0, 0.3), ("middle", 0.3, 0.55), ("high", 0.55, 1.01))
"""Tension bands by the middle of a scene's tension; the director moves through all three in each episode."""
LEAST_IN_BAND = 3
"""Scenes of each band, because with fewer the same one returns in every episode (facts §3.4)."""
LEAST_SCENES = 12
"""Authored scenes from which pacing is judged; a beginner's first seeds are spared."""
LEAST_HOURS = 0.5
"""Hours before repetition below which a warning is due."""
MOST_OF_A_THIRD = 0.6
"""Share of an episode from which one third of the scenes is asked for too often: nearly twice its share."""
MOST_VARIANTS = 12.0
"""Ways to tell one scene that count as new, because viewers recognise the situation long before the words."""


def estimate(seed: Seed, relaxed: Relaxed) -> Estimate:
    """What the text promises."""
    scenes = [s for s in seed.storylets.values() if not s.sub and not s.automatic and relaxed.reached(s.id)]
    bindings: dict[str, int] = {}
    for case in relaxed.cases:
        if case.reached:
            bindings[case.storylet.id] = bindings.get(case.storylet.id, 0) + 1
    lengths = {scene.id: max(4.0, scene.seconds or seconds_of(scene.body)) for scene in scenes}
    told, seconds, again = 0.0, 0.0, 0.0
    for scene in scenes:
        casts = bindings.get(scene.id, 1)
        ways = 1.0 if scene.once else casts * min(MOST_VARIANTS, variants(scene.body))
        told += ways
        seconds += ways * lengths[scene.id]
        again += 0.0 if scene.once else casts * lengths[scene.id]
    middles = [(scene.tension[0] + scene.tension[1]) / 2 for scene in scenes]
    return Estimate(
        scenes=len(scenes),
        realisations=round(told, 1),
        scene_seconds=round(sum(lengths.values()) / max(1, len(scenes)), 1),
        hours_before_repetition=round(seconds / 3600, 2),
        minutes_before_same_scene=round(again / 60, 1),
        bands=tuple((name, sum(low <= middle < high for middle in middles)) for name, low, high in BANDS),
    )


def seconds_of(block: Block) -> float:
    """Estimated length of one way through a block (as the planner's clock reckons, see `lengths`)."""
    total = 0.0
    for statement in block:
        match statement:
            case Say(text=text):
                total += sum(len(part) if isinstance(part, str) else 8 for part in text) / CHARACTERS_A_SECOND
                total += BREATH_SECONDS
            case Deed():
                total += 1.1
            case Cue(kind="letter", text=text):
                total += len(text) / CHARACTERS_A_SECOND + BREATH_SECONDS
            case Cue():
                total += statement.seconds
            case Branching() | Alternatives() | OnceOnly() | Choosing():
                inner = [seconds_of(b) for b in inner_blocks(statement)]
                total += sum(inner) / max(1, len(inner)) + (3.0 if isinstance(statement, Choosing) else 0.0)
            case _:
                continue
    return total


def variants(block: Block) -> float:
    """In how many ways a block can be told."""
    ways = 1.0
    for statement in block:
        if isinstance(statement, Alternatives):
            ways *= max(1.0, sum(variants(arm.body) for arm in statement.arms))
        elif isinstance(statement, Choosing):
            ways *= max(1.0, sum(variants(answer.body) for answer in statement.answers))
        elif isinstance(statement, Branching):
            ways *= 1.0 + sum(variants(arm.body) for arm in statement.arms) / 2
        elif isinstance(statement, Say) and any(not isinstance(part, str) for part in statement.text):
            ways *= 2.0
        ways = min(ways, 1000.0)
    return ways


def check_pacing(seed: Seed, relaxed: Relaxed, findings: Findings) -> Estimate:
    """Say what is missing for an endless show; the estimate either way."""
    found = estimate(seed, relaxed)
    scenes = [s for s in seed.storylets.values() if not s.sub and not s.automatic]
    where = Where(path=seed.path)
    _demand(seed, findings)
    if found.scenes < LEAST_SCENES:
        findings.hint(
            "SD603", where, f"{found.scenes} scenes last {60 * found.hours_before_repetition:.0f} minutes before "
            "they repeat", f"{LEAST_SCENES} scenes make a show, 100 an evening",
        )  # fmt: skip
        return found
    for name, count in found.bands:
        if count < LEAST_IN_BAND:
            findings.warn("SD601", where, f"only {count} scenes of {name} tension", f"write {LEAST_IN_BAND} or more")
    if found.hours_before_repetition < LEAST_HOURS:
        findings.warn(
            "SD603", where, f"it repeats itself after {60 * found.hours_before_repetition:.0f} minutes",
            "add scenes, roles, or line groups",
        )  # fmt: skip
    _supply(scenes, found, where, findings)
    _marks(seed, scenes, where, findings)
    return found


def _demand(seed: Seed, findings: Findings) -> None:
    """Whether the seed's own curve asks much more of one third of its scenes than of the others."""
    if not seed.arc.curve:
        return
    tense, not_calm = seed.arc.share_above(2 / 3), seed.arc.share_above(1 / 3)
    for share, name in ((tense, "tense"), (not_calm - tense, "middling"), (1.0 - not_calm, "calm")):
        if share > MOST_OF_A_THIRD:
            findings.hint(
                "SD607", Where(path=seed.path),
                f"the arc wants the {name} third of the scenes for {100 * share:.0f} % of an episode, so they return "
                "soonest", "let the curve visit all levels, or write more of those",
            )  # fmt: skip


def _supply(scenes: list[Storylet], found: Estimate, where: Where, findings: Findings) -> None:
    """Whether the scenes that may return can fill an hour with their cooldowns."""
    returning = [scene for scene in scenes if not scene.once]
    supply = sum(1.0 / (scene.cooldown + 1) for scene in returning)
    if supply < 1.0:
        hourly = 3600 / max(1.0, found.scene_seconds)
        findings.warn(
            "SD602", where, f"of {hourly:.0f} scenes an hour, those that may return fill {100 * supply:.0f} %",
            "add scenes without “once: yes”, or shorten cooldowns",
        )  # fmt: skip


def _marks(seed: Seed, scenes: list[Storylet], where: Where, findings: Findings) -> None:
    marks = {mark for scene in scenes for mark in scene.marks}
    kinds = {s.kind for scene in scenes for s in every_statement(scene.body) if isinstance(s, Cue)}
    if "opening" not in marks:
        findings.hint("SD605", where, "no scene is an opening", "tag the first one “opening”")
    for mark, kind in (("hook", "hook"), ("failure", "failed"), ("callback", "callback")):
        if mark not in marks and kind not in kinds:
            findings.hint("SD605", where, f"no scene is or holds a {mark}", f"tag one “{mark}”, or use <<{kind}>>")
    for taste in seed.tastes:
        count = sum(taste in dict(scene.tags) for scene in scenes)
        if count < LEAST_IN_BAND:
            findings.warn("SD604", where, f"only {count} scenes are for {taste}", "tag more, or drop the taste")
    for scene in scenes:
        if not scene.tags and not scene.marks:
            findings.hint("SD606", scene.where, f"“{scene.id}” has no tags", "say whom it is for: tags: comedy 0.7")
