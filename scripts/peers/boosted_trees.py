"""
Gradient-boosted trees of scikit-learn beside ours: the same features, rules and number of threads.

boosted_trees.py FOLDER scikit-learn [REPEATS]

FOLDER holds, little-endian: problem.json {"rows", "told", "features", "trees", "leaves", "leastRows", "learningRate", "l2", "bins",
"threads"}; features.bin (float32, rows + told of them), labels.bin (uint8). Prints one JSON line: version, seconds of each fit, and the
file of the log odds of the told rows (float64); or absent, the reason.
"""

import json
import os
import sys
import time


def main(folder, repeats):
    with open(os.path.join(folder, "problem.json")) as file:
        problem = json.load(file)
    os.environ["OMP_NUM_THREADS"] = str(problem.get("threads", 1))
    import numpy as np
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows, count = problem["rows"], problem["features"]
    features = np.fromfile(os.path.join(folder, "features.bin"), "<f4").reshape(-1, count)
    labels = np.fromfile(os.path.join(folder, "labels.bin"), "u1")
    rules = dict(
        max_iter=problem["trees"],
        max_leaf_nodes=problem["leaves"],
        min_samples_leaf=problem["leastRows"],
        learning_rate=problem["learningRate"],
        l2_regularization=problem["l2"],
        max_bins=problem["bins"],
        early_stopping=False,
        random_state=0,
    )
    small = min(rows, 20_000)
    HistGradientBoostingClassifier(**{**rules, "max_iter": 3}).fit(features[:small], labels[:small])
    answer = {"version": f"scikit-learn {sklearn.__version__}", "seconds": []}
    for _ in range(repeats):
        wall = time.perf_counter()
        model = HistGradientBoostingClassifier(**rules).fit(features[:rows], labels[:rows])
        answer["seconds"].append(time.perf_counter() - wall)
    model.decision_function(features[rows:]).astype("<f8").tofile(os.path.join(folder, "theirs.scores.bin"))
    answer["scores"] = "theirs.scores.bin"
    print(json.dumps(answer))


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    except ImportError as error:
        print(json.dumps({"absent": str(error)}))
