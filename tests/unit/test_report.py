"""The report: complete, self-contained, honest, in both languages, whatever is compared."""

import itertools
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from plotly import graph_objects

from experiments.analyses.comparison.answer import Answer
from experiments.analyses.comparison.bands import band_of
from experiments.analyses.comparison.charts import moved_apart
from experiments.analyses.comparison.map import hull_of, landscape_of
from experiments.analyses.comparison.method import Comparison, IdenticalBefore, compare
from experiments.analyses.comparison.report import render, write_report
from experiments.analyses.comparison.reproduce import Reproduction, with_links
from experiments.analyses.comparison.subject import Subject, schedule_of, voice_of
from experiments.analyses.comparison.tables import Tables
from experiments.presentation.blocks import Table
from experiments.presentation.voice import LANGUAGES
from experiments.runs.reported import estimate_of, is_between_0_and_1
from experiments.statistics.intervals import CensoredMedian, Contrast, Estimate, mean_of
from experiments.statistics.resampling import clustered_contrast
from scenarios.load import load
from simulation.errors import OutputError, SimulationError
from simulation.observables import REGIMES

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {name} %(x)s </title>"
SECTIONS = ("answer", "questions", "numbers", "costs", "figure", "reproduce", "limits")
FIGURES = ("regimes", "coverage", "gains", "distance", "map", "efficacy", "climate")
VOID = {"meta", "img", "br", "wbr", "link", "input", "hr"}


def compared(names: Sequence[str], replicates: int, *sets: str) -> Comparison:
    return compare(
        [load(name, size="classroom", sets=sets) for name in names], replicates=replicates, uncertainty="none"
    )


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compared(["baseline", "aligned", "aligned-tied"], 8)


@pytest.fixture(scope="module")
def pages(comparison: Comparison) -> dict[str, str]:
    return {language: render(comparison, language, "bubbles compare a b") for language in LANGUAGES}


@pytest.fixture(scope="module")
def once() -> Comparison:
    """One run of each."""
    return compared(["baseline", "aligned"], 1)


class Page(HTMLParser):
    """What a page consists of: elements that nest, and the words a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "pre"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def charts_in(page: str) -> dict[str, dict[str, object]]:
    found = re.search(r'<script type="application/json" id="charts">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


# What is there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_all_sections_and_figures_in_order(pages: dict[str, str], language: str) -> None:
    page = Page(pages[language])
    assert page.all("html") == [{"lang": language}]
    names = [attributes.get("id") for attributes in page.all("section")]
    assert names == list(SECTIONS)
    assert [attributes.get("id") for attributes in page.all("figure")] == [f"figure-{name}" for name in FIGURES]
    assert all(f'href="#{name}"' in pages[language] for name in SECTIONS)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fetched(pages: dict[str, str], language: str) -> None:
    page = Page(pages[language])
    for tag, attributes in page.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "video", "audio", "base", "form")
        assert not {"src", "srcset", "data", "poster", "background", "action", "ping"} & set(attributes)
        href = attributes.get("href") or "#"
        assert href == "#" or (tag == "a" and href.startswith(("#", "https://doi.org/")))
    own = pages[language].split("* plotly.js")[0]
    assert "@import" not in own and "url(" not in own
    policy = next(meta for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert str(policy["content"]).startswith("default-src 'none'")
    assert pages[language].count("* plotly.js v") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_unfilled(pages: dict[str, str], language: str) -> None:
    page = Page(pages[language])
    attributes = [str(value) for _, found in page.elements for value in found.values()]
    for words in (page.text, *attributes):
        assert not re.search(r"\{[a-z_]*\}|\bnan\b|\bNone\b|Markup|&amp;|&lt;", words)
    for word in ("Undefined", "jinja"):
        assert word not in page.text


def test_what_can_be_seen_can_be_heard(pages: dict[str, str]) -> None:
    page = Page(pages["en"])
    plots = [attributes for attributes in page.all("div") if "data-chart" in attributes]
    charts = charts_in(pages["en"])
    assert [plot["data-chart"] for plot in plots] == list(charts)
    assert all(plot["role"] == "img" and len(plot["aria-label"] or "") > 20 for plot in plots)
    assert all(attributes.get("scope") for attributes in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert len(page.all("figcaption")) == len(FIGURES)
    coverage = next(plot for plot in plots if plot["data-chart"] == "coverage-ccs-0")
    assert re.search(r"Status quo: True coverage of CCS.*coached \d\d\.\d, then \d\d\.\d", coverage["aria-label"] or "")


def test_charts_say_nothing_that_plotly_does_not_know(pages: dict[str, str]) -> None:
    for name, chart in charts_in(pages["es"]).items():
        assert graph_objects.Figure(chart).data or name.startswith("regimes"), name
    with pytest.raises(ValueError, match="linewidth"):
        graph_objects.Figure({"data": [{"type": "scatter", "linewidth": 2}]})


def test_charts_name_what_they_draw(pages: dict[str, str]) -> None:
    charts = charts_in(pages["es"])
    words = json.dumps(charts["gain-1"], ensure_ascii=False)
    for expected in ("acompañamiento", "cambian las reglas", "no acompañados", "puntos porcentuales"):
        assert expected in words
    lines = [trace for trace in charts["coverage-anc-0"]["data"] if trace.get("name")]  # type: ignore[union-attr, attr-defined]
    assert lines and all(trace["line"]["dash"] == "dash" for trace in lines)
    assert charts["gain-1"]["layout"]["separators"] == ".,"  # type: ignore[index]


def test_numbers_of_the_page_are_those_of_the_comparison(comparison: Comparison, pages: dict[str, str]) -> None:
    direct = comparison.estimates["aligned"]["direct_gain.ccs"]
    contrast = comparison.contrast("aligned", "coverage.ccs")
    assert direct.mean is not None and direct.low is not None and direct.high is not None and contrast.mean is not None
    english = Page(pages["en"]).text
    assert f"{100 * direct.mean:.2f} {100 * direct.low:.2f} to {100 * direct.high:.2f}" in english
    assert f"+{100 * contrast.mean:.2f}" in english
    assert f"+{100 * contrast.mean:.2f}" in Page(pages["es"]).text, "Honduras writes decimals with a point"


def test_the_page_says_how_to_reproduce_it(comparison: Comparison, pages: dict[str, str]) -> None:
    text = pages["en"]
    assert "bubbles compare a b" in text
    pair = "<strong>Status quo</strong> and <strong>Aligned authorities</strong>"
    assert f"{pair} are identical before month 24 in all 8 replicates that were lived apart" in text
    for words in ("Status quo <code>baseline</code>", "Aligned authorities <code>aligned</code>"):
        assert text.count(words) == 1  # among the settings
    for words in ("alignment", "scenarios/aligned-tied.toml", "doi.org/10.1136/bmjgh-2021-005582", "cross_ties = 0.4"):
        assert words in text
    likely = Reproduction(Subject(comparison, voice_of("es")), None)
    assert likely.command == (
        "bubbles compare baseline aligned aligned-tied --size classroom --months 144 --seed 1 --replicates 8 "
        "--uncertainty none --engine compiled --report report.html --language es"
    )
    assert not likely.is_given


def test_what_pairs_of_scenarios_had_in_common_is_told(comparison: Comparison) -> None:
    def told(month: int | None, *, identical: bool = True) -> str:
        pair = IdenticalBefore("baseline", "aligned", month, identical, 8, None if identical else (3, 7))
        subject = Subject(replace(comparison, identical_before=[pair]), voice_of("en"))
        return str(Reproduction(subject, None).identity_checks()[0])

    assert "are identical before month 24 in all 8 replicates that were lived apart" in told(24)
    assert "differ from the first month on" in told(0)
    assert "identical in all months of all 8 replicates that were lived apart" in told(None)
    assert "NOT: replicate 3 parts in month 7" in told(24, identical=False)


def cells_of(table: Table) -> list[list[str]]:
    """Return the words of every cell, row by row, what stands below in brackets."""
    rows = [row for group in table.groups for row in group.rows]
    return [
        [" ".join([str(cell.words), *(f"[{below}]" for below in cell.below)]) for cell in row.cells] for row in rows
    ]


def test_a_head_start_has_a_median_and_says_how_many_are_open(comparison: Comparison) -> None:
    def of(median: float | None, low: float | None, high: float | None, share: float, defined: int) -> CensoredMedian:
        return CensoredMedian(median, low, high, Estimate(share, 0.1, 0.9, defined), defined)

    nobody = CensoredMedian(None, None, None, Estimate(None, None, None, 0), 0)
    medians = {
        "baseline": {"head_start.coached": of(12.0, 9.0, None, 0.25, 8), "head_start.uncoached": nobody},
        "aligned": {
            "head_start.coached": of(None, None, None, 0.75, 8),
            "head_start.uncoached": of(6.0, 6.0, 6.0, 0.5, 4),
        },
    }
    known = replace(comparison, medians={**medians, "aligned-tied": medians["baseline"]})
    table = Tables(Subject(known, voice_of("en"))).head_starts()
    assert table is not None and [head.span for head in table.heads] == [2, 2, 2]
    coached, uncoached = cells_of(table)
    assert coached[:4] == ["12 [9 to beyond]", "25% [10.0 to 90.0]", "beyond", "75% [10.0 to 90.0]"]
    assert uncoached[0].startswith("—") and "defined in 0 of 8 runs" in uncoached[0]
    assert uncoached[2:4] == ["6 [defined in 4 of 8 runs]", "50% [10.0 to 90.0]"]
    nowhere = {name: dict.fromkeys(medians["baseline"], nobody) for name in comparison.estimates}
    assert Tables(Subject(replace(comparison, medians=nowhere), voice_of("en"))).head_starts() is None


def test_both_ends_of_a_value_stand_side_by_side_and_shares_stay_between_0_and_1() -> None:
    scenarios = [load(name, size="classroom") for name in ("mentoring-kept", "aligned-kept")]
    found = compare(scenarios, replicates=9, uncertainty="plausible", by="authority.waits_for_policy")
    thirds = found.thirds
    assert thirds is not None and (thirds.low.sets, thirds.high.sets) == (3, 3)
    tables = Tables(Subject(found, voice_of("en")))
    table = tables.thirds()
    assert table is not None and [head.span for head in table.heads] == [2, 2] and len(table.second_heads) == 4
    cells = cells_of(table)
    assert len(cells) == len(thirds.measures) and all(len(row) == 4 for row in cells)
    reach = thirds.high.estimates["aligned-kept"]["reach"]
    assert reach.mean is not None and cells[thirds.measures.index("reach")][3].startswith(f"{100 * reach.mean:.1f}")
    for third in (thirds.low, thirds.high):
        for estimates in third.estimates.values():
            of_shares = [estimates[name] for name in thirds.measures if is_between_0_and_1(name)]
            assert len(of_shares) == len(REGIMES) + 1
            assert all(one.low is not None and 0.0 <= one.low <= (one.high or 0.0) <= 1.0 for one in of_shares)
    assert "3 sets each, with 3 and 3 runs of each scenario" in str(tables.thirds_in_words())
    assert Tables(Subject(replace(found, thirds=None), voice_of("en"))).thirds() is None


def test_an_interval_leaves_0_to_1_only_where_the_measure_may() -> None:
    wide, alone = np.array([0.0, 0.0, 0.0, 1.0]), np.arange(4)
    for name in ("reach", "reached_ever", "coverage.ccs", "candour.coached"):
        estimate = estimate_of(name, wide, alone)
        assert (estimate.mean, estimate.low) == (0.25, 0.0) and estimate.high == 1.0
    for name in ("spillover_gain.ccs", "efficacy_gain.ccs", "identity_gap", "theatre", "cost"):
        estimate = estimate_of(name, wide, alone)
        assert estimate.low is not None and estimate.low < 0.0 and (estimate.high or 0.0) > 1.0


def test_runs_of_one_set_count_as_one_in_estimates_and_contrasts() -> None:
    values = np.random.default_rng(3).normal(size=12)
    twice, sets = np.repeat(values, 2), np.repeat(np.arange(12), 2)
    assert estimate_of("cost", twice, sets).low == pytest.approx(estimate_of("cost", values, np.arange(12)).low)
    contrast = clustered_contrast("a", "b", "cost", twice, 0.0 * twice, sets)
    assert contrast.low == pytest.approx(mean_of(values).low) and contrast.defined == 24


# What users bring -------------------------------------------------------------------------------------------


def test_hostile_words_stay_words() -> None:
    first = load("baseline", size="classroom")
    places = first.settings.places
    named = replace(places, region_names=(HOSTILE, "b"), team_names=(HOSTILE,) * 24)
    settings, other = replace(first.settings, places=named), load("aligned", size="classroom")
    text = {HOSTILE: HOSTILE}
    scenarios = [
        replace(first, name=HOSTILE, question=HOSTILE, question_es=HOSTILE, settings=settings, file=HOSTILE, text=text),
        replace(other, question=HOSTILE, settings=replace(other.settings, places=named)),
    ]
    found = compare(scenarios, replicates=2, uncertainty="none")
    page = render(found, "es", HOSTILE)
    assert "<script>alert" not in page and "<img" not in page.split("* plotly.js")[0]
    assert not Page(page).all("img") and len(Page(page).all("script")) == 3
    charts = json.dumps(charts_in(page))
    assert "&lt;script" in charts and "<script" not in charts  # Plotly reads its texts as HTML


def test_links_come_from_dois_only() -> None:
    source = with_links('see doi:10.1136/bmjgh-2021-005582, <a href="http://x">, doi:10.1/short')
    assert str(source).count("<a ") == 1
    assert '<a href="https://doi.org/10.1136/bmjgh-2021-005582" rel="noreferrer">' in source


# What is undefined ------------------------------------------------------------------------------------------


def test_a_scenario_without_coaching_has_dashes_and_no_gain() -> None:
    found = compared(["no-coaching", "baseline"], 8)
    page = render(found, "en")
    text = Page(page).text
    assert "nobody is coached, so there is no gain to speak of" in text
    assert re.search(r"Bubble: [^—]* reach is under 20% percent of runs — defined in 0 of 8 runs", text)


def test_one_run_has_no_intervals_and_says_so_and_is_the_same_each_time(once: Comparison) -> None:
    page = render(once, "es")
    assert "Hay una sola corrida de cada escenario" in page
    assert "intervalo del 95" not in Page(page).text.split("Los números")[1]
    assert render(once, "es") == page


def test_six_scenarios_stand_side_by_side() -> None:
    names = ["baseline", "no-coaching", "aligned", "mentoring-kept", "scaled-same-coaches", "clustered"]
    page = render(compared(names, 2), "es")
    charts = charts_in(page)
    assert {f"map-{place}" for place in range(6)} <= set(charts)
    assert "crece el programa" in json.dumps(charts["coverage-ccs-4"], ensure_ascii=False)
    ranges = {json.dumps(charts[f"coverage-ccs-{place}"]["layout"]["yaxis"]["range"]) for place in range(6)}  # type: ignore[index]
    assert len(ranges) == 1
    scales = {charts[f"map-{place}"]["data"][-1]["marker"]["cmax"] for place in range(6)}  # type: ignore[index]
    assert len(scales) == 1


@pytest.mark.parametrize("extreme", ["coaching_coverage=1", "coaching_coverage=0", "months=1", "ties=0"])
def test_extremes_are_told_without_warnings(extreme: str, recwarn: pytest.WarningsRecorder) -> None:
    Page(render(compared(["baseline", "high-turnover"], 2, extreme), "en"))
    assert not [warning for warning in recwarn if issubclass(warning.category, RuntimeWarning)]


# What may be claimed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "mean", "high", "words"),
    [
        (0.02, 0.03, 0.04, "3.0 points higher (95% interval 2.0 to 4.0)"),
        (-0.04, -0.03, -0.02, "3.0 points lower (95% interval 2.0 to 4.0)"),
        (-0.01, 0.002, 0.014, "no clear difference (95% interval −1.00 to 1.40 points, which includes zero)"),
        (0.0, 0.0, 0.0, "the same"),
        (None, -0.03, None, "3.0 points lower"),
        (None, None, None, "undefined"),
    ],
)
def test_no_more_is_claimed_than_the_interval_allows(
    comparison: Comparison, low: float | None, mean: float | None, high: float | None, words: str
) -> None:
    answer = Answer(Subject(comparison, voice_of("en")))
    contrast = Contrast("aligned", "baseline", "coverage.ccs", mean, low, high, None, 8)
    assert words in answer.difference(contrast)


def test_the_regime_is_named_only_where_most_runs_have_it(comparison: Comparison) -> None:
    def leading(*shares: float | None) -> str | None:
        estimates = {
            f"regime.{regime}": Estimate(share, None, None, 0 if share is None else 8)
            for regime, share in zip(REGIMES, shares, strict=True)
        }
        changed = {**comparison.estimates, "aligned": {**comparison.estimates["aligned"], **estimates}}
        return Answer(Subject(replace(comparison, estimates=changed), voice_of("en"))).leading_regime("aligned")

    assert leading(0.0, 0.1, 0.2, 0.6, 0.1) == "partial"
    assert leading(0.0, 0.6, 0.2, 0.1, 0.1) == "faded"
    assert leading(0.0, 0.0, 0.5, 0.5, 0.0) == "mixed"
    assert leading(None, None, None, None, None) is None


def test_a_broken_identity_is_the_first_thing_said(once: Comparison) -> None:
    broken = IdenticalBefore("baseline", "aligned", 24, False, 8, (3, 7))
    page = render(replace(once, identical_before=[broken]), "en")
    answer = page.partition('<section id="answer"')[2]
    assert answer.index("Do not rely on this comparison") < answer.index("Under <strong>")


# Pieces -----------------------------------------------------------------------------------------------------


def test_bands_leave_out_what_is_undefined() -> None:
    band = band_of(np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan]]))
    assert band.mean[:2].tolist() == [2.0, 5.0] and np.isnan(band.mean[2])
    assert band.low[0] < band.mean[0] < band.high[0] and band.is_wide
    assert band_of(np.full((1, 2), np.nan)).is_empty


def test_labels_are_moved_apart_in_their_order() -> None:
    places = moved_apart([0.5, 0.5, 0.52, 0.0], [0.1] * 4, 0.0, 1.0)
    ordered = sorted(places)
    assert all(after - before >= 0.1 - 1e-6 for before, after in itertools.pairwise(ordered))
    assert places[2] == max(places) and places[3] == min(places) >= 0.05 - 1e-9


def test_everybody_on_the_map_stands_in_the_own_region_and_on_nobody() -> None:
    places = load("baseline").settings.places
    land = landscape_of(places)
    for network in range(places.networks):
        away = np.hypot(*(land.teams[list(places.teams_of(network))] - land.networks[network]).T)
        assert (away < land.radius[network]).all()
    gaps = np.hypot(*(land.teams[:, None, :] - land.teams[None, :, :]).transpose(2, 0, 1))
    assert gaps[~np.eye(places.teams, dtype=bool)].min() > 0.9
    assert hull_of([(0.0, 0.0), (1.0, 0.0), (0.5, 0.2), (1.0, 1.0), (0.0, 1.0)])[:-1] == [
        (0.0, 0.0),
        (1.0, 0.0),
        (1.0, 1.0),
        (0.0, 1.0),
    ]


def test_schedules_say_each_value_once() -> None:
    settings = load("aligned").settings
    assert schedule_of(settings, "alignment") == ((0, 0.15, ()), (24, 0.8, ()))
    assert schedule_of(settings, "sanction") == ((0, 0.6, ()),)


# Writing ----------------------------------------------------------------------------------------------------


def test_the_report_is_written_and_its_path_returned(once: Comparison, tmp_path: Path) -> None:
    path = write_report(once, str(tmp_path / "report.html"), "es", "bubbles")
    assert path == tmp_path / "report.html"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_cannot_be_written_is_an_error_with_a_remedy(once: Comparison, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"Choose another folder or free space\."):
        write_report(once, tmp_path / "missing" / "report.html")
    with pytest.raises(SimulationError, match="language is 'fr'"):
        write_report(once, tmp_path / "report.html", "fr")
    assert not list(tmp_path.iterdir())
