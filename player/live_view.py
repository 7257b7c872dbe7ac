"""What the screen shows of a show that plays: captions, cards, reasons and the time line, as values.

It knows neither clock nor feed: whoever plays says where the show is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from player.feed import ChoiceOpened, ReadySegment
from player.foyer.vignettes import vignette_of
from player.telling import reasons_told
from player.ui.captions import SpeakerTints, page_at
from player.ui.view import CaptionView, CardView, ChoiceView, TimelineView, WhyView
from player.words import Words
from story_engine.plan import Option, Scene
from story_engine.time import MediaTime, to_seconds

SCENE_SECONDS = 24.0
"""Usual length of a scene: the bar of a scene whose end is not planned yet fills towards it."""


def caption_at(segment: ReadySegment | None, at: MediaTime, tints: SpeakerTints) -> CaptionView:
    """The words on screen at show time `at`."""
    if segment is None:
        return CaptionView()
    inside = at - segment.start
    current = [c for c in segment.timed.captions if c.start <= inside < c.start + c.duration]
    if not current:
        return CaptionView()
    caption = max(current, key=lambda c: (c.kind != "sound", c.start))  # words win over sounds
    lines = page_at(caption.text, (inside - caption.start) / max(1, caption.duration))
    tint = tints.tint(caption.speaker) if caption.speaker else "#F2EFE9"
    return CaptionView(lines=lines, speaker=caption.speaker, kind=caption.kind, tint=tint)


def choice_of(opened: ChoiceOpened, taken: int, art: str = "") -> ChoiceView:
    """The cards of a question; `art` is the folder of the seed's own drawings."""
    choice = opened.choice
    return ChoiceView(
        id=choice.id,
        prompt=choice.prompt,
        cards=tuple(_card(option, choice.default, art) for option in choice.options),
        taken=taken,
        waits=opened.closes is None,
        form=choice.form,
        spots=choice.spots,
    )


def _card(option: Option, default: int, art: str) -> CardView:
    shown = option.picture
    return CardView(
        number=option.number,
        text=option.text,
        is_default=option.number == default,
        picture=vignette_of(shown, art) if shown is not None else None,
        place=shown.id if shown is not None and shown.kind == "place" else "",
        shows=shown.name if shown is not None else "",
    )


def share_left(opened: ChoiceOpened | None, at: MediaTime) -> float:
    """Share of a question's time that is left."""
    if opened is None or opened.closes is None:
        return 1.0
    return min(1.0, max(0.0, (opened.closes - at) / max(1, opened.closes - opened.at)))


def why_of(scene: Scene | None, texts: Words) -> WhyView:
    """The strongest reasons for a scene, in the viewer's language."""
    if scene is None:
        return WhyView()
    told = sorted(reasons_told(scene, texts), key=lambda reason: -reason[1])[:3]
    most = max((weight for _, weight in told), default=1.0) or 1.0
    return WhyView(
        title=scene.title, reasons=tuple((_sentence(words), max(0.05, weight / most)) for words, weight in told)
    )


def timeline_of(
    scenes: Sequence[str], began: Mapping[str, MediaTime], scene: Scene | None, at: MediaTime, ready_seconds: float
) -> TimelineView:
    """Where the show is among the `scenes`, by their ids, that began until now."""
    if scene is None or scene.id not in began:
        return TimelineView(ready_seconds=_rounded(ready_seconds))
    played = to_seconds(at - began[scene.id])
    progress = 1.0 - math.exp(-1.6 * max(0.0, played) / SCENE_SECONDS)  # its end is not known: never quite full
    return TimelineView(
        scenes=len(scenes),
        current=scenes.index(scene.id),
        progress=round(progress, 2),
        ready_seconds=_rounded(ready_seconds),
    )


def _sentence(words: str) -> str:
    """Reasons begin with a capital on screen."""
    return words[:1].upper() + words[1:]


def _rounded(seconds: float) -> float:
    """Half seconds: the bright line need not be repainted for less."""
    return round(seconds * 2) / 2
