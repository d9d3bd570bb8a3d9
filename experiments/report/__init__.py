"""Report: a comparison as one HTML page that opens offline, for people who decide and for people who check."""

from experiments.report.language import LANGUAGES
from experiments.report.page import render, write_report

__all__ = ["LANGUAGES", "render", "write_report"]
