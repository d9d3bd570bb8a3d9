"""Files of a comparison: where its runs and its report may be written, and how earlier ones are known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from experiments.presentation.page import check_report
from experiments.runs.durable_files import (
    Kind,
    make_output_folder,
    object_kind,
    page_kind,
    table_kind,
)
from experiments.runs.place_files import MEASURES, MONTHS
from simulation.places import LEVELS

KIND = page_kind("the report of a comparison", '<meta name="generator" content="enabling-bubbles compare">')
OUTPUTS: Mapping[str, Kind] = {
    "runs.csv": table_kind("the runs of a comparison", "scenario,replicate,"),
    "costs.csv": table_kind("the costs of a comparison", "scenario,year,month,"),
    "compare.json": object_kind("a comparison", "reference", "seed", "replicates", "contrasts", "identical_before"),
}
"""Files of a comparison beside its report, each with how an earlier one is known."""
OUTPUTS_BY_PLACE: Mapping[str, Kind] = {
    MEASURES: table_kind("the results by place of a comparison", "scenario,reference,place,"),
    MONTHS: table_kind("the months by place of a comparison", "scenario,place,region,month,"),
}
"""Those of one that was asked for by place."""


def outputs(*, are_by_place: bool) -> Mapping[str, Kind]:
    """Return the files that a comparison writes."""
    return {**OUTPUTS, **OUTPUTS_BY_PLACE} if are_by_place else OUTPUTS


def check_places(report: Path | None, out: Path | None, by: str | None = None) -> None:
    """Make the folders of a report and of the runs, or refuse what could not, or must not, be written there.

    Raises
    ------
    OutputError
    """
    check_report(report, KIND)
    if out is not None:
        make_output_folder(out, outputs(are_by_place=by in LEVELS))
