"""Stage loops painted as gouache, one frame at a time, each kept until the loop is whole.

It knows the restyler and the painter's folder, no screen and no process.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from player.foyer.pictures import LOOP_FPS, Scenery, art_of, part_for

if TYPE_CHECKING:
    import numpy as np

THREADS = 1
"""The painter works behind everything: one core is enough."""


def next_frame(request: Scenery, path: Path) -> np.ndarray | None:
    """Paint the first frame that is missing; all of them, one below the other (BGR), when none is missing any more.

    Frames wait beside `path` as PNG. Raises GeneratorError.
    """
    import cv2
    import numpy as np

    if request.frames == 1:
        return painted_frame(request, 0)
    places = [path.with_suffix(f".{number:02}.png") for number in range(request.frames)]
    missing = [number for number, place in enumerate(places) if not place.is_file()]
    if missing:
        from player.foyer.painter import write_whole

        _, content = cv2.imencode(".png", painted_frame(request, missing[0]), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        write_whole(places[missing[0]], content.tobytes())
    if len(missing) > 1:
        return None
    frames = [cv2.imdecode(np.frombuffer(place.read_bytes(), np.uint8), cv2.IMREAD_COLOR) for place in places]
    for place in places:
        place.unlink()  # a torn one is painted anew with the rest
    shape = (request.height, request.width, 3)
    return np.vstack(frames) if all(frame is not None and frame.shape == shape for frame in frames) else None


def painted_frame(request: Scenery, number: int) -> np.ndarray:
    """Frame `number` of the loop in gouache: BGR uint8 (height, width, 3); raises GeneratorError."""
    from generators.restyle.paint import paint
    from generators.restyle.passes import passes_at
    from story_engine.time import SAMPLE_RATE

    timed, stage, truth, cast = _easel(request)
    time = number * SAMPLE_RATE // LOOP_FPS
    return paint(stage.still(timed, time), passes_at(truth, time, cast), threads=THREADS)


@lru_cache(maxsize=1)
def _easel(request: Scenery) -> tuple[Any, ...]:
    """Part, stage, truth and cast of a picture: what its frames share."""
    from generators.stage.cast import Cast
    from generators.stage.generator import Stage
    from generators.stage.passes import Truth

    timed, art = part_for(request), art_of(request)
    return (
        timed,
        Stage(request.width, request.height, seed_art=art),
        Truth(timed, request.width, request.height, art),
        Cast(timed, art),
    )
