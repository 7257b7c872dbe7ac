"""Creators' commands: each does what its help says, on a small seed."""

import json
import re

import pytest

from player.cli import COMMANDS, evershow
from player.cli.creators_extract import extract
from player.cli.creators_format import format_world, format_yarn
from story_engine.seed import check_seed, load_seed

CREATORS = (
    "new",
    "check",
    "playtest",
    "fmt",
    "pack",
    "preview",
    "map",
    "takes",
    "stats",
    "balance",
    "import",
    "faults",
)


@pytest.mark.parametrize("name", CREATORS)
def test_every_command_has_an_example_in_its_help(run, name):
    """`--help` shows how the command is called."""
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"evershow {name}" in done.output
    assert name in COMMANDS
    assert evershow.get_command(None, name) is not None


def test_check_in_the_seeds_own_folder_calls_it_by_its_name(run, ferry, monkeypatch):
    """`evershow check .`, as a new seed's first line says, finds no other name than from outside."""
    monkeypatch.chdir(ferry)
    here = run("check", ".").output
    assert "SD108" not in here
    assert f"\n{ferry.name}: " in f"\n{here}"


def test_check_shows_line_caret_and_remedy(run, ferry):
    """A misspelt name is shown with its source line, a caret below it and the fix."""
    scene = next(ferry.glob("scenes/*.yarn"))
    scene.write_text(scene.read_text().replace("lamp_lit", "lamp_lid", 1))
    done = run("check", ferry)
    assert done.exit_code == 1
    line = next(row for row in done.output.split("\n") if "lamp_lid" in row and " | " in row)
    rows = done.output.split("\n")
    caret = rows[rows.index(line) + 1]
    assert caret.strip() == "^"
    assert line[caret.index("^") :].startswith("lamp_lid") or "lamp_lid" in line[caret.index("^") :]
    assert "did you mean" in done.output
    assert "1 error" in done.output


def test_a_misspelt_shot_and_picture_are_shown_where_they_stand(run, ferry):
    """An unknown word of a shot is marked in its own line with the sizes and moves; a picture gets the nearest name."""
    scene = next(ferry.glob("scenes/*.yarn"))
    scene.write_text(
        scene.read_text() + "\ntitle: huge\nplace: any\ncast: ada\n---\n<<shot huge ada>>\nAda: Oh.\n===\n"
    )
    world = ferry / "seed.yaml"
    world.write_text(world.read_text().replace('look: "red scarf"', 'look: "red scarf", puppet: wrenn', 1))
    found = {entry["code"]: entry for entry in json.loads(run("check", ferry, "--json").output)}
    line = 1 + scene.read_text().split("\n").index("<<shot huge ada>>")
    assert found["SD218"]["where"]["line"] == line
    assert "wide" in found["SD218"]["remedy"]
    assert found["SD142"]["remedy"] == "did you mean “wren”?"


def test_a_new_seed_plays_at_once(run, tmp_path):
    """`new` makes a seed without errors, with a cast, places, threads and twelve scenes or more."""
    done = run("new", tmp_path / "my-show", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["scenes"] >= 12
    assert (len(told["cast"]), len(told["places"]), told["errors"]) == (3, 3, [])
    assert not [d for d in check_seed(tmp_path / "my-show") if d.severity == "error"]
    played = run("playtest", tmp_path / "my-show", "--plays", 12, "--minutes", 6, "--check", "--json")
    figures = json.loads(played.output)
    assert (figures["validity"], figures["continuity_errors"], figures["dead_ends"]) == (1.0, 0, 0)


SYNOPSIS = (
    "Nora finds a lost child on the night train. Emil, the guard, has a secret in the old station. "
    "Nora waits at the harbour with Emil, where a strange ship glows. He laughs: he has been here before."
)


def test_a_new_seed_takes_names_places_and_scenes_from_a_synopsis(run, tmp_path):
    """`new --from` knows who is in the text and where, and drafts a scene from each sentence, named by its words."""
    done = run("new", tmp_path / "train", "--from", SYNOPSIS, "--json")
    told = json.loads(done.output)
    assert (told["cast"], told["errors"], told["from_text"]) == (["nora", "emil"], [], 4)
    assert {"station", "harbour"} <= {re.sub(".*_", "", place) for place in told["places"]}
    seed = load_seed(tmp_path / "train")
    assert seed.storylets["emil_the_guard_has_a_secret"].cast == ("emil",)


def test_drafts_of_one_sentence_have_titles_of_their_own(run, tmp_path):
    """A sentence told twice, one in letters of another alphabet and one named like a scene of the template."""
    text = "Ida waits at the old bridge. Ida waits at the old bridge. Ида ждёт. A small debt."
    run("new", tmp_path / "twice", "--from", text, "--json")
    titles = re.findall(r"^title: (.+)$", (tmp_path / "twice/scenes/from_the_text.yarn").read_text(), re.MULTILINE)
    assert titles[:2] == ["ida_waits_at_the_old_bridge", "ida_waits_at_the_old_bridge_2"]
    assert len(set(titles)) == len(titles)
    assert not [d for d in check_seed(tmp_path / "twice") if d.severity == "error"]


def test_who_is_named_only_at_the_beginning_of_sentences_is_found():
    """A sentence's first word is a name where somebody does something, and the weather is nobody."""
    text = "Nora finds a glove. Old Bert, the keeper, says it is not hers. Rain falls. Clara and Tom look on."
    assert extract(text).names == ("Nora", "Bert", "Clara", "Tom")


def test_somebody_who_is_told_who_they_are_is_a_person() -> None:
    """“Otto, the ringmaster, says …” names Otto; a day with the same commas names nobody."""
    text = "Ida runs the circus. Otto, the ringmaster, says nothing. Yesterday, the first of May, everybody slept."
    assert extract(text).names == ("Ida", "Otto")


def test_who_people_are_is_taken_from_the_text(run, tmp_path):
    """Titles and other halves of names are no people of their own; what the text says of somebody is how they look."""
    text = (
        "In a small mountain observatory, Doctor Halina Rook hears a knocking. Her assistant Bo, a clumsy robot who is "
        "afraid, waits. The night porter Silas keeps a secret. The storm frightens Halina, and Aunt Mirja laughs."
    )
    assert json.loads(run("new", tmp_path / "star", "--from", text, "--json").output)["errors"] == []
    seed = load_seed(tmp_path / "star")
    assert list(seed.cast) == ["halina", "bo", "silas", "mirja"]
    assert [seed.cast[who].look.words for who in ("bo", "silas")] == ["a clumsy robot", "a night porter"]
    assert "storm" not in seed.cast["halina"].look.words
    assert "small_mountain_observatory" in seed.places


def test_a_seed_from_a_synopsis_has_nothing_to_mend(run, tmp_path):
    """Long sentences are parted for the captions, and every draft says whom it is for."""
    text = (
        "Ida walks along the quay with a lantern that nobody has lit for years, and somewhere a bell is counting "
        "the hours of the night."
    )
    run("new", tmp_path / "quay", "--from", text)
    assert not [d for d in check_seed(tmp_path / "quay") if d.where.path.endswith(".yarn")]
    assert "…\n… " in (tmp_path / "quay/scenes/from_the_text.yarn").read_text()


def test_subtitles_are_read(run, tmp_path):
    """An .srt file gives speakers, lines and scenes at its pauses, in any old encoding."""
    subtitles = (
        "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>The sea was quiet, caf\xe9.</i>\r\n\r\n"
        "2\r\n00:00:04,000 --> 00:00:06,000\r\nANNA: Where is the boat?\r\n\r\n"
        "3\r\n00:01:07,000 --> 00:01:09,000\r\n- BEN: Under the bridge.\r\n"
    )
    (tmp_path / "film.srt").write_bytes(subtitles.encode("latin-1"))
    done = run("new", tmp_path / "film", "--from", tmp_path / "film.srt", "--json")
    told = json.loads(done.output)
    assert (told["cast"], told["from_text"], told["errors"]) == (["anna", "ben"], 2, [])


@pytest.mark.parametrize(
    "text", ["", "…", "{}[]<<if x>>\n-> a\n===\n---", "A" * 5000, "Ünïcode Straße. Öl!", "1. 2. 3."]
)
def test_any_text_gives_a_seed_without_errors(run, tmp_path, text):
    """Whatever the text is, what `new` writes can be played."""
    (tmp_path / "odd.txt").write_text(text)
    done = run("new", tmp_path / "odd", "--from", tmp_path / "odd.txt", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["errors"] == []


def test_new_refuses_what_is_there(run, ferry, tmp_path):
    """A folder with files and a name that is no id are refused with a remedy."""
    assert run("new", ferry).exit_code == 2
    assert run("new", tmp_path / "1 2 3").exit_code == 2
    assert "no file" in run("new", tmp_path / "x", "--from", "nothing.srt").output


def test_speakers_are_names_before_words_with_capitals():
    """Who speaks comes first among the names; months and plain words are none."""
    found = extract("MARTA: In May we go to the old mill. Ask Joris.\nJoris is asleep. Then Joris woke.")
    assert found.names == ("Marta", "Joris")


def test_the_report_is_one_page(run, ferry, tmp_path):
    """`playtest --html` writes a page that loads nothing from elsewhere."""
    page = tmp_path / "report.html"
    done = run("playtest", ferry, "--plays", 12, "--minutes", 5, "--html", page)
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert text.count("<svg") > 5
    assert not re.search(r"(src|href)=", text)
    assert "scenes/s" in done.output


def test_the_report_tells_each_choice_with_its_options(run, ferry, tmp_path):
    """The options of one scene stand together, with their share of the times that it was asked."""
    page = tmp_path / "report.html"
    assert run("playtest", ferry, "--plays", 12, "--minutes", 5, "--html", page).exit_code == 0
    asked = page.read_text().split("how often each option was taken")[1].split("</table>")[0]
    rows = [re.findall(r">(\d+)%</span>", row) for row in asked.split("<tr>")[1:]]
    assert rows
    assert all(len(shares) >= 2 for shares in rows)
    assert all(97 <= sum(map(int, shares)) <= 103 for shares in rows)


def test_no_scene_of_the_map_stands_on_another(run, ferry, tmp_path):
    """No two scenes of the map overlap, and nothing leaves its width."""
    page = tmp_path / "map.html"
    assert run("map", ferry, page).exit_code == 0
    text = page.read_text()
    width = float(re.search(r'data-width="(\d+)"', text)[1])
    found = re.findall(r'<rect x="(-?\d+)" y="(-?\d+)" width="178" height="46"', text)
    boxes = [(float(x), float(y)) for x, y in found]
    assert boxes
    assert all(x >= 0 and x + 178 <= width for x, _ in boxes)
    assert not [1 for n, a in enumerate(boxes) for b in boxes[:n] if abs(a[0] - b[0]) < 178 and abs(a[1] - b[1]) < 46]


def test_the_map_is_one_page(run, ferry, tmp_path):
    """`map` draws every scene once and loads nothing from elsewhere."""
    page = tmp_path / "map.html"
    assert run("map", ferry, page).exit_code == 0
    text = page.read_text()
    own = [s for s in load_seed(ferry).storylets.values() if not s.automatic and not s.sub]
    assert len(re.findall(r'class="node"', text)) == len(own)
    assert not re.search(r"(src|href)=", text)
    assert json.loads(run("map", ferry, "--json").output)["nodes"]


def test_stats_count_what_is_written(run, ferry):
    """`stats` gives scenes, words and who speaks."""
    told = json.loads(run("stats", ferry, "--json").output)
    assert told["scenes"] == len([s for s in load_seed(ferry).storylets.values() if not s.automatic and not s.sub])
    assert told["words"] > 50
    assert {"narrator", "ada", "brix"} <= set(told["lines_of"])


def test_balance_gives_the_threshold_for_a_share(run, ferry):
    """The threshold is passed by at least the wanted share of samples."""
    done = run("balance", ferry, "trust(ada, brix)", "--share", 0.6, "--plays", 30, "--json")
    told = json.loads(done.output)
    assert told["samples"] == 30
    assert told["passes"] >= 0.6
    assert told["percentiles"]["5"] <= told["percentiles"]["95"]
    assert run("balance", ferry, "trust(ada,").exit_code == 2


def test_balance_refuses_what_the_seed_does_not_know(run, ferry):
    """A misspelt quality or person is a usage error with the nearest name, never a row of zeros."""
    for expression, near in (("truss(ada, brix)", "trust"), ("trust(ada, brixx)", "brix")):
        done = run("balance", ferry, expression, "--plays", 10)
        assert done.exit_code == 2, done.output
        assert f"did you mean “{near}”" in done.output


@pytest.mark.parametrize("command", [("takes",), ("reach",), ("why-not",), ("preview",), ("playtest", "--goal")])
def test_a_misspelt_scene_is_answered_with_the_nearest(run, ferry, command):
    """Every command that takes a scene says which one may have been meant."""
    scene = next(s.id for s in load_seed(ferry).storylets.values() if not s.automatic and not s.sub)
    name, *option = command
    arguments = (f"{ferry}:{scene}x",) if name == "preview" else (ferry, *option, f"{scene}x")
    done = run(name, *arguments)
    assert done.exit_code == 2, done.output
    assert f"did you mean '{scene}'" in done.output


GROUP = """title: three_ways
place: quay
cast: ada
---
=> Ada: One way.
=> Ada: Two ways. #curious
    <<wait 1>>
=> Ada: Three ways.
Ada: Every way comes together here.
===
"""


def test_takes_show_variants_and_keep_one(run, ferry):
    """Takes differ in their line groups; --lock leaves only that take's arm, the others as comments, and shows it."""
    scene = ferry / "scenes" / "ways.yarn"
    scene.write_text(GROUP)
    told = json.loads(run("takes", ferry, "three_ways", "-n", 6, "--json").output)
    assert len({tuple(take["lines"]) for take in told}) > 1
    kept = told[1]["lines"]
    done = run("takes", ferry, "three_ways", "-n", 6, "--lock", 2)
    assert (done.exit_code, done.output.count(" take 2 "), done.output.count(" take 3 ")) == (0, 1, 0)
    assert scene.read_text().count("// ") >= 2
    again = json.loads(run("takes", ferry, "three_ways", "-n", 6, "--json").output)
    assert {tuple(take["lines"]) for take in again} == {tuple(kept)}
    assert not [d for d in check_seed(ferry) if d.severity == "error"]


def test_a_preview_reads_a_scene_after_a_history(run, ferry):
    """`preview SEED:SCENE` or `preview SEED SCENE` tells which scenes lead there and what is said."""
    once = next(s.id for s in load_seed(ferry).storylets.values() if s.once and not s.automatic)
    told = json.loads(run("preview", f"{ferry}:{once}", "--json").output)
    assert told["scene"] == once
    assert told["lines"]
    assert json.loads(run("preview", ferry, once, "--json").output) == told
    assert run("preview", f"{ferry}:nowhere_at_all").exit_code == 2


def test_a_pack_is_taken_by_every_command(run, ferry, tmp_path):
    """`pack` writes a file that `stats` and `check` read; a seed with errors is not packed."""
    target = tmp_path / "lamp.evershow"
    assert run("pack", ferry, target).exit_code == 0
    assert json.loads(run("stats", target, "--json").output)["seed"] == "ferry-lamp"
    scene = next(ferry.glob("scenes/*.yarn"))
    scene.write_text(scene.read_text().replace("lamp_lit", "lamp_lid", 1))
    assert run("pack", ferry, tmp_path / "bad.evershow").exit_code == 1
    assert not (tmp_path / "bad.evershow").exists()


UGLY = """title:   one
// a note on the cast
cast:ada
place: quay

---
Ada: Hello.   #calm
->Go
   Ada: Gone. // really
   <<if   lamp_lit>>
     Ada: Lit.
  <<endif>>
-> Stay


Ada: Both.
<<if lamp_lit>>
Ada: In.
    => One.
    => Two.
<<else>>
Ada: Out.
<<endif>>
===
"""

PRETTY = """title: one
// a note on the cast
cast: ada
place: quay
---
Ada: Hello.   #calm
-> Go
    Ada: Gone. // really
    <<if lamp_lit>>
        Ada: Lit.
    <<endif>>
-> Stay

Ada: Both.
<<if lamp_lit>>
    Ada: In.
    => One.
    => Two.
<<else>>
    Ada: Out.
<<endif>>
===
"""


def test_scenes_have_one_form():
    """Spacing and depth are made canonical, comments stay, and a second time changes nothing."""
    assert format_yarn(UGLY) == PRETTY
    assert format_yarn(PRETTY) == PRETTY
    assert format_world("a: 1  \n\n\n# note\t\nb: 2\n\n") == "a: 1\n\n# note\nb: 2\n"


def test_fmt_changes_no_meaning(run, ferry):
    """A formatted seed says and asks the same; `--check` only tells."""

    def meaning():
        return re.sub(
            r"Where\([^)]*\)|key='[^']*'|column=\d+", "",
            repr([(k, s.when, s.body) for k, s in sorted(load_seed(ferry).storylets.items())]),
        )  # fmt: skip

    scene = next(ferry.glob("scenes/*.yarn"))
    scene.write_text(scene.read_text().replace("\n    ", "\n   ").replace(": ", ":  ", 3))
    before = meaning()
    assert run("fmt", ferry, "--check").exit_code == 1
    assert run("fmt", ferry).exit_code == 0
    assert run("fmt", ferry, "--check").exit_code == 0
    assert meaning() == before


def test_most_faults_put_in_on_purpose_are_told(run, ferry):
    """At least 95 % of mechanical faults are caught by `check` and quick plays."""
    told = json.loads(run("faults", ferry, "-n", 44, "--json").output)
    assert told["faults"] == 44
    assert told["caught"] >= 0.95, told["missed"]
    assert json.loads(run("faults", ferry, "-n", 1, "--after", 43, "--json").output)["faults"] == 1
