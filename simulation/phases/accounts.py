"""Accounts: a month's hours and a quarter's payments, booked at the end of phase 10."""

from __future__ import annotations

from simulation.levers import verified_feedback
from simulation.parameters import Mechanisms
from simulation.phases.contract import MONTHS_OF_QUARTER
from simulation.state import AccountState, PolicyState, TeamState


def account_of_month(
    account: AccountState, policy: PolicyState, supervision: float, coached: float, teams: float, p: Mechanisms
) -> AccountState:
    """Return the account with the hours of a month in one jurisdiction in it.

    `supervision` is summed over its managers, in shares of time; `coached` of them are mentored. Verification costs
    hours in every month, a third of a quarter's.
    """
    price = p.price
    verified = p.levers.verification * teams / MONTHS_OF_QUARTER
    told = verified_feedback(p.levers) * teams / MONTHS_OF_QUARTER
    return AccountState(
        coach_hours=account.coach_hours + price.coach_hours * policy.coaching * coached,
        supervision_hours=account.supervision_hours + price.supervision_hours * supervision,
        verification_hours=account.verification_hours
        + price.verification_hours * verified
        + price.feedback_hours * told,
        bonus=account.bonus,
        capitation=account.capitation,
    )


def account_with_team(account: AccountState, team: TeamState, population: float, p: Mechanisms) -> AccountState:
    """Return the account with a quarter's payments to one team in it."""
    payment = MONTHS_OF_QUARTER * p.price.capitation * population
    return AccountState(
        coach_hours=account.coach_hours,
        supervision_hours=account.supervision_hours,
        verification_hours=account.verification_hours,
        bonus=account.bonus + payment * team.bonus,
        capitation=account.capitation + payment,
    )
