import CrowdsourcingDomain
package import HTTPClient
import JSON
import Kernel
import Messaging

/// Sends codes and binds relay numbers at the provider; the protocol stands in the service's README.
package struct PhoneRelay: Sendable {
    private let url: String
    private let key: String
    private let vault: DemandVault
    private let client: OutboundHTTPClient

    /// - Parameter url: where the provider's `/v1` begins, without a final slash.
    package init(url: String, key: String, vault: DemandVault, client: OutboundHTTPClient) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.key = key
        self.vault = vault
        self.client = client
    }

    var effects: [EffectHandler] {
        [
            EffectHandler(CodeMessage.self) { call in
                Delivery(
                    PhoneShield.self, id: call.aggregateID,
                    input: try await send(call.request, effectID: call.effectID, now: call.now))
            },
            EffectHandler(CallBinding.self) { call in
                Delivery(
                    Demand.self, id: call.aggregateID, input: try await bind(call.request, effectID: call.effectID))
            },
        ]
    }

    func send(_ message: CodeMessage, effectID: String, now: Instant) async throws -> PhoneShield.Input {
        guard now < message.expiresAt else { return .refused(reason: "too-late") }
        guard let phone = message.phone.number.text else { return .refused(reason: "nobody-there") }
        let body: JSONValue = [
            "to": .string(phone), "template": "verification-code",
            "parameters": ["code": .string(try vault.open(message.code)), "minutes": "5"],
        ]
        switch try await post("/v1/sms", body, effectID) {
        case .done: return .accepted
        case .refused(let reason): return .refused(reason: reason)
        }
    }

    func bind(_ binding: CallBinding, effectID: String) async throws -> Demand.Input {
        guard let buyer = binding.buyer.number.text, let vendor = binding.vendor.number.text else {
            return .callRefused(callID: binding.callID, reason: "nobody-there")
        }
        let body: JSONValue = [
            "a": .string(buyer), "b": .string(vendor),
            "ttlSeconds": .int(Int64(binding.lifetimeSeconds)),
        ]
        switch try await post("/v1/bindings", body, effectID) {
        case .done(let answer):
            guard let expiry = Instant(rfc3339: try answer.string(at: "/expiresAt")) else {
                throw RelayAnswer(detail: "expiresAt is no date-time")
            }
            let number = try answer.string(at: "/relayNumber")
            guard number.isPlain(max: 32) else { throw RelayAnswer(detail: "a relayNumber that is none") }
            return .callBound(callID: binding.callID, relayNumber: number, expiresAt: expiry)
        case .refused(let reason): return .callRefused(callID: binding.callID, reason: reason)
        }
    }

    private enum Outcome {
        case done(JSONValue)
        /// The provider will never do it.
        case refused(String)
    }

    private func post(_ path: String, _ body: JSONValue, _ effectID: String) async throws -> Outcome {
        let headers = [
            OutboundHeader("Content-Type", "application/json"), OutboundHeader("X-Api-Key", key),
            OutboundHeader("Idempotency-Key", effectID),
        ]
        var request = OutboundRequest("POST", url + path, headers: headers, body: body.bytes())
        request.isRepeatable = true
        let response = try await client.send(request)
        let answer = try? JSONValue(response.body)
        switch response.status {
        case 201, 202: return .done(answer ?? .null)
        case 409: return .refused("idempotency-conflict")
        case 422:
            let reason = (try? answer?.string(at: "/error")) ?? ""
            return .refused(reason.isPlain(max: 64) ? reason : "refused")
        default: throw RelayAnswer(detail: "status \(response.status)")
        }
    }
}

/// The provider said something that leaves the outcome open; the call is made again.
struct RelayAnswer: Error, CustomStringConvertible {
    let detail: String
    var isRetriable: Bool { true }
    var description: String { "the phone relay answered with \(detail)" }
}
