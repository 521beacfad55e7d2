import TestKit
import Testing

/// All that asks orders over HTTP, or tells it something over its topics.
@Suite("Orders over HTTP and its topics", .everyOperationAnswered(of: "Orders")) enum OrdersTests {}
