"""Read a comment with an encoder taught residents' language: numbers for the whole of it and for each of its sentences.

The weights are those of the pinned package (:mod:`engagement_lib.encode`) plus a small correction of low rank, learned from the starter
comments by ``tools/adapt_encoder.py`` and kept in ``starter/adapter.npz``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engagement_lib import encode
from engagement_lib.cache import through
from engagement_lib.sentences import spans

ADAPTER = Path(__file__).parent / "starter" / "adapter.npz"
MATRICES = ("query", "key", "value", "attention", "wide", "narrow")
LAYERS = 6
STRENGTH = 2.0
"""The correction is ``STRENGTH * a @ b``. **Source:** Hu and others, "LoRA", 2021, section 4.1, alpha / r, chosen as 2."""

WIDTH = encode.DIMENSIONS
SPARE = 6
"""Tokens left free in a window, for marks and for a sentence that ends a little late."""


@dataclass(frozen=True)
class Readings:
    """``whole``: one row a text, mean and maximum over its tokens, shape ``(texts, 768)``. ``sentences``: one row a sentence, the mean over
    its tokens in the light of its neighbours, shape ``(sentences, 384)``; ``owner`` is the row of its text, ``spans`` its place there."""

    whole: np.ndarray
    sentences: np.ndarray
    owner: np.ndarray
    spans: list[tuple[int, int]]


def read(texts: Sequence[str], cache_folder: Path | None = None, progress: encode.Progress | None = None) -> Readings:
    """Read redacted texts; with ``cache_folder`` each distinct text is read once.

    >>> readings = read(["Kind man. He left a mess", "ok"])
    >>> readings.whole.shape, readings.sentences.shape, readings.owner.tolist()
    ((2, 768), (3, 384), [0, 0, 1])
    """
    cut = {text: _places(text) for text in set(texts)}
    known = through(cache_folder, f"readings-{version()}", cut, lambda missing: _read(missing, cut, progress))
    blocks = [np.frombuffer(known[text], np.float16).astype(np.float32) for text in texts]
    return Readings(
        whole=np.stack([block[: 2 * WIDTH] for block in blocks]) if blocks else np.zeros((0, 2 * WIDTH), np.float32),
        sentences=np.concatenate(
            [np.zeros((0, WIDTH), np.float32), *(b[2 * WIDTH :].reshape(-1, WIDTH) for b in blocks)]
        ),
        owner=np.repeat(np.arange(len(texts)), [len(cut[text]) for text in texts]),
        spans=[span for text in texts for span in cut[text]],
    )


def places(owner: np.ndarray, texts: int) -> list[slice]:
    """Where the sentences of each text stand, when ``owner`` gives the text of each sentence in order.

    >>> places(np.array([0, 0, 1]), 2)
    [slice(0, 2, None), slice(2, 3, None)]
    """
    ends = np.searchsorted(owner, np.arange(texts + 1)).tolist()
    return [slice(start, end) for start, end in pairwise(ends)]


@cache
def version() -> str:
    """The first 16 hex digits of a hash of the weights and their correction."""
    return sha256(encode.PACKAGED.hash().encode() + ADAPTER.read_bytes()).hexdigest()[:16]


def _places(text: str) -> list[tuple[int, int]]:
    return spans(text) or [(0, len(text))]


def _read(
    texts: list[str], places: dict[str, list[tuple[int, int]]], progress: encode.Progress | None
) -> dict[str, bytes]:
    """Sentences are read in the light of their neighbours, as many as the encoder takes at once; long comments in several windows."""
    windows = [(text, window) for text in texts for window in _windows(text, places[text])]
    encodings = encode.PACKAGED.tokenizer().encode_batch(
        [text[window[0][0] : window[-1][1]] for text, window in windows]
    )
    total = {text: np.zeros(WIDTH) for text in texts}
    count = dict.fromkeys(texts, 0)
    highest = {text: np.full(WIDTH, -np.inf) for text in texts}
    sentences: dict[tuple[str, tuple[int, int]], np.ndarray] = {}
    read = encode.states(_session(), [one.ids for one in encodings], progress)
    for (text, window), encoding, hidden in zip(windows, encodings, read, strict=True):
        hidden = hidden.astype(np.float64)
        total[text] += hidden.sum(axis=0)
        count[text] += len(hidden)
        highest[text] = np.maximum(highest[text], hidden.max(axis=0))
        offsets = np.array(encoding.offsets) + window[0][0]
        real = offsets[:, 1] > offsets[:, 0]
        for start, end in window:
            inside = real & (offsets[:, 0] < end) & (offsets[:, 1] > start)
            sentences[text, (start, end)] = hidden[inside].mean(axis=0) if inside.any() else hidden[0]
    return {
        text: np.concatenate(
            [total[text] / count[text], highest[text], *(sentences[text, span] for span in places[text])]
        ).astype(np.float16).tobytes()
        for text in texts
    }  # fmt: skip


def _windows(text: str, places: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Neighbouring sentences together, as many as fit into the encoder."""
    room = encode.LONGEST - SPARE
    if len(text) < room:  # no token is shorter than a character
        return [places]
    windows: list[list[tuple[int, int]]] = [[]]
    used = 0
    for start, end in places:
        size = len(encode.PACKAGED.tokenizer().encode(text[start:end], add_special_tokens=False).ids)
        if windows[-1] and used + size > room:
            windows.append([])
            used = 0
        windows[-1].append((start, end))
        used += size
    return windows


@cache
def _session() -> Any:
    """The packaged encoder with the correction added to its weights."""
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(encode.PACKAGED.weights()))
    graph = model.graph
    held = {tensor.name: tensor for tensor in graph.initializer}
    names = [node.input[1] for node in graph.node if node.op_type == "MatMul" and f"{node.input[1]}_q" in held]
    with np.load(ADAPTER) as correction:
        for number, name in enumerate(names):
            part = f"{number // len(MATRICES)}.{MATRICES[number % len(MATRICES)]}"
            a, b = (correction[f"{part}.{letter}"].astype(np.float32) for letter in "ab")
            whole = numpy_helper.to_array(held[f"{name}_q"]).astype(np.float32) * numpy_helper.to_array(
                held[f"{name}_scale"]
            )
            graph.initializer.append(numpy_helper.from_array(whole + STRENGTH * (a @ b), name))
    replaced = set(names)
    for node in [node for node in graph.node if node.output[0] in replaced | {f"{name}_f" for name in names}]:
        graph.node.remove(node)  # the packaged model unpacks eight-bit weights here
    for name in names:
        graph.initializer.remove(held[f"{name}_q"])
    return encode.open_session(model.SerializeToString())
