"""ODD: the tables of ``docs/odd.md`` that come from declarations, between marks that say which.

A mark ``<!-- made: NAME -->`` opens a part and ``<!-- end -->`` closes it; what stands between is replaced.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable

from experiments.documentation.bibliography import ROOT
from experiments.documentation.quoted import quoted
from experiments.evidence.validation.facts import book, bound_of, text_of
from experiments.presentation.markdown import code, table
from scenarios.library import REFERENCE
from scenarios.load import load
from scenarios.wording import shown_number, shown_value
from simulation import phases, state
from simulation.context import ProcessParameters
from simulation.links import LINKS
from simulation.loops import LOOPS
from simulation.parameters import declared, groups
from simulation.streams import Decision

FILE = ROOT / "docs" / "odd.md"
ENTITIES = {
    "PolicyState": "policy",
    "ProcessPolicyState": "policy, by process",
    "AccountState": "account",
    "AuthorityState": "authority",
    "AuthorityProcessState": "authority, by process",
    "ManagerState": "manager",
    "TeamState": "team",
    "ProcessState": "team, by process",
}
"""The entity that has each state, in the order of the digest."""
MEMBERS = {
    "LOGIC_START": "authority",
    "IDENTITY_START": "manager",
    "TRUST_START": "team",
    "COORDINATION_START": "team",
    "MOTIVATION_START": "team",
    "EFFICACY_START": "team x 64 + process",
    "PRACTICE_START": "team x 64 + process",
    "BASELINE_START": "team x 64 + process",
    "DEMAND_START": "team x 64 + process",
    "NETWORK_ORDER": "network",
    "REGION_ORDER": "region",
    "TEAM_TIE": "team x 64 + tie",
    "TEAM_TIE_AWAY": "team x 64 + tie",
    "TEAM_TIE_NEAR": "team x 64 + tie",
    "MANAGER_TIE": "manager x 64 + tie",
    "MANAGER_TIE_AWAY": "manager x 64 + tie",
    "MANAGER_TIE_NEAR": "manager x 64 + tie",
    "MANAGER_LEAVES": "manager",
    "NEWCOMER": "manager",
    "LEAD_LEAVES": "team",
    "DEMAND": "team x 64 + process",
    "SAMPLE": "team x 64 + process",
    "AUDIT": "team",
}
"""Who draws: the member of each decision."""

_PART = re.compile(r"(<!-- made: ([a-z_ ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(page: str | None = None) -> str:
    """Return the page with every made part as the declarations have it now."""
    text = FILE.read_text(encoding="utf-8") if page is None else page
    return quoted(_PART.sub(lambda found: f"{found[1]}\n{made(found[2])}\n{found[3]}", text))


def parts_of(page: str) -> tuple[str, ...]:
    """Return the names of the made parts of a page."""
    return tuple(found[1] for found in _PART.findall(page))


def made(name: str) -> str:
    """Return one part."""
    kind, _, which = name.partition(" ")
    parts: dict[str, Callable[[], str]] = {
        "facts": _facts,
        "phases": _phases,
        "state": _state,
        "decisions": _decisions,
        "loops": _loops,
    }
    return _parameters(which) if kind == "parameters" else parts[kind]()


def _facts() -> str:
    rows = [
        (fact.name, fact.en, "; ".join(f"`{text_of(part)}` {bound_of(part)}" for part in fact.parts))
        for fact in book().of_kind("calibration", "validation")
    ]
    return table(("fact", "what", "quantity and bound"), rows)


def _phases() -> str:
    lines = (inspect.getdoc(phases) or "").splitlines()
    rows: list[list[str]] = []
    for line in lines:
        start = re.match(r"(\d+) +([A-Z]+) +(.*)", line)
        if start:
            rows.append([start[1], start[2], start[3]])
        elif rows and line.startswith(" " * 20):
            rows[-1][2] += " " + line.strip()
    return table(("no.", "phase", "what happens, and why here"), rows)


def fields_with_meaning() -> dict[str, dict[str, str]]:
    """Return the fields of every state with what their docstrings say."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(state)).body:
        if isinstance(node, ast.ClassDef) and node.name in ENTITIES:
            fields: dict[str, str] = {}
            for line, after in zip(node.body, node.body[1:], strict=False):
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    assert isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                    fields[line.target.id] = " ".join(str(after.value.value).split())
            found[node.name] = fields
    return found


def _state() -> str:
    rows: list[tuple[str, ...]] = []
    for name, fields in fields_with_meaning().items():
        for place, (field, meaning) in enumerate(fields.items()):
            rows.append((ENTITIES[name] if place == 0 else "", f"`{field}`", meaning))
    return table(("entity", "field", "meaning"), rows)


def _parameters(which: str) -> str:
    reference, known = load(REFERENCE), declared()
    columns = ("name", "unit", "range", "value", "status", "meaning")
    rows: list[tuple[str, ...]] = []
    if which == "process":
        names = {field: [f"{p}.{field}" for p in reference.settings.processes] for field in ProcessParameters._fields}
    else:
        prefix = "" if which in ("levers", "context") else f"{which}."
        names = {prefix + field: [prefix + field] for field in groups()[which]._fields}
    for shown, full in names.items():
        parameter = known[full[0]]
        values = [shown_value(known[name], reference.settings.values[name]) for name in full]
        rows.append(
            (
                f"`k.{shown}`" if which == "process" else f"`{shown}`",
                parameter.unit,
                ", ".join(parameter.choices) or f"{shown_number(parameter.low)} to {shown_number(parameter.high)}",
                " / ".join(values),
                reference.sources[full[0]].status,
                parameter.meaning,
            )
        )
    if which == "process":
        columns = (*columns[:3], "value, " + " / ".join(reference.settings.processes), *columns[4:])
    return table(columns, rows)


def _decisions() -> str:
    return table(("no.", "decision", "member"), [(str(int(d)), f"`{d.name}`", MEMBERS[d.name]) for d in Decision])


def _loops() -> str:
    rows = [
        (
            f"`{loop.name}`",
            "reinforcing" if loop.reinforcing else "balancing",
            loop.en,
            str(sum(loop.name in link.loops for link in LINKS)),
            code(f"{name} = {value:g}" for name, value in loop.neutral.items()) or "cannot be cut by values",
        )
        for loop in LOOPS.values()
    ]
    return table(("loop", "kind", "what goes round", "links", "cut by"), rows)
