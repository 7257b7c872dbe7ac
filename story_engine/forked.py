"""Keeps a running show: a copy of its seed that begins where the show is, for a creator to edit.

It does not know players; what it writes is an ordinary seed folder, checked like any other.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from story_engine.errors import SeedError
from story_engine.seed import check_seed
from story_engine.seed.diagnostics import Severity
from story_engine.seed.standing import standing_lines
from story_engine.show import Show
from story_engine.world import first_world

STORY_FILE = "seed.yaml"
PLAYED_FILE = "played.md"
MOST_COPIES = 1000
_TOP = re.compile(r"^(?=\S)(?!#)", re.MULTILINE)
_NAME = re.compile(r"[^a-z0-9]+")


def fork_seed(show: Show, folder: Path, title: str = "") -> Path:
    """A new folder in `folder` with the show's seed as it stands now; raises SeedError, OSError.

    `start:` says what has changed since the seed's own beginning; `played.md` tells what was seen and chosen.
    """
    seed = (show.state.coming or show.state.stack).seed
    source = Path(seed.path).parent
    title = title or f"{seed.title}, from here"
    target = _free(folder, _NAME.sub("-", title.lower()).strip("-")[:60] or seed.id)
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".kept-", dir=folder))
    try:
        copy = made / target.name
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        text = (copy / STORY_FILE).read_text(encoding="utf-8")
        lines = standing_lines(first_world(seed).values, show.state.moment.world.values)
        text = _with_start(_with_name(text, target.name, title), lines)
        (copy / STORY_FILE).write_text(text, encoding="utf-8")
        (copy / PLAYED_FILE).write_text(_played(show, title), encoding="utf-8")
        errors = check_seed(copy).of(Severity.ERROR)
        if errors:
            raise SeedError(f"what was played cannot be kept as a seed: {errors[0]}")
        copy.replace(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return target


def _free(folder: Path, name: str) -> Path:
    """A path that is not taken yet."""
    names = (name, *(f"{name}-{number}" for number in range(2, MOST_COPIES)))
    return next(folder / known for known in names if not (folder / known).exists())


def _with_name(text: str, name: str, title: str) -> str:
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    text = re.sub(r"^seed:.*$", lambda _: f"seed: {name}", text, count=1, flags=re.MULTILINE)
    return re.sub(r"^title:.*$", lambda _: f'title: "{quoted}"', text, count=1, flags=re.MULTILINE)


def _with_start(text: str, lines: Sequence[str]) -> str:
    """The file with `lines` at the end of its `start:`."""
    entries = "".join(f'  - "{line}"\n' for line in lines)
    if not entries:
        return text
    note = "  # where the show stood when it was kept\n"
    found = re.search(r"^start:(.*)$", text, re.MULTILINE)
    if found is None:
        return f"{text.rstrip()}\n\nstart:\n{note}{entries}"
    after = _TOP.search(text, found.end() + 1)
    end = after.start() if after else len(text)
    if listed := found[1].split(" #")[0].strip():  # written in one line: [a, b]
        block = text[found.start() : end]
        inside = block[block.index("[") + 1 : block.rindex("]")] if listed.startswith("[") else ""
        items = [item.strip().strip("\"'") for item in re.split(r",(?![^(]*\))", inside) if item.strip()]
        own = "".join(f'  - "{item}"\n' for item in items)
        return f"{text[: found.start()]}start:\n{own}{note}{entries}{text[end:]}"
    return f"{text[:end].rstrip()}\n{note}{entries}{text[end:]}"


def _played(show: Show, title: str) -> str:
    """What was seen and chosen, for people."""
    lines = [f"# {title}", "", "Scenes and choices of the show from which this seed was kept.", ""]
    prompt: dict[int, str] = {}
    for entry in show.log:
        fields = entry.record.fields
        if entry.record.kind == "scene":
            lines.append(f"- **{fields.get('title') or fields.get('storylet', '')}** (`{fields.get('storylet', '')}`)")
        elif entry.record.kind == "choice":
            prompt[int(fields.get("id", 0))] = str(fields.get("prompt", ""))
        elif entry.record.kind == "option":
            asked = prompt.get(int(fields.get("choice", 0)), "")
            lines.append(f"  - {asked + ' ' if asked else ''}→ {fields.get('text', fields.get('option', ''))}")
        elif entry.record.kind == "wish":
            lines.append(f"  - wished: {fields.get('text', '')}")
    return "\n".join(lines) + "\n"
