"""Numbers in columns: whatever a locale writes, the same number comes back, or the column is refused."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments.analyses.fit.columns import MEANT
from scenarios.tables.numbers import numbers_in
from simulation.declarations import Parameter
from simulation.parameters import parameter_named

PEOPLE = replace(parameter_named("price.population"), name="population")
SHARE = replace(parameter_named("ccs.baseline"), name="coverage.ccs")
LOCALES = [(".", ","), (",", "."), (",", " "), (".", " "), (".", "'"), (",", "’"), (".", ""), (",", "")]


def written(number: float, decimal: str, thousands: str, digits: int) -> str:
    """Return a number as a locale writes it."""
    return f"{number:,.{digits}f}".translate({ord(","): thousands, ord("."): decimal})


def is_same_or_refused(numbers: list[float], texts: list[str], meant: Parameter) -> bool:
    found = numbers_in(dict(enumerate(texts)), meant)
    read = [found.values.get(place) for place in range(len(texts))]
    assert found.wrong or None not in read
    return bool(found.wrong) or read == pytest.approx(numbers, abs=1e-12)


@given(
    st.lists(st.integers(1, 1_000_000) | st.integers(1, 1000).map(lambda n: 1000 * n), min_size=1, max_size=12),
    st.sampled_from(LOCALES),
    st.sampled_from([0, 0, 0, 1, 2, 3]),
)
@example([3000], (",", "."), 0)
@example([3], (".", ","), 3)
@example([3, 4449], (".", ","), 3)
@example([3000, 4449], (",", "."), 0)
def test_people_are_read_as_meant_or_refused(numbers: list[int], locale: tuple[str, str], digits: int) -> None:
    texts = [written(number, *locale, digits) for number in numbers]
    assert is_same_or_refused([float(number) for number in numbers], texts, PEOPLE)


@given(
    st.lists(st.integers(200, 9800).map(lambda n: n / 10_000), min_size=1, max_size=12),
    st.sampled_from(LOCALES),
    st.sampled_from(["", "%", " %", "as shares"]),
    st.integers(2, 5),
)
def test_shares_are_read_as_meant_or_refused(
    numbers: list[float], locale: tuple[str, str], sign: str, digits: int
) -> None:
    as_shares = sign == "as shares"
    texts = [
        written(n, *locale, max(digits, 4)) if as_shares else written(100 * n, *locale, digits) + sign for n in numbers
    ]
    assert is_same_or_refused(numbers, texts, SHARE)


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=8), st.data())
def test_two_locales_in_one_column_never_give_another_number(numbers: list[int], data: st.DataObject) -> None:
    texts = [
        written(number, *data.draw(st.sampled_from(LOCALES)), data.draw(st.sampled_from([0, 1]))) for number in numbers
    ]
    found = numbers_in(dict(enumerate(texts)), PEOPLE)
    if not found.wrong:
        assert [found.values[place] for place in range(len(numbers))] == numbers


@given(st.dictionaries(st.integers(0, 9), st.text(max_size=12) | st.floats() | st.booleans(), max_size=6))
def test_any_cells_are_numbers_in_range_or_refused_in_words(cells: dict[int, str | float | bool]) -> None:
    cells = {place: cell for place, cell in cells.items() if cell != ""}
    for meant in (PEOPLE, SHARE):
        found = numbers_in(cells, meant)
        assert found.wrong or set(found.values) == set(cells)
        assert all(meant.low <= value <= meant.high for value in found.values.values())
        remedies = ("Give ", "Write ", "Choose ", "Mend ", "type ")
        assert all(told.endswith(".") and any(one in told for one in remedies) for told in found.wrong.values())


def test_more_numbers_never_make_a_column_less_clear() -> None:
    """What decides is the column: one number with a mark that can mean one thing only settles the others."""
    alone = numbers_in({0: "3.000"}, PEOPLE)
    assert list(alone.wrong) == [0] and not alone.values
    settled = numbers_in({0: "3.000", 1: "4.449"}, PEOPLE)
    assert (settled.values, settled.thousands, settled.wrong) == ({0: 3000, 1: 4449}, ".", {})
    other = numbers_in({0: "3.000", 1: "4449.000"}, PEOPLE)
    assert (other.values, other.decimal, other.wrong) == ({0: 3, 1: 4449}, ".", {})


REPORTED = MEANT["share"]


@given(
    st.lists(st.integers(0, 10_000).map(lambda n: n / 10_000), min_size=1, max_size=12),
    st.sampled_from(LOCALES),
    st.sampled_from(["", "%", "as shares"]),
)
def test_reported_shares_from_none_to_all_are_read_as_meant_or_refused(
    numbers: list[float], locale: tuple[str, str], sign: str
) -> None:
    """But for a column of percents in which none is above 1: without a sign those are shares."""
    texts = [written(n, *locale, 4) if sign == "as shares" else written(100 * n, *locale, 2) + sign for n in numbers]
    meant = [100 * n for n in numbers] if sign == "" and max(numbers) <= 0.01 else numbers
    assert is_same_or_refused(meant, texts, REPORTED)


@given(st.lists(st.floats(1.001, 2.0), min_size=1, max_size=6))
def test_more_than_all_is_never_taken_for_percents(numbers: list[float]) -> None:
    assert numbers_in(dict(enumerate(numbers)), REPORTED).wrong
