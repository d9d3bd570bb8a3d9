"""The map in a real Chromium: stories, pictures and tables say what Python says."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from playwright.sync_api import Page

from experiments.runs.single_run import run_once
from scenarios.load import load
from simulation.state import ManagerState, ProcessState, TeamState
from tests.browser.conftest import Open
from tests.browser.test_accessibility import RULES
from tests.browser.waiting import PAINTED

ONE_WORLD = "size=classroom&scenario=aligned-tied&uncertainty=none&seed=5"
KEPT = "scenario=mentoring-kept&uncertainty=none&seed=5"
SHOWN = """async () => {
  while (!document.querySelector("#map-digest code")) await new Promise((go) => setTimeout(go, 20));
}"""


def the_map(opened: Open, more: str = "", language: str = "en", world: str = ONE_WORLD) -> Page:
    page = opened(fragment=f"lang={language}&view=map&{world}{more}").page
    page.evaluate(SHOWN)
    return page


def at_month(page: Page, moment: int) -> None:
    page.evaluate(
        """(moment) => {
          const slider = document.getElementById("map-month");
          slider.value = moment;
          slider.dispatchEvent(new Event("input"));
        }""",
        moment,
    )


def test_the_map_shows_the_run_of_python(opened: Open) -> None:
    page = the_map(opened)
    one = run_once(load("aligned-tied", size="classroom"), seed=5)
    assert page.inner_text("#map-digest code") == one.digest
    page.fill("#map-world", "4")
    page.keyboard.press("Tab")
    other = run_once(load("aligned-tied", size="classroom"), seed=5, replicate=3)
    page.locator("#map-digest code", has_text=other.digest).wait_for()


def test_a_team_tells_its_story(opened: Open) -> None:
    page = the_map(opened)
    one = run_once(load("aligned-tied", size="classroom"), seed=5)
    page.click("#map-team-7")
    at_month(page, 61)
    assert page.inner_text("#story-title") == "Team R1.N2.T4"
    told = page.inner_text(".story-told")
    coverage = one.trace.of(ProcessState, "coverage")[61, 7, 0]
    gain = coverage - one.twin.of(ProcessState, "coverage")[61, 7, 0]
    trust = one.trace.of(TeamState, "trust")[61, 7]
    candour = one.trace.of(TeamState, "candour")[61, 7]
    honest = one.trace.of(ProcessState, "honest")[61, 7, 0]
    for number in (
        f"{candour:.2f}",
        f"{100 * honest:.1f}%",
        f"{100 * coverage:.1f}%",
        f"{100 * gain:+.1f}".replace("-", "−"),
        f"{trust:.2f}",
    ):
        assert number.replace("%", "\u00a0%") in told or number in told, (number, told)
    page.click("#story-table")
    assert page.locator(".story tbody tr").count() == 24


def leads(name: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return each team's efficacy for screening less that for antenatal care, [moment, team], and who is coached."""
    one = run_once(load(name, size="default"), seed=5)
    efficacy = one.trace.of(ProcessState, "efficacy")
    networks = np.array(one.scenario.settings.places.team_network)
    order, programme = one.trace.of(ManagerState, "order")[-1], one.trace.programme[-1]
    return efficacy[:, :, 0] - efficacy[:, :, 1], order[networks] < programme


@pytest.mark.parametrize(
    ("language", "said"), [("en", "A typical team of this world"), ("es", "Un equipo típico de este mundo")]
)
def test_the_map_opens_on_a_team_typical_of_its_world_and_says_so(opened: Open, language: str, said: str) -> None:
    page = the_map(opened, language=language, world=KEPT)
    lead, coached = leads("mentoring-kept")
    teams = np.flatnonzero(coached)
    typical = teams[np.argmin(abs(lead[-1, teams] - np.median(lead[-1, teams])))]
    assert page.get_attribute("#map-places", "aria-activedescendant") == f"map-team-{typical}"
    told = page.inner_text(".story-told .typical")
    assert told.startswith(said) and f" {len(teams)} " in told and " 143." in told
    assert page.locator(".story-told .fooled").count() == 0
    at_month(page, 60)
    assert page.inner_text(".story-told .typical") == told
    page.click(f"#map-team-{next(team for team in teams if team != typical)}")
    assert page.locator(".story-told .typical").count() == 0
    page.fill("#map-world", "2")
    page.keyboard.press("Tab")
    page.locator("#map-digest", has_text=re.compile("(replicate|réplica) 1")).wait_for()
    assert page.locator(".story-told .typical").count() == 0, "who was chosen stays"


def test_where_nobody_is_coached_a_team_is_typical_of_all(opened: Open) -> None:
    page = the_map(opened, world="size=classroom&scenario=no-coaching")
    assert "in which nobody is coached: of all 24 teams" in page.inner_text(".story-told .typical")
    assert page.locator("svg.map .hull.coached").count() == 0
    assert "has not been coached" in page.inner_text(".story-told")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "so in {} of {} coached teams"), ("es", "así en {} de {} equipos acompañados")]
)
def test_who_picks_a_team_fooled_by_noise_is_told_what_many_say(opened: Open, language: str, said: str) -> None:
    page = the_map(opened, language=language, world=KEPT)
    lead, coached = leads("mentoring-kept")
    fooled = np.flatnonzero(coached & (lead[-1] < 0))
    assert 0 < len(fooled) <= coached.sum() / 4
    page.click(f"#map-team-{fooled[0]}")
    assert said.format(len(fooled), coached.sum()) in page.inner_text(".story-told .fooled")
    page.click(f"#map-team-{np.flatnonzero(~coached & (lead[-1] < 0))[0]}")
    assert page.locator(".story-told .fooled").count() == 0, "nobody coached it"
    page.click(f"#map-team-{np.flatnonzero(coached & (lead[-1] > 0))[0]}")
    assert page.locator(".story-told .fooled").count() == 0


def test_the_map_is_walked_by_keyboard(opened: Open) -> None:
    page = the_map(opened)
    page.focus("#map-places")
    page.keyboard.press("Home")
    assert page.inner_text("#story-title") == "Manager of R1.N1"
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#story-title") == "Team R1.N1.T1"
    page.keyboard.press("End")
    assert page.inner_text("#story-title") == "Team R2.N3.T4"
    assert page.get_attribute("#map-places", "aria-activedescendant") == "map-team-23"


def test_the_map_is_played_month_by_month(opened: Open) -> None:
    page = the_map(opened)
    at_month(page, 0)
    page.click("#map-play")
    page.locator("#map-month-name", has_text=re.compile("month [1-9]")).wait_for()
    page.click("#map-play")
    stopped = page.inner_text("#map-month-name")
    page.wait_for_timeout(400)
    assert page.inner_text("#map-month-name") == stopped


def test_the_map_has_a_table(opened: Open) -> None:
    page = the_map(opened)
    one = run_once(load("aligned-tied", size="classroom"), seed=5)
    page.click("#map-table")
    gain = (one.trace.of(ProcessState, "coverage") - one.twin.of(ProcessState, "coverage"))[-12:, :, 0].mean(axis=0)
    found = [row.split("\t") for row in page.locator(".map-side tbody").inner_text().strip().split("\n")]
    assert [row[0] for row in found] == list(one.scenario.settings.places.network_names)
    shown = [float(row[3].replace("−", "-")) for row in found]
    assert np.allclose(shown, 100 * gain.reshape(-1, 4).mean(axis=1), atol=0.0501)


@pytest.mark.slow
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.thorough), "es"])
def test_axe_finds_no_violation_once_all_is_drawn(opened: Open, language: str) -> None:
    page = the_map(opened, language=language)
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.evaluate(PAINTED)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert json.dumps([(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]) == "[]"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
