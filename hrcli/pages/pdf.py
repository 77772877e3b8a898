"""A page as PDF: tagged for screen readers, and made without fetching anything."""

from __future__ import annotations

import logging
import re
from typing import Any, NoReturn

from hrcli.errors import Refused

VARIANT = "pdf/ua-1"
_TEXTS = re.compile(r">[^<>]+<")
_LONG = re.compile(r"[^\s<>&]{30}(?=[^\s<>&])")
"""So many signs without a blank: more than a narrow column holds."""
_MAY_END_HERE = "\u200b"


def pdf(page: str) -> bytes:
    """The PDF of an HTML page that hrcli has rendered. What the page asks for from outside stays
    out of it.

    Raises Refused where the extra is not installed, or the engine cannot make a tagged PDF of it.
    """
    html, url_fetcher = _engine()
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # their remarks may quote the page
    try:
        document = html(string=_parted(page), url_fetcher=url_fetcher, media_type="print")
        made: bytes = document.write_pdf(pdf_variant=VARIANT)
    except Exception as error:
        # Whatever the engine says may hold text of the case; its kind does not.
        what = f"The PDF could not be made ({type(error).__name__})."
        todo = "Make the page with --to html and print it from a browser."
        raise Refused(what, "hrcli render --to pdf", todo) from None
    return made


def _parted(page: str) -> str:
    """The page with places inside its longest words at which a line may end.

    The engine parts words in the middle of columns only where it is told to.
    """
    head, body, rest = page.partition("<body")
    return head + body + _TEXTS.sub(lambda text: _LONG.sub(_with_end, text[0]), rest)


def _with_end(word: re.Match[str]) -> str:
    return word[0] + _MAY_END_HERE


def _engine() -> tuple[Any, Any]:
    """WeasyPrint's HTML, and a fetcher that refuses every address."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # OSError: its libraries of the system are missing
        raise Refused(
            "PDF takes an extra that is not installed here: hrcli[pdf].",
            "hrcli render --to pdf",
            "Install it (python -m pip install 'hrcli[pdf]'), or print --to html from a browser.",
        ) from None

    class Refusing(URLFetcher):  # type: ignore[misc]
        def fetch(self, *_: Any, **__: Any) -> NoReturn:
            raise ValueError("hrcli fetches nothing")

    return HTML, Refusing()
