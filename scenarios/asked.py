"""Asked: scenarios as people name them in Python: by name or path, ready-made, or as values over the reference."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any, cast

from scenarios.acting import IdleWarning
from scenarios.cells import is_formula, is_nothing, plain_name
from scenarios.library import REFERENCE
from scenarios.load import Scenario, at_point, load, load_all
from scenarios.titles import TITLES, title_in
from simulation.errors import ScenarioError
from simulation.parameters import plain_whole, shown

Asked = str | os.PathLike[str] | Scenario | Mapping[str, object]
"""A scenario as it may be asked for: a name of the library, a path, a `Scenario`, or values over the baseline, such as
``{"name": "mine", "alignment": 0.8, "sanction@24": 0.1}``."""

WAYS = (
    'the name of a scenario that `bubbles scenarios` lists, a path, a Scenario, or values, such as {"alignment": 0.8}'
)
OF_VALUES = ("name", *TITLES, "question", "question_es")
"""What a dict may say beside values."""


def scenario_of(
    given: Asked, *, size: str | None = None, months: int | None = None, sets: Sequence[str] = ()
) -> Scenario:
    """Return a scenario that was asked for in any way.

    Parameters
    ----------
    size, months, sets
        As `scenarios.load` takes them; a Scenario has its own already, and takes none.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
    """
    if isinstance(given, Scenario):
        _check_unchanged(given, size, months, sets)
        return given
    if isinstance(given, Mapping):
        return _with_values(cast("Mapping[Any, object]", given), size, months, sets)
    if isinstance(given, (str, os.PathLike)):
        return load(cast("str | os.PathLike[str]", given), size=size, months=months, sets=sets)
    raise ScenarioError(f"scenario is {shown(given)}, of type {type(given).__name__}. Allowed: {WAYS}. Name one.")


def scenarios_of(
    given: Iterable[Asked], *, size: str | None = None, months: int | None = None, sets: Sequence[str] = ()
) -> dict[str, Scenario]:
    """Return scenarios that were asked for in any way by name, in the order given.

    Raises
    ------
    ScenarioError, ParameterError, StructureError
        As `scenario_of`, and if two go by one name.
    """
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ScenarioError(
            f'scenarios is {shown(given)}. Allowed: a list, each of them {WAYS}. Write ["baseline", "aligned"].'
        )
    asked = list(given)
    if all(isinstance(one, (str, os.PathLike)) for one in asked):
        return load_all(cast("list[str]", asked), size=size, months=months, sets=sets)
    found: dict[str, Scenario] = {}
    for one in asked:
        scenario = scenario_of(one, size=size, months=months, sets=sets)
        if scenario.name in found:
            raise ScenarioError(
                f"Two scenarios go by the name {scenario.name!r:.60}. Allowed: each name once. Leave one out, or give "
                'its values another "name".'
            )
        found[scenario.name] = scenario
    return found


def _check_unchanged(scenario: Scenario, size: object, months: object, sets: object) -> None:
    for what, value in (("size", size), ("months", months), ("sets", sets)):
        if value not in (None, (), []):
            raise ScenarioError(
                f"{what} is {shown(value)}, and {scenario.name} is loaded already. Allowed: {what} beside names, paths "
                f"and values. Give it to load()."
            )


def _with_values(given: Mapping[Any, object], size: str | None, months: int | None, sets: Sequence[str]) -> Scenario:
    """Return the reference with these values in all months, or from the month that a name has."""
    for key in given:
        if not isinstance(key, str):
            raise ScenarioError(f"The values have the name {shown(key)}. Allowed: texts. Write {{'alignment': 0.8}}.")
    own = [f"{name}={_typed(name, value)}" for name, value in given.items() if name not in OF_VALUES]
    name = _text(given, "name") or " ".join([REFERENCE, *own])
    if is_formula(name) or is_nothing(name):
        raise ScenarioError(
            f"name is {name!r:.60}, which spreadsheets take for a formula, or for nothing. Allowed: any other text. "
            "Choose another one."
        )
    made = at_point(REFERENCE, size=size, months=months, sets=[*own, *sets])
    for idle, absent in made.idle.items():
        warnings.warn(IdleWarning(idle, absent), stacklevel=4)
    listed = ", ".join(own)
    question = _text(given, "question") or f"What if {listed}?"
    spanish = _text(given, "question_es") or _text(given, "question") or f"¿Qué pasa si {listed}?"
    title, title_es = (title_in(given[key], key) if key in given else "" for key in TITLES)
    return replace(
        made,
        name=plain_name(name),
        title=title or title_es,
        title_es=title_es or title,
        question=question,
        question_es=spanish,
    )


def _text(given: Mapping[str, object], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise ScenarioError(f"{name} is {shown(value)}. Allowed: a text. Write {{'{name}': '...'}}.")
    return value.strip()


def _typed(name: str, value: object) -> str:
    """Return a value as ``--set`` takes it."""
    whole = plain_whole(value)
    if whole is not None:
        return repr(whole)
    if isinstance(value, Real) and not isinstance(value, bool):
        return repr(float(value))
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in cast("Sequence[object]", value)):
        return json.dumps(list(cast("Sequence[str]", value)), ensure_ascii=False)
    raise ScenarioError(f"{name} is {shown(value)}. Allowed: a number, a word, or a list of texts. Write 0.8, say.")
