"""What every test starts from: an empty home, no network, a caseload, and ways to run hrcli."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from hrcli.cli import main
from hrcli.resources import folder
from tests.support.places import CLIENTS
from tests.support.running import FULL, TODAY, Run

# The same examples on every machine and day, however long one takes: what fails, fails again.
settings.register_profile(
    "hrcli", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hrcli")


def pytest_configure(config: pytest.Config) -> None:
    # A run in the background may begin with Ctrl-C ignored, and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home and a folder for temporaries that hold nothing, and no settings from outside."""
    home = tmp_path_factory.mktemp("home")
    (home / "tmp").mkdir()
    for name in [name for name in os.environ if name.startswith(("HRCLI_", "GIT_"))]:
        monkeypatch.delenv(name)
    for name in (
        "XDG_CONFIG_HOME",
        "APPDATA",
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "VISUAL",
        "EDITOR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(home / "tmp"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setattr(tempfile, "tempdir", None)
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket gets anywhere."""

    def refuse(*_: Any) -> None:
        raise AssertionError("something tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.fixture
def umask() -> Iterator[None]:
    """Puts the mask for new files back, which hrcli sets for its own process."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture
def caseload(tmp_path: Path, umask: None) -> Path:
    """A caseload made by `hrcli init`, with the invented cases in it; tests lay over knowledge."""
    root = tmp_path / "caseload"
    made = CliRunner().invoke(main, ["init", str(root), "--no-git", "--worker", "jm"])
    assert made.exit_code == 0, made.output
    cases = shutil.ignore_patterns("knowledge")
    shutil.copytree(folder("examples"), root, dirs_exist_ok=True, ignore=cases)
    return root


@pytest.fixture
def run(caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs hrcli in the caseload and asserts its exit code; gives what click's runner gives."""
    monkeypatch.chdir(caseload)

    def run(*words: str, code: int = 0, stdin: Any = None, today: str = TODAY) -> Result:
        result = CliRunner().invoke(main, ["--today", today, *words], input=stdin)
        assert result.exit_code == code, f"{words}: {result.exit_code}\n{result.output}"
        return result

    return run


@pytest.fixture
def pdf_engine() -> None:
    """WeasyPrint with the system's libraries; without these the test is skipped, as for clients."""
    try:
        import weasyprint  # noqa: F401
    except (OSError, DeprecationWarning):  # the latter: a library it wants is missing
        reason = "WeasyPrint's libraries are not installed (make clients)"
        pytest.fail(reason) if FULL else pytest.skip(reason)


@pytest.fixture
def client() -> Callable[[str], str]:
    """Finds a real program; without it the test is skipped, and with FULL it fails."""

    def find(name: str) -> str:
        found = shutil.which(name) or shutil.which(name, path=str(CLIENTS))
        if found is None:
            reason = f"{name} is not installed (make clients)"
            pytest.fail(reason) if FULL else pytest.skip(reason)
        return found

    return find
