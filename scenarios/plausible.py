"""Plausible sets: values of the mechanisms under which the model gives the facts it is calibrated to.

No mechanism is measured, so one set of values is one guess. ``plausible.csv`` holds many that the facts do not
reject, and ``plausible.json`` beside it says how they were made and which model they belong to. What a result says over
all of them holds whatever of them is right.

Sets belong to the model whose mechanisms they name, no more and no fewer; those of another one are refused. A draft
goes on with the sets of the published model: its own new values are held, and columns of what it has not are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.cells import number_in, rows_in
from scenarios.load import Scenario, checked_scenario
from scenarios.published import SHEET, digest_of_numbers, draft
from scenarios.rules import IN_WORDS, digest_of_rules
from scenarios.wording import printable, shortened
from simulation.errors import ScenarioError, SimulationError
from simulation.parameters import REPLACED, declared, nearest, parameter_named
from simulation.settings import Settings

FILE = Path(__file__).with_name("plausible.csv")
CHOSEN = "chosen"
"""Status of a value that a scenario or a user set."""
REMEDY = "`make calibrate` finds the sets of this model; `--uncertainty none` does without any."
REMEDY_OF_OWN = "Write `bubbles fit FIGURES --out FILE` for sets of this model, or leave --plausible-sets out."
SHOWN = 3
"""Names of a long list that a message gives."""


@dataclass(frozen=True)
class PlausibleSet:
    """One set of values.

    Attributes
    ----------
    name : str
        ``p001`` and so on.
    values : mapping of str to float
        By the full names of the parameters.
    """

    name: str
    values: Mapping[str, float]


@cache
def plausible_sets() -> tuple[PlausibleSet, ...]:
    """Return the plausible sets that come with the model, in the order of their file."""
    return sets_from(FILE)


def sets_from(file: Path, *, is_own: bool = False) -> tuple[PlausibleSet, ...]:
    """Return the sets of a file: a name in the first column, a mechanism in every other.

    Parameters
    ----------
    is_own : bool
        Whether it is a user's, and not one that comes with the model: messages say then how to come by one.

    Raises
    ------
    ScenarioError
        If there is no such file, or it has no sets, or they belong to another model, or a value is none or out of
        range.
    """
    remedy, makes = (REMEDY_OF_OWN, REMEDY_OF_OWN) if is_own else (REMEDY, "`make calibrate` makes it.")
    try:
        rows = [cells for _, cells in rows_in(file.read_text(encoding="utf-8-sig"), file.name)]
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise ScenarioError(f"{file.name}: it cannot be read: {said}. {makes}") from None
    if len(rows) < 2 or rows[0][:1] != ["set"]:
        raise ScenarioError(f"{file.name}: it holds no sets. The first column is 'set'. {makes}")
    names = rows[0][1:]
    _check_columns(file.name, names, remedy)
    sidecar = file.with_suffix(".json")
    model = _check_model(sidecar, names, remedy)
    if is_own and draft() is None:
        _check_digests(model, sidecar.name, remedy)
    return tuple(_set_of(file, line, names, row) for line, row in enumerate(rows[1:], start=2))


def _has_other_rules() -> bool:
    """Return whether the model is a draft with other rules, and so perhaps with other mechanisms."""
    tried = draft()
    return tried is not None and tried.rules


def _is_gone(name: str) -> bool:
    """Return whether the rules of a draft do without a mechanism that the published model has."""
    return _has_other_rules() and name not in _mechanisms()


def model_of_sets(varied: Collection[str], sheet: Path = SHEET) -> dict[str, Any]:
    """Return which model sets belong to, as their sidecar keeps it: of these rules, with these mechanisms.

    Parameters
    ----------
    varied : collection of str
        The mechanisms that have a column of their own. All others are held at the values of the scenarios.
    sheet : path
        The reference, whose numbers belong to the model.
    """
    return {
        "digest": digest_of_rules(),
        "digest_of": IN_WORDS,
        "numbers": digest_of_numbers(sheet.read_text(encoding="utf-8")),
        "varied": list(varied),
        "held": [name for name in _mechanisms() if name not in varied],
    }


def _mechanisms() -> list[str]:
    return [name for name, parameter in declared().items() if parameter.kind == "mechanism"]


def _check_columns(file: str, names: Sequence[str], remedy: str) -> None:
    """Refuse columns that are no mechanisms of this model, or stand there twice."""
    mechanisms = _mechanisms()
    for name in (name for name in names if not _is_gone(name)):
        where = f"{file}, line 1"
        if name in REPLACED:
            raise ScenarioError(f"{where}: the sets belong to another model: {_gone(name)}. {remedy}")
        if name not in mechanisms:
            said = f"{shortened(name, 80)!r} is no mechanism of this model.{nearest(name[:80], mechanisms)}"
            raise ScenarioError(f"{where}: {said} {remedy}")
        if names.count(name) > 1:
            raise ScenarioError(f"{where}: {name} has two columns. Allowed: one. {remedy}")


def _check_model(sidecar: Path, names: Sequence[str], remedy: str) -> Mapping[str, Any]:
    """Return which model sets belong to; refuse them where that is not said, or is another model."""
    where = f"{sidecar.name}: "
    try:
        model = json.loads(sidecar.read_text(encoding="utf-8"))["model"]
        varied, held = ([str(name) for name in model[key]] for key in ("varied", "held"))
    except OSError as error:
        said = f"it cannot be read: {error.strerror}; it says which model the sets of {sidecar.stem}.csv belong to."
        raise ScenarioError(f"{where}{said} Keep the two files together. {remedy}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        said = "it does not say which model the sets belong to: `model` with the lists `varied` and `held` is missing."
        raise ScenarioError(f"{where}{said} {remedy}") from None
    theirs, own = {*varied, *held}, _mechanisms()
    gone = [name for name in (*varied, *held) if name not in own and not _is_gone(name)]
    new = [name for name in own if name not in theirs and not _has_other_rules()]
    if gone or new:
        parts = [_listed([_gone(name) for name in gone])] if gone else []
        parts += [f"nothing is said of {_listed(new)}"] if new else []
        raise ScenarioError(f"{where}the sets belong to another model: {'; '.join(parts)}. {remedy}")
    apart = [name for name in (*varied, *names) if (name in varied) != (name in names)]
    if apart:
        said = f"the columns of {sidecar.stem}.csv are not those it names: {_listed(apart)}."
        raise ScenarioError(f"{where}{said} Keep the two files as they were made. {remedy}")
    return model


def _check_digests(model: Mapping[str, Any], file: str, remedy: str) -> None:
    """Refuse a user's sets that were made under other rules or numbers of the model."""
    own = model_of_sets(())
    for key, what in (("digest", "rules"), ("numbers", "numbers")):
        if model.get(key) != own[key]:
            raise ScenarioError(
                f"{file}: the sets belong to a model with other {what}: its {key} is "
                f"{printable(f'{model.get(key)!s:.12}')}, and this model's is {own[key]:.12}. {remedy}"
            )


def text_of_sets(sets: Sequence[PlausibleSet]) -> str:
    """Return sets as a file has them: a name in the first column, a mechanism in every other."""
    names = list(sets[0].values)
    rows = [[one.name, *(repr(float(one.values[name])) for name in names)] for one in sets]
    return "".join(",".join(row) + "\n" for row in (["set", *names], *rows))


def digest_of_sets(sets: Sequence[PlausibleSet]) -> str:
    """Return the SHA-256 of names and values of sets: which ones a result rests on."""
    content = [[one.name, sorted(one.values.items())] for one in sets]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _gone(name: str) -> str:
    return f"{name} was replaced by {REPLACED[name].by}" if name in REPLACED else f"{shortened(name, 80)} is gone"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _set_of(file: Path, line: int, names: list[str], row: list[str]) -> PlausibleSet:
    if len(row) != len(names) + 1:
        raise ScenarioError(f"{file.name}, line {line}: {len(row)} values. Allowed: {len(names) + 1}, as in line 1.")
    values: dict[str, float] = {}
    for name, text in zip(names, row[1:], strict=True):
        if _is_gone(name):
            continue
        try:
            values[name] = number_in(text, parameter_named(name))
        except SimulationError as error:
            raise ScenarioError(f"{file.name}, line {line}: {error}") from None
    return PlausibleSet(row[0], values)


def moved_in(scenario: Scenario, plausible: PlausibleSet) -> tuple[str, ...]:
    """Return what a plausible set moves in a scenario: not what the scenario or the user chose."""
    return tuple(name for name in plausible.values if scenario.sources[name].status != CHOSEN)


def moved_to(settings: Settings, plausible: PlausibleSet, names: Iterable[str]) -> Settings:
    """Return settings with some of the values of a plausible set."""
    return replace(settings, values={**settings.values, **{name: plausible.values[name] for name in names}})


def under(scenario: Scenario, plausible: PlausibleSet) -> Settings:
    """Return a scenario's settings under a plausible set: what the scenario or the user chose stays as chosen."""
    scenario = checked_scenario("scenario", scenario)
    return moved_to(scenario.settings, plausible, moved_in(scenario, plausible))
