"""Dates as people say them, and the date an interval later; plain local dates, no clock."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from hrcli.folding import folded

ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
INTERVAL = re.compile(r"([1-9]\d{0,2}) (day|week|month)s?\Z", re.ASCII)
FORMS = "2026-02-28, today, tomorrow, +3d, +2w, +6m, +1y, in 2 weeks, tuesday, end of month"
_STEP = re.compile(r"(?:\+|in )\s*(\d{1,4})\s*(d|w|m|y|days?|weeks?|months?|years?)\Z", re.ASCII)
_BACK = re.compile(r"-(\d{1,3})d\Z|(\d{1,3}) days? ago\Z", re.ASCII)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day(value: object) -> date | None:
    """The date in a value of a case (`2026-02-28`); None where it is none."""
    if isinstance(value, str) and ISO.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def add_months(start: date, months: int) -> date:
    """The same day `months` later; a day that month lacks becomes its last (31 Jan → 28 Feb).

    Three lines of our own: the library that does the same costs 10 ms at each start.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def after(start: date, interval: object) -> date | None:
    """The date one `interval` (`4 weeks`, `10 days`, `3 months`) after `start`.

    None where the interval is none, or the date lies beyond the calendar.
    """
    found = INTERVAL.match(interval) if isinstance(interval, str) else None
    if not found:
        return None
    count, unit = int(found[1]), found[2]
    try:
        if unit == "month":
            return add_months(start, count)
        return start + timedelta(days=count * (7 if unit == "week" else 1))
    except (OverflowError, ValueError):
        return None


def spoken(words: str, today: date, behind: bool = False) -> date | None:
    """The date meant by `words` as seen from `today` (see FORMS); None where none is meant.

    `behind`: it is asked for something that has happened, so `friday` is the last one, and
    `yesterday` and `-3d` are days too. Written here because the libraries for it misread
    "3 months" and "01/02/2026" in silence.
    """
    said = folded(words)
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    if said == "end of month":
        return today.replace(day=monthrange(today.year, today.month)[1])
    if behind and (past := _past(said, today)):
        return past
    weekday = said.removeprefix("next ")
    if weekday in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(weekday) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    step = _STEP.match(said)
    if not step:
        return day(said)
    count, unit = int(step[1]), step[2][0]
    try:
        if unit in "my":
            return add_months(today, count * (12 if unit == "y" else 1))
        return today + timedelta(days=count * (7 if unit == "w" else 1))
    except (OverflowError, ValueError):
        return None


def _past(said: str, today: date) -> date | None:
    """The day that was, for whoever speaks of what has happened; None where they do not."""
    weekday = said.removeprefix("last ")
    if weekday in _WEEKDAYS:
        ago = (today.weekday() - _WEEKDAYS.index(weekday)) % 7
        return today - timedelta(days=ago or 7 * (weekday != said))
    back = _BACK.match("-1d" if said == "yesterday" else said)
    return today - timedelta(days=int(back[1] or back[2])) if back else None


def from_today(when: date, today: date) -> str:
    """How far `when` lies from `today`, in words: `in 14 days`, `today`, `3 days ago`."""
    days = (when - today).days
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days} {unit}" if days > 0 else f"{-days} {unit} ago"


def echo(when: date, today: date) -> str:
    """A date as hrcli answers it: `2026-03-15 (Sunday, in 14 days)`."""
    name = _WEEKDAYS[when.weekday()].capitalize()
    return f"{when.isoformat()} ({name}, {from_today(when, today)})"
