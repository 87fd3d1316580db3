"""The networks, weight import, TensorFlow.js export and model packages.

>>> import numpy as np
>>> from pastiche.models import stylize
>>> photo, painting = np.random.rand(33, 70, 3), np.random.rand(48, 31, 3)
>>> stylize("sanet-lite", photo, painting, max_resolution=48).shape
(33, 70, 3)

`stylize("sanet", …)` is the paper's own network, once `build.py model import` or `model fetch` has
brought its weights in.

Importing this package costs nothing: TensorFlow is loaded by the modules that compute, `stylize`
among them, and not at all by those that read packages (`card`, `package`).
"""

import os

# Both are read once, when keras and tensorflow are first imported.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def __getattr__(name: str) -> object:
    if name == "stylize":
        from pastiche.models.apply import stylize

        return stylize
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
