"""Where the measured commands come from: hrcli installed from a wheel, and its peer beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parent.parent
PEER = "check-jsonschema"
SOURCES = ("hrcli", "schemas", "templates", "examples", "setup.cfg", "pyproject.toml", "README.md")


class Programs(NamedTuple):
    """How the measured programs are started; `peer` is empty where it is not at hand."""

    python: list[str]
    hrcli: list[str]
    peer: list[str]
    environment: dict[str, str]


def from_wheel(folder: Path) -> Programs:
    """hrcli as a user has it: a wheel in a virtual environment of its own, made in `folder`."""
    if not (folder / "bin" / PEER).is_file():
        venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    with TemporaryDirectory() as place:
        # Built from a copy: a build inside the checkout would pick up what an older one left.
        copy = Path(place)
        for name in SOURCES:
            _copy(CHECKOUT / name, copy / name)
        subprocess.run([*pip, "--disable-pip-version-check", str(copy), PEER], check=True)
    found = {name: [str(folder / "bin" / name)] for name in ("python", "hrcli", PEER)}
    return Programs(found["python"], found["hrcli"], found[PEER], _environment())


def from_checkout() -> Programs:
    """hrcli straight from the checkout, for a look that needs no installation."""
    python = [sys.executable]
    peer = shutil.which(PEER)
    environment = {**_environment(), "PYTHONPATH": str(CHECKOUT)}
    return Programs(python, [*python, "-m", "hrcli"], [peer] if peer else [], environment)


def _environment() -> dict[str, str]:
    """The environment without what would change how Python or hrcli behave."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "HRCLI", "VIRTUAL_ENV"))
    }


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.is_file():
        shutil.copy2(source, target)
