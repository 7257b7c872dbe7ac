"""The shape of the code: sizes, first sentences, forbidden calls, words that must not ship."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("player", "story_engine", "generators", "profiles")
HARD_LIMIT = 600
PRODUCT = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
EVERY_FILE = sorted([*PRODUCT, *(ROOT / "tests").rglob("*.py"), *(ROOT / "build").rglob("*.py")])


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", EVERY_FILE, ids=_name)
def test_no_file_is_above_the_hard_limit(path: Path):
    """No Python file has more than 600 lines (house style §3.16)."""
    assert len(path.read_text().splitlines()) <= HARD_LIMIT


@pytest.mark.parametrize("path", [p for p in PRODUCT if p.read_text().strip()], ids=_name)
def test_every_module_says_what_it_is(path: Path):
    """Each module of the product begins with a docstring that a reader can stop at."""
    assert ast.get_docstring(ast.parse(path.read_text())), f"{_name(path)} has no docstring"


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_no_unsafe_calls_and_no_swallowed_errors(path: Path):
    """No eval, exec, pickle, shell=True, and no except whose body is only `pass`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"eval", "exec", "os.system", "yaml.load"}, f"{_name(path)}:{node.lineno}: {called}"
            shell = [k for k in node.keywords if k.arg == "shell" and ast.unparse(k.value) == "True"]
            assert not shell, f"{_name(path)}:{node.lineno}: shell=True"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            assert not {"pickle", "marshal", "shelve"} & set(names), f"{_name(path)}:{node.lineno}: pickle"
        if isinstance(node, ast.ExceptHandler):
            body = [ast.unparse(statement) for statement in node.body]
            assert body not in (["pass"], ["..."]), f"{_name(path)}:{node.lineno}: an error is swallowed"


UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|FIGURES_\w+|NotImplementedError)\b")


def test_nothing_unfinished_ships():
    """No file of the product, README and assets included, has a word that says it is not done."""
    texts = [*PRODUCT, *(ROOT / "build").iterdir(), ROOT / "README.md", ROOT / "Makefile"]
    texts += [p for p in (ROOT / "assets").rglob("*") if p.suffix in {".yaml", ".yarn", ".md"}]
    for path in texts:
        if path.is_file():
            found = UNFINISHED.search(path.read_text())
            assert found is None, f"{_name(path)}: {found.group()}"


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = (ROOT / node.module.replace(".", "/")).is_dir()
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if inside else {node.module}
    return found


def _importers(module: str) -> set[str]:
    return {_name(path) for path in PRODUCT if any(i == module or i.startswith(module + ".") for i in _imports(path))}


def test_only_the_window_knows_kivy():
    """Kivy is imported below player/ui and nowhere else."""
    assert all(name.startswith("player/ui/") for name in _importers("kivy")), _importers("kivy")


def test_only_the_store_knows_sql():
    """sqlite3 and sqlite_utils are imported by the store and its migrations only."""
    assert _importers("sqlite3") | _importers("sqlite_utils") == {"profiles/store.py", "profiles/migrations.py"}


def test_only_processes_starts_processes():
    """subprocess is imported by generators/processes.py only; multiprocessing by nobody."""
    assert _importers("subprocess") == {"generators/processes.py"}
    assert _importers("multiprocessing") == set()


def test_only_the_player_has_a_sound_device():
    """sounddevice is imported below player/playback only."""
    assert all(name.startswith("player/playback/") for name in _importers("sounddevice")), _importers("sounddevice")


def test_generators_see_three_modules_of_the_story_engine():
    """generators may import story_engine.plan, .time and .rng, and nothing else of it, nor any profile."""
    for path in (ROOT / "generators").rglob("*.py"):
        for name in _imports(path):
            if name.startswith("story_engine"):
                assert name in {"story_engine.plan", "story_engine.time", "story_engine.rng"}, f"{_name(path)}: {name}"
            assert not name.startswith(("profiles", "player")), f"{_name(path)}: {name}"


def test_the_story_engine_has_no_hidden_randomness_and_reads_no_clock():
    """Neither `random` nor `time` (the standard ones) nor datetime is imported below story_engine, bench excepted."""
    for path in (ROOT / "story_engine").rglob("*.py"):
        if path.name == "bench.py":
            continue
        assert not {"random", "time", "datetime", "secrets"} & _imports(path), _name(path)


def test_build_is_not_a_package():
    """build/ shares its name with a packaging tool: it must stay without __init__.py and in the repository."""
    assert not (ROOT / "build" / "__init__.py").exists()
    assert re.search(r"^!/build/$", (ROOT / ".gitignore").read_text(), re.MULTILINE)


def test_frozen_values_are_frozen():
    """Every dataclass of the contracts (plan, timed parts, feed, media) is frozen, slotted and keyword-only."""
    for name in ("story_engine/plan.py", "generators/timed.py", "generators/media.py", "player/feed.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    if ast.unparse(decorator).startswith("dataclass"):
                        text = ast.unparse(decorator)
                        assert "frozen=True" in text, f"{name}: {node.name}"
                        assert "slots=True" in text, f"{name}: {node.name}"
