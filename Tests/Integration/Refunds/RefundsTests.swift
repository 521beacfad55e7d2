import TestKit
import Testing

/// All that asks refunds over HTTP, or tells it something over its topics.
@Suite("Refunds over HTTP and its topics", .everyOperationAnswered(of: "Refunds")) enum RefundsTests {}
