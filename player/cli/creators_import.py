"""`evershow import`: scenes, words and cast from other formats: Yarn, Twee 3, Tracery, character cards.

It does not know their engines: what has no counterpart is kept as a comment and counted.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from player.cli.creators_extract import Found, Spot
from player.cli.creators_format import format_yarn
from player.cli.creators_new import write_seed
from story_engine.seed import check_seed

LARGEST = 8_000_000
"""Bytes of a file that is read."""
MOST_PASSAGES = 2000
_LINK = re.compile(r"\[\[(.+?)\]\]")
_SPEECH = re.compile(r"^\s*([A-Z][\w.'’ -]{0,24}):\s+(.+)$")
_COMMAND = re.compile(r"<<.*?>>")
_KNOWN = re.compile(r"<<\s*(if|else|elseif|endif|once|endonce|jump|detour|stop|set|declare|wait)\b")


@dataclass(slots=True)
class Brought:
    """What was read from a file, as parts of a seed."""

    kind: str
    names: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    """Scenes in Yarn."""
    words: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """Name of a person → how they look or are."""
    lost: list[str] = field(default_factory=list)
    """What has no counterpart."""
    title: str = ""
    logline: str = ""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=None,
              help="The new seed's folder; otherwise named like the file.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def import_file(file: Path, into: Path | None, as_json: bool) -> None:
    """Make a seed from a Yarn script, a Twee 3 story, a Tracery grammar or a character card (V2, V3).

    \b
    evershow import Cave.twee
    evershow import grammar.json --into my-seed
    evershow import card.json
    """
    if file.stat().st_size > LARGEST:
        raise click.BadParameter(f"{file} is larger than {LARGEST // 1_000_000} MB", param_hint="FILE")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{file} is no UTF-8 text; save it as UTF-8", param_hint="FILE") from error
    brought = read_foreign(text, file.suffix.lower(), file.name)
    folder = into or Path(re.sub(r"[^A-Za-z0-9]+", "-", file.stem).strip("-").lower() or "imported")
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(f"{folder} exists and is not empty; name another with --into", param_hint="--into")
    _write(folder, brought)
    report = check_seed(folder)
    errors = [str(diagnostic) for diagnostic in report if diagnostic.severity == "error"]
    told: dict[str, Any] = {
        "folder": str(folder), "format": brought.kind, "scenes": len(brought.nodes), "cast": brought.names,
        "words": len(brought.words), "lost": brought.lost, "errors": errors,
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(told))
    else:
        counts = f"{len(brought.nodes)} scenes, {len(brought.names)} people, {len(brought.words)} word lists"
        click.echo(f"{folder}: {counts} from {brought.kind}")
        for loss in brought.lost[:12]:
            click.echo(f"  without counterpart: {loss}")
        for error in errors[:12]:
            click.echo(f"  to mend: {error}")
        click.echo(f"  evershow check {folder}")
    sys.exit(1 if errors else 0)


def read_foreign(text: str, suffix: str, name: str) -> Brought:
    """What a file of another format holds; a usage error for one that is not known."""
    if suffix in (".tw", ".twee", ".twee3"):
        return read_twee(text)
    if suffix == ".yarn":
        return read_yarn(text)
    if suffix == ".json":
        try:
            tree = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise click.BadParameter(f"{name} is no JSON: {error}", param_hint="FILE") from error
        if isinstance(tree, dict) and (str(tree.get("spec", "")).startswith("chara_card") or "first_mes" in tree):
            return read_card(tree)
        if isinstance(tree, dict) and tree and all(isinstance(rule, str | list) for rule in tree.values()):
            return read_tracery(tree)
    raise click.BadParameter(f"{name}: known are .yarn, .twee, Tracery and character cards as .json", param_hint="FILE")


def node_id(title: str) -> str:
    """A title as the id of a node."""
    word = re.sub(r"\W+", "_", title.strip().lower()).strip("_") or "passage"
    return word if word[0].isalpha() else f"n_{word}"


def _clean(text: str) -> str:
    return re.sub(r"[{}\[\]\\]|#(?=\w)|//", "", text).strip()


# --- Twee 3 -------------------------------------------------------------------------------------------


def read_twee(text: str) -> Brought:
    """Passages become nodes, links become options, tags become tags; macros without counterpart are told."""
    brought = Brought(kind="Twee 3")
    passages: list[tuple[str, list[str], list[str]]] = []
    for row in text.replace("\r\n", "\n").split("\n"):
        head = re.match(r"^::\s*(.+?)\s*(\[[^\]]*\])?\s*(\{.*\})?\s*$", row)
        if head is not None and len(passages) < MOST_PASSAGES:
            tags = (head[2] or "[]")[1:-1].split()
            passages.append((head[1].replace("\\", ""), tags, []))
        elif passages:
            passages[-1][2].append(row)
    start = ""
    for title, _, body in passages:
        if title == "StoryTitle":
            brought.title = " ".join(body).strip()
        if title == "StoryData":
            match = re.search(r'"start"\s*:\s*"([^"]+)"', "\n".join(body))
            start = match[1] if match is not None else ""
    told = [p for p in passages if p[0] not in ("StoryTitle", "StoryData") and not {"script", "stylesheet"} & set(p[1])]
    known = {title: node_id(title) for title, _, _ in told}
    start = start if start in known else "Start" if "Start" in known else next(iter(known), "")
    for title, tags, body in told:
        brought.nodes.append(_passage(title, tags, body, known, title == start, brought))
    return brought


def _passage(
    title: str, tags: list[str], body: list[str], known: Mapping[str, str], first: bool, brought: Brought
) -> str:
    rows = [f"title: {known[title]}", f"title_text: {_clean(title)}"]
    rows += [f"// tags: {', '.join(tags)}"] if tags else []
    rows += ["place: any", "once: yes", "tags: opening", "weight: 5", "---"] if first else ["sub: yes", "---"]
    options: list[str] = []
    said = False
    for row in body:
        for link in _LINK.findall(row):
            words, target = _twee_link(link)
            if target in known:
                options.append(f"-> {_clean(words) or target}\n    <<jump {known[target]}>>")
            else:
                brought.lost.append(f"{title}: the link to “{target}” leads nowhere")
        plain = _LINK.sub(lambda match: _twee_link(match[1])[0], row)
        for macro in (*_COMMAND.findall(plain), *re.findall(r"\([a-z-]+:[^)]*\)", plain)):
            brought.lost.append(f"{title}: {macro}")
            plain = plain.replace(macro, "")
        plain = _clean(re.sub(r"<[^>]*>|''|//|\*\*", "", plain))
        if plain and not _LINK.fullmatch(row.strip()):
            rows.append(re.sub(r"^(->|=>|===|---)", "", plain) or "…")
            said = True
    if not said:
        rows.append("…")
    rows += options
    return "\n".join((*rows, "==="))


def _twee_link(link: str) -> tuple[str, str]:
    for mark, target_last in (("->", True), ("<-", False), ("|", True)):
        if mark in link:
            left, right = link.split(mark, 1)
            return (left.strip(), right.strip()) if target_last else (right.strip(), left.strip())
    return link.strip(), link.strip()


# --- Yarn ---------------------------------------------------------------------------------------------


def read_yarn(text: str) -> Brought:
    """Nodes keep their text; speakers become the cast, unknown commands comments."""
    brought = Brought(kind="Yarn")
    names: dict[str, int] = {}
    entries = re.split(r"^===\s*$", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    jumped = set(re.findall(r"<<\s*(?:jump|detour)\s+(\w+)\s*>>", text))
    first = True
    for entry in entries[:MOST_PASSAGES]:
        head, mark, body = entry.partition("\n---")
        title = re.search(r"^title:\s*(\S.*)$", head, re.MULTILINE)
        if not mark or title is None:
            continue
        when = re.search(r"^when:\s*(.+)$", head, re.MULTILINE)
        sub = title[1].strip() in jumped and not first
        rows = [f"title: {node_id(title[1])}", "sub: yes"] if sub else [f"title: {node_id(title[1])}", "place: any"]
        rows += [f"// when: {when[1]}"] if when is not None else []
        rows += ["---"]
        for row in body.split("\n"):
            row = re.sub(r"<<\s*(jump|detour)\s+(\w+)\s*>>", lambda m: f"<<{m[1]} {node_id(m[2])}>>", row)
            command = row.strip().startswith("<<") and not _KNOWN.match(row.strip())
            if command:
                brought.lost.append(f"{title[1].strip()}: {row.strip()}")
                row = f"{row[: len(row) - len(row.lstrip())]}// {row.strip()}"
            if (speech := _SPEECH.match(row)) is not None and speech[1] not in ("Narrator",):
                names[speech[1]] = names.get(speech[1], 0) + 1
            rows.append(re.sub(r"\s#line:\S+", "", row))
        brought.nodes.append(format_yarn("\n".join((*rows, "==="))).rstrip())
        first = False
    brought.names = sorted(names, key=lambda name: -names[name])[:6]
    return brought


# --- Tracery, character cards -------------------------------------------------------------------------


def read_tracery(tree: Mapping[str, Any]) -> Brought:
    """Rules become word lists; `#symbol#` stays as it is, the seed's words read it."""
    brought = Brought(kind="Tracery")
    for symbol, rules in tree.items():
        entries = [rules] if isinstance(rules, str) else [rule for rule in rules if isinstance(rule, str)]
        said = []
        for rule in entries:
            for action in re.findall(r"\[[^\]]*\]", rule):
                brought.lost.append(f"{symbol}: {action}")
                rule = rule.replace(action, "").strip()
            if rule.strip():
                said.append(rule)
        if said:
            brought.words[node_id(symbol)] = said
    for symbol in ("origin", "story", "line"):
        if symbol in brought.words:
            brought.nodes.append(
                f'title: from_the_grammar\nplace: any\ncooldown: 2\ntags: wonder 0.5\n---\n{{words("{symbol}")}}\n==='
            )
            break
    return brought


def read_card(tree: Mapping[str, Any]) -> Brought:
    """A character card: its person, how they are, and their first words."""
    card = tree.get("data") if isinstance(tree.get("data"), dict) else tree
    assert isinstance(card, Mapping)
    name = str(card.get("name") or "Somebody")[:40]
    brought = Brought(kind="a character card", names=[name], title=name, logline=str(card.get("scenario") or "")[:140])
    brought.notes[name] = " ".join(str(card.get(key) or "") for key in ("description", "personality")).strip()[:400]
    greeting = str(card.get("first_mes") or "").replace("{{char}}", name).replace("{{user}}", "you")
    lines = [_clean(row) for row in re.split(r"\n+|(?<=[.!?])\s+", greeting)]
    said = [f"{name}: {line}" if not line.startswith("*") else line.strip("* ") for line in lines if line.strip("* ")]
    if said:
        brought.nodes.append("\n".join(("title: first_words", "place: any", "once: yes", "weight: 5", "---", *said[:20],
                                        "===")))  # fmt: skip
    book = card.get("character_book")
    for entry in book.get("entries", []) if isinstance(book, dict) else []:
        if isinstance(entry, dict):
            keys = entry.get("keys") if isinstance(entry.get("keys"), list) else []
            brought.lost.append(f"book entry {', '.join(str(key) for key in keys or [])}"[:120])
    return brought


# --- writing ------------------------------------------------------------------------------------------


def _write(folder: Path, brought: Brought) -> None:
    """A template seed with what was brought in its own scene file and word lists."""
    found = Found(
        names=tuple(brought.names), places=(Spot(name="the harbour", set="harbour"),), tags=(), scenes=(),
        logline=brought.logline,
    )  # fmt: skip
    write_seed(folder, found, brought.title or folder.name.replace("-", " ").title())
    if brought.nodes:
        text = "\n".join(brought.nodes) + "\n"
        (folder / "scenes" / "imported.yarn").write_text(text, encoding="utf-8")
    world = folder / "seed.yaml"
    text = world.read_text(encoding="utf-8")
    if brought.words:
        rows = [f"  {name}: {json.dumps(said, ensure_ascii=False)}" for name, said in brought.words.items()]
        text = text.replace("\nwords:\n", "\nwords:\n" + "\n".join(rows) + "\n", 1)
    for name, note in brought.notes.items():
        plain = json.dumps(re.sub(r"\s+", " ", _clean(note)), ensure_ascii=False)
        given = re.search(rf'name: "{re.escape(name)}", look: ("[^"]*")', text)
        if note and given is not None:
            text = text[: given.start(1)] + plain + text[given.end(1) :]
    world.write_text(text, encoding="utf-8")


__all__ = ["Brought", "import_file", "read_foreign"]
