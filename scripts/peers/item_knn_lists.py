"""Top-10 lists of LensKit's ItemKNNScorer on implicit feedback, for every shopper of three splits.

    python item_knn_lists.py FOLDER lenskit [REPEATS]

FOLDER holds problem.json {"shoppers", "items", "splits", "k", "neighbours", "threads"} and, u32 little-endian, train<n>Ptr.bin and
train<n>Idx.bin: pairs of each split. Each item keeps its `neighbours` nearest; all of them that the shopper had count. Writes
lenskit.lists.bin (u32): items + 1, 0 where a list is short. Prints one JSON line: peer, version, seconds of each repeat (fits and
lists of all splits), lists: the file; or peer and absent, the reason. Needs lenskit.
"""
import json
import os
import sys
import time
from pathlib import Path

folder, peer = Path(sys.argv[1]), sys.argv[2]
repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 1
problem = json.loads((folder / "problem.json").read_text())
threads = str(problem.get("threads", 1))
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "LK_NUM_THREADS", "LK_NUM_PROCS"):
    os.environ[name] = threads


def main():
    import lenskit
    import numpy as np
    import pandas as pd
    from lenskit.batch import recommend
    from lenskit.data import from_interactions_df
    from lenskit.knn import ItemKNNScorer
    from lenskit.pipeline import topn_pipeline

    shoppers, splits, k = problem["shoppers"], problem["splits"], problem["k"]
    read = lambda name: np.fromfile(folder / f"{name}.bin", "<u4").astype(np.int64)
    lists = np.zeros((splits, shoppers, k), "<u4")

    def once():
        for split in range(splits):
            ptr, idx = read(f"train{split}Ptr"), read(f"train{split}Idx")
            users = np.repeat(np.arange(shoppers), np.diff(ptr))
            data = from_interactions_df(pd.DataFrame({"user_id": users, "item_id": idx}))
            scorer = ItemKNNScorer(max_nbrs=10**6, save_nbrs=problem["neighbours"], feedback="implicit")
            pipeline = topn_pipeline(scorer, n=k)
            pipeline.train(data)
            known = np.unique(users)
            for key, found in recommend(pipeline, known, k, n_jobs=1):
                ids = found.ids()
                lists[split, key.user_id, : len(ids)] = ids + 1

    seconds = []
    once()
    for _ in range(repeats):
        started = time.perf_counter()
        once()
        seconds.append(time.perf_counter() - started)
    lists.tofile(folder / "lenskit.lists.bin")
    version = f"lenskit {lenskit.__version__}"
    print(json.dumps({"peer": peer, "version": version, "seconds": seconds, "lists": "lenskit.lists.bin"}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
