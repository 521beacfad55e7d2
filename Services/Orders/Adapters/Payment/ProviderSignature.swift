import Crypto
import Kernel

/// How this service and the payment provider prove to each other who speaks: HMAC-SHA256 over time and body.
struct ProviderSignature: Sendable {
    /// How far the other side's clock may be off.
    static let toleranceSeconds: Int64 = 300

    let secret: [UInt8]

    func sign(_ body: [UInt8], at now: Instant) -> (timestamp: String, signature: String) {
        let timestamp = String(now.microseconds / 1_000_000)
        return (timestamp, Hex.encode(mac(timestamp, body)))
    }

    func isAuthentic(_ body: [UInt8], timestamp: String, signature: String, at now: Instant) -> Bool {
        guard let seconds = Int64(timestamp), let claimed = Hex.decode(signature) else { return false }
        let (apart, overflow) = (now.microseconds / 1_000_000).subtractingReportingOverflow(seconds)
        return !overflow && apart.magnitude <= Self.toleranceSeconds.magnitude
            && constantTimeEqual(mac(timestamp, body), claimed)
    }

    private func mac(_ timestamp: String, _ body: [UInt8]) -> [UInt8] {
        HMAC.sha256(key: secret, Array("\(timestamp).".utf8) + body)
    }
}
