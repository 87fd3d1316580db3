"""A network as a TensorFlow SavedModel: pictures of any size in, the content's size out.

>>> model = tf.saved_model.load(".cache/saved-models/sanet")                     # doctest: +SKIP
>>> run = model.signatures["serving_default"]                                    # doctest: +SKIP
>>> run(content=photo, style=painting, num_iterations=tf.constant(2),
...     max_resolution=tf.constant(512))["result"]                               # doctest: +SKIP

content (H, W, 3) and style (h, w, 3): float32 in [0, 1]. num_iterations (): int32 from 1, how often
the result becomes the next content. max_resolution (): int32 from 1, longer side in pixels at which
the network sees either picture at most. result (H, W, 3): float32 in [0, 1].
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tensorflow as tf

from pastiche.models.networks import BLOCK, Network, StyleCode

PICTURE = (None, None, 3)

"""Shape of every picture in the graph."""


def write_saved_model(network: Network, folder: Path) -> None:
    """Write the SavedModel into the empty `folder`; every variable is in it once."""
    function = tf.function(
        Stylization(network),
        input_signature=[
            tf.TensorSpec(PICTURE, tf.float32, "content"),
            tf.TensorSpec(PICTURE, tf.float32, "style"),
            tf.TensorSpec((), tf.int32, "num_iterations"),
            tf.TensorSpec((), tf.int32, "max_resolution"),
        ],
    )
    module = tf.Module()
    module.weights = {variable.path: variable.value for variable in network.variables}
    module.stylize = function
    tf.saved_model.save(module, str(folder), signatures=function.get_concrete_function())


class Stylization:
    """What `pastiche.models.stylize` computes, as a graph in which all sizes are open."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __call__(self, content: Any, style: Any, num_iterations: Any, max_resolution: Any) -> Any:
        """The serving signature, see the module. A wrong argument is an InvalidArgumentError."""
        checks = [
            tf.debugging.assert_positive(num_iterations, "num_iterations should be 1 at least"),
            tf.debugging.assert_positive(max_resolution, "max_resolution should be 1 at least"),
            *_checks("content", content),
            *_checks("style", style),
        ]
        with tf.control_dependencies(checks):
            photo, painting = (_limited(picture, max_resolution) for picture in (content, style))
        code = self.network.style_code(self.network.encode(self._padded(painting)))
        _, image = tf.while_loop(
            lambda i, _: i < num_iterations,
            lambda i, image: (i + 1, self._stylized(image, code)),
            (tf.constant(0), self._padded(photo)),
            shape_invariants=(tf.TensorShape(()), tf.TensorShape((1, *PICTURE))),
        )
        shape = tf.shape(photo)
        return {"result": _resized(image[0, : shape[0], : shape[1]], tf.shape(content)[:2])}

    def _stylized(self, image: Any, code: StyleCode) -> Any:
        """(1, H, W, 3) -> (1, H, W, 3) in [0, 1]."""
        network, shape = self.network, tf.shape(image)
        features = network.encode(image)
        levels = zip(network.queries(features), code.keys, code.values, strict=True)
        attended = [_attend(*level) for level in levels]
        result = network.decode(network.transform(features, attended, code.statistics))
        result = tf.clip_by_value(result[:, : shape[1], : shape[2]], 0.0, 1.0)
        return tf.ensure_shape(result, (1, *PICTURE))

    def _padded(self, picture: Any) -> Any:
        """(H, W, 3) -> (1, H', W', 3), mirrored to the right and downwards as often as needed."""
        multiple, least = self.network.size_multiple, self.network.cost.least
        for axis in (0, 1):
            size = tf.shape(picture)[axis]
            wanted = tf.maximum(least, -(-size // multiple) * multiple)
            period = tf.maximum(2 * (size - 1), 1)
            there = tf.range(wanted) % period
            picture = tf.gather(picture, tf.minimum(there, period - there), axis=axis)
        return tf.ensure_shape(picture[None], (1, *PICTURE))


def _attend(queries: Any, keys: Any, values: Any) -> Any:
    """As `networks.attend`, block by block: (1, N, D), (1, D, M), (1, M, V) -> (1, N, V)."""
    count = tf.shape(queries)[1]
    starts = tf.range(0, count, BLOCK)
    answers = tf.TensorArray(tf.float32, tf.size(starts), element_shape=(None, values.shape[-1]))

    def answer(i: Any, answers: Any) -> Any:
        logits = tf.matmul(queries[0, i * BLOCK : (i + 1) * BLOCK], keys[0])
        return i + 1, answers.write(i, tf.matmul(tf.nn.softmax(logits), values[0]))

    _, answers = tf.while_loop(
        lambda i, _: i < tf.size(starts), answer, (tf.constant(0), answers), parallel_iterations=1
    )
    return answers.concat()[None]


def _checks(name: str, picture: Any) -> list[Any]:
    message = f"{name} has values outside [0, 1]"
    return [
        tf.debugging.assert_positive(tf.size(picture), f"{name} is empty"),
        tf.debugging.assert_non_negative(picture, message),
        tf.debugging.assert_less_equal(picture, 1.0, message),
    ]


def _limited(picture: Any, longest: Any) -> Any:
    """Reduced so that its longer side is at most `longest` pixels; never enlarged."""
    shape = tf.shape(picture)[:2]
    scale = tf.cast(longest, tf.float64) / tf.cast(tf.reduce_max(shape), tf.float64)
    sides = tf.cast(tf.round(tf.cast(shape, tf.float64) * tf.minimum(scale, 1.0)), tf.int32)
    return _resized(picture, tf.maximum(sides, 1))


def _resized(picture: Any, sides: Any) -> Any:
    """(H, W, 3) brought to `sides`, (2,); untouched when it has them."""
    resized = tf.cond(
        tf.reduce_all(tf.equal(tf.shape(picture)[:2], sides)),
        lambda: picture,
        lambda: tf.clip_by_value(tf.image.resize(picture, sides, "bicubic", antialias=True), 0, 1),
    )
    return tf.ensure_shape(resized, PICTURE)
