#!/usr/bin/env python3
"""plot.py results.tsv: latency against rate as an SVG on standard output, p50 at the left and p99 at the right."""
import html, math, sys
from results import Results

COLOURS = ["#0b6e99", "#d9480f", "#2b8a3e", "#7048b6", "#a61e4d", "#868e96", "#c79100", "#15616d"]
WIDTH, HEIGHT, LEFT, TOP, PANEL_WIDTH, PANEL_HEIGHT, GAP = 960, 440, 64, 56, 390, 300, 70


class Axis:
    """A logarithmic scale from value to pixel."""

    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = math.log10(low), math.log10(high), start, end

    def at(self, value):
        return self.start + (math.log10(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low, high):
    """1, 2, 5, 10, 20 … within the range."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return [step * 10 ** power for power in range(first, last + 1) for step in (1, 2, 5) if low <= step * 10 ** power <= high]


def label(value):
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def text(x, y, content, anchor="middle", size=12, fill="#343a40", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}" '
            f'font-weight="{weight}">{html.escape(content)}</text>')


def line(x1, y1, x2, y2, stroke="#dee2e6", width=1):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" stroke-width="{width}"/>'


def grid(left, x, y, title):
    """A panel's frame: its ticks, and what is drawn."""
    bottom = TOP + PANEL_HEIGHT
    parts = [text(left + PANEL_WIDTH / 2, TOP - 12, title, size=14, weight="bold")]
    for value in ticks(10 ** y.low, 10 ** y.high):
        parts += [line(left, y.at(value), left + PANEL_WIDTH, y.at(value)), text(left - 8, y.at(value) + 4, label(value), "end")]
    for value in ticks(10 ** x.low, 10 ** x.high):
        parts += [line(x.at(value), TOP, x.at(value), bottom), text(x.at(value), bottom + 18, label(value))]
    parts += [line(left, bottom, left + PANEL_WIDTH, bottom, "#495057", 1.5), line(left, TOP, left, bottom, "#495057", 1.5)]
    parts.append(text(left + PANEL_WIDTH / 2, bottom + 38, "messages a second (logarithmic)"))
    return parts


def curve(points, colour):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'


def legend(names):
    parts, x = [], LEFT
    for name, colour in names:
        parts += [line(x, HEIGHT - 18, x + 24, HEIGHT - 18, colour, 3), text(x + 30, HEIGHT - 14, name, "start")]
        x += 50 + 7.2 * len(name)
    return parts


def read(results, metric):
    """name -> [(rate, ms)], of those that have any."""
    of = lambda name: [(int(rate), ms) for rate in results.rates() if (ms := results.median("work", name, rate, metric))]
    return {name: points for name in results.contenders("work") if (points := of(name))}


def drawn(results):
    panels = [("p50_ms", "p50, ms"), ("p99_ms", "p99, ms")]
    data = {metric: read(results, metric) for metric, _ in panels}
    every = [point for curves in data.values() for points in curves.values() for point in points]
    if not every:
        return [text(WIDTH / 2, HEIGHT / 2, "no paced load was measured")]
    rates, delays = [rate for rate, _ in every], [ms for _, ms in every]
    colours = dict(zip(results.contenders("work"), COLOURS * 9))
    parts = [text(LEFT, 22, "Input due → output read, against the rate", "start", 16, weight="bold")]
    for place, (metric, title) in enumerate(panels):
        left = LEFT + place * (PANEL_WIDTH + GAP)
        x = Axis(min(rates) / 1.2, max(max(rates), min(rates) * 2) * 1.2, left, left + PANEL_WIDTH)
        y = Axis(min(delays) / 1.3, max(max(delays), min(delays) * 2) * 1.3, TOP + PANEL_HEIGHT, TOP)
        parts += grid(left, x, y, title)
        parts += [curve([(x.at(rate), y.at(ms)) for rate, ms in points], colours[name]) for name, points in data[metric].items()]
    return parts + legend([(name, colours[name]) for name in data["p50_ms"]])


def main():
    parts = drawn(Results(sys.argv[1]))
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
          'font-family="DejaVu Sans, Helvetica, Arial, sans-serif"><rect width="100%" height="100%" fill="white"/>')
    print("\n".join(parts))
    print("</svg>")


if __name__ == "__main__":
    main()
