"""The explorer's link and file ask what the page shows: its digest is that of the command line and of Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page

from experiments.runs.single_run import run_once
from interface.cli import bubbles
from scenarios.load import load
from tests.browser.conftest import Open

SEED, REPLICATE = 7, 3
SMALL = f"lang=en&view=desk&size=classroom&seed={SEED}"
DIGEST = """async (replicate) => {
  const { digest } = await explorer.engine.trace(explorer.settings("a"), { seed: explorer.state.seed, replicate });
  return digest;
}"""
STATES = {
    "default": ("baseline", (), (), "none"),
    "dated levers": ("aligned", ("sanction@30=0.2", "bonus@40=0.4"), ("candour.threshold=0.5",), "none"),
    "a plausible set": ("aligned-tied", ("verification@50=0.9",), ("trust.drift=0.02",), "plausible"),
    "all months, over dated ones": ("aligned", ("alignment=0.35",), (), "none"),
}


def digest_of(page: Page) -> str:
    return page.evaluate(DIGEST, REPLICATE)


def saved(page: Page, path: Path) -> Path:
    with page.expect_download() as download:
        page.click("#toml")
    download.value.save_as(path)
    return path


def test_a_file_is_of_the_size_that_the_page_shows(opened: Open, tmp_path: Path) -> None:
    file = saved(opened(fragment=SMALL).page, tmp_path / "mine.toml")
    assert load(str(file)).settings.structure == load("baseline", size="classroom").settings.structure


@pytest.mark.parametrize("state", list(STATES))
def test_page_link_file_command_and_python_give_one_digest(opened: Open, tmp_path: Path, state: str) -> None:
    scenario, sets, assumed, uncertainty = STATES[state]
    asked = [SMALL, f"scenario={scenario}", f"uncertainty={uncertainty}"]
    asked += [*(f"set={one}" for one in sets), *(f"assume={one}" for one in assumed)]
    page = opened(fragment="&".join(asked)).page
    digests = {"page": digest_of(page)}

    link = page.input_value("#link")
    digests["link"] = digest_of(opened(fragment=link.partition("#")[2]).page)

    own = saved(page, tmp_path / "mine.toml")
    words = ["--size", "classroom", "--seed", str(SEED), "--replicate", str(REPLICATE), "--uncertainty", uncertainty]
    digests["file"] = json.loads(CliRunner().invoke(bubbles, ["run", str(own), *words, "--json"]).stdout)["digest"]

    command = page.input_value("#command-one").split()[1:]
    told = CliRunner().invoke(bubbles, [*command, "--replicate", str(REPLICATE), "--json"])
    assert told.exit_code == 0, told.output
    digests["command"] = json.loads(told.stdout)["digest"]

    loaded = load(scenario, size="classroom", sets=[*sets, *assumed])
    once = run_once(loaded, seed=SEED, replicate=REPLICATE, uncertainty=uncertainty)  # type: ignore[arg-type]
    digests["python"] = once.digest
    assert len(set(digests.values())) == 1, digests
