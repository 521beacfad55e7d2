import CLibpq

extension PostgresSession {
    /// Sends the statements added by `build` in one go; all answers, or the first failure with its `statementIndex`.
    @discardableResult
    package func pipeline(_ build: (inout Pipeline) throws(PostgresError) -> Void) throws(PostgresError)
        -> [PostgresRows]
    {
        var pipeline = Pipeline()
        try build(&pipeline)
        return try runPipeline(pipeline).get()
    }

    /// Sends all statements in one go and gives what became of each, in order. Throws only when nothing was sent.
    package func runPipeline(_ pipeline: Pipeline) throws(PostgresError) -> [PipelineOutcome] {
        guard pipeline.count > 0 else { return [] }
        return try perform { () throws(PostgresError) in
            guard unsafe PQenterPipelineMode(raw) == 1 else { throw sendFailure() }
            var preparing: [String?] = []
            let sendError = sendAll(pipeline, preparing: &preparing)
            var outcomes = receiveAll(pipeline, preparing: preparing)
            if let sendError, let index = outcomes.firstIndex(where: \.isSkipped),
                outcomes.allSatisfy({ $0.error == nil })
            {
                outcomes[index] = .failure(sendError.at(index, pipeline))
            }
            if unsafe PQexitPipelineMode(raw) != 1 { isBroken = true }
            return outcomes
        }
    }

    /// `preparing` receives, per statement sent, the name it had to be prepared under first. An error leaves the rest unsent.
    private func sendAll(_ pipeline: Pipeline, preparing: inout [String?]) -> PostgresError? {
        var begun: Set<String> = []
        do throws(PostgresError) {
            for statement in pipeline.statements {
                var name: String?
                if case .prepareFirst(let needed) = statements.plan(for: statement), begun.insert(needed).inserted {
                    guard
                        unsafe PQsendPrepare(
                            raw, needed, statement.text, Int32(statement.types.count), statement.types.map(\.rawValue))
                            == 1
                    else { throw sendFailure(statement.text) }
                    name = needed
                }
                try send(statement)
                preparing.append(name)
                try flush()
            }
        } catch { return sync(after: error) }
        return sync(after: nil)
    }

    private func sync(after error: PostgresError?) -> PostgresError? {
        guard unsafe PQpipelineSync(raw) == 1 else { return error ?? sendFailure() }
        return error
    }

    private func receiveAll(_ pipeline: Pipeline, preparing: [String?]) -> [PipelineOutcome] {
        var outcomes: [PipelineOutcome] = []
        outcomes.reserveCapacity(pipeline.count)
        for (index, statement) in pipeline.statements.enumerated() {
            guard !isBroken, index < preparing.count else {
                outcomes.append(.skipped)
                continue
            }
            outcomes.append(receive(statement, at: index, preparing: preparing[index], pipeline))
        }
        if !isBroken, let error = receiveSync(), case .success? = outcomes.last {
            // Committing what ran outside a transaction failed, for example on a deferred constraint: nothing of it remains.
            outcomes[outcomes.count - 1] = .failure(error.at(outcomes.count - 1, pipeline))
        }
        return outcomes
    }

    private func receive(_ statement: Statement, at index: Int, preparing name: String?, _ pipeline: Pipeline)
        -> PipelineOutcome
    {
        do throws(PostgresError) {
            if let name {
                let preparation = try receiveOne(statement)
                guard case .success = preparation else {
                    _ = isBroken ? .skipped : try receiveOne(statement)
                    return preparation.at(index, pipeline)
                }
                statements.didPrepare(name)
            }
            return try receiveOne(statement).at(index, pipeline)
        } catch { return .failure(error.at(index, pipeline)) }
    }

    private func receiveOne(_ statement: Statement) throws(PostgresError) -> PipelineOutcome {
        var outcome: PipelineOutcome?
        while let result = try nextResult() {
            if result.status == PGRES_PIPELINE_ABORTED {
                outcome = .skipped
            } else if let error = failure(of: result, statement: statement.text) {
                if error.code == .misuse { isBroken = true }
                outcome = .failure(error)
            } else {
                outcome = .success(PostgresRows(result))
            }
            if isBroken { break }
        }
        guard let outcome else { throw lost() }
        return outcome
    }

    /// Reads up to the end of the pipeline; the error that the server met in ending it, if it did.
    private func receiveSync() -> PostgresError? {
        var error: PostgresError?
        do throws(PostgresError) {
            // An error takes a place of its own before the end, closed by an empty result like a statement's.
            for _ in 0..<2 {
                while let result = try nextResult() {
                    if result.status == PGRES_PIPELINE_SYNC { return error }
                    error = failure(of: result, statement: nil) ?? error
                    if isBroken { return error }
                }
            }
            isBroken = true
        } catch { isBroken = true }
        return error
    }
}

extension PipelineOutcome {
    fileprivate var isSkipped: Bool {
        if case .skipped = self { true } else { false }
    }

    fileprivate func at(_ index: Int, _ pipeline: Pipeline) -> PipelineOutcome {
        if case .failure(let error) = self { .failure(error.at(index, pipeline)) } else { self }
    }
}

extension PostgresError {
    fileprivate func at(_ index: Int, _ pipeline: Pipeline) -> PostgresError {
        var error = self
        error.statementIndex = index
        error.statement = pipeline.statements[index].text
        return error
    }
}
