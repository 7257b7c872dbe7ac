"""Findings about the drawings, gestures, feelings and idioms that a seed brings along, for `evershow check`.

It does not know what they may be; `generators.stage.art_check` does.
"""

from __future__ import annotations

from pathlib import Path

from generators.direction.idiom_check import idiom_faults
from generators.stage.acting.feelings import feelings
from generators.stage.acting.own import own_of, played_with
from generators.stage.art_check import art_faults
from story_engine.seed import Seed
from story_engine.seed.diagnostics import Diagnostic, Findings, Severity, Where, did_you_mean
from story_engine.seed.table import read_yaml
from story_engine.seed.yaml_tree import Listed

CODE = "PR100"
"""The code of every finding about a drawing, a place, a palette, a gesture, a feeling or an idiom."""


def art_findings(folder: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with the files in `art/` of the seed in `folder`; none for a pack."""
    if not folder.is_dir():
        return ()
    return tuple(
        Diagnostic(
            code=CODE,
            severity=Severity.WARNING,
            where=Where(path=str(fault.path), line=fault.line),
            message=fault.message,
            remedy=fault.remedy,
        )
        for fault in (*art_faults(folder / "art"), *idiom_faults(folder / "art"))
    )


def feeling_findings(folder: Path, seed: Seed | None) -> tuple[Diagnostic, ...]:
    """Names in `feelings:` of the seed in `folder` that no face draws; none for a pack, or a seed with errors."""
    if seed is None or not seed.feelings or not folder.is_dir():
        return ()
    with played_with(own_of(folder / "art")):
        known = tuple(feelings())
    tree = read_yaml(Path(seed.path).read_text(encoding="utf-8-sig"), seed.path, Findings()) or {}
    listed = tree.get("feelings")
    places = dict(zip(listed, listed.items_at, strict=True)) if isinstance(listed, Listed) else {}
    found = []
    for name in seed.feelings:
        if name not in known:
            line, column = places.get(name, (1, 1))
            near = did_you_mean(name, known)
            found.append(
                Diagnostic(
                    code=CODE,
                    severity=Severity.WARNING,
                    where=Where(path=seed.path, line=line, column=column),
                    message=f"no face is drawn for the feeling “{name}”; whoever has it looks calm",
                    remedy=near if near.startswith("did you") else "write an entry in art/faces/emotions.yaml",
                )
            )
    return tuple(found)
