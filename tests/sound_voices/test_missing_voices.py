"""A voice that is missing is named with its remedy wherever sound is measured."""

from __future__ import annotations

import ctypes
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from generators.sound.bench import bench_speech
from generators.sound.voices import box
from generators.sound.voices.box import missing_voices
from generators.sound.voices.espeak import library_place
from generators.sound.voices.flite import is_here
from player.cli.films import render
from player.cli.listen import listen
from player.cli.seeds import find_seed
from player.direction import Opening
from player.director import InProcessDirector
from player.replay import ReplayDirector
from story_engine.journal import Journal

AWAY = "libflite-that-is-not-here.so"


def test_an_engine_that_is_away_is_named_with_its_remedy(tmp_path: Path) -> None:
    """The line names flite and how to install it."""
    assert any("apt-get install flite" in line for line in missing_voices(tmp_path, flite=AWAY))


def test_who_speaks_until_then_is_told(tmp_path: Path) -> None:
    """Where espeak-ng is here nobody is told that only murmurs are heard."""
    try:
        ctypes.CDLL(library_place()[0])
    except OSError:
        pytest.skip("needs espeak-ng: pip install espeakng-loader (make play installs it)")
    (line,) = missing_voices(tmp_path, flite=AWAY)
    assert "espeak-ng speaks" in line
    assert "espeak-ng is missing" not in line


def test_without_any_engine_both_are_named(tmp_path: Path) -> None:
    """One line tells what is missing and that only murmurs are heard."""
    (neither,) = missing_voices(tmp_path, flite=AWAY, espeak="libespeak-that-is-not-here.so")
    assert "flite is missing" in neither
    assert "espeak-ng is missing" in neither


def test_the_bench_says_who_did_not_speak() -> None:
    """Without any engine there is no figure for speech, and both remedies are told."""
    figures = bench_speech(flite=AWAY, espeak="libespeak-that-is-not-here.so")
    assert "speech_core_share" not in figures
    assert "apt-get install flite" in str(figures["speech_missing"])
    assert "evershow[voices]" in str(figures["speech_missing"])


def test_the_library_counts_and_not_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty PATH hides the program flite and no voice; a library that does not load is no voice."""
    with_program = is_here()
    monkeypatch.setenv("PATH", "")
    assert is_here() is with_program
    assert not is_here(AWAY)


def test_listen_names_the_missing_voice_before_it_renders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line and its remedy stand on stderr, also when the show then cannot be opened."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(box, "missing_voices", lambda store: ("flite is missing: install it",))
    monkeypatch.setattr("player.listening.listen", _nothing)
    result = CliRunner().invoke(listen, ["weather-post", str(tmp_path / "out.wav"), "--seconds", "2"])
    assert "flite is missing: install it" in result.stderr


def _nothing(*_: object, **__: object) -> None:
    raise SystemExit(3)


def test_a_show_tells_what_it_lacks_when_it_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A film says it on stderr, a playing show on its HUD; where nobody is to speak nothing is lacking."""
    for module in ("player.director", "player.replay"):
        monkeypatch.setattr(f"{module}.VoiceBox", partial(box.VoiceBox, flite=AWAY))
    director = InProcessDirector(tmp_path)
    seed = find_seed("weather-post")
    try:
        spoken = director.open(Opening(seed=str(seed), rng_seed=1))
        silent = director.open(Opening(seed=str(seed), rng_seed=1, manner="silent"))
        journal = Journal.from_bytes(director.journal(silent.state))
    finally:
        director.close()
    (line,) = spoken.missing_voices
    assert "apt-get install flite" in line
    assert silent.missing_voices == ()
    again = ReplayDirector(tmp_path, seed, journal)
    try:
        assert again.open(Opening(seed=str(seed), rng_seed=1)).missing_voices == ()
    finally:
        again.close()
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path / "home"))
    film = CliRunner().invoke(
        render,
        ["weather-post", str(tmp_path / "a.mp4"), "--seconds", "2", "--level", "card", "--size", "160x90"],
        catch_exceptions=False,
    )
    assert film.exit_code == 0
    assert line in film.stderr
