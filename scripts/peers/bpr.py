"""Epochs of BPR by implicit's BayesianPersonalizedRanking, and the AUC of what it learnt.

    python bpr.py FOLDER implicit [REPEATS]

FOLDER holds problem.json {"shoppers", "items", "factors", "epochs", "learningRate", "regularisation", "threads"} and, u32
little-endian, rowPtr.bin, colIdx.bin: training pairs; testShopper.bin, testItem.bin, testOther.bin: held-out pairs, each with an
item that the shopper never had. An epoch is as many steps as there are pairs; implicit gets one factor less than asked for, since
its bias of the item is one more. Seconds are of one epoch: those of a fit of all epochs over their number, after a fit of one epoch
apart. Prints one JSON line: peer, version, seconds and cpuSeconds of each repeat, auc, figures; or peer and absent, the reason. AUC
is the share of held-out pairs that score above the other item, ties half. Needs implicit, scipy, numpy.
"""
import json
import os
import sys
import time
from pathlib import Path

folder, peer = Path(sys.argv[1]), sys.argv[2]
repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 1
problem = json.loads((folder / "problem.json").read_text())
threads = int(problem.get("threads", 1))
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(threads)


def auc(model, shopper, item, other):
    """Share of (shopper, item) that score above (shopper, other)."""
    import numpy as np

    user = model.user_factors[shopper]
    above = np.einsum("nf,nf->n", user, model.item_factors[item])
    beneath = np.einsum("nf,nf->n", user, model.item_factors[other])
    return float(np.mean((above > beneath) + 0.5 * (above == beneath)))


def main():
    import implicit
    import numpy as np
    from implicit.cpu.bpr import BayesianPersonalizedRanking
    from scipy.sparse import csr_matrix

    read = lambda name: np.fromfile(folder / f"{name}.bin", "<u4").astype(np.int32)
    col_idx = read("colIdx")
    shape = (problem["shoppers"], problem["items"])
    pairs = csr_matrix((np.ones(len(col_idx), np.float32), col_idx, read("rowPtr")), shape=shape)

    def fit(epochs):
        model = BayesianPersonalizedRanking(
            factors=max(1, problem["factors"] - 1),
            learning_rate=problem["learningRate"],
            regularization=problem["regularisation"],
            iterations=epochs,
            num_threads=threads,
            random_state=1,
        )
        wall, cpu = time.perf_counter(), time.process_time()
        model.fit(pairs, show_progress=False)
        return model, (time.perf_counter() - wall) / epochs, (time.process_time() - cpu) / epochs

    fit(1)
    runs = [fit(problem["epochs"]) for _ in range(repeats)]
    found = auc(runs[-1][0], read("testShopper"), read("testItem"), read("testOther"))
    times = {"seconds": [wall for _, wall, _ in runs], "cpuSeconds": [cpu for _, _, cpu in runs]}
    figures = {"AUC": f"{found:.4f}"}
    version = f"implicit {implicit.__version__}"
    print(json.dumps({"peer": peer, "version": version, **times, "auc": found, "figures": figures}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
