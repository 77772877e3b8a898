"""Copies for every reader: each text of a whole case is exactly where its list lets it be."""

from __future__ import annotations

import copy
import random
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hrcli.document.document import Document, read
from hrcli.document.writer import block
from hrcli.pages.audiences import AUDIENCES, DISCLOSED
from hrcli.pages.cautions import fits_a_card
from hrcli.pages.pdf import pdf
from hrcli.pages.render import FORMATS, render
from hrcli.pages.views import INFORMATION, KINDS, NO_GRANT, Grant, rows
from hrcli.plan import check
from hrcli.plan.case import Case, Settings
from hrcli.plan.schema import words_at
from tests.support.canary import CHOSEN, Filling, bundled
from tests.support.pages import GOLDEN_CASES, Shape, case_of, example
from tests.support.places import ROOT
from tests.support.running import sample

Client = Callable[[str], str]

CHOICES = CHOSEN | {
    "key_harm": "none",
    "visibility": "referral",
    "mitigations[].is": "overdose_plan",
}
TIES = {(kind, f"{items}[].id") for kind in ("plan", "review") for items in ("harms", "goals")}
"""What only ties numbers of reviews to harms and goals; no copy but the worker's prints it."""

OTHERS = [audience for audience in AUDIENCES if audience != "plan"]
EXAMPLES = sorted(path.name for path in (ROOT / "examples" / "cases").iterdir())


def whole(**choices: str) -> tuple[Case, dict[tuple[str, str], str]]:
    """A case with every property filled, and which word stands at which property.

    Its event is a lapse after the last review, so that the sheet looks at it.
    """
    fillings = {kind: Filling(kind, CHOICES | choices) for kind in KINDS}
    data = {kind: filling.whole() for kind, filling in fillings.items()}
    data["event"] |= {"status": "happened", "date": "2026-02-10"}
    words = {(kind, place): word for kind in KINDS for place, word in fillings[kind].words.items()}
    return case_of(data["plan"], [data["review"]], [data["event"]]), words


def grant_of(case: Case, *covers: str) -> Grant:
    """What the first consent of a case lets pass: everything, or only what is named."""
    return Grant(next((it.id for it in case.plan.consents), "none"), frozenset(covers))


def everything(case: Case) -> Grant:
    return grant_of(case, *INFORMATION)


def passing(case: Case, audience: str) -> Grant:
    """What a copy for this reader is made under."""
    return everything(case) if audience in DISCLOSED else NO_GRANT


COPIED = ("name", "overdose_plan", "places", "crisis")


def shown(told: str, words: Mapping[tuple[str, str], str]) -> set[tuple[str, str]]:
    return {place for place, word in words.items() if word in told}


def listed(audience: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The properties on the list of one reader, with their conditions."""
    return {
        (kind, row.property): row.readers[audience]
        for kind in KINDS
        for row in rows(kind)
        if audience in row.readers
    }


def pdf_text(client: Client, made: bytes, tmp_path: Path) -> str:
    """The text in the order in which it is told, whatever column it stands in."""
    place = tmp_path / "page.pdf"
    place.write_bytes(made)
    words = [client("pdftotext"), "-raw", str(place), "-"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


# A canary in every field


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("audience", OTHERS)
def test_a_copy_holds_every_text_on_its_list_and_no_other(audience: str, to: str) -> None:
    case, words = whole()
    conditions = listed(audience)
    wanted = set(conditions) & set(words) - TIES
    if audience not in DISCLOSED:  # no consent, so nobody is named who is not client or worker
        wanted -= {place for place in wanted if "a_role" in conditions[place]}
    assert shown(render(case, audience, to, grant=passing(case, audience)), words) == wanted


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("audience", OTHERS)
def test_a_pdf_holds_the_same_texts_and_its_metadata_none(
    audience: str, client: Client, tmp_path: Path
) -> None:
    case, words = whole()
    page = render(case, audience, "html", grant=passing(case, audience))
    told = "".join(pdf_text(client, pdf(page), tmp_path).split())
    assert shown(told, words) == shown(page, words)
    place = str(tmp_path / "page.pdf")
    for program, *options in (("pdfinfo",), ("pdfinfo", "-meta"), ("pdfinfo", "-custom")):
        found = subprocess.run([client(program), *options, place], capture_output=True, text=True)
        assert "anary" not in found.stdout
        assert case.id not in found.stdout


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("audience", DISCLOSED)
def test_without_a_consent_nothing_of_the_case_is_there(audience: str, to: str) -> None:
    case, words = whole()
    assert not shown(render(case, audience, to, grant=NO_GRANT), words)
    assert case.id not in render(case, audience, to, grant=passing(case, audience))


@pytest.mark.parametrize("kind", INFORMATION)
@pytest.mark.parametrize("audience", DISCLOSED)
def test_one_kind_of_information_brings_nothing_else(audience: str, kind: str) -> None:
    case, words = whole()
    told = shown(render(case, audience, "txt", grant=grant_of(case, kind)), words)
    conditions = listed(audience)
    for place in told:
        covers = {it for it in conditions[place] if it.startswith("covers.")}
        assert covers <= {f"covers.{kind}"}, place
    plainly = {place for place, when in conditions.items() if when == (f"covers.{kind}",)}
    assert plainly & set(words) <= told


def test_family_and_cards_hold_no_flag_and_no_circumstance() -> None:
    flags = words_at("plan", ("flags", 0, "flag"))
    context = words_at("plan", ("client", "context", 0, "is"))
    plan = whole()[0].plan.data
    every_flag = [{"flag": f, "status": "present", "visibility": "referral"} for f in flags]
    data = {**plan, "flags": every_flag, "client": {**plan["client"], "context": list(context)}}
    case = case_of(data)
    for audience in ("client", "safety", "review", "family", "court"):
        told = render(case, audience, "txt", grant=passing(case, audience)).lower()
        for word in {*flags, *context, "risk"}:
            assert not re.search(rf"\b{word.replace('_', ' ')}\b", told), (audience, word)


# The card

SIGNS = "cannot be woken"
BREATHING = "naloxone"
WITHDRAWAL = "after stopping is an emergency"
READY = "Before I use"


def card(to: str = "txt", **plan: Any) -> str:
    return " ".join(render(case_of(plan), "safety", to).split())


@pytest.mark.parametrize("to", FORMATS)
def test_a_card_of_an_empty_plan_says_what_to_do_in_an_emergency(to: str) -> None:
    told = card(to)
    for words in ("In an emergency ring", SIGNS, "lay them on their side if they breathe"):
        assert words in told
    for words in (BREATHING, WITHDRAWAL, READY):
        assert words not in told


def test_the_card_names_the_number_of_the_caseload_or_leaves_room_for_it() -> None:
    with_number = case_of({})._replace(settings=Settings(emergency_number="000 (made up)"))
    assert "In an emergency ring 000 (made up)." in render(with_number, "safety", "txt")
    assert "The number to call" in card()
    assert "The number to call" not in render(with_number, "safety", "txt")


CAREFUL = [
    {"flags": [{"flag": "dv_victim", "status": "present"}]},
    {"flags": [{"flag": "dv_perpetrator", "status": "declined"}]},
    {"flags": [{"flag": "safe_contact_restricted", "status": "present"}]},
    {"client": {"context": ["mandated"]}},
    {"harms": [{"id": "h1b", "key_harm": "domestic_violence"}]},
]


@pytest.mark.parametrize("plan", CAREFUL)
def test_where_a_card_may_give_somebody_away_it_holds_the_number_alone(plan: Any) -> None:
    told = card(**plan)
    assert "In an emergency ring" in told
    assert SIGNS not in told
    wanted = {**plan, "client": {**plan.get("client", {}), "copy": {"overdose_plan": "print"}}}
    assert SIGNS in card(**wanted)


@pytest.mark.parametrize(
    ("use", "breathing", "withdrawal"),
    [
        ({"substance": "opioid_short"}, True, False),
        ({"substance": "kratom"}, True, False),
        ({"substance": "unknown"}, True, False),
        ({"substance": "cocaine", "supply": "unregulated"}, True, False),
        ({"substance": "cocaine", "supply": "not_stated"}, False, False),
        ({"substance": "alcohol"}, False, True),
        ({"behaviour": "gambling"}, False, False),
    ],
)
def test_help_in_an_overdose_stands_where_it_fits_and_is_wanted(
    use: Any, breathing: bool, withdrawal: bool
) -> None:
    for answer in ("not_print", "not_asked", "print"):
        wanted = answer == "print"
        told = card(use=[use], client={"copy": {"overdose_plan": answer}})
        assert (BREATHING in told) is (wanted and breathing)
        assert (WITHDRAWAL in told) is (wanted and withdrawal)
        assert (READY in told) is wanted


def test_the_block_for_a_bad_time_holds_the_persons_own_contacts() -> None:
    plan = {
        "client": {"copy": {"crisis": "print"}},
        "supports": [{"who": "my mother", "how": "00000", "on_copy": "print"}],
    }
    told = card("md", **plan)
    assert told.index("People and places that help") < told.index("my mother: 00000")
    assert told.index("my mother: 00000") < told.index("What I put out of reach")
    assert "When it gets too much" not in card(**{**plan, "client": {}})


@pytest.mark.parametrize("to", FORMATS)
def test_no_box_to_tick_stands_on_a_card(to: str) -> None:
    told = render(whole()[0], "safety", to)
    shown = re.sub(r"<style>.*</style>", "", told, flags=re.DOTALL)
    assert not re.search(r'\[[ x]\]|class="box"|class="steps"', shown)


@pytest.mark.parametrize("audience", DISCLOSED)
def test_the_notice_stands_where_the_rules_ask_for_it(audience: str) -> None:
    for regime in ("part2", "other"):
        case = case_of({"consents": [{"id": "c2h", "regime": regime, "recipient": "Ann"}]})
        told = render(case, audience, "txt", grant=everything(case))
        assert ("42 CFR Part 2" in told) is (regime == "part2")


@pytest.mark.parametrize("audience", DISCLOSED)
def test_readers_outside_are_told_whom_the_work_stands_by(audience: str) -> None:
    case = whole()[0]
    told = " ".join(render(case, audience, "txt", grant=everything(case)).split())
    assert ("stands by people, not by what they use" in told) is (audience != "family")
    assert ("My worker stands by me, however things go." in told) is (audience == "family")


@pytest.mark.parametrize("audience", DISCLOSED)
def test_a_page_for_others_says_when_and_by_whom_it_was_made(audience: str) -> None:
    case = case_of({"worker": "jm", "consents": [{"id": "c2h", "recipient": "Ann"}]})
    told = render(case, audience, "md", grant=grant_of(case))
    assert "jm" in told
    assert re.search(r"2026-02-09 \(Monday\)|Monday 9 February 2026", told)
    assert "jm" not in render(case, audience, "md", grant=NO_GRANT)


@pytest.mark.parametrize("audience", ["referral", "handover", "court"])
def test_an_exception_is_not_called_an_agreement(audience: str) -> None:
    consent = {"id": "c2h", "recipient": "Ann", "purpose": "care"}
    agreed = case_of({"consents": [consent]})
    emergency = case_of({"consents": [{**consent, "basis": "medical_emergency"}]})
    told = render(emergency, audience, "md", grant=everything(emergency))
    assert "without the consent" in told
    assert "medical emergency" in told
    assert "agreed to it" not in told
    assert "agreed to it" in render(agreed, audience, "md", grant=everything(agreed))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_titles_and_file_names_tell_nothing(audience: str) -> None:
    from hrcli.pages.audiences import TABLE

    case, words = whole()
    told = render(case, audience, "html", grant=passing(case, audience))
    (title,) = re.findall(r"<title>(.*?)</title>", told)
    if audience != "plan":
        assert not shown(title, words)
        assert case.id not in title
    assert re.fullmatch(r"[a-z-]+", TABLE[audience].file_name)
    assert tuple(TABLE) == AUDIENCES


# PDF


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", GOLDEN_CASES)
def test_a_pdf_is_tagged_and_is_read_in_the_order_of_the_page(
    name: str, audience: str, client: Client, tmp_path: Path
) -> None:
    case = example(name)
    page = render(case, audience, "html", grant=passing(case, audience))
    told = " ".join(pdf_text(client, pdf(page), tmp_path).split())
    place = str(tmp_path / "page.pdf")
    info = subprocess.run([client("pdfinfo"), place], capture_output=True, text=True).stdout
    files = subprocess.run([client("pdfdetach"), "-list", place], capture_output=True, text=True)
    assert re.search(r"^Tagged: +yes$", info, re.MULTILINE)
    assert re.search(r"^JavaScript: +no$", info, re.MULTILINE)
    assert files.stdout.startswith("0 embedded files")
    at = 0
    for heading in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page):
        at = told.index(heading.replace("&#x27;", "'").replace("&quot;", '"'), at)


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_card_fits_on_one_side(name: str, client: Client, tmp_path: Path) -> None:
    plan = copy.deepcopy(example(name).plan.data)
    plan.setdefault("client", {})["copy"] = {"overdose_plan": "print", "name": "print"}
    (tmp_path / "card.pdf").write_bytes(pdf(render(case_of(plan), "safety", "html")))
    words = [client("pdfinfo"), str(tmp_path / "card.pdf")]
    info = subprocess.run(words, capture_output=True, text=True).stdout
    assert re.search(r"^Pages: +1$", info, re.MULTILINE)


def full_card(told: int, helps: int, people: int) -> Case:
    """A card with everything: the client's words, three places, and so many items."""
    words = "when it gets hard I ring "
    place = "  - {id: p%d, name: A place of help, how: call 00000, checked_on: 2026-01-01}"
    places = "\n".join(["hrcli: resources/1", "places:", *(place % n for n in range(3))])
    plan = {
        "client": {"alias": "Milo", "copy": dict.fromkeys(COPIED, "print")},
        "use": [{"substance": "alcohol"}, {"substance": "unknown"}],
        "relapse_plan": {"for_client": (words * 400)[:told]},
        "mitigations": [{"is": "not_alone_plan", "what": words * 3}] * helps,
        "supports": [{"who": "my mother", "how": words * 2, "on_copy": "print"}] * people,
    }
    knowledge = (("resources.yaml", places.encode()),)
    return case_of(plan)._replace(settings=Settings(knowledge=knowledge))


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("size", ["A4", "letter"])
@pytest.mark.parametrize("much", [(1500, 0, 0), (1060, 2, 2), (400, 5, 5), (1, 8, 5), (1, 0, 13)])
def test_a_card_that_is_not_advised_on_fits_on_one_side(
    size: str, much: tuple[int, int, int], tmp_path: Path, client: Client
) -> None:
    case = full_card(*much)
    assert fits_a_card(case.plan.data)
    page = render(case, "safety", "html").replace("@page {", f"@page {{ size: {size};")
    (tmp_path / "card.pdf").write_bytes(pdf(page))
    words = [client("pdfinfo"), str(tmp_path / "card.pdf")]
    told = subprocess.run(words, capture_output=True, text=True).stdout
    assert re.search(r"^Pages: +1$", told, re.MULTILINE)


@pytest.mark.parametrize("much", [(1501, 0, 0), (1, 10, 5)])
def test_a_card_with_too_much_on_it_is_told(much: tuple[int, int, int]) -> None:
    assert not fits_a_card(full_card(*much).plan.data)


@pytest.mark.usefixtures("pdf_engine")
def test_what_a_page_asks_for_from_outside_stays_out_of_the_pdf(
    client: Client, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Canary", encoding="utf-8")
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>x</title>'
        f'<link rel="attachment" href="file://{secret}"><link rel="stylesheet" href="http://[::1]/">'
        f'<style>@import "file://{secret}"; p {{ background: url(http://[::1]/x.png) }}</style>'
        f'</head><body><p>read</p><img alt="x" src="file://{secret}">'
        f'<object data="file://{secret}"></object></body></html>'
    )
    told = pdf_text(client, pdf(page), tmp_path)
    files = subprocess.run(
        [client("pdfdetach"), "-list", str(tmp_path / "page.pdf")], capture_output=True, text=True
    )
    assert "read" in told
    assert "Canary" not in told
    assert files.stdout.startswith("0 embedded files")


# Whatever the schema passes has a page for everybody


class Invented(Filling):
    """Fills a schema anew each time: some keys, some words, odd texts."""

    TEXTS = (
        "x",
        "two\nlines",
        "  ",
        "<b> & {{ x }}",
        "*a* | b #c",
        "\u00e9\U0001f642",
        "- 1." * 40,
    )

    def __init__(self, kind: str, chance: random.Random) -> None:
        super().__init__(kind, {})
        self.chance = chance

    def value(self, shape: Mapping[str, Any], path: str, key: str) -> Any:
        if "properties" in shape:
            needed = shape.get("required", ())
            return {
                name: self.value(inner, f"{path}.{name}" if path else name, name)
                for name, inner in shape["properties"].items()
                if name in needed or self.chance.random() < 0.7
            }
        plain = not {"const", "enum", "items", "x-free-text"} & set(shape)
        if plain and "examples" in shape:
            return self.chance.choice(shape["examples"])
        return super().value(shape, path, key)

    def listed(self, shape: Mapping[str, Any], path: str, key: str) -> list[Any]:
        items = shape["items"]
        if "enum" in items:
            words = [word for word in items["enum"] if word is not None]
            return self.chance.sample(words, min(len(words), self.chance.randrange(4)))
        found = [super(Invented, self).listed(shape, path, key) for _ in range(2)]
        return [one for part in found for one in part][: self.chance.randrange(3)]

    def word(self, shape: Mapping[str, Any], path: str, key: str) -> Any:
        return self.chance.choice(shape["enum"])

    def canary(self, path: str) -> str:
        return self.chance.choice(self.TEXTS)


def sound(kind: str, chance: random.Random) -> Any:
    """The data of a file that was invented, written, read, and found right by the schema."""
    for _ in range(40):
        data = Invented(kind, chance).value(bundled(kind), "", "")
        document = read(block(data).encode("utf-8"))
        if document.sound and not check.check(document, kind):
            return document.data
    raise AssertionError(f"no {kind} was right: {told_about(document, kind)}")


def told_about(document: Document, kind: str) -> list[str]:
    slips = [*document.findings, *check.check(document, kind)]
    return [f"{slip.path}: {slip.message}" for slip in slips]


@pytest.mark.parametrize("seed", range(sample(200)))
def test_what_validate_passes_has_a_page_for_everybody(seed: int) -> None:
    chance = random.Random(seed)
    case = case_of(*(sound("plan", chance), [sound("review", chance)], [sound("event", chance)]))
    for audience in AUDIENCES:
        covers = chance.sample(INFORMATION, chance.randrange(len(INFORMATION) + 1))
        for to in FORMATS:
            told = render(case, audience, to, grant=grant_of(case, *covers))
            assert told.strip()
            assert to != "html" or Shape(told).tags


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("seed", range(sample(50)))
def test_what_validate_passes_has_a_pdf(seed: int) -> None:
    chance = random.Random(seed)
    case = case_of(sound("plan", chance), [sound("review", chance)])
    audience = AUDIENCES[seed % len(AUDIENCES)]
    assert pdf(render(case, audience, "html", grant=passing(case, audience))).startswith(b"%PDF")


# Whose goals they are


def brought_by(origin: str | None, status: str) -> str:
    """The client's copy of a plan with one goal, brought by `origin`."""
    goal = {"id": "g2m", "specific": "Test twice a week", "meaningful": "It helps in court"}
    goal |= {"status": status} | ({"origin": origin} if origin else {})
    return render(
        case_of({"hrcli": "plan/1", "case": "7KQ2-9XMP", "goals": [goal]}), "client", "md"
    )


@pytest.mark.parametrize(
    ("origin", "title"),
    [
        ("client", "What I am still thinking about"),
        ("joint", "What I am still thinking about"),
        (None, "What I am still thinking about"),
        ("worker", "What my worker suggests"),
        ("mandated", "What others ask of me"),
    ],
)
def test_what_others_want_is_not_told_as_the_clients_own_thought(
    origin: str | None, title: str
) -> None:
    told = brought_by(origin, "proposed")
    (section,) = [part for part in told.split("\n## ") if "Test twice a week" in part]
    assert section.startswith(title)
    assert ("It helps in court" in told) == (origin not in ("worker", "mandated"))


@pytest.mark.parametrize(("origin", "said"), [("mandated", True), ("worker", False)])
def test_a_goal_that_somebody_else_asks_for_is_called_so(origin: str, said: bool) -> None:
    told = brought_by(origin, "active")
    assert ("Others ask this of me." in told) == said
    assert "mandated" not in told
