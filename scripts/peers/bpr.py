"""Epochs of BPR by implicit's BayesianPersonalizedRanking, one thread, and the AUC of what it learnt.

    python bpr.py FOLDER

FOLDER holds problem.json {"shoppers", "items", "factors", "epochs", "learningRate", "regularisation", "seed", "rounds"} and, u32
little-endian, rowPtr.bin, colIdx.bin: training pairs; testShopper.bin, testItem.bin, testOther.bin: held-out pairs, each with an
item that the shopper never had. An epoch is as many steps as there are pairs; implicit gets one factor less than asked for, since
its bias of the item is one more. Seconds are of one epoch: those of a fit of all epochs over their number. Prints one JSON line:
{"seconds": [...], "processSeconds": [...], "auc", "version"}; AUC is the share of held-out pairs that score above the other item,
ties half. Needs implicit, scipy, numpy.
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
from implicit.cpu.bpr import BayesianPersonalizedRanking
from scipy.sparse import csr_matrix


def auc(model, shopper, item, other):
    """Share of (shopper, item) that score above (shopper, other)."""
    user = model.user_factors[shopper]
    above = np.einsum("nf,nf->n", user, model.item_factors[item])
    beneath = np.einsum("nf,nf->n", user, model.item_factors[other])
    return float(np.mean((above > beneath) + 0.5 * (above == beneath)))


def main():
    folder = Path(sys.argv[1])
    problem = json.loads((folder / "problem.json").read_text())
    read = lambda name: np.fromfile(folder / f"{name}.bin", "<u4").astype(np.int32)
    col_idx = read("colIdx")
    shape = (problem["shoppers"], problem["items"])
    pairs = csr_matrix((np.ones(len(col_idx), np.float32), col_idx, read("rowPtr")), shape=shape)
    epochs = problem["epochs"]
    seconds, process_seconds = [], []
    for _ in range(problem.get("rounds", 3)):
        model = BayesianPersonalizedRanking(
            factors=max(1, problem["factors"] - 1),
            learning_rate=problem["learningRate"],
            regularization=problem["regularisation"],
            iterations=epochs,
            num_threads=1,
            random_state=problem.get("seed", 1),
        )
        wall, process = time.perf_counter(), time.process_time()
        model.fit(pairs, show_progress=False)
        seconds.append((time.perf_counter() - wall) / epochs)
        process_seconds.append((time.process_time() - process) / epochs)
    found = auc(model, read("testShopper"), read("testItem"), read("testOther"))
    version = f"implicit {implicit.__version__}"
    print(json.dumps({"seconds": seconds, "processSeconds": process_seconds, "auc": found, "version": version}))


main()
