"""Observables: what is measured, from state alone.

A run is compared with its twin: same seed, same shocks, same people, mentoring 0 throughout. The difference
per team and month is its causal gain. Months count from 0. Measures without a process in their name speak
of the first process. What is undefined is NaN here and null in files. ODD 4.
"""

from __future__ import annotations

from simulation.network import FARTHEST

EARLY_MONTHS = 6.0
LATE_MONTHS = 12.0
RETAINED_AFTER = 10.0
SMALLEST_GAIN = 0.03
"""A ratio over a gain below this is undefined."""

REACHED_GAIN = 0.05
REACHED_MONTHS = 12.0
PARTIAL_REACH = 0.2
SPREAD_REACH = 0.5
FADING_SHARE = 0.5
THEATRE_LEAST = 0.02
REGIMES = ("fizzle", "bubble", "partial", "spread")
DISTANCES = FARTHEST + 1
