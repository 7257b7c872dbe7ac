"""Prints the GPU matrix as a table: `python build/gpu_report.py [REPORT.json]`; rows that did not run say why."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from generators.neural.bench import bench_neural


def main() -> None:
    """Measure, print, and keep the JSON where a file is named."""
    report = bench_neural()
    print(f"{report['device']}; measured bf16 peak {report['peak_teraflops']:.0f} TFLOP/s")
    for row in report["rows"]:
        what = f"{row['network']:32} {row['runtime']:13}"
        if not row["ran"]:
            print(f"{what} not run: {row['why']}")
            continue
        print(
            f"{what} {row['median_ms']:8.1f} ms (p95 {row['p95_ms']:.1f})  {row['real_time']:5.2f}× real time  "
            f"{row['share_of_peak']:.0%} of peak  {row['peak_bytes'] / 2**30:.1f} GB  error {row['error']:.1e}"
            f"  {row['why']}".rstrip()
        )
    for row in report["cancels"]:
        told = f"cancel {row['median_ms']:.1f} ms, at most {row['worst_ms']:.1f} ms = {row['steps']:.1f} steps"
        print(f"{row['kind']:32} {told if row['ran'] else 'not run: ' + row['why']}")
    for row in report["segments"]:
        told = (
            f"{row['real_time']:.2f}× real time, first frame after {row['first_frame_s']:.2f} s, denoiser "
            f"{row['against_eager']:.2f}× eager"
            if row["ran"]
            else f"not known: {row['why']}"
        )
        print(f"segment {row['segment']}: {told}")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
