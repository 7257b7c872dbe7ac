"""`evershow takes`: variants of one scene side by side, as the engine performs them; one of them can be kept.

It does not know how scenes are planned; each take starts in a state that a play really reached.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import click
from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from player.cli.creators_lock import Picks, lock_arms, lock_words, picks_of
from player.cli.seeds import find_seed, require_scene
from story_engine.expr import Value
from story_engine.ground import Ground
from story_engine.moment import Moment, SceneState, Setting, holds
from story_engine.perform import enter_block, next_beat
from story_engine.playtest.play import Play, Playground, playground
from story_engine.playtest.policies import Curious, Uses
from story_engine.playtest.program import Compiler
from story_engine.playtest.seek import Map, Seeking
from story_engine.rng import unit
from story_engine.seed import load_seed
from story_engine.world import Atom, World

MOST_PLAYS = 120
"""Plays in which the scene is looked for."""
MOST_SCENES = 90
"""Scenes of each of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One performance of a scene."""

    place: str
    cast: tuple[str, ...]
    lines: tuple[str, ...]
    arms: Mapping[str, int]
    """Which arm each line group took, by its key `node:line:column`."""
    words: Picks
    """What its word lists became, of lines in the scene's own file."""
    roles: Mapping[str, str]
    """Shown name → `$role` of whoever a role bound."""


@click.command()
@click.argument("seed")
@click.argument("scene")
@click.option("-n", "--takes", "count", type=click.IntRange(1, 24), default=6, show_default=True, help="How many.")
@click.option("--rng", type=int, default=1, show_default=True, help="The rng seed of the first take.")
@click.option("--lock", type=int, default=0, metavar="N",
              help="Keep take N: the other arms of line groups become comments, its word-list picks text.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def takes(seed: str, scene: str, count: int, rng: int, lock: int, as_json: bool) -> None:
    """Variants of one scene side by side; --lock keeps one of them.

    \b
    evershow takes weather-post the_shivering_parcel -n 4
    evershow takes my-seed/ first_light -n 6 --lock 3
    """
    folder = find_seed(seed)
    loaded = load_seed(folder)
    require_scene(loaded, scene, begins=True)
    if lock < 0 or lock > count:
        raise click.BadParameter(f"there are takes 1 to {count}", param_hint="--lock")
    ground = playground(loaded)
    found = performed(ground, scene, count, rng)
    if not found:
        raise click.ClickException(f"no play reached {scene}; `evershow playtest {seed} --goal {scene}` tells why")
    if lock:
        storylet, kept = loaded.storylets[scene], found[lock - 1]
        file = Path(storylet.where.path)
        unsure = loaded.name_of(kept.place) if storylet.place != kept.place else ""
        written = lock_words(file, kept.words, kept.roles, unsure)
        gone = lock_arms(file, scene, kept.arms)
        click.echo(f"take {lock} is kept: {_counted(gone, written)}", err=as_json)
    if as_json:
        told = [
            {"place": t.place, "cast": t.cast, "lines": t.lines, "arms": dict(t.arms),
             "words": [{"line": line, "list": name, "text": text} for line, all_of in t.words.items()
                       for name, text in all_of]}
            for t in found
        ]  # fmt: skip
        click.echo(json.dumps(told))
        return
    panels = [
        Panel(
            Text("\n".join(take.lines)),
            title=f"take {n + 1}",
            subtitle=f"{take.place}: {', '.join(take.cast)}",
            width=46,
        )
        for n, take in enumerate(found)
        if not lock or n == lock - 1
    ]
    Console().print(Columns(panels))


def _counted(gone: int, written: int) -> str:
    told = [f"other variants made comments: {gone}"] if gone or not written else []
    return ", ".join([*told, *([f"picks of word lists written out: {written}"] if written else [])])


def performed(ground: Playground, scene: str, count: int, rng: int) -> tuple[Take, ...]:
    """Up to `count` takes, each from a state in which the scene may begin."""
    states = _reached(ground, scene, count)
    return tuple(_take(ground, *states[n % len(states)], rng + n) for n in range(count)) if states else ()


def performed_from(ground: Playground, index: int, values: Mapping[Atom, Value], rng: int) -> Take:
    """One take of a ground storylet in the state `values`."""
    return _take(ground, ground.repertoire.grounds[index], values, rng)


def _reached(ground: Playground, scene: str, count: int) -> list[tuple[Ground, Mapping[Atom, Value]]]:
    """States just before the scene, of different plays."""
    compiler, uses = Compiler(ground.seed, ground.content), Uses(ground.board, ground.content)
    hits, way = [0] * len(ground.content.spots), Map(ground)
    found: list[tuple[Ground, Mapping[Atom, Value]]] = []
    for number in range(MOST_PLAYS):
        arguments = (ground.content, uses, 1, number)
        policy = (
            Seeking(ground, *arguments, way=way, goal=scene) if number % 2 == 0 else Curious(ground.board, *arguments)
        )
        play = Play(ground, compiler, policy, hits)
        for _ in range(MOST_SCENES):
            index, resting = play.choose()
            one = ground.repertoire.grounds[index]
            if one.storylet.id == scene:
                found.append((one, dict(play.stage.values)))
                break
            play.play(index, resting)
        if len(found) >= count:
            break
    return found


def _take(ground: Playground, one: Ground, values: Mapping[Atom, Value], rng: int) -> Take:
    """The scene as the engine performs it, with options taken by chance."""
    world = World(MappingProxyType(dict(values)), {}).write({("at", p): one.place for p in one.cast}, None)
    state = SceneState(
        id="s1", number=1 + rng % 997, storylet=one.storylet, binding=one.binding, place=one.place, required=one.cast,
        maybe=one.maybe, hour=12.0, why=(), causes=(), seconds=one.seconds,
    )  # fmt: skip
    setting = Setting(seed=ground.seed, rng_seed=rng, scene=state, traced=False)
    ledger = {f"take {n}": n for n in range(rng % 7)}  # another past, so that word lists differ too
    moment = Moment(world=world, frames=((one.storylet.body, 0),), ledger=ledger, emotions={})
    lines: list[str] = []
    words: dict[int, tuple[tuple[str, str], ...]] = {}
    while True:
        before = moment
        moment, beat = next_beat(setting, moment)
        for line, told in picks_of(setting, before, moment).items():
            words.setdefault(line, told)
        if beat is not None:
            if beat.line is not None:
                who = f"{ground.seed.name_of(beat.line.speaker)}: " if beat.line.speaker else ""
                lines.append(who + beat.line.text)
            elif beat.act is not None:
                act = beat.act
                lines.append(f"  ({act.actor} {act.verb} {act.target} {act.thing}".rstrip() + ")")
            elif beat.text:
                lines.append(f"  [{beat.text}]")
            continue
        if moment.choosing is None:
            break
        live = [answer for answer in moment.choosing.answers if holds(setting, moment, answer.condition)[1]]
        if live:
            answer = live[int(unit(rng, "take", len(lines)) * len(live))]
            lines.append(f"→ {''.join(part if isinstance(part, str) else '…' for part in answer.text)}")
            moment = enter_block(moment, answer.body)
        moment = replace(moment, choosing=None)
    arms = {key: int(value) for kind, key, value in moment.made if kind == "arm"}
    roles = {ground.seed.name_of(who): f"${role}" for role, who in one.binding.items()}
    return Take(place=one.place, cast=one.cast, lines=tuple(lines), arms=arms, words=words, roles=roles)
