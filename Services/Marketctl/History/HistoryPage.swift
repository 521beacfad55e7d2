internal import JSON
internal import Kernel

/// A history as operators and programs see it.
package enum HistoryPage {
    package static func text(_ history: AggregateHistory) -> String {
        var lines = ["\(history.key), version \(history.version)"]
        for entry in history.entries {
            lines.append("")
            lines.append("\(entry.recordedAt.rfc3339)  \(entry.origin.name) \(entry.type)  \(entry.inputID)")
            lines.append("    \(shown(entry.body))")
            if !entry.trace.isEmpty { lines.append("    trace \(entry.trace)") }
            for event in entry.events {
                lines.append("    -> version \(event.version)  \(event.type)  \(shown(event.payload))")
            }
        }
        return lines.joined(separator: "\n")
    }

    package static func json(_ history: AggregateHistory) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("aggregate")
        writer.string(history.key)
        writer.name("version")
        writer.int64(history.version)
        writer.name("inputs")
        writer.beginArray()
        for entry in history.entries { write(entry, to: &writer) }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func write(_ entry: AggregateHistory.Entry, to writer: inout JSONWriter) {
        writer.beginObject()
        let texts = [
            ("id", entry.inputID), ("origin", entry.origin.name), ("type", entry.type),
            ("recordedAt", entry.recordedAt.rfc3339), ("occurredAt", entry.occurredAt.rfc3339), ("trace", entry.trace),
            ("body", shown(entry.body)),
        ]
        for (name, text) in texts {
            writer.name(name)
            writer.string(text)
        }
        writer.name("events")
        writer.beginArray()
        for event in entry.events {
            writer.beginObject()
            for (name, number) in [("number", event.number), ("version", event.version)] {
                writer.name(name)
                writer.int64(number)
            }
            for (name, text) in [("type", event.type), ("payload", shown(event.payload))] {
                writer.name(name)
                writer.string(text)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// What is no text was sealed as a whole.
    private static func shown(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? "(sealed, \(bytes.count) bytes)"
    }
}
