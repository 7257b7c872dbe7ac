"""Writes docs/diagnostics.md from the table of diagnostics: `python build/diagnostics.py`.

It does not know the rules; `story_engine.seed.codes` holds the table.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from story_engine.seed.codes import as_page  # noqa: E402

if __name__ == "__main__":
    (ROOT / "docs" / "diagnostics.md").write_text(as_page(), encoding="utf-8")
