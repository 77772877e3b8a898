"""What the schemas promise to editors and prompts, and what a check says about each slip."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hrcli.document import document, scalars
from hrcli.finding import Finding, Place, Severity
from hrcli.plan import check, schema
from tests.support.places import DATA
from tests.support.running import Run

pytestmark = pytest.mark.library
CANARY = "Quetzalcoatl"
YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def sample(kind: str) -> document.Document:
    return document.read((DATA / f"{kind}.yaml").read_bytes())


def checked(text: str, kind: str = "plan", **more: Any) -> list[Finding]:
    read = document.read(text.encode())
    assert read.findings == []
    return check.check(read, kind, **more)


def plan(lines: str) -> str:
    return "hrcli: plan/1\ncase: 7KQ2-9XMP\nstatus: draft\n" + lines


def accepts(kind: str, part: Mapping[str, Any], value: Any) -> bool:
    import jsonschema_rs

    whole = {**part, "$defs": schema.root_of(kind, ())["$defs"]}
    return bool(jsonschema_rs.Draft202012Validator(whole, validate_formats=True).is_valid(value))


def key_harm_in(whole: Mapping[str, Any]) -> Any:
    return whole["properties"]["harms"]["items"]["properties"]["key_harm"]


def mappings(part: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a schema that describes keys."""
    if isinstance(part, list):
        for inner in part:
            yield from mappings(inner)
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and "additionalProperties" in part:
            yield part
        for inner in part.values():
            yield from mappings(inner)


def of_items(kind: str, part: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the schema says about one item of a list; about the property itself elsewhere."""
    return schema._meant(part.get("items", part), schema.root_of(kind, ()))


def items_with_keys(kind: str, part: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The keys that an item of a list has; None where its items are plain."""
    root = schema.root_of(kind, ())
    shapes = schema._shapes(of_items(kind, part), root)
    return next((shape["properties"] for shape in shapes if "properties" in shape), None)


def filled(body: Any) -> Any:
    """A snippet as it stands once its placeholders are accepted as they are."""
    if isinstance(body, dict):
        return {key: filled(value) for key, value in body.items()}
    if isinstance(body, list):
        return [filled(value) for value in body]
    return scalars.meaning(re.sub(r"^\$\{\d+:(.*)\}$", r"\1", body))


class TestTheSchemasThemselves:
    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_is_a_valid_schema_in_one_piece(self, kind: str) -> None:
        from jsonschema import Draft202012Validator

        whole = schema.bundled(kind)
        Draft202012Validator.check_schema(whole)
        assert "$ref" not in str(whole)
        assert "$defs" not in whole
        Draft202012Validator(whole).validate(sample(kind).data)

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_every_property_is_explained(self, kind: str) -> None:
        for path, part in schema.properties(kind):
            assert all(part[word].strip() for word in ("title", "description")), path
            assert part["markdownDescription"].startswith(part["description"]), path
            assert "`" in part["markdownDescription"], path
            assert part["examples"], path
            assert all(accepts(kind, part, example) for example in part["examples"]), path

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_every_word_is_explained(self, kind: str) -> None:
        for path, part in schema.properties(kind):
            words = of_items(kind, part).get("enum", [])
            meanings = of_items(kind, part).get("enumDescriptions", [])
            assert len(meanings) == len(words), path
            assert all(meaning.strip() for meaning in meanings), path
            if len(words) <= 12:
                assert all(f"`{word}`" in part["markdownDescription"] for word in words), path

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_every_list_has_an_end_and_a_key(self, kind: str) -> None:
        for path, part in schema.properties(kind):
            if part.get("type") != "array":
                continue
            assert part["maxItems"] <= 500, path
            keys = items_with_keys(kind, part)
            assert ("x-key" in part) == (keys is not None), path
            assert set(part.get("x-key", ())) <= set(keys or ()), path

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_every_snippet_is_valid_once_filled_in(self, kind: str) -> None:
        for path, part in schema.properties(kind):
            assert ("defaultSnippets" in part) == ("x-key" in part), path
            for snippet in part.get("defaultSnippets", ()):
                assert snippet["label"], path
                assert snippet["description"], path
                assert accepts(kind, part, [filled(snippet["body"])]), path

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_every_text_has_bounds(self, kind: str) -> None:
        for path, listed in schema.properties(kind):
            part = of_items(kind, listed)
            if "string" in part.get("type", ()):
                assert {"enum", "maxLength", "format"} & set(part), path
            if part.get("x-free-text"):
                assert (part["minLength"], part["maxLength"]) == (1, 20000), path

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_own_keys_are_welcome_at_every_level(self, kind: str) -> None:
        found = list(mappings(schema.bundled(kind)))
        assert found
        for each in found:
            assert each["additionalProperties"] is False
            assert each["patternProperties"] == {"^x-": {}}

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_no_word_that_yaml_reads_otherwise(self, kind: str) -> None:
        for path, part in schema.properties(kind):
            keys = path.replace("[]", "").split(".")
            assert not {*keys, *of_items(kind, part).get("enum", ())} & YAML_WORDS, path

    def test_whoever_is_asked_is_asked_in_words(self) -> None:
        for path, part in (row for kind in schema.KINDS for row in schema.properties(kind)):
            if part.get("x-ask") and "properties" not in part:
                assert part["x-question"].endswith("?"), path

    def test_what_refers_to_items_names_a_list_of_the_plan_that_has_ids(self) -> None:
        lists = {path for path, part in schema.properties("plan") if part.get("x-key") == ["id"]}
        rows = (row for kind in schema.KINDS for row in schema.properties(kind))
        named = {part["x-ids-of"] for _, part in rows if "x-ids-of" in part}
        assert named >= {"harms", "use", "options", "goals"}
        assert named <= lists

    def test_words_of_a_place_and_the_name_of_their_list(self) -> None:
        assert list(schema.words_at("plan", ("none_seen",))) == [
            "liver",
            "lover",
            "livelihood",
            "law",
        ]
        assert list(schema.lists_at("plan", ("none_seen",))) == ["domain"]
        assert list(schema.lists_at("plan", ("client", "context", 0))) == ["context"]
        assert "oat_start" in schema.words_at("plan", ("goals", 0, "intervention"))
        assert "own" in schema.words_at("plan", ("harms", 0, "key_harm"), ["own"])
        assert schema.words_at("plan", ("hope",)) == {}
        assert schema.lists_at("plan", ("hope",)) == {}
        assert schema.list_name("plan", ("harms", 0, "affects")) == "affected"
        assert schema.list_name("plan", ("hope",)) == ""

    def test_what_is_worked_out_is_a_word_of_rules_and_of_no_plan(self) -> None:
        for key in ("ctx", "ctx_all", "not_ctx"):
            at = ("rules", 0, "when", 0, key)
            assert list(schema.lists_at("unintended_harms", at)) == ["context", "derived"]
            assert {"drives", "dv_unasked"} <= set(schema.words_at("unintended_harms", at))
        assert "dv_unasked" not in schema.words_at("plan", ("client", "context", 0, "is"))

    def test_a_new_plan_takes_ten_answers_at_most(self) -> None:
        rows = dict(schema.properties("plan"))
        asked = [path for path, part in rows.items() if part.get("x-ask") and "[]" not in path]
        leaves = [path for path in asked if "properties" not in rows[path]]
        reached = [it for it in leaves if "." not in it or it.rpartition(".")[0] in asked]
        assert "presenting_problem.first_concern" in reached
        assert 0 < len(reached) <= 10

    def test_nothing_outside_is_ever_fetched(self) -> None:
        with pytest.raises(LookupError):
            check._refuse_to_fetch("https://example.org/plan.schema.json")


class TestLookingUp:
    def test_property_at_goes_through_lists_references_and_shapes(self) -> None:
        by_id = schema.property_at("plan", ("goals", "g2m", "status"))
        assert by_id == schema.property_at("plan", ("goals", 0, "status"))
        assert by_id is not None
        assert by_id["title"] == "Status"
        assert "partly_achieved" in by_id["enum"]
        dated = schema.property_at("plan", ("client", "context", 0, "since"))
        assert dated is not None
        assert dated["format"] == "date"

    def test_property_at_knows_nothing_of_other_keys_but_leaves_own_ones_alone(self) -> None:
        assert schema.property_at("plan", ("goal",)) is None
        assert schema.property_at("plan", ("status", "deeper")) is None
        assert schema.property_at("plan", ("goals", 0, "x-our", "deeper")) == {}

    @pytest.mark.parametrize(
        ("path", "free"),
        [
            (("goals", "g2m", "specific"), True),
            (("later",), True),
            (("later", 0), True),
            (("barriers",), True),
            (("barriers", 0), True),
            (("barriers", 0, "what"), True),
            (("barriers", 0, "settled_on"), False),
            (("x-note",), True),
            (("status",), False),
            (("worker",), False),
            (("goals", 0, "timed", "by"), False),
            (("nothing",), False),
        ],
    )
    def test_free_text(self, path: tuple[str | int, ...], free: bool) -> None:
        assert schema.is_free_text("plan", path) is free

    def test_key_harms_of_the_agency_are_known_words(self) -> None:
        text = plan("harms: [{id: h7k, what: x, key_harm: lack_of_accommodation}]\n")
        assert [it.code for it in checked(text)] == ["SCH04"]
        assert checked(text, key_harms=["lack_of_accommodation"]) == []
        words = key_harm_in(schema.bundled("plan", ["lack_of_accommodation", "overdose"]))
        assert words["enum"].count("overdose") == 1
        assert words["enum"].count("lack_of_accommodation") == 1
        assert len(words["enum"]) == len(words["enumDescriptions"])
        assert "lack_of_accommodation" not in key_harm_in(schema.bundled("plan"))["enum"]

    def test_what_is_handed_out_can_be_changed_without_harm(self) -> None:
        schema.bundled("plan")["properties"].clear()
        assert checked(plan("worker: jm\n")) == []

    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_kind_of(self, kind: str) -> None:
        assert schema.kind_of({"hrcli": f"{kind}/1"}) == kind
        assert schema.kind_of({"hrcli": f"{kind}/2"}) is None

    @pytest.mark.parametrize("data", [None, [], "plan/1", {}, {"hrcli": ["plan/1"]}])
    def test_kind_of_anything_else(self, data: Any) -> None:
        assert schema.kind_of(data) is None


class TestWholeFiles:
    @pytest.mark.parametrize("kind", schema.KINDS)
    def test_the_samples_pass(self, kind: str) -> None:
        read = sample(kind)
        assert read.findings == []
        assert check.check(read, schema.kind_of(read.data)) == []

    def test_a_draft_needs_little(self) -> None:
        assert checked(plan("harms: []\ngoals: []\nuse: []\nagreed: null\n")) == []

    def test_zero_and_null_are_answers(self) -> None:
        one = "{id: h7k, what: x, importance: 0, confidence: null}"
        assert checked(plan(f"harms: [{one}]\nreview: {{next: null}}\n")) == []

    def test_own_keys_pass_at_every_level(self) -> None:
        more = "x-a: 1\nclient: {x-b: [1]}\nharms: [{id: h7k, what: x, x-c: {d: no}}]\n"
        assert checked(plan(more)) == []

    def test_context_and_intervention_take_two_shapes(self) -> None:
        context = "client: {context: [drives, {is: recent_detox_28d, since: 2026-01-02}]}\n"
        goals = "goals: [{id: g2m, intervention: no_use_change}, {id: g3m, intervention: "
        assert checked(plan(f"{context}{goals}[oat_start, stop_abrupt]}}]\n")) == []

    def test_a_barrier_takes_two_shapes(self) -> None:
        assert checked(plan("barriers: [no bus, {what: no lift, settled_on: 2026-02-16}]\n")) == []

    def test_what_was_asked_and_what_lies_behind_or_ahead_has_its_keys(self) -> None:
        more = """\
client:
  context: [{is: partner_pregnant, due: 2026-06-20}, looked_after]
  copy: {crisis: print, read_on: 2026-01-12, read_digest: "sha256:0f1e"}
dependants:
  - {id: d1a, unborn: true, due: 2026-06-20}
  - {id: d2b, lives_here: false, in_care: true, visits: false}
use: [{id: s8w, substance: kratom, pattern: stopped, stopped_on: 2026-01-05, pattern_before: daily}]
harms: [{id: h7k, what: x, by: partner, affects: [unborn, other_child]}]
asked: [{about: violence, answer: declined, asked_on: 2026-01-12, alone: true}]
mitigations: [{is: medicine_review, by: 2026-02-01}]
goals: [{id: g2m, lowers_use: null, needs: [housing, food], dimension: 6}]
referrals: [{to: x, status: made, needs: [income]}]
"""
        assert checked(plan(more)) == []
        event = "hrcli: event/1\ncase: 7KQ2-9XMP\nkind: violence\nsurvived: null\nby: family\n"
        assert checked(event, "event") == []
        settings = "hrcli: caseload/1\nemergency_number: 0000\n"
        assert checked(settings, "caseload") == []

    def test_a_map_of_a_rule_says_what_it_leaves_out(self) -> None:
        rule = """\
hrcli: unintended_harms/1
rules:
  - id: R-OWN-01
    slug: cold-nights
    once: true
    when:
      - ctx: [child_visits]
        not_ctx: [dv_unasked, drives]
        not_supply: [prescribed_as_directed]
        with_group: [sedating, unnamed]
        with_pattern: [daily]
        without_substance: [alcohol]
    risk: a night outdoors
    severity: high
    need: [not_alone_plan]
    ask: Where?
    src: [our team]
    conf: unchecked
"""
        assert checked(rule, "unintended_harms") == []


# (lines below the first three, code, line, column, path, a part of the message or of the help)
SLIPS = [
    ("wrker: CANARY", "SCH01", 4, 1, "", "`worker`"),
    ("CANARY: 1", "SCH01", 4, 1, "", "hrcli schema"),
    ("client:\n  safe_contact: {fone: CANARY}", "SCH01", 5, 18, "client.safe_contact", "`phone`"),
    ("harms:\n  - {id: h7k, Degree: CANARY, what: x}", "SCH01", 5, 15, "harms.h7k", "`degree`"),
    ("harms:\n  - what: CANARY", "SCH02", 5, 5, "harms.0.id", "`id` is missing"),
    ("closed:\n  CANARY", "SCH03", 5, 3, "closed", "hold keys"),
    ("use: CANARY", "SCH03", 4, 6, "use", "be a list"),
    ("use:", "SCH03", 4, 5, "use", "is empty"),
    ("harms: [CANARY]", "SCH03", 4, 9, "harms.0", "hold keys"),
    ("quality_of_life: {baseline: CANARY}", "SCH03", 4, 29, "quality_of_life.baseline", "whole"),
    ("review: {set_with_client: yes}", "SCH03", 4, 27, "review.set_with_client", "true or false"),
    (
        "goals: [{id: g2m, intervention: {a: CANARY}}]",
        "SCH03",
        4,
        33,
        "goals.g2m.intervention",
        "a list",
    ),
    ("review: [CANARY]", "SCH03", 4, 9, "review", "hold keys"),
    ("client: {age_band: CANARY}", "SCH04", 4, 20, "client.age_band", "under_16, age_16_17, adult"),
    (
        "use: [{id: s8w, substance: alcohl}]",
        "SCH04",
        4,
        28,
        "use.s8w.substance",
        "Did you mean alcohol",
    ),
    (
        "use: [{id: s8w, substance: CANARY}]",
        "SCH04",
        4,
        28,
        "use.s8w.substance",
        "hrcli explain substance",
    ),
    (
        "goals: [{id: g2m, intervention: CANARY}]",
        "SCH04",
        4,
        33,
        "goals.g2m.intervention",
        "hrcli explain intervention",
    ),
    (
        "goals: [{id: g2m, intervention: [CANARY]}]",
        "SCH04",
        4,
        34,
        "goals.g2m.intervention.0",
        "hrcli explain intervention",
    ),
    ("client: {context: [CANARY]}", "SCH04", 4, 20, "client.context.0", "hrcli explain context"),
    ("client: {context: [dv_unasked]}", "SCH04", 4, 20, "client.context.0", "explain context"),
    ("barriers: [{what: CANARY, when: x}]", "SCH01", 4, 33, "barriers.0", "what, settled_on"),
    ("barriers: [[CANARY]]", "SCH03", 4, 12, "barriers.0", "text or hold keys"),
    (
        "client: {context: [{is: CANARY}]}",
        "SCH04",
        4,
        25,
        "client.context.0.is",
        "hrcli explain context",
    ),
    ("quality_of_life: {baseline: 11}", "SCH05", 4, 29, "quality_of_life.baseline", "from 0 to 10"),
    ("quality_of_life: {baseline: -1}", "SCH05", 4, 29, "quality_of_life.baseline", "null"),
    ("opened: 2026-02-30", "SCH06", 4, 9, "opened", "2026-02-28"),
    ("opened: CANARY", "SCH06", 4, 9, "opened", "2026-02-28"),
    ("opened: 0226-01-01", "SCH06", 4, 9, "opened", "2026-02-28"),
    ("opened: 20260101", "SCH06", 4, 9, "opened", "2026-02-28"),
    ("opened: 31.1.2026", "SCH06", 4, 9, "opened", "Write year-month-day: `2026-01-31`."),
    ("opened: 31 January 2026", "SCH06", 4, 9, "opened", "`2026-01-31`"),
    ("opened: 3/4/2026", "SCH06", 4, 9, "opened", "`2026-03-04`, `2026-04-03`"),
    ("opened: 31.1.26", "SCH06", 4, 9, "opened", "2026-02-28"),
    ("opened: yesterday", "SCH06", 4, 9, "opened", "2026-02-28"),
    ("review: {every: CANARY}", "SCH07", 4, 17, "review.every", "4 weeks"),
    ("goals: [{id: CANARY}]", "SCH07", 4, 14, "goals.0.id", "small letter"),
    ("goals: [{id: 'no'}]", "SCH07", 4, 14, "goals.no.id", "small letter"),
    ('goals: [{id: "g2m\\n"}]', "SCH07", 4, 14, "goals.0.id", "small letter"),
    ("worker: " + "CANARY" * 20, "SCH07", 4, 9, "worker", "64 characters"),
    ("hope: ''", "SCH08", 4, 7, "hope", "`hope` is empty"),
    ("hope:", "SCH08", 4, 6, "hope", "`hope` is empty"),
    ("none_seen: [law, liver, law]", "SCH09", 4, 25, "none_seen.2", "the same twice"),
    (
        "goals: [{id: g2m, intervention: []}]",
        "SCH09",
        4,
        19,
        "goals.g2m.intervention",
        "empty list",
    ),
    ("remind: [1d, 2d, 3d, 4d, 5d, 6d, 7d, 8d, 9d, 10d, 11d]", "SCH09", 4, 1, "remind", "10 items"),
]


class TestSlips:
    @pytest.mark.parametrize(("lines", "code", "line", "column", "path", "words"), SLIPS)
    def test_one_slip_gives_one_finding_at_its_place(
        self, lines: str, code: str, line: int, column: int, path: str, words: str
    ) -> None:
        [found] = checked(plan(lines.replace("CANARY", CANARY) + "\n"))
        assert (found.code, found.severity) == (code, Severity.ERROR)
        assert (found.place, found.path) == (Place(line, column), path)
        assert words in f"{found.message} {found.help}"
        assert CANARY.lower() not in f"{found.message} {found.help} {found.path}".lower()

    def test_missing_at_the_root_points_at_the_beginning(self) -> None:
        [found] = checked("# a note\nhrcli: plan/1\ncase: 7KQ2-9XMP\n")
        assert (found.code, found.place, found.path) == ("SCH02", Place(1, 1), "status")

    def test_missing_in_a_group_points_at_its_key(self) -> None:
        [found] = checked(plan("goals:\n  - id: g2m\n    carried_from:\n      dat: 2026-01-01\n"))
        assert (found.code, found.place) == ("SCH01", Place(7, 7))
        found, *_ = checked(plan("client_says:\n  comments:\n    - id: c4k\n"))
        assert (found.code, found.place) == ("SCH02", Place(6, 7))

    def test_a_mistyped_key_is_not_missing_as_well(self) -> None:
        [found] = checked("hrcli: plan/1\ncase: 7KQ2-9XMP\nstatu: draft\n")
        assert (found.code, found.place) == ("SCH01", Place(3, 1))
        both = checked("hrcli: plan/1\ncase: 7KQ2-9XMP\nstatu: draft\nharms: [{wat: x}]\n")
        assert [it.code for it in both] == ["SCH01", "SCH01", "SCH02"]

    def test_all_slips_of_a_file_in_the_order_of_its_lines(self) -> None:
        found = checked(plan("opened: soon\nworker: ''\nfoo: 1\nbar: 2\nhope: []\n"))
        assert [it.code for it in found] == ["SCH06", "SCH08", "SCH01", "SCH01", "SCH03"]
        assert [it.place.line for it in found] == [4, 5, 6, 7, 8]

    @pytest.mark.parametrize(
        ("text", "kind", "place"),
        [
            (f"hrcli: {CANARY}\n", None, Place(1, 8)),
            ("case: 7KQ2-9XMP\n", None, Place(1, 1)),
            ("case: 7KQ2-9XMP\n", "plan", Place(1, 1)),
            ("hrcli: review/1\n", "plan", Place(1, 8)),
            ("hrcli: plan/0\n", "plan", Place(1, 8)),
        ],
    )
    def test_a_file_that_is_something_else(self, text: str, kind: str, place: Place) -> None:
        [found] = checked(text, kind)
        assert (found.code, found.place, found.path) == ("SCH10", place, "hrcli")
        assert CANARY not in found.message + found.help

    def test_a_file_that_was_not_read_earns_nothing_more(self) -> None:
        unread = document.read(b"a: [\n")
        assert unread.findings
        assert check.check(unread, "plan") == []


class TestLift:
    @pytest.mark.parametrize("typed", ["1.10", "7", "true", "-0.50", "012", "no"])
    def test_text_is_taken_as_typed(self, typed: str) -> None:
        use = f"use: [{{id: s8w, substance: alcohol, words: {typed}}}]\n"
        lines = f"hope: {typed}\nlater: [{typed}]\n{use}"
        read = document.read(plan(lines).encode())
        assert check.check(read, "plan") == []
        assert read.data["hope"] == typed
        assert read.data["later"] == [typed]
        assert read.data["use"][0]["words"] == typed

    def test_of_a_key_that_stands_twice_the_later_text_is_taken_as_typed(self) -> None:
        lines = "options: [{what: 1.0}]\noptions: [{what: 1.10}, {what: 2}, {costs: [3.0]}]\n"
        read = document.read(plan(lines).encode())
        check.check(read, "plan")
        assert read.data["options"][:2] == [{"what": "1.10"}, {"what": "2"}]
        assert read.data["options"][2]["costs"] == ["3.0"]

    def test_null_is_never_lifted(self) -> None:
        read = document.read(plan("hope: null\n").encode())
        assert [it.code for it in check.check(read, "plan")] == ["SCH08"]
        assert read.data["hope"] is None

    def test_what_is_lifted_is_still_checked(self) -> None:
        found = checked(plan("goals: [{id: 7, intervention: 3}]\nclosed: {date: 2026}\n"))
        assert [it.code for it in found] == ["SCH07", "SCH04", "SCH06"]

    def test_numbers_stay_numbers_where_numbers_are_wanted(self) -> None:
        read = document.read(plan("quality_of_life: {baseline: 7}\nhope: 7\n").encode())
        assert check.check(read, "plan") == []
        assert read.data["quality_of_life"]["baseline"] == 7


# The fast and the slow check agree on plans that went wrong in all sorts of ways.

SCALARS = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        10,
        11,
        3.0,
        0.5,
        "",
        "x",
        "alcohol",
        "g2m",
        "no",
        "g2m\n",
        "2026-02-28",
        "2026-02-29",
        "2026-02-28\n",
        "0000-01-01",
        "\uff12\uff10\uff12\uff16-01-01",
        "4 weeks",
        "4 weeks\n",
        "14d",
        "drives",
        "any",
        "stop_abrupt",
        "é" * 65,
        "7KQ2-9XMP",
        "plan/1",
    ]
)
KEYS = st.sampled_from(["id", "is", "x-a", "a"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=5,
)


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for step, inner in pairs:
        yield (*at, step)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*at, step))


def changed(data: Any, path: tuple[Any, ...], how: str, value: Any) -> None:
    for step in path[:-1]:
        data = data[step]
    if how == "delete":
        del data[path[-1]]
    elif how == "add" and isinstance(data, dict):
        data[f"{path[-1]}s"] = value
    elif how == "add":
        data.append(value)
    else:
        data[path[-1]] = value


@pytest.mark.parametrize("kind", schema.KINDS)
@given(drawn=st.data())
@settings(max_examples=60)
def test_fast_and_slow_agree(kind: str, drawn: st.DataObject) -> None:
    data = copy.deepcopy(sample(kind).data)
    for _ in range(drawn.draw(st.integers(0, 3))):
        path = drawn.draw(st.sampled_from(sorted(places(data), key=str)))
        how = drawn.draw(st.sampled_from(["replace", "delete", "add"]))
        changed(data, path, how, drawn.draw(VALUES))
    fast = check._fast(kind, ()).is_valid(data)
    assert fast == (not list(check._slow(kind, ()).iter_errors(data)))


@pytest.mark.parametrize("kind", schema.KINDS)
def test_the_definition_of_every_kind_is_printed(kind: str, run: Run) -> None:
    assert json.loads(run("schema", kind).stdout)["$id"] == f"{kind}.schema.json"
