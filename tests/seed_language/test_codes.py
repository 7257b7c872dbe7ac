"""Every diagnostic of a seed is documented, and comes where a seed has its fault."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from story_engine.errors import SeedError
from story_engine.seed import Severity, check_seed
from story_engine.seed.codes import as_page, codes
from story_engine.seed.pack import unpack

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp"
YAML, YARN = "seed.yaml", "scenes/main.yarn"
CODES = codes()


def scene(body: str, *headers: str) -> str:
    """A node to append to the scenes."""
    lines = ["title: extra", "tags: wonder", *headers]
    kept = {line.split(":")[0]: line for line in ("place: quay", "cast: ada", *lines)}
    return "\n" + "\n".join(kept.values()) + f"\n---\n{body}\n===\n"


TWELVE = "".join(
    f"\ntitle: more_{i}\nplace: quay\ncast: ada\ntags: comedy\ntension: 0.5\nonce: yes\n---\nAda: Number {i}.\n===\n"
    for i in range(12)
)
DEEP = "<<if lamp_lit>>\n" * 14 + "Ada: Deep.\n" + "<<endif>>\n" * 14
RETURNS = "<<if lamp_lit>>\nAda: Yes.\n<<return>>\n<<endif>>\n" * 9 + "Ada: No."
FIVE = "\n".join(f"-> Option {i} #id:o{i}\n    Ada: It was {i}." for i in range(5))

CASES = [
    ("SD102", YAML, "title: The Ferry Lamp", "title: [unclosed"),
    ("SD104", YAML, "title: The Ferry Lamp", "title: &x The Ferry Lamp"),
    ("SD105", YAML, "title: The Ferry Lamp", "title: !!str The Ferry Lamp"),
    ("SD106", YAML, "", "deep: " + "{a: " * 20 + "1" + "}" * 20),
    ("SD107", YAML, "format: 1", "format: 9"),
    ("SD108", YAML, "seed: ferry-lamp", "seed: other-name"),
    ("SD110", YARN, "has(brix, oil) &&", "has(brix, oil &&"),
    ("SD112", YARN, "They stood there a while.\n===", "They stood there a while."),
    ("SD114", YARN, "tension: 0.3 -> 0.5", "tension: often"),
    ("SD116", YARN, "cast: ada, brix\nwhen: has", "cast ada, brix\nwhen: has"),
    ("SD117", YARN, "cooldown: 8", "cooldwn: 8"),
    ("SD118", YARN, "cooldown: 8", "cooldown: 8\ncooldown: 9"),
    ("SD119", YARN, "title: lighting", "title: the lighting"),
    ("SD120", YAML, "clock: {start: 17.0, minutes_per_scene: 12}", "clock: noon"),
    ("SD121", YAML, "places:\n", "places:\n  1: {name: x, look: wet}\n"),
    ("SD122", YAML, "title: The Ferry Lamp", "title: {a: b}"),
    ("SD123", YAML, "title: The Ferry Lamp\n", ""),
    ("SD124", YAML, "rating: 6", "rating: six"),
    ("SD125", YAML, "rating: 6", "rating: 99"),
    ("SD126", YAML, "indoors: yes", "indoors: perhaps"),
    ("SD127", YAML, "tastes: [wonder,", "tastes: [{a: b}, wonder,"),
    ("SD128", YAML, "start: clear", "start: hail"),
    ("SD129", YAML, "logline:", "loglin:"),
    ("SD130", YAML, "places:\n", "places:\n  The Mole: {name: x, look: wet}\n"),
    ("SD131", YAML, "  ada: {name", "  _ada: {name"),
    ("SD132", YAML, '"lamp_lit"', '"lamp_lit", "owes person"'),
    ("SD133", YAML, "owes(person, person)", "owes(persn, person)"),
    ("SD134", YAML, "range: [-3, 3]", "range: [3, -3]"),
    ("SD135", YAML, '["owes(brix, ada)"]', '["1 + 2"]'),
    ("SD136", YAML, "words:\n", "words:\n  none: []\n"),
    ("SD137", YAML, "holder: brix", "holder: brix, at: quay"),
    ("SD138", YAML, "", 'derived: {"can sail": "true"}'),
    ("SD139", YAML, "", "ladders: {hunt: {stages: [rumour]}}"),
    ("SD140", YAML, 'look: "red scarf", ', ""),
    ("SD141", YAML, 'look: "red scarf"', 'look: "red scarf", puppet: "../../x"'),
    ("SD142", YAML, 'look: "red scarf"', 'look: "red scarf", puppet: nobody_drew_this'),
    ("SD143", YAML, "at: shed}\n  oil", "at: shed, groups: [[whole]]}\n  oil"),
    ("SD144", YAML, "at: shed}\n  oil", "at: shed, states: [whole, broken], groups: [[whole, broken]]}\n  oil"),
    ("SD145", YARN, "", scene("<<enum Mood>>\n<<endenum>>\nAda: Hm.")),
    ("SD146", YAML, "{name: the quay,", "{name: the quay, map: [3, 1],"),
    ("SD147", YAML, "", "arc: {curve: [1, 2]}"),
    ("SD148", YAML, "", "arc: {curve: [0.5, 0.5, 0.6]}"),
    ("SD149", YAML, "", "arc: {shape: waves, minutes: 8}"),
    ("SD150", YARN, "", scene("Ada: Hm.\n<<endif>>")),
    ("SD151", YARN, "", scene(DEEP)),
    ("SD152", YARN, "", scene("Ada: Hello there. <<hook>>")),
    ("SD153", YARN, "<<choice 9s default 1>>", "<<choice nine>>"),
    ("SD154", YARN, "<<endif>>\n", ""),
    ("SD155", YARN, "", scene(FIVE)),
    ("SD156", YARN, "default 1", "default 7"),
    ("SD157", YARN, "", scene("Ada: #sad")),
    ("SD158", YAML, "words:\n", 'words:\n  none: ["grey {"]\n'),
    ("SD159", YARN, "", scene("").replace("---\n\n===", "---\n===")),
    ("SD160", YARN, "<<open dark>>", "<<open the dark>>"),
    ("SD161", YARN, "<<hook>>", "<<hok>>"),
    ("SD162", YARN, "", scene(RETURNS)),
    ("SD163", YARN, "<<choice 9s default 1>>", "<<choice 9s default 1 form map>>"),
    ("SD164", YAML, "", "music: {themes: {quay: {steps: [0, 1, 2], common: [1, 1], waltz: [1, 1, 1]}}}"),
    ("SD165", YAML, "", "music: {ideas: {loss: {}}}"),
    ("SD166", YARN, "<<hook>>", "<hook>>"),
    ("SD168", YAML, "", "language: Deutsch"),
    ("SD201", YARN, "cast: ada, brix\nwhen: has", "cast: ada, brx\nwhen: has"),
    ("SD202", YARN, "place: shed", "place: shedd"),
    ("SD203", YARN, "title: lighting", "title: first_evening"),
    ("SD204", YARN, "tags: comedy 0.7", "tags: comdy 0.7"),
    ("SD205", YARN, "roles: $thing: thing", "roles: thing"),
    ("SD206", YARN, "Ada: You owe me, Brix.", "Adda: You owe me, Brix."),
    ("SD207", YARN, "#worried", "#wurried"),
    ("SD208", YARN, "not spilled", "not spilt"),
    ("SD209", YARN, "has(brix, oil)", "hass(brix, oil)"),
    ("SD210", YARN, "has(brix, oil)", "has(oil, brix)"),
    ("SD211", YARN, 'weather("fog")', 'weather("fogg")'),
    ("SD212", YARN, "<<open dark>>", "<<open darc>>"),
    ("SD213", YARN, "<<hook>>", "<<jump nowhere_at_all>>"),
    ("SD214", YARN, 'chose("ask_nicely")', 'chose("ask_nicly")'),
    ("SD215", YARN, 'words("sky")', 'words("skies")'),
    ("SD216", YARN, "because: ada wants light_lamp", "because: ada hopes"),
    ("SD217", YARN, "because: ada wants light_lamp", "because: ada wants light_lmp"),
    ("SD218", YARN, "<<act ada look far>>", "<<act ada look fr>>"),
    ("SD219", YARN, "<<act ada look far>>", "<<act ada lok far>>"),
    ("SD220", YARN, "when: has(brix, oil) && not spilled", 'when: "yes"'),
    ("SD221", YARN, "not spilled", 'chance("x", 0.5)'),
    ("SD222", YARN, "lies($thing, quay)", "lies($thng, quay)"),
    ("SD223", YARN, "not spilled", "-ada == 1"),
    ("SD224", YAML, '["owes(brix, ada)"]', '["owes(brix)"]'),
    ("SD225", YARN, "not spilled", "hour()"),
    ("SD226", YARN, "not spilled", "at(ada) == brix"),
    ("SD227", YARN, "not spilled", '"a" < 3'),
    ("SD228", YAML, "", 'derived: {spilled_too: "spilled"}\nstart: [spilled_too]'),
    ("SD229", YARN, "not spilled", 'stage(hunt) == "trial"'),
    ("SD230", YAML, '"lamp_lit"', '"lamp_lit", "night"'),
    ("SD231", YARN, "#id:ask_nicely", "#id:ask_nicely #picture:adda"),
    ("SD232", YARN, "<<act ada look far>>", "<<shot pov far ada>>"),
    ("SD233", YARN, "<<act ada look far>>", "<<shot pov ada ada>>"),
    ("SD301", YARN, "not spilled", "trust(ada, brix) > 7"),
    ("SD302", YARN, "&& not spilled", "&& spilled && not spilled"),
    ("SD303", YARN, "not spilled", "trust(ada, brix) > 2 && trust(ada, brix) < 1"),
    ("SD304", YAML, '"lamp_lit"', '"lamp_lit", "never_mentioned"'),
    ("SD305", YAML, "", 'derived: {a: "b", b: "a"}'),
    ("SD306", YARN, "", scene("<<if spilled>>\nAda: Oh dear.\n<<elseif spilled>>\nAda: Oh no.\n<<endif>>")),
    ("SD307", YARN, "<<do spilled, lose(oil),", "<<do lose(oil),"),
    ("SD308", YARN, "", "\n"),
    ("SD309", YARN, "not spilled", "not owes(ada, brix)"),
    ("SD310", YARN, "not spilled", "trust(brix, ada) < 1"),
    ("SD311", YARN, "", scene("Ada: Well.\n<<do trust(ada, brix) += 1>>", "when: trust(brix, ada) < 3")),
    ("SD401", YARN, "", scene("Ada: Nobody comes here.", "sub: yes")),
    ("SD402", YARN, 'when: chose("ask_nicely")', 'when: visited("talk_of_it")'),
    ("SD403", YARN, "-> Ask nicely", '-> Ask nicely <<if visited("lighting") and not visited("first_evening")>>'),
    ("SD404", YARN, "", scene("-> The only way\n    Ada: So be it.")),
    ("SD405", YARN, "", scene("<<open light>>\nAda: Why is it so?")),
    ("SD406", YARN, "<<open dark>>\n", ""),
    ("SD407", YAML, "threads:\n", 'threads:\n  light: {question: "Why?"}\n'),
    ("SD408", YARN, "", scene("Ada: What is it?", "roles: $what: secret")),
    ("SD410", YARN, "", scene("<<do lamp_lit>>\nAda: Still lit.", "when: lamp_lit")),
    ("SD411", YARN, "", scene("Ada: Round we go.\n<<jump extra>>")),
    ("SD412", YARN, "", scene("Ada: That is all.\n<<stop>>\nAda: Or is it?")),
    ("SD415", YAML, "cast:\n", "cast:\n  cora: {name: Cora, look: tall, at: quay}\n"),
    ("SD501", YARN, "cast: ada\nwhen: has(ada, oil)", "cast: brix\nwhen: has(ada, oil)"),
    ("SD502", YARN, "", scene("<<do not alive(ada)>>\nAda: Boo.")),
    ("SD503", YARN, "", scene("<<if lamp_lit>>\n<<act ada take lamp>>\n<<endif>>\nAda: Hm.")),
    ("SD504", YARN, "", scene("<<if lamp_lit>>\n<<do give(brix, ada, lamp)>>\n<<endif>>\nAda: Hm.", "cast: ada, brix")),
    ("SD505", YARN, "", scene("<<do move(ada, shed)>>\nAda: Here I am.")),
    ("SD506", YARN, "", scene("<<act ada leave>>\nAda: Here I am.")),
    ("SD507", YARN, "give(brix, ada, oil)", "give(ada, brix, oil)"),
    ("SD507", YARN, "", scene("<<if has(ada, oil)>>\n<<do give(brix, ada, oil)>>\n<<endif>>\nAda: Hm.")),
    ("SD508", YARN, "give(brix, ada, oil)", "give(ada, ada, oil)"),
    ("SD509", YARN, "", scene("<<do take(ada, oil)>>\nAda: Mine.", "when: has(ada, oil)")),
    ("SD601", YARN, "", TWELVE),
    ("SD602", YARN, "", TWELVE),
    ("SD603", YARN, "", TWELVE),
    ("SD604", YARN, "", TWELVE),
    ("SD605", YARN, "tags: opening, wonder 0.6", "tags: wonder 0.6" + "\n"),
    ("SD606", YARN, "", TWELVE.replace("tags: comedy\n", "")),
    ("SD607", YAML, "", "arc: {curve: [0.9, 0.8, 1, 0.9, 0.6]}"),
    ("SD701", YARN, "", scene("Ada: It was " + "a very " * 16 + "long walk.")),
    ("SD702", YARN, "", scene("Ada: You owe me, Brix.")),
    ("SD703", YARN, "", scene("Ada: I can count to four. It never helps.")),
    ("SD704", YARN, "", scene("Ada: That is [b]mine.")),
    ("SD705", YAML, "words:\n", "words:\n  unused: [a, b]\n"),
    ("SD706", YAML, "sky: [pewter,", 'sky: ["#sky# and #sky#",'),
    ("SD707", YAML, "sky: [pewter,", 'sky: ["#colour# grey",'),
    ("SD708", YARN, "-> Ask nicely", "-> Ask as nicely as anybody can who has been waiting all day"),
    ("SD710", YARN, "", scene("Ada: Look at the the lamp.")),
    ("SD713", YARN, "", scene("=> Ada: Is it.\n=> Ada: It is.\n=> Brix: I say.\n=> Brix: I do.", "cast: ada, brix")),
    ("SD714", YARN, "", scene("-> Yes\n    Ada: Good.\n-> No\nAda: Then not.")),
    ("SD711", YARN, "", scene("Ada: Look \ufffd there.")),
    ("SD712", YAML, "sky: [pewter,", "sky: [pewter, pewter,"),
    ("SD715", YAML, "", "language: de"),
    ("SD716", YAML, "", "language: fr"),
    ("SD717", YAML, "words:\n", 'words:\n  beast: ["#sky.a#"]\n'),
    ("SD801", YARN, "", scene("Ada: Damn the fog.")),
    ("SD802", YARN, "cooldown: 8", "cooldown: 8\nrating: 12"),
    ("SD803", YAML, "rating: 6\n", ""),
]  # fmt: skip
EXTRA_YAML = {
    "SD717": ["language: de"],
    "SD229": ["ladders: {hunt: {stages: [rumour, trail]}}"],
}
ELSEWHERE = {"SD100", "SD101", "SD103", "SD109", "SD169", *(code for code in CODES if code.startswith(("SD9", "SD72")))}


def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    return folder


@pytest.mark.parametrize(("code", "file", "old", "new"), CASES, ids=[case[0] for case in CASES])
def test_code_is_raised(tmp_path: Path, code: str, file: str, old: str, new: str) -> None:
    """A seed with the fault of a code gets it, at a file and line, with the severity of the table."""
    folder = copied(tmp_path)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    if code == "SD405":
        world = (folder / YAML).read_text(encoding="utf-8")
        (folder / YAML).write_text(world.replace("threads:\n", 'threads:\n  light: {question: "Why?"}\n'))
    if code == "SD131":
        text = re.sub(r"(?s)cast:\n.*?things:", "cast: {}\nthings:", text)
    elif code == "SD605":
        text += TWELVE
    elif code == "SD410":
        text = ""
    if code == "SD228":
        text = text.replace('start: ["owes(brix, ada)"]\n', "")
    text = text.replace(old, new, 1) if old else text + new
    path.write_text(text, encoding="utf-8")
    for line in EXTRA_YAML.get(code, []):
        (folder / YAML).write_text((folder / YAML).read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    found = [diagnostic for diagnostic in check_seed(folder) if diagnostic.code == code]
    assert found, [str(diagnostic) for diagnostic in check_seed(folder)]
    assert all(diagnostic.severity is CODES[code].severity for diagnostic in found) or code == "SD603"
    assert all(diagnostic.where.line >= 1 and diagnostic.where.column >= 1 for diagnostic in found)


@pytest.mark.parametrize(("code", "name", "content"), [("SD101", YAML, b"\xff\xfe\x00"), ("SD103", YAML, b"- a\n")])
def test_file_faults(tmp_path: Path, code: str, name: str, content: bytes) -> None:
    """Files that cannot be read are told of."""
    folder = copied(tmp_path)
    (folder / name).write_bytes(content)
    assert code in {diagnostic.code for diagnostic in check_seed(folder)}


def test_nothing_and_outside(tmp_path: Path) -> None:
    """A missing folder, and a link that leads out of the seed."""
    assert check_seed(tmp_path / "nowhere")[0].code == "SD100"
    folder = copied(tmp_path)
    (tmp_path / "outside.yarn").write_text("title: x\n---\nHm.\n===\n")
    (folder / "scenes" / "link.yarn").symlink_to(tmp_path / "outside.yarn")
    assert "SD109" in {diagnostic.code for diagnostic in check_seed(folder)}


def test_every_code_is_tested() -> None:
    """No code stands in the table without a seed that raises it, and none in the program without the table."""
    used = set()
    for file in (ROOT / "story_engine").rglob("*.py"):
        used.update(re.findall(r'"(SD\d{3})"', file.read_text(encoding="utf-8")))
    assert used == set(CODES)
    packs = (Path(__file__).with_name("test_packs.py")).read_text(encoding="utf-8")
    assert {case[0] for case in CASES} | ELSEWHERE == set(CODES)
    assert all(code in packs for code in CODES if code.startswith("SD9"))


def test_page_is_written_from_the_table() -> None:
    """docs/diagnostics.md is what build/diagnostics.py writes."""
    assert (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8") == as_page()
    assert {code.severity for code in CODES.values()} == set(Severity)


def test_broken_pack_is_a_seed_error(tmp_path: Path) -> None:
    """A pack with a bad seed inside is told of like the folder."""
    file = tmp_path / "x.evershow"
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr("nothing.yaml", "a: b")
    with pytest.raises(SeedError, match="SD901"):
        unpack(file, tmp_path)
