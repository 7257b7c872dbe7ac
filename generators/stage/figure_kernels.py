"""Pixel loops for figures, compiled with numba: the wash over a drawn one, and what sets it off from its ground.

They know arrays only. No fast-math: the same input gives the same bytes.
"""

from __future__ import annotations

import numpy as np

from generators.compiled import compiled

RUN = 64
"""Pixels of a row that are looked at together for an edge."""


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
def outline(  # type: ignore[no-untyped-def]
    pixels, left, top, own, inner, deep, away, around, found, rim, lit, unlit, soft_lit, air, opacity
):
    """A lit contour within a figure and air behind it, on premultiplied uint32 BGRA pixels, in place.

    The corner of what follows, all of one size, lies at the pixel (left, top).

    own: the figure's alpha without its contact shadow; inner: that shrunk by the contour's width; deep: shrunk by the
    width of a found edge and softened; away: own moved away from the light; around: alpha blurred; uint8. found: uint8,
    `lost_edges` in steps of 1/127 from 127. rim, air: B, G, R 0–255 float32; lit, unlit, soft_lit (light that falls
    into the figure from its edge), opacity: shares, float32. Runs of pixels without an edge are passed by, the others
    are worked out without a branch: vector code.
    """
    height, width = own.shape
    part, zero, one = np.float32(1 / 255), np.float32(0), np.float32(1)
    # Where all of it is the figure's or nothing is, soft light matters only near an edge.
    still = np.int32(253) if soft_lit > 0 else np.int32(0)
    rim_blue, rim_green, rim_red = rim[0], rim[1], rim[2]
    air_blue, air_green, air_red = air[0], air[1], air[2]
    for y in range(height):
        for start in range(0, width, RUN):
            end = min(width, start + RUN)
            line = pixels[top + y, left + start : left + end]
            mine, shrunk = own[y, start:end], inner[y, start:end]
            within, moved, soft_line = deep[y, start:end], away[y, start:end], around[y, start:end]
            changes = found[y, start:end]
            busy = np.int32(0)
            for x in range(end - start):
                inside = (shrunk[x] == 255) & (moved[x] == 255) & (np.int32(soft_line[x]) >= still)
                inside &= (within[x] == 255) | (changes[x] == 127)
                outside = ((line[x] >> np.uint32(24)) == 0) & (soft_line[x] == 0)
                busy |= np.int32(not (inside | outside))
            if busy == 0:
                continue
            for x in range(end - start):
                pixel = line[x]
                alpha = np.float32(np.int32(pixel >> np.uint32(24)))
                soft = np.float32(np.int32(soft_line[x]))
                change = (np.float32(np.int32(changes[x])) - np.float32(127)) * np.float32(1 / 127)
                figure = np.float32(np.int32(mine[x]))
                side = max(zero, figure - np.float32(np.int32(moved[x]))) * part * lit
                edge = max(side, max(zero, figure - np.float32(np.int32(shrunk[x]))) * part * unlit)
                edge = max(edge, (one - soft * part) * np.float32(1.6) * soft_lit)
                rest = max(zero, figure - np.float32(np.int32(within[x]))) * part
                # What must be darker than the ground takes no rim, and no shadow lies round it.
                calm = max(zero, one + np.float32(2.5) * change)
                lighter = change >= 0
                gain = change * rest * (one - edge) if lighter else zero
                keep = one if lighter else one + change * rest
                air_here = min(np.float32(0.8), opacity + np.float32(0.35) * change) if lighter else opacity * calm
                edge = edge if lighter else edge * calm
                under = soft * air_here * (np.float32(255) - alpha) * part
                glow, below = alpha * part, part * under
                blue = _edged(pixel, 0, keep, alpha, rim_blue * glow, gain, edge, air_blue * below)
                green = _edged(pixel, 8, keep, alpha, rim_green * glow, gain, edge, air_green * below)
                red = _edged(pixel, 16, keep, alpha, rim_red * glow, gain, edge, air_red * below)
                over = np.uint32(np.int32(min(alpha + under + np.float32(0.5), np.float32(255))))
                drawn = blue | (green << np.uint32(8)) | (red << np.uint32(16)) | (over << np.uint32(24))
                inside = (shrunk[x] == 255) & (moved[x] == 255) & (np.int32(soft_line[x]) >= still)
                inside &= (within[x] == 255) | (changes[x] == 127)
                line[x] = pixel if inside else drawn


@compiled
def _edged(pixel, place, keep, alpha, rim, gain, edge, air):  # type: ignore[no-untyped-def]
    """The byte of `pixel` at bit `place` with its edge lit or darkened and air behind it, uint32."""
    value = np.float32(np.int32((pixel >> np.uint32(place)) & np.uint32(255))) * keep
    # Lit paper keeps half of its own hue: an edge in one colour all round is a sticker's.
    bright = min(alpha, np.float32(1.1) * value + np.float32(0.6) * rim)
    value += max(np.float32(0), bright - value) * gain
    value += (rim - value) * edge + air
    return np.uint32(np.int32(min(value + np.float32(0.5), np.float32(255))))


@compiled
def shade_slanted(pixels, way, turns, rim, shadow):  # type: ignore[no-untyped-def]
    """A gradient from light to shadow over what is drawn of premultiplied uint32 BGRA pixels, in place; alpha stays.

    way: how the place along it, 0 light … 1 shadow, grows by column and by row, and its value at the corner;
    turns: the places where light ends and shadow begins, the greatest share of either; rim, shadow: B, G, R
    0–255; all float32. What is not drawn stays as it is without a question: this becomes vector code.
    """
    height, width = pixels.shape
    one, part, zero = np.float32(1), np.float32(1 / 255), np.float32(0)
    across, most_light, most_dark, ends, begins = way[0], turns[2], turns[3], turns[0], turns[1]
    # A division in the loop would ask each time whether it is one by zero.
    to_light, to_dark = one / ends, one / (one - begins)
    rim_blue, rim_green, rim_red = rim[0], rim[1], rim[2]
    dark_blue, dark_green, dark_red = shadow[0], shadow[1], shadow[2]
    for y in range(height):
        at = way[2] + way[1] * np.float32(y)
        line = pixels[y]
        for x in range(width):
            pixel = line[x]
            t = at + across * np.float32(np.int32(x))
            light = t < ends
            bright = most_light * min(one, one - t * to_light)
            dark = most_dark * max(zero, min(one, (t - begins) * to_dark))
            share = bright if light else dark
            whole = np.float32(np.int32(pixel >> np.uint32(24))) * part * share
            keep = one - share
            blue = _washed(pixel, 0, keep, (rim_blue if light else dark_blue) * whole)
            green = _washed(pixel, 8, keep, (rim_green if light else dark_green) * whole)
            red = _washed(pixel, 16, keep, (rim_red if light else dark_red) * whole)
            line[x] = (pixel & np.uint32(0xFF000000)) | blue | (green << np.uint32(8)) | (red << np.uint32(16))


@compiled
def _washed(pixel, place, keep, added):  # type: ignore[no-untyped-def]
    """The byte of `pixel` at bit `place`, `keep` of it left and `added`, uint32."""
    value = np.float32(np.int32((pixel >> np.uint32(place)) & np.uint32(255)))
    return np.uint32(np.int32(value * keep + added + np.float32(0.5)))
