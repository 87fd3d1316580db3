"""The scripts' own tests once more, with a package of the full SANet beside the one that ships."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("name", ["attention", "cost", "large", "moments", "ops"])
def test_the_scripts_fit_the_full_sanet(run_script, sanet_package, name):
    run_script(f"{name}.test", SANET_PACKAGE=sanet_package)
