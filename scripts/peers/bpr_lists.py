"""Top-10 lists of implicit's BayesianPersonalizedRanking for every shopper of three splits.

    python bpr_lists.py FOLDER implicit [REPEATS]

FOLDER holds problem.json {"shoppers", "items", "splits", "k", "factors", "epochs", "learningRate", "regularisation", "threads"} and,
u32 little-endian, train<n>Ptr.bin and train<n>Idx.bin: pairs of each split. implicit's factors include the bias of the item. Writes
implicit.lists.bin (u32): items + 1, 0 where a list is short. Prints one JSON line: peer, version, seconds of each repeat (fits and
lists of all splits), lists: the file; or peer and absent, the reason. Needs implicit, scipy, numpy.
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


def main():
    import implicit
    import numpy as np
    from implicit.cpu.bpr import BayesianPersonalizedRanking
    from scipy.sparse import csr_matrix

    shoppers, items, splits, k = (problem[name] for name in ("shoppers", "items", "splits", "k"))
    read = lambda name: np.fromfile(folder / f"{name}.bin", "<u4").astype(np.int32)
    lists = np.zeros((splits, shoppers, k), "<u4")

    def once():
        for split in range(splits):
            ptr, idx = read(f"train{split}Ptr"), read(f"train{split}Idx")
            pairs = csr_matrix((np.ones(len(idx), np.float32), idx, ptr), shape=(shoppers, items))
            model = BayesianPersonalizedRanking(
                factors=problem["factors"],
                learning_rate=problem["learningRate"],
                regularization=problem["regularisation"],
                iterations=problem["epochs"],
                num_threads=threads,
                random_state=split + 1,
            )
            model.fit(pairs, show_progress=False)
            known = np.flatnonzero(np.diff(ptr))
            ids, _ = model.recommend(known, pairs[known], N=k, filter_already_liked_items=True)
            lists[split, known] = ids + 1

    once()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        once()
        seconds.append(time.perf_counter() - started)
    lists.tofile(folder / "implicit.lists.bin")
    version = f"implicit {implicit.__version__}"
    print(json.dumps({"peer": peer, "version": version, "seconds": seconds, "lists": "implicit.lists.bin"}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
