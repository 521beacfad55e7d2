import Crypto
import Kernel
import PostgresClient

/// One thing that wants to change one aggregate. A class, because it passes through many hands of one thread.
final class Input {
    /// Unique among the service's inputs; what duplicates are recognised by. Empty where nothing is to be recognised.
    let id: String
    /// CloudEvents id of the message that it is: what others are told of as the cause of what follows. Nil of everything else, whose ids
    /// tell of accounts, keys and names that no contract shows.
    let eventID: String?
    let origin: Origin
    /// Where it goes; nil for a message that several aggregates, or one of another lane, take.
    private(set) var target: Target?
    /// Wire type of a message, kind of anything else.
    let type: String
    let occurredAt: Instant
    let trace: String
    let body: Body
    var value: Value
    /// The account whose person it says is to be forgotten.
    var forgets: String?
    /// Inputs for other aggregates that this one became.
    var forwards: [Delivery] = []
    /// Which of the batch's aggregates it is for; see `BatchAggregates`.
    var place = 0
    /// Whoever waits for the outcome.
    var reply: CommandReply?
    /// Its record's key is another one's, whose messages are none of its line.
    var hasForeignKey = false
    /// Set if it was parked before.
    var release: Release?
    /// `traceparent` of its decision's span; nil where that is not recorded.
    var decisionTrace: String?
    /// Of the record it came as, if it is the last of its batch: see `RecordFingerprint`.
    var fingerprint: [UInt8]?

    init(
        id: String, eventID: String? = nil, origin: Origin, target: Target?, type: String, occurredAt: Instant,
        trace: String, body: Body,
        value: Value
    ) {
        self.id = id
        self.eventID = eventID
        self.origin = origin
        self.target = target
        self.type = type
        self.occurredAt = occurredAt
        self.trace = trace
        self.body = body
        self.value = value
    }

    /// `traceparent` of what follows from it.
    var onward: String { decisionTrace ?? trace }

    private var computedKey: PostgresUUID?

    /// What the database knows it by.
    func key(_ digester: SHA256Digester) -> PostgresUUID {
        if let computedKey { return computedKey }
        let key = InputID.key(of: id, digester)
        computedKey = key
        return key
    }

    func address(to target: Target, _ value: Value) {
        self.target = target
        self.value = value
    }

    enum Origin {
        case message(topic: String, partition: Int32, offset: Int64, key: String?)
        case command
        case timer(id: String)
        case internalMessage(number: Int64)
        case effectAnswer(effectID: String)

        var code: Int16 {
            switch self {
            case .message: 1
            case .command: 2
            case .timer: 3
            case .internalMessage: 4
            case .effectAnswer: 5
            }
        }
    }

    /// What it says, to be journalled or parked.
    enum Body {
        /// A message's payload as it came, with what is known of its personal members.
        case payload([UInt8], Persons)
        /// A value of this service, still to be encoded.
        case value(any Codable & Sendable, of: any AnyAggregate)
        /// As it was stored before.
        case stored(StoredBody)
        case none

        enum Persons {
            case members(PersonalMembers?)
            case unknown
        }
    }

    /// The body as its row is to hold it.
    func storedBody(_ vault: LaneVault) throws -> StoredBody {
        switch body {
        case .payload(let bytes, .members(nil)): return StoredBody(StoredValue(bytes, version: 0))
        case .payload(let bytes, .members(let members?)): return StoredBody(try members.seal(bytes, vault))
        case .payload(let bytes, .unknown): return StoredBody(try PersonalMembers.sealWhole(bytes, vault))
        case .value(let value, let aggregate): return StoredBody(try aggregate.encodeInput(value, vault))
        case .stored(let stored): return stored
        case .none: return .empty
        }
    }

    /// The same for an input that is set aside: it must not be lost because a person's key cannot be opened now.
    func parkedBody(_ vault: LaneVault) throws -> StoredBody {
        do { return try storedBody(vault) } catch {
            guard case .payload(let bytes, _) = body else { throw error }
            return StoredBody(PersonalMembers.Sealed(bytes: try vault.sealByService(bytes), sealing: .service))
        }
    }

    enum Value {
        case typed(any Codable & Sendable)
        /// Still to be decoded as the aggregate's input.
        case encoded(StoredValue)
        /// Cannot be read; the reason.
        case unreadable(String)
        case none
    }

    struct Target {
        let name: AggregateKey
        let id: String
        let aggregate: any AnyAggregate

        init(id: String, aggregate: any AnyAggregate) {
            name = AggregateKey(kind: aggregate.kind, id: id)
            self.id = id
            self.aggregate = aggregate
        }

        var key: String { name.text }
    }

    /// The parked row that an input comes from.
    struct Release {
        let number: Int64
        /// How often it was tried before.
        let attempts: Int
        let line: String
        let isDropped: Bool
    }
}

/// All inputs of a batch that one aggregate takes, in order.
struct AggregateTurn {
    let target: Input.Target
    let first: Input
    /// Mostly empty: a batch rarely has two inputs of one aggregate, and an empty array costs nothing.
    var later: [Input] = []
    let now: Instant
    let service: ServiceDefinition
    let vault: LaneVault

    var key: String { target.key }
    var id: String { target.id }
}

struct StoredState {
    let row: RowPlace
    let version: Int64
    let state: StoredValue
    /// Of its last input in the journal.
    let lastPosition: Int64
}

/// An input's body as a row of the journal or of the parked inputs holds it.
struct StoredBody {
    let value: StoredValue
    let sealing: PersonalMembers.Sealing

    init(_ value: StoredValue, sealing: PersonalMembers.Sealing = .none) {
        self.value = value
        self.sealing = sealing
    }

    init(_ payload: PersonalMembers.Sealed) {
        self.init(StoredValue(payload.bytes, version: 0), sealing: payload.sealing)
    }

    static let empty = StoredBody(StoredValue([], version: 0))

    var payload: PersonalMembers.Sealed { PersonalMembers.Sealed(bytes: value.bytes, sealing: sealing) }
}
