"""The model rebuilt from its description alone: ``docs/odd.md``, formulas by hand, values and draws from its tables.

It follows the page's order and names, and imports nothing of the model; `test_rebuild_from_odd` compares the two.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "odd.md").read_text(encoding="utf-8")
REGIONS, NETWORKS_EACH, TEAMS_EACH, TIES = 2, 3, 4, 3  # section 2: the classroom
PROCESSES = ("ccs", "anc")
TARGETINGS = ("scattered", "clustered", "hubs")
NOBODY = -1

# What the page's tables say ----------------------------------------------------------------------------------


def values_of_page() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in re.findall(
        r"^\| `([\w.]+)` \| [^|]+ \| [^|]+ \| ([^|]+) \| (?:measured|calibrated|assumed) \|", PAGE, re.M
    ):
        for process, one in zip(PROCESSES, value.split(" / "), strict=False):
            key = name.replace("k.", f"{process}.", 1) if name.startswith("k.") else name
            found[key] = one if re.search("[a-z]", one) else float(one)
    return found


DECISIONS = {name: int(number) for number, name in re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", PAGE, re.MULTILINE)}
P, Q = ([float(x) for x in re.findall(r"[\d.e-]+", line)] for line in re.findall(r"^[PQ]: (.*)$", PAGE, re.MULTILINE))

# 7: shapes, and 7.17: draws -----------------------------------------------------------------------------------

ALL_BITS = 2**64 - 1


def pos(x: float) -> float:
    return max(x, 0.0)


def clip(x: float, a: float, b: float) -> float:
    return min(max(x, a), b)


def share(x: float) -> float:
    return clip(x, 0.0, 1.0)


def mix(a: float, b: float, w: float) -> float:
    return a + w * (b - a)


def gate_at(x: float, h: float) -> float:
    return x**4 / (x**4 + h**4)


def sat(x: float, h: float) -> float:
    return x / (h + abs(x))


def centred(u: float, mean: float, spread: float) -> float:
    return clip(mean + spread * (2.0 * u - 1.0), 0.0, 1.0)


def occurs(u: float, p: float) -> float:
    return 1.0 if u < p else 0.0


def mixed(w: int) -> int:
    w = ((w ^ (w >> 30)) * 0xBF58476D1CE4E5B9) & ALL_BITS
    w = ((w ^ (w >> 27)) * 0x94D049BB133111EB) & ALL_BITS
    return w ^ (w >> 31)


class Draws:
    def __init__(self, seed: int, replicate: int) -> None:
        golden, first = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
        self.run = mixed(mixed((seed + golden) & ALL_BITS) ^ mixed((replicate * golden + first) & ALL_BITS))

    def u(self, decision: str, month: int, member: int) -> float:
        cell = mixed((DECISIONS[decision] << 52) ^ (month << 40) ^ member ^ 0x9E3779B97F4A7C15)
        return (mixed(self.run ^ cell) >> 11) / 2.0**53

    def n(self, decision: str, month: int, member: int) -> float:
        t = 2.0 * self.u(decision, month, member) - 1.0
        y = 1.0 - t * t
        above = below = 0.0
        for a, b in zip(P, Q, strict=True):
            above, below = above * y + a, below * y + b
        return t * above / below


class Agent(dict[str, Any]):
    """Names of the page to values; ``agent.trust`` reads and ``agent.update(trust=...)`` changes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as missing:
            raise AttributeError(name) from missing


# The world ------------------------------------------------------------------------------------------------


class World:
    """One world: sections 5 (start), 7.15 (network), and 3 (the month)."""

    def __init__(
        self, p: dict[str, Any], seed: int, replicate: int, mentored: bool, people: list[float] | None = None
    ) -> None:
        self.p, self.draws, self.mentored = p, Draws(seed, replicate), mentored
        self.people = people or [p["price.population"]] * (REGIONS * NETWORKS_EACH * TEAMS_EACH)
        self.month = 0
        networks = REGIONS * NETWORKS_EACH
        u, n = self.draws.u, self.draws.n
        self.policy = Agent(programme=0.0)
        self.by_process = [Agent() for _ in PROCESSES]
        self.account = Agent(coach_hours=0.0, supervision_hours=0.0, verification_hours=0.0, bonus=0.0, capitation=0.0)
        self.authorities = [
            Agent(
                logic=centred(u("LOGIC_START", 0, r), p["alignment"], p["start.logic_spread"]),
                noticed=0.0,
                figures=[0.0, 0.0],
            )
            for r in range(REGIONS)
        ]
        self.managers = []
        for m in range(networks):
            identity = centred(u("IDENTITY_START", 0, m), p["start.identity"], p["start.identity_spread"])
            self.managers.append(Agent(region=m // NETWORKS_EACH, identity=identity, identity_origin=identity))
        self.teams = []
        for t in range(networks * TEAMS_EACH):
            team = Agent(
                network=t // TEAMS_EACH,
                trust=centred(u("TRUST_START", 0, t), p["start.trust"], p["start.trust_spread"]),
                coordination=centred(
                    u("COORDINATION_START", 0, t), p["start.coordination"], p["start.coordination_spread"]
                ),
                motivation=centred(u("MOTIVATION_START", 0, t), p["start.motivation"], p["start.motivation_spread"]),
                safety=p["start.safety"],
                pressure=p["start.pressure"],
                candour=self.candour(
                    p["start.safety"], p["start.pressure"], 0.0, self.time(p["alignment"]), p["alignment"]
                ),
                shortfall=0.0,
                sanctioned=0.0,
                bonus=0.0,
                progress=0.0,
                mastery=0.0,
                rise=0.0,
            )
            team["k"] = []
            for k, name in enumerate(PROCESSES):
                member = t * 64 + k
                efficacy = centred(u("EFFICACY_START", 0, member), p["start.efficacy"], p["start.efficacy_spread"])
                practice = centred(u("PRACTICE_START", 0, member), p["start.practice"], p["start.practice_spread"])
                baseline = clip(
                    p[f"{name}.baseline"] + p["start.baseline_spread"] * (2.0 * u("BASELINE_START", 0, member) - 1.0),
                    p["care.lowest"],
                    p["care.highest"],
                )
                process = Agent(
                    efficacy=efficacy,
                    efficacy_origin=efficacy,
                    practice=practice,
                    baseline=baseline,
                    demand=p["demand_sd"] * n("DEMAND_START", 0, member),
                    delivered=p["start.quiet"] * practice,
                    practice_average=practice,
                    target_base=baseline,
                    practice_variance=0.0,
                    indicator_variance=0.0,
                    covariance=0.0,
                    credit=0.0,
                    mastery=0.0,
                )
                process["coverage"] = self.coverage(name, process, 0.0)
                figure = baseline + p["start.quiet"] * (process.coverage - baseline)
                process.update({x: figure for x in ("indicator", "seen", "reported", "honest", "before")})
                average = figure * (1.0 - p["learning.regional_comparison"])
                process.update(fast_average=average, slow_average=average, reference_average=average)
                team["k"].append(process)
            self.teams.append(team)
        self.draw_network()

    def told(self) -> float:
        return self.p["verification"] * self.p["verification_feedback"]

    def time(self, logic: float) -> float:
        p = self.p
        burden = p["admin_base"] + p["admin_verification"] * p["verification"] * (1.0 - logic)
        return 1.0 - clip(burden + p["admin_feedback"] * self.told() - p["protected_time"], 0.0, 0.95)

    def candour(self, safety: float, pressure: float, documentation: float, time: float, logic: float) -> float:
        p, half = self.p, self.p["candour.threshold"]
        shown = mix(safety, 1.0, p["candour.without_safety"]) * mix(1.0 - pressure, 1.0, p["candour.without_fear"])
        let = mix(1.0, time, p["candour.by_time"]) * mix(1.0, logic, p["candour.by_logic"])
        believed = 1.0 - gate_at(documentation, half)
        return mix(gate_at(shown * let, half), believed, p["candour.by_distrust"])

    def support(self, manager: Agent, process: int) -> float:
        return manager.support * mix(1.0, self.by_process[process].focus, manager.mentored)

    def networks_of(self, region: int) -> range:
        return range(region * NETWORKS_EACH, (region + 1) * NETWORKS_EACH)

    def teams_of(self, network: int) -> list[Agent]:
        return self.teams[network * TEAMS_EACH : (network + 1) * TEAMS_EACH]

    def coverage(self, name: str, process: Agent, trend: float) -> float:
        p, alpha = self.p, self.p[f"{name}.attributability"]
        made = pos(p[f"{name}.ceiling"] - process.baseline) * alpha * process.delivered
        return clip(
            process.baseline + made + (1.0 - alpha) * process.demand + trend, p["care.lowest"], p["care.highest"]
        )

    # 7.15

    def draw_network(self) -> None:
        p, u = self.p, self.draws.u
        real = p["network.real_others"] == 1.0
        everybody = list(range(len(self.teams)))
        chiefs = list(range(len(self.managers)))

        def candidate(draw: float, members: list[int], skipped: set[int]) -> int:
            rest = [member for member in members if member not in skipped]
            return rest[int(draw * len(rest))] if rest else NOBODY

        self.team_ties, self.manager_ties = [], []
        for t, team in enumerate(self.teams):
            region = self.managers[team.network].region
            in_region = [x for x in everybody if self.managers[self.teams[x].network].region == region]
            in_network = [x for x in everybody if self.teams[x].network == team.network]
            ties = []
            for tie in range(TIES):
                member = t * 64 + tie
                draw = u("TEAM_TIE", 0, member)
                near_members = in_region if draw < p["network.region_ties"] else in_network
                near = candidate(u("TEAM_TIE_NEAR", 0, member), near_members, {t} if real else set())
                away = candidate(u("TEAM_TIE_AWAY", 0, member), everybody, set(in_region) if real else set())
                ties.append((draw, near, away))
            self.team_ties.append(ties)
        for m, manager in enumerate(self.managers):
            own = list(self.networks_of(manager.region))
            ties = []
            for tie in range(TIES):
                member = m * 64 + tie
                draw = u("MANAGER_TIE", 0, member)
                near = candidate(u("MANAGER_TIE_NEAR", 0, member), own, {m} if real else set())
                away = candidate(u("MANAGER_TIE_AWAY", 0, member), chiefs, set(own) if real else set())
                ties.append((draw, near, away))
            self.manager_ties.append(ties)
        self.order_networks()

    def led_to(self, ties: list[tuple[float, int, int]]) -> list[int]:
        found = [away if draw < self.p["cross_ties"] else near for draw, near, away in ties]
        return [member for member in found if member != NOBODY]

    def order_networks(self) -> None:
        u = self.draws.u
        of_network = [u("NETWORK_ORDER", 0, m) for m in range(len(self.managers))]
        of_region = [u("REGION_ORDER", 0, r) for r in range(REGIONS)]

        def place(values: list[float], one: int, among: list[int]) -> int:
            return sorted(among, key=lambda other: (values[other], other)).index(one)

        keys = []
        for m, manager in enumerate(self.managers):
            in_region = place(of_network, m, list(self.networks_of(manager.region)))
            region = place(of_region, manager.region, list(range(REGIONS)))
            if self.p["coaching_targeting"] == "scattered":
                keys.append(float(in_region * REGIONS + region))
            elif self.p["coaching_targeting"] == "clustered":
                keys.append(float(region * len(self.managers) + in_region))
            else:
                led = [self.teams[x].network for ties in self.team_ties for x in self.led_to(ties)]
                led += [x for ties in self.manager_ties for x in self.led_to(ties)]
                keys.append(of_network[m] - led.count(m))
        for m, manager in enumerate(self.managers):
            manager["order"] = float(place(keys, m, list(range(len(keys)))))

    # 3: the month

    def live_month(self) -> None:
        self.phase_1_policy()
        self.phase_2_turnover()
        self.phase_3_authority()
        self.phase_4_managers()
        self.phase_5_climate()
        self.phase_6_practice()
        self.phase_7_care_and_8_measurement()
        self.phase_9_learning()
        self.phase_10_contract()
        self.month += 1

    def phase_1_policy(self) -> None:
        p, month, policy = self.p, self.month, self.policy
        networks = len(self.managers)
        coached = float(round(p["coaching_coverage"] * networks))
        served = max(float(round(p["coach_capacity"] * networks)), 1.0)
        window = p["mentoring_start"] <= month < p["mentoring_end"] and self.mentored
        coaching = p["mentoring"] * served / max(coached, served) if window else 0.0
        half = p["identity.dose_half"]
        saturated = coaching * (1.0 + half) / (coaching + half)
        if month <= p["mentoring_start"]:
            programme = coached
        else:
            programme = max(policy.programme, coached) if month < p["mentoring_end"] else policy.programme
        policy.update(
            coaching=coaching,
            mentoring=mix(coaching, saturated, p["identity.dose_saturates"]),
            coached_networks=coached,
            programme=programme,
            manager_exit=p["manager_turnover"] / (12.0 - 5.5 * p["manager_turnover"] * p["turnover.compounding"]),
            lead_exit=p["lead_turnover"] / (12.0 - 5.5 * p["lead_turnover"] * p["turnover.compounding"]),
            audit=p["contracting.audit_probability"] * p["verification"],
            lateness=p["payment_delay"] / (p["payment_delay"] + p["contracting.late_payment_half"]),
            verified=p["learning.feedback_precision"] * self.told(),
            weight_before=1.0 / (month + 1.0) if month < p["mentoring_start"] else 0.0,
            fast_rate=1.0 / p["learning.fast_memory"],
            slow_rate=1.0 / p["learning.slow_memory"],
            reference_rate=1.0 / p["learning.reference_memory"],
            association_rate=1.0 / p["learning.association_memory"],
        )
        weights = sum(p[f"{name}.weight"] for name in PROCESSES)
        coaching = sum(p[f"{name}.coaching"] for name in PROCESSES)
        prompt = 1.0 - p["learning.feedback_promptness"] * self.told()
        rho = p["demand_persistence"]
        for name, of in zip(PROCESSES, self.by_process, strict=True):
            of.update(
                share=p[f"{name}.weight"] / weights,
                delivery=1.0 / (1.0 + p[f"{name}.lag"]),
                focus=len(PROCESSES) * p[f"{name}.coaching"] / coaching if coaching > 0.0 else 1.0,
                feedback=1.0 / (1.0 + p[f"{name}.feedback_delay"] * prompt),
                innovation=p["demand_sd"] * math.sqrt(1.0 - rho * rho),
                trend=p[f"{name}.trend"] * month / 12.0,
                noise=1.0 / math.sqrt(p[f"{name}.denominator"]),
                one_woman=1.0 / p[f"{name}.denominator"],
            )

    def phase_2_turnover(self) -> None:
        p, u, month = self.p, self.draws.u, self.month
        for m, manager in enumerate(self.managers):
            left = occurs(u("MANAGER_LEAVES", month, m), self.policy.manager_exit)
            newcomer = centred(u("NEWCOMER", month, m), p["start.identity"], p["start.identity_spread"])
            manager.update(
                left=left,
                identity=mix(manager.identity, newcomer, left),
                identity_origin=mix(manager.identity_origin, newcomer, left),
            )
        for t, team in enumerate(self.teams):
            left = self.managers[team.network].left
            lead_left = occurs(u("LEAD_LEAVES", month, t), self.policy.lead_exit)
            after_manager = mix(team.trust, p["trust.neutral"], p["turnover.manager_trust_loss"] * left)
            team.update(
                trust=mix(after_manager, p["trust.neutral"], p["turnover.lead_trust_loss"] * lead_left),
                coordination=mix(
                    team.coordination, p["coordination.neutral"], p["turnover.lead_coordination_loss"] * lead_left
                ),
            )
            for k in team.k:
                k.update(
                    efficacy=mix(k.efficacy, k.efficacy_origin, p["turnover.lead_efficacy_loss"] * lead_left),
                    practice=k.practice - p["turnover.lead_practice_loss"] * lead_left * k.practice,
                )

    def phase_3_authority(self) -> None:
        p = self.p

        def missing(team: Agent) -> float:
            return 1.0 if team.shortfall > p["contracting.missing_threshold"] else 0.0

        for m, manager in enumerate(self.managers):
            teams = self.teams_of(m)

            def mean(values: list[float]) -> float:
                return sum(values) / len(values)

            manager.update(
                teams_trust=mean([t.trust for t in teams]),
                teams_progress=mean([t.progress for t in teams]),
                teams_rise=mean([t.rise for t in teams]),
                teams_safety=mean([t.safety * (p["coordination.base"] + t.coordination) for t in teams]),
                teams_pressure=mean([t.pressure for t in teams]),
                teams_candour=mean([t.candour for t in teams]),
                teams_missing=mean([missing(t) for t in teams]),
            )
        for r, authority in enumerate(self.authorities):
            teams = [t for m in self.networks_of(r) for t in self.teams_of(m)]
            shares, rises = [0.0, 0.0], [0.0, 0.0]
            for m in self.networks_of(r):
                side = 0 if self.managers[m].order < self.policy.programme else 1
                part = len(self.teams_of(m)) / len(teams)
                shares[side] += part
                rises[side] += part * self.managers[m].teams_rise
            lead = rises[0] / shares[0] - rises[1] / shares[1] if shares[0] > 0.0 and shares[1] > 0.0 else 0.0
            noticed = authority.noticed + (lead - authority.noticed) / p["authority.memory"]
            if self.month < p["mentoring_start"]:
                noticed = 0.0
            success = pos(noticed)
            share_missing = sum(missing(t) for t in teams) / len(teams)
            logic = authority.logic
            allowed = mix(1.0, p["alignment"], p["authority.waits_for_policy"])
            after = share(
                logic
                + p["authority.pull"] * (p["alignment"] - logic)
                + p["authority.learning"] * gate_at(success, p["authority.success_threshold"]) * allowed * (1.0 - logic)
                + p["authority.training"] * p["authority_training"] * (1.0 - logic)
                - p["authority.press"] * share_missing * (1.0 - p["alignment"]) * logic
            )
            authority.update(
                share_inside=shares[0],
                share_outside=shares[1],
                rise_inside=rises[0],
                rise_outside=rises[1],
                noticed=noticed,
                visible_success=success,
                share_missing=share_missing,
                logic=after,
            )

    def openness(self, x: float, h: float) -> float:
        return mix(gate_at(x, h), x, self.p["diffusion.simple_contagion"])

    def example(self, values: list[float]) -> float:
        return sum(pos(value) for value in values) / max(len(values), 1)

    def between(self, team: Agent) -> float:
        return team.candour * team.peers_candour

    def phase_4_managers(self) -> None:
        p = self.p
        for m, manager in enumerate(self.managers):
            peers = [self.managers[x] for x in self.led_to(self.manager_ties[m])]
            manager["peers_identity"] = self.example([peer.identity for peer in peers])
            manager["peers_candour"] = self.example([peer.teams_candour for peer in peers])
        for manager in self.managers:
            authority = self.authorities[manager.region]
            logic, i = authority.logic, manager.identity
            time = self.time(logic)
            is_coached = 1.0 if manager.order < self.policy.coached_networks else 0.0
            m = self.policy.mentoring * is_coached
            w = p["identity.trust_weight"]
            v = w * manager.teams_trust + (1.0 - w) * min(1.0, p["identity.progress_scale"] * manager.teams_progress)
            g = mix(1.0, gate_at(manager.teams_safety, p["identity.safety_threshold"]), p["identity.safety_gate"])
            push = (
                pos(manager.peers_identity - i)
                * self.openness(manager.peers_identity, p["identity.peer_threshold"])
                * p["peer_exchange"]
                * (manager.teams_candour * manager.peers_candour)
            )
            after = share(
                i
                + p["identity.gain_mentoring"] * m * pos(g - i)
                + p["identity.gain_enactment"] * time * i * v * pos(g - i)
                + g * p["identity.gain_peers"] * push
                - p["identity.loss_conflict"] * manager.teams_pressure * (1.0 - p["identity.relief"] * m) * i * i
                - p["identity.drift"] * (i - manager.identity_origin)
            )
            manager.update(
                supervision=time,
                identity=after,
                support=time * after,
                control=time * (1.0 - after) * (1.0 - logic),
                mentored=is_coached if self.policy.coaching > 0.0 else 0.0,
            )

    def phase_5_climate(self) -> None:
        p = self.p
        late = self.policy.lateness
        for team in self.teams:
            manager = self.managers[team.network]
            logic = self.authorities[manager.region].logic
            trust, safety, r, f, mot = team.trust, team.safety, team.coordination, team.pressure, team.motivation
            support, control = manager.support, manager.control
            shield = p["trust.shield"] * manager.identity * trust
            severity = min(1.0, team.shortfall / p["contracting.shortfall_scale"])
            base = p["contracting.pressure_base"]
            threat = (
                min(p["sanction"] * (base + (1.0 - base) * severity), p["sanction_cap"])
                * (1.0 - logic)
                * (1.0 - shield)
            )
            felt = threat * (1.0 - p["contracting.feedback_relief"] * self.told())
            together = p["coordination.base"] + r
            level = share(p["safety.base"] + p["safety.gain_trust"] * trust * together - p["safety.loss_fear"] * f)
            hurt = (
                p["motivation.loss_pressure"] * f
                + p["motivation.loss_late_payment"] * late
                + p["motivation.crowding_out"] * p["bonus"] * (1.0 - logic)
            )
            harm = (
                p["trust.loss_control"] * control
                + p["trust.loss_sanction"] * team.sanctioned * (1.0 - shield)
                + p["trust.loss_late_payment"] * late
            )
            team.update(
                trust=share(
                    trust
                    + p["trust.gain_support"] * support * (1.0 - trust)
                    - harm * trust
                    - p["trust.drift"] * (trust - p["trust.neutral"])
                ),
                safety=share(safety + p["safety.rate"] * (level - safety)),
                coordination=share(
                    r
                    + p["coordination.gain"] * support * safety * (1.0 - r)
                    - p["coordination.drift"] * (r - p["coordination.neutral"])
                ),
                pressure=share(f + p["contracting.pressure_rate"] * (felt - f)),
                motivation=share(
                    mot
                    + (p["motivation.gain_mastery"] * team.mastery + p["motivation.gain_support"] * support)
                    * (1.0 - mot)
                    - hurt * mot
                    - p["motivation.drift"] * (mot - p["motivation.neutral"])
                ),
            )

    def phase_6_practice(self) -> None:
        p = self.p
        for t, team in enumerate(self.teams):
            peers = [self.teams[x] for x in self.led_to(self.team_ties[t])]
            team["peers_candour"] = self.example([peer.candour for peer in peers])
            for k, process in enumerate(team.k):
                process["peers_practice"] = self.example([peer.k[k].practice for peer in peers])
                process["peers_mastery"] = self.example([peer.k[k].mastery for peer in peers])
        for team in self.teams:
            manager = self.managers[team.network]
            authority = self.authorities[manager.region]
            f = team.pressure
            documentation = min(
                p["effort.gaming"] * f * (1.0 - team.safety) * (1.0 - p["effort.audit_deterrence"] * self.policy.audit),
                p["effort.documentation_cap"],
            )
            team["candour"] = self.candour(team.safety, f, documentation, manager.supervision, authority.logic)
            unmeasured = p["effort.unmeasured"] * (1.0 - p["effort.pressure_on_unmeasured"] * f)
            floor = p["effort.motivation_floor"]
            effort = (
                max(1.0 - documentation - unmeasured, 0.0)
                * (floor + (1.0 - floor) * team.motivation)
                / p["effort.motivation_reference"]
                * mix(1.0, 1.0 - f, p["effort.pressure_lowers"])
            )
            claims = [
                of.share * (p["effort.willingness"] + k.efficacy) for of, k in zip(self.by_process, team.k, strict=True)
            ]
            team.update(documentation=documentation, unmeasured_care=unmeasured, effort=effort, claims=sum(claims))
            stakes = p["bonus"] + p["sanction"] * (1.0 - authority.logic)
            for i, (claim, k) in enumerate(zip(claims, team.k, strict=True)):
                effort_k = (
                    effort
                    * (len(PROCESSES) * claim / team.claims)
                    * (p["effort.willingness"] + k.efficacy)
                    * (1.0 + p["effort.stakes"] * stakes * k.efficacy)
                )
                copied = (
                    p["peer_exchange"]
                    * self.openness(pos(k.peers_practice - k.practice), p["practice.peer_threshold"])
                    * self.between(team)
                )
                learned = p["practice.coach"] * self.support(manager, i) + p["practice.peers"] * copied
                sources = (
                    p["practice.alone"]
                    + p["practice.routine"] * manager.supervision
                    + team.safety * (p["coordination.base"] + team.coordination) * learned
                )
                k["practice"] = share(
                    k.practice
                    + p["practice.gain"] * effort_k * sources * (1.0 - k.practice)
                    - p["practice.decay"] * k.practice
                )

    def phase_7_care_and_8_measurement(self) -> None:
        p, n, month = self.p, self.draws.n, self.month
        for t, team in enumerate(self.teams):
            for i, (name, of, k) in enumerate(zip(PROCESSES, self.by_process, team.k, strict=True)):
                k["delivered"] = k.delivered + of.delivery * (k.practice - k.delivered)
                k["demand"] = p["demand_persistence"] * k.demand + of.innovation * n("DEMAND", month, t * 64 + i)
                k["coverage"] = self.coverage(name, k, of.trend)
                women_all = p[f"{name}.denominator"]
                spread = math.sqrt(k.coverage * (1.0 - k.coverage)) / math.sqrt(women_all)
                women = float(round(women_all * pos(k.coverage + spread * n("SAMPLE", month, t * 64 + i))))
                k["indicator"] = min(women * (1.0 / women_all), 1.0)
                figure = mix(k.indicator, k.coverage, self.policy.verified)
                k["seen"] = k.seen + of.feedback * (figure - k.seen)
                found = k.indicator + p["contracting.inflation"] * team.documentation
                k["reported"] = share(k.reported + p["contracting.reporting_rate"] * (found - k.reported))
                k["honest"] = share(k.honest + p["contracting.reporting_rate"] * (k.indicator - k.honest))
                k["before"] = k.before + self.policy.weight_before * (k.reported - k.before)

    def phase_9_learning(self) -> None:
        p, policy = self.p, self.policy
        for r, authority in enumerate(self.authorities):
            teams = [t for m in self.networks_of(r) for t in self.teams_of(m)]
            authority["figures"] = [sum(t.k[k].seen for t in teams) / len(teams) for k in range(len(PROCESSES))]
        luck, floor, scale = p["learning.chance_level"], p["learning.noise_floor"], p["learning.progress_scale"]
        for team in self.teams:
            manager = self.managers[team.network]
            figures = self.authorities[manager.region].figures
            for i, (name, k) in enumerate(zip(PROCESSES, team.k, strict=True)):
                judged = k.seen - p["learning.regional_comparison"] * figures[i]
                moved, done = judged - k.slow_average, k.practice - k.practice_average
                a = policy.association_rate
                k["practice_variance"] += a * (done * done - k.practice_variance)
                k["indicator_variance"] += a * (moved * moved - k.indicator_variance)
                k["covariance"] += a * (done * moved - k.covariance)
                k["fast_average"] += policy.fast_rate * (judged - k.fast_average)
                k["slow_average"] += policy.slow_rate * (judged - k.slow_average)
                k["reference_average"] += policy.reference_rate * (judged - k.reference_average)
                k["practice_average"] += policy.slow_rate * (k.practice - k.practice_average)
                apart = (k.practice_variance + floor) * (k.indicator_variance + floor)
                inferred = pos(pos(k.covariance) ** 2 - luck * apart) / (apart * (1.0 - luck))
                credit = mix(inferred, p[f"{name}.attributability"], p["learning.assigned_credit"])
                progress = sat(k.fast_average - k.reference_average, scale)
                k["credit"] = credit
                k["mastery"] += p["learning.mastery_rate"] * (credit * progress - k.mastery)
                e = k.efficacy
                gain = (
                    p["efficacy.gain_mastery"] * pos(k.mastery) * team.safety
                    + p["efficacy.gain_vicarious"]
                    * k.peers_mastery
                    * team.safety
                    * p["peer_exchange"]
                    * self.between(team)
                    + p["efficacy.gain_persuasion"] * self.support(manager, i) * team.trust * credit
                )
                failed = (
                    p["efficacy.loss_failure"]
                    * pos(-k.mastery)
                    * e
                    * mix(1.0, 1.0 - e, p["efficacy.failure_protected"])
                )
                k["efficacy"] = share(e + gain * (1.0 - e) - failed - p["efficacy.drift"] * (e - k.efficacy_origin))
            weighted = list(zip(self.by_process, team.k, strict=True))
            team.update(
                progress=sum(pos(k.mastery) for k in team.k),
                mastery=sum(of.share * pos(k.mastery) for of, k in weighted),
                rise=sum(of.share * (k.reported - k.before) for of, k in weighted),
            )

    def phase_10_contract(self) -> None:
        p, month, account = self.p, self.month, self.account
        ends_quarter, ends_year = month % 3 == 2, month % 12 == 11
        for t, team in enumerate(self.teams):
            logic = self.authorities[self.managers[team.network].region].logic
            if ends_quarter:
                shortfall = 0.0
                for of, k in zip(self.by_process, team.k, strict=True):
                    better = min(1.0, pos(k.reported - k.before) / p["contracting.improvement_scale"])
                    short = pos(k.target_base + p["target"] - k.reported)
                    shortfall += of.share * short * (1.0 - p["improvement_weight"] * better)
                severity = min(1.0, shortfall / p["contracting.shortfall_scale"])
                audited = occurs(self.draws.u("AUDIT", month, t), self.policy.audit)
                found = audited * team.documentation if team.documentation > p["contracting.audit_threshold"] else 0.0
                team.update(
                    shortfall=shortfall,
                    sanctioned=min(p["sanction"] * (severity + found), p["sanction_cap"]) * (1.0 - logic),
                    bonus=min(p["bonus"] * (1.0 - severity), p["bonus_cap"]),
                )
                payment = 3.0 * p["price.capitation"] * self.people[t]
                account["capitation"] += payment
                account["bonus"] += payment * team.bonus
            else:
                team.update(sanctioned=0.0, bonus=0.0)
            if ends_year:
                for k in team.k:
                    k["target_base"] = share(k.target_base + p["target_ratchet"] * pos(k.reported - k.target_base))
        account["coach_hours"] += p["price.coach_hours"] * self.policy.coaching * self.policy.coached_networks
        account["supervision_hours"] += p["price.supervision_hours"] * sum(m.supervision for m in self.managers)
        hours = p["price.verification_hours"] * p["verification"] + p["price.feedback_hours"] * self.told()
        account["verification_hours"] += hours * len(self.teams) / 3.0


# 4.11: who is left behind -----------------------------------------------------------------------------------


def fifth(values: list[float], people: list[float], ascending: bool = True) -> float:
    """The mean of the lowest values, or of the highest, over a fifth of the people."""
    wanted, taken, covered = sum(people) / 5.0, 0.0, 0.0
    for value, w in sorted(zip(values, people, strict=True), key=lambda one: one[0], reverse=not ascending):
        part = min(w, wanted - taken)
        taken, covered = taken + part, covered + part * value
    return covered / taken


def measures_of_equity(own: World, twin: World, months: int) -> dict[str, float]:
    """Live both worlds, and return the five measures of each process by their names."""
    everybody = [[[k.coverage for k in team.k] for team in world.teams] for world in (own, twin)]
    start, late = everybody[0], [[[0.0] * len(PROCESSES) for _ in own.teams] for _ in range(2)]
    window = min(12, months)
    for month in range(months):
        for which, world in enumerate((own, twin)):
            world.live_month()
            for t, team in enumerate(world.teams):
                for i, k in enumerate(team.k):
                    late[which][t][i] += k.coverage / window if month >= months - window else 0.0
    found = {}
    for i, name in enumerate(PROCESSES):
        run, other, before = ([row[i] for row in rows] for rows in (*late, start))
        gains = [a - b for a, b in zip(run, other, strict=True)]
        w = own.people

        def mean(values: list[float], w: list[float] = w) -> float:
            return sum(a * b for a, b in zip(values, w, strict=True)) / sum(w)

        apart = [x - mean(before) for x in before]
        gap, twin_gap = (fifth(of, w, ascending=False) - fifth(of, w) for of in (run, other))
        found |= {
            f"lowest_fifth.{name}": fifth(run, w),
            f"fifths_gap.{name}": gap,
            f"lowest_fifth_gain.{name}": fifth(run, w) - fifth(other, w),
            f"fifths_gap_gain.{name}": gap - twin_gap,
            f"gain_gradient.{name}": mean([a * (g - mean(gains)) for a, g in zip(apart, gains, strict=True)])
            / mean([a * a for a in apart]),
        }
    return found
