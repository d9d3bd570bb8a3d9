"""Licences: a page of all that is installed, as locked, and of what stands in the pages that are handed on.

``make licences`` writes it in an environment of ``requirements-dev.lock``. What a lock names for other systems or
Pythons alone is not installed, and keeps the licence that the page has.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from experiments.presentation.markdown import table

COLUMNS = ("package", "version", "licence")
ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "reference" / "licences.md"
LOCKS = {"use": ROOT / "requirements.lock", "development": ROOT / "requirements-dev.lock"}
NPM_LOCK = ROOT / "interface" / "explorer" / "package-lock.json"

IN_FILES_ALONE = {"axe-playwright-python": "MIT", "cycler": "BSD-3-Clause", "graphemeu": "MIT"}
"""What only the licence file in a package says."""
FAMILIES = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF",
    "GNU GENERAL PUBLIC LICENSE": "GPL-3.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "2-clause BSD": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
}
COPYLEFT = re.compile(r"(?<![A-Z])A?L?GPL|MPL")
Row = tuple[str, str, str, str]

HEAD = """# Licences

Enabling Bubbles itself is under the [MIT licence](https://opensource.org/license/mit). What it stands on is listed
here, as it is locked; `make licences` writes the page, and a test holds it to the locks. Each licence is the one that a
package states of itself, and its text is in the package, under `.venv/lib`.

## In the pages that are handed on

| page | what is in it that others wrote | licence |
| --- | --- | --- |
| the explorer, `explorer.html` | {explorer}; all else in it is this project's own | MIT, text below |
| a report, `--report` | {plotly} | MIT, text below |

The explorer's script is put together by esbuild (MIT), and what a lesson may hold is compiled by Ajv (MIT): these and
what they need are for development alone. The kernel is linked by LLVM's linker, with no library.

## Copyleft

{copyleft}

Nothing of them is copied into this project, its wheel or its pages. Who hands on an environment with these packages in
it must keep their terms.
"""
NAMES = {"use": "Needed to use it", "development": "For the extras, development and documentation"}
TEXTS = """
## The text of these licences

The MIT License (MIT)

Copyright (c) {years} Plotly, Inc (plotly.js)
Copyright (c) Microsoft (jsonc-parser)
Copyright (c) 2021-2025 David Evans (lean-qr)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT,
TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def locked(file: Path) -> dict[str, str]:
    """Return the version of each package of a lock, by its name."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def licence_of(name: str) -> str | None:
    """Return what an installed package says of its licence, or None where it is not installed."""
    try:
        says: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    if name in IN_FILES_ALONE:
        return IN_FILES_ALONE[name]
    if expression := says.get("License-Expression"):
        return str(expression)
    classified: list[str] = [
        one.rpartition(" :: ")[2] for one in (says.get_all("Classifier") or []) if one.startswith("License ::")
    ]
    stated = str(says.get("License") or "").strip().partition("\n")[0]
    found: list[str] = [stated, *(one for one in classified if one != "DFSG approved")]
    # Of a short name and a family, what names its version.
    known: list[str] = [
        FAMILIES.get(one, one) for one in found if one in FAMILIES or re.fullmatch(r"[A-Z][\w. -]{1,24}", one)
    ]
    known = [one for one in known if one != "UNKNOWN"]
    return max(known, key=lambda one: any(character.isdigit() for character in one)) if known else None


def rows_of(text: str) -> dict[str, list[Row]]:
    """Return the rows of a page: name, version, licence, and where the package comes in."""
    found: dict[str, list[Row]] = {}
    for where, title in NAMES.items():
        part = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
        found[where] = [
            (*row, where) for row in re.findall(r"^\| ([\w.-]+) \| (\d[\w.]*) \| (.+?) \|$", part, re.MULTILINE)
        ]
    return found


def rows() -> dict[str, list[Row]]:
    """Return the rows as the locks and this environment have them."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    before = {row[0]: row[2] for part in rows_of(text).values() for row in part}
    use = locked(LOCKS["use"])
    more = {name: version for name, version in locked(LOCKS["development"]).items() if name not in use}
    return {
        where: [(name, version, licence_of(name) or before.get(name, "?"), where) for name, version in packages.items()]
        for where, packages in (("use", use), ("development", more))
    }


def plotly() -> tuple[str, str]:
    """Return the version of plotly.js that reports carry, and the years of its copyright."""
    script = resources.files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")
    version, years = re.findall(r"plotly\.js v([\d.]+)\s+\* Copyright ([\d-]+), Plotly, Inc\.", script[:400])[0]
    return version, years


def bundled() -> dict[str, str]:
    """Return the versions of the packages that come into the explorer's page: those not for development alone."""
    packages = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    own = {name: package for name, package in packages.items() if name and not package.get("dev")}
    return {name.removeprefix("node_modules/"): package["version"] for name, package in own.items()}


def written() -> str:
    found = rows()
    strict = [row for part in found.values() for row in part if COPYLEFT.search(row[2])]
    said = ", ".join(
        f"{name} ({licence}{', to use it' if where == 'use' else ''})" for name, _, licence, where in strict
    )
    version, years = plotly()
    parts = [
        HEAD.format(
            explorer=", ".join(f"{name} {own}" for name, own in bundled().items()),
            plotly=f"plotly.js {version}",
            copyleft=wrapped(f"Of what is listed these ask for more: {said}."),
        )
    ]
    parts += [f"\n## {title}\n\n{table(COLUMNS, [row[:3] for row in found[where]])}" for where, title in NAMES.items()]
    return "".join([*parts, TEXTS.format(years=years)])


def wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def main() -> int:
    text = written()
    unknown = [row[0] for part in rows_of(text).values() for row in part if row[2] == "?"]
    silent = [*unknown, *(name for name in bundled() if f"({name})" not in TEXTS)]
    if silent:
        print(
            f"Of these no licence is known, or the page says nothing of them: {', '.join(silent)}. "
            "Install requirements-dev.lock, or read the licence file and name it in documentation/licences.py.",
            file=sys.stderr,
        )
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
