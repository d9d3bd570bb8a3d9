"""Cases side by side: kept in the link, run in the same worlds, and counted in people and money as Python counts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page

from experiments import compare
from experiments.analyses.comparison.costs import Costs
from experiments.runs.accounts import OF_REFORM, by_month
from interface.explorer.bundle import bundle_of
from scenarios.load import load, load_all
from tests.browser.conftest import Open
from tests.browser.test_bundles import OPEN, WEST, west
from tests.browser.waiting import settled, until

SMALL = "lang=en&view=desk&size=classroom"
REFORM = "&set=protected_time@30=0.2&set=authority_training@24=0.5&set=peer_exchange[R1]=0.7&set=peer_exchange@60=0.5"
SETS = ["protected_time@30=0.2", "authority_training@24=0.5", "peer_exchange[R1]=0.7", "peer_exchange@60=0.5"]


def kept(page: Page, number: int) -> None:
    """Wait until so many kept cases have run in full."""
    until(page, f"document.querySelectorAll('tr[data-kept][data-worlds=\"400\"]').length === {number}")


def numbers(page: Page, row: str) -> dict[str, list[float]]:
    """Return mean, low and high of each column of a case."""
    found = page.evaluate(
        "(row) => [...document.querySelectorAll(`${row} td[data-column]`)].map(({ dataset }) => ({ ...dataset }))", row
    )
    return {one["column"]: [float(one[part]) for part in ("mean", "low", "high")] for one in found}


def test_people_and_money_are_those_of_compare(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned-kept&eligible=0.2{REFORM}").page
    settled(page)
    with page.expect_download() as caught:
        page.click("#toml")
    caught.value.save_as(tmp_path / "mine.toml")
    file = str(tmp_path / "mine.toml")
    assert "--set ccs.eligible=0.2" in page.input_value("#command-many")
    found = compare("baseline", file, size="classroom", replicates=400, sets=["ccs.eligible=0.2"])
    costs = Costs(found)
    table = numbers(page, "tr[data-case='a']")
    expected = {
        "gain": found.contrast("mine", "coverage.ccs"),
        "reach": found.estimates["mine"]["reach"],
        "women": costs.covered("mine"),
        "further": costs.further("mine"),
        "cost": costs.total("mine", discounted=False),
        "extra": costs.extra("mine", discounted=False),
    }
    for column, one in expected.items():
        assert one is not None and one.mean is not None and one.low is not None
        assert table[column][0] == pytest.approx(one.mean, rel=1e-9), column
        assert table[column][0] - table[column][1] == pytest.approx(one.mean - one.low, rel=1e-3), column


@pytest.mark.parametrize("own", [False, True])
def test_the_reform_costs_what_python_says(opened: Open, tmp_path: Path, own: bool) -> None:
    if own:
        text = WEST.replace(
            "price.capitation = 62", "price.capitation = 62\ncost.training_hours = 20\nccs.eligible = 0.3"
        )
        scenario = load(west(tmp_path, "west", text), sets=["peer_exchange@30[Lempira]=0.9", "authority_training@50=1"])
        page = opened().page
        page.evaluate(OPEN, [bundle_of(load_all([str(tmp_path / "west.toml")]))])
        changes = [
            {"month": 30, "name": "peer_exchange", "value": 0.9, "where": ["Lempira"]},
            {"month": 50, "name": "authority_training", "value": 1},
        ]
        page.evaluate("(changes) => explorer.set({ a: { ...explorer.state.a, changes } })", changes)
    else:
        scenario = load("aligned", size="classroom", sets=SETS)
        page = opened(fragment=f"{SMALL}&scenario=aligned{REFORM}").page
    found = page.evaluate("() => explorer.accountsOf('a')")
    monthly = by_month(scenario.settings, scenario.costing)
    assert found["reform"] == pytest.approx(sum(float(monthly[kind].sum()) for kind in OF_REFORM), rel=1e-12)
    assert found["reform"] > 0 and found["people"] == sum(scenario.settings.places.population)
    assert found["eligible"] == (0.3 if own else None) and found["isPriced"]
    settled(page)
    row = page.locator("tr[data-case='a']").inner_text()
    assert ("share of women not given" in row) is not own
    assert ("HNL 2024" if own else "USD 2023") in page.locator(".cases thead").inner_text()


def test_cases_are_kept_in_the_link_and_opened_again(opened: Open) -> None:
    page = opened(fragment=f"{SMALL}&scenario=aligned&set=sanction@30=0.2").page
    settled(page)
    page.click("#keep-a")
    a = numbers(page, "tr[data-case='a']")
    page.select_option("#scenario-a", "mentoring-kept")
    page.click("#keep-a")
    settled(page)
    kept(page, 2)
    assert numbers(page, "tr[data-kept='0']") == a, "what was kept stays as it was"
    asked = parse_qsl(page.evaluate("() => location.hash.slice(1)"))
    assert [one for one in asked if one[0].startswith("keep")] == [
        ("keep1", "aligned"), ("keep1set", "sanction@30=0.2"), ("keep2", "mentoring-kept"),
    ]  # fmt: skip
    again = opened(fragment=page.evaluate("() => location.hash.slice(1)")).page
    settled(again)
    kept(again, 2)
    assert numbers(again, "tr[data-kept='0']") == a and again.locator(".cases .small").count() >= 3
    again.focus("#open-kept-0")
    again.keyboard.press("Enter")
    assert again.evaluate("explorer.state.a.scenario") == "aligned"
    again.focus("#drop-kept-0")
    again.keyboard.press("Enter")
    assert again.evaluate("explorer.state.kept.length") == 1
    assert again.evaluate("document.activeElement.id") == "keep-a"
    again.click("#undo")
    assert again.evaluate("explorer.state.kept.length") == 2


def test_six_are_kept_and_no_more(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    for _ in range(6):
        page.click("#keep-a")
    settled(page)
    until(page, "document.getElementById('keep-a').disabled")


@pytest.mark.parametrize(
    "part", ["keep1=utopia", "keep7=aligned", "keep1set=sanction@24=7", "eligible=2", "eligible=much"]
)
def test_a_bad_kept_case_is_refused(opened: Open, part: str) -> None:
    page = opened(fragment=f"{SMALL}&{part}").page
    assert page.locator("#link-problems li").count() == 1
    assert page.evaluate("explorer.state.kept.length") == 0 and page.evaluate("explorer.state.eligible") is None


def test_how_many_are_women_is_typed(opened: Open) -> None:
    page = opened(fragment=SMALL).page
    settled(page)
    page.fill("#eligible", "25")
    page.keyboard.press("Enter")
    until(page, '!!document.querySelector(\'tr[data-case="a"] td[data-column="women"]\')')
    page.fill("#eligible", "250")
    page.keyboard.press("Enter")
    assert "From 0.1 to 100" in page.inner_text(".cases .trouble")
    assert page.evaluate("explorer.state.eligible") == 0.25


def test_a_case_of_other_places_or_money_says_so(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment=f"{SMALL}&keep1=aligned").page
    page.evaluate(OPEN, [bundle_of(load_all([str(west(tmp_path))]))])
    page.evaluate("explorer.set({ kept: [...explorer.state.kept, explorer.state.a] })")
    settled(page)
    kept(page, 2)
    assert "HNL 2024" in page.locator(".cases thead").inner_text()
    page.evaluate("explorer.set({ a: explorer.caseOf('aligned')[0], b: null, quo: 'baseline', size: 'classroom' })")
    settled(page)
    until(page, "document.querySelectorAll('tr[data-kept]').length === 1")
    assert "runs in its own places" in page.locator(".cases tbody").inner_text()
    size = page.evaluate("explorer.caseOf('west')[1]")
    page.evaluate("(size) => explorer.set({ size })", size)
    settled(page)
    kept(page, 2)
    assert "prices in another money" in page.locator("tr[data-kept='1']").inner_text()
