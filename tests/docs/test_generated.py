"""Made pages are current, say what the declarations say, and every source they name is in the bibliography."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.documentation import __main__ as documents
from experiments.documentation import odd, sources, stress
from experiments.documentation.bibliography import READ, cited_in, dangling_in, entries, is_judgement
from scenarios.library import available
from scenarios.load import load
from simulation.phases import Phase
from simulation.state import STATES
from simulation.streams import Decision, normal_at, run_key, uniform

ROOT = Path(__file__).resolve().parents[2]
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
CITING = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "simulation").rglob("*.py"))]
CITING.remove(sources.FILE)  # the bibliography itself


# Made pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", documents.PAGES, ids=lambda file: file.name)
def test_a_made_page_is_current(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == documents.PAGES[file](), "run: make tables"


def test_a_stale_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    monkeypatch.setattr(documents, "PAGES", {page: lambda: "new\n"})
    assert documents.main(["--check"]) == 1
    assert "page.md is stale. Run: make tables" in capsys.readouterr().err
    assert documents.main([]) == 0
    assert page.read_text(encoding="utf-8") == "new\n"
    assert documents.main(["--check"]) == 0


def test_the_description_has_a_table_of_every_group_of_parameters() -> None:
    from simulation.parameters import groups

    missing = {f"parameters {name}" for name in groups()} - set(odd.parts_of(ODD))
    assert not missing, f"docs/odd.md has no table <!-- made: NAME --> for {missing}"
    assert {"phases", "state", "decisions", "loops", "parameters process"} <= set(odd.parts_of(ODD))


def test_every_field_of_state_is_explained() -> None:
    found = odd.fields_with_meaning()
    assert [tuple(fields) for fields in found.values()] == [kind._fields for kind in STATES]  # type: ignore[attr-defined]


def test_every_decision_has_its_member() -> None:
    assert list(odd.MEMBERS) == [decision.name for decision in Decision]


def test_the_detailed_table_of_phases_has_all_of_them_in_their_order() -> None:
    detail = ODD.partition("In more detail:")[2].partition("\n\nIn months")[0]
    assert re.findall(r"^\| (\d+) \| ([A-Z]+) \|", detail, re.MULTILINE) == [(str(int(p)), p.name) for p in Phase]


def test_every_mechanism_has_a_submodel_that_names_its_file() -> None:
    for path in sorted((ROOT / "simulation" / "mechanisms").glob("[a-z]*.py")):
        if path.stem != "shapes":
            assert f"### 7.{_number_of(path.stem)} {path.stem.capitalize()}\n\n`mechanisms/{path.name}`" in ODD


def _number_of(stem: str) -> str:
    found = re.search(rf"^### 7\.(\d+) {stem.capitalize()}$", ODD, re.MULTILINE)
    assert found, f"no submodel is named {stem.capitalize()}"
    return found[1]


def test_the_normal_of_the_page_is_the_normal_of_the_model() -> None:
    p, q = (
        [float(x) for x in re.findall(r"[\d.e-]+", line)] for line in re.findall(r"^[PQ]: (.*)$", ODD, re.MULTILINE)
    )
    for member in range(200):
        u = uniform(run_key(3), member * 7919)
        t = 2.0 * u - 1.0
        y = 1.0 - t * t
        above = below = 0.0
        for a, b in zip(p, q, strict=True):
            above, below = above * y + a, below * y + b
        assert t * above / below == normal_at(u)


# The checklist ---------------------------------------------------------------------------------------------


def test_the_checklist_has_every_item() -> None:
    numbers = [item.number for section in stress.sections(None) for item in section.items]
    assert numbers == [
        *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4"),
        *("3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"),
    ]


def test_the_checklist_of_a_store_tells_its_seed_runs_and_versions(tmp_path: Path) -> None:
    from experiments.runs.sweep.variants import made, plan_of_variants

    settings = load("baseline", size="classroom")
    plan = plan_of_variants({"baseline": settings.settings}, replicates=3, seed=17, measures=("reach",))
    made(plan, "Is it told?", tmp_path / "store")
    told = stress.of_store(tmp_path / "store")
    for words in ("Is it told?", "Seed 17, 3 replicates of each of 1 settings, 3 runs", "numba", "model "):
        assert words in told


# Sources ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", available())
def test_every_source_of_a_scenario_resolves(name: str) -> None:
    """To an entry, to a document of this project, or to an assumption that calls itself one."""
    scenario = load(name)
    assert sources.unsupported(scenario) == []
    lost = {value.source: dangling_in(value.source) for value in scenario.sources.values()}
    assert {source: names for source, names in lost.items() if names} == {}


def test_a_measured_value_names_its_study() -> None:
    for name, sourced in load("baseline").sources.items():
        if sourced.status == "measured":
            assert cited_in(sourced.source) and not is_judgement(sourced.source), name


@pytest.mark.parametrize("path", CITING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_citation_is_in_the_bibliography(path: Path) -> None:
    assert dangling_in(path.read_text(encoding="utf-8")) == ()


def test_every_entry_says_how_it_was_read() -> None:
    for key, entry in entries().items():
        assert entry.fields.get("title") and entry.fields.get("note", "").startswith(READ), key
        assert "year" in entry.fields or "eprint" in entry.fields, key


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Pinel 2015, mhtf.org: an incentive", ("pinel2015",)),
        ("staff demoted or fired: Garcia Prado & Lao Pena 2010, World Bank", ("garciaprado2010",)),
        ("left in a year in a Rwandan hospital (PAMJ 27:168)", ("odhiambo2017",)),
        ("Bolton, Logan & Gittell\n2021, doi:10.1177/0021886321991597", ("bolton2021",)),
        ("García Prado and Lao Peña 2010", ("garciaprado2010",)),
        ("arXiv:1810.03579", ("eckles2018",)),
        ("assumption: our own", ()),
    ],
)
def test_citations_are_found(text: str, keys: tuple[str, ...]) -> None:
    assert cited_in(text) == keys
    assert dangling_in(text) == ()


@pytest.mark.parametrize("text", ["Nobody 1999", "doi:10.1234/nothing", "Pinel 2016", "Centola & Macy 2008"])
def test_a_citation_without_an_entry_is_caught(text: str) -> None:
    assert dangling_in(text)


def test_the_departments_are_what_their_rule_gives(tmp_path: Path) -> None:
    from python_calamine import load_workbook

    from experiments.documentation.departments import write

    write(tmp_path / "unidades.xlsx")
    kept = load_workbook(ROOT / "docs" / "how-to" / "eighteen-departments" / "unidades.xlsx")
    made = load_workbook(tmp_path / "unidades.xlsx")
    assert kept.sheet_names == made.sheet_names
    for name in made.sheet_names:
        assert kept.get_sheet_by_name(name).to_python() == made.get_sheet_by_name(name).to_python()
