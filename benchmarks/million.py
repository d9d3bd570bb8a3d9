"""Million: a sweep of many runs of the default size on the real command line: ``python -m benchmarks.million [RUNS]``.

Each run has its twin and all measures are stored. Prints time, rate, what a million would take at that rate,
and the driver's peak memory. The first compilation is not counted.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import machine

STUDY = """question = "How does the baseline vary?"
scenarios = ["baseline"]
size = "default"
seed = 1
replicates = {runs}
design = "grid"
"""


def main() -> None:
    """Run the sweep and print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    subprocess.run([sys.executable, "-m", "simulation.engine.compiled.warm"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study.toml"
        study.write_text(STUDY.format(runs=runs), encoding="utf-8")
        command = [sys.executable, "-m", "interface", "sweep", str(study), "--store", f"{folder}/store", "--quiet"]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"machine: {machine()}")
    print(f"{runs:,} runs with their twins in {seconds:.1f} s: {runs / seconds:.0f} runs a second")
    print(f"a million at this rate: {1e6 / runs * seconds / 60:.1f} minutes; peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
