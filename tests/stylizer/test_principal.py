"""The plane of a map of styles is that of NumPy's singular value decomposition."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pastiche.site.tools import node


@pytest.mark.parametrize("shape", [(9, 100), (27, 100), (3, 700)])
def test_principal_components_are_those_of_numpy(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(6)
    vectors = random.standard_normal(shape) * np.linspace(4, 0.1, shape[1]) + 2
    script = Path(__file__).with_name("principal.mjs")
    ran = subprocess.run(
        [node(), script],
        input=json.dumps(vectors.tolist()),
        capture_output=True,
        text=True,
        check=True,
    )
    plane = json.loads(ran.stdout)
    centred = vectors - vectors.mean(0)
    _, values, rows = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(plane["mean"], vectors.mean(0), atol=1e-9)
    for axis, row in zip(plane["axes"], rows, strict=False):
        assert abs(np.dot(axis, row)) == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(plane["places"], centred @ np.transpose(plane["axes"]), atol=1e-9)
    share = np.square(values[:2]).sum() / np.square(values).sum()
    assert plane["share"] == pytest.approx(share, abs=1e-9)
