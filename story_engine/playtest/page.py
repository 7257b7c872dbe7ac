"""The report of a run as one self-contained page.

It does not know how the figures came about.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from math import cos, pi, sin

from story_engine.playtest.charts import DIM, HUES, INK, PAGE, bar, columns, curve, fitted, ring
from story_engine.playtest.report import Report

MOST_NODES = 46
"""Scenes in the drawn graph of causes, because more cannot be read."""
LABEL = 148.0
"""Pixels of a scene's name beside that graph."""
MOST_OPEN = 18
"""Rows of a table that are shown at once; the others unfold."""


def page_of(report: Report) -> str:
    """The whole page as HTML."""
    body = "".join(
        (
            _head(report),
            _section("What was met", _coverage(report)),
            _section("What was never met, and why", _dead(report)),
            _section("Pace", _pace(report)),
            _section("Threads", _threads(report)),
            _section("Choices", _choices(report)),
            _section("What comes back", _repeats(report)),
            _section("What leads to what", _links(report)),
        )
    )
    return PAGE.format(title=f"{escape(report.title)} – play-test", body=body)


def _section(title: str, content: str) -> str:
    return f"<h2>{title}</h2><section>{content}</section>"


def _head(report: Report) -> str:
    checked = ""
    if report.validity is not None:
        good = report.validity == 1.0 and not report.continuity_errors
        checked = (
            f'<p><span class="tag {"good" if good else "bad"}">checked</span> {report.scenes:,} scenes by the '
            f"independent checker: validity {report.validity:.6f}, {report.continuity_errors} continuity errors.</p>"
        )
        checked += "".join(f"<p><code>{escape(line)}</code></p>" for line in report.findings[:8])
    return (
        f"<h1>{escape(report.title)}</h1>"
        f'<p class="dim">{report.plays:,} plays · {report.scenes:,} scenes · {report.hours:,.0f} hours of story · '
        f"{report.grounds:,} scenes with their roles bound</p>{checked}"
    )


def _coverage(report: Report) -> str:
    rings = "".join(
        ring(share.share, f"{share.met} of {share.all} {share.kind}", HUES[index % len(HUES)])
        for index, share in enumerate(report.shares)
    )
    uses = columns([(name, count, DIM if auto else HUES[1]) for name, count, auto in report.storylets])
    return (
        f'<div class="rings">{rings}</div><p class="dim">How often each storylet was played; grey: automatic.</p>{uses}'
    )


def _dead(report: Report) -> str:
    sought = "".join(
        f"<p>{words} {names}</p>"
        for words, reached in (("Reached by plays that sought it:", True), ("Sought and not reached:", False))
        if (
            names := " ".join(
                f'<span class="tag {"good" if met else "bad"}">{escape(goal)}</span>'
                for goal, met in report.sought.items()
                if met is reached
            )
        )
    )
    if not report.dead:
        return sought + "<p>Everything was met at least once.</p>"
    rows = [
        f'<tr><td><span class="tag {"bad" if dead.proven else ""}">{dead.kind}</span></td>'
        f"<td><code>{escape(dead.place)}</code><br>{escape(dead.storylet)}</td>"
        f"<td>{escape(dead.words)}</td><td>{escape(dead.reason)}</td></tr>"
        for dead in report.dead
    ]
    more = (
        f'<p class="dim">… and {report.dead_more} more: play on with <code>--plays</code> before reading them.</p>'
        if report.dead_more
        else ""
    )
    note = '<p class="dim">Red: can never be met, whatever happens. Grey: was not met in this run.</p>'
    heads = "<tr><th></th><th>where</th><th>what</th><th>why</th></tr>"
    return f"{sought}{note}{_unfolding(heads, rows)}{more}"


def _pace(report: Report) -> str:
    marks = [report.episode_minutes * n for n in range(1, 12)]
    return (
        '<p class="dim">Mean tension of the scenes of plays that are only watched, by minute; dashed: an episode. '
        "Quick plays do not follow the director’s arc: this is what the world allows, not what it is steered to.</p>"
        + curve([("tension", report.pace)], across="minutes", marks=marks)
        + '<p class="dim">Share of scenes that are new in their play.</p>'
        + curve([("new", report.fresh)], across="minutes", height=170)
    )


def _threads(report: Report) -> str:
    rows = []
    for index, thread in enumerate(report.threads):
        opened = int(thread["opened"])
        counts = (thread["closed"], thread["in_time"], thread["abandoned"])
        closed, in_time, overdue = (count / max(1, opened) for count in counts)
        still = max(0, opened - counts[0] - counts[2]) / max(1, opened)  # counted: a difference of shares may be −0 %
        shares = (
            f'<td class="bars">{bar(closed, HUES[index % len(HUES)])} {closed:.0%}</td>'
            f'<td class="bars">{bar(in_time, HUES[3])} {in_time:.0%}</td>'
            f'<td class="n">{overdue:.0%}</td><td class="n">{still:.0%}</td>'
            if opened
            else '<td colspan="4" class="dim">never opened in these plays</td>'
        )
        rows.append(
            f"<tr><td>{escape(thread['question'])}<br><code>{escape(thread['id'])}</code></td>"
            f'<td class="n">{opened}</td>{shares}'
            f'<td class="n">{thread["median_scenes"] or "–"} of {thread["within"]}</td></tr>'
        )
    return (
        '<p class="dim">Of plays that are only watched, without a director; a show closes threads sooner, because '
        "their urgency grows. Overdue: open for longer than its window; still open: the play ended before.</p>"
        "<table><tr><th>question</th><th>opened</th><th>closed</th><th>in its window</th><th>overdue</th>"
        f"<th>still open</th><th>scenes of window</th></tr>{''.join(rows)}</table>"
    )


def _choices(report: Report) -> str:
    found = report.consequence
    rings = ""
    if found.pairs:
        rings = (
            f'<p class="dim">{found.pairs} pairs of options of {found.choices} choices, each followed twice with the '
            'same luck.</p><div class="rings">'
            + ring(found.world_next, "the world differs after the scene", HUES[0])
            + ring(found.next, "the next scene begins differently", HUES[1])
            + ring(found.later, "ten scenes later it still differs", HUES[4])
            + "</div>"
        )
    same = "".join(f'<span class="tag bad">{escape(name)} ({count})</span> ' for name, count in found.same[:12])
    if same:
        same = f"<p>Choices that changed nothing when they were met: {same}</p>"
    by_scene: dict[str, list[tuple[str, int]]] = {}
    for storylet, words, count in report.options:
        by_scene.setdefault(storylet, []).append((words, count))
    rows = [
        _choice_row(name, taken)
        for name, taken in sorted(by_scene.items(), key=lambda entry: -sum(count for _, count in entry[1]))
    ]
    heads = "<tr><th>asked in</th><th>times</th><th>how often each option was taken</th></tr>"
    return f"{rings}{same}{_unfolding(heads, rows)}"


def _choice_row(storylet: str, taken: list[tuple[str, int]]) -> str:
    """A scene with everything that it asks."""
    times = sum(count for _, count in taken)
    options = "".join(
        f'<div class="taken">{bar(count / max(1, times), HUES[1])} '
        f'<span class="dim">{count / max(1, times):.0%}</span> {escape(words)}</div>'
        for words, count in taken
    )
    name = escape(storylet.replace("_", " "))
    return f'<tr><td>{name}</td><td class="n">{times}</td><td class="bars">{options}</td></tr>'


def _unfolding(heads: str, rows: list[str]) -> str:
    """A table of which the first rows show and the rest unfolds."""
    table = f"<table>{heads}{''.join(rows[:MOST_OPEN])}</table>"
    if len(rows) <= MOST_OPEN:
        return table
    rest = f"<table>{heads}{''.join(rows[MOST_OPEN:])}</table>"
    return f"{table}<details><summary>{len(rows) - MOST_OPEN} more</summary>{rest}</details>"


def _repeats(report: Report) -> str:
    found = report.repeats
    again = "<p>No scene came back with the same cast often enough to say when.</p>"
    if found:
        words = "".join(f"<td class=n>{found[name]:g} min</td>" for name in ("p5", "p25", "p50", "p95"))
        again = (
            "<p>Minutes until the same storylet comes back with the same cast:</p><table><tr><th>soonest 5 %</th>"
            f"<th>25 %</th><th>half</th><th>95 %</th></tr><tr>{words}</tr></table>"
        )
    return (
        '<p class="dim">Quick plays only keep a scene’s own rest; a show also keeps what was seen away for longer.</p>'
        f"{again}<p>{report.bridge_share:.2%} of scenes were automatic bridges; "
        f"{report.dead_ends} times no scene at all was left.</p>"
    )


def _links(report: Report) -> str:
    figures = (
        f"<p>{report.links_per_scene:.2f} causal links a scene; {report.linked_share:.0%} of scenes were made possible "
        "by an earlier one. The strongest links, a few of each scene, clockwise by how much comes of it:</p>"
    )
    weight: Counter[str] = Counter()
    for first, second, count in report.links:
        if first != second:
            weight[first] += count
            weight[second] += count
    names = [name for name, _ in weight.most_common(MOST_NODES)]
    if not names:
        return figures
    return figures + _wheel(names, [link for link in report.links if link[0] in names and link[1] in names])


def _wheel(names: list[str], links: list[tuple[str, str, int]]) -> str:
    size, radius = 860.0, 270.0
    middle = size / 2
    angle = {name: 2 * pi * n / len(names) - pi / 2 for n, name in enumerate(names)}
    most = max(count for _, _, count in links)
    found = [f'<svg viewBox="0 0 {size:.0f} {size:.0f}" role="img" aria-label="causal links">']
    for first, second, count in sorted(links, key=lambda link: link[2]):
        if first == second:
            continue
        x1, y1 = middle + radius * cos(angle[first]), middle + radius * sin(angle[first])
        x2, y2 = middle + radius * cos(angle[second]), middle + radius * sin(angle[second])
        share = (count / most) ** 0.5
        hue = HUES[names.index(first) % len(HUES)]
        found.append(
            f'<path d="M{x1:.1f} {y1:.1f} Q{middle:.1f} {middle:.1f} {x2:.1f} {y2:.1f}" fill="none" stroke="{hue}" '
            f'stroke-width="{0.6 + 3.4 * share:.2f}" opacity="{0.15 + 0.55 * share:.2f}">'
            f"<title>{escape(first)} → {escape(second)}: {count}</title></path>"
        )
    for name in names:
        shown = fitted(name.replace("_", " "), LABEL, 12.0)
        turn = angle[name]
        x, y = middle + (radius + 10) * cos(turn), middle + (radius + 10) * sin(turn)
        flip = cos(turn) < 0
        degrees = turn * 180 / pi + (180 if flip else 0)
        anchor = "end" if flip else "start"
        found.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" dominant-baseline="middle" fill="{INK}" '
            f'font-size="12" font-family="ui-sans-serif,system-ui,sans-serif" '
            f'transform="rotate({degrees:.1f} {x:.1f} {y:.1f})">{escape(shown)}</text>'
        )
    found.append("</svg>")
    return "".join(found)
