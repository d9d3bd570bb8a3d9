"""Bounds typed as percent: a share is held against a share, or the bound is refused with what was meant."""

import pytest

from experiments.analyses.decision.requirements import requirements_of
from experiments.analyses.discovery.cases import outcome_of
from simulation.errors import SimulationError
from simulation.parameters import PROCESSES


@pytest.mark.parametrize(
    ("measure", "bound", "expected"),
    [
        ("reach", 30.0, "of reach is 30. Allowed: 0 to 1, as it is a share. Write 0.3 for 30%."),
        ("system_gain", 5.0, "of system_gain is 5. Allowed: -1 to 1, as it is a share. Write 0.05 for 5%."),
        ("coverage.ccs", 80.0, "of coverage.ccs is 80. Allowed: 0 to 1, as it is a share. Write 0.8 for 80%."),
        ("trust", -0.5, "of trust is -0.5. Allowed: 0 to 1, as it is a share. Choose one inside."),
        ("direct_gain.anc", -3.0, "of direct_gain.anc is -3. Allowed: -1 to 1, as it is a share. Write -0.03 for -3%."),
    ],
)
def test_percent_is_refused_with_the_share(measure: str, bound: float, expected: str) -> None:
    with pytest.raises(SimulationError) as caught:
        outcome_of(measure, bound, None, PROCESSES)
    assert str(caught.value) == f"--above {expected}"
    with pytest.raises(SimulationError) as caught:
        outcome_of(measure, None, bound, PROCESSES)
    assert str(caught.value) == f"--below {expected}"
    with pytest.raises(SimulationError) as caught:
        requirements_of([f"{measure}>={bound:g}"], PROCESSES)
    assert str(caught.value) == f"--require {expected}"


@pytest.mark.parametrize(
    "text", ["reach>=0.3", "extra_cost<=200000", "gain>=0.03", "retained>=2", "half_distance>=3", "regime.spread>=1"]
)
def test_what_is_in_its_own_unit_is_taken(text: str) -> None:
    assert len(requirements_of([text], PROCESSES)) == 1


def test_a_gain_over_the_reference_is_a_share() -> None:
    with pytest.raises(SimulationError, match=r"--require of gain is 3\. .*Write 0\.03 for 3%\."):
        requirements_of(["gain>=3"], PROCESSES)
