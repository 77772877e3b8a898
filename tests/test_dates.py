"""Dates as people say them, and months that clamp."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hrcli.dates import add_months, after, day, days_after, echo, from_today, spoken, what_to_write

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
    assert spoken(words, SUNDAY) == [date.fromisoformat(meant)]


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
    assert spoken(words, SUNDAY, behind=True) == [date.fromisoformat(meant)]


@pytest.mark.parametrize(
    "words",
    [
        "2026-02-30",
        "3 months",
        "5",
        "two weeks",
        "",
        "in days",
        "in 3 days ago",
        "-3 days ago",
        "a",
        "in a",
        "31 April",
        "31.4.",
        "April 31 2026",
        "29.2.",
        "29.2.2027",
        "30/2",
        "2/30",
        "0/3",
        "1/0",
        "13/13",
        "12.30",
        "31/3/",
        "31/3.2026",
        "31/3/202",
        "March 2026",
        "ma 3",
        "31 marsh",
        "last 31/3",
        "last",
        "on",
        "friday march",
        "31. Monat",
        "next",
        "+9999y",
        "+2w3d",
        "\u0662\u0660\u0662\u0666-\u0660\u0663-\u0660\u0661",
    ],
)
def test_what_could_be_misread_is_refused(words: str) -> None:
    assert spoken(words, SUNDAY) == []
    assert spoken(words, SUNDAY, behind=True) == []


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
    assert spoken(when.isoformat(), SUNDAY) == [when]


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


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("yesterday", "2026-02-28"),
        ("-3d", "2026-02-26"),
        ("\u22123d", "2026-02-26"),
        ("-2w", "2026-02-15"),
        ("-1 month", "2026-02-01"),
        ("3 days ago", "2026-02-26"),
        ("two weeks ago", "2026-02-15"),
        ("A Week Ago", "2026-02-22"),
        ("in two weeks", "2026-03-15"),
        ("last friday", "2026-02-27"),
        ("fri", "2026-03-06"),
        ("on friday", "2026-03-06"),
        ("next monday", "2026-03-02"),
        ("day after tomorrow", "2026-03-03"),
        ("the day before yesterday", "2026-02-27"),
        ("31/3", "2026-03-31"),
        ("31.3.", "2026-03-31"),
        ("31. 3. 2026", "2026-03-31"),
        ("31.3.26", "2026-03-31"),
        ("31/12/99", "1999-12-31"),
        ("2026/3/5", "2026-03-05"),
        ("31 March", "2026-03-31"),
        ("MARCH  31", "2026-03-31"),
        ("the 31st of March", "2026-03-31"),
        ("March 31st, 2027", "2027-03-31"),
        ("1 Sept. 2027", "2027-09-01"),
        ("\uff13\uff11\uff0f\uff13", "2026-03-31"),
        ("heute", "2026-03-01"),
        ("morgen", "2026-03-02"),
        ("\u00dcbermorgen", "2026-03-03"),
        ("gestern", "2026-02-28"),
        ("vorgestern", "2026-02-27"),
        ("letzten Freitag", "2026-02-27"),
        ("n\u00e4chsten Montag", "2026-03-02"),
        ("am Freitag", "2026-03-06"),
        ("in zwei Wochen", "2026-03-15"),
        ("in einem Monat", "2026-04-01"),
        ("vor drei Tagen", "2026-02-26"),
        ("vor f\u00fcnf Tagen", "2026-02-24"),
        ("31. M\u00e4rz", "2026-03-31"),
        ("31. Ma\u0308rz 2026", "2026-03-31"),
        ("24. Dez. 2026", "2026-12-24"),
        ("29.2.2028", "2028-02-29"),
        ("Monatsende", "2026-03-31"),
    ],
)
def test_people_say_a_day_in_many_ways(words: str, meant: str) -> None:
    assert spoken(words, SUNDAY) == [date.fromisoformat(meant)]


@pytest.mark.parametrize(
    ("locale", "found"),
    [
        ("en-GB", ["2026-04-03"]),
        ("de", ["2026-04-03"]),
        ("de-AT", ["2026-04-03"]),
        ("fr", ["2026-04-03"]),
        ("en-US", ["2026-03-04"]),
        ("en", ["2026-03-04", "2026-04-03"]),
        ("en-CA", ["2026-03-04", "2026-04-03"]),
    ],
)
def test_the_locale_says_whether_the_day_comes_first(locale: str, found: list[str]) -> None:
    days = [date.fromisoformat(it) for it in found]
    for words in ("3/4", "3.4.", "3/4/2026", "03.04.26"):
        assert spoken(words, SUNDAY, locale=locale) == days
    assert spoken("31/3", SUNDAY, locale=locale) == [date(2026, 3, 31)]
    assert spoken("3/3", SUNDAY, locale=locale) == [date(2026, 3, 3)]


def test_a_day_without_its_year_is_the_one_that_fits() -> None:
    assert spoken("28 Feb", SUNDAY, behind=True) == [date(2026, 2, 28)]
    assert spoken("31 March", SUNDAY, behind=True) == [date(2025, 3, 31)]
    assert spoken("1 March", SUNDAY, behind=True) == [SUNDAY]
    assert spoken("1 March", SUNDAY) == [SUNDAY]
    assert spoken("28 Feb", SUNDAY) == [date(2026, 2, 28), date(2027, 2, 28)]


def test_a_leap_day_without_its_year_is_one_within_a_year() -> None:
    assert spoken("29.2.", date(2028, 3, 1), behind=True) == [date(2028, 2, 29)]
    assert spoken("29.2.", date(2027, 12, 1)) == [date(2028, 2, 29)]
    assert spoken("29.2.", date(2029, 12, 1), behind=True) == []


def test_what_may_be_two_days_is_told_with_both() -> None:
    told = what_to_write(spoken("3/4", SUNDAY), SUNDAY)
    assert "2026-03-04 (Wednesday, in 3 days) or 2026-04-03 (Friday, in 33 days)" in told
    assert "31/3" in what_to_write([], SUNDAY)


ENGLISH = "January February March April May June July August September October November December"
GERMAN = "Januar Februar M\u00e4rz April Mai Juni Juli August September Oktober November Dezember"
WITH_YEAR = {
    "{it.day}/{it.month}/{it.year}": "en-GB",
    "{it.day:02}.{it.month:02}.{it.year}": "de",
    "{it.day}. {it.month}. {it.year}": "de",
    "{it.month}/{it.day}/{it.year}": "en-US",
    "{it.year}/{it.month}/{it.day}": "en",
    "{it.day} {english} {it.year}": "en",
    "{english} {it.day}, {it.year}": "en",
    "{english:.3} {it.day} {it.year}": "en",
    "{it.day}. {german} {it.year}": "en",
    "{it.day}. {german:.3}. {it.year}": "de",
}
WITHOUT = {
    re.sub(r"[,/ ]*\{it\.year\}", "", form): locale
    for form, locale in WITH_YEAR.items()
    if form[:9] != "{it.year}"
}
COUNTED = ("+{}d", "in {} days", "in {} Tagen"), ("-{}d", "{} days ago", "vor {} Tagen")
YEARS = range(date(2023, 12, 30).toordinal(), date(2029, 1, 3).toordinal())


def said_as(form: str, when: date) -> str:
    """The day in one of the forms that people write."""
    english, german = ENGLISH.split()[when.month - 1], GERMAN.split()[when.month - 1]
    return form.format(it=when, english=english, german=german)


@pytest.mark.parametrize(("form", "locale"), WITH_YEAR.items())
def test_every_day_of_five_years_is_read_back_in_each_form(form: str, locale: str) -> None:
    for when in map(date.fromordinal, YEARS):
        for words in (said_as(form, when), said_as(form, when).upper()):
            assert spoken(f" {words} ", SUNDAY, locale=locale) == [when]


@pytest.mark.parametrize(("form", "locale"), WITHOUT.items())
def test_every_day_without_its_year_is_read_back(form: str, locale: str) -> None:
    for when in map(date.fromordinal, YEARS):
        words = said_as(form, when)
        for gone in (0, 1, 90, 364):
            today = when + timedelta(gone)
            assert spoken(words, today, behind=True, locale=locale) == [when]
        for ahead in (0, 1, 90, 180):
            assert spoken(words, when - timedelta(ahead), locale=locale) == [when]


@pytest.mark.parametrize("behind", [True, False])
def test_every_day_is_read_back_from_how_far_away_it_is(behind: bool) -> None:
    for when in map(date.fromordinal, YEARS):
        days = (when - SUNDAY).days
        for form in COUNTED[days < 0]:
            assert spoken(form.format(abs(days)), SUNDAY, behind) == [when]
        for name in (when.strftime("%A"), when.strftime("%a.")):
            assert spoken(f"last {name}", when + timedelta(7), behind) == [when]
            assert spoken(f"next {name}", when - timedelta(7), behind) == [when]


@given(DAYS, st.integers(1, 12), st.integers(1, 12), st.booleans())
def test_without_a_locale_no_two_days_are_taken_for_one(
    today: date, one: int, other: int, behind: bool
) -> None:
    year = today.year
    both = {date(year, one, other), date(year, other, one)}
    assert set(spoken(f"{one}/{other}/{year}", today, behind)) == both
    first = spoken(f"{one}/{other}", today, behind, "en-GB")
    second = spoken(f"{one}/{other}", today, behind, "en-US")
    assert spoken(f"{one}/{other}", today, behind) == sorted({*first, *second})


@given(st.text(alphabet="0123456789/.- +dwmyinalstgofrep\u00e4", max_size=14), DAYS, st.booleans())
def test_no_words_break_the_reading(words: str, today: date, behind: bool) -> None:
    for found in (spoken(words, today, behind), spoken(words, date.max, behind)):
        assert found == sorted(set(found))
    assert spoken(words, date.min, behind) == spoken(f"  {words.upper()} ", date.min, behind)


def test_a_day_beyond_the_calendar_is_its_last() -> None:
    assert days_after(date(2026, 2, 9), 28) == date(2026, 3, 9)
    assert days_after(date(9999, 12, 20), 28) == date.max
