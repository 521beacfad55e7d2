import Kernel
import Observability
import PostgresClient

/// Everything one transaction will write, gathered while the batch is decided in memory.
struct BatchPlan {
    var states: [StateRow] = []
    var touched: [TouchedRow] = []
    var events: [EventRow] = []
    var applied: [JournalRow] = []
    /// Given up by an operator: journalled as such, and known if they come again.
    var dropped: [JournalRow] = []
    var timerEdits: [TimerEdit] = []
    var messages: [MessageRow] = []
    var effects: [StoredEffect] = []
    var parked: [ParkedRow] = []
    /// Why an input can neither be applied nor parked: nothing of the batch may be committed then, or it would be lost.
    var unstorable: String?
    var statements: [SQL] = []
    /// Accounts whose persons are to be forgotten.
    var forgotten: [String] = []
    /// What repeats of commands are answered.
    var kept: [KeptAnswer] = []
    var answers: [(input: Input, answer: CommandReply.Answer)] = []
    /// nil while nothing is traced.
    let trace: BatchTrace?

    init(trace: BatchTrace? = nil) { self.trace = trace }

    struct StateRow {
        let key: String
        /// What was read; nil for a new aggregate.
        let was: StoredState?
        let version: Int64
        let state: StoredValue
        let last: JournalPlace
    }

    /// An aggregate whose state stays as it is although it took inputs.
    struct TouchedRow {
        let key: String
        let stored: StoredState
        let last: JournalPlace
    }

    struct KeptAnswer {
        let idempotency: Idempotency
        let key: String
        let version: Int64
        let sealed: [UInt8]
    }

    struct JournalRow {
        let input: Input
        let body: StoredBody
        /// Of the input that its aggregate took before.
        var previous = JournalPlace.none
    }

    struct EventRow {
        let key: AggregateKey
        let version: Int64
        let type: String
        /// Id of the input that led to it.
        let cause: String
        /// CloudEvents id of that input, if it is a message.
        let causationID: String?
        let trace: String
        let payload: [UInt8]
    }

    struct TimerRow {
        let id: String
        let key: String
        let name: String
        let due: Instant
        let body: StoredValue
    }

    struct MessageRow {
        let id: String
        let key: String
        let trace: String
        let body: StoredValue
    }

    struct ParkedRow {
        let input: Input
        let body: StoredBody
        let key: String
        let isCulprit: Bool
        let reason: Reason
    }
}

/// Where an input lies in the lane's journal.
enum JournalPlace: Equatable {
    case none
    case position(Int64)
    /// Of this batch, by its index.
    case applied(Int)

    /// - Parameter first: the position of the batch's first input.
    func position(first: Int64) -> Int64 {
        switch self {
        case .none: 0
        case .position(let position): position
        case .applied(let index): first + Int64(index)
        }
    }
}

/// Why an input is set aside, for operators.
struct Reason: ExpressibleByStringInterpolation {
    let text: String
    /// A newer build can go on with it.
    let isForNewer: Bool

    init(_ text: String, isForNewer: Bool = false) {
        self.text = text
        self.isForNewer = isForNewer
    }

    init(stringLiteral text: String) { self.init(text) }

    init(_ error: any Error) {
        self.init((error as? InputFailure)?.reason ?? loggable(error).description, isForNewer: error is NewerFormat)
    }
}
