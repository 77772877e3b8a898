"""Pages: who reads what, in every format; text of a case can only be read, never acts.

After a wanted change of a page: `python -m tests.pages.test_render --update` writes them anew.
"""

from __future__ import annotations

import copy
import random
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

from hrcli.escape import markdown
from hrcli.knowledge.labels import labels_for
from hrcli.pages.audiences import AUDIENCES
from hrcli.pages.environment import environment_for
from hrcli.pages.filters import WIDTH, Ink
from hrcli.pages.render import FORMATS, built_in
from hrcli.pages.views import rows
from hrcli.plan.case import Settings
from hrcli.plan.schema import words_at
from hrcli.resources import text as own_text
from tests.support.canary import CHOSEN
from tests.support.pages import (
    CONTROLS,
    GOLDEN_CASES,
    HOSTILE,
    Shape,
    case_of,
    example,
    filled,
    hostile_case,
    lines_of,
    render,
)
from tests.support.places import GOLDEN, ROOT

pytestmark = pytest.mark.library
PAGES = [(audience, to) for audience in AUDIENCES for to in FORMATS]
TEMPLATES = sorted(path.name for path in (ROOT / "templates").glob("*.j2"))


# Who reads what

CLIENT_ALWAYS = {
    "hope",
    "client.strengths",
    "relapse_plan.for_client",
    "goals[].specific",
    "goals[].meaningful",
    "goals[].assessable.measure",
    "goals[].assessable.unit",
    "goals[].assessable.source",
    "goals[].actions[].what",
}
CLIENT_CHOSEN = {
    "client.alias",
    "harms[].what",
    "supports[].who",
    "supports[].how",
    "mitigations[].what",
    "use[].words",
    "use[].functions[].what",
    "use[].functions[].replacement",
}


@pytest.mark.parametrize("to", FORMATS)
def test_the_workers_plan_holds_every_text_that_its_list_names(to: str) -> None:
    case, words = filled(CHOSEN)
    told = render(case, "plan", to)
    for kind, places in words.items():
        named = {row.property for row in rows(kind) if "plan" in row.readers}
        assert {place for place, word in places.items() if word in told} == named & set(places)


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("chosen", [True, False])
def test_the_clients_copy_holds_what_the_client_chose_and_no_more(to: str, chosen: bool) -> None:
    choices = CHOSEN | {"mitigations[].is": "overdose_plan"}
    if not chosen:
        choices |= {"copy": "not_asked", "on_copy": "not_asked"}
    case, words = filled(choices)
    told = render(case, "client", to)
    found = {(kind, place) for kind in words for place, word in words[kind].items() if word in told}
    wanted = CLIENT_ALWAYS | (CLIENT_CHOSEN if chosen else set())
    assert found == {("plan", place) for place in wanted}


def test_the_first_concern_is_on_the_copy_where_nothing_tells_of_violence() -> None:
    plan = {"presenting_problem": {"first_concern": "I am late for work."}}
    assert "I am late for work." in render(case_of(plan), "client", "md")
    violent = {**plan, "flags": [{"flag": "dv_victim", "status": "present"}]}
    assert "I am late for work." not in render(case_of(violent), "client", "md")


@pytest.mark.parametrize("to", FORMATS)
def test_no_flag_circumstance_or_case_id_is_on_the_copy(to: str) -> None:
    plan = filled({})[0].plan.data
    flags = words_at("plan", ("flags", 0, "flag"))
    context = words_at("plan", ("client", "context", 0, "is"))
    everything = {
        **plan,
        "flags": [{"flag": word, "status": "present", "note": word} for word in flags],
        "client": {**plan["client"], "context": list(context)},
        "child_safety": {"domains": {"procurement": "problematic"}},
    }
    told = render(case_of(everything), "client", to).lower()
    shown = re.sub(r"<style>.*</style>", "", told, flags=re.DOTALL)
    for word in {*flags, *context, "problematic", "procurement", "flag", "risk", "7kq2"}:
        for form in (word, word.replace("_", " ")):
            assert not re.search(rf"\b{form}\b", shown), form


def test_the_title_of_the_copy_tells_nothing() -> None:
    told = render(filled(CHOSEN)[0], "client", "html")
    assert re.findall(r"<title>(.*?)</title>", told) == ["My plan"]


@pytest.mark.parametrize("to", FORMATS)
def test_emergency_words_come_with_the_overdose_plan_alone(to: str) -> None:
    plan = {"client": {"copy": {"overdose_plan": "not_print"}}}
    assert "emergency" not in render(case_of(plan), "client", to).lower()
    plan["client"]["copy"]["overdose_plan"] = "print"
    assert "emergency" in render(case_of(plan), "client", to).lower()


def test_the_next_date_is_the_earlier_one_where_a_review_did_not_reach_the_plan() -> None:
    plan = {"review": {"next": "2026-06-01", "every": "4 weeks", "last": "2026-01-12"}}
    case = case_of(plan, [{"held_on": "2026-02-02", "next": "2026-03-02"}])
    assert "Monday 2 March 2026" in render(case, "client", "txt")


def test_a_corrected_review_gives_way_to_its_correction() -> None:
    reviews = [
        {"held_on": "2026-02-02", "went_well": "the first telling"},
        {"held_on": "2026-02-02", "went_well": "the second telling", "corrects": "0.yaml"},
    ]
    told = render(case_of({}, reviews), "plan", "md")
    assert "the second telling" in told
    assert "the first telling" not in told


def test_a_review_that_names_itself_as_wrong_stays_on_the_page() -> None:
    """What counts as due and what a page shows are the same reviews and events."""
    reviews = [{"held_on": "2026-02-02", "went_well": "the only telling", "corrects": "0.yaml"}]
    events = [{"kind": "contact", "date": "2026-02-03", "corrects": "0.yaml"}]
    case = case_of({}, reviews, events)
    assert len(case.standing) == len(case.standing_events) == 1
    told = render(case, "plan", "md")
    assert "the only telling" in told
    assert "### Contact, 2026-02-03" in told


def test_harms_stand_in_the_order_of_attention() -> None:
    harms = [
        {"id": "hbb", "what": "rent", "domain": "livelihood", "rank": 1, "degree": "mild"},
        {"id": "haa", "what": "alone at night", "affects": ["child"], "rank": 2, "importance": 0},
    ]
    told = render(case_of({"harms": harms}), "plan", "md")
    assert told.index("| alone at night (haa) |") < told.index("| rent (hbb) |")
    assert "**alone at night (haa)** (comes first: child affected)" in told
    assert "Importance: 0." in told


def test_the_grid_tells_not_explored_from_none_seen() -> None:
    harms = [{"id": "haa", "what": "alone", "domain": "lover", "arises_from": ["intoxication"]}]
    told = render(case_of({"harms": harms, "none_seen": ["law"]}), "plan", "md")
    assert "| Lover: family and other people | alone | not explored | not explored |" in told
    assert "| Law | none seen | none seen | none seen |" in told
    assert "| Liver: health | not explored | not explored | not explored |" in told


def test_steps_run_from_the_baseline_to_the_latest_number() -> None:
    goal = {
        "id": "g2m",
        "specific": "walk",
        "status": "active",
        "assessable": {"baseline": 0, "target": 4, "unit": "of 4"},
        "progress": [{"date": "2026-02-01", "value": 2}, {"date": "2026-02-08", "value": 1}],
    }
    review = {"held_on": "2026-02-09", "goals": [{"id": "g2m", "value": 3}]}
    told = render(case_of({"goals": [goal]}, [review]), "plan", "md")
    assert "0 of 4 at the start, aim 4 of 4." in told
    assert "2026-02-01: 2 of 4, a step nearer\n" in told
    assert "2026-02-08: 1 of 4\n" in told
    assert "2026-02-09: 3 of 4, a step nearer\n" in told


def test_child_safety_is_never_added_up() -> None:
    domains = dict.fromkeys(words_at_domains(), "problematic")
    told = render(case_of({"child_safety": {"domains": domains}}), "plan", "txt")
    assert told.count("problematic") == len(domains)
    assert not re.search(r"total|sum\b|score", told, re.IGNORECASE)


def words_at_domains() -> list[str]:
    return ["pattern_of_use", "home_environment", "basic_needs", "procurement", "health_risks"]


# Text of a case can only be read


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("text", [*HOSTILE, CONTROLS])
def test_html_keeps_its_shape_whatever_the_text(audience: str, text: str) -> None:
    told = render(hostile_case(text), audience, "html")
    calm = render(hostile_case(lines_of(text)), audience, "html")
    assert Shape(told).tags == Shape(calm).tags
    assert "49777" not in told


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("text", [*HOSTILE, CONTROLS])
def test_markdown_keeps_its_shape_whatever_the_text(audience: str, text: str) -> None:
    told = render(hostile_case(text), audience, "md")
    calm = render(hostile_case(lines_of(text)), audience, "md")
    assert shape_of_markdown(told) == shape_of_markdown(calm)


def shape_of_markdown(text: str) -> list[str]:
    reader = (
        pytest.importorskip("markdown_it")
        .MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
    )
    tokens = [inner for token in reader.parse(text) for inner in (token, *(token.children or ()))]
    return [token.type for token in tokens if token.type not in ("text", "text_special")]


def test_escaped_markdown_reads_as_it_was_typed() -> None:
    markdown_it = pytest.importorskip("markdown_it")
    for text in HOSTILE:
        (_, inline, _) = markdown_it.MarkdownIt("commonmark").parse(markdown(text))
        assert "".join(child.content for child in inline.children) == " ".join(text.split())


@pytest.mark.parametrize(("audience", "to"), PAGES)
def test_control_characters_are_shown_not_sent(audience: str, to: str) -> None:
    told = render(hostile_case(CONTROLS), audience, to)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", told)
    assert "U+001B" in told


def test_headings_of_the_text_page_cannot_be_forged() -> None:
    told = render(hostile_case("Flags\n-----\n\nnone"), "client", "txt")
    assert not re.search(r"^Flags\n-----$", told, re.MULTILINE)


# The first page of the worker's plan


def test_what_is_dangerous_and_open_stands_first() -> None:
    plan = {
        "flags": [
            {"flag": "child_at_risk", "status": "present", "as_of": "2026-01-12"},
            {"flag": "overdose_risk", "status": "absent"},
        ],
        "asked": [{"about": "violence", "answer": "present"}],
        "mitigations": [{"is": "safe_storage"}, {"is": "overdose_plan", "done_on": "2026-01-12"}],
    }
    events = [
        {"kind": "overdose", "status": "happened", "date": "2026-02-07"},
        {"kind": "crisis", "status": "happened"},
    ]
    told = render(case_of(plan, [], events), "plan", "txt").partition("Harms, in the order")[0]
    for line in (
        "- Not looked at yet: overdose, 2026-02-07\n- Not looked at yet: crisis\n",
        "- Child at risk, 2026-01-12\n",
        "- Violence\n",
        "- Not in place yet: safe storage\n",
    ):
        assert line in told
    assert "Overdose risk" not in told
    assert "overdose plan" not in told


# Every page


@pytest.mark.parametrize(("audience", "to"), PAGES)
def test_the_same_case_gives_the_same_bytes(audience: str, to: str) -> None:
    case = filled(CHOSEN)[0]
    told = render(case, audience, to)
    assert told == render(copy.deepcopy(case), audience, to)
    assert told.endswith("\n")
    assert not told.endswith("\n\n")
    assert not re.search(r"[ \t]$", told, re.MULTILINE)
    assert "None" not in told


@pytest.mark.parametrize(("audience", "to"), PAGES)
def test_an_empty_plan_has_a_page(audience: str, to: str) -> None:
    assert render(case_of({}), audience, to).strip()
    assert render(case_of(None), audience, to).strip()


@pytest.mark.parametrize("seed", range(12))
def test_what_the_schema_passes_has_a_page(seed: int) -> None:
    chance = random.Random(seed)
    sources = [filled(CHOSEN)[0], example(chance.choice(GOLDEN_CASES))]

    def thinned(data: Any) -> Any:
        if isinstance(data, dict):
            return {k: thinned(v) for k, v in data.items() if chance.random() > 0.25}
        if isinstance(data, list):
            return [thinned(item) for item in data if chance.random() > 0.25]
        return data

    for case in sources:
        reviews, events = ([thinned(f.data) for f in part] for part in (case.reviews, case.events))
        partial = case_of(thinned(case.plan.data), reviews, events)
        for audience, to in PAGES:
            assert render(partial, audience, to).strip()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_text_pages_fit_78_columns_without_boxes(audience: str) -> None:
    for case in (filled(CHOSEN)[0], *map(example, GOLDEN_CASES), hostile_case("long" * 60)):
        told = render(case, audience, "txt")
        assert max(map(len, told.splitlines())) <= WIDTH
        assert not re.search("[\u2500-\u259f|]", told)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("case", GOLDEN_CASES)
def test_html_stands_alone_and_is_well_made(audience: str, case: str) -> None:
    told = render(example(case), audience, "html")
    tags = [tag for tag in Shape(told).tags if not isinstance(tag, str)]
    names = [tag[0] for tag in tags]
    attributes = [attribute for tag in tags for attribute in tag[1:]]
    assert told.startswith("<!DOCTYPE html>\n<html lang=")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in told
    assert not {"script", "link", "a", "img", "iframe", "form", "object"} & set(names)
    assert not {name for name, _ in attributes} & {"src", "href", "style", "action"}
    assert "url(" not in told
    # A picture has a title too, with an id.
    assert names.count("main") == names.count("h1") == told.count("<title>") == 1
    levels = [int(name[1]) for name in names if re.fullmatch(r"h[1-6]", name)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [value for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value for name, value in attributes if name == "aria-labelledby"} <= set(ids)
    assert names.count("table") == names.count("caption")
    assert all(any(name == "scope" for name, _ in tag[1:]) for tag in tags if tag[0] == "th")


# Templates


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_only_do_what_is_escaped(name: str) -> None:
    environment = environment_for(Ink("html", labels_for("en")), "html", built_in())
    tree = environment.parse(own_text("templates", name))
    assert not list(tree.find_all(nodes.Concat))
    used = {found.name for found in tree.find_all(nodes.Filter)}
    assert used <= set(environment.filters)
    assert not re.search(r"=\{\{|=\s*\w*\{\{|\b(?:href|src|on\w+)=", own_text("templates", name))


# Days


def without_pictures(page: str) -> str:
    """A picture has short dates, and breaks none of them."""
    return re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("to", FORMATS)
def test_the_sheet_on_the_table_has_dates_as_people_say_them(to: str) -> None:
    told = render(example("7KQ2-9XMP"), "review", to)
    assert "Monday 9 March 2026" in told
    assert "(client), by Monday 23" in told  # of both: nobody is "my worker" there
    assert not DAY.findall(without_pictures(told))


# Scripts and directions


def test_what_people_wrote_is_read_in_its_own_direction() -> None:
    name = "\u0622\u062f\u0645"
    plan = {"client": {"alias": name, "strengths": [name]}, "hope": f"{name} 12\u200f"}
    told = render(case_of(plan), "plan", "html")
    texts = re.findall(rf"<(\w+)([^<>]*)>[^<]*{name}", told.partition("</head>")[2])
    assert texts
    assert all('dir="auto"' in attributes for tag, attributes in texts if tag != "span")
    assert f"{name} 12\u200f" in told  # marks of direction are text


def test_a_language_from_right_to_left_has_its_pages_so() -> None:
    english = case_of({})
    own = (("labels.ar.yaml", b"hrcli: labels/1\nlanguage: ar\n"),)
    arabic = english._replace(settings=Settings(locale="ar", knowledge=own))
    assert '<html lang="en" dir="ltr">' in render(english, "client", "html")
    assert '<html lang="ar" dir="rtl">' in render(arabic, "client", "html")


# Golden pages


def golden(case: str, audience: str, to: str) -> Path:
    return GOLDEN / f"{case}-{audience}.{to}"


@pytest.mark.parametrize(("audience", "to"), PAGES)
@pytest.mark.parametrize("case", GOLDEN_CASES)
def test_pages_are_as_agreed(case: str, audience: str, to: str) -> None:
    agreed = golden(case, audience, to).read_text(encoding="utf-8")
    assert render(example(case), audience, to) == agreed


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    GOLDEN.mkdir(exist_ok=True)
    for case_id in GOLDEN_CASES:
        for reader, ending in PAGES:
            told = render(example(case_id), reader, ending)
            golden(case_id, reader, ending).write_text(told, encoding="utf-8", newline="\n")


@pytest.mark.parametrize(
    ("audience", "chosen", "stands"),
    [
        ("plan", "not_print", True),
        ("referral", "not_print", True),
        ("client", "print", True),
        ("client", "not_print", False),
        ("safety", "print", False),
    ],
)
def test_a_behaviour_is_printed_as_a_substance_is(audience: str, chosen: str, stands: bool) -> None:
    use = [{"id": "s1g", "behaviour": "gambling", "pattern": "daily"}]
    plan = {"use": use, "client": {"copy": {"substances": chosen}}}
    assert ("gambling" in render(case_of(plan), audience, "txt").lower()) is stands
