"""Dates as people say them, and the date an interval later; plain local dates, no clock."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from hrcli.folding import folded

ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
INTERVAL = re.compile(r"([1-9]\d{0,2}) (day|week|month)s?\Z", re.ASCII)
FORMS = "2026-02-28, 31 March, 31/3, friday, yesterday, -3d, +2w, in two weeks, end of month"
_WEEKDAYS = (
    "monday montag",
    "tuesday dienstag",
    "wednesday mittwoch",
    "thursday donnerstag",
    "friday freitag",
    "saturday samstag sonnabend",
    "sunday sonntag",
)
_MONTHS = (
    "january januar j\u00e4nner",
    "february februar feber",
    "march m\u00e4rz maerz mrz",
    "april",
    "may mai",
    "june juni",
    "july juli",
    "august",
    "september",
    "october oktober",
    "november",
    "december dezember",
)
_NEAR = {
    -2: ("day before yesterday", "vorgestern"),
    -1: ("yesterday", "gestern"),
    0: ("today", "heute"),
    1: ("tomorrow", "morgen"),
    2: ("day after tomorrow", "\u00fcbermorgen"),
}
_END_OF_MONTH = ("end of month", "end of the month", "ende des monats", "monatsende")
_COUNTS = (
    "",
    "a an one ein eine einem einer einen",
    "two zwei",
    "three drei",
    "four vier",
    "five f\u00fcnf",
    "six sechs",
    "seven sieben",
    "eight acht",
    "nine neun",
    "ten zehn",
    "eleven elf",
    "twelve zw\u00f6lf",
)
_UNITS = {
    "d day days tag tage tagen": (1, 0),
    "w week weeks woche wochen": (7, 0),
    "m month months monat monate monaten": (0, 1),
    "y year years jahr jahre jahren": (0, 12),
}
"""What one of each is, in days and in months."""
_NEXT = "next n\u00e4chsten n\u00e4chster kommenden kommender"
_LAST = "last letzten letzter vergangenen"
_BOTH = ("day first", "month first")
_ORDERS = {"en": _BOTH, "en-CA": _BOTH, "en-US": ("month first",)}
"""What 3/4 is where a locale is no word on it; everywhere else the day comes first."""

# Patterns are of what `folded` leaves: small letters, one space, plain digits.
_LEADING = re.compile(r"(?:(?:on|the|this|am|den|dem|diesen) )+")
_STEP = re.compile(
    r"(\+|in |-|vor )? ?(\d{1,4}|[a-z\u00f6\u00fc]{1,12}(?= )) ?([a-z]{1,12})( ago)?\Z", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\Z", re.ASCII)
_NUMBERS = re.compile(r"(\d\d?) ?([./]) ?(\d\d?)(?: ?\2 ?(\d{4}|\d\d)|\.)?\Z", re.ASCII)
_NAMED = re.compile(
    r"(\d\d?)(?:st|nd|rd|th|\.)? ?(?:of )?([a-z\u00e4]{3,9})\.?(?:,? (\d{4}|\d\d))?\Z", re.ASCII
)
_MONTH_FIRST = re.compile(
    r"([a-z\u00e4]{3,9})\.? (\d\d?)(?:st|nd|rd|th|\.)?(?:,? (\d{4}))?\Z", re.ASCII
)


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


def days_after(start: date, days: int) -> date:
    """The day so many days after `start`; the calendar's last where it lies beyond that."""
    return date.fromordinal(min(start.toordinal() + days, date.max.toordinal()))


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


def spoken(words: str, today: date, behind: bool = False, locale: str = "en") -> list[date]:
    """The day meant by `words` as seen from `today` (see FORMS), in English or German.

    Empty where none is meant, and several where it may be one or the other: nobody but who said
    it can choose. `behind`: it is asked for something that has happened, so `friday` is the last
    one. `locale` says whether the day comes first in 3/4. Written here because the library for it
    (dateparser) takes a third of a second to load and guesses: it reads "3 months" and
    "01/02/2026" as one day in silence.
    """
    said = _LEADING.sub("", folded(words), count=1)
    try:
        found = _near(said, today) or _step(said, today) or _weekday(said, today, behind)
        return [found] if found else sorted(set(_written(said, today, behind, locale)))
    except (OverflowError, ValueError):  # beyond the calendar, or no day of it
        return []


def what_to_write(days: Sequence[date], today: date) -> str:
    """What to do about words that mean no day, or several: `days` is what `spoken` made of them."""
    if not days:
        return f"Write a date that exists, such as {FORMS}."
    return f"It may be {' or '.join(echo(it, today) for it in days)}: write the one that you mean."


def _near(said: str, today: date) -> date | None:
    """Today and the days beside it, and the end of the month."""
    if said in _END_OF_MONTH:
        return today.replace(day=monthrange(today.year, today.month)[1])
    return next((today + timedelta(days) for days, names in _NEAR.items() if said in names), None)


def _step(said: str, today: date) -> date | None:
    """So many days, weeks, months or years from today; words that do not say which way are none."""
    found = _STEP.match(said)
    if not found or bool(found[1]) == bool(found[4]):
        return None
    count = int(found[2]) if found[2].isdigit() else _place(_COUNTS, found[2], whole=True)
    unit = next((size for names, size in _UNITS.items() if found[3] in names.split()), None)
    if count is None or unit is None:
        return None
    count = count if found[1] in ("+", "in ") else -count
    return add_months(today, count * unit[1]) + timedelta(count * unit[0])


def _weekday(said: str, today: date, behind: bool) -> date | None:
    """The day of the week before or after today; today's own only of what has happened."""
    turn, _, name = said.rpartition(" ")
    which = _place(_WEEKDAYS, name.removesuffix("."))
    if which is None or (turn and turn not in f"{_NEXT} {_LAST}".split()):
        return None
    if turn in _LAST.split() or (behind and not turn):
        ago = (today.weekday() - which) % 7
        return today - timedelta(ago or 7 * bool(turn))
    return today + timedelta((which - today.weekday() - 1) % 7 + 1)


def _written(said: str, today: date, behind: bool, locale: str) -> list[date]:
    """The days that a date of numbers, or with the name of its month, may be."""
    if found := _YEAR_FIRST.match(said):
        return [date(int(found[1]), int(found[3]), int(found[4]))]
    if found := _NAMED.match(said) or _MONTH_FIRST.match(said):
        of_month, name = sorted((found[1], found[2]))  # digits stand before letters
        month = _place(_MONTHS, name)
        if month is None:
            return []
        return _in_year(int(of_month), month + 1, found[3], today, behind)
    found = _NUMBERS.match(said)
    if not found or (found[2] == "." and int(found[3]) > 12):  # 12.30 is an hour
        return []
    one, other = int(found[1]), int(found[3])
    orders = dict(zip(_BOTH, ((one, other), (other, one)), strict=True))
    wanted = [orders[name] for name in _ORDERS.get(locale, _BOTH[:1])]
    pairs = [it for it in wanted if it[1] <= 12] or [it for it in orders.values() if it[1] <= 12]
    return [it for pair in pairs for it in _in_year(*pair, found[4], today, behind)]


def _in_year(of_month: int, month: int, year: str | None, today: date, behind: bool) -> list[date]:
    """A day of a month, in the year that was said, else in the one that fits.

    Of what has happened that is the last such day. Else it is the one to come, unless the last one
    is nearer: then it may be either. One of two digits is the year nearest to today.
    """
    if year:
        full = int(year)
        if len(year) == 2:
            full += (today.year - full + 50) // 100 * 100
        return [date(full, month, of_month)]
    near = [
        date(it, month, of_month)
        for it in range(max(today.year - 1, 1), min(today.year + 1, 9999) + 1)
        if 1 <= month <= 12 and 1 <= of_month <= monthrange(it, month)[1]
    ]
    past = [it for it in near if 0 <= (today - it).days <= 365][-1:]
    ahead = [it for it in near if 0 <= (it - today).days <= 365][:1]
    if behind:
        return past
    return ahead if ahead and (not past or ahead[0] - today <= today - past[0]) else past + ahead


def _place(table: Sequence[str], word: str, whole: bool = False) -> int | None:
    """Which row of a table a word names: wholly, or by three letters or more of its beginning."""
    for place, names in enumerate(table):
        for name in names.split():
            if name == word or (not whole and len(word) > 2 and name.startswith(word)):
                return place
    return None


def from_today(when: date, today: date) -> str:
    """How far `when` lies from `today`, in words: `in 14 days`, `today`, `3 days ago`."""
    days = (when - today).days
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days} {unit}" if days > 0 else f"{-days} {unit} ago"


def echo(when: date, today: date) -> str:
    """A date as hrcli answers it: `2026-03-15 (Sunday, in 14 days)`."""
    name = _WEEKDAYS[when.weekday()].split()[0].capitalize()
    return f"{when.isoformat()} ({name}, {from_today(when, today)})"
