"""Numbers quoted in passing are those that the model gives now, or that the page they are quoted from says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from experiments.evidence.claims.document import PAGES, values_digest
from experiments.evidence.claims.wording import TEXTS
from experiments.presentation.voice import LANGUAGES, catalogue
from scenarios.rules import digest_of_rules
from tests.docs.pages import ROOT

LIMITS = " ".join((ROOT / "docs" / "limits.md").read_text(encoding="utf-8").split())
CALIBRATION = json.loads((ROOT / "scenarios" / "plausible.json").read_text(encoding="utf-8"))
VALIDATION = json.loads((ROOT / "docs" / "validation.json").read_text(encoding="utf-8"))
STUDY = json.loads((ROOT / "docs" / "study" / "claims.json").read_text(encoding="utf-8"))
CLAIMS = {claim["name"]: claim for claim in STUDY["claims"]}


def quoted(pattern: str) -> tuple[float, ...]:
    """Return the numbers that the page of limits quotes in a sentence."""
    found = re.search(pattern, LIMITS)
    assert found, pattern
    return tuple(float(number) for number in found.groups())


def percent(share: float) -> int:
    return round(100.0 * share)


def plausible(fact: str) -> dict[str, Any]:
    return next(one for one in VALIDATION["plausible"] if one["name"] == fact)


def share(fact: str) -> tuple[float]:
    return (percent(plausible(fact)["share_of_sets"]["mean"]),)


def together(group: str) -> tuple[float]:
    return (percent(VALIDATION["joint"]["plausible"][group]["share_of_sets"]["mean"]),)


def test_shares_quoted_from_the_pages_of_validation_and_calibration_are_theirs() -> None:
    assert quoted(r"rest on (\d+) replicates each") == (VALIDATION["replicates_of_each_set"],)
    assert quoted(r"used, (\d+)% of the sets hold at once") == together("asked")
    assert quoted(r"null models and knock-outs too, (\d+)% do") == together("everything")
    without = CALIBRATION["without_what_was_put_in"]["holds_in"]["C3 mentoring kept"]
    assert quoted(r"not asked for it, it holds in (\d+)%") == (percent(without),)
    assert quoted(r"where it was not asked, it holds in (\d+)%") == share("C3 ten years")
    assert quoted(r"beyond the coached in (\d+)% of the sets") == share("C5 ten years")
    assert quoted(r"with ties as they are in (\d+)%") == share("C5 ten years with own ties")
    assert quoted(r"ended after 18 months, in (\d+)%") == share("C5 ten years after ended mentoring")
    assert quoted(r"mentoring kept in (\d+)% of the sets. It follows") == share("Rules alone")
    assert quoted(r"mentoring kept in (\d+)% of the sets: in this model") == share("K5 everybody candid")
    in_readme = re.search(r"under punitive rules in (\d+)% of the sets", (ROOT / "README.md").read_text("utf-8"))
    assert in_readme and (float(in_readme[1]),) == share("Rules alone")
    assert quoted(r"shut for 90 months in (\d+)%") == share("C4 kept")
    assert quoted(r"for ten years in (\d+)%") == share("C4 ten years")
    assert quoted(r"hold in (\d+)% and (\d+)% of the plausible") == share("V3") + share("V7 identity and safety")
    assert quoted(r"at some time in (\d+)% of the sets") == share("K3 no punishment")
    assert quoted(r"to end sanctions alone in (\d+)%") == share("K3 no sanctions alone")


def test_what_fails_with_the_default_set_is_as_quoted() -> None:
    judged = [one for one in VALIDATION["default"] if one["kind"] != "finding"]
    failing = [one["name"] for one in judged if not one["holds"]]
    assert quoted(r"two of (\d+) fail") == (len(judged),)
    assert failing == ["V3", "V7 identity and safety"]


def test_what_sets_differ_in_is_theirs_as_the_study_says() -> None:
    """A single set's tipping point is known far better than sets lie apart."""
    tipping = CLAIMS["tipping"]
    many = tipping["tests"][0]
    never = 1.0  # the end of the range, where half of the runs never spread
    assert 4.0 * tipping["told"]["error_many"] < (many["high"] or never) - many["low"]


def test_what_the_readme_says_in_words_stands_in_its_tables() -> None:
    """The tables are what `make demo` prints, which another test holds them to."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    _, regimes, thirds = page.split("```text")[1].split("```")[0].split("95% interval")[1:]

    def shares(table: str, scenario: str) -> dict[str, int]:
        row = next(line for line in table.splitlines() if line.strip().startswith(f"{scenario} "))
        found = re.findall(r"(\d+) \[", row)
        return dict(zip(("fizzle", "faded", "bubble", "partial", "spread"), map(int, found), strict=True))

    words = " ".join(page.split())
    said = re.search(r"to the bubble in (\d+)% of the runs, and in (\d+)% they spread", words)
    punitive = shares(regimes, "mentoring-kept")
    assert said and [int(n) for n in said.groups()] == [punitive["bubble"], punitive["spread"]]
    said = re.search(r"Aligned rules spread them in (\d+)%, with more ties and exchange in (\d+)%", words)
    assert said and [int(n) for n in said.groups()] == [
        shares(regimes, name)["spread"] for name in ("aligned-kept", "aligned-tied-kept")
    ]
    assert "has faded at the end in nine runs of ten or more, under all three" in words
    assert min(shares(regimes, name)["faded"] for name in ("baseline", "aligned", "aligned-tied")) >= 90
    said = re.search(r"rules confine in (\d+)% of the runs, where it waits most in (\d+)%", words)
    assert said and [int(n) for n in said.groups()] == [
        shares(thirds, f"mentoring-kept, {third}")["bubble"] for third in ("low", "high")
    ]


def test_what_the_readme_quotes_from_the_study_is_what_it_found() -> None:
    words = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    at_end = {variant: {name: mean for name, (mean, _, _) in own.items()} for variant, own in STUDY["at_end"].items()}
    said = re.search(r"lets gains out too: (\d+)% of the runs spread, against (\d+)% under aligned rules", words)
    assert said and [int(n) for n in said.groups()] == [
        percent(at_end[name]["spread"]) for name in ("sanctions-ended-kept", "aligned-kept")
    ]
    said = re.search(r"sanctions kept, hardly do: (\d+)%", words)
    assert said and int(said[1]) == percent(at_end["verified-to-learn-kept"]["spread"])
    assert CLAIMS["verification-spreads"]["verdict"] == CLAIMS["learning-spreads"]["verdict"] == "fails"
    said = re.search(r"covered fifth of people by ([\d.]+) points", words)
    assert said and float(said[1]) == round(100.0 * at_end["mentoring-kept"]["gap_gain"], 1)
    said = re.search(r"field mentoring has faded in (\d+)% of the runs", words)
    assert said and int(said[1]) == percent(at_end["grown-unmentored"]["faded"])
    _, over_both, _ = CLAIMS["matched"]["tests"]
    assert over_both["test"]["measure"] == "system_gain" and over_both["frequency"]["high"] < 0.5, "gains no more"
    assert CLAIMS["mismatched"]["verdict"] in ("usually", "holds"), "does harm"


# What decides -----------------------------------------------------------------------------------------------

PAGE = " ".join((ROOT / "docs" / "what-decides.md").read_text(encoding="utf-8").split())
SHARES = json.loads((ROOT / "docs" / "what-decides.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "make"), [("study/claims.json", "study"), ("what-decides.json", "what-decides")])
def test_what_is_published_was_made_by_the_rules_and_values_that_are_there(file: str, make: str) -> None:
    made = json.loads((ROOT / "docs" / file).read_text(encoding="utf-8"))
    assert (made["rules"], made["values"]) == (digest_of_rules(), values_digest()), (
        f"run: make {make}, and mend the text"
    )


@pytest.mark.parametrize(
    ("measure", "name", "words"),
    [
        ("regime.spread", "mentoring_end", r"spread most: how long mentoring goes on {} \(95% interval {} to {}\)"),
        ("regime.spread", "calibration", r"98%\), which plausible set {} \({} to {}\)"),
        ("regime.spread", "alignment", r"81%\), alignment {} \({} to {}\)"),
        ("regime.spread", "sanction", r"55%\), sanction {} \({} to {}\)"),
        ("regime.spread", "peer_exchange", r"and peer exchange {} \({} to {}\)"),
        ("regime.spread", "identity.gain_peers", r"peers on managers decides {} of spread \({} to {}\)"),
        ("regime.spread", "candour.threshold", r"candour {} \({} to {}\)"),
        ("regime.spread", "practice.peers", r"take over practice {} \({} to {}\)"),
        ("regime.bubble", "mentoring_end", r"others none: how long mentoring goes on {} \({} to {}\)"),
        ("regime.bubble", "calibration", r"96%\), which plausible set {} \({} to {}\)"),
        ("regime.bubble", "alignment", r"54%\), alignment {} \({} to {}\)"),
        ("regime.bubble", "ccs.attributability", r"the team's practice decides {} \({} to {}\) and"),
        ("regime.bubble", "sanction", r"and sanction {} \({} to {}\).\*\*"),
        ("regime.bubble", "ccs.coaching", r"decides {} of whether there is a bubble \({} to {}\)"),
        ("spillover_gain.ccs", "mentoring_end", r"that of spread: how long mentoring goes on {} \({} to {}\)"),
        ("spillover_gain.ccs", "calibration", r"77%\), which plausible set {} \({} to {}\), then"),
    ],
)
def test_a_share_and_its_interval_are_those_of_the_study(measure: str, name: str, words: str) -> None:
    found = re.search(words.format(*[r"(\d+)%"] * 3), PAGE)
    assert found, words
    index = SHARES["measures"][measure]["indices"]["total"][name]
    assert [int(number) for number in found.groups()] == [percent(index[end]) for end in ("value", "low", "high")]


def test_what_else_the_page_of_what_decides_says_is_so() -> None:
    spread = SHARES["measures"]["regime.spread"]
    total = {name: index["value"] for name, index in spread["indices"]["total"].items()}
    alone = sum(index["value"] for index in spread["indices"]["first"].values())
    assert f"make {percent(1.0 - alone)}% of it" in PAGE
    assert f"Chance is {percent(spread['noise']['of_run'])}% of the variance between single runs" in PAGE
    assert f"means of 8 replicates {percent(spread['noise']['of_mean'])}% is left" in PAGE
    assert f"{len(spread['not_told_from_nothing'])} of the {len(total) - 1} inputs cannot be told" in PAGE
    assert sorted(total.values(), reverse=True)[7] < 0.15, "the others below 15%"
    of_bubble = SHARES["measures"]["regime.bubble"]["indices"]["total"]
    assert sorted((index["value"] for index in of_bubble.values()), reverse=True)[8] < 0.09, "the others below 9%"
    assert f"{SHARES['runs']:,} runs" in PAGE and f"{spread['advice']['points']:,} points, four times" in PAGE
    assert spread["advice"]["points"] == 4 * spread["points"]
    ends = spread["indices"]["total"]
    others = [index["high"] for name, index in ends.items() if name not in ("calibration", "mentoring_end")]
    assert ends["mentoring_end"]["low"] > max(others), "how long mentoring goes on leads all levers"
    assert ends["calibration"]["value"] > ends["alignment"]["value"], "which set holds is ahead of alignment"
    assert ends["calibration"]["low"] < ends["alignment"]["high"], "and their intervals overlap"
    assert of_bubble["calibration"]["low"] > of_bubble["alignment"]["high"], "for a bubble they do not"
    unsure = spread["not_told_from_nothing"]
    assert {"authority.waits_for_policy", "verification_feedback"} <= set(unsure)
    assert "verification_feedback" in SHARES["measures"]["regime.bubble"]["not_told_from_nothing"]
    assert ["sanction", "peer_exchange"] in spread["advice"]["tied"]
    spillover = SHARES["measures"]["spillover_gain.ccs"]["indices"]["total"]
    quoted_too = (("alignment", "alignment"), ("peer exchange", "peer_exchange"), ("sanction", "sanction"))
    for words, name in (*quoted_too, ("of coverage the team's practice decides", "ccs.attributability")):
        assert f"{words} {percent(spillover[name]['value'])}%" in PAGE


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_study_says_what_its_texts_say(language: str) -> None:
    """A page whose runs take hours is not made again for a word: whoever mends a text mends the page too."""
    page = (ROOT / "docs" / "study" / PAGES[language]).read_text(encoding="utf-8")
    said = catalogue(language, TEXTS)
    parts = [
        (key, part)
        for key, text in said.items()
        if key.startswith(("claim.", "answer.", "conclusion", "section.", "first.")) and key != "first.picture"
        for part in re.split(r"\{\w+\}", text)
        if len(part) > 20
    ]
    assert len(parts) > 150
    assert [(key, part) for key, part in parts if part not in page] == []
