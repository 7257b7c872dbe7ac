"""The file of the story map: lines that are only added, so that a long show's map costs no more than a short one's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from generators.stage.bench import bench_part
from player.feed import ChoiceOpened, SceneBegan, Trouble
from player.map_file import DAMAGED, MAP_FILE, MOST_LINES, WHOLE_FILE, lines_of, read_map
from player.marks import Mark
from player.playback.rehearsal import question
from player.show_memory import ShowMemory
from player.story_map import StoryMap, Stretch

SCENE = bench_part(0, 48).part.scene


def watch(memory: ShowMemory, numbers: range) -> None:
    """So many scenes, each with a question at its end."""
    for number in numbers:
        scene = replace(SCENE, id=f"s{number}", number=number + 1, title=f"Scene {number}")
        memory.event(SceneBegan(scene=scene, at=number * 96_000, mark=Mark(event=f"e{number}", steps=1)))
        asked = question(number + 1, "Which way?", "left", "right")
        mark = Mark(event=f"e{number}", steps=2)
        memory.event(ChoiceOpened(choice=asked, at=number * 96_000 + 9, closes=None, heads_ready_seconds=1, mark=mark))


def test_the_map_is_read_as_it_was_left(tmp_path: Path) -> None:
    """Every stretch with what was asked, and where the viewer is; in the next sitting it grows on."""
    first = ShowMemory(tmp_path)
    watch(first, range(5))
    first.close()
    second = ShowMemory(tmp_path)
    assert second.map == first.map
    watch(second, range(5, 7))
    second.close()
    assert ShowMemory(tmp_path).map == second.map
    assert [known.asked.choice for known in second.map.stretches.values()] == list(range(1, 8))


def test_what_a_stretch_costs_does_not_grow_with_the_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the four-hundredth scene no more is written than of the fourth."""
    written: list[int] = []
    memory = ShowMemory(tmp_path)
    monkeypatch.setattr(memory, "_write", lambda path, content, *, adds=False: written.append(len(content)))
    watch(memory, range(400))
    assert len(written) == 800
    assert max(written[-100:]) < 1.2 * max(written[4:20])


@pytest.mark.parametrize("cut", [1, 40])
def test_a_line_that_was_torn_costs_that_line_alone(tmp_path: Path, cut: int) -> None:
    """The player was killed while it wrote: the rest is there, and what the next sitting adds is not lost."""
    memory = ShowMemory(tmp_path)
    watch(memory, range(4))
    memory.close()
    path = tmp_path / MAP_FILE
    path.write_bytes(path.read_bytes()[:-cut])
    again = ShowMemory(tmp_path)
    assert set(again.map.stretches) == {1, 2, 3, 4}
    watch(again, range(4, 6))
    again.close()
    assert ShowMemory(tmp_path).map == again.map
    assert set(again.map.stretches) == {1, 2, 3, 4, 5, 6}


def test_a_disk_that_was_full_leaves_no_hole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be added is told once, and the map is written whole as soon as that is possible."""
    told: list[Trouble] = []
    memory = ShowMemory(tmp_path, told.append)
    watch(memory, range(2))
    memory.close()
    real = Path.open
    with monkeypatch.context() as patched:

        def full(path: Path, mode: str = "r") -> object:
            if mode == "ab":
                with real(path, mode) as file:
                    file.write(b'[3,{"id":3')
                raise OSError(28, "No space left on device")
            return real(path, mode)

        patched.setattr(Path, "open", full)
        watch(memory, range(2, 4))
        memory.close()
    assert [trouble.name for trouble in told] == ["map"]
    watch(memory, range(4, 5))
    memory.close()
    assert read_map(tmp_path) == (memory.map, False)
    assert set(memory.map.stretches) == {1, 2, 3, 4, 5}


def test_a_map_of_an_older_version_is_read(tmp_path: Path) -> None:
    """It lay in one piece; it is written in lines as soon as something is added."""
    stretches = [Stretch(id=number, parent=number - 1, scene=f"s{number}", title="Old") for number in (1, 2)]
    (tmp_path / WHOLE_FILE).write_bytes(msgspec.json.encode([2, stretches]))
    memory = ShowMemory(tmp_path)
    assert memory.map == StoryMap(stretches={1: stretches[0], 2: stretches[1]}, here=2)
    memory.close()
    assert read_map(tmp_path) == (memory.map, False)


def test_nonsense_is_set_aside_and_a_file_that_tells_everything_many_times_is_made_small(tmp_path: Path) -> None:
    """What cannot be read is kept beside; what has grown is written whole by the next sitting."""
    (tmp_path / MAP_FILE).write_bytes(b"\x00nonsense\n[1]\n")
    assert read_map(tmp_path) == (StoryMap(), True)
    assert [path.suffix for path in tmp_path.iterdir()] == [DAMAGED]
    story = StoryMap(stretches={1: Stretch(id=1, parent=0, scene="s", title="One")}, here=1)
    (tmp_path / MAP_FILE).write_bytes(lines_of(story, [1]) * (MOST_LINES + 1))
    assert read_map(tmp_path) == (story, True)
    ShowMemory(tmp_path).close()
    assert (tmp_path / MAP_FILE).read_bytes() == lines_of(story, [1])
