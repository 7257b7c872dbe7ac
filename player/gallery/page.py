"""One self-contained page from chapters of pictures: everything is embedded, nothing is fetched.

It knows HTML, no stage. Colours and sizes are those of the interface (dark, calm, radius 14, 8-pixel grid).
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

from generators.errors import GeneratorError
from player.gallery.pictures import Chapter, Tile

QUALITY = 86
"""JPEG: paper fibre survives, twenty pictures make a megabyte."""
TITLES = {"places": "Places", "puppets": "Puppets", "props": "Things"}
STYLE = """
:root{color-scheme:dark;--back:#0E0F13;--surface:#171922;--raised:#20232E;--line:#2C303C;
--text:#F2EFE9;--muted:#A7A39B;--accent:#F6A877;--title:600 22px/1.2 "Source Serif Pro",Georgia,serif}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:72px}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 Manrope,"Source Sans Pro",system-ui,sans-serif}
header{position:sticky;top:0;z-index:2;background:rgba(14,15,19,.94);border-bottom:1px solid var(--line);
padding:12px 32px;display:flex;gap:24px;align-items:baseline}
header h1{font:var(--title);margin:0}
nav{display:flex;gap:4px 16px;flex-wrap:wrap;font-size:14px}
a{color:var(--muted);text-decoration:none}
a:hover,a:focus{color:var(--text)}
nav b{color:var(--accent);font-weight:600;margin-left:8px}
main{padding:16px 32px 96px;max-width:2200px;margin:auto}
section>h2{font:var(--title);font-size:34px;margin:56px 0 8px}
article{background:var(--surface);border:1px solid var(--line);border-radius:14px;padding:24px;margin:24px 0}
article h3{font:var(--title);margin:0}
article>p{color:var(--muted);margin:4px 0 16px;font-size:14px}
h4{font-size:14px;font-weight:600;color:var(--muted);margin:16px 0 8px}
.row{display:grid;gap:8px}
.places .row{grid-template-columns:repeat(auto-fill,minmax(280px,1fr))}
.puppets .row,.props .row{grid-template-columns:repeat(auto-fill,minmax(132px,1fr))}
.props .rows{display:grid;gap:16px;grid-template-columns:repeat(auto-fill,minmax(300px,1fr))}
figure{margin:0;background:var(--raised);border-radius:10px;overflow:hidden;cursor:zoom-in}
figure img{display:block;width:100%;height:auto}
figcaption{padding:4px 10px 6px;font-size:12.5px;color:var(--muted)}
.fault{cursor:default;padding:16px;color:var(--accent);font-size:14px}
dialog{border:0;padding:0;background:none;max-width:96vw;max-height:96vh}
dialog img{display:block;max-width:96vw;max-height:92vh;min-width:min(92vw,1280px);border-radius:14px}
dialog::backdrop{background:rgba(8,9,12,.88)}
"""
SCRIPT = """
const box=document.querySelector('dialog'),large=box.querySelector('img');
document.addEventListener('click',event=>{
const small=event.target.closest('figure')?.querySelector('img');
if(small){large.src=small.src;box.showModal()}else if(box.open)box.close()});
"""


def write_page(path: Path, found: Sequence[Chapter], on_progress: Callable[[str, float], None]) -> dict[str, int]:
    """Draw every picture and write the page; counts of chapters, pictures and bytes."""
    total = max(1, sum(chapter.count for chapter in found))
    done = 0
    pieces = [_head(found)]
    for kind in TITLES:
        of_kind = [chapter for chapter in found if chapter.kind == kind]
        if not of_kind:
            continue
        pieces.append(f'<section class="{kind}"><h2>{TITLES[kind]}</h2>')
        for chapter in of_kind:
            pieces.append(f'<article id="{_anchor(chapter)}"><h3>{_shown(chapter.name)}</h3>')
            pieces.append(f'<p>{html.escape(chapter.words)}</p><div class="rows">')
            for row in chapter.rows:
                pieces.append(f'<div><h4>{_shown(row.name)}</h4><div class="row">')
                for tile in row.tiles:
                    on_progress(f"{chapter.name} {row.name}", done / total)
                    pieces.append(_figure(tile))
                    done += 1
                pieces.append("</div></div>")
            pieces.append("</div></article>")
        pieces.append("</section>")
    on_progress("done", 1.0)
    pieces.append(f'</main><dialog><img alt="enlarged"></dialog><script>{SCRIPT}</script></body></html>')
    text = "".join(pieces)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return {"chapters": len(found), "pictures": done, "bytes": len(text.encode())}


def _head(found: Sequence[Chapter]) -> str:
    links = []
    for kind, title in TITLES.items():
        of_kind = [chapter for chapter in found if chapter.kind == kind]
        if of_kind:
            links.append(f"<b>{title}</b>")
            links += [f'<a href="#{_anchor(chapter)}">{_shown(chapter.name)}</a>' for chapter in of_kind]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evershow gallery</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body><header><h1>Gallery</h1><nav>{''.join(links)}</nav></header><main>"
    )


def _figure(tile: Tile) -> str:
    name = html.escape(tile.name)
    try:
        picture = tile.draw()
    except GeneratorError as error:
        # A creator's page shows what is wrong where the picture would be.
        return f'<figure class="fault">{name}: {html.escape(str(error))}</figure>'
    height, width = picture.shape[:2]
    written, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    assert written
    source = base64.b64encode(coded.tobytes()).decode("ascii")
    return (
        f'<figure><img loading="lazy" width="{width}" height="{height}" alt="{name}" '
        f'src="data:image/jpeg;base64,{source}"><figcaption>{name}</figcaption></figure>'
    )


def _anchor(chapter: Chapter) -> str:
    return html.escape(f"{chapter.kind}-{chapter.name}", quote=True)


def _shown(name: str) -> str:
    return html.escape(name.replace("_", " "))
