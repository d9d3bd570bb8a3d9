"""Bundle: scenarios of a user's own as one file that the explorer opens: all they rest on, and their places, are in it.

Python reads scenarios, sheets and spreadsheets, so that the page needs no second reading of them. What was read is
sealed by a check: a bundle is opened as it was written, or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from experiments.runs.model import model_digest
from interface.explorer.card import scenario_of, size_of
from scenarios.library import REFERENCE, available
from scenarios.load import Scenario, load
from scenarios.vocabulary import LANGUAGES, titles
from scenarios.wording import shortened
from simulation.errors import ScenarioError
from simulation.parameters import SIZES

KIND = "enabling-bubbles-scenarios"
HEAD = '{"check":"'
USUAL = "default"
"""Size of the scenarios of the library where nobody chooses another."""
OWN, DIGITS = "own-", 10
"""What a size of a user's own is named by: its content, so that no other one ever takes its place."""
MOST_TEAMS = 10_000
"""Teams of a world that a page can hold."""


def bundle_of(scenarios: Mapping[str, Scenario]) -> str:
    """Return scenarios as the text of one file.

    Those of the same places share them, so that they can be compared in the page.

    Parameters
    ----------
    scenarios : mapping of str to Scenario

    Raises
    ------
    ScenarioError
        If one goes by a name of the library, has other processes than the page, or more teams than a page can hold.
    """
    sizes: dict[str, dict[str, Any]] = {}
    listed: list[dict[str, Any]] = []
    called = titles(scenarios)
    for name, scenario in scenarios.items():
        _check(name, scenario)
        size = _size_among(sizes, name, scenario)
        listed.append(
            {
                **scenario_of(scenario),
                "title": {language: of[name] for language, of in called.items()},
                "file": Path(scenario.file).name,
                "files": _files_of(name, scenario),
                **_places_of(scenario),
                **({} if size is None else {"size": size}),
                **({} if scenario.calendar is None else {"start": str(scenario.calendar)}),
                "costs": dict(scenario.costing.values),
                "money": {language: scenario.costing.money.label(language) for language in LANGUAGES},
            }
        )
    content = {"kind": KIND, "model": model_digest(), "scenarios": listed, "sizes": sizes}
    return sealed(content)


def sealed(content: Mapping[str, Any]) -> str:
    """Return a bundle's text: its check is the SHA-256 of all that stands behind it."""
    rest = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    behind = f'",{rest[1:]}\n'
    return f"{HEAD}{hashlib.sha256(behind.encode()).hexdigest()}{behind}"


def _check(name: str, scenario: Scenario) -> None:
    if name in available():
        raise ScenarioError(
            f"{shortened(scenario.file)}: its name {name!r} is one of the library's, and in the page already. Allowed: "
            "another one. Rename the file."
        )
    processes, usual = scenario.settings.processes, load(REFERENCE).settings.processes
    if processes != usual:
        raise ScenarioError(
            f"{shortened(scenario.file)}: processes are {', '.join(processes)}. Allowed in the page: "
            f"{', '.join(usual)}. Compare it with `bubbles compare`."
        )
    if scenario.settings.places.teams > MOST_TEAMS:
        raise ScenarioError(
            f"{shortened(scenario.file)}: it has {scenario.settings.places.teams:,} teams. Allowed in the page: "
            f"{MOST_TEAMS:,}. Compare it with `bubbles compare`."
        )


def _files_of(name: str, scenario: Scenario) -> list[str]:
    """Return the names of the files of a user's own that a scenario is read from: what it needs to be read again."""
    sheets = [*reversed(scenario.based_on), name]
    tables = [file for file in scenario.text if not file.endswith(".toml")]
    own = [file for file, sheet in zip(scenario.text, sheets, strict=False) if sheet not in available()]
    return [Path(file).name for file in (*own, *tables)]


def _places_of(scenario: Scenario) -> dict[str, str]:
    """Return the name of the file that says the places, where one does; where it lies is nobody's business."""
    files = [Path(name).name for name in scenario.text if not name.endswith(".toml")]
    return {"places_file": files[-1]} if files else {}


def _size_among(sizes: dict[str, dict[str, Any]], name: str, scenario: Scenario) -> str | None:
    """Return which size a scenario runs in, added if it is new; None where any size of the page will do."""
    own = size_of(scenario.settings)
    is_of_any = "places" not in own and not scenario.settings.waves and all(not entry.where for entry in scenario.laid)
    for known, size in {**{known: _declared_size(known) for known in SIZES}, **sizes}.items():
        if {key: value for key, value in size.items() if key != "of"} == own:
            return None if is_of_any and known == USUAL else known
    named = f"{OWN}{hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest()[:DIGITS]}"
    sizes[named] = {**own, "of": name}
    return named


@cache
def _declared_size(name: str) -> dict[str, Any]:
    return size_of(load(REFERENCE, size=name).settings)
