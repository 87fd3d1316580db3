"""The code passes the checks of its tools, and names no machine and no registry."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pastiche import environment

TEXT = (
    ".py",
    ".js",
    ".mjs",
    ".json",
    ".toml",
    ".yml",
    ".md",
    ".in",
    ".txt",
    ".lock",
    ".html",
    ".css",
)
# A folder of somebody's machine, or the host of a package registry, of which any may answer.
MACHINE = re.compile(
    r"(?<![\w./-])/(?:work|root|home|Users)/[A-Za-z]|\bregistry\.npmjs\.org|\bpypi\.org/simple|"
    r"files\.pythonhosted\.org"
)


def passes(root: Path, *command: str | Path) -> None:
    ran = subprocess.run(
        [str(word) for word in command], cwd=root, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"


def python(name: str) -> Path:
    """A program that came with a Python package."""
    return Path(sys.executable).with_name(name)


@pytest.fixture(scope="module")
def node(root: Path) -> Path:
    return environment.node_folder(root) / "bin" / "node"


def test_python_is_clean(root: Path) -> None:
    passes(root, python("ruff"), "check", ".")


def test_python_is_formatted(root: Path) -> None:
    passes(root, python("ruff"), "format", "--check", ".")


def test_python_types_hold(root: Path) -> None:
    passes(root, python("mypy"))


def test_javascript_is_clean(root: Path, node: Path) -> None:
    passes(root, node, "node_modules/eslint/bin/eslint.js", "--max-warnings=0", ".")


def test_javascript_types_hold(root: Path, node: Path) -> None:
    passes(root, node, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json")


def test_javascript_units_pass(root: Path, node: Path) -> None:
    files = sorted((root / "tests" / "stylizer").glob("*.test.js"))
    assert files
    passes(root, node, "--test", "--test-reporter=dot", *files)


def test_the_workflow_fits_its_schema(root: Path) -> None:
    check = python("check-jsonschema")
    workflows = sorted((root / ".github" / "workflows").glob("*.yml"))
    passes(root, check, "--builtin-schema", "vendor.github-workflows", *workflows)
    passes(root, check, "--builtin-schema", "vendor.dependabot", root / ".github/dependabot.yml")


def test_the_workflow_is_safe(root: Path) -> None:
    passes(root, python("zizmor"), "--offline", "--quiet", "--persona", "pedantic", ".github")


def test_no_file_names_a_machine_or_a_registry(root: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, capture_output=True
    )
    if listed.returncode:
        pytest.skip("needs a git checkout")
    paths = [Path(name) for name in listed.stdout.decode().split("\0") if name.endswith(TEXT)]
    assert paths
    named = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in paths
        if (root / path).is_file()
        for number, line in enumerate((root / path).read_text().splitlines(), 1)
        if MACHINE.search(line) and path.name != Path(__file__).name
    ]
    assert not named, "\n".join(named)
