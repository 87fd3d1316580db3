"""A network of style vectors in the stylizer's scripts, which otherwise run the one that ships."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["cost.test", "ops.test", "style-map.test", "style-vector"])
def test_the_scripts_fit_a_network_of_style_vectors(run_script, ghiasi_package, name):
    run_script(name, GHIASI_PACKAGE=ghiasi_package)
