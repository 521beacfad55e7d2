internal import JSON
internal import Kernel

/// Lines as operators and programs see them.
package enum ParkedPage {
    package static func table(_ lines: [ParkedLine]) -> String {
        let head = ["SERVICE", "NUMBER", "LINE", "FIRST", "TYPE", "SINCE", "WAITING", "ATTEMPTS", "NEXT", "REASON"]
        return Table(
            [head]
                + lines.map { line in
                    [
                        line.service, "\(line.number)", line.name, line.isCulprit ? "culprit" : "follower", line.type,
                        seconds(line.since), "\(line.waiting)", "\(line.attempts)", next(line), line.reason,
                    ]
                }
        ).text
    }

    package static func json(_ lines: [ParkedLine]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for line in lines { write(line, to: &writer) }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func next(_ line: ParkedLine) -> String {
        switch line.wish {
        case .retry: "retried now"
        case .drop: "dropped now"
        case .none: line.nextRetry.map(seconds) ?? (line.isCulprit ? "never" : "at once")
        }
    }

    private static func seconds(_ instant: Instant) -> String { instant.rfc3339.prefix(19) + "Z" }

    private static func write(_ line: ParkedLine, to writer: inout JSONWriter) {
        writer.beginObject()
        let texts = [
            ("service", line.service), ("line", line.name), ("first", line.isCulprit ? "culprit" : "follower"),
            ("type", line.type), ("source", line.source), ("reason", line.reason), ("since", line.since.rfc3339),
            ("wish", "\(line.wish)"),
        ]
        for (name, text) in texts {
            writer.name(name)
            writer.string(text)
        }
        for (name, number) in [
            ("number", line.number), ("attempts", Int64(line.attempts)), ("waiting", Int64(line.waiting)),
        ] {
            writer.name(name)
            writer.int64(number)
        }
        writer.name("nextRetry")
        if let next = line.nextRetry { writer.string(next.rfc3339) } else { writer.null() }
        writer.endObject()
    }
}
