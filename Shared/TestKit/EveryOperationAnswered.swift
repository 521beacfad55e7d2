import Synchronization
package import Testing

/// Which successes of which interface the tests of this process have seen.
enum AnswerTally {
    private static let tally = Mutex<[String: (described: Set<String>, seen: Set<String>)]>([:])

    static func describe(_ title: String, _ successes: [String]) {
        tally.withLock { $0[title, default: ([], [])].described.formUnion(successes) }
    }

    static func count(_ title: String, _ success: String) {
        tally.withLock { _ = $0[title, default: ([], [])].seen.insert(success) }
    }

    /// nil if no test ran a service with this title.
    static func missing(_ title: String) -> [String]? {
        tally.withLock { $0[title].map { $0.described.subtracting($0.seen).sorted() } }
    }
}

/// Fails a suite in whose tests an operation of the interface was never answered with each success it describes. Says nothing when a
/// filter lets only some of the module's tests run.
package struct EveryOperationAnswered: SuiteTrait, TestScoping {
    private let title: String

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await function()
        let complaint = Self.complaint(
            about: title, module: test.sourceLocation.moduleName, arguments: CommandLine.arguments)
        if let complaint { Issue.record("\(complaint)") }
    }

    /// What was never seen; nil if all was, or if the arguments of the test run leave some of the module's tests out.
    package static func complaint(about title: String, module: String, arguments: [String]) -> String? {
        if arguments.contains("--skip") { return nil }
        for (flag, filter) in zip(arguments, arguments.dropFirst()) where flag == "--filter" && filter != module {
            return nil
        }
        guard let missing = AnswerTally.missing(title) else { return "No test asked \(title)." }
        return missing.isEmpty ? nil : "\(title) was never seen to answer: \(missing.joined(separator: ", "))"
    }

    init(title: String) { self.title = title }
}

extension Trait where Self == EveryOperationAnswered {
    /// - Parameter title: of the interface, as its description has it.
    package static func everyOperationAnswered(of title: String) -> Self { EveryOperationAnswered(title: title) }
}
