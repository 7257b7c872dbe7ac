"""Whatever the files of a seed hold, there is a diagnostic, in bounded time and memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from story_engine.errors import ExpressionError
from story_engine.expr import compile_closure, parse
from story_engine.seed import check_seed
from story_engine.seed.diagnostics import Findings
from story_engine.seed.linetext import marked_text, markup_fault, template_of
from story_engine.seed.lower import _HALF_COMMAND
from story_engine.seed.yaml_tree import read_tree
from story_engine.yarn.tree import Place

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
WORLD = (GOOD / "seed.yaml").read_text(encoding="utf-8")
SCENES = (GOOD / "scenes" / "main.yarn").read_text(encoding="utf-8")
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def seed(world: str | bytes = WORLD, scenes: str | bytes = SCENES) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "ferry-lamp"
        shutil.copytree(GOOD, folder)
        for file, content in (("seed.yaml", world), ("scenes/main.yarn", scenes)):
            raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            (folder / file).write_bytes(raw)
        yield folder


def codes_of(world: str | bytes = WORLD, scenes: str | bytes = SCENES) -> set[str]:
    with seed(world, scenes) as folder:
        return {diagnostic.code for diagnostic in check_seed(folder)}


BOMB = "a: &a [x, x, x, x]\n" + "".join(
    f"{c}: &{c} [*{p}, *{p}, *{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
WORDS = "words:\n" + "".join(f'  w{i}: ["#w{i + 1}# #w{i + 1}#"]\n' for i in range(30)) + "  w30: [x]\n"


@pytest.mark.parametrize(
    ("world", "code"),
    [
        (BOMB, "SD104"),
        ("a: " + "[" * 10_000, "SD106"),
        ("a: " + "{a: " * 10_000, "SD106"),
        ("x: 1\n" * 200_000, "SD101"),
        (WORLD + "\n---\nseed: second\n", "SD102"),
        (WORLD + "\nseed: twice\n", "SD102"),
        (b"\xff\xfe\x00\x00", "SD101"),
        ("\x00\x01\x02", "SD102"),
        (WORLD.replace("words:\n", WORDS), "SD706"),
        (WORLD.replace("words:\n", 'words:\n  a: ["#b#"]\n  b: ["#a#"]\n'), "SD706"),
        (WORLD + 'derived: {"a($p: person)": "b($p)", "b($p: person)": "a($p)"}\n', "SD305"),
        (WORLD.replace("rating: 6", "rating: .nan"), "SD124"),
        (WORLD.replace("rating: 6", f"rating: {'9' * 400}"), "SD124"),
        (WORLD.replace("ada: {name", "ada: {name: Ada}\n  ada: {name"), "SD102"),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, str) and value.startswith("SD") else "",
)  # fmt: skip
def test_hostile_world(world: str | bytes, code: str) -> None:
    """Bombs, depth, size, doubles, circles and explosions have their codes."""
    assert code in codes_of(world)


NODE = "title: n{0}\nplace: quay\ncast: ada\n---\n{1}\n===\n"


ROLES = ", ".join(f"$r{i}" for i in range(8))
TYPED = ", ".join(f"$r{i}: person" for i in range(8))


@pytest.mark.parametrize(
    ("scenes", "code"),
    [
        (NODE.format(1, "<<detour n2>>\nAda: One.") + NODE.format(2, "<<detour n1>>\nAda: Two."), "SD411"),
        (NODE.format(1, "<<jump n2>>") + NODE.format(2, "<<jump n3>>") + NODE.format(3, "<<jump n1>>"), "SD411"),
        (NODE.format(1, "<<if true>>\n" * 500 + "Ada: Deep.\n" + "<<endif>>\n" * 500), "SD151"),
        (NODE.format(1, "\n".join(" " * i + f"-> Option {i}" for i in range(200))), "SD151"),
        (NODE.format(1, "Ada: {" + "(" * 5_000 + "1" + ")" * 5_000 + "}"), "SD151"),
        (NODE.format(1, "Ada: {" + "1 + " * 5_000 + "1}"), "SD151"),
        (NODE.format(1, "Ada: Hm.\n<<declare $a = $b + 1>>\n<<declare $b = $a + 1>>\nAda: It is {$a}."), "SD110"),
        (NODE.format(1, "Ada: " + "[b]" * 400), "SD704"),
        (NODE.format(1, "Ada: " + "word " * 90_000), "SD701"),
        (NODE.format(1, "\n".join(f"<<set $v{i} to $v{i} + 1>>" for i in range(2_000))), "SD308"),
        (b"title: x\n---\n\xff\xfe\n===\n", "SD101"),
        ("---\n===\n" * 3_000, "SD112"),
        (NODE.format(1, "Ada: One.").replace("cast: ada", f"cast: {ROLES}\nroles: {TYPED}"), "SD402"),
    ],
)  # fmt: skip
def test_hostile_scenes(scenes: str | bytes, code: str) -> None:
    """Circles, depth, length and too many roles have their codes."""
    assert code in codes_of(scenes=scenes)


def test_smart_variables_cannot_double_for_ever() -> None:
    """Smart variables that refer twice to the next one are refused before they fill the memory."""
    declared = "\n".join(f"<<declare $v{i} = $v{i + 1} + $v{i + 1}>>" for i in range(40))
    scenes = NODE.format(1, declared + "\n<<declare $v40 = 1>>\n<<if $v0 > 3>>\nAda: Hm.\n<<endif>>\nAda: Oh.")
    assert "SD110" in codes_of(scenes=scenes)


def test_a_hundred_megabytes(tmp_path: Path) -> None:
    """A file of 100 MB is told of without being read."""
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(GOOD, folder)
    for name in ("seed.yaml", "scenes/main.yarn"):
        with (folder / name).open("r+b") as file:
            file.truncate(100_000_000)
        assert "SD101" in {diagnostic.code for diagnostic in check_seed(folder)}


WORDY = st.text(alphabet=st.sampled_from("abcdef :-{}[]\"'\n #&*!|>%@,0159.~$<=()\\/é\u2028\x00"), max_size=200)


@QUICK
@given(WORDY)
def test_any_yaml(text: str) -> None:
    """Any text is a tree or a diagnostic, never another exception."""
    findings = Findings()
    read_tree(text, "x", findings)
    assert all(d.where.line >= 1 for d in findings.sorted())


@QUICK
@given(st.integers(0, len(WORLD) - 1), st.integers(0, 30), WORDY)
def test_any_change_of_the_world(at: int, length: int, text: str) -> None:
    """Any piece of seed.yaml may be replaced by anything."""
    codes_of(world=WORLD[:at] + text[:40] + WORLD[at + length :])


PIECES = st.lists(
    st.sampled_from(
        """title: a|title: b|---|===|place: quay|cast: ada|when: lamp_lit|when: once|sub: yes|Ada: Hello.|-> One
    -> Two <<once>>|=> Three|    => Four <<if lamp_lit>>|<<if lamp_lit>>|<<elseif true>>|<<else>>|<<endif>>|<<once>>
<<endonce>>|<<jump a>>|<<detour b>>|<<return>>|<<stop>>|<<set $x to 1>>|<<declare $x = 2>>|<<declare $y = $x>>
<<enum E>>|<<case A>>|<<endenum>>|<<do lamp_lit>>|<<do give(ada, brix, oil)>>|<<choice 5s>>|<<jump {$x}>>||  |<<|>>
{$x} [select {$x} 1=a /]|\t-> Tab|<<act ada take oil>>|Ada: {1 + }|#tag|when: not visited("a")""".replace(
            "\n", "|"
        ).split("|")
    ),
    max_size=40,
)


@QUICK
@given(PIECES)
def test_any_order_of_lines(lines: list[str]) -> None:
    """Lines of scenes in any order give a seed or diagnostics."""
    codes_of(scenes="\n".join(lines))


@QUICK
@given(st.integers(0, len(SCENES) - 1), st.integers(0, 60), WORDY)
def test_any_change_of_scenes(at: int, length: int, text: str) -> None:
    """Any piece of a scene file may be replaced by anything."""
    codes_of(scenes=SCENES[:at] + text[:60] + SCENES[at + length :])


@QUICK
@given(st.text(max_size=120))
def test_any_markup(text: str) -> None:
    """Any line text is a template."""
    said, inlines = marked_text([text])
    assert inlines == []
    markup_fault(said)
    assert isinstance(template_of(said, [], lambda raw: None), tuple)
    assert Place(1, 1).line == 1


class Empty:
    """A scope that knows nothing."""

    def call(self, name: str, arguments: tuple[object, ...]) -> bool:
        return False

    def variable(self, name: str) -> float:
        return 3.0


SIGNS = '1 2.5 "a" $x ( ) + - * / % == < && || not and , true foo'
CALLS = "min round_places format plural random_range dice number string"
TOKENS = st.lists(st.sampled_from([*SIGNS.split(), *CALLS.split()]), max_size=14)


@settings(max_examples=300, deadline=None)
@given(TOKENS)
def test_any_expression_has_a_value(tokens: list[str]) -> None:
    """What can be read as an expression can be evaluated, whatever it is."""
    try:
        tree = parse(" ".join(tokens))
    except ExpressionError:
        return
    assert isinstance(compile_closure(tree)(Empty()), bool | float | int | str)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: {b: 1\nc: 2\n", 2, "the { of line 1 is not closed"),
        ("a:\n  b: 1\n c: 2\n", 3, "not indented like its neighbours"),
        ("- a\nb: 1\n", 2, "a key follows the list of line 1"),
        ("x:\n  - a\n  b: 1\n", 3, "a key follows the list of line 2"),
        ("x:\n  a: 1\n  - b\n", 3, "an entry of a list follows the keys of line 2"),
        ("a: b: c\n", 1, "a colon too many"),
        ('a: "x\nb: 2\n', 3, "the quote that begins in line 1"),
        ("a: 1\nb\nc: 2\n", 3, "line 2 has no colon"),
        ("a:\n\tb: 1\n", 2, "a tab indents this line"),
        ("a: @x\n", 1, "no text may begin with @"),
        ("a: 'it's'\n", 1, "behind a value that has ended"),
        ("a: [x}\n", 1, "neither closed nor parted"),
    ],
)
def test_a_fault_of_yaml_is_told_in_a_writers_words(text: str, line: int, words: str) -> None:
    """Usual slips of hand are named as what they are, with what to write."""
    findings = Findings()
    assert read_tree(text, "seed.yaml", findings) is None
    (found,) = findings.sorted()
    assert found.where.line == line
    assert words in found.message
    assert found.remedy


def test_a_line_of_a_million_letters_is_looked_at_once() -> None:
    """Half a command is told from prose in one walk along the line: two walks for each letter would take an hour."""
    body = "a" * 1_000_000
    assert _HALF_COMMAND.fullmatch(body) is None
    assert _HALF_COMMAND.fullmatch(f"<{body}") is None
    assert _HALF_COMMAND.fullmatch(f"{body}>>") is not None
    assert _HALF_COMMAND.fullmatch(f"<{body}>") is not None
