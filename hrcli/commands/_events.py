"""How an event of a case is saved: as a file of its own, once it fits the case."""

from __future__ import annotations

from typing import NamedTuple

from hrcli import ids
from hrcli.commands._desk import draw
from hrcli.commands._refusing import block_errors
from hrcli.commands._saving import Record, Saving, Step
from hrcli.document.data import Data
from hrcli.document.document import read
from hrcli.document.writer import block
from hrcli.finding import Finding
from hrcli.method import events, reviewing
from hrcli.plan.case import Case, File, event_of

SHAPE = ("YML", "SCH", "REF", "EVT04")
"""What stops an event of its own; all else is found once it is saved."""


class NewEvent(NamedTuple):
    """The file of an event, and the case with it."""

    record: Record
    then: Case


def new_event(saving: Saving, case: Case, data: Data) -> NewEvent:
    """The file for these data; one that says just the same is taken for it.

    Raises Blocked where the schema has something to say about them.
    """
    there = reviewing.same_file(case.events, data)
    own_day = str(events.day_of(event_of(data), case.today))
    name = there.name if there else f"events/{ids.new_file_name(own_day, draw)}"
    text = block(dict(data))
    saving.check_new(text)
    then = events.with_event(case, File(name, read(text.encode("utf-8"))))
    record = Record(name, text, is_there=there is not None, final=events.final(data))
    return NewEvent(record, then)


def save(saving: Saving, new: NewEvent, step: Step = lambda now: ()) -> None:
    """Write the event, then what it changes in the plan. Raises Blocked where it does not fit."""

    def counts(finding: Finding) -> bool:
        return finding.file == new.record.name and finding.code.startswith(SHAPE)

    saving.save(
        new.then,
        step,
        refuse=lambda now, then: block_errors(now, then, counts, any_weight=True),
        record=new.record,
    )
