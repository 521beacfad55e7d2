import Kernel
import Synchronization

/// What became of a command.
package struct CommandResult: Sendable {
    /// The aggregate's representation after the command, JSON.
    package let representation: [UInt8]
    /// The aggregate's version after the command.
    package let version: Int64
}

/// Why a command got no decision.
package enum CommandError: Error, Sendable {
    /// The Idempotency-Key was used before, with another request.
    case idempotencyConflict
    /// An earlier input of the aggregate is parked; an operator has to look at it first.
    case blocked
    /// The aggregate's state or the command cannot be read: a fault of the service.
    case undecidable(String)
    /// Not accepted now: the service is overloaded, stopping, or its database is out of reach. Nothing happened.
    case unavailable(String)
    /// The connection to the database broke while committing. It may have happened: ask again with the same Idempotency-Key.
    case outcomeUnknown
}

extension CommandError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .idempotencyConflict: "the Idempotency-Key was used for another request"
        case .blocked: "an earlier input of the aggregate is parked"
        case .undecidable(let why): "the command cannot be decided: \(why)"
        case .unavailable(let why): "not accepted now: \(why)"
        case .outcomeUnknown: "the connection to the database broke while committing; the outcome is unknown"
        }
    }
}

/// The account's Idempotency-Key and what it was first used for.
package struct Idempotency: Sendable {
    /// Account and key: one account cannot meet another's.
    let id: String
    /// Under whose key the answer is kept.
    let account: String
    let digest: [UInt8]

    /// - Parameter digest: of method, path and body, so that the same key with another request is noticed.
    package init(account: String, key: String, digest: [UInt8]) {
        id = InputID.joined(account, key)
        self.account = account
        self.digest = digest
    }
}

/// Settles the wait of whoever submitted a command, once.
final class CommandReply: Sendable {
    enum Answer: Sendable {
        case accepted(CommandResult)
        /// The same command came before and got this answer.
        case repeated(CommandResult)
        case rejected(Rejection)
        case failed(CommandError)
    }

    let idempotency: Idempotency?
    private let continuation: Mutex<CheckedContinuation<CommandResult, any Error>?>

    init(idempotency: Idempotency?, _ continuation: CheckedContinuation<CommandResult, any Error>) {
        self.idempotency = idempotency
        self.continuation = Mutex(continuation)
    }

    func settle(_ answer: Answer) {
        guard let continuation = continuation.withLock({ $0.take() }) else { return }
        switch answer {
        case .accepted(let result), .repeated(let result): continuation.resume(returning: result)
        case .rejected(let rejection): continuation.resume(throwing: rejection)
        case .failed(let error): continuation.resume(throwing: error)
        }
    }
}
