"""Themes beside their peers, on the same texts and the same sentence vectors: do they hold, and are they what people see?

    python benchmarks/themes.py DATA_DIR [--quick] [--json FILE] [--cache FOLDER]

``DATA_DIR`` holds ``octis_preprocessed``, ``banking77``, ``nhs_fft_pxtextmining`` and ``newsgroups20_raw``. Three blocks:

- ten draws of 40, 100 and 300 texts of six labelled corpora, at the granularity a service gets by default, two of them resampled;
- BBC News in 10 to 50 themes, the ten strongest words of each, as in the BERTopic paper;
- whole corpora, up to 3,000 texts: how many themes are found, against how many there are.

Ours and stock BERTopic choose how many themes. NMF (on TF-IDF), k-means and KeyNMF cannot: they are given the number ours found in the
subset, for its resamples too, where ours must find it anew. KeyNMF needs the package ``turftopic`` and is left out when it is not
there; its default of leaving out words of fewer than ten texts empties small subsets, so it is kept from 1,000 texts on only.

Ours shows the words it would show a reader; the words of the others are BERTopic's, class-based TF-IDF over the corpus.

A text that a method leaves out counts as one of a further group when compared with labels. "Holds" is the mean adjusted Rand index between
pairs of resamples over texts themed in both, "holds, all" the same with texts left out as a group; pairs in which both have a single group
say nothing, and where most pairs say nothing there is no figure. "No themes" is the share of resamples with fewer than two. Seconds are
without encoding, on one thread.

**Source:** Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009, and Lau, Newman and Baldwin, "Machine
reading tea leaves", EACL 2014 (coherence: how much more often than by chance two of a theme's words share a document of the corpus);
Grootendorst, "BERTopic: neural topic modeling with a class-based TF-IDF procedure", 2022 (strongest words; diversity: different words
among all words; the BBC protocol, whose coherence counts within ten running words: "NPMI, 10 words").
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import itertools
import json
import os
import re
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from threadpoolctl import threadpool_limits

from engagement_lib import encode
from engagement_lib.theme.discover import groups
from engagement_lib.theme.words import tells

SIZES, SEEDS = (40, 100, 300), tuple(range(10))
RESAMPLED = (0, 1)
"""Draws that are resampled too; the others only tell how well labels are met, which varies more from draw to draw than between methods."""

RESAMPLES, SHARE = 20, 0.8
ASKED, RUNS = (10, 20, 30, 40, 50), 3
TOP, WINDOW = 10, 10
MOST, INTENTS = 3_000, 8
SCARCE_FROM = 1_000
"""From this many texts on KeyNMF is left at its default of words in ten texts or more."""

TINY = 1e-12
OUT, NOT_DRAWN = -1, -2

OWN_NUMBER = ("ours", "BERTopic")

_QUOTED = re.compile(r"^\s*[>|:].*$|^.*\b(?:writes|wrote|says):?\s*$|^In article .*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^--\s*$", re.MULTILINE)


def octis(name: str, data: Path, _seed: int) -> pd.DataFrame:
    file = data / "octis_preprocessed" / name / "corpus.tsv"
    return pd.read_csv(file, sep="\t", header=None, names=["text", "part", "label"], dtype=str, quoting=3)


def banking(data: Path, seed: int) -> pd.DataFrame:
    table = pd.read_csv(data / "banking77" / "train.csv", dtype=str).rename(columns={"category": "label"})
    drawn = np.random.default_rng(seed).choice(sorted(table["label"].unique()), INTENTS, replace=False)
    return table[table["label"].isin(drawn)]


def health(data: Path, _seed: int) -> pd.DataFrame:
    table = pd.read_csv(data / "nhs_fft_pxtextmining" / "phase1_text_data.csv", dtype=str)
    return table.rename(columns={"feedback": "text"})


def newsgroups(data: Path, _seed: int) -> pd.DataFrame:
    """Bodies without headers, quoted lines and signatures."""
    rows = []
    with gzip.open(data / "newsgroups20_raw" / "20newsgroups_19997.jsonl.gz", "rt", encoding="utf-8") as lines:
        for message in map(json.loads, lines):
            body = _SIGNATURE.split(message["text"].split("\n\n", 1)[-1])[0]
            text = " ".join(_QUOTED.sub("", body).split())
            if len(text.split()) >= 10:
                rows.append({"text": text[:1_500], "label": message["group"]})
    return pd.DataFrame(rows)


CORPORA: dict[str, Callable[[Path, int], pd.DataFrame]] = {
    "BBC": partial(octis, "BBC_News"),
    "banking": banking,
    "M10": partial(octis, "M10"),
    "DBLP": partial(octis, "DBLP"),
    "health": health,
    "newsgroups": newsgroups,
}


def vectoriser(least: int = 1) -> CountVectorizer:
    return CountVectorizer(stop_words="english", min_df=least)


class Corpus:
    """Distinct texts with labels, and which words are in which."""

    def __init__(self, name: str, data: Path, seed: int):
        table = CORPORA[name](data, seed)
        self.name = name
        self.table = table[["text", "label"]].dropna().drop_duplicates("text").reset_index(drop=True)
        counter = vectoriser()
        self.counts = counter.fit_transform(self.table["text"])
        self.place = counter.vocabulary_
        self.documents = (self.counts > 0).astype(np.float64)

    def draw(self, size: int, seed: int) -> np.ndarray:
        return np.sort(np.random.default_rng(seed).permutation(len(self.table))[:size])

    def windows(self) -> csr_matrix:
        """Which words are in which ten running words."""
        analyse = vectoriser().build_analyzer()
        rows = [
            sorted({self.place[word] for word in words[start : start + WINDOW]})
            for words in map(analyse, self.table["text"])
            for start in range(max(1, len(words) - WINDOW + 1))
        ]
        ends = np.cumsum([0, *map(len, rows)])
        return csr_matrix((np.ones(ends[-1]), np.concatenate(rows), ends), (len(rows), len(self.place)))


def strongest(counts: csr_matrix, of: np.ndarray) -> list[list[int]]:
    """The places of the words that tell each theme from the others, by class-based TF-IDF."""
    names = sorted(set(of) - {OUT})
    if not names:
        return []
    table = vstack([csr_matrix(counts[of == name].sum(axis=0)) for name in names]).toarray().astype(np.float64)
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    weights = share * np.log1p(table.sum() / len(names) / np.maximum(table.sum(axis=0), 1))
    return [[int(place) for place in np.argsort(-row, kind="stable")[:TOP] if row[place] > 0] for row in weights]


def own(documents: csr_matrix, of: np.ndarray) -> list[list[int]]:
    """The places of the words that ours shows for each theme."""
    return [
        [int(place) for place in np.argsort(-row, kind="stable")[:TOP] if row[place] > 0]
        for row in tells(documents, of).values()
    ]


def npmi(topics: list[list[int]], documents: csr_matrix) -> float:
    """Mean over themes and pairs of a theme's words: 0 together as often as by chance, 1 always together; smoothed as by gensim."""
    words = sorted({word for topic in topics for word in topic})
    if not words:
        return np.nan
    column = {word: number for number, word in enumerate(words)}
    here = documents[:, words]
    both = (here.T @ here).toarray() / documents.shape[0]
    alone = both.diagonal()
    pairs = np.log((both + TINY) / np.outer(alone, alone)) / -np.log(both + TINY)
    means = []
    for topic in topics:
        places = [column[word] for word in topic]
        if len(places) > 1:
            means.append(pairs[np.ix_(places, places)][np.triu_indices(len(places), 1)].mean())
    return float(np.mean(means)) if means else np.nan


def diversity(topics: list[list[int]]) -> float:
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else np.nan


def ours(texts: list[str], vectors: np.ndarray, number: int | None, _seed: int) -> np.ndarray:
    return groups(texts, vectors, "standard", number)[0].of


def bertopic(texts: list[str], vectors: np.ndarray, number: int | None, _seed: int) -> np.ndarray:
    """As it comes, without a seed."""
    from bertopic import BERTopic

    return np.array(BERTopic(nr_topics=number).fit_transform(texts, embeddings=vectors)[0])


def nmf(texts: list[str], _vectors: np.ndarray, number: int | None, seed: int) -> np.ndarray:
    weights = TfidfVectorizer(stop_words="english").fit_transform(texts)
    return dominant(NMF(number, random_state=seed).fit_transform(weights))


def kmeans(_texts: list[str], vectors: np.ndarray, number: int | None, seed: int) -> np.ndarray:
    return KMeans(number, random_state=seed).fit_predict(vectors)


@dataclass
class KeyNmf:
    """Turftopic's, its words read by the encoder that read the texts."""

    cache: Path

    def encode(self, words: Iterable[str], **_ignored: object) -> np.ndarray:
        return encode.vectors(list(words), self.cache)

    def __call__(self, texts: list[str], vectors: np.ndarray, number: int | None, seed: int) -> np.ndarray:
        from turftopic import KeyNMF

        words = vectoriser(10 if len(texts) >= SCARCE_FROM else 1)
        with contextlib.redirect_stdout(io.StringIO()):
            model = KeyNMF(number, encoder=self, vectorizer=words, random_state=seed)
            return dominant(model.fit_transform(texts, embeddings=vectors))


def dominant(weights: np.ndarray) -> np.ndarray:
    """The strongest topic of each text; a text with none of a model's words is left out."""
    return np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), OUT)


class Bench:
    """The methods, where vectors are kept, and every row of figures."""

    def __init__(self, data: Path, cache: Path, quick: bool):
        self.data, self.cache, self.quick = data, cache, quick
        self.methods = {"ours": ours, "BERTopic": bertopic, "NMF": nmf, "k-means": kmeans}
        if find_spec("turftopic"):
            self.methods["KeyNMF"] = KeyNmf(cache)
        warm, points = [f"word{number} other{number % 7}" for number in range(60)], np.random.default_rng(0)
        for method in self.methods.values():  # compiles and imports what the first call would be charged for
            method(warm, points.normal(size=(60, encode.DIMENSIONS)).astype(np.float32), 3, 0)

    def texts(self, corpus: Corpus, rows: np.ndarray) -> tuple[list[str], np.ndarray]:
        """The texts and their vectors; with the words KeyNMF will ask for already read."""
        texts = corpus.table["text"].iloc[rows].tolist()
        if "KeyNMF" in self.methods:
            least = 10 if len(texts) >= SCARCE_FROM else 1
            encode.vectors(vectoriser(least).fit(texts).get_feature_names_out().tolist(), self.cache)
        return texts, encode.vectors(texts, self.cache)

    def subset(self, corpus: Corpus, size: int, seed: int) -> list[dict]:
        """Every method on one subset and on its resamples."""
        rows = corpus.draw(size, seed)
        texts, vectors = self.texts(corpus, rows)
        labels = corpus.table["label"].iloc[rows].to_numpy()
        chance = np.random.default_rng(seed)
        resamples = 0 if seed not in RESAMPLED else 5 if self.quick else RESAMPLES
        parts = [np.sort(chance.permutation(len(rows))[: int(SHARE * len(rows))]) for _ in range(resamples)]
        answer: list[dict] = []
        found = 0
        for name, method in self.methods.items():
            of, figures = self.one(method, texts, vectors, None if name in OWN_NUMBER else found, seed)
            found = found or max(2, figures["themes"])
            number = None if name in OWN_NUMBER else found
            runs = []
            for again, part in enumerate(parts):
                run = np.full(len(rows), NOT_DRAWN)
                run[part] = method([texts[place] for place in part], vectors[part], number, again)
                runs.append(run)
            topics = own(corpus.documents[rows], of) if name == "ours" else strongest(corpus.counts[rows], of)
            answer.append(
                {"corpus": corpus.name, "size": size, "seed": seed, "method": name}
                | {"ARI": adjusted_rand_score(labels, of), "NMI": normalized_mutual_info_score(labels, of)}
                | figures
                | {"holds": holds(runs, OUT), "holds, all": holds(runs, NOT_DRAWN)}
                | {
                    "no themes": float(np.mean([len(set(run) - {OUT, NOT_DRAWN}) < 2 for run in runs]))
                    if runs
                    else np.nan
                }
                | {"NPMI": npmi(topics, corpus.documents), "diversity": diversity(topics)}
            )
            say(f"{corpus.name}, {size} texts, seed {seed}, {name}")
        return answer

    def protocol(self) -> list[dict]:
        """BBC News in a number of themes asked for."""
        corpus = Corpus("BBC", self.data, 0)
        texts, vectors = self.texts(corpus, np.arange(len(corpus.table)))
        windows = corpus.windows()
        answer = []
        for name, method in self.methods.items():
            for asked, run in itertools.product(ASKED[:1] if self.quick else ASKED, range(1 if self.quick else RUNS)):
                of, figures = self.one(method, texts, vectors, asked, run)
                topics = own(corpus.documents, of) if name == "ours" else strongest(corpus.counts, of)
                answer.append(
                    {"method": name, "asked": asked, "run": run, "NPMI, 10 words": npmi(topics, windows)}
                    | {"NPMI": npmi(topics, corpus.documents), "diversity": diversity(topics)}
                    | figures
                )
                say(f"BBC, {asked} themes, run {run}, {name}")
        return answer

    def whole(self, corpus: Corpus) -> list[dict]:
        """Every method on a whole corpus, or on as much of it as is taken."""
        rows = corpus.draw(MOST, 0)
        texts, vectors = self.texts(corpus, rows)
        labels = corpus.table["label"].iloc[rows].to_numpy()
        answer: list[dict] = []
        for name, method in self.methods.items():
            number = None if name in OWN_NUMBER else max(2, answer[0]["themes"])
            of, figures = self.one(method, texts, vectors, number, 0)
            compared = {"ARI": adjusted_rand_score(labels, of), "NMI": normalized_mutual_info_score(labels, of)}
            start = {"corpus": corpus.name, "texts": len(texts), "method": name, "true": len(set(labels))}
            answer.append(start | figures | compared)
            say(f"{corpus.name}, whole, {name}")
        return answer

    def one(
        self, method: Callable, texts: list[str], vectors: np.ndarray, number: int | None, seed: int
    ) -> tuple[np.ndarray, dict]:
        started = time.perf_counter()
        of = method(texts, vectors, number, seed)
        seconds = time.perf_counter() - started
        return of, {"themes": len(set(of) - {OUT}), "left out": float((of == OUT).mean()), "seconds": seconds}


def holds(runs: list[np.ndarray], above: int) -> float:
    """Mean adjusted Rand index between pairs of runs, over texts whose group is above ``above`` in both."""
    values, pairs = [], list(itertools.combinations(runs, 2))
    for one, other in pairs:
        both = (one > above) & (other > above)
        if max(len(set(one[both])), len(set(other[both]))) > 1:
            values.append(adjusted_rand_score(one[both], other[both]))
    return float(np.mean(values)) if 2 * len(values) > len(pairs) else np.nan


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def show(title: str, rows: pd.DataFrame, methods: Sequence[str]) -> None:
    """A Markdown table, methods in the order given."""
    rows = rows.reindex([name for name in methods if name in rows.index.get_level_values("method")], level="method")
    print(f"\n## {title}\n\n| {' | '.join([*map(str, rows.index.names), *rows.columns])} |")
    print("|---" * (rows.index.nlevels + len(rows.columns)) + "|")
    for key, row in zip(rows.index, rows.to_numpy(), strict=True):
        names = key if isinstance(key, tuple) else (key,)
        cells = ["–" if np.isnan(value) else f"{round(value, 3) + 0.0:g}" for value in row]
        print(f"| {' | '.join([*map(str, names), *cells])} |")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of the corpora")
    parser.add_argument("--quick", action="store_true", help="two corpora, 100 texts, five resamples")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    parser.add_argument("--cache", type=Path, help="a folder where vectors are kept for another run")
    given = parser.parse_args()
    os.environ["NUMBA_NUM_THREADS"] = "1"  # read when BERTopic is first imported
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(limits=1):
        bench = Bench(given.data, given.cache or Path(folder), given.quick)
        if "KeyNMF" not in bench.methods:
            print("KeyNMF is left out: the package turftopic is not installed.")
        figures = compare(bench)
    figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nPeak memory: {figures['peak MB']:,} MB.")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1, default=float), encoding="utf-8")


def standard_errors(table: pd.DataFrame) -> pd.DataFrame:
    """How far the mean difference between ours and each other method may be off, over draws; one column a corpus."""
    met = table.pivot(index=["corpus", "seed"], columns="method", values="ARI")
    less = met.drop(columns="ours").rsub(met["ours"], axis=0)
    return less.groupby("corpus").sem().T


def compare(bench: Bench) -> dict:
    """The three blocks, each shown when it is done."""
    names = list(CORPORA)[:2] if bench.quick else list(CORPORA)
    methods = list(bench.methods)
    seeds = RESAMPLED if bench.quick else SEEDS
    subsets: list[dict] = []
    for size in (100,) if bench.quick else SIZES:
        for name, seed in itertools.product(names, seeds):
            subsets += bench.subset(Corpus(name, bench.data, seed), size, seed)
        table = pd.DataFrame(subsets).query("size == @size")
        means = table.drop(columns=["size", "seed"]).groupby(["method", "corpus"]).mean()
        title = f"{size} texts, mean of {len(names)} corpora and {len(seeds)} draws, {len(RESAMPLED)} of them resampled"
        show(title, means.groupby("method").mean(), methods)
        show(f"{size} texts, ARI against labels", means["ARI"].unstack()[names], methods)
        show(f"{size} texts, standard error of ours less the other's ARI", standard_errors(table)[names], methods)
        show(f"{size} texts, holds", means["holds"].unstack()[names], methods)
        show(f"{size} texts, holds, all", means["holds, all"].unstack()[names], methods)

    protocol = bench.protocol()
    table = pd.DataFrame(protocol).drop(columns="run").groupby(["method", "asked"]).mean()
    show("BBC, themes asked for", table, methods)
    show("BBC, mean over themes asked for", table.groupby("method").mean(), methods)

    whole: list[dict] = []
    for name in ("BBC",) if bench.quick else ("BBC", "M10", "newsgroups"):
        whole += bench.whole(Corpus(name, bench.data, 0))
    show("Whole corpora", pd.DataFrame(whole).set_index(["corpus", "method"]), methods)
    return {"subsets": subsets, "protocol": protocol, "whole": whole}


if __name__ == "__main__":
    main()
