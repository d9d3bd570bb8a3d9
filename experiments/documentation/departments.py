"""Departments: the example of eighteen departments as a spreadsheet, kept as a ministry would keep it.

``python -m experiments.documentation.departments FILE.xlsx`` writes it. Departments and municipalities are those of
Honduras; health units, people and coverages are made up, by a rule that anybody can follow, so that nobody takes them
for figures of a place.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import xlsxwriter

from simulation.streams import mixed

DEPARTMENTS = {
    "Atlántida": ("La Ceiba", "Tela", "San Francisco"),
    "Choluteca": ("Choluteca", "El Triunfo", "San Marcos de Colón"),
    "Colón": ("Trujillo", "Tocoa", "Santa Fe"),
    "Comayagua": ("Comayagua", "Siguatepeque", "El Rosario"),
    "Copán": ("Santa Rosa de Copán", "Copán Ruinas", "Concepción", "San José"),
    "Cortés": ("San Pedro Sula", "Choloma", "Villanueva", "Puerto Cortés"),
    "El Paraíso": ("Yuscarán", "Danlí", "Trojes"),
    "Francisco Morazán": ("Distrito Central", "Talanga", "Santa Lucía"),
    "Gracias a Dios": ("Puerto Lempira", "Brus Laguna"),
    "Intibucá": ("La Esperanza", "Intibucá", "Concepción", "San Antonio"),
    "Islas de la Bahía": ("Roatán", "Utila"),
    "La Paz": ("La Paz", "Marcala", "San José"),
    "Lempira": ("Gracias", "La Unión", "San Francisco", "Candelaria"),
    "Ocotepeque": ("Ocotepeque", "Santa Fe", "Concepción"),
    "Olancho": ("Juticalpa", "Catacamas", "La Unión"),
    "Santa Bárbara": ("Santa Bárbara", "Trinidad", "San Marcos"),
    "Valle": ("Nacaome", "San Lorenzo"),
    "Yoro": ("Yoro", "El Progreso", "Olanchito"),
}
"""Departments and some of their municipalities, each the seat of a network; several have one name."""
HEADERS = ("Departamento", "Red (municipio)", "Unidad de salud", "Población", "Cobertura CCS 2023", "Responsable")
TITLES = (
    "SECRETARÍA DE SALUD: EJEMPLO FICTICIO",
    "Unidades de salud por departamento y red; población y cobertura son inventadas",
)
UNITS = (2, 4)
"""Fewest and most units of a network."""
PEOPLE = (1800, 7200)
COVERED = (0.30, 0.62)
SHEET = "Unidades 2023"
NOTES = "Notas"


def _between(low: float, high: float, *words: int) -> float:
    """Return a number between two, the same for the same words."""
    key = 18
    for word in words:
        key = mixed(key ^ word)
    return low + (high - low) * (key % 10_000) / 10_000


def write(path: Path) -> None:
    """Write the spreadsheet: two title rows, merged departments, subtotals, a total, and a sheet of notes."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2024, 1, 1)})
    sheet = book.add_worksheet(SHEET)
    bold, head = book.add_format({"bold": True}), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    middle, whole = book.add_format({"valign": "vcenter"}), book.add_format({"num_format": "#,##0"})
    percent, sums = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "#,##0", "bold": True})
    for row, title in enumerate(TITLES):
        sheet.write_string(row, 0, title, bold)
    first = len(TITLES) + 1
    for column, text in enumerate(HEADERS):
        sheet.write_string(first, column, text, head)
    sheet.set_column(0, 2, 26)
    sheet.set_column(3, 5, 14)
    row, everybody = first + 1, 0.0
    for d, (department, networks) in enumerate(DEPARTMENTS.items()):
        begin, people_of_department = row, 0.0
        for n, network in enumerate(networks):
            for unit in range(round(_between(*UNITS, d, n, 1))):
                people = round(_between(*PEOPLE, d, n, unit, 2))
                sheet.write_string(row, 1, network)
                sheet.write_string(row, 2, f"US {network} {unit + 1}, {department}")
                sheet.write_number(row, 3, people, whole)
                sheet.write_number(row, 4, round(_between(*COVERED, d, n, unit, 3), 3), percent)
                people_of_department += people
                row += 1
        sheet.merge_range(begin, 0, row - 1, 0, department, middle)
        sheet.write_string(row, 0, f"Subtotal {department}", bold)
        sheet.write_number(row, 3, people_of_department, sums)
        everybody += people_of_department
        row += 1
    sheet.write_string(row, 0, "TOTAL", bold)
    sheet.write_number(row, 3, everybody, sums)
    notes = book.add_worksheet(NOTES)
    notes.write_string(
        0, 0, "Ejemplo ficticio de la documentación de Enabling Bubbles; ninguna cifra es de un lugar real."
    )
    book.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
