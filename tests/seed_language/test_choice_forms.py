"""A choice may be laid out as a map, a letter or a scale, and its options may show pictures: presentation, no story."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from player.cli.creators_format import format_yarn
from profiles.taste import TasteValues
from story_engine.journal import Journal
from story_engine.plan import Choice, ChoiceForm, Input, InputKind, Part, PartKind
from story_engine.seed import Seed, check_seed, load_seed
from story_engine.seed.pack import write_pack
from story_engine.show import Show

GOOD = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
PLAIN = "<<choice 9s default 1>>"


def seed_with(folder: Path, settings: str, *tags: str, roles: str = "") -> Path:
    """The ferry lamp, its choice with other settings and a tag behind each option."""
    path = folder / "ferry-lamp"
    shutil.copytree(GOOD, path)
    scenes = path / "scenes" / "main.yarn"
    text = scenes.read_text(encoding="utf-8").replace(PLAIN, settings)
    for name, tag in zip(("#id:ask_nicely", "#id:snatch"), tags, strict=False):
        text = text.replace(name, f"{name} {tag}")
    if roles:
        text = text.replace(
            "cast: ada, brix\nwhen: has", f"cast: ada, brix\nroles: {roles}\nwhen: has(brix, $what) && has"
        )
    scenes.write_text(text, encoding="utf-8")
    return path


def opened(seed: Seed) -> Show:
    return Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))


def played(seed: Seed) -> tuple[list[Part], bytes]:
    """Sixty parts of a show in which the first option is always taken, and its journal."""
    show, parts = opened(seed), []
    for _ in range(60):
        show, part = show.step()
        parts.append(part)
        if part.kind is PartKind.HOLD:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1))
    return parts, show.journal().to_bytes()


def choice_of(seed: Seed) -> Choice:
    return next(part.choice for part in played(seed)[0] if part.choice is not None)


def test_form_and_pictures_are_read(tmp_path: Path) -> None:
    """`form map` and `#picture:` reach the plan: which place, how it looks, and the seed's map with where one is."""
    choice = choice_of(load_seed(seed_with(tmp_path, "<<choice 9s form map>>", "#picture:quay", "#picture:shed")))
    assert choice.form is ChoiceForm.MAP
    assert [(o.picture.kind, o.picture.id, o.picture.look.words) for o in choice.options if o.picture] == [
        ("place", "quay", "wet stones"),
        ("place", "shed", "nets and tar"),
    ]
    assert [(spot.id, spot.here) for spot in choice.spots] == [("quay", False), ("shed", True)]
    assert all(0.0 <= spot.x <= 1.0 and 0.0 <= spot.y <= 1.0 for spot in choice.spots)


def test_people_things_and_roles_are_shown(tmp_path: Path) -> None:
    """A person, a thing with its states, or whoever a role is bound to."""
    path = seed_with(tmp_path, PLAIN, "#picture:ada", "#picture:$what", roles="$what: thing")
    choice = choice_of(load_seed(path))
    first, second = (option.picture for option in choice.options)
    assert first is not None
    assert second is not None
    assert (first.kind, first.id) == ("person", "ada")
    assert (second.kind, second.name) == ("thing", "the oil")


def test_plain_choices_have_neither(tmp_path: Path) -> None:
    """What no author asked for is not there."""
    choice = choice_of(load_seed(GOOD))
    assert (choice.form, choice.spots) == (ChoiceForm.CARDS, ())
    assert {option.picture for option in choice.options} == {None}


def test_a_spot_on_the_map_is_kept(tmp_path: Path) -> None:
    """`map: [x, y]` of a place puts it there."""
    path = seed_with(tmp_path, "<<choice form map>>", "#picture:quay", "#picture:shed")
    world = path / "seed.yaml"
    world.write_text(world.read_text().replace("{name: the quay,", "{name: the quay, map: [0.2, 0.75],"))
    assert [(s.x, s.y) for s in choice_of(load_seed(path)).spots if s.id == "quay"] == [(0.2, 0.75)]


@pytest.mark.parametrize("form", ["cards", "map", "letter", "scale"])
def test_the_story_is_the_same(tmp_path: Path, form: str) -> None:
    """Form and pictures change neither plan nor journal, the choice's own looks apart."""
    edited = load_seed(seed_with(tmp_path, f"<<choice 9s default 1 form {form}>>", "#picture:quay", "#picture:shed"))
    plain = load_seed(GOOD)
    parts, journal = played(edited)
    before, journal_before = played(plain)
    assert {str(part.choice.form) for part in parts if part.choice} == {form}
    assert [replace(part, choice=None) for part in parts] == [replace(part, choice=None) for part in before]
    told, told_before = (Journal.from_bytes(content) for content in (journal, journal_before))
    assert (told.events, told.tips) == (told_before.events, told_before.tips)
    assert [p.choice.default for p in parts if p.choice] == [p.choice.default for p in before if p.choice]


def test_an_older_show_goes_on(tmp_path: Path) -> None:
    """A show of the seed before it had forms replays in the seed with them."""
    _, journal = played(load_seed(GOOD))
    seed = load_seed(seed_with(tmp_path, "<<choice 9s default 1 form letter>>", "#picture:ada", "#picture:oil"))
    show = Show.resume(seed, Journal.from_bytes(journal))
    same = Show.resume(load_seed(GOOD), Journal.from_bytes(journal))
    assert show.state.last_part == same.state.last_part
    assert show.step()[1].beats


def test_choices_in_a_once_block_are_known_as_before(tmp_path: Path) -> None:
    """What a once-block is remembered by does not follow the form of a choice in it."""
    inside = (
        '<<once>>\n    <<choice 9s{} "Well?">>\n    -> Yes #id:yes{}\n        Ada: Yes.\n'
        "    -> No #id:no\n        Ada: No.\n<<endonce>>\n"
    )
    keys = []
    for number, (form, tag) in enumerate((("", ""), (" form scale", " #picture:oil"))):
        path = tmp_path / str(number) / "ferry-lamp"
        shutil.copytree(GOOD, path)
        scenes = path / "scenes" / "main.yarn"
        scenes.write_text(
            scenes.read_text() + f"title: extra\ncast: ada\nplace: quay\n---\n{inside.format(form, tag)}===\n"
        )
        keys.append(load_seed(path).storylets["extra"].body[0].key)
    assert keys[0] == keys[1]


def told(path: Path) -> list[str]:
    return [f"{d.code} {Path(d.where.path).name}:{d.where.line}" for d in check_seed(path)]


def test_faults_are_told_with_their_line(tmp_path: Path) -> None:
    """An unknown form or picture is named at its line, with the nearest name as the remedy."""
    path = seed_with(tmp_path, "<<choice 9s form mpa>>", "#picture:addda", "#picture:$whom")
    found = {d.code: d for d in check_seed(path)}
    assert found["SD231"].remedy == "did you mean “ada”?"
    assert found["SD153"].remedy == "did you mean “map”?"
    line = next(n for n, text in enumerate((path / "scenes/main.yarn").read_text().splitlines(), 1) if "addda" in text)
    assert found["SD231"].where.line == line
    assert "SD222 main.yarn:" in " ".join(told(path))


def test_two_pictures_and_two_of_one_place(tmp_path: Path) -> None:
    """An option has one picture; a map has one option for a place."""
    path = seed_with(tmp_path, "<<choice form map>>", "#picture:quay #picture:shed", "#picture:quay")
    codes = [line.split()[0] for line in told(path)]
    assert {"SD203", "SD163"} <= set(codes)


def test_fmt_and_packs_keep_them(tmp_path: Path) -> None:
    """`fmt` leaves forms and pictures as they are, and a pack plays them."""
    path = seed_with(tmp_path, '<<choice 9s form scale "How much?">>', "#picture:oil")
    text = (path / "scenes" / "main.yarn").read_text()
    assert '<<choice 9s form scale "How much?">>' in format_yarn(text)
    assert "#picture:oil" in format_yarn(text)
    write_pack(path, tmp_path / "x.evershow")
    assert choice_of(load_seed(tmp_path / "x.evershow")) == choice_of(load_seed(path))
