"""Golden digests: every scenario gives today the bits it gave when the digests were last set."""

from __future__ import annotations

import json

from tests.regression.rebaseline import FILE, digests


def test_every_scenario_gives_its_golden_digest() -> None:
    golden = json.loads(FILE.read_text(encoding="utf-8"))["digests"]
    today = digests()
    changed = sorted(name for name in golden | today if golden.get(name) != today.get(name))
    assert not changed, f"digests changed: {changed}. If meant, run tests.regression.rebaseline with the reason."
