"""Exact top-K by inner product: `implicit` (implicit.cpu.topk), `numpy` (matmul and argpartition), `faiss` (IndexFlatIP).

top_k.py FOLDER PEER [REPEATS]. FOLDER holds problem.json {"users", "items", "factors", "k", "threads", "batch"} and, f32 little-endian,
row by row, users.bin (users x factors) and items.bin (items x factors). `batch` users are multiplied at once (default 500).
Writes FOLDER/PEER.ids.bin (i32, users x k, best first) and FOLDER/PEER.scores.bin (f32). Prints one JSON line: peer, version,
seconds and cpuSeconds of each repeat, imports and one warm-up apart, and the names of the two files; or peer and absent, the reason.
The threads of BLAS are set before anything is imported.
"""
import json
import os
import sys
import time

folder, peer = sys.argv[1], sys.argv[2]
repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 1
with open(os.path.join(folder, "problem.json")) as file:
    problem = json.load(file)
threads = int(problem.get("threads", 1))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(threads)


def by_implicit(users, items, k):
    import implicit
    from implicit.cpu.topk import topk

    return f"implicit {implicit.__version__}", lambda rows: topk(items, rows, k, num_threads=threads)


def by_numpy(users, items, k):
    import numpy as np

    transposed = items.T

    def best(rows):
        scores = rows @ transposed
        unsorted = np.argpartition(scores, len(items) - k, axis=1)[:, -k:] if k < len(items) else np.argsort(scores, axis=1)
        found = np.take_along_axis(scores, unsorted, axis=1)
        order = np.argsort(-found, axis=1, kind="stable")
        return np.take_along_axis(unsorted, order, axis=1), np.take_along_axis(found, order, axis=1)

    return f"numpy {np.__version__}", best


def by_faiss(users, items, k):
    import faiss

    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatIP(items.shape[1])
    index.add(items)

    def best(rows):
        scores, ids = index.search(rows, k)
        return ids, scores

    return f"faiss {faiss.__version__}", best


PEERS = {"implicit": by_implicit, "numpy": by_numpy, "faiss": by_faiss}


def main():
    import numpy as np

    factors = problem["factors"]
    read = lambda name: np.fromfile(os.path.join(folder, name), "<f4").reshape(-1, factors)
    users, items = read("users.bin"), read("items.bin")
    k = min(problem["k"], len(items))
    batch = int(problem.get("batch", 500))
    version, best = PEERS[peer](users, items, k)

    def lists():
        parts = [best(users[start : start + batch]) for start in range(0, len(users), batch)]
        return np.concatenate([ids for ids, _ in parts]), np.concatenate([scores for _, scores in parts])

    best(users[: min(batch, len(users))])
    seconds, cpu_seconds = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        ids, scores = lists()
        seconds.append(time.perf_counter() - wall)
        cpu_seconds.append(time.process_time() - cpu)
    names = {"ids": f"{peer}.ids.bin", "scores": f"{peer}.scores.bin"}
    ids.astype("<i4").tofile(os.path.join(folder, names["ids"]))
    scores.astype("<f4").tofile(os.path.join(folder, names["scores"]))
    print(json.dumps({"peer": peer, "version": version, "seconds": seconds, "cpuSeconds": cpu_seconds, **names}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
