"""Parameters: every number of the model, collected from where it is declared.

A rule's parameters are declared beside the rule, in ``mechanisms/``; levers in ``levers.py``, what places are like in
``context.py``. Values live in ``scenarios/*.toml`` with their status and source. From this register come the JSON
Schema, the table in the docs, the checks of user input, the bounds of sensitivity studies and what the rules take.
"""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from numbers import Real
from typing import Any, NamedTuple, get_args, get_type_hints

from simulation.context import Context, NetworkParameters, PriceParameters, ProcessParameters, StartParameters
from simulation.declarations import Declared, Parameter
from simulation.errors import ParameterError, SimulationError
from simulation.levers import Levers
from simulation.mechanisms.authority import AuthorityParameters
from simulation.mechanisms.candour import CandourParameters
from simulation.mechanisms.care import CareParameters
from simulation.mechanisms.contracting import ContractingParameters
from simulation.mechanisms.coordination import CoordinationParameters
from simulation.mechanisms.diffusion import DiffusionParameters
from simulation.mechanisms.efficacy import EfficacyParameters
from simulation.mechanisms.effort import EffortParameters
from simulation.mechanisms.identity import IdentityParameters
from simulation.mechanisms.learning import LearningParameters
from simulation.mechanisms.motivation import MotivationParameters
from simulation.mechanisms.practice import PracticeParameters
from simulation.mechanisms.safety import SafetyParameters
from simulation.mechanisms.trust import TrustParameters
from simulation.mechanisms.turnover import TurnoverParameters


class Mechanisms(NamedTuple):
    """All parameters that do not depend on the process, by concept: what a rule is given."""

    levers: Levers
    context: Context
    identity: IdentityParameters
    trust: TrustParameters
    candour: CandourParameters
    safety: SafetyParameters
    coordination: CoordinationParameters
    motivation: MotivationParameters
    efficacy: EfficacyParameters
    learning: LearningParameters
    effort: EffortParameters
    practice: PracticeParameters
    diffusion: DiffusionParameters
    authority: AuthorityParameters
    contracting: ContractingParameters
    turnover: TurnoverParameters
    care: CareParameters
    start: StartParameters
    network: NetworkParameters
    price: PriceParameters


PROCESSES = ("ccs", "anc")
"""Clinical processes of the study; the first leads the measures that name no process."""

STRUCTURE = {
    "regions": (1, 1000, "Regions, each with one authority."),
    "networks_per_region": (1, 1000, "Networks in a region, each with one manager."),
    "teams_per_network": (1, 1000, "Primary-care teams in a network."),
    "months": (1, 600, "Months simulated."),
    "ties": (0, 8, "Ties that each team, and each manager, has to peers."),
}
"""Whole numbers that set the size: name to (least, most, meaning)."""

SIZES = {
    "classroom": {"regions": 2, "networks_per_region": 3, "teams_per_network": 4},
    "default": {"regions": 6, "networks_per_region": 5, "teams_per_network": 6},
    "national": {"regions": 20, "networks_per_region": 15, "teams_per_network": 10},
}


class Replaced(NamedTuple):
    """What took the place of a parameter that is gone, and why."""

    by: str
    why: str


REPLACED = {
    "identity.peer_gate": Replaced(
        "candour.threshold", "coaches' example takes hold as far as teams are candid, whatever the authority's logic"
    ),
    "practice.peer_gate": Replaced(
        "candour.threshold", "teams copy as far as they and their peers are candid, whatever the authority's logic"
    ),
    "authority.hold_by_sanction": Replaced(
        "identity.loss_conflict", "punishment holds managers back through the pressure that their teams feel"
    ),
    "authority.report_weight": Replaced(
        "authority.success_threshold", "an authority sees nothing but reports, so they need no weight"
    ),
    "authority.network_threshold": Replaced(
        "authority.success_threshold",
        "an authority sees no team's mastery, but by how much the programme's reports lead",
    ),
}
"""Parameters that are gone, by the names they had: whoever asks for one is told what took its place."""


def groups() -> dict[str, type[Any]]:
    """Return the concept groups in their order: name to NamedTuple class."""
    return get_type_hints(Mechanisms)


def fields_of(group: type[Any]) -> tuple[str, ...]:
    """Return the field names of a NamedTuple class, in their order."""
    return group._fields


def _declared_in(group: type[Any], prefix: str) -> Iterator[Parameter]:
    for name, hint in get_type_hints(group, include_extras=True).items():
        declared: Declared = get_args(hint)[1]
        yield Parameter(**vars(declared), name=prefix + name)


@cache
def declared(processes: tuple[str, ...] = PROCESSES) -> dict[str, Parameter]:
    """Return every declared parameter by its full name, in the order the engines store them."""
    found: list[Parameter] = []
    for concept, group in groups().items():
        found += _declared_in(group, "" if concept in ("levers", "context") else f"{concept}.")
    for process in processes:
        found += _declared_in(ProcessParameters, f"{process}.")
    return {parameter.name: parameter for parameter in found}


def nearest(name: str, known: list[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the known name most like `name`, or nothing.

    Of a parameter that is gone, say what replaced it.
    """
    if name in REPLACED:
        by, why = REPLACED[name]
        return f" It was replaced by {by}: {why}. Give that one a value of its own, or leave this one out."
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if not close:
        tails = [k for k in known if k.rpartition(".")[2] == name.rpartition(".")[2]]
        close = tails[:1]
    return f" Did you mean {close[0]!r}?" if close else ""


def shown(value: object) -> str:
    """Return a value for a message; a whole number may have too many digits to be printed."""
    return (
        f"a number of {value.bit_length()} bits"
        if isinstance(value, int) and value.bit_length() > 200
        else f"{value!r:.100}"
    )


def plain_whole(value: object) -> int | None:
    """Return a whole number of any kind, numpy's too, as Python's; None for what is none, such as 3.0 or True."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def whole_number(
    name: str,
    value: object,
    low: int,
    high: int,
    *,
    remedy: str = "Choose a number in the range.",
    error: type[SimulationError] = SimulationError,
) -> int:
    """Return a whole number in its range.

    Raises
    ------
    SimulationError
        Of the kind asked for, if it is none or outside; a bool and 3.0 are none.
    """
    number = plain_whole(value)
    if number is None or not low <= number <= high:
        raise error(
            f"{name} is {shown(value if number is None else number)}. Allowed: a whole number, {low:,} to {high:,}. "
            f"{remedy}"
        )
    return number


def one_of(name: str, value: object, known: Iterable[str], *, error: type[SimulationError] = SimulationError) -> str:
    """Return a word that is one of those known.

    Raises
    ------
    SimulationError
        Of the kind asked for, with the nearest word.
    """
    words = list(known)
    if isinstance(value, str) and value in words:
        return value
    guess = nearest(value[:80], words) if isinstance(value, str) else ""
    raise error(f"{name} is {shown(value)}.{guess} Allowed: {', '.join(words)}. Choose one of them.")


def yes_or_no(name: str, value: object) -> bool:
    """Return True or False; numpy's too, and nothing else, for any text would count as True.

    Raises
    ------
    SimulationError
    """
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise SimulationError(f"{name} is {shown(value)}. Allowed: True or False. Choose one of them.")


def parameter_named(name: str, processes: tuple[str, ...] = PROCESSES) -> Parameter:
    """Return the declaration of `name`.

    Raises
    ------
    ParameterError
        If no such parameter is declared; the message gives what replaced it, or the nearest known name.
    """
    known = declared(processes)
    if name not in known:
        raise ParameterError(f"{name} is not a parameter.{nearest(name, list(known))}")
    return known[name]


def range_of(parameter: Parameter) -> str:
    """Return the allowed values of a parameter in words."""
    if parameter.choices:
        return "one of " + ", ".join(parameter.choices)
    whole = "a whole number, " if parameter.whole else ""
    return f"{whole}{_ends_of(parameter)}"


def _ends_of(parameter: Parameter) -> str:
    """Return the range of a parameter with its unit, thousands apart: ``0 to 1,000,000 (USD)``."""
    return f"{parameter.low:,.15g} to {parameter.high:,.15g} ({parameter.unit})"


def checked_value(parameter: Parameter, value: object) -> float:
    """Return `value` as the engines' number.

    Parameters
    ----------
    parameter : Parameter
    value : object
        A number, or the name of a choice, as it came from a file or a user.

    Raises
    ------
    ParameterError
        If it is of the wrong type, not finite, not whole where it must be, or outside the range.
    """
    allowed = f"Allowed: {range_of(parameter)}."
    if parameter.choices:
        if isinstance(value, str) and value in parameter.choices:
            return float(parameter.choices.index(value))
        guess = nearest(value, list(parameter.choices)) if isinstance(value, str) else ""
        raise ParameterError(f"{parameter.name} is {value!r}, which is no choice.{guess} {allowed} Take one of them.")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ParameterError(f"{parameter.name} is {value!r}, which is not a number. {allowed} Give a number.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ParameterError(
            f"{parameter.name} is {number}, which is not a finite number. {allowed} Give one inside the range."
        )
    if not parameter.low <= number <= parameter.high:
        raise ParameterError(
            f"{parameter.name} is {number:,.15g}, outside {_ends_of(parameter)}: {parameter.meaning} "
            "Choose a value inside the range."
        )
    if parameter.whole and number != int(number):
        raise ParameterError(f"{parameter.name} is {number:g}, which is not a whole number. {allowed} Round it.")
    return number + 0.0  # turns -0.0 into 0.0, so that equal settings have equal bytes


def mechanisms_from(values: Mapping[str, float]) -> Mechanisms:
    """Return the nested parameters that rules take, from a complete mapping of full names to numbers."""
    parts: list[Any] = []
    for concept, group in groups().items():
        prefix = "" if concept in ("levers", "context") else f"{concept}."
        parts.append(group(*[values[prefix + name] for name in fields_of(group)]))
    return Mechanisms(*parts)


def process_from(values: Mapping[str, float], process: str) -> ProcessParameters:
    """Return the parameters of one clinical process from a complete mapping of full names to numbers."""
    return ProcessParameters(*[values[f"{process}.{name}"] for name in fields_of(ProcessParameters)])
