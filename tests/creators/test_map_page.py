"""The story map's page: where scenes stand, and what its script does in a browser."""

import json
import re
import shutil
import subprocess

import pytest

from story_engine.playtest.graph import Graph, Node
from story_engine.playtest.map_page import GAP_X, HIGH, NARROW, WIDE, map_page


def node(name, thread="", depth=0, title=""):
    """A scene of the graph."""
    return Node(
        id=name, title=title or name, thread=thread, thread_step="", tension=0.5, depth=depth, options=(),
        place="quay", once=True, when="",
    )  # fmt: skip


def boxes(page):
    """Upper left corners by scene."""
    found = re.findall(r'data-id="(\w+)"><title>[^<]*</title><rect x="(-?\d+)" y="(-?\d+)" width="178"', page)
    return {name: (float(x), float(y)) for name, x, y in found}


def test_two_narrow_lanes_stand_side_by_side():
    """The second of two threads with few columns stands at the right of the first, and a wide one below both."""
    narrow = [node(f"{thread}{depth}", thread, depth) for thread in ("a", "b") for depth in range(2)]
    wide = [node(f"c{depth}", "c", depth) for depth in range(NARROW + 1)]
    page = map_page(Graph(nodes=(*narrow, *wide), links=(), threads=(("a", "A?"), ("b", "B?"), ("c", "C?"))), "Two")
    at = boxes(page)
    assert len(at) == len(narrow) + len(wide)
    assert at["a0"] == (0, at["b0"][1])
    assert at["b0"][0] == NARROW * (WIDE + GAP_X)
    assert at["c0"][0] == 0
    assert at["c0"][1] > at["b0"][1] + HIGH


BROWSER = """
const elements={};
function element(id,title,data){const on={},off=new Set();return elements[id]={id,on,off,dataset:data||{},
clientWidth:900,clientHeight:600,setAttribute(name,value){this[name]=value},addEventListener(kind,call){on[kind]=call},
getBBox:()=>({x:0,y:0,width:900,height:600}),getBoundingClientRect:()=>({left:0,top:0}),setPointerCapture(){},
querySelector:()=>({textContent:title}),classList:{toggle(name,is){is?off.add(name):off.delete(name)}}}}
const scenes=SCENES.map(([id,title])=>element('box-'+id,title,{id}));
for(const id of ['map','view','side','nodes','ends','far','fit','find'])element(id);
elements.map.dataset.width='900';elements.nodes.textContent=NODES;
globalThis.document={getElementById:id=>elements[id],querySelectorAll:what=>what==='.node'?scenes:[]};
globalThis.addEventListener=()=>{};
SCRIPT
const find=words=>{elements.find.on.input({target:{value:words}});
return scenes.filter(one=>!one.off.has('off')).map(one=>one.dataset.id)};
const pointer=(kind,x,buttons)=>elements.map.on[kind]({clientX:x,clientY:0,pointerId:1,buttons});
pointer('pointerdown',0,1);pointer('pointermove',50,1);const dragged=elements.view.transform;
pointer('pointermove',200,0);
console.log(JSON.stringify([find('amp'),find("tom & i"),find(''),find('LATE'),dragged!==elements.view.transform]));
"""
"""Just enough of a browser for the map's script."""


@pytest.mark.skipif(
    shutil.which("node") is None, reason="the page's script needs Node (Debian: apt-get install nodejs)"
)
def test_scenes_are_found_by_their_words_and_the_map_lets_go(tmp_path):
    """What is searched is what is read (“&” is no “&amp;”); a button released outside the map ends the dragging."""
    scenes = [["early", "Tom & Ida"], ["Late", "A lamp"]]
    page = map_page(Graph(nodes=tuple(node(name, title=title) for name, title in scenes), links=(), threads=()), "Two")
    data, script = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    program = BROWSER.replace("SCENES", json.dumps(scenes)).replace("NODES", json.dumps(data)).replace("SCRIPT", script)
    (tmp_path / "map.js").write_text(program)
    done = subprocess.run(["node", str(tmp_path / "map.js")], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["Late"], ["early"], ["early", "Late"], ["Late"], False]
