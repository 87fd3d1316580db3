"""What tests of training share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


def _eager() -> Iterator[None]:
    """Steps are not compiled: a few of them are sooner done than that."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


eager = pytest.fixture(scope="module")(_eager)
"""For a module's tests, and its fixtures."""

eagerly = pytest.fixture(_eager)
"""For one test."""
