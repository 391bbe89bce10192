"""Sentiment by scikit-learn, cross-folded, from text to probabilities.

    python sentiment.py FOLDER scikit-learn [REPEATS]

FOLDER holds problem.json {"algorithm", "folds", "seeds"}, texts.bin (JSON, UTF-8), label.bin (u8) and foldN.bin (u8) of each seed N. logistic-text:
TfidfVectorizer(ngram_range=(1, 2)) and LogisticRegression(C=10); naive-bayes: CountVectorizer(), of pairs too with "pairs", and MultinomialNB(); the rest as
scikit-learn has it. Writes scikit-learn.chance.bin (f64, seeds x texts). Prints one JSON line: peer, version, seconds and processor
seconds of each repeat, accuracy and auc, and the name of the file; or peer and absent, the reason.
"""
import json
import os
import sys
import time
from pathlib import Path

folder, peer = Path(sys.argv[1]), sys.argv[2]
repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 1
problem = json.loads((folder / "problem.json").read_text())
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(problem.get("threads", 1))


def main():
    import numpy as np
    import sklearn
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, roc_auc_score
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.pipeline import make_pipeline

    def model():
        if problem["algorithm"] == "naive-bayes":
            longest = 2 if problem["pairs"] else 1
            return make_pipeline(CountVectorizer(ngram_range=(1, longest)), MultinomialNB())
        least = problem["params"].get("leastTexts", 1)
        return make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=least), LogisticRegression(C=10, max_iter=1000))

    texts = np.array(json.loads((folder / "texts.bin").read_bytes().decode("utf-8")), dtype=object)
    label = np.fromfile(folder / "label.bin", "u1")
    folds = [np.fromfile(folder / f"fold{seed + 1}.bin", "u1") for seed in range(problem["seeds"])]
    model().fit(texts[:100], np.arange(100) % 2)
    seconds, cpu, chance = [], [], np.zeros((problem["seeds"], len(texts)))
    for _ in range(repeats):
        started, used = time.perf_counter(), time.process_time()
        for seed, fold in enumerate(folds):
            for f in range(problem["folds"]):
                held = fold == f
                chance[seed, held] = model().fit(texts[~held], label[~held]).predict_proba(texts[held])[:, 1]
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    chance.astype("<f8").tofile(folder / "scikit-learn.chance.bin")
    figures = {
        "accuracy": round(float(np.mean([accuracy_score(label, own >= 0.5) for own in chance])), 4),
        "auc": round(float(np.mean([roc_auc_score(label, own) for own in chance])), 4),
    }
    version = f"scikit-learn {sklearn.__version__}"
    answer = {"version": version, "seconds": seconds, "cpu": cpu, "figures": figures, "chance": "scikit-learn.chance.bin"}
    print(json.dumps({"peer": peer, **answer}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
