"""Template: a spreadsheet of places to fill in, with an example and a sheet that explains every column."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence

from interface.language import say
from scenarios.tables.kinds import columns_for
from simulation.parameters import PROCESSES

EXAMPLE = (
    (0, "Lempa", "Lempa 1", 3800, 0.42, 0.71, True),
    (0, "Lempa", "Lempa 2", 4100, 0.47, 0.68, True),
    (0, "Copan", "Copan 1", 3500, 0.385, 0.64, False),
    (0, "Copan", "Copan 2", 5200, 0.40, 0.7, False),
    (1, "Choluteca", "Choluteca 1", 4000, 0.51, 0.66, False),
    (1, "Choluteca", "Choluteca 2", 3000, 0.445, 0.73, False),
)
"""Region, network, team, people, coverage of each process, whether it is coached: made up, to show the form."""
_MADE = datetime.datetime(2000, 1, 1)
_WIDTHS = (14, 16, 16, 12, 24, 24, 14)


def template() -> bytes:
    """Return the spreadsheet, in the chosen language; the same bytes whenever it is made."""
    from xlsxwriter import Workbook

    held = io.BytesIO()
    # Cells are written as text or as numbers: nothing that is text is taken for a formula or a link.
    with Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE, "title": say("places.template.sheet")})
        head = book.add_format({"bold": True, "bottom": 1})
        formats = {"people": book.add_format({"num_format": "#,##0"}), "share": book.add_format({"num_format": "0.0%"})}
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(say("places.template.sheet"))
        headers = [header_of(column) for column in _columns()]
        for place, (header, width) in enumerate(zip(headers, _WIDTHS, strict=True)):
            sheet.write_string(0, place, header, head)
            sheet.set_column(place, place, width)
        regions = (say("places.template.north"), say("places.template.south"))
        answers = (say("places.template.yes"), say("places.template.no"))
        for number, (region, network, team, people, ccs, anc, coached) in enumerate(EXAMPLE, start=1):
            names = (regions[region], network, team)
            for place, name in enumerate(names):
                sheet.write_string(number, place, name)
            sheet.write_number(number, 3, people, formats["people"])
            for place, share in enumerate((ccs, anc), start=4):
                sheet.write_number(number, place, share, formats["share"])
            sheet.write_string(number, 6, answers[0 if coached else 1])
        sheet.data_validation(1, 6, 5000, 6, {"validate": "list", "source": list(answers), "ignore_blank": True})
        sheet.freeze_panes(1, 3)
        explained = book.add_worksheet(say("places.template.explained"))
        explained.set_column(0, 0, 26)
        explained.set_column(1, 1, 90)
        for number, (name, text) in enumerate(_explained()):
            explained.write_string(number, 0, name, head if number == 0 else wrapped)
            explained.write_string(number, 1, text, head if number == 0 else wrapped)
    return held.getvalue()


def _columns() -> Sequence[str]:
    """Return the columns of the example: one of a table's two ways to say how a team starts is enough."""
    return [column for column in columns_for(PROCESSES) if not column.startswith("baseline.") and column != "ties"]


def header_of(column: str) -> str:
    """Return the header of a column in the chosen language."""
    kind, _, process = column.partition(".")
    of = {"ccs": say("places.template.process.ccs"), "anc": say("places.template.process.anc")}.get(process, process)
    headers = {
        "region": say("places.template.header.region"),
        "network": say("places.template.header.network"),
        "team": say("places.template.header.team"),
        "population": say("places.template.header.population"),
        "coverage": say("places.template.header.coverage", process=of),
        "baseline": say("places.template.header.baseline", process=of),
        "coached": say("places.template.header.coached"),
        "ties": say("places.template.header.ties"),
    }
    return headers[kind]


def _explained() -> list[tuple[str, str]]:
    means = {
        "region": say("places.template.means.region"),
        "network": say("places.template.means.network"),
        "team": say("places.template.means.team"),
        "population": say("places.template.means.population"),
        "coverage": say("places.template.means.coverage"),
        "baseline": say("places.template.means.baseline"),
        "coached": say("places.template.means.coached"),
        "ties": say("places.template.means.ties"),
    }
    rows = [(say("places.template.column"), say("places.template.what"))]
    rows += [(header_of(column), means[column.partition(".")[0]]) for column in columns_for(PROCESSES)]
    return [*rows, (say("places.template.others"), say("places.template.means.others"))]
