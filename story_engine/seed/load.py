"""Reads a story seed's folder: everything wrong with it at once, or the seed.

It does not know how seeds are played.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, overload

from story_engine.errors import SeedError
from story_engine.seed.bridges import GENERIC_BRIDGE_WORDS
from story_engine.seed.diagnostics import Diagnostic, Findings, Severity, Where
from story_engine.seed.editions import EditionStore
from story_engine.seed.kept import INSTALLED, KeptScenes, SceneStore, scenes_key
from story_engine.seed.language import in_own_language
from story_engine.seed.model import Estimate, Saying, Seed
from story_engine.seed.pack import is_pack, unpack
from story_engine.seed.pointing import pointed
from story_engine.seed.table import MAX_BYTES
from story_engine.seed.translation import with_tongue
from story_engine.seed.world_file import read_world
from story_engine.uncollected import uncollected

EDITIONS = "editions"
"""Beside the kept scenes: the files of seeds as they were, for shows that began with them."""
MAX_FILES = 400
"""Scene files of one seed, because packs are hostile until validated."""
MAX_TOTAL = 16_000_000
"""Bytes of all scene files, because reading a megabyte takes most of a second."""

Begun: TypeAlias = tuple[Seed, Path, Mapping[str, str]]
"""The world of a seed, its folder, and the texts of its scenes by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Sequence[Diagnostic]):
    """Everything found in a seed, in the order of its files, and how long it lasts; itself a sequence of findings."""

    diagnostics: tuple[Diagnostic, ...]
    estimate: Estimate | None = None
    """None where the seed cannot be played."""
    seed: Seed | None = None
    """None where the seed cannot be played."""

    @overload
    def __getitem__(self, index: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Diagnostic]: ...
    def __getitem__(self, index: int | slice) -> Diagnostic | Sequence[Diagnostic]:
        """One finding, or some."""
        return self.diagnostics[index]

    def __len__(self) -> int:
        """How many findings there are."""
        return len(self.diagnostics)

    def of(self, severity: Severity) -> tuple[Diagnostic, ...]:
        """The findings of one severity."""
        return tuple(found for found in self.diagnostics if found.severity is severity)


def load_seed(path: Path | str, *, language: str | None = None, kept: Path | None = None) -> Seed:
    """The seed in the folder or pack `path`; raises SeedError with every diagnostic when it cannot be played.

    With a `language` it is shown in the translation of its table `lines/<language>.csv`. In the folder `kept` the
    scenes are kept that were found good, so that the next call takes an eighth of the time; beside it the files
    themselves, so that a show of today can be told again when they have been edited.
    """
    with uncollected():
        seed, folder = _loaded(Path(path), language, kept)
        if kept is None or kept == INSTALLED:
            return seed
        editions = kept.parent / EDITIONS
        EditionStore(editions).keep(folder, seed.digest)
        return replace(seed, editions=str(editions))


def load_edition(seed: Seed, digest: str) -> Seed | None:
    """The seed as it was when its files had that digest; None where these were not kept or cannot be read any more."""
    if digest == seed.digest:
        return seed
    folder = EditionStore(Path(seed.editions)).unpacked(digest) if seed.editions else None
    if folder is None:
        return None
    language = seed.tongue.language if seed.tongue is not None else None
    for told in dict.fromkeys((language, None)):
        with suppress(SeedError, OSError), uncollected():
            earlier, _ = _loaded(folder, told, Path(seed.editions) / "scenes")
            return (
                replace(earlier, editions=seed.editions) if (earlier.id, earlier.digest) == (seed.id, digest) else None
            )
    return None


def _loaded(path: Path, language: str | None, kept: Path | None) -> tuple[Seed, Path]:
    """The seed and the folder in which its files lie."""
    findings = Findings()
    begun = _begun(path, findings)
    seed = None
    if begun is not None:
        seed = _with_kept(begun, findings, kept) if kept is not None else _with_scenes(begun, findings)
        if not findings.errors:
            seed = _shown_in(seed, language, findings)
    found = findings.sorted()
    errors = [d for d in found if d.severity is Severity.ERROR]
    if begun is None or seed is None or errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise SeedError(f"{errors[0] if errors else path}{more}", found)
    return seed, begun[1]


def _shown_in(seed: Seed, language: str | None, findings: Findings) -> Seed:
    """The seed as it is shown: in a translation, or as it was written."""
    if not language or language == seed.language:
        return in_own_language(seed)
    return with_tongue(seed, language, findings)


def load_world(path: Path | str, *, language: str | None = None) -> Seed:
    """The seed in the folder or pack `path` without its scenes: title, people, places, tastes, words.

    A tenth of the work of `load_seed`, for who shows a story and does not tell it. Raises SeedError.
    """
    findings = Findings()
    begun = _begun(Path(path), findings)
    seed = begun[0] if begun is not None else None
    if seed is not None and not findings.errors:
        seed = _shown_in(seed, language, Findings())  # a table's rows belong to scenes that are not read here
    if seed is None or findings.errors:
        found = findings.sorted()
        raise SeedError(str(found[0] if found else path), found)
    return seed


def check_seed(path: Path | str) -> Report:
    """Everything wrong with the seed in the folder or pack `path`, by file and line, and how long it lasts."""
    with uncollected():
        findings = Findings()
        begun = _begun(Path(path), findings)
        if begun is None:
            return Report(diagnostics=findings.sorted())
        from story_engine.seed.whole import check_all, with_scenes  # here, as below

        seed = with_scenes(*begun, findings)
        estimate = check_all(seed, findings)
        texts = {str(begun[1] / name): text for name, text in begun[2].items()}
        texts[seed.path] = (begun[1] / "seed.yaml").read_text(encoding="utf-8-sig")
        found = pointed(findings.sorted(), texts)
        return Report(diagnostics=found, estimate=estimate, seed=None if findings.errors else seed)


def _with_scenes(begun: Begun, findings: Findings) -> Seed:
    """The whole seed, read and checked for errors."""
    from story_engine.seed.whole import check_errors, with_scenes  # here: with kept scenes nobody waits for its import

    seed = with_scenes(*begun, findings)
    check_errors(seed, findings)
    return seed


def _with_kept(begun: Begun, findings: Findings, folder: Path) -> Seed:
    """The whole seed with the scenes that were kept of its very files, or read, checked and kept now."""
    seed, where, _ = begun
    store, key = SceneStore(folder), scenes_key(where, seed.digest)
    # What is wrong with the world is told together with what is wrong with the scenes, so these are read then.
    scenes = None if findings.errors else store.read(key) or SceneStore(INSTALLED).read(key)
    if scenes is not None:
        return replace(seed, storylets=scenes.storylets, initial=scenes.initial, variables=scenes.variables)
    seed = _with_scenes(begun, findings)
    if not findings.errors:
        store.keep(key, KeptScenes(storylets=seed.storylets, initial=seed.initial, variables=seed.variables))
    return seed


def _begun(folder: Path, findings: Findings) -> Begun | None:
    if is_pack(folder):
        try:
            folder = unpack(folder)
        except SeedError as error:
            findings.extend(error.diagnostics)
            return None
    world_file = folder / "seed.yaml"
    if not folder.is_dir():
        findings.error("SD100", Where(path=str(folder)), "there is no such folder", "give the folder of a seed")
        return None
    texts = _texts(folder, findings)
    if "seed.yaml" not in texts:
        if not findings.errors:
            findings.error("SD100", Where(path=str(world_file)), "seed.yaml is missing", "write the world into it")
        return None
    digest = hashlib.sha256("\0".join(f"{n}\0{t}" for n, t in sorted(texts.items())).encode()).hexdigest()
    seed = read_world(texts.pop("seed.yaml"), str(world_file), folder, findings, digest)
    if seed is None:
        return None
    return replace(seed, words=_words(seed)), folder, texts


def _texts(folder: Path, findings: Findings) -> dict[str, str]:
    scenes = (folder / "scenes").glob("**/*.yarn")
    files = [folder / "seed.yaml", *sorted(itertools.islice(scenes, MAX_FILES + 1))]
    if len(files) > MAX_FILES:
        findings.error("SD101", Where(path=str(folder / "scenes")), f"more than {MAX_FILES} scene files", "join some")
        return {}
    texts: dict[str, str] = {}
    total = 0
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
        elif (total := total + file.stat().st_size) > MAX_TOTAL:
            findings.error(
                "SD101", Where(path=str(folder)), f"more than {MAX_TOTAL // 1_000_000} MB of scenes", "cut it"
            )
            return {}
        else:
            try:
                texts[name] = file.read_text(encoding="utf-8-sig")
            except (UnicodeDecodeError, OSError) as error:
                findings.error("SD101", Where(path=str(file)), f"cannot be read: {error}", "save it as UTF-8 text")
    return texts


def _words(seed: Seed) -> Mapping[str, tuple[Saying, ...]]:
    generic = {name: tuple(Saying(say=text) for text in texts) for name, texts in GENERIC_BRIDGE_WORDS.items()}
    return MappingProxyType(generic | dict(seed.words))
