"""What the file of an event holds, and what it changes in the plan."""

from __future__ import annotations

import pytest

from hrcli.errors import WrongCommand
from hrcli.method import events
from hrcli.plan.case import File, event_of
from hrcli.plan.changes import Change
from tests.support.casefiles import TODAY, case_of, document_of, laid_over

NAME = "events/2026-02-03-k7fw.yaml"
CASE = case_of(laid_over("", "plan"), events={NAME: laid_over("", "event")})
CLIENT = "relapse_plan", "for_client"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("lapse", "lapse"), ("hosp", "hospital_stay"), ("Custody stay", "custody_stay")],
)
def test_a_kind_may_be_named_by_its_beginning(typed: str, kind: str) -> None:
    assert events.kind_named(typed) == kind


@pytest.mark.parametrize("typed", ["feast", "", "c"])
def test_another_kind_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(WrongCommand) as error:
        events.kind_named(typed)
    assert "feast" not in str(error.value)
    assert error.value.todo.startswith("One of: lapse")


def test_an_event_has_a_kind() -> None:
    events.need_kind({"kind": "lapse"})
    with pytest.raises(WrongCommand, match="kind of event is missing"):
        events.need_kind({"what": "A call"})


def test_an_event_corrects_one_that_is_there() -> None:
    assert events.corrected(CASE, None) == {}
    assert events.corrected(CASE, NAME) == {"corrects": "2026-02-03-k7fw.yaml"}
    with pytest.raises(WrongCommand, match="no such event"):
        events.corrected(CASE, "events/other.yaml")


def test_what_was_not_said_happened_and_today() -> None:
    record = events.record(CASE, {"kind": "contact"})
    assert (record["status"], record["date"], record["worker"]) == ("happened", "2026-02-09", "jm")
    stay = events.record(CASE, {"kind": "detox_stay", "from": "2026-02-01"})
    assert "date" not in stay
    assert str(events.day_of(event_of(stay), TODAY)) == "2026-02-01"
    assert events.day_of(event_of({**stay, "corrects": "x.yaml"}), TODAY) == TODAY


def test_an_event_takes_the_place_of_one_with_its_name() -> None:
    file = File(NAME, document_of("kind: contact\n"))
    assert [event.file for event in events.with_event(CASE, file).events] == [file]
    assert len(events.with_event(CASE, file._replace(name="events/b.yaml")).events) == 2


def test_what_was_learnt_stands_behind_what_the_plan_says() -> None:
    before = CASE.plan.data["relapse_plan"]["for_client"]
    learnt = event_of({"relapse_plan_change": " Ring the sister. "})
    assert events.learnt_from(CASE, learnt) == [Change(CLIENT, f"{before}\nRing the sister.")]
    assert events.learnt_from(CASE, event_of({"relapse_plan_change": before})) == []
    assert events.learnt_from(CASE, event_of({})) == []
