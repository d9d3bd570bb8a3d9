"""One question has one answer: every two doors give the same run of the same state, to the last bit.

The explorer's link and file are doors too; ``tests/browser/test_doors.py`` holds them against these.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.analyses.comparison.method import compare
from experiments.runs.model import model_digest
from experiments.runs.single_run import run_once
from experiments.runs.sweep.store import open_store
from experiments.runs.sweep.variants import made, plan_of_variants, runs_of
from interface.cli import main
from scenarios.load import Scenario, load
from scenarios.plausible import plausible_sets, under
from simulation import run, trace
from simulation.engine.readable import CoachingModel
from simulation.engine.run import states_of
from simulation.results import measures
from simulation.settings import Settings

SEED, REPLICATE, RUNS = 7, 3, 4
"""The run that is asked of every door, and how many are made where one alone cannot be."""
PLACES = (
    "region,network,team,population,baseline.ccs\n"
    "North,Alfa,A1,3500,0.40\nNorth,Alfa,A2,4100,\nNorth,Beta,B1,5000,0.3\nSouth,Gamma,C1,900,\nSouth,Delta,D1,2500,0.5\n"
)
OWN = 'question = "Ours?"\nbased_on = "aligned"\n'
DATED = "".join(
    f"[[change]]\nmonth = {month}\n{value}\n"
    for month, value in ((0, "alignment = 0.3"), (30, "sanction = 0.1"), (40, "bonus = 0.4"))
)
FILES = {
    "own.toml": OWN + DATED,
    "here.toml": OWN + 'places = "here.csv"\n' + DATED,
    "here.csv": PLACES,
}


@dataclass(frozen=True)
class State:
    """What every door is asked."""

    name: str
    size: str | None = "classroom"
    sets: tuple[str, ...] = ()
    uncertainty: str = "none"


STATES = {
    "default": State("baseline"),
    "dated levers": State("own.toml", sets=("candour.threshold=0.5", "verification@50=0.9")),
    "places of one's own": State("here.toml", size=None, sets=("trust.drift=0.02",)),
    "a plausible set": State("aligned", sets=("sanction@30=0.2",), uncertainty="plausible"),
}


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    out, err = capsys.readouterr()
    assert not left.value.code, err
    return out


def numbers_of(found: dict[str, Any]) -> dict[str, float]:
    """Return measures as numbers, undefined ones left out, as a table leaves them."""
    return {name: float(value) for name, value in found.items() if name != "regime" and value not in (None, "")}


@pytest.fixture
def state(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return STATES[request.param]


def settings_of(state: State, scenario: Scenario) -> Settings:
    sets = plausible_sets()
    return scenario.settings if state.uncertainty == "none" else under(scenario, sets[REPLICATE % len(sets)])


@pytest.mark.parametrize("state", STATES, indirect=True)
def test_every_two_doors_give_the_same_run(state: State, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = load(state.name, size=state.size, sets=state.sets)
    settings = settings_of(state, scenario)
    names = [measure.name for measure in measures(settings.processes)]
    shared = ["--seed", str(SEED), *(word for one in state.sets for word in ("--set", one)), "--quiet"]
    shared += ["--size", state.size] if state.size else []
    digests, found = {}, {}

    asked = [*shared, "--replicate", str(REPLICATE), "--uncertainty", state.uncertainty, "--json"]
    told = json.loads(said(capsys, "run", state.name, *asked))
    digests["run"], found["run"] = told["digest"], numbers_of(told["measures"])
    assert told["model"] == model_digest()

    Path("other.toml").write_text(f'question = "?"\nbased_on = "{scenario.name}"\n', encoding="utf-8")
    other = "other.toml" if state.name.endswith(".toml") else "no-coaching"
    words = [state.name, other, *shared, "--replicates", str(RUNS), "--out", "compared", "--json"]
    words += ["--uncertainty", state.uncertainty] if state.uncertainty == "none" else []  # plausible is the default
    compared = json.loads(said(capsys, "compare", *words))
    rows = csv.DictReader(io.StringIO(Path("compared/runs.csv").read_text(encoding="utf-8-sig")))
    (row,) = (r for r in rows if (r["scenario"], r["replicate"]) == (scenario.name, str(REPLICATE)))
    found["compare"] = numbers_of({name: row[name] for name in names})

    once = run_once(scenario, seed=SEED, replicate=REPLICATE, uncertainty=state.uncertainty)  # type: ignore[arg-type]
    digests["python"], found["python"] = once.digest, numbers_of(once.measures())

    digests["ensemble"] = trace(settings, SEED, REPLICATE)[0].digest
    found["ensemble"] = numbers_of(dict(zip(names, tidy(run(settings, SEED, [REPLICATE]).values[0]), strict=True)))

    stepped = CoachingModel(settings, SEED, REPLICATE)
    stepped.run_model()  # pyright: ignore[reportUnknownMemberType]
    assert states_of(stepped).tobytes() == once.trace.values[-1].tobytes()

    pair = [scenario, load(other, size=state.size, sets=state.sets)]
    by_default = {} if state.uncertainty == "plausible" else {"uncertainty": "none"}
    both = compare(pair, seed=SEED, replicates=RUNS, bands=False, **by_default)  # type: ignore[arg-type]
    own = both.ensembles[scenario.name]
    found["comparison"] = numbers_of(dict(zip(names, tidy(own.values[REPLICATE]), strict=True)))
    for one in compared["contrasts"]:
        assert asdict(both.contrast(one["a"], one["measure"])) == one
    assert (compared["uncertainty"], compared["replicates"]) == (both.uncertainty, both.replicates)

    if state.uncertainty == "none":
        size = f'size = "{state.size}"\n' if state.size else ""
        sets = state.sets or (f"alignment={settings.values['alignment']}",)
        levers = "".join(f'"{name}" = {{ values = [{value}] }}\n' for name, _, value in map(parted, sets))
        study = f'question = "?"\nscenarios = ["{state.name}"]\n{size}seed = {SEED}\nreplicates = {RUNS}\n'
        study += f"[{'uncertain' if 'trust' in levers or 'candour' in levers else 'levers'}]\n{levers}"
        Path("study.toml").write_text(study, encoding="utf-8")
        said(capsys, "sweep", "study.toml", "--store", "store", "--quiet")
        runs = runs_of(open_store(Path("store")))
    else:
        plan = plan_of_variants({"own": settings}, measures=names, replicates=RUNS, seed=SEED)
        runs = made(plan, "?", Path("store"))
    stored = {name: runs.values[0, 0, REPLICATE, place] for place, name in enumerate(runs.stored)}
    found["store"] = numbers_of(dict(zip(names, tidy(np.array([stored[name] for name in names])), strict=True)))

    assert len(set(digests.values())) == 1, digests
    assert len(found["run"]) > 40
    for one, another in combinations(found, 2):
        assert found[one] == found[another], (one, another)


def parted(text: str) -> tuple[str, str, str]:
    return text.partition("=")


def tidy(values: Any) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
