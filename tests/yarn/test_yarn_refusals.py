"""What Yarn's compiler refuses is found, with its code, and what it accepts passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from story_engine.yarn import codes as codes_module
from story_engine.yarn.program import build


def codes(text: str) -> list[str]:
    """The codes of the errors in a script."""
    return [problem.code for problem in build({"s.yarn": text}).errors]


def node(body: str) -> str:
    """A script of one node."""
    return f"title: Start\n---\n{body}\n===\n"


FRUIT = "<<enum Fruit>>\n<<case Apple>>\n<<case Pear>>\n<<endenum>>\n"
TOOLS = "<<enum Tool>>\n<<case Saw>>\n<<case Pear>>\n<<endenum>>\n"


def test_a_forgotten_line_of_dashes_is_said_once() -> None:
    """A node whose text begins without --- gives one finding at its first line of text; the next node stays whole."""
    problems = build({"s.yarn": "title: A\n<<wait 1>>\nHello.\n-> Yes\n===\ntitle: Start\n---\na\n===\n"}).problems
    assert [(p.code, p.line) for p in problems] == [("Y002", 2)]
    assert "---" in problems[0].remedy


def test_curly_quotes_are_answered_with_straight_ones() -> None:
    """Quotes as word processors write them are refused with the sign that is meant."""
    (problem,) = build({"s.yarn": node("<<if visited(“A”)>>\na\n<<endif>>")}).problems[:1]
    assert 'straight "' in problem.remedy


REFUSED_BODIES = [
    ("<<wait 1", "Y005"),
    ("<<>>", "Y006"),
    ("<<declare $x>>", "Y006"),
    ("<<set x = 1>>", "Y006"),
    ("<<set $x>>", "Y006"),
    ("<<jump>>", "Y006"),
    ("<<jump A B>>", "Y006"),
    ("<<call 3>>", "Y006"),
    ("<<local $x = 1>>", "Y006"),
    ("<<if>>\na\n<<endif>>", "Y007"),
    ("<<set $x = >>", "Y007"),
    ("<<set $x = null>>", "Y007"),
    ("<<set $x = 1 +>>", "Y007"),
    ("<<set $x = (1>>", "Y007"),
    ('<<set $x = "a>>', "Y007"),
    ("<<set $x = 1 = 2>>", "Y007"),
    ("{}", "Y007"),
    ("{1", "Y007"),
    ("{.5}", "Y007"),
    ("-> a <<if>>", "Y007"),
    ("<<if true>>\na", "Y008"),
    ("<<once>>\na", "Y008"),
    ("<<enum E>>\n<<case A>>", "Y008"),
    ("-> a\n    <<if true>>\nb\n<<endif>>", "Y008"),
    ("a\n<<endif>>", "Y009"),
    ("<<if true>>\na\n<<else>>\nb\n<<else>>\nc\n<<endif>>", "Y009"),
    ("text <<wait 1>>", "Y010"),
    ("text <<if true>> more", "Y010"),
    ("text #tag <<if true>>", "Y010"),
    ("text #", "Y010"),
    ("#tag", "Y010"),
    ("back\\slash", "Y010"),
    ("->", "Y012"),
    ("=> <<if true>>", "Y012"),
    ("<<enum E>>\n<<endenum>>", "Y014"),
    ("a #line:x\nb #line:x", "Y024"),
    ("a #line:x #shadow:y\nb #line:y", "Y025"),
    ("a #line:x #line:y", "Y045"),
    ("a #shadow:x #shadow:x", "Y045"),
    ("a #shadow:y", "Y026"),
    ("a {1} #line:y\na {1} #shadow:y", "Y027"),
    ("a #line:y\nb #shadow:y", "Y028"),
    ("<<if 1>>\na\n<<endif>>", "Y030"),
    ('<<if "a" == 1>>\na\n<<endif>>', "Y030"),
    ("a <<if 3>>", "Y030"),
    ("<<once if 3>>\na\n<<endonce>>", "Y030"),
    ("<<declare $x = 1 as string>>", "Y030"),
    ("<<declare $x = 1>>\n<<jump {$x}>>", "Y030"),
    ("{visited(1)}", "Y030"),
    (FRUIT + TOOLS + "<<if Fruit.Apple == Tool.Saw>>\na\n<<endif>>", "Y030"),
    (FRUIT + '<<if Fruit.Apple == "Apple">>\na\n<<endif>>', "Y030"),
    ("{true + false}", "Y031"),
    ('{"a" - "b"}', "Y031"),
    ("{true < false}", "Y031"),
    ("{not 3}", "Y031"),
    ('{-"a"}', "Y031"),
    ("{1 and true}", "Y030"),
    ("{visited()}", "Y032"),
    ("<<set $a = f(1) + f(1, 2)>>", "Y032"),
    ("<<declare $a = true>>\n<<set $a = 1>>", "Y033"),
    ("<<set $a = 1>>\n<<set $a = true>>", "Y033"),
    ("<<declare $a = 1>>\n<<declare $b = true>>\n<<set $a = f()>>\n<<set $b = f()>>", "Y033"),
    ("{$x}", "Y034"),
    ("<<set $x = $y>>", "Y034"),
    ("<<set $x = f()>>", "Y034"),
    ("<<declare $x = 1>>\n<<declare $x = 1>>", "Y035"),
    ("<<declare $x = 1 as Stone>>", "Y036"),
    (FRUIT + "{string(Fruit.Plum)}", "Y037"),
    ("{string(Fruit.Apple)}", "Y037"),
    (FRUIT + TOOLS + "<<set $x = .Pear>>", "Y038"),
    ("<<declare $x = 1 + 1>>\n<<set $x = 3>>", "Y039"),
    ("<<declare $x = (1)>>\n<<set $x = 3>>", "Y039"),
    ("<<declare $a = $b + 1>>\n<<declare $b = $a>>", "Y040"),
    (FRUIT + FRUIT, "Y041"),
    ("<<enum number>>\n<<case A>>\n<<endenum>>", "Y041"),
    ("<<enum E>>\n<<case A = 1>>\n<<case B>>\n<<endenum>>", "Y042"),
    ("<<enum E>>\n<<case A = 1>>\n<<case B = 1>>\n<<endenum>>", "Y042"),
    ('<<enum E>>\n<<case A = 1>>\n<<case B = "b">>\n<<endenum>>', "Y042"),
    ("<<enum E>>\n<<case A = 1.5>>\n<<endenum>>", "Y042"),
    ("<<enum E>>\n<<case A = f()>>\n<<endenum>>", "Y042"),
    ("<<enum E>>\n<<case A>>\n<<case A>>\n<<endenum>>", "Y043"),
]


@pytest.mark.parametrize(("body", "code"), REFUSED_BODIES)
def test_refused_statements(body: str, code: str) -> None:
    """A body that Yarn's compiler refuses is refused for that reason."""
    assert code in codes(node(body))


REFUSED_FILES = [
    ("", "Y002"),
    ("title: A\n", "Y002"),
    ("title: A\n---\na\n", "Y002"),
    ("title: A\n---\na===\n", "Y002"),
    ("---\na\n===\n", "Y002"),
    ("title: A\nnonsense\n---\na\n===\n", "Y003"),
    ("title: A\nwhen:\n---\na\n===\n", "Y003"),
    ("colour: red\n---\na\n===\n", "Y004"),
    ("title:\n---\na\n===\n", "Y004"),
    ("title: two words\n---\na\n===\n", "Y004"),
    ("title: 1st\n---\na\n===\n", "Y004"),
    ("title: A\ntitle: B\n---\na\n===\n", "Y004"),
    ("title: A\nsubtitle: x.y\nwhen: always\n---\na\n===\n", "Y004"),
    ("title: A\nwhen: always or\n---\na\n===\n", "Y007"),
    ("title: A\nwhen: 3\n---\na\n===\n", "Y030"),
    ("title: A\n---\na\n===\ntitle: A\n---\nb\n===\n", "Y020"),
    ("title: A\nwhen: always\n---\na\n===\ntitle: A\n---\nb\n===\n", "Y021"),
    (2 * "title: A\nsubtitle: x\nwhen: always\n---\na\n===\n", "Y022"),
    ("title: Start\n---\n-> option 1\n            \n===", "Y012"),
    ("title: A\n---\n" + "<<if true>>\n" * 100 + "a\n" + "<<endif>>\n" * 100 + "===\n", "Y011"),
    ("title: A\n---\n{" + "(" * 500 + "1" + ")" * 500 + "}\n===\n", "Y011"),
    ("title: A\n---\n{" + "1 + " * 5000 + "1}\n===\n", "Y011"),
    ("title: A\n---\n{" + "-" * 5000 + "1}\n===\n", "Y011"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED_FILES)
def test_refused_files(text: str, code: str) -> None:
    """A file that Yarn's compiler refuses, or that is too deep to read, is refused for that reason."""
    assert code in codes(text)


ACCEPTED = [
    "{$n + 1}",
    "<<set $n += 1>>\n<<set $n %= 2>>",
    "<<declare $x = 1 as number>>\n<<declare $y = -1.5>>\n<<set $y = -$x>>",
    FRUIT + "<<declare $f = Fruit.Apple as Fruit>>\n<<set $f = .Pear>>\n{$f == .Apple}",
    FRUIT + "<<set $n = number(Fruit.Pear)>>\n<<if f(Fruit.Apple)>>\n<<endif>>",
    '<<enum Q>>\n<<case A = "a">>\n<<endenum>>\n<<if visited(Q.A)>>\n<<endif>>',
    "<<declare $E = $C || $C>>\n<<declare $C = ((!$a) && $b) || $b>>",
    "<<if true>> <<wait 1>> <<endif>>",
    "<<wait>> #tag",
    "a \\[b\\] \\{ \\} \\# \\< \\> \\/ \\\\ \\: #t // comment",
    "-> a <<if true>>#line:1\n-> b <<once if true>> #line:2",
    "\\<<not a command>>",
    "<<isActive>>\n<<endings>>\n<<elsewhere>>\n<<oncee>>",
    "Ann: ¯\\\\_(ツ)_/¯ <3 a/b http:\\/\\/x",
    "<<declare $实验 = 1>>\n<<declare $🧶 = 1>>",
]


@pytest.mark.parametrize("body", ACCEPTED)
def test_accepted_statements(body: str) -> None:
    """What Yarn's compiler takes is taken."""
    assert codes(node(body)) == []


def test_places_are_exact_and_remedies_are_given() -> None:
    """A problem stands at its line and column, says what to do, and suggests near names."""
    built = build({"s.yarn": "title: Start\n---\nText.\n  <<jump Strat>>\n{1 + true}\n===\n"})
    jump, sum_ = sorted(built.problems, key=lambda one: one.line)
    assert str(jump) == "s.yarn:4:10: Y023 warning: no node is titled “Strat” – did you mean “Start”?"
    assert (sum_.line, sum_.column, sum_.path) == (5, 4, "s.yarn")


def test_every_code_is_explained() -> None:
    """The table of codes and the codes in use are the same."""
    package = Path(codes_module.__file__).parent
    used = {
        code
        for path in package.glob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"(Y\d{3})"', path.read_text())
    }
    assert used == set(codes_module.CODES)
    assert {code for _, code in REFUSED_BODIES + REFUSED_FILES} | {
        "Y001",
        "Y013",
        "Y015",
        "Y023",
        "Y029",
        "Y044",
        "Y046",
    } == used


@pytest.mark.parametrize(("body", "code"), [("[a]open", "Y046"), ("a [/b] c", "Y046"), ("wait 1>>", "Y015")])
def test_doubtful_texts_are_only_warned_of(body: str, code: str) -> None:
    """Text that most likely is a slip plays as it stands, with a warning."""
    built = build({"s.yarn": node(body)})
    assert [(one.code, one.severity) for one in built.problems] == [(code, "warning")]
    assert built.program is not None
    assert build({"s.yarn": node("[b]fine[/b] [pause/] [nomarkup][x[/nomarkup] {1}[a=1]")}).problems == ()


def test_names_hold_over_all_files() -> None:
    """Declarations, enums, nodes and line ids of one file are known in every other."""
    texts = {"a.yarn": node("<<set $x = .Apple>>\n<<jump B>>"), "b.yarn": f"title: B\n---\n{FRUIT}a\n===\n"}
    assert build(texts).problems == ()
    twice = build({"a.yarn": node("x"), "b.yarn": node("y")})
    assert [(one.path, one.code) for one in twice.errors] == [("b.yarn", "Y020")]
