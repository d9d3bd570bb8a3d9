"""Overrides: what is typed after --set arrives as typed, and nothing typed there can crash."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import load
from scenarios.cells import bound_in
from scenarios.overrides import entries_of, value_of
from simulation.declarations import Parameter
from simulation.errors import SimulationError
from simulation.parameters import declared

NUMBERS = [p for p in declared().values() if not p.choices and not p.name.startswith("mentoring_")]
PAIRED = {f"{process}.{bound}" for process in ("ccs", "anc") for bound in ("baseline", "ceiling")}


def in_range(parameter: Parameter) -> st.SearchStrategy[float]:
    if parameter.whole:
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high)


@given(st.data())
def test_a_value_in_range_arrives_as_typed(data: st.DataObject) -> None:
    parameter = data.draw(st.sampled_from([p for p in NUMBERS if p.name not in PAIRED]))
    value = data.draw(in_range(parameter))
    loaded = load("aligned", sets=[f"{parameter.name}={value!r}"]).settings
    assert loaded.values[parameter.name] == value
    assert not [change for change in loaded.changes if change.name == parameter.name]


@given(st.data(), st.integers(1, load("baseline").settings.months - 1))
def test_a_dated_lever_arrives_at_its_month(data: st.DataObject, month: int) -> None:
    parameter = data.draw(st.sampled_from([p for p in NUMBERS if p.dated]))
    value = data.draw(in_range(parameter))
    loaded = load("baseline", sets=[f"{parameter.name}@{month}={value!r}"]).settings
    assert [(c.month, c.name, c.value) for c in loaded.changes] == [(month, parameter.name, value)]


@given(st.data())
def test_a_value_out_of_range_is_refused_with_its_range(data: st.DataObject) -> None:
    parameter = data.draw(st.sampled_from(NUMBERS))
    above = st.floats(min_value=parameter.high, exclude_min=True, allow_infinity=False)
    below = st.floats(max_value=parameter.low, exclude_max=True, allow_infinity=False)
    value = data.draw(above | below)
    with pytest.raises(SimulationError) as caught:
        load("baseline", sets=[f"{parameter.name}={value!r}"])
    message = str(caught.value)
    assert message.startswith("--set ")
    assert parameter.name in message
    assert f"{parameter.high:,.10g}" in message


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63) + 1, 2**63 - 1))
def test_numbers_make_the_round_trip(value: float) -> None:
    assert value_of(repr(value), "--set") == value


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x7E)))
def test_quoted_text_makes_the_round_trip(value: str) -> None:
    assert value_of(json.dumps(value), "--set") == value


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,20}", fullmatch=True))
def test_a_bare_word_is_text_unless_toml_has_a_meaning_for_it(word: str) -> None:
    value = value_of(word, "--set")
    assert value == word or word in ("true", "false", "nan", "inf")


@settings(max_examples=300)
@given(st.text(max_size=60) | st.from_regex(r"[a-z_.]{1,20}(@[0-9a-z]{0,3})?=.{0,20}", fullmatch=True))
def test_anything_else_is_refused_in_words(text: str) -> None:
    try:
        load("baseline", sets=[text])
    except SimulationError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 1500


@pytest.mark.parametrize("sets", [["a=1", "a=2"], ["a@3=1", "a@03=1"]])
def test_setting_the_same_twice_is_refused(sets: list[str]) -> None:
    with pytest.raises(SimulationError, match="set twice"):
        entries_of(sets)


@pytest.mark.parametrize("text", ["0.125", "0.030", "-0.125", "1.5", "12", "1234.5"])
def test_a_bound_that_is_one_number_is_that_number(text: str) -> None:
    assert bound_in(text) == float(text)
