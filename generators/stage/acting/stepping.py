"""Stepping: walking a way, stepping nearer for a hand-over, turning round.

It knows no story: one actor's track and time.
"""

from __future__ import annotations

import math

from generators.stage.acting import gait
from generators.stage.acting.stances import Plant, feet_at, leg_metres, standing_at
from generators.stage.acting.tracks import TURN_TIME, Track
from generators.stage.acting.values import Channels, smooth
from generators.stage.puppets.feet import rolled
from generators.stage.puppets.load import Puppet
from generators.stage.puppets.pose import Foot
from story_engine.time import SAMPLE_RATE, MediaTime

GALLOP_FROM = 0.42
"""Share of a leg that a paw on the floor may be ahead of or behind where it stands."""
NEAR_BY, AWAY_FROM = 0.40, 0.60
"""Shares of a hand-over by which both stand near, and from which they go back."""


def walk(body: Channels, track: Track, puppet: Puppet, t: MediaTime, scale: float, stands: tuple[Plant, ...]) -> bool:
    """Feet, arms and hips; whether one is walking. `scale`: stage units of a metre; `stands`: where the feet rest."""
    beast = puppet.rig == "quadruped"
    leg = float(puppet.bones["leg"]["upper"]) + float(puppet.bones["leg"]["lower"])
    way = next((w for w in track.ways if w.start <= t < w.start + w.duration), None)
    if beast:
        body.feet = (Foot(), Foot(), Foot(), Foot())
    else:
        near, far = feet_at(stands, t, leg)
        body.feet = (near, far, Foot(), Foot())
    if way is None or abs(way.to_x - way.from_x) < 0.01:
        return False
    share = (t - way.start) / max(way.duration, 1)
    metres = abs(way.to_x - way.from_x) / scale
    going = gait.plan_walk(metres, running=way.verb == "run", leg=leg, seconds=way.duration / SAMPLE_RATE)
    phase = gait.stride_phase(going, share)
    brisk = gait.briskness(share)
    if beast:
        a, b = (rolled(puppet, _stretched(gait.foot_at(going, share, foot, (0.0, 0.0)), leg)) for foot in (0, 1))
        body.feet = (a, b, b, a)
        body.add("nod", 0.10 * math.sin(2 * phase) * brisk)
        body.add("curl", 0.08 * math.sin(2 * phase + 1) * brisk)
        body.add("tail", 0.25 * brisk)
    else:
        first, last = standing_at(stands, way.start), standing_at(stands, way.start + way.duration)
        near, far = (gait.foot_at(going, share, foot, (first[foot], last[foot])) for foot in (0, 1))
        body.feet = (near, far, Foot(), Foot())
    run = 1.6 if going.running else 1.0
    swing = math.cos(phase) * brisk
    if not beast:
        body.add("near_x", 0.42 * run * swing)
        body.add("far_x", -0.42 * run * swing)
        body.add("near_y", -0.05 * run * abs(swing) * (3 if going.running else 1))
        body.add("far_y", -0.05 * run * abs(swing) * (3 if going.running else 1))
        body.add("hem", 0.35 * math.cos(phase) * brisk - 0.3 * brisk)
        body.add("lean", (0.05 + 0.06 * (run - 1)) * brisk)
    bounce = gait.bounce(going, share) * brisk
    body.add("crouch", (0.05 + 0.05 * bounce) * run * brisk)
    if going.running:
        body.add("lift", gait.flight(going, share) * brisk)
    body.add("squash", 0.016 * bounce * run)
    body.add("tilt", 0.035 * math.sin(phase) * brisk)
    body.add("shoulders", 0.12 * bounce * brisk)
    return True


def _stretched(foot: Foot, leg: float) -> Foot:
    """A paw at the ends of a stride too long for its leg is in the air: trot becomes gallop."""
    over = abs(foot.x) - GALLOP_FROM * leg
    return foot if over <= 0 else Foot(x=foot.x, lift=round(max(foot.lift, 0.006 + 0.5 * over), 4), angle=foot.angle)


def step_up(body: Channels, track: Track, puppet: Puppet, t: MediaTime, stands: tuple[Plant, ...]) -> float:
    """Metres stepped nearer for a hand-over, on small real steps there and back; 0 without one."""
    for act, metres in track.steps_up:
        share = (t - act.start) / max(act.duration, 1)
        if not 0 < share < 1 or abs(metres) < 0.02:
            continue
        there, back = share / NEAR_BY, (1 - share) / (1 - AWAY_FROM)
        gone = min(1.0, there, back)
        leg = leg_metres(puppet)
        seconds = act.duration * NEAR_BY / SAMPLE_RATE
        going = gait.plan_walk(abs(metres), running=False, leg=leg, seconds=seconds)
        onward = 1.0 if metres * facing_now(track, t) >= 0 else -1.0
        first, last = standing_at(stands, act.start), standing_at(stands, act.start + act.duration)
        stepped = []
        for foot in (0, 1):
            out = first[foot] if there < back else last[foot]
            near_by = 0.5 * (first[foot] + last[foot])
            stepped.append(gait.foot_at(going, gone, foot, (out * onward, near_by * onward)))
        feet = [
            Foot(x=round(f.x * onward, 4), lift=round(0.6 * f.lift, 4), angle=0.4 * f.angle * onward) for f in stepped
        ]
        if puppet.rig == "quadruped":
            body.feet = (feet[0], feet[1], feet[1], feet[0])
        else:
            body.feet = (feet[0], feet[1], body.feet[2], body.feet[3])
        return gait.progress(gone) * metres
    return 0.0


def facing_now(track: Track, t: MediaTime) -> float:
    """−1 … 1; between them while turning round."""
    before, now, since = track.facing_at(t)
    share = smooth((t - since) / TURN_TIME)
    return before + (now - before) * share if share < 1 else float(now)
