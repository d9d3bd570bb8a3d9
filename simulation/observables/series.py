"""Series: sums over the coached and the uncoached, and over the teams of places, month by month."""

from __future__ import annotations

from typing import NamedTuple

from simulation.state import ManagerState, ProcessState, TeamState


class GroupSeries(NamedTuple):
    """Sums over the coached, or the uncoached, in one month."""

    teams: float
    trust: float
    safety: float
    coordination: float
    motivation: float
    candour: float
    pressure: float
    documentation: float
    unmeasured_care: float


class ManagerSeries(NamedTuple):
    """Sums over the managers of the coached, or the uncoached, in one month."""

    managers: float
    identity: float
    logic: float


class ProcessSeries(NamedTuple):
    """Sums over the coached, or the uncoached, in one month, of one process."""

    coverage: float
    reported: float
    honest: float
    efficacy: float
    practice: float
    credit: float


class PlaceProcess(NamedTuple):
    """Sums over the teams of a place in one month, of one process."""

    coverage: float
    reported: float
    honest: float
    efficacy: float


class PlaceTeams(NamedTuple):
    """Sums over the teams of a place in one month: those of networks in the programme, and of networks mentored now."""

    coached: float
    mentored: float


def series_with_team(series: GroupSeries, team: TeamState, weight: float) -> GroupSeries:
    """Return the sums with one more team in them, by its weight: 1 where it belongs to the group."""
    return GroupSeries(
        teams=series.teams + weight,
        trust=series.trust + weight * team.trust,
        safety=series.safety + weight * team.safety,
        coordination=series.coordination + weight * team.coordination,
        motivation=series.motivation + weight * team.motivation,
        candour=series.candour + weight * team.candour,
        pressure=series.pressure + weight * team.pressure,
        documentation=series.documentation + weight * team.documentation,
        unmeasured_care=series.unmeasured_care + weight * team.unmeasured_care,
    )


def series_with_manager(series: ManagerSeries, manager: ManagerState, logic: float, weight: float) -> ManagerSeries:
    """Return the sums with one more manager, and the logic over that manager, in them."""
    return ManagerSeries(
        managers=series.managers + weight,
        identity=series.identity + weight * manager.identity,
        logic=series.logic + weight * logic,
    )


def series_with_process(series: ProcessSeries, process: ProcessState, weight: float) -> ProcessSeries:
    """Return the sums with one more team's process in them."""
    return ProcessSeries(
        coverage=series.coverage + weight * process.coverage,
        reported=series.reported + weight * process.reported,
        honest=series.honest + weight * process.honest,
        efficacy=series.efficacy + weight * process.efficacy,
        practice=series.practice + weight * process.practice,
        credit=series.credit + weight * process.credit,
    )


def place_with_team(place: PlaceTeams, manager: ManagerState, coached: float) -> PlaceTeams:
    """Return the sums with one more team, by its manager, in them; `coached` where the network is in the programme."""
    return PlaceTeams(coached=place.coached + coached, mentored=place.mentored + manager.mentored)


def place_with_process(place: PlaceProcess, process: ProcessState) -> PlaceProcess:
    """Return the sums with one more team's process in them."""
    return PlaceProcess(
        coverage=place.coverage + process.coverage,
        reported=place.reported + process.reported,
        honest=place.honest + process.honest,
        efficacy=place.efficacy + process.efficacy,
    )
