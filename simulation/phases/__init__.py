"""Phases: what happens in a month, in this order, and to whom.

====  ============  =====================================================================================
no.   phase         what happens, and why here
====  ============  =====================================================================================
1     POLICY        Levers of this month become doses, chances and rates: everybody acts under today's rules.
2     TURNOVER      People leave before they act: who is gone does not work this month.
3     AUTHORITY     Managers look at their teams, authorities at their networks: logic moves on last month's
                    record.
4     MANAGERS      Managers look at their peers, find their time, and become more or less of a coach.
5     CLIMATE       Teams feel support, control, last quarter's sanction: trust, safety, coordination,
                    pressure, motivation.
6     PRACTICE      Teams look at their peers' practice and mastery, divide their effort, and improve or let go.
7     CARE          Practice and demand become true coverage.
8     MEASUREMENT   A sample of women becomes the month's figure, and a report to the authority.
9     LEARNING      Teams ask whether what they did moved the figure; mastery and efficacy follow.
10    CONTRACT      Each quarter reports meet targets: shortfall, sanction, bonus; each year the targets move.
                    Hours and money are booked.
====  ============  =====================================================================================

Every phase reads what the phase before left, and agents within a phase see each other as they were before
anybody changed in it, so no result depends on the order of agents. Each function below is one phase of one
agent: it calls the rules and returns what changed. Mesa's agents and the compiled engine call the same
functions.
"""

from __future__ import annotations

from enum import IntEnum


class Phase(IntEnum):
    """The phases of a month, in their order; a number is never used again."""

    POLICY = 1
    TURNOVER = 2
    AUTHORITY = 3
    MANAGERS = 4
    CLIMATE = 5
    PRACTICE = 6
    CARE = 7
    MEASUREMENT = 8
    LEARNING = 9
    CONTRACT = 10
