"""The gallery: one page with everything in it, filters that filter, faults that are shown."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from generators.stage.styles import style_names
from player.cli.gallery import gallery
from player.gallery import Choice, chapters
from player.gallery.pictures import QUICK_HOURS, asset_names, prop_states

SMALL = ["--size", "160x90", "--quick"]


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and output of `evershow gallery` with these arguments."""
    result = CliRunner().invoke(gallery, list(arguments))
    return result.exit_code, result.output


def test_a_page_holds_its_pictures(tmp_path: Path) -> None:
    """A page of one place has a picture for every hour and style, embedded, of the asked size, and fetches nothing."""
    page = tmp_path / "out" / "g.html"
    status, output = run(str(page), *SMALL, "--places", "harbour", "--json")
    assert status == 0
    counts = json.loads(output)
    assert counts["pictures"] == len(QUICK_HOURS) * len(style_names())
    text = page.read_text(encoding="utf-8")
    coded = re.findall(r"data:image/jpeg;base64,([^\"]+)", text)
    assert len(coded) == counts["pictures"]
    pictures = [cv2.imdecode(np.frombuffer(base64.b64decode(one), np.uint8), 1) for one in coded]
    assert {picture.shape for picture in pictures} == {(90, 160, 3)}
    assert all(picture.std() > 5 for picture in pictures)
    assert not re.search(r"(src|href)=\"(?!data:|#)", text)


def test_filters_leave_other_kinds_out(tmp_path: Path) -> None:
    """Asked for two puppets, the page has two chapters and no place."""
    page = tmp_path / "g.html"
    status, output = run(str(page), *SMALL, "--puppets", "wren,bramble", "--json")
    assert status == 0
    assert json.loads(output)["chapters"] == 2
    assert 'id="places-' not in page.read_text(encoding="utf-8")


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """A misspelt place is bad usage that names the right one."""
    status, output = run(str(tmp_path / "g.html"), "--places", "habour")
    assert status == 2
    assert "did you mean harbour?" in output


def test_everything_is_in_the_whole_gallery() -> None:
    """Without filters every place, puppet and thing has its chapter or row."""
    found = chapters(Choice(quick=True, width=160, height=90))
    assert [c.name for c in found if c.kind == "places"] == list(asset_names("places", None))
    assert [c.name for c in found if c.kind == "puppets"] == list(asset_names("puppets", None))
    things = next(c for c in found if c.kind == "props")
    assert [row.name for row in things.rows] == list(asset_names("props", None))


def test_states_are_those_the_drawing_knows() -> None:
    """A thing's states come from its own pieces, the plain one first."""
    states = prop_states("letter")
    assert states[0] == ()
    assert ("open",) in states


@pytest.mark.parametrize("kind", ["places", "props"])
def test_a_fault_is_shown_where_the_picture_would_be(tmp_path: Path, kind: str) -> None:
    """A damaged file of a creator's does not stop the page: its error stands there."""
    folder = tmp_path / "art" / kind
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("- not a mapping\n", encoding="utf-8")
    wanted = Choice(width=160, height=90, quick=True, seed_art=tmp_path / "art", **{kind: ("broken",)})
    from player.gallery import write_page

    page = tmp_path / "g.html"
    write_page(page, chapters(wanted), lambda what, share: None)
    assert "broken.yaml" in page.read_text(encoding="utf-8")
