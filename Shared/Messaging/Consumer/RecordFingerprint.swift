import Crypto
import KafkaClient

/// By what a record is known again: a topic that was deleted and made anew has another one at the same offset.
enum RecordFingerprint {
    /// Sixteen bytes, of timestamp, key and value.
    static func of(_ index: Int, in batch: MessageBatch) -> [UInt8] {
        let message = batch.messages[index]
        var text = Array("\(message.timestampMs) \(message.key?.count ?? -1) ".utf8)
        if let key = message.key { text += batch.bytes[key] }
        if let value = message.value { text += batch.bytes[value] }
        return Array(Digest.sha256(text).prefix(16))
    }
}
