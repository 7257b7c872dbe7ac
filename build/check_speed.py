"""Measures how long it takes to load and check a seed of 300 scenes: `python build/check_speed.py`.

It does not know the rules; it copies the first seed's scenes under new names until there are enough.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from story_engine.seed import check_seed, load_seed  # noqa: E402

FIRST_SEED = ROOT / "assets" / "seeds" / "weather-post"
_NODE = re.compile(r"(?m)^title: (\w+)\n(?:(?!===).*\n)*===\n")


def grown(folder: Path, into: Path, scenes: int) -> int:
    """Copy a seed and add renamed copies of its scenes until there are `scenes`; gives how many there are."""
    shutil.copytree(folder, into)
    files = sorted((into / "scenes").glob("*.yarn"))
    nodes = [match for file in files for match in _NODE.finditer(file.read_text(encoding="utf-8"))]
    titles = {match[1] for match in nodes}
    count, turn = len(nodes), 0
    while count < scenes:
        turn += 1
        copies = []
        for match in nodes[: scenes - count]:
            text = re.sub(r"#id:(\w+)", rf"#id:\1_{turn}", match[0])
            copies.append(text.replace(f"title: {match[1]}", f"title: {match[1]}_{turn}", 1))
        (into / "scenes" / f"copy{turn}.yarn").write_text("\n".join(copies), encoding="utf-8")
        count += len(copies)
    assert titles, "the seed has scenes"
    return count


def main(scenes: int) -> None:
    """Print the best of five."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / FIRST_SEED.name
        count = grown(FIRST_SEED, folder, scenes)
        for name, work in (("load", load_seed), ("check", check_seed)):
            walls, cpus = [], []
            for _ in range(5):
                wall, cpu = time.perf_counter(), time.process_time()
                work(folder)
                walls.append(time.perf_counter() - wall)
                cpus.append(time.process_time() - cpu)
            print(f"{name} of {count} scenes: {min(walls):.2f} s ({min(cpus):.2f} s of one core)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
