"""Calendar: months and dates are one and the other's name, at every door, and no run depends on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulation
from experiments import compare
from experiments.runs.sweep.plan import plan_of
from experiments.runs.sweep.study import load_study
from scenarios import load
from scenarios.calendar import FIRST_YEAR, LAST_YEAR, Calendar, Date, date_in
from scenarios.vocabulary import month_in
from simulation.errors import SimulationError

DATES = st.builds(Date, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
MONTHS = st.integers(0, 599)


@given(DATES, MONTHS)
def test_a_month_makes_the_round_trip(start: Date, month: int) -> None:
    calendar = Calendar(start)
    date = calendar.date(month)
    assert calendar.month(date) == month
    assert 1 <= date.month <= 12


@given(DATES)
def test_a_date_makes_the_round_trip(date: Date) -> None:
    assert date_in(str(date), "start", "{date}") == date
    assert Calendar(date).date(0) == date


@given(DATES, st.integers(1, 143))
def test_a_change_by_date_is_the_change_by_number(start: Date, month: int) -> None:
    date = Calendar(start).date(month)
    by_date = load("baseline", sets=[f"start={start}", f"alignment@{date}=0.8"])
    assert by_date.settings == load("baseline", sets=[f"alignment@{month}=0.8"]).settings
    assert by_date.calendar == Calendar(start)


@given(st.floats(0.0, 1.0, allow_nan=False))
def test_a_number_is_no_date(value: float) -> None:
    assert load("baseline", sets=[f"alignment={value!r}"]).settings.values["alignment"] == value
    assert load("baseline", sets=["trust.gain_support=0.1234"]).settings.values["trust.gain_support"] == 0.1234
    assert load("baseline", sets=["price.capitation=1.2024"]).settings.values["price.capitation"] == 1.2024


@given(st.integers(0, 600))
def test_the_window_is_given_by_dates_too(month: int) -> None:
    calendar = Calendar(Date(2024, 1))
    sets = ["start=2024-01", "mentoring_start=2024-01", f"mentoring_end={calendar.date(month)}"]
    assert load("baseline", sets=sets).settings.values["mentoring_end"] == month


def test_a_file_says_its_start_and_its_dates(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        'question = "?"\nbased_on = "baseline"\nstart = "2024-01"\n\n[[change]]\nmonth = 0\n'
        'mentoring_start = "2025-01"\n\n[[change]]\nmonth = "2026-07"\nalignment = 0.8\n'
    )
    found = load(file)
    assert [(change.month, change.name) for change in found.settings.changes] == [(30, "alignment")]
    assert found.settings.values["mentoring_start"] == 12
    moved = load(file, sets=["start=2025-01"])
    assert [change.month for change in moved.settings.changes] == [18]
    assert moved.settings.values["mentoring_start"] == 0


def test_dicts_take_dates(tmp_path: Path) -> None:
    found = compare(
        "baseline",
        {"name": "ours", "start": "2024-01", "alignment@2026-07": 0.8},
        size="classroom",
        replicates=2,
        months=48,
        bands=False,
    )
    assert str(found.calendar) == "2024-01"
    assert found.as_json()["start"] == "2024-01"


def test_a_start_changes_no_run_and_no_key(tmp_path: Path) -> None:
    plain, dated = (load("aligned", size="classroom", months=40, sets=sets) for sets in ([], ["start=1999-11"]))
    assert plain.settings == dated.settings
    runs = [simulation.run(one, seed=3, replicates=2).values.tobytes() for one in (plain, dated)]
    assert runs[0] == runs[1]
    keys: list[list[str]] = []
    for start in ("", 'start = "2024-01"\n'):
        (tmp_path / "own.toml").write_text(f'question = "?"\nbased_on = "baseline"\n{start}')
        study = tmp_path / "study.toml"
        study.write_text(
            'question = "?"\nscenarios = ["./own.toml"]\nreplicates = 2\nmeasures = ["reach"]\n'
            'design = "grid"\n[levers]\nalignment = { values = [0.2, 0.8] }\n'
        )
        keys.append(plan_of(load_study(study)).keys)
    assert keys[0] == keys[1]


def test_studies_take_dates(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('question = "?"\nbased_on = "baseline"\nstart = "2024-01"\n')
    study = tmp_path / "study.toml"
    study.write_text(
        'question = "?"\nscenarios = ["./own.toml"]\nreplicates = 2\n'
        'measures = ["reach", "coverage.ccs.coached@2027-01"]\n'
        'design = "grid"\n[levers]\n"alignment@2026-07" = { values = [0.2, 0.8] }\n'
    )
    found = load_study(study)
    assert [column.name for column in found.columns] == ["alignment@30"]
    assert "coverage.ccs.coached@36" in found.measures
    assert str(found.calendar) == "2024-01"


def test_words_in_both_languages() -> None:
    calendar = Calendar(Date(2024, 1))
    assert [month_in(language, 30, calendar) for language in ("en", "es")] == ["July 2026", "julio de 2026"]
    assert [month_in(language, 30, None) for language in ("en", "es")] == ["month 30", "el mes 30"]


@pytest.mark.parametrize(
    ("given_as", "says"),
    [
        ("2024-01-15", ("a day", "start=2024-01")),
        ("2024-13", ("no month 13", "start=2024-01")),
        ("2024-00", ("no month 00", "start=2024-01")),
        ("01/2024", ("another form", "start=2024-01")),
        ("2024-1", ("another form", "start=2024-01")),
        ("enero 2024", ("in figures", "start=2024-01")),
        ("marzo de 2025", ("in figures", "start=2025-03")),
        ("Sep 2025", ("in figures", "start=2025-09")),
        ("2024", ("no date", "start=2024-01")),
        ("soon", ("no date", "start=2024-01")),
        ("", ("no date", "start=2024-01")),
        ("0001-01", ("1900-01 to 2199-12", "start=2024-01")),
    ],
)
def test_a_start_that_is_none_is_told_with_what_to_write(given_as: str, says: tuple[str, ...]) -> None:
    with pytest.raises(SimulationError) as caught:
        load("baseline", sets=[f"start={given_as}"])
    message = str(caught.value)
    assert message.startswith("--set start")
    assert "\n" not in message
    for part in ("Allowed:", "Write", *says):
        assert part in message


@pytest.mark.parametrize(
    ("sets", "says"),
    [
        (["alignment@2026-07=0.8"], "nothing says which month month 0 is"),
        (["mentoring_start=2025-01"], "nothing says which month month 0 is"),
        (["start=2024-01", "alignment@2023-12=0.8"], "before the start"),
        (["start=2024-01", "mentoring_start=2023-12"], "before the start"),
        (["start=2024-01", "alignment@2036-01=0.8"], "2024-01 to 2035-12"),
        (["start=2024-01", "mentoring_end=2074-02"], "after the last month"),
        (["start=2024-01", "alignment@2026-07-15=0.8"], "a day"),
        (["start=2024-01", "alignment@2026-13=0.8"], "no month 13"),
        (["start=2024-01", "alignment@07/2026=0.8"], "alignment@2026-07=0.8"),
        (["start=2024-01", "alignment@30=0.8", "alignment@2026-07=0.7"], "set twice"),
        (["start=2024-01", "start=2025-01"], "set twice"),
        (["start@12=2024-01"], "without @"),
        (["start=2024-01", "alignment=2026-07"], "not a number"),
    ],
)
def test_dates_that_do_not_fit_are_refused(sets: list[str], says: str) -> None:
    with pytest.raises(SimulationError) as caught:
        load("baseline", sets=sets)
    assert says in str(caught.value)
    assert any(word in str(caught.value) for word in ("Allowed:", "outside"))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('start = "2024-01-15"', 'start = "2024-01"'),
        ("start = 2024-01-15", "a day"),
        ("start = 2024-01", 'a date stands in double quotes. Write start = "2024-01"'),
        ("start = 2024", "no date"),
        ('start = "2024-01"\n[[change]]\nmonth = "2023-01"\nalignment = 0.5', "before the start"),
        ('start = "2024-01"\n[[change]]\nmonth = "2044-01"\nalignment = 0.5', "months simulated"),
        ('[[change]]\nmonth = "2026-01"\nalignment = 0.5', "nothing says which month"),
        ('start = "2024-01"\n[[change]]\nmonth = "enero 2026"\nalignment = 0.5', 'month = "2026-01"'),
        ('start = "2024-01"\n[[change]]\nmonth = 0\nmentoring_end = "2026/05"', 'mentoring_end = "2026-05"'),
    ],
)
def test_a_file_with_a_bad_date_is_refused_at_its_line(tmp_path: Path, lines: str, says: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'question = "?"\nbased_on = "baseline"\n{lines}\n')
    with pytest.raises(SimulationError) as caught:
        load(file)
    message = str(caught.value)
    assert says in message
    assert message.startswith(f"{file}:")
    assert message[len(f"{file}:") :].split(":")[0].isdecimal()


def test_other_starts_are_not_compared() -> None:
    with pytest.raises(SimulationError, match=r"starts in 2025-01.*Allowed: one start"):
        compare({"name": "a", "start": "2024-01"}, {"name": "b", "start": "2025-01"}, size="classroom", replicates=2)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_report_tells_months_by_dates_alone(language: str) -> None:
    sets = ["start=2024-01", "alignment@2026-07=0.8"]
    found = compare("baseline", "aligned", sets=sets, size="classroom", replicates=2, months=72)
    html = found.report(language)
    month = {"en": "July 2026", "es": "julio de 2026"}[language]
    assert month in html
    assert "2029-12" in html
    head = html[html.index('id="numbers"') : html.index('id="reproduce"')]
    for number in ("month 30", "mes 30"):
        assert number not in head
    assert json.dumps(found.as_json())
