"""One optimiser step on whichever backend Keras runs: the only place that asks which it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from pastiche.models.layers import Tensor

Terms = dict[str, Tensor]
"""Loss terms by name, scalars; the key `loss` holds their weighted sum."""


def compiled(
    loss: Callable[..., Terms], variables: list[Any], optimizer: keras.optimizers.Optimizer
) -> Callable[..., Terms]:
    """Turn `loss(*arrays) -> terms` into a step that also moves `variables` down `terms["loss"]`.

    On TensorFlow the step is one compiled graph; on torch it runs eagerly.
    """
    if keras.backend.backend() == "tensorflow":
        return _tensorflow(loss, variables, optimizer)
    if keras.backend.backend() == "torch":
        return _torch(loss, variables, optimizer)
    raise RuntimeError(
        f"training does not run on the {keras.backend.backend()} backend of Keras; "
        "set KERAS_BACKEND to tensorflow or torch."
    )


def _tensorflow(
    loss: Callable[..., Terms], variables: list[Any], optimizer: keras.optimizers.Optimizer
) -> Callable[..., Terms]:
    import tensorflow as tf

    @tf.function(reduce_retracing=True)
    def step(*arrays: Tensor) -> Terms:
        with tf.GradientTape() as tape:
            terms = loss(*arrays)
        gradients = tape.gradient(terms["loss"], [v.value for v in variables])
        pairs = [(g, v) for g, v in zip(gradients, variables, strict=True) if g is not None]
        optimizer.apply([g for g, _ in pairs], [v for _, v in pairs])
        return terms

    return lambda *arrays: step(*(tf.constant(array) for array in arrays))


def _torch(
    loss: Callable[..., Terms], variables: list[Any], optimizer: keras.optimizers.Optimizer
) -> Callable[..., Terms]:
    def step(*arrays: Any) -> Terms:
        terms = loss(*(keras.ops.convert_to_tensor(array) for array in arrays))
        for v in variables:
            v.value.grad = None
        terms["loss"].backward()
        moved = [v for v in variables if v.value.grad is not None]
        optimizer.apply([v.value.grad for v in moved], moved)
        return {name: term.detach() for name, term in terms.items()}

    return step
