/// Sends finished spans in batches, as OTLP/HTTP with JSON.
package struct SpanExporter: Sendable {
    /// Posts one document to the collector's `/v1/traces` with `content-type: application/json`; throws when it was not taken.
    package typealias Post = @Sendable ([UInt8]) async throws -> Void

    private let buffer: SpanBuffer
    private let batchSize: Int
    private let resource: [LogField]
    private let post: Post

    /// - Parameter resource: what is said of all spans; `service.name` at least.
    package init(
        buffer: SpanBuffer, batchSize: Int = 512, resource: KeyValuePairs<String, LogValue>, post: @escaping Post
    ) {
        self.buffer = buffer
        self.batchSize = batchSize
        self.resource = resource.map { LogField(key: $0.key, value: $0.value) }
        self.post = post
    }

    /// Sends all that waits. When the collector does not take a batch, the batch waits on for the next call and the error is thrown.
    package func flush() async throws {
        while true {
            let batch = buffer.take(batchSize)
            guard !batch.isEmpty else { return }
            do {
                try await post(otlpDocument(batch, resource: resource))
            } catch {
                buffer.giveBack(batch)
                throw error
            }
        }
    }
}
