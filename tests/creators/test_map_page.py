"""The story map's page: where scenes stand, and what its script does in a browser."""

import re

from story_engine.playtest.graph import Graph, Node
from story_engine.playtest.map_page import GAP_X, HIGH, NARROW, WIDE, map_page


def node(name, thread="", depth=0, title=""):
    """A scene of the graph."""
    return Node(
        id=name, title=title or name, thread=thread, thread_step="", tension=0.5, depth=depth, options=(),
        place="quay", once=True, when="",
    )  # fmt: skip


def boxes(page):
    """Upper left corners by scene."""
    found = re.findall(r'data-id="(\w+)"><title>[^<]*</title><rect x="(-?\d+)" y="(-?\d+)" width="178"', page)
    return {name: (float(x), float(y)) for name, x, y in found}


def test_two_narrow_lanes_stand_side_by_side():
    """The second of two threads with few columns stands at the right of the first, and a wide one below both."""
    narrow = [node(f"{thread}{depth}", thread, depth) for thread in ("a", "b") for depth in range(2)]
    wide = [node(f"c{depth}", "c", depth) for depth in range(NARROW + 1)]
    page = map_page(Graph(nodes=(*narrow, *wide), links=(), threads=(("a", "A?"), ("b", "B?"), ("c", "C?"))), "Two")
    at = boxes(page)
    assert len(at) == len(narrow) + len(wide)
    assert at["a0"] == (0, at["b0"][1])
    assert at["b0"][0] == NARROW * (WIDE + GAP_X)
    assert at["c0"][0] == 0
    assert at["c0"][1] > at["b0"][1] + HIGH
