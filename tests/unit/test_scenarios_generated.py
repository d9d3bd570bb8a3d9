"""Generated files: the schema and the table of parameters are current, and the schema says what the loader does."""

import re
import tomllib
from typing import Any

import pytest

from experiments.documentation import parameters
from scenarios import available, schema
from scenarios.library import FOLDER
from simulation.parameters import declared

TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}


def test_the_schema_is_current() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.written(), "run: make tables"


def test_the_parameter_table_is_current() -> None:
    page = parameters.FILE.read_text(encoding="utf-8")
    assert page == parameters.written(), "run: make tables"


def test_the_parameter_table_has_a_row_for_every_parameter() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|", parameters.written(), re.MULTILINE)
    assert set(declared()) <= set(rows)
    assert len(rows) == len(set(rows))


def mistakes(value: Any, rule: dict[str, Any], root: dict[str, Any], at: str = "") -> list[str]:
    """Return where a value breaks a JSON Schema: as much of the standard as the schema uses."""
    found: list[str] = []
    if "$ref" in rule:
        found += mistakes(value, root["$defs"][rule["$ref"].removeprefix("#/$defs/")], root, at)
    if "if" in rule and mistakes(value, rule["if"], root, at):
        found += mistakes(value, rule["else"], root, at)
    expected = rule.get("type")
    if expected and (not isinstance(value, TYPES[expected]) or isinstance(value, bool)):
        return [f"{at} is no {expected}"]
    if "const" in rule and value != rule["const"]:
        found.append(f"{at} is not {rule['const']}")
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{at} is none of {rule['enum']}")
    if "minimum" in rule and not rule["minimum"] <= value <= rule["maximum"]:
        found.append(f"{at} is out of range")
    if isinstance(value, dict):
        found += [f"{at}.{name} is missing" for name in rule.get("required", ()) if name not in value]
        for name, part in value.items():
            if name in rule.get("properties", {}):
                found += mistakes(part, rule["properties"][name], root, f"{at}.{name}")
            elif rule.get("additionalProperties") is False:
                found.append(f"{at}.{name} is unknown")
    if isinstance(value, list):
        for number, part in enumerate(value):
            found += mistakes(part, rule["items"], root, f"{at}[{number}]")
    return found


@pytest.mark.parametrize("name", available())
def test_the_library_fits_the_schema(name: str) -> None:
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert mistakes(table, schema.schema(), schema.schema()) == []


@pytest.mark.parametrize(
    "body",
    [
        "alignmnt = 1",
        "[[change]]\nalignment = 0.5",
        "[[change]]\nmonth = 3\nalignment = 1.5",
        '[[change]]\nmonth = 3\n"trust.gain_suport" = 0.5',
        "[[change]]\nmonth = 3\ntrust.gain_support = 2",
        '[alignment]\nvalue = 0.1\nstatus = "guess"\nsource = "x"',
        '[alignment]\nvalue = 0.1\nstatus = "assumed"',
        "[structure]\nregions = 0",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(body: str) -> None:
    table = tomllib.loads(f'question = "?"\nbased_on = "baseline"\n{body}')
    assert mistakes(table, schema.schema(), schema.schema())


def test_a_draft_needs_no_source() -> None:
    body = '[alignment]\nvalue = 0.1\nstatus = "draft"'
    assert mistakes(tomllib.loads(f'question = "?"\n{body}'), schema.schema(), schema.schema()) == []
