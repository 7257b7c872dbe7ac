"""Every diagnostic of a seed by its code: what it is called, why it comes, how to mend it, an example.

It does not find anything; `docs/diagnostics.md` is written from this table by `build/diagnostics.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from story_engine.seed.diagnostics import Severity

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "1": "Syntax and files",
        "2": "Names and types",
        "3": "Logic",
        "4": "Reachability",
        "5": "Continuity",
        "6": "Pacing and endlessness",
        "7": "Text and captions",
        "8": "Rating",
        "9": "Packs",
    }
)
"""Families by the first digit of a code."""
_TABLE = "codes.tsv"
_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "H": Severity.HINT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One kind of diagnostic."""

    code: str
    severity: Severity
    title: str
    cause: str
    remedy: str
    example: str
    """A line of a seed that raises it, or what to do so that it comes."""

    @property
    def family(self) -> str:
        """The name of its family."""
        return FAMILIES[self.code[2]]


def codes() -> Mapping[str, Code]:
    """Every code in order."""
    found: dict[str, Code] = {}
    text = files("story_engine.seed").joinpath(_TABLE).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("SD"):
            continue
        code, severity, title, cause, remedy, example = line.split("\t")
        found[code] = Code(
            code=code, severity=_SEVERITIES[severity], title=title, cause=cause, remedy=remedy, example=example
        )
    return MappingProxyType(found)


def as_page() -> str:
    """The page that documents every code, in Markdown."""
    lines = [
        "# Diagnostics of story seeds",
        "",
        "What `evershow check` can find, by code. Errors stop a seed from playing, warnings play but hardly as meant,",
        "hints are advice. Each finding comes with file, line, column and what to do; `--json` gives the same to",
        "programs.",
        "This page is written by `python build/diagnostics.py`.",
    ]
    family = ""
    for code in codes().values():
        if code.family != family:
            family = code.family
            lines += ["", f"## SD{code.code[2]}xx: {family}"]
        lines += ["", f"### {code.code} {code.title} ({code.severity})", "", f"{code.cause} **Remedy:** {code.remedy}"]
        lines += ["", f"    {code.example}"]
    return "\n".join(lines) + "\n"
