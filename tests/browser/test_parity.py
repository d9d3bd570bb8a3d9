"""Parity: the page's engine gives Python's bits: digest, every measure, every series."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest

from experiments.runs.single_run import model_digest
from experiments.statistics.resampling import clustered_mean, clustered_share
from interface.explorer.card import card, size_of
from scenarios import available
from scenarios.acting import absent_for
from scenarios.load import Scenario, at_point, load
from scenarios.plausible import plausible_sets, under
from simulation import run
from simulation.declarations import Parameter
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.run import trace
from simulation.loops import LOOPS, cut
from simulation.parameters import REPLACED, declared
from simulation.results import measures, series_from_sums
from simulation.settings import Settings
from tests.browser.conftest import Open, Opened

CASES = range(20)
REPLICATES = 18
"""More than one block of 16."""
TRACED = 17
LEFT_ALONE = ("mentoring_start", "mentoring_end", "ccs.baseline", "anc.baseline", "ccs.ceiling", "anc.ceiling")
"""Values that must be in order; the page's check of them has a test of its own."""
START = """async ({ card }) => {
  const parts = await bubbles.loadAssets();
  globalThis.engine = await bubbles.createEngine({ ...parts, card: card ?? parts.card, workers: 2 });
}"""
RUN = """async ({ settings, seed, replicates, replicate }) => {
  const plain = (values) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  const result = await engine.request(settings, { key: "parity", seed, replicates }).done;
  const trace = await engine.trace(settings, { seed, replicate });
  const names = engine.card.memory.series.map(([name]) => name);
  return {
    digest: trace.digest,
    measures: Object.fromEntries(engine.card.measures.map(({ name }) => [name, plain(result.measure(name))])),
    traced: Object.fromEntries(Object.entries(trace.measures).map(([name, value]) => [name, plain([value])[0]])),
    series: Object.fromEntries(names.map((name) => [name, plain(result.series(name).values)])),
    ties: Array.from(trace.ties),
  };
}"""


def a_value(draw: random.Random, parameter: Parameter) -> float | str:
    if parameter.choices:
        return draw.choice([choice for choice in parameter.choices if choice != "named"])
    if parameter.whole:
        return draw.randint(int(parameter.low), min(int(parameter.high), 40))
    return draw.uniform(parameter.low, parameter.high)


def a_case(case: int) -> tuple[dict[str, Any], int, Scenario]:
    """Return settings as the page takes them, a seed, and the same scenario in Python."""
    draw = random.Random(f"parity {case}")
    known = declared()
    names = draw.sample([name for name in known if name not in LEFT_ALONE], 12)
    values = {name: a_value(draw, known[name]) for name in names}
    dated = [name for name in known if known[name].dated and name not in values]
    changes = [
        {"month": draw.randint(1, 40), "name": name, "value": a_value(draw, known[name])}
        for name in draw.sample(dated, 4)
    ]
    size = draw.choice(["classroom", "classroom", "odd"]) if case else "default"
    structure = [f"{part}={draw.randint(1, 3)}" for part in ("regions", "networks_per_region", "teams_per_network")]
    structure += [f"months={draw.randint(41, 60)}", f"ties={draw.randint(0, 4)}"]
    name = "baseline" if size == "odd" else draw.choice(available())
    sets = [f"{name}={value}" for name, value in values.items()]
    sets += [f"{change['name']}@{change['month']}={change['value']}" for change in changes]
    scenario = load(name, size=None if size == "odd" else size, sets=sets + (structure if size == "odd" else []))
    settings = {
        "scenario": name,
        "size": size,
        "values": values,
        "changes": changes,
        "cuts": draw.sample([loop.name for loop in LOOPS.values() if loop.neutral], draw.randint(0, 2)),
        "uncertainty": draw.choice(["none", "plausible"]),
    }
    return settings, draw.choice([0, 1, draw.randrange(2**53), 2**53 - 1]), scenario


def in_python(scenario: Scenario, asked: dict[str, Any], replicate: int) -> Settings:
    """Return what one replicate runs in Python."""
    sets = plausible_sets()
    is_sure = asked["uncertainty"] == "none"
    settings = scenario.settings if is_sure else under(scenario, sets[replicate % len(sets)])
    return cut(settings, asked["cuts"])


@pytest.fixture(scope="module")
def model_card() -> dict[str, Any]:
    return json.loads(json.dumps(card()))


def started(opened: Open, given: dict[str, Any] | None = None) -> Opened:
    one = opened()
    one.page.evaluate(START, {"card": given})
    return one


@pytest.mark.slow
@pytest.mark.parametrize(
    "cases", [CASES[::2], pytest.param(CASES[1::2], marks=pytest.mark.thorough)], ids=["even", "odd"]
)
def test_random_settings_and_seeds_give_the_bits_of_python(
    opened: Open, model_card: dict[str, Any], cases: range
) -> None:
    asked, given = requests_of(cases, model_card)
    page = started(opened, given).page
    for case, request in zip(cases, asked, strict=True):
        assert_is_pythons(page.evaluate(RUN, request), case)


def requests_of(cases: range, model_card: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return what the page is asked in some cases, and the card with the sizes it needs for them."""
    sizes = dict(model_card["sizes"])
    asked: list[dict[str, Any]] = []
    for case in cases:
        settings, seed, scenario = a_case(case)
        if settings["size"] == "odd":
            sizes[f"odd{case}"] = size_of(scenario.settings)
            settings = {**settings, "size": f"odd{case}"}
        asked.append({"settings": settings, "seed": seed, "replicates": REPLICATES, "replicate": TRACED})
    return asked, {**model_card, "sizes": sizes}


def assert_is_pythons(found: dict[str, Any], case: int) -> None:
    """Check digest, ties, every measure and every series that a page found against Python's, to the last bit."""
    settings, seed, scenario = a_case(case)
    one, _ = trace(in_python(scenario, settings, TRACED), seed, TRACED)
    assert found["digest"] == one.digest, case
    assert found["ties"] == one.ties.ravel().tolist(), case
    runs = [Run(in_python(scenario, settings, replicate), seed, replicate) for replicate in range(REPLICATES)]
    raw = simulate_runs(runs, with_series=True)
    assert raw.sums is not None
    for place, measure in enumerate(measures(scenario.settings.processes)):
        values = raw.values[:, place]
        assert_same(as_numbers(found["measures"][measure.name]), values, (case, measure.name))
        assert_same(as_numbers([found["traced"][measure.name]]), values[TRACED:], (case, measure.name))
    series = series_from_sums(raw.sums, scenario.settings.processes)
    for place, name in enumerate(series.names):
        assert_same(as_numbers(found["series"][name]), series.values[:, :, place].ravel(), (case, name))


def assert_same(found: np.ndarray, values: np.ndarray, where: object) -> None:
    assert np.array_equal(found, values, equal_nan=True), where


def as_numbers(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values])


def test_thirty_quick_requests_end_on_the_last(opened: Open) -> None:
    page = started(opened).page
    said = page.evaluate(
        """async () => {
          const told = [];
          let last;
          for (let i = 1; i <= 30; i++) {
            const settings = { scenario: "baseline", size: "classroom", values: { sanction: i / 40 } };
            const tell = (result) => told.push([i, result.replicates]);
            last = engine.request(settings, { key: "A", replicates: 100 }, tell);
            await new Promise((resolve) => setTimeout(resolve, 2));
          }
          const result = await last.done;
          await new Promise((resolve) => setTimeout(resolve, 200));
          return { told, mean: engine.mean(result.measure("pressure")) };
        }"""
    )
    order = [i for i, _ in said["told"]]
    assert order == sorted(order)
    assert said["told"][-1] == [30, 100]
    expected = run(load("baseline", size="classroom", sets=["sanction=0.75"]), 1, 100).measure("pressure")
    assert said["mean"] == pytest.approx(expected.mean(), abs=1e-12)


def test_the_same_settings_differ_by_nothing(opened: Open) -> None:
    page = started(opened).page
    found = page.evaluate(
        """async () => {
          const settings = { scenario: "aligned", size: "classroom", uncertainty: "plausible" };
          const same = { ...settings, values: { sanction: 0.6 } };
          const [a, b] = await Promise.all([["A", settings], ["B", same]].map(([key, one]) =>
            engine.request(one, { key, replicates: 40 }).done));
          return engine.card.measures.map(({ name }) => ({ name, ...engine.better(a.measure(name), b.measure(name)) }));
        }"""
    )
    assert all(one["better"] == one["worse"] == 0 for one in found)
    assert sum(one["same"] for one in found) > 0


def test_what_was_run_before_comes_at_once(opened: Open) -> None:
    page = started(opened).page
    assert page.evaluate(
        """async () => {
          const settings = { scenario: "aligned", size: "classroom" };
          await engine.request(settings, { replicates: 48 }).done;
          const asked = engine.serial;
          const again = await engine.request(settings, { replicates: 48 }).done;
          return again.done && engine.serial === asked;
        }"""
    )


def test_a_cancelled_request_says_nothing_more(opened: Open) -> None:
    page = started(opened).page
    assert page.evaluate(
        """async () => {
          let told = 0;
          const settings = { scenario: "baseline", size: "classroom" };
          const request = engine.request(settings, { replicates: 400 }, () => told++);
          request.cancel();
          const result = await request.done;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return result === null && told === 0;
        }"""
    )


def test_what_is_asked_again_while_it_is_cancelled_is_made(opened: Open) -> None:
    page = started(opened).page
    assert page.evaluate(
        """async () => {
          const same = { scenario: "baseline", size: "classroom", values: { sanction: 0.41 } };
          const other = { scenario: "aligned", size: "classroom", values: { sanction: 0.41 } };
          const ask = (settings, key) => engine.request(settings, { key, replicates: 192, first: 192 }).done;
          ask(same, "first");
          ask(same, "first");
          const made = Promise.all([ask(other, "first"), ask(same, "second")]);
          const late = new Promise((resolve) => setTimeout(resolve, 60000, null));
          const found = await Promise.race([made, late]);
          return found !== null && found.every((result) => result.done && result.replicates === 192);
        }"""
    )


def test_a_request_ends_though_another_had_its_last_worlds_made(opened: Open) -> None:
    """They come in after the first worlds were told and before the rest is asked for: here that pause is made long."""
    page = started(opened).page
    assert page.evaluate(
        """async () => {
          const settings = { scenario: "aligned", size: "classroom", values: { sanction: 0.43 } };
          await engine.request(settings, { key: "before", replicates: 48 }).done;
          const timer = setTimeout;
          const late = new Promise((resolve) => timer(resolve, 60000, null));
          globalThis.setTimeout = (call) => timer(call, 5000);
          const asked = engine.request(settings, { key: "asked", replicates: 64, first: 48 });
          await new Promise((resolve) => timer(resolve, 100));
          const told = asked.told;
          const other = engine.request(settings, { key: "other", replicates: 64, first: 64 });
          const found = await Promise.race([Promise.all([asked.done, other.done]), late]);
          globalThis.setTimeout = timer;
          return told === 48 && found !== null && found.every((result) => result.replicates === 64);
        }"""
    )


def test_quantiles_are_those_of_numpy(opened: Open) -> None:
    page = started(opened).page
    values = np.random.default_rng(3).random(37)
    wanted = [0.0, 0.05, 0.25, 0.5, 0.9, 1.0]
    found = page.evaluate("([values, qs]) => qs.map((q) => engine.quantile(values, q))", [values.tolist(), wanted])
    assert found == np.quantile(values, wanted).tolist()


@pytest.mark.parametrize(("worlds", "sets"), [(8, None), (64, None), (400, 240), (300, 7), (400, 399), (9, 4)])
def test_intervals_are_those_of_the_reports(opened: Open, worlds: int, sets: int | None) -> None:
    page = started(opened).page
    draw = np.random.default_rng(worlds)
    values = draw.normal(0.02, 0.1, worlds) + 0.1 * np.arange(worlds) % (sets or 1)
    values[::9] = np.nan
    clusters = np.arange(worlds) % (sets or worlds)
    asked = [[None if np.isnan(value) else value for value in values.tolist()], sets]
    ask = "([values, sets]) => engine.{}(values.map((value) => value ?? NaN), sets ?? Infinity)"
    found, expected = page.evaluate(ask.format("estimateOf"), asked), clustered_mean(values, clusters)
    assert found["defined"] == expected.defined and found["mean"] == pytest.approx(expected.mean, rel=1e-12)
    assert expected.low is not None and expected.high is not None
    half = (expected.high - expected.low) / 2
    assert found["high"] - found["mean"] == pytest.approx(half, rel=2e-3) == found["mean"] - found["low"]
    for holds in (np.where(np.isnan(values), np.nan, values > 0.1), np.where(np.isnan(values), np.nan, 0.0)):
        asked[0] = [None if np.isnan(value) else value for value in holds.tolist()]
        found, expected = page.evaluate(ask.format("shareOf"), asked), clustered_share(holds, clusters)
        for part in ("mean", "low", "high"):
            assert found[part] == pytest.approx(getattr(expected, part), abs=1e-12), part


@pytest.mark.parametrize(
    ("settings", "name", "code"),
    [
        ({"values": {"sanktion": 0.2}}, "sanktion", "unknown"),
        ({"values": {"sanction": "much"}}, "sanction", "number"),
        ({"values": {"sanction": 1.2}}, "sanction", "range"),
        ({"values": {"mentoring_end": 30.5}}, "mentoring_end", "whole"),
        ({"values": {"coaching_targeting": "named"}}, "coaching_targeting", "choice"),
        ({"values": {"mentoring_end": 3}}, "mentoring_end", "order"),
        ({"values": {"ccs.ceiling": 0.2}}, "ccs.ceiling", "order"),
        ({"changes": [{"month": 144, "name": "sanction", "value": 0.1}]}, "sanction", "month"),
        *(({"values": {name: 0.1}}, name, "replaced") for name in REPLACED),
        ({"changes": [{"month": 30, "name": "trust.drift", "value": 0.1}]}, "trust.drift", "dated"),
        ({"cuts": ["happiness"]}, "cuts", "cut"),
        ({"scenario": "utopia"}, "scenario", "scenario"),
        ({"size": "huge"}, "size", "size"),
    ],
)
def test_what_python_refuses_the_page_refuses(opened: Open, settings: dict[str, Any], name: str, code: str) -> None:
    page = started(opened).page
    asked = {"scenario": "baseline", "size": "classroom", **settings}
    found = page.evaluate("(settings) => engine.check(settings)", asked)
    assert [(one["name"], one["code"]) for one in found] == [(name, code)]


def test_the_page_carries_this_model(opened: Open) -> None:
    assert opened().page.evaluate("() => bubbles.engine.card.model") == model_digest()


@pytest.mark.parametrize(
    ("name", "sets"),
    [
        ("aligned", []),
        ("no-coaching", []),
        ("no-coaching", ["coaching_coverage@40=0.2"]),
        ("baseline", ["sanction=0", "bonus=0", "verification=0"]),
        ("baseline", ["verification_feedback@30=0.5", "mentoring=0"]),
    ],
)
def test_what_cannot_act_is_pythons(opened: Open, name: str, sets: list[str]) -> None:
    page = opened(fragment="&".join([f"lang=en&view=desk&size=classroom&scenario={name}", *(f"set={s}" for s in sets)]))
    scenario = at_point(name, size="classroom", sets=sets)
    levers = [own for own, parameter in declared().items() if parameter.kind == "lever"]
    found = page.page.evaluate(
        "(levers) => levers.map((name) => explorer.engine.absentFor(explorer.settings('a'), name))", levers
    )
    expected = [list(absent_for(lever, scenario.settings)) for lever in levers]
    assert found == expected and (any(expected) or not sets)
