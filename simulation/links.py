"""Links: what acts on what, in which direction, by which rule and which numbers.

The rules are the model; this page names their arrows once, so that pictures, knock-outs and explanations of a
result speak of the same arrows. A test moves every source and checks direction and parameters against the rule.
The loops that links close are in ``loops.py``. ODD 7.18.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from simulation.loops import LOOPS
from simulation.mechanisms.authority import logic_after_month, noticed_after_month
from simulation.mechanisms.candour import candour_of
from simulation.mechanisms.care import coverage_of, delivered_after_month, indicator_of
from simulation.mechanisms.contracting import (
    before_after_month,
    bonus_at_quarter,
    is_missing,
    lateness,
    pressure_after_month,
    probability_of_audit,
    reported_after_month,
    sanction_at_quarter,
    shortfall_at_quarter,
    target_base_after_year,
)
from simulation.mechanisms.coordination import coordination_after_month
from simulation.mechanisms.efficacy import efficacy_after_month
from simulation.mechanisms.effort import (
    claim_of_process,
    documentation_share,
    effort_for_process,
    effort_left,
    unmeasured_share,
)
from simulation.mechanisms.identity import (
    effective_mentoring,
    identity_after_month,
    mentoring_per_network,
    supervision_time,
)
from simulation.mechanisms.learning import (
    association_after_month,
    average_after_month,
    credit_of,
    figure_shown,
    mastery_after_month,
    seen_after_month,
)
from simulation.mechanisms.motivation import motivation_after_month
from simulation.mechanisms.practice import practice_after_month
from simulation.mechanisms.safety import safety_after_month
from simulation.mechanisms.trust import trust_after_month
from simulation.mechanisms.turnover import (
    coordination_after_turnover,
    efficacy_after_turnover,
    identity_after_turnover,
    practice_after_turnover,
    probability_of_leaving,
    trust_after_turnover,
)
from simulation.network import share_of_each
from simulation.phases.authority import month_of_authority, view_with_network, view_with_team
from simulation.phases.climate import climate_of_team
from simulation.phases.learning import learning_of_process, mastery_with_process
from simulation.phases.managers import month_of_manager
from simulation.phases.policy import coached_networks, policy_of_month, visit_of_manager
from simulation.phases.practice import practice_of_process

Sign = Literal[-1, 0, 1]
Rule = Callable[..., Any]


@dataclass(frozen=True)
class Link:
    """One causal arrow.

    Attributes
    ----------
    source, target : str
        ``entity.field`` of a state, or ``levers.name`` and ``context.name``. Where both are the same, the quantity
        acts on its own next value.
    sign : {1, -1, 0}
        More of the source gives more (1) or less (-1) of the target; 0 where it depends.
    rule : callable
        The rule that carries it; `rule_name` is how pages name it.
    argument : str
        The rule's argument that the source enters by, a dotted path where the rule takes states; "" where the
        source is computed inside.
    parameters : tuple of str
        Parameters that set how strong the link is.
    loops : tuple of str
        Loops in `LOOPS` that it belongs to.
    en, es : str
        The arrow in words.
    reference : str
        Key in ``docs/references.bib``; ``assumption``; or ``definition`` where it is bookkeeping.
    """

    source: str
    target: str
    sign: Sign
    rule: Rule
    argument: str
    parameters: tuple[str, ...]
    en: str
    es: str
    reference: str
    loops: tuple[str, ...] = ()

    @property
    def rule_name(self) -> str:
        """The rule as ``module.function``, the module without ``simulation.``."""
        return f"{self.rule.__module__.removeprefix('simulation.')}.{self.rule.__name__}"


_LATE = "contracting.late_payment_half"
_RATES = ("learning.mastery_rate",)
_NO: tuple[str, ...] = ()
_POLICY = (
    Link("levers.mentoring", "policy.coaching", 1, mentoring_per_network, "mentoring", _NO,
         "mentoring is delivered", "la mentoría se brinda", "definition"),
    Link("levers.coaching_coverage", "policy.coached_networks", 1, coached_networks, "levers.coaching_coverage", _NO,
         "coverage of coaching takes networks in", "la extensión del acompañamiento incorpora redes", "definition"),
    Link("policy.coached_networks", "policy.coaching", -1, mentoring_per_network, "coached", _NO,
         "many networks dilute the dose", "muchas redes diluyen la dosis", "assumption"),
    Link("levers.coach_capacity", "policy.coaching", 1, mentoring_per_network, "served", _NO,
         "coaches' capacity keeps the dose", "la capacidad de los acompañantes sostiene la dosis", "assumption"),
    Link("policy.coaching", "policy.mentoring", 1, effective_mentoring, "mentoring",
         ("identity.dose_saturates", "identity.dose_half"),
         "a delivered dose works", "la dosis entregada surte efecto", "assumption"),
    Link("levers.verification", "policy.audit", 1, probability_of_audit, "verification",
         ("contracting.audit_probability",),
         "verification brings audits", "la verificación trae auditorías", "pinel2015"),
    Link("levers.verification", "policy.verified", 1, policy_of_month, "p.levers.verification",
         ("learning.feedback_precision",),
         "what is verified can be told", "lo que se verifica se puede devolver", "definition"),
    Link("levers.verification_feedback", "policy.verified", 1, policy_of_month, "p.levers.verification_feedback",
         ("learning.feedback_precision",),
         "verified figures go back to teams", "las cifras verificadas vuelven a los equipos", "rowe2022"),
    Link("levers.payment_delay", "policy.lateness", 1, lateness, "payment_delay", (_LATE,),
         "delayed payments feel late", "el atraso de los pagos se siente", "cassidy2025"),
    Link("context.manager_turnover", "policy.manager_exit", 1, probability_of_leaving, "annual",
         ("turnover.compounding",), "managers leave", "los coordinadores de red se van", "mckay2018"),
    Link("context.lead_turnover", "policy.lead_exit", 1, probability_of_leaving, "annual",
         ("turnover.compounding",), "medical leads leave", "los líderes médicos se van", "mckay2018"),
)  # fmt: skip
_TURNOVER = (
    Link("policy.manager_exit", "manager.identity", 0, identity_after_turnover, "left", _NO,
         "a newcomer brings his or her own identity", "quien llega trae su propia identidad", "mckay2018"),
    Link("manager.identity", "manager.identity", -1, identity_after_turnover, "identity", ("manager_turnover",),
         "a coach who leaves is lost", "cuando un acompañante se va, se pierde", "mckay2018"),
    Link("policy.manager_exit", "team.trust", 0, trust_after_turnover, "manager_left",
         ("turnover.manager_trust_loss",),
         "trust in a manager leaves with the manager", "la confianza en un coordinador se va con él", "assumption"),
    Link("policy.lead_exit", "team.trust", 0, trust_after_turnover, "lead_left", ("turnover.lead_trust_loss",),
         "a lead's leaving unsettles trust", "la salida del líder sacude la confianza", "assumption"),
    Link("policy.lead_exit", "team.coordination", 0, coordination_after_turnover, "lead_left",
         ("turnover.lead_coordination_loss",),
         "a lead's leaving unsettles coordination", "la salida del líder sacude la coordinación", "assumption"),
    Link("policy.lead_exit", "process.efficacy", 0, efficacy_after_turnover, "lead_left",
         ("turnover.lead_efficacy_loss",),
         "a lead's leaving unsettles efficacy", "la salida del líder sacude la eficacia", "assumption"),
    Link("policy.lead_exit", "process.practice", -1, practice_after_turnover, "lead_left",
         ("turnover.lead_practice_loss",),
         "a lead takes practice along", "el líder se lleva parte de la práctica", "assumption"),
)  # fmt: skip
_AUTHORITY = (
    Link("team.trust", "manager.teams_trust", 1, view_with_team, "team.trust", _NO,
         "the manager feels the teams' trust", "el coordinador siente la confianza de los equipos", "definition"),
    Link("team.progress", "manager.teams_progress", 1, view_with_team, "team.progress", _NO,
         "the manager sees progress", "el coordinador ve el progreso", "definition"),
    Link("team.safety", "manager.teams_safety", 1, view_with_team, "team.safety", ("coordination.base",),
         "the manager meets safe teams", "el coordinador encuentra equipos seguros", "definition"),
    Link("team.coordination", "manager.teams_safety", 1, view_with_team, "team.coordination", _NO,
         "the manager meets coordinated teams", "el coordinador encuentra equipos que se coordinan", "definition"),
    Link("team.rise", "manager.teams_rise", 1, view_with_team, "team.rise", _NO,
         "rising reports show in the network", "el alza de los reportes se ve en la red", "definition"),
    Link("team.pressure", "manager.teams_pressure", 1, view_with_team, "team.pressure", _NO,
         "the manager meets teams under pressure", "el coordinador encuentra equipos bajo presión", "definition"),
    Link("team.candour", "manager.teams_candour", 1, view_with_team, "team.candour", _NO,
         "the manager meets candid teams", "el coordinador encuentra equipos francos", "definition"),
    Link("team.shortfall", "manager.teams_missing", 1, is_missing, "shortfall", ("contracting.missing_threshold",),
         "a shortfall is a missed target", "un faltante es una meta no alcanzada", "definition"),
    Link("manager.teams_missing", "authority.share_missing", 1, view_with_network, "manager.teams_missing", _NO,
         "the authority counts missed targets", "la autoridad cuenta metas no alcanzadas", "definition"),
    Link("manager.teams_rise", "authority.rise_inside", 1, view_with_network, "manager.teams_rise", _NO,
         "the authority is shown how reports rose in the programme",
         "la autoridad ve cuánto subieron los reportes en el programa", "definition"),
    Link("manager.teams_rise", "authority.rise_outside", 1, view_with_network, "manager.teams_rise", _NO,
         "the authority is shown how reports rose elsewhere",
         "la autoridad ve cuánto subieron los reportes fuera del programa", "definition"),
    Link("authority.rise_inside", "authority.noticed", 1, month_of_authority, "authority.rise_inside",
         ("authority.memory",),
         "reports that rise in the programme are noticed", "el alza de los reportes del programa se nota",
         "assumption"),
    Link("authority.rise_outside", "authority.noticed", -1, month_of_authority, "authority.rise_outside",
         ("authority.memory",),
         "a rise that others have too is no success", "un alza que también tienen los demás no es éxito",
         "assumption"),
    Link("authority.noticed", "authority.noticed", -1, noticed_after_month, "noticed", ("authority.memory",),
         "what was noticed is forgotten", "lo que se notó se olvida", "assumption"),
    Link("authority.noticed", "authority.visible_success", 1, month_of_authority, "authority.noticed", _NO,
         "a lead that is noticed is success", "una ventaja que se nota es éxito", "definition"),
    Link("levers.alignment", "authority.logic", 1, logic_after_month, "alignment",
         ("authority.pull", "authority.learning", "authority.waits_for_policy", "authority.press"),
         "policy pulls authorities", "la política atrae a las autoridades", "newtonlewis2021"),
    Link("levers.authority_training", "authority.logic", 1, logic_after_month, "training", ("authority.training",),
         "training moves authorities to learning", "la capacitación lleva a las autoridades al aprendizaje",
         "assumption"),
    Link("authority.visible_success", "authority.logic", 1, logic_after_month, "visible_success",
         ("authority.learning", "authority.success_threshold"),
         "visible success teaches", "el éxito visible enseña", "assumption"),
    Link("authority.share_missing", "authority.logic", -1, logic_after_month, "share_missing", ("authority.press",),
         "missed targets press back into control", "las metas no alcanzadas devuelven al control", "assumption"),
)  # fmt: skip
_MANAGER = (
    Link("levers.admin_base", "manager.supervision", -1, supervision_time, "levers.admin_base", _NO,
         "administration takes time", "la administración quita tiempo", "study2026"),
    Link("levers.admin_verification", "manager.supervision", -1, supervision_time, "levers.admin_verification", _NO,
         "verification's paperwork takes time", "el papeleo de la verificación quita tiempo", "study2026"),
    Link("levers.verification", "manager.supervision", -1, supervision_time, "levers.verification", _NO,
         "verification takes time", "la verificación quita tiempo", "study2026"),
    Link("levers.verification_feedback", "manager.supervision", -1, supervision_time, "levers.verification_feedback",
         _NO, "going through figures takes time", "repasar las cifras quita tiempo", "assumption"),
    Link("levers.admin_feedback", "manager.supervision", -1, supervision_time, "levers.admin_feedback", _NO,
         "going through figures takes time", "repasar las cifras quita tiempo", "assumption"),
    Link("levers.protected_time", "manager.supervision", 1, supervision_time, "levers.protected_time", _NO,
         "protected time gives time", "el tiempo protegido da tiempo", "definition"),
    Link("authority.logic", "manager.supervision", 1, supervision_time, "logic", _NO,
         "learning logic lightens verification", "la lógica de aprendizaje aligera la verificación", "assumption"),
    Link("policy.coaching", "manager.mentored", 1, visit_of_manager, "policy.coaching", _NO,
         "who is mentored works on what coaches work on",
         "quien recibe mentoría trabaja en lo que trabajan los acompañantes",
         "definition"),
    Link("policy.mentoring", "manager.identity", 1, identity_after_month, "mentoring",
         ("identity.gain_mentoring", "identity.relief"),
         "mentoring forms coaches", "la mentoría forma acompañantes", "study2026"),
    Link("manager.supervision", "manager.identity", 1, identity_after_month, "supervision",
         ("identity.gain_enactment",),
         "coaching in person forms coaches", "acompañar en persona forma acompañantes", "study2026"),
    Link("manager.teams_trust", "manager.identity", 1, month_of_manager, "manager.teams_trust",
         ("identity.gain_enactment", "identity.trust_weight"),
         "trust validates a coach", "la confianza confirma al acompañante", "study2026"),
    Link("manager.teams_progress", "manager.identity", 1, month_of_manager, "manager.teams_progress",
         ("identity.gain_enactment", "identity.trust_weight", "identity.progress_scale"),
         "progress validates a coach", "el progreso confirma al acompañante", "study2026"),
    Link("manager.teams_safety", "manager.identity", 1, month_of_manager, "manager.teams_safety",
         ("identity.safety_gate", "identity.safety_threshold"),
         "safe teams let a manager be a coach", "los equipos seguros permiten que el coordinador acompañe",
         "study2026"),
    Link("manager.identity", "manager.peers_identity", 1, share_of_each, "", _NO,
         "a coach sets an example", "un acompañante da ejemplo", "definition"),
    Link("manager.peers_identity", "manager.identity", 1, month_of_manager, "manager.peers_identity",
         ("identity.gain_peers", "identity.peer_threshold", "diffusion.simple_contagion"),
         "peers who coach win others over", "los pares que acompañan convencen a otros", "centola2007"),
    Link("levers.peer_exchange", "manager.identity", 1, month_of_manager, "p.levers.peer_exchange",
         ("identity.gain_peers",),
         "managers who meet learn from each other", "los coordinadores que se reúnen aprenden unos de otros",
         "centola2007"),
    Link("manager.teams_candour", "manager.identity", 1, month_of_manager, "manager.teams_candour",
         ("identity.gain_peers",),
         "a manager of candid teams can ask peers", "un coordinador de equipos francos puede preguntar a sus pares",
         "assumption"),
    Link("manager.teams_candour", "manager.peers_candour", 1, share_of_each, "", _NO,
         "candid teams show what their manager does", "los equipos francos muestran lo que hace su coordinador",
         "definition"),
    Link("manager.peers_candour", "manager.identity", 1, month_of_manager, "manager.peers_candour",
         ("identity.gain_peers",),
         "peers who show how they work win others over", "los pares que muestran cómo trabajan convencen a otros",
         "assumption"),
    Link("manager.teams_pressure", "manager.identity", -1, month_of_manager, "manager.teams_pressure",
         ("identity.loss_conflict", "identity.relief"),
         "a coach whose teams are under pressure is in conflict",
         "quien acompaña a equipos bajo presión está en conflicto", "study2026"),
    Link("manager.identity", "manager.identity", -1, identity_after_month, "identity",
         ("identity.loss_conflict", "identity.relief"),
         "the more of a coach, the more conflict", "cuanto más acompañante, más conflicto",
         "study2026"),
    Link("manager.identity", "manager.identity", -1, identity_after_month, "identity", ("identity.drift",),
         "identity drifts back to its origin", "la identidad vuelve a su origen", "assumption"),
    Link("manager.supervision", "manager.support", 1, month_of_manager, "", _NO,
         "time is support in a coach's hands", "el tiempo es apoyo en manos de quien acompaña", "definition"),
    Link("manager.identity", "manager.support", 1, month_of_manager, "", _NO,
         "a coach supports", "quien acompaña apoya", "study2026"),
    Link("manager.supervision", "manager.control", 1, month_of_manager, "", _NO,
         "time is control in a controller's hands", "el tiempo es control en manos de quien controla", "definition"),
    Link("manager.identity", "manager.control", -1, month_of_manager, "", _NO,
         "a coach controls less", "quien acompaña controla menos", "study2026"),
    Link("authority.logic", "manager.control", -1, month_of_manager, "", _NO,
         "learning logic asks for less control", "la lógica de aprendizaje pide menos control", "newtonlewis2021"),
)  # fmt: skip
_CLIMATE = (
    Link("manager.support", "team.trust", 1, trust_after_month, "support", ("trust.gain_support",),
         "support builds trust", "el apoyo genera confianza", "study2026"),
    Link("manager.control", "team.trust", -1, trust_after_month, "control", ("trust.loss_control",),
         "control costs trust", "el control quita confianza", "slovic1993"),
    Link("team.sanctioned", "team.trust", -1, trust_after_month, "sanctioned", ("trust.loss_sanction",),
         "a sanction costs trust", "una sanción quita confianza", "slovic1993"),
    Link("manager.identity", "team.trust", 1, climate_of_team, "manager.identity", ("trust.shield",),
         "a coach takes the edge off a sanction", "un acompañante amortigua la sanción", "study2026"),
    Link("policy.lateness", "team.trust", -1, trust_after_month, "late", ("trust.loss_late_payment",),
         "late money costs trust", "el pago atrasado quita confianza", "cassidy2025"),
    Link("team.trust", "team.trust", -1, trust_after_month, "trust", ("trust.drift",),
         "trust drifts back", "la confianza retrocede", "assumption"),
    Link("team.trust", "team.safety", 1, safety_after_month, "trust", ("safety.gain_trust", "safety.rate"),
         "trust makes it safe to speak", "la confianza da seguridad para hablar", "study2026"),
    Link("team.coordination", "team.safety", 1, safety_after_month, "together",
         ("safety.gain_trust", "safety.rate"),
         "coordination makes it safe to speak", "la coordinación da seguridad para hablar", "study2026"),
    Link("team.pressure", "team.safety", -1, safety_after_month, "pressure", ("safety.loss_fear", "safety.rate"),
         "pressure makes it unsafe to speak", "la presión quita seguridad para hablar", "study2026"),
    Link("manager.support", "team.coordination", 1, coordination_after_month, "support", ("coordination.gain",),
         "support builds coordination", "el apoyo genera coordinación", "bolton2021"),
    Link("team.safety", "team.coordination", 1, coordination_after_month, "safety", ("coordination.gain",),
         "safe teams coordinate", "los equipos seguros se coordinan", "bolton2021"),
    Link("team.coordination", "team.coordination", -1, coordination_after_month, "coordination",
         ("coordination.drift",),
         "coordination drifts back", "la coordinación retrocede", "assumption"),
    Link("levers.sanction", "team.pressure", 1, pressure_after_month, "levers.sanction",
         ("contracting.pressure_base", "contracting.pressure_rate"),
         "sanctions threaten", "las sanciones amenazan", "garciaprado2010"),
    Link("levers.sanction_cap", "team.pressure", 1, pressure_after_month, "levers.sanction_cap",
         ("contracting.pressure_rate",),
         "a cap limits the threat", "un tope limita la amenaza", "assumption"),
    Link("levers.verification_feedback", "team.pressure", -1, pressure_after_month, "levers.verification_feedback",
         ("contracting.feedback_relief", "contracting.pressure_rate"),
         "figures to learn from threaten less", "las cifras para aprender amenazan menos", "assumption"),
    Link("levers.verification", "team.pressure", -1, pressure_after_month, "levers.verification",
         ("contracting.feedback_relief", "contracting.pressure_rate"),
         "what is verified, and told, threatens less", "lo que se verifica y se devuelve amenaza menos", "assumption"),
    Link("team.shortfall", "team.pressure", 1, pressure_after_month, "shortfall",
         ("contracting.pressure_base", "contracting.shortfall_scale", "contracting.pressure_rate"),
         "a shortfall brings the threat near", "un faltante acerca la amenaza", "garciaprado2010"),
    Link("authority.logic", "team.pressure", -1, pressure_after_month, "logic", ("contracting.pressure_rate",),
         "learning logic takes the threat away", "la lógica de aprendizaje quita la amenaza", "newtonlewis2021"),
    Link("team.trust", "team.pressure", -1, climate_of_team, "team.trust",
         ("trust.shield", "contracting.pressure_rate"),
         "a trusted coach shields the team", "un acompañante de confianza protege al equipo", "study2026"),
    Link("manager.identity", "team.pressure", -1, climate_of_team, "manager.identity",
         ("trust.shield", "contracting.pressure_rate"),
         "a coach shields the team", "un acompañante protege al equipo", "study2026"),
    Link("team.mastery", "team.motivation", 1, motivation_after_month, "mastery", ("motivation.gain_mastery",),
         "mastery motivates", "el dominio motiva", "deci1999"),
    Link("manager.support", "team.motivation", 1, motivation_after_month, "support", ("motivation.gain_support",),
         "support motivates", "el apoyo motiva", "deci1999"),
    Link("team.pressure", "team.motivation", -1, motivation_after_month, "pressure",
         ("motivation.loss_pressure",),
         "pressure wears motivation down", "la presión desgasta la motivación", "deci1999"),
    Link("policy.lateness", "team.motivation", -1, motivation_after_month, "late",
         ("motivation.loss_late_payment",),
         "late money wears motivation down", "el pago atrasado desgasta la motivación", "cassidy2025"),
    Link("levers.bonus", "team.motivation", -1, climate_of_team, "p.levers.bonus", ("motivation.crowding_out",),
         "pay under directive rules crowds motivation out", "el pago bajo reglas directivas desplaza la motivación",
         "deci1999"),
    Link("authority.logic", "team.motivation", 1, climate_of_team, "authority.logic", ("motivation.crowding_out",),
         "learning logic keeps pay from crowding out",
         "la lógica de aprendizaje evita que el pago desplace la motivación",
         "deci1999"),
    Link("team.motivation", "team.motivation", -1, motivation_after_month, "motivation", ("motivation.drift",),
         "motivation drifts back", "la motivación retrocede", "assumption"),
)  # fmt: skip
_PRACTICE = (
    Link("team.safety", "team.candour", 1, candour_of, "safety", ("candour.threshold", "candour.without_safety"),
         "safe teams show what they do, and ask", "los equipos seguros muestran lo que hacen y preguntan",
         "edmondson1999"),
    Link("team.pressure", "team.candour", -1, candour_of, "pressure", ("candour.threshold", "candour.without_fear"),
         "frightened teams hide", "los equipos con miedo se esconden", "edmondson1999"),
    Link("manager.supervision", "team.candour", 1, candour_of, "time", ("candour.by_time",),
         "peers' example needs managers' time (rival rule)",
         "el ejemplo de los pares necesita tiempo de los coordinadores (regla rival)", "assumption"),
    Link("authority.logic", "team.candour", 1, candour_of, "logic", ("candour.by_logic",),
         "directive authorities keep peers' example out (rival rule)",
         "las autoridades directivas impiden el ejemplo de los pares (regla rival)", "assumption"),
    Link("team.documentation", "team.candour", -1, candour_of, "documentation", ("candour.by_distrust",),
         "nobody learns from who makes reports look good (rival rule)",
         "nadie aprende de quien maquilla sus reportes (regla rival)", "assumption"),
    Link("team.candour", "team.peers_candour", 1, share_of_each, "", _NO,
         "candid teams can be learned from", "de los equipos francos se puede aprender", "definition"),
    Link("team.pressure", "team.documentation", 1, documentation_share, "pressure",
         ("effort.gaming", "effort.documentation_cap", "effort.audit_deterrence"),
         "pressure drives effort into looking good", "la presión lleva el esfuerzo a quedar bien", "holmstrom1991"),
    Link("team.safety", "team.documentation", -1, documentation_share, "safety",
         ("effort.gaming", "effort.documentation_cap", "effort.audit_deterrence"),
         "safe teams need not look good", "los equipos seguros no necesitan quedar bien", "assumption"),
    Link("policy.audit", "team.documentation", -1, documentation_share, "audit",
         ("effort.gaming", "effort.audit_deterrence"),
         "audits deter", "las auditorías disuaden", "assumption"),
    Link("team.pressure", "team.unmeasured_care", -1, unmeasured_share, "pressure",
         ("effort.unmeasured", "effort.pressure_on_unmeasured"),
         "pressure draws effort from what is not measured", "la presión quita esfuerzo a lo que no se mide",
         "holmstrom1991"),
    Link("team.documentation", "team.effort", -1, effort_left, "documentation",
         ("effort.motivation_floor", "effort.motivation_reference"),
         "looking good costs effort", "quedar bien quita esfuerzo", "definition"),
    Link("team.unmeasured_care", "team.effort", -1, effort_left, "unmeasured",
         ("effort.motivation_floor", "effort.motivation_reference"),
         "unmeasured care takes its part", "la atención no medida se lleva su parte", "definition"),
    Link("team.motivation", "team.effort", 1, effort_left, "motivation",
         ("effort.motivation_floor", "effort.motivation_reference"),
         "motivated teams make an effort", "los equipos motivados se esfuerzan", "assumption"),
    Link("team.pressure", "team.effort", -1, effort_left, "pressure", ("effort.pressure_lowers",),
         "pressure lowers effort (rival rule)", "la presión baja el esfuerzo (regla rival)", "huillery2021"),
    Link("process.efficacy", "team.claims", 1, claim_of_process, "efficacy", _NO,
         "a process one believes in claims effort", "un proceso en el que se cree pide esfuerzo", "bandura1997"),
    Link("team.claims", "process.practice", -1, practice_of_process, "team.claims", ("practice.gain",),
         "other processes' claims take effort away", "lo que piden otros procesos quita esfuerzo", "definition"),
    Link("team.effort", "process.practice", 1, practice_of_process, "team.effort", ("practice.gain",),
         "effort improves practice", "el esfuerzo mejora la práctica", "semrau2017"),
    Link("process.efficacy", "process.practice", 1, effort_for_process, "efficacy",
         ("effort.willingness", "effort.stakes"),
         "teams work for what they believe they can do", "los equipos trabajan por lo que creen poder lograr",
         "stajkovic2009"),
    Link("levers.bonus", "process.practice", 1, practice_of_process, "p.levers.bonus", ("effort.stakes",),
         "pay adds effort where teams feel able", "el pago suma esfuerzo donde los equipos se sienten capaces",
         "assumption"),
    Link("levers.sanction", "process.practice", 1, practice_of_process, "p.levers.sanction",
         ("effort.stakes",),
         "sanctions add effort where teams feel able",
         "las sanciones suman esfuerzo donde los equipos se sienten capaces",
         "assumption"),
    Link("team.safety", "process.practice", 1, practice_of_process, "team.safety",
         ("practice.coach", "practice.peers"),
         "safe teams learn from others", "los equipos seguros aprenden de otros", "kim2020"),
    Link("team.coordination", "process.practice", 1, practice_of_process, "team.coordination",
         ("practice.coach", "practice.peers"),
         "coordinated teams learn from others", "los equipos coordinados aprenden de otros", "bolton2021"),
    Link("manager.supervision", "process.practice", 1, practice_of_process, "manager.supervision",
         ("practice.routine", "practice.gain"),
         "routine supervision improves practice a little", "la supervisión de rutina mejora un poco la práctica",
         "rowe2022"),
    Link("team.candour", "process.practice", 1, practice_of_process, "team.candour", ("practice.peers",),
         "who asks can copy", "quien pregunta puede copiar", "assumption"),
    Link("team.peers_candour", "process.practice", 1, practice_of_process, "team.peers_candour", ("practice.peers",),
         "who shows can be copied", "de quien muestra se puede copiar", "assumption"),
    Link("manager.support", "process.practice", 1, practice_of_process, "manager.support",
         ("practice.coach", "practice.gain"),
         "a coach's support improves practice", "el apoyo del acompañante mejora la práctica", "rowe2022"),
    Link("manager.mentored", "process.practice", 0, practice_of_process, "manager.mentored", ("practice.coach",),
         "coaches work on some processes more than on others",
         "los acompañantes trabajan en unos procesos más que en otros",
         "definition"),
    Link("process.practice", "process.peers_practice", 1, share_of_each, "", _NO,
         "good practice sets an example", "la buena práctica da ejemplo", "definition"),
    Link("process.peers_practice", "process.practice", 1, practice_of_process, "process.peers_practice",
         ("practice.peers", "practice.gain", "practice.peer_threshold", "diffusion.simple_contagion"),
         "teams copy peers who are ahead", "los equipos copian a pares más avanzados", "centola2007"),
    Link("authority.logic", "process.practice", -1, practice_of_process, "authority.logic", ("effort.stakes",),
         "learning logic lowers the stakes", "la lógica de aprendizaje baja lo que está en juego", "assumption"),
    Link("levers.peer_exchange", "process.practice", 1, practice_of_process, "p.levers.peer_exchange",
         ("practice.peers",),
         "teams that meet can copy", "los equipos que se reúnen pueden copiar", "centola2007"),
    Link("process.practice", "process.practice", -1, practice_after_month, "practice", ("practice.decay",),
         "practice that is not renewed decays", "la práctica que no se renueva decae", "semrau2017"),
)  # fmt: skip
_FIGURES = (
    Link("process.practice", "process.delivered", 1, delivered_after_month, "practice", _NO,
         "practice reaches women, with a lag", "la práctica llega a las mujeres, con rezago", "definition"),
    Link("process.delivered", "process.coverage", 1, coverage_of, "delivered", _NO,
         "delivered practice makes coverage", "la práctica entregada se vuelve cobertura", "definition"),
    Link("process.demand", "process.coverage", 1, coverage_of, "demand", _NO,
         "demand moves coverage", "la demanda mueve la cobertura", "dansereau2016"),
    Link("process.coverage", "process.indicator", 1, indicator_of, "coverage", _NO,
         "coverage shows in a sample", "la cobertura se ve en una muestra", "definition"),
    Link("process.indicator", "process.seen", 1, seen_after_month, "indicator", _NO,
         "the team sees its figure", "el equipo ve su cifra", "definition"),
    Link("process.coverage", "process.seen", 1, figure_shown, "coverage", _NO,
         "verified figures are nearer to the truth", "las cifras verificadas están más cerca de la verdad",
         "definition"),
    Link("policy.verified", "process.seen", 0, figure_shown, "verified", _NO,
         "verified figures carry less noise", "las cifras verificadas traen menos ruido", "assumption"),
    Link("process.indicator", "process.reported", 1, reported_after_month, "indicator",
         ("contracting.reporting_rate",),
         "figures are reported", "las cifras se reportan", "definition"),
    Link("team.documentation", "process.reported", 1, reported_after_month, "documentation",
         ("contracting.inflation", "contracting.reporting_rate"),
         "effort to look good raises reports", "el esfuerzo por quedar bien eleva los reportes", "assumption"),
    Link("process.indicator", "process.honest", 1, reported_after_month, "indicator",
         ("contracting.reporting_rate",),
         "what an honest report would say", "lo que diría un reporte honesto", "definition"),
    Link("process.reported", "process.before", 1, before_after_month, "reported", _NO,
         "reports before mentoring are remembered", "se recuerdan los reportes de antes", "definition"),
)  # fmt: skip
_LEARNING = (
    Link("process.seen", "authority.figures", 1, share_of_each, "", _NO,
         "figures make a region's mean", "las cifras dan la media regional", "definition"),
    Link("authority.figures", "process.fast_average", -1, learning_of_process, "regional",
         ("learning.regional_comparison",),
         "a team judges itself against its region", "un equipo se compara con su región", "assumption"),
    Link("process.seen", "process.fast_average", 1, average_after_month, "value", ("learning.fast_memory",),
         "recent figures are remembered", "se recuerdan las cifras recientes", "assumption"),
    Link("process.seen", "process.slow_average", 1, average_after_month, "value", ("learning.slow_memory",),
         "older figures are remembered", "se recuerdan las cifras anteriores", "assumption"),
    Link("process.slow_average", "process.indicator_variance", 0, learning_of_process, "process.slow_average", _NO,
         "figures move against what they were", "las cifras se mueven frente a lo que eran", "definition"),
    Link("process.slow_average", "process.covariance", 0, learning_of_process, "process.slow_average", _NO,
         "figures move against what they were", "las cifras se mueven frente a lo que eran", "definition"),
    Link("process.seen", "process.reference_average", 1, average_after_month, "value",
         ("learning.reference_memory",),
         "where a team started is remembered", "se recuerda de dónde partió el equipo", "study2026"),
    Link("process.practice", "process.practice_average", 1, average_after_month, "value",
         ("learning.slow_memory",),
         "own practice is remembered", "se recuerda la práctica propia", "assumption"),
    Link("process.practice", "process.practice_variance", 0, association_after_month, "a",
         ("learning.association_memory",),
         "practice that moves can be learned from", "de la práctica que cambia se aprende", "study2026"),
    Link("process.seen", "process.indicator_variance", 0, association_after_month, "a",
         ("learning.association_memory",),
         "figures move for any reason", "las cifras se mueven por cualquier razón", "study2026"),
    Link("process.practice", "process.covariance", 0, association_after_month, "a",
         ("learning.association_memory",),
         "teams ask whether figures follow practice", "los equipos se preguntan si las cifras siguen a la práctica",
         "study2026"),
    Link("process.seen", "process.covariance", 0, association_after_month, "b",
         ("learning.association_memory",),
         "teams ask whether practice moved the figure", "los equipos se preguntan si la práctica movió la cifra",
         "study2026"),
    Link("process.covariance", "process.credit", 1, credit_of, "covariance",
         ("learning.noise_floor", "learning.chance_level", "learning.assigned_credit"),
         "what moves together earns credit", "lo que se mueve a la par gana crédito", "study2026"),
    Link("process.practice_variance", "process.credit", -1, credit_of, "practice_variance",
         ("learning.noise_floor", "learning.assigned_credit"),
         "practice that moves without effect costs credit", "la práctica que cambia sin efecto quita crédito",
         "study2026"),
    Link("process.indicator_variance", "process.credit", -1, credit_of, "indicator_variance",
         ("learning.noise_floor", "learning.assigned_credit"),
         "noisy figures cost credit", "las cifras con mucho ruido quitan crédito", "study2026"),
    Link("process.credit", "process.mastery", 0, mastery_after_month, "credit", _RATES,
         "only credited progress counts", "solo cuenta el progreso que el equipo se atribuye", "study2026"),
    Link("process.fast_average", "process.mastery", 1, mastery_after_month, "fast_average",
         ("learning.progress_scale", *_RATES),
         "figures above the old level are progress", "las cifras por encima del nivel anterior son progreso",
         "bandura1997"),
    Link("process.reference_average", "process.mastery", -1, mastery_after_month, "reference_average",
         ("learning.progress_scale", *_RATES),
         "a level long held is no progress", "un nivel que se tiene hace tiempo no es progreso", "bandura1997"),
    Link("process.mastery", "process.efficacy", 1, efficacy_after_month, "mastery",
         ("efficacy.gain_mastery", "efficacy.loss_failure", "efficacy.failure_protected"),
         "mastery raises efficacy, failure lowers it", "el dominio eleva la eficacia, el fracaso la baja",
         "bandura1997"),
    Link("team.safety", "process.efficacy", 1, efficacy_after_month, "safety",
         ("efficacy.gain_mastery", "efficacy.gain_vicarious"),
         "safety lets experience count", "la seguridad deja que la experiencia cuente", "kim2020"),
    Link("process.mastery", "process.peers_mastery", 1, share_of_each, "", _NO,
         "mastery sets an example", "el dominio da ejemplo", "definition"),
    Link("process.peers_mastery", "process.efficacy", 1, efficacy_after_month, "peers_mastery",
         ("efficacy.gain_vicarious",),
         "peers' mastery encourages", "el dominio de los pares anima", "bandura1997"),
    Link("team.candour", "process.efficacy", 1, learning_of_process, "team.candour", ("efficacy.gain_vicarious",),
         "who asks can be encouraged", "quien pregunta puede animarse", "assumption"),
    Link("team.peers_candour", "process.efficacy", 1, learning_of_process, "team.peers_candour",
         ("efficacy.gain_vicarious",),
         "who shows encourages", "quien muestra lo que hace anima", "assumption"),
    Link("levers.peer_exchange", "process.efficacy", 1, efficacy_after_month, "exchange",
         ("efficacy.gain_vicarious",),
         "teams that meet can be encouraged", "los equipos que se reúnen pueden animarse", "bandura1997"),
    Link("manager.support", "process.efficacy", 1, learning_of_process, "manager.support",
         ("efficacy.gain_persuasion",),
         "a manager's word encourages", "la palabra del coordinador anima", "bandura1997"),
    Link("manager.mentored", "process.efficacy", 0, learning_of_process, "manager.mentored",
         ("efficacy.gain_persuasion",),
         "a word on what coaches work on", "la palabra sobre aquello en que trabajan los acompañantes", "definition"),
    Link("team.trust", "process.efficacy", 1, learning_of_process, "team.trust", ("efficacy.gain_persuasion",),
         "a trusted word counts", "la palabra de confianza cuenta", "bandura1997"),
    Link("process.credit", "process.efficacy", 1, efficacy_after_month, "persuasion", ("efficacy.gain_persuasion",),
         "a word on credited work counts", "la palabra sobre el trabajo reconocido cuenta", "bandura1997"),
    Link("process.efficacy", "process.efficacy", -1, efficacy_after_month, "efficacy", ("efficacy.drift",),
         "efficacy drifts back", "la eficacia retrocede", "assumption"),
    Link("process.mastery", "team.progress", 1, mastery_with_process, "process.mastery", _NO,
         "mastery is progress a manager can see", "el dominio es progreso que el coordinador ve", "definition"),
    Link("process.mastery", "team.mastery", 1, mastery_with_process, "process.mastery", _NO,
         "the team feels its mastery", "el equipo siente su dominio", "definition"),
    Link("process.reported", "team.rise", 1, mastery_with_process, "process.reported", _NO,
         "reports rise above what they were", "los reportes suben por encima de lo que eran", "definition"),
    Link("process.before", "team.rise", -1, mastery_with_process, "process.before", _NO,
         "a rise counts from the level before", "un alza cuenta desde el nivel anterior", "definition"),
)  # fmt: skip
_CONTRACT = (
    Link("levers.target", "team.shortfall", 1, shortfall_at_quarter, "levers.target", _NO,
         "targets ask for more", "las metas piden más", "pinel2015"),
    Link("process.reported", "team.shortfall", -1, shortfall_at_quarter, "reported",
         ("contracting.improvement_scale",),
         "reports meet targets", "los reportes alcanzan las metas", "pinel2015"),
    Link("process.before", "team.shortfall", 1, shortfall_at_quarter, "before",
         ("contracting.improvement_scale",),
         "improvement counts from the level before", "la mejora cuenta desde el nivel anterior", "definition"),
    Link("levers.improvement_weight", "team.shortfall", -1, shortfall_at_quarter, "levers.improvement_weight",
         ("contracting.improvement_scale",),
         "improvement is forgiven for", "a quien mejora se le perdona", "assumption"),
    Link("process.target_base", "team.shortfall", 1, shortfall_at_quarter, "target_base", _NO,
         "targets count from a base", "las metas cuentan desde una base", "definition"),
    Link("process.reported", "process.target_base", 1, target_base_after_year, "reported", ("target_ratchet",),
         "next year's target follows this year's report", "la meta del año siguiente sigue al reporte de este",
         "assumption"),
    Link("levers.target_ratchet", "process.target_base", 1, target_base_after_year, "levers.target_ratchet", _NO,
         "a ratchet raises targets", "un trinquete eleva las metas", "assumption"),
    Link("team.shortfall", "team.sanctioned", 1, sanction_at_quarter, "shortfall",
         ("contracting.shortfall_scale",),
         "a shortfall is sanctioned", "un faltante se sanciona", "garciaprado2010"),
    Link("team.documentation", "team.sanctioned", 1, sanction_at_quarter, "documentation",
         ("contracting.audit_threshold",),
         "an audit finds documentation", "una auditoría encuentra documentación", "assumption"),
    Link("levers.sanction", "team.sanctioned", 1, sanction_at_quarter, "levers.sanction", _NO,
         "sanctions strike", "las sanciones golpean", "garciaprado2010"),
    Link("levers.sanction_cap", "team.sanctioned", 1, sanction_at_quarter, "levers.sanction_cap", _NO,
         "a cap limits sanctions", "un tope limita las sanciones", "assumption"),
    Link("authority.logic", "team.sanctioned", -1, sanction_at_quarter, "logic", _NO,
         "learning logic spares sanctions", "la lógica de aprendizaje evita sanciones", "newtonlewis2021"),
    Link("levers.bonus", "team.bonus", 1, bonus_at_quarter, "levers.bonus", _NO,
         "the contract pays", "el contrato paga", "pinel2015"),
    Link("levers.bonus_cap", "team.bonus", 1, bonus_at_quarter, "levers.bonus_cap", _NO,
         "a cap limits pay", "un tope limita el pago", "assumption"),
    Link("team.shortfall", "team.bonus", -1, bonus_at_quarter, "shortfall", ("contracting.shortfall_scale",),
         "a shortfall costs pay", "un faltante reduce el pago", "pinel2015"),
)  # fmt: skip


def _loops_of(link: Link) -> tuple[str, ...]:
    """Return the loops a link belongs to: it lies on the main round, or carries a parameter by which one is cut."""
    own = link.source == link.target
    return tuple(
        loop.name
        for loop in LOOPS.values()
        if (not own and (link.source, link.target) in loop.steps)
        or any(name in (*link.parameters, link.source.partition(".")[2]) for name in loop.neutral)
    )


LINKS: tuple[Link, ...] = tuple(
    replace(link, loops=_loops_of(link))
    for link in (
        *_POLICY,
        *_TURNOVER,
        *_AUTHORITY,
        *_MANAGER,
        *_CLIMATE,
        *_PRACTICE,
        *_FIGURES,
        *_LEARNING,
        *_CONTRACT,
    )
)
"""Every link, in the order of the month."""

CARRY_NOTHING: dict[str, str] = {
    "trust.neutral": "a level: trust without experience",
    "safety.base": "a level: safety without trust and without fear",
    "coordination.neutral": "a level: coordination without experience",
    "motivation.neutral": "a level: motivation without experience",
    "practice.alone": "a level: improvement that a team finds alone",
    "learning.feedback_promptness": "a delay: how soon the figure is seen that other links carry",
    "care.lowest": "a bound of coverage",
    "care.highest": "a bound of coverage",
}
"""Mechanism parameters that set a level and carry no link, each with the reason."""


def link(source: str, target: str) -> Link:
    """Return the first link between two variables.

    Raises
    ------
    KeyError
        If there is none.
    """
    for found in LINKS:
        if (found.source, found.target) == (source, target):
            return found
    raise KeyError(f"no link leads from {source} to {target}")
