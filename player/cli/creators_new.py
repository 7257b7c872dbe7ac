"""`evershow new`: a running seed in one minute, from a template and, if wanted, from a synopsis or subtitles.

It does not judge the text; `creators_extract` finds what it can, the author writes on.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from generators.stage.place import nearest_set
from generators.stage.puppets.genes import wardrobe
from player.cli.creators import shown
from player.cli.creators_extract import TITLES, Found, Spot, extract, mentioned
from story_engine.plan import Look, Place
from story_engine.seed import check_seed
from story_engine.seed.wording import MOST_CAPTION

TEMPLATE = Path(__file__).resolve().parents[2] / "assets" / "templates" / "new-seed"
PUPPETS = ("wren", "bramble", "tock", "odile", "pinch", "ines")
"""Built-in puppets that the cast of a new seed wears, in order."""
LOOKS = (
    "a girl in a yellow coat", "a fox in a waistcoat", "a small clockwork sorter with a bell",
    "a grey-haired woman in a heavy jumper", "a boy with a cap", "a woman in a blue dress",
)  # fmt: skip
_NAMES = ("Ida", "Moss", "Pim", "Aunt Sal")
_PLACES = (
    Spot(name="the quay", set="harbour"),
    Spot(name="the shop", set="post_office"),
    Spot(name="the hill", set="hill"),
)
_DESCRIPTIONS = {
    "harbour": "wet stones, a pier, small boats", "post_office": "a warm room with shelves to the ceiling",
    "hill": "a bare hill with one bent tree",
}  # fmt: skip
TITLE_WORDS = 6
"""Words of a draft's title, because a box of the story map shows about thirty letters."""
_HANGING = frozenset(["a", "an", "and", "at", "by", "for", "has", "in", "is", "of", "on", "the", "to", "was", "with"])
"""Words that no title ends with."""
_TASTES = ("comedy", "wonder", "warmth", "mystery")
"""Those of the template."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_TITLE = re.compile(r"^title: (\w+)", re.MULTILINE)
LARGEST_TEXT = 2_000_000
"""Bytes of a text that is read, because subtitles of a long film have 200 kB."""


@click.command()
@click.argument("name")
@click.option("--from", "source", metavar="TEXT_OR_FILE", default="",
              help="A synopsis, a text file or subtitles (.srt); names, places and scenes are taken over.")  # fmt: skip
@click.option("--title", default="", help="The show's title; otherwise it follows from NAME.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def new(name: str, source: str, title: str, as_json: bool) -> None:
    """Make a new story seed that plays at once: cast, places, two threads, 13 scenes.

    \b
    evershow new my-show
    evershow new night-train --from "Nora finds a lost child on the night train. Emil, the guard, ..."
    evershow new old-film --from film.srt
    """
    folder = Path(name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.BadParameter(f"{folder} exists and is not empty; choose another name", param_hint="NAME")
    if not re.fullmatch(r"[A-Za-z][\w-]*", folder.name):
        raise click.BadParameter(f"{folder.name!r}: letters, digits, - and _, a letter first", param_hint="NAME")
    said = wardrobe("words")
    found = extract(_text(source), {*said["words"], *said["creatures"]}) if source else None
    write_seed(folder, found, title or (found.title if found else "") or _title_of(folder))
    report = check_seed(folder)
    errors = [diagnostic for diagnostic in report if diagnostic.severity == "error"]
    told: dict[str, Any] = {
        "folder": str(folder),
        "scenes": len([s for s in report.seed.storylets.values() if not s.automatic]) if report.seed else 0,
        "cast": list(report.seed.cast) if report.seed else [],
        "places": list(report.seed.places) if report.seed else [],
        "from_text": len(found.scenes) if found else 0,
        "errors": [str(diagnostic) for diagnostic in errors],
    }
    if as_json:
        click.echo(json.dumps(told))
    else:
        for diagnostic in errors:
            click.echo(shown(diagnostic, folder), err=True)
        names = ", ".join(report.seed.name_of(person) for person in told["cast"]) if report.seed else ""
        click.echo(f"{folder}: {told['scenes']} scenes with {names}")
        for verb, why in (("play", "watch it"), ("check", "while you write"), ("test", "what must stay so")):
            click.echo(f"  {f'evershow {verb} {folder}':<{22 + len(str(folder))}}  {why}")
    sys.exit(1 if errors else 0)


def _title_of(folder: Path) -> str:
    return folder.name.replace("-", " ").replace("_", " ").title()


def _text(source: str) -> str:
    """The text of `--from`: a file's, or the words themselves."""
    path = Path(source)
    try:
        is_file = len(source) < 1000 and path.is_file()
    except OSError:  # a long synopsis is no file name
        is_file = False
    if not is_file:
        if re.fullmatch(r"\S+\.\w{2,4}", source):
            raise click.BadParameter(f"there is no file {source}", param_hint="--from")
        return source
    if path.stat().st_size > LARGEST_TEXT:
        raise click.BadParameter(f"{path} is larger than {LARGEST_TEXT // 1000} kB; shorten it", param_hint="--from")
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # most old subtitle files; every byte is a letter there


def write_seed(folder: Path, found: Found | None, title: str) -> None:
    """Write the template into `folder`, filled with what was found."""
    names = list(found.names if found else ())
    names += [name for name in _NAMES if name not in names][: max(0, (3 if not names else 2) - len(names))]
    people = _ids(names, taken={"parcel", "lantern", "curious", "argued", "owes", "trust", "debt", "narrator"})
    spots = list(found.places if found else ())
    there = {_drawn_as(spot) for spot in spots}
    spots += [spot for spot in _PLACES if spot.set not in there][: max(0, 3 - len(spots))]
    places = _ids([spot.name.removeprefix("the ") for spot in spots], taken={*people, "parcel", "lantern"})
    filled = {
        "SEED": re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-"),
        "TITLE": _plain(title),
        "LOGLINE": _plain(found.logline if found and found.logline else "A parcel that is addressed to nobody."),
        "A": people[0], "AN": _speaker(names[0]), "B": people[1], "BN": _speaker(names[1]),
        "P1": places[0], "P2": places[1], "P3": places[2],
        "PLACES": _places(spots, places),
        "CAST": _cast(names, people, places, found.who if found else {}),
    }  # fmt: skip
    for file in sorted(TEMPLATE.rglob("*")):
        if file.is_file():
            text = re.sub(r"@@(\w+)@@", lambda match: filled[match[1]], file.read_text(encoding="utf-8"))
            target = folder / file.relative_to(TEMPLATE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    if found is not None and found.scenes:
        drafts = _drafts(found, dict(zip(names, people, strict=True)), dict(zip(spots, places, strict=True)))
        (folder / "scenes" / "from_the_text.yarn").write_text(drafts, encoding="utf-8")


def _drawn_as(spot: Spot) -> str:
    """Name of the set that shows a place; the template has one place for each, so that no two are the same."""
    ours = {known.name: known.set for known in _PLACES}
    likely = f"the {spot.name.split()[-1]}"
    place = Place(id=spot.name, name=spot.name, look=Look(words=spot.name), indoors=spot.indoors)
    return spot.set or ours.get(likely) or nearest_set(place)


def _ids(names: Sequence[str], taken: set[str]) -> list[str]:
    ids: list[str] = []
    for name in names:
        word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "somebody"
        word = word if word[0].isalpha() else f"x_{word}"
        while word in taken or word in ids:
            word += "_too"
        ids.append(word)
    return ids


def _plain(text: str) -> str:
    """A text that is one plain scalar of YAML."""
    return json.dumps(re.sub(r"\s+", " ", text).strip(), ensure_ascii=False)


def _speaker(name: str) -> str:
    return re.sub(r"[^\w .'’-]", "", name).strip() or "Somebody"


def _places(spots: Sequence[Spot], ids: Sequence[str]) -> str:
    rows = []
    for spot, place in zip(spots, ids, strict=True):
        links = ", ".join(other for other in ids if other != place)
        drawn = f"set: {spot.set}, " if spot.set else ""  # else the stage takes one by the words
        rows.append(
            f"  {place}: {{name: {_plain(spot.name)}, links: [{links}], {drawn}"
            f"indoors: {'yes' if spot.indoors else 'no'}, look: {_plain(_DESCRIPTIONS.get(spot.set, spot.name))}}}"
        )
    return "\n".join(rows)


def _cast(names: Sequence[str], ids: Sequence[str], places: Sequence[str], who: Mapping[str, str]) -> str:
    rows = []
    for number, (name, person) in enumerate(zip(names, ids, strict=True)):
        puppet = PUPPETS[number % len(PUPPETS)]
        look = LOOKS[number % len(LOOKS)]
        wants = ("know, peace", "know, mischief", "company, light", "fairness, company")[number % 4]
        drawn = f"look: {_plain(look)}, puppet: {puppet}, voice: {PUPPETS[number % 4]}"
        at = places[0 if number < 2 else number % len(places)]
        if name in who:  # puppet and voice follow from the words
            drawn = f"look: {_plain(who[name])}"
        elif name not in _NAMES:  # somebody of the text's of whom it says nothing is no fox
            drawn = f"look: {_plain(f'a person called {_speaker(name)}')}"
        rows.append(f"  {person}: {{name: {_plain(_speaker(name))}, {drawn}, at: {at}, wants: [{wants}]}}")
    return "\n".join(rows)


def _drafts(found: Found, people: dict[str, str], places: dict[Spot, str]) -> str:
    """The text's own scenes, one after the other; the author makes them scenes that may come in any order."""
    nodes = [
        "// Scenes drafted from your text. Each follows the one before; loosen `when` and they come when they fit."
    ]
    before = ""
    taken = set(_TITLE.findall("".join(file.read_text(encoding="utf-8") for file in sorted(TEMPLATE.rglob("*.yarn")))))
    for number, draft in enumerate(found.scenes, 1):
        title = _title(draft.lines[0][1] if draft.lines else "", number, taken)
        taken.add(title)
        words = " ".join(text for _, text in draft.lines).lower()
        place = next((places[spot] for spot in places if spot.name.removeprefix("the ") in words), "any")
        cast = [people[name] for name in mentioned(draft, tuple(people))] or [next(iter(people.values()))]
        tags = ", ".join(f"{tag} 0.6" for tag in draft.tags if tag in _TASTES) or "wonder 0.4"
        share = number / max(1, len(found.scenes))
        rows = [f"title: {title}", f"place: {place}", f"cast: {', '.join(cast)}"]
        rows += [f'when: visited("{before}")'] if before else []
        rows += [f"tags: {tags}"]
        rows += [f"tension: {0.2 + 0.5 * share:.2f} -> {0.3 + 0.5 * share:.2f}", "once: yes", "weight: 2", "---"]
        rows += [_line(who, part) for who, text in draft.lines for part in _captions(text)]
        nodes.append("\n".join((*rows, "===")))
        before = title
    return nodes[0] + "\n" + "\n".join(nodes[1:]) + "\n"


def _captions(text: str) -> list[str]:
    """A text in pieces that captions hold, parted as a storyteller takes breath: “…, …” where the middle is nearest."""
    if max(len(part) for part in _SENTENCE.split(text)) <= MOST_CAPTION:
        return [text]
    breaths = [
        match.end() for match in re.finditer(r"[,;:–—]\s|\s(?=(?:and|but|who|which|that|where|when|because)\s)", text)
    ]
    inside = [at for at in breaths or [match.end() for match in re.finditer(r"\s", text)] if 12 < at < len(text) - 12]
    if not inside:
        return [text]
    at = min(inside, key=lambda place: abs(place - len(text) // 2))
    first, rest = text[:at].rstrip(" ,;:–—"), text[at:].lstrip()
    return [*_captions(f"{first} …"), *_captions(f"… {rest}")]


def _title(text: str, number: int, taken: set[str]) -> str:
    """A node's title from the first words of its text, because the map and the player show titles to people."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode().replace("'", "")
    words = re.findall(r"[a-z][a-z0-9]*", plain)[:TITLE_WORDS]
    while len(words) > 1 and words[-1] in _HANGING | TITLES:
        words.pop()
    title = "_".join(words) if words else f"draft_{number}"
    return title if title not in taken else f"{title}_{number}"


def _line(who: str, text: str) -> str:
    """A line of Yarn whose text is only text."""
    clean = re.sub(r"[{}\[\]\\]|<<|>>|#(?=\w)|^\s*(?:->|=>|===|---)", "", text).replace("//", "/").strip()
    if not who:
        clean = re.sub(r"^([A-Z][\w .'’-]{0,30}):(\s)", r"\1 –\2", clean)
    return f"{_speaker(who)}: {clean or '…'}" if who else clean or "…"
