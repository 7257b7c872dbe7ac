"""How far the sounds of deeds and footfalls lie from the first frame in which the picture shows them.

`python build/drawn_events.py [--seed weather-post …] [--seconds 300] [--rng 1] [--show] [--json]` draws figures and
things of every event frame by frame, finds the frame in which the foot that steps stands where it will stand (the
other is lifted out of the drawing for it), a thing rests, is in another hand or has changed, and compares the frame's
time with the strike of the event's sound, which it looks for in the effects as they are mixed. What is outside the
picture is not judged. Exit status 1 when less than `WANTED` are within 20 ms.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from generators.segments.folders import Folders  # noqa: E402 - the folder above must be on the path
from generators.sound.generator import Sound  # noqa: E402
from generators.stage.bake import canvas_on  # noqa: E402
from generators.stage.cast import Cast  # noqa: E402
from generators.stage.frame import Picture  # noqa: E402
from generators.stage.passes.coverage import Item, Silhouette, draw_item, items, silhouette  # noqa: E402
from generators.stage.passes.view import View, view_at  # noqa: E402
from generators.stage.puppets.pose import Foot  # noqa: E402
from generators.timed import TimedPart  # noqa: E402
from player.cli.films import progress  # noqa: E402
from player.cli.seeds import find_seed  # noqa: E402
from player.look.shows import plan  # noqa: E402
from player.measuring.sound_events import (  # noqa: E402
    LANDING,
    LANDS_LATER,
    NEAR_SECONDS,
    SEEN_CHANGING,
    WINDOW,
    Event,
    events,
    nearest,
    strikes,
)
from profiles.home import ready_home  # noqa: E402
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, MediaTime, from_seconds, to_seconds  # noqa: E402

SEEDS = ("weather-post", "night-exchange")
WANTED = 0.95
WIDTH, HEIGHT = 854, 480
AROUND: MediaTime = from_seconds(0.35)
"""Frames this long before and after an event are looked at."""
SOLE_ROWS = 10
"""Rows above and below the floor somebody stands on in which a foot's print is."""
HEEL, TOUCHES_METRES = 0.25, 0.01
"""A foot is down when this share of its print, its heel, is this near to the floor (rounded up to whole pixels): higher
up it is seen to hover."""
LIFTED = 0.6
"""Share of a leg by which the foot that does not step is lifted out of the drawing."""
DRAWING: MediaTime = 2 * VIDEO_FRAME
"""The longest that a drawing of a body stands in the built-in styles."""
RESTS = 0.85
"""Share of a resting thing's shape that it covers when it has arrived."""
FEWEST_PIXELS = 6
"""A smaller print or thing is not seen."""
BOUNCE_PIXELS = 2
"""A body this far above where it comes down is in the air."""
HEARD: MediaTime = from_seconds(0.03)
"""In the mixed effects a strike is looked for this far around where its cue has it."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One event: when it is drawn, and how late its sound is."""

    what: str
    who: str
    at_seconds: float
    """In the show."""
    drawn_late: float
    """Seconds from the timeline's instant to the first frame that shows it."""
    apart: float | None
    """Seconds by which the sound is after that frame; None without a sound."""
    in_mix: float | None
    """Seconds by which the strike in the mixed effects is after the strike of its cue."""


class Frames:
    """The figures and things of a part, frame by frame, as one camera would see them."""

    def __init__(self, timed: TimedPart, picture: Picture, seed_art: Path | None) -> None:
        self.timed, self._picture = timed, picture
        self._cast = Cast(timed, seed_art)

    def times(self, event: Event) -> list[MediaTime]:
        """Of the frames around the event."""
        first = max(0, -(-(event.at - AROUND) // VIDEO_FRAME))
        last = min(self.timed.duration - 1, event.at + AROUND) // VIDEO_FRAME
        return [number * VIDEO_FRAME for number in range(first, last + 1)]

    def view(self, at: MediaTime) -> View:
        """The camera of the event."""
        return view_at(self.timed, self._picture.sight(self.timed, at), at, WIDTH, HEIGHT)

    def item(self, view: View, time: MediaTime, kind: str, name: str) -> Item | None:
        """An actor or thing as it is drawn at `time`."""
        return next(
            (one for one in items(replace(view, time=time), self._cast) if (one.kind, one.id) == (kind, name)), None
        )

    def shape(self, view: View, time: MediaTime, kind: str, name: str) -> Silhouette | None:
        """Its shape, through the event's camera."""
        item = self.item(view, time, kind, name)
        return None if item is None else silhouette(item, replace(view, time=time), self._cast)

    def mask(self, view: View, time: MediaTime, kind: str, name: str) -> Mask:
        """Its pixels in the frame."""
        shape = self.shape(view, time, kind, name)
        return np.zeros((HEIGHT, WIDTH), bool) if shape is None else shape.in_frame(WIDTH, HEIGHT)

    def footprint(self, view: View, time: MediaTime, who: str, foot: int) -> tuple[Mask, float]:
        """What a foot alone covers of a band round the floor, and the pixels of a metre there.

        `foot`: 0 the near one, 1 the far one; on four legs each with the paw across.
        """
        item = self.item(view, time, "actor", who)
        rows = 2 * SOLE_ROWS
        if item is None or item.figure is None:
            return np.zeros((rows, WIDTH), bool), 1.0
        pixels, _, floor = view.stand(item.figure.x, item.figure.depth)
        top = max(0, min(HEIGHT, round(floor)))
        # Cloth and tails hang in the band as well: what is there without either foot is none of it.
        there, gone = (self._band(item, replace(view, time=time), feet, top) for feet in ((1 - foot,), (0, 1)))
        return there & ~gone, pixels

    def _band(self, item: Item, view: View, lifted: tuple[int, ...], top: int) -> Mask:
        """The rows round the floor, with feet lifted out of the drawing."""
        assert item.figure is not None
        pose, leg = item.figure.pose, item.figure.puppet.bones["leg"]
        up = LIFTED * (float(leg["upper"]) + float(leg["lower"]))
        if 0 in lifted:
            pose = replace(pose, near_foot=_raised(pose.near_foot, up), far_hind=_raised(pose.far_hind, up))
        if 1 in lifted:
            pose = replace(pose, far_foot=_raised(pose.far_foot, up), near_hind=_raised(pose.near_hind, up))
        shape = silhouette(replace(item, figure=replace(item.figure, pose=pose)), view, self._cast)
        padded = np.pad(shape.in_frame(WIDTH, HEIGHT), ((SOLE_ROWS, SOLE_ROWS), (0, 0)))
        return padded[top : top + 2 * SOLE_ROWS]

    def lifts(self, view: View, time: MediaTime, who: str) -> tuple[float, float]:
        """Metres that the near and the far foot (on four legs the front paws) are drawn above the floor."""
        item = self.item(view, time, "actor", who)
        if item is None or item.figure is None:
            return 0.0, 0.0
        return item.figure.pose.near_foot.lift, item.figure.pose.far_foot.lift

    def colours(self, view: View, time: MediaTime, name: str) -> NDArray[np.int16]:
        """A thing alone on nothing, (height, width, 4)."""
        pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        item = self.item(view, time, "prop", name)
        if item is not None:
            surface, canvas = canvas_on(pixels)
            draw_item(canvas, item, replace(view, time=time), self._cast)
            surface.flushAndSubmit()
            del canvas, surface
        return pixels.astype(np.int16)


def first_drawn(frames: Frames, event: Event, stride: MediaTime) -> MediaTime | None:
    """The time of the first frame that shows the event; None where it is not in the picture. `stride`: to the next."""
    view, times = frames.view(event.at), frames.times(event)
    if event.what == "step":
        return _foot_stands(frames, view, event, times, stride)
    if event.what in LANDS_LATER:
        return _rests(frames, view, event, times)
    if event.what in SEEN_CHANGING:
        return _changes(frames, view, event, times)
    if event.what in LANDING:
        return _comes_down(frames, view, event, times)
    return _changes_hands(frames, view, event, times)


def _foot_stands(
    frames: Frames, view: View, event: Event, times: list[MediaTime], stride: MediaTime
) -> MediaTime | None:
    after = event.at + stride // 2
    if after >= frames.timed.duration:
        return None
    foot = _stepping(frames, view, event, stride)
    print_, pixels = frames.footprint(view, after, event.who, foot)
    if print_.sum() < FEWEST_PIXELS:
        return None
    near = np.ceil(TOUCHES_METRES * pixels)
    low = _lowest(print_)
    columns = low >= low.max() - near

    def touches(time: MediaTime) -> bool:
        there, _ = frames.footprint(view, time, event.who, foot)
        return bool((_lowest(there) >= low - near)[columns].mean() >= HEEL)

    landed = _since([(time, touches(time)) for time in times if time <= after])
    return after if landed is None else landed  # seen and never seen to come down: no sound is in time for that


def _stepping(frames: Frames, view: View, event: Event, stride: MediaTime) -> int:
    """The foot that the event is a landing of: in the air before it and not after it, which is where the other goes."""
    # A frame shows a drawing that may be older: of the step before nothing is to be seen.
    since = event.at - max(stride - DRAWING, DRAWING)
    up = [np.zeros(2)]
    for time in frames.times(event):
        lifts = np.array(frames.lifts(view, time, event.who))
        if since < time <= event.at:
            up.append(lifts)
        elif event.at < time <= event.at + DRAWING:
            up.append(-lifts)
    near, far = np.sum(up, axis=0)
    return int(far > near)


def _raised(foot: Foot, metres: float) -> Foot:
    return replace(foot, lift=foot.lift + metres)


def _lowest(mask: Mask) -> NDArray[np.intp]:
    """The lowest row of each column that is covered; far above where none is."""
    return np.where(mask.any(axis=0), len(mask) - 1 - np.argmax(mask[::-1], axis=0), -len(mask))


def _rests(frames: Frames, view: View, event: Event, times: list[MediaTime]) -> MediaTime | None:
    last = frames.mask(view, times[-1], "prop", event.thing)
    if last.sum() < FEWEST_PIXELS:
        return None

    def alike(time: MediaTime) -> bool:
        mask = frames.mask(view, time, "prop", event.thing)
        return bool((mask & last).sum() >= RESTS * max(1, (mask | last).sum()))

    return _since([(time, alike(time)) for time in times])


def _changes(frames: Frames, view: View, event: Event, times: list[MediaTime]) -> MediaTime | None:
    pictures = [frames.colours(view, time, event.thing) for time in times]
    steps = [float(np.abs(b - a).sum()) for a, b in pairwise(pictures)]
    if not steps or max(steps) < 255 * FEWEST_PIXELS:
        return None
    return times[int(np.argmax(steps)) + 1]


def _comes_down(frames: Frames, view: View, event: Event, times: list[MediaTime]) -> MediaTime | None:
    lows = []
    for time in times:
        rows = np.flatnonzero(frames.mask(view, time, "actor", event.who).any(axis=1))
        lows.append(int(rows[-1]) if len(rows) else 0)
    ground = max(lows)
    if ground in (0, HEIGHT - 1) or min(lows) > ground - BOUNCE_PIXELS:
        return None
    return _since([(time, low >= ground - 1) for time, low in zip(times, lows, strict=True)])


def _changes_hands(frames: Frames, view: View, event: Event, times: list[MediaTime]) -> MediaTime | None:
    def holder(time: MediaTime) -> str:
        item = frames.item(view, time, "prop", event.thing)
        return "nowhere" if item is None else item.figure.id if item.figure else ""

    held = [(time, holder(time)) for time in times]
    last = held[-1][1]
    if last == "nowhere" or all(name == last for _, name in held):
        return None
    if frames.mask(view, event.at, "prop", event.thing).sum() < FEWEST_PIXELS:
        return None
    return _since([(time, name == last) for time, name in held])


def _since(states: list[tuple[MediaTime, bool | np.bool_]]) -> MediaTime | None:
    """The first frame from which on it is so; None where it never was otherwise, or is not so at the end."""
    if not states or not states[-1][1] or all(state for _, state in states):
        return None
    wrong = max(number for number, (_, state) in enumerate(states) if not state)
    return states[wrong + 1][0]


def heard_in(effects: NDArray[np.float32], strike: float) -> float | None:
    """Seconds by which the effects (n, 2) get half as loud as around there after `strike`; None in silence."""
    at = from_seconds(strike)
    piece = effects[max(0, at - HEARD) : at + HEARD].astype(np.float64)
    level = np.sqrt(np.square(piece[: len(piece) // WINDOW * WINDOW]).mean(axis=1).reshape(-1, WINDOW).mean(axis=1))
    if not len(level) or level.max() < 1e-5:
        return None
    return float(np.flatnonzero(level >= level.max() / 2)[0] * WINDOW - min(at, HEARD)) / SAMPLE_RATE


def judge(folder: Path, seconds: float, rng: int) -> tuple[list[Judged], int]:
    """Every event of the first `seconds` that is in the picture, and how many are not."""
    judged, unseen, begins = [], 0, 0
    with progress(folder.name) as on_progress:
        show = plan(folder, seconds, rng, "", on_progress)
        picture = Picture(WIDTH, HEIGHT, show.seed_art, 64 << 20)
        sound = Sound(Folders(ready_home()).make().speech)
        for number, timed in enumerate(show.parts):
            on_progress("looking", number / len(show.parts))
            every = events(timed, show.seed_art)
            found = [event for event in every if event.at < timed.duration - from_seconds(NEAR_SECONDS)]
            frames = Frames(timed, picture, show.seed_art)
            effects = sound.stems(timed)["effects"] if found else np.zeros((0, 2), np.float32)
            every_one, out_of_sight = judged_in(frames, found, effects, begins)
            judged += every_one
            unseen += out_of_sight
            begins += timed.duration
    return judged, unseen


def judged_in(
    frames: Frames, found: list[Event], effects: NDArray[np.float32], begins: MediaTime = 0
) -> tuple[list[Judged], int]:
    """The events `found` in a part that `begins` in its show, as far as they are in the picture; how many are not."""
    judged, unseen = [], 0
    heard = {steps: strikes(frames.timed, of_steps=steps) for steps in (True, False)} if found else {}
    for event in found:
        drawn = first_drawn(frames, event, _stride(event, found))
        if drawn is None:
            unseen += 1
            continue
        late = nearest(event.at, heard[event.what == "step"])
        strike = None if late is None else to_seconds(event.at) + late
        judged.append(
            Judged(
                what=event.what,
                who=event.who,
                at_seconds=to_seconds(begins + event.at),
                drawn_late=to_seconds(drawn - event.at),
                apart=None if strike is None else strike - to_seconds(drawn),
                in_mix=None if strike is None else heard_in(effects, strike),
            )
        )
    return judged, unseen


def _stride(event: Event, found: list[Event]) -> MediaTime:
    """From this footfall to the same walker's next, or from the one before."""
    mine = [one.at for one in found if one.what == "step" and one.who == event.who]
    return min((abs(at - event.at) for at in mine if at != event.at), default=from_seconds(0.4))


def figures_of(judged: list[Judged], unseen: int) -> dict[str, float | int | None]:
    """What is told of a show."""
    apart = [abs(one.apart) for one in judged if one.apart is not None]
    late = [one.apart for one in judged if one.apart is not None]
    mixed = [abs(one.in_mix) for one in judged if one.in_mix is not None]
    return {
        "events_drawn": len(judged),
        "events_not_in_the_picture": unseen,
        "without_sound": len(judged) - len(apart),
        "within_20_ms": round(sum(a <= NEAR_SECONDS + 1e-6 for a in apart) / max(1, len(judged)), 3),
        "sound_late_ms_median": round(1000 * float(np.median(late)), 1) if late else None,
        "apart_ms_p95": round(1000 * float(np.percentile(apart, 95)), 1) if apart else None,
        "drawn_after_timeline_ms_median": round(1000 * float(np.median([one.drawn_late for one in judged])), 1)
        if judged
        else None,
        "in_mix_apart_ms_p95": round(1000 * float(np.percentile(mixed, 95)), 1) if mixed else None,
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", nargs="+", default=list(SEEDS))
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--rng", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="every event")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    failed = False
    told = {}
    for name in asked.seed:
        judged, unseen = judge(find_seed(name), asked.seconds, asked.rng)
        figures = told[name] = figures_of(judged, unseen)
        failed |= (figures["within_20_ms"] or 0) < WANTED
        if asked.show:
            for one in judged:
                heard = "missing" if one.apart is None else f"{1000 * one.apart:+6.1f} ms after the frame"
                drawn = f"drawn {1000 * one.drawn_late:+6.1f} ms after the timeline"
                print(f"  {one.at_seconds:7.2f} {one.what:9} {one.who} {drawn}, sound {heard}")
        if not asked.json:
            print(f"{name}: {', '.join(f'{key} {value}' for key, value in figures.items())}", flush=True)
    if asked.json:
        print(json.dumps(told))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
