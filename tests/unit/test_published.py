"""Published: what makes a model a draft, and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from experiments.runs.model import DRAFT, check_published, is_draft, model_digest
from scenarios import published
from scenarios.load import load
from scenarios.published import SHEET, SIDECAR, Draft, digest_of_numbers, draft
from scenarios.vocabulary import draft_in
from simulation.errors import ScenarioError

TEXT = SHEET.read_text(encoding="utf-8")
SAID = '[sanction]\nvalue = 0.6\nstatus = "assumed"\n'


def draft_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: str = TEXT, model: dict[str, str] | None = None
) -> Draft | None:
    """Return the draft of another reference, or where another model was published."""
    sidecar = json.loads(SIDECAR.read_text(encoding="utf-8"))
    sidecar["model"] |= model or {}
    for name, file, text in (("SHEET", "baseline.toml", sheet), ("SIDECAR", "plausible.json", json.dumps(sidecar))):
        (tmp_path / file).write_text(text, encoding="utf-8")
        monkeypatch.setattr(published, name, tmp_path / file)
    return draft.__wrapped__()


def test_the_published_model_is_no_draft_and_is_not_marked() -> None:
    assert draft() is None and draft_in("en") is None
    assert not is_draft(model_digest()) and len(model_digest()) == 64
    check_published("docs/validation.md")


def test_other_rules_make_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert draft_with(tmp_path, monkeypatch, model={"digest": "0" * 64}) == Draft(True, False, ())


def test_another_number_makes_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert SAID in TEXT
    assert draft_with(tmp_path, monkeypatch, TEXT.replace(SAID, SAID.replace("0.6", "0.61"))) == Draft(False, True, ())
    assert draft_with(tmp_path, monkeypatch, TEXT.replace("months = 144", "months = 90")) == Draft(False, True, ())


def test_a_value_that_calls_itself_a_draft_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = draft_with(tmp_path, monkeypatch, TEXT.replace(SAID, SAID.replace("assumed", "draft")))
    assert found == Draft(False, False, ("sanction",))


def test_words_about_a_number_make_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = f"# Another comment.\n{TEXT}".replace(SAID, SAID.replace("0.6", "0.60").replace("assumed", "measured"))
    assert said != TEXT and draft_with(tmp_path, monkeypatch, said) is None
    assert digest_of_numbers(TEXT.replace("value = 0.0\n", "value = 0\n")) == digest_of_numbers(TEXT)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"model": 1}', '{"model": {}}'])
def test_where_nobody_says_what_was_published_it_is_a_draft(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plausible.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(published, "SIDECAR", tmp_path / "plausible.json")
    assert draft.__wrapped__() == Draft(True, True, ())


def test_a_draft_is_a_word_that_no_digest_begins_with() -> None:
    assert is_draft(DRAFT + "0" * 64) and set(DRAFT) - set("0123456789abcdef")


def scenario(tmp_path: Path, more: str) -> str:
    file = tmp_path / "tried.toml"
    said = 'question = "?"\nbased_on = "baseline"\n\n[trust.shield]\nvalue = 0.5\n'
    file.write_text(said + more, encoding="utf-8")
    return str(file)


def test_a_draft_value_of_a_file_needs_no_source(tmp_path: Path) -> None:
    tried = load(scenario(tmp_path, 'status = "draft"\n'), size="classroom")
    assert tried.sources["trust.shield"].status == "draft" and tried.sources["trust.shield"].source == ""


@pytest.mark.parametrize(("more", "said"), [('status = "assumed"\n', "source None"), ('status = "drat"\n', "draft")])
def test_any_other_status_needs_one(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        load(scenario(tmp_path, more))
