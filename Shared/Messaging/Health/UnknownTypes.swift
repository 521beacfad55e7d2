import Observability
import Synchronization

/// Messages whose type no contract of this build knows: a newer producer, or a mistake that would else go unnoticed.
final class UnknownTypes: Sendable {
    private static let toldMax = 100

    private let logger: Logger
    private let count: Counter
    private let told = Mutex<Set<String>>([])

    init(logger: Logger, count: Counter) {
        self.logger = logger
        self.count = count
    }

    /// Counts each, and tells of each type once.
    @Sendable func note(_ type: String, _ origin: Input.Origin) {
        count.increment()
        let isNews = told.withLock { told in told.count < Self.toldMax && told.insert(type).inserted }
        guard isNews else { return }
        logger.warning(
            "messages of a type that no contract knows are skipped",
            ["type": .init(type), "first": .init(origin.source)])
    }
}
