/// What Prometheus calls the type of a metric.
package enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

/// One value read at scrape time.
package struct MetricSample: Sendable {
    package let labels: [String: String]
    package let value: Double

    package init(labels: [String: String] = [:], value: Double) {
        self.labels = labels
        self.value = value
    }
}

enum MetricSeries: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case histogram(Histogram)
}

/// All series of one name.
struct MetricFamily: Sendable {
    let name: String
    let help: String
    let kind: MetricKind
    private(set) var series: [[String: String]: MetricSeries] = [:]
    private(set) var readers: [@Sendable () -> [MetricSample]] = []

    init(name: String, help: String, kind: MetricKind) {
        precondition(isMetricName(name), "\(name) is no legal metric name")
        self.name = name
        self.help = help
        self.kind = kind
    }

    mutating func series(_ labels: [String: String], make: () -> MetricSeries) -> MetricSeries {
        precondition(labels.keys.allSatisfy(isLabelName), "metric \(name) has an illegal label name")
        if let known = series[labels] { return known }
        let key = series.count < MetricsRegistry.seriesMax ? labels : labels.mapValues { _ in "overflow" }
        if let known = series[key] { return known }
        let made = make()
        series[key] = made
        return made
    }

    func reading(_ read: @escaping @Sendable () -> [MetricSample]) -> MetricFamily {
        var copy = self
        copy.readers.append(read)
        return copy
    }
}

private func isMetricName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }
}

private func isLabelName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first), !name.hasPrefix("__") else { return false }
    return name.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
