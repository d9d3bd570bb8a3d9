# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Kernel: one sweep over agents per phase, 16 runs wide; it allocates nothing and can stop after any phase.

Arguments are the same everywhere: ``w`` the workspace, ``keys`` the 16 run keys, ``facts`` who belongs
where, ``at`` the layout, ``world`` the offset of the run or of its twin. See ``layout``.
"""

from __future__ import annotations

from numba import njit, uint64

from simulation.engine.compiled import rules
from simulation.engine.compiled.beginning import begin, order_networks, place_ties
from simulation.engine.compiled.constants import (
    ACCOUNT,
    AUTHORITIES,
    GROUPS,
    MONTHS,
    PROCESSES,
    RUN,
    SERIES,
    SHOCKS,
    TEAM_LEDGERS,
    TEAM_SHARES,
    TEAM_TIES,
    TEAMS,
    TWIN,
    TWINS,
    WORLD,
)
from simulation.engine.compiled.ending import measure
from simulation.engine.compiled.kinds import FOLLOWS_PAST, TWINS_FILMED, WHOLE
from simulation.engine.compiled.lanes import WIDTH, copy, get
from simulation.engine.compiled.layout import FILMED
from simulation.engine.compiled.month import BESIDE_FILM, HAS_TWIN, IS_FILMED, live_month, note_past
from simulation.engine.compiled.sweeps import change_levers, draw_month, policy_phase, run_phase
from simulation.engine.compiled.watching import record_places, record_series
from simulation.parameters import Mechanisms
from simulation.streams import mixed

assert rules.MODULES  # importing it registers the rules


@njit(nogil=True, error_model="numpy")
def first_mentoring(w, at):
    """Return the first month in which any of the 16 runs has mentoring."""
    first = at[MONTHS]
    for lane in range(WIDTH):
        levers = get(Mechanisms, w, lane).levers
        first = min(first, int(levers.mentoring_start))
    return first


@njit(nogil=True, error_model="numpy")
def part_twins(w, at):
    """Give the twin the run's state; from now on the twin goes without mentoring."""
    copy(w, at[TWIN], w, at[RUN], at[WORLD])
    for lane in range(WIDTH):
        w[at[TWIN] + lane] = 0.0


@njit(nogil=True, error_model="numpy")
def fingerprint_month(words, at, marks, month):
    """Note a fingerprint of every bit of the state of everybody in the run: equal states give equal ones.

    Conditions and accounts are left out: jurisdictions have their own conditions, and are booked one by one.
    """
    for lane in range(WIDTH):
        marks[month, lane] = uint64(month)
    for row in range(at[RUN] + at[AUTHORITIES], at[RUN] + at[WORLD], WIDTH):
        for lane in range(WIDTH):
            marks[month, lane] = mixed(marks[month, lane] ^ words[row + lane])


@njit(nogil=True, error_model="numpy")
def simulate(w, words, keys, facts, at, with_series, marks, first, end, shocks, known):
    """Simulate 16 runs with their twins, from parameters to measures, or some months of that.

    The months before mentoring are lived once for a run and its twin; where the layout has no twins, all are.
    `words` are the workspace's bits. `marks` takes a fingerprint of the state after each of the months that it has
    rows for. The months are those from `first` up to before `end`: 0 begins the runs, and the last one ends with their
    measures.
    `shocks` has room for those of all months, and those of the first so many (`known`), drawn before under the same
    keys; or it is the workspace, with room for one month, and `known` is below 0.
    """
    run, parting = at[RUN], first_mentoring(w, at)
    twin = at[TWIN] if at[TWINS] > 0 and first > parting else run
    if first == 0:
        begin(w, keys, facts, at)
    for month in range(first, end):
        change_levers(w, facts, at, month)
        if month == parting and at[TWINS] > 0:
            part_twins(w, at)
            twin = at[TWIN]
        drawn = month_of_shocks(at, month, known)
        live_month(w, keys, facts, at, month, twin, shocks, drawn, month < known, HAS_TWIN, w, 0)
        if with_series:
            record_series(w, facts, at, run, 0, month)
            record_series(w, facts, at, twin, 1, month)
        if at[GROUPS] > 0:
            record_places(w, facts, at, twin, month)
        if month < marks.shape[0]:
            fingerprint_month(words, at, marks, month)
    if end == at[MONTHS]:
        measure(w, facts, at, twin)


@njit(nogil=True, error_model="numpy", forceinline=True)
def month_of_shocks(at, month, known):
    """Return where the shocks of a month begin: in the workspace, which has room for one, or in a room for all."""
    return at[SHOCKS] if known < 0 else month * at[TEAMS] * (1 + 2 * at[PROCESSES]) * WIDTH


@njit(nogil=True, error_model="numpy", forceinline=True)
def month_of_film(at, month, first_filmed):
    """Return where a month begins in a film; before 0 if it is not filmed."""
    return (month - first_filmed) * at[TEAMS] * at[PROCESSES] * FILMED * WIDTH


@njit(nogil=True, error_model="numpy")
def film_twins(w, keys, facts, at, film, first_filmed, end, shocks, known):
    """Live 16 runs that are never mentored up to before `end`, and film what ledgers need of them.

    Left behind in the rows of the twin is the state before the first month of mentoring, and in the ledgers nothing but
    the start: with these, runs that are coached in other ways go on, each by `follow`.
    """
    begin(w, keys, facts, at)
    run, parting = at[RUN], first_mentoring(w, at)
    for month in range(end):
        change_levers(w, facts, at, month)
        if month == parting:
            part_twins(w, at)
            for lane in range(WIDTH):
                w[at[TWIN] + lane] = w[run + lane]
                w[run + lane] = 0.0
        filmed, drawn = month_of_film(at, month, first_filmed), month_of_shocks(at, month, known)
        live_month(w, keys, facts, at, month, run, shocks, drawn, month < known, IS_FILMED, film, filmed)
    if end == parting:
        part_twins(w, at)
        for lane in range(WIDTH):
            w[at[TWIN] + lane] = w[run + lane]


@njit(nogil=True, error_model="numpy")
def follow(w, keys, facts, at, past, film, first_filmed, has_twin, shocks, known):
    """Simulate 16 runs from where others were before mentoring, up to their measures.

    `past` is the workspace that `film_twins` left. The runs may differ from it, and from each other, in how coaching is
    planned: their networks are put in order anew, and what is noted of months that they did not live is taken from the
    film. Then they live with a twin of their own; or beside the filmed one, if it knows nothing of how they differ.
    """
    run, parting = at[RUN], first_mentoring(w, at)
    copy(w, at[TEAM_TIES], past, at[TEAM_TIES], at[TEAM_SHARES] - at[TEAM_TIES])
    copy(w, at[TEAM_LEDGERS], past, at[TEAM_LEDGERS], at[SERIES] - at[TEAM_LEDGERS])
    copy(w, run, past, at[TWIN], at[WORLD])
    place_ties(w, facts, at)
    order_networks(w, keys, facts, at)
    for month in range(parting):
        change_levers(w, facts, at, month)
        policy_phase(w, facts, at, run, month)
        if month >= first_filmed:
            note_past(w, facts, at, month, film, month_of_film(at, month, first_filmed))
    twin, part = run, BESIDE_FILM
    if has_twin:
        part_twins(w, at)
        twin, part = at[TWIN], HAS_TWIN
    for month in range(parting, at[MONTHS]):
        change_levers(w, facts, at, month)
        filmed, drawn = month_of_film(at, month, first_filmed), month_of_shocks(at, month, known)
        live_month(w, keys, facts, at, month, twin, shocks, drawn, month < known, part, film, filmed)
    if not has_twin:
        copy(w, at[TWIN] + at[ACCOUNT], past, run + at[ACCOUNT], at[AUTHORITIES] - at[ACCOUNT])
    measure(w, facts, at, at[TWIN])


@njit(nogil=True, error_model="numpy")
def work(task, w, words, keys, facts, at, with_series, marks, first, end, past, film, shocks, known):
    """Do one of these tasks, which are compiled once as they share all of a month: `first` is the first month lived,
    or filmed.
    """
    if task == WHOLE:
        simulate(w, words, keys, facts, at, with_series, marks, first, end, shocks, known)
    elif task == TWINS_FILMED:
        film_twins(w, keys, facts, at, film, first, end, shocks, known)
    else:
        follow(w, keys, facts, at, past, film, first, task == FOLLOWS_PAST, shocks, known)


@njit(nogil=True, error_model="numpy")
def step(w, keys, facts, at, world, month, first_phase, last_phase):
    """Run some phases of one month in one world, for stepping and for comparing engines phase by phase.

    Phase 0 is the start of the run (month 0 only matters to it), and the dated changes come with phase 1 of
    the run's own world.
    """
    for phase in range(first_phase, last_phase + 1):
        if phase == 0:
            begin(w, keys, facts, at)
            continue
        if phase == 1 and world == at[RUN]:
            change_levers(w, facts, at, month)
        if phase == 1:
            draw_month(w, keys, at, month)
        run_phase(w, keys, facts, at, world, month, phase)


@njit(nogil=True, error_model="numpy")
def part(w, at):
    """Part the twins, for stepping."""
    part_twins(w, at)
