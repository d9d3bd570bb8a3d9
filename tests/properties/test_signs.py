"""Signs: every parameter moves a declared measure in the declared direction, and none changes nothing.

The runs are paired and few, so that all parameters are tried in one test; what fails is told for each of them.
"""

from dataclasses import replace

import pytest

from experiments.evidence.declared_signs import Effect, effect_of, findings, values_to_try
from simulation.declarations import Parameter
from simulation.errors import ParameterError
from simulation.parameters import declared

PARAMETERS = declared()
REPLICATES = 48


def parameter_with(name: str, effect: str) -> Parameter:
    return replace(PARAMETERS[name], effect=effect)


# The declarations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARAMETERS)
def test_an_effect_on_a_known_measure_is_declared(name: str) -> None:
    effect_of(PARAMETERS[name])


@pytest.mark.parametrize(
    ("name", "text", "effect"),
    [
        ("target", "+ pressure", Effect("+", "pressure", "baseline", ())),
        ("target", "- trust in aligned", Effect("-", "trust", "aligned", ())),
        ("target", "~ reach | sanction=0.5", Effect("~", "reach", "baseline", ("sanction=0.5",))),
        (
            "anc.lag",
            '+ coverage.* in aligned-tied | *.trend=0.05, coached_networks=["R1.N1", "R2.N1"], sanction@24=0',
            Effect(
                "+",
                "coverage.anc",
                "aligned-tied",
                ("anc.trend=0.05", 'coached_networks=["R1.N1", "R2.N1"]', "sanction@24=0"),
            ),
        ),
    ],
)
def test_an_effect_is_read(name: str, text: str, effect: Effect) -> None:
    assert effect_of(parameter_with(name, text)) == effect


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Allowed: a sign"),
        ("trust", "Allowed: a sign"),
        ("= trust", "Allowed: a sign"),
        ("+trust", "Allowed: a sign"),
        ("+ trust in", "Allowed: a sign"),
        ("+ trust |", "Allowed: a sign"),
        ("+ trsut", "Did you mean 'trust'?"),
        ("+ coverage.*", "which is no measure"),
    ],
)
def test_an_effect_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(ParameterError, match="target declares") as refused:
        effect_of(parameter_with("target", text))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "values"),
    [
        ("sanction", 0.6, (0.35, 0.85)),
        ("sanction", 0.2, (0.1, 0.3)),  # half the way to the low edge
        ("sanction", 0.0, (0.0, 0.25)),
        ("sanction", 0.9, (0.65, 1.0)),
        ("sanction", 1.0, (0.75, 1.0)),
        ("ccs.trend", 0.0, (-0.05, 0.05)),
        ("ccs.denominator", 20.0, (10.0, 30.0)),  # 10.5 and 29.5, halves to the even one
        ("start.quiet", 0.0, (0.0, 1.0)),
        ("coaching_targeting", 0.0, (0.0, 1.0, 2.0, 3.0)),
    ],
)
def test_a_parameter_is_moved_to_both_sides_inside_its_range(
    name: str, value: float, values: tuple[float, ...]
) -> None:
    assert values_to_try(PARAMETERS[name], value) == pytest.approx(values)


# The runs --------------------------------------------------------------------------------------------------


def test_every_sign_holds_and_no_parameter_changes_nothing() -> None:
    found = findings(PARAMETERS.values(), replicates=REPLICATES)
    assert [finding.name for finding in found] == list(PARAMETERS)
    dead = [str(finding) for finding in found if not finding.changes_anything]
    wrong = [str(finding) for finding in found if finding.changes_anything and not finding.holds]
    assert not dead, "\n".join(["These change nothing:", *dead])
    assert not wrong, "\n".join(["These do not do what they declare:", *wrong])


# The test itself -------------------------------------------------------------------------------------------


def test_a_wrong_sign_is_caught() -> None:
    for name, right, wrong in (("trust.gain_support", "+ trust", "- trust"), ("sanction", "+ pressure", "- pressure")):
        upright, inverted = findings([parameter_with(name, right), parameter_with(name, wrong)])
        assert upright.holds and not inverted.holds
        assert (upright.mean, upright.low, upright.high) == (inverted.mean, inverted.low, inverted.high)
        assert inverted.changes_anything


def test_a_parameter_that_changes_nothing_is_caught() -> None:
    asleep = [
        parameter_with("identity.dose_half", f"{sign} identity_gap | identity.dose_saturates=0") for sign in "+-~"
    ]  # asleep while the dose does not saturate
    for finding in findings(asleep):
        assert not finding.holds
        assert not finding.changes_anything
        assert "changes nothing" in str(finding)


def test_a_parameter_that_does_not_change_its_measure_is_caught() -> None:
    sign, other = findings(
        [parameter_with("price.coach_wage", "+ trust"), parameter_with("price.coach_wage", "~ trust")]
    )
    assert not sign.holds and not other.holds
    assert sign.changes_anything and not sign.changes_measure


def test_a_measure_that_is_seldom_defined_proves_nothing() -> None:
    (finding,) = findings(
        [parameter_with("mentoring", "+ retained in no-coaching | mentoring=0.02, mentoring_start=24")]
    )
    assert finding.pairs == 0
    assert not finding.holds


def test_noise_is_not_taken_for_an_effect() -> None:
    # A spread to both sides moves people up and down alike.
    (finding,) = findings([parameter_with("start.trust_spread", "+ trust")])
    assert finding.changes_measure
    assert not finding.holds


def test_findings_are_the_same_alone_and_together_and_under_any_number_of_threads() -> None:
    names = ("trust.shield", "price.population", "mentoring", "coaching_targeting")
    together = findings([PARAMETERS[name] for name in names], replicates=20)
    alone = [findings([PARAMETERS[name]], replicates=20, threads=1)[0] for name in names]
    assert together == alone
