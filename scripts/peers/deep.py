"""RecBole's NeuMF or SASRec on the training rows of a problem, three seeds: top-10 lists and the time of the fits.

    python deep.py FOLDER recbole [REPEATS]

FOLDER holds problem.json (variant, shoppers, items, splits: the seeds, k, epochs, batch, factors, learningRate, ...) and, u32
little-endian, shopper.bin and item.bin: training rows by shopper and time. The networks and their losses are RecBole's, in batches of
our making under torch.optim.Adam: NeuMF takes `batch` pairs, each with a drawn item the shopper does not have; SASRec takes each row but
a shopper's first as the target of the `length` rows before it. Called first, it only tries what it imports. Writes recbole.lists.bin
(u32): items + 1. Prints one JSON line: peer, version, seconds (fits of all seeds), lists: the file; or peer and absent, the reason.
Needs torch, recbole 1.2 (without ray), numpy 1.26.
"""
import json
import os
import sys
import time
import types
from pathlib import Path

folder, peer = Path(sys.argv[1]), sys.argv[2]
problem = json.loads((folder / "problem.json").read_text())
threads = int(problem.get("threads", 1))
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(threads)
# RecBole imports ray for a search of parameters that is not used here.
sys.modules["ray"] = types.ModuleType("ray")
sys.modules["ray.tune"] = sys.modules["ray"].tune = types.ModuleType("ray.tune")


class Sizes:
    """What a network asks of a dataset: how many there are; items from 1, 0 for none."""

    def num(self, field):
        return problem["shoppers"] if field == "user_id" else problem["items"] + 1


def main():
    import numpy as np
    import recbole
    import torch
    from recbole.config import Config
    from recbole.data.interaction import Interaction
    from recbole.model.general_recommender import NeuMF
    from recbole.model.sequential_recommender import SASRec

    version = f"recbole {recbole.__version__}, torch {torch.__version__}"
    tried = folder / "recbole.tried"
    if not tried.exists():
        tried.touch()
        return {"peer": peer, "version": version, "seconds": [0]}
    torch.set_num_threads(threads)
    read = lambda name: np.fromfile(folder / f"{name}.bin", "<u4").astype(np.int64)
    shopper, item = read("shopper"), read("item") + 1
    shoppers, items, k = problem["shoppers"], problem["items"], problem["k"]
    seen = np.zeros((shoppers, items + 1), bool)
    seen[shopper, item] = True
    catalogue = np.unique(item)
    sequences = [item[shopper == one] for one in range(shoppers)]
    is_pairs = problem["variant"] == "neumf"

    def settings():
        d = problem["factors"]
        own = (
            {"mf_embedding_size": d, "mlp_embedding_size": d, "mlp_hidden_size": problem["hidden"], "dropout_prob": 0.0}
            if is_pairs
            else {
                "hidden_size": d,
                "inner_size": problem["inner"],
                "n_layers": problem["blocks"],
                "n_heads": problem["heads"],
                "hidden_dropout_prob": problem["dropout"],
                "attn_dropout_prob": problem["dropout"],
                "hidden_act": "relu",
                "MAX_ITEM_LIST_LENGTH": problem["length"],
                "loss_type": "CE",
                "train_neg_sample_args": None,
            }
        )
        base = {"use_gpu": False, "gpu_id": "", "state": "ERROR", "show_progress": False}
        arguments, sys.argv = sys.argv, sys.argv[:1]
        config = Config(model="NeuMF" if is_pairs else "SASRec", dataset="rows", config_dict={**base, **own})
        sys.argv = arguments
        return config

    def pair_batches(draw):
        order = draw.permutation(len(item))
        negative = draw.choice(catalogue, len(item))
        for _ in range(8):
            had = seen[shopper, negative]
            negative[had] = draw.choice(catalogue, had.sum())
        for start in range(0, len(item), problem["batch"]):
            own = order[start : start + problem["batch"]]
            labels = np.concatenate([np.ones(len(own), np.float32), np.zeros(len(own), np.float32)])
            yield {
                "user_id": np.concatenate([shopper[own], shopper[own]]),
                "item_id": np.concatenate([item[own], negative[own]]),
                "label": labels,
            }

    def rows_before(sequence, end, into):
        before = sequence[max(0, end - problem["length"]) : end]
        into[: len(before)] = before
        return len(before)

    ends = [(s, end) for s, sequence in enumerate(sequences) for end in range(1, len(sequence))]

    def next_batches(draw):
        order = draw.permutation(len(ends))
        for start in range(0, len(ends), problem["batch"]):
            own = [ends[n] for n in order[start : start + problem["batch"]]]
            rows = np.zeros((len(own), problem["length"]), np.int64)
            lengths = [rows_before(sequences[s], end, rows[n]) for n, (s, end) in enumerate(own)]
            targets = [sequences[s][end] for s, end in own]
            yield {"item_id_list": rows, "item_length": np.array(lengths), "item_id": np.array(targets)}

    tensors = lambda batch: Interaction({name: torch.from_numpy(np.asarray(values)) for name, values in batch.items()})

    def scores(model):
        with torch.no_grad():
            if is_pairs:
                every = np.arange(items + 1)
                rows = []
                for one in range(shoppers):
                    batch = {"user_id": np.full(items + 1, one), "item_id": every}
                    rows.append(model.predict(tensors(batch)).numpy())
                return np.stack(rows)
            rows = np.zeros((shoppers, problem["length"]), np.int64)
            lengths = [rows_before(s, len(s), rows[n]) for n, s in enumerate(sequences)]
            batch = {"item_id_list": rows, "item_length": np.array(lengths)}
            return model.full_sort_predict(tensors(batch)).numpy()

    lists = np.zeros((problem["splits"], shoppers, k), "<u4")
    seconds = 0
    for seed in range(problem["splits"]):
        torch.manual_seed(seed + 1)
        draw = np.random.default_rng(seed + 1)
        started = time.perf_counter()
        model = (NeuMF if is_pairs else SASRec)(settings(), Sizes())
        optimizer = torch.optim.Adam(model.parameters(), lr=problem["learningRate"])
        model.train()
        for _ in range(problem["epochs"]):
            for batch in (pair_batches if is_pairs else next_batches)(draw):
                optimizer.zero_grad()
                model.calculate_loss(tensors(batch)).backward()
                optimizer.step()
        seconds += time.perf_counter() - started
        model.eval()
        found = scores(model)
        found[seen] = -np.inf
        absent = np.ones(items + 1, bool)
        absent[catalogue] = False
        found[:, absent] = -np.inf
        lists[seed] = np.argsort(-found, axis=1, kind="stable")[:, :k]
    lists.tofile(folder / "recbole.lists.bin")
    return {"peer": peer, "version": version, "seconds": [seconds], "lists": "recbole.lists.bin"}


try:
    print(json.dumps(main()))
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
