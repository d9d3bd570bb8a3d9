"""Judges: what no command may do, whatever it is given, and an own strict reading of what it accepted."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from tests.fuzz.door import Told

LONGEST_MESSAGE = 4000
SCHEMA = json.loads((Path(__file__).parents[2] / "scenarios" / "schema.json").read_text(encoding="utf-8"))


def fault_of(told: Told, words: list[str], before: set[str], after: set[str]) -> str | None:
    """Return what is wrong with an answer by itself; None if nothing is."""
    if told.code is None:
        return "it hangs"
    if told.code not in (0, 1, 2, 3):
        return f"exit code {told.code}"
    for bad in ("Traceback (most recent call last)", "Warning: ", "Exception ignored"):
        if bad in told.err:
            return f"{bad!r} on standard error"
    controls = {c for c in told.err + told.out if not c.isprintable() and c not in "\n\t"} - set("\u00a0\u202f\u2009")
    if controls:
        return f"control characters {sorted(controls)!r} in what is printed"
    if told.code == 2:
        if not told.err.strip():
            return "refused without a word"
        if len(told.err) > LONGEST_MESSAGE:
            return f"a message of {len(told.err)} characters"
        if told.out.strip() and words[0] != "check":  # it says of each file whether it can be run
            return "refused, and yet something on standard output"
        if after - before:
            return f"refused, and yet written: {sorted(after - before)[:3]}"
    if told.code in (0, 1) and "--json" in words and "--help" not in words and "-h" not in words:
        if "--version" in words:
            return None
        try:
            json.loads(told.out, parse_constant=_no_constant)
        except ValueError as error:
            return f"--json gives no JSON: {error}"
    return None


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def breaks(value: Any, schema: dict[str, Any] = SCHEMA, place: str = "") -> str | None:
    """Return how a value breaks the published schema of scenarios; None if it does not."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    kind = schema.get("type")
    if "enum" in schema and value not in schema["enum"]:
        return f"{place}: {value!r} is none of {schema['enum']}"
    if kind in ("number", "integer"):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return f"{place}: {value!r} is no number"
        if kind == "integer" and value != int(value):
            return f"{place}: {value!r} is no whole number"
        if not schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf):
            return f"{place}: {value!r} is out of range"
    if kind == "string" and (not isinstance(value, str) or len(value) < schema.get("minLength", 0)):
        return f"{place}: {value!r} is no text"
    if kind == "array":
        if not isinstance(value, list) or len(value) < schema.get("minItems", 0):
            return f"{place}: {value!r} is no list, or too short"
        if schema.get("uniqueItems") and len({json.dumps(item) for item in value}) < len(value):
            return f"{place}: an item twice"
        return next(
            filter(None, (breaks(v, schema.get("items", {}), f"{place}[{i}]") for i, v in enumerate(value))), None
        )
    if kind == "object":
        if not isinstance(value, dict):
            return f"{place}: {value!r} is no table"
        known = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                return f"{place}: {name} is missing"
        for name, item in value.items():
            if name not in known:
                return f"{place}.{name}: unknown"
            found = breaks(item, known[name], f"{place}.{name}")
            if found:
                return found
    return None
