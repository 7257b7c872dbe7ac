"""Compiled kernels: loops over arrays, compiled once per machine by numba and loaded ever after without it.

It knows no picture and no sound. Importing numba and opening its type system costs a process 0.6 s and 86 MB; the
machine code that it made is kept as an object file, which llvmlite alone loads in milliseconds.
"""

from __future__ import annotations

import ctypes
import hashlib
import inspect
import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

FORMAT = b"evershow kernel 1\n"
DIGEST_BYTES = 16
CACHE_VARIABLE = "NUMBA_CACHE_DIR"
"""The folder of compiled code; without it, code lies beside the source, as numba's own does.

`evershow prepare` leaves it there at installation, for every viewer and every new folder."""

Signature = tuple[str, ...]
"""One word per argument: `f4 2C` for an array (type, dimensions, layout), `i8`, `f4` or `f8` for a number."""


class Kernel:
    """A function over arrays and numbers that returns nothing: what it makes, it writes into its arguments.

    Numba's rules hold inside, and nothing may be allocated there. The first call with arguments of some types
    loads the machine code for them, or compiles it.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        assert isinstance(function, FunctionType)
        self._function = function
        self._calls: dict[Signature, Callable[..., int]] = {}
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: Any) -> None:
        """Run over `arguments`; raises ArithmeticError when the kernel fails inside, as by a division by zero."""
        words: list[str] = []
        values: list[Any] = [None, None]
        for argument in arguments:
            _flatten(argument, words, values)
        signature = tuple(words)
        call = self._calls.get(signature) or self._open(signature)
        # Numba's convention: room for a result and for an error come first.
        values[0], values[1] = ctypes.byref(ctypes.c_void_p()), ctypes.byref(ctypes.c_void_p())
        if call(*values):
            raise ArithmeticError(f"kernel {self.__name__}({', '.join(words)}) failed")

    def plain(self) -> Callable[..., Any]:
        """The function itself, for numba: the kernels that it calls are numba's own there. Imports numba."""
        from numba import njit

        code, names = self._function.__code__, self._function.__globals__
        called = {name: names[name] for name in code.co_names if isinstance(names.get(name), Kernel)}
        inner = {name: njit(kernel.plain()) for name, kernel in called.items()}
        return FunctionType(code, {**names, **inner}, self.__name__)

    def _open(self, signature: Signature) -> Callable[..., int]:
        with _LOCK:
            if signature not in self._calls:
                path, *others = self._paths(signature)
                kept = _read(path) or next(filter(None, map(_read, others)), None)
                if kept is None:
                    kept = _compile(self, signature)
                    _keep(path, kept)
                self._calls[signature] = _load(kept, signature)
            return self._calls[signature]

    def _paths(self, signature: Signature) -> tuple[Path, ...]:
        """Where its machine code is kept, and then where an installation may have left it."""
        file = Path(inspect.getfile(self._function))
        mark = hashlib.blake2b("\n".join((_source(file), _machine(), self.__name__, *signature)).encode())
        folder = os.environ.get(CACHE_VARIABLE)
        name = f"{file.stem}.{self.__name__}-{mark.hexdigest()[:20]}.kernel"
        beside = file.parent / "__pycache__" / name
        return (Path(folder) / "kernels" / name, beside) if folder else (beside,)


def compiled(function: Callable[..., Any]) -> Kernel:
    """Decorator: `function` as a kernel."""
    return Kernel(function)


_LOCK = threading.RLock()


def _flatten(argument: Any, words: list[str], values: list[Any]) -> None:
    """Append the argument's word, and its values as numba passes them."""
    if isinstance(argument, np.ndarray):
        flags = argument.flags
        layout = "C" if flags.carray else ("C" if flags.c_contiguous else "A") + ("" if flags.writeable else "r")
        words.append(f"{argument.dtype.str[1:]} {argument.ndim}{layout}")
        # Owner and parent (none: nothing is counted here), items, bytes of one, address, shape, strides.
        address = argument.__array_interface__["data"][0]
        values += (None, None, argument.size, argument.itemsize, address, *argument.shape, *argument.strides)
    elif isinstance(argument, np.float32):
        words.append("f4")
        values.append(float(argument))
    elif isinstance(argument, (float, np.floating)):
        words.append("f8")
        values.append(float(argument))
    elif isinstance(argument, (int, np.integer, np.bool_)):
        words.append("i8")
        values.append(int(argument))
    else:
        raise TypeError(f"a kernel takes arrays and numbers, not {type(argument).__name__}")


def _compile(kernel: Kernel, signature: Signature) -> tuple[str, bytes]:
    """Symbol and object code of `kernel` for `signature`, made by numba."""
    import llvmlite.binding as llvm
    from numba import njit

    # Neither reference counts nor wrappers for Python: the code stands alone.
    alone: dict[str, Any] = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made: Any = njit(**alone)(kernel.plain())
    types = tuple(_numba_type(word) for word in signature)
    made.compile(types)
    result = made.overloads[types]
    module = llvm.parse_assembly(result.library.get_llvm_str())
    return result.fndesc.llvm_func_name, bytes(_machine_target().emit_object(module))


def _numba_type(word: str) -> Any:
    from numba import from_dtype, types

    kind, _, shape = word.partition(" ")
    item = from_dtype(np.dtype(kind))
    if not shape:
        return item
    array: Any = types.Array
    return array(item, int(shape[0]), shape[1], readonly=shape.endswith("r"))


def _load(kept: tuple[str, bytes], signature: Signature) -> Callable[..., int]:
    import llvmlite.binding as llvm

    symbol, code = kept
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    types: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
    for word in signature:
        kind, _, shape = word.partition(" ")
        if shape:
            types += [ctypes.c_void_p] * 2 + [ctypes.c_int64] * 2 + [ctypes.c_void_p]
            types += [ctypes.c_int64] * (2 * int(shape[0]))
        else:
            types.append({"f4": ctypes.c_float, "f8": ctypes.c_double, "i8": ctypes.c_int64}[kind])
    call: Callable[..., int] = ctypes.CFUNCTYPE(ctypes.c_int32, *types)(engine.get_function_address(symbol))
    return call


@cache
def _machine_target() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        jit=True,
        codemodel="jitdefault",
    )


@cache
def _engine() -> Any:
    import llvmlite.binding as llvm

    target = _machine_target()
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)


@cache
def _machine() -> str:
    """What machine code depends on: processor, system, compiler."""
    import llvmlite
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    return " ".join((llvm.get_process_triple(), llvm.get_host_cpu_name(), features, llvmlite.__version__))


@cache
def _source(file: Path) -> str:
    """Digest of a module's source: kernels see its constants, so any change counts."""
    return hashlib.blake2b(file.read_bytes(), digest_size=DIGEST_BYTES).hexdigest()


def _read(path: Path) -> tuple[str, bytes] | None:
    """Symbol and code kept at `path`; None when there is none, or it is damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = content[len(FORMAT) + DIGEST_BYTES :]
    head = FORMAT + hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest()
    if not content.startswith(head):
        return None
    symbol, _, code = body.partition(b"\n")
    return symbol.decode(), code


def _keep(path: Path, kept: tuple[str, bytes]) -> None:
    symbol, code = kept
    body = symbol.encode() + b"\n" + code
    with suppress(OSError):  # a full or read-only disk: the next process compiles again
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".draft")
        try:
            with os.fdopen(handle, "wb") as draft:
                draft.write(FORMAT + hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest() + body)
            os.replace(name, path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
