package import Messaging
internal import Kernel

/// What was pruned, or would be, as operators see it.
package enum PruningPage {
    package static func lines(_ report: Pruning.Report, isDry: Bool) -> [String] {
        let verb = isDry ? "would remove" : "removed"
        let before = "from before \(report.before.rfc3339)"
        var parts: [String] = []
        if !report.months.isEmpty {
            parts.append("\(report.months.joined(separator: ", ")) (\(size(report.bytes)))")
        }
        if report.rows > 0 { parts.append("\(report.rows) \(report.rows == 1 ? "row" : "rows")") }
        let table = report.kind.rawValue
        let what = parts.isEmpty ? "nothing" : parts.joined(separator: " and ")
        return ["\(table): \(verb) \(what) \(before)"] + report.kept.map { "\(table): kept \($0)" }
    }

    /// In the largest unit of which there is one.
    static func size(_ bytes: Int64) -> String {
        var (value, unit) = (bytes, 0)
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while value >= 1_024, unit < units.count - 1 { (value, unit) = (value / 1_024, unit + 1) }
        return "\(value) \(units[unit])"
    }
}
