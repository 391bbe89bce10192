"""T-RECS (Lucherini, Sun, Winecoff, Narayanan 2021): shoppers choose from slates of 20 filled by popularity, its cheapest recommender.

An act is one shopper's choice at one step; the rows are the items shown. Needs trecs. Prints one JSON line.
"""
import json
import sys
import time
from importlib.metadata import version

from trecs.models import PopularityRecommender

SLATE = 20
STEPS = 20


def main():
    shoppers = int(1000 * float(sys.argv[1]))
    started = time.perf_counter()
    model = PopularityRecommender(num_users=shoppers, num_items=1000, num_items_per_iter=SLATE, seed=1)
    model.run(timesteps=STEPS)
    seconds = time.perf_counter() - started
    acts = shoppers * STEPS
    print(json.dumps({"rows": acts * SLATE, "acts": acts, "seconds": seconds, "version": f"trecs {version('trecs')}"}))


main()
