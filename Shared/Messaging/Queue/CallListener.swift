import PostgresClient
import Synchronization
import Threads

/// Hears what others leave for this instance's lanes, on a connection and a thread of its own; without it the lanes find it when they
/// look next. Now and then it asks the server for its numbers there.
final class CallListener: Sendable {
    private let configuration: PostgresConfiguration
    private let schema: String
    private let queues: [LaneQueue]
    private let sample: ServerSample
    private let monotonic: @Sendable () -> Int64
    private let isStopped = Atomic<Bool>(false)

    /// - Parameter monotonic: in nanoseconds.
    init(
        _ configuration: PostgresConfiguration, schema: String, queues: [LaneQueue], sample: ServerSample,
        monotonic: @escaping @Sendable () -> Int64
    ) {
        self.configuration = configuration
        self.schema = schema
        self.queues = queues
        self.sample = sample
        self.monotonic = monotonic
    }

    func start() { OwnThread.start { self.run() } }

    /// The thread ends by itself within a second.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    private var goesOn: Bool { !isStopped.load(ordering: .relaxed) }

    private func run() {
        var delayMs = 100
        while goesOn {
            do throws(PostgresError) {
                let session = try PostgresSession(connecting: configuration)
                _ = try session.execute("LISTEN \(identifier: LaneCall.channel(ofSchema: schema))")
                // Whatever was said before was missed.
                for queue in queues { queue.push(.look) }
                delayMs = 100
                var sampleDue = monotonic()
                while goesOn {
                    if monotonic() >= sampleDue {
                        sampleDue = monotonic() + ServerSample.interval
                        try takeSample(session)
                    }
                    try hear(session)
                }
            } catch {
                // The lanes tell of a database that is out of reach.
                OwnThread.pause(milliseconds: delayMs)
                delayMs = min(delayMs * 2, 5_000)
            }
        }
    }

    /// A server that does not tell its numbers is listened to all the same.
    private func takeSample(_ session: PostgresSession) throws(PostgresError) {
        do throws(PostgresError) { try sample.take(session) } catch {
            if error.connectionLost { throw error }
        }
    }

    private func hear(_ session: PostgresSession) throws(PostgresError) {
        guard let call = try session.nextNotification(timeoutMs: 1_000), let lane = Int(call.payload) else { return }
        if queues.indices.contains(lane) { queues[lane].push(.look) }
    }
}
