#!/usr/bin/env python3
"""orders-table.py orders.tsv: what an order took and cost, a column for each label and load, as a Markdown table on standard output."""
import sys

FIRST = {"per_s": "orders/s", "p50_ms": "placed → produced, p50 ms", "p99_ms": "p99 ms", "paid_p50_ms": "placed and paid, as the client sees it, p50 ms",
         "paid_p99_ms": "p99 ms", "services_cpu_us": "CPU of the six, µs", "postgres_cpu_us": "PostgreSQL's CPU, µs", "wal_bytes": "WAL bytes",
         "commits": "commits", "syncs": "fsyncs", "kafka_cpu_us": "Kafka's CPU, µs"}


def shown(value):
    return f"{float(value):,.0f}" if float(value) >= 100 else f"{float(value):.2f}"


def main():
    columns = {}
    for line in open(sys.argv[1], encoding="utf-8"):
        load, label, _, _, metric, value = line.rstrip("\n").split("\t")
        columns.setdefault(f"{label}, {load}", {})[metric] = value
    for column in columns.values():
        services = [value for metric, value in column.items() if metric.endswith("_cpu_us") and not metric.startswith(("postgres", "kafka", "vendor"))]
        column["services_cpu_us"] = sum(map(float, services))
    others = dict.fromkeys(metric for column in columns.values() for metric in column if metric not in FIRST)
    names = FIRST | {metric: metric.replace("_cpu_us", ": CPU µs").replace("_inputs_applied", ": inputs").replace("_commits", ": commits")
                     for metric in sorted(others)}
    print("| an order | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for metric, name in names.items():
        print(f"| {name} | " + " | ".join(shown(column[metric]) if column.get(metric, "null") != "null" else "–" for column in columns.values()) + " |")


if __name__ == "__main__":
    main()
