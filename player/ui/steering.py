"""What a deed asks of the show: keys, buttons and gestures all end here.

It knows no widget and no key; what only the window can do is left to the window.
"""

from __future__ import annotations

from collections.abc import Callable

from player.ui.keymap import Deed
from player.ui.view import Controls

PICKS = {Deed.PICK_1: 1, Deed.PICK_2: 2, Deed.PICK_3: 3, Deed.PICK_4: 4}
"""Options of a question."""
SEEKS = {
    Deed.BACK_1: -1.0,
    Deed.FORWARD_1: 1.0,
    Deed.BACK_5: -5.0,
    Deed.FORWARD_5: 5.0,
    Deed.BACK_10: -10.0,
    Deed.FORWARD_10: 10.0,
}
"""Seconds by which a deed goes back or on."""


def steer(wanted: Deed, controls: Controls) -> None:
    """Do what needs nothing but the show; other deeds are left alone."""
    if wanted in SEEKS:
        controls.seek_by(SEEKS[wanted])
        return
    comforts = controls.comforts
    plain: dict[Deed, Callable[[], object]] = {
        Deed.PAUSE: controls.toggle_pause,
        Deed.SKIP: controls.skip,
        Deed.LIKE: controls.like,
        Deed.LESS: controls.dislike,
        Deed.MORE: controls.more_like_this,
        Deed.TAKE: controls.another_take,
        Deed.UNDO: controls.undo_wish,
        Deed.MUTE: controls.toggle_mute,
        Deed.CAPTIONS: controls.toggle_captions,
        Deed.LOUDER: lambda: controls.change_volume(0.05),
        Deed.SOFTER: lambda: controls.change_volume(-0.05),
        Deed.MORE_TIME: lambda: controls.more_time(20.0),
        Deed.SCENE_BEFORE: lambda: controls.seek_scene(-1),
        Deed.SCENE_AFTER: lambda: controls.seek_scene(1),
        Deed.KEEP: controls.keep_as_seed,
        Deed.FASTER: lambda: comforts.change_speed(1),
        Deed.SLOWER: lambda: comforts.change_speed(-1),
        Deed.USUAL_SPEED: lambda: comforts.change_speed(0),
        Deed.STEP_ON: lambda: comforts.step_frame(1),
        Deed.STEP_BACK: lambda: comforts.step_frame(-1),
        Deed.PICTURE: comforts.take_picture,
        Deed.CAPTIONS_LARGER: lambda: comforts.change_captions(1),
        Deed.CAPTIONS_SMALLER: lambda: comforts.change_captions(-1),
        Deed.CAPTIONS_LATER: lambda: comforts.delay_captions(0.1),
        Deed.CAPTIONS_SOONER: lambda: comforts.delay_captions(-0.1),
        Deed.PICTURE_LATER: lambda: comforts.delay_picture(0.02),
        Deed.PICTURE_SOONER: lambda: comforts.delay_picture(-0.02),
        Deed.SLEEP: comforts.change_sleep,
        Deed.WILDER: lambda: comforts.change_wildness(1),
        Deed.CALMER: lambda: comforts.change_wildness(-1),
    }
    if wanted in plain:
        plain[wanted]()
