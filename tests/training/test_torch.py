"""Training on torch, as on an accelerator: in a process of its own, for Keras has one backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

STEP = """
import sys
from dataclasses import replace
from pathlib import Path
import keras
import numpy as np
from pastiche.training import data
from pastiche.training.networks.sanet_lite import SANetLiteTask
from pastiche.training.train import train
from tests.training.test_train import QUICK, teacher_state
assert keras.backend.backend() == "torch"
noise = np.random.default_rng(8).integers(0, 256, (4, 96, 80, 3), dtype=np.uint8)
pictures = data.Pictures((noise[0], noise[1]), (noise[2], noise[3]))
recipe = replace(QUICK, phases=QUICK.phases[1:])
task = SANetLiteTask(recipe, teacher_state(), pictures)
train(task, Path(sys.argv[1]), minutes=0)
"""


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch, which no lock file installs")
def test_a_step_of_the_optimiser_moves_the_weights_on_torch(root: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", STEP, tmp_path],
        cwd=root,
        env=os.environ | {"KERAS_BACKEND": "torch", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    with np.load(tmp_path / "checkpoint.npz") as arrays:
        assert json.loads(str(arrays["meta/state"]))["step"] == 1
        weights = [n for n in arrays if not n.startswith(("optimizer/", "meta/"))]
        assert all(np.isfinite(arrays[name]).all() for name in weights)
        moved = [n for n in arrays if n.startswith("optimizer/") and arrays[n].ndim > 1]
        assert any(arrays[name].any() for name in moved)
