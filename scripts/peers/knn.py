"""Item-item cosine neighbours: `implicit` (CosineRecommender) and `scipy` (sparse product with a top-k of each row).

    python knn.py FOLDER PEER [REPEATS]

FOLDER holds problem.json {"shoppers", "items", "neighbours", "threads"} and rowPtr.bin, colIdx.bin (u32, little-endian): pairs of
shoppers and items, each with the value 1. Neighbours are others than the item itself, with a cosine above 0. Writes PEER.rowPtr.bin
and PEER.ids.bin (u32), PEER.similarities.bin (f32), in any order within an item. Prints one JSON line: peer, version, seconds and
cpuSeconds of each repeat, and the names of the files; or peer and absent, the reason. Needs scipy, numpy; implicit for its own.
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


def by_scipy(k):
    import numpy as np
    import scipy
    from scipy.sparse import diags

    def nearest(pairs):
        norms = np.sqrt(np.asarray(pairs.sum(axis=0)).ravel())
        scaled = pairs @ diags(1 / np.maximum(norms, 1e-12))
        products = (scaled.T.tocsr() @ scaled.tocsr()).tocsr()
        lists = []
        for item in range(pairs.shape[1]):
            start, end = products.indptr[item], products.indptr[item + 1]
            values, ids = products.data[start:end], products.indices[start:end]
            others = ids != item
            values, ids = values[others], ids[others]
            if len(values) > k:
                best = np.argpartition(values, len(values) - k)[-k:]
                values, ids = values[best], ids[best]
            lists.append((ids, values))
        return lists

    return f"scipy {scipy.__version__}", nearest, lambda lists: lists


def by_implicit(k):
    import implicit
    from implicit.nearest_neighbours import CosineRecommender

    def nearest(pairs):
        # One more than asked for, since an item is among its own neighbours.
        model = CosineRecommender(K=k + 1, num_threads=threads)
        model.fit(pairs, show_progress=False)
        return model.similarity.tocsr()

    def lists_of(similarity):
        lists = []
        for item in range(similarity.shape[0]):
            row = slice(similarity.indptr[item], similarity.indptr[item + 1])
            ids, values = similarity.indices[row], similarity.data[row]
            others = (ids != item) & (values > 0)
            ids, values = ids[others], values[others]
            best = (-values).argsort(kind="stable")[:k]
            lists.append((ids[best], values[best]))
        return lists

    return f"implicit {implicit.__version__}", nearest, lists_of


PEERS = {"scipy": by_scipy, "implicit": by_implicit}


def main():
    import numpy as np
    from scipy.sparse import csr_matrix

    version, nearest, lists_of = PEERS[peer](problem["neighbours"])
    row_ptr = np.fromfile(folder / "rowPtr.bin", "<u4").astype(np.int32)
    col_idx = np.fromfile(folder / "colIdx.bin", "<u4").astype(np.int32)
    pairs = csr_matrix((np.ones(len(col_idx)), col_idx, row_ptr), shape=(problem["shoppers"], problem["items"]))
    nearest(pairs[: max(1, problem["shoppers"] // 50)])
    seconds, cpu_seconds = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = nearest(pairs)
        seconds.append(time.perf_counter() - wall)
        cpu_seconds.append(time.process_time() - cpu)
    lists = lists_of(answer)
    columns = {
        "rowPtr": np.cumsum([0] + [len(ids) for ids, _ in lists]).astype("<u4"),
        "ids": np.concatenate([ids for ids, _ in lists]).astype("<u4"),
        "similarities": np.concatenate([values for _, values in lists]).astype("<f4"),
    }
    names = {name: f"{peer}.{name}.bin" for name in columns}
    for name, column in columns.items():
        column.tofile(folder / names[name])
    print(json.dumps({"peer": peer, "version": version, "seconds": seconds, "cpuSeconds": cpu_seconds, **names}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
