"""Reads a story seed's folder: everything wrong with it at once, or the seed.

It does not know how seeds are played.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from story_engine.errors import SeedError
from story_engine.seed.check import check_names
from story_engine.seed.diagnostics import Diagnostic, Findings, Severity, Where
from story_engine.seed.logic import check_logic
from story_engine.seed.model import Saying, Seed, Storylet
from story_engine.seed.script import Assign
from story_engine.seed.steps import every_statement
from story_engine.seed.table import MAX_BYTES
from story_engine.seed.world_file import read_world
from story_engine.seed.yarn import read_nodes

MAX_FILES = 400
"""Scene files of one seed, because packs are hostile until validated."""
_BRIDGES = Path(__file__).with_name("bridges.yarn")

GENERIC_BRIDGE_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bridge_travel": (
            "{who} took the long way to {place}. It was exactly as long as it looked.",
            "A little later, {who} came to {place}.",
            "The way to {place} was short. {who} thought for all of it.",
            "By the time {who} reached {place}, the light had moved.",
            "{who} arrived at {place}, slightly out of breath and not late.",
            "There is a path to {place}. {who} knew it by its puddles.",
        ),
        "bridge_quiet": (
            "For a while nothing happened at {place}, and took its time about it.",
            "At {place} the hour went by on tiptoe.",
            "The quiet at {place} was the good kind.",
            "Somewhere near {place} a door closed, gently, as if it had thought first.",
            "The wind went once around {place} and found nothing out of order.",
            "It was that part of the day which nobody has named.",
            "The light at {place} leaned over to see what would come next.",
        ),
        "bridge_night": (
            "Evening came up the road to {place} and sat down.",
            "One by one the lights of {place} remembered what they were for.",
            "The dark arrived at {place}, wiping its feet.",
        ),
    }
)
"""Narrator's sentences of automatic scenes for seeds that bring none."""


def load_seed(path: Path | str) -> Seed:
    """The seed in the folder `path`; raises SeedError with every diagnostic when it cannot be played."""
    seed, found = _read(Path(path))
    errors = [d for d in found if d.severity is Severity.ERROR]
    if seed is None or errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise SeedError(f"{errors[0] if errors else path}{more}", found)
    return seed


def check_seed(path: Path | str) -> tuple[Diagnostic, ...]:
    """Everything wrong with the seed in the folder `path`, by file and line."""
    return _read(Path(path))[1]


def _read(folder: Path) -> tuple[Seed | None, tuple[Diagnostic, ...]]:
    findings = Findings()
    world_file = folder / "seed.yaml"
    if not folder.is_dir():
        findings.error("SD100", Where(path=str(folder)), "there is no such folder", "give the folder of a seed")
        return None, findings.sorted()
    texts = _texts(folder, findings)
    if "seed.yaml" not in texts:
        if not findings.errors:
            findings.error("SD100", Where(path=str(world_file)), "seed.yaml is missing", "write the world into it")
        return None, findings.sorted()
    digest = hashlib.sha256("\0".join(f"{n}\0{t}" for n, t in sorted(texts.items())).encode()).hexdigest()
    seed = read_world(texts.pop("seed.yaml"), str(world_file), folder, findings, digest)
    if seed is None:
        return None, findings.sorted()
    seed = replace(seed, words=_words(seed))
    nodes = [n for name, text in sorted(texts.items()) for n in read_nodes(text, str(folder / name), seed, findings)]
    nodes += read_nodes(_BRIDGES.read_text(encoding="utf-8"), "bridges.yarn", seed, findings, automatic=True)
    seed = _with_scenes(seed, nodes, findings)
    if not any(not node.automatic and not node.sub for node in seed.storylets.values()) and not findings.errors:
        findings.error("SD100", Where(path=str(folder / "scenes")), "the seed has no scenes", "add scenes/first.yarn")
    check_names(seed, findings)
    if not findings.errors:
        check_logic(seed, findings)
    return seed, findings.sorted()


def _texts(folder: Path, findings: Findings) -> dict[str, str]:
    files = [folder / "seed.yaml", *sorted((folder / "scenes").glob("**/*.yarn"))]
    if len(files) > MAX_FILES:
        findings.error("SD101", Where(path=str(folder / "scenes")), f"more than {MAX_FILES} scene files", "join some")
        return {}
    texts = {}
    for file in files:
        if not file.is_file():
            continue
        name = file.relative_to(folder).as_posix()
        if file.resolve().is_relative_to(folder.resolve()) is False:
            findings.error("SD109", Where(path=str(file)), "the file lies outside the seed", "no links out of a seed")
        elif file.stat().st_size > MAX_BYTES:
            findings.error(
                "SD101", Where(path=str(file)), f"the file is larger than {MAX_BYTES // 1000} kB", "split it"
            )
        else:
            try:
                texts[name] = file.read_text(encoding="utf-8-sig")
            except (UnicodeDecodeError, OSError) as error:
                findings.error("SD101", Where(path=str(file)), f"cannot be read: {error}", "save it as UTF-8 text")
    return texts


def _words(seed: Seed) -> Mapping[str, tuple[Saying, ...]]:
    generic = {name: tuple(Saying(say=text) for text in texts) for name, texts in GENERIC_BRIDGE_WORDS.items()}
    return MappingProxyType(generic | dict(seed.words))


def _with_scenes(seed: Seed, nodes: list[Storylet], findings: Findings) -> Seed:
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
