"""Reads tables of translated lines (`lines/<lang>.csv`), says what is wrong in them, and gives a seed its tongue.

It does not know when a text is shown. Columns as in Yarn's string tables: id, text, original, context.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from story_engine.errors import ExpressionError
from story_engine.expr import Expr, parse, walk, written
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.grammars import references
from story_engine.seed.lines import Source, needs_words, sources
from story_engine.seed.linetext import template_of
from story_engine.seed.model import Seed, ending_of
from story_engine.seed.script import Template
from story_engine.seed.table import MAX_BYTES
from story_engine.seed.tongue import Tongue
from story_engine.seed.wording import MOST_CAPTION, MOST_CARD

COLUMNS = ("id", "text", "original", "context")
LINES = "lines"
"""Folder of a seed that holds its tables."""
CHANGED = "CHANGED"
"""First word of the context of a row whose original was changed after it was translated."""
MOST_ROWS = 20_000
"""Rows of one table, because seeds are hostile until validated."""
MOST_TEXT = 2_000
"""Characters of one translated text; captions hold a hundred at a time."""
MOST_TABLES = 40
"""Languages of one seed that are looked at."""
MOST_GUESSED = 3
"""Rows without a line whose id is compared with every id of the seed, because each takes a tenth of a second."""
REWRITTEN = 0.4
"""Share of words in both from which one line is taken for what became of another."""
LONGER = 1.35
"""How much longer than a caption's limit a translated sentence may be: most languages need more letters."""
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""A language as a table is called."""
OWN = Path(__file__).with_name("tongues")
"""Tables of the engine's own lines: bridges, and replies to wishes."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_SENTENCE = re.compile(r"(?<=[.!?…])[”“’\"]?\s+")
_WORD = re.compile(r"\w+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_FIRST_HOLE = 0xE000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table."""

    id: str
    text: str
    original: str
    context: str
    where: Where


def languages(folder: Path) -> tuple[str, ...]:
    """The languages for which a seed's folder has a table."""
    files = sorted((folder / LINES).glob("*.csv"))[:MOST_TABLES]
    return tuple(file.stem for file in files if LANGUAGE.fullmatch(file.stem))


def with_tongue(seed: Seed, language: str, findings: Findings) -> Seed:
    """The seed as it is shown in `language`; what is wrong with its table is told."""
    folder = Path(seed.path).parent
    file = folder / LINES / f"{language}.csv"
    if not LANGUAGE.fullmatch(language) or not file.is_file():
        has = ", ".join(languages(folder)) or "none"
        remedy = f"it has {has}; “evershow lines {seed.id} {language}” begins one"
        findings.error("SD720", Where(path=str(file)), f"the seed is not translated into “{language}”", remedy)
        return seed
    return replace(seed, tongue=read_tongue(seed, file, findings))


def check_translations(seed: Seed, findings: Findings) -> None:
    """Say what is wrong in every table of the seed."""
    folder = Path(seed.path).parent
    for language in languages(folder):
        read_tongue(seed, folder / LINES / f"{language}.csv", findings)


def read_tongue(seed: Seed, file: Path, findings: Findings, *, own: bool = False) -> Tongue:
    """The translation in a table, over the engine's own lines in that language; `own`: of these alone."""
    own_file = OWN / file.name
    rows = {row.id: row for row in read_rows(own_file, Findings())} if own_file.is_file() else {}
    if own:
        read: Sequence[Row] = ()
    elif not file.resolve().is_relative_to(Path(seed.path).parent.resolve()):
        findings.error("SD109", Where(path=str(file)), "the file lies outside the seed", "no links out of a seed")
        read = ()
    else:
        read = read_rows(file, findings)
    own_ids = frozenset(rows)
    rows |= {row.id: row for row in read}
    found = sources(seed)
    known = {source.id for source in found}
    if seed.storylets:  # of a world alone (`load_world`) every line would seem idle
        _tell_idle([row for row in read if row.id not in known and row.text], found, seed, findings)
    authors = [s for s in found if needs_words(s) and not s.automatic]
    missing = [s for s in authors if not (s.id in rows and rows[s.id].text)]
    if missing and not own:
        findings.hint(
            "SD723", Where(path=str(file)), f"{len(missing)} of {len(authors)} texts are not translated yet",
            f"the original is shown; the first is “{missing[0].id}”",
        )  # fmt: skip
    texts: dict[Source, str] = {}
    lines: dict[Where, Template] = {}
    for source in found:
        row = rows.get(source.id)
        if row is None or not row.text:
            if source.template and not needs_words(source):
                lines[source.where] = source.template
            continue
        if source.id not in own_ids:
            _compare(source, row, findings)
        if source.template:
            template = parsed(source, row, findings, file.stem)
            if template is not None:
                lines[source.where] = template
        elif _plain_holes(source, row, findings):
            texts[source] = row.text
    return _tongue(file, rows, texts, lines)


def _tell_idle(idle: Sequence[Row], found: Sequence[Source], seed: Seed, findings: Findings) -> None:
    """Say which rows belong to no line, and to which line of the same scene each may belong now."""
    if not idle:
        return
    scopes = {_scope(row.id) for row in idle}
    by_scope: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for source in found:
        if (scope := _scope(source.id)) in scopes:
            by_scope.setdefault(scope, []).append((source.id, _words_in(source.text)))
    guessed = 0
    for row in idle:
        words = _words_in(row.original)
        near = [(_alike(words, others), line_id) for line_id, others in by_scope.get(_scope(row.id), ())]
        best = max(near, default=(0.0, ""))
        remedy = f"“evershow lines {seed.id} LANG” carries over what it can"
        if best[0] >= REWRITTEN:
            remedy = f"did you mean “{best[1]}”?"
        elif not near and guessed < MOST_GUESSED:  # an id of the author's, or of a scene that has another name now
            guessed += 1
            remedy = did_you_mean(row.id, [source.id for source in found])
        findings.warn("SD722", row.where, f"the seed has no line “{row.id}”", remedy)


def _words_in(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _alike(words: frozenset[str], others: frozenset[str]) -> float:
    """Share of the words of two texts that are in both."""
    return len(words & others) / max(1, len(words | others))


def _scope(line_id: str) -> str:
    """What comes before the hash of an id made from a text: the scene or list that the text stands in."""
    return line_id.rpartition("-")[0]


def read_rows(file: Path, findings: Findings) -> Sequence[Row]:
    """The rows of a table with their places; trouble is told and gives none."""
    at = Where(path=str(file))
    try:
        if file.stat().st_size > 4 * MAX_BYTES:
            findings.error("SD721", at, f"the table is larger than {4 * MAX_BYTES // 1000} kB", "leave rows out")
            return ()
        text = file.read_text(encoding="utf-8-sig")
        reader = csv.reader(io.StringIO(text), strict=True)
        head = [cell.strip().lower() for cell in next(reader, [])]
        lacking = [column for column in COLUMNS[:2] if column not in head]
        if lacking:
            findings.error("SD721", at, f"the table has no column “{lacking[0]}”", f"begin it with {','.join(COLUMNS)}")
            return ()
        columns = {column: head.index(column) for column in COLUMNS if column in head}
        found: list[Row] = []
        seen: set[str] = set()
        line = reader.line_num + 1
        for cells in reader:
            cell = {name: cells[index].strip() if index < len(cells) else "" for name, index in columns.items()}
            where = Where(path=str(file), line=line)
            line = reader.line_num + 1
            if not cell["id"]:
                continue
            if len(cell["text"]) > MOST_TEXT:
                findings.error("SD721", where, f"a text of {len(cell['text'])} characters", f"{MOST_TEXT} at most")
                continue
            if cell["id"] in seen:
                findings.error("SD727", where, f"the id “{cell['id']}” stands twice", "remove one of the two rows")
                continue
            seen.add(cell["id"])
            found.append(
                Row(
                    id=cell["id"], text=cell["text"], original=cell.get("original", ""),
                    context=cell.get("context", ""), where=where,
                )
            )  # fmt: skip
            if len(found) > MOST_ROWS:
                findings.error("SD721", where, f"the table has more than {MOST_ROWS} rows", "leave rows out")
                return ()
        return tuple(found)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        findings.error("SD721", at, f"the table cannot be read: {error}", "save it as UTF-8 text, comma-separated")
        return ()


def parsed(source: Source, row: Row, findings: Findings, language: str) -> Template | None:
    """A translated text as scenes have theirs; its expressions are those of the original."""
    trees: dict[str, Expr] = {}
    for part in source.template:
        if not isinstance(part, str):
            for tree in walk(part):
                trees.setdefault(written(tree), tree)
    faults: list[str] = []
    holes: list[Expr | None] = []

    def known(raw: str) -> Expr | None:
        tree = trees.get(raw.strip())
        if tree is None:
            try:
                tree = trees.get(written(parse(raw)))
            except ExpressionError:
                tree = None
        if tree is None:
            faults.append(raw)
        return tree

    def marked(brace: re.Match[str]) -> str:
        holes.append(known(brace[1]))
        return chr(_FIRST_HOLE + len(holes) - 1)

    text = _PRIVATE.sub("", row.text)
    template = template_of(_BRACES.sub(marked, text), holes, known, language)
    if faults:
        whole = [written(part) for part in source.template if not isinstance(part, str)]
        remedy = f"it has {', '.join('{' + w + '}' for w in whole)}" if whole else "it has none"
        findings.error("SD724", row.where, f"{{{faults[0]}}} does not stand in the original", remedy)
        return None
    used = {written(tree) for part in template if not isinstance(part, str) for tree in walk(part)}
    for part in source.template:
        if not isinstance(part, str) and not used & {written(tree) for tree in walk(part)}:
            findings.warn(
                "SD728", row.where, f"{{{written(part)}}} of the original is left out", "keep it unless that is meant"
            )
    return template


def _plain_holes(source: Source, row: Row, findings: Findings) -> bool:
    """Whether a plain text's holes and lists are those of its original."""
    before = {*_BRACES.findall(source.text), *references(source.text)}
    after = {*_BRACES.findall(row.text), *references(row.text)}
    for hole in sorted(after - before):
        findings.error("SD724", row.where, f"{{{hole}}} does not stand in the original", did_you_mean(hole, before))
    for hole in sorted(before - after):
        remedy = "keep it unless that is meant"
        findings.warn("SD728", row.where, f"{{{hole}}} of the original is left out", remedy)
    return after <= before


def _compare(source: Source, row: Row, findings: Findings) -> None:
    if row.context.startswith(CHANGED) or (row.original and row.original != source.text):
        findings.warn(
            "SD726", row.where, f"“{source.id}” was changed after it was translated",
            f"look at it again, then remove {CHANGED} from its context",
        )  # fmt: skip
    if source.kind == "option" and len(row.text) > MOST_CARD:
        findings.warn("SD725", row.where, f"the option has {len(row.text)} characters", f"{MOST_CARD} fit on a card")
    elif source.kind in ("line", "letter", "entry", "reply", "prompt"):
        if len(row.text) <= MOST_CAPTION * LONGER:
            return
        longest = max(len(part) for part in _SENTENCE.split(row.text))
        if longest > MOST_CAPTION * LONGER:
            findings.warn(
                "SD725", row.where, f"a sentence of {longest} characters is hard to read in time",
                f"make two of it: {MOST_CAPTION * LONGER:.0f} at most",
            )  # fmt: skip


def _tongue(
    file: Path, rows: Mapping[str, Row], texts: Mapping[Source, str], lines: Mapping[Where, Template]
) -> Tongue:
    words: dict[str, dict[int, str]] = {}
    # The engine's own replies are no part of a seed; they are known by their words.
    says = {row.original: row.text for row in rows.values() if row.id.startswith("reply.") and row.text}
    tables: dict[str, dict[str, str]] = {"name": {}, "node": {}, "chapter": {}, "ending": {}}
    single: dict[str, str] = {}
    for source, text in texts.items():
        if source.kind == "entry":
            words.setdefault(source.key, {})[source.index] = text
        elif source.kind in tables:
            tables[source.kind][source.key] = text
        elif source.kind in ("title", "logline"):
            single[source.kind] = text
        if source.kind in ("reply", "prompt", "name"):
            says[source.text] = text
    content = "\0".join(f"{row.id}\0{row.text}" for row in rows.values())
    return Tongue(
        language=file.stem,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        lines=MappingProxyType(lines),
        words=MappingProxyType(words),
        says=MappingProxyType(says),
        names=MappingProxyType(tables["name"]),
        titles=MappingProxyType(tables["node"]),
        chapters=MappingProxyType(tables["chapter"]),
        endings=MappingProxyType({node: ending_of(text) for node, text in tables["ending"].items()}),
        title=single.get("title", ""),
        logline=single.get("logline", ""),
    )
