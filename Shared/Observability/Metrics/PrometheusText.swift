/// One family in Prometheus' text format; nothing when it has no value yet.
func prometheusText(_ family: MetricFamily) -> String {
    let lines =
        seriesLines(family)
        + family.readers.flatMap { $0() }.map { sampleLine(family.name, $0.labels, $0.value) }.sorted()
    guard !lines.isEmpty else { return "" }
    let help = family.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    return "# HELP \(family.name) \(help)\n# TYPE \(family.name) \(family.kind.rawValue)\n" + lines.joined()
}

private func seriesLines(_ family: MetricFamily) -> [String] {
    let sorted = family.series.map { (text: labelText($0.key), labels: $0.key, series: $0.value) }.sorted {
        $0.text < $1.text
    }
    return sorted.flatMap { entry in
        switch entry.series {
        case .counter(let counter): ["\(family.name)\(entry.text) \(counter.value)\n"]
        case .gauge(let gauge): [sampleLine(family.name, entry.labels, gauge.value)]
        case .histogram(let histogram): histogramLines(family.name, entry.labels, histogram)
        }
    }
}

private func histogramLines(_ name: String, _ labels: [String: String], _ histogram: Histogram) -> [String] {
    // Count and buckets come from one reading, so that they agree even while others observe.
    let counts = histogram.cumulativeCounts
    let bounds = histogram.upperBounds.map(numberText) + ["+Inf"]
    let buckets = zip(bounds, counts).map { bound, count in
        "\(name)_bucket\(labelText(labels.merging(["le": bound]) { $1 })) \(count)\n"
    }
    return buckets + [
        sampleLine("\(name)_sum", labels, histogram.sum), "\(name)_count\(labelText(labels)) \(counts.last ?? 0)\n",
    ]
}

private func sampleLine(_ name: String, _ labels: [String: String], _ value: Double) -> String {
    "\(name)\(labelText(labels)) \(numberText(value))\n"
}

private func labelText(_ labels: [String: String]) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.sorted { $0.key < $1.key }.map { key, value in
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\(key)=\"\(escaped)\""
    }
    return "{\(pairs.joined(separator: ","))}"
}

private func numberText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && value.magnitude < 1e15 ? "\(Int64(value))" : "\(value)"
}
