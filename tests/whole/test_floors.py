"""The shape of the house: every module has a floor, and what it imports lies below."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from hrcli.rules.registry import TABLE
from tests.support.places import ROOT

HOUSE = ROOT / "hrcli"

# From the ground up. A package imports only from those before it; two on one floor never import
# one another. What everybody may use lies on the ground, the net hangs above all.
ORDER = (
    "ground",
    "document",
    "plan",
    "knowledge store",
    "method",
    "pages",
    "rules",
    "formats reports",
    "commands",
    "net",
)
PACKAGES = {package for names in ORDER[1:-1] for package in names.split()}
GROUND_DRAWN = ("errors", "finding", "dates", "ids", "terminal", "escape", "folding", "resources")
GROUND = {"hrcli", *GROUND_DRAWN}
NET = {"cli", "__main__"}

# Who may touch the world outside; everybody else is handed what they need.
DOORS = {
    "cli",
    "resources",
    "store.files",
    "store.journal",
    "store.writing",
    "store.pages",
    "store.caseload",
    "store.own_settings",
    "store.opened",
    "store.roster",
    "store.git",
    "pages.sandbox",
    "pages.sandbox_child",
    # Commands that start a program of the worker's, or look at the machine.
    "commands._desk",  # the folder we are in, the terminal, and chance
    "commands._foreground",
    "commands._screen",  # how wide the terminal is
    "commands.demo",
    "commands.doctor",
    "commands.edit_plan",
    "commands.hooks",
    "commands.remind",
}
WORLD = {
    *("os", "shutil", "subprocess", "tempfile", "socket", "urllib", "http"),
    *("random", "secrets", "time"),
}
OWN_TEMPLATES = {"pages.render"}  # reads hrcli's own, whose names are not known beforehand
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


def package(module: str) -> str:
    """The package a module lies in; the ground and the net are two of their own."""
    return "ground" if module in GROUND else "net" if module in NET else module.split(".")[0]


def floor(module: str) -> int:
    return next(n for n, names in enumerate(ORDER) if package(module) in names.split())


def test_the_house_has_ten_packages_and_few_small_files() -> None:
    inside = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").is_file()}
    assert inside == PACKAGES
    assert len(PACKAGES) == 10
    assert {path.stem for path in HOUSE.glob("*.py")} == (GROUND | NET | {"__init__"}) - {"hrcli"}


def drawn() -> list[set[str]]:
    """The floors as CONTRIBUTING draws them, from the ground up; each with its packages."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lines = text.partition("```text\n")[2].partition("```")[0].splitlines()
    return [{word[:-1] for word in line.split() if word.endswith("/")} for line in lines][::-1]


def test_the_drawing_in_contributing_is_true() -> None:
    ground, *packages, net = drawn()
    assert ground == net == set()
    assert packages == [set(names.split()) for names in ORDER[1:-1]]
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"{' '.join(GROUND_DRAWN)}  " in text
    assert {*GROUND_DRAWN, "hrcli"} == GROUND


SAME_SUBJECT = {
    "diff": "what differs, and the command that tells it",
    "due": "what is due, written down, asked for",
    "events": "what an event changes, and its rules",
    "explain": "the page of a rule, and the command",
    "facts": "what holds for a case, found and written down",
    "language": "word lists, and the rules on them",
    "options": "the catalogue, the rules on options, the command that searches",
    "outcomes": "what came of a plan, and the rules on it",
    "overview": "the one screen, laid out, and asked for",
    "places_of_help": "where to turn, and the rule on stale ones",
    "progress": "how a goal has come along, and the command for one more number",
    "render": "a page, and the command",
    "safety": "do no harm: found, written down, asked for",
    "schema": "what may stand where, and the command that prints it",
    "stages": "stages of change, and the rules on them",
}
"""Names of files that stand in two packages: the same subject on two floors."""


def test_one_name_is_one_thing() -> None:
    files = Counter(name.rpartition(".")[2] for name in MODULES if name not in PACKAGES)
    assert {name for name, count in files.items() if count > 1} == set(SAME_SUBJECT)
    classes = Counter(
        node.name
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef)
    )
    assert not {name: count for name, count in classes.items() if count > 1}


@pytest.mark.parametrize("module", MODULES)
def test_imports_never_point_up(module: str) -> None:
    above = {name for name in ours(module) if floor(name) > floor(module)}
    beside = {
        name
        for name in ours(module)
        if floor(name) == floor(module) and package(name) != package(module)
    }
    assert not above, f"{module} imports {above} from a floor above its own"
    assert not beside, f"{module} imports {beside} from the other package on its floor"


@pytest.mark.parametrize("module", MODULES)
def test_only_commands_open_the_store(module: str) -> None:
    if package(module) not in ("store", "commands", "net"):
        assert not {name for name in ours(module) if package(name) == "store"}


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
    others = {name for name in ours(module) if name.startswith("commands.")}
    assert {name for name in others if not name.startswith("commands._")} == set()


def test_only_commands_and_the_net_know_click() -> None:
    knowing = {module for module in MODULES if "click" in {*imported(module)}}
    outside = {name for name in knowing if name != "commands" and name[:9] != "commands."}
    assert outside == {"cli"}


OWNERS = {
    # The reader, its slips in plain words, and what mends them.
    "yaml": {f"document.{name}" for name in ("document", "slips", "cures", "standard")},
    "jsonschema": {"plan.check"},
    "jsonschema_rs": {"plan.check"},
    "referencing": {"plan.check"},
    "jinja2": {"pages.environment", "pages.sandbox_child"},  # the child is a process of its own
    "markupsafe": {"pages.filters"},
    "weasyprint": {"pages.pdf"},
    "icalendar": {"formats.calendar"},
    "filelock": {"store.writing"},
    "wcwidth": {"terminal"},
}
"""The libraries that cost something, and the module that owns each."""

LATE = {*OWNERS, "resource", "fcntl", "readline"}  # the last three: not on every system
OWN_LATE = {
    ("commands._tab", "hrcli.commands._desk"),  # TAB seldom needs to read a file
    ("cli", "hrcli.commands._desk"),  # what --help goes without
    ("folding", "difflib"),
    ("cli", "hrcli.commands._versions"),  # looking them up takes longer than --help
    ("__main__", "hrcli.cli"),  # so that Ctrl-C is quiet from the start
}


def test_each_heavy_library_is_owned_by_one_module() -> None:
    users: dict[str, set[str]] = {name: set() for name in OWNERS}
    for module in MODULES:
        for name in imported(module):
            if name.split(".")[0] in users:
                users[name.split(".")[0]].add(module)
    assert users == OWNERS


def late(module: str) -> Iterator[str]:
    """What `module` imports inside its functions; what only types need is no import."""
    for function in ast.walk(tree(module)):
        for node in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
            if isinstance(node, ast.ImportFrom):
                yield str(node.module)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)


def test_imports_stand_at_the_top() -> None:
    found = [(module, name) for module in MODULES for name in late(module)]
    odd = {it for it in found if it[1].split(".")[0] not in LATE and it not in OWN_LATE}
    assert not odd, "import it at the top of the file"
    dynamic = [m for m in MODULES if {"import_module", "__import__"} & called(m)]
    assert dynamic == ["commands"]  # a command is loaded when it is named
    assert not [m for m in MODULES if "__getattr__" in defined(m)]
    assert len(found) + len(dynamic) <= 25


def defined(module: str) -> set[str]:
    """The names of the functions at the top of a module."""
    return {node.name for node in tree(module).body if isinstance(node, ast.FunctionDef)}


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
    if module in DOORS:
        return
    assert not WORLD & {name.split(".")[0] for name in imported(module)}
    if module not in OWN_TEMPLATES:
        own = {"read_bytes"} if package(module) == "commands" else set()  # the store's
        assert not FILE_CALLS & called(module) - own


def test_one_place_puts_the_files_of_a_case() -> None:
    names = [module for module in MODULES if package(module) == "commands"]
    writing = {name for name in names if "writing" in called(name)}
    no_case = {"commands.doctor", "commands.templates"}  # lists for git, forms for pages
    assert writing - no_case == {"commands._saving"}


BROAD = {
    "cli",  # a mistake of ours is told without its text: test_4_is_a_bug_told_without_its_text
    "pages.pdf",  # what the engine says may hold text of the case: test_copies
    "pages.sandbox_child",  # whatever a template does, the parent hears of it: test_templates
    "store.writing",  # whatever stops a change, also Ctrl-C, takes back its beginning: test_writing
}
"""Who catches every exception; each of them says so, and a test shows it."""


def test_nobody_else_swallows_every_error() -> None:
    wide = {"Exception", "BaseException", "None"}
    catching = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler) and str(node.type and ast.unparse(node.type)) in wide
    }
    assert catching == BROAD


COMPARES = {"lower", "upper", "casefold", "swapcase", "IGNORECASE", "unicodedata"}
GRAMMARS = {
    "document.scalars",  # the words of YAML
    "pages.lint",  # the tags of HTML
    "store.git",  # the keys of git's configuration
}
"""Where a format says itself which letters are alike; what people write is compared by folding."""


def test_text_is_compared_in_one_place() -> None:
    comparing = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if (isinstance(node, ast.Attribute) and node.attr in COMPARES)
        or (isinstance(node, ast.Import) and COMPARES & {name.name for name in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module in COMPARES)
        or (isinstance(node, ast.Constant) and str(node.value).startswith("(?i"))
    }
    assert comparing == {"folding", *GRAMMARS}


def test_git_is_started_at_one_door() -> None:
    starting = {module for module in MODULES if "subprocess" in {*imported(module)}}
    assert starting <= {
        "pages.sandbox",
        "commands._foreground",
        "commands.remind",
        "store.git",
    }


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


def untyped(module: str) -> Iterator[str]:
    """Every `Any`, `cast` and `object` that keeps a type open; `object()` is a thing, no type."""
    made = {id(node.func) for node in ast.walk(tree(module)) if isinstance(node, ast.Call)}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Name) and node.id in ("Any", "cast", "object"):
            yield from [node.id] * (node.id != "object" or id(node) not in made)


def test_types_are_seldom_left_open() -> None:
    left_open = Counter(module for module in MODULES for _ in untyped(module))
    lines = sum(path.read_text(encoding="utf-8").count("\n") for path in MODULES.values())
    assert 100 * left_open.total() <= 1.2 * lines, left_open.most_common(5)


def distances(module: str) -> Iterator[int]:
    """For each rule of a module how many lines lie between what it finds and its check."""
    for node in ast.walk(tree(module)):
        for said in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            for part in said.keywords if isinstance(said, ast.Call) else ():
                if part.arg == "finds":
                    yield node.lineno - part.value.lineno


def test_a_rule_stands_in_one_place() -> None:
    lines = [it for module in MODULES if module.startswith("rules.") for it in distances(module)]
    assert len(lines) == sum(rule.check is not None for rule in TABLE.values())  # none is lost
    assert median(lines) <= 40
    assert max(lines) <= 60


def test_tests_lean_on_support_and_never_on_one_another() -> None:
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                named = {part for alias in node.names for part in alias.name.split(".")}
                named |= {*str(getattr(node, "module", "")).split(".")}
                tests = {name for name in named if name.startswith("test_") or name == "conftest"}
                assert not tests, f"{path.relative_to(ROOT)}: what others need is in tests/support"
