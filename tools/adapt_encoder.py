"""Teach the sentence encoder residents' language: learn a small correction of its weights from the starter comments.

Run when the starter comments change: ``python tools/adapt_encoder.py`` (about half an hour on two cores; needs the extra ``adapt``,
PyTorch), or with ``--further`` to teach a correction that is there more comments. The product never runs it and never needs PyTorch:
it adds the correction, ``starter/adapter.npz``, to the packaged weights.

**Source:** Hu and others, "LoRA: low-rank adaptation of large language models", 2021 (the correction); Reimers and Gurevych,
"Sentence-BERT", 2019 (mean pooling).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
import torch
from composed import composed
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

from engagement_lib import encode
from engagement_lib.classify import starter
from engagement_lib.classify.reading import ADAPTER, LAYERS, MATRICES, STRENGTH, WIDTH
from engagement_lib.sentences import spans
from engagement_lib.services import codebook

RANK = 16
EPOCHS = 5
FURTHER_EPOCHS = 3
"""How often the comments are gone through: from the beginning, and when a correction that is there is taught more comments."""

BATCH = 32
LEARNING_RATE = 8e-4
COMPOSED = 9_000
"""Comments made of two of them that are learned from beside the starter comments: in these a failure is told in passing. **Source:**
judgement; with them, failures slipped into held-out writers' comments were found .89 of the time, .82 without."""

LONGEST = 160
"""Tokens of a comment that are learned from. **Source:** judgement; longer comments are read in full, in windows."""

WEIGHTS = {"failure_types": 1.2, "value_type": 0.3, "none_type": 0.3, "flags": 0.8, "sentence": 0.6}
"""How much each side task counts beside demand, which counts 1. **Source:** judgement, not searched."""


class Corrected(nn.Module):
    """A fixed matrix plus a learned correction of low rank."""

    def __init__(self, weights: np.ndarray, bias: np.ndarray):
        super().__init__()
        self.register_buffer("weights", torch.tensor(weights))
        self.register_buffer("bias", torch.tensor(bias))
        self.a = nn.Parameter(torch.randn(weights.shape[0], RANK) / math.sqrt(weights.shape[0]))
        self.b = nn.Parameter(torch.zeros(RANK, weights.shape[1]))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return rows @ (self.weights + STRENGTH * self.a @ self.b) + self.bias


class Encoder(nn.Module):
    """The packaged six-layer encoder, with a correction beside each matrix of its layers."""

    def __init__(self) -> None:
        super().__init__()
        graph = onnx.load(str(encode.PACKAGED.weights())).graph
        held = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

        def whole(name: str) -> np.ndarray:
            return held[f"{name}_q"].astype(np.float32) * held[f"{name}_scale"] if f"{name}_q" in held else held[name]

        def norm(name: str) -> tuple[torch.Tensor, torch.Tensor]:
            return torch.tensor(whole(f"{name}.LayerNorm.weight")), torch.tensor(whole(f"{name}.LayerNorm.bias"))

        names = [node.input[1] for node in graph.node if node.op_type == "MatMul" and f"{node.input[1]}_q" in held]
        first = "inner.embeddings"
        self.words, self.places, self.kinds = (
            torch.tensor(whole(f"{first}.{kind}_embeddings.weight")) for kind in ("word", "position", "token_type")
        )
        self.first_norm = norm(first)
        self.layers, self.norms = nn.ModuleList(), []
        for layer in range(LAYERS):
            part = f"inner.encoder.layer.{layer}"
            parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                     "intermediate.dense", "output.dense")  # fmt: skip
            mine = names[layer * len(MATRICES) : (layer + 1) * len(MATRICES)]
            self.layers.append(
                nn.ModuleList(
                    Corrected(whole(name), held[f"{part}.{bias}.bias"]) for name, bias in zip(mine, parts, strict=True)
                )
            )
            self.norms.append((norm(f"{part}.attention.output"), norm(f"{part}.output")))

    def take(self, start: Path) -> None:
        """Begin with a correction learned before."""
        with np.load(start) as known, torch.no_grad():
            for layer, parts in enumerate(self.layers):
                for matrix, part in zip(MATRICES, parts, strict=True):
                    part.a.copy_(torch.tensor(known[f"{layer}.{matrix}.a"].astype(np.float32)))
                    part.b.copy_(torch.tensor(known[f"{layer}.{matrix}.b"].astype(np.float32)))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        def normed(rows: torch.Tensor, by: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
            return functional.layer_norm(rows, (WIDTH,), *by, 1e-12)

        def drop(rows: torch.Tensor) -> torch.Tensor:
            return functional.dropout(rows, 0.1, self.training)

        rows = functional.embedding(ids, self.words) + self.places[: ids.shape[1]] + self.kinds[0]
        rows = drop(normed(rows, self.first_norm))
        texts, length = ids.shape
        hide = ((mask - 1.0) * 1e9)[:, None, None, :].expand(texts, 1, length, length)
        for (query, key, value, attention, wide, narrow), (after_attention, after_all) in zip(
            self.layers, self.norms, strict=True
        ):
            heads = [part(rows).view(texts, length, 12, 32).transpose(1, 2) for part in (query, key, value)]
            heard = functional.scaled_dot_product_attention(*heads, attn_mask=hide)
            rows = normed(rows + drop(attention(heard.transpose(1, 2).reshape(texts, length, WIDTH))), after_attention)
            rows = normed(rows + drop(narrow(functional.gelu(wide(rows)))), after_all)
        return rows


class Lesson:
    """The starter comments as numbers: tokens, the sentence of each token, and the labels."""

    def __init__(self, comments: pd.DataFrame):
        book = codebook()
        texts = list(comments["text"])
        tokenizer = encode.PACKAGED.tokenizer()
        tokenizer.enable_truncation(LONGEST)
        encodings = tokenizer.encode_batch(texts)
        self.ids = [encoding.ids for encoding in encodings]
        self.demand = np.array([starter.DEMANDS.index(label) for label in comments["demand"]])
        self.kinds = {
            "failure_types": np.array([[kind in held for kind in book.failure_types] for held in comments["failure_types"]], np.float32),
            "flags": comments[list(starter.FLAGS)].to_numpy(np.float32),
            "value_type": np.array([_place(kind, list(book.value_types)) for kind in comments["value_type"]]),
            "none_type": np.array([_place(kind, list(book.none_types)) for kind in comments["none_type"]]),
        }  # fmt: skip
        self.sentence, self.shown = [], []
        for text, encoding, demand, because in zip(
            texts, encodings, comments["demand"], comments["because"], strict=True
        ):
            offsets = np.array(encoding.offsets)
            pieces = spans(text) or [(0, len(text))]
            of = np.full(len(offsets), -1)
            for number, (start, end) in enumerate(pieces):
                of[(offsets[:, 0] < end) & (offsets[:, 1] > start) & (offsets[:, 1] > offsets[:, 0])] = number
            self.sentence.append(of)
            known = demand != "failure" or any(words in text for words in because)
            self.shown.append(starter.shown(text, because, pieces).astype(float).tolist() if known else None)

    def batches(self, chance: np.random.Generator) -> list[np.ndarray]:
        """Rows of like length together, in a new order each time."""
        order = chance.permutation(len(self.ids))
        together = []
        for start in range(0, len(order), BATCH * 20):
            some = sorted(order[start : start + BATCH * 20], key=lambda row: len(self.ids[row]))
            together += [np.array(some[place : place + BATCH]) for place in range(0, len(some), BATCH)]
        return [together[place] for place in chance.permutation(len(together))]


def _place(kind: str, kinds: Sequence[str]) -> int:
    return kinds.index(kind) if kind in kinds else -1


def learn(comments: pd.DataFrame, start: Path | None = None) -> dict[str, np.ndarray]:
    """The correction, one pair of matrices for each matrix of the encoder, as 16-bit numbers; ``start`` is one to go on from."""
    torch.manual_seed(0)
    chance = np.random.default_rng(0)
    lesson, encoder = Lesson(comments), Encoder()
    epochs = FURTHER_EPOCHS if start else EPOCHS
    if start:
        encoder.take(start)
    sizes = {
        "demand": 3,
        **{name: int(kind.shape[1]) if kind.ndim > 1 else int(kind.max()) + 1 for name, kind in lesson.kinds.items()},
    }
    heads = nn.ModuleDict(
        {name: nn.Linear(2 * WIDTH, size) for name, size in sizes.items()} | {"sentence": nn.Linear(WIDTH, 1)}
    )
    learned = list(encoder.parameters())
    optimiser = torch.optim.AdamW(
        [{"params": learned, "lr": LEARNING_RATE}, {"params": heads.parameters(), "lr": 1e-3}]
    )
    steps = epochs * math.ceil(len(comments) / BATCH) + epochs
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 60) * max(0.02, 1 - step / steps)
    )
    for epoch in range(epochs):
        encoder.train()
        total = 0.0
        for rows in lesson.batches(chance):
            loss = _loss(encoder, heads, lesson, rows)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learned, 1.0)
            optimiser.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {epochs}, loss {total:.1f}", flush=True)
    return {
        f"{layer}.{matrix}.{letter}": getattr(part, letter).detach().numpy().astype(np.float16)
        for layer, parts in enumerate(encoder.layers)
        for matrix, part in zip(MATRICES, parts, strict=True)
        for letter in "ab"
    }


def _loss(encoder: nn.Module, heads: nn.ModuleDict, lesson: Lesson, rows: np.ndarray) -> torch.Tensor:
    length = max(len(lesson.ids[row]) for row in rows)
    ids, mask = np.zeros((len(rows), length), np.int64), np.zeros((len(rows), length), np.float32)
    for place, row in enumerate(rows):
        ids[place, : len(lesson.ids[row])] = lesson.ids[row]
        mask[place, : len(lesson.ids[row])] = 1
    states, seen = encoder(torch.tensor(ids), torch.tensor(mask)), torch.tensor(mask)[..., None]
    pooled = torch.cat([(states * seen).sum(1) / seen.sum(1), (states + (seen - 1) * 1e4).max(1).values], -1)
    pooled = functional.dropout(pooled, 0.1)
    counts = np.bincount(lesson.demand, minlength=3)
    balance = torch.tensor(len(lesson.demand) / (3 * counts), dtype=torch.float32)
    loss = functional.cross_entropy(
        heads["demand"](pooled), torch.tensor(lesson.demand[rows]), balance, label_smoothing=0.05
    )
    for name, kinds in lesson.kinds.items():
        if kinds.ndim > 1:
            mine = (lesson.demand[rows] == 0) if name == "failure_types" else np.ones(len(rows), dtype=bool)
            measure = functional.binary_cross_entropy_with_logits
        else:
            mine = kinds[rows] >= 0
            measure = functional.cross_entropy
        if mine.any():
            share = 1.0 if kinds.ndim > 1 else float(mine.mean())
            loss = loss + WEIGHTS[name] * share * measure(heads[name](pooled[mine]), torch.tensor(kinds[rows][mine]))
    return loss + WEIGHTS["sentence"] * _sentence_loss(states, heads, lesson, rows)


def _sentence_loss(states: torch.Tensor, heads: nn.ModuleDict, lesson: Lesson, rows: np.ndarray) -> torch.Tensor:
    text, token, group, shown = [], [], [], []
    for place, row in enumerate(rows):
        for number, label in enumerate(lesson.shown[row] or []):
            inside = np.flatnonzero(lesson.sentence[row] == number)
            if len(inside):
                text += [place] * len(inside)
                token += inside.tolist()
                group += [len(shown)] * len(inside)
                shown.append(label)
    of = torch.tensor(group)
    size = torch.zeros(len(shown)).index_add(0, of, torch.ones(len(group)))
    mean = torch.zeros(len(shown), WIDTH).index_add(0, of, states[text, token]) / size[:, None]
    return functional.binary_cross_entropy_with_logits(heads["sentence"](mean)[:, 0], torch.tensor(shown))


def main() -> None:
    """Learn from all but the held-out writers and write ``starter/adapter.npz``; with ``--further`` go on from the one that is there."""
    comments = starter.comments()
    comments = comments[(comments["demand"] != "unclear") & ~comments["hand"].isin(starter.HELD_OUT)]
    start = ADAPTER if "--further" in sys.argv[1:] else None
    both = composed(comments, COMPOSED)
    np.savez_compressed(ADAPTER, **learn(pd.concat([comments, both]), start))
    print(f"learned from {len(comments):,} comments and {len(both):,} made of two; wrote {ADAPTER}")


if __name__ == "__main__":
    main()
