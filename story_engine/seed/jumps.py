"""Follows jumps and detours between nodes: circles that never end.

It does not know conditions beyond "may be skipped".
"""

from __future__ import annotations

from collections.abc import Mapping

from story_engine.seed.diagnostics import Findings, Where
from story_engine.seed.model import Seed
from story_engine.seed.script import Block, Branching, Choosing, Cue
from story_engine.seed.steps import every_statement


def check_jumps(seed: Seed, findings: Findings) -> None:
    """Say which nodes lead back to themselves without a way out, or by detours, which pile up."""
    certain = {name: _certain(node.body) for name, node in seed.storylets.items()}
    for name in sorted(_circling({name: {to for to, _ in jumps} for name, jumps in certain.items()})):
        where = certain[name][0][1]
        findings.error(
            "SD411", where, f"“{name}” leads back to itself for ever", "let one of the jumps depend on something"
        )
    detours: dict[str, dict[str, Where]] = {}
    for name, node in seed.storylets.items():
        detours[name] = {
            s.text: s.where for s in every_statement(node.body) if isinstance(s, Cue) and s.kind == "detour"
        }
    for name in sorted(_circling({name: set(to) for name, to in detours.items()})):
        where = next(iter(detours[name].values()))
        findings.error("SD411", where, f"“{name}” detours into itself", "use <<jump>> for one of the ways")


def _certain(block: Block) -> list[tuple[str, Where]]:
    """Where a block surely goes: jumps outside of conditions, or one in every branch."""
    found: list[tuple[str, Where]] = []
    for statement in block:
        match statement:
            case Cue(kind="jump", text=text, where=where):
                return [*found, (text, where)]
            case Cue(kind="detour", text=text, where=where):
                found.append((text, where))
            case Cue(kind="stop" | "return"):
                return found
            case Branching(arms=arms) if arms and arms[-1].condition is None:
                inner = [_certain(arm.body) for arm in arms]
                if all(inner):
                    found += [jump for jumps in inner for jump in jumps[:1] if len({j[0][0] for j in inner}) == 1]
            case Choosing():
                # A choice takes the viewer's time, so a circle through it ends when they say so.
                return found
            case _:
                continue
    return found


def _circling(leads: Mapping[str, set[str]]) -> set[str]:
    """Names from which one comes back to the same name."""
    found: set[str] = set()
    for start in leads:
        seen: set[str] = set()
        ahead = list(leads[start])
        while ahead:
            name = ahead.pop()
            if name in seen:
                continue
            seen.add(name)
            ahead += leads.get(name, ())
        if start in seen:
            found.add(start)
    return found
