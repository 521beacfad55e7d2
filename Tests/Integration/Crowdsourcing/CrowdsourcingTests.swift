import TestKit
import Testing

/// All that asks crowdsourcing over HTTP, or tells it something over its topics.
@Suite("Crowdsourcing over HTTP and its topics", .everyOperationAnswered(of: "Crowdsourcing")) enum CrowdsourcingTests {
}
