"""Bundles: scenarios of a user's own in the page: the bits of Python, and every way to open one or to be refused."""

from __future__ import annotations

import hashlib
import json
import random
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from interface.explorer.bundle import HEAD, bundle_of, sealed
from interface.explorer.serve import PAGE, with_scenarios
from scenarios.load import Scenario, load, load_all
from simulation.declarations import Parameter
from simulation.engine.compiled.ensemble import Run, simulate_runs
from simulation.engine.run import run, trace
from simulation.errors import ScenarioError
from simulation.parameters import declared
from simulation.results import measures
from tests.browser.conftest import Open
from tests.browser.test_parity import REPLICATES, RUN, TRACED, as_numbers, assert_same, in_python, started
from tests.browser.waiting import settled
from tests.cli import bubbles

CASES = range(12)
OPEN = """([text]) => {
  const problem = explorer.openBundle(new TextEncoder().encode(text));
  globalThis.engine = explorer.engine;
  return problem?.key ?? null;
}"""
WEST = """question = "The west first?"
question_es = "¿Primero el occidente?"
based_on = "aligned-kept"
start = "2024-07"
currency = "HNL"
price_year = 2024
places = "west.csv"

[[change]]
month = 0
months = 96
price.coach_wage = 300
price.supervision_wage = 225
price.verification_wage = 250
price.capitation = 62

[[change]]
month = "2026-07"
where = ["Lempira"]
alignment = 0.9

[[wave]]
month = 12
months = 24
regions = ["Lempira"]

[[wave]]
month = "2027-07"
months = 18
share = 0.3
"""
PLACES = {
    "Lempira": {"Gracias": 3, "San Marcos de Caiquín y alrededores": 2, "La Campa": 2},
    "Copán": {"Santa Rosa": 2, "Nueva Arcadia": 3},
    "Francisco Morazán": {"Distrito Central": 5, "Talanga": 1},
    "Gracias a Dios": {"Puerto Lempira": 2},
}


def west(folder: Path, name: str = "west", text: str = WEST) -> Path:
    rows = [
        f"{region},{network},{network} {team + 1},{2000 + 37 * team}"
        for region, networks in PLACES.items()
        for network, teams in networks.items()
        for team in range(teams)
    ]
    (folder / "west.csv").write_text("\n".join(["region,network,team,population", *rows]), encoding="utf-8")
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / f"{name}.toml"


def a_value(draw: random.Random, parameter: Parameter) -> float | int:
    if parameter.whole:
        return draw.randint(int(parameter.low), min(int(parameter.high), 40))
    return round(draw.uniform(parameter.low, parameter.high), 4)


def a_scenario(folder: Path, case: int) -> Path:
    """Return a file with rules by place, waves, own places or any of them."""
    draw = random.Random(f"bundle {case}")
    known = declared()
    levers = [name for name, parameter in known.items() if parameter.by and not parameter.choices]
    lines = ['question = "?"', f'based_on = "{draw.choice(["baseline", "aligned-kept", "grown-mentored"])}"']
    start = ["[[change]]", "month = 0", "months = 50"]
    waved = case % 2 == 1
    if waved:
        lines[1] = 'based_on = "aligned"'
    if case % 3:
        counts = [[draw.randint(1, 4) for _ in range(draw.randint(1, 3))] for _ in range(3)]
        rows = ["region,network,team,population,baseline.ccs,ties"]
        for r, networks in enumerate(counts):
            for n, teams in enumerate(networks):
                for t in range(teams):
                    people, begin = draw.choice(["", "1234"]), draw.choice(["", "0.11"])
                    ties = "Z0 n0 t0" if (r, n) == (1, 0) else ""
                    rows.append(f"Z{r},Z{r} n{n},Z{r} n{n} t{t},{people},{begin},{ties}")
        (folder / f"own{case}.csv").write_text("\n".join(rows), encoding="utf-8")
        lines.append(f'places = "own{case}.csv"')
        regions, network = [f"Z{r}" for r in range(3)], "Z0 n0"
    else:
        start += [f"{part} = {draw.randint(2, 3)}" for part in ("regions", "networks_per_region", "teams_per_network")]
        regions, network = ["R1", "R2"], "R1.N1"
    lines += ["", *start]
    tables: list[str] = []
    for month in sorted(draw.sample(range(1, 50), 3)):
        name = draw.choice(levers)
        tables.append(f"[[change]]\nmonth = {month}\n{name} = {a_value(draw, known[name])}")
        for some in (draw.sample(regions, draw.randint(1, len(regions))), [network]):
            if draw.random() < 0.4:
                continue
            mine = draw.choice([one for one in levers if known[one].by == "network"] if some == [network] else levers)
            later = draw.choice([0, month, min(49, month + 5)])
            where = ", ".join(f'"{one}"' for one in some)
            table = f"[[change]]\nmonth = {later}\nwhere = [{where}]\n{mine} = {a_value(draw, known[mine])}"
            if f"month = {later}\nwhere = [{where}]\n{mine} " not in "\n".join(tables):
                tables.append(table)
    if waved:
        tables.append(f'[[wave]]\nmonth = {draw.randint(0, 20)}\nmonths = 12\nnetworks = ["{network}"]')
        tables.append(f"[[wave]]\nmonth = {draw.randint(0, 40)}\nmonths = 9\nshare = 0.3")
        tables.append("[[wave]]\nmonth = 44\nmonths = 9\nagain = 1")
    path = folder / f"case{case}.toml"
    path.write_text("\n".join([*lines, "", *tables]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scenario]:
    folder = tmp_path_factory.mktemp("own")
    return {f"case{case}": load(a_scenario(folder, case)) for case in CASES}


@pytest.mark.slow
def test_scenarios_of_a_users_own_give_the_bits_of_python(opened: Open, written: dict[str, Scenario]) -> None:
    page = started(opened).page
    text = bundle_of(written)
    assert page.evaluate(OPEN, [text]) is None
    sizes = {one["name"]: one.get("size", "default") for one in json.loads(text)["scenarios"]}
    jurisdictions = 0
    for case, (name, scenario) in enumerate(written.items()):
        asked = {"scenario": name, "size": sizes[name], "cuts": [], "uncertainty": ["none", "plausible"][case % 2]}
        found = page.evaluate(RUN, {"settings": asked, "seed": case, "replicates": REPLICATES, "replicate": TRACED})
        one, _ = trace(in_python(scenario, asked, TRACED), case, TRACED)
        assert found["digest"] == one.digest, name
        runs = [Run(in_python(scenario, asked, replicate), case, replicate) for replicate in range(REPLICATES)]
        raw = simulate_runs(runs)
        for place, measure in enumerate(measures(scenario.settings.processes)):
            assert_same(as_numbers(found["measures"][measure.name]), raw.values[:, place], (name, measure.name))
        jurisdictions = max(jurisdictions, len(scenario.settings.jurisdictions.rules))
    assert jurisdictions > 2 and any(scenario.settings.waves for scenario in written.values())


@pytest.mark.slow
def test_rules_by_place_added_in_the_page_are_those_of_the_command_line(opened: Open) -> None:
    page = started(opened).page
    changes = [
        {"month": 24, "name": "alignment", "value": 0.8, "where": ["R1", "R2"]},
        {"month": 30, "name": "alignment", "value": 0.4},
        {"month": -1, "name": "mentoring", "value": 0.3, "where": ["R1.N2"]},
        {"month": 40, "name": "sanction", "value": 0.1, "where": ["R2"]},
    ]
    asked = {"scenario": "aligned-tied", "size": "default", "values": {"bonus": 0.05}, "changes": changes}
    sets = ["bonus=0.05", "alignment@24[R1; R2]=0.8", "alignment@30=0.4", "mentoring[R1.N2]=0.3", "sanction@40[R2]=0.1"]
    found = page.evaluate(RUN, {"settings": asked, "seed": 5, "replicates": 8, "replicate": 3})
    assert found["digest"] == trace(load("aligned-tied", sets=sets).settings, 5, 3)[0].digest
    command = page.evaluate("(settings) => engine.command(settings)", asked)
    assert all(f"'{one}'" in command or one in command for one in sets)


@pytest.mark.slow
@pytest.mark.parametrize("by", ["region", "network"])
def test_results_by_place_are_pythons(opened: Open, tmp_path: Path, by: str) -> None:
    page = opened().page
    scenario = load(west(tmp_path))
    page.evaluate(OPEN, [bundle_of({"west": scenario})])
    found = page.evaluate(
        """async (by) => {
          const settings = { scenario: "west", size: explorer.state.size, by };
          const result = await engine.request(settings, { key: "places", seed: 3, replicates: 10 }).done;
          const listed = (name) => result.byPlace(name).map((values) => Array.from(values));
          return Object.fromEntries(engine.card.memory.places_quantities.map((name) => [name, listed(name)]));
        }""",
        by,
    )
    expected = run(scenario, 3, 10, by=by).by_place
    assert expected is not None and tuple(found) == expected.quantities
    for quantity, values in found.items():
        places = np.array(values).reshape(len(expected.places), scenario.settings.months, 10)
        assert_same(places.transpose(2, 1, 0), expected.of(quantity), (by, quantity))


@pytest.mark.parametrize(("which", "start"), [("a", "2024-07"), ("a", "2026-01"), ("b", "2026-01")])
def test_what_is_undone_brings_its_money_and_calendar_back(
    opened: Open, tmp_path: Path, which: str, start: str
) -> None:
    other = WEST.replace('"HNL"', '"GTQ"').replace('start = "2024-07"', f'start = "{start}"')
    page = opened().page
    bundle = bundle_of(load_all([str(west(tmp_path))]) | load_all([str(west(tmp_path, "south", other))]))
    page.evaluate(OPEN, [bundle])
    size = page.evaluate("explorer.state.size")
    page.evaluate("(size) => explorer.set({ a: explorer.caseOf('baseline')[0], b: null, size, quo: 'baseline' })", size)
    page.select_option(f"#scenario-{which}", "west")
    assert told_of(page) == ("HNL", "2024-07")
    page.select_option(f"#scenario-{which}", "south")
    assert told_of(page) == ("GTQ", start)
    page.evaluate("explorer.step(-1)")
    assert told_of(page) == ("HNL", "2024-07")
    page.evaluate("explorer.step(1)")
    assert told_of(page) == ("GTQ", start)


def told_of(page: Page) -> tuple[str, str]:
    """Return in which money the page tells costs, and the first month of the table of a chart."""
    settled(page)
    row = page.locator("tr[data-measure='cost'] th").inner_text()
    (money,) = (money for money in ("HNL", "GTQ", "USD") if money in row)
    if page.locator("#chart-gain tbody tr").count() == 0:
        page.click("#chart-gain-table")
    page.wait_for_selector("#chart-gain tbody tr")
    return money, page.locator("#chart-gain tbody th").first.inner_text()


def test_each_region_is_told(opened: Open, tmp_path: Path) -> None:
    page = opened().page
    page.evaluate(OPEN, [bundle_of({"west": load(west(tmp_path))})])
    settled(page)
    page.locator("#by-place-open").click()
    page.wait_for_selector("table.by-place")
    settled(page)
    assert page.locator("table.by-place tbody th").all_inner_texts() == list(PLACES)
    assert page.locator(".small-charts figure").count() == 4 and "by=region" in page.locator("#link").input_value()
    gains = [
        float(cell.get_attribute("data-mean") or "nan") for cell in page.locator("table.by-place td[data-mean]").all()
    ]
    assert len(gains) == 12 and all(0 < gain < 1 for gain in gains[::3])
    page.locator("#by-level").select_option("network")
    page.wait_for_selector("tr[data-place='Talanga']")
    assert page.locator("table.by-place tbody tr").count() == 8


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "alignment", "month": 3, "where": ["R9"]}, "place"),
        ({"name": "alignment", "month": 3, "where": ["R1.N1"]}, "region"),
        ({"name": "alignment", "month": 3, "where": ["R1", "R1"]}, "place_twice"),
        ({"name": "mentoring_start", "month": 0, "where": ["R1"]}, "dated"),
        ({"name": "coaching_coverage", "month": 3, "where": ["R1"]}, "everywhere"),
    ],
)
def test_places_that_python_refuses_the_page_refuses(opened: Open, change: dict[str, Any], code: str) -> None:
    page = started(opened).page
    asked = {"scenario": "baseline", "size": "classroom", "changes": [{"value": 0.5, **change}]}
    assert code in [one["code"] for one in page.evaluate("(settings) => engine.check(settings)", asked)]


def test_a_place_has_one_value_in_a_month(opened: Open) -> None:
    page = started(opened).page
    changes = [{"name": "alignment", "month": 3, "value": 0.5, "where": some} for some in (["R1", "R2"], ["R2", "R3"])]
    asked = {"scenario": "baseline", "size": "default", "changes": changes}
    found = page.evaluate("(settings) => engine.check(settings)", asked)
    assert [(one["code"], one["value"]) for one in found] == [("overlap", "R2.N1")]


@pytest.mark.parametrize("asked", ["", "&scenario=aligned", "&scenario=aligned&set=sanction@30[R1]=0.2", "own"])
def test_the_commands_of_the_page_give_its_numbers(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    monkeypatch.chdir(tmp_path)
    page = opened(fragment=f"lang=en&view=desk&size=classroom{asked if asked != 'own' else ''}").page
    if asked == "own":
        east = west(tmp_path, "east", WEST.replace('regions = ["Lempira"]', 'regions = ["Copán"]'))
        page.evaluate(OPEN, [bundle_of(load_all([str(west(tmp_path)), str(east)]))])
    settled(page)
    with page.expect_download() as caught:
        page.locator("#toml").click()
    caught.value.save_as(tmp_path / caught.value.suggested_filename)
    command = shlex.split(page.locator("#command-many").input_value())
    command[command.index("--replicates") + 1] = "3"
    code, out, err = bubbles(capsys, *command[1:], "--json")
    assert code == 0, err
    mean = page.evaluate(
        """async () => {
          const { engine } = explorer;
          const result = await engine.request(explorer.settings("a"), { key: "few", replicates: 3, first: 3 }).done;
          return engine.mean(result.measure("coverage.ccs"));
        }"""
    )
    found = [one["coverage.ccs"]["mean"] for one in json.loads(out)["scenarios"].values()]
    assert any(one == pytest.approx(mean, abs=1e-9) for one in found), (mean, found)


def exported(page: Page, folder: Path) -> Path:
    with page.expect_download() as caught:
        page.locator("#toml").click()
    caught.value.save_as(folder / caught.value.suggested_filename)
    return folder / caught.value.suggested_filename


@pytest.mark.parametrize("scenario", ["west", "aligned"])
def test_a_scenario_file_says_what_must_lie_beside_it(opened: Open, tmp_path: Path, scenario: str) -> None:
    base = west(tmp_path, "west-base", WEST.replace('question = "The west first?"', 'question = "The base?"'))
    text = 'question = "On a base?"\nbased_on = "west-base"\n[[change]]\nmonth = 3\nbonus = 0.1\n'
    (tmp_path / "west.toml").write_text(text, encoding="utf-8")
    page = opened().page
    page.evaluate(OPEN, [bundle_of(load_all([str(tmp_path / "west.toml")]))])
    size = page.evaluate("explorer.state.size")
    asked = "([name, size]) => explorer.set({ a: explorer.caseOf(name)[0], quo: 'baseline', size, month: 30 })"
    page.evaluate(asked, [scenario, size])
    page.evaluate("explorer.setLever('a', explorer.parameters.get('sanction'), 0.25)")
    settled(page)
    written = exported(page, tmp_path)
    beside = ["west-base.toml", "west.toml", "west.csv"] if scenario == "west" else ["west.csv"]
    head = [line for line in written.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert head[1].endswith(": " + ", ".join(beside))
    assert ('month = "2027-01"' in written.read_text(encoding="utf-8")) is (scenario == "west")
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in (*beside, written.name):
        (alone / name).write_bytes((tmp_path / name).read_bytes())
    found, here = load(alone / written.name).settings, base.parent / "west.toml"
    if scenario == "west":
        assert found == load(here, sets=["sanction@30=0.25"]).settings
    else:
        places = load(here).settings.places
        assert found.months == 96 and found.places.team_names == places.team_names
        assert found.changes == load("aligned", months=96, sets=["sanction@30=0.25"]).settings.changes


@pytest.mark.parametrize(
    ("typed", "month"), [("2026-07", 24), ("July 2026", 24), ("julio de 2026", 24), ("Jul 2026", 24), ("7", 7)]
)
def test_a_change_is_dated_by_its_date(opened: Open, tmp_path: Path, typed: str, month: int) -> None:
    page = opened(fragment="lang=en&view=desk&size=classroom").page
    page.evaluate(OPEN, [bundle_of({"west": load(west(tmp_path))})])
    page.click("#add-change")
    page.select_option("#add-lever", "bonus")
    page.fill("#add-month", typed)
    said = page.locator("#add-month-says").inner_text()
    assert said == f"({'July 2026' if month == 24 else 'February 2025'}; month {month})"
    page.fill("#add-value", "10")
    page.click("#add-now")
    assert page.evaluate("explorer.state.a.changes") == [{"month": month, "name": "bonus", "value": 0.1}]
    page.fill("#change-0-month", "2027-01")
    page.keyboard.press("Enter")
    assert page.evaluate("explorer.state.a.changes[0].month") == 30
    assert page.input_value("#change-0-month") == "2027-01"
    page.fill("#change-0-month", "1999-01")
    page.keyboard.press("Enter")
    page.locator("#change-0-month").blur()
    assert page.input_value("#change-0-month") == "2027-01"
    page.fill("#add-month", "the ides of March")
    page.fill("#add-value", "20")
    page.click("#add-now")
    assert "A month from 2024-07 to 2032-06" in page.locator(".add .trouble").inner_text()


def test_the_run_up_is_marked(opened: Open) -> None:
    page = opened(fragment="lang=en&view=desk&size=classroom&scenario=aligned").page
    settled(page)
    assert "Up to month 23 is the run-up: nobody is mentored yet." in page.locator(".timeline").inner_text()
    assert "run-up" in page.locator("#chart-gain svg.curves").inner_html()
    page.select_option("#scenario-a", "no-coaching")
    settled(page)
    assert "run-up" not in page.locator(".timeline").inner_text()


def test_a_case_in_places_from_a_file_has_no_command_alone(opened: Open, tmp_path: Path) -> None:
    page = opened().page
    page.evaluate(OPEN, [bundle_of({"west": load(west(tmp_path))})])
    settled(page)
    assert page.locator("#command-many").is_hidden() and page.locator("#command-one").is_visible()


# Doors ------------------------------------------------------------------------------------------------------


def test_a_file_dropped_on_the_page_is_shown(opened: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bubbles(capsys, "explore", str(west(tmp_path)), "--export", str(tmp_path / "west.json"), "--quiet")
    one = opened(fragment="lang=es&view=map")
    drop(one.page, tmp_path / "west.json")
    settled(one.page)
    assert one.page.locator("#opened").inner_text().startswith("Abierto: west.")
    assert one.page.locator("#scenario-a").input_value() == "west"
    assert "HNL de 2024" in one.page.locator("#main").inner_text()
    changes = one.page.locator(".changes").inner_text()
    assert "desde julio de 2026" in changes and "Lempira" in changes
    assert one.page.evaluate("explorer.months") == 96
    ticks = one.page.locator("#chart-gain svg text").all_text_contents()
    assert "2025" in ticks and not any("mes" in tick.split() for tick in ticks), "years say themselves what they are"
    one.page.evaluate("explorer.step(-1)")
    one.page.evaluate("explorer.step(1)")
    assert one.page.locator("#scenario-a").input_value() == "west"


def test_a_chosen_file_is_shown_too(opened: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bubbles(capsys, "explore", str(west(tmp_path)), "--export", str(tmp_path / "west.json"), "--quiet")
    one = opened()
    one.page.locator("#scenario-file").set_input_files(tmp_path / "west.json")
    settled(one.page)
    assert one.page.locator("#scenario-a").input_value() == "west"


def test_a_page_that_carries_scenarios_opens_with_them(
    opened: Open, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = west(tmp_path, "east", WEST.replace('regions = ["Lempira"]', 'regions = ["Copán"]'))
    page = tmp_path / "ours.html"
    bubbles(capsys, "explore", str(west(tmp_path)), str(other), "--export", str(page), "--quiet")
    one = opened(page.as_uri())
    settled(one.page)
    assert [one.page.evaluate(f"explorer.state.{which}") for which in ("quo", "a.scenario", "b")] == [
        "west",
        "east",
        None,
    ]
    own = [name for name in one.page.evaluate("Object.keys(explorer.card.sizes)") if name.startswith("own-")]
    assert len(own) == 1 and one.page.evaluate(f"explorer.card.sizes['{own[0]}'].teams") == 20


def test_a_link_to_a_scenario_that_the_page_does_not_have_says_so(opened: Open) -> None:
    one = opened(fragment="lang=en&view=desk&size=west&scenario=west")
    assert "open that file first" in one.page.locator("#link-problems").inner_text()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ours.toml", WEST, "bubbles explore ours.toml --export ours.json"),
        ("ours.xlsx", "PK", "bubbles explore"),
        ("lesson.json", '{"title": {}}', "no scenario file"),
        ("empty.json", "", "no scenario file"),
        ("cut.json", None, "changed since it was written"),
        (
            "other.json",
            sealed({"kind": "enabling-bubbles-scenarios", "model": "0" * 64, "scenarios": [], "sizes": {}}),
            "another version",
        ),
        ("kind.json", sealed({"kind": "cake", "model": "", "scenarios": [], "sizes": {}}), "no scenario file"),
    ],
)
def test_what_cannot_be_opened_is_told(opened: Open, tmp_path: Path, name: str, content: str | None, said: str) -> None:
    text = bundle_of({"west": load(west(tmp_path))})[:-9] if content is None else content
    (tmp_path / name).write_text(text, encoding="utf-8")
    one = opened()
    drop(one.page, tmp_path / name)
    one.page.wait_for_selector("#opened .notice")
    told = one.page.locator("#opened").inner_text()
    assert said in told and name in told
    assert one.page.locator("#scenario-a").input_value() == "baseline"


def test_a_bundle_is_sealed_and_small(tmp_path: Path) -> None:
    text = bundle_of(load_all([str(west(tmp_path))]))
    assert text.startswith(HEAD) and json.loads(text)["scenarios"][0]["start"] == "2024-07"
    check, behind = text[len(HEAD) :][:64], text[len(HEAD) + 64 :]
    assert hashlib.sha256(behind.encode()).hexdigest() == check
    page = PAGE.read_text(encoding="utf-8")
    assert 0 < len(with_scenarios(page, text)) - len(page) < len(text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("aligned", 'question = "?"\nbased_on = "baseline"\n', "is one of the library"),
        ("one", 'question = "?"\nbased_on = "baseline"\nprocesses = ["ccs"]\n', "processes are ccs"),
    ],
)
def test_what_a_page_cannot_hold_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        bundle_of(load_all([str(tmp_path / f"{name}.toml")]))


def test_a_scenario_file_needs_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = bubbles(capsys, "explore", "--export", str(tmp_path / "none.json"))
    assert code == 2 and "no scenario is named" in said and not (tmp_path / "none.json").exists()


def drop(page: Page, file: Path) -> None:
    """Drop a file on the page, as a mouse does."""
    moved = page.evaluate_handle(
        """([name, text]) => {
          const moved = new DataTransfer();
          moved.items.add(new File([text], name));
          return moved;
        }""",
        [file.name, file.read_text(encoding="utf-8")],
    )
    page.dispatch_event("body", "drop", {"dataTransfer": moved})
