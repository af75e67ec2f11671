"""The tree is what the README says: entries, floors, names, sizes, migrations."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django_linear_migrations.apps import check_max_migration_files

from tests.environment import clean_environment
from tests.paths import TOP

ENTRIES = set(
    "manage.py pyproject.toml README.md LICENSE"
    " newsroom articles editorials templates static tests".split()
)
DOT_FILES = {".ci", ".gitignore", ".python-version"}
PACKAGES = ("newsroom", "articles", "editorials")
MADE_AT_RUN_TIME = {".git", ".venv", ".data", "__pycache__"}


def files_of_the_project() -> list[Path]:
    """What git has or would take, relative to the top; without git, what lies there."""
    if (TOP / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True).stdout
        return [Path(name) for name in listed.split("\0") if name and (TOP / name).is_file()]
    return [
        path.relative_to(TOP)
        for path in TOP.rglob("*")
        if path.is_file() and MADE_AT_RUN_TIME.isdisjoint(path.relative_to(TOP).parts)
    ]


FILES = files_of_the_project()
MODULES = [
    path
    for path in FILES
    if path.suffix == ".py" and path.parts[0] in PACKAGES and "migrations" not in path.parts
]
TESTS = [path for path in FILES if path.suffix == ".py" and path.parts[0] == "tests"]


def test_the_top_holds_what_the_design_names_and_nothing_else():
    found = {path.parts[0] for path in FILES}
    assert {name for name in found if not name.startswith(".")} == ENTRIES
    assert {name for name in found if name.startswith(".") and "cache" not in name} == DOT_FILES


# --- Names and sizes ---


def test_modules_are_named_by_the_trade_and_not_by_what_is_left_over():
    empty_words = {"utils", "util", "helpers", "services", "managers", "common", "constants"}
    assert [str(path) for path in [*MODULES, *TESTS] if path.stem in empty_words] == []


def test_every_module_says_in_a_sentence_what_it_is():
    silent = []
    for path in [*MODULES, *TESTS]:
        source = (TOP / path).read_text()
        if source.strip() and not ast.get_docstring(ast.parse(source)):
            silent.append(str(path))
    assert silent == []


def test_no_module_has_more_than_400_lines():
    sizes = {str(path): len((TOP / path).read_text().splitlines()) for path in MODULES}
    assert {path: size for path, size in sizes.items() if size > 400} == {}


def test_no_function_has_more_than_40_lines():
    long = []
    for path in MODULES:
        for node in ast.walk(ast.parse((TOP / path).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                if size > 40:
                    long.append(f"{path}: {node.name} has {size}")
    assert long == []


def test_nothing_names_a_package_host_or_a_folder_of_somebodys_machine():
    # Put together here, so that this file does not hold what it looks for.
    hosts = ["py" + "pi.org", "python" + "hosted.org", "registry.np" + "mjs", "deb.deb" + "ian."]
    folders = [f"/{name}/" for name in ("ro" + "ot", "ho" + "me", "Us" + "ers", "wo" + "rk")]
    found = []
    for path in FILES:
        try:
            text = (TOP / path).read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path}: {bad}" for bad in hosts if bad in text]
        found += [
            f"{path}: {bad}" for bad in folders if re.search(rf"(?<![\w.\-…>/}}]){bad}", text)
        ]
    assert found == []


# --- Floors ---


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_import_contracts_hold():
    told = lint_imports(TOP)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("articles/models.py", "import editorials.models", "Desks stand on the newsroom"),
        ("newsroom/publishing/press.py", "import newsroom.wire.models", "Desks stand on"),
        ("newsroom/helpers.py", "", "Every module of newsroom/ has a declared floor"),
        ("articles/services.py", "", "Inside a desk"),
        ("articles/models.py", "import articles.views", "Inside a desk"),
        ("articles/views.py", "import articles.models", "Reader code reads pages"),
        ("newsroom/wire/dateline.py", "import django", "Rules and parsers are plain Python"),
        ("newsroom/publishing/paths.py", "import newsroom.publishing.press", "No import cycles"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, module, line, contract):
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        only_python = shutil.ignore_patterns("__pycache__", "*.txt", "*.css", "*.js", "*.jpg")
        shutil.copytree(TOP / package, tmp_path / package, ignore=only_python)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    told = lint_imports(tmp_path)

    assert told.returncode == 1
    broken = [text for text in told.stdout.splitlines() if text.endswith("BROKEN")]
    assert any(text.startswith(contract) for text in broken), told.stdout


# --- Migrations ---


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_migrations_are_one_line_without_forks():
    """On a failure write the newest migration's name into its folder's max_migration.txt."""
    assert check_max_migration_files() == []


# --- A production deployment ---

PRODUCTION = {
    "DATABASE_URL": "postgres://newsroom:secret@localhost/newsroom",
    "NEWSROOM_ALLOWED_HOSTS": "news.example",
    "NEWSROOM_BASE_URL": "https://news.example",
    "NEWSROOM_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijkl",
}


def check_deployment(tmp_path: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    told = {**clean_environment(), **PRODUCTION, "NEWSROOM_DATA": str(tmp_path), **changed}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=TOP,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_right_production_environment_has_nothing_to_complain_of(tmp_path):
    told = check_deployment(tmp_path)
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"NEWSROOM_BASE_URL": "http://news.example"}, "newsroom.E001"),
        ({"NEWSROOM_ALLOWED_HOSTS": "other.example"}, "newsroom.E002"),
        ({"DATABASE_URL": "sqlite:////tmp/newsroom.sqlite3"}, "newsroom.W003"),
        ({"NEWSROOM_DEBUG": "true"}, "security.W018"),
    ],
)
def test_a_wrong_production_environment_is_named(tmp_path, changed, check):
    told = check_deployment(tmp_path, **changed)
    assert told.returncode == 1
    assert check in told.stderr


# --- The README ---

README = (TOP / "README.md").read_text()


def entries_of_the_map() -> set[str]:
    """Paths that the README's map names, folders with a slash at the end."""
    block = next(block for block in README.split("```") if "manage.py  " in block)
    found, folder = set(), ""
    for line in block.strip().splitlines():
        names = re.split(r"\s{2,}", line.strip())[0 : 2 if "README" in line else 1]
        if not line.startswith(" "):
            folder = ""
        for name in " ".join(names).split():
            found.add(folder + name)
        if not line.startswith(" ") and line.split()[0].endswith("/"):
            folder = line.split()[0]
    return found


def test_the_readme_maps_every_package_that_exists_and_nothing_else():
    named = entries_of_the_map()
    missing = {name for name in named if not (TOP / name).exists()}
    assert missing == set()
    tops = {path.parts[0] + ("/" if len(path.parts) > 1 else "") for path in FILES}
    inside = {
        f"newsroom/{path.parts[1]}" + ("/" if len(path.parts) > 2 else "")
        for path in MODULES
        if path.parts[0] == "newsroom" and path.name != "__init__.py"
    }
    expected = {name for name in tops if not name.startswith(".")} | inside
    assert named >= expected, f"not on the map: {sorted(expected - named)}"


def test_the_readme_has_a_row_for_every_variable_that_is_read_and_no_other():
    files = ("newsroom/settings.py", "newsroom/environment.py")
    settings = "".join((TOP / name).read_text() for name in files)
    read = set(re.findall(r"""\benv\w*\(\s*"([A-Z_]+)\"""", settings))
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.M))
    assert read == rows
    assert len(read) > 8


def test_only_the_settings_read_the_environment():
    """A variable read elsewhere would stand in no table and be checked by nobody."""
    start_up = {
        "newsroom/settings.py",
        "newsroom/environment.py",
        "newsroom/asgi.py",
        "newsroom/wsgi.py",
    }
    reading = [
        str(path)
        for path in MODULES
        if str(path) not in start_up
        and re.search(r"environ(\.get\(|\[)\W*(NEWSROOM|DATABASE|REDIS)", (TOP / path).read_text())
    ]
    assert reading == []


def test_the_one_script_can_be_run():
    assert os.access(TOP / ".ci/run", os.X_OK)
