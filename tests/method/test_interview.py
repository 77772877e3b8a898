"""Questions: each list of a plan can be filled by answers, whatever is left open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hrcli.commands import _prompts
from hrcli.commands import add as add_command
from hrcli.commands.add import LISTS
from hrcli.document.document import read
from hrcli.method.interview import Interview, Misheard, heard
from hrcli.method.uses import USE_CHANGES
from hrcli.plan import schema
from tests.support.casefiles import TODAY
from tests.support.running import PLAN, Run

pytestmark = pytest.mark.library

NO_MORE = ("And another", "What happens besides", "What else could be", "In which parts of life")
ONE_BY_ONE = ("harm", "option")
"""What is asked for one after the other: Enter at the first question is the end."""
INSIDE = {"goals": "g2m", "dependants": "d4t", "use": "s8w"}
SHAPE = ("--select", "YML", "--select", "SCH", "--format", "json")
SAID = "Sunday lunch: with the family # and all"


class Worker:
    """Answers each question with the schema's own example, or leaves it open while that goes."""

    def __init__(self, where: str, terse: bool) -> None:
        self.terse = terse
        self.asked: list[str] = []
        known = {n: part for n, part in schema.properties("plan") if n.startswith(where)}
        self.examples = {
            str(part["x-question"]): _typed(part) for part in known.values() if "x-question" in part
        }

    def listen(self, question: str) -> str:
        self.asked.append(question)
        if question.startswith(NO_MORE):
            return ""
        if self.terse and question not in self.asked[:-1]:
            return ""
        return next(said for words, said in self.examples.items() if question.startswith(words))


def _typed(part: Any) -> str:
    """An example of the schema as somebody types it."""
    example = part["examples"][0]
    if "x-ids-of" in part:
        return "1"
    if isinstance(example, list):
        example = ", ".join(map(str, example)) if part.get("items", {}) else example[0]
    if isinstance(example, bool):
        return "yes"
    return SAID if part.get("x-free-text") else str(example)


@pytest.fixture
def answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Worker]:
    """Lets a worker answer one `hrcli add`."""

    def answer(what: str, terse: bool = False) -> Worker:
        worker = Worker(LISTS[what].split("[].")[-1] if "[]" not in LISTS[what] else "", terse)
        monkeypatch.setattr(add_command, "need_terminal", lambda option: None)
        monkeypatch.setattr(_prompts, "_line_editor", lambda: worker.listen)
        outer = LISTS[what].split("[]")[0] if "[]" in LISTS[what] else ""
        run("add", "7KQ2", what, *(["--in", INSIDE[outer]] if outer else []))
        return worker

    return answer


def _needs_something(what: str) -> bool:
    """Whether an item of this list cannot be without one of its answers."""
    path = tuple(LISTS[what].replace("[]", ".0").split("."))
    item = schema.property_at("plan", (*path, 0)) or {}
    return any(item["properties"][key].get("x-ask") for key in item.get("required", ()))


@pytest.mark.parametrize(
    ("what", "terse"),
    [(what, False) for what in LISTS]
    + [(what, True) for what in LISTS if _needs_something(what) and what not in ONE_BY_ONE],
)
def test_every_list_can_be_filled_by_answers(
    what: str, terse: bool, answer: Callable[..., Worker], run: Run
) -> None:
    before = run("validate", "7KQ2", *SHAPE).stdout
    worker = answer(what, terse)
    assert worker.asked
    assert not [question for question in worker.asked if question.startswith("Text")]
    assert run("validate", "7KQ2", *SHAPE).stdout == before


def test_a_step_of_progress_is_of_today_where_no_day_is_said(
    answer: Callable[..., Worker], caseload: Any
) -> None:
    answer("progress", terse=True)
    plan = read((caseload / PLAN).read_bytes()).data
    assert plan["goals"][0]["progress"][-1]["date"] == "2026-02-09"


def test_nothing_is_asked_for_a_plan_that_cannot_be_changed(
    run: Run, caseload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add_command, "need_terminal", lambda option: None)
    (caseload / PLAN).write_text("hrcli: plan/1\nhrcli: plan/1\n")
    for words in (("harm",), ("action", "--in", "g2m")):
        told = run("add", "7KQ2", *words, code=3).stderr
        assert "cases/7KQ2-9XMP/plan.yaml:2:1" in told
        assert "Go on" not in told


@pytest.mark.parametrize("draft", [None, b"", b"{", b"[]", b"{}", b'{"next": null, "with": null}'])
def test_a_draft_without_an_answer_is_none(draft: bytes | None) -> None:
    assert _prompts._kept(draft) == {}


def session(*typed: str) -> tuple[Interview, list[str]]:
    told: list[str] = []
    lines = iter(typed)
    today = date(2026, 2, 9)
    return Interview("plan", lambda _: next(lines), told.append, today, {}), told


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (("supports", 0, "who"), "Canary\x1b[D"),
        (("waivers", 0, "rule"), "Canary, the rule"),
        (("harms", 0, "what"), "Canary" * 4000),
    ],
)
def test_an_answer_that_no_file_may_hold_is_asked_for_again(path: Any, typed: str) -> None:
    asked, told = session(typed, "GOA01")
    assert asked.value(path) == "GOA01"
    assert len(told) == 1
    assert "Canary" not in told[0]
    assert told[0].endswith(".")


def test_a_goal_is_worded_before_it_is_sorted() -> None:
    asked, _ = session()
    names = [name for name, _ in asked._parts(("goals", 0))]
    assert names[:3] == ["for", "option", "specific"]
    assert names[-3:] == ["intervention", "lowers_use", "mitigations"]


def test_words_said_twice_count_once_and_none_is_no_answer() -> None:
    part = {"type": "array"}
    assert heard(part, ["liver", "law"], "1, law, liver", date(2026, 2, 9)) == ["liver", "law"]
    with pytest.raises(Misheard):
        heard(part, ["liver", "law"], " , ", date(2026, 2, 9))


STOPPED = {"stopped_on", "pattern_before"}
AWAY = {"visits", "in_care"}


def questions(path: tuple[str | int, ...], brief: bool = False, **said: Any) -> set[str]:
    """The keys that are asked of the item at `path`, where some are answered and others left."""
    asked, _ = session()
    asked.brief = brief
    asked.known = {".".join(map(str, (*path, key))): answer for key, answer in said.items()}
    asked.listen = lambda question: ""
    asked.known.update({f"{'.'.join(map(str, path))}.substance": "alcohol"})
    before = set(asked.known)
    asked.item(path)
    return {name.rpartition(".")[2] for name in set(asked.known) - before}


@pytest.mark.parametrize("pattern", ["stopped", "daily", "never"])
def test_when_a_use_ended_is_asked_only_of_one_that_was_stopped(pattern: str) -> None:
    asked = questions(("use", 0), pattern=pattern) & STOPPED
    assert asked == (STOPPED if pattern == "stopped" else set())


def test_visits_are_asked_only_of_who_lives_elsewhere_and_not_on_the_first_day() -> None:
    at = ("dependants", 0)
    assert questions(at, lives_here=False) & AWAY == AWAY
    assert questions(at, lives_here=True) & AWAY == set()
    assert questions(at, brief=True, lives_here=False) == {"alias", "age"}


@pytest.mark.parametrize(
    ("key_harm", "asked"),
    [
        ("domestic_violence", True),
        ("suicide_self_harm", True),
        ("overdose", True),
        ("intoxicated_driving", True),
        ("none", False),
        (None, False),
    ],
)
def test_whose_act_it_is_is_asked_where_it_matters(key_harm: str | None, asked: bool) -> None:
    assert ("by" in questions(("harms", 0), what="x", key_harm=key_harm)) is asked


def test_what_is_not_in_place_is_asked_for_the_day_it_is_planned_for() -> None:
    at = ("mitigations", 0)
    naloxone: dict[str, Any] = {"is": "take_home_naloxone", "what": "a kit"}
    assert "by" not in questions(at, **naloxone, done_on="2026-01-20")
    assert "by" in questions(at, **naloxone)
    typed = {"What is in place?": "take_home_naloxone", "For which day": "2026-02-20"}
    asked, _ = session()
    put: list[str] = []

    def listen(question: str) -> str:
        put.append(question)
        return next((it for words, it in typed.items() if question.startswith(words)), "")

    asked.listen = listen
    assert asked.item(at) == {"is": "take_home_naloxone", "by": "2026-02-20"}
    assert any("Enter: only planned, it answers nothing yet" in question for question in put)
    typed["Since when"] = "2026-01-20"
    asked.known.clear()
    assert asked.item(at) == {"is": "take_home_naloxone", "done_on": "2026-01-20"}


LOWERS = "lowers_use"


def test_whether_a_goal_lowers_use_is_asked_beside_words_that_change_none() -> None:
    at = ("goals", 0)
    part = schema.property_at("plan", (*at, LOWERS)) or {}
    known = set(schema.words_at("plan", (*at, "intervention")))
    assert set(part["x-only-where"]["intervention"]) == known - USE_CHANGES
    for words, asked in (
        ("no_use_change", True),
        (["oat_start", "partner_involvement"], True),
        ("reduce_supervised", False),
        (["oat_start", "reduce_supervised"], False),
        ([], False),
        (None, False),
    ):
        assert (LOWERS in questions(at, intervention=words)) is asked, words


def test_yes_and_no_are_taken_where_nothing_may_be_said_too() -> None:
    for typed, answer in (("yes", True), ("n", False), ("", None)):
        asked, _ = session()
        put: list[str] = []

        def listen(question: str, put: list[str] = put, typed: str = typed) -> str:
            put.append(question)
            return typed

        asked.listen = listen
        assert asked.value(("goals", 0, LOWERS)) is answer
        assert put[0].endswith("(yes or no)")


def test_a_gap_is_asked_for_where_an_answer_before_it_opens_it() -> None:
    asked, _ = session()
    asked.listen = lambda question: "stopped" if question.startswith("How often, and") else ""
    present = {"substance": "alcohol", "words": "wine"}
    assert list(asked.gaps(("use", 0), present)) == [(("use", 0, "pattern"), "stopped")]
    assert {f"use.0.{key}" for key in STOPPED} <= set(asked.known)
    asked.known.clear()
    asked.listen = lambda question: ""
    assert list(asked.gaps(("use", 0), {**present, "pattern": "daily"})) == []
    assert not {f"use.0.{key}" for key in STOPPED} & set(asked.known)


@pytest.mark.parametrize("kind", ["plan", "review", "event"])
def test_no_question_repeats_its_limits_or_shows_those_nobody_needs(kind: str) -> None:
    for name, part in schema.properties(kind):
        asked, _ = session()
        asked.kind = kind
        asked.listen = lambda question, name=name: _plain(question, name)
        if part.get("x-question") and "minimum" in part:
            asked._ask(tuple(name.replace("[]", ".0").split(".")), part)


def _plain(question: str, name: str) -> str:
    assert question.count("10") <= 1, name
    assert "-1000" not in question, name
    return ""


STAGE = ("use", 0, "stage", "value")
DOMAIN = ("harms", 0, "domain")


def meant(path: tuple[str | int, ...], typed: str) -> object:
    part = schema.property_at("plan", path) or {}
    return heard(part, schema.words_at("plan", path), typed, TODAY)


@pytest.mark.parametrize(
    ("path", "typed", "word"),
    [
        (STAGE, "pre-contemplation", "precontemplation"),
        (STAGE, "Pre contemplation", "precontemplation"),
        (STAGE, "precon", "precontemplation"),
        (STAGE, "1", "precontemplation"),
        (DOMAIN, "legal", "law"),
        (DOMAIN, "Lifestyle", "livelihood"),
        (DOMAIN, "law", "law"),
    ],
)
def test_words_under_another_name_or_spelling_are_understood(
    path: tuple[str | int, ...], typed: str, word: str
) -> None:
    assert meant(path, typed) == word


@pytest.mark.parametrize(("path", "typed"), [(DOMAIN, "li"), (STAGE, "legal"), (DOMAIN, "")])
def test_what_may_mean_two_things_or_nothing_is_asked_again(
    path: tuple[str | int, ...], typed: str
) -> None:
    with pytest.raises(Misheard):
        meant(path, typed)


USE = ("use", 0)
SUBSTANCE = ("use", 0, "substance")


def test_a_name_is_understood_and_taken_with_enter() -> None:
    asked, told = session("Weed", "", "", "daily", *[""] * 6)
    assert asked.item(USE) == {"substance": "cannabis", "words": "Weed", "pattern": "daily"}
    assert "  weed is written as cannabis." in told
    assert "  Enter takes Weed; - leaves it open." in told


def test_what_was_understood_can_be_taken_back() -> None:
    asked, told = session("speed", "synthetic_cathinone", *[""] * 8)
    assert asked.item(USE) == {"substance": "synthetic_cathinone"}
    assert "  Enter takes speed; - leaves it open." not in told
    asked, _ = session("coke", "weed", "", "", *[""] * 8)
    assert asked.item(USE) == {"substance": "cannabis", "words": "weed"}


def test_a_name_with_several_meanings_is_asked_about_once() -> None:
    asked, told = session("ice", "1", "-", *[""] * 7)
    assert asked.item(USE) == {"substance": "amphetamine_type"}
    assert told.count("  ice may mean several things. Which is it here?") == 1
    assert asked.known["use.0.words"] is None


def test_any_other_word_may_answer_what_a_name_means() -> None:
    asked, _ = session("gear", "tramadol_tapentadol")
    assert asked.value(SUBSTANCE) == "tramadol_tapentadol"


def test_what_a_name_says_beside_the_class_is_offered_and_never_written_by_itself() -> None:
    for name, more in (("edibles", ("oral",)), ("crack", ("smoked",))):
        typed = [name, "1" if name == "crack" else ""]
        asked, _ = session(*typed, *[""] * 8)
        assert asked.item(USE)["route"] == list(more)
        asked, _ = session(*typed, "", "", "", "-", *[""] * 8)
        assert "route" not in asked.item(USE)


def test_where_it_comes_from_is_offered_as_long_as_nobody_knows_what_it_is() -> None:
    for chosen, supply in (("unknown", "unregulated"), ("benzodiazepine", None)):
        asked, _ = session("blues", chosen, *[""] * 8)
        assert asked.item(USE).get("supply") == supply


def test_a_name_for_two_at_once_says_that_each_is_a_use_of_its_own() -> None:
    asked, told = session("speedball", "cocaine", "")
    assert asked.value(SUBSTANCE) == "cocaine"
    assert "  Often opioid short as well; that is an item of its own." in told


def test_a_mistyped_name_is_asked_again_with_what_may_be_meant() -> None:
    asked, told = session("codiene", "codeine", "")
    assert asked.value(SUBSTANCE) == "opioid_short"
    assert "Did you mean codeine (written opioid_short)" in told[2]


def test_a_name_stands_before_the_beginning_of_a_word() -> None:
    assert meant(SUBSTANCE, "meth") == "amphetamine_type"  # methadone begins so too
    with pytest.raises(Misheard):
        meant(SUBSTANCE, "ice")


# A behaviour in the place of a substance


def test_a_behaviour_is_understood_where_a_substance_is_asked_for() -> None:
    for typed in ("gambling", " Gambling "):
        asked, told = session(typed, "horses", "daily", "", "")
        assert asked.item(USE) == {"behaviour": "gambling", "words": "horses", "pattern": "daily"}
        assert "  gambling is written as a behaviour." in told


def test_which_behaviour_it_is_is_asked_where_only_that_much_was_said() -> None:
    asked, _ = session("Behaviour", "3", *[""] * 4)
    assert asked.item(USE) == {"behaviour": "gaming"}
    asked, _ = session("behaviour", "", "alcohol", *[""] * 7)
    assert asked.item(USE)["substance"] == "alcohol"


def test_a_stopped_draft_goes_on_with_the_behaviour_and_asks_for_no_substance() -> None:
    asked, _ = session("horses", "", "", "")
    asked.known.update({"use.0.substance": None, "use.0.behaviour": "gambling"})
    assert asked.item(USE) == {"behaviour": "gambling", "words": "horses"}


def test_a_use_cannot_do_without_one_of_the_two() -> None:
    asked, told = session("", "alcohol", *[""] * 7)
    assert asked.item(USE) == {"substance": "alcohol"}
    assert "This one is needed" in told[2]


def test_a_substance_that_begins_so_comes_before_a_behaviour() -> None:
    assert session("other")[0].value(SUBSTANCE) == "other_medicine"
    assert session("1")[0].value(SUBSTANCE) == "alcohol"


def test_a_score_is_about_a_substance_only() -> None:
    asked, told = session("gambling", "alcohol")
    assert asked.value(("scores", 0, "substance")) == "alcohol"
    assert not any("Or write" in it for it in told)


def test_what_is_missing_is_asked_of_a_behaviour_without_what_it_has_not() -> None:
    asked, told = session("horses", "", "", "")
    gaps = dict(asked.gaps(USE, {"id": "s1g", "behaviour": "gambling"}))
    assert gaps == {("use", 0, "words"): "horses"}
    assert not any("alcohol" in it for it in told)


def test_a_day_that_may_be_two_is_asked_for_again_with_both() -> None:
    asked, told = session("31 April", "3/4", "3 April")
    assert asked.value(("review", "next")) == "2026-04-03"
    assert "Write a date that exists" in told[0]
    assert "2026-03-04 (Wednesday, in 23 days) or 2026-04-03 (Friday, in 53 days)" in told[1]
    assert told[2].strip() == "2026-04-03 (Friday, in 53 days)"


def test_the_locale_settles_it() -> None:
    asked = Interview("plan", lambda _: "3/4", lambda _: None, date(2026, 2, 9), {}, locale="de")
    assert asked.value(("review", "next")) == "2026-04-03"


@pytest.mark.parametrize(
    ("status", "day"),
    [("happened", "2026-02-06"), (None, "2026-02-06"), ("planned", "2026-02-13")],
)
def test_the_friday_of_an_event_lies_where_its_status_says(status: str | None, day: str) -> None:
    known = {"status": status}
    asked = Interview("event", lambda _: "friday", lambda _: None, date(2026, 2, 9), known)
    assert asked.value(("date",)) == day


@pytest.mark.parametrize(
    "path", [("goals", 0, "progress", 0, "date"), ("scores", 0, "date"), ("closed", "date")]
)
def test_the_friday_of_what_was_done_is_the_last(path: Any) -> None:
    assert session("friday")[0].value(path) == "2026-02-06"
