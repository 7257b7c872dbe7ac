#!/bin/sh
# Makes .venv and installs what is missing. `sh build/setup.sh play`, `… test` or `… neural`.
# System libraries come through apt-get when we may use it; otherwise one line says what to install.
set -eu
cd "$(dirname "$0")/.."
what=${1:-play}
python=${PYTHON:-python3}
venv=.venv

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; }

if ! supported "$python"; then
    for candidate in python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && supported "$candidate"; then python=$candidate; break; fi
    done
fi
if ! supported "$python"; then
    echo "Evershow needs Python 3.11, 3.12 or 3.13 (Kivy has no later wheels); found: $("$python" --version 2>&1)." >&2
    echo "Remedy: install python3.13 and run: make PYTHON=python3.13 $what" >&2
    exit 1
fi

# library file -> Debian package
missing=""
has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
has_library 'libEGL\.so\.1' || missing="$missing libegl1"
has_library 'libGL\.so\.1' || missing="$missing libgl1"
has_library 'libGLESv2\.so\.2' || missing="$missing libgles2"
has_library 'libportaudio\.so\.2' || missing="$missing libportaudio2"
has_library 'libflite\.so\.1' || missing="$missing flite"
has_library 'libmtdev\.so\.1' || missing="$missing libmtdev1"
"$python" -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    command="apt-get install -y --no-install-recommends$missing"
    if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        echo "Installing system libraries:$missing"
        apt-get update -qq >/dev/null
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive $command -qq >/dev/null
    elif command -v apt-get >/dev/null 2>&1 && command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        echo "Installing system libraries:$missing"
        sudo -n apt-get update -qq >/dev/null
        # shellcheck disable=SC2086
        sudo -n DEBIAN_FRONTEND=noninteractive $command -qq >/dev/null
    else
        echo "Please install system libraries first:  sudo $command" >&2
        case "$missing" in *libegl1*|*libgl1*|*python3-venv*) exit 1 ;; esac
        echo "Going on without them: no picture window or no voices may be the result (evershow doctor tells)." >&2
    fi
fi

if [ ! -x "$venv/bin/python" ] || ! supported "$venv/bin/python"; then
    echo "Making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
if [ "$what" = test ]; then
    echo "Installing Evershow with its test tools (a minute the first time)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev]'
    touch "$venv/ready" "$venv/ready-dev"
elif [ "$what" = neural ]; then
    echo "Installing Evershow with its neural families and TensorRT for RTX (some minutes the first time)"
    # The tests are written against this version; a newer one is for whoever has a GPU and chooses it.
    torch=2.13.0
    pip="$venv/bin/python -m pip install --quiet --disable-pip-version-check"
    if ! "$venv/bin/python" -c "from importlib.metadata import version; assert version('torch').split('+')[0] == '$torch'" \
        2>/dev/null; then
        # On Linux the build for processors is asked for by name: the usual one brings gigabytes of CUDA that no test
        # uses. Elsewhere the usual one is for processors.
        if [ "$(uname -s)" != Linux ]; then
            $pip "torch==$torch"
        elif said=$($pip "torch==$torch+cpu" 2>&1); then
            [ -z "$said" ] || echo "$said" >&2
        else
            case "$said" in
            *"from versions: none"*) echo "$said" >&2; exit 1 ;; # no index was reached
            *"No matching distribution"*) ;;
            *) echo "$said" >&2; exit 1 ;; # a full disk, a broken download
            esac
            echo "pip's indexes have no build of torch $torch for processors alone: taking the usual one (with CUDA, some 3 GB;" \
                "PIP_EXTRA_INDEX_URL may name an index of processor builds)" >&2
            $pip "torch==$torch"
        fi
    fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[dev,neural,tensorrt]'
    touch "$venv/ready" "$venv/ready-dev" "$venv/ready-neural"
else
    echo "Installing Evershow (a minute the first time)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e '.[desktop,voices]'
    touch "$venv/ready"
fi
# Once for every data folder, and for the tests; without it the first show takes ten seconds longer to begin.
"$venv/bin/evershow" prepare 2>/dev/null || echo "Not prepared: the first show compiles for itself." >&2
