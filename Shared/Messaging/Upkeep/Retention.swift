import EventContracts
package import Kernel
package import PostgresClient

/// How long a service keeps what only grows. States, and what waits for something, stay until they have been dealt with.
package struct Retention: Sendable, Hashable {
    /// A table that is pruned by age.
    package enum Kind: String, CaseIterable, Sendable {
        /// What was decided, to be looked into.
        case journal
        /// What others may ask for again.
        case event
        /// What duplicates are recognised by.
        case knownInput = "known_input"
        /// Answers for commands that are repeated.
        case idempotency
    }

    /// Nothing can be kept for less: the month before the present one is always there.
    package static let keepMin = Instant.Span.days(31)
    package static let standard = Retention(
        journal: .days(366), event: .days(366), knownInput: .days(400), idempotency: .days(90))

    private var spans: [Kind: Instant.Span]

    package init(
        journal: Instant.Span, event: Instant.Span, knownInput: Instant.Span, idempotency: Instant.Span
    ) {
        spans = [.journal: journal, .event: event, .knownInput: knownInput, .idempotency: idempotency]
    }

    package subscript(_ kind: Kind) -> Instant.Span { spans[kind] ?? Self.keepMin }

    /// The same, but not longer than so; what recognises duplicates is left as it is, because it does not follow from the wish for room.
    package func shortened(to span: Instant.Span) -> Retention {
        var copy = self
        for kind in Kind.allCases where kind != .knownInput { copy.spans[kind] = min(self[kind], span) }
        return copy
    }

    /// How long an input has to be known so that whatever may come again of a topic is recognised: its owner may publish again what it
    /// still has, and the topic keeps that for its own time; twice that, because Kafka deletes by whole segments.
    ///
    /// - Parameters:
    ///   - topic: how long it keeps a message.
    package func knownInputMin(topic: Instant.Span) -> Instant.Span {
        Instant.Span(microseconds: self[.event].microseconds + 2 * topic.microseconds)
    }

    /// What is wrong with these, given the topics that a service reads; nil if nothing is. Topics that no contract declares, and those
    /// that keep the last message of each key for ever, are not judged: what such a one brings again is what is, not what happened.
    package func fault(reading topics: [String]) -> String? {
        let declared = Topics.all.filter { topics.contains($0.name) }
        guard let longest = declared.compactMap(\.retention).max() else { return nil }
        let needed = knownInputMin(topic: longest)
        guard self[.knownInput] < needed else { return nil }
        return """
            is shorter than the time in which messages may come again, \(needed.days) d: what the owner of a topic keeps \
            (RETENTION_EVENT, \(self[.event].days) d) and twice what the topic does (\(longest.days) d); what came after it would be applied twice
            """
    }
}

extension TopicDeclaration {
    /// How long it keeps a message; nil where it keeps the last one of each key.
    var retention: Instant.Span? {
        configuration["retention.ms"].flatMap { Int($0) }.map { Instant.Span.milliseconds($0) }
    }
}

extension Instant.Span {
    /// Rounded up.
    package var days: Int64 { (microseconds + 86_399_999_999) / 86_400_000_000 }
}

// MARK: As it is stored

extension Retention {
    /// As the service was last configured; what it never said is the standard.
    package static func stored(on connection: PostgresConnection) async throws(PostgresError) -> Retention {
        var retention = standard
        for row in try await connection.query("SELECT kind, keep_seconds FROM retention") {
            guard let kind = Kind(rawValue: try row.get(0)), let seconds: Int64 = try row.get(1) else { continue }
            retention.spans[kind] = .seconds(Int(seconds))
        }
        return retention
    }

    /// So that operators' commands keep to it too.
    func store(on connection: PostgresConnection) async throws(PostgresError) {
        for kind in Kind.allCases {
            let seconds = self[kind].microseconds / 1_000_000
            try await connection.execute(
                """
                UPDATE retention SET keep_seconds = \(seconds)
                WHERE kind = \(kind.rawValue) AND keep_seconds IS DISTINCT FROM \(seconds)
                """)
        }
    }

    /// Up to when rows of the kind have been pruned; nil if none ever were.
    package static func prunedBefore(_ kind: Kind, on connection: PostgresConnection) async throws(PostgresError)
        -> Instant?
    {
        let rows = try await connection.query(
            "SELECT pruned_before FROM retention WHERE kind = \(kind.rawValue) AND pruned_before > 'epoch'")
        return try rows.first.map { row throws(PostgresError) in try row.get(0, Timestamp.self).instant }
    }
}
