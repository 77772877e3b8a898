"""Languages: each catalogue is whole, pages follow it, and no page says a word outside of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes

from hrcli.errors import Unreadable
from hrcli.knowledge.labels import BUILT_IN, DEFAULT, Labels, labels_for
from hrcli.knowledge.labels import filled as filled_in
from hrcli.pages.audiences import AUDIENCES, LAY
from hrcli.pages.environment import environment_for
from hrcli.pages.filters import INTERVALS, Ink
from hrcli.pages.render import built_in
from hrcli.pages.views import rows
from hrcli.plan import schema
from hrcli.plan.case import Case, Settings
from tests.support.canary import CHOSEN
from tests.support.pages import case_of, example, filled, render
from tests.support.running import Run

OTHERS = [language for language in BUILT_IN if language != DEFAULT]
PLACES = re.compile(r"\{\w+\}")


def phrases() -> set[str]:
    """Everything that hrcli's templates say, and the intervals."""
    environment = environment_for(Ink("html", labels_for("en")), "html", {})
    said = {phrase for two in INTERVALS.values() for phrase in two}
    for name, source in built_in().items():
        for call in environment.parse(source, name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                first = call.args[0]
                assert isinstance(first, nodes.Const), f"{name}:{call.lineno}"
                said.add(first.value)
    return said


def _enums(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        yield from (word for word in shape.get("enum", ()) if isinstance(word, str))
        for key, inner in shape.items():
            yield from _enums(inner) if key != "not" else ()
    elif isinstance(shape, list):
        for inner in shape:
            yield from _enums(inner)


@cache
def vocabulary() -> frozenset[str]:
    """Every word of a vocabulary, and every key that pages use as a label."""
    labelled = ("client.safe_contact.", "client.copy.", "determinants.", "child_safety.domains.")
    keys = {
        row.property.split(".")[-1] for row in rows("plan") if row.property.startswith(labelled)
    }
    words = (word for kind in ("plan", "review", "event") for word in _enums(schema.bundled(kind)))
    return frozenset({*words, *keys, "yes", "no"})


def of(labels: Labels, part: str) -> dict[str, str]:
    told: dict[str, str] = getattr(labels, f"_{part}")
    return told


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_everything_and_nothing_else(language: str) -> None:
    labels = labels_for(language)
    assert set(of(labels, "phrases")) == phrases()
    assert vocabulary() <= set(of(labels, "words"))
    for said, told in of(labels, "phrases").items():
        assert sorted(PLACES.findall(said)) == sorted(PLACES.findall(told)), said


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_no_copy_and_no_clinician_has_seen_it(language: str) -> None:
    labels = labels_for(language)
    same = {said for said, told in of(labels, "phrases").items() if said == told}
    assert len(same) < len(phrases()) / 20, same
    assert not labels.reviewed
    assert labels_for("en").reviewed


@pytest.mark.parametrize("language", BUILT_IN)
def test_plain_words_stand_for_words_of_a_vocabulary(language: str) -> None:
    labels = labels_for(language)
    assert set(of(labels, "plain")) <= vocabulary() | set(of(labels, "words"))


def test_lay_readers_are_told_plain_words_and_whole_dates() -> None:
    plan = {
        "use": [{"substance": "benzodiazepine"}],
        "client": {"copy": {"substances": "print"}},
        "review": {"next": "2026-03-09"},
    }
    assert set(LAY) == {"client", "safety", "family"}
    for locale, word, date in (
        ("en", "Benzos", "Monday 9 March 2026"),
        ("de-AT", "Beruhigungsmittel", "Montag, 9. März 2026"),
    ):
        case = case_of(plan)._replace(settings=Settings(locale=locale))
        told = render(case, "client", "md")
        assert word in told
        assert date in told
    assert "2026-03-09 (Monday)" in render(case_of(plan), "plan", "md")
    assert "benzodiazepine" in render(case_of(plan), "plan", "md")


def test_a_german_page_is_german_and_says_so() -> None:
    case = example("7KQ2-9XMP")._replace(settings=Settings(locale="de"))
    told = render(case, "client", "html")
    assert '<html lang="de" dir="ltr">' in told
    assert "<title>Mein Plan</title>" in told
    assert "Überprüft alle: 4 Wochen" in render(case, "plan", "txt")
    assert "lebensbedrohlich" in labels_for("de").word("life_threatening")


def test_numbers_follow_the_language() -> None:
    assert Ink("txt", labels_for("de")).bare(2.5) == "2,5"
    assert Ink("txt", labels_for("en")).bare(2.5) == "2.5"
    assert Ink("txt", labels_for("de")).bare(3.0) == "3"
    assert Ink("txt", labels_for("de")).bare(True) == "ja"


def test_an_unknown_language_is_english_and_the_worker_is_told(run: Run, caseload: Path) -> None:
    assert labels_for("fr") is labels_for("en") is labels_for("../en")
    settings = caseload / "hrcli.yaml"
    settings.write_text(settings.read_text().replace("locale: en", "locale: fr"))
    told = run("render", "7KQ2", "--as", "client")
    assert told.stdout.startswith("# My plan")
    assert "English" in told.stderr


def test_an_unreviewed_translation_is_said_to_be_one(run: Run, caseload: Path) -> None:
    settings = caseload / "hrcli.yaml"
    settings.write_text(settings.read_text().replace("locale: en", "locale: de"))
    told = run("render", "7KQ2", "--as", "client")
    assert told.stdout.startswith("# Mein Plan")
    assert "nobody has reviewed" in told.stderr
    assert "Reading grade" not in told.stderr


# An agency's own words


def knowledge(language: str, text: str) -> tuple[tuple[str, bytes], ...]:
    return ((f"labels.{language}.yaml", text.encode()),)


def test_an_agency_lays_its_words_over_hrclis() -> None:
    own = 'phrases: {"My plan": Mein Weg}\nwords: {alcohol: Bier und Wein}\n'
    labels = labels_for("de", knowledge("de", own))
    assert labels.phrase("My plan") == "Mein Weg"
    assert labels.phrase("My rights") == "Meine Rechte"
    assert labels.word("alcohol", plain=True) == "Bier und Wein"
    assert labels.date("2026-03-09") == "2026-03-09 (Montag)"


def test_an_agency_adds_a_language() -> None:
    own = 'language: fr\nreviewed_on: 2026-01-05\nphrases: {"My plan": Mon plan}\n'
    labels = labels_for("fr-CA", knowledge("fr", own))
    assert (labels.language, labels.reviewed) == ("fr", True)
    assert labels.phrase("My plan") == "Mon plan"
    assert labels.phrase("My rights") == "My rights"


@pytest.mark.parametrize(
    "own",
    ["dates: {weekdays: [lundi], months: 3, record: 4}\n", "words: [x]\nphrases: no\n", "x: y\n"],
)
def test_odd_catalogues_break_no_page(own: str) -> None:
    case = example("7KQ2-9XMP")
    settings = Settings(locale="fr", knowledge=knowledge("fr", own))
    assert render(case._replace(settings=settings), "client", "md")


def test_a_broken_catalogue_is_told_by_its_line() -> None:
    with pytest.raises(Unreadable) as told:
        labels_for("de", knowledge("de", "words:\n\tx: y\n"))
    assert told.value.where.startswith("knowledge/labels.de.yaml:2:")


def test_a_catalogue_reaches_no_value() -> None:
    assert filled_in("{a.__class__} {a} {b}", {"a": "x"}) == "{a.__class__} x {b}"
    own = 'phrases: {"My plan": "<b>{{ plan }}</b>"}\n'
    settings = Settings(locale="de", knowledge=knowledge("de", own))
    told = render(example("7KQ2-9XMP")._replace(settings=settings), "client", "html")
    assert "&lt;b&gt;{{ plan }}&lt;/b&gt;" in told


# The pseudo-language: what is not marked was not said through a catalogue


def pseudo() -> Settings:
    words = {*vocabulary(), *of(labels_for("de"), "words")}
    catalogue = {
        "phrases": {said: f"\u27e6{said}\u27e7" for said in phrases()},
        "words": {word: f"\u27e6{word}\u27e7" for word in words},
        "plain": {word: f"\u27e6{word}\u27e7" for word in words},
        "dates": {
            "record": "\u27e6{iso}\u27e7",
            "plain": "\u27e6{iso}\u27e7",
            "weekdays": ["x"] * 7,
            "months": ["x"] * 12,
        },
    }
    own = knowledge("qps", json.dumps(catalogue))
    assert labels_for("qps", own).phrase("My plan") == "\u27e6My plan\u27e7"
    return Settings(locale="qps", knowledge=own)


class Words(HTMLParser):
    """All that a reader or a screen reader is told, text by text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.told: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        self.told.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spoken = ("alt", "title", "aria-label", "aria-description", "placeholder")
        self.told += [value or "" for name, value in attrs if name in spoken]


def leaves(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from leaves(inner)
    elif data is not None:
        yield str(data)


def unmarked(told: str, case: Case) -> list[str]:
    """The words of a page that neither a catalogue nor the case has said."""
    files = [file for _, file in case.files]
    own = {leaf for file in files for leaf in leaves(file.data)} | {case.id}
    own |= {leaf.replace("_", " ") for leaf in own}  # codes of an agency's own
    told = " ".join(told.split())
    while (rest := re.sub("\u27e6[^\u27e6\u27e7]*\u27e7", " ", told)) != told:
        told = rest
    for leaf in sorted(own, key=len, reverse=True):
        told = re.sub(rf"(?<!\w){re.escape(leaf)}(?!\w)", " ", told)
    return re.findall(r"[^\W\d_]{2,}", told)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_page_says_nothing_outside_of_the_catalogue(audience: str) -> None:
    settings = pseudo()
    cases = [filled(CHOSEN)[0], case_of({}), *map(example, ("7KQ2-9XMP", "6PYF-G4DK"))]
    for case in (case._replace(settings=settings) for case in cases):
        assert unmarked(render(case, audience, "txt"), case) == []
        html = " ".join(Words(render(case, audience, "html")).told)
        assert unmarked(html, case) == []


def test_reports_say_nothing_outside_of_the_catalogue(run: Run, caseload: Path) -> None:
    (caseload / "knowledge").mkdir()
    settings = pseudo()
    for name, raw in settings.knowledge:
        (caseload / "knowledge" / name).write_bytes(raw)
    file = caseload / "hrcli.yaml"
    file.write_text(file.read_text().replace("locale: en", "locale: qps"))
    for kind in ("outcomes", "practice", "caseload"):
        told = " ".join(Words(run("report", kind, "--format", "html").stdout).told)
        agency = case_of({"key_harms": ["lack of accommodation", "Lack of accommodation"]})
        assert unmarked(told, agency) == []


def test_a_truth_value_is_told_as_people_say_it() -> None:
    said = [labels_for(language).word(value) for language in BUILT_IN for value in (True, False)]
    assert said == ["ja", "nein", "yes", "no"]
    assert labels_for("en").word(None) == ""
