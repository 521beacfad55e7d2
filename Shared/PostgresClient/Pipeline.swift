/// Statements that go to the server in one go. They form one transaction unless they say `BEGIN` themselves:
/// the first failure makes the server skip the rest.
package struct Pipeline: Sendable {
    private(set) var statements: [Statement] = []

    package init() {}

    package var count: Int { statements.count }

    package mutating func add(_ sql: SQL) { statements.append(Statement(sql)) }

    package mutating func add(_ statement: PreparedStatement, _ parameters: PostgresParameters) {
        statements.append(Statement(statement, parameters))
    }

    mutating func add(_ statement: Statement) { statements.append(statement) }
}

/// What became of one statement of a pipeline.
package enum PipelineOutcome: Sendable {
    case success(PostgresRows)
    case failure(PostgresError)
    /// Not run, because an earlier statement failed.
    case skipped

    package var error: PostgresError? {
        if case .failure(let error) = self { error } else { nil }
    }
}

extension [PipelineOutcome] {
    /// All answers in order, or the failure, which says in `statementIndex` whose it is. A statement that was skipped though none
    /// failed before it is a failure too: nobody knows what became of it.
    package func get() throws(PostgresError) -> [PostgresRows] {
        var answers: [PostgresRows] = []
        answers.reserveCapacity(count)
        for outcome in self {
            switch outcome {
            case .success(let rows): answers.append(rows)
            case .failure(let error): throw error
            case .skipped:
                if let failure = compactMap(\.error).first { throw failure }
                throw PostgresError(
                    .connectionLost, "the server did not run statement \(answers.count) of the pipeline")
            }
        }
        return answers
    }
}
