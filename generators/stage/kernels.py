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

    spill: light added by the screen rule, (H/2, W) uint32 BGRA; grain: float32 tile of luma steps, at least
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
        for x in range(width):
            blue = _lit(line[x], light[x], 0)
            green = _lit(line[x], light[x], 8)
            red = _lit(line[x], light[x], 16)
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
        for x in range(width):
            blue = _lit(line[x], light[x], 0)
            green = _lit(line[x], light[x], 8)
            red = _lit(line[x], light[x], 16)
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


@compiled
def lost_edges(  # type: ignore[no-untyped-def]
    change, figure, ground, soft, linear, rim_light, light_x, light_y, wanted, lean_lit, lean_dark, floor, unlit
):
    """What each place along a figure's edge must change to stand off from the ground, into `change`, float32 (H, W).

    Above 0: a share of the rim's light; below 0: a share of the figure's own light to take away; 0: it reads.
    figure: premultiplied BGRA blurred within the figure; ground: BGR behind it; soft: the figure's alpha
    blurred, whose slope tells inside from outside; all uint8. linear: float32 (256) of linear light;
    rim_light: OKLab lightness of the rim; light_x, light_y: towards the light; wanted: OKLab distance;
    lean_lit: how much a turn to the light speaks for lighter; lean_dark: lightness below which an edge
    is rather lit, if taking away would leave less than the lightness `floor`; unlit: the least, below 0, that is
    taken from an edge before a brighter ground: a rim would be lost there, as a coat is before a lit window.
    """
    height, width = soft.shape
    for y in range(height):
        for x in range(width):
            if soft[y, x] <= 3 or soft[y, x] >= 252 or figure[y, x, 3] < 2:
                continue
            part = np.float32(255.0) / np.float32(figure[y, x, 3])
            blue = linear[min(255, int(np.float32(figure[y, x, 0]) * part))]
            green = linear[min(255, int(np.float32(figure[y, x, 1]) * part))]
            red = linear[min(255, int(np.float32(figure[y, x, 2]) * part))]
            light, a, b = _oklab(red, green, blue)
            behind, other_a, other_b = _oklab(linear[ground[y, x, 2]], linear[ground[y, x, 1]], linear[ground[y, x, 0]])
            hue = (a - other_a) ** 2 + (b - other_b) ** 2
            apart = light - behind
            if hue + apart * apart >= wanted * wanted:
                if apart < np.float32(-0.06) and hue < np.float32(0.02) and behind > np.float32(0.5):
                    change[y, x] = unlit
                continue
            right = np.float32(soft[y, min(width - 1, x + 1)]) - np.float32(soft[y, max(0, x - 1)])
            down = np.float32(soft[min(height - 1, y + 1), x]) - np.float32(soft[max(0, y - 1), x])
            steep = np.sqrt(right * right + down * down) + np.float32(1e-3)
            lean = apart - lean_lit * (right * light_x + down * light_y) / steep
            needed = np.sqrt(wanted * wanted - hue)
            left = max(np.float32(0.06), light - needed - apart)
            if light < lean_dark and light - needed - apart < floor:
                lean += lean_dark - light
                lit = light + np.float32(0.8) * max(np.float32(0), rim_light - light)
                dark = behind - min(left, light)
                if apart < 0 and lit - behind < np.float32(0.5) * dark:
                    # A rim would be as bright as the lit ground it stands before: in a pool of light one is dark.
                    lean = np.float32(-1)
            elif rim_light - light < needed - apart and light > lean_dark:
                # No light could lift what is as bright as light itself. It stays where it reads nearly as well as it
                # should, takes the rim's light where that is enough, and would it be lost all the same, it is dark.
                enough = np.float32(0.36) * wanted * wanted
                if hue + apart * apart >= enough:
                    continue
                over = max(np.float32(0), rim_light - behind)
                lean = np.float32(1) if apart >= 0 and hue + over * over >= enough else np.float32(-1)
            if lean >= 0:
                step = needed - apart
                change[y, x] = min(np.float32(0.8), step / max(np.float32(0.12), rim_light - light))
            else:
                # Lightness goes with the 0.73rd power of an sRGB value.
                taken = min(np.float32(1), left / max(np.float32(1e-3), light)) ** np.float32(1.37) - np.float32(1)
                change[y, x] = min(taken, unlit)


@compiled
def _oklab(red, green, blue):  # type: ignore[no-untyped-def]
    """OKLab (Björn Ottosson) of linear light 0–1; for other kernels."""
    long = np.cbrt(np.float32(0.41222) * red + np.float32(0.53633) * green + np.float32(0.05145) * blue)
    middle = np.cbrt(np.float32(0.21190) * red + np.float32(0.68070) * green + np.float32(0.10740) * blue)
    short = np.cbrt(np.float32(0.08830) * red + np.float32(0.28172) * green + np.float32(0.62998) * blue)
    return (
        np.float32(0.21045) * long + np.float32(0.79362) * middle - np.float32(0.00407) * short,
        np.float32(1.97800) * long - np.float32(2.42859) * middle + np.float32(0.45059) * short,
        np.float32(0.02590) * long + np.float32(0.78277) * middle - np.float32(0.80868) * short,
    )


@compiled
def outline(image, own, inner, deep, away, around, found, rim, lit, unlit, soft_lit, air, opacity):  # type: ignore[no-untyped-def]
    """A lit contour within a figure and air behind it, on premultiplied BGRA, in place.

    own: the figure's alpha without its contact shadow; inner: that shrunk by the contour's width; deep: shrunk by the
    width of a found edge and softened; away: own moved away from the light; around: alpha blurred; uint8. found: uint8,
    `lost_edges` in steps of 1/127 from 127. rim, air: B, G, R 0–255 float32; lit, unlit, soft_lit (light that falls
    into the figure from its edge), opacity: shares, float32.
    """
    height, width = image.shape[0], image.shape[1]
    part, zero, one = np.float32(1 / 255), np.float32(0), np.float32(1)
    for y in range(height):
        for x in range(width):
            if image[y, x, 3] == 0:
                soft = np.float32(around[y, x])
                if soft == 0:
                    continue
                # Only air, as below, with all that is the figure's left out.
                change = (np.float32(found[y, x]) - np.float32(127)) * np.float32(1 / 127)
                if change >= 0:
                    under = soft * min(np.float32(0.8), opacity + np.float32(0.35) * change)
                else:
                    under = soft * (opacity * max(zero, one + np.float32(2.5) * change))
                image[y, x, 0] = np.uint8(air[0] * part * under + np.float32(0.5))
                image[y, x, 1] = np.uint8(air[1] * part * under + np.float32(0.5))
                image[y, x, 2] = np.uint8(air[2] * part * under + np.float32(0.5))
                image[y, x, 3] = np.uint8(under + np.float32(0.5))
                continue
            if (
                inner[y, x] == 255
                and away[y, x] == 255
                and (soft_lit == 0 or around[y, x] >= 253)
                and (deep[y, x] == 255 or found[y, x] == 127)
            ):
                continue
            alpha = np.float32(image[y, x, 3])
            soft = np.float32(around[y, x])
            change = (np.float32(found[y, x]) - np.float32(127)) * np.float32(1 / 127)
            mine = np.float32(own[y, x])
            side = max(zero, mine - np.float32(away[y, x])) * part * lit
            edge = max(side, max(zero, mine - np.float32(inner[y, x])) * part * unlit)
            edge = max(edge, (one - soft * part) * np.float32(1.6) * soft_lit)
            rest = max(zero, mine - np.float32(deep[y, x])) * part
            keep, gain = one, zero
            air_here = opacity
            if change >= 0:
                gain = change * rest * (one - edge)
                air_here = min(np.float32(0.8), opacity + np.float32(0.35) * change)
            else:
                # What must be darker than the ground takes no rim, and no shadow lies round it.
                still = max(zero, one + np.float32(2.5) * change)
                edge *= still
                keep = one + change * rest
                air_here *= still
            under = soft * air_here * (np.float32(255) - alpha) * part
            for c in range(3):
                value = np.float32(image[y, x, c]) * keep
                # Lit paper keeps half of its own hue: an edge in one colour all round is a sticker's.
                bright = min(alpha, np.float32(1.1) * value + np.float32(0.6) * rim[c] * alpha * part)
                value += max(zero, bright - value) * gain
                value += (rim[c] * alpha * part - value) * edge + air[c] * part * under
                image[y, x, c] = np.uint8(min(value + np.float32(0.5), np.float32(255)))
            image[y, x, 3] = np.uint8(min(alpha + under + np.float32(0.5), np.float32(255)))


@compiled
def shade_slanted(image, way, turns, rim, shadow):  # type: ignore[no-untyped-def]
    """A gradient from light to shadow over what is drawn of a premultiplied BGRA image, in place; alpha stays.

    way: how the place along it, 0 light … 1 shadow, grows by column and by row, and its value at the corner;
    turns: the places where light ends and shadow begins, the greatest share of either; rim, shadow: B, G, R
    0–255; all float32.
    """
    height, width = image.shape[0], image.shape[1]
    one, part = np.float32(1), np.float32(1 / 255)
    for y in range(height):
        at = way[2] + way[1] * np.float32(y)
        line = image[y]
        for x in range(width):
            alpha = line[x, 3]
            if alpha == 0:
                continue
            t = at + way[0] * np.float32(x)
            if t < turns[0]:
                share = turns[2] * min(one, one - t / turns[0])
                b, g, r = rim[0], rim[1], rim[2]
            elif t > turns[1]:
                share = turns[3] * min(one, (t - turns[1]) / (one - turns[1]))
                b, g, r = shadow[0], shadow[1], shadow[2]
            else:
                continue
            whole = np.float32(alpha) * part * share
            keep = one - share
            line[x, 0] = np.uint8(np.float32(line[x, 0]) * keep + b * whole + np.float32(0.5))
            line[x, 1] = np.uint8(np.float32(line[x, 1]) * keep + g * whole + np.float32(0.5))
            line[x, 2] = np.uint8(np.float32(line[x, 2]) * keep + r * whole + np.float32(0.5))
