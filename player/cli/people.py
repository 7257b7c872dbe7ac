"""`evershow viewers` and `evershow shows`: who watches, what is believed, and past shows."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from player.cli.guard import require_grown_up, with_pin
from player.cli.options import BalanceType
from player.feed import database_trouble
from profiles.balance import FLAT, drowns_speech, told
from profiles.company import company_of
from profiles.home import database_path, only_instance, ready_home
from profiles.store import ShowEntry, Store
from profiles.taste import TasteValues
from profiles.taste_edits import edited, erased, reset
from story_engine.seed.diagnostics import did_you_mean


def _store() -> Store:
    store = Store(database_path(ready_home()))
    if store.set_aside is not None:
        trouble = database_trouble(store.set_aside.name, store.copied)
        click.echo(f"  {trouble.what}; {trouble.remedy}", err=True)
    return store


def _minutes(position: int) -> str:
    return f"{position / 48_000 / 60:.1f} min"


@click.group()
def viewers() -> None:
    """Who watches, and what the show believes about them.

    \b
    evershow viewers list
    evershow viewers show Ada
    evershow viewers taste Ada --set comedy=0.8
    evershow viewers balance Ada speech=+3,music=-6
    evershow viewers delete Ada
    """


@viewers.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_viewers(as_json: bool) -> None:
    """Everybody who has watched here."""
    store = _store()
    people = store.viewers()
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(person) for person in people]))
        return
    if not people:
        click.echo("Nobody yet. `evershow play --viewer NAME` makes the first viewer.")
        return
    table = Table(box=None, header_style="bold")
    for title in ("viewer", "since", "shows", "in company", "ceiling"):
        table.add_column(title)
    for person in people:
        ceiling = "none" if person.ceiling >= 99 else str(person.ceiling)
        found = store.shows(person)
        common = str(sum(bool(show.others) for show in found) or "")
        table.add_row(person.name, person.created[:10], str(len(found)), common, ceiling)
    Console().print(table)


@viewers.command(name="show")
@click.argument("name")
@click.option("--seed", default="weather-post", show_default=True, help="Taste in this seed.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def show_viewer(name: str, seed: str, as_json: bool) -> None:
    """What the show believes about a viewer, in plain words."""
    store = _store()
    person = store.viewer(name)
    taste = store.taste(person, seed)
    beliefs = taste.explain() if taste else ()
    if as_json:
        value = msgspec.to_builtins(taste) if taste else None
        click.echo(json.dumps({"viewer": msgspec.to_builtins(person), "taste": value, "beliefs": list(beliefs)}))
        return
    click.echo(f"{person.name}, watching since {person.created[:10]}")
    click.echo("\n".join(f"  {belief}" for belief in beliefs) or "  Nothing is believed yet.")
    for show in store.shows(person):
        others = [name for name in _names(store, show) if name != person.name]
        if others:
            click.echo(f"{show.title}, together with {', '.join(others)}: last on {show.watched[:10]}")


def _names(store: Store, show: ShowEntry) -> tuple[str, ...]:
    """Whose show it is."""
    known = {person.id: person.name for person in store.viewers()}
    return tuple(known.get(person, "?") for person in show.people)


@viewers.command(name="taste")
@click.argument("name")
@click.option("--seed", default="weather-post", show_default=True, help="Taste in this seed.")
@click.option("--set", "settings", multiple=True, metavar="FEATURE=VALUE", help="Correct one belief, -1 to 1.")
@click.option("--forget", "forgotten", multiple=True, metavar="FEATURE", help="Erase one belief.")
@click.option("--reset", "fresh", is_flag=True, help="Erase every belief.")
@with_pin
def correct_taste(
    name: str, seed: str, settings: tuple[str, ...], forgotten: tuple[str, ...], fresh: bool, pin: str
) -> None:
    """Correct, erase or reset what is believed about a viewer's taste.

    \b
    evershow viewers taste Ada --set comedy=0.8 --forget person:tock
    """
    store = _store()
    person = store.viewer(name)
    require_grown_up(store, pin)
    taste = store.taste(person, seed) or TasteValues.fresh(())
    if fresh:
        taste = reset(taste)
    for feature in forgotten:
        _known(taste, feature)
        taste = erased(taste, feature)
    words = _words_of(seed, taste) if settings else ()
    for setting in settings:
        feature, equals, value = (part.strip() for part in setting.partition("="))
        if equals and feature not in words:
            hint = did_you_mean(feature, words) or "`evershow viewers show NAME --json` lists what is believed"
            raise click.UsageError(f"--set {setting}: {seed} has no “{feature}”; {hint}")
        try:
            taste = edited(taste, feature, float(value))
        except ValueError as error:
            reason = error if equals and "liking" in str(error) else "write FEATURE=VALUE, for example comedy=0.8"
            raise click.UsageError(f"--set {setting}: {reason}") from error
    store.keep_taste(person, seed, taste)
    click.echo("\n".join(f"  {belief}" for belief in taste.explain()) or "  Nothing is believed now.")


@viewers.command(name="balance")
@click.argument("name")
@click.argument("balance", metavar="[NAME=DB,…]", type=BalanceType(), required=False)
@click.option("--reset", "fresh", is_flag=True, help="As it was mixed.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def balance_viewer(name: str, balance: dict[str, float] | None, fresh: bool, as_json: bool) -> None:
    """How a viewer hears the show: speech, music, ambience and effects, -12 to +6 dB.

    \b
    evershow viewers balance Ada
    evershow viewers balance Ada speech=+3,music=-6
    """
    if fresh and balance is not None:
        raise click.UsageError("--reset and a balance exclude each other; give one of them")
    store = _store()
    person = store.viewer(name)
    if fresh or balance is not None:
        store.keep_balance(person, FLAT if fresh else balance or FLAT)
    kept = store.balance(person)
    store.close()
    click.echo(json.dumps(kept) if as_json else f"{person.name} hears it {told(kept) or 'as it was mixed'}")
    if drowns_speech(kept):
        click.echo("  words may be hard to follow: speech is far below the rest", err=True)


def _words_of(seed: str, taste: TasteValues) -> tuple[str, ...]:
    """What a taste in `seed` may name: what is believed of it already, and what its scenes have."""
    from player.cli.seeds import find_seed
    from story_engine.likings import feature_names
    from story_engine.seed import load_seed

    return tuple(dict.fromkeys((*taste.features, *feature_names(load_seed(find_seed(seed))))))


def _known(taste: TasteValues, feature: str) -> None:
    if feature not in taste.features:
        near = difflib.get_close_matches(feature, taste.features, n=1)
        hint = f"did you mean “{near[0]}”?" if near else "`evershow viewers show NAME --json` lists what is believed"
        raise click.UsageError(f"--forget {feature}: nothing is believed about it; {hint}")


@viewers.command()
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_pin
def export(name: str, file: Path, pin: str) -> None:
    """Write everything known about a viewer to a JSON file."""
    store = _store()
    person = store.viewer(name)
    require_grown_up(store, pin)
    shows = store.shows(person)
    tastes = {show.seed: store.taste(person, show.seed) for show in shows}
    content = {
        "viewer": msgspec.to_builtins(person),
        "shows": [{**msgspec.to_builtins(show), "people": list(_names(store, show))} for show in shows],
        "tastes": {seed: msgspec.to_builtins(taste) for seed, taste in tastes.items() if taste},
        "balance": store.balance(person),
        "signals": list(store.signals(person)),
    }
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    click.echo(f"Wrote {file}")


@viewers.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_pin
def delete(name: str, yes: bool, pin: str) -> None:
    """Erase a viewer: taste, shows, wishes, everything. What they watched in company stays with the others."""
    store = _store()
    common = sum(bool(show.others) for show in store.shows(store.viewer(name)))
    require_grown_up(store, pin)
    if not yes:
        kept = f" ({common} watched in company stay with the others)" if common else ""
        click.confirm(f"Erase {name} and every show of theirs{kept}?", abort=True)
    with only_instance(ready_home()):  # a show that plays would go on writing what has been erased
        store.erase_viewer(name)
    click.echo(f"{name} is forgotten.")


@click.group()
def shows() -> None:
    """Past shows, to be continued, exported or deleted.

    \b
    evershow shows list
    evershow shows branches 3f2a…
    evershow shows export 3f2a… evening.show
    """


@shows.command(name="list")
@click.option("--viewer", default=None, help="Only this viewer's.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_shows(viewer: str | None, as_json: bool) -> None:
    """Every show watched here, the latest first."""
    store = _store()
    found = store.shows(*([store.viewer(viewer)] if viewer else []))
    if as_json:
        told = [{**msgspec.to_builtins(show), "people": list(_names(store, show))} for show in found]
        click.echo(json.dumps(told))
        return
    if not found:
        click.echo("No shows yet. `evershow play` begins one.")
        return
    table = Table(box=None, header_style="bold")
    for title in ("show", "viewer", "title", "watched", "length", "scene"):
        table.add_column(title)
    for show in found:
        names = ", ".join(_names(store, show))
        table.add_row(show.id, names, show.title, show.watched[:16], _minutes(show.position), show.scene)
    Console().print(table)


@shows.command(name="export")
@click.argument("show_id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=None, help="The story seed's folder, when it is not built in.")
def export_show(show_id: str, file: Path, seed: str | None) -> None:
    """Write a show's journal: `evershow replay FILE.show` plays it again exactly, up to what was on screen last."""
    store = _store()
    content = _up_to_the_screen(store, show_id, store.journal(show_id), seed)
    file.write_bytes(content)
    click.echo(f"Wrote {file} ({len(content) / 1000:.1f} kB)")


def _up_to_the_screen(store: Store, show_id: str, content: bytes, named: str | None) -> bytes:
    """The journal with the part in which the viewer left, where there was one and it can be told."""
    from player.cli.seeds import find_seed
    from player.compose import MAPS
    from player.director import SEEDS
    from player.whole_show import was_inside, with_part_on_screen
    from story_engine.errors import StoryError
    from story_engine.journal import Journal
    from story_engine.seed import load_seed

    if not was_inside(ready_home() / MAPS / show_id):
        return content
    people = [known for known in store.viewers() if known.id in store.show(show_id).people]
    try:
        journal = Journal.from_bytes(content)
        seed = load_seed(find_seed(named or journal.header.seed), kept=ready_home() / SEEDS)
        return with_part_on_screen(
            seed, journal, company_of(*people).ceiling if people else journal.header.viewer_rating
        )
    except (StoryError, click.BadParameter) as error:
        why = error.message if isinstance(error, click.BadParameter) else str(error)
        click.echo(f"  without the part that was on screen last: {why}; name its seed with --seed", err=True)
        return content


@shows.command(name="branches")
@click.argument("show")
@click.option("--seed", default=None, help="The story seed's folder, when it is not built in.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_branches(show: str, seed: str | None, as_json: bool) -> None:
    """Every path that was watched of a show (its id or a .show file): `evershow replay --branch` films one.

    \b
    evershow shows branches evening.show
    """
    from player.branch_tales import tales_of
    from player.cli.seeds import find_seed
    from player.director import SEEDS
    from story_engine.journal import Journal
    from story_engine.seed import load_seed

    file = Path(show)
    journal = Journal.from_bytes(file.read_bytes() if file.is_file() else _store().journal(show))
    tales = tales_of(load_seed(find_seed(seed or journal.header.seed), kept=ready_home() / SEEDS), journal)
    if as_json:
        click.echo(json.dumps([msgspec.to_builtins(tale) for tale in tales]))
        return
    table = Table(box=None, header_style="bold")
    for title in ("branch", "length", "scenes", "parts ways with", "ends in"):
        table.add_column(title)
    for tale in tales:
        length = f"about {_minutes(tale.estimated)}"
        parts = f"“{tale.parting}”" if tale.parting else "" if tale.number == tales[-1].number else "nothing taken"
        table.add_row(str(tale.number), length, str(tale.scenes), parts, tale.last_scene)
    Console().print(table)


@shows.command(name="delete")
@click.argument("show_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_pin
def delete_show(show_id: str, yes: bool, pin: str) -> None:
    """Forget one show."""
    store = _store()
    show = store.show(show_id)
    require_grown_up(store, pin)
    if not yes:
        click.confirm(f"Delete {show.title} of {show.begun[:10]} ({_minutes(show.position)})?", abort=True)
    with only_instance(ready_home()):
        store.delete_show(show_id)
    click.echo("Deleted.")
