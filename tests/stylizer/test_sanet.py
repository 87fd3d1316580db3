"""The scripts' own tests once more, with a package of the full SANet beside the one that ships."""

from __future__ import annotations

import os
import subprocess

import pytest

from pastiche.site.tools import node


@pytest.mark.parametrize("name", ["attention", "cost", "large", "moments", "ops"])
def test_the_scripts_fit_the_full_sanet(root, sanet_package, name):
    ran = subprocess.run(
        [node(), "--test", "--test-reporter=dot", f"tests/stylizer/{name}.test.js"],
        cwd=root,
        env=os.environ | {"SANET_PACKAGE": str(sanet_package)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
