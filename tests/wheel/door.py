"""What an installed product does at its doors, as digests: a script that the interpreter of any environment runs.

It stands alone: it imports nothing of the tests, and finds the product where pip has put it. It prints one JSON object.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib import metadata, resources
from inspect import signature
from pathlib import Path
from typing import Any

BUBBLES = [str(Path(sys.executable).parent / "bubbles")]
SCENARIOS = ("baseline", "aligned-tied")
ENGINES = ("compiled", "readable")
SEEDS = [1, 7]
MONTHS = 48
STUDY = f"""question = "Does it go out?"
scenarios = ["baseline", "aligned"]
size = "classroom"
months = {MONTHS}
replicates = 6
"""


def digest(thing: Any) -> str:
    """Return the SHA-256 of bytes, or of the JSON of anything else."""
    found = thing if isinstance(thing, bytes) else json.dumps(thing, sort_keys=True).encode()
    return hashlib.sha256(found).hexdigest()


def said(*words: str) -> str:
    """Return what a command says on standard output; what it says of a fault beside it ends all."""
    done = subprocess.run([*BUBBLES, *words], capture_output=True, text=True, check=False)
    if done.returncode or "Traceback" in done.stderr or "Warning" in done.stderr:
        sys.exit(
            f"bubbles {' '.join(words)}: exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
    return done.stdout


def runs() -> dict[str, str]:
    """Return what each engine makes of two scenarios and two seeds."""
    found: dict[str, str] = {}
    for name in SCENARIOS:
        for seed in SEEDS:
            for engine in ENGINES:
                words = ("--size", "classroom", "--months", str(MONTHS), "--seed", str(seed), "--engine", engine)
                run = json.loads(said("run", name, *words, "--json"))
                found[f"{name} {seed} {engine}"] = digest([run["digest"], run["measures"]])
    return found


def batch() -> dict[str, Any]:
    """Return what Mesa's own tool gives for two seeds, and the model itself, stepped as far as it was there."""
    from mesa.batchrunner import batch_run

    from scenarios.load import load
    from simulation.engine.readable import CoachingModel

    chosen = load("baseline", size="classroom", months=30)
    rows = batch_run(CoachingModel, {"scenario": [chosen], "run_seed": SEEDS}, max_steps=29, display_progress=False)
    given: list[dict[str, float]] = []
    stepped: list[dict[str, float]] = []
    for row in rows:
        model = CoachingModel(chosen, run_seed=row["run_seed"])
        for _ in range(row["month"] + 1):
            model.step()
        names = list(model.datacollector.model_vars)
        given.append({name: row[name] for name in names})
        stepped.append({name: model.datacollector.model_vars[name][-1] for name in names})
    found = {"given": given, "stepped": stepped}
    if "rng" in signature(batch_run).parameters:  # Mesa 3.5 and later: seeds by its own name
        by_name: dict[str, Any] = {"rng": SEEDS}
        seeded = batch_run(CoachingModel, {"scenario": [chosen]}, **by_name, max_steps=29, display_progress=False)
        found["seeded"] = [{name: row[name] for name in given[0]} for row in seeded]
    return found


def files() -> dict[str, str]:
    """Return the digests of the explorer's page in the product, and of a report."""
    page = resources.files("interface").joinpath("explorer", "built", "explorer.html").read_bytes()
    words = ("--size", "classroom", "--months", str(MONTHS), "--replicates", "4", "--json", "--report", "report.html")
    compared = json.loads(said("compare", "baseline", "aligned", *words))
    report = Path("report.html").read_text(encoding="utf-8")
    if not report.rstrip().endswith("</html>"):
        sys.exit("report.html is no whole page")
    return {"explorer": digest(page), "compared": digest(compared["scenarios"])}


def store(name: str = "store", *words: str) -> str:
    """Return the content hash of a study's runs."""
    Path("study.toml").write_text(STUDY, encoding="utf-8")
    said("sweep", "./study.toml", "--store", name, "--quiet", *words)
    found = json.loads(said("verify", "--store", name, "--json"))
    if not (found["good"] and found["complete"]):
        sys.exit(f"the store is not whole: {found}")
    return found["content"]


def main() -> None:
    where = Path(str(resources.files("interface")))
    found = {
        "python": sys.version.split()[0],
        "where": str(where),
        "versions": {name: metadata.version(name) for name in ("mesa", "numpy", "numba", "pandas")},
        "help": digest(said("--help").encode()),
        "runs": runs(),
        "batch": batch(),
        "files": files(),
        "store": store(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main() if len(sys.argv) == 1 else print(store(*sys.argv[1:]))
