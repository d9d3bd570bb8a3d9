"""State: what an authority, a manager and a team ARE at the end of a month.

One NamedTuple an agent, one field a quantity. Mesa agents carry these fields as attributes, the compiled
engine as rows of its workspace, and the digest of a run hashes them in exactly this order. Every field is
a float; shares lie in 0..1.
"""

from __future__ import annotations

from typing import NamedTuple


class PolicyState(NamedTuple):
    """Conditions of this month that are the same for everybody: levers turned into doses, chances and rates."""

    coaching: float
    """Dose of mentoring delivered to each coached network, after dilution: what coaches' hours are booked for."""
    mentoring: float
    """Effective dose of mentoring: what works of the dose delivered, less than in proportion where it saturates."""
    coached_networks: float
    """Number of networks mentored this month: those whose manager's `order` is below it."""
    programme: float
    """Number of networks that are or were mentored: who counts as coached when gains are measured."""
    manager_exit: float
    """Probability that a manager leaves this month."""
    lead_exit: float
    """Probability that a team's medical lead leaves this month."""
    audit: float
    """Probability of an audit this quarter."""
    lateness: float
    """How late payments are felt, 0 on time to 1."""
    verified: float
    """Share of a figure's sampling noise that feedback of verified figures takes away."""
    weight_before: float
    """Weight of this month in averages over the months before mentoring; 0 after."""
    fast_rate: float
    """Way that fast averages go towards a new figure in a month."""
    slow_rate: float
    """Way that slow averages go towards a new figure in a month."""
    reference_rate: float
    """Way that the level progress is judged against goes towards a new figure in a month."""
    association_rate: float
    """Way that variances and covariances go in a month."""


class ProcessPolicyState(NamedTuple):
    """Conditions of this month for one clinical process."""

    share: float
    """Weight of the process among all processes."""
    focus: float
    """How much of coaching the process gets: 1 where all processes get the same."""
    delivery: float
    """Way that delivered practice goes towards practice in a month."""
    feedback: float
    """Way that the figures a team sees go towards its indicator in a month."""
    innovation: float
    """Standard deviation of a month's new demand."""
    trend: float
    """Change of demand since the start that no team caused, as coverage share."""
    noise: float
    """Standard deviation of one month's figure at a coverage of one half, times two."""
    one_woman: float
    """What one woman adds to a month's figure."""


class AccountState(NamedTuple):
    """Hours and money spent since month 0."""

    coach_hours: float
    """Hours of coaches."""
    supervision_hours: float
    """Hours of managers with their teams."""
    verification_hours: float
    """Hours of verifiers."""
    bonus: float
    """Bonus paid, USD 2023."""
    capitation: float
    """Capitation paid, USD 2023."""


class AuthorityState(NamedTuple):
    """A regional authority."""

    logic: float
    """Enabling logic L: 0 directive-punitive, 1 learning."""
    share_inside: float
    """Share of its teams in networks of the programme."""
    share_outside: float
    """Share of its teams in other networks."""
    rise_inside: float
    """Rise of their reports since before mentoring, summed by share of its teams."""
    rise_outside: float
    """The same of its other teams."""
    noticed: float
    """Lead of the programme's networks over the others in these rises, as it remembers it."""
    visible_success: float
    """What of that lead it takes for success: nothing where it is none."""
    share_missing: float
    """Share of its teams that miss their targets."""


class AuthorityProcessState(NamedTuple):
    """A regional authority at one clinical process."""

    figures: float
    """Mean of the figures its teams see this month."""


class ManagerState(NamedTuple):
    """A manager of one network."""

    identity: float
    """Coach identity I: 0 controller, 1 coach."""
    identity_origin: float
    """Identity the manager came with, to which identity drifts back."""
    order: float
    """Place of the network in the order in which the programme takes networks in: 0 first, fixed at the start
    by `coaching_targeting`. Mentoring belongs to the network: a newcomer inherits it."""
    supervision: float
    """Share of time V left for supervision after administration."""
    support: float
    """Coaching support: supervision in the coach's manner."""
    control: float
    """Control: supervision in the controller's manner, under directive rules."""
    mentored: float
    """Whether the network is mentored this month (1): then the manager works on what coaches work on."""
    teams_trust: float
    """Mean trust of the teams, as the manager meets it."""
    teams_progress: float
    """Mean over teams of their summed positive mastery."""
    teams_rise: float
    """Mean over teams of the rise of their reports since before mentoring: what the authority is shown."""
    teams_safety: float
    """Mean over teams of safe teamwork: S (base + R)."""
    teams_pressure: float
    """Mean over teams of the sanction pressure they feel."""
    teams_candour: float
    """Mean candour of the teams."""
    teams_missing: float
    """Share of the teams that miss their targets."""
    peers_identity: float
    """Mean identity of the managers this one is tied to, before anybody changes in this phase."""
    peers_candour: float
    """Mean candour of the teams of the same managers."""


class TeamState(NamedTuple):
    """A primary-care team."""

    trust: float
    """Trust T in the manager."""
    safety: float
    """Psychological safety S."""
    coordination: float
    """Relational coordination R."""
    pressure: float
    """Sanction pressure F."""
    motivation: float
    """Intrinsic motivation M."""
    candour: float
    """Candour o: how openly the team shows what it does, and asks."""
    peers_candour: float
    """Mean candour of the teams this one is tied to, before anybody changes in this phase."""
    documentation: float
    """Share D of effort that goes into looking good."""
    unmeasured_care: float
    """Share U of effort that goes to care no indicator measures."""
    effort: float
    """Effort left for measured care, scaled by motivation."""
    claims: float
    """Sum over processes of their claims on that effort."""
    shortfall: float
    """Shortfall of reported coverage against targets, weighted by process, at the last quarter's end."""
    sanctioned: float
    """Sanction received at the end of last month, if that ended a quarter."""
    bonus: float
    """Bonus earned at the end of last month, as share of capitation, if that ended a quarter."""
    progress: float
    """Positive mastery summed over processes: what validates the manager as a coach."""
    mastery: float
    """Positive mastery weighted by process: what motivates the team."""
    rise: float
    """Rise of the team's reports over their mean before mentoring, weighted by process."""


class ProcessState(NamedTuple):
    """A team at one clinical process."""

    efficacy: float
    """Collective efficacy E for this process."""
    efficacy_origin: float
    """Efficacy the team started with, to which it drifts back."""
    practice: float
    """Quality q of practice."""
    delivered: float
    """Delivered practice d, which follows practice with the process's lag."""
    demand: float
    """Demand shock x that no team controls."""
    baseline: float
    """The team's own coverage without any practice."""
    coverage: float
    """True coverage p."""
    indicator: float
    """The month's figure: a sample of the eligible women."""
    seen: float
    """The figure as the team has it, after the delay of feedback."""
    fast_average: float
    """Fast average of the figures seen (less the region's, where teams compare)."""
    slow_average: float
    """Slow average of the same."""
    reference_average: float
    """Level that progress is judged against: a slower average of the same."""
    practice_average: float
    """Slow average of the team's own practice."""
    practice_variance: float
    """Exponentially weighted variance of the team's own practice."""
    indicator_variance: float
    """Exponentially weighted variance of the figures seen."""
    covariance: float
    """Exponentially weighted covariance of the two."""
    credit: float
    """Credit c: how much of the indicator's movement followed what the team did."""
    mastery: float
    """Credited progress m, -1 to 1."""
    reported: float
    """Coverage reported under the contract."""
    honest: float
    """What the report would say under the same delays and sample if nobody made it look better."""
    before: float
    """Average of reported coverage before mentoring starts."""
    target_base: float
    """Coverage from which the contract counts the target."""
    peers_practice: float
    """Mean practice of the teams this one is tied to, before anybody changes in this phase."""
    peers_mastery: float
    """Mean positive mastery of the same teams, at the same moment."""


STATES: tuple[type, ...] = (
    PolicyState,
    ProcessPolicyState,
    AccountState,
    AuthorityState,
    AuthorityProcessState,
    ManagerState,
    TeamState,
    ProcessState,
)
"""All states in the order of the digest."""
