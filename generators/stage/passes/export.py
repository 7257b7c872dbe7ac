"""Writes the passes of one frame as files that any program reads: PNG, NPY and JSON.

It knows files and passes, not where the frame came from.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from generators.errors import GeneratorError
from generators.stage.passes.truth import Truth, colours, disparity
from story_engine.time import VIDEO_FRAME, MediaTime, to_seconds

Array = np.ndarray


def write_passes(truth: Truth, time: MediaTime, folder: Path, picture: Array, *, layers: bool) -> list[str]:
    """Write every pass at `time` below `folder`; names of the files.

    picture.png (as shown, without grain), ids.png (uint16), ids-shown.png (for the eye), depth.png (uint16, 65535 near,
    0 infinitely far), depth.npy (metres), lines.png, flow.npy (pixels to the next video frame) with flow-valid.png,
    truth.json (entities, who is seen, camera), and with `layers` one PNG with straight alpha for each entity.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stack = truth.stack(time)
    files = {
        "picture.png": picture,
        "ids.png": stack.ids,
        "ids-shown.png": colours(stack.ids),
        "depth.png": disparity(stack.depth),
        "lines.png": truth.lines(time),
    }
    arrays = {"depth.npy": stack.depth}
    later = time + VIDEO_FRAME
    if later < truth.timed.duration:
        flow = truth.flow(time, later)
        arrays["flow.npy"] = flow.pixels
        files["flow-valid.png"] = flow.valid.astype(np.uint8) * 255
    if layers:
        for place, cutout in enumerate(truth.cutouts(time)):
            name = re.sub(r"[^a-z0-9_-]+", "-", f"{cutout.entity.kind}-{cutout.entity.id}".lower())
            files[f"layers/{place:02}-{name}.png"] = straight(cutout.pixels)
    for name, pixels in files.items():
        _write(folder / name, pixels)
    for name, values in arrays.items():
        np.save(folder / name, values, allow_pickle=False)
    text = json.dumps(described(truth, time), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text, encoding="utf-8")
    return [*files, *arrays, "truth.json"]


def straight(premultiplied: Array) -> Array:
    """Premultiplied BGRA as straight BGRA, which is what PNG holds."""
    alpha = premultiplied[:, :, 3:].astype(np.float32)
    colour = premultiplied[:, :, :3].astype(np.float32) * 255 / np.maximum(alpha, 1)
    return np.concatenate((np.clip(np.rint(colour), 0, 255).astype(np.uint8), premultiplied[:, :, 3:]), axis=2)


def described(truth: Truth, time: MediaTime) -> dict[str, Any]:
    """Entities, who is seen, shot and camera, JSON values only."""
    view = truth.view(time)
    return {
        "part": truth.timed.part.id,
        "seconds": round(to_seconds(time), 4),
        "size": [truth.width, truth.height],
        "place": view.place.id,
        "hour": truth.timed.part.scene.hour,
        "weather": view.moment.weather,
        "style": view.style.id,
        "shot": {"size": view.shot.size, "subjects": list(view.shot.subjects)},
        "camera": asdict(view.camera),
        "entities": [asdict(row) for row in truth.table],
        "seen": [{**asdict(row), "share": row.share, "face": row.face} for row in truth.seen(time)],
    }


def _write(path: Path, pixels: Array) -> None:
    path.parent.mkdir(exist_ok=True)
    if not cv2.imwrite(str(path), pixels):
        raise GeneratorError(f"{path}: cannot be written; choose a folder of yours with room")
