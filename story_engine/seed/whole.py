"""A seed made whole: its world with the scenes of its files, and everything that is checked of it.

It does not know folders, and it is loaded only where scenes must be read: reading and checking are a third of the
story engine's code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from story_engine.seed.check import check_names
from story_engine.seed.continuity import check_continuity
from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.grammars import check_grammars
from story_engine.seed.jumps import check_jumps
from story_engine.seed.language import check_language
from story_engine.seed.logic import check_logic
from story_engine.seed.merged import check_merged
from story_engine.seed.model import Estimate, Seed, Storylet
from story_engine.seed.pacing import check_pacing
from story_engine.seed.reach import check_reach
from story_engine.seed.relax import relax
from story_engine.seed.script import Assign
from story_engine.seed.steps import every_statement
from story_engine.seed.translation import check_translations
from story_engine.seed.usage import check_usage
from story_engine.seed.wording import check_wording, every_text
from story_engine.seed.yarn import read_scenes

_BRIDGES = Path(__file__).with_name("bridges.yarn")


def with_scenes(seed: Seed, folder: Path, texts: Mapping[str, str], findings: Findings) -> Seed:
    """The seed with the scenes of the files `texts` (name → text) below `folder`."""
    scenes = read_scenes({str(folder / name): text for name, text in sorted(texts.items())}, seed, findings)
    bridges = read_scenes({"bridges.yarn": _BRIDGES.read_text(encoding="utf-8")}, seed, findings, automatic=True)
    seed = replace(_with_nodes(seed, [*scenes.storylets, *bridges.storylets], findings), initial=scenes.initial)
    seed = replace(seed, variables=seed.variables | frozenset(scenes.initial))
    if not any(not node.automatic and not node.sub for node in seed.storylets.values()) and not findings.errors:
        findings.error("SD100", Where(path=str(folder / "scenes")), "the seed has no scenes", "add scenes/first.yarn")
    return seed


def check_errors(seed: Seed, findings: Findings) -> None:
    """Everything that may be an error."""
    check_names(seed, findings)
    check_grammars(seed, findings)
    check_jumps(seed, findings)
    if not findings.errors:
        check_logic(seed, findings)
        check_continuity(seed, findings)


def check_all(seed: Seed, findings: Findings) -> Estimate | None:
    """Errors, warnings and hints, and how long the seed lasts; None where it cannot be played."""
    check_errors(seed, findings)
    texts = tuple(every_text(seed))
    check_wording(seed, texts, findings)
    check_merged(seed, findings)
    check_language(seed, texts, findings)
    check_translations(seed, findings)
    if findings.errors:
        return None
    relaxed = relax(seed)
    check_reach(seed, relaxed, findings)
    check_usage(seed, findings)
    return check_pacing(seed, relaxed, findings)


def _with_nodes(seed: Seed, nodes: Sequence[Storylet], findings: Findings) -> Seed:
    storylets: dict[str, Storylet] = {}
    for node in nodes:
        if node.id in storylets:
            first = storylets[node.id].where
            findings.error(
                "SD203", node.where, f"the node “{node.id}” exists already in {first.path}:{first.line}", "rename one"
            )
            continue
        storylets[node.id] = node
    assigned = {s.name for node in nodes for s in every_statement(node.body) if isinstance(s, Assign)}
    return replace(seed, storylets=MappingProxyType(storylets), variables=frozenset(assigned))
