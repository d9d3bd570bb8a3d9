"""Write every made page, or with ``--check`` name those that are stale and leave with exit code 1."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from experiments.documentation import measures, odd, parameters, quoted, sources, stress
from experiments.evidence.calibration import page as calibration
from scenarios import schema

PAGES: dict[Path, Callable[[], str]] = {
    parameters.FILE: parameters.written,
    measures.FILE: measures.written,
    odd.FILE: odd.written,
    quoted.GLOSSARY: partial(quoted.written, quoted.GLOSSARY),
    quoted.LIMITS: partial(quoted.written, quoted.LIMITS),
    sources.FILE: sources.written,
    stress.FILE: stress.written,
    calibration.FILE: calibration.written,
    schema.FILE: schema.written,
}
"""Every page that is made, wholly or in parts, from declarations."""


def stale() -> list[Path]:
    """Return the pages that are not as the declarations have them."""
    return [
        file for file, written in PAGES.items() if not file.exists() or file.read_text(encoding="utf-8") != written()
    ]


def main(arguments: list[str]) -> int:
    found = stale()
    if "--check" in arguments:
        for file in found:
            print(f"{file.name} is stale. Run: make tables", file=sys.stderr)
        return 1 if found else 0
    for file in found:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(PAGES[file](), encoding="utf-8")
        print(f"{file.name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
