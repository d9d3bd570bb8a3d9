"""From Python as from the command line: whatever is wrong is refused at the door, in one message that helps.

Every public function is tried with every wrong value of every argument it has; so a new function, or a new argument, is
tried too, and one that is not in the table fails.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import pickle
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any

import numpy as np
import pytest

import experiments
import scenarios
import simulation
from experiments.analyses.attribution import attribute, plan_of_cuts, share_out
from experiments.analyses.comparison import compare as compare_named
from experiments.analyses.comparison.method import check_comparable, compare
from experiments.analyses.comparison.thirds import check_by
from experiments.analyses.decision import cases_of, decide, judge, plan_of_packages
from experiments.analyses.decision.search import levers_named
from experiments.analyses.decision.search import search as search_packages
from experiments.analyses.discovery import discover, find_conditions
from experiments.analyses.discovery.cases import outcome_of
from experiments.analyses.fit import fit
from experiments.analyses.frontier import Worlds, frontier, frontier_map, tipping_points
from experiments.analyses.frontier.axis import axis_of
from experiments.analyses.sensitivity import analyse, design_of, factors_of, sensitivity
from experiments.analyses.sensitivity.study import asked_of
from experiments.analyses.story import run as run_named
from experiments.evidence.calibration.history_matching import first_look, search, sobol_places
from experiments.evidence.calibration.space import space
from experiments.evidence.declared_signs import findings
from experiments.evidence.validation.ask import validate
from experiments.evidence.validation.facts import book
from experiments.evidence.validation.page import validated
from experiments.evidence.validation.verdicts import found_for
from experiments.evidence.validation.worlds import quantities
from experiments.runs.ask import sweep
from experiments.runs.single_run import run_once
from experiments.runs.sweep.driver import InProcess, Shard, drive
from experiments.runs.sweep.study import load_study
from experiments.runs.sweep.variants import columns_named, made, plan_of_variants
from experiments.runs.sweep.verify import verify
from experiments.runs.value_uncertainty import run_together, settings_for
from scenarios.asked import scenario_of, scenarios_of
from scenarios.load import Scenario, load, load_all
from scenarios.plausible import plausible_sets, under
from simulation.engine.readable import CoachingModel
from simulation.engine.run import run, trace
from simulation.errors import SimulationError
from simulation.loops import cut
from simulation.parameters import PROCESSES, declared
from simulation.settings import settings_of
from simulation.state import TeamState

NO_WHOLE = [0, -1, 2.0, 2.5, True, "5", None, float("nan"), 10**30]
NO_SEED = [-1, 1.0, True, "1", None, 2**63]
NO_TEXTS = ["reach", 5, [5]]
NO_SCENARIO = ["aligned", None, 3, {"name": "aligned"}]
WRONG: dict[str, list[object]] = {
    "replicates": NO_WHOLE,
    "seed": NO_SEED,
    "run_seed": NO_SEED,
    "replicate": NO_SEED,
    "engine": ["compild", "", None, 1],
    "uncertainty": ["plausibel", "", None, 1],
    "measure": ["reech", "spillover_gain", "", None, 3],
    "measures": [*NO_TEXTS, ["reech"], ["coverage.cc"], [None]],
    "scenario": NO_SCENARIO,
    "scenarios": ["aligned", None, ["baseline", "aligned"], [None, None]],
    "threads": [0, -2, 1.5, True, "2"],
    "months": [0, 601, 2.5, True, "12"],
    "size": ["classrom", "", 3],
    "name_or_path": ["alinged", "", None, 3, ["aligned"]],
    "names_or_paths": ["aligned", None, [3], ["alinged"]],
    "sets": ["alignment=0.8", {"alignment": 0.8}, [("alignment", 0.8)], ["alinment=0.8"], ["alignment"]],
    "resamples": NO_WHOLE,
    "points": [*NO_WHOLE, 100],
    "walkers": [-1, 2.0, True, "5", None],
    "generations": NO_WHOLE,
    "recompute": [-1, 1.0, True, "1", None],
    "level": [float("nan"), "0.5", None, True, 1.5],
    "precision": [0.0, -1.0, 1.0, float("nan"), "0.1", None],
    "method": ["sobel", "", None, 3],
    "budget": [float("inf"), float("nan"), "100", True],
    "loops": ["identity", ["identiti", "mastery"], ["identity"], [None, None]],
    "plausible_sets": [3, "no-such.csv", ["plausible.csv"]],
    "discrepancy": [-0.01, 0.21, "0.01", None, True, float("nan")],
    "by": ["authority.waits", "reach", 3],
    "shard": [Shard(0, 3), Shard(4, 3), Shard(1, 0), Shard(1.0, 3), Shard(True, 3)],  # type: ignore[arg-type]
}
"""By argument, values that no function takes."""


@cache
def small(name: str = "baseline") -> Scenario:
    return load(name, size="classroom", months=30)


@cache
def column() -> Any:
    return columns_named(["alignment"], small().settings)[0]


@cache
def few_runs() -> Any:
    return made(plan_of_variants({"a": small().settings, "b": small().settings}, measures=["reach"], replicates=1), "")


def evaluate(rows: Any) -> Any:
    return np.zeros((len(rows), 8))


@cache
def factors() -> Any:
    return factors_of(columns_named(["alignment", "sanction"], small().settings))


@cache
def design() -> Any:
    return design_of(factors(), "sobol", 16, 1)


@cache
def study() -> Any:
    return load_study("levers")


@wraps(compare_named)
def compare_pair(**asked: Any) -> Any:
    return compare_named("baseline", "aligned", **asked)


@wraps(fit)
def fit_figures(**asked: Any) -> Any:
    return fit("figures.csv", **asked)


@wraps(frontier)
def frontier_along(**asked: Any) -> Any:
    return frontier("alignment", **asked)


PAIR = [small("baseline"), small("aligned")]
AXIS = axis_of(column(), None, None)
DOORS: dict[Callable[..., Any], tuple[dict[str, Any], tuple[str, ...]]] = {
    run: ({"scenario": PAIR[0]}, ()),
    trace: ({"scenario": PAIR[0]}, ()),
    settings_of: ({}, ()),
    CoachingModel: ({"scenario": PAIR[0]}, ()),
    load: ({"name_or_path": "baseline"}, ()),
    load_all: ({"names_or_paths": ["baseline", "aligned"]}, ()),
    scenario_of: ({"given": "baseline"}, ()),
    scenarios_of: ({"given": ["baseline", {"alignment": 0.8}]}, ()),
    under: ({"scenario": PAIR[0], "plausible": plausible_sets()[0]}, ()),
    compare: ({"scenarios": PAIR, "replicates": 8}, ()),
    check_comparable: ({"scenarios": PAIR, "replicates": 8}, ()),
    check_by: (
        {"name": "authority.waits_for_policy", "scenarios": PAIR, "replicates": 8, "uncertainty": "plausible"},
        ("scenarios", "replicates"),  # checked by compare before
    ),
    run_once: ({"scenario": PAIR[0]}, ()),
    run_together: ({"scenarios": PAIR, "seed": 1, "replicates": 2, "uncertainty": "none"}, ()),
    settings_for: ({"scenario": PAIR[0], "replicate": 0, "uncertainty": "none"}, ("replicate",)),
    plan_of_variants: ({"variants": {"a": PAIR[0].settings}, "measures": ["reach"], "replicates": 2}, ()),
    InProcess: ({}, ()),
    load_study: ({"name_or_path": "levers"}, ()),
    plan_of_cuts: (
        {
            "worlds": {"a": PAIR[0].settings},
            "loops": ["identity", "mastery"],
            "measures": ["reach"],
            "replicates": 2,
            "seed": 1,
        },
        (),
    ),
    attribute: (
        {"scenario": "aligned", "replicates": 2},
        ("scenario",),
    ),  # names are right: tried with those of scenarios
    decide: ({"scenarios": ["baseline", "aligned"], "replicates": 1, "cases": 2}, ("scenarios",)),
    compare_pair: ({"replicates": 2, "size": "classroom", "months": 30}, ("scenarios",)),
    run_named: ({"scenario": "baseline"}, ("scenario",)),
    sweep: ({"study": "levers", "store": None}, ()),
    share_out: (
        {"runs": few_runs, "scenario": "a", "loops": ["identity", "mastery"], "measures": ["reach"]},
        ("scenario",),  # a name to be told
    ),
    cut: ({"settings": PAIR[0].settings, "loops": ["identity"]}, ("loops",)),
    cases_of: ({"number": 4}, ()),
    plan_of_packages: (
        {"packages": {"a": PAIR[0]}, "cases": cases_of(2), "measures": ["reach"], "replicates": 2, "seed": 1},
        (),
    ),
    judge: (
        {"runs": few_runs, "names": ["a"], "cases": cases_of(2), "measure": "reach", "requirements": ()},
        (),
    ),
    search_packages: (
        {
            "reference": PAIR[0],
            "cases": cases_of(2),
            "fresh": cases_of(2),
            "make": None,
            "measure": "coverage.ccs",
            "budget": None,
            "levers": levers_named([]),
        },
        (),
    ),
    outcome_of: ({"measure": "regime.spread", "above": None, "below": None, "processes": PROCESSES}, ()),
    discover: ({"source": "levers"}, ()),
    find_conditions: ({"cases": None}, ()),
    frontier_along: ({"size": "classroom"}, ("scenario",)),  # names and values are right
    sensitivity: ({"source": "levers"}, ()),
    fit_figures: ({"size": "classroom", "months": 30}, ("scenario",)),  # names and values are right
    validate: ({}, ()),
    Worlds: ({"scenario": PAIR[0], "columns": (column(),), "measure": "reach", "replicates": 8}, ()),
    tipping_points: (
        {"evaluate": evaluate, "axis": AXIS, "level": 0.5, "precision": 0.1, "is_event": True},
        (),
    ),
    frontier_map: ({"evaluate": evaluate, "x": AXIS, "y": AXIS, "level": 0.5, "is_event": True}, ()),
    design_of: ({"factors": factors, "kind": "sobol", "points": 16, "seed": 1}, ()),
    analyse: ({"design": design, "values": None}, ("measure",)),  # a name to be told
    asked_of: ({"study": study}, ()),
    sobol_places: ({"space": space(), "points": 4}, ()),
    first_look: ({"space": space(), "book": book(), "points": 4}, ()),
    search: ({"space": space(), "book": book(), "points": 4}, ()),
    validated: ({"over_sets": False}, ()),
    found_for: (
        {"book": book(), "facts": book().facts[:1], "sets": (None,), "seed": 1, "replicates": 2},
        ("sets",),  # plausible sets, not overrides
    ),
    quantities: ({"settings": [PAIR[0].settings], "names": ["reach"], "seed": 1, "replicates": 2}, ()),
    findings: ({"parameters": [declared()["alignment"]]}, ()),
    drive: ({"store": None, "executor": None}, ()),
    verify: ({"store": None}, ()),
}
"""Public functions: what each is rightly called with, and arguments that mean something else here."""


def trials() -> Iterator[Any]:
    for door, (_, other) in DOORS.items():
        for name in inspect.signature(door).parameters:
            if name in WRONG and name not in other:
                yield pytest.param(door, name, id=f"{door.__module__}.{door.__name__}-{name}")


LATE = (few_runs, factors, design, study)
"""What is made when it is needed, and not when tests are collected."""


def is_right(door: Callable[..., Any], name: str, value: object) -> bool:
    """Return whether a value is right at this door though wrong at others."""
    if value is None:
        return inspect.signature(door).parameters[name].default is None or (door, name) == (search_packages, "budget")
    return name == "points" and door is design_of and value == 100 and DOORS[door][0]["kind"] != "sobol"


@pytest.mark.parametrize(("door", "name"), list(trials()))
def test_what_is_wrong_is_refused_in_one_message_that_helps(door: Callable[..., Any], name: str) -> None:
    rightly = {key: value() if value in LATE else value for key, value in DOORS[door][0].items()}
    wrong: list[str] = []
    for value in WRONG[name]:
        if is_right(door, name, value):
            continue
        try:
            door(**{**rightly, name: value})
        except SimulationError as error:
            helps = re.search("Allowed: |Did you mean|`bubbles |Write |Name ", str(error))
            wrong += [] if helps else [f"{value!r}: {error}"]
        except Exception as error:
            wrong.append(f"{value!r}: {type(error).__name__}: {error}")
        else:
            wrong.append(f"{value!r} is taken")
    assert not wrong, "\n".join(wrong)


NOT_ASKED = {
    # what people do not call, but what other functions call with what they have checked
    "simulation.engine.run.accounts_at",
    "experiments.analyses.attribution.method.shared_out",
    "experiments.evidence.calibration.history_matching.trial_without",
    "experiments.evidence.calibration.wider.found_in_parts",
    "experiments.analyses.comparison.method.bytes_of",
    "experiments.analyses.comparison.method.clusters_of",
    "experiments.analyses.comparison.method.identities",
    "experiments.analyses.decision.costs.accounting_of",
    "experiments.analyses.decision.switching_values.flips_of",
    "experiments.analyses.decision.method.measures_for",
    "scenarios.assembly.networks_of",
    "scenarios.calendar.numbered",
    "scenarios.plausible.digest_of_sets",
    "scenarios.waves.waves_in",
    "experiments.statistics.resampling.clustered_contrast",
    "experiments.statistics.resampling.clustered_median",
    "experiments.statistics.resampling.crossed_mean",
    "experiments.statistics.resampling.crossed_shares",
    "experiments.statistics.resampling.drawn_again",
    "experiments.statistics.resampling.each_and_all",
    "experiments.statistics.resampling.ratio_of",
    "experiments.statistics.resampling.weights_of",
    "experiments.analyses.discovery.resampling.resampled",
    "experiments.runs.value_uncertainty.fingerprints",
    "simulation.engine.run.readable_runs",
    "experiments.runs.value_uncertainty.replicates_together",
    "experiments.runs.value_uncertainty.crossed_sets",
    "experiments.runs.value_uncertainty.set_of",
    "experiments.analyses.sensitivity.ranking_confidence.advice_on",
    "experiments.analyses.sensitivity.method.analyse_given",
    "experiments.analyses.sensitivity.design.rows_of",
    "experiments.analyses.sensitivity.given_data.delta_with_interval",
    "experiments.analyses.sensitivity.given_data.indices",
    "experiments.analyses.sensitivity.given_data.without_each",
    "experiments.analyses.sensitivity.noise.noise_of",
    "experiments.analyses.sensitivity.study.calibration_factor",
    "experiments.analyses.sensitivity.study.results_of",
    "experiments.analyses.sensitivity.study.run",
    "experiments.runs.ask.executor_of",
    "experiments.runs.sweep.chunks.make",
    "experiments.runs.sweep.design.sample",
    "experiments.analyses.decision.cost_effectiveness.places_of",
    "experiments.analyses.decision.cost_effectiveness.price_of_a_point",
    "experiments.analyses.decision.value_of_information.value_of_information",
    "scenarios.plausible.text_of_sets",
    "experiments.runs.sweep.driver.estimate",
    "experiments.runs.sweep.expansion.grown",
    "experiments.runs.sweep.plan.planned",
    "experiments.runs.sweep.series.expanded",
    "experiments.runs.sweep.variants.made",
    "experiments.evidence.validation.partial.safety_and_coverage",
    "experiments.evidence.validation.verdicts.verdicts",
    "experiments.evidence.validation.worlds.in_world",
    "experiments.evidence.validation.worlds.settings_of",
    "scenarios.library.chain_of",
    "scenarios.library.is_path",
    "scenarios.library.stem_of",
    "scenarios.load.at_point",
    "scenarios.overrides.entries_of",
    "scenarios.plausible.moved_in",
    "scenarios.starts.reported_in_first_year",
    "scenarios.vocabulary.title_of",
    "scenarios.vocabulary.titles",
    "scenarios.vocabulary.titles_of",
    "simulation.engine.readable.model.seed_of",
    "simulation.loops.neutral_values",
    "simulation.streams.key_of",
    "simulation.streams.run_key",
}
WORDS = ("check", "checked")
ROOMS = re.compile(
    r"simulation\.(settings|streams|loops|links|engine\.(run|readable.*))|scenarios\..*|experiments\.("
    r"runs\.(ask|single_run|value_uncertainty|sweep\..*)|statistics\.resampling|evidence\.(declared_signs|calibration\..*|"
    r"validation\.(page|partial|verdicts|worlds))|analyses\.(comparison\.(ask|method|thirds)|"
    r"(attribution|decision|discovery|frontier|sensitivity|story)\..*))"
)
PAGES = re.compile(r"\.(page|report|figures|wording|publishing)$")


def test_no_public_function_is_left_out() -> None:
    """A function that takes any of these arguments is tried above, or named among those that others call."""
    doors = {f"{door.__module__}.{door.__name__}" for door in DOORS}
    found: set[str] = set()
    for room in (experiments, scenarios, simulation):
        for one in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            is_page = PAGES.search(one.name) and one.name != "experiments.evidence.validation.page"
            if not ROOMS.fullmatch(one.name) or is_page:
                continue
            module = importlib.import_module(one.name)
            for name, value in vars(module).items():
                if name.startswith("_") or name.partition("_")[0] in WORDS or not inspect.isfunction(value):
                    continue
                if value.__module__ == one.name and WRONG.keys() & inspect.signature(value).parameters.keys():
                    found.add(f"{one.name}.{name}")
    left, gone = found - doors - NOT_ASKED, NOT_ASKED - found
    assert (left, gone) == (set(), set())


WHOLE = [np.int64(2), np.uint8(2), np.array(2)]


@pytest.mark.parametrize("two", WHOLE, ids=lambda two: type(two).__name__)
def test_whole_numbers_of_numpy_are_taken(two: Any) -> None:
    """They are what arrays and tables hold, and give what Python's own give."""
    plain = run(PAIR[0], 2, 2)
    assert run(PAIR[0], two, two).values.tobytes() == plain.values.tobytes()
    assert run(PAIR[0], two, [two]).seed == 2
    assert run_once(PAIR[0], seed=two, replicate=two).digest == run_once(PAIR[0], seed=2, replicate=2).digest
    assert compare(PAIR, seed=two, replicates=two, bands=False).replicates == 2
    assert CoachingModel(PAIR[0], two, two).teams[0].trust == CoachingModel(PAIR[0], 2, 2).teams[0].trust
    assert load("baseline", months=two).settings.months == 2
    assert PAIR[0].settings.with_values({"sanction": np.float32(0.5)}).values["sanction"] == 0.5


@pytest.mark.parametrize(
    ("replicates", "said"),
    [
        ([3, 3], "has 3 twice"),
        ([], "names none"),
        ("12", "is '12'"),
        ([1.0], "replicate is 1.0"),
        ([True], "is True"),
    ],
)
def test_replicates_are_named_once_and_are_whole(replicates: Any, said: str) -> None:
    with pytest.raises(SimulationError, match=re.escape(said)):
        run(PAIR[0], 1, replicates)


@pytest.mark.parametrize("flag", ["series", "twins"])
def test_what_is_yes_or_no_is_no_text(flag: str) -> None:
    with pytest.raises(SimulationError, match=f"{flag} is 'no'. Allowed: True or False"):
        run(PAIR[0], 1, 1, **{flag: "no"})  # type: ignore[arg-type]


def asked_of_results() -> Iterator[Any]:
    made_runs, found = run(PAIR[0], 1, 2, series=True), compare(PAIR, replicates=8)
    own, _ = trace(PAIR[0])
    yield "measure", lambda: made_runs.measure("reech"), "'reech' is no measure of these runs. Did you mean 'reach'?"
    yield "no text", lambda: made_runs.measure(3), "3 is no measure of these runs"  # type: ignore[arg-type]
    yield "series", lambda: made_runs.over_time("trust.coachd"), "Did you mean 'trust.coached'?"
    yield "no series", lambda: run(PAIR[0]).over_time("trust.coached"), "series=True"
    yield "scenario", lambda: found.contrast("alined", "reach"), "Did you mean 'aligned'?"
    yield "reference", lambda: found.contrast("baseline", "reach"), "no scenario that is compared with baseline"
    yield "of contrast", lambda: found.contrast("aligned", "reech"), "Did you mean 'reach'?"
    yield "field", lambda: own.of(TeamState, "thrust"), "Did you mean 'trust'?"
    yield "state", lambda: own.of(dict, "trust"), "is no state. Allowed: PolicyState"
    yield "runs", lambda: few_runs().of("reech"), "Did you mean 'reach'?"
    yield "column", lambda: few_runs().column("alignment"), "no parameter that varies in these runs"


def test_results_say_what_they_do_not_have() -> None:
    for what, ask, said in asked_of_results():
        with pytest.raises(SimulationError, match=re.escape(said)):
            ask()
            pytest.fail(what)


def arrays_of_results() -> Iterator[tuple[str, Any]]:
    made_runs, found = run(PAIR[0], 1, 2, series=True), compare(PAIR, replicates=8)
    own, twin = trace(PAIR[0])
    assert made_runs.series is not None
    yield from (("values", made_runs.values), ("a measure", made_runs.measure("reach")), ("marks", made_runs.marks))
    yield from (("replicates", made_runs.replicates), ("series", made_runs.series.values))
    yield from (("over time", made_runs.over_time("trust.coached")), ("trace", own.values), ("ties", twin.ties))
    yield "a field", own.of(TeamState, "trust")
    yield from (
        ("compared", found.ensembles["aligned"].values),
        ("band", next(iter(found.bands["aligned"].values())).mean),
    )
    yield from (("runs", few_runs().values), ("design", design().unit))
    yield "map", frontier_map(evaluate, AXIS, AXIS, level=0.5, is_event=True, depth=0).values


def test_results_cannot_be_written_into() -> None:
    for what, array in arrays_of_results():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
            pytest.fail(what)
    table = run(PAIR[0], 1, 2).to_xarray()
    table["reach"][:] = 0.0  # a copy, and the user's own


def test_settings_cannot_be_written_into() -> None:
    """What goes round the checks would be run, and recorded as what it was not."""
    settings = PAIR[0].settings
    for write in (
        lambda: settings.values.update(sanction=5.0),  # type: ignore[attr-defined]
        lambda: settings.values.__setitem__("sanction", 5.0),  # type: ignore[attr-defined]
        lambda: settings.structure.pop("months"),  # type: ignore[attr-defined]
    ):
        with pytest.raises(SimulationError, match="Settings are fixed"):
            write()
    for again in (pickle.loads(pickle.dumps(settings)), copy.deepcopy(settings)):
        assert again == settings
        assert run(again).values.tobytes() == run(settings).values.tobytes()
