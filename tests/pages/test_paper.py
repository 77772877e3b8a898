"""Pages on paper, A4 and Letter: few enough, cards whole, and no word printed over another."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hrcli.pages.pdf import pdf
from tests.support.pages import GOLDEN_CASES, case_of, example, render
from tests.support.places import EXAMPLES
from tests.support.running import FULL

Client = Callable[[str], str]

MOST = {"plan": 4, "client": 2, "review": 2}
CASES = sorted(place.name for place in (EXAMPLES / "cases").iterdir())
WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')


class Word(NamedTuple):
    """A word of a page, and where it stands."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def printed(case: str, audience: str, size: str) -> Any:
    """The document that the engine for PDFs makes of a page."""
    engine = pytest.importorskip("weasyprint")
    page = render(example(case), audience, "html")
    return engine.HTML(string=page.replace("@page {", f"@page {{ size: {size};", 1)).render()


def cut_cards(document: Any) -> list[str]:
    """The cards, each in its border, of which parts stand on several pages or columns."""
    seen: list[Any] = [
        box.element
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element_tag == "article" and getattr(box, "border_left_width", 0)
    ]
    return [str(element.tag) for element in seen if seen.count(element) > 1]


def words_of(client: Client, place: Path) -> list[list[Word]]:
    """The words of a PDF, page by page."""
    argv = [client("pdftotext"), "-bbox", str(place), "-"]
    told = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    return [
        [Word(*map(float, found[:4]), found[4]) for found in WORD.findall(page)]
        for page in told.split("<page ")
    ]


def collisions(client: Client, place: Path) -> list[tuple[str, str]]:
    """The words of a PDF that are printed over each other."""
    return [
        (one.text, other.text)
        for page in words_of(client, place)
        for one, other in combinations(page, 2)
        if _over(one, other)
    ]


def _over(one: Word, other: Word) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 1 and down > 0.4 * min(one.bottom - one.top, other.bottom - other.top)


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("audience", MOST)
@pytest.mark.parametrize("case", CASES if FULL else GOLDEN_CASES)
def test_a_usual_plan_takes_little_paper(
    case: str, audience: str, client: Client, tmp_path: Path
) -> None:
    # Letter is the shorter sheet; A4 is the narrower one.
    document = printed(case, audience, "A4" if case in GOLDEN_CASES[:1] else "letter")
    assert len(document.pages) <= MOST[audience]
    assert not cut_cards(document)
    if audience == "plan":  # the one with a picture
        document.write_pdf(str(tmp_path / "page.pdf"))
        assert not collisions(client, tmp_path / "page.pdf")


@pytest.mark.usefixtures("pdf_engine")
def test_the_measure_would_have_noticed(client: Client, tmp_path: Path) -> None:
    """What these tests rest on: a card that is cut, words over each other."""
    engine = pytest.importorskip("weasyprint")
    tall = f"<article style='border: 1px solid'>{'<p>word</p>' * 90}</article>"
    over = "<p>beneath</p><p style='margin-top: -1.6em'>above</p>"
    document = engine.HTML(string=over + tall).render()
    assert cut_cards(document)
    document.write_pdf(str(tmp_path / "page.pdf"))
    assert ("beneath", "above") in collisions(client, tmp_path / "page.pdf")


@pytest.mark.usefixtures("pdf_engine")
@pytest.mark.parametrize("audience", ["plan", "review"])
def test_a_long_word_stays_on_the_sheet(audience: str, client: Client, tmp_path: Path) -> None:
    page = render(case_of({"hope": "Donau" * 40}), audience, "html")
    (tmp_path / "page.pdf").write_bytes(pdf(page))
    pages = words_of(client, tmp_path / "page.pdf")
    inside = [word.right < 595 for words in pages for word in words if "Donau" in word.text]
    assert len(inside) > 2
    assert all(inside)
