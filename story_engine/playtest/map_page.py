"""The graph of a seed as one self-contained page: threads as lanes, scenes by how late they may come, links as curves.

It does not know how the graph was found.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape

from story_engine.playtest.charts import HUES, PAGE, fitted
from story_engine.playtest.graph import Graph, Node

WIDE, HIGH, GAP_X, GAP_Y = 178.0, 46.0, 52.0, 12.0
LANE_GAP = 34.0
MOST_IN_COLUMN = 4
"""Scenes above each other in a lane before another column begins, because tall columns cannot be followed."""
MOST_COLUMNS = 8
"""Columns of a lane before it goes on below, because a lane that leaves the window on the right is not followed."""
NARROW = MOST_COLUMNS // 2
"""Columns of a lane that leaves room for another beside it, because a map that is all height is not overlooked."""
BAND_GAP = 22.0

_SCRIPT = """
const svg=document.getElementById('map'),wide=+svg.dataset.width,
view=document.getElementById('view'),side=document.getElementById('side');
const nodes=JSON.parse(document.getElementById('nodes').textContent);let x=0,y=0,k=1,drag=null,moved=false,held=null;
const put=()=>view.setAttribute('transform',`translate(${x} ${y}) scale(${k})`);
function fit(){const b=view.getBBox(),w=svg.clientWidth,h=svg.clientHeight;
k=Math.min(w/(b.width+80),h/(b.height+80),1.2);
x=(w-b.width*k)/2-b.x*k;y=(h-b.height*k)/2-b.y*k;put()}
function begin(){k=Math.max(.55,Math.min(1.1,(svg.clientWidth-24)/wide));x=12+24*k;y=12+8*k;put()}
svg.addEventListener('wheel',e=>{e.preventDefault();const f=Math.max(.05,Math.min(4,k*Math.exp(-e.deltaY*.0015)))/k,
r=svg.getBoundingClientRect(),px=e.clientX-r.left,py=e.clientY-r.top;x=px-(px-x)*f;y=py-(py-y)*f;k*=f;put()},{passive:false});
svg.addEventListener('pointerdown',e=>{drag=[e.clientX-x,e.clientY-y,e.clientX,e.clientY];moved=false});
svg.addEventListener('pointermove',e=>{if(!e.buttons)drag=null;if(!drag)return;
if(!moved){if(Math.hypot(e.clientX-drag[2],e.clientY-drag[3])<5)return;moved=true;svg.setPointerCapture(e.pointerId)}
x=e.clientX-drag[0];y=e.clientY-drag[1];put()});
for(const end of ['pointerup','pointercancel'])svg.addEventListener(end,()=>{drag=null});
const links=[...document.querySelectorAll('.link')],boxes=[...document.querySelectorAll('.node')];
function light(id){const near=new Set([id]);links.forEach(l=>{const on=id&&(l.dataset.a===id||l.dataset.b===id);
l.classList.toggle('on',!!on);if(on){near.add(l.dataset.a);near.add(l.dataset.b)}});
boxes.forEach(b=>b.classList.toggle('off',!!id&&!near.has(b.dataset.id)));svg.classList.toggle('lit',!!id)}
function tell(id){const n=nodes[id];if(!n){side.innerHTML='';return}
const row=(t,v)=>v?`<p><b>${t}</b> ${v}</p>`:'',
few=v=>v.length>9?v.slice(0,8).join(', ')+` and ${v.length-8} more`:v.join(', ');
side.innerHTML=`<h3>${n.title}</h3><p class="dim">${id} · ${n.place}</p>`+row('when',n.when&&`<code>${n.when}</code>`)
+row('thread',n.thread)+row('options',n.options.join(' · '))+row('follows',few(n.before))
+row('lets happen',few(n.after))+row('prevents',few(n.ends))}
boxes.forEach(b=>{b.addEventListener('mouseenter',()=>{if(!held)light(b.dataset.id);tell(held||b.dataset.id)});
b.addEventListener('mouseleave',()=>{if(!held){light('');tell('')}});
b.addEventListener('click',()=>{held=held===b.dataset.id?null:b.dataset.id;light(held||'');tell(held||'')})});
document.getElementById('ends').addEventListener('change',e=>svg.classList.toggle('ends',e.target.checked));
document.getElementById('far').addEventListener('change',e=>svg.classList.toggle('far-too',e.target.checked));
document.getElementById('fit').addEventListener('click',fit);
document.getElementById('find').addEventListener('input',e=>{const q=e.target.value.toLowerCase();
boxes.forEach(b=>{const words=`${b.querySelector('title').textContent} ${b.dataset.id}`;
b.classList.toggle('off',!words.toLowerCase().includes(q))})});
addEventListener('resize',begin);begin();
"""
_STYLE = """<style>main{max-width:none;padding:20px 24px}h1{font-size:26px}section{padding:0;position:relative}
#map{height:78vh;width:100%;cursor:grab;touch-action:none;display:block}.node{cursor:pointer}
.node.off{opacity:.16}.link{fill:none;stroke-width:1.3;opacity:.2}
.link.end{stroke:#e4788b;stroke-dasharray:4 5;display:none}
.link.far{display:none}.far-too .link.far:not(.end){display:inline;opacity:.1}
.ends .link.end{display:inline}.lit .link{opacity:.05}.link.on,
.lit .link.on{opacity:.95;stroke-width:2.2;display:inline}
#side{position:absolute;right:14px;top:14px;width:300px;background:#11141df0;border:1px solid #2b3142;
border-radius:12px;padding:2px 16px 6px;font-size:13px;pointer-events:none}
#side:empty{display:none}#side h3{margin:10px 0 0}
.bar{display:flex;flex-wrap:wrap;gap:6px 18px;align-items:center;white-space:nowrap;
margin:10px 0 12px;font:13px ui-sans-serif,system-ui,sans-serif}
input[type=search],button{background:#1b2130;color:#e9e4d8;border:1px solid #2b3142;border-radius:8px;
padding:5px 10px;font:inherit}
</style>"""


def map_page(graph: Graph, title: str) -> str:
    """The whole page as HTML."""
    places, lanes = _placed(graph)
    hues = {thread: HUES[index % len(HUES)] for index, (thread, _) in enumerate(graph.threads)}
    threads = {node.id: node.thread for node in graph.nodes}
    found = [_lane(lane) for lane in lanes]
    width = max((lane.left + lane.width for lane in lanes), default=WIDE)
    height = max((lane.top + lane.high for lane in lanes), default=HIGH)
    for link in graph.links:
        if link.first in places and link.second in places:
            found.append(_curve(link.first, link.second, link.enables, link.by, places, hues, threads))
    found += [_box(node, places[node.id], hues.get(node.thread, "#8d93a6")) for node in graph.nodes]
    enabling = sum(link.enables for link in graph.links)
    body = (
        f"{_STYLE}<h1>{escape(title)}</h1>"
        f'<div class="bar"><span class="dim">{len(graph.nodes)} scenes · {enabling} links that let happen · '
        f"{len(graph.links) - enabling} that prevent</span>"
        '<label>find a scene <input type="search" id="find"></label>'
        '<label><input type="checkbox" id="far"> links between threads</label>'
        '<label><input type="checkbox" id="ends"> what prevents</label><button id="fit">whole map</button>'
        '<span class="dim">point at a scene for its links, scroll to zoom, drag to move, click to hold</span></div>'
        f'<section><svg id="map" data-width="{width:.0f}" style="max-height:{1.1 * height + 40:.0f}px"><defs>'
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#c9c3b4"/></marker></defs>'
        f'<g id="view">{"".join(found)}</g></svg><div id="side"></div></section>'
        f'<script type="application/json" id="nodes">{_data(graph)}</script><script>{_SCRIPT}</script>'
    )
    return PAGE.format(title=f"{escape(title)} – map", body=body)


@dataclass(frozen=True, slots=True)
class _Lane:
    """A thread's scenes on the page, in pixels."""

    question: str
    hue: str
    left: float
    top: float
    width: float
    high: float


def _placed(graph: Graph) -> tuple[dict[str, tuple[float, float]], list[_Lane]]:
    """Where each scene stands, and the lanes; those of few columns stand in pairs."""
    places: dict[str, tuple[float, float]] = {}
    lanes: list[_Lane] = []
    ends = [0.0, 0.0]  # how far down the left and the right half of the page are filled
    half = NARROW * (WIDE + GAP_X)
    for index, (thread, question) in enumerate([*graph.threads, ("", "Scenes of no thread")]):
        stacks = _stacks([node for node in graph.nodes if node.thread == thread])
        if not stacks:
            continue
        narrow = len(stacks) <= NARROW
        side = int(narrow and ends[1] < ends[0])
        left, top = side * half, ends[side] if narrow else max(ends)
        below = top + 30.0
        for start in range(0, len(stacks), MOST_COLUMNS):
            band = stacks[start : start + MOST_COLUMNS]
            for column, stack in enumerate(band):
                for row, node in enumerate(stack):
                    places[node.id] = (left + column * (WIDE + GAP_X), below + row * (HIGH + GAP_Y))
            below += max(len(stack) for stack in band) * (HIGH + GAP_Y) + BAND_GAP
        high = below - BAND_GAP + 6.0 - top
        hue = HUES[index % len(HUES)] if thread else "#8d93a6"
        lanes.append(_Lane(question, hue, left, top, half if narrow else 2.0 * half, high))
        for filled in (side,) if narrow else (0, 1):
            ends[filled] = top + high + LANE_GAP
    return places, lanes


def _stacks(nodes: list[Node]) -> list[list[Node]]:
    """A lane's columns: scenes by how late they may come at the soonest."""
    columns: dict[int, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: (node.depth, _rank(node), node.tension)):
        columns.setdefault(node.depth, []).append(node)
    return [
        columns[depth][start : start + MOST_IN_COLUMN]
        for depth in sorted(columns)
        for start in range(0, len(columns[depth]), MOST_IN_COLUMN)
    ]


def _rank(node: Node) -> int:
    return {"opens": 0, "advances": 1, "closes": 2}.get(node.thread_step, 1)


def _lane(lane: _Lane) -> str:
    return (
        f'<rect x="{lane.left - 24:.0f}" y="{lane.top - 8:.0f}" width="{lane.width - 8:.0f}" '
        f'height="{lane.high + 8:.0f}" rx="16" fill="{lane.hue}" opacity=".055"/>'
        f'<text x="{lane.left - 8:.0f}" y="{lane.top + 14:.0f}" fill="{lane.hue}" font-size="15" font-weight="600">'
        f"{escape(lane.question)}</text>"
    )


def _curve(
    first: str, second: str, enables: bool, by: str, places: dict[str, tuple[float, float]], hues: dict[str, str],
    threads: dict[str, str],
) -> str:  # fmt: skip
    (x1, y1), (x2, y2) = places[first], places[second]
    a, b = (x1 + WIDE, y1 + HIGH / 2), (x2, y2 + HIGH / 2)
    bend = max(50.0, abs(b[0] - a[0]) / 2)
    thread = threads[first]
    kind = f"link{'' if thread and thread == threads[second] else ' far'}{'' if enables else ' end'}"
    stroke = f'stroke="{hues.get(thread, "#8d93a6")}" marker-end="url(#tip)"' if enables else ""
    return (
        f'<path class="{kind}" data-a="{escape(first)}" data-b="{escape(second)}" {stroke} '
        f'd="M{a[0]:.0f} {a[1]:.0f}C{a[0] + bend:.0f} {a[1]:.0f} {b[0] - bend:.0f} {b[1]:.0f} {b[0]:.0f} {b[1]:.0f}">'
        f"<title>{escape(first)} {'→' if enables else '⊣'} {escape(second)}: {escape(by)}</title></path>"
    )


def _box(node: Node, place: tuple[float, float], hue: str) -> str:
    x, y = place
    words = fitted(node.title, WIDE - (42 if node.options else 20), 13)
    choice = (
        f'<path d="M{x + WIDE - 14:.0f} {y + 8:.0f}l6 6-6 6-6-6z" fill="#f2b757"><title>'
        f"{escape(' · '.join(node.options))}</title></path>"
        if node.options
        else ""
    )
    step = {"opens": "opens", "closes": "closes"}.get(node.thread_step, "")
    note = fitted(" · ".join(word for word in (node.place, step, "once" if node.once else "") if word), WIDE - 22, 10.5)
    return (
        f'<g class="node" data-id="{escape(node.id)}"><title>{escape(node.title)}</title>'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDE:.0f}" '
        f'height="{HIGH:.0f}" rx="10" fill="#1b2130" stroke="{hue}" stroke-opacity=".8"/>'
        f'<rect x="{x + 10:.0f}" y="{y + HIGH - 7:.0f}" width="{(WIDE - 20) * node.tension:.0f}" height="3" rx="1.5" '
        f'fill="{hue}"/><text x="{x + 11:.0f}" y="{y + 19:.0f}" fill="#e9e4d8" font-size="13">{escape(words)}</text>'
        f'<text x="{x + 11:.0f}" y="{y + 33:.0f}" fill="#8d93a6" font-size="10.5">{escape(note)}</text>{choice}</g>'
    )


def _data(graph: Graph) -> str:
    """The scenes' details as JSON that may stand inside a page."""
    found = {
        node.id: {
            "title": escape(node.title),
            "place": escape(node.place),
            "when": escape(node.when),
            "thread": escape(f"{node.thread} {node.thread_step}".strip()),
            "options": [escape(option) for option in node.options],
            "before": sorted({link.first for link in graph.links if link.enables and link.second == node.id}),
            "after": sorted({link.second for link in graph.links if link.enables and link.first == node.id}),
            "ends": sorted({link.second for link in graph.links if not link.enables and link.first == node.id}),
        }
        for node in graph.nodes
    }
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")
