"""Reminders: one neutral sentence, on the right day everywhere, from whatever starts them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hrcli.cli import main
from hrcli.document.writer import block
from hrcli.errors import Refused
from hrcli.formats import schedule
from hrcli.formats.due import due_notice
from hrcli.method.due import Due
from tests.support.canary import Filling
from tests.support.places import ROOT
from tests.support.running import FULL, PLAN, TODAY, Run

Client = Callable[[str], str]
NOTHING_DUE = "2020-01-01"
NASTY = 'it\'s 100% "$HOME" \\n ü'
AT = schedule.Clock(8, 30)


def program(path: Path, text: str) -> Path:
    """A program of our own at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def hrcli(tmp_path: Path) -> Path:
    """hrcli as pip installs it: a program that needs nothing from its surroundings."""
    text = (
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from hrcli.cli import main\nmain()\n"
    )
    return program(tmp_path / "installed" / "hrcli", text)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the notifier `tell` on the PATH writes down the words it was given."""
    kept = tmp_path / "notes.json"
    text = (
        f"#!{sys.executable}\nimport json, sys\njson.dump(sys.argv[1:], open({str(kept)!r}, 'w'))\n"
    )
    folder = program(tmp_path / "bin" / "tell", text).parent
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return kept


# The sentence


def test_the_sentence_says_how_much_and_no_more() -> None:
    one = Due("7KQ2-9XMP", "review", "review", date(2026, 2, 9), "today", 0)
    late, broken = one._replace(state="missing"), one._replace(state="unreadable")
    assert due_notice([]) == ""
    assert due_notice([one]) == "1 thing is due or coming up. See more: hrcli due"
    assert (
        due_notice([one, late]) == "2 things are due or coming up, 1 overdue. See more: hrcli due"
    )
    assert due_notice([broken]) == "Some files cannot be read. See why: hrcli validate"
    assert due_notice([one, broken]).count(" - ") == 1


def test_the_exit_code_tells_what_there_is(run: Run, caseload: Path) -> None:
    nothing = run("remind", today=NOTHING_DUE)
    assert (nothing.stdout, nothing.stderr) == ("", "")
    assert "due or coming up" in run("remind", code=1).stdout
    (caseload / PLAN).write_text("a: [\n", "utf-8")
    assert "cannot be read" in run("remind", code=3, today=NOTHING_DUE).stdout


def test_the_notifier_gets_the_sentence_as_one_word(run: Run, notes: Path) -> None:
    said = run("remind", code=1).stdout.strip()
    assert run("remind", "--notify", "tell -u 'a b; $(c)'", code=1).stdout == ""
    assert json.loads(notes.read_text()) == ["-u", "a b; $(c)", said]


def test_without_anything_due_no_notifier_runs(run: Run, notes: Path) -> None:
    run("remind", "--notify", "tell", today=NOTHING_DUE)
    assert not notes.exists()


@pytest.mark.parametrize("command", ["false", "/dev/null"])
def test_a_notifier_that_fails_is_no_reminder(run: Run, command: str) -> None:
    if command == "false":
        assert "nobody was reminded" in run("remind", "--notify", command, code=3).stderr
    else:
        run("remind", "--notify", command, code=2)


@pytest.mark.parametrize(
    "words",
    [
        ("--notify", "no-such-program"),
        ("--notify", "tell '"),
        ("--notify", ""),
        ("--at", "24:00"),
        ("--at", "8:3"),
        ("--within", "soon"),
    ],
)
def test_what_cannot_be_meant_is_exit_code_2(run: Run, words: tuple[str, ...]) -> None:
    run("remind", *words, code=2)


def test_no_value_of_a_case_is_in_a_reminder(run: Run, caseload: Path, notes: Path) -> None:
    filled = Filling("plan", {"status": "active"}).whole() | {"case": "7KQ2-9XMP"}
    (caseload / PLAN).write_text(block(filled).replace("id: ", "id: Canary ") + "\n", "utf-8")
    printed = ""
    for words in (
        ("remind",),
        ("remind", "--notify", "tell"),
        *(("due", "--format", form) for form in ("text", "json", "jsonl", "csv", "ics")),
    ):
        found = CliRunner().invoke(main, ["--today", TODAY, *words])
        assert found.exit_code in (0, 1, 3)
        printed += found.output
    assert "due" in printed
    assert "canary" not in (printed + notes.read_text()).lower()


# cron


def read_by_cron(line: str) -> str:
    """The command in a crontab's line: it ends at the first % that has no backslash before it."""
    return re.split(r"(?<!\\)%", line.split(" ", 5)[5])[0].replace("\\%", "%")


def as_cron(line: str, home: Path) -> subprocess.CompletedProcess[str]:
    """What cron does with the command of a crontab's line: nearly no environment, /bin/sh."""
    command = read_by_cron(line)
    words = ["env", "-i", f"HOME={home}", "PATH=/usr/bin:/bin", "SHELL=/bin/sh", "LOGNAME=jm"]
    return subprocess.run(
        [*words, "/bin/sh", "-c", command], cwd=home, capture_output=True, text=True, timeout=60
    )


def test_cron_runs_the_line_it_is_given(
    hrcli: Path, caseload: Path, tmp_path: Path, empty_home: Path
) -> None:
    nasty = tmp_path / NASTY
    caseload.rename(nasty)
    shown = subprocess.run(
        [hrcli, "--caseload", nasty, "remind", "--install", "cron", "--within", "999d"],
        capture_output=True,
        text=True,
        check=True,
    )
    mark, line = shown.stdout.splitlines()
    assert mark.startswith("# ")
    assert line.startswith("30 8 * * 1-5 umask 077; ")
    assert "Nothing was set up" in shown.stderr
    found = as_cron(line, empty_home)
    assert (found.returncode, found.stderr) == (1, "")
    assert "due or coming up" in found.stdout
    (nasty / PLAN).write_text("a: [\n", "utf-8")
    assert as_cron(line, empty_home).returncode == 3
    for path in nasty.glob("cases/*/plan.yaml"):
        path.write_text("hrcli: plan/1\nstatus: closed\n", "utf-8")
    found = as_cron(line, empty_home)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


# A cron daemon with a crontab of its own, on a Monday at ten seconds to the time.
LIVE = """
mount -t tmpfs -o mode=1730,gid=crontab tmpfs /var/spool/cron/crontabs
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /etc/cron.d
mount --bind /dev/null /etc/crontab
"$1" --caseload "$2" remind --within 999d --install cron --at 08:30 --yes --notify "$3"
crontab -l | crontab -n -
exec faketime -f "@2026-02-09 08:29:50" cron -f
"""


def test_a_real_cron_runs_the_line_that_is_set_up(
    hrcli: Path, caseload: Path, tmp_path: Path, notes: Path, client: Client
) -> None:
    for name in ("cron", "crontab", "faketime"):
        client(name)
    apart = [client("unshare"), "--mount", "sh", "-e", "-c"]
    if subprocess.run([*apart, "true"], capture_output=True).returncode:
        reason = "only root may give cron a folder of its own"
        pytest.fail(reason) if FULL else pytest.skip(reason)
    nasty = caseload.rename(tmp_path / NASTY)
    words = [*apart, LIVE, "sh", str(hrcli), str(nasty), str(tmp_path / "bin" / "tell")]
    told = tmp_path / "told"
    with told.open("w") as output:
        daemon = subprocess.Popen(words, stdout=output, stderr=output, start_new_session=True)
        try:
            for _ in range(900):
                if (notes.exists() and notes.read_text()) or daemon.poll() is not None:
                    break
                time.sleep(0.1)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(daemon.pid, signal.SIGTERM)  # faketime ends with it, cron would not
            daemon.wait()
    assert notes.exists(), told.read_text()
    (said,) = json.loads(notes.read_text())
    assert said.endswith("See more: hrcli due")


CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then
  [ -e "{table}" ] || {{ echo "{complaint}" >&2; exit 1; }}
  cat "{table}"
else
  cat > "{table}"
fi
"""


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A crontab of our own; `complaint` is what it says while there is none."""

    def make(complaint: str = "no crontab for jm") -> Path:
        table = tmp_path / "table"
        text = CRONTAB.format(table=table, complaint=complaint)
        folder = program(tmp_path / "cron" / "crontab", text).parent
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        return table

    return make


def test_the_crontab_keeps_what_it_held(run: Run, crontab: Callable[..., Path]) -> None:
    table = crontab()
    run("remind", "--install", "cron", "--yes")
    first = table.read_text()
    table.write_text(f"# mine\n0 1 * * * backup\n{first}5 5 * * 5 more\n")
    run("remind", "--install", "cron", "--at", "07:05", "--yes")
    lines = table.read_text().splitlines()
    assert lines[:3] == ["# mine", "0 1 * * * backup", "5 5 * * 5 more"]
    assert len(lines) == 5
    assert lines[4].startswith("5 7 * * 1-5 ")


def test_a_crontab_keeps_bytes_that_are_no_text(run: Run, crontab: Callable[..., Path]) -> None:
    table = crontab()
    before = b"# t\xe4glich sichern\n0 3 * * * /usr/local/bin/backup \x85\n"
    table.write_bytes(before)
    run("remind", "--install", "cron", "--yes")
    assert table.read_bytes().startswith(before)
    assert b"hrcli" in table.read_bytes()[len(before) :]


def test_without_a_home_somebody_says_where_the_timer_belongs(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", no_such_user)
    told = run("remind", "--install", "systemd", code=3).stderr
    assert "no home folder" in told
    assert "XDG_CONFIG_HOME" in told


def no_such_user(_: int) -> None:
    raise KeyError


def test_a_crontab_that_cannot_be_read_is_not_written_over(
    run: Run, crontab: Callable[..., Path]
) -> None:
    table = crontab("the disk is on fire")
    assert "nothing was changed" in run("remind", "--install", "cron", "--yes", code=3).stderr
    assert not table.exists()


def test_without_consent_nothing_is_set_up(run: Run, crontab: Callable[..., Path]) -> None:
    table = crontab()
    run("remind", "--install", "cron")
    assert not table.exists()


def test_a_name_with_a_line_break_is_refused() -> None:
    for make in (schedule.crontab, schedule.units):
        with pytest.raises(Refused):
            make("a\nb", ["hrcli"], AT)


# systemd

SYSTEMCTL = '#!/bin/sh\necho "$@" >> "{log}"\nexit {code}\n'


def set_up_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> Path:
    log = tmp_path / "systemctl.log"
    text = SYSTEMCTL.format(log=log, code=code)
    folder = program(tmp_path / "systemd" / "systemctl", text).parent
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return log


def test_systemd_accepts_what_is_set_up(
    run: Run, tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    log = set_up_units(tmp_path, monkeypatch)
    run("remind", "--install", "systemd", "--at", "07:05", "--yes")
    timer, service = sorted(empty_home.glob(".config/systemd/user/*"), reverse=True)
    assert log.read_text().splitlines() == [
        "--user daemon-reload",
        f"--user enable --now {timer.name}",
    ]
    for words in (("verify", "--man=no", str(service), str(timer)), ("calendar", "Mon..Fri 07:05")):
        checked = subprocess.run(
            [client("systemd-analyze"), *words], capture_output=True, text=True, timeout=60
        )
        assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr


def test_systemd_finds_a_program_of_an_odd_name(tmp_path: Path, client: Client) -> None:
    odd = program(tmp_path / "100%h $HOME ü" / "hrcli", "#!/bin/sh\n")
    units = schedule.units("x", [str(odd), NASTY], AT)
    for name, text in units.files.items():
        (tmp_path / name).write_text(text, "utf-8")
    paths = [str(tmp_path / name) for name in units.files]
    checked = subprocess.run(
        [client("systemd-analyze"), "verify", "--man=no", *paths], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    odd.unlink()
    missing = subprocess.run(
        [client("systemd-analyze"), "verify", "--man=no", *paths], capture_output=True, text=True
    )
    assert "is not executable" in missing.stderr


@pytest.mark.parametrize("name", ["it's", 'a"b', "a\\b"])
def test_a_program_that_systemd_cannot_start_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        schedule.units("x", [name], AT)
    assert schedule.units("x", ["hrcli", name], AT)


def test_nothing_is_asked_for_that_a_users_systemd_cannot_grant() -> None:
    """What takes capabilities away ends a user's service with 218/CAPABILITIES."""
    service = schedule.units("x", ["hrcli"], AT).service
    for name in ("Capabilit", "PrivateDevices", "ProtectClock", "KernelModules", "KernelLogs"):
        assert name not in service


def test_where_systemd_does_not_run_it_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_units(tmp_path, monkeypatch, code=1)
    told = run("remind", "--install", "systemd", "--yes", code=3).stderr
    assert "systemctl --user enable --now hrcli-remind-" in told


def test_each_caseload_has_a_timer_of_its_own() -> None:
    assert schedule.units("a", ["x"], AT).name != schedule.units("b", ["x"], AT).name


# Days and time zones

ZONES = (
    "UTC",
    "Europe/Vienna",
    "Australia/Sydney",
    "Pacific/Honolulu",
    "Asia/Kathmandu",
    "America/St_Johns",
)
DAYS = (
    "2028-02-29",  # leap day
    "2026-02-28",
    "2026-01-31",
    "2026-12-31",
    "2026-03-29",  # Vienna puts its clocks forward
    "2026-10-25",  # and back
    "2026-04-05",  # Sydney puts its clocks back
    "2026-11-01",  # St John's
)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def be_in(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield be_in
    monkeypatch.undo()
    time.tzset()


def due_around(caseload: Path, day: str) -> None:
    """The plans' reviews fall on this day, and on those before and after it."""
    for number, path in enumerate(sorted(caseload.glob("cases/*/plan.yaml"))):
        when = date.fromisoformat(day) + timedelta(days=number % 3 - 1)
        head = f"hrcli: plan/1\nstatus: active\ncalendar: {number:08}-0000-4000-8000-000000000000\n"
        path.write_text(f"{head}review: {{next: {when}}}\n", "utf-8")


@pytest.mark.parametrize("day", DAYS)
def test_the_same_day_gives_the_same_bytes_everywhere(
    run: Run, caseload: Path, zone: Callable[[str], None], day: str
) -> None:
    due_around(caseload, day)
    seen: set[tuple[Any, ...]] = set()
    for name in ZONES:
        zone(name)
        found = [run("due", "--exit-code", code=1, today=day), run("remind", code=1, today=day)]
        for form in ("json", "jsonl", "csv", "ics"):
            ahead = "--within" if form != "ics" else "--no-contact"
            found += [run("due", ahead, "9d", "--format", form, today=day)]
        seen.add(tuple(result.stdout_bytes for result in found))
    assert len(seen) == 1
    states = {item["state"] for item in json.loads(found[2].stdout)["due"]}
    assert states == {"overdue", "today", "soon"}


@pytest.mark.parametrize(
    ("place", "there", "local"),
    [
        ("Australia/Sydney", "2026-02-10 00:30:00", "2026-02-10"),  # in Greenwich still the 9th
        ("Pacific/Honolulu", "2026-02-09 23:30:00", "2026-02-09"),  # in Greenwich the 10th by now
    ],
)
def test_today_is_the_day_where_the_worker_is(
    hrcli: Path, caseload: Path, client: Client, place: str, there: str, local: str
) -> None:
    due_around(caseload, local)
    done = subprocess.run(
        [client("faketime"), "-f", there, hrcli, "--caseload", caseload, "due", "--format", "json"],
        env={**os.environ, "TZ": place},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["today"] == local
    assert {item["date"] for item in printed["due"] if item["state"] == "today"} == {local}


def test_the_shell_reads_our_words_back() -> None:
    line = schedule.crontab("x", ["hrcli", NASTY], AT).splitlines()[1]
    assert shlex.split(read_by_cron(line)) == ["umask", "077;", "hrcli", NASTY]
