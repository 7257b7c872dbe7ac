"""What a process holds after it has freed it."""

import os
import subprocess
import sys

import pytest

from generators.memory import Growth, give_back_memory, proportional, resident

PIECES = """
import ctypes, os, sys
from generators.memory import hold_little, resident

if sys.argv[1] == "little" and not hold_little():
    sys.exit("the C library takes no advice")
c = ctypes.CDLL(None)
c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
c.free(c.malloc(2_000_000))  # having freed this much the library keeps what is smaller
before = resident(os.getpid())
large = []
for _ in range(100):
    large.append(c.malloc(600_000))
    ctypes.memset(large[-1], 1, 600_000)
    ctypes.memset(c.malloc(4_000), 1, 4_000)  # a small thing that stays, between two large ones
for piece in large:
    c.free(piece)
print(resident(os.getpid()) - before)
"""


def takes_advice() -> bool:
    """Whether the C library does; asked in a process of its own, because this one is to stay as it is."""
    asked = "from generators.memory import hold_little; print(hold_little())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip() == "True"


def held(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", PIECES, how], capture_output=True, text=True, timeout=60, check=False)
    assert not done.returncode, done.stderr
    return int(done.stdout)


def test_a_process_that_holds_little_gives_large_pieces_back_at_once():
    """Of 60 MB freed between small things that stay, less than 5 MB are held; without the advice more than 40 MB."""
    if not takes_advice():
        pytest.skip("only the GNU C library takes this advice; another one is here")
    assert held("little") < 5_000_000
    assert held("usual") > 40_000_000  # what the player would keep of 60 MB between two of its housekeepings


@pytest.mark.skipif(sys.platform != "linux", reason="only the C library of Linux keeps freed memory and can be asked")
def test_freed_memory_goes_back_to_the_system():
    """Small pieces that were freed behind one that lives are the system's again after the call, not the process's."""
    kept = [bytearray(4096) for _ in range(20_000)]
    wall = bytearray(4096)
    full = proportional(os.getpid())
    kept.clear()
    give_back_memory()
    assert len(wall) == 4096
    assert full - proportional(os.getpid()) > 40 * 1024**2


@pytest.mark.skipif(sys.platform != "linux", reason="only the C library of Linux keeps freed memory and can be asked")
def test_who_has_grown_gives_back_in_the_middle_of_work() -> None:
    """A look costs nothing until the process has grown by so much; then what was freed is the system's again."""
    growth = Growth(most=30 * 1024**2)
    assert not growth.look()
    kept = [bytearray(4096) for _ in range(20_000)]
    wall = bytearray(4096)
    kept.clear()
    full = resident(os.getpid())
    assert growth.look()
    assert full - resident(os.getpid()) > 40 * 1024**2
    assert not growth.look(), "it counts from what is left"
    assert len(wall) == 4096


def test_what_was_loaded_is_never_looked_through() -> None:
    """While a process loads nothing is looked through; afterwards what comes is, and what was loaded is not."""
    script = (
        "import gc\n"
        "from generators.memory import collect_again, put_off_collecting\n"
        "put_off_collecting()\n"
        "loading, loaded = gc.isenabled(), [[] for _ in range(1000)]\n"
        "collect_again()\n"
        "print(loading, gc.isenabled(), gc.get_freeze_count() > 1000, len(gc.get_objects()) < 1000)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "True", "True", "True"]
