"""What the drivers of scoring peers share: a problem is a folder of raw little-endian columns beside problem.json.

`python TASK.py --peers` prints what each peer imports; `python TASK.py FOLDER PEER` answers the problem and prints, as its last
line, {"seconds", "version", "answers", "figures"}. bench-peers.mjs starts both.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np


def read_problem(folder):
    """problem.json, and its columns by name."""
    problem = json.loads(Path(folder, "problem.json").read_text())
    arrays = {
        name: np.fromfile(Path(folder, spec["file"]), dtype=np.dtype(spec["type"]).newbyteorder("<")).reshape(spec["shape"])
        for name, spec in problem["arrays"].items()
    }
    return problem, arrays


def timed(work, repeats):
    """The result of the last call, and the seconds of each call after a first one that is not counted."""
    result = work()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return result, seconds


def write_answers(folder, peer, arrays):
    """Files PEER.NAME.bin; what finish() tells of them."""
    answers = {}
    for name, values in arrays.items():
        file = f"{peer}.{name}.bin"
        np.ascontiguousarray(values).tofile(Path(folder, file))
        answers[name] = {"file": file, "type": values.dtype.name, "shape": list(values.shape)}
    return answers


def finish(folder, peer, seconds, version, answers, figures=None):
    """Prints the line that the harness reads."""
    filed = write_answers(folder, peer, answers)
    print(json.dumps({"seconds": seconds, "version": version, "answers": filed, "figures": figures or {}}))


def main(peers):
    """peers: name -> (modules it imports, function of (problem, arrays, folder) that calls finish)."""
    if sys.argv[1] == "--peers":
        print(json.dumps({name: needs for name, (needs, _) in peers.items()}))
        return
    folder, peer = sys.argv[1:3]
    problem, arrays = read_problem(folder)
    peers[peer][1](problem, arrays, folder)
