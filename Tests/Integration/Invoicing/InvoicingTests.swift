import TestKit
import Testing

/// All that asks invoicing over HTTP, or tells it something over its topics.
@Suite("Invoicing over HTTP and its topics", .everyOperationAnswered(of: "Invoicing")) enum InvoicingTests {}
