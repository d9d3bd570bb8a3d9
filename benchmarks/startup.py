"""Start-up: how long commands take before they work, once the model is compiled: ``python -m benchmarks.startup``."""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.machine import machine
from benchmarks.million import processor_seconds
from benchmarks.record import record

COMMANDS = {"bubbles --help": ["--help"], "bubbles run baseline": ["run", "baseline", "--quiet"]}
REPEATS = 5


def seconds_of(arguments: list[str]) -> tuple[float, float]:
    """Return the least time of a command by the clock, and of the processor."""
    clock, processor = float("inf"), float("inf")
    for _ in range(REPEATS):
        start, before = time.perf_counter(), processor_seconds()
        subprocess.run([sys.executable, "-m", "interface", *arguments], check=True, stdout=subprocess.DEVNULL)
        clock = min(clock, time.perf_counter() - start)
        processor = min(processor, processor_seconds() - before)
    return clock, processor


def main() -> None:
    """Print the times and keep them."""
    subprocess.run([sys.executable, "-m", "simulation.engine.compiled.warm"], check=True, stdout=subprocess.DEVNULL)
    print(f"machine: {machine()}")
    found = {name: seconds_of(arguments) for name, arguments in COMMANDS.items()}
    for name, (clock, processor) in found.items():
        print(f"{name:24}{clock:6.2f} s, {processor:.2f} s of processor time")
    record("startup", seconds=found)


if __name__ == "__main__":
    main()
