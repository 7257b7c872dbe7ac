"""The program as a person uses it: real seed, real director, workers, encoder, store; small pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from story_engine.journal import Journal

ROOT = Path(__file__).resolve().parents[2]
FERRY = ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp"
SMALL = ("--size", "256x144")
SCRIPT = [{"at": 3.0, "wish": "let it snow"}, {"choice": 1, "option": 1, "after": 1.0}]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all runs, so that numba compiles once."""
    return tmp_path_factory.mktemp("home")


def evershow(home: Path, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    environment = {**os.environ, "EVERSHOW_HOME": str(home), "COLUMNS": "120"}
    command = [sys.executable, "-c", "from player.cli import main; main()", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False, timeout=400)
    if check:
        assert done.returncode == 0, done.stderr + done.stdout
    return done


def records(log: Path) -> list[dict]:
    """The log without its wall times."""
    found = [json.loads(line) for line in log.read_text().splitlines()]
    for record in found:
        record.pop("render_seconds", None)
    return found


@pytest.fixture(scope="module")
def film(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rendered show with a scripted viewer: film, log and journal side by side."""
    folder = tmp_path_factory.mktemp("film")
    (folder / "picks.json").write_text(json.dumps(SCRIPT))
    evershow(
        home, "render", "weather-post", folder / "a.mp4", "--seconds", 14, "--rng", 7, *SMALL,
        "--choices", folder / "picks.json", "--log", folder / "a.jsonl", "--show", folder / "a.show", "--stills", 2,
    )  # fmt: skip
    return folder / "a.mp4"


def test_a_film_has_picture_sound_captions_and_chapters(film: Path):
    """The film holds H.264, stereo sound and captions of the right length; captions also lie beside it."""
    with av.open(str(film)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == (256, 144)
        assert audio.rate == 48_000
        assert container.streams.subtitles
        frames = sum(1 for _ in container.decode(video))
    log = records(film.with_suffix(".jsonl"))
    segments = [r for r in log if r["kind"] == "segment"]
    assert frames == round(sum(s["duration"] for s in segments) * 24)
    assert film.with_suffix(".vtt").read_text().startswith("WEBVTT")
    assert len(list(film.parent.glob("a-*.png"))) == 2


def test_the_same_render_twice_gives_the_same_log_and_frames(film: Path, home: Path, tmp_path: Path):
    """From an empty cache the second render has the same log, frame hashes and samples."""
    other = tmp_path / "other-home"
    (other / "numba").mkdir(parents=True)
    evershow(
        other, "render", "weather-post", tmp_path / "b.mp4", "--seconds", 14, "--rng", 7, *SMALL,
        "--choices", film.parent / "picks.json", "--log", tmp_path / "b.jsonl",
    )  # fmt: skip
    assert records(tmp_path / "b.jsonl") == records(film.with_suffix(".jsonl"))


def test_another_rng_seed_is_another_show(film: Path, home: Path, tmp_path: Path):
    """Another rng seed changes what is drawn."""
    evershow(
        home, "render", "weather-post", tmp_path / "c.mp4", "--seconds", 3, "--rng", 8, *SMALL,
        "--log", tmp_path / "c.jsonl", "--level", "card",
    )  # fmt: skip
    ours = [r["frames"] for r in records(film.with_suffix(".jsonl")) if r["kind"] == "segment"]
    theirs = [r["frames"] for r in records(tmp_path / "c.jsonl") if r["kind"] == "segment"]
    assert set(ours).isdisjoint(theirs)


def test_a_journal_replays_exactly(film: Path, home: Path, tmp_path: Path):
    """`evershow replay` of the journal shows the same segments: frames, samples, places in time."""
    evershow(home, "replay", film.with_suffix(".show"), tmp_path / "r.mp4", *SMALL, "--log", tmp_path / "r.jsonl")
    ours = [r for r in records(film.with_suffix(".jsonl")) if r["kind"] == "segment"]
    again = [r for r in records(tmp_path / "r.jsonl") if r["kind"] == "segment"]
    assert [(r["at"], r["frames"], r["samples"]) for r in again] == [(r["at"], r["frames"], r["samples"]) for r in ours]


def segments(log: list[dict]) -> list[tuple]:
    """Place, pictures and sound of every segment."""
    return [(r["at"], r["frames"], r["samples"]) for r in log if r["kind"] == "segment"]


def decisions(log: list[dict]) -> list[tuple]:
    """The cards that opened and what was picked of them."""
    cards = [(r["id"], tuple(r["options"]), r["default"]) for r in log if r["kind"] == "choice"]
    return cards + [(r["choice"], r["option"], r["by"]) for r in log if r["kind"] == "option"]


def _opened_at(log: list[dict]) -> float:
    return next(r["at"] for r in log if r["kind"] == "choice")


def test_choices_branch_and_replay_exactly(home: Path, tmp_path: Path):
    """Another option gives another show from there on; both branches are told, and each replays as it was shown.

    A small seed at level card: it comes to its first choice after twenty seconds, and is drawn fast enough for a test.
    """
    shows = {}
    for option, after in ((1, 1.0), (2, 4.0)):
        script = tmp_path / f"{option}.json"
        script.write_text(json.dumps([{"choice": 1, "option": option, "after": after}]))
        evershow(
            home, "render", FERRY, tmp_path / f"{option}.mp4", "--seconds", 34, "--rng", 7, *SMALL,
            "--level", "card", "--choices", script, "--log", tmp_path / f"{option}.jsonl",
            "--show", tmp_path / f"{option}.show",
        )  # fmt: skip
        shows[option] = records(tmp_path / f"{option}.jsonl")
    (opened,) = [r for r in shows[1] if r["kind"] == "choice"]
    assert opened["heads_ready"]
    before = {o: [r for r in shows[o] if r["kind"] == "segment" and r["at"] < opened["at"]] for o in shows}
    assert before[1] == before[2]
    after_pick = {o: [r["text"] for r in shows[o] if r["kind"] == "line" and r["at"] > opened["at"]] for o in shows}
    assert after_pick[1][0] != after_pick[2][0]
    one, two = (Journal.from_bytes((tmp_path / f"{option}.show").read_bytes()) for option in (1, 2))
    both = tmp_path / "both.show"
    both.write_bytes(one.merged(two).to_bytes())
    told = json.loads(evershow(home, "shows", "branches", both, "--seed", FERRY, "--json").stdout)
    assert [(tale["number"], tale["parting"]) for tale in told] == [(1, opened["options"][0]), (2, "")]
    for option in (1, 2):
        evershow(
            home, "replay", both, tmp_path / "r.mp4", *SMALL, "--seed", FERRY, "--branch", option, "--level", "card",
            "--log", tmp_path / "r.jsonl",
        )  # fmt: skip
        again = records(tmp_path / "r.jsonl")
        assert segments(again) == segments(shows[option])
        assert [decisions(again), opened["at"]] == [decisions(shows[option]), _opened_at(again)]


def test_a_wish_is_logged_with_what_was_understood(film: Path):
    """The wish stands in the log at its second, with its meaning, and the picture answers soon after."""
    log = records(film.with_suffix(".jsonl"))
    (wish,) = [r for r in log if r["kind"] == "wish"]
    assert wish["at"] == 3.0
    assert "weather:snow" in wish["intents"]
    assert wish["understood"]
    (note,) = [r for r in log if r["kind"] == "note" and any(n.startswith("wish:") for n in r["notes"])]
    assert note["at"] <= 3.0 + 8.0


def test_the_live_player_plays_off_screen(home: Path, tmp_path: Path):
    """The live player plays on its real clock, logs segments with render times and leaves a film and a past show."""
    done = evershow(
        home, "play", "weather-post", "--viewer", "Ada", "--rng", 7, "--off-screen", "--seconds", 6, *SMALL,
        "--silent", "--log", tmp_path / "live.jsonl", "--record", tmp_path / "live.mp4", "--json",
    )  # fmt: skip
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["seconds"] >= 6
    assert report["failed"] == ""
    segments = [json.loads(line) for line in (tmp_path / "live.jsonl").read_text().splitlines()]
    assert any(r["kind"] == "segment" and "render_seconds" in r for r in segments)
    with av.open(str(tmp_path / "live.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) > 24
    shows = json.loads(evershow(home, "shows", "list", "--json").stdout)
    assert [show["seed"] for show in shows] == ["weather-post"]
    (viewer,) = json.loads(evershow(home, "viewers", "list", "--json").stdout)
    assert viewer["name"] == "Ada"
    beliefs = json.loads(evershow(home, "viewers", "show", "Ada", "--json").stdout)
    assert beliefs["taste"]["features"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("render", "no-such-seed", "x.mp4", "--seconds", 3), 2, "weather-post"),
        (("render", "weather-post", "x.mp4", "--seconds", 3, "--size", "100x33"), 2, "even"),
        (("check", "no-such-folder"), 2, "no story seed"),
        (("viewers", "show", "Nobody"), 1, "--viewer"),
        (("shows", "delete", "nothing", "--yes"), 1, "evershow shows list"),
        (("replay", "pyproject.toml"), 1, "export it again with `evershow shows export"),
        (("dance",), 2, "did you mean balance"),
    ],
)
def test_bad_usage_is_one_line_with_the_remedy(home: Path, arguments: tuple, status: int, words: str):
    """Each mistake ends with its exit status and words that help, never with a traceback."""
    done = evershow(home, *arguments, check=False)
    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_seed_is_told_with_file_line_and_remedy(home: Path, tmp_path: Path):
    """`evershow check` names file, line, column, code and remedy, and ends with status 1."""
    seed = tmp_path / "broken"
    (seed / "scenes").mkdir(parents=True)
    (seed / "seed.yaml").write_text("seed: broken\nformat: 1\ntitle: Broken\nplcaes: {}\n")
    (seed / "scenes" / "a.yarn").write_text("title: a\nplace: nowhere\n---\nHello.\n===\n")
    done = evershow(home, "check", seed, check=False)
    assert done.returncode == 1
    assert "seed.yaml:4" in done.stdout
    assert "places" in done.stdout
    found = json.loads(evershow(home, "check", seed, "--json", check=False).stdout)
    assert all({"code", "severity", "where", "message", "remedy"} <= set(entry) for entry in found)


def test_help_teaches(home: Path):
    """Every command's help shows a line that can be typed as it stands."""
    for name in ("play", "render", "replay", "check", "viewers", "shows", "doctor", "bench"):
        text = evershow(home, name, "--help").stdout.splitlines()
        assert any(line.strip().startswith(f"evershow {name}") for line in text), name


def test_the_doctor_looks_at_everything(home: Path):
    """`evershow doctor --json` names each part with its state."""
    done = evershow(home, "doctor", "--json", check=False)
    found = {entry["name"]: entry["state"] for entry in json.loads(done.stdout)}
    assert {"python", "picture", "sound", "speech", "encoder", "workers", "data folder"} <= set(found)
    assert done.returncode == (1 if "broken" in found.values() else 0)
