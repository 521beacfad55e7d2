import Crypto
import Kernel

/// HMAC-SHA256 over `<unix seconds>.<body>`, both ways.
struct MessageSignature: Sendable {
    static let toleranceSeconds: Int64 = 300
    let secret: String

    func headers(for body: [UInt8], at now: Instant) -> [(name: String, value: String)] {
        let seconds = String(now.microseconds / 1_000_000)
        return [("X-Timestamp", seconds), ("X-Signature", mac(seconds, body))]
    }

    func isRight(_ signature: String?, timestamp: String?, body: [UInt8], at now: Instant) -> Bool {
        guard let signature, let timestamp, let seconds = Int64(timestamp), seconds >= 0 else { return false }
        let apart = now.microseconds / 1_000_000 - seconds
        return abs(apart) <= Self.toleranceSeconds && constantTimeEqual(mac(timestamp, body), signature)
    }

    private func mac(_ timestamp: String, _ body: [UInt8]) -> String {
        Hex.encode(HMAC.sha256(key: Array(secret.utf8), Array("\(timestamp).".utf8) + body))
    }
}
