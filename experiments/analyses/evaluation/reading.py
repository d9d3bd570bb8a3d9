"""Reading: a design file, from TOML, or one message that says what to mend."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from experiments.analyses.evaluation.accounts import (
    CONFINEMENT,
    MEASUREMENTS,
    OF_NULL,
    QUESTIONS_OF_ACCOUNTS,
    TAKEN,
    AccountsAsked,
    check_accounts,
    is_measured,
    known_accounts,
    usual_accounts,
)
from experiments.analyses.evaluation.asked import Evaluation
from experiments.analyses.evaluation.design import (
    ANSWERS,
    DIRECT,
    ESTIMATORS,
    KINDS,
    MOST_VARIANTS,
    OUTCOMES,
    QUESTIONS,
    SOURCES,
    UNITS,
    VARIED,
    Design,
    DesignError,
    Planted,
    Prices,
    check_design,
    variants_of,
)
from experiments.runs.checks import finite_number
from experiments.runs.rivals.declared import NULL, SEEN
from scenarios.asked import scenario_of
from scenarios.library import is_path
from scenarios.load import Scenario
from scenarios.reading import located, table_of, text_of
from scenarios.wording import shortened, suggestion
from simulation.parameters import plain_whole, shown
from simulation.settings import IN_WINDOW, Settings

FIELDS = (
    "question",
    "question_es",
    "scenario",
    "size",
    "sets",
    "power",
    "level",
    "prices",
    "planted",
    "design",
    "accounts",
)
WORDS = {"kind": KINDS, "unit": UNITS, "question": QUESTIONS, "source": SOURCES, "outcome": OUTCOMES}
WHOLE = {
    "clusters": (1, 10_000),
    "waves": (2, 50),
    "step": (1, 120),
    "start": (1, 480),
    "months": (1, 240),
    "before": (0, 240),
    "after": (0, 240),
    "women": (1, 100_000),
    "every": (1, 48),
}
SHARES = {"coached": (0.0, 1.0), "reliability": (0.05, 1.0), "missing": (0.0, 0.5), "over_time": (0.0, 0.2)}
OF_KIND = {
    "coached": ("parallel", "factorial"),
    "waves": ("stepped_wedge",),
    "step": ("stepped_wedge",),
    "saturations": ("saturation",),
    "rules": ("factorial",),
}
"""What acts in some kinds of design only."""
OWN = ("name", "name_es", *WORDS, *WHOLE, *SHARES, "saturations", "rules", "process", "estimators")
OF_ACCOUNTS = ("of", "among", "design", "more", "taken")
OF_PLANTED = {"level": (0.0, 1.0), "between": (0.0, 0.5), "over_time": (0.0, 0.5), "fading": (0.0, 1.0)}
FOLDER = Path(__file__).resolve().with_name("designs")
GIVEN = "the fields given"
"""How messages name a design that came as data and not as a file."""


def available() -> list[str]:
    """Return the names of the designs that come with the model."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def evaluation_of(given: str | os.PathLike[str] | Mapping[str, Any]) -> Evaluation:
    """Return what a design file asks, or a design that comes with the model, or a mapping; checked before any run.

    Raises
    ------
    DesignError
        If a design cannot answer what it is asked, or a field is none.
    SimulationError
        If anything else is not what is allowed.
    """
    if isinstance(given, Mapping):
        return _Reader(dict(given), GIVEN, "designs", "").evaluation()
    if not isinstance(given, (str, os.PathLike)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise DesignError(f"design is {shown(given)}. Allowed: the path of a design file, or its fields. Name one.")
    path = Path(given)
    if os.fspath(given) in available():
        path = FOLDER / f"{os.fspath(given)}.toml"
    elif isinstance(given, str) and not is_path(given):
        raise DesignError(
            f"{shortened(given)!r} is no design that comes with the model.{suggestion(given, available())} Allowed: "
            f"{', '.join(available())}, or a file. Name a file with a slash or its ending .toml."
        )
    text = text_of(path, os.fspath(given), is_called="design")
    return _Reader(table_of(text, os.fspath(given)), os.fspath(given), path.stem, text).evaluation()


class _Reader:
    """Reads one file, or fields that a file could have; every complaint names it."""

    def __init__(self, table: dict[str, Any], file: str, name: str, text: str) -> None:
        self.table, self.file, self.name, self.text = table, file, name, text

    def complain(self, problem: str) -> DesignError:
        """Return an error about the file."""
        return DesignError(f"{self.file}: {shortened(problem)}")

    def evaluation(self) -> Evaluation:
        self._known(self.table, FIELDS, "a design file")
        question = self._text(self.table, "question", "What is to be learnt?")
        question_es = self._text(self.table, "question_es", question) if "question_es" in self.table else question
        scenario = scenario_of(self._scenario(), size=self.table.get("size"), sets=self._sets())
        with located(self.file):
            power = finite_number("power", self.table.get("power", 0.8), 0.5, 0.99, error=DesignError)
            level = finite_number("level", self.table.get("level", 0.05), 0.005, 0.2, error=DesignError)
        tables = self.table.get("design")
        if not isinstance(tables, (list, tuple)) or not tables or not all(isinstance(one, Mapping) for one in tables):
            raise self.complain("design is missing. Allowed: one or more tables [[design]]. Write one.")
        designs = tuple(one for table in tables for one in self._designs(dict(table), scenario))
        self._check_names(tables)
        if len(designs) > MOST_VARIANTS:
            raise self.complain(
                f"design comes to {len(designs)} variants. Allowed: up to {MOST_VARIANTS} in all. List fewer values."
            )
        with located(self.file):
            for one in designs:
                check_design(one, scenario)
        accounts = self._accounts(designs, scenario)
        return Evaluation(
            name=self.name,
            question=question,
            question_es=question_es,
            scenario=scenario,
            designs=designs,
            prices=self._numbers(Prices(), "prices", {}),
            power=power,
            level=level,
            planted=self._numbers(Planted(), "planted", OF_PLANTED) if "planted" in self.table else None,
            text=self.text,
            accounts=accounts,
        )

    # Fields -----------------------------------------------------------------------------------------------

    def _known(self, table: Mapping[str, Any], known: Sequence[str], what: str) -> None:
        for name in table:
            if name not in known:
                guess = suggestion(name, known)
                raise self.complain(f"{name!r:.60} is no field of {what}.{guess} Allowed: {', '.join(known)}.")

    def _text(self, table: Mapping[str, Any], name: str, example: str) -> str:
        value = table.get(name)
        if not isinstance(value, str) or not value.strip():
            given = shown(value) if name in table else "missing"
            raise self.complain(f'{name} is {given}. Allowed: a text. Write {name} = "{example}".')
        return value

    def _scenario(self) -> Any:
        given = self.table.get("scenario", "baseline")
        if not isinstance(given, str) or self.file == GIVEN:
            return given
        beside = Path(self.file).parent / given
        return beside if given.endswith(".toml") and beside.is_file() else given

    def _sets(self) -> list[str]:
        given = self.table.get("sets", [])
        if not isinstance(given, (list, tuple)) or not all(isinstance(one, str) for one in given):
            raise self.complain(f'sets is {shown(given)}. Allowed: a list of texts. Write sets = ["sanction=0.2"].')
        return list(given)

    def _numbers(self, usual: Any, name: str, ranges: Mapping[str, tuple[float, float]]) -> Any:
        """Return prices, or a planted world: numbers that have a usual value each."""
        table = self.table.get(name, {})
        if not isinstance(table, Mapping):
            raise self.complain(f"{name} is {shown(table)}. Allowed: a table. Write [{name}].")
        self._known(table, [one.name for one in fields(usual)], name)
        found: dict[str, float] = {}
        for key, value in table.items():
            low, high = ranges.get(key, (0.0, 1e9) if name == "prices" else (-1.0, 1.0))
            with located(self.file):
                found[key] = finite_number(f"{name}.{key}", value, low, high, error=DesignError)
        return replace(usual, **found)

    def _check_names(self, tables: Sequence[Mapping[str, Any]]) -> None:
        names = [one["name"] for one in tables]
        for name in names:
            if names.count(name) > 1:
                raise self.complain(f"design {name!r:.60} is there twice. Allowed: each name once. Rename one.")

    # Designs ----------------------------------------------------------------------------------------------

    def _designs(self, table: dict[str, Any], scenario: Scenario) -> tuple[Design, ...]:
        """Return the variants of one table."""
        name = self._text(table, "name", "parallel")
        name_es = self._text(table, "name_es", "paralelo") if "name_es" in table else name
        with located(f"{self.file}: design {name!r:.60}"):
            self._of_design(table)
            listed, found = {}, dict[str, Any](name=name, name_es=name_es)
            for key, known in (*WORDS.items(), ("process", tuple(scenario.settings.processes))):
                if key in table:
                    found[key] = _one_of(key, table[key], known)
            for key, (low, high) in WHOLE.items():
                if key in table:
                    values = _whole(key, table[key], low, high)
                    found[key] = values[0]
                    if len(values) > 1:
                        listed[key] = values
            for key, (low, high) in SHARES.items():
                if key in table:
                    found[key] = finite_number(key, table[key], low, high, error=DesignError)
            if "saturations" in table:
                found["saturations"] = _shares("saturations", table["saturations"])
            if "rules" in table:
                found["rules"] = self._rules(table["rules"], scenario, found)
            found["estimators"] = self._estimators(table, found)
            return variants_of(Design(**found), listed)

    def _rules(self, given: object, scenario: Scenario, found: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
        """Return what the rules of regions change to, checked as `--set` checks what holds in a region."""
        if not isinstance(given, Mapping) or not given:
            raise DesignError(
                f"rules is {shown(given)}. Allowed: a table of values. Write rules = {{ alignment = 0.8 }}."
            )
        settings = scenario.settings
        month = min(found.get("start", Design.start), settings.months - 1)
        region = min(settings.places.region_names, key=lambda one: any(sign in one for sign in "[]="))
        for name, value in given.items():
            if not isinstance(name, str) or "@" in name or "[" in name:
                raise DesignError(
                    f"rules.{name!s:.60}: it holds from start on, in the regions that draw it. Write its name alone."
                )
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise DesignError(
                    f"rules.{name} is {shown(value)}. Allowed: a number. Write rules = {{ alignment = 0.8 }}."
                )
            scenario_of(
                self._scenario(),
                size=self.table.get("size"),
                sets=[*self._sets(), f"{name}@{month}[{region}]={value!r}"],
            )
            _check_rule(name, float(value), month, settings)
        return tuple((name, float(value)) for name, value in given.items())

    def _of_design(self, table: Mapping[str, Any]) -> None:
        for name in table:
            if name not in OWN:
                raise DesignError(
                    f"{name!r:.60} is no field of a design.{suggestion(name, OWN)} Allowed: {', '.join(OWN)}."
                )
        for name in ("kind", "clusters"):
            if name not in table:
                raise DesignError(f"{name} is missing. Allowed: {_allowed(name)}. Give it.")
        for name, kinds in OF_KIND.items():
            if name in table and table["kind"] not in kinds:
                raise DesignError(
                    f"{name} is given, and acts in a design of kind {' or '.join(kinds)} only. Leave it out, or change "
                    "kind."
                )
        if table["kind"] == "stepped_wedge" and "months" in table:
            raise DesignError(
                "months is given, and in a stepped wedge all are coached to the end. Allowed: waves and step. Leave it "
                "out."
            )

    def _estimators(self, table: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the estimators asked for, or the first that answers the question."""
        usual = ANSWERS.get((found["kind"], found.get("question", DIRECT)), ())[:1]
        given = table.get("estimators", list(usual))
        if not isinstance(given, (list, tuple)) or (not given and usual):
            raise DesignError(f'estimators is {shown(given)}. Allowed: a list of names. Write estimators = ["did"].')
        return tuple(dict.fromkeys(_one_of("estimators", one, ESTIMATORS) for one in given))

    # Accounts ---------------------------------------------------------------------------------------------

    def _accounts(self, designs: Sequence[Design], scenario: Scenario) -> tuple[AccountsAsked, ...]:
        """Return which accounts are to be told apart, by the data of which designs."""
        tables = self.table.get("accounts", [])
        if not isinstance(tables, (list, tuple)) or not all(isinstance(one, Mapping) for one in tables):
            raise self.complain(f"accounts is {shown(tables)}. Allowed: tables [[accounts]]. Write one.")
        if tables and "planted" in self.table:
            raise self.complain(
                "accounts is given, and a planted world has no mechanism that one could be of. Allowed: one of the "
                "two. Leave out accounts or planted."
            )
        found: list[AccountsAsked] = []
        for table in tables:
            self._known(table, OF_ACCOUNTS, "accounts")
            with located(f"{self.file}: accounts"):
                found.append(_accounts_of(table, designs, scenario))
        return tuple(found)


def _check_rule(name: str, value: float, month: int, settings: Settings) -> None:
    """Refuse what is no rule, a rule that changes nothing, and one that the scenario changes again."""
    if name in IN_WINDOW or name.startswith("price."):
        raise DesignError(
            f"rules.{name}: it says what coaching is or costs. Allowed: rules that people live by. Leave it out."
        )
    if {rules.values_at(month)[name] for rules in settings.jurisdictions.rules} == {value}:
        raise DesignError(
            f"rules.{name} is {value:g}, as everywhere in the scenario in month {month}: nothing would change. "
            "Allowed: another value. Change it, or the scenario."
        )
    again = [
        one.month for one in settings.changes if one.name == name and (one.month, bool(one.networks)) > (month, False)
    ]
    if again:
        raise DesignError(
            f"rules.{name}: the scenario changes {name} in month {again[0]}, and what regions drew from month {month} "
            "on would end there. Allowed: a name that changes no more. Take another scenario, or a later start."
        )


def _accounts_of(table: Mapping[str, Any], designs: Sequence[Design], scenario: Scenario) -> AccountsAsked:
    if "of" not in table:
        raise DesignError(f"of is missing. Allowed: {', '.join(QUESTIONS_OF_ACCOUNTS)}. Give it.")
    of = _one_of("of", table["of"], QUESTIONS_OF_ACCOUNTS)
    if of == OF_NULL and not {SEEN, NULL} <= set(scenario.settings.processes):
        raise DesignError(f"of is {of}. Allowed: {CONFINEMENT}, as {scenario.name} lacks {SEEN} or {NULL}.")
    known = {one.name: one for one in known_accounts(of)}
    among = _some_of("among", table.get("among", list(usual_accounts(of))), tuple(known))
    if len(among) < 2:
        raise DesignError(
            f"among is {shown(table['among'])}. Allowed: two or more of {', '.join(known)}. Name another."
        )
    names = tuple(dict.fromkeys(one.name for one in designs))
    given = table.get("design", [])
    chosen = _some_of("design", [given] if isinstance(given, str) else given, names)
    process = {"process": NULL} if of == OF_NULL else {}
    variants = tuple(replace(one, **process) for one in designs if one.name in chosen)
    measured = [one for one in MEASUREMENTS if any(is_measured(design, one) for design in variants)]
    usual = [one for one in MEASUREMENTS if one not in measured]
    more = _some_of("more", table.get("more", usual), MEASUREMENTS)
    for one in more:
        if one in measured:
            raise DesignError(
                f"more is {one}, which {shown(given)} measures anyway. Allowed: {', '.join(usual)}. Leave it out."
            )
    taken = _whole("taken", table.get("taken", TAKEN), 1, 100_000)[0]
    asked = AccountsAsked(of, tuple(known[one] for one in known if one in among), variants, more, taken)
    check_accounts(asked, scenario)
    return asked


def _some_of(name: str, value: object, known: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise DesignError(f'{name} is {shown(value)}. Allowed: a list of names. Write {name} = ["{known[0]}"].')
    return tuple(dict.fromkeys(_one_of(name, one, known) for one in value))


def _allowed(name: str) -> str:
    return ", ".join(KINDS) if name == "kind" else "a whole number, 4 or more"


def _one_of(name: str, value: object, known: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in known:
        guess = suggestion(value, known) if isinstance(value, str) else ""
        raise DesignError(f"{name} is {shown(value)}.{guess} Allowed: {', '.join(known)}. Take one of them.")
    return value


def _whole(name: str, value: object, low: int, high: int) -> tuple[int, ...]:
    """Return whole numbers: one, or several where a design may list some."""
    many = name in VARIED
    given = list(value) if isinstance(value, (list, tuple)) and many else [value]
    found = [plain_whole(one) for one in given]
    bad = next((a for a, b in zip(given, found, strict=True) if b is None or not low <= b <= high), None)
    if bad is not None or not found:
        what = "a whole number" if not many else "a whole number, or a list of some"
        raise DesignError(f"{name} is {shown(value)}. Allowed: {what}, {low:,} to {high:,}. Choose from these.")
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _shares(name: str, value: object) -> tuple[float, ...]:
    if not isinstance(value, (list, tuple)):
        raise DesignError(f"{name} is {shown(value)}. Allowed: a list of shares, one of them 0. Write [0.0, 0.6].")
    return tuple(finite_number(name, one, 0.0, 1.0, error=DesignError) for one in value)
