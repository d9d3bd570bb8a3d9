"""Brief: one page that fits a memo: question, answer, three numbers, a figure, what would change it, what is not said.

An analysis says what stands in it (`Brief`); here it becomes a page of A4, a document, slides and a workbook.
"""

from experiments.presentation.brief.content import Brief, Briefed, Column, Excerpt, Number, Sheet
from experiments.presentation.brief.files import KIND, NAME, NAMES, check_extra, written

__all__ = [
    "KIND",
    "NAME",
    "NAMES",
    "Brief",
    "Briefed",
    "Column",
    "Excerpt",
    "Number",
    "Sheet",
    "check_extra",
    "written",
]
