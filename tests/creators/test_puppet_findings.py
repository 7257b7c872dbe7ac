"""`evershow check` looks at the puppets that a seed brings and at how alike its cast is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generators.stage import library
from player.cli.creators import check


def seed_with(folder: Path, cast: str) -> Path:
    """A new seed in `folder` that brings the puppet file `cast`."""
    from player.cli.creators_new import new

    target = folder / "two"
    result = CliRunner().invoke(new, [str(target)])
    assert result.exit_code == 0, result.output
    (target / "art" / "puppets").mkdir(parents=True, exist_ok=True)
    (target / "art" / "puppets" / "odd.yaml").write_text(cast)
    return target


@pytest.mark.parametrize(("text", "said"), [("genes:\n  hair: spaghetti\n", "odd.yaml:2"), ("rig: [", "odd.yaml:")])
def test_a_broken_puppet_is_an_error_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    """File and line stand in front; the check fails."""
    result = CliRunner().invoke(check, [str(seed_with(tmp_path, text))])
    assert said in result.output
    assert "PU100" in result.output
    assert result.exit_code == 1


def test_a_sound_puppet_says_nothing(tmp_path: Path) -> None:
    """A file of genes passes."""
    result = CliRunner().invoke(check, [str(seed_with(tmp_path, "genes: {age: 40}\n"))])
    assert "PU100" not in result.output


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("face", "eye", "x"), "0.05", "face: eye.x: '0.05' is text"),
        (("face", "eye", "w"), "1e300", "face: eye.w: '1e300' is text"),
        (("face", "radius"), "nan", "face: radius: 'nan' is no number"),
        (("face", "mouth", "w"), "wide", "face: mouth.w: 'wide' is no number"),
        (("face", "brow", "thick"), True, "face: brow.thick: True is no number"),
        (("acting", "energy"), "2", "acting: energy: '2' is text"),
    ],
)
def test_a_number_of_a_face_written_as_text_is_told(tmp_path: Path, path: tuple[str, ...], value: object, said: str):
    """An error with the line of the value, what is wrong and what to do; not only where it happens to be drawn."""
    content = library.content_of(library.ASSETS / "puppets" / "wren.yaml")
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    text = json.dumps(content, indent=1)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if json.dumps({path[-1]: value})[1:-1] in row)
    result = CliRunner().invoke(check, [str(seed_with(tmp_path, text))])
    assert f"odd.yaml:{line}:" in result.output
    assert said in " ".join(result.output.split())
    assert result.exit_code == 1


def test_a_feeling_that_no_face_draws_is_told(tmp_path: Path) -> None:
    """A name in `feelings:` without an entry in `art/faces/emotions.yaml` is pointed at; with one nothing is said."""
    target = seed_with(tmp_path, "genes: {age: 40}\n")
    world = target / "seed.yaml"
    text = world.read_text(encoding="utf-8")
    world.write_text(text + "\nfeelings: [calm, smugg]\n", encoding="utf-8")
    (target / "art" / "faces").mkdir(parents=True)
    faces = target / "art" / "faces" / "emotions.yaml"
    faces.write_text("smug: {mouth_corner: 0.7}\n", encoding="utf-8")
    told = [d for d in json.loads(CliRunner().invoke(check, [str(target), "--json"]).output) if d["code"] == "PR100"]
    assert [(d["where"]["line"], d["where"]["column"]) for d in told] == [(text.count("\n") + 2, 18)]
    assert "“smugg”" in told[0]["message"]
    assert "smug" in told[0]["remedy"]
    faces.write_text("smugg: {mouth_corner: 0.7}\n", encoding="utf-8")
    assert "PR100" not in CliRunner().invoke(check, [str(target)]).output
