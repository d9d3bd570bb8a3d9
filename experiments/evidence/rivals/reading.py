"""Reading: what ``rivals.toml`` says: explanations of the null, rules, accounts of confinement, and predictions.

What cannot be meant is refused: a name that stands twice, a parameter that is not there, a range that is none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from experiments.evidence.calibration.space import Space, range_from
from experiments.evidence.calibration.space import space as space_of_calibration
from experiments.evidence.validation.facts import Book, World, book
from experiments.runs.rivals.declared import CONTEXT, FILE, NULL, OWN, SEEN, Explanation, explanations_in
from scenarios.load import load
from simulation.errors import SimulationError
from simulation.parameters import checked_value, parameter_named

MONTHS = 144
"""Predictions are ten years from the start of coaching."""


@dataclass(frozen=True)
class RivalRule:
    """Another rule, as values of switches."""

    name: str
    title: str
    against: str
    set: Mapping[str, float]


Direction = Literal["more", "less"]
DIRECTIONS: tuple[Direction, ...] = ("more", "less")


@dataclass(frozen=True)
class Account:
    """An account of why gains stay confined, to be fitted on its own.

    Attributes
    ----------
    name, title, says : str
    set : mapping of str to float
        Its switches. They are not searched.
    ranges : mapping of str to tuple of float
        What is searched elsewhere than the calibration does, lowest, middle, highest; `reason` says why.
    expects : mapping of str to {"more", "less"}
        Predictions that should tell it from the model's own account, and what uncoached teams then gain.
    """

    name: str
    title: str
    says: str
    set: Mapping[str, float]
    ranges: Mapping[str, Sequence[float]]
    reason: str
    expects: Mapping[str, Direction]

    @property
    def space(self) -> Space:
        """Return the space of the calibration with its switches fixed and its own ranges."""
        base = space_of_calibration()
        moved = {name: range_from(name, values, self.reason, FILE.name) for name, values in self.ranges.items()}
        ranges = tuple(moved.get(one.name, one) for one in base.ranges if one.name not in self.set)
        return replace(base, ranges=ranges, fixed={**base.fixed, **self.set})


@dataclass(frozen=True)
class Prediction:
    """A world in which accounts may say different things, and what somebody would have to look at there."""

    name: str
    title: str
    scenario: str
    look: str
    from_mentoring: Mapping[str, float] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """The world, up to the month of all predictions."""
        return World(self.name, self.scenario, from_mentoring=self.from_mentoring, months=MONTHS)


@dataclass(frozen=True)
class Rivals:
    """Everything the file says."""

    explanations: tuple[Explanation, ...]
    rules: tuple[RivalRule, ...]
    accounts: tuple[Account, ...]
    predictions: tuple[Prediction, ...]


@cache
def _rivals() -> Rivals:
    return rivals_from(FILE.read_text(encoding="utf-8"))


def explanations() -> tuple[Explanation, ...]:
    """Return the explanations of the null."""
    return _rivals().explanations


def rules() -> tuple[RivalRule, ...]:
    """Return the rival rules."""
    return _rivals().rules


def accounts() -> tuple[Account, ...]:
    """Return the accounts of confinement."""
    return _rivals().accounts


def predictions() -> tuple[Prediction, ...]:
    """Return the worlds in which accounts may say different things."""
    return _rivals().predictions


def rivals_from(text: str) -> Rivals:
    """Read rivals from TOML.

    Raises
    ------
    SimulationError
        If a name stands twice, a parameter or a prediction is not there, or a value or range is not allowed.
    """
    document = tomllib.loads(text)
    found = Rivals(
        explanations_in(document),
        tuple(RivalRule(**one) for one in document["rule"]),
        tuple(Account(**one) for one in document["account"]),
        tuple(Prediction(**one) for one in document["prediction"]),
    )
    rivals = [one.name for group in (found.explanations, found.rules, found.accounts) for one in group]
    _refuse_twice([*rivals, OWN], "rivals")
    _refuse_twice([one.name for one in found.predictions], "predictions")
    for rule in (*found.rules, *found.accounts):
        _check_values(rule.name, rule.set)
    for prediction in found.predictions:
        _check_values(prediction.name, prediction.from_mentoring)
    for account in found.accounts:
        _check_account(account, [one.name for one in found.predictions])
    return found


def _refuse_twice(names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise SimulationError(f"{FILE.name}: two {what} are named {name!r}. Allowed: one. Rename one of them.")


def _check_values(name: str, values: Mapping[str, Any]) -> None:
    """Refuse a parameter that is not there, or a value that it cannot have."""
    for parameter, value in values.items():
        try:
            checked_value(parameter_named(parameter), value)
        except SimulationError as error:
            raise SimulationError(f"{FILE.name}: {name}: {error}") from None


def _check_account(account: Account, known: Collection[str]) -> None:
    where = f"{FILE.name}: {account.name}: "
    searched = space_of_calibration().names
    for name in account.ranges:
        if name in account.set or name not in searched:
            raise SimulationError(
                f"{where}ranges names {name!r}, which is not searched. Allowed: what ranges.toml searches and `set` "
                "does not fix. Take it out."
            )
    if account.ranges and not account.reason:
        raise SimulationError(f"{where}reason is empty. Say why its ranges are not those of the calibration.")
    for name, direction in account.expects.items():
        if name not in known:
            raise SimulationError(f"{where}expects names {name!r}. Allowed: {', '.join(known)}.")
        if direction not in DIRECTIONS:
            raise SimulationError(f"{where}expects of {name} is {direction!r}. Allowed: {', '.join(DIRECTIONS)}.")
    try:
        _ = account.space
    except SimulationError as error:
        raise SimulationError(f"{where}{error}") from None


def equalised(own: tuple[str, ...], chosen: Mapping[str, float] | None = None) -> World:
    """Return the baseline with the null process in the seen one's context, but for its own factors."""
    values = load("baseline").settings.values
    same = {f"{NULL}.{name}": values[f"{SEEN}.{name}"] for name in CONTEXT if name not in own}
    return World("equalised", "baseline", set=same | dict(chosen or {}))


def book_under(rule: RivalRule | None) -> Book:
    """Return the facts with a rival rule in every world; what a world sets itself stays."""
    facts = book()
    if rule is None:
        return facts
    worlds = {name: replace(world, set={**rule.set, **world.set}) for name, world in facts.worlds.items()}
    return replace(facts, worlds=worlds)
