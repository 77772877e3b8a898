"""Dates as people say them, and months that clamp."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrcli.dates import add_months, after, day, echo, from_today, spoken

SUNDAY = date(2026, 3, 1)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2026-03-15", "2026-03-15"),
        ("today", "2026-03-01"),
        ("tomorrow", "2026-03-02"),
        ("+10d", "2026-03-11"),
        ("in 10 days", "2026-03-11"),
        ("in 1 day", "2026-03-02"),
        ("+2w", "2026-03-15"),
        ("in 2 weeks", "2026-03-15"),
        ("+6m", "2026-09-01"),
        ("in 6 months", "2026-09-01"),
        ("+1y", "2027-03-01"),
        ("tuesday", "2026-03-03"),
        ("next tuesday", "2026-03-03"),
        ("sunday", "2026-03-08"),
        ("end of month", "2026-03-31"),
        ("  Next   Tuesday ", "2026-03-03"),
        ("+0d", "2026-03-01"),
    ],
)
def test_a_spoken_date_is_the_day_that_is_meant(words: str, meant: str) -> None:
    assert spoken(words, SUNDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("friday", "2026-02-27"),
        ("sunday", "2026-03-01"),
        ("last sunday", "2026-02-22"),
        ("Last Friday", "2026-02-27"),
        ("yesterday", "2026-02-28"),
        ("-3d", "2026-02-26"),
        ("3 days ago", "2026-02-26"),
        ("today", "2026-03-01"),
        ("next friday", "2026-03-06"),
    ],
)
def test_of_what_has_happened_the_day_lies_behind(words: str, meant: str) -> None:
    assert spoken(words, SUNDAY, behind=True) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    "words",
    [
        "2026-02-30",
        "01/02/2026",
        "3 months",
        "5",
        "two weeks",
        "",
        "yesterday",
        "-3d",
        "in days",
        "next",
        "+9999y",
        "+2w3d",
        "\u0662\u0660\u0662\u0666-\u0660\u0663-\u0660\u0661",
    ],
)
def test_what_could_be_misread_is_refused(words: str) -> None:
    assert spoken(words, SUNDAY) is None


@given(DAYS, st.integers(0, 1200))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    start: date, months: int
) -> None:
    found = add_months(start, months)
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == min(start.day, monthrange(found.year, found.month)[1])


@given(DAYS, DAYS, st.integers(0, 600))
def test_an_earlier_start_gives_no_later_date(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


@pytest.mark.parametrize(
    ("start", "interval", "found"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-02-29", "12 months", "2025-02-28"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-01-12", "4 weeks", "2026-02-09"),
        ("2026-02-26", "5 days", "2026-03-03"),
    ],
)
def test_an_interval_is_counted_from_the_day(start: str, interval: str, found: str) -> None:
    assert after(date.fromisoformat(start), interval) == date.fromisoformat(found)


@pytest.mark.parametrize(
    "interval",
    ["", "monthly", "0 weeks", "4  weeks", "4 weeks\n", "1000 days", None, 4, ["4 weeks"]],
)
def test_what_is_no_interval_gives_no_date(interval: object) -> None:
    assert after(SUNDAY, interval) is None


@pytest.mark.parametrize("interval", ["1 day", "1 week", "1 month", "999 months"])
def test_the_end_of_the_calendar_is_no_error(interval: str) -> None:
    assert after(date.max, interval) is None


@given(DAYS)
def test_a_day_is_read_as_it_is_written(when: date) -> None:
    assert day(when.isoformat()) == when
    assert spoken(when.isoformat(), SUNDAY) == when


@pytest.mark.parametrize("value", ["2026-02-30", "2026-2-3", "20260203", "2026-02-03 ", None, 0])
def test_what_is_no_day_is_none(value: object) -> None:
    assert day(value) is None


@given(DAYS, st.integers(-5000, 5000))
def test_the_distance_is_told_in_whole_days(today: date, days: int) -> None:
    told = from_today(today + timedelta(days=days), today)
    assert (told == "today") == (days == 0)
    assert days == 0 or str(abs(days)) in told
    assert told.endswith("ago") == (days < 0)
    assert (" day" in told and "days" not in told) == (abs(days) == 1)


def test_the_answer_names_the_weekday() -> None:
    assert echo(date(2026, 3, 15), SUNDAY) == "2026-03-15 (Sunday, in 14 days)"
