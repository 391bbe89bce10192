"""Item-item cosine neighbours by implicit's CosineRecommender and by scipy's sparse product with a top-k of each row, one thread.

    python knn.py FOLDER

FOLDER holds problem.json {"shoppers", "items", "neighbours", "rounds"} and rowPtr.bin, colIdx.bin (u32, little-endian): pairs of
shoppers and items, each with the value 1. Prints one JSON line: {"implicit": {"seconds": [...], "processSeconds": [...],
"version"}, "scipy": {the same}, "answers": "answers.bin"}; that file, written into FOLDER (f32, items x neighbours), holds the
cosines of each item's neighbours, best first, -1 where there are fewer. Needs implicit, scipy, numpy.
"""
import json
import os
import sys
import time
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import implicit
import numpy as np
import scipy
from implicit.nearest_neighbours import CosineRecommender
from scipy.sparse import csr_matrix


def by_product(pairs, k):
    """Indices and cosines of the k nearest of each item, the item itself left out."""
    norms = np.sqrt(np.asarray(pairs.sum(axis=0)).ravel())
    scaled = pairs @ scipy.sparse.diags(1 / np.maximum(norms, 1e-12))
    products = (scaled.T.tocsr() @ scaled.tocsr()).tocsr()
    out = np.full((pairs.shape[1], k), -1, np.float32)
    for item in range(pairs.shape[1]):
        start, end = products.indptr[item], products.indptr[item + 1]
        values = products.data[start:end]
        values = values[products.indices[start:end] != item]
        best = np.partition(values, len(values) - k)[-k:] if len(values) > k else values
        out[item, : len(best)] = np.sort(best)[::-1]
    return out


def by_implicit(pairs, k):
    model = CosineRecommender(K=k + 1, num_threads=1)
    model.fit(pairs, show_progress=False)
    return model


def timed(work, rounds):
    seconds, process_seconds, answer = [], [], None
    for _ in range(rounds):
        wall, process = time.perf_counter(), time.process_time()
        answer = work()
        seconds.append(time.perf_counter() - wall)
        process_seconds.append(time.process_time() - process)
    return {"seconds": seconds, "processSeconds": process_seconds}, answer


def main():
    folder = Path(sys.argv[1])
    problem = json.loads((folder / "problem.json").read_text())
    row_ptr = np.fromfile(folder / "rowPtr.bin", "<u4").astype(np.int32)
    col_idx = np.fromfile(folder / "colIdx.bin", "<u4").astype(np.int32)
    shape = (problem["shoppers"], problem["items"])
    pairs = csr_matrix((np.ones(len(col_idx)), col_idx, row_ptr), shape=shape)
    rounds = problem.get("rounds", 3)
    scipy_times, answer = timed(lambda: by_product(pairs, problem["neighbours"]), rounds)
    implicit_times, _ = timed(lambda: by_implicit(pairs, problem["neighbours"]), rounds)
    answer.astype("<f4").tofile(folder / "answers.bin")
    print(
        json.dumps(
            {
                "scipy": {**scipy_times, "version": f"scipy {scipy.__version__}"},
                "implicit": {**implicit_times, "version": f"implicit {implicit.__version__}"},
                "answers": "answers.bin",
            }
        )
    )


main()
