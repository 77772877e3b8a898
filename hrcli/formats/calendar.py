"""What is due as a calendar file, and how a new one follows an earlier one.

An entry tells nothing but a day: whoever reads over a shoulder learns no more than "Review due".
Its UID comes from the plan's random `calendar` and the item, so that calendars know it again; it
moves with a higher SEQUENCE, and what is no longer due is cancelled, since leaving it out would
let it stand for ever in calendars that have taken it in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from uuid import UUID, uuid5

from hrcli.dates import days_after
from hrcli.document.data import text
from hrcli.method.due import EVER, Due, due, lead_times
from hrcli.plan.case import Case
from hrcli.terminal import line

if TYPE_CHECKING:
    from icalendar import Alarm, Component

SUMMARY = "Review due"
PRODUCT = "-//hrcli//due//EN"
MORNING = timedelta(hours=9)


class CalendarEntry(NamedTuple):
    """One thing due as calendars see it."""

    uid: str
    on: date
    summary: str
    leads: tuple[int, ...]  # how many days ahead to ring


Earlier: TypeAlias = "Mapping[str, Component]"
"""The entries of an earlier calendar by their UIDs."""


def number_of(case: Case) -> UUID | None:
    """The random number that keeps a plan's entries together; None where there is none."""
    try:
        return UUID(text(case.plan.data, "calendar"))
    except ValueError:
        return None


def unnumbered(case: Case) -> bool:
    """Whether something of the case belongs into a calendar but can't be told from others."""
    return number_of(case) is None and any(_entered(case, None))


def entries(
    case: Case, sort: str, no_contact: int | None = None, caseload: str = ""
) -> Iterator[CalendarEntry]:
    """Everything of a case that is owed at any time; nothing where the plan has no `calendar`.

    What has no date is owed today. Where calendars may name the case they name its `caseload` too.
    """
    number = number_of(case)
    if number is None:
        return
    named = (SUMMARY, case.id, caseload) if case.settings.calendar_ids else (SUMMARY,)
    summary = line(" ".join(filter(None, named)))
    leads = lead_times(case) or (0,)
    met: Counter[str] = Counter()
    for item in _entered(case, no_contact):
        name = f"{case.id}/{sort}/{item.kind}/{item.id}"
        met[name] += 1  # a hand may have given two items one id; both are owed
        uid = str(uuid5(number, f"{name}/{met[name]}"))
        yield CalendarEntry(uid, item.date or case.today, summary, leads)


def _entered(case: Case, no_contact: int | None) -> Iterator[Due]:
    return (item for item in due(case, EVER, no_contact) if item.state != "unreadable")


def earlier(raw: bytes) -> Earlier | None:
    """The entries of a calendar written earlier; None where hrcli did not write it."""
    from icalendar import Calendar

    try:
        found = Calendar.from_ical(raw)
    except (ValueError, IndexError, KeyError):
        return None
    if found.name != "VCALENDAR" or str(found.get("PRODID")) != PRODUCT:
        return None
    return {str(part.get("UID")): part for part in found.subcomponents}


def calendar(
    found: Iterable[CalendarEntry], sort: str, today: date, before: Earlier, whole: bool = True
) -> bytes:
    """The calendar file that holds what was `found`, following the one `before`.

    Where not the `whole` caseload could be read nothing is cancelled: it may still be owed. Of two
    copies of one case, in two caseloads, the earlier day counts.
    """
    from icalendar import Calendar

    late_first = sorted(found, key=lambda entry: (entry.on, entry.summary), reverse=True)
    parts = {entry.uid: _following(entry, sort, today, before) for entry in late_first}
    for uid, old in before.items():
        if uid not in parts:
            parts[uid] = _cancelled(old, today) if whole else old
    made = Calendar()
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    for uid in sorted(parts):
        made.add_component(parts[uid])
    content: bytes = made.to_ical()
    return content


def _following(entry: CalendarEntry, sort: str, today: date, before: Earlier) -> Component:
    """The entry as it was where nothing changed; else anew, with a higher SEQUENCE."""
    old = before.get(entry.uid)
    if old is None:
        return _component(entry, sort, 0, _midnight(today))
    same = _component(entry, sort, _sequence(old), _stamp(old, today))
    if same.to_ical() == old.to_ical():
        return same
    return _component(entry, sort, _sequence(old) + 1, _later(old, today))


def _component(entry: CalendarEntry, sort: str, sequence: int, stamp: datetime) -> Component:
    from icalendar import Event, Todo

    part: Component = Event() if sort == "event" else Todo()
    part.add("UID", entry.uid)
    part.add("DTSTAMP", stamp)
    part.add("SEQUENCE", sequence)
    part.add("SUMMARY", entry.summary)
    part.add("CLASS", "PRIVATE")
    if sort == "event":
        part.add("DTSTART", entry.on)
        if entry.on < date.max:
            part.add("DTEND", days_after(entry.on, 1))
        part.add("TRANSP", "TRANSPARENT")
    else:
        part.add("DUE", entry.on)
        part.add("STATUS", "NEEDS-ACTION")
    for lead in sorted(set(entry.leads)):
        part.add_component(_alarm(entry.summary, lead, sort))
    return part


def _alarm(summary: str, lead: int, sort: str) -> Alarm:
    """Rings in the morning, `lead` days ahead; a task has no start to count from but its end."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", summary)
    related = {"RELATED": "END"} if sort == "todo" else {}
    alarm.add("TRIGGER", MORNING - timedelta(days=lead), parameters=related)
    return alarm


def _cancelled(old: Component, today: date) -> Component:
    if str(old.get("STATUS")) == "CANCELLED":
        return old
    changed = {
        "STATUS": "CANCELLED",
        "SEQUENCE": _sequence(old) + 1,
        "DTSTAMP": _later(old, today),
    }
    for name, value in changed.items():
        old.pop(name, None)
        old.add(name, value)
    old.subcomponents = []  # nothing rings any more
    return old


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def _stamp(old: Component, today: date) -> datetime:
    said = getattr(old.get("DTSTAMP"), "dt", None)
    return said if isinstance(said, datetime) and said.tzinfo else _midnight(today)


def _later(old: Component, today: date) -> datetime:
    return max(_stamp(old, today), _midnight(today))


def _sequence(old: Component) -> int:
    said = old.get("SEQUENCE")
    return said if isinstance(said, int) and said >= 0 else 0
