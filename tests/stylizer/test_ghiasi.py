"""A network of style vectors in the stylizer's scripts, which otherwise run the one that ships."""

from __future__ import annotations

import os
import subprocess

import pytest

from pastiche.site.tools import node


@pytest.mark.parametrize("name", ["cost.test", "ops.test", "style-vector"])
def test_the_scripts_fit_a_network_of_style_vectors(root, ghiasi_package, name):
    ran = subprocess.run(
        [node(), "--test", "--test-reporter=dot", f"tests/stylizer/{name}.js"],
        cwd=root,
        env=os.environ | {"GHIASI_PACKAGE": str(ghiasi_package)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
