"""The doctor: what this machine has, what it lacks, what will be used and why, and how to get the rest.

It changes nothing. Each examination is one finding; probes that may crash (drivers) are not made in this process.
"""

from __future__ import annotations

import ctypes.util
import importlib.metadata
import importlib.util
import os
import platform
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from generators.errors import GeneratorError
from profiles.errors import ProfileError
from profiles.home import database_path, home, ready_home
from profiles.store import Store

PIP = f"{shlex.quote(sys.executable)} -m pip"
"""The pip of the environment that the player runs in: a bare `pip` is often another one's."""
UNTRIED = "as yet tried on no GPU"
"""Said of what was never executed on one: the doctor promises nothing that nobody has seen."""
REMEDY_APT = "sudo apt-get install -y --no-install-recommends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    name: str
    state: str
    """"ok", "missing" (the show runs without it) or "broken" (it does not)."""
    found: str
    use: str = ""
    """What it is used for, or what is used instead."""
    remedy: str = ""


def examine() -> tuple[Finding, ...]:
    """Every finding, in the order a reader wants them."""
    examinations: tuple[Callable[[], Finding], ...] = (
        _machine,
        _python,
        _data_folder,
        _database,
        _picture,
        _window,
        _sound,
        _media_keys,
        _speech,
        _hearing,
        _encoder,
        _workers,
        _onnx,
        _restyler,
        _tensorrt,
        _cluster,
    )
    return (*(examination() for examination in examinations[:-2]), *_neural(), *(e() for e in examinations[-2:]))


def _machine() -> Finding:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding(
        name="machine",
        state="ok" if cores >= 2 else "missing",
        found=f"{_processor()}, {cores} cores, {pages:.0f} GB",
        use="one core plays, the others render",
        remedy="" if cores >= 2 else "with one core the show falls back to illustrated cards more often",
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        return platform.processor() or platform.machine()
    return platform.machine()


def _python() -> Finding:
    fine = (3, 11) <= sys.version_info[:2] < (3, 14)
    return Finding(
        name="python",
        state="ok" if fine else "broken",
        found=platform.python_version(),
        remedy="" if fine else "Kivy 2.3 needs Python 3.11–3.13: make PYTHON=python3.13 play",
    )


def _data_folder() -> Finding:
    try:
        folder = ready_home()
    except ProfileError as error:
        return Finding(name="data folder", state="broken", found="not writable", remedy=str(error))
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize / 2**30
    return Finding(
        name="data folder",
        state="ok" if free > 1 else "missing",
        found=f"{folder} ({free:.1f} GB free)",
        use="viewers, shows, cache",
        remedy="" if free > 1 else "free a gigabyte, or set EVERSHOW_HOME to a larger disk",
    )


def _database() -> Finding:
    path = database_path(home())
    if not path.exists():
        return Finding(name="viewers", state="ok", found="nobody yet", use="made when somebody watches")
    try:
        Store(path).close()
    except ProfileError as error:
        return Finding(name="viewers", state="broken", found="not to be opened", remedy=str(error))
    return Finding(name="viewers", state="ok", found=str(path), use="viewers, tastes, journals")


def _picture() -> Finding:
    missing = [name for name in ("EGL", "GL") if ctypes.util.find_library(name) is None]
    if missing:
        return Finding(
            name="picture",
            state="broken",
            found=f"no lib{missing[0]}",
            remedy=f"{REMEDY_APT} libegl1 libgl1 libgles2",
        )
    return Finding(name="picture", state="ok", found=f"skia {_version('skia-python')}", use="the stage, paper style")


def _window() -> Finding:
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return Finding(
        name="window",
        state="ok",
        found=f"kivy {_version('kivy')}, " + (f"display {display}" if display else "no display"),
        use="a window"
        if display
        else "an off-screen window; `evershow play --off-screen --record out.mp4` leaves a film",
    )


def _sound() -> Finding:
    if ctypes.util.find_library("portaudio") is None:
        return Finding(
            name="sound",
            state="missing",
            found="no PortAudio",
            use="silent output with its own clock",
            remedy=f"{REMEDY_APT} libportaudio2",
        )
    from player.playback.sinks import has_device  # after the library check: sounddevice needs it

    if not has_device():
        return Finding(
            name="sound",
            state="missing",
            found="PortAudio, no output device",
            use="silent output with its own clock",
            remedy="connect a sound device; the show picks it up when it plays next",
        )
    from player.playback.devices import output_devices

    names = ", ".join(output_devices())
    return Finding(name="sound", state="ok", found=f"PortAudio: {names}", use="the one that is set, else the machine's")


def _media_keys() -> Finding:
    from player.media_keys import lacking

    why, _, remedy = lacking().partition("; ")
    return Finding(
        name="media keys",
        state="missing" if why else "ok",
        found=why or f"session bus, dbus-fast {_version('dbus-fast')}",
        use="the keys of the window" if why else "media keys and the desktop's player panel",
        remedy=remedy,
    )


def _speech() -> Finding:
    """The engines as the voice process finds them: a child loads them, so that one that crashes takes nobody along."""
    from generators.sound.voices.box import VoiceBox
    from generators.sound.voices.cast import load_understudies, load_voices
    from generators.sound.voices.engines import ESPEAK, FLITE

    with TemporaryDirectory() as store:
        box = VoiceBox(Path(store))
        try:
            ready = box.engines
            missing = box.missing
        finally:
            box.close()
    if ready is None:
        return Finding(
            name="speech", state="missing", found="no speech engine", use="captions and murmur alone", remedy=missing
        )
    uses = {FLITE: "the narrator and the cast in English", ESPEAK: "other languages"}
    if FLITE not in ready.names:
        uses[ESPEAK] = "the narrator and the cast in every language, English less clearly than flite"
    voices = f"{len(load_voices())} written voices, {len(load_understudies())} understudies"
    return Finding(
        name="speech",
        state="missing" if ready.missing else "ok",
        found=", ".join(f"{name} {version}" for name, version in ready.engines) + f"; {voices}",
        use="; ".join(uses[name] for name, _ in ready.engines),
        remedy="; ".join(ready.missing),
    )


def _hearing() -> Finding:
    """Spoken wishes: a recogniser and a microphone."""
    from player.ear.sphinx import is_here
    from player.playback.microphone import has_microphone

    here, microphone = is_here(), has_microphone()
    lacks = [] if here else ["no recogniser"]
    lacks += [] if microphone else ["no microphone"]
    remedies = [] if here else [f"{PIP} install 'evershow[hearing]'"]
    remedies += [] if microphone else ["connect a microphone, then start the player again"]
    return Finding(
        name="hearing",
        state="missing" if lacks else "ok",
        found=", ".join(lacks) or f"pocketsphinx {_version('pocketsphinx')}, a microphone",
        use="typed wishes (key /)" if lacks else "spoken wishes in English (key P); nothing heard is kept or sent",
        remedy="; ".join(remedies),
    )


def _encoder() -> Finding:
    import av.codec

    missing = [name for name in ("libx264", "flac", "aac") if name not in av.codec.codecs_available]
    return Finding(
        name="encoder",
        state="broken" if missing else "ok",
        found=f"PyAV {_version('av')}" + (f" without {', '.join(missing)}" if missing else ""),
        use="segments (H.264, FLAC) and films",
        remedy=f"{PIP} install --force-reinstall av" if missing else "",
    )


def _workers() -> Finding:
    from generators.processes import answers

    try:
        seconds = answers("generators.echo")
    except GeneratorError as error:
        return Finding(
            name="workers",
            state="broken",
            found=str(error),
            remedy="free memory or processes; `evershow doctor` again tells",
        )
    return Finding(
        name="workers", state="ok", found=f"a child process answers in {seconds:.2f} s", use="rendering ahead"
    )


def _onnx() -> Finding:
    version = _version("onnxruntime")
    state = "ok" if version != "missing" else "missing"
    return Finding(name="onnxruntime", state=state, found=version, use="small networks on the CPU")


def _restyler() -> Finding:
    from generators.errors import AssetError
    from generators.neural.house import REMEDY, gpu_runtime
    from generators.restyle.model import model_hash, session

    runtime = gpu_runtime()
    painted = "posters, stills and chapter cards as gouache"
    use = f"{painted}; on an NVIDIA GPU the level restyle, in {runtime}" if runtime else painted
    try:
        session()
    except AssetError as error:
        cause, _, remedy = str(error).rpartition("; ")
        return Finding(name="restyler", state="broken", found=cause, use="the stage's own pictures", remedy=remedy)
    remedy = "" if runtime else f"for the level restyle on an NVIDIA GPU: {REMEDY}"
    return Finding(name="restyler", state="ok", found=f"network {model_hash()[:12]}", use=use, remedy=remedy)


def _neural() -> tuple[Finding, ...]:
    """What would draw and sound beside the stage: packages, device, every model folder."""
    from generators.neural.models import Model
    from generators.neural.prospect import MODEL_FOLDER, prospect, told_of
    from generators.neural.tiers import GIB

    seen = prospect((home() / MODEL_FOLDER,))
    device = seen.device
    found = "no " + ", ".join(seen.missing) if seen.missing else f"torch {_version('torch')}"
    found = found if seen.missing else f"{found}, diffusers {_version('diffusers')}"
    drawing = "the stage draws everything"
    rows = [
        Finding(
            name="neural",
            state="missing" if seen.missing else "ok",
            found=found,
            use=drawing if seen.missing or device is None else "models that fit the device; the stage beside them",
            remedy=f"{PIP} install 'evershow[neural]'" if seen.missing else "",
        ),
        Finding(
            name="gpu",
            state="missing" if device is None else "ok",
            found=f"{device.name}, {device.memory_bytes / GIB:.0f} GB, CUDA {seen.driver.version}"
            if device
            else seen.driver.words,
            use=f"the levels restyle and neural; {UNTRIED}" if device else drawing,
            remedy="" if device else "an NVIDIA GPU with 6 GB or more and its driver",
        ),
    ]
    room = device.memory_bytes if device else 0
    for one in seen.found:
        if isinstance(one, Model):
            notes = "; ".join(one.notes)
            rows.append(
                Finding(
                    name="model", state="ok", found=f"{one.name}: {told_of(one, room)}", use=one.row.use, remedy=notes
                )
            )
        else:
            rows.append(
                Finding(name="model", state="missing", found=one.folder.name, use="not used", remedy=one.reason)
            )
    if not seen.found:
        places = ", ".join(str(root) for root in seen.roots)
        remedy = f"put folders in Hugging Face layout below {places}, or name others in EVERSHOW_MODELS"
        rows.append(Finding(name="model", state="missing", found="no model folder", use=drawing, remedy=remedy))
    return tuple(rows)


def _tensorrt() -> Finding:
    """Both flavours, each asked in a child process: without a driver their runtimes may end the process."""
    from generators.neural.probe import ask

    told = [(module, ask(module)) for module in ("tensorrt", "tensorrt_rtx")]
    found = "; ".join(f"{module}: {told.words}" for module, told in told)
    ok = any(answer.ok for _, answer in told)
    runs = any(answer.devices for _, answer in told)
    use = "modules run eager or compiled"
    if ok:
        own = "each is compared and timed beside its network before a show uses it" if runs else "none can run here"
        use = f"engines can be built (evershow engines); {own}; {UNTRIED}"
    remedy = "" if ok else f"{PIP} install 'evershow[tensorrt]'"
    return Finding(name="tensorrt", state="ok" if ok else "missing", found=found, use=use, remedy=remedy)


def _cluster() -> Finding:
    return _optional("cluster", "ray", "ray")


def _optional(extra: str, module: str, package: str) -> Finding:
    if importlib.util.find_spec(module) is None:
        return Finding(name=extra, state="missing", found=f"no {package}", remedy=f"{PIP} install 'evershow[{extra}]'")
    return Finding(name=extra, state="ok", found=f"{package} {_version(package)}")


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
