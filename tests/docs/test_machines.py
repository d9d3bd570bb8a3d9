"""The pages on Slurm, Kubernetes and a lab of PCs: their own scripts and files, with stand-ins for what is not here."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import psutil
import pytest
import yaml

from tests.docs.pages import BUBBLES, ENVIRONMENT, ROOT, blocks_of

HOW_TO = ROOT / "docs" / "how-to"
TASKS = 3
"""Tasks of an array, where the page has forty."""
RUNS = 2 * 4 * 40
HANGS = 280
"""Seconds after which a command is taken to hang, however busy the machine."""


def written(page: str, folder: Path) -> dict[str, str]:
    """Write the files of a page into a folder and return them by name."""
    files = {block.title: block.body for block in blocks_of(HOW_TO / page) if block.title}
    for name, body in files.items():
        (folder / name).write_text(body, encoding="utf-8")
    return files


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment in which `bubbles` and the stand-ins of a folder are found first."""
    tools = folder / "tools"
    tools.mkdir(exist_ok=True)
    words = " ".join(f'"{word}"' for word in BUBBLES)
    script(tools / "bubbles", f'exec {words} "$@"')
    return {**ENVIRONMENT, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", **more}


def script(path: Path, text: str) -> None:
    """Put a script in place whole: none that a task may just be starting is ever written over."""
    new = path.with_suffix(".new")
    new.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    new.chmod(0o755)
    new.replace(path)


def ran(command: list[str], folder: Path, env: dict[str, str], expect: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=HANGS, check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


def content(store: str, folder: Path) -> str:
    """Return the digest of a store that is whole and good, each run there once."""
    done = ran([*BUBBLES, "verify", "--store", store, "--json"], folder, ENVIRONMENT)
    found = json.loads(done.stdout)
    assert found["good"] and found["complete"] and found["runs"] == RUNS
    runs = pandas.read_parquet(folder / store / "chunks", columns=["run"])["run"]
    assert sorted(runs) == list(range(RUNS))
    return found["content"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the digest of the study of these pages, made on one machine by one command."""
    folder = tmp_path_factory.mktemp("alone")
    written("lab.md", folder)
    ran([*BUBBLES, "sweep", "./ties.toml", "--store", "ties", "--quiet"], folder, ENVIRONMENT)
    return content("ties", folder)


# Slurm -------------------------------------------------------------------------------------------------------


def slurm(folder: Path, task: int, tasks: int = TASKS) -> dict[str, str]:
    """Return the environment that Slurm gives to a task of an array."""
    env = environment(folder)
    # A signal ends the first wait; the second one gives the code of the step, be it done by then or not.
    script(folder / "tools" / "srun", '"$@" & child=$!\ntrap "kill -TERM $child" USR1\nwait $child\ncode=$?\n'
           '[ $code -le 128 ] || { wait $child; code=$?; }\nexit $code')  # fmt: skip
    script(folder / "tools" / "scontrol", f'echo "$@" >> "{folder}/requeued"')
    return {
        **env,
        "SLURM_SUBMIT_DIR": str(folder),
        "SLURM_ARRAY_JOB_ID": "77",
        "SLURM_ARRAY_TASK_ID": str(task),
        "SLURM_ARRAY_TASK_COUNT": str(tasks),
        "SLURM_CPUS_PER_TASK": "2",
        "SLURM_JOB_ID": str(77 + task),
    }


def test_directives_of_the_batch_scripts_are_those_of_slurm(tmp_path: Path) -> None:
    known = ("job-name", "array", "cpus-per-task", "mem", "time", "signal", "requeue", "output")
    for name, body in written("slurm.md", tmp_path).items():
        if not name.endswith(".sbatch"):
            continue
        lines = body.splitlines()
        directives = [line for line in lines if line.startswith("#SBATCH")]
        assert lines[0] == "#!/bin/bash"
        assert lines[1 : 1 + len(directives)] == directives, "Slurm stops reading at the first command"
        assert all(re.match(r"#SBATCH --([a-z-]+)(=\S+)?$", line)[1] in known for line in directives)  # type: ignore[index]
        ran(["bash", "-n", name], tmp_path, ENVIRONMENT)


def test_tasks_of_a_slurm_array_make_the_study_together(tmp_path: Path, alone: str) -> None:
    written("slurm.md", tmp_path)
    tasks = [
        subprocess.Popen(["bash", "sweep.sbatch"], cwd=tmp_path, env=slurm(tmp_path, task), stderr=subprocess.PIPE)
        for task in (3, 1)
    ]
    for task in tasks:
        _, err = task.communicate(timeout=HANGS)
        assert (task.returncode, err) == (0, b"")
    status = json.loads(ran([*BUBBLES, "status", "--store", "ties", "--json"], tmp_path, ENVIRONMENT).stdout)
    assert 0 < status["stored"] < RUNS and not status["complete"]
    ran(["bash", "sweep.sbatch"], tmp_path, slurm(tmp_path, 2))
    finished = ran(["bash", "finish.sbatch"], tmp_path, slurm(tmp_path, 1))
    assert "made again, with the same bits" in finished.stdout
    assert content("ties", tmp_path) == alone
    assert len(pandas.read_parquet(tmp_path / "ties.parquet")) == RUNS
    assert not (tmp_path / "requeued").exists()


def test_a_slurm_task_that_is_told_to_stop_is_queued_again(tmp_path: Path, alone: str) -> None:
    written("slurm.md", tmp_path)
    study = tmp_path / "ties.toml"
    study.write_text(study.read_text().replace("replicates = 40", "replicates = 20000"))
    batch = subprocess.Popen(
        ["bash", "sweep.sbatch"], cwd=tmp_path, env=slurm(tmp_path, 1, 1), stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + HANGS
    while not list(tmp_path.glob("ties/marks/*.ok.json")):
        assert batch.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    for srun in psutil.Process(batch.pid).children():  # the step gets the signal, not the batch script
        srun.send_signal(signal.SIGUSR1)
    _, err = batch.communicate(timeout=HANGS)
    assert batch.returncode == 0
    assert "The same command again goes on from there" in err
    assert (tmp_path / "requeued").read_text() == "requeue 77_1\n"


# Kubernetes --------------------------------------------------------------------------------------------------


def the_job(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the study of the page's ConfigMap, as few shards as tests can bear, and return job and container."""
    text = written("kubernetes.md", folder)["sweep.yaml"]
    (folder / "study").mkdir()
    (folder / "data").mkdir()
    documents = {document["kind"]: document for document in yaml.safe_load_all(text)}
    for name, body in documents["ConfigMap"]["data"].items():
        (folder / "study" / name).write_text(body)
    job = documents["Job"]["spec"]
    return documents, job["template"]["spec"]["containers"][0]


def pod(container: dict[str, Any], folder: Path, index: int) -> subprocess.Popen[str]:
    """Run what a pod of this index would."""
    line = container["args"][0].replace("))/40", f"))/{TASKS}")
    for mount in container["volumeMounts"]:
        line = line.replace(f"{mount['mountPath']}/", f"{folder}{mount['mountPath']}/")
    env = environment(folder, JOB_COMPLETION_INDEX=str(index))
    command = [*container["command"], line]
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_job_is_whole_and_consistent(tmp_path: Path) -> None:
    documents, container = the_job(tmp_path)
    job = documents["Job"]
    assert (job["apiVersion"], job["spec"]["completionMode"]) == ("batch/v1", "Indexed")
    assert f"))/{job['spec']['completions']}" in container["args"][0]
    assert job["spec"]["template"]["spec"]["restartPolicy"] == "Never", "podFailurePolicy asks for it"
    volumes = {volume["name"]: volume for volume in job["spec"]["template"]["spec"]["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)
    claim = volumes["runs"]["persistentVolumeClaim"]["claimName"]
    assert claim == documents["PersistentVolumeClaim"]["metadata"]["name"]
    assert volumes["study"]["configMap"]["name"] == documents["ConfigMap"]["metadata"]["name"]
    codes = [rule["onExitCodes"] for rule in job["spec"]["podFailurePolicy"]["rules"] if "onExitCodes" in rule]
    assert codes == [{"containerName": container["name"], "operator": "In", "values": [1, 2]}]


def test_the_image_has_what_it_copies(tmp_path: Path) -> None:
    dockerfile = written("kubernetes.md", tmp_path)["Dockerfile"]
    for line in re.findall(r"^COPY (.+)$", dockerfile, re.MULTILINE):
        *sources, _ = line.split()
        assert all((ROOT / source).exists() for source in sources), line
    packages = re.search(r"packages = (\[.*\])", (ROOT / "pyproject.toml").read_text())
    assert packages and all(f"COPY {name} {name}\n" in dockerfile for name in json.loads(packages[1]))


def test_pods_make_the_study_together_and_one_that_dies_is_made_again(tmp_path: Path, alone: str) -> None:
    _, container = the_job(tmp_path)
    pods = [pod(container, tmp_path, index) for index in (2, 0)]
    pods[0].kill()
    pods[0].communicate(timeout=HANGS)
    for index in (2, 1):
        pods.append(pod(container, tmp_path, index))
    for one in pods[1:]:
        out, err = one.communicate(timeout=HANGS)
        assert (one.returncode, out, err) == (0, "", "")
    assert content("data/ties", tmp_path) == alone


# A lab of PCs ------------------------------------------------------------------------------------------------


def test_two_pcs_in_one_folder_make_the_study_together(tmp_path: Path, alone: str) -> None:
    written("lab.md", tmp_path)
    command = [*BUBBLES, "sweep", "./ties.toml", "--store", "ties", "--quiet", "--chunk", "16"]
    drivers = [
        subprocess.Popen(command, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for driver in drivers:
        assert driver.communicate(timeout=HANGS)[1] == b""
        assert driver.returncode == 0
    assert content("ties", tmp_path) == alone


@contextlib.contextmanager
def running(line: str, folder: Path, env: dict[str, str]) -> Iterator[None]:
    """Run a command of the page in the background, and end it in the end."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + line.split()[1], *line.split()[2:]]
    process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def port_of(told: Path) -> int:
    """Wait for the file of a scheduler, and return the port that it listens on."""
    deadline = time.monotonic() + HANGS
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # not there yet, or not yet whole
            return int(json.loads(told.read_text())["address"].rpartition(":")[2])
        time.sleep(0.05)
    raise AssertionError("the scheduler has not said where it is")


def test_scheduler_worker_and_driver_are_processes_of_their_own(tmp_path: Path, alone: str) -> None:
    pytest.importorskip("distributed", reason="Dask, which --cluster needs, is not installed")
    assert shutil.which("dask", path=str(Path(sys.executable).parent)), "the page calls it by its name"
    page = {name: body.strip() for name, body in written("lab.md", tmp_path).items()}
    loopback = {**environment(tmp_path), "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__STATUS__TASK_STREAM_LENGTH": "1"}
    # The page's port may be taken here: the system chooses one, and the scheduler says which.
    told = tmp_path / "scheduler.json"
    assert page["scheduler.sh"].endswith("--port 8786")
    scheduler = f"{page['scheduler.sh'].replace('8786', '0')} --host 127.0.0.1 --no-dashboard --scheduler-file {told}"
    with running(scheduler, tmp_path, loopback):
        port = port_of(told)
        here = {name: body.replace("teacher:8786", f"127.0.0.1:{port}") for name, body in page.items()}
        worker = f"{here['worker.sh']} --host 127.0.0.1 --no-dashboard --local-directory {tmp_path}"
        with running(worker, tmp_path, loopback):
            done = ran(["sh", "-c", here["drive.sh"]], tmp_path, loopback)
    assert "Complete." in done.stdout
    assert content("ties-by-dask", tmp_path) == alone
