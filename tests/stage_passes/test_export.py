"""Passes as files: readable by anybody, with straight alpha and a table that names every number."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from generators.stage.generator import Stage
from generators.stage.passes import Truth
from generators.stage.passes.export import straight, write_passes
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, PropState
from player.cli.passes import passes

SIZE = (320, 180)


def test_every_pass_becomes_a_file(tmp_path: Path) -> None:
    """Ids, depth, lines, flow, layers and a table are written, and what is read again is what was true."""
    timed = part_of(
        Specimen(place="harbour", actors=(ActorState(id="wren", x=0.0),), props=(PropState(id="storm_parcel", x=0.2),))
    )
    truth = Truth(timed, *SIZE)
    files = write_passes(truth, 0, tmp_path / "out", Stage(*SIZE).still(timed), layers=True)
    assert all((tmp_path / "out" / name).is_file() for name in files)
    ids = cv2.imread(str(tmp_path / "out" / "ids.png"), cv2.IMREAD_UNCHANGED)
    assert ids.dtype == np.uint16
    assert np.array_equal(ids, truth.stack(0).ids)
    assert np.load(tmp_path / "out" / "depth.npy", allow_pickle=False).dtype == np.float32
    assert np.load(tmp_path / "out" / "flow.npy", allow_pickle=False).shape == (180, 320, 2)
    written = json.loads((tmp_path / "out" / "truth.json").read_text(encoding="utf-8"))
    assert set(np.unique(ids).tolist()) <= {row["number"] for row in written["entities"]}
    assert [row["id"] for row in written["seen"]] == ["wren", "storm_parcel"]
    layers = [name for name in files if name.startswith("layers/")]
    wren = cv2.imread(str(tmp_path / "out" / next(n for n in layers if "actor-wren" in n)), cv2.IMREAD_UNCHANGED)
    assert wren.shape == (180, 320, 4)
    assert wren[:, :, 3].max() == 255


def test_straight_alpha_keeps_colour() -> None:
    """Half-covered white is white with half alpha, and nothing is nothing."""
    half = np.array([[[100, 100, 100, 100], [0, 0, 0, 0]]], np.uint8)
    assert straight(half).tolist() == [[[255, 255, 255, 100], [0, 0, 0, 0]]]


def test_a_moment_of_a_show_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`evershow passes` plans the show up to the moment and writes one folder for each frame asked for."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    out = tmp_path / "truth"
    asked = ["weather-post", str(out), "--at", "1", "--frames", "2", "--size", "160x90", "--json"]
    result = CliRunner().invoke(passes, asked)
    assert result.exit_code == 0, result.output
    files = json.loads(result.output)["files"]
    assert "0000/ids.png" in files
    assert "0001/truth.json" in files
    assert all((out / name).is_file() for name in files)
