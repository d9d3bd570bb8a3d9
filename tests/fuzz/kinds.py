"""Kinds: what is mutated, how it is given to the command line, and what accepting it must mean."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import re
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.door import Told
from tests.fuzz.judges import SCHEMA, breaks
from tests.fuzz.mutation import changed, encoded, number, value

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
STUDIES = sorted((ROOT / "experiments" / "runs" / "sweep" / "studies").glob("*.toml"))
CHOSEN = SCHEMA["properties"]["structure"]["properties"]
SETTABLE = {name: one for name, one in SCHEMA["$defs"].items() if one.get("type") in ("number", "integer")}
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Case:
    """What is asked, and how an answer with exit code 0 is judged: what is wrong with it, or None."""

    words: list[str]
    accepted: Callable[[Told], str | None] = lambda told: None


def _table_of(data: bytes) -> dict[str, Any] | None:
    """Return what a TOML file holds; None if it is none."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except ValueError:
        return None


def scenario(draw: random.Random, folder: Path) -> Case:
    """A scenario file."""
    text = changed(draw.choice(SCENARIOS).read_text(encoding="utf-8"), draw, draw.choice((1, 1, 2, 4)))
    data = encoded(text, draw)
    (folder / "one.toml").write_bytes(data)

    def accepted(told: Told) -> str | None:
        held = _table_of(data)
        if held is None:
            return "accepted, and no TOML in UTF-8"
        wrong = breaks(held)
        if wrong:
            return f"accepted, and against the schema: {wrong}"
        found = json.loads(told.out)["values"]
        for name, own in held.items():
            if name in found and not _same(found[name]["value"], own["value"]):
                return f"{name} = {own['value']!r} was read as {found[name]['value']!r}"
        return None

    return Case(["show", "./one.toml", "--json"], accepted)


def setting(draw: random.Random, folder: Path) -> Case:
    """A value on the command line."""
    name = draw.choice(list(SETTABLE))
    typed = f"{name}{draw.choice(('', '', '@24', '@' + number(draw)))}={number(draw)}"
    if draw.random() < 0.4:
        typed = changed(typed, draw)
    if typed.startswith("-") or "\x00" in typed:
        typed = "x" + typed.replace("\x00", "")

    def accepted(told: Told) -> str | None:
        form = re.fullmatch(r"\s*([a-z_.]+)\s*(?:@\s*(\d+))?\s*=\s*(.*?)\s*", typed, re.DOTALL)
        if form is None:
            return f"accepted: {typed!r}"
        own, month, text = form.groups()
        schema = SCHEMA["$defs"].get(own) or CHOSEN.get(own)
        if schema is None:
            return f"accepted, and no name: {typed!r}"
        if schema.get("type") in ("number", "integer"):
            if not _PLAIN.fullmatch(text):
                return f"accepted, and no plain number: {typed!r}"
            if breaks(float(text), schema):
                return f"accepted, and out of range: {typed!r}"
            told_of = json.loads(told.out)["values"].get(own)
            if told_of and month in (None, "0") and not _same(told_of["value"], float(text)):
                return f"{typed!r} was read as {told_of['value']!r}"
        return None

    return Case(["show", "baseline", "--json", "--set", typed], accepted)


def places(draw: random.Random, folder: Path) -> Case:
    """A file of places."""
    process = draw.choice(("baseline.ccs", "baseline.anc"))
    rows = [["region", "network", "team", "population", process, "ties"]]
    for region in ("Cortés", "La Paz"):
        for network in ("Norte", "Sur"):
            for team in ("A", "B"):
                own = f"{region} {network} {team}"
                rows.append([region, f"{region} {network}", own, str(draw.randrange(1500, 4000)), "0.35", ""])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = changed(out.getvalue(), draw, draw.choice((1, 1, 2, 4)))
    if draw.random() < 0.1:
        text = text.replace(",", draw.choice((";", "\t")))
    data = encoded(text, draw)
    (folder / "places.csv").write_bytes(data)

    def accepted(told: Told) -> str | None:
        found = json.loads(told.out)
        codec = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "Windows-1252": "cp1252"}[found["encoding"]]
        try:
            lines = _lines_of(data.decode(codec), found["separator"])
        except ValueError:
            return f"accepted as {codec}, and it is none"
        lines = [line for line in lines if not "".join(line).lower().startswith("sep=")]
        apart = {row["text"] for row in found["left_out"]}
        if found["teams"] + len(found["left_out"]) + 1 != len(lines):
            return f"{len(lines)} lines were read as {found['teams']} teams, and {len(apart)} left out"
        kept = [" ".join(cell.split()) for line in lines for cell in line]
        for column, header in found["columns"].items():
            if header not in kept:
                return f"{column} is {header!r}, which is no cell"
        for column, own in found["ranges"].items():
            head = next(line for line in lines if found["columns"][column] in [" ".join(c.split()) for c in line])
            at = [" ".join(cell.split()) for cell in head].index(found["columns"][column])
            cells = [" ".join(line[at].split()) for line in lines[lines.index(head) + 1 :] if at < len(line)]
            read = [_by_marks(cell, found["read_as"][column]) for cell in cells if cell]
            numbers = [number for number in read if number is not None]
            least, most = own["least"], own["most"]
            if len(numbers) < own["cells"] or not any(_same(least, one) for one in numbers):
                return f"{column}: {cells} were read as {own}"
            if not any(_same(most, one) for one in numbers):
                return f"{column}: {cells} were read as {own}"
        return None

    return Case(["places", "places.csv", "--json"], accepted)


def _by_marks(text: str, ways: list[str]) -> float | None:
    """Return the number of a cell by the marks that were told; None if it is none."""
    for way in ways:
        if way.startswith("thousands"):
            text = text.replace(way[-1], "")
    if "decimals ," in ways:
        text = text.replace(",", ".")
    text = text.removesuffix("%").strip()
    if not _PLAIN.fullmatch(text):
        return None
    return float(text) / (100 if "%" in ways else 1)


def _lines_of(text: str, separator: str = ",") -> list[list[str]]:
    """Return the lines of a table that hold anything, whatever ends them."""
    return [
        row
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        if any(cell.strip() for cell in row)
    ]


def study(draw: random.Random, folder: Path) -> Case:
    """A study file."""
    text = changed(draw.choice(STUDIES).read_text(encoding="utf-8"), draw, draw.choice((1, 1, 2, 4)))
    data = encoded(text, draw)
    (folder / "study.toml").write_bytes(data)

    def accepted(told: Told) -> str | None:
        held = _table_of(data)
        if held is None:
            return "accepted, and no TOML in UTF-8"
        levers = held.get("levers", {})
        for lever, own in levers.items():
            name = lever.partition("@")[0]
            for number_ in own.get("values", [own.get("low"), own.get("high")]) if isinstance(own, dict) else ():
                if number_ is not None and name in SETTABLE and breaks(number_, SETTABLE[name]):
                    return f"accepted, and out of range: {lever} {number_!r}"
        if set(held) <= {"question", "scenarios", "size", "seed", "replicates", "levers"} and all(
            set(one) == {"values"} for one in levers.values()
        ):
            own = math.prod(len(one["values"]) for one in levers.values())
            asked = own * len(held["scenarios"]) * held["replicates"]
            if json.loads(told.out)["runs"] != asked:
                return f"{asked} runs were asked for, and {json.loads(told.out)['runs']} would be made"
        return None

    return Case(["sweep", "./study.toml", "--store", "store", "--dry-run", "--json"], accepted)


def rows(draw: random.Random, folder: Path) -> Case:
    """Rows of an own design."""
    names = draw.sample(sorted(name for name in SETTABLE if "." not in name), 2)
    table = [names]
    for _ in range(4):
        table.append([f"{draw.uniform(SETTABLE[n]['minimum'], min(SETTABLE[n]['maximum'], 1)):.3f}" for n in names])
    text = changed("\n".join(",".join(row) for row in table) + "\n", draw, draw.choice((1, 1, 2)))
    data = encoded(text, draw)
    (folder / "rows.csv").write_bytes(data)
    (folder / "study.toml").write_text(
        'question = "Which?"\nscenarios = ["baseline"]\nsize = "classroom"\nreplicates = 2\nrows = "rows.csv"\n',
        "utf-8",
    )

    def accepted(told: Told) -> str | None:
        try:
            lines = _lines_of(data.decode("utf-8-sig"))
        except ValueError:
            return "accepted, and no UTF-8"
        for row in lines[1:]:
            for name, cell in zip(lines[0], row, strict=False):
                schema = SETTABLE.get(name.strip())
                if schema and not (_PLAIN.fullmatch(cell.strip()) and not breaks(float(cell), schema)):
                    return f"accepted, and no number in range: {name} {cell!r}"
        if json.loads(told.out)["runs"] != 2 * (len(lines) - 1):
            return f"{len(lines) - 1} rows, and {json.loads(told.out)['runs']} runs of two replicates"
        return None

    return Case(["sweep", "./study.toml", "--store", "store", "--dry-run", "--json"], accepted)


SMALL = ["--size", "classroom", "--months", "40"]
LINES = (
    ["scenarios", "--json"],
    ["show", "aligned", "--size", "classroom"],
    ["new", "pilot", "--from", "aligned", "--out", "."],
    ["check", "baseline", "aligned", "--json"],
    ["run", "aligned", *SMALL, "--seed", "3", "--json"],
    ["run", "baseline", *SMALL, "--set", "sanction=0.2", "--report", "one.html"],
    ["compare", "baseline", "aligned", *SMALL, "--replicates", "4", "--json"],
    ["compare", "baseline", "aligned", *SMALL, "--replicates", "6", "--by", "authority.waits_for_policy", "--quiet"],
    ["compare", "baseline", "aligned", *SMALL, "--replicates", "3", "--export", "runs.csv", "--uncertainty", "none"],
    ["sweep", "first-look", "--store", "store", "--dry-run", "--months", "40", "--json"],
    ["status", "--store", "{store}", "--json"],
    ["verify", "--store", "{store}"],
    ["export", "--store", "{store}", "--to", "runs.parquet"],
    ["export", "--store", "{store}", "--to", "runs.csv", "--json"],
    ["discover", "--store", "{store}", "--measure", "reach", "--above", "0.3", "--json"],
    ["sensitivity", "levers", "--points", "2", "--replicates", "2", "--months", "40", "--json"],
    ["frontier", "alignment", *SMALL, "--replicates", "8", "--json"],
    ["attribute", "aligned", *SMALL, "--replicates", "2", "--loops", "identity,contagion", "--json"],
    ["decide", "baseline", "aligned", *SMALL, "--cases", "3", "--replicates", "1", "--json"],
    ["validate", "--facts", "C1", "--replicates", "2", "--json"],
    ["explore", "--to", "page.html"],
)
"""Command lines that work, as they stand."""
KEEPS = {"--size": "classroom", "--months": "40"}
"""Options that keep a command small: never left out, and never made larger."""
LARGEST = 60
"""Number above which one on a command line is made smaller: the machine's time is not what is tried."""


def command_line(draw: random.Random, folder: Path, store: Path) -> Case:
    """A command line with words left out, doubled, swapped and mistyped."""
    words = list(draw.choice(LINES))
    own = folder / "store-of-runs"
    if "{store}" in words:
        shutil.copytree(store, own)
        words[words.index("{store}")] = own.name
    for _ in range(draw.choice((1, 1, 2, 3))):
        place = draw.randrange(1, len(words) + 1)
        kind = draw.randrange(6)
        if kind == 0:
            words.insert(place, draw.choice((value(draw), draw.choice(_OPTIONS))))
        elif kind == 1 and place < len(words):
            del words[place]
        elif kind == 2 and place < len(words):
            words[place] = value(draw)
        elif kind == 3 and place < len(words):
            words[place] = changed(words[place], draw)
        elif kind == 4:
            words[place:place] = [draw.choice(_OPTIONS), value(draw)]
        else:
            words[place:place] = ["--set", f"{draw.choice(list(SETTABLE))}={number(draw)}"]
    return Case(_small([word_.replace("\x00", "") for word_ in words]))


_OPTIONS = sorted({word_ for line in LINES for word_ in line if word_.startswith("--")} | {"--language", "--help"})


def _small(words: list[str]) -> list[str]:
    """Return a command line that is refused or done in seconds: sizes and counts beyond are brought down."""
    small: list[str] = []
    for place, one in enumerate(words):
        before = words[place - 1] if place else ""
        if before.startswith("--") and before not in ("--set", "--seed", "--above", "--below") and _is_large(one):
            one = "7"
        small.append("classroom" if one in ("default", "national") else one)
    if small and small[0] in ("run", "compare", "frontier", "attribute", "decide", "sensitivity", "validate"):
        for option, own in KEEPS.items():
            if option not in small and (option == "--months" or small[0] not in ("sensitivity", "validate")):
                small += [option, own]
    if small and small[0] == "explore" and "--to" not in small:  # it would serve until it is stopped
        small += ["--to", "page.html"]
    return small


def _is_large(text: str) -> bool:
    try:
        return LARGEST < float(text) < 1e6
    except ValueError:
        return False


def store(draw: random.Random, folder: Path, whole: Path) -> Case:
    """A store of runs with one file changed."""
    own = folder / "store"
    shutil.copytree(whole, own)
    files = sorted(path for path in own.rglob("*") if path.is_file())
    one = draw.choice(files)
    before = one.read_bytes()
    if one.suffix in (".json", ".toml", ".csv"):
        data = encoded(changed(before.decode("utf-8"), draw, draw.choice((1, 2))), draw)
    else:
        held = bytearray(before)
        for _ in range(draw.choice((1, 4))):
            held[draw.randrange(len(held))] ^= 1 << draw.randrange(8)
        data = bytes(held)
    one.write_bytes(data)

    ask = draw.choice((["verify", "--json"], ["verify", "--json"], ["export", "--to", "out.csv"]))

    def accepted(told: Told) -> str | None:
        if ask[0] == "export":
            same = (folder / "out.csv").read_bytes() == (whole.parent / "whole.csv").read_bytes()
            return None if same else f"{one.name} was changed, and other numbers are exported"
        return None if _means_the_same(before, data) else f"{one.name} was changed, and it is called whole"

    return Case([*ask, "--store", "store"], accepted)


def _means_the_same(before: bytes, after: bytes) -> bool:
    """Return whether two files hold the same, as JSON where they are JSON."""
    try:
        return json.loads(before) == json.loads(after)
    except ValueError:
        return before == after


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-12)
    return one == other
