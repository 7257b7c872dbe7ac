"""One picture of a timed part at one instant, as BGRA: set, figures, things, weather and titles.

It knows no encoding and keeps no state that a picture depends on: caches only.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import skia

from generators.stage import place as places
from generators.stage.backdrop import Backdrop, backdrop_of
from generators.stage.bake import PlateCache, as_image, canvas_on
from generators.stage.cast import Cast, draw_cast
from generators.stage.disc import across, hung, sky_parallax
from generators.stage.floor import FAR_FLOOR_Y, floor_y, metre
from generators.stage.focus import people_in_focus, soften_people, soften_place
from generators.stage.framing import Framing, camera_at, frame_shot
from generators.stage.grounding import mirroring
from generators.stage.lamplight import lamps_carried, lamps_of
from generators.stage.lens import keystone, looked_through, seen_from
from generators.stage.light import Light, blend
from generators.stage.magnify import magnified
from generators.stage.moment import Moment
from generators.stage.near import as_seen
from generators.stage.rasters import FigureLight
from generators.stage.relight import for_figures, relight
from generators.stage.set_view import SetView
from generators.stage.shoulder import Shoulders
from generators.stage.styles import Style, style_of
from generators.stage.titles import draw_title
from generators.stage.transitions import come_in, ended
from generators.stage.weather import draw_air, draw_gloss, fog_tile, lay_ground_mist
from generators.stage.wind import gust
from generators.timed import WEATHER_CHANGE, Camera, Shot, TimedPart, TitleCard
from story_engine.time import SAMPLE_RATE, MediaTime, to_seconds

Array = np.ndarray
DISSOLVE: MediaTime = SAMPLE_RATE // 2
FIGURE_STEPS = 16
"""Steps in which the light of figures follows a change of weather: never further than 1/32 of it from the air's."""
FACE_METRES = 1.2
"""Height at which an iris opens on somebody: near enough to every face of the cast."""
VIEWS_KEPT = 4
"""Framings that stay baked, some 9 MB each at 854×480: more brought no framing back in a whole scene."""
LEAST_FOG = 0.07
"""A thinner bank than this is not seen: it is not drawn."""
NEAR_FOG = 0.30
"""Share of the fog that lies before the figures."""
FOG_SHARE = {"fog": 0.62, "snow": 0.20, "rain": 0.12, "storm": 0.16, "cloud": 0.05}
"""Opacity of drifting fog banks by weather."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The set and light a part is seen in."""

    place: places.PlaceSet
    light: Light
    before: Light
    share: float
    """0 the weather before … 1 the new weather."""
    style: Style


class Picture:
    """Draws timed parts at one size."""

    def __init__(self, width: int, height: int, seed_art: Path | None, cache_bytes: int) -> None:
        """`cache_bytes`: of baked layers kept beside the views, which hold what they draw of them."""
        self.width, self.height = width, height
        self._seed_art = seed_art
        self._plates = PlateCache(cache_bytes)
        self._views: OrderedDict[object, SetView] = OrderedDict()
        self._on_screen: set[object] = set()
        self._backdrops: OrderedDict[object, tuple[SetView, Backdrop]] = OrderedDict()
        self._canvases: OrderedDict[tuple[int, int], Array] = OrderedDict()
        self._spares: OrderedDict[tuple[int, int], Array] = OrderedDict()
        self._between: OrderedDict[object, tuple[tuple[Backdrop, ...], Backdrop]] = OrderedDict()
        self._shoulders = Shoulders(width, height)
        self._fog: OrderedDict[object, tuple[Array, skia.Image]] = OrderedDict()
        self.under_cards: Callable[[Array, TimedPart, MediaTime], None] | None = None
        """What is done to a frame before the words of its cards are set on it."""

    def style(self, timed: TimedPart) -> Style:
        """The style `timed` is shown in; paper for one that does not exist."""
        return style_of(timed.part.scene.style, self._seed_art)

    def draw(self, timed: TimedPart, cast: Cast, time: MediaTime) -> tuple[Array, Light]:
        """The picture at `time` (from the part's start), BGRA (height, width, 4), and its light."""
        index = shot_index(timed, time)
        shot = timed.shots[index]
        sight = self.sight(timed, time)
        self._on_screen.clear()
        frame = self._seen(timed, cast, shot, sight, time)
        since = time - shot.start + shot.begun
        frame = self._come_in(timed, cast, index, sight, time, since, frame)
        frame = self._lettered(frame, timed, sight, time)
        self._rest(self._on_screen)
        return frame, blend(sight.before, sight.light, sight.share)

    def lettered(self, frame: Array, timed: TimedPart, time: MediaTime) -> Array:
        """`frame`, BGRA (height, width, 4), with the cards of `timed` at `time`, and with what they do to the picture
        beneath.

        `frame` may be drawn on.
        """
        return self._lettered(frame, timed, self.sight(timed, time), time)

    def _lettered(self, frame: Array, timed: TimedPart, sight: Sight, time: MediaTime) -> Array:
        if timed.titles and self.under_cards is not None:
            self.under_cards(frame, timed, time)
        frame = ended(frame, timed.titles, time, timed.duration, sight.light)
        if timed.titles:
            surface, canvas = canvas_on(frame)
            for card in timed.titles:
                disc = self._disc(timed, card, sight)
                draw_title(canvas, self.width, self.height, card, time, sight.light, disc)
            surface.flushAndSubmit()
            del canvas, surface
        return frame

    def _disc(self, timed: TimedPart, card: TitleCard, sight: Sight) -> tuple[float, float] | None:
        """Middle and radius, in pixels across, of sun or moon behind a card as it came; None where there is none."""
        shot = timed.shots[shot_index(timed, max(0, card.start))]
        place = sight.place.turned() if shot.side == "b" else sight.place
        if not any(spec.kind == "sky" and spec.params.get("disc", True) for spec in place.layers):
            return None
        framing, sky = frame_shot(shot, self.width, self.height), sky_parallax(place)
        found = across(hung(sight.light, framing.nominal, sky), framing, sky)
        return (self.width / 2 + found[0] * self.height, found[1] * self.height) if found else None

    def rest(self) -> None:
        """Give back what only a picture on screen needs; the next one makes it again in some milliseconds."""
        self._rest(set())

    def _rest(self, but: set[object]) -> None:
        for key, view in self._views.items():
            if key not in but:
                view.rest()

    def sight(self, timed: TimedPart, time: MediaTime) -> Sight:
        """Set and lights at `time`."""
        scene, entry = timed.part.scene, timed.entry
        place = places.load_set(places.nearest_set(scene.place, self._seed_art), self._seed_art)
        indoors, style = place.indoors, self.style(timed)

        def light(weather: str) -> Light:
            return relight(Light.of_seed(place.palette, scene.hour, weather, indoors, self._seed_art), style)

        now = entry.scene_time + time
        # The part's end may know of a change that the entry does not: one that happens inside it.
        state = (
            timed.exit if timed.exit.weather_since > entry.weather_since and now >= timed.exit.weather_since else entry
        )
        share = max(0.0, min(1.0, (now - state.weather_since) / WEATHER_CHANGE))
        if state.weather == state.weather_before:
            share = 1.0
        return Sight(place, light(state.weather), light(state.weather_before), share * share * (3 - 2 * share), style)

    def _seen(self, timed: TimedPart, cast: Cast, shot: Shot, sight: Sight, time: MediaTime) -> Array:
        """The shot in its light, or on its way from one weather to another: two airs, and figures drawn once."""
        framing, style = frame_shot(shot, self.width, self.height), sight.style
        sight = replace(sight, place=as_seen(sight.place, shot, framing))
        camera = camera_at(shot, (time - shot.start) / max(1, shot.duration))
        lights = [sight.before] * (sight.share < 1) + [sight.light] * (sight.share > 0)
        moments = [self._moment(timed, light, time) for light in lights]
        sky = sky_parallax(sight.place)
        views = [self._set_view(sight, hung(light, framing.nominal, sky), framing) for light in lights]
        airs = tuple(zip(views, moments, strict=True))
        pixels = self._canvas(framing)
        self._mixed(sight, pixels, lambda onto, n: self._draw_behind(onto, *airs[n], camera), over=False)
        # Figures are kept while neither pose nor light changes: theirs changes in steps that nobody sees.
        share = round(sight.share * FIGURE_STEPS) / FIGURE_STEPS
        figure_light = (
            blend(sight.before, sight.light, share) if 0 < share < 1 else (sight.before, sight.light)[share > 0]
        )
        lit = FigureLight(
            light=for_figures(figure_light, style),
            style=style,
            lamps=(*lamps_of(sight.place), *lamps_carried(cast.at(time))),
            backdrop=self._backdrop_between(airs, share),
            mirror=self._mirror(sight, share),
        )
        surface, canvas = canvas_on(pixels)
        sharp = people_in_focus(shot, time)
        racked = shot.focus_at >= 0
        if racked:
            soften_place(pixels, self.height, sharp)
        place = pixels.copy() if racked and sharp < 1 else pixels
        draw_cast(pixels, canvas, framing, cast, time, lit, shot.extra, moments[-1])
        surface.flushAndSubmit()
        if racked:
            soften_people(pixels, place, self.height, 1 - sharp)
        del canvas, surface
        if any(view.has_front for view in views):
            self._mixed(sight, pixels, lambda onto, n: self._draw_front(onto, *airs[n], camera))
        frame = self._through_lens(pixels, framing, seen_from(shot, camera, time), shot)
        if shot.shoulder:
            self._shoulders.draw(frame, cast, shot, camera, figure_light, time)
        self._mixed(sight, frame, lambda onto, n: self._draw_near_air(onto, *airs[n]))
        if shot.eyes is not None:
            looked_through(frame, shot.eyes.lens, figure_light)
        return frame

    def _mirror(self, sight: Sight, share: float) -> float:
        """How well the floor mirrors, `share` of the way from one weather to the other."""
        ends = [mirroring(sight.place, light) for light in (sight.before, sight.light)]
        return ends[0] + (ends[1] - ends[0]) * share

    def _mixed(self, sight: Sight, pixels: Array, draw: Callable[[Array, int], None], *, over: bool = True) -> None:
        """Let `draw` draw air 0 onto `pixels`; while the weather changes air 1 as well, and mix what comes of it.

        `over`: what is drawn lies over what is there already.
        """
        if not 0 < sight.share < 1:
            draw(pixels, 0)
            return
        other = self._spare(pixels.shape[0], pixels.shape[1])
        if over:
            np.copyto(other, pixels)
        draw(pixels, 0)
        draw(other, 1)
        cv2.addWeighted(pixels, 1 - sight.share, other, sight.share, 0, dst=pixels)

    def _draw_behind(self, pixels: Array, view: SetView, moment: Moment, camera: Camera) -> None:
        """All that lies behind the figures."""
        light, framing = view.light, view.framing
        surface, canvas = canvas_on(pixels)
        view.draw_behind(pixels, canvas, camera, moment)
        surface.flushAndSubmit()
        del canvas, surface
        draw_gloss(pixels, light, framing.stage_point(0.0, FAR_FLOOR_Y)[1])
        lay_ground_mist(pixels, light, framing)
        draw_air(pixels, light, moment, near=False, zoom=framing.nominal)
        self._drift_fog(pixels, light, moment, near=False)

    def _draw_front(self, pixels: Array, view: SetView, moment: Moment, camera: Camera) -> None:
        """What of the set stands before the figures."""
        surface, canvas = canvas_on(pixels)
        view.draw_front(canvas, camera, moment)
        surface.flushAndSubmit()
        del canvas, surface

    def _draw_near_air(self, frame: Array, view: SetView, moment: Moment) -> None:
        """Fog and weather between the figures and the lens."""
        self._drift_fog(frame, view.light, moment, near=True)
        draw_air(frame, view.light, moment, near=True, zoom=view.framing.nominal)

    def _set_view(self, sight: Sight, light: Light, framing: Framing) -> SetView:
        place, style = sight.place, sight.style
        key = (place.id, light, framing, style)
        if key not in self._views:
            plates = self._plates.plates(place, light, framing, style)
            for plate in plates:
                if plate is not None:
                    plate.pixels = _own(plate.pixels)
            self._views[key] = SetView(place, light, framing, style, plates)
            while len(self._views) > VIEWS_KEPT:
                _, gone = self._views.popitem(last=False)
                for old in [old for old, (view, _) in self._backdrops.items() if view is gone]:
                    del self._backdrops[old]
        self._views.move_to_end(key)
        self._on_screen.add(key)
        return self._views[key]

    def _backdrop(self, view: SetView, moment: Moment) -> Backdrop:
        """What `view` shows behind its figures; the wind of the scene decides where clouds and boughs are."""
        key = (id(view), moment.wind)
        kept = self._backdrops.get(key)
        # The view is kept beside it, so that its id is nobody else's.
        if kept is None or kept[0] is not view:
            kept = self._backdrops[key] = (view, backdrop_of(view, moment.wind, moment.weather))
            while len(self._backdrops) > VIEWS_KEPT:
                self._backdrops.popitem(last=False)
        self._backdrops.move_to_end(key)
        return kept[1]

    def _backdrop_between(self, airs: tuple[tuple[SetView, Moment], ...], share: float) -> Backdrop:
        """The backdrop of the one view, or that of two on their way from one to the other."""
        ends = tuple(self._backdrop(view, moment) for view, moment in airs)
        if len(ends) == 1 or share in (0.0, 1.0):
            return ends[-1] if share > 0 else ends[0]
        key = (id(ends[0]), id(ends[1]), share)
        if key not in self._between:
            mixed = cv2.addWeighted(ends[0].pixels, 1 - share, ends[1].pixels, share, 0)
            # The ends are kept beside it, so that their ids are nobody else's.
            self._between[key] = (ends, Backdrop(mixed))
            while len(self._between) > VIEWS_KEPT:
                self._between.popitem(last=False)
        self._between.move_to_end(key)
        return self._between[key][1]

    def _spare(self, rows: int, columns: int) -> Array:
        """Pixels for a second air."""
        if (rows, columns) not in self._spares:
            self._spares[rows, columns] = np.zeros((rows, columns, 4), np.uint8)
            while len(self._spares) > 2:
                self._spares.popitem(last=False)
        self._spares.move_to_end((rows, columns))
        return self._spares[rows, columns]

    def _canvas(self, framing: Framing) -> Array:
        size = (framing.rows, framing.columns)
        if size not in self._canvases:
            self._canvases[size] = np.zeros((*size, 4), np.uint8)
            while len(self._canvases) > 3:
                self._canvases.popitem(last=False)
        self._canvases.move_to_end(size)
        return self._canvases[size]

    def _moment(self, timed: TimedPart, light: Light, time: MediaTime) -> Moment:
        now = timed.entry.scene_time + time
        wind = timed.part.scene.wind
        return Moment(
            seconds=to_seconds(now),
            gust=gust(now, wind, timed.rng_seed),
            wind=wind,
            seed=timed.rng_seed,
            weather=light.weather,
        )

    def _through_lens(self, pixels: Array, framing: Framing, camera: Camera, shot: Shot) -> Array:
        lens = framing.warp(camera)
        tilted = keystone(shot, self.width, self.height)
        if tilted is not None:
            step, x, y = lens or (1.0, *framing.corner(camera))
            level = np.array([[step, 0, x + step / 2 - 0.5], [0, step, y + step / 2 - 0.5], [0, 0, 1]], np.float64)
            return cv2.warpPerspective(
                pixels,
                level @ tilted,
                (self.width, self.height),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
        if lens is None:
            left, top = framing.corner(camera)
            return np.ascontiguousarray(pixels[top : top + self.height, left : left + self.width])
        step, x, y = lens
        return magnified(pixels, step, x, y, self.width, self.height)

    def _drift_fog(self, pixels: Array, light: Light, moment: Moment, *, near: bool) -> None:
        """A bank of fog: a thick one behind the figures, a thin one before them, so that faces stay clear."""
        share = FOG_SHARE.get(light.weather, 0.0) * (NEAR_FOG if near else 1.0)
        if share < LEAST_FOG or light.indoors:
            return
        height, width = pixels.shape[:2]
        key = (height, width, moment.seed, light.mist, share)
        if key not in self._fog:
            while len(self._fog) > 3:
                self._fog.popitem(last=False)
            alpha = fog_tile(width, height, moment.seed)[:, :, None] * np.float32(255 * share)
            colour = np.array([light.mist[2], light.mist[1], light.mist[0], 1.0], np.float32)
            bank = (alpha * colour + np.float32(0.5)).astype(np.uint8)
            self._fog[key] = (bank, as_image(bank))
        bank, image = self._fog[key]
        speed = (0.020 if near else 0.011) + 0.05 * moment.wind
        shift = int(moment.seconds * height * speed + (width // 3 if near else 0)) % bank.shape[1]
        surface, canvas = canvas_on(pixels)
        canvas.drawImage(image, shift, 0)
        canvas.drawImage(image, shift - bank.shape[1], 0)
        surface.flushAndSubmit()
        del canvas, surface

    def _come_in(
        self, timed: TimedPart, cast: Cast, index: int, sight: Sight, time: MediaTime, since: MediaTime, frame: Array
    ) -> Array:
        shot = timed.shots[index]
        if shot.transition == "dissolve" and since < DISSOLVE and index > 0:
            frame = frame.copy()
            before = self._seen(timed, cast, timed.shots[index - 1], sight, time)  # its camera stands at its end now
            return cv2.addWeighted(before, 1 - since / DISSOLVE, frame, since / DISSOLVE, 0)
        return come_in(frame, shot.transition, since, sight.light, self._opens_at(timed, shot, time))

    def _opens_at(self, timed: TimedPart, shot: Shot, time: MediaTime) -> tuple[float, float]:
        """Where on the frame an iris opens: on the first of the shot's people."""
        for actor in timed.entry.actors:
            if actor.id in shot.subjects:
                camera = camera_at(shot, (time - shot.start) / max(1, shot.duration))
                x = self.width / 2 + (actor.x - camera.x) * camera.zoom * self.height
                face = floor_y(actor.depth) - FACE_METRES * metre(actor.depth)
                y = self.height / 2 + (face - camera.y) * camera.zoom * self.height
                return max(0.15 * self.width, min(0.85 * self.width, x)), max(
                    0.25 * self.height, min(0.75 * self.height, y)
                )
        return self.width / 2, self.height * 0.5


def _own(pixels: Array) -> Array:
    """`pixels` without the larger array that they are rows of, which would be kept with them."""
    return pixels if pixels.base is None else pixels.copy()


def shot_index(timed: TimedPart, time: MediaTime) -> int:
    """Index of the shot shown at `time`."""
    for index in range(len(timed.shots) - 1, 0, -1):
        if timed.shots[index].start <= time:
            return index
    return 0
