"""An agency's own templates: used, kept in their sandbox, checked; no bomb wins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from test_render import CHOSEN, FORMATS, case_of, example, filled, render

from hrcli.errors import StoppedTemplate
from hrcli.pages import sample_case, sandbox, sandbox_child
from hrcli.pages.audiences import AUDIENCES
from hrcli.pages.lint import amiss
from hrcli.pages.render import built_in
from hrcli.plan.case import Settings

ROOT = Path(__file__).parent.parent
NESTED = "{% for a in 'x'.ljust(99999) %}" * 4 + "{% endfor %}" * 4

ESCAPES = {
    "the class of a text": "{{ ''.__class__.__mro__ }}",
    "what a text was made from": "{{ plan.hope.__init__.__globals__ }}",
    "globals of a phrase": "{{ _.__globals__ }}",
    "the object behind a phrase": "{{ _.__self__.labels }}",
    "globals of the template": "{{ self.__init__.__globals__ }}",
    "a class by filter": "{{ ()|attr('__class__') }}",
    "a class by format": "{{ '{0.__class__.__mro__}'.format('x') }}",
    "a class by a format kept for later": "{% set it = '{0.__class__}'.format %}{{ it('x') }}",
    "a macro's own parts": "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "the caller's frame": "{% macro m() %}{{ caller.gi_frame.f_globals }}{% endmacro %}"
    "{% call m() %}{% endcall %}",
    "jinja's own helpers": "{{ cycler.__init__.__globals__.os.popen('id') }}",
    "a change of the case": "{{ plan.update({'hope': 'gone'}) }}",
    "a change of a list": "{{ matters.append('more') }}",
    "a file above": "{% include '../hrcli.yaml' %}",
    "a file of the system": "{% include '/etc/passwd' %}",
    "a module": "{% import 'os' as os %}{{ os.getcwd() }}",
}
BOMBS = {
    "loops in loops": NESTED,
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a text repeated": "{{ 'x' * 10 ** 10 }}",
    "a text padded": "{{ 'x'.ljust(40000000000) }}",
    "a text that doubles": "{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}{{ m('xx') }}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a wide number": "{{ '%1000000000d' % 1 }}",
}


LIMITS = (RecursionError, MemoryError, TimeoutError, OverflowError)


def stopped(source: str, case: Any = None) -> StoppedTemplate:
    """How a client copy with this template is stopped; its last line is the one to blame."""
    case = case or filled(CHOSEN)[0]
    with pytest.raises(StoppedTemplate) as told:
        render(case, "client", "html", {"client.j2": source})
    return told.value


@pytest.mark.parametrize("name", ESCAPES)
def test_no_way_out_of_the_sandbox(name: str) -> None:
    told = stopped(f"<p>\n</p>\n{ESCAPES[name]}")
    assert told.where == "templates/client.j2:3"
    assert "anary" not in str(told)


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_stopped_and_their_line_is_named(name: str) -> None:
    """By the child's own limits: it alone knows the line, the parent could only name the page."""
    told = stopped(f"<p>\n</p>\n{BOMBS[name]}")
    assert told.where == "templates/client.j2:3"
    assert told.what in {why for error, why in sandbox_child._WHY if error in LIMITS}


def test_what_cannot_be_named_is_stopped_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the child's own limits do not bite, the parent's do."""
    monkeypatch.setattr(sandbox, "SECONDS", 0.05)
    told = stopped(NESTED)
    assert told.what == "This template takes too long."
    assert told.where == "templates/client.j2"


def test_an_error_tells_no_value_of_the_case() -> None:
    case = case_of({"hope": "Canary"})
    for source in ("{{ plan[plan.hope] }}", "{% include plan.hope %}", "{{ 1 + plan.hope }}"):
        assert "anary" not in str(stopped(source, case))


def test_the_child_opens_no_file_and_starts_no_process() -> None:
    pytest.importorskip("resource")
    tries = """
        import subprocess
        from hrcli import apart_child
        apart_child._limit()
        for act in (lambda: open("/etc/hostname"), lambda: subprocess.run(["true"])):
            try:
                act()
            except OSError:
                print("refused")
    """
    argv = [sys.executable, "-c", "\n".join(line[8:] for line in tries.split("\n"))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused", "refused"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_hrclis_own_templates_make_the_same_page_in_the_child(audience: str) -> None:
    case = example("6PYF-G4DK")
    for to in FORMATS:
        own = {f"{audience}.j2": built_in()[f"{audience}.j2"]}
        assert render(case, audience, to, own) == render(case, audience, to)


def test_an_agencys_template_is_laid_over_hrclis() -> None:
    case = case_of({"hope": "<b>"})
    assert render(case, "client", "html", {"client.j2": "{{ plan.hope }}"}) == "&lt;b&gt;\n"
    own = {"part_foot.j2": "Our foot", "client.j2": "{% include 'part_foot.j2' %}"}
    assert render(case, "client", "md", own) == "Our foot\n"
    assert "teal" in render(case, "client", "html", {"style.css.j2": "h1 { color: teal }"})


# The commands


@pytest.fixture
def own(caseload: Path) -> Path:
    (caseload / "templates").mkdir()
    return caseload / "templates"


def test_a_page_is_made_with_the_agencys_template(run: Run, own: Path) -> None:
    (own / "client.j2").write_text("Ours: {{ plan.review.next|day }}")
    assert run("render", "7KQ2", "--as", "client").stdout == "Ours: Monday 9 March 2026\n"
    assert run("render", "7KQ2").stdout.startswith("# Plan 7KQ2-9XMP")


def test_a_broken_template_is_told_by_its_line(run: Run, own: Path) -> None:
    (own / "client.j2").write_text("<p>\n{{ plan.flags }}\n")
    told = run("render", "7KQ2", "--as", "client", code=3).stderr
    assert "templates/client.j2:2" in told
    assert "hrcli templates lint" in told


def test_links_and_odd_files_are_not_followed(run: Run, own: Path) -> None:
    (own / "client.j2").symlink_to("/etc/passwd")
    assert "link" in run("render", "7KQ2", "--as", "client", code=3).stderr
    (own / "client.j2").unlink()
    (own / "client.j2").write_bytes(b"\xff\xfe")
    assert "UTF-8" in run("render", "7KQ2", "--as", "client", code=3).stderr
    (own / "client.j2").write_bytes(b"x" * (1024 * 1024 + 1))
    assert "too large" in run("templates", "lint", code=3).stderr


def test_templates_are_listed_shown_and_copied(run: Run, caseload: Path) -> None:
    assert "client.j2" in run("templates", "list").stdout
    assert run("templates", "show", "client.j2").stdout == built_in()["client.j2"]
    run("templates", "copy", "client.j2", "-n")
    assert not (caseload / "templates").exists()
    run("templates", "copy", "client.j2")
    copied = caseload / "templates" / "client.j2"
    assert copied.read_text(encoding="utf-8") == built_in()["client.j2"]
    copied.write_text("Ours")
    run("templates", "copy", "client.j2", code=3)
    assert run("templates", "show", "client.j2").stdout == "Ours"
    assert [line.split()[1] for line in run("templates", "list").stdout.split("\n")[1:2]] == [
        "yours"
    ]
    run("templates", "show", "nothing.j2", code=2)


def test_templates_can_be_read_outside_a_caseload(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "format.html.j2" in run("templates", "list").stdout


# The check


def slips(own: dict[str, str]) -> list[tuple[str, str]]:
    found = amiss(own, sample_day(), Settings())
    return [(f"{it.file}:{it.place.line}", it.slug) for it in found]


def sample_day() -> Any:
    return example("7KQ2-9XMP").today


def test_hrclis_own_templates_are_clean() -> None:
    assert slips(dict(built_in())) == []


LINES: list[tuple[str, str]] = [
    ("{{ plan.hope|safe }}", "unescaped"),
    ("{% autoescape false %}{{ plan.hope }}{% endautoescape %}", "unescaped"),
    ("<p class={{ plan.hope }}>", "unquoted"),
    ('<a href="x">x</a>', "reaches-out"),
    ("<img alt='' src='x.png'>", "reaches-out"),
    ("See https://example.org", "reaches-out"),
    ("<style>p { background: url(x.png) }</style>", "reaches-out"),
    ("<script>1</script>", "reaches-out"),
    ('<p onclick="{{ plan.hope }}">', "reaches-out"),
    ("<meta http-equiv='refresh' content='0'>", "reaches-out"),
    ("{{ plan.flags }}", "missing-field"),
    ("{{ plan.hop }}", "missing-field"),
    ("{{ nothing }}", "missing-field"),
    ("{% for goal in goals.active %}{{ goal.intervention }}{% endfor %}", "missing-field"),
    ("{% if plan.hope %}{{ plan.goals[0].phase }}{% endif %}", "missing-field"),
    ("{{ 9 ** 9 ** 9 }}", "stopped"),
    ("{{ plan.hope }", "unreadable"),
    ("{% nonsense %}", "unreadable"),
    ("{{ plan.hope|upper }}", "unreadable"),
]


@pytest.mark.parametrize(("line", "slug"), LINES)
def test_each_slip_is_found_on_its_line(line: str, slug: str) -> None:
    assert ("templates/client.j2:3", slug) in slips({"client.j2": f"<p>\n</p>\n{line}"})


def test_a_name_that_no_page_uses_is_found() -> None:
    assert slips({"clent.j2": "x"}) == [("templates/clent.j2:1", "unused")]
    assert slips({"part_foot.j2": "x"}) == []


def test_the_check_answers_by_exit_code(run: Run, own: Path) -> None:
    assert run("templates", "lint").stdout == ""
    (own / "client.j2").write_text("{{ plan.flags }}")
    told = run("templates", "lint", code=1).stdout
    assert "missing-field" in told
    assert "templates/client.j2:1" in told


def test_the_invented_case_has_something_at_every_place() -> None:
    """What the check rests on: a page made from it holds each part of the view."""
    whole = sample_case.case(sample_day(), Settings())

    def empty(data: Any, path: str) -> list[str]:
        if isinstance(data, dict):
            return [it for key, inner in data.items() for it in empty(inner, f"{path}.{key}")]
        if isinstance(data, list) and data:
            return [it for inner in data for it in empty(inner, path)]
        return [path] if data in (None, [], {}, "") else []

    left_out = {"set_aside_on", "revoked_on", "corrects"}
    for file in (whole.plan_file, *whole.reviews, *whole.events):
        assert {path.split(".")[-1] for path in empty(file.data, "")} <= left_out


def test_reports_are_made_with_the_agencys_template_too(run: Run, own: Path) -> None:
    (own / "report.j2").write_text("{{ kind|label }} of {{ caseloads }}, {{ nothing_else }}")
    assert "does not hold `nothing_else`" in run("templates", "lint", code=1).stdout
    (own / "report.j2").write_text("{{ kind|label }} of {{ caseloads }}")
    assert run("report", "practice", "--format", "html").stdout.strip() == "Practice of 1"
