"""The scripts' own tests, run by Node's test runner."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest

from pastiche.site.tools import node


@pytest.fixture
def run_script(root) -> Callable[..., None]:
    """`run_script(name, PACKAGE=folder)`: tests/stylizer/<name>.js passes with these variables."""

    def run(name: str, **variables: object) -> None:
        ran = subprocess.run(
            [node(), "--test", "--test-reporter=dot", f"tests/stylizer/{name}.js"],
            cwd=root,
            env=os.environ | {key: str(value) for key, value in variables.items()},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"

    return run
