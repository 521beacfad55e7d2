package import HTTPClient
import Kernel
import Observability
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain

/// Sends a request and gathers the answer; `OutboundHTTPClient.send` in operation.
package typealias Send = @Sendable (OutboundRequest) async throws(OutboundError) -> OutboundResponse

/// What the three protocols have in common: a base URL, and what failures of HTTP mean.
struct PartnerEndpoint: Sendable {
    let baseURL: String
    let send: Send
    let clock: any WallClock

    /// Gives answers below 500 back, except those that are about our calling and not about the purchase.
    func call(_ method: String, _ path: String, headers: [OutboundHeader], body: String = "")
        async throws(PartnerSilence) -> OutboundResponse
    {
        let request = OutboundRequest(method, baseURL + path, headers: headers, body: Array(body.utf8))
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try await send(request)
        } catch {
            throw silence(error)
        }
        switch response.status {
        case 200..<400: return response
        case 401, 403: throw PartnerSilence(.unintelligible, "HTTP \(response.status): our credentials are not taken")
        case 408, 500...: throw PartnerSilence(.unreachable, "HTTP \(response.status)")
        case 429:
            let notBefore = response.retryAfterSeconds.map { clock.now() + .seconds(min($0, 86_400)) }
            throw PartnerSilence(.rateLimited, notBefore: notBefore, "HTTP 429")
        default: return response
        }
    }

    private func silence(_ error: OutboundError) -> PartnerSilence {
        if !error.isRetriable && !error.mayHaveBeenSent { return PartnerSilence(.unintelligible, error.description) }
        return PartnerSilence(error.mayHaveBeenSent ? .answerLost : .unreachable, error.description)
    }
}

extension PartnerSilence {
    static func unintelligible(_ detail: String) -> PartnerSilence { PartnerSilence(.unintelligible, detail) }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            bytes.append(byte)
        default:
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
