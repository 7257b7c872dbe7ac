"""Finds and reads the files of a Yarn project: one script, a folder of scripts, or a `.yarnproject`.

It does not know what the scripts say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from story_engine.yarn.problems import Problem
from story_engine.yarn.words import LONGEST_FILE

MOST_FILES = 5_000
"""Scripts of one project."""
LARGEST_PROJECT = 64_000_000
"""Bytes of all scripts of one project together."""
_BYTES_PER_LETTER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The texts of a project by path, and what could not be read."""

    texts: dict[str, str]
    problems: tuple[Problem, ...]


def is_yarn_project(path: Path) -> bool:
    """True for a script, a `.yarnproject`, or a folder that holds scripts; what belongs to a seed is not one."""
    if any((folder / "seed.yaml").exists() for folder in (path.parent, path.parent.parent)):
        return False
    if path.is_dir():
        return not (path / "seed.yaml").exists() and any(path.glob("**/*.yarn"))
    return path.suffix in (".yarn", ".yarnproject")


def read_project(path: Path) -> Sources:
    """Read all scripts of a project."""
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    size = 0
    for count, file in enumerate(_files(path, problems)):
        size += _bytes_of(file)
        if count >= MOST_FILES or size > LARGEST_PROJECT:
            message = f"the project has more than {MOST_FILES:,} files or {LARGEST_PROJECT:,} bytes"
            problems.append(_unreadable(path, message, "check a part of it"))
            break
        found = read_script(file)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            texts[str(file)] = found
    return Sources(texts=texts, problems=tuple(problems))


def _bytes_of(file: Path) -> int:
    """The size of a file; 0 where there is none any more, which `read_script` tells."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def read_script(file: Path) -> str | Problem:
    """The text of one file, or why it cannot be read."""
    try:
        if file.stat().st_size > LONGEST_FILE * _BYTES_PER_LETTER:
            message = f"the file has {file.stat().st_size:,} bytes, more than {LONGEST_FILE * _BYTES_PER_LETTER:,}"
            return _unreadable(file, message, "split it into several files")
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        return _unreadable(file, "the file is not UTF-8", "save it as UTF-8", line)
    except OSError as error:
        return _unreadable(file, f"the file cannot be read ({error.strerror})", "correct the path")


def _unreadable(path: Path, message: str, remedy: str, line: int = 1) -> Problem:
    return Problem(code="Y001", line=line, column=1, length=1, message=message, remedy=remedy, path=str(path))


def _files(path: Path, problems: list[Problem]) -> Iterable[Path]:
    """The scripts of a project, in order; what cannot be looked at is told."""
    try:
        return _found(path, problems)
    except OSError as error:
        problems.append(_unreadable(path, f"it cannot be read ({error.strerror})", "correct the path"))
        return ()


def _found(path: Path, problems: list[Problem]) -> Iterable[Path]:
    if path.is_file() and path.suffix != ".yarnproject":
        return (path,)
    if path.is_dir():
        listed = sorted(path.glob("*.yarnproject"))
        return _listed(listed[0], problems) if listed else sorted(path.glob("**/*.yarn"))
    if path.is_file():
        return _listed(path, problems)
    problems.append(_unreadable(path, "there is no such file", "correct the path"))
    return ()


def _listed(project: Path, problems: list[Problem]) -> list[Path]:
    """The scripts that a `.yarnproject` names by its patterns."""
    text = read_script(project)
    if isinstance(text, Problem):
        problems.append(text)
        return []
    try:
        content = json.loads(text)
        patterns = content.get("sourceFiles", ["**/*.yarn"])
        excluded = content.get("excludeFiles", [])
        found = {file for pattern in patterns for file in _matches(project.parent, pattern) if file.suffix == ".yarn"}
        found -= {file for pattern in excluded for file in _matches(project.parent, pattern)}
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        problems.append(_unreadable(project, f"the project file cannot be used ({error})", "correct its JSON"))
        return []
    return sorted(found)


def _matches(folder: Path, pattern: object) -> Iterable[Path]:
    """The files below a folder that fit a pattern; nothing outside it is looked at."""
    parts = Path(str(pattern)).parts
    if not parts or ".." in parts or Path(str(pattern)).is_absolute():
        raise ValueError(f"the pattern “{pattern}” leaves the project's folder")
    return folder.glob(str(pattern))
