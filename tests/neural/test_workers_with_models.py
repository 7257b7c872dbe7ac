"""A worker process with each adapter on a tiny random model: its segments and refusals; and the live player."""

from __future__ import annotations

import importlib.util
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from generators.media import Level, SegmentManifest, Size
from generators.neural.equipment import equip, version_of, write_equipment
from generators.neural.models import inspect_model
from generators.neural.sounding import ModelSound
from generators.neural.trials import tiny, tiny_sound
from generators.render_pool.messages import Failed, RenderJob
from generators.render_pool.pool import Pool, PoolOptions
from generators.render_pool.render import Renderer
from generators.segments.cache import SegmentCache
from generators.segments.folders import Folders
from generators.sound.generator import Sound
from generators.sound.voices.messages import Spoken
from generators.sound.voices.store import load_speech, save_speech
from generators.stage.bench import bench_part
from generators.timed import Bed, TimedLine, TimedPart

SIZE = Size(width=160, height=90)
FRAMES = 18
LINE_SAMPLES = 30_000
LINE_KEY = "ab" * 16
ALONE = ("anyflow", "ltx-condition", "ltx2", "skyreels")
"""Kinds that draw in a worker of their own; the others share one."""
PATIENCE_SECONDS = 300.0
"""A worker imports torch and draws its first part cold, on a machine that may be busy."""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A data folder in which one line was spoken by the house's voice."""
    folders = Folders(tmp_path_factory.mktemp("data")).make()
    own = (0.1 * np.sin(np.arange(LINE_SAMPLES) / 40)).astype(np.float32)
    save_speech(folders.speech, Spoken(key=LINE_KEY, duration=LINE_SAMPLES), own)
    return folders


@pytest.fixture(scope="module")
def part() -> TimedPart:
    """Three quarters of a second at the harbour, with the sea and a line."""
    line = TimedLine(
        start=0, duration=LINE_SAMPLES, speaker="", text="two people talk", manner="speech", speech=LINE_KEY
    )
    beds = (Bed(name="harbour", gain_begin=1.0, gain_end=1.0),)
    return replace(bench_part(0, FRAMES), beds=beds, lines=(line,))


def _rendered(
    folders: Folders, models: list[Path], part: TimedPart, *, trusting: bool = True, levels: tuple[Level, ...] = ()
) -> tuple[SegmentManifest, ...]:
    """What a worker process with `models` publishes for `part` at `levels`, at its own level where none is asked."""
    equipment = replace(equip([inspect_model(folder) for folder in models], None), trusting=trusting)
    done: list[SegmentManifest] = []
    answered = threading.Event()
    lines: list[str] = []

    def failed(job: RenderJob, why: Failed) -> None:
        lines.append(why.reason)
        answered.set()

    def finished(job: RenderJob, manifest: SegmentManifest) -> None:
        done.append(manifest)
        if len(done) == len(wanted):
            answered.set()

    def told(line: str) -> None:
        lines.append(line)
        answered.set()

    wanted = levels or equipment.levels()[-1:]
    options = PoolOptions(folders=folders, size=SIZE, catalogue="models", equipment=(write_equipment(equipment),))
    pool = Pool(options, on_done=finished, on_failed=failed, on_trouble=told)
    pool.start()
    try:
        for number, level in enumerate(wanted, 1):
            key = f"{version_of(equipment, 'test')}{level}"
            pool.submit(RenderJob(job=number, key=key, timed=part, level=level, size=SIZE, fps=24, revision=0))
        assert answered.wait(PATIENCE_SECONDS)
    finally:
        pool.close()
    assert len(done) == len(wanted), lines
    assert all(SegmentCache(folders).verify(manifest.key) for manifest in done)
    return tuple(done)


@pytest.fixture(scope="module")
def staged(folders: Folders, part: TimedPart) -> SegmentManifest:
    """The stage's own segment of the same part."""
    job = RenderJob(job=1, key="stage", timed=part, level=Level.STAGE, size=SIZE, fps=24, revision=0)
    return Renderer(folders, "built-in").render(job, lambda: False)


@pytest.mark.parametrize("kind", ALONE)
def test_a_video_model_draws_a_segment(
    kind: str, shelf: Path, folders: Folders, part: TimedPart, staged: SegmentManifest
):
    """The worker opens the folder, draws every take with the model, and publishes it whole, with the stage's
    sound but for what a model makes to be heard with its film."""
    (manifest,) = _rendered(folders, [tiny.saved(kind, shelf)], part)
    told = dict(manifest.versions)
    assert (told["model"], told["takes"]) == (kind, "1 of 1")
    assert manifest.video_frames == FRAMES
    assert manifest.frames_digest != staged.frames_digest
    assert told.get("sounded", "") == ("film" if kind == "ltx2" else ""), "LTX-2 makes sound with its film"
    assert (manifest.samples_digest == staged.samples_digest) == (kind != "ltx2")


def test_a_worker_with_models_for_everything_uses_each(
    shelf: Path, folders: Folders, part: TimedPart, staged: SegmentManifest
):
    """Two levels of picture, score, bed and voice side by side: each level is its own model's, all sound is models'."""
    pictures = {Level.RESTYLE: "sd-turbo", Level.NEURAL: "wan-vace"}
    assert {*pictures.values(), *ALONE} == set(tiny.BUILDERS)
    models = [tiny.saved(kind, shelf) for kind in pictures.values()]
    models += [tiny_sound.saved(kind, shelf) for kind in ("musicgen", "stable-audio", "vits")]
    made = _rendered(folders, models, part, levels=tuple(pictures))
    for manifest in made:
        told = dict(manifest.versions)
        assert (told["model"], told["takes"]) == (pictures[manifest.level], "1 of 1")
        assert told["sounded"] == "bed, score, speech"
        assert manifest.frames_digest != staged.frames_digest
        assert manifest.samples_digest != staged.samples_digest
    assert made[0].frames_digest != made[1].frames_digest
    assert made[0].samples_digest == made[1].samples_digest


def test_models_for_sound_alone_leave_the_picture(
    shelf: Path, folders: Folders, part: TimedPart, staged: SegmentManifest
):
    """They make score and voice; the bed is the house's, and the picture is the stage's, frame for frame."""
    (manifest,) = _rendered(folders, [tiny_sound.saved(kind, shelf) for kind in ("ace-step", "speecht5")], part)
    assert dict(manifest.versions)["sounded"] == "score, speech"
    assert manifest.frames_digest == staged.frames_digest
    assert manifest.samples_digest != staged.samples_digest


def test_a_random_model_is_refused_where_people_are_looked_for(
    shelf: Path, folders: Folders, part: TimedPart, staged: SegmentManifest
):
    """What shows nothing of the world is refused twice: the segment is the stage's own picture, and says why."""
    (manifest,) = _rendered(folders, [tiny.saved("sd-turbo", shelf)], part, trusting=False)
    told = dict(manifest.versions)
    assert told["takes"] == "0 of 1"
    assert told["refused"]
    assert manifest.frames_digest == staged.frames_digest


@pytest.mark.parametrize("kind", ["vits", "speecht5", "pocket-tts"])
def test_a_voice_speaks_within_the_line_that_was_planned(kind: str, shelf: Path, folders: Folders, part: TimedPart):
    """A model's voice takes exactly the time of the house's voice, so that mouths and captions stay right."""
    equipment = write_equipment(equip([inspect_model(tiny_sound.saved(kind, shelf))], None))
    sound = ModelSound(folders.speech, equipment=equipment)
    (line,) = part.lines
    voiced = sound._line(line, part.score.entry)
    assert voiced.shape == (LINE_SAMPLES,)
    assert np.isfinite(voiced).all()
    assert not np.array_equal(voiced, load_speech(folders.speech, LINE_KEY))
    assert np.array_equal(voiced, sound._line(line, part.score.entry))
    murmur = replace(line, manner="murmur", speech="")
    assert np.array_equal(
        sound._line(murmur, part.score.entry), Sound(folders.speech)._line(murmur, part.score.entry)
    ), "a murmur is the house's"


def test_models_that_do_not_load_are_told_and_never_given_work(shelf: Path, tmp_path: Path):
    """A folder that is removed before its worker reads it: one clear line, no job taken, no worker lost."""
    folder = tiny.saved("sd-turbo", shelf)
    equipment = write_equipment(equip([inspect_model(folder)], None)).replace(str(folder), str(tmp_path / "gone"))
    lines: list[str] = []
    told = threading.Event()

    def on_trouble(line: str) -> None:
        lines.append(line)
        told.set()

    options = PoolOptions(folders=Folders(tmp_path).make(), size=SIZE, catalogue="models", equipment=(equipment,))
    pool = Pool(options, on_trouble=on_trouble)
    pool.start()
    try:
        assert told.wait(PATIENCE_SECONDS)
        assert not pool.is_warm()
    finally:
        pool.close()
    assert "no model can be used" in lines[0]
    assert "gone" in lines[0]


def test_the_live_player_plays_on_while_a_model_draws(shelf: Path, tmp_path: Path):
    """Through the player's own path with its real clock: a model draws what is far enough ahead, no trouble is told."""
    script = _script("neural_live")
    told = script.played("wan-vace", shelf, tmp_path / "home", script.Asked(seconds=4.0, rest=PATIENCE_SECONDS))
    assert told["failed"] == ""
    assert [line for line in told["troubles"] if "render worker" not in line] == [], "one that starves is replaced"
    assert told["seconds"] >= 4.0
    assert told["carried_s"] > 0.0
    done, of = told["takes_by_model"]
    assert done == of, "of what was reached"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "build" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module
