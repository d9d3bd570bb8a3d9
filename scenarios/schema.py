"""Schema: the JSON Schema of a scenario file, generated from the declaration of the parameters.

``python -m scenarios.schema`` writes ``scenarios/schema.json``, which editors use to complete and check
scenario files. What a schema cannot say (horizon, bases, places, nearest names) `scenarios.load` checks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scenarios.calendar import EXAMPLE, FIRST_YEAR, LAST_YEAR
from scenarios.costs.declared import known
from scenarios.costs.money import CURRENCY, LONGEST, YEAR
from scenarios.overrides import START
from scenarios.sheets import DRAFT, STATUSES
from scenarios.tables.kinds import columns_for
from scenarios.titles import LONGEST as LONGEST_TITLE
from scenarios.titles import TITLES
from scenarios.waves import MOST_WAVES, WHOM
from simulation.declarations import Parameter
from simulation.parameters import PROCESSES, STRUCTURE
from simulation.settings import WINDOW

FILE = Path(__file__).resolve().with_name("schema.json")
LAST_MONTH = STRUCTURE["months"][1] - 1


def names(description: str) -> dict[str, Any]:
    """Return the schema of a list of names."""
    return {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "minItems": 1,
        "uniqueItems": True,
        "description": description,
    }


NAMES_OF_NETWORKS = names("Networks that are coached where coaching_targeting is 'named'.")
NUMBER_OF_MONTH: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": LAST_MONTH}
DATE: dict[str, Any] = {
    "type": "string",
    "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "description": f"A month of the world, such as {EXAMPLE}.",
}
STATUS: dict[str, Any] = {
    "enum": list(STATUSES),
    "description": "Whether a study gives the value; draft: it is tried out.",
}
SOURCE: dict[str, Any] = {"type": "string", "minLength": 1, "description": "Where the value comes from."}
SOURCED: dict[str, Any] = {
    "if": {"properties": {"status": {"const": DRAFT}}},
    "else": {"required": ["source"]},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file about the processes of the study."""
    nested = _nested({name: _sourced(name) for name in known()})
    concept = nested.pop(START)
    start = {**DATE, "description": f"Which month of the world month 0 is, such as {EXAMPLE}."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "description": "A what-if question: what it is based on, and what it changes, when.",
        "type": "object",
        "anyOf": [{"required": ["question"]}, {"required": ["question_es"]}],
        "additionalProperties": False,
        "properties": {
            **{name: _title(name) for name in TITLES},
            "question": _text("The question the scenario asks, in English; that in Spanish where it is not given."),
            "question_es": _text("The same question in Spanish; that in English where it is not given."),
            "based_on": _text("A scenario of the library, or a file in the same folder."),
            START: {"anyOf": [start, concept], "description": "Month 0, by its date; or values of the concept start."},
            CURRENCY: {
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "description": "Currency of all prices of the file, such as HNL.",
            },
            YEAR: {
                "type": "integer",
                "minimum": FIRST_YEAR,
                "maximum": LAST_YEAR,
                "description": "Year whose prices they are.",
            },
            "places": _places(),
            "processes": {
                "type": "array",
                "items": {"enum": list(PROCESSES)},
                "minItems": 1,
                "uniqueItems": True,
                "description": "Clinical processes; the first leads the measures that name none.",
            },
            "coached_networks": NAMES_OF_NETWORKS,
            "structure": _table(_structure()),
            "wave": {"type": "array", "items": _wave(), "maxItems": MOST_WAVES, "description": "Who is mentored when."},
            "change": {"type": "array", "items": _change(), "description": "Values from a month on."},
            **nested,
        },
        "$defs": {
            "status": STATUS,
            "source": SOURCE,
            "sourced": SOURCED,
            **{name: _value(parameter) for name, parameter in known().items()},
        },
    }


def written() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _change() -> dict[str, Any]:
    values = {name: _reference(name) for name in known()}
    month = {
        "anyOf": [NUMBER_OF_MONTH, DATE],
        "description": "Month from which the values hold, by its number, or by its date where there is a start; "
        "only levers change after month 0.",
    }
    dotted = {name: value for name, value in values.items() if "." in name}
    properties = {
        "month": month,
        "where": names("Regions or networks where the values hold; everywhere if it is left out."),
        "coached_networks": NAMES_OF_NETWORKS,
        **_structure(),
        **_nested(values),
        **dotted,
    }
    return {**_table(properties), "required": ["month"]}


def _wave() -> dict[str, Any]:
    properties = {
        "month": {"anyOf": [NUMBER_OF_MONTH, DATE]},
        "months": {"type": "integer", "minimum": 1, "description": "How long it mentors: to the end if left out."},
        "networks": names("Networks that it visits."),
        "regions": names("Regions all of whose networks it visits."),
        "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "description": "Share of networks, drawn."},
        "again": {"type": "integer", "minimum": 1, "description": "Number of the wave whose networks it visits again."},
    }
    whom = [{"required": [key]} for key in WHOM]
    return {**_table(properties), "required": ["month"], "anyOf": whom}


def _places() -> dict[str, Any]:
    file = _text("Spreadsheet or CSV file with regions, networks and teams, relative to this file; file.xlsx#Sheet.")
    columns = {name: _text(f"Header of the column {name}.") for name in columns_for(PROCESSES)}
    dotted = {name: value for name, value in columns.items() if "." in name}
    properties = {
        "file": _text("Spreadsheet or CSV file, relative to this file."),
        "sheet": _text("Name of its sheet."),
        "columns": {
            **_table({**_nested(columns), **dotted}),
            "description": "Which header is which column, where it is not found by its name.",
        },
    }
    return {
        "anyOf": [file, {**_table(properties), "required": ["file"]}],
        "description": "Where regions, networks and teams are.",
    }


def _title(key: str) -> dict[str, Any]:
    language = "Spanish" if key.endswith("_es") else "English"
    description = f"What sentences and figures call it, in {language}: a few words."
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE, "description": description}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": description}


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _structure() -> dict[str, Any]:
    return {
        name: {"type": "integer", "minimum": low, "maximum": high, "description": meaning}
        for name, (low, high, meaning) in STRUCTURE.items()
    }


def _nested(by_name: dict[str, Any]) -> dict[str, Any]:
    """Return properties by full name as TOML nests them: ``trust.gain_support`` inside ``trust``."""
    nested: dict[str, Any] = {}
    for name, value in by_name.items():
        group, _, field = name.rpartition(".")
        if group:
            nested.setdefault(group, _table({}))["properties"][field] = value
        else:
            nested[field] = value
    return nested


def _value(parameter: Parameter) -> dict[str, Any]:
    description = f"{parameter.meaning} Unit: {parameter.unit}. Kind: {parameter.kind}."
    if parameter.choices:
        return {"enum": list(parameter.choices), "description": description}
    number = {
        "type": "integer" if parameter.whole else "number",
        "minimum": _plain(parameter.low),
        "maximum": _plain(parameter.high),
    }
    if parameter.name in WINDOW:
        return {"anyOf": [number, DATE], "description": description}
    return {**number, "description": description}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _sourced(name: str) -> dict[str, Any]:
    properties = {"value": _reference(name), "status": _reference("status"), "source": _reference("source")}
    return {**_table(properties), "required": ["value", "status"], **_reference("sourced")}


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"{FILE} is written")
