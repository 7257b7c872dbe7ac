"""Times every way to compute each network of every adapter's tiny random model, and prints which one a show would use.

`python build/neural_ways.py [KIND …]` opens the real classes of diffusers and transformers, builds what engines there
can be for this processor (ONNX Runtime, AOTInductor), and times them beside the network itself and torch's compiler. It
knows the trial models of the tests and no model of a viewer's; `evershow engines bench` does it for those.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from generators.neural.engines.build import Plan, build_engines, choose_ways  # noqa: E402
from generators.neural.engines.choices import Choice  # noqa: E402
from generators.neural.engines.store import EngineStore  # noqa: E402
from generators.neural.engines.target import EXECUTED  # noqa: E402
from generators.neural.ports import never  # noqa: E402
from generators.neural.probe import Told  # noqa: E402

ROUNDS = 30


def main() -> int:
    """A line for each network; 1 where an engine that could be opened is not faithful."""
    from tests.neural import engine_cases

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=engine_cases.KINDS, metavar="KIND")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="Timed calls of each way.")
    parser.add_argument("--no-compile", action="store_true", help="Leave out torch.compile and AOTInductor.")
    parser.add_argument("--json", action="store_true", help="One object a line.")
    options = parser.parse_args()
    bad = False
    if not options.json:
        ways = "".join(f"{way:>14}" for way in ("eager ms", "compiled", "aotinductor", "onnxruntime"))
        print(f"{'network':34}{ways}  answers", flush=True)
    with tempfile.TemporaryDirectory(prefix="neural-ways-") as folder:
        for kind in options.kinds:
            adapter, asked = engine_cases.asked(kind, Path(folder) / "models")
            for choice in _choices(kind, adapter, asked, Path(folder) / kind, options):
                bad |= any(row.ran and not row.is_faithful for row in choice.timings)
                print(
                    json.dumps({**asdict(choice), "chosen": choice.chosen}) if options.json else _row(choice),
                    flush=True,
                )
    return int(bad)


def _choices(kind: str, adapter: Any, asked: Callable[[], object], folder: Path, options: Any) -> Any:
    """Build every engine of a model, then time each network; what cannot be built says so in its row."""
    store, nobody = EngineStore(folder), Told(ok=False, words="no driver")
    for runtime in EXECUTED:
        if options.no_compile and runtime != "onnxruntime":
            continue
        plan = Plan(runtime=runtime, capability="cpu", precision="fp32")
        for step in build_engines(store, kind, adapter, asked, plan, nobody, never):
            if step.state == "failed":
                print(f"{step.module}: {runtime}: {step.words}", file=sys.stderr, flush=True)
    return choose_ways(store, kind, adapter, asked, rounds=options.rounds, compiled=not options.no_compile)


def _row(choice: Choice) -> str:
    rows = {row.way: row for row in choice.timings}
    cells = []
    for way in ("compiled", "aotinductor", "onnxruntime"):
        row = rows.get(way)
        cells.append(f"{choice.times_as_fast(way):13.2f}×" if row is not None and row.ran else f"{'–':>14}")
    return f"{choice.module:34}{rows['eager'].median_ms:14.3f}{''.join(cells)}  {choice.chosen}"


if __name__ == "__main__":
    raise SystemExit(main())
