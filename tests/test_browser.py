"""Pages in a real browser: accessible, alone, narrow; and whatever the text, nothing acts."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Browser
from conftest import CLIENTS, FULL, sample
from test_render import CHOSEN, HOSTILE, case_of, example, filled, hostile_case, lines_of, render
from test_report import page_of

from hrcli.pages.audiences import AUDIENCES
from hrcli.reports.kinds import KINDS

ROOT = Path(__file__).parent.parent
MODULES = CLIENTS.parent
CASES = sorted(place.name for place in (ROOT / "examples" / "cases").iterdir())
MODES = ("light", "dark", "print")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

ACTING = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video src=https://example.org/x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<style>@import 'https://example.org/x.css'; * { background: url(https://example.org/y) }",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>",
    "<base href=https://example.org/>",
    "<object data=https://example.org/x></object>",
    "<form action=https://example.org/><button>x</button></form>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea></select></table><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "'\"><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)\" style=\"position:fixed;inset:0\" x=\"",
    "' autofocus onfocus='alert(1)' tabindex='0",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "{{ 7*7111 }}{% include 'plan.j2' %}",
    "${alert(1)}`${alert(1)}`",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<table><tr><td></table><script>alert(1)</script>",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<a>\u2028<script>alert(1)</script>",
    "<plaintext>",
    "<!--",
    "<frameset onload=alert(1)>",
]  # fmt: skip
DISGUISES: list[Callable[[str], str]] = [
    lambda text: text,
    str.upper,
    lambda text: f"A quiet evening {text} and a walk.",
    lambda text: f"{text}\n{text}",
    lambda text: text.replace("<", "<\x00").replace("script", "scr\tipt"),
    lambda text: text.replace(" ", "/").replace("=", " = "),
    lambda text: f'"{text}"',
    lambda text: f"'>{text}<'",
    lambda text: text.replace("<", "<<").replace("alert", "\u0430lert"),
    lambda text: f"\u202e{text}\ufeff",
]


AT_ONCE = 20


def payloads() -> list[str]:
    """500 texts that would act if they could, in an order that never changes."""
    made = [disguise(text) for text in [*ACTING, *HOSTILE] for disguise in DISGUISES]
    random.Random(4).shuffle(made)
    return made[:500]


@pytest.fixture(scope="module")
def program() -> str:
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), "")
    missing = [
        name
        for name, there in (
            ("chromium", named),
            ("node", shutil.which("node")),
            ("playwright-core", (MODULES / "playwright-core").is_dir()),
            ("axe-core", (MODULES / "axe-core").is_dir()),
        )
        if not there
    ]
    if missing:
        reason = f"{', '.join(missing)} not installed (make clients)"
        pytest.fail(reason) if FULL else pytest.skip(reason)
    return named


@pytest.fixture(scope="module")
def browser(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("browser")
    with Browser("node", MODULES, program, folder) as one:
        yield one


def pages() -> list[tuple[str, str]]:
    """Every audience with every example; a seeded part of them unless all are asked for."""
    every = [(audience, case) for audience in AUDIENCES for case in CASES]
    if FULL:
        return every
    chance = random.Random(4)
    return [(audience, chance.choice(CASES)) for audience in AUDIENCES]


@pytest.mark.parametrize(("audience", "case"), pages())
def test_a_page_is_accessible_alone_and_narrow(audience: str, case: str, browser: Browser) -> None:
    seen = browser.look(render(example(case), audience, "html"), MODES)
    assert seen["violations"] == []
    assert seen["requests"] == 1
    assert seen["tooWide"] == []
    assert (seen["dialogs"], seen["errors"]) == (0, [])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_page_with_everything_is_accessible_too(audience: str, browser: Browser) -> None:
    case = filled(CHOSEN)[0]
    seen = browser.look(render(case, audience, "html"), MODES)
    assert seen["violations"] == []
    assert seen["requests"] == 1
    assert seen["tooWide"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_accessible_alone_and_narrow(kind: str, browser: Browser) -> None:
    seen = browser.look(page_of(kind), MODES)
    assert seen["violations"] == []
    assert seen["requests"] == 1
    assert seen["tooWide"] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_long_words_make_no_page_scroll_sideways(audience: str, browser: Browser) -> None:
    seen = browser.look(render(hostile_case("Donau" * 40), audience, "html"), ())
    assert seen["tooWide"] == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_whatever_the_text_nothing_acts(audience: str, browser: Browser) -> None:
    """Every text reaches the page, some twenty at a time, and changes nothing but the text."""
    marked = [f"{text} q{number}q" for number, text in enumerate(payloads()[: sample(500)])]
    for start in range(0, len(marked), AT_ONCE):
        batch = marked[start : start + AT_ONCE]
        waiting = set(batch)
        for turn in range(AT_ONCE):
            texts = batch[turn:] + batch[:turn]
            page = render(hostile_case(*texts), audience, "html")
            waiting -= {text for text in waiting if text.rpartition(" ")[2] in page}
            seen = browser.shape(page)
            assert (seen["dialogs"], seen["requests"]) == (0, 1), texts
            harmless = (f"{lines_of(text)} {text.rpartition(' ')[2]}" for text in texts)
            calm = render(hostile_case(*harmless), audience, "html")
            assert seen["elements"] == browser.shape(calm)["elements"], texts
            if not waiting:
                break
        assert not waiting


def test_the_browser_would_have_noticed(browser: Browser) -> None:
    """What these tests rest on: an unescaped page acts, and a bad one is found out."""
    bad = "<!DOCTYPE html><html><body><img src='x.png'><script>alert(1)</script>"
    assert browser.shape(bad)["dialogs"] == 1
    assert browser.shape(bad)["requests"] == 2
    wide = "<div style='width: 900px'>wide<a href='#'></a></div>"
    seen = browser.look(f"<!DOCTYPE html><html><body>{wide}", ("light",))
    assert any("DIV" in one for one in seen["tooWide"])
    assert {line.split(":")[0] for line in seen["violations"]} >= {"light html-has-lang"}


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Every page of every example as a file of its own; without FULL of two examples."""
    made = []
    for case in CASES if FULL else ("7KQ2-9XMP", "6PYF-G4DK"):
        for audience in AUDIENCES:
            path = tmp_path / f"{case}-{audience}.html"
            path.write_text(render(example(case), audience, "html"), encoding="utf-8")
            made.append(str(path))
    for kind in KINDS:
        path = tmp_path / f"report-{kind}.html"
        path.write_text(page_of(kind), encoding="utf-8")
        made.append(str(path))
    path = tmp_path / "empty.html"
    path.write_text(render(case_of({}), "plan", "html"), encoding="utf-8")
    return [*made, str(path)]


def test_html_validate_finds_nothing(files: list[str], client: Callable[[str], str]) -> None:
    settings = ROOT / "tests" / "clients" / "htmlvalidate.json"
    argv = [client("html-validate"), "--config", str(settings), *files]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_nu_checker_finds_nothing(files: list[str], client: Callable[[str], str]) -> None:
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not jar.is_file():
        reason = "vnu-jar is not installed (make clients)"
        pytest.fail(reason) if FULL else pytest.skip(reason)
    argv = [client("java"), "-jar", str(jar), "--Werror", *files]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
