"""Sources: which study or judgement stands behind what, and how it was read: ``docs/reference/sources.md``."""

from __future__ import annotations

from collections import Counter, defaultdict

from experiments.documentation.bibliography import ROOT, Entry, cited_in, documents_in, entries, is_judgement, readable
from experiments.presentation.markdown import code, table
from scenarios.library import REFERENCE
from scenarios.load import Scenario, load
from simulation.links import LINKS
from simulation.parameters import declared

FILE = ROOT / "docs" / "reference" / "sources.md"
STATUSES = ("measured", "calibrated", "assumed")
INTRODUCTION = """\
# Sources

What stands behind the model. This page is generated from `docs/references.bib`, `scenarios/baseline.toml`,
`simulation/links.py` and the rules themselves: `make tables` writes it.

A source may support that an arrow exists, or in which direction it points, without giving its size. Only values with
the status **measured** take their size from a source; see [Parameters](parameters.md).
"""


def written() -> str:
    """Return the page as the text of its file."""
    reference = load(REFERENCE)
    return "\n".join(
        [
            INTRODUCTION,
            "## How sure the numbers are\n",
            _counts(reference),
            "## How sure the arrows are\n",
            _arrows(),
            "## The sources\n",
            _list(reference),
        ]
    )


def _counts(reference: Scenario) -> str:
    known = declared()
    count = Counter((known[name].kind, sourced.status) for name, sourced in reference.sources.items() if name in known)
    rows = [
        (kind, *[str(count[kind, status]) for status in STATUSES], str(sum(count[kind, s] for s in STATUSES)))
        for kind in ("lever", "context", "mechanism")
    ]
    totals = [str(sum(count[kind, status] for kind in ("lever", "context", "mechanism"))) for status in STATUSES]
    return table(("kind", *STATUSES, "all"), [*rows, ("all", *totals, str(sum(count.values())))])


def _arrows() -> str:
    count = Counter(_support(link.reference) for link in LINKS)
    text = {
        "source": "named in a source",
        "assumption": "assumed by us",
        "definition": "bookkeeping: follows from what the quantity is",
    }
    rows = [(meaning, str(count[kind])) for kind, meaning in text.items()]
    return (
        "Each causal arrow of the model ([loops and links](../odd.md#718-links-and-loops)) is one of these:\n\n"
        + table(("support", "arrows"), rows)
    )


def _support(reference: str) -> str:
    return reference if reference in ("assumption", "definition") else "source"


def _list(reference: Scenario) -> str:
    values: dict[str, list[str]] = defaultdict(list)
    for name, sourced in reference.sources.items():
        for key in cited_in(sourced.source):
            values[key].append(name)
    rules: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "simulation").rglob("*.py")):
        for key in cited_in(path.read_text(encoding="utf-8").partition('"""')[2].partition('"""')[0]):
            rules[key].append(path.relative_to(ROOT / "simulation").as_posix())
    arrows = Counter(link.reference for link in LINKS)
    parts: list[str] = []
    for key, entry in sorted(entries().items(), key=lambda item: (item[1].names[:1] or (item[0],), item[0])):
        used = [
            f"rules: {code(rules[key])}" if rules[key] else "",
            f"arrows: {arrows[key]}" if arrows[key] else "",
            f"values: {code(values[key])}" if values[key] else "",
        ]
        uses = "; ".join(part for part in used if part)
        said = f"Used for {uses}." if uses else "Named in the documentation only."
        parts.append(f"**{key}.** {_citation(entry)} *Read: {_read(entry)}* {said}\n")
    return "\n".join(parts)


def _citation(entry: Entry) -> str:
    fields = {name: readable(value) for name, value in entry.fields.items()}
    authors = [name.replace(",", "") for name in fields.get("author", "").split(" and ") if name]
    shown = "; ".join(authors[:3]) + ("; and others" if len(authors) > 3 else "")
    shown = shown.replace("others; and others", "and others").replace("; others", "; and others")
    where = fields.get("journal") or fields.get("publisher") or fields.get("institution") or fields.get("booktitle")
    volume = fields.get("volume", "") + (f"({fields['number']})" if "number" in fields else "")
    place = ", ".join(
        part for part in (where or fields.get("howpublished", ""), volume, fields.get("pages", "")) if part
    )
    doi = f" [doi:{fields['doi']}](https://doi.org/{fields['doi']})" if "doi" in fields else ""
    eprint = f" arXiv:{fields['eprint']}" if "eprint" in fields else ""
    year = f" ({fields['year']})" if "year" in fields else ""
    told = f"{place}." if place else ""
    return " ".join(f"{shown}{year}. {fields['title']}. {told}{doi}{eprint}".lstrip(". ").split())


def _read(entry: Entry) -> str:
    note = readable(entry.fields.get("note", "")).rstrip(".")
    return note[0].lower() + note[1:] + "."


def unsupported(reference: Scenario) -> list[str]:
    """Return the values whose source neither resolves nor says that it is a judgement of ours."""
    lost: list[str] = []
    for name, sourced in reference.sources.items():
        resolves = cited_in(sourced.source) or any((ROOT / file).exists() for file in documents_in(sourced.source))
        judged = is_judgement(sourced.source) and sourced.status == "assumed"
        if not resolves and not judged and sourced.status != "chosen":
            lost.append(f"{name}: {sourced.source}")
    return lost
