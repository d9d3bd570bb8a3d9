"""Draft: in what the model is one, what it lacks before it can be published, and whether the null models still hold.

``python -m experiments.documentation.draft`` says so; with ``--nulls`` it holds the draft against the null models. They
are asked of any rules: a model that gains without coaching, or learns without figures, is wrong whatever it is about.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator

from experiments.documentation import odd
from experiments.evidence.validation.ask import validate
from experiments.evidence.validation.facts import book
from scenarios.published import draft
from scenarios.vocabulary import LANGUAGES, draft_in, gaps
from simulation.links import CARRY_NOTHING, LINKS
from simulation.parameters import declared, groups

THEN = (
    "make republish, if no result of the published model changes; else",
    "make calibrate validation rivals study what-decides",
    "make tables wasm page",
    'python -m tests.regression.rebaseline "why they change"',
)
"""What publishes a draft that lacks nothing else; pages whose findings changed want their words mended."""
NULL = "null"


def lacking() -> Iterator[str]:
    """Yield what must be written before the draft can be published, a line each."""
    tried = draft()
    carrying = {name for link in LINKS for name in link.parameters} | set(CARRY_NOTHING)
    for name, parameter in declared().items():
        is_own = parameter.kind == "mechanism" and name.partition(".")[0] in groups()
        lacks = {
            "a status and a source (scenarios/baseline.toml)": tried is not None and name in tried.values,
            "its sign (where it is declared)": not parameter.effect,
            "an arrow, or a word in CARRY_NOTHING (simulation/links.py)": is_own and name not in carrying,
        }
        if any(lacks.values()):
            yield f"{name}: {', '.join(what for what, is_missing in lacks.items() if is_missing)}"
    yield from (f"scenarios/words/{gap}" for gap in gaps())
    page = odd.FILE.read_text(encoding="utf-8")
    for name in groups():
        if f"parameters {name}" not in odd.parts_of(page):
            yield f"docs/odd.md: no section has the table of {name}"
    explained = {stem.lower() for stem in re.findall(r"^### 7\.\d+ (\w+)$", page, re.MULTILINE)}
    for path in sorted((odd.ROOT / "simulation" / "mechanisms").glob("[a-z]*.py")):
        if path.stem not in (*explained, "shapes"):
            yield f"docs/odd.md: no section is about {path.name}"


def tell() -> int:
    """Print what the model is, and what it lacks; return the exit code."""
    mark, lacks = draft_in(LANGUAGES[0]), list(lacking())
    print(mark or "The model is the one that was published.")
    if lacks:
        print("Before it can be published it lacks:")
        print("\n".join(f"- {line}" for line in lacks))
    if mark:
        print("\n".join(["Then this publishes it:", *(f"  {command}" for command in THEN)]))
    return 0


def hold_against_nulls() -> int:
    """Print the verdict on each null model; return the exit code."""
    nulls = [fact.name for fact in book().facts if fact.kind == NULL]
    found = validate(facts=nulls, tell=lambda _: None)
    for one in found.facts:
        print(f"{'holds' if one['holds'] else 'FAILS'}  {one['name']}: {one['en']}.")
        if not one["holds"]:
            print(f"       {one['if_not_en']}")
    return 0 if all(one["holds"] for one in found.facts) else 1


def main(arguments: list[str]) -> int:
    """Do what is asked, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m experiments.documentation.draft", description=__doc__)
    parser.add_argument("--nulls", action="store_true", help="hold the model against the null models")
    return hold_against_nulls() if parser.parse_args(arguments).nulls else tell()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
