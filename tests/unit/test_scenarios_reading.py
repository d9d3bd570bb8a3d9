"""Reading: whatever a file holds, it is read or refused in words, and quickly."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scenarios import load
from scenarios.reading import LARGEST_SCENARIO, line_of, table_of
from simulation.errors import SimulationError
from simulation.parameters import declared

HEAD = 'question = "Does it?"\nbased_on = "baseline"\n'
NAMES = st.sampled_from([*declared(), "month", "regions", "question", "based_on", "structure", "coached_networks"])
VALUES = st.sampled_from(
    [
        "0.5",
        "-1",
        "1e999",
        "nan",
        "-inf",
        "true",
        '"x"',
        "[]",
        "{}",
        "[[1]]",
        "{a={b=1}}",
        "2020-01-01",
        "9" * 30,
        '"""',
    ]
)
LINES = st.builds("{} = {}".format, NAMES, VALUES) | st.sampled_from(
    ["[[change]]", "[structure]", "[alignment]", "[trust.drift]", "[ccs]", "month = 24", 'status = "assumed"', "#", "["]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(LINES, max_size=8).map("\n".join) | st.text(max_size=80))
@example("a = " + "[" * 100_000)
def test_any_text_is_read_or_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.toml"
    path.write_text(HEAD + text, encoding="utf-8", errors="replace")
    try:
        load(str(path))
    except SimulationError as error:
        message = str(error)
        assert message.startswith(str(path))
        assert "\n" not in message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(data)
    with pytest.raises(SimulationError):
        load(str(path))


@pytest.mark.parametrize(
    "text",
    [
        "a." * 120_000 + "a = 1",
        "".join(f"k{n}." + "a." * 15 + "a = 1\n" for n in range(5_000)),
        '"a".' * 60_000 + "a = 1",
        "[" + "a ." * 80_000 + "a]",
        "a = " + "{a = " * 40_000,
        "a = [" + "1," * 125_000 + "]",
        "a = " + "9" * 250_000,
        "a = 0x" + "f" * 250_000,
        "a = 1_" + "0_" * 120_000 + "0",
        'a = "' + "x" * 250_000,
        "x" * 250_000,
        " " * 250_000 + "=",
        '"' * 250_000,
        "-" * 250_000 + "." * 5_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_text_is_refused_within_a_second(text: str) -> None:
    assert len(text) <= LARGEST_SCENARIO
    start = time.process_time()
    try:
        table_of(text, "hostile.toml")
    except SimulationError as error:
        assert str(error).startswith("hostile.toml")
        assert len(str(error)) < 1500
    assert time.process_time() - start < 1.0


def test_a_mark_at_the_start_and_carriage_returns_are_read(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert load(str(path)).question == "Does it?"


def test_messages_give_the_line() -> None:
    text = HEAD + "[[change]]\nmonth = 3\nbonus = 0.1\n\n[[change]]\nmonth = 9\nanc.lag = 1\n'bonus' = 0.2\n"
    assert line_of(text, "based_on") == 2
    assert line_of(text, "bonus", 0) == 5
    assert line_of(text, "bonus", 1) == 10
    assert line_of(text, "anc.lag", 1) == 9
    assert line_of(text, "anc.lag", 0) is None
    assert line_of("[trust.drift]\nvalue = 1\n", "trust.drift") == 1
