# pyright: basic, reportCallIssue=false
# (numba passes intrinsics their first argument)
"""Peers: what managers and teams see of those they are tied to, who lie anywhere.

What a team shows, practice and mastery of each process, is copied once a month: [team, lane, process, two],
so that a visit to a peer touches one cache line; how candid it is lies apart, [team, lane]. These loops are scalar
(see `visit`).
"""

from __future__ import annotations

from numba import njit

from simulation.engine.compiled.constants import (
    CANDOUR_OF_PEERS,
    CANDOURS,
    CANDOURS_OF_TWIN,
    MANAGER_SHARES,
    MANAGER_TIES,
    MANAGERS,
    NETWORKS,
    PEERS_CANDOUR,
    PEERS_IDENTITY,
    PEERS_MASTERY,
    PEERS_PRACTICE,
    PROCESSES,
    RUN,
    SHOWN,
    SHOWN_BY_TWIN,
    TEAM_SHARES,
    TIE_NOW,
    TIE_PLACES,
    TIES,
)
from simulation.engine.compiled.kinds import Row, Shown, ShownCandour, TieRows
from simulation.engine.compiled.lanes import WIDTH, get, mean_of_three, peek, poke, visit
from simulation.engine.compiled.layout import MANAGER_ROWS, PROCESS_ROWS, SHOWN_VALUES, TIE
from simulation.engine.compiled.rows import process_row, team_row
from simulation.mechanisms.shapes import positive
from simulation.state import ManagerState, ProcessState, TeamState


@njit(nogil=True, error_model="numpy")
def look_at_peer_managers(w, at, world):
    """Let each manager see the mean identity and candour of those it is tied to; nobody gives 0."""
    managers, ties = world + at[MANAGERS], at[TIES]
    for network in range(at[NETWORKS]):
        row = managers + network * MANAGER_ROWS
        first = at[MANAGER_TIES] + network * ties * TIE + TIE_NOW
        share = at[MANAGER_SHARES] + network * WIDTH
        for lane in range(WIDTH):
            identity, candour = 0.0, 0.0
            for tie in range(ties):
                peer = int(visit(TieRows, w, first + tie * TIE + lane))
                if peer >= 0:
                    seen = get(ManagerState, w, managers + peer * MANAGER_ROWS + lane)
                    identity += positive(seen.identity)
                    candour += positive(seen.teams_candour)
            each = peek(Row, w, share + lane)
            poke(ManagerState, w, row + PEERS_IDENTITY + lane, identity * each)
            poke(ManagerState, w, row + PEERS_CANDOUR + lane, candour * each)


@njit(nogil=True, error_model="numpy", forceinline=True)
def shown_by(at, world):
    """Return where the copies of a world begin."""
    return at[SHOWN] if world == at[RUN] else at[SHOWN_BY_TWIN]


@njit(nogil=True, error_model="numpy", forceinline=True)
def candours_of(at, world):
    """Return where the candour that a world's teams show begins."""
    return at[CANDOURS] if world == at[RUN] else at[CANDOURS_OF_TWIN]


@njit(nogil=True, error_model="numpy", forceinline=True)
def show(w, at, world, team):
    """Copy what peers can see of one team."""
    processes = at[PROCESSES]
    row = process_row(team_row(at, world, team), 0)
    step = processes * SHOWN_VALUES
    copy = shown_by(at, world) + team * WIDTH * step
    own, candour = team_row(at, world, team), candours_of(at, world) + team * WIDTH
    for lane in range(WIDTH):
        poke(ShownCandour, w, candour + lane, positive(get(TeamState, w, own + lane).candour))
    if processes == 2:
        for lane in range(WIDTH):
            one, two = get(ProcessState, w, row + lane), get(ProcessState, w, row + PROCESS_ROWS + lane)
            place = copy + lane * (2 * SHOWN_VALUES)
            poke(Shown, w, place, positive(one.practice))
            poke(Shown, w, place + 1, positive(one.mastery))
            poke(Shown, w, place + 2, positive(two.practice))
            poke(Shown, w, place + 3, positive(two.mastery))
        return
    for k in range(processes):
        for lane in range(WIDTH):
            seen = get(ProcessState, w, row + k * PROCESS_ROWS + lane)
            place = copy + lane * step + k * SHOWN_VALUES
            poke(Shown, w, place, positive(seen.practice))
            poke(Shown, w, place + 1, positive(seen.mastery))


@njit(nogil=True, error_model="numpy", forceinline=True)
def look_at_peers(w, at, world, team):
    """Let one team see the mean practice, mastery and candour of those it is tied to; nobody gives 0.

    Teams have three ties and two processes in nearly every study; for those the loop is written out.
    """
    ties, processes = at[TIES], at[PROCESSES]
    places = at[TIE_PLACES] + team * ties * WIDTH
    own = team_row(at, world, team)
    row, share, target = process_row(own, 0), at[TEAM_SHARES] + team * WIDTH, own + CANDOUR_OF_PEERS
    if ties == 3 and processes == 2:
        look_at_three(w, places, shown_by(at, world), candours_of(at, world), row, share, target)
    else:
        look_at_some(w, processes, ties, places, shown_by(at, world), candours_of(at, world), row, share, target)


@njit(nogil=True, error_model="numpy", forceinline=True)
def look_at_three(w, places, shown, candours, row, share, target):
    """Let one team of two processes see its three peers; a tie to nobody leads to a copy that stays 0."""
    for lane in range(WIDTH):
        here = shown + lane * (2 * SHOWN_VALUES)
        first = int(visit(TieRows, w, places + lane))
        second = int(visit(TieRows, w, places + WIDTH + lane))
        third = int(visit(TieRows, w, places + 2 * WIDTH + lane))
        a, b, c = here + first, here + second, here + third
        practice, mastery = row + PEERS_PRACTICE + lane, row + PEERS_MASTERY + lane
        each = peek(Row, w, share + lane)
        mean_of_three(
            Shown, w, a, b, c, each, ProcessState, practice, mastery, practice + PROCESS_ROWS, mastery + PROCESS_ROWS
        )
        candour = peek(ShownCandour, w, candours + first // (2 * SHOWN_VALUES) + lane)
        candour += peek(ShownCandour, w, candours + second // (2 * SHOWN_VALUES) + lane)
        candour += peek(ShownCandour, w, candours + third // (2 * SHOWN_VALUES) + lane)
        poke(TeamState, w, target + lane, candour * each)


@njit(nogil=True, error_model="numpy")
def look_at_some(w, processes, ties, places, shown, candours, row, share, target):
    """Let one team see any number of peers."""
    step = processes * SHOWN_VALUES
    for lane in range(WIDTH):
        each = peek(Row, w, share + lane)
        candour = 0.0
        for tie in range(ties):
            place = int(visit(TieRows, w, places + tie * WIDTH + lane)) // step
            candour += peek(ShownCandour, w, candours + place + lane)
        poke(TeamState, w, target + lane, candour * each)
        for k in range(processes):
            practice, mastery = 0.0, 0.0
            for tie in range(ties):
                copy = shown + lane * step + int(visit(TieRows, w, places + tie * WIDTH + lane)) + k * SHOWN_VALUES
                practice += peek(Shown, w, copy)
                mastery += peek(Shown, w, copy + 1)
            own = row + k * PROCESS_ROWS + lane
            poke(ProcessState, w, own + PEERS_PRACTICE, practice * each)
            poke(ProcessState, w, own + PEERS_MASTERY, mastery * each)
