"""What `evershow doctor` prints: rows, and below each what to do, to be copied whole."""

from __future__ import annotations

import pytest

from generators.neural.probe import Device, Told
from player import doctor
from player.cli.machine import _tell
from player.doctor import Finding

REMEDY = (
    "/home/somebody/models/a-large-model/transformer/weights-00001-of-00007.safetensors is partly there: get it again"
)


def test_a_remedy_is_in_one_piece(capsys: pytest.CaptureFixture[str]):
    """A path is neither cut nor broken by a column's width; a word that is too long for its own is broken, not cut."""
    found = "x" * 90
    _tell([Finding(name="model", state="missing", found=found, use="not used", remedy=REMEDY)])
    told = capsys.readouterr().out
    assert f"→ {REMEDY}" in told
    assert told.count("x") == len(found) + REMEDY.count("x")
    assert "…" not in told


@pytest.mark.parametrize("devices", [(), (Device(index=0, name="GPU", memory_bytes=1, capability=(8, 9)),)])
def test_no_more_is_promised_of_tensorrt_than_was_seen(devices: tuple[Device, ...], monkeypatch: pytest.MonkeyPatch):
    """With a GPU and without one it is said that none has tried it."""
    monkeypatch.setattr(
        "generators.neural.probe.ask", lambda subject: Told(ok=True, words="builds engines", devices=devices)
    )
    row = doctor._tensorrt()
    assert row.use.endswith("tried on no GPU")
    assert ("none can run here" in row.use) == (not devices)
