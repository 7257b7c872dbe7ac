"""A small seed and the program in this process."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from player.cli import evershow
from story_engine.playtest.play import playground
from story_engine.seed import load_seed

ROOT = Path(__file__).resolve().parents[2]
FERRY = ROOT / "tests/story_engine/seeds/ferry-lamp"


@pytest.fixture
def ferry(tmp_path):
    """A copy of the test seed that may be changed."""
    return Path(shutil.copytree(FERRY, tmp_path / "ferry-lamp"))


@pytest.fixture(scope="session")
def ground():
    """What all plays of the test seed share."""
    return playground(load_seed(FERRY))


@pytest.fixture
def run():
    """Run the program; gives its result."""

    def call(*arguments):
        return CliRunner().invoke(evershow, [str(argument) for argument in arguments])

    return call
