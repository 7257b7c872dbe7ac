"""Small charts as inline SVG in one dark style, for pages that need nothing else.

It does not know what they are about.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

INK, DIM, LINE = "#e9e4d8", "#8d93a6", "#2b3142"
HUES = ("#f2b757", "#6fc3d6", "#e4788b", "#93c47d", "#b292e6", "#e79a5b", "#5fa8f5", "#d6cf6b", "#79d3ae", "#d58fc4")
"""Colours of threads and series, told apart on dark ground."""

_NARROW, _WIDE_LETTERS = frozenset("iljtfrI.,:;'’!|() "), frozenset("mwMW@%…—–")


def fitted(text: str, room: float, size: float) -> str:
    """The text, cut with … where letters of `size` pixels would not fit into `room` pixels (reckoned generously)."""
    left = room
    for index, letter in enumerate(text):
        left -= size * (0.36 if letter in _NARROW else 0.95 if letter in _WIDE_LETTERS or letter.isupper() else 0.6)
        if left < 0:
            kept = text[: max(0, index - 1)].rstrip(" ,.:;’'")
            return f"{kept}…"
    return text


def curve(
    series: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    *,
    across: str,
    top: float = 1.0,
    marks: Sequence[float] = (),
    width: int = 860,
    height: int = 230,
) -> str:
    """Lines over minutes; `marks` are dashed uprights."""
    points = [point for _, line in series for point in line]
    if not points:
        return '<p class="dim">Not enough plays for a curve.</p>'
    right = max(x for x, _ in points) or 1.0
    left, bottom, wide, high = 44, height - 34, width - 64, height - 56

    def at(x: float, y: float) -> tuple[float, float]:
        return left + wide * x / right, bottom - high * min(1.0, y / top)

    found = [f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(across)}">']
    for step in range(5):
        y = bottom - high * step / 4
        found.append(f'<line x1="{left}" x2="{left + wide}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        found.append(f'<text x="{left - 8}" y="{y + 4:.1f}" class="tick" text-anchor="end">{top * step / 4:g}</text>')
    for step in range(0, int(right) + 1, max(1, round(right / 10))):
        x, _ = at(step, 0)
        found.append(f'<text x="{x:.1f}" y="{bottom + 20}" class="tick" text-anchor="middle">{step}</text>')
    for mark in marks:
        if mark <= right:
            x, _ = at(mark, 0)
            found.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{bottom - high}" y2="{bottom}" stroke="{DIM}" '
                f'stroke-dasharray="3 5" opacity=".6"/>'
            )
    for index, (name, line) in enumerate(series):
        hue = HUES[index % len(HUES)]
        path = " ".join(f"{'M' if not n else 'L'}{at(x, y)[0]:.1f} {at(x, y)[1]:.1f}" for n, (x, y) in enumerate(line))
        if len(series) == 1 and line:
            first, last = at(line[0][0], 0)[0], at(line[-1][0], 0)[0]
            found.append(f'<path d="{path} L{last:.1f} {bottom} L{first:.1f} {bottom} Z" fill="{hue}" opacity=".12"/>')
        found.append(f'<path d="{path}" fill="none" stroke="{hue}" stroke-width="2.2" stroke-linejoin="round"/>')
        if len(series) > 1:
            x = left + 12 + 150 * index
            found.append(f'<circle cx="{x}" cy="14" r="4" fill="{hue}"/>')
            found.append(f'<text x="{x + 9}" y="18" class="tick">{escape(fitted(name, 132, 12))}</text>')
    found.append(
        f'<text x="{left + wide}" y="{height - 2}" class="tick" text-anchor="end">{escape(across)}</text></svg>'
    )
    return "".join(found)


def bar(share: float, hue: str = HUES[0], *, width: int = 160) -> str:
    """One horizontal bar, 0–1."""
    filled = max(0.0, min(1.0, share)) * width
    return (
        f'<svg class="bar" viewBox="0 0 {width} 10" width="{width}" height="10" aria-hidden="true">'
        f'<rect width="{width}" height="10" rx="5" fill="{LINE}"/>'
        f'<rect width="{filled:.1f}" height="10" rx="5" fill="{hue}"/></svg>'
    )


def ring(share: float, words: str, hue: str, shown: str = "") -> str:
    """A share as a ring with a number inside."""
    around = 2 * 3.14159 * 42
    return (
        f'<figure class="ring"><svg viewBox="0 0 110 110" role="img" aria-label="{escape(words)}">'
        f'<circle cx="55" cy="55" r="42" fill="none" stroke="{LINE}" stroke-width="10"/>'
        f'<circle cx="55" cy="55" r="42" fill="none" stroke="{hue}" stroke-width="10" stroke-linecap="round" '
        f'stroke-dasharray="{around * share:.1f} {around:.1f}" transform="rotate(-90 55 55)"/>'
        f'<text x="55" y="61" text-anchor="middle" class="big">{escape(shown or f"{share:.0%}")}</text></svg>'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )


def columns(values: Sequence[tuple[str, float, str]], *, width: int = 860, height: int = 150) -> str:
    """Thin columns side by side: name, height, colour; names show on hover."""
    if not values:
        return '<p class="dim">Nothing to show.</p>'
    most = max(value for _, value, _ in values) or 1.0
    step = width / len(values)
    found = [f'<svg viewBox="0 0 {width} {height}" role="img">']
    for index, (name, value, hue) in enumerate(values):
        tall = (height - 12) * (value / most) ** 0.5
        found.append(
            f'<rect x="{index * step:.2f}" y="{height - tall:.1f}" width="{max(1.0, step - 1.2):.2f}" '
            f'height="{tall:.1f}" fill="{hue}" rx="1"><title>{escape(name)}: {value:g}</title></rect>'
        )
    found.append("</svg>")
    return "".join(found)


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>
:root{{color-scheme:dark}}*{{box-sizing:border-box}}
body{{margin:0;background:radial-gradient(1200px 600px at 70% -10%,#1d2436 0,#11141d 60%);color:#e9e4d8;
font:15px/1.55 "Iowan Old Style","Palatino Linotype",Georgia,serif}}
main{{max-width:1000px;margin:0 auto;padding:48px 28px 96px}}
h1{{font-size:38px;line-height:1.1;margin:0 0 6px;font-weight:600;letter-spacing:-.01em}}
h2{{font-size:21px;margin:52px 0 12px;font-weight:600;color:#f2b757}}
p{{margin:6px 0 12px;max-width:70ch}}.dim,figcaption,.tick,th{{color:#8d93a6}}
section{{background:#161a26cc;border:1px solid #252b3b;border-radius:14px;padding:18px 22px;overflow-x:auto}}
svg{{width:100%;height:auto;display:block}}svg.bar{{width:160px;display:inline-block;vertical-align:middle}}
td.bars{{white-space:nowrap}}td.bars svg.bar{{width:96px}}.taken .dim{{display:inline-block;width:42px;text-align:right;
margin-right:6px}}summary{{cursor:pointer;color:#8d93a6;margin:8px 0}}
.tick{{font:12px ui-sans-serif,system-ui,sans-serif;fill:#8d93a6}}
.big{{font:600 22px ui-sans-serif,system-ui,sans-serif;fill:#e9e4d8}}
.rings{{display:flex;flex-wrap:wrap;gap:12px 26px}}.ring{{width:118px;margin:0;text-align:center;font-size:13px}}
table{{border-collapse:collapse;width:100%;font-size:14px}}th{{text-align:left;font-weight:500;padding:4px 12px 8px 0}}
td{{padding:5px 12px 5px 0;border-top:1px solid #232939;vertical-align:top}}td.n{{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}}code{{font:12.5px ui-monospace,Menlo,monospace;color:#c9d3e6}}
.tag{{display:inline-block;padding:0 8px;border-radius:9px;font:12px ui-sans-serif,sans-serif;background:#2b3142}}
.bad{{background:#5a2430;color:#ffc9d0}}.good{{background:#20402f;color:#bdf0d0}}
</style></head><body><main>{body}</main></body></html>"""
"""A page in the same style; fill in `title` and `body`."""
