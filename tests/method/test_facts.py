"""The layer of facts: each row of its table, and that nothing else looks at what it looks at."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from hrcli.knowledge import table_of_facts
from hrcli.method.after_events import to_look_at
from hrcli.method.due import due
from hrcli.method.facts import known, undated
from hrcli.method.origins import derived
from hrcli.plan import schema
from hrcli.plan.case import Case
from tests.support.casefiles import case_of
from tests.support.places import DATA, ROOT

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "facts.yaml").read_text(encoding="utf-8"))
PLAN = {"hrcli": "plan/1", "case": "7KQ2-9XMP", "status": "active", "client": {}}
ROWS = table_of_facts.rows()
WRITTEN = [row for row in ROWS if not row.unasked]


def of(data: dict[str, Any]) -> Case:
    plan = json.dumps({**PLAN, **data.get("plan", {})}, default=str)
    return case_of(plan, files("reviews", data), files("events", data))


def files(folder: str, data: dict[str, Any]) -> dict[str, str]:
    kind = folder.removesuffix("s")
    records = data.get(folder, [])
    return {
        f"{folder}/2026-01-01-aaa{number}.yaml": json.dumps(
            {"hrcli": f"{kind}/1", "case": "7KQ2-9XMP", **record}, default=str
        )
        for number, record in enumerate(records)
    }


def words(case: Case, table: list[table_of_facts.Row]) -> list[str]:
    return sorted({fact.word for fact in derived(case, table)})


@pytest.mark.parametrize("data", CASES, ids=lambda it: it["name"])
def test_what_is_written_gives_these_facts_and_no_others(data: dict[str, Any]) -> None:
    assert words(of(data), WRITTEN) == sorted(data["facts"])


@pytest.mark.parametrize("row", WRITTEN, ids=lambda it: f"{it.fact}-{WRITTEN.index(it)}")
def test_each_row_of_the_table_is_needed_by_a_case(row: table_of_facts.Row) -> None:
    others = [it for it in WRITTEN if it is not row]
    assert any(words(of(data), others) != sorted(data["facts"]) for data in CASES)


@pytest.mark.parametrize("row", [it for it in ROWS if it.unasked], ids=lambda it: it.fact)
def test_what_nobody_asked_is_a_fact_of_its_own(row: table_of_facts.Row) -> None:
    injected = [{"id": "s2a", "substance": "cocaine", "pattern": "daily", "route": ["injected_iv"]}]
    case = of({"plan": {"use": injected}})
    assert known(case).of(row.fact)
    harms = {"violence": "domestic_violence", "sharing": "bbv_hcv"}
    if row.unasked in harms:
        harm = {"id": "h2a", "key_harm": harms[row.unasked], "affects": ["child"]}
        assert not known(of({"plan": {"use": injected, "harms": [harm]}})).of(row.fact)
    else:
        asked = [{"about": row.unasked, "answer": "absent", "asked_on": "2026-02-02"}]
        assert not known(of({"plan": {"use": injected, "asked": asked}})).of(row.fact)


LISTS = {
    "fact": ("unintended_harms", ("rules", 0, "when", 0, "ctx")),
    "flag": ("plan", ("flags", 0, "flag")),
    "age_band": ("plan", ("client", "age_band")),
    "harm": ("plan", ("harms", 0, "key_harm")),
    "events": ("event", ("kind",)),
    "stays": ("event", ("kind",)),
    "score": ("plan", ("scores", 0, "instrument")),
    "asked": ("plan", ("asked", 0, "about")),
    "affects": ("plan", ("harms", 0, "affects", 0)),
    "spares": ("plan", ("harms", 0, "affects", 0)),
    "by": ("plan", ("harms", 0, "by")),
    "substance": ("plan", ("use", 0, "substance")),
    "supply": ("plan", ("use", 0, "supply")),
    "not_supply": ("plan", ("use", 0, "supply")),
    "route": ("plan", ("use", 0, "route", 0)),
    "function": ("plan", ("use", 0, "functions", 0, "kind")),
    "intervention": ("plan", ("goals", 0, "intervention")),
    "origin": ("plan", ("goals", 0, "origin")),
}
"""The vocabulary of each column of the table."""


@pytest.mark.parametrize("column", LISTS)
def test_the_table_is_written_in_the_words_of_the_schemas(column: str) -> None:
    known_words = {*schema.words_at(*LISTS[column]), table_of_facts.EVERY, table_of_facts.UNSAID}
    for row in ROWS:
        said = getattr(row, column)
        words_there = {said} - {""} if isinstance(said, str) else set(said)
        assert words_there <= known_words, row.fact


def test_a_fact_says_where_it_is_written_since_when_and_until_when() -> None:
    context = [{"is": "recent_detox_28d", "since": "2026-02-02"}]
    fact = known(of({"plan": {"client": {"context": context}}})).of("recent_detox_28d")[0]
    assert (fact.at, str(fact.since), str(fact.until)) == (
        ("client", "context", 0),
        "2026-02-02",
        "2026-03-02",
    )
    assert fact.file.name == "plan.yaml"


@pytest.mark.parametrize(
    ("word", "days"),
    [("recent_detox_28d", None), ("postpartum", None), ("epilepsy", 0), ("recent_detox_28d", 5)],
)
def test_what_holds_for_some_days_wants_a_day_and_none_that_lies_ahead(
    word: str, days: int | None
) -> None:
    since = {None: None, 0: None, 5: "2026-02-14"}[days]
    said = {"is": word, "since": since} if since else word
    found = [fact.word for fact in undated(of({"plan": {"client": {"context": [said]}}}))]
    assert found == ([] if word == "epilepsy" else [word])


def test_a_day_at_the_end_of_the_calendar_is_a_day_like_any_other() -> None:
    """A year that was mistyped in one case must not hide what is due in all the others."""
    context = [
        {"is": "recent_detox_28d", "since": "9999-12-20"},
        {"is": "pregnant", "due": "9999-12-30"},
    ]
    event = {"kind": "overdose", "status": "happened", "date": "9999-12-31"}
    case = of({"plan": {"client": {"context": context}}, "events": [event]})
    assert {"recent_detox_28d", "pregnant", "recent_overdose_28d"} <= {
        fact.word for fact in known(case).every()
    }
    assert [it.by for it in to_look_at(case)] == [date.max]
    assert due(case)


# Nothing but the table and its engine names these words

ENGINE = ("method/facts.py", "method/fact.py", "method/origins.py", "method/early_questions.py")
PLACES = {
    "flag": ("plan", ("flags", 0, "flag")),
    "context": ("plan", ("client", "context", 0)),
    "key harm": ("plan", ("harms", 0, "key_harm")),
    "event": ("event", ("kind",)),
    "instrument": ("plan", ("scores", 0, "instrument")),
}
ELSEWHERE = {
    # The kind of a file, not what happened: its shape is that it has a first and a last day.
    "plan/case.py": {"detox_stay", "hospital_stay", "custody_stay"},
    # Words of other vocabularies that are spelt alike.
    "commands/_disclosing.py": {"disclosure"},  # the event that a disclosure writes of itself
    "commands/replan.py": {"none"},
    "method/agreeing.py": {"none"},
    "method/due.py": {"contact"},  # a kind of what is due
    "method/interview.py": {"none"},  # typed where several words may be an answer
    "method/reviewing.py": {"none"},
    "pages/consent.py": {"contact", "violence"},  # kinds of information
    "pages/contents.py": {"mandated"},  # the origin of a goal
    "pages/views.py": {"contact", "violence", "disclosure", "crisis"},  # kinds, keys of a copy
    # Which child a harm may reach is part of what a harm is, before any fact is worked out.
    "plan/plan.py": {"none", "pregnant", "partner_pregnant"},
    "reports/of_caseload.py": {"none"},
    "reports/of_outcomes.py": {"none"},
    "rules/autonomy.py": {"mandated"},
    "rules/key_harms.py": {
        "violence",
        "injects",
        "sharing_unasked",
    },  # names that the table has for several words
    "rules/no_harm.py": {"none"},
    "rules/outcomes.py": {"none"},
}
"""Files in which one of the words stands, and means something else or is a matter of shape."""


def vocabulary() -> frozenset[str]:
    own = (schema.words_at(kind, path) for kind, path in PLACES.values())
    derived_words = schema.words_at("unintended_harms", ("rules", 0, "when", 0, "ctx"))
    return frozenset().union(derived_words, *own) - {"other"}


def texts(source: str) -> Iterator[str]:
    """The texts that code compares or looks up; what a rule says of itself is none of them."""
    tree = ast.parse(source)
    told: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("finds", "why", "example", "better"):
            told.update(id(inner) for inner in ast.walk(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def modules() -> list[Path]:
    return sorted((ROOT / "hrcli").rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda it: it.relative_to(ROOT).as_posix())
def test_only_the_layer_of_facts_names_what_facts_are_made_of(path: Path) -> None:
    name = path.relative_to(ROOT / "hrcli").as_posix()
    if name in ENGINE:
        return
    named = vocabulary() & set(texts(path.read_text(encoding="utf-8")))
    assert named <= ELSEWHERE.get(name, set())


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*.j2")), ids=lambda it: it.name)
def test_no_template_names_what_facts_are_made_of(path: Path) -> None:
    compared = re.findall(r"""[=!]= *["']([a-z_0-9]+)["']""", path.read_text(encoding="utf-8"))
    assert vocabulary().isdisjoint(set(compared) - {"mandated"})  # the origin of a goal


def test_the_exceptions_are_needed() -> None:
    for name, words_there in ELSEWHERE.items():
        named = set(texts((ROOT / "hrcli" / name).read_text(encoding="utf-8")))
        assert words_there <= named, name
