"""
Sweeps of implicit's ALS beside ours: the same pairs, the same start, the same loss.

als.py FOLDER implicit [REPEATS]

FOLDER holds, little-endian: problem.json {"solver": cholesky or cg, "users", "items", "factors", "regularization", "threads"};
indptr.bin (uint32, users + 1), indices.bin (uint32), confidence.bin (float32, above 1: a pair weighs so much, every other one 1);
users.bin, items.bin (float32, vectors to start from). Prints one JSON line: version, seconds and cpuSeconds of each sweep over both
sides, loss not counted, and losses, after each sweep; or absent, the reason. The loss is summed in float64: over all pairs
confidence (1 - p)^2, p^2 for the others, plus regularization times the squares of all vectors. BLAS has one thread: implicit
shares rows out.
"""

import json
import os
import sys
import time

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


def loss_of(np, pairs, users, items, regularization):
    users, items = users.astype(np.float64), items.astype(np.float64)
    confidence = pairs.data.astype(np.float64)
    predicted = np.einsum("ij,ij->i", users[pairs.row], items[pairs.col])
    own = confidence * (1 - predicted) ** 2 - predicted**2
    everywhere = ((users.T @ users) * (items.T @ items)).sum()
    return own.sum() + everywhere + regularization * ((users**2).sum() + (items**2).sum())


def main(folder, sweeps):
    import implicit
    import numpy as np
    import scipy.sparse
    from implicit.cpu import _als

    with open(os.path.join(folder, "problem.json")) as file:
        problem = json.load(file)
    read = lambda name, kind: np.fromfile(os.path.join(folder, name + ".bin"), kind)
    columns = read("confidence", "<f4"), read("indices", "<i4"), read("indptr", "<i4")
    by_user = scipy.sparse.csr_matrix(columns, shape=(problem["users"], problem["items"]))
    by_item = by_user.T.tocsr()
    users = read("users", "<f4").reshape(problem["users"], problem["factors"])
    items = read("items", "<f4").reshape(problem["items"], problem["factors"])
    regularization = problem["regularization"]
    threads = int(problem.get("threads", 1))
    solve = {"cholesky": _als.least_squares, "cg": _als.least_squares_cg}[problem["solver"]]
    # One sweep of a corner, so that libraries are loaded before time is taken.
    solve(by_user[:8], users[:8].copy(), items, regularization, num_threads=threads)
    pairs = by_user.tocoo()
    answer = {"version": f"implicit {implicit.__version__}", "seconds": [], "cpuSeconds": [], "losses": []}
    for _ in range(sweeps):
        wall, cpu = time.perf_counter(), time.process_time()
        solve(by_user, users, items, regularization, num_threads=threads)
        solve(by_item, items, users, regularization, num_threads=threads)
        answer["seconds"].append(time.perf_counter() - wall)
        answer["cpuSeconds"].append(time.process_time() - cpu)
        answer["losses"].append(float(loss_of(np, pairs, users, items, regularization)))
    print(json.dumps(answer))


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    except ImportError as error:
        print(json.dumps({"absent": str(error)}))
