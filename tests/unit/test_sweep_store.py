"""The store: chunks are pure, one hash whatever the cut, and every damage is seen."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow.parquet
import pytest
import xarray

import simulation
from experiments.runs import whole_files
from experiments.runs.sweep import chunks, files
from experiments.runs.sweep.driver import InProcess, Outcome, Shard, drive, estimate
from experiments.runs.sweep.errors import NonDeterminismError, StoreError
from experiments.runs.sweep.expansion import grown
from experiments.runs.sweep.export import export, to_xarray
from experiments.runs.sweep.plan import Plan, plan_of
from experiments.runs.sweep.starting import start_store
from experiments.runs.sweep.store import Store, open_store
from experiments.runs.sweep.study import load_study
from experiments.runs.sweep.verify import verify
from scenarios.load import load
from simulation.engine.compiled import ensemble
from simulation.errors import SimulationError

RUNS = 2 * 3 * 8


@pytest.fixture(scope="module")
def study_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("study") / "study.toml"
    path.write_text(
        'question = "What?"\nscenarios = ["baseline", "aligned"]\nsize = "classroom"\nseed = 5\nreplicates = 8\n'
        "[levers]\nbonus = { values = [0.1, 0.2, 0.3] }\n"
    )
    return str(path)


def started(study_file: str, folder: Path, chunk: int | None = 10) -> Store:
    return start_store(folder, plan_of(load_study(study_file), chunk), {"question": "What?"})


def filled(study_file: str, folder: Path, chunk: int | None = 10, threads: int = 1) -> tuple[Store, Outcome]:
    store = started(study_file, folder, chunk)
    return store, drive(store, InProcess(threads))


@pytest.fixture(scope="module")
def reference(study_file: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    _, done = filled(study_file, tmp_path_factory.mktemp("reference") / "store")
    assert done.seal
    return done.seal["content_sha256"]


def test_canonical_json_knows_one_zero_and_no_nan() -> None:
    assert files.canonical({"b": -0.0, "a": [1.0, (2,)]}) == b'{"a":[1.0,[2]],"b":0.0}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.canonical(float("nan"))


@pytest.mark.parametrize("is_long", [False, True])
def test_a_checked_file_shows_every_flipped_bit(is_long: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    if is_long:
        monkeypatch.setattr(files, "LONGEST_INDENTED", 8)
    good = files.checked_bytes({"a": 1, "b": [0.5, "é", -0.05]})
    assert good.startswith(b'{"' if is_long else b"{\n")
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bad)
        with pytest.raises(files.DamagedFileError):
            files.read_checked(path)
    path.write_bytes(good)
    assert files.read_checked(path) == {"a": 1, "b": [0.5, "é", -0.05]}


def test_a_long_file_that_was_indented_once_is_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(files.checked_bytes({"a": list(range(20))}))
    monkeypatch.setattr(files, "LONGEST_INDENTED", 8)
    assert files.read_checked(path) == {"a": list(range(20))}


def test_a_name_is_given_once_and_leftovers_of_the_dead_are_removed(tmp_path: Path) -> None:
    assert files.publish(tmp_path / "a", b"1")
    assert not files.publish(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"1"
    dead, alive = (tmp_path / f".{whole_files._host()}-{pid}-{'0' * 12}.tmp" for pid in (2**22 + 1, 1))
    for path in (dead, alive):
        path.write_bytes(b"")
    assert files.sweep_out(tmp_path) == 1
    assert alive.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a", alive.name])


@pytest.mark.parametrize(("chunk", "threads"), [(None, 2), (1000, 1), (7, 2), (48, 1), (1, 1)])
def test_one_hash_for_any_cut_and_any_threads(
    study_file: str, reference: str, tmp_path: Path, chunk: int | None, threads: int
) -> None:
    store, done = filled(study_file, tmp_path / "s", chunk, threads)
    assert done.seal and done.seal["content_sha256"] == reference
    assert verify(store, recompute=2).problems == ()


def test_one_hash_for_shards(study_file: str, reference: str, tmp_path: Path) -> None:
    outcomes = [drive(started(study_file, tmp_path / "s"), InProcess(1), shard=Shard(i, 3)) for i in (2, 1, 3)]
    assert [outcome.seal is None for outcome in outcomes] == [True, True, False]
    assert outcomes[2].seal and outcomes[2].seal["content_sha256"] == reference
    assert sum(outcome.made for outcome in outcomes) == RUNS


def test_a_run_of_a_study_is_the_run_that_its_command_makes(study_file: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    plan = store.plan
    for number in (0, 17, RUNS - 1):
        address = plan.address(number)
        row = plan.rows[address.row]
        settings = load(plan.names[address.scenario], size="classroom", sets=[f"bonus={row[0]}"]).settings
        made = simulation.run(settings, 5, [address.replicate])
        chunk = plan.chunk_of(number)
        columns = store.columns(chunk.number)
        stored = [columns[m.name][number - chunk.first_run] for m in made.measures]
        np.testing.assert_array_equal(stored, made.values[0])
        assert f"--replicate {address.replicate} --size classroom --set bonus={row[0]}" in plan.command(address)


def test_measures_that_need_no_twin_are_the_same_without_it(study_file: str, tmp_path: Path) -> None:
    alone = tmp_path / "alone.toml"
    alone.write_text('measures = ["coverage.ccs", "trust.uncoached", "cost"]\n' + Path(study_file).read_text())
    with_twins, _ = filled(study_file, tmp_path / "w")
    without, _ = filled(str(alone), tmp_path / "a")
    assert (with_twins.plan.has_twins, without.plan.has_twins) == (True, False)
    for name in ("coverage.ccs", "trust.uncoached", "cost"):
        for number in range(without.plan.chunks):
            np.testing.assert_array_equal(without.columns(number)[name], with_twins.columns(number)[name])


def test_a_store_says_what_its_columns_mean(study_file: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    schema = pyarrow.parquet.read_schema(store.parquet(0))
    assert schema.names[:6] == ["run", "scenario", "row", "replicate", "seed", "bonus"]
    assert schema.field("reach").metadata[b"unit"] == b"share"
    assert schema.field("bonus").metadata[b"meaning"]
    assert json.loads(schema.metadata[b"enabling-bubbles"])["study"] == store.plan.keys[0]
    frame = pandas.read_parquet(tmp_path / "s" / "chunks")
    assert sorted(frame["run"]) == list(range(RUNS))
    undefined = pyarrow.parquet.read_table(store.parquet(0)).column("half_distance")
    assert undefined.null_count == int(np.isnan(store.columns(0)["half_distance"]).sum())


def test_a_store_expanded_is_the_larger_study(study_file: str, reference: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "s" / "chunks").iterdir()}
    done = drive(store.expanded(11), InProcess(1))
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "s" / "chunks").iterdir()}
    assert before.items() <= after.items()
    assert done.made == 2 * 3 * 3
    larger = tmp_path / "larger.toml"
    larger.write_text(Path(study_file).read_text().replace("replicates = 8", "replicates = 11"))
    _, whole = filled(str(larger), tmp_path / "w")
    assert done.seal and whole.seal
    assert done.seal["content_sha256"] == whole.seal["content_sha256"] != reference
    assert drive(started(study_file, tmp_path / "s"), InProcess(1)).made == 0
    assert open_store(tmp_path / "s").plan.replicates == 11
    with pytest.raises(StoreError, match="more than the 11"):
        open_store(tmp_path / "s").expanded(5)


def by_address(store: Store) -> pandas.DataFrame:
    """Return all runs by what they are runs of, whatever their numbers."""
    runs = pandas.concat(table.to_pandas() for table in store.tables())
    return runs.set_index(["scenario", "bonus", "replicate"]).drop(columns=["run", "row"]).sort_index()


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    paths = [*(folder / "chunks").iterdir(), *(folder / "marks").iterdir()]
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}


def test_a_store_with_more_rows_is_the_larger_study(study_file: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    before = files_of(tmp_path / "s")
    more = tmp_path / "more.csv"
    more.write_text("bonus\n0.15\n0.2\n0.25\n0.15\n")
    done = drive(grown(store, study=None, rows=more, replicates=10), InProcess(1))
    assert done.made == 2 * 2 * 8 + 2 * 5 * 2
    assert before.items() <= files_of(tmp_path / "s").items()
    assert done.seal
    for chunk, threads in ((1000, 2), (3, 1)):  # the same hash however the runs are cut
        other, _ = filled(study_file, tmp_path / f"{chunk}", chunk)
        again = drive(grown(other, study=None, rows=more, replicates=10), InProcess(threads))
        assert again.seal and again.seal["content_sha256"] == done.seal["content_sha256"]
    larger = tmp_path / "larger.toml"
    text = Path(study_file).read_text().replace("replicates = 8", "replicates = 10")
    larger.write_text(text.replace("[0.1, 0.2, 0.3]", "[0.1, 0.15, 0.2, 0.25, 0.3]"))
    whole, _ = filled(str(larger), tmp_path / "w")
    expanded = open_store(tmp_path / "s")
    pandas.testing.assert_frame_equal(by_address(expanded), by_address(whole), check_exact=True)
    assert verify(expanded, recompute=3).problems == ()
    a, b = (to_xarray(s).drop_vars("row").sortby("bonus")["coverage.ccs"] for s in (expanded, whole))
    xarray.testing.assert_equal(a, b)
    # Asked for again, in any of the ways that there are, nothing is made twice.
    assert drive(grown(expanded, study=str(larger), rows=more, replicates=None), InProcess(1)).made == 0
    assert drive(started(study_file, tmp_path / "s"), InProcess(1)).made == 0
    assert drive(started(str(larger), tmp_path / "s"), InProcess(1)).made == 0


def test_a_study_that_has_grown_adds_what_is_new(study_file: str, tmp_path: Path) -> None:
    text = Path(study_file).read_text().replace("{ values = [0.1, 0.2, 0.3] }", "{}")
    small, large, other = (tmp_path / f"{name}.toml" for name in ("small", "large", "other"))
    small.write_text(text.replace("[levers]", 'design = "sobol"\npoints = 4\n[levers]'))
    large.write_text(small.read_text().replace("points = 4", "points = 8").replace("replicates = 8", "replicates = 9"))
    other.write_text(large.read_text().replace('"sobol"', '"latin-hypercube"'))
    store, _ = filled(str(small), tmp_path / "s")
    with pytest.raises(StoreError, match=r"rows 4 of them there, 8 of them here.*`bubbles expand` with --study adds"):
        started(str(large), tmp_path / "s")
    with pytest.raises(StoreError, match=r"4 of its 4 rows are not in the study.*take a Sobol' sequence"):
        grown(store, study=str(other), rows=None, replicates=None)
    with pytest.raises(StoreError, match="of another study: seed 5 there, 6 here"):
        other.write_text(large.read_text().replace("seed = 5", "seed = 6"))
        grown(store, study=str(other), rows=None, replicates=None)
    done = drive(grown(store, study=str(large), rows=None, replicates=None), InProcess(1))
    assert done.made == 2 * (8 * 9 - 4 * 8)
    whole, _ = filled(str(large), tmp_path / "w")
    pandas.testing.assert_frame_equal(by_address(open_store(tmp_path / "s")), by_address(whole), check_exact=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bonus\n0.9\n", r"rows\.csv: row 1: bonus is 0\.9, outside"),
        ("bonus,reach\n0.1,1\n", r"rows\.csv:1: 'reach' is no column of the store\. Allowed: bonus\."),
        ("bonus\n", r"rows\.csv: it has 0 rows\. Allowed: 1 to 1,000,000"),
        ("", r"rows\.csv: it is empty\."),
        ("bonus\n0.1,0.2\n", r"rows\.csv: row 1 has 2 cells\. Allowed: 1"),
    ],
)
def test_rows_that_do_not_fit_are_refused_and_nothing_is_changed(
    study_file: str, tmp_path: Path, text: str, said: str
) -> None:
    store = started(study_file, tmp_path / "s")
    (tmp_path / "rows.csv").write_text(text)
    with pytest.raises(SimulationError, match=said):
        grown(store, study=None, rows=tmp_path / "rows.csv", replicates=None)
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == ["chunks", "marks", "study.json"]


def test_a_damaged_expansion_is_asked_for_again(study_file: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    done = drive(store.expanded(11), InProcess(1))
    (tmp_path / "s" / "expansion-001.json").write_bytes(b"{}")
    for opened in (lambda: open_store(tmp_path / "s"), lambda: started(study_file, tmp_path / "s")):
        with pytest.raises(StoreError, match="`bubbles expand` as before"):
            opened()
    again = drive(open_store(tmp_path / "s", mends=True).expanded(11), InProcess(1))
    assert (again.made, again.seal) == (0, done.seal)


def test_a_damaged_expansion_is_not_lost_to_another(study_file: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    more = tmp_path / "more.csv"
    more.write_text("bonus\n0.15\n")
    done = drive(grown(store, study=None, rows=more, replicates=None), InProcess(1))
    (tmp_path / "s" / "expansion-001.json").write_bytes(b"{}")
    with pytest.raises(StoreError, match=r"c000005\.ok\.json is of an expansion whose own file is damaged or gone"):
        open_store(tmp_path / "s", mends=True).expanded(11)
    again = drive(grown(open_store(tmp_path / "s", mends=True), study=None, rows=more, replicates=None), InProcess(1))
    assert (again.made, again.seal) == (0, done.seal)


def damage(store: Store, what: str) -> None:
    first, second = store.parquet(1), store.parquet(2)
    if what == "truncated":
        first.write_bytes(first.read_bytes()[:-100])
    elif what == "empty":
        first.write_bytes(b"")
    elif what == "deleted":
        first.unlink()
    elif what == "mark deleted":
        store.ok(1).unlink()
    elif what == "mark truncated":
        store.ok(1).write_bytes(store.ok(1).read_bytes()[:100])
    elif what == "swapped":
        (a, b) = first.read_bytes(), second.read_bytes()
        first.write_bytes(b)
        second.write_bytes(a)
    elif what == "marks and all swapped":
        for one, other in ((first, second), (store.ok(1), store.ok(2))):
            a, b = one.read_bytes(), other.read_bytes()
            one.write_bytes(b)
            other.write_bytes(a)
    elif what == "study":
        (store.folder / "study.json").write_bytes(b"{}")
    elif what == "seal":
        (store.folder / "sealed.json").write_bytes(b"{}")


DAMAGES = ["truncated", "empty", "deleted", "mark deleted", "mark truncated", "swapped", "marks and all swapped"]


@pytest.mark.parametrize("what", [*DAMAGES, "study", "seal"])
def test_damage_is_seen_and_mended(study_file: str, reference: str, tmp_path: Path, what: str) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    damage(store, what)
    if what == "study":
        with pytest.raises(StoreError, match=r"study\.json is not as it was written"):
            open_store(store.folder)
    else:
        found = verify(store)
        assert found.problems
        assert found.content == (reference if what == "seal" else None)
    again, done = filled(study_file, tmp_path / "s", chunk=None)
    assert done.seal and done.seal["content_sha256"] == reference
    assert done.made <= 20
    assert verify(again).problems == ()


def plant(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Let a rule come out differently: the measures of all runs pass through `change`."""
    simulate = ensemble.simulate_runs

    def planted(runs: Any, **options: Any) -> Any:
        return change(runs, simulate(runs, **options))

    monkeypatch.setattr(ensemble, "simulate_runs", planted)


def test_a_rule_that_is_not_deterministic_is_named(
    study_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = filled(study_file, tmp_path / "s")

    def change(runs: Any, raw: Any) -> Any:
        raw.values[3, 20] += 1e-12
        return raw

    plant(monkeypatch, change)
    with pytest.raises(NonDeterminismError, match=r"run \d*3 .*replicate.*seed 5\): bubbles run"):
        verify(store, recompute=1)
    store.parquet(0).unlink()
    with pytest.raises(NonDeterminismError, match="runs 0 to 9"):
        drive(store, InProcess(1))
    store.ok(0).unlink(missing_ok=True)
    made = chunks.make(store.plan, store.plan.chunk(1))
    with pytest.raises(NonDeterminismError, match=r"run 13 \(scenario aligned, row 0, replicate 2, seed 5\)"):
        store.commit(made, 0.0)


def test_a_run_that_raises_stops_no_other(study_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(load_study(study_file))
    poison = ensemble.Run(plan.settings_of(plan.address(17)), 5, plan.address(17).replicate)

    def change(runs: Any, raw: Any) -> Any:
        if any(run.key == poison.key and run.settings == poison.settings for run in runs):
            raise ZeroDivisionError("a rule")
        return raw

    plant(monkeypatch, change)
    store, done = filled(study_file, tmp_path / "s")
    assert done.failed == [{"run": 17, "error": "ZeroDivisionError: a rule"}]
    frame = pandas.concat(table.to_pandas() for table in store.tables()).set_index("run")
    assert list(frame.index) == list(range(RUNS))
    assert list(frame["error"].dropna().items()) == [(17, "ZeroDivisionError: a rule")]
    assert np.isnan(frame["reach"].to_numpy()[17])
    monkeypatch.undo()
    clean, _ = filled(study_file, tmp_path / "c")
    others = pandas.concat(table.to_pandas() for table in clean.tables()).set_index("run")
    pandas.testing.assert_frame_equal(others.drop(17), frame.drop(17))


@pytest.mark.parametrize(
    "begun", ["chunks", "marks", ".0123abcd-1-0123456789ab.tmp", "chunks/.0123abcd-1-0123456789ab.tmp"]
)
def test_a_store_that_another_driver_is_about_to_begin_is_begun(study_file: str, tmp_path: Path, begun: str) -> None:
    """Drivers that start together see each other's first folders; one that is killed there leaves them."""
    place = tmp_path / "s" / begun
    folder = place.parent if place.suffix else place
    folder.mkdir(parents=True)
    if place.suffix:
        place.write_bytes(b"half")
    started(study_file, tmp_path / "s")


@pytest.mark.parametrize("foreign", ["chunks/mine.parquet", "marks", "notes.txt", "thesis/chapter.txt", ".hidden"])
def test_a_folder_with_anything_else_is_no_store_to_begin(study_file: str, tmp_path: Path, foreign: str) -> None:
    place = tmp_path / "s" / foreign
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    with pytest.raises(StoreError, match="it is not empty, and no store"):
        started(study_file, tmp_path / "s")
    assert [path for path in (tmp_path / "s").rglob("*") if path.is_file()] == [place], "nothing was added"


def test_a_store_of_another_model_or_study_is_refused(
    study_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    other = tmp_path / "other.toml"
    other.write_text(Path(study_file).read_text().replace("seed = 5", "seed = 6"))
    with pytest.raises(StoreError, match="another study: seed 5 there, 6 here"):
        started(str(other), tmp_path / "s")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="it is not empty, and no store"):
        started(study_file, tmp_path / "foreign")
    with pytest.raises(StoreError, match="there is no store"):
        open_store(tmp_path / "foreign")
    monkeypatch.setattr("experiments.runs.sweep.plan.model_digest", lambda: "0" * 64)
    monkeypatch.setattr("experiments.runs.sweep.store.model_digest", lambda: "0" * 64)
    with pytest.raises(StoreError, match=r"today's sources are 000000000000.*Allowed: one model in a store"):
        started(study_file, tmp_path / "s")
    with pytest.raises(StoreError, match="one model in a store"):
        drive(store, InProcess(1))


def test_exports_say_the_same(study_file: str, tmp_path: Path) -> None:
    store, _ = filled(study_file, tmp_path / "s")
    for ending in ("csv", "parquet", "nc"):
        assert export(store, tmp_path / f"out.{ending}") == RUNS
    from_csv, from_parquet = pandas.read_csv(tmp_path / "out.csv"), pandas.read_parquet(tmp_path / "out.parquet")
    texts = ["scenario", "error"]
    a, b = from_csv.drop(columns=texts), from_parquet.drop(columns=texts)
    pandas.testing.assert_frame_equal(a, b, check_dtype=False, check_exact=True)
    described = json.loads((tmp_path / "out.csv-metadata.json").read_text())
    assert [column["name"] for column in described["tableSchema"]["columns"]] == list(from_csv.columns)
    assert all(column["dc:description"] and column["schema:unitText"] for column in described["tableSchema"]["columns"])
    data = xarray.open_dataset(tmp_path / "out.nc")
    assert [
        n for n, v in data.variables.items() if n != "scenario" and not (v.attrs["units"] and v.attrs["long_name"])
    ] == []
    inside = pyarrow.parquet.read_schema(tmp_path / "out.parquet").metadata[b"enabling-bubbles"]
    told = [{name.removeprefix("bubbles:"): value for name, value in described.items() if "bubbles:" in name}]
    assert [*told, json.loads(data.attrs["provenance"])] == [json.loads(inside)] * 2
    assert told[0]["provenance"] == store.about
    assert dict(data.sizes) == {"scenario": 2, "row": 3, "replicate": 8}
    assert data["reach"].attrs["units"] == "share"
    row = from_parquet.iloc[29]
    here = data.sel(scenario=row["scenario"]).isel(row=int(row["row"]), replicate=int(row["replicate"]))
    assert float(here["coverage.ccs"]) == row["coverage.ccs"]
    assert float(here["bonus"]) == row["bonus"]
    xarray.testing.assert_equal(to_xarray(store)["reach"].drop_vars("scenario"), data["reach"].drop_vars("scenario"))
    with pytest.raises(StoreError, match="Allowed: a file that ends in"):
        export(store, tmp_path / "out.xls")
    store.parquet(0).unlink()
    with pytest.raises(StoreError, match="4 of 5 chunks are good"):
        export(store, tmp_path / "late.csv")
    assert not (tmp_path / "late.csv").exists()


def test_an_estimate_counts_time_and_room(study_file: str) -> None:
    plan: Plan = plan_of(load_study(study_file))
    found = estimate(plan, 1)
    assert found.per_second > 0
    assert found.bytes > 8 * len(plan.measures) * RUNS
