"""Shows a part of a picture a little larger, or shifted by less than a pixel: what the camera does to its canvas.

It knows pixels, no camera. Bilinear, in whole numbers of 1/256: at a third of the cost of a general warp.
"""

from __future__ import annotations

import numpy as np

from generators.compiled import compiled

Array = np.ndarray


def magnified(pixels: Array, step: float, x: float, y: float, width: int, height: int) -> Array:
    """BGRA (height, width, 4) of what `pixels` (BGRA, two rows and columns or more) show from the corner (x, y) on.

    `step` are pixels of it for each pixel shown; what lies beyond its edges is the edge drawn out.
    """
    rows, columns = pixels.shape[:2]
    across, share = _looked_at(columns, step, x, width)
    down, between = _looked_at(rows, step, y, height)
    out = np.empty((height, width), np.uint32)
    source = np.ascontiguousarray(pixels).view(np.uint32)[:, :, 0]
    if step == 1 and share[0] == share[-1] and across[-1] - across[0] == width - 1:
        _shift(source, out, across[0], share[0], down, between, np.empty(columns, np.uint32))
    else:
        _magnify(source, out, across, share, down, between, np.empty(columns, np.uint64), np.empty(width, np.uint64))
    return out.view(np.uint8).reshape(height, width, 4)


def _looked_at(count: int, step: float, begin: float, shown: int) -> tuple[Array, Array]:
    """For each pixel shown the first of the two of `count` that it lies between, and the second's share of 256."""
    # Pixel centres: shown pixel (i + ½) looks at (i + ½) · step + begin.
    at = np.clip((np.arange(shown) + 0.5) * step + (begin - 0.5), 0, count - 1)
    first = np.minimum(at.astype(np.int64), count - 2)
    return first.astype(np.uint64), np.rint((at - first) * 256).astype(np.uint64)


@compiled
def _shift(source, out, across, share, down, between, line):  # type: ignore[no-untyped-def]
    """As `_magnify` where every pixel lies equally between its two neighbours, from column `across` on."""
    height, width = out.shape
    columns = line.shape[0]
    bytes_, half, whole = np.uint32(0x00FF00FF), np.uint32(0x00800080), np.uint32(256)
    high, eight = np.uint32(0xFF00FF00), np.uint32(8)
    first, second = line[across : across + width], line[across + 1 : across + 1 + width]
    right = np.uint32(share)
    left = whole - right
    for y in range(height):
        above, below = source[down[y]], source[down[y] + np.uint64(1)]
        part = np.uint32(between[y])
        rest = whole - part
        # Two bytes of a pixel are multiplied at once, with room between them.
        for x in range(columns):
            one, other = above[x], below[x]
            even = (one & bytes_) * rest + (other & bytes_) * part + half
            odd = ((one >> eight) & bytes_) * rest + ((other >> eight) & bytes_) * part + half
            line[x] = ((even >> eight) & bytes_) | (odd & high)
        target = out[y]
        for x in range(width):
            one, other = first[x], second[x]
            even = (one & bytes_) * left + (other & bytes_) * right + half
            odd = ((one >> eight) & bytes_) * left + ((other >> eight) & bytes_) * right + half
            target[x] = ((even >> eight) & bytes_) | (odd & high)


@compiled
def _magnify(source, out, across, share, down, between, line, mixed):  # type: ignore[no-untyped-def]
    """uint32 BGRA `source` into `out`: `across` and `down` are what each pixel looks at, `share` and `between`, of 256,
    how near it is to the next; `line`, `mixed`: room for a row of either; all but the pixels uint64.

    A pixel's four bytes, with room between them, are multiplied at once.
    """
    height, width = out.shape
    columns = line.shape[0]
    low, far, bytes_ = np.uint64(0x00FF00FF), np.uint64(32), np.uint64(0x00FF00FF00FF00FF)
    half, whole, eight, three = np.uint64(0x0080008000800080), np.uint64(256), np.uint64(8), np.uint64(24)
    for y in range(height):
        above, below = source[down[y]], source[down[y] + np.uint64(1)]
        part = between[y]
        rest = whole - part
        for x in range(columns):
            one, other = np.uint64(above[x]), np.uint64(below[x])
            one = (one & low) | (((one >> eight) & low) << far)
            other = (other & low) | (((other >> eight) & low) << far)
            line[x] = ((one * rest + other * part + half) >> eight) & bytes_
        for x in range(width):
            at, part = across[x], share[x]
            mixed[x] = line[at] * (whole - part) + line[at + np.uint64(1)] * part
        target = out[y]
        for x in range(width):
            both = ((mixed[x] + half) >> eight) & bytes_
            target[x] = np.uint32((both & low) | ((both >> three) & np.uint64(0xFF00FF00)))
