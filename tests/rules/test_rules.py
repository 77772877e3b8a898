"""Every rule against golden cases, and what holds for all rules: places, waivers, silence."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hrcli.document.document import Document
from hrcli.errors import Unreadable, WrongCommand
from hrcli.finding import Finding, Severity
from hrcli.plan import schema
from hrcli.plan.case import Case, File, Settings
from hrcli.rules import engine, explain, registry
from hrcli.rules.engine import Checked, OwnFiles, Subject
from hrcli.rules.rule import Rule
from tests.support.casefiles import TODAY, case_in, case_of, document_of, laid_over
from tests.support.places import DATA, RULES
from tests.support.running import Run

GOLDEN = sorted(place for place in RULES.glob("[A-Z]*/*") if place.stem in ("fires", "clean"))
FIRES = [place for place in GOLDEN if place.stem == "fires"]
MARK = re.compile(r"\b([A-Z]{3}\d\d)\b")
LONE = ("REF06",)  # about a file outside its folder; inside one REF05 speaks first
ABOUT_WORDS = (
    "YML",
    "LNG",
    "EVT03",
    "DNH04",
    "OUT13",
    "OUT16",
    "PRV03",
    "PRV04",
    "PRV05",
    "REF09",
    "REF10",
    "REF11",
)  # with others they are silent
CANARY = "Canary Kowalski"
MANGLED = 3000 if os.environ.get("FULL") else 300
CHECKED = [rule for rule in registry.TABLE.values() if rule.check]
ALL = list(registry.TABLE.values())
OVERDUE = "review: {next: 2026-02-08, every: 4 weeks, set_with_client: true}\n"


def name_of(place: Path) -> str:
    return f"{place.parent.name}-{place.name}"


def slug_of(rule: Rule) -> str:
    return rule.slug


def golden(place: Path) -> Case:
    return case_in(place, whole=place.parent.name not in LONE)


def marks(place: Path) -> Iterator[tuple[str, int, str]]:
    """Which rule must fire where, as the comments of a golden case say."""
    for path in [place] if place.is_file() else filter(Path.is_file, place.rglob("*")):
        name = "plan.yaml" if place.is_file() else path.relative_to(place).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            comment = line.rpartition("#")[2] if "#" in line else ""
            for code in MARK.findall(comment):
                yield name, number, code


def examined(plan: str, **more: Any) -> list[Finding]:
    """The findings about a few lines laid over the complete plan."""
    return engine.examine(case_of(laid_over(f"hrcli: plan/1\n{plan}", "plan"), **more))


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


# Golden cases


@pytest.mark.parametrize("place", GOLDEN, ids=name_of)
def test_findings_stand_exactly_where_the_marks_are(place: Path) -> None:
    case, at_agree = golden(place), registry.TABLE[place.parent.name].at_agree
    found = {(it.file, it.place.line, it.code) for it in engine.examine(case, agreeing=at_agree)}
    assert found == set(marks(place))


@pytest.mark.parametrize("rule", CHECKED, ids=slug_of)
def test_every_rule_has_a_case_that_fires_and_the_same_case_mended(rule: Rule) -> None:
    fires = {place.stem: place for place in FIRES if place.parent.name == rule.code}
    assert fires, f"no golden case for {rule.code}"
    for place in FIRES:
        if place.parent.name == rule.code:
            assert rule.code in {code for _, _, code in marks(place)}
            assert not set(marks(place.with_name(place.name.replace("fires", "clean"))))


def test_golden_cases_are_for_rules_that_exist() -> None:
    assert {place.parent.name for place in GOLDEN} == {rule.code for rule in CHECKED}


# The table


def test_codes_and_slugs_are_unique() -> None:
    assert len({rule.code for rule in ALL}) == len({rule.slug for rule in ALL}) == len(ALL)
    families = [registry.TABLE, registry.SLUGS]
    assert not set(families[0]) & set(families[1])


@pytest.mark.parametrize("rule", ALL, ids=slug_of)
def test_every_rule_explains_itself(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d\d|R-[A-Z]{2,4}-\d\d", rule.code)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|[a-z]+", rule.slug)
    for words in (rule.source, rule.finds, rule.why, rule.example, rule.better):
        assert words.strip()
    assert rule.finds.endswith(".")
    assert rule.why.endswith(".")
    assert rule.example != rule.better
    assert document_of(rule.better).sound


# No short text shows these; unreadable-line is what is left when no known slip fits.
UNTYPED = ("not-utf8", "too-large", "too-deep", "unreadable-line")


@pytest.mark.parametrize("rule", ALL, ids=slug_of)
def test_examples_can_be_read_unless_reading_is_what_they_are_about(rule: Rule) -> None:
    found = {finding.code for finding in document_of(rule.example).findings}
    if not rule.code.startswith("YML"):
        assert not found
    elif rule.check is None and rule.slug not in UNTYPED:
        assert found == {rule.code}


@pytest.mark.parametrize("rule", ALL, ids=slug_of)
def test_a_rule_is_found_by_code_and_slug(rule: Rule) -> None:
    assert (
        registry.find(rule.code)
        is registry.find(rule.slug)
        is registry.find(rule.code.lower())
        is rule
    )


def test_an_unknown_rule_is_none_and_the_nearest_is_named() -> None:
    assert registry.find("goa3") is registry.find("GOA03") is not None
    assert registry.find("smart-part") is None
    assert registry.nearest("smart-part-mising") == "smart-part-missing"
    assert registry.nearest("gao03") == "GOA03"
    assert registry.nearest("SMART") == "smart-part-missing"
    assert registry.nearest("zzzzzz") is None


@pytest.mark.parametrize("place", FIRES, ids=name_of)
def test_findings_say_what_is_wrong_and_what_to_do(place: Path) -> None:
    for finding in engine.examine(golden(place)):
        assert finding.message.endswith(".")
        assert finding.help.rstrip(")").endswith((".", "?"))
        assert len(finding.message) < 140
        assert len(finding.help) < 200
        assert finding.path


def test_rules_are_chosen_by_code_name_and_family() -> None:
    wanted = registry.matcher(["GOA", "review-overdue"], ["goa03"])
    assert {code for code in registry.TABLE if wanted(code)} == {
        *(code for code in registry.TABLE if code.startswith("GOA") and code != "GOA03"),
        "REV02",
    }
    assert all(registry.matcher([], [])(code) for code in registry.TABLE)
    for name in ("GOA99", "smart-part-mising", ""):
        with pytest.raises(WrongCommand):
            registry.matcher([name], [])


@pytest.mark.parametrize("rule", ALL, ids=slug_of)
def test_the_page_of_a_rule_says_all_of_it(rule: Rule) -> None:
    page = " ".join(explain.page(rule).split())
    for part in (rule.code, rule.slug, rule.finds, rule.why, rule.better, rule.source):
        assert " ".join(part.split()) in page


def test_settings_are_checked_as_a_file_of_their_own() -> None:
    def found(text: str) -> list[tuple[str, str]]:
        file = File("hrcli.yaml", document_of(text))
        return [(it.file, it.code) for it in engine.examine_file(file)]

    assert found("hrcli: caseload/1\nworker: jm\n") == []
    assert found("hrcli: caseload/1\nworkr: jm\n") == [("hrcli.yaml", "SCH01")]
    assert found("worker: [\n")[0][0] == "hrcli.yaml"


# Many cases, one after the other


def test_what_cannot_be_opened_hides_no_other() -> None:
    def called(name: str) -> str:
        return f"here/{name}"

    shut = Unreadable("This is not a file.", "plan.yaml", "Name a YAML file.")
    case = case_of(laid_over(f"hrcli: plan/1\n{OVERDUE}none_seen: []\n", "plan"))
    of_agency = (("unintended_harms.yaml", b"rules: [\n"),)
    amiss = case._replace(settings=Settings(knowledge=of_agency))
    own = OwnFiles(File("hrcli.yaml", document_of("workr: jm\n")), None, TODAY, called)
    subjects = (own, Subject(amiss, called), shut, Subject(case, called))
    first, second, third, last = engine.examine_all(subjects, registry.matcher(["SCH", "REV"], []))
    assert isinstance(first, Checked)
    assert {it.file for it in first.findings} == {"here/hrcli.yaml"}
    assert isinstance(second, Unreadable)
    assert third is shut
    assert isinstance(last, Checked)
    assert [(it.file, it.code) for it in last.findings] == [("here/plan.yaml", "REV02")]
    assert (first.files, last.files) == (1, 1)


def test_of_a_case_one_file_is_told_about_alone() -> None:
    review = {"reviews/2026-02-02-k7fw.yaml": "with: [client\n"}
    case = case_of(laid_over(f"hrcli: plan/1\n{OVERDUE}", "plan"), review)
    for alone, code in (("plan.yaml", "REV02"), ("reviews/2026-02-02-k7fw.yaml", "YML15")):
        (checked,) = engine.examine_all([Subject(case, str, alone)], lambda code: True)
        assert isinstance(checked, Checked)
        assert (codes(checked.findings), checked.files) == ([code], 1)


@pytest.mark.parametrize(
    ("severities", "strict", "unread", "code"),
    [
        ((), True, False, 0),
        ((Severity.ADVICE,), True, False, 0),
        ((Severity.WARNING,), False, False, 0),
        ((Severity.WARNING,), True, False, 1),
        ((Severity.ADVICE, Severity.ERROR), False, False, 1),
        ((Severity.ERROR,), False, True, 3),
    ],
)
def test_the_exit_code_follows_from_the_findings(
    severities: tuple[Severity, ...], strict: bool, unread: bool, code: int
) -> None:
    assert engine.exit_code(severities, strict, unread) == code


# How much a finding weighs


def test_a_draft_gets_errors_for_shape_alone() -> None:
    for place in FIRES:
        if place.is_file() and place.parent.name not in LONE:
            text = place.read_text(encoding="utf-8").replace("\nstatus: draft", "")
            text += "status: draft\n"
            begun = case_of(laid_over(text, "plan"))
            found = [it for it in engine.examine(begun) if it.code != "AUT06"]  # goals have begun
            errors = {it.code[:3] for it in found if it.severity is Severity.ERROR}
            assert errors <= {"REF"}, place


def test_a_closed_plan_is_asked_about_its_shape_and_its_closing_alone() -> None:
    found = codes(examined("status: closed\nnone_seen: []\nharms: []\nreview: {}\n"))
    assert sorted(found) == ["GOA13", *["REF02"] * 4]
    text = (RULES / "REF01" / "fires.yaml").read_text(encoding="utf-8") + "status: closed\n"
    found = codes(engine.examine(case_of(laid_over(text, "plan"))))
    assert sorted(found) == ["GOA13", "REF01", "REV10"]


def test_a_status_nobody_knows_is_one_error_and_the_rest_advice() -> None:
    found = examined("status: activ\nnone_seen: []\nreview: {}\n")
    assert codes([it for it in found if it.severity is Severity.ERROR]) == ["SCH04"]
    assert {"REV01", "REV06"} <= set(codes(found))


def test_zero_is_an_answer() -> None:
    harm = "{id: h7k, domain: livelihood, what: a fall, affects: [self], degree: none, rank: 1,"
    zeros = f"harms:\n  - {harm} importance: 0, confidence: 0, realistic: low}}\n"
    assert examined(zeros) == []
    unasked = f"harms:\n  - {harm} importance: null, confidence: 0, realistic: low}}\n"
    assert codes(examined(unasked)) == ["HRM03"]


def test_a_plan_without_any_goal_about_use_is_in_order() -> None:
    assert examined("") == []


# Noise: little is said at once, and nothing is cut off

TOGETHER = {"STG01", "STG07", "OPT07", "HRM03", "HRM16", "CHI15", "GOA02", "GOA09"}
NOT_IN_A_DRAFT = {
    *("HRM01", "HRM08", "HRM15", "STG01", "OUT16", "AUT03", "GOA12", "OPT04", "OUT14", "STG09"),
}
PASSED_DAYS = {"REV02", "GOA05", "PRV01"}
HARM = "{{id: {name}, domain: livelihood, what: late, affects: [self], rank: {rank}, {numbers}}}"


def harms_with(*numbers: str) -> str:
    """Ranked harms h2a, h2b .. with these of their numbers."""
    told = [
        HARM.format(name=f"h2{'abcd'[place]}", rank=place + 1, numbers=said)
        for place, said in enumerate(numbers)
    ]
    return f"harms: [{', '.join(told)}]\ngoals: []\noptions: []\nrelapse_plan: {{}}\n"


def test_what_is_told_together_and_what_not_in_a_draft() -> None:
    assert {rule.code for rule in ALL if rule.together} >= TOGETHER
    assert all(registry.TABLE[code].draft is None for code in NOT_IN_A_DRAFT)
    assert all(registry.TABLE[code].severity is not Severity.ERROR for code in PASSED_DAYS)


def test_several_items_are_one_finding_that_names_them_all() -> None:
    whole = "importance: 0, confidence: 0, degree: mild, realistic: low"
    found = examined(
        harms_with("importance: 3", whole, "degree: mild", f"{whole}, status: present")
    )
    (one,) = (it for it in found if it.code == "HRM03")
    assert (one.path, one.severity) == ("harms.h2a.confidence", Severity.WARNING)
    assert one.message == (
        "The harm h2a has a rank but no confidence, degree, realistic. "
        "So too: h2c (importance, confidence, realistic)."
    )


def test_a_waiver_for_one_of_several_items_leaves_the_others() -> None:
    plan = harms_with("degree: mild", "degree: mild", "degree: mild")
    plan += WAIVER.format(rule="HRM03", more="for: h2a, ", until="2026-03-01")
    aside, standing = (it for it in examined(plan) if it.code == "HRM03")
    assert (aside.waived, standing.waived) == (True, False)
    assert "h2b" not in aside.message
    assert "h2a" not in standing.message
    assert standing.message.endswith("So too: h2c (importance, confidence, realistic).")


def test_an_item_without_an_id_is_named_by_its_place() -> None:
    uses = "use: [{substance: alcohol}, {substance: cannabis}]\n"
    (one,) = (it for it in examined(uses) if it.code == "STG01")
    assert one.message == "This use has no stage of change. So too: use.1."


@pytest.mark.parametrize(("degree", "weight"), [("mild", "warning"), ("severe", "error")])
def test_what_was_put_off_is_an_error_once_it_ends_where_it_is_serious(
    degree: str, weight: str
) -> None:
    ended = "not_now: {because: exams, until: 2026-02-08}"
    found = examined(harms_with(f"degree: {degree}, {ended}"))
    assert [it.severity.value for it in found if it.code == "HRM05"] == [weight]


def test_no_ideas_are_asked_for_in_the_week_after_something_grave() -> None:
    for kind, day, silent in (
        ("overdose", "2026-02-02", True),
        ("overdose", "2026-02-01", False),
        ("lapse", "2026-02-02", False),
    ):
        event = laid_over(f"hrcli: event/1\nkind: {kind}\ndate: {day}\n", "event")
        plan = laid_over("hrcli: plan/1\noptions: []\ngoals: []\n", "plan")
        found = engine.examine(case_of(plan, (), {f"events/{day}-c3nt.yaml": event}))
        assert ("OPT03" not in codes(found)) == silent


@pytest.mark.parametrize(
    ("status", "told"),
    [("proposed", True), ("active", False), ("achieved", True), ("set_aside", True)],
)
def test_no_ideas_are_asked_for_while_a_goal_is_worked_on(status: str, told: bool) -> None:
    goals = f"goals: [{{id: g2m, for: [h7k], status: {status}}}]\n"
    assert ("OPT03" in codes(examined(f"hrcli: plan/1\noptions: []\n{goals}"))) is told


def test_few_ideas_of_one_track_are_one_finding() -> None:
    option = "{id: o3f, for: [h7k], what: less, track: use_change, kind: support, state: idea}"
    found = [it for it in examined(f"options: [{option}]\n") if it.code in ("OPT03", "OPT06")]
    assert codes(found) == ["OPT06"]
    assert found[0].message.endswith("There is 1 option to choose from.")


def test_three_ideas_that_name_no_track_are_asked_which_it_is() -> None:
    option = "{{id: o3{}, for: [h7k], what: a walk, kind: support, state: idea{}}}"
    bare = [option.format(letter, "") for letter in "abc"]
    found = [it for it in examined(f"options: [{', '.join(bare)}]\n") if it.code == "OPT06"]
    assert found[0].message.startswith("No option says whether")
    named = [*bare[:2], option.format("c", ", track: harm_reduction")]
    assert "OPT06" not in codes(examined(f"options: [{', '.join(named)}]\n"))


# Setting aside and switching off

WAIVER = "waivers: [{{rule: {rule}, {more}because: on leave, by: jm, until: {until}}}]\n"


@pytest.mark.parametrize("rule", ["REV02", "review-overdue", "rev02"])
def test_a_waiver_holds_up_to_its_last_day(rule: str) -> None:
    for until, waived in (("2026-02-09", True), ("2026-02-08", False)):
        waiver = WAIVER.format(rule=rule, more="", until=until)
        assert [it.waived for it in examined(OVERDUE + waiver)] == [waived]


@pytest.mark.parametrize(
    ("code", "plan", "longest"), [("REV02", OVERDUE, 366), ("HRM01", "none_seen: []\n", 92)]
)
def test_a_waiver_ends_within_a_year_and_of_an_error_within_three_months(
    code: str, plan: str, longest: int
) -> None:
    for days, waived in ((longest, True), (longest + 1, False)):
        until = TODAY + timedelta(days)
        (finding,) = examined(plan + WAIVER.format(rule=code, more="", until=until))
        assert (finding.waived, f"more than {longest} days" in finding.message) == (
            waived,
            not waived,
        )


def test_a_waiver_without_a_reason_or_an_end_sets_nothing_aside() -> None:
    for keys in ("because: on leave", "until: 2026-03-01"):
        found = examined(f"{OVERDUE}waivers: [{{rule: REV02, by: jm, {keys}}}]\n")
        assert [it.waived for it in found if it.code == "REV02"] == [False]


def test_a_waiver_for_one_goal_leaves_the_others() -> None:
    text = (RULES / "GOA07" / "fires.yaml").read_text(encoding="utf-8")
    text += text[text.index("  - id:") :].replace("g2m", "g3n")
    text += WAIVER.format(rule="GOA07", more="for: g3n, ", until="2026-03-01")
    found = engine.examine(case_of(laid_over(text, "plan")))
    assert [(it.path, it.waived) for it in found] == [
        ("goals.g2m.actions", False),
        ("goals.g3n.actions", True),
    ]


def test_a_waiver_for_the_plan_leaves_its_goals() -> None:
    both = {
        rule: WAIVER.format(rule=rule, more="for: plan, ", until="2026-03-01")
        for rule in ("REV02", "GOA07")
    }
    assert [it.waived for it in examined(OVERDUE + both["REV02"])] == [True]
    text = (RULES / "GOA07" / "fires.yaml").read_text(encoding="utf-8") + both["GOA07"]
    assert [it.waived for it in engine.examine(case_of(laid_over(text, "plan")))] == [False]


@pytest.mark.parametrize("name", ["HRM01", "domain-unanswered", "hrm01"])
def test_a_rule_can_be_switched_off(name: str) -> None:
    assert codes(examined("none_seen: []\n")) == ["HRM01"]
    assert examined("none_seen: []\n", settings=Settings(rules_off=(name,))) == []


def test_what_is_fixed_is_neither_set_aside_nor_switched_off() -> None:
    fixed = {rule.code for rule in ALL if rule.fixed}
    assert {code for code in registry.TABLE if code[:3] in ("YML", "SCH", "REF")} | {
        "AUT06",
        "DNH01",
        "REV01",
    } == fixed
    waiver = WAIVER.format(rule="REV01", more="", until="2026-12-31")
    found = examined(
        f"review: {{every: 4 weeks}}\n{waiver}", settings=Settings(rules_off=("REV01",))
    )
    assert [(it.code, it.waived) for it in found] == [("REV01", False)]


def test_the_agencys_own_key_harm_is_a_known_word_and_serious() -> None:
    text = (RULES / "HRM03" / "clean.yaml").read_text(encoding="utf-8")
    text = text.replace("    domain:", "    key_harm: no_heating\n    domain:") + "goals: []\n"
    text += "options: []\n"
    assert "SCH04" in codes(engine.examine(case_of(laid_over(text, "plan"))))
    found = engine.examine(
        case_of(laid_over(text, "plan"), settings=Settings(key_harms=("no_heating",)))
    )
    assert codes(found) == ["HRM17", "HRM04", "OPT03"]


# One slip, one finding


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ("reveiw: {next: 2026-03-09, every: 4 weeks}\n# without review:\n", "SCH01"),
        ("review: {next: 2026-02-30, every: 4 weeks, set_with_client: true}\n", "SCH06"),
        ("review: {next: 2026-02-09, every: monthly, set_with_client: true}\n", "SCH07"),
        ("review: 2026-02-09\n", "SCH03"),
        ("none_seen: [liver, lover, lwa]\n", "SCH04"),
        ("none_seen: liver\n", "SCH03"),
        ("case: 7KQ2-9XM\n", "SCH07"),
        ("worker: jm\nworker: jm\n", "YML05"),
    ],
)
def test_one_slip_gives_one_finding(plan: str, code: str) -> None:
    assert codes(examined(plan)) == [code]


GOAL = (RULES / "GOA12" / "clean.yaml").read_text(encoding="utf-8").partition("\n")[2]


@pytest.mark.parametrize(
    ("typed", "instead", "code"),
    [
        ("    specific:", "    specfic:", "SCH01"),
        ("by: 2026-05-04", "by: 2026-02-30", "SCH06"),
        ("start: 2026-01-17", "start: soon", "SCH06"),
        ("measure:", "meassure:", "SCH01"),
        ("baseline: 0", "baseline: none", "SCH03"),
        ("status: active", "status: acheived", "SCH04"),
        ("option: o3f", "option: o3x", "REF02"),
    ],
)
def test_one_slip_in_a_goal_gives_one_finding(typed: str, instead: str, code: str) -> None:
    assert typed in GOAL
    assert codes(examined(GOAL.replace(typed, instead, 1))) == [code]


def test_a_slip_in_one_key_hides_no_slip_in_another() -> None:
    mixed = GOAL.replace("by: 2026-01-16", "by: 2026-13-16").replace(
        "    specific", "    x-specific"
    )
    assert codes(examined(mixed)) == ["GOA03", "SCH06"]


# Files that are missing, broken or alone


def test_a_plan_that_cannot_be_read_is_one_finding() -> None:
    review = {"reviews/2026-02-02-k7fw.yaml": laid_over("hrcli: review/1\n", "review")}
    assert codes(engine.examine(case_of("client: [Robin\n", review))) == ["YML15"]
    assert codes(engine.examine(case_of("", review))) == ["YML13"]


def test_a_review_that_cannot_be_read_hides_no_other_finding() -> None:
    broken = {"reviews/2026-02-02-k7fw.yaml": "with: [client\n"}
    found = engine.examine(case_of(laid_over(OVERDUE, "plan"), broken))
    assert [(it.file, it.code) for it in found] == [
        ("plan.yaml", "REV02"),
        ("reviews/2026-02-02-k7fw.yaml", "YML15"),
    ]


def test_a_review_alone_is_asked_what_can_be_asked_of_it() -> None:
    text = laid_over("hrcli: review/1\nheld_on: 2026-02-10\nharms: [{id: h0x}]\n", "review")
    lone = case_of("", {"2026-02-10-k7fw.yaml": text}, whole=False)
    found = engine.examine(lone._replace(plan_file=File("", Document(""))))
    assert [(it.code, it.severity) for it in found] == [("REV08", Severity.ERROR)]


def test_settings_alone_are_checked_as_settings() -> None:
    text = "hrcli: caseload/1\nworker: jm\nreview_every: {}\n"
    assert engine.examine(case_of(text.format("4 weeks"), whole=False)) == []
    assert codes(engine.examine(case_of(text.format("monthly"), whole=False))) == ["SCH07"]
    assert codes(engine.examine(case_of("worker: jm\n", whole=False))) == ["SCH10"]


def test_findings_come_sorted() -> None:
    text = "review: {}\nnone_seen: []\nharms: []\n"
    found = examined(text)
    assert found == sorted(found, key=lambda it: (it.file, *it.place, it.code))
    assert len(found) > 3


# Values stay where they are


def texts(case: Case) -> dict[str, Any]:
    return {file.name: deepcopy(file.document.data) for _, file in case.files}


def free_texts(data: Any, kind: str, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Every free text of a file, as the collection that holds it and its key there."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(pairs):
        if isinstance(value, (dict, list)):
            yield from free_texts(value, kind, (*path, key))
        elif isinstance(value, str) and schema.is_free_text(kind, (*path, key)):
            yield data, key


def rebuilt(case: Case, data: dict[str, Any]) -> Case:
    """The same case with other data; JSON is YAML too."""
    histories = [
        {it.file.name: json.dumps(data[it.file.name]) for it in records}
        for records in (case.reviews, case.events)
    ]
    return case_of(json.dumps(data["plan.yaml"]), *histories, whole=case.whole)


@pytest.mark.parametrize("place", FIRES, ids=name_of)
def test_no_free_text_of_a_case_is_in_a_message(place: Path) -> None:
    case = golden(place)
    data = texts(case)
    count = 0
    for kind, file in case.files:
        for holder, key in free_texts(data[file.name], kind):
            holder[key] = f"{CANARY} {count}"
            count += 1
    assert count > 20
    found = engine.examine(rebuilt(case, data))
    assert found or place.parent.name.startswith(ABOUT_WORDS)
    for finding in found:
        assert CANARY not in f"{finding.message} {finding.help} {finding.path}"


ODD = [None, True, 0, -1, 1e9, 10**17, "", CANARY, [], [CANARY], {}, {"id": CANARY}, [[]], [None]]
ODD += ["9999-12-31", "0001-01-01", "999 months", "h7k", ["h7k", "h7k"], {"x-y": [{}]}]


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a file, as the collection that holds it and its key there."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield data, key
        if isinstance(value, (dict, list)):
            yield from places(value)


def test_a_key_harm_nobody_knows_is_not_repeated() -> None:
    text = (RULES / "HRM04" / "fires.yaml").read_text(encoding="utf-8")
    text = text.replace("degree: severe", f"key_harm: {CANARY}")
    found = engine.examine(case_of(laid_over(text, "plan")))
    assert {"HRM04", "SCH04"} <= set(codes(found))
    assert not [it for it in found if CANARY in it.message + it.help]


def test_nothing_raises_and_nothing_leaks_whatever_a_case_holds() -> None:
    sample = random.Random(7)
    folders = [place for place in GOLDEN if place.is_dir()]
    for _ in range(MANGLED):
        case = golden(sample.choice(folders))
        data = texts(case)
        for name in sample.choices(sorted(data), k=sample.randint(1, 4)):
            holder, key = sample.choice(list(places(data[name])) or [({}, "x")])
            holder[key] = deepcopy(sample.choice(ODD))
        for finding in engine.examine(rebuilt(case, data)):
            assert CANARY not in f"{finding.message} {finding.help} {finding.path}"
            assert finding.place >= (1, 1)


def test_nothing_raises_whatever_the_text_of_a_plan() -> None:
    sample = random.Random(11)
    lines = laid_over("hrcli: plan/1\n", "plan").splitlines(keepends=True)
    for _ in range(MANGLED):
        mangled = list(lines)
        for _ in range(sample.randint(1, 5)):
            at, other = sample.randrange(len(mangled)), sample.randrange(len(mangled))
            change = sample.randrange(4)
            if change == 0:
                del mangled[at]
            elif change == 3:
                mangled.insert(at, mangled[other])  # a key that stands there twice
            elif change == 1:
                mangled[at], mangled[other] = mangled[other], mangled[at]
            else:
                mangled[at] = mangled[at][sample.randrange(len(mangled[at])) :]
        for finding in engine.examine(case_of("".join(mangled))):
            assert 1 <= finding.place.line <= len(mangled) + 1


def test_the_same_case_gives_the_same_findings_on_every_day_it_is_open() -> None:
    """Dates far from today shift what is overdue and nothing else, and never raise."""
    for today in (date.min, date(2020, 2, 29), TODAY, date(2100, 1, 1), date.max):
        found = examined("", today=today)
        assert {it.code[:3] for it in found} <= {"ASK", "GOA", "REV", "STG"}
        assert found == examined("", today=today)


# Which child a harm reaches


@pytest.mark.parametrize(
    ("named", "fires"),
    [
        ("", True),  # all who live here, as far as anybody knows
        ("    dependants: [d5e]\n", False),
        ("    dependants: [d4t]\n", True),
        ("    dependants: [d4t, d5e]\n", True),
    ],
)
def test_a_child_elsewhere_is_cared_for_by_an_option(named: str, fires: bool) -> None:
    text = (RULES / "CHI01" / "clean" / "plan.yaml").read_text(encoding="utf-8")
    text = text.partition("dependants:")[0].replace(
        "    affects: [child]\n", f"    affects: [child]\n    windows: [intoxication]\n{named}"
    )
    people = (
        "dependants:\n  - {id: d4t, age: 3, age_on: 2026-01-12, lives_here: true}\n"
        "  - {id: d5e, age: 6, age_on: 2026-01-12, lives_here: false}\n"
    )
    safety = "child_safety: {assessed_on: 2026-01-12}\n"
    found = codes(engine.examine(case_of(laid_over(text + people + safety, "plan"))))
    assert ("CHI01" in found) == fires
    assert "REF02" not in found


def test_a_harm_names_dependants_that_are_there() -> None:
    text = (RULES / "CHI01" / "clean.yaml").read_text(encoding="utf-8")
    text = text.replace("    affects: [child]\n", "    affects: [child]\n    dependants: [d9z]\n")
    found = engine.examine(case_of(laid_over(text, "plan")))
    (told,) = [it.help for it in found if it.code == "REF02"]
    assert "d4t" in told


def test_a_retired_code_is_told_with_the_one_it_is_now(run: Run) -> None:
    for code, now in registry.RETIRED.items():
        assert code not in registry.TABLE
        told = run("explain", code)
        assert told.stderr == f"{code} is now {now}.\n"
        assert told.stdout == run("explain", now).stdout
        assert f"Did you mean {now}?" in run("validate", "--select", code, code=2).stderr


def test_every_finding_can_be_explained_also_by_a_rule_of_ones_own(
    run: Run, caseload: Path
) -> None:
    own = caseload / "knowledge" / "unintended_harms.yaml"
    own.parent.mkdir(exist_ok=True)
    own.write_bytes((DATA / "unintended_harms.yaml").read_bytes())
    assert "cold-nights-outdoors" in run("explain", "R-OWN-01").stdout
    said = run("validate", code=1).stderr.splitlines()
    (named,) = [line for line in said if "hrcli explain" in line]
    run(*named.partition("hrcli ")[2].split())
