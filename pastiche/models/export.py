"""Write a network as a model package: graph, weights, card and self-test."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from pastiche.errors import BuildError
from pastiche.models import golden, networks, quantise, trace, weights
from pastiche.models.apply import stylize
from pastiche.models.card import FORMAT, ModelCard, write_card
from pastiche.models.package import record_files, replaced, verify_package
from pastiche.models.tfjs import write_graph_model

ABOUT = Path(__file__).resolve().parents[2] / "models.toml"
WORDS = ("title", "family", "licence", "provenance", "trained_on", "limits")
"""What the card says in words, and where it is written down."""


def export(name: str, weights_file: Path, folder: Path, dtype: str = "float16") -> ModelCard:
    """Write the package of `name` with the weights of a file into `folder`, in place of the old.

    dtype: how weights are stored, one of `card.DTYPES`. Raises `BuildError` when the
    weights are not this network's or do not fit their dtype, and leaves the old package then.
    """
    network = networks.create(name)
    weights.assign(network, weights.read(weights_file), weights_file)
    return write_package(network, name, folder, dtype, weights_file)


def write_package(
    network: networks.Network, name: str, folder: Path, dtype: str, source: Path
) -> ModelCard:
    """Write a network's package into `folder`; `source` is where its weights are from.

    Raises `BuildError` as `export` does.
    """
    slim = network.for_graph()
    exact = {v.path: np.asarray(v.numpy()) for v in slim.variables}
    stored = quantise.store(exact, dtype, source)
    values = {path: array.values() for path, array in stored.items()}
    weights.assign(slim, values, source)
    with replaced(folder) as new:
        graph = trace.trace(slim)
        outputs = [slim.graph_nodes.output]
        write_graph_model(graph, trace.fed(slim), outputs, values, new)
        quantise.rewrite(new, stored)
        graph_bytes = sum(path.stat().st_size for path in new.iterdir())
        content, style = golden.pictures()
        self_test = golden.write(content, style, stylize(slim, content / 255, style / 255), new)
        card = ModelCard(
            format=FORMAT,
            name=name,
            version=datetime.now(UTC).strftime("%Y.%m.%d"),
            parameters=slim.count_params(),
            dtype=dtype,
            bytes=graph_bytes,
            size_multiple=trace.SIZE_MULTIPLE,
            files=record_files(new),
            inputs=slim.graph_inputs,
            nodes=slim.graph_nodes,
            cost=slim.cost,
            golden=self_test,
            quality={},
            style=networks.style_of(name),
            **about(name),
        )
        write_card(card, new)
        verify_package(new)
    return card


def about(name: str) -> dict[str, Any]:
    """What models.toml says of a network, by the card's names. Raises `BuildError`."""
    try:
        tables = tomllib.loads(ABOUT.read_text("utf-8"))
    except FileNotFoundError:
        raise BuildError(ABOUT, None, "this file is missing", "restore it from Git") from None
    except tomllib.TOMLDecodeError as e:
        raise BuildError(ABOUT, None, f"this is not TOML: {e}", "mend it") from None
    style, key = networks.style_of(name), name
    if style:
        key = "student" if name.startswith(networks.STUDENT) else "johnson"
    if key not in tables:
        raise BuildError(ABOUT, None, f"says nothing about {key}", f"add [{key}]") from None
    table = tables[key]
    if style:
        one = table["styles"].get(name.partition("-")[2], {"title": style, "spent": ""})
        spent = f"{table['provenance']} {one['spent']}".strip()
        table = table | {"title": one["title"], "provenance": spent}
    return {key: table[key] for key in WORDS} | {"limits": tuple(table["limits"])}
