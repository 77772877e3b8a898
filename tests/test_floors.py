"""The shape of the house: every module has a floor, and what it imports lies below."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "hrcli"

# From the ground up; a name that ends with a dot stands for all modules of that package.
FLOORS: dict[str, str] = {
    "ground": "hrcli audiences errors finding resources ids dates terminal",
    "texts and their places": "slips escape cures document spots standard writing cuts edit",
    "what a file says": "plan schema",
    "data to reckon with": "attainment catalogue closing diff glossary instruments labels "
    "language pairs places stages unintended views",
    "reckoning, pure": "agreement amend consent context course due entry guidance guided ink "
    "interview merge outcomes page pictures plain points priority reviewing schedule segments "
    "steps timeline",
    "rules": "rules rules.",
    "pages": "apart apart_child exchange ics lint output pdf render report report. sample safety "
    "safety_page",
    "doors": "caseload git",
    "desk": "commands commands.desk",
    "asking": "commands.asking commands.disclosing",
    "commands": "commands.",
    "net": "cli",
    "start": "__main__",
}
PURE = tuple(FLOORS)[: tuple(FLOORS).index("pages")]

# Who may touch the world outside; everybody else is handed what they need.
DOORS = {"apart", "apart_child", "caseload", "cli", "git", "resources"}
WORLD = {
    *("io", "os", "shutil", "subprocess", "tempfile", "socket", "urllib", "http"),
    *("random", "secrets", "time"),
}
OWN_TEMPLATES = {"render"}  # reads hrcli's own templates, whose names are not known beforehand
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}


def name_of(path: Path) -> str:
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "hrcli"


MODULES = {name_of(path): path for path in sorted(HOUSE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported(module: str) -> Iterator[str]:
    """Every module that `module` imports, also late and for its types alone; ours without hrcli."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: imports are written in full"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}".removeprefix("hrcli.")
                outer = str(node.module).removeprefix("hrcli.")
                yield inner if inner in MODULES else outer


def ours(module: str) -> set[str]:
    return {name for name in imported(module) if name in MODULES and name != module}


def floor(module: str) -> int:
    exact = [n for n, names in enumerate(FLOORS.values()) if module in names.split()]
    package = f"{module.rpartition('.')[0]}."
    found = exact or [n for n, names in enumerate(FLOORS.values()) if package in names.split()]
    assert len(found) == 1, f"{module} has no floor: give it one in FLOORS"
    return found[0]


@pytest.mark.parametrize("module", MODULES)
def test_imports_never_point_up(module: str) -> None:
    above = {name for name in ours(module) if floor(name) > floor(module)}
    assert not above, f"{module} imports {above} from a floor above its own"


def test_no_two_modules_need_each_other() -> None:
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"a ring: {' → '.join((*trail, module))}"
        if module not in done:
            for name in sorted(ours(module)):
                visit(name, (*trail, module))
            done.add(module)

    for module in MODULES:
        visit(module, ())
    assert done == set(MODULES)


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("commands.")])
def test_commands_do_not_lean_on_one_another(module: str) -> None:
    shared = {"commands.desk", "commands.asking", "commands.disclosing"}
    others = {name for name in ours(module) if name.startswith("commands.")}
    assert others <= shared


def test_only_commands_and_the_net_know_click() -> None:
    knowing = {module for module in MODULES if "click" in {*imported(module)}}
    outside = {name for name in knowing if name != "commands" and name[:9] != "commands."}
    assert outside == {"cli"}


def test_each_heavy_library_has_few_users() -> None:
    libraries = ("yaml", "jsonschema", "jsonschema_rs", "icalendar")
    users: dict[str, set[str]] = {name: set() for name in libraries}
    for module in MODULES:
        for name in imported(module):
            if name.split(".")[0] in users:
                users[name.split(".")[0]].add(module)
    # What knows YAML: the reader, its slips in plain words, and what looks at its events.
    assert users["yaml"] <= {"document", "slips", "cures", "standard", "spots", "cuts"}
    assert users["jsonschema"] == users["jsonschema_rs"] == {"schema"}
    assert users["icalendar"] == {"ics"}


def test_only_the_net_looks_at_the_clock() -> None:
    looking = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow")
        # `desk.today` and `case.today` are dates that were handed over; a call asks the clock.
        if isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime")
    }
    assert looking == {"cli"}


def called(module: str) -> set[str]:
    """The names of all functions and methods that are called."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            found.add(node.func.id if isinstance(node.func, ast.Name) else node.func.attr)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_only_the_doors_reach_the_world_outside(module: str) -> None:
    if module in DOORS or module.startswith("commands."):
        return
    assert not WORLD & {name.split(".")[0] for name in imported(module)}
    if module not in OWN_TEMPLATES:
        assert not FILE_CALLS & called(module)


def test_git_is_started_at_one_door() -> None:
    starting = {module for module in MODULES if "subprocess" in {*imported(module)}}
    assert starting <= {"apart", "commands.edit", "commands.remind", "git"}  # the worker's own


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_in_its_first_sentence_what_it_knows(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    said = ast.get_docstring(tree(module)) if text.strip() else "An empty package."
    assert said
    assert said.split("\n")[0].endswith((".", ":", "?")) or "\n" in said


@pytest.mark.parametrize("module", MODULES)
def test_no_function_is_longer_than_fifty_lines(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - first[0].lineno + 1 if first else 0
            assert lines <= 50, f"{module}.{node.name}"


def test_nothing_pure_is_left_out() -> None:
    assert PURE[-1] == "rules"
    assert all(any(floor(m) == n for m in MODULES) for n in range(len(FLOORS)))
