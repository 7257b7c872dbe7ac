"""Exports every network of every adapter from a tiny random model, and prints how near each graph is to its network.

`python build/neural_parity.py [KIND …]` opens the real classes of diffusers and transformers, asks each once as a show
would, writes what was called as ONNX in fp32 and fp16, compares it in ONNX Runtime on the processor, and has TensorRT
for RTX build it where that is installed. It knows the trial models of the tests and no model of a viewer's.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from generators.neural.engines.builders import BuildOrder, open_builder  # noqa: E402
from generators.neural.engines.export import TOLERANCE, export  # noqa: E402
from generators.neural.errors import NeuralError  # noqa: E402
from generators.neural.ports import never  # noqa: E402

CAPABILITY = "8.9"


def main() -> int:
    """A row for each network and precision; 1 where one is beyond its tolerance."""
    from tests.neural import engine_cases

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=engine_cases.KINDS, metavar="KIND")
    parser.add_argument("--module", action="append", default=[], help="Only networks of this name.")
    parser.add_argument("--precision", action="append", choices=list(TOLERANCE), help="fp32 and fp16 unless given.")
    parser.add_argument("--no-build", action="store_true", help="Do not ask TensorRT for RTX.")
    parser.add_argument("--json", action="store_true", help="One object a line.")
    options = parser.parse_args()
    builds = not options.no_build and importlib.util.find_spec("tensorrt_rtx") is not None
    bad = False
    if not options.json:
        print(
            f"{'network':34} {'precision':9} {'nodes':>5} {'export s':>8} {'apart':>8} {'build s':>7}  why not",
            flush=True,
        )
    with tempfile.TemporaryDirectory(prefix="neural-parity-") as folder:
        for kind in options.kinds:
            for network in engine_cases.networks(kind, Path(folder) / "models"):
                for precision in options.precision or ("fp32", "fp16"):
                    if options.module and network.name not in options.module:
                        continue
                    told = _told(kind, network, precision, Path(folder) / "graphs", builds)
                    bad |= bool(told["why"])
                    print(json.dumps(told) if options.json else _row(told), flush=True)
    return int(bad)


def _told(kind: str, network: Any, precision: str, folder: Path, builds: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "network": f"{kind}/{network.name}", "precision": precision, "nodes": 0, "export_s": 0.0, "apart": -1.0,
        "build_s": -1.0, "engine_bytes": 0, "why": "",
    }  # fmt: skip
    try:
        exported = export(network, folder / kind / network.name / precision, precision)
        told |= {"nodes": exported.nodes, "export_s": round(exported.seconds, 1), "apart": exported.parity}
        if not exported.is_faithful:
            told["why"] = "beyond its tolerance"
        elif builds:
            begun = time.monotonic()
            order = BuildOrder(graph=exported.path, profiles=exported.profiles, capability=CAPABILITY)
            told["engine_bytes"] = len(open_builder("tensorrt_rtx").build(order, lambda phase, share: None, never))
            told["build_s"] = round(time.monotonic() - begun, 1)
    except NeuralError as error:
        told["why"] = str(error)
    return told


def _row(told: dict[str, Any]) -> str:
    apart = f"{told['apart']:8.1e}" if told["apart"] >= 0 else f"{'–':>8}"
    build = f"{told['build_s']:7.1f}" if told["build_s"] >= 0 else f"{'–':>7}"
    return (
        f"{told['network']:34} {told['precision']:9} {told['nodes']:5} {told['export_s']:8.1f} {apart} {build}"
        f"  {told['why']}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
