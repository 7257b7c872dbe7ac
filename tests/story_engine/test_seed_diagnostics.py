"""What is wrong in a seed is told with file, line, column, code and remedy, all at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from story_engine.errors import SeedError
from story_engine.seed import Report, Severity, check_seed, load_seed

GOOD = Path(__file__).parent / "seeds" / "ferry-lamp"


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    return folder


def edited(tmp_path: Path, file: str, old: str, new: str) -> Report:
    folder = copied(tmp_path)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return check_seed(folder)


YAML = "seed.yaml"
YARN = "scenes/main.yarn"
CASES = [
    ("yaml", YAML, "title: The Ferry Lamp", "title: [unclosed", "SD102", ""),
    ("alias", YAML, "title: The Ferry Lamp", "title: &x The Ferry Lamp", "SD104", "write the value out"),
    ("python tag", YAML, "title: The", "title: !!python/object:os.system The", "SD102|SD105", ""),
    ("format", YAML, "format: 1", "format: 9", "SD107", "format: 1"),
    ("unknown key", YAML, "logline:", "loglin:", "SD129", "logline"),
    ("missing title", YAML, "title: The Ferry Lamp\n", "", "SD123", "title"),
    ("rating", YAML, "rating: 6", "rating: 99", "SD125", "0 to 18"),
    ("weather", YAML, "start: clear", "start: hail", "SD128", ""),
    ("place link", YAML, "links: [shed]", "links: [shde]", "SD202", "shed"),
    ("person's place", YAML, "at: quay, age", "at: quey, age", "SD202", "quay"),
    ("holder", YAML, "holder: brix", "holder: brx", "SD201", "brix"),
    ("holder and place", YAML, "holder: brix", "holder: brix, at: quay", "SD137", "exactly one"),
    ("fact type", YAML, "owes(person, person)", "owes(persn, person)", "SD133", "person"),
    ("start arity", YAML, '["owes(brix, ada)"]', '["owes(brix)"]', "SD224", "owes(person, person)"),
    ("start fact", YAML, '["owes(brix, ada)"]', '["ows(brix, ada)"]', "SD208", "owes"),
    ("range", YAML, "range: [-3, 3]", "range: [3, -3]", "SD134", ""),
    ("wish goal", YAML, 'goal: "lamp_lit"', 'goal: "lamp_lid"', "SD208", "lamp_lit"),
    ("reaction who", YAML, "who: ada", "who: adda", "SD201", "ada"),
    ("no picture", YAML, 'look: "red scarf"', 'look: "red scarf", puppet: nobody_drew_this', "SD142", "words"),
    ("no end", YARN, "Do not get used to it. #amused\n===", "Do not get used to it. #amused\n", "SD1", ""),
    ("header", YARN, "cooldown: 8", "cooldwn: 8", "SD117", "cooldown"),
    ("tag", YARN, "tags: comedy 0.7", "tags: comdy 0.7", "SD204", "comedy"),
    ("cast", YARN, "cast: ada, brix\nwhen: has", "cast: ada, brx\nwhen: has", "SD201", "brix"),
    ("place", YARN, "place: shed", "place: shedd", "SD202", "shed"),
    ("fact", YARN, "not spilled", "not spilt", "SD208", "spilled"),
    ("function", YARN, "has(brix, oil)", "hass(brix, oil)", "SD209", "has"),
    ("type", YARN, "has(brix, oil)", "has(oil, brix)", "SD210", ""),
    ("bracket", YARN, "has(brix, oil) &&", "has(brix, oil &&", "SD110", ""),
    ("single =", YARN, 'weather("fog")', 'weather() = "fog"', "SD110", "=="),
    ("weather word", YARN, 'weather("fog")', 'weather("fogg")', "SD211", "fog"),
    ("option id", YARN, 'chose("ask_nicely")', 'chose("ask_nicly")', "SD214", "ask_nicely"),
    ("thread", YARN, "<<open dark>>", "<<open darc>>", "SD212", "dark"),
    ("verb", YARN, "<<act ada look far>>", "<<act ada lok far>>", "SD219", "look"),
    ("target", YARN, "<<act ada look far>>", "<<act ada look fr>>", "SD218", "far"),
    ("command", YARN, "<<hook>>", "<<hok>>", "SD161", "hook"),
    ("effect arity", YARN, "give(brix, ada, oil)", "give(brix, oil)", "SD110", "give(giver, taker, thing)"),
    ("quality", YARN, "trust(ada, brix) += 1", "trst(ada, brix) += 1", "SD209", "trust"),
    ("line tag", YARN, "#worried", "#wurried", "SD207", "worried"),
    ("words", YARN, 'words("sky")', 'words("skies")', "SD215", "sky"),
    ("role", YARN, "lies($thing, quay)", "lies($thng, quay)", "SD222", "thing"),
    ("endif", YARN, "<<endif>>\n", "", "SD154", "endif"),
    ("default", YARN, "default 1", "default 7", "SD156", "1 to 2"),
    ("jump", YARN, "<<hook>>", "<<jump nowhere_at_all>>", "SD213", ""),
    ("node twice", YARN, "title: lighting", "title: first_evening", "SD203", "rename"),
    ("speaker", YARN, "Ada: You owe me, Brix.", "Adda: You owe me, Brix.", "SD206", "Ada"),
    ("not in cast", YARN, "cast: ada\nwhen: has(ada, oil)", "cast: brix\nwhen: has(ada, oil)", "SD501", "cast"),
    ("never true fact", YARN, "not lamp_lit", "stuck(ada)", "SD301", "make it true"),
    ("never true number", YARN, "not spilled", "trust(ada, brix) > 7", "SD301", ""),
    ("hour", YARN, "not spilled", "hour() > 25", "SD301", ""),
    ("contradiction", YARN, "&& not spilled", "&& spilled && not spilled", "SD302", ""),
    ("empty range", YARN, "not spilled", "trust(ada, brix) > 2 && trust(ada, brix) < 1", "SD303", "bounds"),
    ("state never", YARN, "not lamp_lit", 'state(lamp, "opne")', "SD301", ""),
    ("number as truth", YARN, "not spilled", "trust(ada, brix) && hour() + 1 == night()", "SD22", ""),
    ("chance in when", YARN, "not spilled", 'chance("x", 0.5)', "SD221", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "old", "new", "code", "remedy"), CASES, ids=[case[0] for case in CASES])
def test_bad_seed(tmp_path: Path, name: str, file: str, old: str, new: str, code: str, remedy: str) -> None:
    """Each kind of mistake gives its code at its file and line, with a remedy that names the way out."""
    before = (GOOD / file).read_text(encoding="utf-8")
    line = before[: before.index(old)].count("\n") + 1
    found = edited(tmp_path, file, old, new)
    hits = [d for d in found if d.code.startswith(tuple(code.split("|")))]
    assert hits, [str(d) for d in found]
    assert any(remedy in d.remedy or remedy in d.message for d in hits), [str(d) for d in hits]
    assert all(d.where.path.endswith((file, "seed.yaml")) for d in hits)
    assert all(d.where.line >= 1 and d.where.column >= 1 for d in hits)
    if code in ("SD102", "SD204", "SD219", "SD218", "SD161", "SD207", "SD211", "SD129", "SD117"):
        assert any(abs(d.where.line - line) <= 1 or d.code == "SD211" for d in hits)


def test_good_seed_has_no_complaints() -> None:
    """The test seed is clean but for hints."""
    assert [str(found) for found in check_seed(GOOD) if found.severity is not Severity.HINT] == []


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """Several mistakes in several files are all in one SeedError."""
    folder = copied(tmp_path)
    for file, old, new in ((YAML, "links: [shed]", "links: [shde]"), (YARN, "ada look far", "ada lok far")):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_seed(folder)
    assert {"SD202", "SD219"} <= {d.code for d in caught.value.diagnostics}
    assert "and 1 more" in str(caught.value)


def test_column_points_at_the_word(tmp_path: Path) -> None:
    """The column of a wrong fact is where it stands in its line."""
    found = edited(tmp_path, YARN, "not spilled", "not spilt")
    hit = next(d for d in found if d.code == "SD208")
    line = (
        (GOOD / YARN).read_text(encoding="utf-8").replace("not spilled", "not spilt").splitlines()[hit.where.line - 1]
    )
    assert line[hit.where.column - 1 :].startswith("spilt")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"- just\n- a list\n", b"", b"a: " + b"[" * 50, b"x: 1\n" * 200000]
)
def test_hostile_yaml(tmp_path: Path, content: bytes) -> None:
    """Whatever stands in seed.yaml, there is a diagnostic and never another exception."""
    folder = copied(tmp_path)
    (folder / YAML).write_bytes(content)
    assert any(d.severity is Severity.ERROR for d in check_seed(folder))


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is said in one line."""
    with pytest.raises(SeedError, match="no such folder"):
        load_seed(tmp_path / "nothing")


def test_broken_lines_never_raise(tmp_path: Path) -> None:
    """Dropping any one line of the scenes, or cutting it in half, gives diagnostics or a seed, never a crash."""
    folder = copied(tmp_path)
    path = folder / YARN
    lines = path.read_text(encoding="utf-8").splitlines()
    for index in range(0, len(lines), 2):
        for changed in ([], [lines[index][: len(lines[index]) // 2]]):
            path.write_text("\n".join([*lines[:index], *changed, *lines[index + 1 :]]), encoding="utf-8")
            check_seed(folder)
