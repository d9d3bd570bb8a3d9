"""Phase 10, contract: each quarter reports meet targets, each year targets move."""

from __future__ import annotations

from typing import NamedTuple

from simulation.mechanisms.contracting import (
    bonus_at_quarter,
    sanction_at_quarter,
    shortfall_at_quarter,
    target_base_after_year,
)
from simulation.parameters import Mechanisms
from simulation.state import AuthorityState, ProcessPolicyState, ProcessState, TeamState

MONTHS_OF_QUARTER = 3
MONTHS_OF_YEAR = 12


def ends_quarter(month: int) -> bool:
    """Return whether the month is the last of a quarter."""
    return month % MONTHS_OF_QUARTER == MONTHS_OF_QUARTER - 1


def ends_year(month: int) -> bool:
    """Return whether the month is the last of a year."""
    return month % MONTHS_OF_YEAR == MONTHS_OF_YEAR - 1


class TeamContract(NamedTuple):
    """What the end of a quarter changes in a team."""

    sanctioned: float
    bonus: float


class ProcessContract(NamedTuple):
    """What the end of a year changes in a process."""

    target_base: float


BETWEEN_QUARTERS = TeamContract(0.0, 0.0)


def shortfall_of_process(process: ProcessState, policy: ProcessPolicyState, p: Mechanisms) -> float:
    """Return what one process adds to its team's shortfall."""
    return policy.share * shortfall_at_quarter(
        process.reported, process.target_base, process.before, p.levers, p.contracting
    )


def contract_of_team(team: TeamState, authority: AuthorityState, audited: float, p: Mechanisms) -> TeamContract:
    """Return sanction and bonus at the end of a quarter, after an audit where there was one (1)."""
    return TeamContract(
        sanctioned=sanction_at_quarter(
            team.shortfall, team.documentation, audited, authority.logic, p.levers, p.contracting
        ),
        bonus=bonus_at_quarter(team.shortfall, p.levers, p.contracting),
    )


def targets_of_process(process: ProcessState, p: Mechanisms) -> ProcessContract:
    """Return the base of next year's target."""
    return ProcessContract(target_base=target_base_after_year(process.target_base, process.reported, p.levers))
