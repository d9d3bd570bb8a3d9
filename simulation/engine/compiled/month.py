# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Month: a run and its twin live a month, several phases at a stretch, and it is noted."""

from __future__ import annotations

from numba import njit

from simulation.engine.compiled.constants import (
    FIRST_NETWORK,
    FIRST_TEAM,
    NETWORKS,
    PROCESSES,
    REGIONS,
    RUN,
    TEAM_STEP,
    TEAMS,
)
from simulation.engine.compiled.kinds import LINE, NARROW
from simulation.engine.compiled.lanes import WIDTH, fetch
from simulation.engine.compiled.peers import look_at_peers
from simulation.engine.compiled.rows import (
    jurisdiction_of_network,
    team_row,
)
from simulation.engine.compiled.sweeps import (
    authority_phase,
    book_hours,
    lead_of,
    managers_leave,
    managers_phase,
    policy_phase,
    shocks_of,
    teams_of_region,
)
from simulation.engine.compiled.teams import (
    believe,
    care,
    divide_effort,
    draw_lead,
    draw_shocks,
    feel_climate,
    forget_figures,
    judge,
    lead_leaves,
    lose_people,
    rest_between_quarters,
    settle_contract,
    take_sample,
    tell_figures,
    work,
)
from simulation.engine.compiled.watching import (
    close_ledgers,
    film_team,
    filmed_coverage_row,
    note_manager,
    note_team,
    note_team_beside_film,
    open_ledgers,
)
from simulation.phases.contract import ends_quarter, ends_year

STRETCH = 36
"""Teams of a region that live at a stretch: those of one world take some 300 kB, of many processes more."""
FETCHES = WIDTH <= NARROW
"""Whether teams are asked for before they live: where worlds are so large that blocks are narrow."""
LEADS_AHEAD = 12
"""Teams between the one whose lead may leave and the one whose draw is asked for."""
HAS_TWIN, IS_FILMED, BESIDE_FILM, IS_PAST = 0, 1, 2, 3
"""Parts that a run has: beside a twin of its own or none yet, in front of the camera, or beside what was filmed."""


@njit(nogil=True, error_model="numpy")
def live_month(w, keys, facts, at, month, twin, shocks, drawn, is_drawn, part, film, month_of_film):
    """Live one month in a run and its twin, and note it; before they part, `twin` is the run itself.

    Its shocks begin at `drawn` in `shocks`, and are drawn unless a run under the same keys did so (`is_drawn`). Where
    the run's `part` is `IS_FILMED`, its month is filmed and not noted; where it is `BESIDE_FILM`, it is noted beside
    the month of the film that begins at `month_of_film`, and has no other twin.

    The same as all phases one after the other, but region by region from phase 5 on, and in a large region stretch by
    stretch of its networks, up to what needs all of the region's figures and from there on: so teams stay in the
    processor's second cache. A sweep takes one phase only: two teams do not wait for each other, but a team's phases
    do, and the processor looks ahead too little to begin the next team meanwhile.
    """
    run = at[RUN]
    worlds = 1 if twin == run else 2
    for which in range(worlds):
        policy_phase(w, facts, at, twin if which == 1 else run, month)
    for network in range(at[NETWORKS]):
        here = jurisdiction_of_network(facts, at, network)
        for which in range(worlds):
            managers_left = managers_leave(w, keys, at, twin if which == 1 else run, month, here, network)
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            lead = lead_of(at, shocks_of(at, drawn, team))
            if is_drawn:
                later = lead_of(at, shocks_of(at, drawn, min(team + LEADS_AHEAD, at[TEAMS] - 1)))
                fetch_rows(shocks, later, later + WIDTH)
            else:
                draw_lead(shocks, keys, month, team, lead)
            if managers_left + lead_leaves(w, at, run, here, shocks, lead) > 0:
                for which in range(worlds):
                    lose_people(w, at, twin if which == 1 else run, here, team)
    for which in range(worlds):
        world = twin if which == 1 else run
        authority_phase(w, facts, at, world)
        managers_phase(w, facts, at, world)
    is_noted, with_levels = open_ledgers(w, at, twin != run or part == BESIDE_FILM, month)
    is_noted = is_noted and part != IS_FILMED
    for region in range(at[REGIONS]):
        for which in range(worlds):
            forget_figures(w, at, twin if which == 1 else run, region)
        first, end = int(facts[at[FIRST_NETWORK] + region]), int(facts[at[FIRST_NETWORK] + region + 1])
        network = first
        while network < end:
            until = end_of_stretch(facts, at, network, end)
            act(w, keys, facts, at, month, twin, shocks, drawn, is_drawn, region, network, until)
            network = until
        network = first
        while network < end:
            until = end_of_stretch(facts, at, network, end)
            conclude(w, keys, facts, at, month, twin, network, until, part, film, month_of_film)
            if is_noted:
                note_networks(w, facts, at, twin, network, until, with_levels, part, film, month_of_film)
            if part == IS_FILMED and month_of_film >= 0:
                for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + until])):
                    film_team(w, at, film, month_of_film, team)
            network = until
    if is_noted:
        close_ledgers(w, at, month)
    for which in range(worlds):
        book_hours(w, facts, at, twin if which == 1 else run)


@njit(nogil=True, error_model="numpy", forceinline=True)
def end_of_stretch(facts, at, network, end):
    """Return the network after those that live at a stretch, from `network` on: as many as stay in the cache, and live
    in one jurisdiction.
    """
    first, until, here = facts[at[FIRST_TEAM] + network], network + 1, jurisdiction_of_network(facts, at, network)
    while (
        until < end
        and facts[at[FIRST_TEAM] + until + 1] - first <= STRETCH
        and jurisdiction_of_network(facts, at, until) == here
    ):
        until += 1
    return until


@njit(nogil=True, error_model="numpy")
def fetch_next(w, at, twin, which, team, stretch):
    """Ask for who will live a stretch later, so that it is in the second cache by then: the team's twin, or a team."""
    run = at[RUN]
    is_twin_next = which == 0 and twin != run
    next_team = team if is_twin_next else min(team + stretch, at[TEAMS] - 1)
    first = team_row(at, twin if is_twin_next else run, next_team)
    fetch_rows(w, first, first + at[TEAM_STEP])


@njit(nogil=True, error_model="numpy", forceinline=True)
def fetch_rows(array, first, end):
    """Ask for what lies from `first` up to before `end`."""
    for element in range(first, end, LINE):
        fetch(array, element)


@njit(nogil=True, error_model="numpy", forceinline=True)
def act(w, keys, facts, at, month, twin, shocks, drawn, is_drawn, region, network, until):
    """Let the teams of some networks live from phase 5 on, up to the figures that their region is told."""
    run = at[RUN]
    first, end = int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + until])
    first_of_region, end_of_region = teams_of_region(facts, at, region)
    share = 1.0 / float(end_of_region - first_of_region)
    if not is_drawn:
        for team in range(first, end):
            draw_shocks(shocks, keys, at, month, team, shocks_of(at, drawn, team))
    worlds, here = 1 if twin == run else 2, jurisdiction_of_network(facts, at, network)
    for which in range(worlds):
        world = twin if which == 1 else run
        for team in range(first, end):
            if is_drawn and which == 0:
                row = shocks_of(at, drawn, team)
                fetch_rows(shocks, row, lead_of(at, row))
            feel_climate(w, facts, at, world, here, team)
        for team in range(first, end):
            look_at_peers(w, at, world, team)
        for team in range(first, end):
            divide_effort(w, facts, at, world, here, team)
        for team in range(first, end):
            if FETCHES:
                fetch_next(w, at, twin, which, team, end - first)
            work(w, facts, at, world, here, team)
        for team in range(first, end):
            care(w, at, world, here, team, shocks, shocks_of(at, drawn, team))
            take_sample(w, at, world, here, team, shocks, shocks_of(at, drawn, team))
            tell_figures(w, at, world, region, team, share)


@njit(nogil=True, error_model="numpy", forceinline=True)
def conclude(w, keys, facts, at, month, twin, network, until, part, film, month_of_film):
    """Let the teams of some networks judge what they did by their region's figures, and settle their contracts.

    What was filmed of them is asked for meanwhile: it, like shocks of months that others lived, comes from far away.
    """
    run = at[RUN]
    quarter, year = ends_quarter(month), ends_year(month)
    first, end = int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + until])
    worlds, here = 1 if twin == run else 2, jurisdiction_of_network(facts, at, network)
    for which in range(worlds):
        world = twin if which == 1 else run
        for team in range(first, end):
            if FETCHES:
                fetch_next(w, at, twin, which, team, end - first)
            if part == BESIDE_FILM:
                coverage = filmed_coverage_row(at, month_of_film, team)
                fetch_rows(film, coverage, coverage + at[PROCESSES] * WIDTH)
            judge(w, facts, at, world, here, team)
        for team in range(first, end):
            believe(w, facts, at, world, here, team)
        for team in range(first, end):
            if quarter:
                settle_contract(w, keys, facts, at, world, month, here, team, year)
            else:
                rest_between_quarters(w, at, world, team)


@njit(nogil=True, error_model="numpy", forceinline=True)
def note_networks(w, facts, at, twin, first, end, with_levels, part, film, month_of_film):
    """Note the month of some networks, in the ledgers of the run."""
    for network in range(first, end):
        note_manager(w, at, network)
        for team in range(int(facts[at[FIRST_TEAM] + network]), int(facts[at[FIRST_TEAM] + network + 1])):
            if part == HAS_TWIN:
                note_team(w, at, twin, team, with_levels)
            else:
                note_team_beside_film(w, at, film, month_of_film, team, with_levels, part == IS_PAST)


@njit(nogil=True, error_model="numpy")
def note_past(w, facts, at, month, film, month_of_film):
    """Note a month that a run did not live itself: it and its twin were the same, and are filmed."""
    _, with_levels = open_ledgers(w, at, True, month)
    note_networks(w, facts, at, at[RUN], 0, at[NETWORKS], with_levels, IS_PAST, film, month_of_film)
    close_ledgers(w, at, month)
