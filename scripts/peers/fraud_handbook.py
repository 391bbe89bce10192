"""The transaction generator of the Fraud Detection Handbook, written from its published description.

Le Borgne, Siblini, Lebichot, Bontempi, "Reproducible machine learning for credit card fraud detection", ULB 2022, chapter 3,
"Transaction data simulator". Customers and terminals stand on a 100 x 100 square; a customer uses the terminals within a
radius; each day brings a Poisson number of transactions at normal times and with normal amounts; three kinds of fraud.
Needs numpy and pandas. Prints one JSON line.
"""
import json
import sys
import time

import numpy as np
import pandas as pd

DAY = 86_400
RADIUS = 5


def customers_of(count, rng):
    places = rng.uniform(0, 100, (count, 2))
    mean = rng.uniform(5, 100, count)
    return pd.DataFrame(
        {"id": range(count), "x": places[:, 0], "y": places[:, 1], "mean": mean, "sd": mean / 2, "daily": rng.uniform(0, 4, count)}
    )


def transactions_of(customer, terminals, days, rng):
    """Rows of one customer, one after another."""
    near = np.flatnonzero(((terminals - [customer.x, customer.y]) ** 2).sum(axis=1) < RADIUS**2)
    rows = []
    for day in range(days):
        for _ in range(rng.poisson(customer.daily)):
            second = int(rng.normal(DAY / 2, 20_000))
            if not 0 < second < DAY or len(near) == 0:
                continue
            amount = rng.normal(customer.mean, customer.sd)
            if amount < 0:
                amount = rng.uniform(0, 2 * customer.mean)
            rows.append([day * DAY + second, customer.id, int(rng.choice(near)), round(amount, 2), day])
    return pd.DataFrame(rows, columns=["second", "customer", "terminal", "amount", "day"])


def add_frauds(table, customers, terminals, days, rng):
    """1: large amounts; 2: two terminals a day, for 28 days; 3: three customers a day, a third of 14 days' payments x 5."""
    table["fraud"] = (table.amount > 220).astype(int)
    for day in range(days):
        taken = rng.choice(terminals, 2, replace=False)
        table.loc[table.day.between(day, day + 27) & table.terminal.isin(taken), "fraud"] = 1
    for day in range(days):
        leaked = rng.choice(customers, 3, replace=False)
        own = table.index[table.day.between(day, day + 13) & table.customer.isin(leaked)].to_numpy()
        hit = rng.choice(own, len(own) // 3, replace=False)
        table.loc[hit, "amount"] *= 5
        table.loc[hit, "fraud"] = 1
    return table


def generate(customer_count, terminal_count, days, rng):
    customers = customers_of(customer_count, rng)
    terminals = rng.uniform(0, 100, (terminal_count, 2))
    parts = [transactions_of(customer, terminals, days, rng) for customer in customers.itertuples()]
    table = pd.concat(parts, ignore_index=True).sort_values("second", ignore_index=True)
    return add_frauds(table, customer_count, terminal_count, days, rng)


def main():
    scale = float(sys.argv[1])
    rng = np.random.default_rng(1)
    started = time.perf_counter()
    table = generate(int(400 * scale), 1000, 30, rng)
    seconds = time.perf_counter() - started
    print(json.dumps({"rows": len(table), "acts": len(table), "seconds": seconds, "version": f"numpy {np.__version__}, pandas {pd.__version__}"}))


main()
