"""The restyler's files."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from generators.errors import AssetError, GeneratorError
from generators.restyle.guide import CHANNELS
from generators.restyle.model import CARD, CPU, FOLDER, GRAPH, forget_session, model_hash, run, session

MOST_BYTES = 16_000_000


def copied(folder: Path) -> Path:
    """A copy of the shipped model."""
    shutil.copytree(FOLDER, folder / "model")
    return folder / "model"


def test_a_missing_network_is_told_with_its_remedy(tmp_path: Path) -> None:
    """A file that is not there is named, and what to do."""
    folder = copied(tmp_path)
    (folder / GRAPH).unlink()
    with pytest.raises(AssetError, match=r"restyler\.onnx.*missing; install evershow again"):
        session(folder)


@pytest.mark.parametrize("cut", [0, 1, 4_000])
def test_a_half_copied_network_is_told_before_it_is_loaded(tmp_path: Path, cut: int) -> None:
    """Files cut short or changed in one byte never reach the runtime."""
    folder = copied(tmp_path)
    content = bytearray((folder / GRAPH).read_bytes())
    if cut:
        content = content[:-cut]
    else:
        content[len(content) // 2] ^= 1
    (folder / GRAPH).write_bytes(content)
    with pytest.raises(AssetError, match=r"damaged .* install evershow again"):
        session(folder)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"sha256": {"restyler.onnx": 3}}'])
def test_a_damaged_card_is_told(tmp_path: Path, content: bytes) -> None:
    """The card is a file like any other: what it says is looked at first."""
    folder = copied(tmp_path)
    (folder / CARD).write_bytes(content)
    with pytest.raises(AssetError, match=r"restyler\.json: the restyler's card is damaged"):
        model_hash(folder)


def test_a_missing_card_is_told(tmp_path: Path) -> None:
    """An empty folder is an error with a remedy, no traceback."""
    with pytest.raises(AssetError, match="card is missing; install evershow again"):
        session(tmp_path)


def test_the_model_is_small() -> None:
    """All that is shipped of it together stays below 16 MB."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


def test_importing_the_painter_loads_no_runtime() -> None:
    """onnxruntime comes with the first picture."""
    script = "import sys, generators.restyle.paint; print('onnxruntime' in sys.modules, 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_graph_and_weights_are_the_same_network() -> None:
    """ONNX Runtime's answer is that of the safetensors worked out by hand, to 1e-5."""
    weights = read_safetensors(FOLDER / "restyler.safetensors")
    guide = np.random.Generator(np.random.PCG64(4)).random((1, CHANNELS, 16, 24), dtype=np.float32)
    (answer,) = session().run(None, {"guide": guide})
    assert np.abs(answer[0] - restyled(guide[0], weights)).max() < 1e-5


def test_any_size_in_steps_of_eight_is_painted() -> None:
    """The graph is not tied to the size it was exported with."""
    for height, width in ((64, 64), (72, 136)):
        guide = np.zeros((height, width, CHANNELS), np.uint8)
        assert run(session(), guide).shape == (height, width, 3)


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """The tensors of a float32 file, read by the format's description."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    found = {}
    for name, row in header.items():
        if name != "__metadata__":
            begin, end = row["data_offsets"]
            values = np.frombuffer(content[8 + length + begin : 8 + length + end], "<f4")
            found[name] = values.reshape(row["shape"])
    return found


def restyled(x: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """The network of `generators/neural/gouache_net.py` in plain numpy: (19, h, w) → (3, h, w)."""

    def conv(name: str, value: np.ndarray, stride: int = 1) -> np.ndarray:
        kernel = weights[f"{name}.weight"].astype(np.float64)
        size = kernel.shape[2]
        pad = 1 if size == 3 else 0
        value = np.pad(value, ((0, 0), (pad, pad), (pad, pad)))
        windows = np.lib.stride_tricks.sliding_window_view(value, (size, size), axis=(1, 2))[:, ::stride, ::stride]
        answer = np.einsum("chwyx,ocyx->ohw", windows, kernel)
        return answer + weights[f"{name}.bias"][:, None, None]

    def leaky(value: np.ndarray) -> np.ndarray:
        return np.where(value > 0, value, 0.1 * value)

    def blocks(name: str, count: int, value: np.ndarray) -> np.ndarray:
        for place in range(count):
            value = value + conv(f"{name}.{place}.two", leaky(conv(f"{name}.{place}.one", value)))
        return value

    def shuffled(value: np.ndarray, step: int) -> np.ndarray:
        channels, height, width = value.shape
        value = value.reshape(channels // step**2, step, step, height, width).transpose(0, 3, 1, 4, 2)
        return value.reshape(channels // step**2, height * step, width * step)

    seen = x.astype(np.float64) * 2 - 1
    wide = blocks("before", 2, leaky(conv("stem", seen, 4)))
    deep = blocks("deep", 3, leaky(conv("down", wide, 2)))
    wide = wide + shuffled(conv("up", deep), 2)
    wide = wide + conv("after.two", leaky(conv("after.one", wide)))
    close = leaky(conv("near", np.concatenate((seen, shuffled(conv("head", wide), 4)))))
    told = conv("choose", close + leaky(conv("mull", close)))
    power = np.exp(told[:4] * 4 - (told[:4] * 4).max(axis=0))
    share = power / power.sum(axis=0)
    mixed = told[4:] + sum(share[place] * x[3 * place : 3 * place + 3] for place in range(4))
    bodies = x[12:15]
    return mixed + conv("light", leaky(conv("look", np.concatenate((mixed, bodies, bodies * share[1:])))))


def test_the_doctor_tells_of_a_damaged_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what is broken, what is shown instead and what to do."""
    from player.doctor import _restyler

    assert _restyler().state == "ok"
    monkeypatch.setattr("generators.restyle.model.session.__defaults__", (tmp_path, 1))
    told = _restyler()
    assert (told.state, told.use) == ("broken", "the stage's own pictures")
    assert "card is missing" in told.found
    assert told.remedy.startswith("install evershow again")


def test_the_shipped_network_carries_no_notes_of_its_exporter() -> None:
    """Exporters write a stack trace, with the paths of their machine, beside every node; none is shipped."""
    shipped = (Path(__file__).resolve().parents[2] / "assets" / "restyler" / "restyler.onnx").read_bytes()
    assert b"site-packages" not in shipped
    assert b'File "' not in shipped


def test_posters_and_cards_start_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """With an onnxruntime for GPUs they are painted on the processor all the same; a GPU is for who asks for it."""
    import onnxruntime

    asked = []
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider", CPU])
    monkeypatch.setattr(onnxruntime, "InferenceSession", lambda *_, providers: asked.append(providers))
    forget_session()
    session(threads=1)
    session(threads=1, on_gpu=True)
    forget_session()
    assert asked == [[CPU], ["CUDAExecutionProvider", CPU]]


def test_a_runtime_that_gives_up_is_told_in_one_line() -> None:
    """Its errors are of no common kind: a guide that the network cannot take stands for memory that is short."""
    with pytest.raises(GeneratorError, match="the restyler's network failed"):
        run(session(), np.zeros((64, 64, CHANNELS + 1), np.uint8))
