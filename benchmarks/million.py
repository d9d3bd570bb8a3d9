"""Million: sweeps of many runs on the real command line: ``python -m benchmarks.million [RUNS] [CASE ...]``.

Runs of the default size over 90 months, each with its twin: of 50 settings of coaching levers, which share pasts and
twins (``coaching``); of one setting, which share nothing (``apart``); and measures that need no twin, which then is not
lived (``alone``). Prints time, rate and the driver's peak memory. The first compilation is not counted.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import machine
from benchmarks.record import record

STUDY = """question = "How far do runs differ?"
scenarios = ["baseline"]
size = "default"
months = 90
seed = 1
replicates = {replicates}
design = "grid"
"""
COACHING = """
[levers]
mentoring = { values = [0.2, 0.4, 0.6, 0.8, 1] }
mentoring_end = { values = [36, 42, 48, 60, 90] }
coach_capacity = { values = [0.1, 0.9] }
"""
SETTINGS = 50
"""Of coaching levers."""
ALONE = """measures = ["coverage.ccs", "coverage.anc", "trust", "safety", "pressure", "cost"]
"""


class Case(NamedTuple):
    """A sweep: in words, with what its study says more, and how many settings it has."""

    words: str
    more: str = ""
    settings: int = 1


CASES = {
    "coaching": Case("50 settings of coaching levers, with twins", COACHING, SETTINGS),
    "apart": Case("one setting, with twins"),
    "alone": Case("one setting, no measure needs the twin", ALONE),
}
MILLION = 1_000_000
PEAK = "VmHWM:"
"""The line of /proc that says the most memory a process has had."""


class Sweep(NamedTuple):
    """What a sweep took: by the clock, of processor time, and the most memory in MB."""

    runs: int
    seconds: float
    processor_seconds: float
    megabytes: float


def sweep(runs: int, case: Case = CASES["apart"]) -> Sweep:
    """Run a sweep of so many runs."""
    subprocess.run([sys.executable, "-m", "simulation.engine.compiled.warm"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study.toml"
        study.write_text(STUDY.format(replicates=runs // case.settings) + case.more, encoding="utf-8")
        command = [sys.executable, "-m", "interface", "sweep", str(study), "--store", f"{folder}/store", "--quiet"]
        start, peak, before = time.perf_counter(), 0.0, processor_seconds()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as driver:
            status = Path(f"/proc/{driver.pid}/status")
            while driver.poll() is None:
                peak = max(peak, _peak(status))
                time.sleep(0.05)
        seconds = time.perf_counter() - start
        if driver.returncode:
            raise SystemExit(driver.returncode)
    return Sweep(runs, seconds, processor_seconds() - before, peak)


def processor_seconds() -> float:
    """Return the processor time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(status: Path) -> float:
    """Return the peak memory a process has had until now, in MB; 0 where the system does not say."""
    try:
        lines = [line for line in status.read_text().splitlines() if line.startswith(PEAK)]
    except OSError:
        return 0.0
    return float(lines[0].split()[1]) / 1024 if lines else 0.0


def main() -> None:
    """Run the sweeps, print the figures and keep them."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    print(f"machine: {machine()}")
    for name in sys.argv[2:] or CASES:
        took = sweep(runs, CASES[name])
        print(
            f"{runs:,} runs, {CASES[name].words}: {took.seconds:.1f} s ({took.seconds / 60:.1f} minutes), "
            f"{runs / took.seconds:.0f} runs a second, {took.processor_seconds:.0f} s of processor time, "
            f"peak memory {took.megabytes:.0f} MB",
            flush=True,
        )
        if runs == MILLION:
            record(f"million-{name}", **took._asdict())


if __name__ == "__main__":
    main()
