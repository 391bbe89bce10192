"""Lists and truth as JSON on stdin, metrics of ir_measures (pytrec_eval) and ranx as JSON on stdout. Started by experiments/metrics/outside.test.ts."""
import json
import sys
from importlib.metadata import version

told = json.load(sys.stdin)
cutoffs = told["cutoffs"]
run = {s: {i: float(-place) for place, i in enumerate(items)} for s, items in told["lists"].items()}
qrels = {s: grades for s, grades in told["truth"].items()}
out = {}

try:
    import ir_measures
    from ir_measures import AP, RR, P, R, Success, nDCG

    binary = {s: {i: 1 for i in grades} for s, grades in qrels.items()}
    # Its gains are linear: grades are given as what they are worth.
    gains = {s: {i: 2**grade - 1 for i, grade in grades.items()} for s, grades in qrels.items()}
    values = {}
    for k in cutoffs:
        for name, measure, truth in [
            ("precision", P @ k, binary),
            ("recall", R @ k, binary),
            ("hitRate", Success @ k, binary),
            ("mrr", RR @ k, binary),
            ("mapTrec", AP @ k, binary),
            ("ndcg", nDCG @ k, binary),
            ("ndcgGraded", nDCG @ k, gains),
        ]:
            values[f"{name}@{k}"] = {m.query_id: m.value for m in ir_measures.iter_calc([measure], truth, run)}
    out["ir_measures " + version("ir_measures")] = values
except ImportError:
    pass

try:
    import ranx

    binary = ranx.Qrels({s: {i: 1 for i in grades} for s, grades in qrels.items()})
    graded = ranx.Qrels(qrels)
    lists = ranx.Run(run)
    names = {"precision": "precision", "recall": "recall", "hitRate": "hit_rate", "mrr": "mrr", "mapTrec": "map", "ndcg": "ndcg"}
    values = {}
    for k in cutoffs:
        for ours, theirs in names.items():
            ranx.evaluate(binary, lists, f"{theirs}@{k}", return_mean=False)
            values[f"{ours}@{k}"] = dict(lists.scores[f"{theirs}@{k}"])
        ranx.evaluate(graded, lists, f"ndcg_burges@{k}", return_mean=False)
        values[f"ndcgGraded@{k}"] = dict(lists.scores[f"ndcg_burges@{k}"])
    out["ranx " + version("ranx")] = values
except ImportError:
    pass

json.dump(out, sys.stdout)
