"""The networks, weight import, TensorFlow.js export and model packages.

Importing this package costs nothing: TensorFlow is loaded by the modules that compute
(`stylize`, `export`), and not at all by those that read packages (`card`, `package`).
"""

import os

# Both are read once, when keras and tensorflow are first imported.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
