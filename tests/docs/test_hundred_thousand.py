"""The page on a study of 100,000 runs, as it stands: interrupted at half, resumed, expanded, verified, read back."""

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.docs.pages import BUBBLES, ENVIRONMENT, ROOT, blocks_in, commands_of

PAGE = ROOT / "docs" / "how-to" / "hundred-thousand.md"
REPLICATES = 2000
"""As on the page: all 100,000 runs, some ten seconds on two processors. A smaller number makes a smaller study."""


def page_with(replicates: int) -> str:
    """Return the page, with another number of replicates if need be."""
    text = PAGE.read_text(encoding="utf-8")
    assert "2000" in text and "2200" in text
    return text.replace("2000", str(replicates)).replace("2200", str(replicates * 11 // 10))


def does(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(
        arguments, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


def interrupted_at_half(arguments: list[str], folder: Path, chunks: int) -> str:
    """Press Ctrl-C when half of the chunks are there; return what it says."""
    driver = subprocess.Popen(
        arguments, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 280
    while len(list(folder.glob("spread/marks/*.ok.json"))) < -(-chunks // 2):  # chunks may be odd in number
        assert driver.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    driver.send_signal(signal.SIGINT)
    out, err = driver.communicate(timeout=280)
    assert (driver.returncode, out.count("\n")) == (3, 1), out + err
    return err


@pytest.mark.thorough
@pytest.mark.timeout(1200)
def test_the_study_of_the_page(tmp_path: Path) -> None:
    text = page_with(REPLICATES)
    blocks = blocks_in(text)
    for block in blocks:
        if block.title:
            (tmp_path / block.title).write_text(block.body, encoding="utf-8")
    commands = [[*BUBBLES, *shlex.split(command)[1:]] for block in blocks for command in commands_of(block)]
    estimated, first, status, *rest = commands
    found = json.loads(does([*estimated, "--json"], tmp_path))
    assert found["runs"] == 2 * 25 * REPLICATES
    err = interrupted_at_half(first, tmp_path, found["chunks"])
    stored = json.loads(does([*status, "--json"], tmp_path))["stored"]
    assert found["runs"] // 2 <= stored < found["runs"]
    assert f"Interrupted: {stored:,} of {found['runs']:,} runs are stored. The same command again goes on" in err
    assert rest[0] == first
    resumed = json.loads(does([*rest[0], "--json"], tmp_path))
    assert (resumed["made"], resumed["complete"]) == (found["runs"] - stored, True)
    for command in rest[1:]:
        does(command, tmp_path)
    does([sys.executable, "-c", "\n".join(block.body for block in blocks if block.language == "python")], tmp_path)
