package enum Help {
    package static var overview: String {
        """
        marketctl: the operators' command of the marketplace.

        \(Table(commands.map { ["  \($0.name)", $0.summary] }).text)
        marketctl COMMAND --help tells more; --version tells the build. Environment: DATABASE_URL (libpq; a role that may create
        schemas and roles), KAFKA_BOOTSTRAP_SERVERS, KAFKA_OPTION_… (as for the services), TOPIC_PREFIX, TOPIC_PARTITIONS (12),
        TOPIC_REPLICAS; ENCRYPTION_KEYS (as for the services) for 'keys', and for 'doctor' to check them.
        Exit codes: 0 done, 1 failed or something is wrong, 64 wrong call, 78 wrong environment.

        """
    }

    package static func page(of command: any Command) -> String {
        let forms = command.forms.map { ["  " + $0.usage(of: command.name), $0.meaning] }
        let options = unique(command.forms.flatMap(\.options)).map { ["  " + $0.usage, $0.explanation] }
        let parts = [
            "marketctl \(command.name): \(command.summary)", Table(forms).text,
            options.isEmpty ? "" : "Options:\n" + Table(options).text, command.notes,
        ]
        return parts.filter { !$0.isEmpty }.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined(separator: "\n")
    }

    private static func unique(_ options: [Option]) -> [Option] {
        var known: Set<String> = []
        return options.filter { known.insert($0.name).inserted }
    }
}

/// Columns side by side.
package struct Table {
    private let rows: [[String]]

    package init(_ rows: [[String]]) { self.rows = rows }

    /// A line per row; the last column is as wide as it is.
    package var text: String {
        let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
            rows.map { column < $0.count - 1 ? $0[column].unicodeScalars.count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
