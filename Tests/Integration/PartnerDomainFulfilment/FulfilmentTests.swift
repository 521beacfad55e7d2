import TestKit
import Testing

/// All that asks domain purchases over HTTP, or tells it something over its topics.
@Suite("Partner domain fulfilment over HTTP and its topics", .everyOperationAnswered(of: "Partner domain fulfilment"))
enum FulfilmentTests {}
