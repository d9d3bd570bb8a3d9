"""Acting: values that act only beside another one, and what to say where that other one is not there.

A value without an effect is told, not refused: a comparison may share ``--set`` among scenarios of which one heeds
it, a file may be a base for others, and a sweep may pass through points at which a value does nothing. Names of
networks are refused, as nothing but a mistake explains them (`scenarios.assembly`).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence

from simulation.errors import ParameterError
from simulation.levers import TARGETING
from simulation.places import ANYWHERE
from simulation.settings import Settings

BY_PLACES = "places"
NAMED = float(TARGETING.index("named"))
_MENTORED = ("mentoring", "coaching_coverage")
_LEADS = ("lead_turnover",)
_MET = ("peer_exchange",)
_VERIFIED = ("verification",)
_GOES_BACK = ("verification", "verification_feedback")
_LATE = ("payment_delay",)
NEEDS: Mapping[str, tuple[str, ...]] = {
    "mentoring": ("coaching_coverage",),
    "coach_capacity": _MENTORED,
    "sanction_cap": ("sanction",),
    "bonus_cap": ("bonus",),
    "admin_verification": _VERIFIED,
    "verification_feedback": _VERIFIED,
    "admin_feedback": _GOES_BACK,
    "demand_persistence": ("demand_sd",),
    "price.verification_hours": _VERIFIED,
    "price.verification_wage": _VERIFIED,
    "price.feedback_hours": _GOES_BACK,
    "learning.feedback_precision": _GOES_BACK,
    "learning.feedback_promptness": (*_GOES_BACK, "*.feedback_delay"),
    "contracting.feedback_relief": _GOES_BACK,
    "contracting.late_payment_half": _LATE,
    "trust.loss_late_payment": _LATE,
    "motivation.loss_late_payment": _LATE,
    "motivation.crowding_out": ("bonus",),
    "trust.loss_sanction": ("sanction",),
    "trust.shield": ("sanction",),
    "contracting.audit_probability": _VERIFIED,
    "effort.audit_deterrence": _VERIFIED,
    "contracting.pressure_base": ("sanction",),
    "contracting.audit_threshold": ("sanction", "verification"),
    "identity.dose_half": _MENTORED,
    "identity.dose_saturates": _MENTORED,
    "identity.gain_mentoring": _MENTORED,
    "identity.relief": _MENTORED,
    "identity.gain_peers": _MET,
    "identity.peer_threshold": _MET,
    "practice.peers": _MET,
    "practice.peer_threshold": _MET,
    "efficacy.gain_vicarious": _MET,
    "diffusion.simple_contagion": _MET,
    "turnover.manager_trust_loss": ("manager_turnover",),
    "turnover.lead_trust_loss": _LEADS,
    "turnover.lead_coordination_loss": _LEADS,
    "turnover.lead_efficacy_loss": _LEADS,
    "turnover.lead_practice_loss": _LEADS,
    "price.coach_hours": _MENTORED,
    "price.coach_wage": _MENTORED,
    "*.coaching": _MENTORED,
    "contracting.improvement_scale": ("improvement_weight",),
    "authority.training": ("authority_training",),
}
"""Of a value, all that must be above 0 in some month for it to act; ``*`` stands for any clinical process."""

_OF_WAVES = {"waves": ("mentoring",)}
"""The same of what is no value: a table."""


class IdleWarning(UserWarning):
    """A value was given that acts in no month.

    Its two arguments are kept as they are, so that it goes between processes.

    Attributes
    ----------
    name : str
        As it was given.
    absent : tuple of str
        What it needs and is 0 in every month; `BY_PLACES` where the places file gives it for every team.
    """

    @property
    def name(self) -> str:
        return self.args[0]

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(self.args[1])

    def __str__(self) -> str:
        name, absent = self.name, self.absent
        why = f"{' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} 0 in every month. Set that too, or"
        if BY_PLACES in absent:
            why = "the places file gives it for every team. Empty its column, or"
        return f"{name} acts nowhere: {why} leave {name} out."


def needs_of(name: str, processes: Sequence[str]) -> tuple[str, ...]:
    """Return all that must be above 0 in some month for a value to act."""
    first, _, rest = name.partition(".")
    kept = f"*.{rest}" if first in processes else name
    return {**NEEDS, **_OF_WAVES}.get(kept, ())


def absent_for(name: str, settings: Settings, given: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a value needs and is 0 in every month, or `BY_PLACES`.

    Parameters
    ----------
    name : str
    settings : Settings
    given : iterable of str
        Names that take further values, as columns of a study do.
    """
    taken = {*given, *(change.name for change in settings.changes if change.value > 0.0)}
    if settings.places.named and _is_named(settings):
        taken.add("coaching_coverage")  # names say how many
    if _is_given_by_places(name, settings):
        return (BY_PLACES,)
    return tuple(
        needed
        for needed in needs_of(name, settings.processes)
        if not any(one in taken or settings.values[one] > 0.0 for one in _meant(needed, settings))
    )


def tell_varied(names: Sequence[str], settings: Iterable[Settings]) -> None:
    """Tell what is varied and acts in none of several scenarios.

    Parameters
    ----------
    names : sequence of str
        All that is varied; what takes further values there counts as present.
    settings : iterable of Settings

    Raises
    ------
    ParameterError
        If a share of networks is varied where names say how many are coached.

    Warns
    -----
    IdleWarning
    """
    several = list(settings)
    if "coaching_coverage" in names and "coaching_targeting" not in names and all(map(_is_named, several)):
        raise ParameterError(
            "coaching_coverage is varied, and coaching_targeting is 'named': the names say how many networks are "
            "coached, so that it would have no effect. Allowed: with another coaching_targeting. Leave it out."
        )
    for name in names:
        absent = [absent_for(name, one, names) for one in several]
        if all(absent):
            warnings.warn(IdleWarning(name, absent[0]), stacklevel=3)


def _is_named(settings: Settings) -> bool:
    return settings.values["coaching_targeting"] == NAMED


def _is_given_by_places(name: str, settings: Settings) -> bool:
    """Return whether a places file gives every team what a value would give those without."""
    if name == "price.population":
        return settings.values[name] not in settings.places.population
    if name == "start.baseline_spread":
        return all(ANYWHERE not in team for team in settings.places.baselines)
    first, _, rest = name.partition(".")
    if rest != "baseline" or first not in settings.processes:
        return False
    place = settings.processes.index(first)
    return all(team[place] != ANYWHERE for team in settings.places.baselines)


def _meant(needed: str, settings: Settings) -> list[str]:
    first, _, rest = needed.partition("*")
    return [needed] if not rest else [f"{first}{process}{rest}" for process in settings.processes]
