"""A show that stands still for `build/screens.py`: one picture, one view, a story map.

It knows no feed and no playback; whatever is asked of it, nothing happens.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from player.marks import Mark
from player.story_map import Asked, RecapCard, Said, StoryMap, Stretch
from player.ui.view import TimelineView, View
from story_engine.plan import Look, Place, Scene, Why

POSED_TIME = TimelineView(scenes=5, current=4, progress=0.55, ready_seconds=19.0)
POSED_SCENE = Scene(
    id="s4", number=4, storylet="shivering_parcel", title="The shivering parcel", hour=18.7, tags=(("warmth", 1.0),),
    place=Place(id="harbour", name="the harbour", look=Look()),
    why=(
        Why(term="taste", weight=1.0, words="it has what you seem to like (warmth)"),
        Why(term="motive", weight=0.7, words="Wren wants it delivered before dark"),
        Why(term="pace", weight=0.35, words="the rhythm asked for it"),
    ),
)  # fmt: skip
POSED_RECAP = (
    RecapCard(stretch=1, title="The shivering parcel", words="Keep the lid on, and never read it the address.",
              speaker="Wren"),
    RecapCard(stretch=2, title="Filed by feeling", words="The rain had been posted twice."),
)  # fmt: skip
MARK = Mark(event="e1", steps=1)


def posed_map() -> StoryMap:
    """Six stretches, another take of one, a question and a way that was not taken."""
    ask = Asked(choice=1, prompt="What does Wren do?", options=((1, "Hand it over"), (2, "Hold on")), mark=MARK)
    lines = (
        Said(at=48_000, text="Keep the lid on, and never read it the address.", speaker="Wren", kind="line"),
        Said(at=96_000, text="It is only weather, and weather passes.", speaker="Odile", kind="line"),
        Said(at=144_000, text="The rain had been posted twice, and nobody had signed for it.", kind="narration"),
    )
    rows = (
        Stretch(id=1, parent=0, scene="s1", title="The shivering parcel", place="the harbour", said=lines, mark=MARK),
        Stretch(id=2, parent=1, scene="s2", title="Filed by feeling", place="the Weather Post", said=lines[1:],
                mark=MARK),
        Stretch(id=3, parent=2, scene="s3", title="Kite string", place="Letterbox Hill", asked=ask, said=lines[:1],
                mark=MARK),
        Stretch(id=4, parent=3, scene="s3", title="Kite string", place="Letterbox Hill", option=1,
                words="Hand it over", said=lines, mark=MARK),
        Stretch(id=6, parent=1, scene="s2", title="Filed by feeling", place="the Weather Post", said=lines[:1],
                mark=MARK, take=2),
        Stretch(id=5, parent=4, scene="s4", title="Lantern oil", place="Lantern Wood", said=lines[2:], mark=MARK),
    )  # fmt: skip
    return StoryMap(stretches={row.id: row for row in rows}, here=5)


class PosedShow:
    """Answers like `player.ui.view.Controls`."""

    def __init__(self) -> None:
        self.posed = View()
        self.comforts = SimpleNamespace()
        self.films = SimpleNamespace(share=None)
        self.thrift = SimpleNamespace(mind=lambda *_, **__: None)
        self.recap: tuple[RecapCard, ...] = ()
        self._shown: object = None
        self._frame: np.ndarray | None = None
        self.memory = SimpleNamespace(map=posed_map(), still=self._still)

    def picture(self, frame: np.ndarray) -> None:
        """What is on from now on: uint8 RGB (h, w, 3)."""
        self._frame = np.ascontiguousarray(frame)
        image = av.VideoFrame.from_ndarray(self._frame, format="rgb24").reformat(
            format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
        )
        self._shown = SimpleNamespace(image=image)

    def _still(self, stretch: int) -> np.ndarray | None:
        if self._frame is None:
            return None
        cut = self._frame[::3, ::3]
        return np.ascontiguousarray(cut[:, ::-1] if stretch % 2 else cut)

    def tick(self) -> object:
        """The picture, on every turn."""
        return self._shown

    def view(self) -> View:
        """How it stands."""
        return self.posed

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: (None, 0) if name == "here" else None
