"""Machine: what a figure was measured on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from benchmarks.yardsticks.native import compiler


def machine() -> str:
    """Return processor, cores, system and versions in one line."""
    return ", ".join(described().values())


def described() -> dict[str, str]:
    """Return processor, cores, caches, system and versions."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    found = {
        "processor": names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine(),
        "vectors": _vectors(info),
        "cores": f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores",
        "cache": _second_cache(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"Python {platform.python_version()}",
    }
    for name in ("numba", "llvmlite", "numpy", "mesa"):
        found[name] = f"{name} {importlib.metadata.version(name)}"
    if gcc := compiler():
        found["compiler"] = subprocess.run([gcc, "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return {name: value for name, value in found.items() if value}


def _vectors(info: Path) -> str:
    """Return the widest vectors that the processor has."""
    flags = info.read_text() if info.exists() else ""
    return "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else ""


def _second_cache() -> str:
    """Return the size of the second cache of a core."""
    for place in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        if (place / "level").read_text().strip() == "2":
            return f"{(place / 'size').read_text().strip()} of second cache"
    return ""
