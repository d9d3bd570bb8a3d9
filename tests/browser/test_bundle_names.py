"""Files opened one after the other, and places of any name: nothing of one takes the place of another's."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

import pytest

from interface.explorer.bundle import bundle_of
from scenarios.load import Scenario, load
from simulation.engine.run import trace
from tests.browser.conftest import Open
from tests.browser.test_bundles import OPEN
from tests.browser.test_parity import RUN, started
from tests.browser.waiting import settled

LOCAL = '[[change]]\nmonth = 24\nwhere = ["Norte"]\nsanction = 0.1\n'

TITLED = {"norte": "Milder", "sur": "Milder", "quo": "Statu quo"}


def own(
    folder: Path, name: str, text: str, regions: tuple[str, ...] = ("Norte", "Sur"), base: str = "aligned-kept"
) -> Scenario:
    rows = [f"{region},{region} {n},{region} {n} {t}" for region in regions for n in "ab" for t in "12"]
    (folder / f"{name}.csv").write_text("\n".join(["region,network,team", *rows]), encoding="utf-8")
    head = f'question = "?"\nbased_on = "{base}"\nplaces = "{name}.csv"\n'
    (folder / f"{name}.toml").write_text(head + text, encoding="utf-8")
    return load(folder / f"{name}.toml")


def test_a_scenario_called_as_a_size_takes_no_size_away(opened: Open, tmp_path: Path) -> None:
    page = opened().page
    before = page.evaluate("explorer.card.sizes.national.teams")
    page.evaluate(OPEN, [bundle_of({"national": own(tmp_path, "national", LOCAL)})])
    settled(page)
    assert page.evaluate("explorer.card.sizes.national.teams") == before
    assert page.evaluate("explorer.sizeName(explorer.state.size)") == "Places of national"


def test_a_scenario_is_called_by_its_title_in_each_language(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment="lang=en").page
    titled = own(tmp_path, "milder", f'title = "Milder"\ntitle_es = "Más suaves"\n{LOCAL}')
    plain = own(tmp_path, "plain", LOCAL)
    assert page.evaluate(OPEN, [bundle_of({"milder": titled, "plain": plain})]) is None
    for language, title in (("en", "Milder"), ("es", "Más suaves")):
        page.evaluate("language => explorer.set({ language })", language)
        assert page.evaluate("['milder', 'plain'].map((name) => explorer.scenarioName(name))") == [title, "plain"]


def test_scenarios_of_one_title_from_two_files_have_their_file_beside(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment="lang=es").page
    first, second, third = (own(tmp_path, name, f'title = "{title}"\n{LOCAL}') for name, title in TITLED.items())
    called = "(names) => names.map((name) => explorer.scenarioName(name))"
    assert page.evaluate(OPEN, [bundle_of({"norte": first})]) is None
    assert page.evaluate(called, ["norte"]) == ["Milder"]
    assert page.evaluate(OPEN, [bundle_of({"sur": second, "quo": third})]) is None
    assert page.evaluate(called, ["norte", "sur", "quo", "baseline"]) == [
        "Milder (norte.toml)",
        "Milder (sur.toml)",
        "Statu quo (quo.toml)",
        "Statu quo",
    ]
    settled(page)
    assert page.locator("select option", has_text="Milder (sur.toml)").count() > 0


def test_a_later_file_leaves_the_places_of_an_earlier_one_alone(opened: Open, tmp_path: Path) -> None:
    page = started(opened).page
    first, second = own(tmp_path, "x", LOCAL), own(tmp_path, "y", LOCAL)
    assert page.evaluate(OPEN, [bundle_of({"x": first, "y": second})]) is None
    again = own(tmp_path, "x", "", ("Este", "Oeste"))
    assert page.evaluate(OPEN, [bundle_of({"x": again})]) is None
    asked = {"scenario": "y", "size": page.evaluate("explorer.caseOf('y')[1]")}
    found = page.evaluate(RUN, {"settings": asked, "seed": 1, "replicates": 8, "replicate": 3})
    assert found["digest"] == trace(second.settings, 1, 3)[0].digest


def test_the_same_file_with_other_content_is_drawn_anew(opened: Open, tmp_path: Path) -> None:
    page = opened().page
    page.evaluate(OPEN, [bundle_of({"x": own(tmp_path, "x", LOCAL)})])
    settled(page)
    page.evaluate("explorer.set({ month: 100 })")
    text = 'question = "?"\nbased_on = "aligned-kept"\nstart = "2030-01"\nplaces = "x.csv"\n'
    (tmp_path / "x.toml").write_text(f"{text}[[change]]\nmonth = 0\nmonths = 60\n", encoding="utf-8")
    page.evaluate(OPEN, [bundle_of({"x": load(tmp_path / "x.toml")})])
    settled(page)
    assert page.evaluate("[explorer.months, explorer.voice.months, explorer.state.month]") == [60, 60, 59]
    assert page.locator(".month-shown").inner_text() == "December 2034"


@pytest.mark.parametrize("name", ["North A=B", "Sur,+HYPERLINK(1)'$(touch pwned)'", 'Región "ñ" & <b>', "a%20b#c"])
def test_places_of_any_name_stand_in_links_commands_and_files(
    opened: Open, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    quoted = name.replace('"', '""')
    rows = [f'"{quoted}","{quoted} n","{quoted} t"', "Otra,Otra n,Otra t"]
    (tmp_path / "p.csv").write_text("\n".join(["region,network,team", *rows]), encoding="utf-8")
    text = 'question = "?"\nbased_on = "baseline"\nplaces = "p.csv"\n'
    (tmp_path / "my plan.toml").write_text(text, encoding="utf-8")
    page = opened().page
    page.evaluate(OPEN, [bundle_of({"my plan": load(tmp_path / "my plan.toml")})])
    page.evaluate(
        """([name]) => explorer.set({ a: { ...explorer.state.a,
          changes: [{ month: 30, name: "sanction", value: 0.7, where: [name] }] } })""",
        [name],
    )
    settled(page)
    read = "explorer.read(explorer.link.slice(explorer.link.indexOf('#') + 1)).state.a.changes[0]?.where[0]"
    assert page.evaluate(read) == name
    page.evaluate("explorer.step(-1)")
    page.evaluate("explorer.step(1)")
    assert page.evaluate("explorer.state.a.changes.length") == 1
    settled(page)
    words = shlex.split(page.locator("#command-one").input_value())
    assert words[:3] == ["bubbles", "run", "./my plan.toml"] and words[-1] == f"sanction@30[{name}]=0.7"
    assert load("./my plan.toml", sets=[words[-1]]).settings.changes[0].networks == (0,)
    with page.expect_download() as caught:
        page.locator("#toml").click()
    caught.value.save_as(tmp_path / "saved.toml")
    assert load(tmp_path / "saved.toml").settings.changes[0].networks == (0,)
    with page.expect_download() as caught:
        page.locator("#chart-gain-csv").click()
    caught.value.save_as(tmp_path / "chart.csv")
    with (tmp_path / "chart.csv").open(encoding="utf-8-sig") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell.lstrip()[:1] in ("=", "+", "@")]


def test_a_rule_that_holds_somewhere_in_all_months_is_saved_as_it_is(opened: Open, tmp_path: Path) -> None:
    page = opened(fragment="lang=en&view=desk&scenario=aligned-late&set=alignment[R1]=0.1").page
    settled(page)
    with page.expect_download() as caught:
        page.locator("#toml").click()
    caught.value.save_as(tmp_path / "saved.toml")
    expected = load("aligned-late", sets=["alignment[R1]=0.1"]).settings
    found = load(tmp_path / "saved.toml").settings
    for month in (0, 60, 143):
        assert found.values_at(month, 0)["alignment"] == expected.values_at(month, 0)["alignment"] == 0.1
        assert found.values_at(month, 20)["alignment"] == expected.values_at(month, 20)["alignment"]


def test_where_everybody_is_coached_that_is_said(opened: Open, tmp_path: Path) -> None:
    page = opened().page
    waves = '[[wave]]\nmonth = 12\nmonths = 132\nregions = ["Norte", "Sur"]\n'
    page.evaluate(OPEN, [bundle_of({"all": own(tmp_path, "all", waves, base="mentoring-kept")})])
    settled(page)
    assert "Everybody is coached" in page.locator(".regime .headline").first.inner_text()
