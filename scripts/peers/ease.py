"""The inverse that EASE needs, by numpy.linalg.inv in f64, one thread.

    python ease.py FOLDER

FOLDER holds problem.json {"n", "rounds"} and matrix.bin (f64, little-endian, n x n, symmetric). Prints one JSON line:
{"seconds": [...], "processSeconds": [...], "version", "answers": "inverse.bin"}; that file, written into FOLDER (f64, n x n),
holds the inverse. Needs numpy.
"""
import json
import os
import sys
import time
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np


def main():
    folder = Path(sys.argv[1])
    problem = json.loads((folder / "problem.json").read_text())
    n = problem["n"]
    matrix = np.fromfile(folder / "matrix.bin", "<f8").reshape(n, n)
    seconds, process_seconds, inverse = [], [], None
    for _ in range(problem.get("rounds", 3)):
        wall, process = time.perf_counter(), time.process_time()
        inverse = np.linalg.inv(matrix)
        seconds.append(time.perf_counter() - wall)
        process_seconds.append(time.process_time() - process)
    inverse.astype("<f8").tofile(folder / "inverse.bin")
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processSeconds": process_seconds,
                "version": f"numpy {np.__version__}",
                "answers": "inverse.bin",
            }
        )
    )


main()
