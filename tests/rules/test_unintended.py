"""First, do no harm: each rule on unintended harm against cases that fire, stay silent, or flip."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from hrcli.errors import Unreadable
from hrcli.finding import Finding, Severity
from hrcli.knowledge import substances, table_of_facts, unintended_harms
from hrcli.method.facts import known
from hrcli.plan import check, schema
from hrcli.plan.case import Case, Settings, settings_of
from hrcli.resources import folder, text
from hrcli.rules import engine, explain, registry, unintended_words
from hrcli.store.caseload import Caseload
from tests.support.casefiles import TODAY, case_of, document_of
from tests.support.places import DATA

CASES: dict[str, dict[str, Any]] = yaml.load(
    (DATA / "unintended_cases.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
HARMS = unintended_harms.built_in()
DERIVED = set(schema.words_at("unintended_harms", ("rules", 0, "when", 0, "ctx"))) - set(
    schema.words_at("plan", ("client", "context", 0))
)
OWN = (DATA / "unintended_harms.yaml").read_bytes()
EVENT = {"hrcli": "event/1", "case": "7KQ2-9XMP"}
WORDS_AT = {
    "substance": ("use", 0, "substance"),
    "pattern": ("use", 0, "pattern"),
    "dependence": ("use", 0, "dependence"),
    "route": ("use", 0, "route"),
    "supply": ("use", 0, "supply"),
    "ctx": ("client", "context", 0),
    "intervention": ("goals", 0, "intervention"),
    "need": ("goals", 0, "mitigations"),
}


def whole(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan with what the data leave out: ids, and the status that makes rules errors."""
    plan = {"hrcli": "plan/1", "case": "7KQ2-9XMP", "status": "active", **deepcopy(plan)}
    plan.pop("events", None)
    for name, items in (("use", "s"), ("dependants", "d"), ("goals", "g")):
        for number, item in enumerate(plan.get(name, [])):
            item.setdefault("id", f"{items}{number}x")
            if name == "goals":
                item.setdefault("status", "active")
    return plan


def typed(value: Any) -> Any:
    """A word of the data as our own reader takes it: numbers, truth and nothing are not text."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    words = {"true": True, "false": False, "null": None}
    return words[value] if value in words else int(value) if value.isdigit() else value


def a_case(plan: dict[str, Any], **more: Any) -> Case:
    return case_of(json.dumps(whole(plan)), events=events_of(plan), **more)


def events_of(plan: dict[str, Any]) -> dict[str, str]:
    """The events that the data write beside a plan, as files."""
    return {
        f"events/{event.get('date', event.get('from'))}-aaa{number}.yaml": json.dumps(
            {**EVENT, **event}
        )
        for number, event in enumerate(plan.get("events", []))
    }


def found(case: Case) -> list[Finding]:
    return [it for it in engine.examine(case) if it.code.startswith("R-")]


def fired(plan: dict[str, Any], **more: Any) -> set[str]:
    return {finding.code for finding in found(a_case(plan, **more))}


def critical(plan: dict[str, Any]) -> set[str]:
    return {code for code in fired(plan) if HARMS[code].critical}


def changed(plan: dict[str, Any], at: str, value: Any) -> dict[str, Any]:
    plan = deepcopy(plan)
    holder: Any = plan
    *steps, last = [int(step) if step.isdigit() else step for step in at.split(".")]
    for step in steps:
        holder = holder[step]
    holder[last] = value
    return plan


def yaml_event(**keys: str) -> str:
    return "".join(f"{key}: {value}\n" for key, value in {"hrcli": "event/1", **keys}.items())


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days)).isoformat()


# The data


def test_every_rule_has_its_three_cases() -> None:
    assert list(CASES) == list(HARMS)
    assert len(HARMS) == 91


@pytest.mark.parametrize("code", HARMS)
def test_a_rule_fires_stays_silent_and_flips_at_its_boundary(code: str) -> None:
    fires, silent, boundary = typed([CASES[code][key] for key in ("fires", "silent", "boundary")])
    assert code in fired(fires)
    assert code not in fired(silent)
    assert code in fired(changed(fires, boundary["at"], boundary["fires"]))
    assert code not in fired(changed(fires, boundary["at"], boundary["silent"]))


FURTHER = [
    (code, key == "also_fires", plan)
    for code, case in CASES.items()
    for key in ("also_fires", "also_silent")
    for plan in typed(case.get(key, []))
]


@pytest.mark.parametrize(("code", "fires", "plan"), FURTHER)
def test_each_way_of_firing_and_of_staying_silent(
    code: str, fires: bool, plan: dict[str, Any]
) -> None:
    assert (code in fired(plan)) is fires


@pytest.mark.parametrize("code", HARMS)
def test_the_cases_are_plans_that_the_schema_knows(code: str) -> None:
    case = typed(CASES[code])
    further = [*case.get("also_fires", []), *case.get("also_silent", [])]
    for plan in (case["fires"], case["silent"], *further):
        for use in plan.get("use", []):
            for function in use.get("functions", []):
                function["what"] = "x"
        assert check.check(document_of(json.dumps(whole(plan))), "plan") == []
        for event in events_of(plan).values():
            assert check.check(document_of(event), "event") == []


@pytest.mark.parametrize("code", HARMS)
def test_each_mitigation_that_a_rule_needs_answers_it_where_it_belongs(code: str) -> None:
    fires = typed(CASES[code]["fires"])
    for word in HARMS[code].need:
        assert code not in fired(answered(fires, [word])), word
    others = set(schema.words_at("plan", WORDS_AT["need"])) - set(HARMS[code].need)
    assert code in fired(answered(fires, sorted(others)))


def answered(plan: dict[str, Any], words: list[str]) -> dict[str, Any]:
    """The plan with mitigations in place: on its goals; those for an emergency, or all, beside."""
    plan = deepcopy(plan)
    for goal in plan.get("goals", []):
        goal["mitigations"] = words
    beside = ["emergency_now"] if plan.get("goals") else words
    done = [{"is": word, "done_on": TODAY.isoformat()} for word in beside if word in words]
    return {**plan, "mitigations": done}


@pytest.mark.parametrize("code", HARMS)
def test_the_example_of_a_rule_fires_and_the_better_one_does_not(code: str) -> None:
    rule = registry.TABLE[code]
    assert code in fired(of_example(rule.example))
    assert code not in fired(of_example(rule.better))


def of_example(example: str) -> dict[str, Any]:
    """The plan of an example; the events that its comments tell of are read as well."""
    told = re.findall(r"^# event: (\w+) (\w+) on ([-\d]+)$", example, re.MULTILINE)
    events = [{"kind": kind, "status": status, "date": day} for kind, status, day in told]
    plan: Any = document_of(example).data
    return {**plan, "events": events}


@pytest.mark.parametrize("harm", HARMS.values(), ids=list(HARMS))
def test_every_word_of_a_rule_is_known(harm: unintended_harms.UnintendedHarm) -> None:
    groups = frozenset().union(*substances.groups().values())
    known = {key: set(schema.words_at("plan", path)) for key, path in WORDS_AT.items()}
    known["intervention"].add("any")
    known |= {f"{word}_substance": known["substance"] for word in ("not", "with", "without")}
    known |= {key: set(groups) for key in ("group", "with_group", "count_group")}
    known |= {"with_pattern": known["pattern"], "not_supply": known["supply"]}
    known["ctx"] |= DERIVED
    known |= {"ctx_all": known["ctx"], "not_ctx": known["ctx"]}
    assert {*harm.need, *harm.also} <= known["need"]
    for when in harm.when:
        assert "intervention" in when
        for key, words in when.items():
            assert set(words) <= known[key], key


def test_the_built_in_rules_have_the_shape_that_an_agencys_must_have() -> None:
    document = document_of(text("knowledge", unintended_harms.FILE))
    assert check.check(document, "unintended_harms") == []
    assert unintended_harms.own(text("knowledge", unintended_harms.FILE).encode()) == HARMS


def test_every_substance_has_its_groups() -> None:
    assert set(substances.groups()) == set(schema.words_at("plan", WORDS_AT["substance"]))


def test_every_rule_cites_a_source_that_has_a_title() -> None:
    sources = document_of(text("knowledge", "sources.yaml")).data["sources"]
    for harm in HARMS.values():
        assert harm.src
        assert set(harm.src) <= set(sources)
        for title in unintended_harms.titles(harm):
            assert title in registry.TABLE[harm.id].source


def test_no_rule_claims_a_clinicians_review() -> None:
    for harm in HARMS.values():
        assert (harm.reviewed_on, harm.reviewed_by_role) == ("", "")
        assert "not yet reviewed by a clinician" in explain.page(registry.TABLE[harm.id])
        assert harm.conf in schema.words_at("unintended_harms", ("rules", 0, "conf"))


def test_what_was_not_checked_at_all_is_a_prompt_or_claims_nothing() -> None:
    unchecked = [harm for harm in HARMS.values() if harm.conf == "unchecked"]
    assert {harm.id for harm in unchecked if harm.severity != "info"} == {"R-ACU-01"}
    assert {harm.id for harm in unchecked} >= {
        harm.id for harm in HARMS.values() if harm.severity == "info"
    }


def test_some_weak_sources_never_stand_alone() -> None:
    for harm in HARMS.values():
        assert not set(harm.src) <= {"LUL", "CLZ", "CLZ2"}, harm.id


def test_every_critical_rule_says_risk_and_question_in_german_unreviewed() -> None:
    for harm in HARMS.values():
        assert (harm.de is not None) is harm.critical, harm.id
        if harm.de:
            assert harm.de.risk != harm.risk
            assert harm.de.ask.endswith(("?", "?)", ")"))
            assert harm.de.reviewed_on == ""


@pytest.mark.parametrize("harm", [it for it in HARMS.values() if it.critical], ids=lambda it: it.id)
def test_a_critical_rule_speaks_german_where_the_caseload_does(harm: Any) -> None:
    fires = typed(CASES[harm.id]["fires"])
    told = {}
    for locale in ("en", "de-AT"):
        case = a_case(fires, settings=Settings(locale=locale))
        told[locale] = next(it for it in found(case) if it.code == harm.id)
    assert harm.risk in told["en"].message
    assert harm.de.risk in told["de-AT"].message
    assert harm.de.ask in told["de-AT"].help
    assert "noch nicht geprüft" in told["de-AT"].help
    assert not any(word in told["de-AT"].message for word in (" may ", "The ", "Grounds"))
    named = [re.findall(r"\bg\d\w\b", told[it].message.partition(":")[0]) for it in told]
    assert named[0] == named[1]


def test_the_words_that_no_plan_holds_are_explained() -> None:
    assert set(table_of_facts.worked_out()) == DERIVED
    for word, it in table_of_facts.worked_out().items():
        assert it.from_, word
        assert it.line.startswith("# ") is not bool(it.under), word
    page = explain.page(registry.TABLE["R-ANG-01"])
    assert "without the context child_in_home or child_visits" in page
    assert "The context child_visits means that a child lives elsewhere" in page


def test_what_silences_a_rule_and_since_when_it_is_answered_is_explained() -> None:
    found = {code: unintended_words.finds(HARMS[code]) for code in ("R-ALC-07", "R-CRI-01")}
    assert found["R-ALC-07"].endswith("It says nothing while R-ALC-02 is open.")
    assert (
        "since the day of recent_crisis_28d answers it, but for crisis_talked_through."
        in found["R-CRI-01"]
    )


def test_every_key_of_a_rule_is_put_into_words() -> None:
    inside = [path for path, _ in schema.properties("unintended_harms") if "when[]." in path]
    keys = {path.split("when[].")[1].split(".")[0] for path in inside}
    assert keys == {*unintended_words.PHRASES, "intervention", "count_group"}


# What earlier tries got wrong, and what must never fire

VALIUM = {
    "use": [{"substance": "benzodiazepine", "functions": [{"kind": "anger_aggression_control"}]}],
    "dependants": [{"age": 4, "lives_here": True}],
    "goals": [{"intervention": "stop_abrupt"}],
}
PREGNANT = {
    "client": {"context": ["pregnant"]},
    "use": [{"substance": "opioid_short", "pattern": "daily"}],
    "goals": [{"intervention": "stop_abrupt"}],
}
COURT = {
    "client": {"context": ["low_support"]},
    "use": [{"substance": "opioid_short", "pattern": "daily"}],
    "goals": [{"intervention": "naltrexone_start", "origin": "mandated"}],
}
SCHOOL = {
    "use": [{"substance": "volatile_inhalant"}],
    "goals": [{"intervention": "education_universal"}],
}
WEEKENDS = {
    "use": [{"substance": "alcohol", "pattern": "binge", "dependence": "absent"}],
    "dependants": [{"age": 3, "lives_here": True}],
    "goals": [{"intervention": "planned_continued_use"}],
}
FATHER = {
    "use": [{"substance": "opioid_short", "pattern": "daily"}],
    "dependants": [{"age": 6, "lives_here": True}],
    "goals": [{"intervention": ["withdrawal_inpatient", "abstinence_goal"]}],
}


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        (VALIUM, {"R-BZD-01", "R-BZD-02"}),
        (PREGNANT, {"R-OPI-01", "R-OPI-04", "R-PRE-01"}),
        (COURT, {"R-OPI-05", "R-OPI-06", "R-OPI-07"}),
        (SCHOOL, {"R-VOL-01", "R-VOL-02"}),
        (WEEKENDS, {"R-CHI-02"}),
        (FATHER, {"R-OPI-04", "R-CHI-01", "R-CHI-04"}),
    ],
)
def test_the_cases_of_the_source_raise_what_they_should(
    plan: dict[str, Any], codes: set[str]
) -> None:
    assert fired(plan) == codes


CHANGES = ["stop_abrupt", "abstinence_goal", "reduce_unsupervised", "planned_continued_use"]


@pytest.mark.parametrize("intervention", CHANGES)
@pytest.mark.parametrize("use", [{"substance": "cannabis"}, {"substance": "alcohol"}])
def test_occasional_use_without_dependence_raises_nothing(
    use: dict[str, Any], intervention: str
) -> None:
    use = {**use, "pattern": "occasional", "dependence": "absent"}
    assert fired({"use": [use], "goals": [{"intervention": intervention}]}) == set()


def test_a_binge_drinker_of_whom_nobody_knows_whether_they_depend() -> None:
    use = {"substance": "alcohol", "pattern": "binge", "dependence": "not_assessed"}
    assert "R-ALC-01" in fired({"use": [use], "goals": [{"intervention": "stop_abrupt"}]})


def test_what_is_not_said_counts_as_not_assessed() -> None:
    assert "R-ALC-01" in fired(
        {"use": [{"substance": "alcohol"}], "goals": [{"intervention": "stop_abrupt"}]}
    )


def test_an_alcohol_goal_of_somebody_on_opioid_painkillers() -> None:
    plan = {
        "use": [
            {"id": "s1", "substance": "alcohol", "pattern": "daily", "dependence": "likely"},
            {"id": "s2", "substance": "opioid_short", "supply": "prescribed_as_directed"},
        ],
        "harms": [{"id": "h1", "what": "x", "use": ["s1"]}],
        "goals": [{"intervention": "naltrexone_start", "for": ["h1"]}],
    }
    assert {"R-OPI-05", "R-OPI-06"} <= fired(plan)


def test_a_pregnant_occasional_drinker_raises_nothing_critical() -> None:
    use = {"substance": "alcohol", "pattern": "occasional", "dependence": "absent"}
    plan = {
        "client": {"context": ["pregnant"]},
        "use": [use],
        "goals": [{"intervention": "stop_abrupt"}],
    }
    assert critical(plan) == set()


def test_help_numbers_alone_answer_no_suicidality() -> None:
    plan: dict[str, Any] = {"flags": [{"flag": "suicidality", "status": "present"}]}
    assert "R-SUI-01" in fired(answered(plan, ["emergency_help_info"]))
    assert "R-SUI-01" not in fired(answered(plan, ["suicide_safety_plan"]))


def test_a_neutral_document_does_not_make_joint_sessions_right() -> None:
    goal = {"intervention": "partner_involvement", "mitigations": ["neutral_document"]}
    assert "R-DV-04" in fired({"client": {"context": ["dv_perpetrator"]}, "goals": [goal]})


def test_disulfiram_and_a_partner_without_violence() -> None:
    plan = {
        "client": {"context": ["on_disulfiram"]},
        "flags": [{"flag": "dv_victim", "status": "absent"}],
        "goals": [{"intervention": "partner_involvement"}],
    }
    assert fired(plan) == {"R-DSF-03"}


def test_the_examples_leave_no_rule_open() -> None:
    for day in (TODAY, date(2026, 2, 20)):
        for case in Caseload(folder("examples")).cases(day):
            assert isinstance(case, Case)
            if case.plan.status == "active":
                assert found(case) == [], case.id


# Goals, scope, and what answers


def test_only_proposed_and_active_goals_are_judged() -> None:
    for status, judged in (
        ("proposed", True),
        ("active", True),
        ("achieved", False),
        ("partly_achieved", False),
        ("not_achieved", False),
        ("set_aside", False),
    ):
        plan = {"goals": [{"intervention": "discharge_for_use", "status": status}]}
        assert ("R-SVC-01" in fired(plan)) is judged, status
        plan["goals"].append({"intervention": "discharge_for_use", "status": "active"})
        where = [it.path for it in found(a_case(plan)) if it.code == "R-SVC-01"]
        beside = [f"goals.g{number}x.mitigations" for number in ((0, 1) if judged else (1,))]
        assert where == beside, f"{status}, beside a goal that is open"


def test_each_intervention_of_a_goal_is_judged_and_a_rule_speaks_once_for_a_goal() -> None:
    plan = {
        "use": [{"substance": "opioid_short"}],
        "goals": [
            {"intervention": ["abstinence_goal", "stop_abrupt"]},
            {"intervention": "stop_abrupt"},
        ],
    }
    paths = [it.path for it in found(a_case(plan)) if it.code == "R-OPI-04"]
    assert paths == ["goals.g0x.mitigations", "goals.g1x.mitigations"]


def two_uses(intervention: str, pattern: str = "occasional", **goal: Any) -> set[str]:
    """Alcohol that the goal's harm names, and barbiturates that it does not."""
    return fired(
        {
            "use": [
                {
                    "id": "s1",
                    "substance": "alcohol",
                    "dependence": "absent",
                    "pattern": pattern,
                },
                {"id": "s2", "substance": "barbiturate"},
            ],
            "harms": [{"id": "h1", "use": ["s1"]}, {"id": "h2"}],
            "goals": [{"intervention": intervention, **goal}],
        }
    )


def test_a_goal_is_judged_by_the_uses_that_it_and_its_harms_name() -> None:
    assert "R-BARB-01" not in two_uses("stop_abrupt", **{"for": ["h1"]})
    assert "R-BARB-01" in two_uses("stop_abrupt", **{"for": ["h1"], "use": ["s2"]})
    assert "R-BARB-01" in two_uses("stop_abrupt", **{"for": ["h2"]})
    assert "R-BARB-01" in two_uses("stop_abrupt")
    assert "R-BARB-01" in two_uses("stop_abrupt", use=["s9"])  # leads nowhere


def test_interventions_that_touch_everything_are_judged_by_every_use() -> None:
    for intervention in ("residential_admission", "withdrawal_community"):
        assert "R-BARB-01" in two_uses(intervention, **{"for": ["h1"]})


def test_one_and_the_same_use_must_meet_every_key() -> None:
    uses = [
        {"substance": "alcohol", "pattern": "occasional"},
        {"substance": "caffeine", "pattern": "daily"},
    ]
    plan = {
        "use": uses,
        "dependants": [{"age": 3, "lives_here": True}],
        "goals": [{"intervention": "planned_continued_use"}],
    }
    assert "R-CHI-02" not in fired(plan)


def test_with_and_count_look_at_the_whole_plan_whatever_the_goal_is_about() -> None:
    assert "R-ALC-03" in two_uses("stop_abrupt", "regular", **{"for": ["h1"]})
    assert "R-ALC-03" not in two_uses("stop_abrupt", "occasional", **{"for": ["h1"]})
    assert "R-POLY-01" in two_uses("no_use_change", **{"for": ["h1"]})


def test_a_goals_rule_is_answered_on_that_goal_alone() -> None:
    plan: dict[str, Any] = {
        "goals": [
            {"intervention": "discharge_for_use"},
            {"intervention": "no_use_change", "mitigations": ["keep_in_service_review"]},
        ],
        "mitigations": [{"is": "keep_in_service_review"}],
    }
    assert "R-SVC-01" in fired(plan)


def test_a_rule_on_the_plan_is_answered_by_the_plan_or_any_open_goal() -> None:
    plan: dict[str, Any] = {
        "use": [{"substance": "volatile_inhalant"}],
        "goals": [{"intervention": "no_use_change", "mitigations": ["emergency_help_info"]}],
    }
    assert "R-VOL-01" not in fired(plan)
    assert "R-VOL-01" in fired(changed(plan, "goals.0.status", "achieved"))
    plan["mitigations"] = [{"is": "emergency_help_info"}]  # planned, and not yet done
    assert "R-VOL-01" in fired(changed(plan, "goals.0.status", "achieved"))
    plan["mitigations"][0]["done_on"] = TODAY.isoformat()
    assert "R-VOL-01" not in fired(changed(plan, "goals.0.status", "achieved"))


def test_a_plan_without_any_goal_is_judged_as_a_plan() -> None:
    assert fired({"use": [{"substance": "volatile_inhalant"}]}) == {"R-VOL-01"}


def test_any_is_no_word_for_a_goal() -> None:
    plan = {"client": {"context": ["drives"]}, "goals": [{"intervention": "any"}]}
    assert fired(plan) == set()


@pytest.mark.parametrize("pattern", ["never", "stopped"])
def test_what_is_not_in_use_does_not_count_beside_another(pattern: str) -> None:
    uses = [{"substance": "alcohol"}, {"substance": "opioid_short", "pattern": pattern}]
    assert "R-POLY-01" not in fired({"use": uses})


@pytest.mark.parametrize(
    ("substance", "intervention", "code"),
    [
        ("opioid_short", "abstinence_goal", "R-OPI-04"),
        ("opioid_short", "naltrexone_start", "R-OPI-06"),
        ("alcohol", "disulfiram_start", "R-DSF-01"),
    ],
)
def test_what_was_stopped_counts_for_what_comes_after_stopping(
    substance: str, intervention: str, code: str
) -> None:
    use = {"substance": substance, "pattern": "stopped"}
    assert code in fired({"use": [use], "goals": [{"intervention": intervention}]})
    use["pattern"] = "never"
    assert code not in fired({"use": [use], "goals": [{"intervention": intervention}]})


# Context


def words_of(plan: dict[str, Any], events: dict[str, str] | None = None) -> dict[str, str]:
    """The words that hold and the first ground of each, but for those that nobody asked about."""
    case = case_of(json.dumps(whole(plan)), events=events)
    asked = [fact for fact in known(case).every() if fact.source != "unasked"]
    return {fact.word: fact.origin for fact in reversed(asked)}


def test_context_comes_from_many_places_and_says_so() -> None:
    plan = {
        "client": {"age_band": "over_65", "context": ["epilepsy", {"is": "on_maoi"}]},
        "flags": [
            {"flag": "drives", "status": "present"},
            {"flag": "dv_victim", "status": "not_assessed"},
            {"flag": "child_at_risk", "status": "present"},
        ],
        "dependants": [{"age": 2, "lives_here": True}],
        "use": [
            {"substance": "methadone", "supply": "prescribed_as_directed"},
            {"substance": "opioid_short", "route": ["smoked", "injected_iv"]},
            {"substance": "alcohol", "functions": [{"kind": "anger_aggression_control"}]},
        ],
        "goals": [{"intervention": "no_use_change", "origin": "mandated"}],
    }
    found = words_of(plan)
    assert found.pop("mandated").startswith("goal g0x")
    assert found == {
        "epilepsy": "client.context",
        "on_maoi": "client.context",
        "drives": "a flag",
        "over_65": "client.age_band",
        "child_in_home": "dependant d0x",
        "on_oat": "use s0x: methadone, prescribed_as_directed",
        "injects": "use s1x: route",
        "function_anger_control": "use s2x: functions",
        "child_at_risk": "a flag",
    }


@pytest.mark.parametrize(
    ("dependant", "words"),
    [
        ({"age": 0, "lives_here": True}, {"infant_in_home", "child_in_home"}),
        ({"age": 0, "age_on": "2024-01-01", "lives_here": True}, {"child_in_home"}),
        ({"age": 17, "age_on": "2025-02-10", "lives_here": True}, {"child_in_home"}),
        ({"age": 17, "age_on": "2025-02-09", "lives_here": True}, {"dependent_adult"}),
        ({"age": None, "lives_here": True}, {"child_in_home"}),
        ({"age": 5, "lives_here": None}, {"child_in_home"}),
        ({"age": 5, "lives_here": False}, set()),
        ({"age": 5, "lives_here": False, "visits": True}, {"child_visits"}),
        ({"age": 0, "lives_here": False, "visits": True}, {"child_visits", "infant_visits"}),
        ({"age": 70, "lives_here": True}, {"dependent_adult"}),
    ],
)
def test_children_who_live_here(dependant: dict[str, Any], words: set[str]) -> None:
    assert set(words_of({"dependants": [dependant]})) == words


def test_an_infant_is_a_child() -> None:
    assert "child_in_home" in words_of({"client": {"context": ["infant_in_home"]}})


STAYS = {
    "detox_stay": "recent_detox_28d",
    "hospital_stay": "recent_hospital_discharge_28d",
    "custody_stay": "recent_prison_release_28d",
}


@pytest.mark.parametrize("kind", STAYS)
def test_a_stay_that_ended_counts_for_28_days(kind: str) -> None:
    for days, holds in ((0, True), (28, True), (29, False)):
        event = yaml_event(
            kind=kind, status="happened", **{"from": days_ago(days + 5), "to": days_ago(days)}
        )
        words = words_of({}, {"events/2026-01-02-aaaa.yaml": event})
        assert (STAYS[kind] in words) is holds
        assert "entering_custody_or_hospital" not in words


@pytest.mark.parametrize("kind", STAYS)
def test_a_planned_stay_is_about_to_begin(kind: str) -> None:
    event = yaml_event(kind=kind, status="planned", **{"from": days_ago(-9), "to": days_ago(-18)})
    name = {"events/2026-02-18-aaaa.yaml": event}
    assert set(words_of({}, name)) == {"entering_custody_or_hospital"}
    assert (
        words_of({}, {"events/2026-02-18-aaaa.yaml": event.replace("planned", "cancelled")}) == {}
    )


@pytest.mark.parametrize("kind", STAYS)
def test_a_stay_that_came_to_nothing_gives_no_word_afterwards(kind: str) -> None:
    days = {"from": days_ago(9), "to": days_ago(2)}
    for status, words in (("happened", {STAYS[kind]}), ("cancelled", set())):
        event = yaml_event(kind=kind, status=status, **days)
        assert set(words_of({}, {"events/2026-01-31-aaaa.yaml": event})) == words


def test_an_overdose_that_was_cancelled_was_none() -> None:
    lately = {"past_overdose", "recent_overdose_28d"}
    for status, words in (("happened", lately), ("cancelled", set())):
        event = yaml_event(kind="overdose", status=status, date=days_ago(3))
        assert set(words_of({}, {"events/2026-02-06-aaaa.yaml": event})) == words


def test_somebody_whose_stay_goes_on_is_inside() -> None:
    event = yaml_event(kind="hospital_stay", status="happened", **{"from": days_ago(3)})
    words = words_of({}, {"events/2026-02-06-aaaa.yaml": event})
    assert set(words) == {"inside_custody_or_hospital"}


def test_a_planned_stay_whose_days_are_over_counts_as_one_that_ended() -> None:
    event = yaml_event(
        kind="detox_stay", status="planned", **{"from": days_ago(9), "to": days_ago(2)}
    )
    assert set(words_of({}, {"events/2026-01-31-aaaa.yaml": event})) == {"recent_detox_28d"}


def test_a_corrected_event_does_not_count() -> None:
    wrong = yaml_event(kind="overdose", status="happened", date=days_ago(3))
    right = yaml_event(
        kind="lapse", status="happened", date=days_ago(3), corrects="2026-02-06-aaaa.yaml"
    )
    files = {"events/2026-02-06-aaaa.yaml": wrong}
    assert set(words_of({}, files)) == {"past_overdose", "recent_overdose_28d"}
    assert words_of({}, {**files, "events/2026-02-07-bbbb.yaml": right}) == {}


@pytest.mark.parametrize(
    ("named", "holds"), [("[s1]", True), ("[s2]", False), ("[s1, s2]", True), ("[]", True)]
)
def test_a_break_in_use_counts_where_it_may_be_one_in_opioid_use(named: str, holds: bool) -> None:
    plan = {"use": [{"id": "s1", "substance": "methadone"}, {"id": "s2", "substance": "alcohol"}]}
    for days, lately in ((28, True), (29, False)):
        event = yaml_event(kind="break_in_use", status="happened", date=days_ago(days), use=named)
        found = words_of(plan, {f"events/{days_ago(days)}-aaaa.yaml": event})
        assert ("any_break_in_opioid_use" in found) is (holds and lately)


def test_an_undated_28_day_word_holds_and_earns_advice_to_date_it() -> None:
    plan = {"client": {"context": ["recent_detox_28d"]}, "use": [{"substance": "opioid_short"}]}
    codes = [it.code for it in engine.examine(a_case(plan, today=date(2030, 1, 1)))]
    assert "R-OPI-03" in codes
    assert "DNH10" in codes
    dated = changed(plan, "client.context.0", {"is": "recent_detox_28d", "since": "2026-02-01"})
    codes = [it.code for it in engine.examine(a_case(dated))]
    assert "R-OPI-03" in codes
    assert "DNH10" not in codes


def test_an_injected_route_counts_for_that_use_and_the_word_for_all() -> None:
    uses = [
        {"substance": "opioid_short", "route": ["smoked"]},
        {"substance": "cocaine", "route": ["injected_iv"]},
    ]
    assert "R-OPI-11" not in fired({"use": uses})
    assert "R-OPI-11" in fired({"use": uses, "client": {"context": ["injects"]}})


@pytest.mark.parametrize(
    ("supply", "holds"),
    [
        ("prescribed_as_directed", True),
        ("prescribed_other_use", True),  # taken otherwise, and still what the person lives on
        ("non_prescribed", False),
        ("unregulated", False),
    ],
)
def test_a_prescribed_agonist_is_agonist_treatment(supply: str, holds: bool) -> None:
    plan = {
        "use": [{"substance": "methadone", "supply": supply}],
        "goals": [{"intervention": "discharge_for_use"}],
    }
    assert ("on_oat" in words_of(plan)) is holds
    assert ({"R-OPI-09", "R-OAT-01"} <= fired(plan)) is holds


def test_anger_counts_where_its_use_is_in_scope() -> None:
    plan: dict[str, Any] = {
        "use": [
            {"id": "s1", "substance": "opioid_short"},
            {
                "id": "s2",
                "substance": "cannabis",
                "functions": [{"kind": "anger_aggression_control"}],
            },
        ],
        "dependants": [{"age": 4, "lives_here": True}],
        "goals": [{"intervention": "reduce_supervised", "use": ["s1", "s2"]}],
    }
    assert "R-BZD-02" in fired(plan)
    assert "R-BZD-02" not in fired(changed(plan, "goals.0.use", ["s1"]))


# Weight, waivers, switching off

BARBITURATE = {"use": [{"substance": "barbiturate"}], "goals": [{"intervention": "stop_abrupt"}]}
WAIVER = {
    "rule": "R-BARB-01",
    "for": "g0x",
    "because": "CANARY",
    "by": "jm",
    "role": "social worker",
    "consulted": "the physician",
    "until": TODAY.isoformat(),
}


def test_severities() -> None:
    weights = {harm.severity: registry.TABLE[harm.id].severity for harm in HARMS.values()}
    assert weights == {
        "critical": Severity.ERROR,
        "high": Severity.WARNING,
        "moderate": Severity.WARNING,
        "info": Severity.ADVICE,
    }


def test_a_draft_gets_advice_and_a_closed_plan_nothing() -> None:
    assert {it.severity for it in found(a_case({**BARBITURATE, "status": "draft"}))} == {
        Severity.ADVICE
    }
    assert found(a_case({**BARBITURATE, "status": "closed"})) == []


def waived(entry: dict[str, Any], today: date = TODAY) -> tuple[bool, str]:
    [finding] = found(a_case({**BARBITURATE, "waivers": [entry]}, today=today))
    return finding.waived, finding.message


def test_a_waiver_with_a_role_and_somebody_consulted_holds_to_its_last_day() -> None:
    assert waived(WAIVER)[0]
    assert not waived(WAIVER, TODAY + timedelta(1))[0]
    assert waived({**WAIVER, "rule": registry.TABLE["R-BARB-01"].slug})[0]


@pytest.mark.parametrize("key", ["for", "because", "by", "role", "consulted", "until"])
def test_a_waiver_that_lacks_something_holds_nothing_back_and_says_what(key: str) -> None:
    aside, message = waived({name: it for name, it in WAIVER.items() if name != key})
    assert not aside
    assert f"it has no {key}" in message
    assert "CANARY" not in message


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"until": (TODAY + timedelta(92)).isoformat()}, ""),
        ({"until": (TODAY + timedelta(93)).isoformat()}, "more than 92 days ahead"),
        ({"until": "2099-12-31"}, "more than 92 days ahead"),
        ({"until": "2126-01-01"}, "more than 92 days ahead"),
        ({"until": "2026-02-30"}, "its until is no day"),
        ({"until": (TODAY - timedelta(1)).isoformat()}, "it ended on 2026-02-08"),
        ({"consulted": " JM "}, "consulted nobody else"),
        ({"consulted": "TT"}, "consulted nobody else"),
        ({"consulted": "n/a"}, "under consulted stands nobody"),
        ({"consulted": "?", "until": "2099-12-31"}, "days ahead, and under consulted"),
    ],
)
def test_a_waiver_that_decides_for_ever_or_alone_sets_nothing_aside(
    changed: dict[str, str], why: str
) -> None:
    plan = {**BARBITURATE, "worker": "tt", "waivers": [{**WAIVER, **changed}]}
    [finding] = found(a_case(plan))
    assert finding.waived == (not why)
    assert why in finding.message


def test_a_waiver_for_another_goal_or_the_plan_leaves_this_goal() -> None:
    for other in ("g1x", "plan"):
        aside, message = waived({**WAIVER, "for": other})
        assert not aside
        assert "waiver" not in message


def test_a_waiver_for_the_plan_sets_aside_what_is_about_the_plan() -> None:
    entry = {key: it for key, it in WAIVER.items() if key not in ("role", "consulted")}
    entry |= {"rule": "R-VOL-01", "for": "plan"}
    plan = {"use": [{"substance": "volatile_inhalant"}], "waivers": [entry]}
    assert [it.waived for it in found(a_case(plan))] == [True]


def off(*entries: Any) -> Settings:
    return settings_of({"rules": {"switched_off": list(entries)}})


def test_a_rule_that_is_not_critical_is_switched_off_by_its_name() -> None:
    plan = {"use": [{"substance": "volatile_inhalant"}]}
    for name in ("R-VOL-01", "r-vol-01", registry.TABLE["R-VOL-01"].slug):
        assert fired(plan, settings=off(name)) == set()
    assert fired(plan, settings=off("R-VOL-02")) == {"R-VOL-01"}


def test_a_critical_rule_is_switched_off_by_a_whole_record_alone() -> None:
    record = {key: it for key, it in WAIVER.items() if key != "for"}
    assert fired(BARBITURATE, settings=off(record)) == set()
    assert fired(BARBITURATE, settings=off(record), today=TODAY + timedelta(1)) == {"R-BARB-01"}
    for lacking in ("because", "by", "role", "consulted", "until"):
        rest = {key: it for key, it in record.items() if key != lacking}
        [finding] = found(a_case(BARBITURATE, settings=off(rest)))
        assert f"it has no {lacking}" in finding.message
    for more in ({"consulted": "jm"}, {"until": (TODAY + timedelta(93)).isoformat()}):
        [finding] = found(a_case(BARBITURATE, settings=off({**record, **more})))
        assert "hrcli.yaml does not switch it off: " in finding.message
    [finding] = found(a_case(BARBITURATE, settings=off("R-BARB-01")))
    assert "only by a record" in finding.message


# Copies


def test_what_speaks_against_a_copy_or_a_reminder() -> None:
    for word, code in (("dv_victim", "R-DV-01"), ("dv_perpetrator", "R-DV-03")):
        for status in ("active", "closed"):
            case = a_case({"client": {"context": [word]}, "status": status})
            for intervention in ("client_held_document", "reminder"):
                [finding] = engine.copy_findings(case, intervention)
                assert (finding.code, finding.severity) == (code, Severity.ERROR)
                assert engine.copy_findings(case, intervention, ["neutral_document"]) == []
    draft = a_case({"client": {"context": ["dv_victim"]}, "status": "draft"})
    assert [it.severity for it in engine.copy_findings(draft, "reminder")] == [Severity.ADVICE]
    assert engine.copy_findings(a_case({}), "client_held_document") == []


# An agency's own rules


def own(raw: bytes = OWN) -> Settings:
    return Settings(knowledge=((unintended_harms.FILE, raw),))


def test_own_rules_are_added_and_take_the_place_of_those_with_their_code() -> None:
    over = unintended_harms.laid_over(HARMS, unintended_harms.own(OWN))
    assert list(over) == [*HARMS, "R-OWN-01"]
    assert over["R-POLY-01"].need == ("not_alone_plan",)
    assert over["R-SUI-01"] is HARMS["R-SUI-01"]
    assert "reviewed on 2026-01-12, addiction physician" in over["R-POLY-01"].verification


def test_own_rules_are_judged_like_the_others() -> None:
    plan = {
        "client": {"context": ["unstable_housing"]},
        "use": [{"substance": "alcohol", "dependence": "absent"}, {"substance": "opioid_short"}],
        "goals": [{"intervention": "planned_continued_use"}],
    }
    assert fired(plan) == {"R-POLY-01"}
    by_code = {it.code: it for it in found(a_case(plan, settings=own()))}
    assert set(by_code) == {"R-POLY-01", "R-OWN-01"}
    assert by_code["R-OWN-01"].slug == "cold-nights-outdoors"
    assert by_code["R-OWN-01"].source.startswith("Winter plan of this agency (unchecked")
    plan["mitigations"] = [{"is": "overdose_plan"}]
    assert "R-POLY-01" in fired(plan, settings=own())


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (b"ctx: [unstable_housing]", b"ctx: [bad_weather]", 7),
        (b"severity: critical", b"severity: grave", 9),
        (b"    need: [not_alone_plan]\n    ask", b"    ask", 4),
        (b"R-POLY-01", b"R-OWN-01", 14),
        (b"rules:\n", b"rules: [\n", 4),
    ],
)
def test_an_own_rule_that_is_amiss_is_told_with_its_line(
    before: bytes, after: bytes, line: int
) -> None:
    assert before in OWN
    with pytest.raises(Unreadable) as caught:
        engine.examine(a_case({}, settings=own(OWN.replace(before, after, 1))))
    assert str(caught.value).count("\n") == 2
    assert f"knowledge/unintended_harms.yaml:{line}:" in caught.value.where


# Messages


@pytest.mark.parametrize("code", HARMS)
def test_a_finding_says_the_risk_the_grounds_the_question_and_the_answers(code: str) -> None:
    harm = HARMS[code]
    for finding in found(a_case(typed(CASES[code]["fires"]))):
        if finding.code == code:
            assert harm.risk in finding.message
            assert "Grounds: " in finding.message
            assert finding.message.endswith(".")
            assert harm.ask.rstrip(".") in finding.help
            assert all(word in finding.help for word in (*harm.need, *harm.also))
            assert ("evidence" in finding.help) is (harm.conf != "source seen")
            for word in ("safe.", "safely", " mg", "diagnos", "taper by"):
                assert word not in finding.message + finding.help


def test_no_word_of_a_case_that_is_unknown_is_repeated() -> None:
    plan = {
        "client": {"context": ["CANARY", "child_in_home"]},
        "use": [
            {"id": "CANARY 1", "substance": "CANARY", "pattern": "binge", "route": ["CANARY"]},
            {"id": "CANARY 2", "substance": "opioid_short", "supply": "CANARY"},
        ],
        "goals": [
            {
                "id": "CANARY 3",
                "intervention": ["planned_continued_use", "abstinence_goal", "CANARY"],
            }
        ],
    }
    findings = found(a_case(plan))
    assert {"R-CHI-02", "R-CHI-04", "R-OPI-04"} <= {it.code for it in findings}
    assert not any("CANARY" in f"{it.message}{it.help}{it.path}" for it in findings)


PASSED_OUT = "hrcli: event/1\ncase: 7KQ2-9XMP\nkind: overdose\ndate: 2026-02-08\n"
KIT = "take_home_naloxone"


@pytest.mark.parametrize(("substance", "helps"), [("alcohol", False), ("opioid_short", True)])
def test_naloxone_is_named_as_an_answer_only_where_it_is_one(substance: str, helps: bool) -> None:
    plan = f"hrcli: plan/1\nuse: [{{id: s8w, substance: {substance}, pattern: daily}}]\n"
    done = f"{plan}mitigations: [{{is: {KIT}, done_on: 2026-02-09}}]\n"
    happened = {"events/2026-02-08-m2pd.yaml": PASSED_OUT}
    before, after = (
        [it for it in engine.examine(case_of(text, events=happened)) if it.code == "R-OPI-13"]
        for text in (plan, done)
    )
    (open_one,) = before
    answers, _, also = open_one.help.partition("Worth having too")
    assert (KIT in answers, KIT in also) == (helps, not helps)
    assert bool(after) is not helps
