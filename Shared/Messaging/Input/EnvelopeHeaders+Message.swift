import EventContracts
import KafkaClient

extension EnvelopeHeaders {
    /// To be read with `Envelope.read` from `batch.bytes`.
    init(of message: MessageBatch.Message, in batch: MessageBatch) {
        self.init()
        let bytes = batch.bytes.span
        for index in message.headers {
            let header = batch.headers[index]
            note(name: header.name, value: header.value, in: bytes)
        }
    }
}
