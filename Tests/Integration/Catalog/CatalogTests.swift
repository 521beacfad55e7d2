import TestKit
import Testing

/// All that asks catalog over HTTP, or tells it something over its topics.
@Suite("Catalog over HTTP and its topics", .everyOperationAnswered(of: "Catalog")) enum CatalogTests {}
