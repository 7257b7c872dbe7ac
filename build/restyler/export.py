"""Writes the trained restyler as safetensors and ONNX: `python build/restyler/export.py RUN assets/restyler`.

It knows no stage. It prints how far ONNX Runtime is from torch, and refuses to write what is farther than 1e-5.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import save_file

from generators.neural.gouache_net import CHANNELS, Restyler

PARITY = 1e-5
"""Greatest difference, of a signal that is 0–1."""
OPSET = 20


def bare(graph: Path) -> bytes:
    """The file without the exporter's notes: every node carries a stack trace with the paths of this machine."""
    model = onnx.load(str(graph))
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    return bytes(model.SerializeToString(deterministic=True))


def main() -> None:
    """Export, compare, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("run", type=Path)
    asked.add_argument("folder", type=Path)
    options = asked.parse_args()
    state = torch.load(options.run / "last.pt", weights_only=True)
    net = Restyler()
    net.load_state_dict(state["calm"])
    net.eval()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        graph = Path(place) / "restyler.onnx"
        height, width = torch.export.Dim("height8", min=8, max=540), torch.export.Dim("width8", min=8, max=960)
        program = torch.onnx.export(
            net,
            (torch.rand(1, CHANNELS, 96, 160),),
            input_names=["guide"],
            output_names=["board"],
            dynamic_shapes=({2: 8 * height, 3: 8 * width},),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
        assert program is not None
        program.save(str(graph), include_initializers=True)
        worst = 0.0
        made = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        for size in ((96, 160), (184, 320), (360, 640)):
            guide = torch.rand(1, CHANNELS, *size, generator=torch.Generator().manual_seed(size[0]))
            with torch.no_grad():
                board = net(guide).numpy()
            (answer,) = made.run(None, {"guide": guide.numpy()})
            gap = float(np.abs(answer - board).max())
            print(f"{size[1]}×{size[0]}: greatest difference {gap:.2e}")
            worst = max(worst, gap)
        if worst > PARITY:
            sys.exit(f"ONNX differs from torch by {worst:.2e}, more than {PARITY:.0e}: nothing written")
        (options.folder / "restyler.onnx").write_bytes(bare(graph))
    save_file(
        {name: value.contiguous() for name, value in net.state_dict().items()}, options.folder / "restyler.safetensors"
    )
    names = ("restyler.onnx", "restyler.safetensors")
    card = {
        "sha256": {name: hashlib.sha256((options.folder / name).read_bytes()).hexdigest() for name in names},
        "parameters": sum(value.numel() for value in net.parameters()),
        "steps": state["step"],
        "parity": worst,
        "opset": OPSET,
        "licence": "Apache-2.0",
    }
    (options.folder / "restyler.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for name in names:
        print(f"{options.folder / name}: {(options.folder / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
