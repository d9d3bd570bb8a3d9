"""Costs: years, kinds and payers add up, nothing is discounted at 0, and one label stands wherever money does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import compare, decide
from experiments.analyses.comparison import ComparisonFindings
from experiments.analyses.comparison.costs import Costs
from experiments.analyses.story import run as run_once
from experiments.runs.accounts import KINDS, OF_RUNS, PAYERS, Accounts, by_month, discount_factors, years_of
from scenarios import load
from scenarios.calendar import FIRST_YEAR, LAST_YEAR, Calendar, Date
from scenarios.costs.money import BASE, Money, prices
from simulation.errors import SimulationError
from simulation.parameters import declared

HNL = (
    "currency=HNL",
    "price_year=2024",
    "price.coach_wage=300",
    "price.supervision_wage=225",
    "price.verification_wage=250",
    "price.capitation=62",
)
REFORM = {"name": "reform", "alignment@24": 0.8, "peer_exchange": 0.6, "authority_training": 0.5, "protected_time": 0.1}
CALENDARS = st.none() | st.builds(Calendar, st.builds(Date, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12)))


@pytest.fixture(scope="module")
def found() -> ComparisonFindings:
    how = {"size": "classroom", "replicates": 12, "months": 60, "bands": False}
    return compare("baseline", REFORM, "no-coaching", sets=["ccs.eligible=0.2"], **how)


# Years ------------------------------------------------------------------------------------------------------------


@given(st.integers(1, 600), CALENDARS)
def test_years_have_every_month_once(months: int, calendar: Calendar | None) -> None:
    years = years_of(months, calendar)
    lived = [month for year in years for month in range(year.first, year.stop)]
    assert lived == list(range(months))
    if calendar is not None:
        for year in years:
            assert {calendar.date(month).year for month in range(year.first, year.stop)} == {int(year.name)}


@given(st.floats(0.0, 0.2), st.integers(1, 600))
def test_later_money_is_worth_less(rate: float, months: int) -> None:
    factors = discount_factors(years_of(months, None), rate)
    assert factors[0] == 1.0
    assert (np.diff(factors) <= 0.0).all()
    assert (discount_factors(years_of(months, None), 0.0) == 1.0).all()


# Accounts ---------------------------------------------------------------------------------------------------------


@given(st.integers(1, 4), st.integers(1, 50), st.floats(0.0, 0.2), CALENDARS, st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_years_kinds_and_payers_add_up(
    runs: int, months: int, rate: float, calendar: Calendar | None, seed: int
) -> None:
    years = years_of(months, calendar)
    amounts = np.random.default_rng(seed).lognormal(10.0, 3.0, (runs, len(KINDS), len(years)))
    accounts = Accounts(years, amounts, rate)
    for discounted in (False, True):
        total = accounts.total(discounted=discounted)
        assert accounts.by_year(discounted=discounted).sum(axis=1) == pytest.approx(total)
        assert accounts.by_kind(discounted=discounted).sum(axis=1) == pytest.approx(total)
        payers = accounts.by_payer(discounted=discounted)
        assert sum(payers.values()) == pytest.approx(total)
        assert set(payers) == set(PAYERS)
    assert sum(own.sum(axis=1) for own in accounts.years_by_payer().values()) == pytest.approx(
        accounts.total(discounted=False)
    )
    plain = Accounts(years, amounts, 0.0)
    assert plain.total(discounted=True) == pytest.approx(plain.total(discounted=False))
    assert (accounts.total(discounted=True) <= accounts.total(discounted=False) * (1.0 + 1e-12)).all()


def test_totals_are_those_of_the_runs_and_the_reform(found: ComparisonFindings) -> None:
    for name, accounts in found.accounts.items():
        cost = found.ensembles[name].measure("cost")
        of_reform = accounts.of_reform(discounted=False)
        assert accounts.total(discounted=False) == pytest.approx(cost + of_reform)
        for place, kind in enumerate(KINDS):
            if kind in OF_RUNS:
                measure, price = OF_RUNS[kind]
                wage = found.scenarios[name].settings.values[price] if price else 1.0
                own = accounts.by_kind(discounted=False)[:, place]
                assert own == pytest.approx(found.ensembles[name].measure(measure) * wage)


def test_what_levers_say_by_month_is_what_runs_book(found: ComparisonFindings) -> None:
    for name, scenario in found.scenarios.items():
        monthly = by_month(scenario.settings, scenario.costing)
        for kind in ("coaching", "verification"):
            measure, price = OF_RUNS[kind]
            booked = found.ensembles[name].measure(measure)[0] * scenario.settings.values[price]
            assert float(monthly[kind].sum()) == pytest.approx(booked)


def test_years_of_one_run_are_those_of_its_states() -> None:
    made = run_once("aligned", size="classroom", months=50)
    accounts = made.accounts
    cost = made.measures()["cost"]
    assert isinstance(cost, float)
    assert accounts.total(discounted=False)[0] == pytest.approx(cost + accounts.of_reform(discounted=False)[0])
    shorter = run_once("aligned", size="classroom", months=36).accounts
    assert shorter.amounts == pytest.approx(accounts.amounts[:, :, :3])


def test_both_engines_give_the_same_accounts() -> None:
    made = [
        compare("baseline", "aligned", size="classroom", replicates=2, months=30, engine=engine, bands=False)
        for engine in ("compiled", "readable")
    ]
    for name in made[0].accounts:
        assert (made[0].accounts[name].amounts == made[1].accounts[name].amounts).all()


def test_a_reform_without_levers_costs_nothing_and_hours_are_priced() -> None:
    sets = ["peer_exchange=0", "protected_time=0", "authority_training=0"]
    bare = load("baseline", sets=sets)
    monthly = by_month(bare.settings, bare.costing)
    assert all(not monthly[kind].any() for kind in ("training", "exchange", "administration"))
    full = load("baseline", sets=["peer_exchange=1", "protected_time=0.5", "authority_training=1"])
    monthly = by_month(full.settings, full.costing)
    assert monthly["training"][0] == 6 * 16 * 12
    assert monthly["exchange"][0] == (30 * 8 + 180 * 4) * 9
    assert monthly["administration"][0] == 0.5 * 30 * 160 * 9


def test_hours_of_a_reform_change_no_run() -> None:
    plain, dear = (load("aligned", sets=sets) for sets in ([], ["cost.training_hours=99", "ccs.eligible=0.2"]))
    assert plain.settings == dear.settings


# One more woman ---------------------------------------------------------------------------------------------------


def test_one_more_costs_what_is_paid_over_whom_it_reaches(found: ComparisonFindings) -> None:
    costs = Costs(found)
    one = costs.per_person("reform")
    further, extra = costs.further("reform"), costs.extra("reform")
    assert further is not None and further.mean is not None and extra.mean is not None
    assert costs.people == 24 * 4000
    difference = found.contrast("reform", "coverage.ccs").mean
    assert difference is not None
    assert further.mean == pytest.approx(difference * costs.people * 0.2)
    assert one.verdict == "costs"
    assert one.cost is not None and one.cost.mean == pytest.approx(extra.mean / further.mean)
    assert one.cost.low is not None and one.cost.high is not None and one.cost.mean is not None
    assert one.cost.low < one.cost.mean < one.cost.high


def test_where_just_as_many_are_covered_in_every_run_nothing_is_unsettled() -> None:
    same = {"name": "same", "price.population": 4000}
    alike = compare("baseline", same, size="classroom", replicates=6, months=40, sets=["ccs.eligible=0.2"], bands=False)
    assert Costs(alike).per_person("same").verdict == "same"
    for language, unsettled in (("en", "not settled"), ("es", "no se sabe")):
        assert unsettled not in " ".join([*alike.paragraphs(language), alike.summary(language)])
    unknown = compare("baseline", same, size="classroom", replicates=2, months=40, bands=False)
    assert Costs(unknown).per_person("same").verdict == "unknown"
    once = compare("baseline", same, size="classroom", replicates=1, months=40, sets=["ccs.eligible=0.2"], bands=False)
    assert Costs(once).per_person("same").verdict == "once"
    for one in (alike, unknown, once):
        for language in ("en", "es"):
            text = " ".join(one.paragraphs(language))
            assert not re.search(r"\b(nan|inf)\b", text)
        said = json.loads(json.dumps(one.as_json()["costs"]))["scenarios"]["same"]["over_reference"]
        assert said["cost_of_one_more"] is None


def test_what_may_be_nobody_is_not_settled() -> None:
    asked: dict[str, Any] = {"size": "classroom", "replicates": 6, "months": 40, "sets": ["ccs.eligible=0.2"]}
    little = compare("baseline", {"name": "little", "bonus@24": 0.05}, bands=False, **asked)
    further = Costs(little).further("little")
    assert further is not None and further.low is not None and further.high is not None
    assert further.low < 0.0 < further.high
    assert Costs(little).per_person("little").verdict == "unsettled"


def test_where_fewer_are_covered_there_is_no_such_cost(found: ComparisonFindings) -> None:
    costs = Costs(found)
    one = costs.per_person("no-coaching")
    assert one.cost is None
    assert one.verdict in ("loses", "unsettled")


# Money ------------------------------------------------------------------------------------------------------------


def test_prices_are_those_whose_unit_is_money() -> None:
    assert prices() == ("price.coach_wage", "price.supervision_wage", "price.verification_wage", "price.capitation")
    assert str(BASE) == "USD 2023"
    assert all(BASE.label() in declared()[name].unit for name in prices())


@given(st.sampled_from(["HNL", "L", "C$", "lempiras", "€", "R$ nuevos"]), st.integers(FIRST_YEAR, LAST_YEAR))
def test_any_currency_and_year_are_taken(currency: str, year: int) -> None:
    sets = [f"currency={currency}", f"price_year={year}", *HNL[2:]]
    assert load("baseline", sets=sets).costing.money == Money(currency, year)


@pytest.mark.parametrize(
    ("sets", "says"),
    [
        (HNL[:2], "price.coach_wage, price.supervision_wage, price.verification_wage, price.capitation are still in"),
        (HNL[:-1], "price.capitation is still in USD 2023"),
        (["price_year=2024"], "still in USD 2023"),
        (["currency="], "1 to 20 letters"),
        (["currency=24"], "1 to 20 letters"),
        (["currency=<b>"], "1 to 20 letters"),
        (["currency==SUM(A1)"], "1 to 20 letters"),
        (["currency=nan"], "1 to 20 letters"),
        (["currency=a currency of far too many letters"], "1 to 20 letters"),
        (["currency@24=HNL"], "without @"),
        (["price_year=24"], "1900 to 2199"),
        (["price_year=2024.5"], "1900 to 2199"),
        (["price_year=last"], "1900 to 2199"),
        (["cost.discount_rate=0.21"], "0 to 0.2"),
        (["cost.discount_rate=-0.01"], "0 to 0.2"),
        (["cost.discount_rate=3"], "0 to 0.2"),
        (["cost.training_hours=-1"], "0 to 10,000"),
        (["cost.hours=1"], "is not a parameter"),
        (["ccs.eligible=0"], "0.001 to 1"),
        (["ccs.eligible=20%"], "0.2 for 20%"),
        (["ccs.eligible@12=0.2"], "from month 0"),
    ],
)
def test_bad_money_is_refused_with_what_to_do(sets: list[str], says: str) -> None:
    with pytest.raises(SimulationError) as caught:
        load("baseline", sets=sets)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('currency = "HNL"', "still in USD 2023"),
        ("currency = 24", "1 to 20 letters"),
        ('price_year = "2024"', "1900 to 2199"),
        ("[cost]\ndiscount_rate = 0.05", "stands outside a [[change]]"),
        ('[[change]]\nmonth = 0\n"cost.discount_rate" = 0.5', "0 to 0.2"),
        ('[[change]]\nmonth = 24\n"cost.training_hours" = 5', "month 0"),
    ],
)
def test_a_file_with_bad_money_is_refused(tmp_path: Path, lines: str, says: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'question = "?"\nbased_on = "baseline"\n{lines}\n')
    with pytest.raises(SimulationError) as caught:
        load(file)
    assert says in str(caught.value)
    assert str(caught.value).startswith(str(file))


def test_other_money_is_not_compared(tmp_path: Path) -> None:
    lines = "".join(f"{one.partition('=')[0]} = {one.partition('=')[2]}\n" for one in HNL[2:])
    file = tmp_path / "ours.toml"
    file.write_text(
        f'question = "?"\nbased_on = "baseline"\ncurrency = "HNL"\nprice_year = 2024\n[[change]]\nmonth = 0\n{lines}'
    )
    with pytest.raises(SimulationError, match=r"prices in HNL 2024.*Allowed: one money"):
        compare("baseline", str(file), size="classroom", replicates=2)
    with pytest.raises(SimulationError, match=r"cost\.discount_rate is 0\.05"):
        compare("baseline", {"name": "other", "cost.discount_rate": 0.05}, size="classroom", replicates=2)
    child = tmp_path / "child.toml"
    child.write_text('question = "?"\nbased_on = "ours"\n')
    assert load(child).costing.money == Money("HNL", 2024)


SAID = {"en": "HNL 2024", "es": "HNL de 2024"}


def told(html: str) -> str:
    """Return what a report tells, without the texts of the scenarios and Plotly's script."""
    html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    return re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_report_in_lempiras_names_no_dollars(language: str, tmp_path: Path) -> None:
    shared = {"size": "classroom", "months": 48}
    report = compare("baseline", REFORM, sets=[*HNL, "ccs.eligible=0.2"], replicates=4, **shared)
    html = told(report.report(language))
    assert SAID[language] in html
    assert "USD" not in html
    assert "USD" not in " ".join(report.paragraphs(language))
    assert "USD" not in json.dumps({name: one for name, one in report.as_json(language).items() if name == "costs"})
    report.write_runs(tmp_path / "out")
    assert "USD" not in (tmp_path / "out" / "costs.csv").read_text(encoding="utf-8-sig")
    made = decide(["baseline", REFORM], sets=[*HNL, "ccs.eligible=0.2"], cases=4, replicates=1, **shared)
    written = made.write(tmp_path / "advice", language)[0]
    pages = [made.summary(language), told(written.read_text(encoding="utf-8"))]
    assert all("USD" not in page for page in pages)
    assert SAID[language] in pages[1]
    one = run_once("aligned", sets=[*HNL], **shared)
    assert "USD" not in one.summary(language)
    assert "HNL 2024" in one.to_pandas("measures")["unit"].tolist()


# Labels of arrays and stores ------------------------------------------------------------------------------------------

OF_MONEY = {"cost", "extra_cost", "bonus_paid", "capitation_paid"}


def units_of(dataset: Any) -> dict[str, str]:
    return {name: one.attrs["units"] for name, one in dataset.variables.items() if "units" in one.attrs}


def priced(folder: Path) -> Path:
    """Write a scenario with prices in lempiras."""
    lines = "".join(f"{one.partition('=')[0]} = {one.partition('=')[2]}\n" for one in HNL[2:])
    head = 'question = "?"\nbased_on = "baseline"\ncurrency = "HNL"\nprice_year = 2024\n[[change]]\nmonth = 0\n'
    (file := folder / "ours.toml").write_text(head + lines, encoding="utf-8")
    return file


def test_arrays_of_runs_name_the_money_of_their_scenario(tmp_path: Path) -> None:
    import simulation

    small: dict[str, Any] = {"size": "classroom", "months": 30}
    for scenario in (load(priced(tmp_path), **small), load("baseline", sets=[*HNL], **small)):
        made = [
            simulation.run(scenario, replicates=2),
            simulation.run(scenario, replicates=1, engine="readable"),
            run_once(scenario).ensemble,
            compare(scenario, replace(scenario, name="again"), replicates=2).ensembles["again"],
        ]
        for ensemble in made:
            units = units_of(ensemble.to_xarray())
            assert {units[name] for name in OF_MONEY} == {"HNL 2024"}
            assert units["gain_per_cost"] == "percentage points per 100,000 HNL 2024"
            assert "USD" not in " ".join(units.values())
    assert units_of(simulation.run(load("baseline", **small)).to_xarray())["cost"] == "USD 2023"
    assert units_of(simulation.run(load("baseline", **small).settings).to_xarray())["cost"] == "USD 2023"


def test_stores_and_their_exports_name_the_money_of_their_scenarios(tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    from experiments import sweep
    from experiments.runs.sweep.export import export

    study = {
        "question": "What does it cost?",
        "scenarios": [str(priced(tmp_path))],
        "size": "classroom",
        "months": 30,
        "replicates": 1,
        "design": "grid",
        "measures": ["cost", "gain_per_cost", "coverage.ccs"],
        "uncertain": {"price.coach_wage": {"values": [200.0, 400.0]}},
    }
    swept = sweep(study, tmp_path / "store")
    expected = {
        "cost": "HNL 2024",
        "gain_per_cost": "percentage points per 100,000 HNL 2024",
        "price.coach_wage": "HNL 2024 an hour",
        "coverage.ccs": "coverage share",
    }
    export(swept.store, tmp_path / "all.parquet")
    for file in [*(tmp_path / "store" / "chunks").glob("*.parquet"), tmp_path / "all.parquet"]:
        schema = parquet.read_schema(file)
        assert {name: schema.field(name).metadata[b"unit"].decode() for name in expected} == expected
    units = units_of(swept.to_xarray())
    assert {name: units[name] for name in expected} == expected
    export(swept.store, tmp_path / "all.csv")
    columns = json.loads((tmp_path / "all.csv-metadata.json").read_text(encoding="utf-8"))["tableSchema"]["columns"]
    said = {one["name"]: one["schema:unitText"] for one in columns}
    assert {name: said[name] for name in expected} == expected
