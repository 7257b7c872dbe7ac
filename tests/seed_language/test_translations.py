"""A seed can be shown in another language: the plan stays, the words are those of a table."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli.creators_lines import lines, updated
from player.direction import Opening
from player.director import InProcessDirector
from profiles.taste import TasteValues
from story_engine.errors import SeedError
from story_engine.plan import BeatKind, Input, InputKind, Part
from story_engine.reactions import GENERIC
from story_engine.seed import Seed, load_seed
from story_engine.seed.diagnostics import Findings, Severity
from story_engine.seed.lines import needs_words, source_text, sources
from story_engine.seed.translation import OWN, check_translations, read_rows
from story_engine.show import Show
from story_engine.shown import SILENCE, split_alike

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp"
WEATHER = ROOT / "assets" / "seeds" / "weather-post"
NODE = """title: greeting
sub: yes
---
Ada: The sky is {words("sky")} and {words("sky")}. #line:greeting1
Brix: I see {words("sky")}.
<<letter "Dear {ada}, come home.">>
<<choice 9s default 1 "What now?">>
-> Wave #id:wave #line:waving
    Ada: Here! Here I am! I have been here all the while, and so has the lamp. Look at it. It is lit.
-> Wait #id:waiting
    Ada: Later.
===
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small seed with a scene that says one thing of each kind."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    (folder / "scenes" / "greeting.yarn").write_text(NODE, encoding="utf-8")
    main = folder / "scenes" / "main.yarn"
    main.write_text(
        main.read_text(encoding="utf-8").replace("---\n", "---\n<<detour greeting>>\n", 1), encoding="utf-8"
    )
    return folder


def table(folder: Path, texts: dict[str, str], *extra: str) -> Path:
    """Write `lines/xx.csv` with the translations of some originals (or ids)."""
    file = folder / "lines" / "xx.csv"
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("id", "text", "original", "context"))
        for source in sources(load_seed(folder)):
            text = texts.get(source.id) or texts.get(source.text)
            if text is not None:
                writer.writerow((source.id, text, source.text, ""))
        out.write("".join(f"{row}\n" for row in extra))
    return file


def marked(folder: Path) -> None:
    """Translate everything into itself with a mark before it."""
    texts = {s.id: f"§{s.text}" for s in sources(load_seed(folder)) if s.text}
    table(folder, texts)


def opened(seed: Seed, rng: int = 5) -> Show:
    return Show.open(seed, rng_seed=rng, taste=TasteValues.fresh(tuple(seed.tastes)))


def played(seed: Seed, steps: int, rng: int = 5) -> tuple[Show, list[Part]]:
    """A show in which every choice is taken and a wish is made."""
    show, parts = opened(seed, rng), []
    for number in range(steps):
        show, part = show.step()
        parts.append(part)
        if part.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, choice=part.choice.id, option=1))
        if number == 4:
            show, _ = show.apply(Input(kind=InputKind.WISH, text="let it rain"))
    return show, parts


def skeleton(part: Part) -> tuple[object, ...]:
    """Everything of a part but its words."""
    beats = [(b.kind, b.act, b.seconds, b.shot, b.line and (b.line.speaker, b.line.emotion)) for b in part.beats]
    return part.id, part.scene.storylet, part.estimated, part.kind, beats, part.mood, part.notes, part.scene.hour


def words_of(parts: list[Part]) -> list[str]:
    found = [b.line.text if b.line else b.text for p in parts for b in p.beats if b.line or b.kind is BeatKind.LETTER]
    return found + [o.text for p in parts if p.choice for o in p.choice.options]


def codes(folder: Path) -> dict[str, Severity]:
    findings = Findings()
    check_translations(load_seed(folder), findings)
    return {found.code: found.severity for found in findings.sorted()}


def test_plan_is_that_of_the_original(folder: Path) -> None:
    """A show in another language has the same scenes, parts, lengths, choices and journal, and other words."""
    marked(folder)
    plain, parts = played(load_seed(folder), 60)
    told, others = played(load_seed(folder, language="xx"), 60)
    assert [skeleton(p) for p in parts] == [skeleton(p) for p in others]
    assert plain.journal().to_bytes() == told.journal().to_bytes()
    assert plain.log == told.log
    assert [len(p.beats) for p in parts] == [len(p.beats) for p in others]
    pairs = list(zip(words_of(parts), words_of(others), strict=True))
    assert len(pairs) > 40
    marks = [shown for original, shown in pairs if shown != original]
    assert len(marks) > 0.7 * len(pairs)  # pieces behind the first carry no mark
    assert others[0].beats[0].text == "§The Ferry Lamp"
    assert all(actor.name.startswith("§") for part in others for actor in part.scene.actors)
    assert all(part.scene.place.name.startswith("§") for part in others)


def test_journal_of_one_language_replays_in_another(folder: Path) -> None:
    """A journal holds no language: what was watched in one is replayed in another, and resumed there."""
    marked(folder)
    show, parts = played(load_seed(folder, language="xx"), 40)
    again = list(Show.replay(load_seed(folder), show.journal()))
    assert [skeleton(p) for p in again] == [skeleton(p) for p in parts]
    assert words_of(again) != words_of(parts)
    assert words_of(list(Show.replay(load_seed(folder, language="xx"), show.journal()))) == words_of(parts)
    resumed, _ = Show.resume(load_seed(folder), show.journal()).step()
    assert resumed.journal().to_bytes() == show.step()[0].journal().to_bytes()


def test_word_lists_follow_entry_by_entry(folder: Path) -> None:
    """The entry that the original took is shown in its translation, in whatever order the translation has them."""
    seed = load_seed(folder)
    entries = [saying.say for saying in seed.words["sky"]]
    texts = {entry: f"w{index}" for index, entry in enumerate(entries)}
    table(folder, {**texts, "greeting1": 'Himmel: {words("sky")}, dann {words("sky")}!'})
    for rng in range(6):
        _, parts = played(load_seed(folder), 30, rng)
        _, others = played(load_seed(folder, language="xx"), 30, rng)
        said = next((w for w in words_of(parts) if w.startswith("The sky is") and " and " in w), None)
        if said is None:
            continue
        first, second = said.removeprefix("The sky is ").removesuffix(".").split(" and ")
        expected = f"Himmel: w{entries.index(first)}, dann w{entries.index(second)}!"
        assert expected in words_of(others)
        return
    pytest.fail("the scene was never played")


def test_what_is_missing_is_shown_in_the_original(folder: Path) -> None:
    """A table that holds little changes little."""
    table(folder, {"Wave": "Nur das."})
    _, parts = played(load_seed(folder), 30)
    _, others = played(load_seed(folder, language="xx"), 30)
    differ = [pair for pair in zip(words_of(parts), words_of(others), strict=True) if pair[0] != pair[1]]
    assert {shown for _, shown in differ} == {"Nur das."}
    assert codes(folder) == {"SD723": Severity.HINT}


def test_line_ids_are_the_authors_or_stable(folder: Path) -> None:
    """A `#line:` id is kept; other ids stay as long as the line stays in its node and says the same."""
    before = {source.id: source.text for source in sources(load_seed(folder))}
    assert before["greeting1"] == 'The sky is {words("sky")} and {words("sky")}.'
    assert before["waving"] == "Wave"
    file = folder / "scenes" / "greeting.yarn"
    file.write_text(file.read_text(encoding="utf-8").replace("---\n", "---\nAda: Something new.\n"), encoding="utf-8")
    after = {source.id: source.text for source in sources(load_seed(folder))}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    ("code", "texts", "extra"),
    [
        ("SD721", {}, ("x,\"unclosed",)),
        ("SD722", {}, ("gone-00000000,Hallo,Hello,",)),
        ("SD724", {"greeting1": "{$nobody} {words(\"sky\")}"}, ()),
        ("SD724", {"grey wool": "#colour#"}, ()),
        ("SD725", {"Wait": "Warten, bis alle anderen schon längst gegangen sind"}, ()),
        ("SD725", {"Later.": "Es war " + "sehr " * 30 + "spät."}, ()),
        ("SD726", {}, ("name.ada,Ada,Adah,",)),
        ("SD727", {}, ("title,Eins,,", "title,Zwei,,")),
        ("SD728", {"greeting1": "Der Himmel ist grau."}, ()),
    ],
)  # fmt: skip
def test_faults_of_a_table_are_told(folder: Path, code: str, texts: dict[str, str], extra: tuple[str, ...]) -> None:
    """Every fault of a table has its code, at its file."""
    entry = next(iter(load_seed(folder).words["sky"])).say
    table(folder, {entry if key == "grey wool" else key: text for key, text in texts.items()}, *extra)
    assert code in codes(folder)


def test_unknown_language_is_an_error_with_a_remedy(folder: Path) -> None:
    """A language without a table is refused, and it is said which there are and how to begin one."""
    marked(folder)
    with pytest.raises(SeedError, match=r"SD720 .* not translated into “de” – it has xx; “evershow lines"):
        load_seed(folder, language="de")
    with pytest.raises(SeedError, match="SD720"):
        load_seed(folder, language="../../evil")


def test_hostile_tables_are_refused(folder: Path, tmp_path: Path) -> None:
    """A table that leads out of the seed, or holds a text without end, is an error."""
    outside = tmp_path / "outside.csv"
    outside.write_text("id,text\ntitle,Fremd\n", encoding="utf-8")
    table(folder, {"greeting1": "[" * 5_000})
    assert codes(folder)["SD721"] is Severity.ERROR
    (folder / "lines" / "xx.csv").unlink()
    (folder / "lines" / "xx.csv").symlink_to(outside)
    assert codes(folder)["SD109"] is Severity.ERROR


def test_pieces_are_as_many_as_the_original_has() -> None:
    """A translation is cut into the original's number of pieces, at ends of sentences where it can be."""
    original = ("One two three four.", "Five six seven eight nine.")
    assert split_alike("Eins, zwei, drei. Vier, fünf und sechs.", original) == (
        "Eins, zwei, drei.",
        "Vier, fünf und sechs.",
    )
    assert split_alike("Ein einziger langer Satz ohne Ende", original) == ("Ein einziger", "langer Satz ohne Ende")
    assert split_alike("Ja.", original) == ("Ja.", SILENCE)
    for count in range(1, 6):
        found = split_alike("a b c. d e, f g. h", ("abc",) * count)
        assert len(found) == count
        assert all(found)
        assert " ".join(found) == "a b c. d e, f g. h"


def test_command_keeps_what_was_translated(folder: Path) -> None:
    """`evershow lines` writes a table, keeps translations, marks changed originals and what is left over."""
    runner = CliRunner()
    first = runner.invoke(lines, [str(folder), "xx", "--json"])
    assert first.exit_code == 0, first.output
    file = folder / "lines" / "xx.csv"
    marked(folder)
    scene = folder / "scenes" / "greeting.yarn"
    text = scene.read_text(encoding="utf-8")
    text = text.replace("Later.", "Later on.").replace("The sky is", "Above, the sky is").replace("-> Wave", "-> Bow")
    scene.write_text(text, encoding="utf-8")
    again = json.loads(runner.invoke(lines, [str(folder), "xx", "--json"]).output)
    assert again["changed"] == 3
    rows = {row["original"]: row for row in csv.DictReader(file.open(encoding="utf-8"))}
    assert rows["Later on."]["text"] == "§Later."
    assert rows["Later on."]["context"].startswith("CHANGED (was: Later.)")
    assert rows["Bow"]["text"] == "§Wave"
    assert codes(folder)["SD726"] is Severity.WARNING
    assert runner.invoke(lines, [str(folder), "xx", "--json"]).output == json.dumps(again) + "\n"
    file.write_text(file.read_text(encoding="utf-8").replace("CHANGED", "seen"), encoding="utf-8")
    assert json.loads(runner.invoke(lines, [str(folder), "xx", "--json"]).output)["changed"] == 0
    assert runner.invoke(lines, [str(folder), "no language"]).exit_code == 2


def test_shipped_translation_covers_the_beginning() -> None:
    """The German table of the built-in seed is sound and has every text of the first scenes."""
    seed = load_seed(WEATHER, language="de")
    findings = Findings()
    check_translations(seed, findings)
    assert not [str(d) for d in findings.sorted() if d.severity is Severity.ERROR]
    rows = {row.id: row for row in read_rows(WEATHER / "lines" / "de.csv", Findings())}
    first = [s for s in sources(seed) if s.where.path.endswith("1_the_parcel.yarn") and needs_words(s)]
    assert len(first) > 150
    translated = [s for s in first if s.id in rows and rows[s.id].text]
    assert len(translated) >= 0.97 * len(first)  # a line that was reworded since shows in the original


def test_director_opens_in_a_language(tmp_path: Path) -> None:
    """The language of an opening reaches the parts that are directed; the title is translated."""
    director = InProcessDirector(tmp_path)
    try:
        opened = director.open(Opening(seed=str(WEATHER), rng_seed=1, manner="silent", language="de"))
        assert opened.title == "Die Wetterpost"
        told: list[str] = []
        state = opened.state
        for _ in range(4):
            planned = director.step(state)
            state = planned.state
            told += [line.text for line in planned.timed.lines]
        assert "In Kauzhafen kommt das Wetter mit der Post." in told
    finally:
        director.close()


def test_every_template_reads_back(folder: Path) -> None:
    """The original texts of the built-in seeds, taken as translations, are performed as they are."""
    for path in (folder, ROOT / "assets" / "seeds" / "night-exchange"):
        seed = load_seed(path)
        rows = [(s.id, s.text) for s in sources(seed) if s.template]
        assert rows
        assert all(source_text(s.template) == s.text for s in sources(seed) if s.template)
    rows, count = updated(load_seed(folder), (), frozenset())
    assert count.missing == count.total == len(rows)


def test_own_lines_of_the_engine_are_complete(folder: Path) -> None:
    """The engine's German table has every line of automatic scenes and every reply of its own."""
    rows = {row.id: row for row in read_rows(OWN / "de.csv", Findings())}
    automatic = [s for s in sources(load_seed(folder)) if s.automatic and needs_words(s)]
    assert not [s.text for s in automatic if not (s.id in rows and rows[s.id].text)]
    originals = {row.original for row in rows.values() if row.text}
    assert not [reply.say for replies in GENERIC.values() for reply in replies if reply.say not in originals]
