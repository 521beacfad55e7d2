#!/usr/bin/env python3
"""report.py results.tsv: the results of scripts/bench/run as a page of Markdown tables, on standard output."""
import statistics, sys
from results import Results

OURS = "posting"
COSTS = [("own_us", "own CPU µs"), ("postgres_us", "PostgreSQL's CPU µs"), ("wal_bytes", "WAL bytes"),
         ("commits", "commits a 1,000"), ("syncs", "fsyncs a 1,000")]
LATENCIES = [("p50_ms", "p50 ms"), ("p99_ms", "p99 ms"), ("p999_ms", "p99.9 ms")]


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def spread(values):
    """Median, and the range where there is one."""
    if not values:
        return "–"
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({number(min(values))}–{number(max(values))})"


def table(head, rows):
    rows = [row for row in rows if any(cell != "–" for cell in row[1:])]
    if not rows:
        return
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def flat_out(results, part, contenders):
    rest = lambda name, metric, scale: spread([v / scale for v in results.values(part, name, "rest", metric)])
    rows = []
    for name in contenders:
        get = lambda metric: results.values(part, name, "flat", metric)
        rows.append([
            name + (" **not correct**" if get("incorrect") else ""), number(statistics.median(get("inputs") or [0])),
            spread(get("per_s")), *(spread(get(metric)) for metric, _ in COSTS),
            spread([kb / 1024 for kb in get("peak_kb")]), rest(name, "resident_kb", 1024), rest(name, "idle_ms", 1),
            rest(name, "ready_ms", 1)])
    table(["flat out", "inputs", "messages/s", *(title for _, title in COSTS), "most MB", "MB at rest", "CPU ms/s at rest",
           "ready after ms"], rows)


def paced(results, contenders, rate):
    rows = [[name, *(spread(results.values("work", name, rate, metric)) for metric, _ in LATENCIES + COSTS)]
            for name in contenders]
    table([f"{int(rate):,}/s", *(title for _, title in LATENCIES + COSTS)], rows)


def ratios(results, part, contenders, loads):
    """Ours to each of the others, of the same round."""
    metrics = [("flat", "per_s", "messages/s"), *(("flat", metric, title) for metric, title in COSTS), ("flat", "peak_kb", "most memory"),
               *((rate, metric, f"{title} at {int(rate):,}/s") for rate in loads for metric, title in LATENCIES[:2] + COSTS)]
    others = [name for name in contenders if name != OURS]
    rows = [[title, *(spread(results.pairs(part, OURS, other, load, metric)) for other in others)] for load, metric, title in metrics]
    table([f"{OURS} to", *others], rows)


def latency_against_rate(results, contenders):
    rates = results.rates()

    def cell(name, rate):
        if results.values("work", name, rate, "p50_ms"):
            return " / ".join(number(results.median("work", name, rate, metric)) for metric in ("p50_ms", "p99_ms"))
        for metric, words in (("overloaded", "overloaded"), ("driver_late", "the driver was late")):
            if results.values("work", name, rate, metric):
                return words
        return "–"

    table(["p50 / p99 ms", *(f"{int(rate):,}/s" for rate in rates)],
          [[name, *(cell(name, rate) for rate in rates)] for name in contenders])


def scans(results):
    parts = [part for part in results.parts() if part.split(" ")[0] in ("lanes", "instances", "states", "journal")]
    # pgbench's own CPU says nothing of ours.
    cell = lambda part, name, metric: "–" if (name, metric) == ("pgbench", "own_us") else number(results.median(part, name, "flat", metric))
    rows = [[part, *(cell(part, name, metric) for metric in ("per_s", *(metric for metric, _ in COSTS)))]
            for part in parts for name in results.contenders(part)]
    table(["of ours", "inputs/s", *(title for _, title in COSTS)], rows)


def main():
    results = Results(sys.argv[1])
    contenders = results.contenders("work")
    print(f"# Results: {results.about()}\n")
    print("Medians (range) of the rounds. Costs are a message's, without those of starting; CPU is utime + stime. A paced run's costs "
          "hold some seconds of idling.\n")
    flat_out(results, "work", contenders)
    for rate in ("1000", "5000"):
        paced(results, contenders, rate)
    if OURS in contenders and len(contenders) > 1:
        print("## Ratios, pair by pair within a round: median (range)\n")
        ratios(results, "work", contenders, ("1000", "5000"))
    print("## Latency against rate\n")
    latency_against_rate(results, contenders)
    for part in ("zipf", "duplicates 5 %", "duplicates 20 %"):
        if results.contenders(part):
            print(f"## {part.capitalize()}\n")
            flat_out(results, part, results.contenders(part))
            ratios(results, part, results.contenders(part), ())
    if any(part.startswith(("lanes", "states", "journal", "instances")) for part in results.parts()):
        print("## Scans\n")
        scans(results)
    table(["limits", "a second"], [[name, number(results.median("limits", name, "flat", "per_s"))] for name in results.contenders("limits")])
    table(["service", "ready after ms", "resident MB"],
          [[name, number(results.median("services", name, "rest", "ready_ms")),
            number((results.median("services", name, "rest", "resident_kb") or 0) / 1024)] for name in results.contenders("services")])


if __name__ == "__main__":
    main()
