"""The package as it is handed out: complete, and working outside of its checkout."""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.places import ROOT
from tools.lowest import lowest

DATA = ("schemas", "templates", "examples")


def settings() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found


def test_every_library_has_a_lower_bound_that_is_tried() -> None:
    found = settings()
    lines = found["options"]["install_requires"] + found["options.extras_require"]["pdf"]
    tried = lowest((ROOT / "setup.cfg").read_text(encoding="utf-8"))
    assert tried == [line.replace(">=", "==") for line in lines.split()]


def imported() -> set[str]:
    """The outermost name of every module that hrcli's own code imports."""
    found = set()
    for path in (ROOT / "hrcli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(str(node.module).partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"hrcli"}


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def test_every_library_that_is_imported_is_asked_for_by_name() -> None:
    """One that comes along with another library may stop coming."""
    asked = settings()
    lines = asked["options"]["install_requires"] + asked["options.extras_require"]["pdf"]
    names = {_plain(re.split(r"[<>=]", line)[0]) for line in lines.split()}
    known = packages_distributions()
    needed = {module: set(map(_plain, known[module])) for module in imported()}
    assert {"yaml", "referencing", "weasyprint"} <= set(needed)
    assert not {module for module, from_ in needed.items() if from_.isdisjoint(names)}


def test_every_data_file_matches_a_pattern() -> None:
    patterns = settings()["options.package_data"]
    for name in (*DATA, "knowledge"):
        place = ROOT / name if name in DATA else ROOT / "hrcli" / name
        known = {
            path
            for pattern in patterns[f"hrcli.{name}"].split(",")
            for path in place.glob(pattern.strip())
        }
        files = {p for p in place.rglob("*") if p.is_file() and not p.name.startswith(".")}
        unlisted = {path for path in files if path not in known and path.suffix != ".py"}
        assert {path for path in unlisted if "__pycache__" not in path.parts} == set()


def test_nothing_names_a_place_outside_its_clone() -> None:
    places = {str(ROOT), sys.prefix} - {"/usr", "/usr/local"}
    machine = re.compile("|".join(re.escape(place) for place in places))
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    names = tracked.stdout.splitlines() or [str(p) for p in ROOT.rglob("*.py")]
    for name in names:
        path = ROOT / name
        if path.suffix in (".py", ".yaml", ".md", ".cfg", ".toml", ".j2", ".json"):
            assert not machine.search(path.read_text(encoding="utf-8")), name


# The wheel


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the source archive, built from what git knows, in a copy of the checkout."""
    copy, target = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("dist")
    for name in ("setup.cfg", "setup.py", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE"):
        if (ROOT / name).exists():
            (copy / name).write_bytes((ROOT / name).read_bytes())
    for name in ("hrcli", "docs", *DATA):
        _copied(ROOT / name, copy / name)
    command = [sys.executable, "-m", "build", "-o", str(target)]  # the wheel from the archive
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return target


def _copied(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and ".hrcli" not in path.parts:
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def test_every_package_is_found(built: Path) -> None:
    code = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.glob("hrcli/**/__init__.py")}
    data = {f"hrcli/{name}" for name in DATA}
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        folders = {name.rpartition("/")[0] for name in wheel.namelist()}
    assert code | data <= folders


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; what it needs is lent by this environment."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (wheel,) = built.glob("*.whl")
    command = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python")]
    subprocess.run(
        [*command, "install", "-q", "--no-deps", "--no-index", "--no-warn-script-location", wheel],
        check=True,
    )
    lent = Path(sys.modules["click"].__file__ or "").parent.parent
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (venv / "lib" / version / "site-packages" / "lent.pth").write_text(str(lent))
    return venv


def test_the_wheel_holds_what_the_checkout_holds(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for name in (*DATA, "knowledge"):
        place = ROOT / name if name in DATA else ROOT / "hrcli" / name
        for path in place.rglob("*"):
            shown = path.is_file() and not path.name.startswith(".") and path.suffix != ".pyc"
            if shown and path.suffix in (".yaml", ".json", ".j2", ".md"):
                assert f"hrcli/{name}/{path.relative_to(place).as_posix()}" in held
    pages = {f"hrcli/docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert {name for name in held if name.startswith("hrcli/docs/")} == pages
    (archive,) = built.glob("*.tar.gz")
    packed = {name.partition("/")[2] for name in tarfile.open(archive).getnames()}  # noqa: SIM115
    assert {"hrcli/cli.py", "schemas/plan.schema.json", "examples/hrcli.yaml"} <= packed


def test_the_manual_is_installed_where_man_looks(built: Path, installed: Path) -> None:
    pages = {path.name for path in (ROOT / "docs" / "man").iterdir()}
    assert {"hrcli.1", "hrcli-show.1"} <= pages
    (wheel,) = built.glob("*.whl")
    places = [name.rpartition("/") for name in zipfile.ZipFile(wheel).namelist()]
    assert {name for folder, _, name in places if folder.endswith(".data/data/share/man/man1")} == (
        pages
    )
    assert {path.name for path in (installed / "share" / "man" / "man1").iterdir()} == pages


def test_the_wheel_works_outside_its_checkout(installed: Path, tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(*words: str) -> str:
        command = [str(installed / "bin" / "hrcli"), *words]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
        return done.stdout

    where = subprocess.run(
        [str(installed / "bin" / "python"), "-c", "import hrcli; print(hrcli.__file__)"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
    ).stdout
    assert where.startswith(str(installed))
    assert "Usage: hrcli" in run("--help")
    shown = run("demo", "--into", "demo")
    assert "Kim" in shown
    assert (tmp_path / "demo" / "pages" / "my-plan.html").read_text().startswith("<!")
    assert run("schema", "plan").startswith("{")


def test_a_zip_of_it_says_that_it_cannot_work(tmp_path: Path) -> None:
    packed = tmp_path / "hrcli.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (ROOT / "hrcli").rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                archive.write(path, path.relative_to(ROOT))
    done = subprocess.run(
        [sys.executable, "-m", "hrcli", "schema", "plan"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(packed)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (3, ""), done
    assert "it is not installed as folders on a disk" in done.stderr
    assert done.stderr.count("\n") == 3
