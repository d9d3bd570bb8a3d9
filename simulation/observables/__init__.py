"""Observables: what is measured, from state alone.

A run is compared with its twin: same seed, same shocks, same people, mentoring 0 throughout. The difference
per team and month is its causal gain. Months count from 0. Measures without a process in their name speak
of the first process. What is undefined is NaN here and null in files. ODD 4.

Every threshold and every window stands here, once: rules, meanings, tables and pages read them.
"""

from __future__ import annotations

from simulation.network import FARTHEST

EARLY_MONTHS = 6.0
"""Months at the end of mentoring that the direct gain is a mean over."""
LATE_MONTHS = 12.0
"""Months at the end of a run, and before mentoring, that are looked at; also the length of a span."""
RETAINED_AFTER = 10.0
"""Months after the last of mentoring at which the retained gain is read."""
SMALLEST_GAIN = 0.03
"""Below this a gain is none: a ratio over it is undefined."""

REACHED_GAIN = 0.05
"""Gain with which a team is reached."""
REACHED_MONTHS = 12.0
"""Months on end that a team must have that gain to have been reached ever."""
PARTIAL_REACH = 0.2
SPREAD_REACH = 0.5
"""Shares of the uncoached reached at the end from which a regime is partial, and spread."""
PULSE_LEFT = 0.5
"""Under this part of those ever reached still reached at the end, a spread was a pulse."""
FADING_SHARE = 0.5
"""Under this part of the direct gain left at the end, it is fading."""
THEATRE_LEAST = 0.02
"""Theatre gain from which the gains are called theatre."""
FIFTH = 0.2
"""Share of the people at one end of the order that fifths are compared by."""
LEAST_SPREAD = 1e-12
"""Variance of starting coverage under which all start alike, and gains have no gradient over it."""
REGIMES = ("fizzle", "faded", "bubble", "partial", "spread")
"""Regimes; the place in this tuple is the number the engines use."""
DISTANCES = FARTHEST + 1
