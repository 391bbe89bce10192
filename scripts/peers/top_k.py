"""Exact top-K by inner product: implicit.cpu.topk, numpy (matmul and argpartition), faiss IndexFlatIP."""
import numpy as np

from problem import finish, main, timed


def with_implicit(problem, arrays, folder):
    import implicit
    from implicit.cpu.topk import topk

    def work():
        return topk(arrays["items"], arrays["users"], problem["k"], num_threads=problem["threads"])

    (items, scores), seconds = timed(work, problem["repeats"])
    finish(folder, "implicit", seconds, f"implicit {implicit.__version__}", {"items": items.astype(np.int32), "scores": scores.astype(np.float32)})


def with_numpy(problem, arrays, folder):
    k = problem["k"]

    def block(users):
        scores = users @ arrays["items"].T
        best = np.argpartition(scores, -k, axis=1)[:, -k:]
        own = np.take_along_axis(scores, best, axis=1)
        order = np.argsort(-own, axis=1, kind="stable")
        return np.take_along_axis(best, order, axis=1), np.take_along_axis(own, order, axis=1)

    def work():
        parts = [block(arrays["users"][at : at + 256]) for at in range(0, len(arrays["users"]), 256)]
        return [np.concatenate(columns) for columns in zip(*parts)]

    (items, scores), seconds = timed(work, problem["repeats"])
    finish(folder, "numpy", seconds, f"numpy {np.__version__}", {"items": items.astype(np.int32), "scores": scores.astype(np.float32)})


def with_faiss(problem, arrays, folder):
    import faiss

    faiss.omp_set_num_threads(problem["threads"])
    index = faiss.IndexFlatIP(problem["dimensions"])
    index.add(arrays["items"])
    (scores, items), seconds = timed(lambda: index.search(arrays["users"], problem["k"]), problem["repeats"])
    finish(folder, "faiss", seconds, f"faiss {faiss.__version__}", {"items": items.astype(np.int32), "scores": scores})


main(
    {
        "implicit": (["implicit"], with_implicit),
        "numpy": (["numpy"], with_numpy),
        "faiss": (["faiss"], with_faiss),
    }
)
