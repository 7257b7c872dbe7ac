"""Pixel loops of the stage compiled with numba: settling baked layers, and finishing frames to I420.

They know arrays only. No fast-math: the same input gives the same bytes.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def settle(image, rows, mist, fibre, shadow, shadow_colour):  # type: ignore[no-untyped-def]
    """Mist, paper fibre and the layer's own cast shadow on a premultiplied BGRA layer, in place.

    rows: share of mist for each row, float32; mist, shadow_colour: B, G, R 0–255 float32;
    fibre: 256×256 float32 around 1; shadow: alpha of the cast shadow, uint8, same size as the image.
    """
    height, width = image.shape[0], image.shape[1]
    for y in range(height):
        share = rows[y]
        for x in range(width):
            alpha = np.float32(image[y, x, 3])
            under = np.float32(shadow[y, x]) * (np.float32(255.0) - alpha) * np.float32(1 / 255)
            if alpha == 0 and under == 0:
                continue
            grain = fibre[y & 255, x & 255]
            for c in range(3):
                value = np.float32(image[y, x, c])
                value += (mist[c] * alpha * np.float32(1 / 255) - value) * share
                value *= grain
                value += shadow_colour[c] * under * np.float32(1 / 255)
                image[y, x, c] = np.uint8(min(max(value + np.float32(0.5), np.float32(0)), alpha + under))
            image[y, x, 3] = np.uint8(min(alpha + under + np.float32(0.5), np.float32(255)))


@njit(cache=True)
def to_i420(frame, out, grain, shift_y, shift_x, vignette_x, vignette_y, curve, warm):  # type: ignore[no-untyped-def]
    """A BGRA frame as I420 (BT.709, limited range) with grade, vignette and grain.

    frame: H×W×4 uint8; out: (H·3/2)×W uint8; grain: int8 tile, at least H+64 × W+64;
    vignette_x, vignette_y: int32 darkening of 65536 by column and row; curve: uint8[256] for luma;
    warm: int16[256] added to V and taken from U by luma (split toning).
    """
    height, width = frame.shape[0], frame.shape[1]
    for y in range(height):
        dark_row = vignette_y[y]
        line = frame[y]
        noise = grain[y + shift_y]
        target = out[y]
        for x in range(width):
            luma = (47 * line[x, 2] + 157 * line[x, 1] + 16 * line[x, 0] + 128) >> 8
            luma = (luma * (65536 - dark_row - vignette_x[x])) >> 16
            value = np.int32(curve[min(luma, 255)]) + noise[x + shift_x]
            target[x] = np.uint8(min(max(value, 16), 235))
    half_width, half_height = width // 2, height // 2
    flat = out[height:].reshape(-1)
    u_plane = flat[: half_width * half_height].reshape(half_height, half_width)
    v_plane = flat[half_width * half_height : 2 * half_width * half_height].reshape(half_height, half_width)
    for y in range(half_height):
        one, other = frame[2 * y], frame[2 * y + 1]
        dark_row = vignette_y[2 * y]
        for x in range(half_width):
            b = np.int32(one[2 * x, 0]) + one[2 * x + 1, 0] + other[2 * x, 0] + other[2 * x + 1, 0]
            g = np.int32(one[2 * x, 1]) + one[2 * x + 1, 1] + other[2 * x, 1] + other[2 * x + 1, 1]
            r = np.int32(one[2 * x, 2]) + one[2 * x + 1, 2] + other[2 * x, 2] + other[2 * x + 1, 2]
            keep = 65536 - dark_row - vignette_x[2 * x]
            u = ((-26 * r - 86 * g + 112 * b) >> 2) * (keep >> 4)
            v = ((112 * r - 102 * g - 10 * b) >> 2) * (keep >> 4)
            tone = warm[min((54 * r + 183 * g + 19 * b) >> 10, 255)]
            u_plane[y, x] = np.uint8(min(max((u >> 20) + 128 - tone, 16), 240))
            v_plane[y, x] = np.uint8(min(max((v >> 20) + 128 + tone, 16), 240))


@njit(cache=True)
def veil(frame, tile, shift, colour, share):  # type: ignore[no-untyped-def]
    """Fog of `colour` (B, G, R int32) over a frame in place, its alpha from a tile that repeats sideways.

    shift: first column of the tile; share: opacity of 256.
    """
    height, width = frame.shape[0], frame.shape[1]
    period = tile.shape[1]
    for y in range(height):
        row = tile[y]
        line = frame[y]
        column = shift % period
        for x in range(width):
            alpha = (np.int32(row[column]) * share) >> 8
            column += 1
            if column >= period:
                column = 0
            for c in range(3):
                value = np.int32(line[x, c])
                line[x, c] = np.uint8(value + (((colour[c] - value) * alpha) >> 8))


@njit(cache=True)
def spill_light(frame, spill):  # type: ignore[no-untyped-def]
    """Adds bloom by the screen rule, in place: bright places keep their hue."""
    height, width = frame.shape[0], frame.shape[1]
    for y in range(height):
        line, light = frame[y], spill[y]
        for x in range(width):
            for c in range(3):
                value = np.int32(line[x, c])
                line[x, c] = np.uint8(value + (((255 - value) * np.int32(light[x, c])) >> 8))


@njit(cache=True)
def spread_glow(pixels, centre_x, centre_y, radius, colour, strength):  # type: ignore[no-untyped-def]
    """Adds a soft round light by the screen rule, in place; alpha stays. colour: B, G, R 0–255 float32."""
    height, width = pixels.shape[0], pixels.shape[1]
    top, bottom = max(0, int(centre_y - radius)), min(height, int(centre_y + radius) + 1)
    scale = np.float32(1.0) / (radius * radius)
    blue, green, red = colour[0] * strength, colour[1] * strength, colour[2] * strength
    for y in range(top, bottom):
        dy = np.float32(y) + np.float32(0.5) - centre_y
        half = radius * radius - dy * dy
        if half <= 0:
            continue
        half = np.sqrt(half)
        left, right = max(0, int(centre_x - half)), min(width, int(centre_x + half) + 1)
        line = pixels[y]
        for x in range(left, right):
            dx = np.float32(x) + np.float32(0.5) - centre_x
            away = (dx * dx + dy * dy) * scale
            rest = max(np.float32(0.0), np.float32(1.0) - away)
            # (1 − r²)³ with a tight core: no visible edge, one multiplication chain.
            share = rest * rest * rest * (np.float32(0.45) + np.float32(0.55) * rest * rest * rest * rest)
            share *= np.float32(1 / 255)
            b, g, r = np.float32(line[x, 0]), np.float32(line[x, 1]), np.float32(line[x, 2])
            line[x, 0] = np.uint8(b + (np.float32(255) - b) * blue * share + np.float32(0.5))
            line[x, 1] = np.uint8(g + (np.float32(255) - g) * green * share + np.float32(0.5))
            line[x, 2] = np.uint8(r + (np.float32(255) - r) * red * share + np.float32(0.5))
