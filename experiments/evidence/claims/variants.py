"""Variants: everything that is run for the claims, by name: scenarios of the library, and what is moved in them."""

from __future__ import annotations

from dataclasses import replace

from experiments.evidence.validation.worlds import from_mentoring
from scenarios.load import Scenario, load
from scenarios.plausible import CHOSEN
from simulation.loops import neutral_values
from simulation.parameters import declared

LIBRARY = (
    "baseline",
    "mentoring-kept",
    "no-coaching",
    "aligned",
    "aligned-kept",
    "aligned-no-coaching",
    "aligned-early",
    "aligned-late",
    "aligned-tied",
    "aligned-tied-kept",
    "punitive-tied-kept",
    "sanctions-ended-kept",
    "authorities-learn-kept",
    "verified-to-learn-kept",
    "matched-kept",
    "mismatched-kept",
    "grown-mentored",
    "grown-unmentored",
    "scaled-same-coaches",
    "scaled-more-coaches",
)
KEPT_UP = ("scattered", "clustered", "hubs", "anc-visible")
"""Scenarios that are run with mentoring kept, which the library has with mentoring that ends."""
SANCTIONS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
VERIFICATIONS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALIGNMENTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
MONTHS = (12, 18, 24, 30, 36, 42, 54)
EXCHANGE = ("mentoring-kept", "punitive-tied-kept")
"""Of the two sweeps of alignment: as many ties and as much exchange as there are now, and many and much."""
PROTECTED = "verification 1 protected"
ALIGNED_AFTERWARDS = "aligned kept month 54"
TURNED_BACK = "aligned until month 84"
RULES_ALONE = "no punishment, no coaching"
NO_SANCTIONS_ALONE = "no sanctions, no coaching"
ALIGNED_VERIFIED = "aligned verified to learn"
RELATIONS_HELD = "relations held"
"""Trust, safety and coordination stay where they are when mentoring starts, in the run as in its twin."""
HELD = (
    "trust.gain_support",
    "trust.loss_control",
    "trust.loss_sanction",
    "trust.loss_late_payment",
    "trust.drift",
    "turnover.manager_trust_loss",
    "turnover.lead_trust_loss",
)
"""What moves trust: all at 0 it stands still. What moves safety and coordination is what the loop of both is cut by."""

KEPT = " kept"
"""What ends the name of a scenario in which mentoring never ends, where the library has none."""


def load_kept(name: str) -> Scenario:
    """Return a scenario in which mentoring never ends, as in mentoring-kept."""
    return load(name, sets=[f"mentoring_end={load('mentoring-kept').settings.values['mentoring_end']:g}"])


def kept(name: str) -> str:
    """Return the variant of a scenario in which mentoring never ends, where the library has none."""
    return f"{name}{KEPT}"


def sanction(value: float) -> str:
    """Return the variant with this sanction from month 24 on, mentoring kept."""
    return f"sanction {value:g}"


def verification(value: float) -> str:
    """Return the variant of the baseline with this verification from month 24 on."""
    return f"verification {value:g}"


def alignment(value: float, scenario: str) -> str:
    """Return the variant of a scenario with this alignment from month 24 on."""
    return f"{scenario} alignment {value:g}"


def aligned_in(month: int) -> str:
    """Return the variant of the baseline that is aligned from this month on."""
    return f"aligned month {month}"


def variants() -> dict[str, Scenario]:
    """Return everything that is run for the claims, by name."""
    found = {name: load(name) for name in LIBRARY}
    found |= {kept(name): load_kept(name) for name in KEPT_UP}
    for value in SANCTIONS:
        found[sanction(value)] = load("mentoring-kept", sets=[f"sanction@24={value}"])
    for value in VERIFICATIONS:
        found[verification(value)] = load("baseline", sets=[f"verification@24={value}"])
    found[PROTECTED] = load("baseline", sets=["verification@24=1.0", "protected_time@24=0.4"])
    for scenario in EXCHANGE:
        for value in ALIGNMENTS:
            found[alignment(value, scenario)] = load(scenario, sets=[f"alignment@24={value}"])
    for month in MONTHS:
        found[aligned_in(month)] = load("baseline", sets=[f"alignment@{month}=0.8"])
    found[ALIGNED_AFTERWARDS] = load("mentoring-kept", sets=["alignment@54=0.8"])
    punitive = load("baseline").settings.values["alignment"]
    found[TURNED_BACK] = load("aligned-kept", sets=[f"alignment@84={punitive:g}"])
    found[RULES_ALONE] = load("no-coaching", sets=["sanction@24=0", "alignment@24=1"])
    found[NO_SANCTIONS_ALONE] = load("no-coaching", sets=["sanction@24=0"])
    found[ALIGNED_VERIFIED] = load("aligned-kept", sets=["verification_feedback@24=1"])
    held = neutral_values(["safety_trust"]) | dict.fromkeys(HELD, 0.0)
    whole = found["mentoring-kept"]
    found[RELATIONS_HELD] = replace(whole, settings=from_mentoring(whole.settings, held))
    return found


def is_of_mechanisms(scenario: Scenario) -> bool:
    """Return whether a scenario has values of mechanisms of its own, which a plausible set must leave alone."""
    known = declared(scenario.settings.processes)
    own = {name for name, source in scenario.sources.items() if source.status == CHOSEN}
    own |= {change.name for change in scenario.settings.changes}
    return any(known[name].kind == "mechanism" for name in own)
