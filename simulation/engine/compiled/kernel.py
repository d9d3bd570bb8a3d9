# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Kernel: one sweep over agents per phase, 16 runs wide; it allocates nothing and can stop after any phase.

Arguments are the same everywhere: ``w`` the workspace, ``keys`` the 16 run keys, ``facts`` who belongs
where, ``at`` the layout, ``world`` the offset of the run or of its twin. See ``layout``.
"""

from __future__ import annotations

from numba import njit, uint64

from simulation.engine.compiled import rules
from simulation.engine.compiled.beginning import begin
from simulation.engine.compiled.constants import (
    MONTHS,
    RUN,
    TWIN,
    TWINS,
    WORLD,
)
from simulation.engine.compiled.ending import measure
from simulation.engine.compiled.lanes import WIDTH, get
from simulation.engine.compiled.month import change_levers, draw_month, live_month, run_phase
from simulation.engine.compiled.watching import record_series
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
    for element in range(at[WORLD]):
        w[at[TWIN] + element] = w[at[RUN] + element]
    for lane in range(WIDTH):
        w[at[TWIN] + lane] = 0.0


@njit(nogil=True, error_model="numpy")
def fingerprint_month(words, at, marks, month):
    """Note a fingerprint of every bit of the run's state: equal states give equal ones."""
    for lane in range(WIDTH):
        marks[month, lane] = uint64(month)
    for row in range(at[RUN], at[RUN] + at[WORLD], WIDTH):
        for lane in range(WIDTH):
            marks[month, lane] = mixed(marks[month, lane] ^ words[row + lane])


@njit(nogil=True, error_model="numpy")
def write_history(w, at, history, run, twin, moment):
    """Note every state of the first run and of its twin."""
    for row in range(history.shape[2]):
        history[0, moment, row] = w[run + row * WIDTH]
        history[1, moment, row] = w[twin + row * WIDTH]


@njit(nogil=True, error_model="numpy")
def simulate(w, words, keys, facts, at, with_series, marks, history):
    """Simulate 16 runs with their twins, from parameters to measures.

    The months before mentoring are lived once for a run and its twin; where the layout has no twins, all are.
    `words` are the workspace's bits. `marks` takes a fingerprint of the state after each month, and `history`
    every state of the first run and its twin, [world, moment, row]; each unless it has no rows.
    """
    begin(w, keys, facts, at)
    run, parting = at[RUN], first_mentoring(w, at)
    twin = run
    if history.shape[1] > 0:
        write_history(w, at, history, run, twin, 0)
    for month in range(at[MONTHS]):
        change_levers(w, at, month)
        if month == parting and at[TWINS] > 0:
            part_twins(w, at)
            twin = at[TWIN]
        live_month(w, keys, facts, at, month, twin)
        if with_series:
            record_series(w, facts, at, run, 0, month)
            record_series(w, facts, at, twin, 1, month)
        if marks.shape[0] > 0:
            fingerprint_month(words, at, marks, month)
        if history.shape[1] > 0:
            write_history(w, at, history, run, twin, month + 1)
    measure(w, facts, at, twin)


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
            change_levers(w, at, month)
        if phase == 1:
            draw_month(w, keys, at, month)
        run_phase(w, keys, facts, at, world, month, phase)


@njit(nogil=True, error_model="numpy")
def part(w, at):
    """Part the twins, for stepping."""
    part_twins(w, at)
