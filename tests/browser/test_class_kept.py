"""What a class keeps, in a real Chromium: predictions and codes outlive language, Back and reload, or a file does."""

from __future__ import annotations

from typing import Any

import pytest

from interface.explorer.link import with_check
from tests.browser.classroom import LESSON, SIZED, codes, draw, drawn, told
from tests.browser.conftest import STARTED, Open
from tests.browser.waiting import until


def test_a_prediction_outlives_language_back_another_view_big_type_and_reload(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}").page
    page.click("#next-step")
    draw(page)
    mine = drawn(page)
    assert len(set(mine)) > 3

    def here(step: int = 2) -> None:
        until(page, f"explorer.state.step === {step}")
        if step == 2:
            assert drawn(page) == mine
            assert page.is_enabled("#reveal")

    page.click("#language-es")
    here()
    page.click("#big")
    here()
    page.click("#back-step")
    here(1)
    page.click("#next-step")
    here()
    page.click("#view-assumptions")
    page.click("#view-lessons")
    here()
    page.go_back()
    until(page, "explorer.state.view === 'assumptions'")
    page.go_back()
    here()
    assert page.evaluate("() => [explorer.state.language, explorer.state.big]") == ["es", True]
    page.go_back()
    here(1)
    page.go_forward()
    here()
    page.click("#works-keep")
    assert "en este dispositivo" in page.inner_text("#kept-says")
    page.reload()
    page.evaluate(STARTED)
    here()
    page.click("#reveal")
    page.wait_for_selector(".verdict[data-done]")
    told = page.inner_text("#idea")
    page.reload()
    page.evaluate(STARTED)
    page.wait_for_selector(".verdict[data-done]")
    assert page.inner_text("#idea") == told and not page.is_visible("#reveal:enabled")
    assert page.is_enabled("#next-step")
    page.click("#works-wipe")
    assert page.evaluate("() => localStorage.length") == 1, "one press asks first"
    page.click("#works-wipe")
    assert page.evaluate("() => localStorage.length") == 0
    page.wait_for_selector(".pane[data-ready]")
    assert page.is_disabled("#reveal") and len(set(drawn(page))) == 1


@pytest.mark.parametrize(
    ("lesson", "step", "choice"),
    [
        (LESSON, 3, "#choice-2"),
        ("5-mentoring-leaves", 5, "#pick-partial"),
        (LESSON, 4, "#way-less"),
        ("6-tipping-point", 2, "#guess"),
    ],
)
def test_every_kind_of_answer_is_kept_and_comes_back_with_its_verdict(
    opened: Open, lesson: str, step: int, choice: str
) -> None:
    page = opened(fragment=f"{SIZED}&lesson={lesson}&step={step}").page
    page.focus(choice)
    page.keyboard.press("ArrowRight" if choice == "#guess" else "Space")
    picked = "(all) => all.filter((one) => one.type === 'range' || one.checked).map((one) => one.value)"
    mine = page.eval_on_selector_all(".step input", picked)
    page.click("#language-es")
    assert page.eval_on_selector_all(".step input", picked) == mine and page.is_enabled("#check")
    page.click("#check")
    page.wait_for_selector(".verdict[data-done]")
    page.click("#view-map")
    page.go_back()
    page.wait_for_selector(".verdict[data-done]")
    assert page.eval_on_selector_all(".step input", picked) == mine
    assert not page.is_visible("#check:enabled") and page.is_enabled("#next-step")


def test_where_storage_is_denied_it_is_said_and_a_file_takes_its_place(opened: Open, tmp_path: Any) -> None:
    denied = opened(fragment=f"{SIZED}&lesson={LESSON}&step=3")
    denied.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    denied.page.reload()
    page = denied.page
    page.evaluate(STARTED)
    assert "keep nothing here" in page.inner_text("#kept-says") and page.locator("#works-keep").count() == 0
    page.click("#choice-2")
    with page.expect_download() as download:
        page.click("#works-save")
    download.value.save_as(tmp_path / "mine.json")
    page.reload()
    page.evaluate(STARTED)
    assert page.locator(".step input:checked").count() == 0
    page.set_input_files("#works-file", tmp_path / "mine.json")
    until(page, "document.querySelector('#choice-2').checked")
    for bad in ("{}", "no", '{"kind":"enabling-bubbles-predictions","works":{"x":1},"files":{}}', "[" * 9000):
        (tmp_path / "bad.json").write_text(bad, encoding="utf-8")
        page.set_input_files("#works-file", tmp_path / "bad.json")
        until(page, "document.querySelector('#kept-says').textContent.includes('nothing was changed')")
    assert page.is_checked("#choice-2")


def test_what_was_predicted_in_another_version_is_told_and_not_shown(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=3").page
    page.click("#choice-2")
    page.click("#works-keep")
    page.evaluate(
        "() => { const [name] = Object.keys(localStorage); const read = JSON.parse(localStorage[name]);"
        " for (const work of Object.values(read.works)) work.version = 'another';"
        " localStorage[name] = JSON.stringify(read); }"
    )
    page.reload()
    page.evaluate(STARTED)
    assert "another version" in page.inner_text("#old-work")
    assert page.locator(".step input:checked").count() == 0
    page.click("#choice-0")
    assert page.evaluate("() => localStorage['enabling-bubbles-predictions'].includes('before: ')"), "and not lost"


def test_a_storage_that_holds_something_else_does_no_harm(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}").page
    kept = '"kind":"enabling-bubbles-predictions","works":{},"files":{}'
    for text in ("{", '{"kind":"other"}', '"<img src=x onerror=alert(1)>"', f'{{{kept},"collected":{{"x":[1]}}}}'):
        page.evaluate("(text) => localStorage.setItem('enabling-bubbles-predictions', text)", text)
        page.reload()
        page.evaluate(STARTED)
        assert "cannot be read" in page.inner_text("#kept-says"), text


def test_codes_that_a_teacher_took_in_are_kept_as_predictions_are(opened: Open, tmp_path: Any) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=class").page
    page.wait_for_selector("#codes")
    text = "\n".join(codes(page, 3))
    assert told(page, text) == (3, [])
    assert "gone when it is closed" in page.inner_text("#kept-says")
    assert page.evaluate("() => localStorage.length") == 0, "nothing without consent"
    page.click("#works-keep")
    page.reload()
    page.evaluate(STARTED)
    until(page, "document.querySelector('.sheet')?.dataset.pupils === '3'")
    assert page.input_value("#codes") == text
    page.evaluate("() => explorer.set({ lesson: '3-shielding' })")
    until(page, "document.querySelector('.sheet')?.dataset.pupils === '0'")
    page.go_back()
    until(page, "document.querySelector('.sheet')?.dataset.pupils === '3'")
    with page.expect_download() as download:
        page.click("#works-save")
    download.value.save_as(tmp_path / "class.json")
    page.click("#works-wipe")
    page.click("#works-wipe")
    until(page, "document.querySelector('#codes')?.value === ''")
    assert page.evaluate("() => localStorage.length") == 0
    page.set_input_files("#works-file", tmp_path / "class.json")
    until(page, "document.querySelector('.sheet')?.dataset.pupils === '3'")


def test_a_link_leads_to_a_step_and_refuses_one_that_is_not_there(opened: Open) -> None:
    page = opened(fragment=f"{SIZED}&lesson={LESSON}&step=end").page
    assert page.locator("[data-kind='end']").count() == 1
    asked = [with_check(f"{SIZED}&lesson={LESSON}&step={step}") for step in ("4", "6", "0", "x", "handin")]
    asked.append(with_check(f"{SIZED}&step=2"))
    problems = page.evaluate("(links) => links.map((link) => explorer.read(link).problems.length)", asked)
    assert problems == [0, 1, 1, 1, 0, 1]
