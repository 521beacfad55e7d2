import KafkaClient
import Kernel
import Observability
import PostgresClient

/// What all lanes of an instance share.
struct LaneEnvironment: Sendable {
    let service: ServiceDefinition
    let topicPrefix: String
    let eventsTopic: String
    let laneCount: Int
    /// Names this process among the instances of its service.
    let instance: String
    let sessions: LaneSessions
    let owned: OwnedLanes
    let producer: ProducerSupply
    let keyring: PersonKeyring
    let persons: KnownPersons
    let effects: EffectPorts
    let clock: @Sendable () -> Instant
    let monotonicNanoseconds: @Sendable () -> Int64
    let logger: Logger
    let metrics: LaneMetrics
    /// nil while nothing is traced.
    let tracer: Tracer?
    let health: MachineHealth
    let crash: CrashPoints
    /// Inputs per transaction.
    let batchMax: Int
    /// Longest wait between looks at what other instances left.
    let pollMaxMs: Int
    /// Tells another lane of this process that something waits for it.
    let look: @Sendable (Int) -> Void
    /// Tells the consumer which offsets are stored.
    let committed: @Sendable ([LaneStore.OffsetKey: LaneStore.NextOffset]) -> Void
    /// Tells the consumer that another instance took a lane.
    let fenced: @Sendable (Int) -> Void
    /// Told of messages whose type no contract knows.
    let noteUnknownType: @Sendable (_ type: String, _ origin: Input.Origin) -> Void

    /// Largest record that can be published; see `Relay.recordBytesMax`.
    var maxMessageBytes: Int { producer.maxMessageBytes }

    var inboundTopics: [String] { service.inboundTopics.map { topicPrefix + $0 } }
}
