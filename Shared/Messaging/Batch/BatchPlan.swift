import Kernel
import PostgresClient

/// Everything one transaction will write, gathered while the batch is decided in memory.
struct BatchPlan {
    var states: [StateRow] = []
    var events: [EventRow] = []
    var applied: [Input] = []
    /// Given up by an operator: journalled as such, and known if they come again.
    var dropped: [Input] = []
    var timerEdits: [TimerEdit] = []
    var messages: [MessageRow] = []
    var effects: [StoredEffect] = []
    var parked: [ParkedRow] = []
    var statements: [SQL] = []
    var answers: [(input: Input, answer: CommandReply.Answer)] = []
    /// nil while nothing is traced.
    let trace: BatchTrace?

    init(trace: BatchTrace? = nil) { self.trace = trace }

    struct StateRow {
        let key: String
        /// 0 for a new aggregate.
        let was: Int64
        let version: Int64
        let state: [UInt8]
    }

    struct EventRow {
        let key: String
        let version: Int64
        let type: String
        let cause: String
        let trace: String
        let payload: [UInt8]
    }

    struct TimerRow {
        let id: String
        let key: String
        let name: String
        let due: Instant
        let body: [UInt8]
    }

    struct MessageRow {
        let id: String
        let key: String
        let trace: String
        let body: [UInt8]
    }

    struct ParkedRow {
        let input: Input
        let key: String
        let isCulprit: Bool
        let reason: String
    }
}
