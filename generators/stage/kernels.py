"""Pixel loops of the stage compiled with numba: settling baked layers, and finishing frames to I420.

They know arrays only. No fast-math: the same input gives the same bytes.
"""

from __future__ import annotations

import numpy as np

from generators.compiled import compiled


@compiled
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


@compiled
def add_light(frame, light):  # type: ignore[no-untyped-def]
    """Adds light by the screen rule, in place: bright places keep their hue. Both flat uint8 arrays."""
    for x in range(frame.shape[0]):
        value = np.int32(frame[x])
        frame[x] = np.uint8(value + (((255 - value) * np.int32(light[x])) >> 8))


@compiled
def luma_plane(frame, spill, out, grain, shift_y, shift_x, vignette_x, vignette_y, curve):  # type: ignore[no-untyped-def]
    """Y of BT.709, limited range, with bloom, grade, vignette and grain, from uint32 BGRA pixels.

    spill: light added by the screen rule, (H/2, W/2) uint32 BGRA; grain: float32 tile of luma steps, at least
    H+64 × W+64; vignette_x, vignette_y: float32 darkening shares; curve: lift and gain in luma steps,
    strength and pivot of the S curve, float32. No table look-ups and no strides: this becomes vector code.
    """
    height, width = frame.shape
    lift, gain, contrast, pivot = curve[0], curve[1], curve[2], curve[3]
    one = np.float32(1)
    for y in range(height):
        keep = one - vignette_y[y]
        line, light, target = frame[y], spill[y >> 1], out[y]
        noise = grain[y + shift_y, shift_x : shift_x + width]
        for pair in range(width >> 1):
            soft = light[pair]  # so soft a light may be the same on two pixels and on two rows
            for x in range(2 * pair, 2 * pair + 2):
                blue = _lit(line[x], soft, 0)
                green = _lit(line[x], soft, 8)
                red = _lit(line[x], soft, 16)
                luma = np.float32(54) * red + np.float32(183) * green + np.float32(19) * blue
                t = luma * np.float32(1 / (256 * 255)) * (keep - vignette_x[x])
                t += contrast * t * (one - t) * (t - pivot)
                value = lift + gain * t + noise[x]
                target[x] = np.uint8(np.int32(min(max(value, np.float32(16)), np.float32(235))))


@compiled
def luma_sheet(frame, spill, out, grain, shift_y, shift_x, keep, bare, curve):  # type: ignore[no-untyped-def]
    """As `luma_plane`, on a sheet: keep float32 (H, W) is the picture's share; bare the sheet's luma 0–1."""
    height, width = frame.shape
    lift, gain, contrast, pivot = curve[0], curve[1], curve[2], curve[3]
    one = np.float32(1)
    for y in range(height):
        line, light, target, share = frame[y], spill[y >> 1], out[y], keep[y]
        noise = grain[y + shift_y, shift_x : shift_x + width]
        for pair in range(width >> 1):
            soft = light[pair]
            for x in range(2 * pair, 2 * pair + 2):
                blue = _lit(line[x], soft, 0)
                green = _lit(line[x], soft, 8)
                red = _lit(line[x], soft, 16)
                luma = np.float32(54) * red + np.float32(183) * green + np.float32(19) * blue
                t = luma * np.float32(1 / (256 * 255))
                t += contrast * t * (one - t) * (t - pivot)
                t = bare + (t - bare) * share[x]
                value = lift + gain * t + noise[x]
                target[x] = np.uint8(np.int32(min(max(value, np.float32(16)), np.float32(235))))


@compiled
def chroma_planes(frame, spill, u_plane, v_plane, vignette_x, vignette_y, tint):  # type: ignore[no-untyped-def]
    """U and V of BT.709, limited range, from half-size uint32 BGRA, with vignette, saturation and split toning.

    spill: light added by the screen rule, half-size; vignette_x, vignette_y belong to the full size; tint:
    saturation, then U and V steps added to the darkest and to the brightest places, float32.
    """
    height, width = frame.shape
    one, zero = np.float32(1), np.float32(0)
    saturation, dark_u, dark_v, light_u, light_v = tint[0], tint[1], tint[2], tint[3], tint[4]
    for y in range(height):
        keep = one - vignette_y[2 * y]
        line, light, u_line, v_line = frame[y], spill[y], u_plane[y], v_plane[y]
        for x in range(width):
            b, g, r = _lit(line[x], light[x], 0), _lit(line[x], light[x], 8), _lit(line[x], light[x], 16)
            dark = (keep - vignette_x[x]) * np.float32(1 / 256) * saturation
            u = (np.float32(112) * b - np.float32(26) * r - np.float32(86) * g) * dark
            v = (np.float32(112) * r - np.float32(102) * g - np.float32(10) * b) * dark
            tone = np.float32(54) * r + np.float32(183) * g + np.float32(19) * b
            tone = tone * np.float32(2 / (256 * 255)) - np.float32(0.9)
            high, low = min(max(tone, zero), one), min(max(-tone, zero), one)
            u = min(max(u + low * dark_u + high * light_u + np.float32(128.5), np.float32(16)), np.float32(240))
            v = min(max(v + low * dark_v + high * light_v + np.float32(128.5), np.float32(16)), np.float32(240))
            u_line[x] = np.uint8(np.int32(u))
            v_line[x] = np.uint8(np.int32(v))


@compiled
def _lit(pixel, light, place):  # type: ignore[no-untyped-def]
    """The byte of `pixel` at bit `place`, with that of `light` added by the screen rule, float32."""
    value = np.float32(np.int32((pixel >> np.uint32(place)) & np.uint32(255)))
    added = np.float32(np.int32((light >> np.uint32(place)) & np.uint32(255)))
    return value + (np.float32(255) - value) * added * np.float32(1 / 256)


@compiled
def chroma_sheet(u_plane, v_plane, keep, bare_u, bare_v):  # type: ignore[no-untyped-def]
    """Draws finished U and V towards the sheet's own, in place; keep float32 (H/2, W/2) is the picture's share."""
    height, width = u_plane.shape
    for y in range(height):
        u_line, v_line, share = u_plane[y], v_plane[y], keep[y]
        for x in range(width):
            u_line[x] = np.uint8(bare_u + (np.float32(u_line[x]) - bare_u) * share[x] + np.float32(0.5))
            v_line[x] = np.uint8(bare_v + (np.float32(v_line[x]) - bare_v) * share[x] + np.float32(0.5))


@compiled
def spread_glow(pixels, centre_x, centre_y, radius, colour, strength):  # type: ignore[no-untyped-def]
    """Adds a soft round light by the screen rule, in place; alpha stays. colour: B, G, R 0–255 float32."""
    height, width = pixels.shape[0], pixels.shape[1]
    scale = np.float32(1.0) / (radius * radius)
    # Beyond this the light adds less than half a step of 255.
    least = np.float32(1.1 / 255) / max(np.float32(1e-3), strength)
    radius *= np.sqrt(max(np.float32(0), np.float32(1) - least ** np.float32(1 / 3)))
    top, bottom = max(0, int(centre_y - radius)), min(height, int(centre_y + radius) + 1)
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


@compiled
def add_glow(pixels, centre_x, centre_y, radius, colour, strength):  # type: ignore[no-untyped-def]
    """As `spread_glow`, onto uint32 BGRA pixels: without strides this becomes vector code."""
    height, width = pixels.shape
    one = np.float32(1)
    scale = one / (radius * radius)
    least = np.float32(1.1 / 255) / max(np.float32(1e-3), strength)
    radius *= np.sqrt(max(np.float32(0), one - least ** np.float32(1 / 3)))
    top, bottom = max(0, int(centre_y - radius)), min(height, int(centre_y + radius) + 1)
    part = strength * np.float32(1 / 255)
    blue, green, red = colour[0] * part, colour[1] * part, colour[2] * part
    for y in range(top, bottom):
        dy = np.float32(y) + np.float32(0.5) - centre_y
        half = radius * radius - dy * dy
        if half <= 0:
            continue
        half = np.sqrt(half)
        left, right = max(0, int(centre_x - half)), min(width, int(centre_x + half) + 1)
        line = pixels[y, left:right]
        first = np.float32(left) + np.float32(0.5) - centre_x
        for x in range(line.shape[0]):
            dx = np.float32(np.int32(x)) + first
            rest = max(np.float32(0), one - (dx * dx + dy * dy) * scale)
            cube = rest * rest * rest
            share = cube * (np.float32(0.45) + np.float32(0.55) * cube * rest)
            line[x] = _screened(line[x], blue * share, green * share, red * share)


@compiled
def lay_pool(pixels, centre_x, centre_y, reach, flat, colour, strength, tint):  # type: ignore[no-untyped-def]
    """A pool of light that lies flat on the ground, onto uint32 BGRA pixels, in place.

    It reaches `reach` pixels sideways and `flat` of that up and down. colour: B, G, R 0–255; strength: the greatest
    share; tint: how much of it colours the ground before the light is added by the screen rule; all float32.
    """
    height, width = pixels.shape
    one, zero = np.float32(1), np.float32(0)
    tall = reach * flat
    top, bottom = max(0, int(centre_y - np.float32(0.8) * tall)), min(height, int(centre_y + tall) + 1)
    part = np.float32(1 / 255)
    for y in range(top, bottom):
        dy = (np.float32(y) + np.float32(0.5) - centre_y) / flat
        half = reach * reach - dy * dy
        if half <= 0:
            continue
        half = np.sqrt(half)
        left, right = max(0, int(centre_x - half)), min(width, int(centre_x + half) + 1)
        line = pixels[y, left:right]
        first = np.float32(left) + np.float32(0.5) - centre_x
        for x in range(line.shape[0]):
            dx = np.float32(np.int32(x)) + first
            away = min(one, np.sqrt(dx * dx + dy * dy) / reach)
            # Three straight pieces: steep near the feet, a long tail.
            share = max(one - np.float32(1.5) * away, np.float32(0.875) - np.float32(1.0833333) * away)
            share = strength * max(share, np.float32(0.4705882) * (one - away), zero)
            pale = share * tint
            pixel = line[x]
            blue = np.float32(np.int32(pixel & np.uint32(255)))
            green = np.float32(np.int32((pixel >> np.uint32(8)) & np.uint32(255)))
            red = np.float32(np.int32((pixel >> np.uint32(16)) & np.uint32(255)))
            blue += (colour[0] - blue) * pale
            green += (colour[1] - green) * pale
            red += (colour[2] - red) * pale
            blue += (np.float32(255) - blue) * colour[0] * share * part
            green += (np.float32(255) - green) * colour[1] * share * part
            red += (np.float32(255) - red) * colour[2] * share * part
            line[x] = _packed(pixel, blue, green, red)


@compiled
def veil_rows(pixels, shares, colour):  # type: ignore[no-untyped-def]
    """Lays `colour` (B, G, R 0–255) over rows of uint32 BGRA pixels, in place; shares: float32, one a row.

    Neighbours are rounded differently in a fixed pattern, so that so slow a change shows no bands.
    """
    height, width = pixels.shape
    for y in range(height):
        keep = np.float32(1) - shares[y]
        blue, green, red = colour[0] * shares[y], colour[1] * shares[y], colour[2] * shares[y]
        line = pixels[y]
        for x in range(width):
            pixel = line[x]
            step = np.float32(np.int32((x * 5 + y * 3) & 7)) * np.float32(0.125) - np.float32(0.4375)
            b = np.float32(np.int32(pixel & np.uint32(255))) * keep + blue + step
            g = np.float32(np.int32((pixel >> np.uint32(8)) & np.uint32(255))) * keep + green + step
            r = np.float32(np.int32((pixel >> np.uint32(16)) & np.uint32(255))) * keep + red + step
            line[x] = _packed(pixel, b, g, r)


@compiled
def _screened(pixel, blue, green, red):  # type: ignore[no-untyped-def]
    """A uint32 BGRA pixel with light of these shares added by the screen rule."""
    whole = np.float32(255)
    b = np.float32(np.int32(pixel & np.uint32(255)))
    g = np.float32(np.int32((pixel >> np.uint32(8)) & np.uint32(255)))
    r = np.float32(np.int32((pixel >> np.uint32(16)) & np.uint32(255)))
    return _packed(pixel, b + (whole - b) * blue, g + (whole - g) * green, r + (whole - r) * red)


@compiled
def _packed(pixel, blue, green, red):  # type: ignore[no-untyped-def]
    """The uint32 BGRA pixel of these float32 colours 0–255, with the alpha of `pixel`."""
    half = np.float32(0.5)
    low = np.uint32(np.int32(blue + half)) | (np.uint32(np.int32(green + half)) << np.uint32(8))
    return np.uint32((pixel & np.uint32(0xFF000000)) | low | (np.uint32(np.int32(red + half)) << np.uint32(16)))


@compiled
def streaks(pixels, tips, dx, dy, half_width, colour, alpha):  # type: ignore[no-untyped-def]
    """Falling drops as soft lines, in place. tips: n×3 float32 of x, y and length in pixels.

    dx, dy: unit vector from the tip back along the fall; colour: B, G, R 0–255 float32; alpha 0–1.
    """
    height, width = pixels.shape[0], pixels.shape[1]
    for number in range(tips.shape[0]):
        x, y, length = tips[number, 0], tips[number, 1], tips[number, 2]
        steps = int(length * abs(dy)) + 1
        for step in range(steps):
            row = int(y) - step
            if row < 0 or row >= height:
                continue
            along = np.float32(step) / np.float32(steps)
            middle = x + (np.float32(step) / abs(dy)) * dx
            # Thin at the tail, full at the tip.
            strength = alpha * (np.float32(1.0) - along)
            left = int(np.floor(middle - half_width - np.float32(0.5)))
            for column in range(left, left + int(2 * half_width) + 3):
                if column < 0 or column >= width:
                    continue
                away = abs(np.float32(column) + np.float32(0.5) - middle) - half_width
                cover = min(max(np.float32(0.5) - away, np.float32(0.0)), np.float32(1.0)) * strength
                for c in range(3):
                    value = np.float32(pixels[row, column, c])
                    pixels[row, column, c] = np.uint8(value + (colour[c] - value) * cover + np.float32(0.5))


@compiled
def flakes(pixels, spots, colour, alpha):  # type: ignore[no-untyped-def]
    """Soft round flakes, in place. spots: n×3 float32 of x, y and radius in pixels; colour as in `streaks`."""
    height, width = pixels.shape[0], pixels.shape[1]
    for number in range(spots.shape[0]):
        x, y, radius = spots[number, 0], spots[number, 1], spots[number, 2]
        for row in range(max(0, int(y - radius - 1)), min(height, int(y + radius + 2))):
            dy = np.float32(row) + np.float32(0.5) - y
            for column in range(max(0, int(x - radius - 1)), min(width, int(x + radius + 2))):
                dx = np.float32(column) + np.float32(0.5) - x
                away = np.sqrt(dx * dx + dy * dy) - radius
                cover = min(max(np.float32(0.5) - away, np.float32(0.0)), np.float32(1.0)) * alpha
                if cover <= 0:
                    continue
                for c in range(3):
                    value = np.float32(pixels[row, column, c])
                    pixels[row, column, c] = np.uint8(value + (colour[c] - value) * cover + np.float32(0.5))


@compiled
def soak(image, pooled, cloud, hollow, table, shift_x, shift_y, density, pool, granulation, bleed):  # type: ignore[no-untyped-def]
    """Pigment on paper, on a premultiplied BGRA layer, in place.

    pooled: uint8, how much darker a place is than its surroundings; cloud, hollow: 512×512 float32 noise of
    deviation 1, moved by shift_x, shift_y; table: uint8 (levels, 256), value by density; the rest: strengths.
    """
    height, width = image.shape[0], image.shape[1]
    levels = np.float32(table.shape[0] - 1)
    for y in range(height):
        slow, fine = cloud[(y - shift_y) & 511], hollow[(y - shift_y) & 511]
        for x in range(width):
            alpha = np.int32(image[y, x, 3])
            if alpha == 0:
                continue
            grain = fine[(x - shift_x) & 511]
            amount = (
                np.float32(1)
                + density * slow[(x - shift_x) & 511]
                + pool * np.float32(pooled[y, x])
                + granulation * grain
            )
            amount = min(max(amount, np.float32(0.25)), np.float32(2.59))
            row = np.int32(amount * np.float32(1 / 2.6) * levels + np.float32(0.5))
            # Bare paper where the wash is thin and the tooth stands up.
            bare = grain - np.float32(1.1) - slow[(x - shift_x) & 511] * np.float32(0.9)
            bare = bleed * min(max(bare, np.float32(0)), np.float32(1))
            for c in range(3):
                value = np.int32(image[y, x, c])
                if alpha < 255:
                    straight = min(255, (value * 255 + (alpha >> 1)) // alpha)
                    painted = np.float32(table[row, straight])
                    painted += (np.float32(250) - painted) * bare
                    image[y, x, c] = np.uint8(painted * np.float32(alpha) * np.float32(1 / 255) + np.float32(0.5))
                else:
                    painted = np.float32(table[row, value])
                    image[y, x, c] = np.uint8(painted + (np.float32(250) - painted) * bare)
