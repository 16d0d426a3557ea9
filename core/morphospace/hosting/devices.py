"""Devices: which there is to compute on, what it is called, and how much memory it has and holds.

Torch is imported only within functions, and only by processes that run models.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from morphospace.errors import BadInputError

_GPU_SHARE = 0.8
"""Part of a GPU's memory for weights; the rest is what the work itself takes."""

_RAM_SHARE = 0.5


def pick_device(wanted: str | None = None) -> str:
    """The device asked for, or the best there is: ``cuda:0``, ``mps`` or ``cpu``.

    Raises ``BadInputError`` for a device that this machine does not have.
    """
    import torch

    available = ["cpu"]
    if torch.backends.mps.is_available():
        available.insert(0, "mps")
    if torch.cuda.is_available():
        available = [f"cuda:{index}" for index in range(torch.cuda.device_count())] + available
    if wanted is None:
        return available[0]
    name = "cuda:0" if wanted == "cuda" else wanted
    if name not in available:
        raise BadInputError(f"There is no device {wanted!r} on this machine: it has {', '.join(available)}.")
    return name


def device_name(device: str) -> str:
    """What people call it: the name of the GPU or of the processor."""
    if device.startswith("cuda"):
        import torch

        return str(torch.cuda.get_device_name(device))
    if device == "mps":
        return "Apple GPU"
    return _processor()


def cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_budget(device: str) -> int:
    """Bytes that models may take on a device when nobody says otherwise."""
    if device.startswith("cuda"):
        import torch

        return int(torch.cuda.mem_get_info(device)[1] * _GPU_SHARE)
    return int(total_memory() * _RAM_SHARE)


def used_memory(device: str) -> int:
    """Bytes allocated on a GPU; on a CPU, bytes this process holds in memory."""
    if device.startswith("cuda"):
        import torch

        return int(torch.cuda.memory_allocated(device))
    if device == "mps":
        import torch

        return int(torch.mps.current_allocated_memory())
    return _resident_set()


def free_cached(device: str) -> None:
    """Give memory that nothing uses any more back to the device."""
    import gc

    gc.collect()
    if device.startswith("cuda"):
        import torch

        torch.cuda.empty_cache()
    elif device == "mps":
        import torch

        torch.mps.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error`` says that the device, or the machine, has no memory left."""
    if isinstance(error, MemoryError):
        return True
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(error, torch.OutOfMemoryError):
        return True
    # The CPU's allocator and MPS raise a plain RuntimeError.
    text = str(error)
    return isinstance(error, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text)


def tensor_bytes(value: object) -> int:
    """Bytes of all tensors reachable from a model through its attributes, each storage once."""
    storages = {
        tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in tensors_of(value)
    }
    return sum(storages.values())


def tensors_of(value: object) -> Iterator[Any]:
    """All tensors reachable from a model through its attributes: of modules, and those that stand alone."""
    return _tensors(value, depth=6, seen=set())


def _tensors(value: Any, depth: int, seen: set[int]) -> Iterator[Any]:
    import torch

    if depth == 0 or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, torch.nn.Module):
        yield from value.parameters()
        yield from value.buffers()
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _tensors(item, depth - 1, seen)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _tensors(item, depth - 1, seen)
    elif not isinstance(value, type) and hasattr(value, "__dict__"):
        yield from _tensors(vars(value), depth - 1, seen)


def total_memory() -> int:
    """Bytes of memory this process can hope for: the machine's, or less in a container."""
    if sys.platform == "win32":
        return _windows_total()
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limit = Path(path).read_text().strip()
        except OSError:
            continue
        if limit.isdigit():
            total = min(total, int(limit))
    return total


def _resident_set() -> int:
    if sys.platform == "win32":
        return _windows_resident()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        # Without /proc (macOS) only the peak can be had, there in bytes.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _windows_total() -> int:
    """Field ``ullTotalPhys`` of the Windows function GlobalMemoryStatusEx."""
    import ctypes

    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status[1])


def _windows_resident() -> int:
    """Field ``WorkingSetSize`` of the Windows function GetProcessMemoryInfo."""
    import ctypes

    counters = (ctypes.c_size_t * 9)()
    kernel, psapi = ctypes.windll.kernel32, ctypes.windll.psapi  # type: ignore[attr-defined]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    psapi.GetProcessMemoryInfo(process, ctypes.byref(counters), ctypes.sizeof(counters))
    return int(counters[2])
