"""`evershow map`: the graph of a seed as a page.

It does not know how links are found.
"""

from __future__ import annotations

import json
from pathlib import Path

import click
import msgspec

from player.cli.seeds import find_seed
from story_engine.playtest.graph import graph_of
from story_engine.playtest.map_page import map_page
from story_engine.playtest.play import playground
from story_engine.seed import load_seed


@click.command("map")
@click.argument("seed")
@click.argument("out", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Scenes and links as JSON instead of a page.")
def map_seed(seed: str, out: Path | None, as_json: bool) -> None:
    """Draw which scene lets which happen: threads as lanes, choices, what enables and what prevents.

    \b
    evershow map weather-post map.html
    evershow map my-seed/ --json
    """
    loaded = load_seed(find_seed(seed))
    graph = graph_of(playground(loaded))
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(graph)))
        return
    target = out or Path(f"{loaded.id}-map.html")
    target.write_text(map_page(graph, loaded.title), encoding="utf-8")
    enabling = sum(link.enables for link in graph.links)
    alone = sum(not any(node.id in (link.first, link.second) for link in graph.links) for node in graph.nodes)
    click.echo(f"{target}: {len(graph.nodes)} scenes, {enabling} links that let happen, "
               f"{len(graph.links) - enabling} that prevent, {alone} scenes without any")  # fmt: skip
