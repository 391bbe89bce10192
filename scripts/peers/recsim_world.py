"""RecSim NG (Mladenov et al. 2021): its interest evolution world, simulated in graph mode, slates of 2 out of 100 documents.

An act is one shopper's choice at one step; the rows are the documents shown. Tracing the graph is not counted. Needs
recsim_ng. Prints one JSON line.
"""
import json
import os
import sys
import time
from importlib.metadata import version

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf
from recsim_ng.applications.recsys_partially_observable_rl import simulation_config
from recsim_ng.core import network
from recsim_ng.lib.tensorflow import runtime

SLATE = 2
STEPS = 500


def main():
    shoppers = int(1000 * float(sys.argv[1]))
    variables, _ = simulation_config.create_interest_evolution_simulation_network(num_users=shoppers)
    world = runtime.TFRuntime(network=network.Network(variables=variables))
    steps = tf.constant(STEPS)
    world.execute(num_steps=steps)
    started = time.perf_counter()
    world.execute(num_steps=steps)
    seconds = time.perf_counter() - started
    acts = shoppers * STEPS
    versions = f"recsim-ng {version('recsim-ng')}, tensorflow {tf.__version__}"
    print(json.dumps({"rows": acts * SLATE, "acts": acts, "seconds": seconds, "version": versions}))


main()
