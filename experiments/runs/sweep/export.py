"""Export: a complete store as one file: CSV, Parquet, or NetCDF with labelled dimensions and units."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.durable_files import HEAD, MARK, Kind, check_no_formula, check_output, json_text, object_kind
from experiments.runs.memory import NUMBER, check_fits
from experiments.runs.model import COLUMN_OF_DRAFT, is_draft
from experiments.runs.sweep.errors import StoreError
from experiments.runs.sweep.files import told
from experiments.runs.sweep.store import Store
from experiments.runs.whole_files import filled

if TYPE_CHECKING:
    import xarray

DIMENSIONS = ("scenario", "row", "replicate")
CROSSED = ("scenario", "row", "plausible", "replicate")
"""Where every row is run under each of some plausible sets."""


def _is_csv(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.readline(HEAD).removeprefix(MARK)
    return head.replace(b'"', b"").startswith(b"run,scenario,row,replicate,seed")


def _is_parquet(path: Path) -> bool:
    from experiments.runs.sweep.table import SCHEMA_KEY, parquet

    try:
        return SCHEMA_KEY in (parquet.read_schema(path).metadata or {})
    except Exception:  # whatever is no Parquet
        return False


def _is_netcdf(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return head.startswith(b"CDF") and b"runs made by enabling-bubbles" in head


KINDS = {
    ".csv": Kind("an export of a store", (".csv",), _is_csv),
    ".parquet": Kind("an export of a store", (".parquet",), _is_parquet),
    ".nc": Kind("an export of a store", (".nc",), _is_netcdf),
}
DESCRIPTION = object_kind("the description of an export", "@context", "tableSchema", "bubbles:studies")


def check_target(path: Path) -> None:
    """Refuse a file of another kind than can be written, one that is there and no earlier export, and one in a store.

    Raises
    ------
    StoreError, OutputError
    """
    if path.suffix not in KINDS:
        raise StoreError(f"--to is {str(path)!r}. Allowed: a file that ends in {', '.join(KINDS)}. Name such a file.")
    check_output(path, KINDS[path.suffix])
    if path.suffix == ".csv":
        check_output(description_of(path), DESCRIPTION)


def export(store: Store, path: Path) -> int:
    """Write all runs of a store into one file; return how many, those that failed among them.

    Raises
    ------
    StoreError
        If runs are missing or damaged, or the file cannot be written.
    OutputError
        If another file has the name, or it lies inside a store.
    """
    check_target(path)
    if path.suffix == ".csv":
        check_no_formula(store.plan.names, str(path), "Export to .parquet or .nc.")
    store.check_all_there()
    with told(path), filled(path) as temporary:
        {".csv": _write_csv, ".parquet": _write_parquet, ".nc": _write_netcdf}[path.suffix](store, temporary)
    if path.suffix == ".csv":
        with told(description_of(path)), filled(description_of(path)) as temporary:
            temporary.write_text(json_text(_described(store, path)), encoding="utf-8")
    return store.plan.runs


def description_of(path: Path) -> Path:
    """Return the file beside a CSV that says what its columns are, by the name that CSV on the Web gives it."""
    return path.with_name(f"{path.name}-metadata.json")


def provenance(store: Store) -> dict[str, Any]:
    """Return what made the runs of a store: studies, seed, scenarios as text, model, commit, versions, machine."""
    return {"studies": store.plan.keys, "seed": store.plan.seed, "model": store.plan.model, "provenance": store.about}


def _described(store: Store, path: Path) -> dict[str, Any]:
    """Return unit, meaning and type of a CSV's columns, and where they come from (w3.org/TR/tabular-metadata)."""
    kinds = {"int64": "integer", "double": "double", "string": "string"}
    columns = [
        {
            "name": field.name,
            "titles": field.name,
            "datatype": kinds[str(field.type)],
            "dc:description": field.metadata[b"meaning"].decode(),
            "schema:unitText": field.metadata[b"unit"].decode(),
        }
        for field in _naming_draft(store, store.table(0)).schema
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"bubbles": "urn:enabling-bubbles:"}],
        "url": path.name,
        "dc:title": str(store.about.get("question", "")),
        "tableSchema": {"columns": columns, "primaryKey": "run"},
        **{f"bubbles:{name}": value for name, value in provenance(store).items()},
    }


def to_xarray(store: Store) -> xarray.Dataset:
    """Return all runs as a labelled Dataset [scenario, row, replicate], units in the attributes.

    Where rows are crossed with plausible sets: [scenario, row, plausible, replicate].
    """
    import xarray

    from experiments.runs.sweep.table import ROLES

    plan, schema = store.plan, store.table(0).schema
    check_fits(
        2 * NUMBER * plan.runs * len(plan.measures),
        f"an array of {plan.runs:,} runs with {len(plan.measures)} measures",
        "Export CSV or Parquet, which are written chunk by chunk.",
    )
    shape = (len(plan.names), len(plan.rows), max(plan.sets, 1), plan.replicates)
    values = {measure.name: np.full(shape, np.nan) for measure in plan.measures}
    for table in store.tables():
        runs = table.column("run").to_numpy()
        at = plan.addresses(int(runs[0]), int(runs[-1]) + 1)
        for name, array in values.items():
            array[at.scenario, at.row, np.maximum(at.plausible - 1, 0), at.replicate] = table.column(name).to_numpy()
    if not plan.sets:
        values = {name: array[:, :, 0] for name, array in values.items()}
    dimensions = CROSSED if plan.sets else DIMENSIONS
    variables: dict[str, Any] = {m.name: (dimensions, values[m.name], _said_of(schema, m.name)) for m in plan.measures}
    coordinates: dict[str, Any] = {
        "scenario": list(plan.names),
        "row": ("row", np.arange(len(plan.rows), dtype=np.int32), {"units": "1", "long_name": ROLES["row"][1]}),
        "replicate": (
            "replicate",
            np.arange(plan.replicates, dtype=np.int32),
            {"units": "1", "long_name": ROLES["replicate"][1]},
        ),
    }
    if plan.sets:
        of_sets = {"units": "1", "long_name": ROLES["plausible"][1]}
        coordinates["plausible"] = ("plausible", np.arange(1, plan.sets + 1, dtype=np.int32), of_sets)
    for place, column in enumerate(plan.columns):
        p = column.parameter
        taken = [row[place] for row in plan.rows]
        words: Any = [p.choices[int(value)] for value in taken] if p.choices else np.array(taken)
        coordinates[column.name] = ("row", words, _said_of(schema, column.name))
    attributes = {
        "Conventions": "CF-1.11",
        "title": str(store.about.get("question", "")),
        "seed": str(plan.seed),
        "model": plan.model,
        "history": f"{store.about.get('started')}: runs made by enabling-bubbles, commit {store.about.get('commit')}",
        "provenance": json.dumps(provenance(store)),
    }
    return xarray.Dataset(variables, coordinates, attributes)


def _said_of(schema: Any, name: str) -> dict[str, str]:
    """Return unit and meaning of a column as they were when it was written: another model's are its own."""
    said = schema.field(name).metadata
    return {"units": said[b"unit"].decode(), "long_name": said[b"meaning"].decode()}


def _write_csv(store: Store, path: Path) -> None:
    writing: Any = importlib.import_module("pyarrow.csv")
    tables = (_naming_draft(store, table) for table in store.tables())
    first = next(tables)
    options = writing.WriteOptions(quoting_style="needed", quoting_header="needed")
    with path.open("wb") as file:
        file.write(MARK)
        with writing.CSVWriter(file, first.schema, write_options=options) as writer:
            writer.write(first)
            for table in tables:
                writer.write(table)


def _naming_draft(store: Store, table: Any) -> Any:
    """Return a table of a store, with a last column of the model that made its rows where that is a draft."""
    import pyarrow

    model = store.plan.model
    if not is_draft(model):
        return table
    said = {"meaning": "Draft of the model that made the row.", "unit": "SHA-256"}
    field = pyarrow.field(COLUMN_OF_DRAFT, pyarrow.string(), metadata=said)
    return table.append_column(field, pyarrow.repeat(model, len(table)))


def _write_parquet(store: Store, path: Path) -> None:
    from experiments.runs.sweep.table import SCHEMA_KEY, parquet

    schema = store.table(0).schema.with_metadata({SCHEMA_KEY: json.dumps(provenance(store), sort_keys=True)})
    with parquet.ParquetWriter(str(path), schema, compression="zstd", write_page_checksum=True) as writer:
        for table in store.tables():
            writer.write_table(table.cast(schema))


def _write_netcdf(store: Store, path: Path) -> None:
    to_xarray(store).to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")
