import EventContracts
import KafkaClient

extension EnvelopeHeaders {
    /// To be read with `Envelope.read` from `batch.bytes`.
    init(of message: MessageBatch.Message, in batch: MessageBatch) {
        self.init()
        let (bytes, headers) = (batch.bytes.span, batch.headers.span)
        for index in message.headers {
            let header = headers[index]
            note(name: header.name, value: header.value, in: bytes)
        }
    }
}
