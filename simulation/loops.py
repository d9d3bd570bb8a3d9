"""Loops: the feedbacks that links close, and settings in which some of them are cut.

A loop is cut by values of parameters alone, never by another rule: `cut` returns settings in which the parameters
that carry a loop take their neutral values from a month on. ODD 7.18.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from simulation.errors import ParameterError
from simulation.parameters import nearest
from simulation.settings import Change, Settings


@dataclass(frozen=True)
class Loop:
    """A loop of links.

    Attributes
    ----------
    name : str
    reinforcing : bool
        Whether a push comes back in the same direction; else it is balanced.
    path : tuple of str
        The variables of its main round, the first one not repeated at the end.
    neutral : mapping of str to float
        Parameters that carry it, and the values at which they no longer do; empty where no value does that.
    en, es : str
        What the loop is, in words.
    cut_en, cut_es : str
        What cutting it means.
    """

    name: str
    reinforcing: bool
    path: tuple[str, ...]
    neutral: Mapping[str, float]
    en: str
    es: str
    cut_en: str
    cut_es: str

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The arrows of the main round, each as source and target."""
        return tuple(zip(self.path, (*self.path[1:], self.path[0]), strict=True))


_FIGURE = ("process.practice", "process.delivered", "process.coverage", "process.indicator")
"""From practice to a month's figure."""

_MASTERY = (*_FIGURE, "process.seen", "process.fast_average", "process.mastery")
"""From practice to mastery."""

_VALIDATED = (*_MASTERY, "team.progress", "manager.teams_progress", "manager.identity")
"""From practice to the identity of a manager who sees it work."""

_LOOPS = (
    Loop(
        "identity",
        True,
        ("manager.support", *_VALIDATED),
        {"identity.gain_enactment": 0.0},
        "A manager who coaches sees teams progress and trust, and becomes more of a coach.",
        "Quien acompaña ve que sus equipos progresan y confían, y se vuelve más acompañante.",
        "Seeing coaching work no longer makes a coach.",
        "Ver que el acompañamiento funciona ya no forma acompañantes.",
    ),
    Loop(
        "mastery",
        True,
        ("process.efficacy", *_MASTERY),
        {
            "efficacy.gain_mastery": 0.0,
            "efficacy.loss_failure": 0.0,
            "efficacy.gain_persuasion": 0.0,
            "motivation.gain_mastery": 0.0,
        },
        "Progress that a team can credit to itself raises efficacy; efficacy raises effort and practice.",
        "El progreso que un equipo puede atribuirse eleva la eficacia; la eficacia eleva el esfuerzo y la práctica.",
        "What teams learn from their figures moves neither efficacy nor motivation.",
        "Lo que los equipos aprenden de sus cifras no mueve ni la eficacia ni la motivación.",
    ),
    Loop(
        "safety_trust",
        True,
        ("team.trust", "team.safety", *_VALIDATED, "manager.support"),
        {
            "safety.rate": 0.0,
            "coordination.gain": 0.0,
            "coordination.drift": 0.0,
            "turnover.lead_coordination_loss": 0.0,
        },
        "Trust makes it safe to speak; safe teams coordinate, learn and improve; their manager supports them more.",
        "La confianza da seguridad; los equipos seguros se coordinan, aprenden, mejoran; su coordinador los apoya más.",
        "Safety and coordination stay where they are.",
        "La seguridad y la coordinación se quedan donde están.",
    ),
    Loop(
        "shielding",
        True,
        ("team.trust", "team.pressure", "team.safety", *_VALIDATED, "manager.support"),
        {"trust.shield": 0.0},
        "A trusted coach keeps pressure off the team, inside the bubble only.",
        "Un acompañante en quien se confía protege al equipo de la presión, solo dentro de la burbuja.",
        "No coach keeps pressure off a team.",
        "Ningún acompañante protege al equipo de la presión.",
    ),
    Loop(
        "contagion",
        True,
        ("manager.identity", "manager.peers_identity"),
        {"identity.gain_peers": 0.0, "practice.peers": 0.0, "efficacy.gain_vicarious": 0.0},
        "Managers and teams follow peers who are ahead, and set an example in turn.",
        "Coordinadores y equipos siguen a pares más avanzados, y a su vez dan ejemplo.",
        "Nobody follows peers.",
        "Nadie sigue a sus pares.",
    ),
    Loop(
        "authority_learning",
        True,
        (
            "authority.logic",
            "team.pressure",
            "manager.teams_pressure",
            "manager.identity",
            "manager.support",
            *_FIGURE,
            "process.reported",
            "team.rise",
            "manager.teams_rise",
            "authority.rise_inside",
            "authority.noticed",
            "authority.visible_success",
        ),
        {"authority.learning": 0.0},
        "Success that reports show turns an authority to learning logic, under which coaches thrive.",
        "El éxito que muestran los reportes lleva a la autoridad al aprendizaje, en el que los acompañantes prosperan.",
        "Authorities learn nothing from success.",
        "Las autoridades no aprenden nada del éxito.",
    ),
    Loop(
        "authority_press",
        True,
        (
            "authority.logic",
            "team.pressure",
            "team.safety",
            *_FIGURE,
            "process.reported",
            "team.shortfall",
            "manager.teams_missing",
            "authority.share_missing",
        ),
        {"authority.press": 0.0},
        "Missed targets make an authority fall back into control; pressure rises, and more targets are missed.",
        "Las metas no alcanzadas devuelven a la autoridad al control; la presión sube y se alcanzan menos metas.",
        "Missed targets do not move authorities.",
        "Las metas no alcanzadas no mueven a las autoridades.",
    ),
    Loop(
        "fear",
        True,
        ("team.pressure", "team.safety", *_FIGURE, "process.reported", "team.shortfall"),
        {
            "safety.loss_fear": 0.0,
            "motivation.loss_pressure": 0.0,
            "trust.loss_sanction": 0.0,
            "effort.pressure_lowers": 0.0,
        },
        "Pressure takes safety, trust and motivation; practice suffers, targets are missed, and pressure rises.",
        "La presión quita seguridad, confianza y motivación; baja la práctica, no se alcanzan metas y sube la presión.",
        "Pressure and sanctions take no safety, trust or motivation.",
        "La presión y las sanciones no quitan seguridad, confianza ni motivación.",
    ),
    Loop(
        "conflict",
        False,
        ("manager.identity",),
        {"identity.loss_conflict": 0.0},
        "The more of a coach a manager is, the harder the pressure on the teams pulls back.",
        "Cuanto más acompañante es un coordinador, más lo hace retroceder la presión sobre sus equipos.",
        "Pressure on the teams causes no role conflict.",
        "La presión sobre los equipos no causa conflicto de rol.",
    ),
    Loop(
        "gaming",
        False,
        ("team.pressure", "team.documentation", "process.reported", "team.shortfall"),
        {"effort.gaming": 0.0},
        "Pressure makes teams look good on paper, which takes the pressure off.",
        "La presión lleva a los equipos a quedar bien en el papel, lo que alivia la presión.",
        "No effort goes into looking good.",
        "Ningún esfuerzo se dedica a quedar bien.",
    ),
    Loop(
        "ratchet",
        False,
        (
            "process.reported",
            "process.target_base",
            "team.shortfall",
            "team.pressure",
            "team.safety",
            *_FIGURE,
        ),
        {"target_ratchet": 0.0},
        "Good reports raise next year's target, and pressure with it.",
        "Los buenos reportes elevan la meta del año siguiente, y con ella la presión.",
        "Targets do not follow reports.",
        "Las metas no siguen a los reportes.",
    ),
    Loop(
        "turnover",
        False,
        ("manager.identity",),
        {"manager_turnover": 0.0, "lead_turnover": 0.0},
        "Who leaves takes along part of what was gained.",
        "Quien se va se lleva parte de lo ganado.",
        "Nobody leaves.",
        "Nadie se va.",
    ),
    Loop(
        "forgetting",
        False,
        ("process.practice",),
        {
            "identity.drift": 0.0,
            "trust.drift": 0.0,
            "coordination.drift": 0.0,
            "motivation.drift": 0.0,
            "efficacy.drift": 0.0,
            "practice.decay": 0.0,
        },
        "What is not renewed drifts back: identity, trust, coordination, motivation, efficacy, practice.",
        "Lo que no se renueva retrocede: identidad, confianza, coordinación, motivación, eficacia, práctica.",
        "Nothing drifts back by itself.",
        "Nada retrocede por sí solo.",
    ),
    Loop(
        "comparison",
        False,
        ("process.seen", "authority.figures", "process.fast_average", "process.mastery", "process.efficacy", *_FIGURE),
        {"learning.regional_comparison": 0.0},
        "Where teams compare themselves with their region, a rise of all is nobody's own.",
        "Donde los equipos se comparan con su región, una subida de todos no es de nadie.",
        "Teams do not compare themselves with their region.",
        "Los equipos no se comparan con su región.",
    ),
    Loop(
        "habituation",
        False,
        ("process.seen", "process.reference_average", "process.mastery", "process.efficacy", *_FIGURE),
        {},
        "A level once reached becomes the measure: only further progress feels like mastery.",
        "El nivel alcanzado pasa a ser la medida: solo el progreso nuevo se siente como dominio.",
        "No value of a parameter does that.",
        "Ningún valor de un parámetro lo logra.",
    ),
)
LOOPS: dict[str, Loop] = {loop.name: loop for loop in _LOOPS}
"""Every loop, by name: reinforcing ones first."""


def neutral_values(loops: Iterable[str]) -> dict[str, float]:
    """Return the values that cut some loops, by parameter.

    Raises
    ------
    ParameterError
        If a loop is unknown, or no value of a parameter cuts it.
    """
    values: dict[str, float] = {}
    for name in loops:
        if name not in LOOPS:
            raise ParameterError(
                f"{name} is not a loop.{nearest(name, list(LOOPS))} Allowed: {', '.join(LOOPS)}. Name one of them."
            )
        if not LOOPS[name].neutral:
            cuttable = ", ".join(loop.name for loop in _LOOPS if loop.neutral)
            raise ParameterError(
                f"{name} cannot be cut: no value of a parameter takes it away. Allowed: {cuttable}. Cut one of them."
            )
        values |= LOOPS[name].neutral
    return values


def cut(settings: Settings, loops: str | Iterable[str], month: int | None = None) -> Settings:
    """Return the settings with some loops cut: what carries them takes its neutral values and keeps them.

    Parameters
    ----------
    settings : Settings
    loops : str or iterable of str
        Names in `LOOPS`.
    month : int or None
        First month without them; the months before are the same to the last bit. None is the first month of
        mentoring, 0 the whole run.

    Returns
    -------
    Settings
        With the same people, ties and shocks under the same seed.

    Raises
    ------
    ParameterError
        If a loop is unknown or cannot be cut, or the month is negative.
    """
    values = neutral_values((loops,) if isinstance(loops, str) else loops)
    first = int(settings.values["mentoring_start"]) if month is None else month
    if first < 0:
        raise ParameterError(f"month is {first}. Allowed: 0 or more. Months count from 0.")
    if first == 0:
        return settings.with_values(values)
    kept = [change for change in settings.changes if change.name not in values or change.month < first]
    kept += [Change(first, name, value) for name, value in values.items()]
    return replace(settings, changes=tuple(sorted(kept, key=lambda change: change.month)))
