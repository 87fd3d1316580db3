"""Every kind of network answers to the one interface."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["sanet-lite", "johnson-wheat"])
def test_a_family_keeps_the_interface(run_script, root, name):
    run_script("families", PACKAGE=root / "assets" / "models" / name)


def test_the_family_of_style_vectors_keeps_the_interface(run_script, ghiasi_package):
    run_script("families", PACKAGE=ghiasi_package)
