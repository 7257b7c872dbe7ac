"""Finds the pictures that a seed names and their digests.

It does not read what is in them.
"""

from __future__ import annotations

import difflib
import hashlib
from pathlib import Path

from story_engine.plan import Look
from story_engine.seed.diagnostics import Findings, Where

ASSETS = Path(__file__).resolve().parents[2] / "assets"
"""The built-in pictures, beside the packages in a checkout and in a wheel alike."""
_SUFFIXES = (".yaml", ".svg")


class LookFinder:
    """Looks of one seed: its own `art/` first, then the built-in assets."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self._folders = (folder / "art", ASSETS)
        self._findings = findings

    def look(self, kind: str, asset: str, words: str, where: Where) -> Look:
        """The look of `asset` below `kind` ("puppets", "places", "props"); words alone when it has no picture."""
        if not asset:
            if not words:
                self._findings.warn("SD140", where, "has neither picture nor words", "add “look: …” with a few words")
            return Look(words=words)
        if not asset.replace("_", "").replace("-", "").isalnum():
            self._findings.error("SD141", where, f"“{asset}” is no asset id", "use letters, digits and _")
            return Look(words=words)
        for folder in self._folders:
            for path in (folder / kind / asset, folder / asset):
                for suffix in _SUFFIXES:
                    if (file := path.with_name(path.name + suffix)).is_file():
                        digest = hashlib.sha256(file.read_bytes()).hexdigest()
                        return Look(asset=asset, words=words, digest=digest)
        near = difflib.get_close_matches(asset, self._known(kind), n=1)
        remedy = f"did you mean “{near[0]}”?" if near else "add it, or its words are drawn instead"
        self._findings.warn("SD142", where, f"the picture “{asset}” is missing in {kind}", remedy)
        return Look(words=words or asset.replace("_", " "))

    def style(self, name: str, where: Where) -> str:
        """The style a seed names, its own `art/styles` first; paper, with a warning, when there is none."""
        if any((folder / "styles" / f"{name}.yaml").is_file() for folder in self._folders):
            return name
        near = difflib.get_close_matches(name, self._known("styles"), n=1) or self._known("styles")
        remedy = f"did you mean “{near[0]}”?" if near else f"no style is installed in {ASSETS}; install Evershow again"
        self._findings.warn("SD142", where, f"the style “{name}” is missing", remedy)
        return "paper"

    def _known(self, kind: str) -> list[str]:
        """Names of the pictures of a kind."""
        files = (file for folder in self._folders for file in (folder / kind).glob("*"))
        return sorted({file.stem for file in files if file.suffix in _SUFFIXES})
