/* The loop over agents, by hand: W runs side by side, one sweep over agents per phase, as in phases.py.
   Before this file stand the rules, translated from Python, and the numbers of the decisions. */

#define EACH_RUN _Pragma("GCC ivdep") for (int l = 0; l < W; l++)
#define AT(type, field) (type##_##field * W)

typedef struct {
    int64_t regions, networks, teams, processes, months, ties, changes, parting, has_fixed_ties;
    const int64_t *first_network, *first_team, *region_of, *network_of;
    const double *population, *baseline, *named_place, *fixed_ties;
    double named;
    const uint64_t *keys;   /* one a run */
    const double *changed;  /* [change][month, row, value][run] */
    double *p;              /* parameters, then each process's own */
    double *history;        /* every state of the first run and its twin, or NULL */
    double *ledgers;        /* what is kept of the run: [process][RunLedger][run] */
} Study;

typedef struct {
    double *policy, *process_policy, *account, *authorities, *managers, *teams;
    double mentored;
} World;

typedef struct {
    double *draw, *away, *near, *share; /* [member][tie][run], teams first; share: [member][run] */
    int64_t *now;
    double *demand, *sample, *lead;     /* shocks, shared by a run and its twin */
    double *shown, *candour;            /* what peers see: [team][process][practice, mastery][run], [team][run] */
    double *team_ledgers, *month_ledgers, *run_ledgers, *identities, *windows;
    double *spans;                      /* mean coverage: [month][coached, uncoached][run, twin][run] */
} Space;

static int64_t authority_step(const Study *s) { return (ROWS_AuthorityState + s->processes) * W; }
static int64_t team_step(const Study *s) { return (ROWS_TeamState + s->processes * ROWS_ProcessState) * W; }
static double *process_of(const Study *s, const World *w, int64_t team, int64_t k) {
    return w->teams + team * team_step(s) + (ROWS_TeamState + k * ROWS_ProcessState) * W;
}
static double *manager_of(const World *w, int64_t n) { return w->managers + n * ROWS_ManagerState * W; }
static double *policy_of(const World *w, int64_t k) { return w->process_policy + k * ROWS_ProcessPolicyState * W; }
static double *authority_of(const Study *s, const World *w, int64_t r) { return w->authorities + r * authority_step(s); }
static double *figures_of(const Study *s, const World *w, int64_t r, int64_t k) {
    return authority_of(s, w, r) + (ROWS_AuthorityState + k) * W;
}
static double *own_of(const Study *s, int64_t k) { return s->p + (ROWS_Mechanisms + k * ROWS_ProcessParameters) * W; }
static int64_t rows_of_world(const Study *s) {
    return ROWS_PolicyState + s->processes * ROWS_ProcessPolicyState + ROWS_AccountState +
           s->regions * (ROWS_AuthorityState + s->processes) + s->networks * ROWS_ManagerState +
           s->teams * (ROWS_TeamState + s->processes * ROWS_ProcessState);
}
static World world_at(const Study *s, double *rows, double mentored) {
    World w;
    w.policy = rows;
    w.process_policy = w.policy + ROWS_PolicyState * W;
    w.account = w.process_policy + s->processes * ROWS_ProcessPolicyState * W;
    w.authorities = w.account + ROWS_AccountState * W;
    w.managers = w.authorities + s->regions * authority_step(s);
    w.teams = w.managers + s->networks * ROWS_ManagerState * W;
    w.mentored = mentored;
    return w;
}

/* Beginning ------------------------------------------------------------------------------------------- */

static void draw_ties(const Study *s, Space *x) {
    for (int64_t team = 0; team < s->teams; team++) {
        int64_t network = s->network_of[team], region = s->region_of[network];
        double own_first = s->first_team[network], own_count = s->first_team[network + 1] - s->first_team[network];
        double first_in_region = s->first_team[s->first_network[region]];
        double in_region = s->first_team[s->first_network[region + 1]] - s->first_team[s->first_network[region]];
        for (int64_t tie = 0; tie < s->ties; tie++) {
            int64_t row = (team * s->ties + tie) * W, member = team * MEMBERS + tie;
            uint64_t of_draw = cell_of(D_TEAM_TIE, 0, member), of_away = cell_of(D_TEAM_TIE_AWAY, 0, member);
            uint64_t of_near = cell_of(D_TEAM_TIE_NEAR, 0, member);
            EACH_RUN {
                const double *network_p = s->p + l + AT(Mechanisms, network);
                double others = network_p[AT(NetworkParameters, real_others)];
                double u = uniform(s->keys[l], of_draw);
                int leaves = u < network_p[AT(NetworkParameters, region_ties)];
                double away = tie_away(uniform(s->keys[l], of_away), s->teams, first_in_region, in_region, team, others);
                double near = tie_near(uniform(s->keys[l], of_near), leaves ? first_in_region : own_first,
                                       leaves ? in_region : own_count, team, others);
                if (s->has_fixed_ties) away = near = s->fixed_ties[team * s->ties + tie];
                x->draw[row + l] = u, x->away[row + l] = away, x->near[row + l] = near;
            }
        }
    }
    for (int64_t network = 0; network < s->networks; network++) {
        int64_t region = s->region_of[network];
        double first = s->first_network[region], count = s->first_network[region + 1] - s->first_network[region];
        for (int64_t tie = 0; tie < s->ties; tie++) {
            int64_t row = ((s->teams + network) * s->ties + tie) * W, member = network * MEMBERS + tie;
            uint64_t of_draw = cell_of(D_MANAGER_TIE, 0, member), of_away = cell_of(D_MANAGER_TIE_AWAY, 0, member);
            uint64_t of_near = cell_of(D_MANAGER_TIE_NEAR, 0, member);
            EACH_RUN {
                double others = s->p[l + AT(Mechanisms, network) + AT(NetworkParameters, real_others)];
                x->draw[row + l] = uniform(s->keys[l], of_draw);
                x->away[row + l] =
                    tie_away(uniform(s->keys[l], of_away), s->networks, first, count, network, others);
                x->near[row + l] = tie_near(uniform(s->keys[l], of_near), first, count, network, others);
            }
        }
    }
}

static void place_ties(const Study *s, Space *x) {
    for (int64_t member = 0; member < s->teams + s->networks; member++) EACH_RUN {
        double cross = s->p[l + AT(Mechanisms, levers) + AT(Levers, cross_ties)], found = 0.0;
        for (int64_t tie = member * s->ties; tie < (member + 1) * s->ties; tie++) {
            int64_t row = tie * W + l;
            x->now[row] = tie_now(x->draw[row], x->away[row], x->near[row], cross);
            found += x->now[row] >= 0 ? 1.0 : 0.0;
        }
        x->share[member * W + l] = share_of_each(found);
    }
}

static void order_networks(const Study *s, Space *x, World *w) {
    double *u = calloc(4 * s->networks, sizeof(double)), *ties_to = u + s->networks, *key = u + 2 * s->networks;
    double *v = u + 3 * s->networks; /* there are never more regions than networks */
    for (int l = 0; l < W; l++) {
        for (int64_t n = 0; n < s->networks; n++) {
            u[n] = uniform(s->keys[l], cell_of(D_NETWORK_ORDER, 0, n));
            ties_to[n] = 0.0;
        }
        for (int64_t r = 0; r < s->regions; r++) v[r] = uniform(s->keys[l], cell_of(D_REGION_ORDER, 0, r));
        for (int64_t tie = 0; tie < (s->teams + s->networks) * s->ties; tie++) {
            int64_t peer = x->now[tie * W + l];
            if (peer >= 0) ties_to[tie < s->teams * s->ties ? s->network_of[peer] : peer] += 1.0;
        }
        for (int64_t n = 0; n < s->networks; n++) {
            int64_t region = s->region_of[n];
            double in_region = 0.0, of_region = 0.0;
            for (int64_t o = s->first_network[region]; o < s->first_network[region + 1]; o++)
                in_region += comes_before(u[n], n, u[o], o);
            for (int64_t o = 0; o < s->regions; o++) of_region += comes_before(v[region], region, v[o], o);
            key[n] = order_key(s->p[l + AT(Mechanisms, levers) + AT(Levers, coaching_targeting)], s->regions,
                               s->networks, of_region, in_region, u[n], ties_to[n], s->named_place[n]);
        }
        for (int64_t n = 0; n < s->networks; n++) {
            double place = 0.0;
            for (int64_t o = 0; o < s->networks; o++) place += comes_before(key[n], n, key[o], o);
            manager_of(w, n)[AT(ManagerState, order) + l] = place;
        }
    }
    free(u);
}

static void start_people(const Study *s, World *w) {
    memset(w->policy, 0, (w->authorities - w->policy) * sizeof(double));
    for (int64_t r = 0; r < s->regions; r++) {
        uint64_t of = cell_of(D_LOGIC_START, 0, r);
        double *authority = authority_of(s, w, r);
        memset(authority, 0, authority_step(s) * sizeof(double));
        EACH_RUN put_AuthorityState_AuthorityState(
            authority + l, authority_at_start(logic_at_start(uniform(s->keys[l], of), s->p + l)));
    }
    for (int64_t n = 0; n < s->networks; n++) {
        uint64_t of = cell_of(D_IDENTITY_START, 0, n);
        double *row = manager_of(w, n);
        EACH_RUN {
            double identity = newcomers_identity(uniform(s->keys[l], of), s->p + l);
            put_ManagerState_ManagerState(row + l, manager_at_start(identity, row[AT(ManagerState, order) + l]));
        }
    }
    for (int64_t team = 0; team < s->teams; team++) {
        double *row = w->teams + team * team_step(s);
        uint64_t of_trust = cell_of(D_TRUST_START, 0, team), of_motivation = cell_of(D_MOTIVATION_START, 0, team);
        uint64_t of_coordination = cell_of(D_COORDINATION_START, 0, team);
        EACH_RUN {
            TeamDraws draws = {.trust = uniform(s->keys[l], of_trust),
                               .coordination = uniform(s->keys[l], of_coordination),
                               .motivation = uniform(s->keys[l], of_motivation)};
            put_TeamState_TeamState(row + l, team_at_start(draws, s->p + l));
        }
        for (int64_t k = 0; k < s->processes; k++) {
            int64_t member = team * MEMBERS + k;
            uint64_t of_efficacy = cell_of(D_EFFICACY_START, 0, member), of_practice = cell_of(D_PRACTICE_START, 0, member);
            uint64_t of_baseline = cell_of(D_BASELINE_START, 0, member), of_demand = cell_of(D_DEMAND_START, 0, member);
            double *process = process_of(s, w, team, k), given = s->baseline[team * s->processes + k];
            EACH_RUN {
                ProcessDraws draws = {.efficacy = uniform(s->keys[l], of_efficacy),
                                      .practice = uniform(s->keys[l], of_practice),
                                      .baseline = uniform(s->keys[l], of_baseline),
                                      .demand = normal(s->keys[l], of_demand)};
                put_ProcessState_ProcessState(process + l, process_at_start(draws, given, own_of(s, k) + l, s->p + l));
            }
        }
    }
}

/* The month ------------------------------------------------------------------------------------------- */

static void change_levers(const Study *s, Space *x, int64_t month) {
    int any = 0;
    for (int64_t c = 0; c < s->changes; c++) for (int l = 0; l < W; l++) {
        const double *change = s->changed + c * 3 * W + l;
        if (change[0] == (double)month) s->p[(int64_t)change[W] * W + l] = change[2 * W], any = 1;
    }
    if (any) place_ties(s, x);
}

static void draw_shocks(const Study *s, Space *x, int64_t month) {
    for (int64_t team = 0; team < s->teams; team++) {
        uint64_t of_lead = cell_of(D_LEAD_LEAVES, month, team);
        EACH_RUN x->lead[team * W + l] = uniform(s->keys[l], of_lead);
        for (int64_t k = 0; k < s->processes; k++) {
            uint64_t of_demand = cell_of(D_DEMAND, month, team * MEMBERS + k);
            uint64_t of_sample = cell_of(D_SAMPLE, month, team * MEMBERS + k);
            double *demand = x->demand + (team * s->processes + k) * W, *sample = x->sample + (team * s->processes + k) * W;
            EACH_RUN {
                demand[l] = normal(s->keys[l], of_demand);
                sample[l] = normal(s->keys[l], of_sample);
            }
        }
    }
}

static const Visits NO_WAVES = {0};

static void policy_phase(const Study *s, World *w, int64_t month) {
    EACH_RUN {
        PolicyState now = policy_of_month(w->policy + l, month, w->mentored, s->networks, s->named, NO_WAVES, s->p + l);
        put_PolicyState_PolicyState(w->policy + l, now);
    }
    for (int l = 0; l < W; l++) {
        double weights = 0.0, coaching = 0.0;
        for (int64_t k = 0; k < s->processes; k++) {
            weights += own_of(s, k)[AT(ProcessParameters, weight) + l];
            coaching += own_of(s, k)[AT(ProcessParameters, coaching) + l];
        }
        for (int64_t k = 0; k < s->processes; k++) {
            ProcessPolicyState now = process_policy_of_month(month, weights, coaching, s->processes,
                                                             own_of(s, k) + l, s->p + l);
            put_ProcessPolicyState_ProcessPolicyState(policy_of(w, k) + l, now);
        }
    }
    for (int64_t n = 0; n < s->networks; n++) {
        double *manager = manager_of(w, n);
        EACH_RUN put_ManagerState_ManagerVisit(manager + l,
                                               visit_of_manager(manager + l, w->policy + l, NO_WAVES, 0.0));
    }
}

static void turnover_phase(const Study *s, Space *x, World *w, int64_t month) {
    double left[W], lead_left[W];
    for (int64_t n = 0; n < s->networks; n++) {
        uint64_t of_leaving = cell_of(D_MANAGER_LEAVES, month, n), of_newcomer = cell_of(D_NEWCOMER, month, n);
        double *manager = manager_of(w, n), managers_left = 0.0;
        EACH_RUN {
            left[l] = occurs(uniform(s->keys[l], of_leaving), w->policy[AT(PolicyState, manager_exit) + l]);
            double newcomer = newcomers_identity(uniform(s->keys[l], of_newcomer), s->p + l);
            put_ManagerState_ManagerTurnover(manager + l, turnover_of_manager(manager + l, left[l], newcomer));
        }
        for (int l = 0; l < W; l++) managers_left += left[l];
        for (int64_t team = s->first_team[n]; team < s->first_team[n + 1]; team++) {
            double leads_left = 0.0, *row = w->teams + team * team_step(s);
            EACH_RUN lead_left[l] = occurs(x->lead[team * W + l], w->policy[AT(PolicyState, lead_exit) + l]);
            for (int l = 0; l < W; l++) leads_left += lead_left[l];
            if (managers_left + leads_left == 0.0) continue; /* nobody left, and then nothing changes */
            EACH_RUN put_TeamState_TeamTurnover(row + l, turnover_of_team(row + l, left[l], lead_left[l], s->p + l));
            for (int64_t k = 0; k < s->processes; k++) {
                double *process = process_of(s, w, team, k);
                EACH_RUN put_ProcessState_ProcessTurnover(process + l,
                                                          turnover_of_process(process + l, lead_left[l], s->p + l));
            }
        }
    }
}

static void authority_phase(const Study *s, World *w) {
    for (int64_t r = 0; r < s->regions; r++) {
        double *authority = authority_of(s, w, r);
        int64_t first = s->first_network[r], end = s->first_network[r + 1];
        double teams_of_region = s->first_team[end] - s->first_team[first];
        EACH_RUN put_AuthorityState_NetworksView(authority + l, (NetworksView){0});
        for (int64_t n = first; n < end; n++) {
            double *manager = manager_of(w, n), of_network = s->first_team[n + 1] - s->first_team[n];
            double share_of_team = 1.0 / of_network, share_of_teams = of_network / teams_of_region;
            EACH_RUN put_ManagerState_TeamsView(manager + l, (TeamsView){0});
            for (int64_t team = s->first_team[n]; team < s->first_team[n + 1]; team++) {
                double *row = w->teams + team * team_step(s);
                EACH_RUN put_ManagerState_TeamsView(manager + l, view_with_team(manager + l, row + l, share_of_team, s->p + l));
            }
            EACH_RUN put_AuthorityState_NetworksView(
                authority + l, view_with_network(authority + l, manager + l, w->policy + l, share_of_teams));
        }
        EACH_RUN put_AuthorityState_AuthorityMonth(authority + l, month_of_authority(authority + l, w->policy + l, s->p + l));
    }
}

static void managers_phase(const Study *s, Space *x, World *w) {
    for (int64_t n = 0; n < s->networks; n++) for (int l = 0; l < W; l++) {
        double identity = 0.0, candour = 0.0, share = x->share[(s->teams + n) * W + l];
        for (int64_t tie = (s->teams + n) * s->ties; tie < (s->teams + n + 1) * s->ties; tie++) {
            int64_t peer = x->now[tie * W + l];
            if (peer < 0) continue;
            identity += positive(manager_of(w, peer)[AT(ManagerState, identity) + l]);
            candour += positive(manager_of(w, peer)[AT(ManagerState, teams_candour) + l]);
        }
        manager_of(w, n)[AT(ManagerState, peers_identity) + l] = identity * share;
        manager_of(w, n)[AT(ManagerState, peers_candour) + l] = candour * share;
    }
    for (int64_t n = 0; n < s->networks; n++) {
        double *manager = manager_of(w, n), *authority = authority_of(s, w, s->region_of[n]);
        EACH_RUN put_ManagerState_ManagerMonth(manager + l,
                                               month_of_manager(manager + l, authority + l, w->policy + l, s->p + l));
    }
}

static void climate_phase(const Study *s, World *w) {
    for (int64_t team = 0; team < s->teams; team++) {
        int64_t network = s->network_of[team];
        double *row = w->teams + team * team_step(s), *manager = manager_of(w, network);
        double *authority = authority_of(s, w, s->region_of[network]);
        EACH_RUN put_TeamState_TeamClimate(row + l, climate_of_team(row + l, manager + l, authority + l, w->policy + l, s->p + l));
    }
}

static void look_at_peers(const Study *s, Space *x, World *w) {
    for (int64_t team = 0; team < s->teams; team++) {
        double *row = w->teams + team * team_step(s);
        EACH_RUN x->candour[team * W + l] = positive(row[AT(TeamState, candour) + l]);
        for (int64_t k = 0; k < s->processes; k++) {
            double *process = process_of(s, w, team, k), *shown = x->shown + (team * s->processes + k) * 2 * W;
            EACH_RUN {
                shown[l] = positive(process[AT(ProcessState, practice) + l]);
                shown[W + l] = positive(process[AT(ProcessState, mastery) + l]);
            }
        }
    }
    int64_t step = s->processes * 2 * W;
    for (int64_t team = 0; team < s->teams; team++) for (int l = 0; l < W; l++) {
        double share = x->share[team * W + l], candour = 0.0, *row = w->teams + team * team_step(s);
        for (int64_t tie = team * s->ties; tie < (team + 1) * s->ties; tie++) {
            int64_t peer = x->now[tie * W + l];
            if (peer >= 0) candour += x->candour[peer * W + l];
        }
        row[AT(TeamState, peers_candour) + l] = candour * share;
        for (int64_t k = 0; k < s->processes; k++) {
            double practice = 0.0, mastery = 0.0, *process = process_of(s, w, team, k);
            for (int64_t tie = team * s->ties; tie < (team + 1) * s->ties; tie++) {
                int64_t peer = x->now[tie * W + l];
                if (peer < 0) continue;
                practice += x->shown[peer * step + k * 2 * W + l];
                mastery += x->shown[peer * step + k * 2 * W + W + l];
            }
            process[AT(ProcessState, peers_practice) + l] = practice * share;
            process[AT(ProcessState, peers_mastery) + l] = mastery * share;
        }
    }
}

static void practice_phase(const Study *s, Space *x, World *w) {
    look_at_peers(s, x, w);
    for (int64_t team = 0; team < s->teams; team++) {
        int64_t network = s->network_of[team];
        double *row = w->teams + team * team_step(s), *manager = manager_of(w, network);
        double *authority = authority_of(s, w, s->region_of[network]), *claims = row + AT(TeamState, claims);
        EACH_RUN put_TeamState_TeamEffort(row + l, effort_of_team(row + l, manager + l, authority + l, w->policy + l, s->p + l));
        for (int64_t k = 0; k < s->processes; k++) {
            double *process = process_of(s, w, team, k), *policy = policy_of(w, k);
            EACH_RUN claims[l] = claims[l] + claim_on_team(process + l, policy + l, s->p + l);
        }
        for (int64_t k = 0; k < s->processes; k++) {
            double *process = process_of(s, w, team, k), *policy = policy_of(w, k);
            EACH_RUN put_ProcessState_ProcessPractice(
                process + l, practice_of_process(process + l, row + l, manager + l, authority + l, policy + l,
                                                 s->processes, s->p + l));
        }
    }
}

static void care_phase(const Study *s, Space *x, World *w) {
    for (int64_t team = 0; team < s->teams; team++) for (int64_t k = 0; k < s->processes; k++) {
        double *process = process_of(s, w, team, k), *policy = policy_of(w, k), *own = own_of(s, k);
        double *demand = x->demand + (team * s->processes + k) * W;
        EACH_RUN put_ProcessState_ProcessCare(process + l,
                                              care_of_process(process + l, own + l, policy + l, demand[l], s->p + l));
    }
}

static void measurement_phase(const Study *s, Space *x, World *w) {
    for (int64_t team = 0; team < s->teams; team++) for (int64_t k = 0; k < s->processes; k++) {
        double *process = process_of(s, w, team, k), *policy = policy_of(w, k), *own = own_of(s, k);
        double *sample = x->sample + (team * s->processes + k) * W, *row = w->teams + team * team_step(s);
        EACH_RUN put_ProcessState_ProcessMeasurement(
            process + l, measurement_of_process(process + l, row + l, own + l, w->policy + l, policy + l, sample[l], s->p + l));
    }
}

static void learning_phase(const Study *s, World *w) {
    for (int64_t r = 0; r < s->regions; r++) {
        int64_t first = s->first_team[s->first_network[r]], end = s->first_team[s->first_network[r + 1]];
        double share_of_team = 1.0 / (double)(end - first);
        for (int64_t k = 0; k < s->processes; k++) {
            double mean[W] = {0};
            for (int64_t team = first; team < end; team++) {
                double *seen = process_of(s, w, team, k) + AT(ProcessState, seen);
                EACH_RUN mean[l] = mean[l] + share_of_team * seen[l];
            }
            memcpy(figures_of(s, w, r, k), mean, sizeof mean);
        }
    }
    for (int64_t team = 0; team < s->teams; team++) {
        int64_t network = s->network_of[team], region = s->region_of[network];
        double *row = w->teams + team * team_step(s), *manager = manager_of(w, network);
        EACH_RUN put_TeamState_TeamMastery(row + l, (TeamMastery){0});
        for (int64_t k = 0; k < s->processes; k++) {
            double *process = process_of(s, w, team, k), *policy = policy_of(w, k), *own = own_of(s, k);
            double *figures = figures_of(s, w, region, k);
            EACH_RUN put_ProcessState_ProcessLearning(
                process + l, learning_of_process(process + l, row + l, manager + l, figures[l], w->policy + l, policy + l,
                                                 own + l, s->p + l));
            EACH_RUN put_TeamState_TeamMastery(row + l, mastery_with_process(row + l, process + l, policy + l));
        }
    }
}

static void contract_phase(const Study *s, World *w, int64_t month) {
    for (int64_t team = 0; team < s->teams; team++) {
        double *row = w->teams + team * team_step(s), *authority = authority_of(s, w, s->region_of[s->network_of[team]]);
        if (!ends_quarter(month)) {
            EACH_RUN put_TeamState_TeamContract(row + l, (TeamContract){0});
            continue;
        }
        double *shortfall = row + AT(TeamState, shortfall);
        EACH_RUN shortfall[l] = 0.0;
        for (int64_t k = 0; k < s->processes; k++) {
            double *process = process_of(s, w, team, k), *policy = policy_of(w, k);
            EACH_RUN shortfall[l] = shortfall[l] + shortfall_of_process(process + l, policy + l, s->p + l);
        }
        uint64_t of = cell_of(D_AUDIT, month, team);
        double population = s->population[team];
        EACH_RUN {
            double audited = occurs(uniform(s->keys[l], of), w->policy[AT(PolicyState, audit) + l]);
            put_TeamState_TeamContract(row + l, contract_of_team(row + l, authority + l, audited, s->p + l));
        }
        EACH_RUN put_AccountState_AccountState(w->account + l, account_with_team(w->account + l, row + l, population, s->p + l));
        if (!ends_year(month)) continue;
        for (int64_t k = 0; k < s->processes; k++) {
            double *process = process_of(s, w, team, k);
            EACH_RUN put_ProcessState_ProcessContract(process + l, targets_of_process(process + l, s->p + l));
        }
    }
    double supervision[W] = {0}, mentored[W] = {0};
    for (int64_t n = 0; n < s->networks; n++) {
        double *manager = manager_of(w, n);
        EACH_RUN supervision[l] = supervision[l] + manager[AT(ManagerState, supervision) + l];
        EACH_RUN mentored[l] = mentored[l] + manager[AT(ManagerState, mentored) + l];
    }
    EACH_RUN put_AccountState_AccountState(
        w->account + l, account_of_month(w->account + l, w->policy + l, supervision[l], mentored[l], s->teams, s->p + l));
}

static void live_month(const Study *s, Space *x, World *w, int64_t month) {
    policy_phase(s, w, month);
    turnover_phase(s, x, w, month);
    authority_phase(s, w);
    managers_phase(s, x, w);
    climate_phase(s, w);
    practice_phase(s, x, w);
    care_phase(s, x, w);
    measurement_phase(s, x, w);
    learning_phase(s, w);
    contract_phase(s, w, month);
}

/* Watching -------------------------------------------------------------------------------------------- */

static void observe(const Study *s, Space *x, World *run, World *twin, int64_t month) {
    double coached_teams[W] = {0}, coached[W];
    int in_windows = 0;
    EACH_RUN {
        Windows now = windows_of_month(month, s->months, s->p + l + AT(Mechanisms, levers));
        put_Windows_Windows(x->windows + l, now);
    }
    for (int l = 0; l < W; l++)
        in_windows += x->windows[AT(Windows, late) + l] + x->windows[AT(Windows, before) + l] +
                          x->windows[AT(Windows, ends_mentoring) + l] > 0.0;
    if (twin == run && !in_windows) return;
    memset(x->month_ledgers, 0, s->processes * ROWS_MonthLedger * W * sizeof(double));
    for (int64_t n = 0; n < s->networks; n++) {
        double *manager = manager_of(run, n);
        EACH_RUN {
            coached[l] = is_coached(manager + l, run->policy[AT(PolicyState, programme) + l]);
            put_IdentityLedger_IdentityLedger(x->identities + l,
                                              identity_with_manager(x->identities + l, manager + l, coached[l],
                                                                    x->windows[AT(Windows, ends_mentoring) + l]));
        }
        for (int64_t team = s->first_team[n]; team < s->first_team[n + 1]; team++) {
            EACH_RUN coached_teams[l] += coached[l];
            for (int64_t k = 0; k < s->processes; k++) {
                double *process = process_of(s, run, team, k), *other = process_of(s, twin, team, k);
                double *ledger = x->team_ledgers + (team * s->processes + k) * ROWS_TeamLedger * W;
                double *sums = x->month_ledgers + k * ROWS_MonthLedger * W;
                EACH_RUN put_TeamLedger_TeamLedger(ledger + l, ledger_of_team(ledger + l, process + l, other + l, x->windows + l));
                EACH_RUN put_MonthLedger_MonthGains(sums + l, gains_with_team(sums + l, process + l, other + l, coached[l]));
                if (in_windows)
                    EACH_RUN put_MonthLedger_MonthLevels(sums + l, levels_with_team(sums + l, process + l, other + l, coached[l]));
            }
        }
    }
    double *coached_month = x->spans + month * 2 * ROWS_GroupMonth * W, *uncoached_month = coached_month + ROWS_GroupMonth * W;
    EACH_RUN put_GroupMonth_GroupMonth(coached_month + l, coached_of_month(x->month_ledgers + l, coached_teams[l]));
    EACH_RUN put_GroupMonth_GroupMonth(uncoached_month + l,
                                       uncoached_of_month(x->month_ledgers + l, coached_teams[l], s->teams));
    for (int64_t k = 0; k < s->processes; k++) {
        double *ledger = x->run_ledgers + k * ROWS_RunLedger * W, *sums = x->month_ledgers + k * ROWS_MonthLedger * W;
        EACH_RUN put_RunLedger_RunLedger(ledger + l, ledger_of_run(ledger + l, sums + l, coached_teams[l], s->teams, x->windows + l));
    }
}

static void note(const Study *s, const double *run, const double *twin, int64_t moment) {
    int64_t rows = rows_of_world(s), moments = s->months + 1;
    for (int64_t row = 0; row < rows; row++) {
        s->history[moment * rows + row] = run[row * W];
        s->history[(moments + moment) * rows + row] = twin[row * W];
    }
}

static double *take(double **from, int64_t rows) {
    double *taken = *from;
    *from += rows * W;
    return taken;
}

static void start_ledgers(const Study *s, Space *x, World *w) {
    for (int64_t team = 0; team < s->teams; team++) for (int64_t k = 0; k < s->processes; k++) {
        double *coverage = process_of(s, w, team, k) + AT(ProcessState, coverage);
        double *of_team = x->team_ledgers + ((team * s->processes + k) * ROWS_TeamLedger + TeamLedger_start_coverage) * W;
        double *of_run = x->run_ledgers + (k * ROWS_RunLedger + RunLedger_start_coverage) * W;
        EACH_RUN of_team[l] = coverage[l], of_run[l] += coverage[l];
    }
}

/* Simulate W runs with their twins and keep the ledgers of their gains. */
int simulate(const Study *s) {
    int64_t world = rows_of_world(s), of_ties = (s->teams + s->networks) * s->ties, of_shocks = s->teams * s->processes;
    int64_t rows = 2 * world + 4 * of_ties + s->teams + s->networks + 4 * of_shocks + s->teams +
                   of_shocks * ROWS_TeamLedger + s->processes * (ROWS_MonthLedger + ROWS_RunLedger) +
                   ROWS_IdentityLedger + ROWS_Windows + s->teams + s->months * 2 * ROWS_GroupMonth;
    double *all = aligned_alloc(64, rows * W * sizeof(double)), *from = all;
    if (!all) return 1;
    memset(all, 0, rows * W * sizeof(double));
    double *run_rows = take(&from, world), *twin_rows = take(&from, world);
    Space x;
    x.draw = take(&from, of_ties), x.away = take(&from, of_ties), x.near = take(&from, of_ties);
    x.now = (int64_t *)take(&from, of_ties), x.share = take(&from, s->teams + s->networks);
    x.demand = take(&from, of_shocks), x.sample = take(&from, of_shocks), x.lead = take(&from, s->teams);
    x.shown = take(&from, 2 * of_shocks), x.team_ledgers = take(&from, of_shocks * ROWS_TeamLedger);
    x.month_ledgers = take(&from, s->processes * ROWS_MonthLedger);
    x.run_ledgers = take(&from, s->processes * ROWS_RunLedger);
    x.identities = take(&from, ROWS_IdentityLedger), x.windows = take(&from, ROWS_Windows);
    x.candour = take(&from, s->teams), x.spans = take(&from, s->months * 2 * ROWS_GroupMonth);
    World run = world_at(s, run_rows, 1.0), apart = world_at(s, twin_rows, 0.0), *twin = &run;
    draw_ties(s, &x);
    place_ties(s, &x);
    order_networks(s, &x, &run);
    start_people(s, &run);
    start_ledgers(s, &x, &run);
    if (s->history) note(s, run_rows, run_rows, 0);
    for (int64_t month = 0; month < s->months; month++) {
        change_levers(s, &x, month);
        if (month == s->parting) memcpy(twin_rows, run_rows, world * W * sizeof(double)), twin = &apart;
        draw_shocks(s, &x, month);
        live_month(s, &x, &run, month);
        if (twin != &run) live_month(s, &x, twin, month);
        observe(s, &x, &run, twin, month);
        if (s->history) note(s, run_rows, twin == &run ? run_rows : twin_rows, month + 1);
    }
    memcpy(s->ledgers, x.run_ledgers, s->processes * ROWS_RunLedger * W * sizeof(double));
    free(all);
    return 0;
}
