"""The inverse that EASE needs, by numpy.linalg.inv in f64.

    python ease.py FOLDER numpy [REPEATS]

FOLDER holds problem.json {"n", "threads"}, matrix.bin (f64, little-endian, n x n, symmetric) and rows.bin (u32): rows to answer.
Writes numpy.inverse.bin (f64, rows x n). Prints one JSON line: peer, version, seconds and cpuSeconds of each repeat, a small
inverse before them apart, and the name of the file; or peer and absent, the reason.
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

    n = problem["n"]
    matrix = np.fromfile(folder / "matrix.bin", "<f8").reshape(n, n)
    rows = np.fromfile(folder / "rows.bin", "<u4")
    np.linalg.inv(matrix[:500, :500])
    seconds, cpu_seconds, inverse = [], [], None
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        inverse = np.linalg.inv(matrix)
        seconds.append(time.perf_counter() - wall)
        cpu_seconds.append(time.process_time() - cpu)
    inverse[rows].astype("<f8").tofile(folder / "numpy.inverse.bin")
    version = f"numpy {np.__version__}"
    answer = {"version": version, "seconds": seconds, "cpuSeconds": cpu_seconds, "inverse": "numpy.inverse.bin"}
    print(json.dumps({"peer": peer, **answer}))


try:
    main()
except ImportError as error:
    print(json.dumps({"peer": peer, "absent": str(error)}))
