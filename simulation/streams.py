"""Streams: keyed random draws, pure functions of who decides what, when, in which run.

A draw is ``mixed(mixed(seed, replicate) ^ mixed(decision, month, member))`` with SplitMix64's finaliser
(Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195) as ``mixed``. Two scenarios under one seed differ
only where somebody acts differently; one more draw in one agent changes no other draw.

A decision keeps its number for ever: a retired number is never used again.
"""

from __future__ import annotations

from enum import IntEnum

from simulation.errors import SeedError

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
STEP = 1.0 / 9007199254740992.0
LARGEST_SEED = 2**63 - 1

MEMBERS = 64
"""Members reserved for each agent: its ties or its processes."""


class Decision(IntEnum):
    """What is decided by a draw. Members count agents, times ``MEMBERS`` where an agent decides more than once."""

    LOGIC_START = 1
    IDENTITY_START = 2
    TRUST_START = 3
    COORDINATION_START = 4
    MOTIVATION_START = 5
    EFFICACY_START = 6
    PRACTICE_START = 7
    BASELINE_START = 8
    DEMAND_START = 9
    NETWORK_ORDER = 10
    REGION_ORDER = 11
    TEAM_TIE = 12
    TEAM_TIE_AWAY = 13
    TEAM_TIE_NEAR = 14
    MANAGER_TIE = 15
    MANAGER_TIE_AWAY = 16
    MANAGER_TIE_NEAR = 17
    MANAGER_LEAVES = 18
    NEWCOMER = 19
    LEAD_LEAVES = 20
    DEMAND = 21
    SAMPLE = 22
    AUDIT = 23


def mixed(word: int) -> int:
    """Return SplitMix64's finaliser of a 64-bit word: every bit of the input moves every bit of the output."""
    word = ((word ^ (word >> 30)) * FIRST) & MASK
    word = ((word ^ (word >> 27)) * SECOND) & MASK
    return word ^ (word >> 31)


def cell_of(decision: int, month: int, member: int) -> int:
    """Return the key of one decision of one member in one month, the same in every run."""
    return mixed((decision << 52) ^ (month << 40) ^ member ^ GOLDEN)


def word_of(run: int, cell: int) -> int:
    """Return the 64 random bits of one decision in one run."""
    return mixed(run ^ cell)


def uniform(run: int, cell: int) -> float:
    """Return a draw from 0 <= u < 1, a multiple of 2^-53."""
    return float(word_of(run, cell) >> 11) * STEP


def normal_at(u: float) -> float:
    """Return the standard normal deviate at probability `u`, 0 <= u < 1.

    t P(y)/Q(y) of degree 5/5 with t = 2u - 1 and y = 1 - t^2, fitted for least largest error: 1e-4 from
    u = 1e-4 to 1 - 1e-4, monotone, bounded by +-4.24. Only + - x / appear, so every machine gives these bits.
    """
    t = 2.0 * u - 1.0
    y = 1.0 - t * t
    p = 0.27125641053382654
    p = p * y + 0.817387327871138
    p = p * y + 0.16146054809755017
    p = p * y + 0.003888916398000264
    p = p * y + 1.2061718503431074e-05
    p = p * y + 3.5168049583589323e-09
    q = 0.4108691798400907
    q = q * y + 0.5180425301182889
    q = q * y + 0.06976404713616569
    q = q * y + 0.0013208270718042536
    q = q * y + 3.4150028415669276e-06
    q = q * y + 8.308088106367961e-10
    return t * p / q


def normal(run: int, cell: int) -> float:
    """Return a standard normal draw."""
    return normal_at(uniform(run, cell))


def key_of(seed: int, replicate: int) -> int:
    """Return the key of one run, from two words in their ranges."""
    return mixed((mixed((seed + GOLDEN) & MASK) ^ mixed((replicate * GOLDEN + FIRST) & MASK)) & MASK)


def run_key(seed: int, replicate: int = 0) -> int:
    """Return the key of one run.

    Parameters
    ----------
    seed : int
        0 to 2^63 - 1; 0 is a seed like any other.
    replicate : int
        0 to 2^63 - 1; part of the key, not added to the seed.

    Raises
    ------
    SeedError
        If either is not a whole number in its range.
    """
    for name, value in (("seed", seed), ("replicate", replicate)):
        if type(value) is not int or not 0 <= value <= LARGEST_SEED:
            raise SeedError(f"{name} is {value!r}. Allowed: a whole number, 0 to 2^63 - 1 ({LARGEST_SEED}).")
    return key_of(seed, replicate)
