"""An editor with the YAML language server gets hints and checks from the first line of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.language_server import LanguageServer
from tests.support.running import Run


@pytest.fixture
def server(caseload: Path, run: Run, client: Callable[[str], str]) -> Iterator[LanguageServer]:
    program = client("yaml-language-server")
    run("create", "--starter", "continuing")  # places the schemas
    with LanguageServer(program, caseload) as session:
        yield session


def test_every_example_is_clean(server: LanguageServer, caseload: Path) -> None:
    plans = sorted(caseload.glob("cases/*/plan.yaml"))
    assert len(plans) > 8
    assert {plan: server.open(plan) for plan in plans} == {plan: [] for plan in plans}


def test_a_slip_is_marked_on_its_line(server: LanguageServer, caseload: Path) -> None:
    plan = caseload / "cases/7KQ2-9XMP/plan.yaml"
    text = plan.read_text(encoding="utf-8")
    marked = server.open(plan, text.replace("domain: lover", "domain: lovr"))
    line = text[: text.index("domain: lover")].count("\n")
    assert [it["range"]["start"]["line"] for it in marked] == [line]


def test_a_key_explains_itself(server: LanguageServer, caseload: Path) -> None:
    plan = caseload / "cases/7KQ2-9XMP/plan.yaml"
    text = plan.read_text(encoding="utf-8")
    server.open(plan)
    line = text[: text.index("domain: lover")].count("\n")
    column = text.split("\n")[line].index("domain") + 2
    shown = server.at("hover", plan, line, column)
    assert "The L under which the harm mainly falls" in str(shown)


def test_the_words_of_a_list_are_offered(server: LanguageServer, caseload: Path) -> None:
    plan = caseload / "cases/7KQ2-9XMP/plan.yaml"
    text = plan.read_text(encoding="utf-8").replace("domain: lover", "domain: l")
    server.open(plan, text)
    line = text[: text.index("domain: l\n")].count("\n")
    column = len(text.split("\n")[line])
    offered = server.at("completion", plan, line, column)
    labels = {item["label"] for item in offered["items"]}
    assert {"liver", "lover", "livelihood", "law"} <= labels
