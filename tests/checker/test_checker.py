"""The independent checker: finds nothing in true shows and every untruth that is put into one."""

import ast
import shutil
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.checker import Findings, check_show, check_steps, steps_of
from story_engine.checker.facts import Facts
from story_engine.checker.texts import begins_exactly
from story_engine.checker.truth import Asking, Truth
from story_engine.expr import parse
from story_engine.functions import drawn
from story_engine.plan import Beat, BeatKind, Input, InputKind, Line, PartKind, Thing
from story_engine.rng import unit
from story_engine.seed import load_seed
from story_engine.show import Show

ROOT = Path(__file__).resolve().parents[2]
FERRY = ROOT / "tests/story_engine/seeds/ferry-lamp"
WISHES = ("let it snow", "make it night", "something funny", "find the lamp")


@lru_cache
def seed():
    return load_seed(FERRY)


@lru_cache
def played(rng: int, steps: int = 260):
    """A show with picks, wishes, skips and undone wishes."""
    show = Show.open(seed(), rng_seed=rng, taste=TasteValues.fresh(()))
    parts = []
    for step in range(steps):
        show, part = show.step()
        parts.append(part)
        if part.kind is PartKind.HOLD:
            option = 1 + int(unit(rng, "option", step) * len(part.choice.options))
            show, _ = show.apply(Input(kind=InputKind.PICK, option=option, choice=part.choice.id))
        elif unit(rng, "wish", step) < 0.04:
            text = WISHES[int(unit(rng, "which", step) * len(WISHES))]
            show, _ = show.apply(Input(kind=InputKind.WISH, text=text))
        elif unit(rng, "skip", step) < 0.03:
            show, _ = show.apply(Input(kind=InputKind.SKIP))
        elif unit(rng, "undo", step) < 0.01:
            show, _ = show.apply(Input(kind=InputKind.UNDO_WISH))
    return show.journal(), tuple(parts)


@lru_cache
def steps(rng: int = 1):
    return tuple(steps_of(*played(rng)))


@pytest.mark.parametrize("rng", [1, 2, 3])
def test_a_true_show_has_no_findings(rng):
    """A show of the engine with picks, wishes and skips is valid and free of errors."""
    found = check_show(seed(), *played(rng))
    assert (found.validity, found.continuity_errors, found.errors) == (1.0, 0, ())
    assert found.scenes > 20


def with_part(step, **fields):
    return replace(step, part=replace(step.part, **fields))


def with_scene(step, **fields):
    return with_part(step, scene=replace(step.part.scene, **fields))


def somebody_else_in_the_picture(step):
    scene = step.part.scene
    absent = [p for p in seed().cast if p not in {a.id for a in scene.actors}]
    if not absent or not scene.actors or step.part.beats[0].kind is BeatKind.TITLE:
        return None
    return with_scene(step, actors=(*scene.actors, replace(scene.actors[0], id=absent[0])))


def an_absent_speaker(step):
    absent = [p for p in seed().cast if p not in {a.id for a in step.part.scene.actors}]
    spoken = [i for i, b in enumerate(step.part.beats) if b.line is not None and b.line.speaker]
    if not absent or not spoken or step.part.kind is not PartKind.STORY:
        return None
    beats = list(step.part.beats)
    beat = beats[spoken[0]]
    beats[spoken[0]] = replace(beat, line=replace(beat.line, speaker=absent[0]))
    return with_part(step, beats=tuple(beats))


def other_words(step):
    spoken = [i for i, b in enumerate(step.part.beats) if b.line is not None]
    if not spoken or step.part.kind is not PartKind.STORY:
        return None
    beats = list(step.part.beats)
    beat = beats[spoken[0]]
    beats[spoken[0]] = replace(beat, line=replace(beat.line, text="The moon is made of invoices, every one unpaid."))
    return with_part(step, beats=tuple(beats))


def words_too_many(step):
    if step.part.kind is not PartKind.STORY:
        return None
    line = Beat(kind=BeatKind.LINE, line=Line(text="Nobody wrote this."))
    return with_part(step, beats=(line, *step.part.beats))


def another_weather(step):
    return with_scene(step, weather="storm" if step.part.scene.weather != "storm" else "clear")


def another_hour(step):
    return with_scene(step, hour=(step.part.scene.hour + 3.0) % 24)


def another_place(step):
    here = step.part.scene.place.id
    return with_scene(step, place=next(s.place for s in seed().places.values() if s.place.id != here))


def a_full_hand(step):
    scene = step.part.scene
    free = [t for t in seed().things if scene.actors and t not in scene.actors[0].holding]
    if not free:
        return None
    first = scene.actors[0]
    return with_scene(step, actors=(replace(first, holding=(*first.holding, free[0])), *scene.actors[1:]))


def an_empty_hand(step):
    scene = step.part.scene
    holding = [a for a in scene.actors if a.holding]
    if not holding:
        return None
    return with_scene(step, actors=tuple(replace(a, holding=()) for a in scene.actors))


def a_state_that_is_not(step):
    things = step.part.scene.things
    return with_scene(step, things=tuple(replace(t, states=(*t.states, "melted")) for t in things)) if things else None


def a_thing_from_elsewhere(step):
    shown = {thing.id for thing in step.part.scene.things}
    away = [item for item in seed().things.values() if item.id not in shown]
    if not away:
        return None
    thing = Thing(id=away[0].id, name=away[0].name, look=away[0].look)
    return with_scene(step, things=(*step.part.scene.things, thing))


def a_vanished_thing(step):
    lying = [thing for thing in step.part.scene.things if not thing.holder]
    touched = {w for b in step.part.beats if b.act for w in (b.act.target, b.act.thing)}
    if not lying or lying[0].id in touched:
        return None
    return with_scene(step, things=tuple(t for t in step.part.scene.things if t is not lying[0]))


def an_option_too_many(step):
    if step.part.choice is None:
        return None
    options = (*step.part.choice.options, replace(step.part.choice.options[0], number=9))
    return with_part(step, choice=replace(step.part.choice, options=options))


def decided(step, change):
    """The step with its scene decision changed."""
    made = [list(entry) for entry in step.made]
    for entry in made:
        if entry[0] == "scene":
            value = change(dict(entry[2]))
            if value is None:
                return None
            entry[2] = value
            return replace(step, made=tuple(tuple(e) for e in made))
    return None


def a_wrong_hour(step):
    return decided(step, lambda scene: scene | {"hour": (scene["hour"] + 5) % 24})


def a_wrong_role(step):
    def change(scene):
        roles = scene["binding"]
        return scene | {"binding": dict.fromkeys(roles, "nobody")} if roles else None

    return decided(step, change)


def another_storylet(step):
    def change(scene):
        others = [s.id for s in seed().storylets.values() if s.id != scene["storylet"] and not s.roles and not s.sub]
        return scene | {"storylet": others[0]}

    return decided(step, change)


MUTATIONS = (
    somebody_else_in_the_picture, an_absent_speaker, other_words, words_too_many, another_weather, another_hour,
    another_place, a_full_hand, an_empty_hand, a_state_that_is_not, a_thing_from_elsewhere, a_vanished_thing,
    an_option_too_many, a_wrong_hour, a_wrong_role, another_storylet,
)  # fmt: skip


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda f: f.__name__)
def test_every_untruth_in_a_part_is_found(mutate):
    """Whatever one part shows, says or decides untruly is found, wherever it is put."""
    whole = steps()
    changed = [(index, new) for index, step in enumerate(whole) if (new := mutate(step)) is not None]
    assert changed, "the show must offer a place for the untruth"
    for index, new in changed[:: max(1, len(changed) // 12)]:
        found = check_steps(seed(), (*whole[:index], new, *whole[index + 1 :]))
        assert not found.clean, f"{mutate.__name__} in step {index} ({new.part.id}) was not found"


def test_a_scene_that_is_left_out_is_found():
    """A show without one of its scenes is no true show."""
    whole = steps()
    scene = whole[len(whole) // 2].part.scene.id
    assert not check_steps(seed(), [s for s in whole if s.part.scene.id != scene]).clean


def test_a_scene_that_happens_once_is_found_when_it_happens_again():
    """A scene with `once: yes` that is played a second time is invalid."""
    once = {s.id for s in seed().storylets.values() if s.once}
    whole = steps()
    first = next(step for step in whole if step.part.scene.storylet in once)
    again = [step for step in whole if step.part.scene.id == first.part.scene.id]
    found = check_steps(seed(), (*whole[: whole.index(first)], *again, *again))
    assert {"once", "order"} & {error.kind for error in found.errors}


def test_another_pick_is_found():
    """A branch that was not picked is not what should be shown."""
    whole = list(steps())
    hits = 0
    for index, step in enumerate(whole):
        if any(given.kind == "pick" for given in step.given):
            changed = tuple(
                replace(g, option=3 - g.option) if g.kind == "pick" and g.option < 3 else g for g in step.given
            )
            hits += not check_steps(seed(), (*whole[:index], replace(step, given=changed), *whole[index + 1 :])).clean
    assert hits >= 1


def test_the_dead_are_found():
    """Somebody who is dead from the start is found wherever they are shown."""
    from story_engine.expr import Name
    from story_engine.seed.script import Change, Effect

    where = next(iter(seed().storylets.values())).where
    person = next(a.id for step in steps() for a in step.part.scene.actors)
    dead = Effect(kind="fact", name="alive", arguments=(Name(person),), positive=False, where=where)
    haunted = replace(seed(), start=(*seed().start, Change(effects=(dead,), where=where)))
    found = check_steps(haunted, steps())
    assert {"alive", "cast"} <= {error.kind for error in found.errors}


def test_a_ceiling_is_respected():
    """Scenes rated above the viewer's ceiling are invalid."""
    strict = replace(seed(), storylets={k: replace(s, rating=18) for k, s in seed().storylets.items()})
    found = check_steps(strict, steps(), viewer_rating=12)
    assert found.invalid_scenes == found.scenes


def test_variables_begin_as_they_are_declared(tmp_path):
    """A condition on a declared variable holds from the first scene, and not in a seed that declares it otherwise."""
    folder = Path(shutil.copytree(FERRY, tmp_path / "ferry-lamp"))
    scenes = next(folder.glob("scenes/*.yarn"))
    scenes.write_text(
        scenes.read_text() + "\ntitle: pays\nplace: any\ncast: ada\nwhen: $gold > 1\nweight: 50\ntags: opening\n"
        "---\n<<declare $gold = 3>>\nAda: I have {$gold} coins.\n===\n"
    )
    rich = load_seed(folder)
    show = Show.open(rich, rng_seed=1, taste=TasteValues.fresh(()))
    parts = []
    while len(parts) < 260 and "pays" not in {part.scene.storylet for part in parts[:-1]}:
        show, part = show.step()
        parts.append(part)
        if part.kind is PartKind.HOLD:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1, choice=part.choice.id))
    assert "pays" in {part.scene.storylet for part in parts}
    told = tuple(steps_of(show.journal(), tuple(parts)))
    assert check_steps(rich, told).clean
    assert not check_steps(replace(rich, initial={"gold": 1.0}), told).clean


@pytest.mark.parametrize("text", ["random_range(1, 6)", "dice(20)", "random()", "random_range_float(2, 3)"])
def test_a_drawn_number_is_read_from_the_journal(text):
    """The halvings that a show decided give the checker the number that the show drew."""
    tree, halvings = parse(text), {}

    def decided(key: str, probability: float) -> bool:
        return halvings.setdefault(key, unit(5, key) < probability)

    numbers = [float(argument.value) for argument in tree.arguments]
    expected = drawn(tree.name, numbers, f"{tree.name}:{tree.column}", decided)
    assert expected == Truth(seed()).ask(tree, Asking(Facts(seed=seed()), {}, lambda key: halvings[key]))


def test_findings_of_many_shows_are_one():
    """Findings add up and validity is a share."""
    both = Findings(scenes=3, invalid_scenes=1).plus(Findings(scenes=1, continuity_errors=2))
    assert (both.validity, both.continuity_errors, both.clean) == (0.75, 2, False)


def test_the_checker_shares_no_code_with_what_it_checks():
    """story_engine/checker imports neither planner, world, ground, perform, show nor scenes."""
    allowed = {"checker", "errors", "expr", "journal", "plan", "seed", "time"}
    for path in (ROOT / "story_engine/checker").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("story_engine"):
                assert node.module.split(".")[1] in allowed, f"{path.name} imports {node.module}"
                if node.module == "story_engine.expr":
                    names = {alias.name for alias in node.names}
                    assert not names & {"compile_closure", "number", "parse"}, f"{path.name} shares the evaluator"


@pytest.mark.parametrize(
    ("joined", "fits"),
    [("brixcameto", True), ("brixcametotheshedbyitsside.", True), ("themoonismadeofinvoices.", False)],
)
def test_what_a_skip_leaves_of_a_text_is_how_the_picked_saying_begins(joined, fits):
    """The last words before a skip may be the first piece of a saying, and nothing else."""
    name = ("", "[^.!?]*?")
    assert begins_exactly([name, (" came to ", ""), name, (" by its side.", "")], joined) is fits
