"""`hrcli safety`: the five questions, the rules that fire, and what is never said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hrcli.resources import text
from tests.support.casefiles import document_of
from tests.support.places import DATA
from tests.support.running import Run

ID = "7KQ2-9XMP"
PLAN = f"cases/{ID}/plan.yaml"
OWN = DATA / "unintended_harms.yaml"
STOPPING = """\
hrcli: plan/1
case: 7KQ2-9XMP
status: active
client: {alias: CANARY}
use:
  - {id: s8w, substance: alcohol, words: CANARY, dependence: likely}
goals:
  - {id: g2m, intervention: stop_abrupt, status: active, mitigations: [], specific: CANARY}
do_no_harm: {relationship: CANARY, functions: CANARY}
"""
ANSWERED = STOPPING.replace("mitigations: []", "mitigations: [medical_review_before_change]")
RECORD = (
    "{rule: R-ALC-01, %sbecause: CANARY, by: jm, role: social worker, "
    "consulted: the physician, until: 2026-02-28}"
)
WAIVED = STOPPING + f"waivers: [{RECORD % 'for: g2m, '}]\n"


@pytest.fixture
def plan(caseload: Path) -> Any:
    """Writes the plan of the case that the tests ask about."""

    def write(content: str) -> None:
        (caseload / PLAN).write_text(content, encoding="utf-8")

    return write


def as_json(run: Run, code: int = 0) -> Any:
    found = json.loads(run("safety", "7KQ2", "--format", "json", code=code).stdout)
    Draft202012Validator(json.loads(text("schemas", "output/safety-1.json"))).validate(found)
    return found


def test_an_open_critical_rule_is_exit_code_1_and_told_in_full(run: Run, plan: Any) -> None:
    plan(STOPPING)
    page = run("safety", "7KQ2", code=1).stdout
    for words in (
        "error R-ALC-01 alcohol-withdrawal-seizure-or-delirium: the goal g2m (stop_abrupt)",
        "Risk: alcohol withdrawal seizure or delirium",
        "Grounds: use s8w (alcohol, likely)",
        "Ask: Morning shakes/sweats",
        "    supervised_withdrawal: Supervised withdrawal.",
        (
            "Source: NICE CG100; Findings on the NCGC guideline (2010) (weak source) "
            "(source seen; not yet reviewed by a clinician)"
        ),
    ):
        assert words in page
    assert page.index("R-ALC-01") < page.index("R-ALC-04")  # errors come before warnings


def test_the_five_questions_with_what_is_missing(run: Run, plan: Any) -> None:
    plan(STOPPING)
    page = run("safety", "7KQ2", code=1).stdout
    assert "1. How exactly do the use and the problem hang together? answered" in page
    assert "3. What could follow if use were reduced or stopped? MISSING" in page
    assert "Answer them under do_no_harm: consequences, services, measures." in page
    answered = [it["key"] for it in as_json(run, 1)["questions"] if it["answered"]]
    assert answered == ["relationship", "functions"]


def test_an_answered_rule_is_still_named(run: Run, plan: Any) -> None:
    plan(ANSWERED)
    page = run("safety", "7KQ2").stdout
    assert "No rule stands open. That is no all-clear." in page
    assert "the goal g2m (stop_abrupt), by medical_review_before_change" in page
    states = {row["code"]: row["state"] for row in as_json(run)["rules"]}
    assert states == {"R-ALC-01": "answered", "R-ALC-04": "answered"}


def test_a_waived_rule_is_listed_with_its_end_and_comes_back(run: Run, plan: Any) -> None:
    plan(WAIVED)
    page = run("safety", "7KQ2").stdout
    assert "the goal g2m (stop_abrupt), until 2026-02-28" in page
    assert "R-ALC-04" in page.partition("Set aside")[0]  # a warning of its own still stands
    rows = {row["code"]: row for row in as_json(run)["rules"]}
    assert (rows["R-ALC-01"]["state"], rows["R-ALC-01"]["until"]) == ("set_aside", "2026-02-28")
    run("safety", "7KQ2", today="2026-03-01", code=1)


def test_a_critical_rule_switched_off_is_named_every_time(
    run: Run, plan: Any, caseload: Path
) -> None:
    plan(STOPPING)
    settings = f"hrcli: caseload/1\nworker: jm\nrules:\n  switched_off:\n    - {RECORD % ''}\n"
    (caseload / "hrcli.yaml").write_text(settings, encoding="utf-8")
    for case in ("7KQ2", "QJG8"):  # an open plan, and one that is closed
        page = run("safety", case).stdout
        assert "Switched off in hrcli.yaml: nobody looks for these" in page
        assert "R-ALC-01 alcohol-withdrawal-seizure-or-delirium (critical), until" in page
    assert [row["code"] for row in as_json(run)["switched_off"]] == ["R-ALC-01"]
    assert run("safety", "7KQ2", today="2026-03-01", code=1).stdout.count("Switched off") == 0


OPIOID = """\
hrcli: plan/1
case: 7KQ2-9XMP
status: active
use: [{id: s8w, substance: opioid_short, dependence: likely}]
goals: [{id: g2m, intervention: stop_abrupt, status: active, use: [s8w]}]
mitigations: [%s]
"""
KIT = "is: take_home_naloxone, what: CANARY"


@pytest.mark.parametrize(
    ("kit", "told", "by"),
    [
        (f"{{{KIT}, who: jm, by: 2026-02-20}}", "by 2026-02-20", "2026-02-20"),
        (f"{{{KIT}, done_on: 2026-03-02}}", "by 2026-03-02", "2026-03-02"),
        (f"{{{KIT}}}", "for no day yet", None),
    ],
)
def test_what_is_planned_is_told_as_no_answer_yet(
    run: Run, plan: Any, kit: str, told: str, by: str | None
) -> None:
    plan(OPIOID % kit)
    page = run("safety", "7KQ2", code=1).stdout
    line = f"  Planned {told}: take_home_naloxone. It answers nothing until it is done (done_on)."
    _, _, after = page.partition("R-OPI-04")
    assert line in after.partition("Source:")[0]
    rows = {row["code"]: row for row in as_json(run, code=1)["rules"]}
    planned = [{"mitigation": "take_home_naloxone", "by": by}]
    assert (rows["R-OPI-04"]["state"], rows["R-OPI-04"]["planned"]) == ("open", planned)
    assert "CANARY" not in page


@pytest.mark.parametrize(
    "entry",
    [
        f"{{{KIT}, done_on: 2026-01-20}}",
        f"{{{KIT}, who: nobody yet, by: 2026-02-20}}",
        "{is: prescriber_led_taper, by: 2026-02-20}",  # has to stand on the goal
        "{is: feeding_advice, by: 2026-02-20}",  # what no rule here needs
    ],
)
def test_what_is_done_or_would_answer_nothing_is_not_planned(
    run: Run, plan: Any, entry: str
) -> None:
    plan(OPIOID % entry)
    code = 0 if "done_on" in entry else 1
    assert not any(row["planned"] for row in as_json(run, code)["rules"])
    assert "Planned" not in run("safety", "7KQ2", code=code).stdout


def test_where_nothing_fires_it_is_no_all_clear(run: Run, plan: Any) -> None:
    plan("hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: active\n")
    assert "No rule fired. That is no all-clear" in run("safety", "7KQ2").stdout
    assert as_json(run)["rules"] == []


def test_a_draft_gets_advice_and_a_closed_plan_is_not_judged(run: Run, plan: Any) -> None:
    plan(STOPPING.replace("active", "draft", 1))
    page = run("safety", "7KQ2").stdout
    assert "advice R-ALC-01" in page
    assert "(stop_abrupt); once the plan is active: error" in page
    assert page.index("R-ALC-01") < page.index("R-ALC-04")  # the heaviest first, on a draft too
    assert "hrcli set 7KQ2 goals.g2m.mitigations" in page
    assert "hrcli set 7KQ2 do_no_harm" in page
    plan(STOPPING.replace("active", "closed", 1))
    assert "This plan is closed" in run("safety", "7KQ2").stdout
    assert as_json(run)["judged"] is False


@pytest.mark.parametrize("content", [STOPPING, ANSWERED, WAIVED])
def test_nothing_of_the_case_is_printed_and_nobody_is_called_safe(
    run: Run, plan: Any, content: str
) -> None:
    plan(content)
    code = int(content == STOPPING)
    for form in ("text", "json"):
        page = run("safety", "7KQ2", "--format", form, code=code).stdout
        assert "CANARY" not in page
        assert "safe" not in page.replace("hrcli: safety/1", "").replace('"safety/1"', "")


def test_the_examples_of_active_plans_have_nothing_open(run: Run, caseload: Path) -> None:
    for folder in sorted((caseload / "cases").iterdir()):
        plan = document_of((folder / "plan.yaml").read_text(encoding="utf-8")).data
        if plan["status"] == "active":
            assert "No rule" in run("safety", folder.name).stdout


def test_an_agencys_own_rules_are_judged_and_validated(run: Run, plan: Any, caseload: Path) -> None:
    plan(
        "hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: active\nclient: {context: [unstable_housing]}\n"
        "goals: [{id: g2m, intervention: planned_continued_use, status: active}]\n"
    )
    assert "R-OWN-01" not in run("safety", "7KQ2").stdout
    (caseload / "knowledge").mkdir()
    own = caseload / "knowledge" / "unintended_harms.yaml"
    own.write_bytes(OWN.read_bytes())
    assert "error R-OWN-01 cold-nights-outdoors" in run("safety", "7KQ2", code=1).stdout
    assert "R-OWN-01 cold-nights-outdoors" in run("validate", "7KQ2", code=1).stdout
    assert "R-OWN-01" in run("validate", "7KQ2", "--format", "json", code=1).stdout
    found = run("validate", "--select", "R-OWN-01", "--format", "json", code=1).stdout
    assert {row["code"] for row in json.loads(found)["findings"]} == {"R-OWN-01"}
    run("validate", "knowledge/unintended_harms.yaml")


def test_an_agencys_file_that_is_amiss_stops_with_three_lines(run: Run, caseload: Path) -> None:
    (caseload / "knowledge").mkdir()
    own = caseload / "knowledge" / "unintended_harms.yaml"
    own.write_text(OWN.read_text(encoding="utf-8").replace("severity: critical", "severity: grave"))
    for words in (("safety", "7KQ2"), ("validate", "7KQ2"), ("validate",)):
        told = run(*words, code=3).stderr.strip().split("\n")
        assert told[0] == "This word is not one of those known here."
        assert "knowledge/unintended_harms.yaml:9:" in told[1]
    assert "SCH04" in run("validate", "knowledge/unintended_harms.yaml", code=1).stdout
    run("list")
    run("due")
