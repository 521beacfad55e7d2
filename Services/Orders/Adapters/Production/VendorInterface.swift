import Crypto
import FoundationEssentials
import HTTPClient
import Kernel
import OrdersApplication
import OrdersDomain

/// Where and with which key a vendor is called.
struct VendorEndpoint: Sendable {
    let url: String
    let isvKey: String
}

/// A vendor's production interface: GET with an MD5 token over the sorted, decoded parameters and the vendor's key.
struct VendorInterface: Sendable {
    /// No time-out is prescribed; a vendor that takes longer is polled (ENT-04).
    static let timeoutMs = 10_000

    let client: OutboundHTTPClient
    let passwords: SecretBox

    /// Every failure is an answer: how often a vendor is asked is the entitlement's decision, not the runner's.
    func call(_ call: SPICall, at endpoint: VendorEndpoint) async -> SPIAnswer {
        let request = ProductionRequest(call)
        let response: OutboundResponse
        do {
            var outbound = OutboundRequest("GET", Self.url(endpoint, request))
            outbound.totalTimeoutMs = Self.timeoutMs
            response = try await client.send(outbound)
        } catch {
            return .failed(reason: error.code.rawValue)
        }
        guard response.isSuccess else { return .failed(reason: "http-\(response.status)") }
        guard let reply = try? JSONDecoder().decode(VendorReply.self, from: Data(response.body)) else {
            return .failed(reason: "answer-unreadable")
        }
        return call.action == .create
            ? created(reply, lineID: call.lineID) : reply.success == true ? .done : .failed(reason: "vendor-refused")
    }

    private func created(_ reply: VendorReply, lineID: String) -> SPIAnswer {
        guard let id = reply.instanceId, !id.isEmpty, id != "0" else { return .notReady }
        if let member = reply.unfitMember { return .failed(reason: "answer-unfit-\(member)") }
        var sealed: String?
        if let password = reply.appInfo?.password, !password.isEmpty {
            // A password that cannot be kept safe is not kept; the vendor gives it again on the next try.
            guard let box = try? passwords.seal(Array(password.utf8), context: Self.passwordContext(lineID)) else {
                return .failed(reason: "password-not-sealed")
            }
            sealed = Base64.encode(box)
        }
        let app = reply.appInfo
        return .created(
            Instance(
                id: id, frontURL: app?.frontEndUrl.flatMap(notEmpty), adminURL: app?.adminUrl.flatMap(notEmpty),
                adminUser: app?.username,
                sealedPassword: sealed))
    }

    /// Ties a sealed password to its line, so that it opens nowhere else.
    static func passwordContext(_ lineID: String) -> String { "entitlement/\(lineID)" }

    static func url(_ endpoint: VendorEndpoint, _ request: ProductionRequest) -> String {
        let token = Hex.encode(Digest.md5(request.textToSign(isvKey: endpoint.isvKey)))
        let query = request.parameters.sorted { $0.key < $1.key }.map {
            "\(percentEncoded($0.key))=\(percentEncoded($0.value))"
        }
        return endpoint.url + (endpoint.url.contains("?") ? "&" : "?")
            + (query + ["token=\(token)"]).joined(separator: "&")
    }
}

/// All but the unreserved characters of RFC 3986 as `%XX` of their UTF-8 bytes.
func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default: encoded += "%" + Hex.encode([byte]).uppercased()
        }
    }
    return encoded
}

/// What vendors answer. `success` is a text in every sample although the interface calls it Boolean: both are taken.
struct VendorReply: Decodable {
    struct AppInfo: Decodable {
        let frontEndUrl, adminUrl, username, password: String?
    }

    let instanceId: String?
    let success: Bool?
    let appInfo: AppInfo?

    /// The first member that must not reach a buyer: too long, with control characters, or an address that is not http or https.
    var unfitMember: String? {
        let texts = [
            ("instanceId", instanceId), ("username", appInfo?.username), ("password", appInfo?.password),
        ]
        let addresses = [("frontEndUrl", appInfo?.frontEndUrl), ("adminUrl", appInfo?.adminUrl)]
        let isUnfit = { (text: String?, isFit: (String) -> Bool) in text.map { !$0.isEmpty && !isFit($0) } ?? false }
        return texts.first { isUnfit($0.1) { $0.isPlain(max: 255) } }?.0
            ?? addresses.first { isUnfit($0.1, \.isWebAddress) }?.0
    }

    private enum Key: CodingKey { case instanceId, success, appInfo }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        instanceId =
            (try? members.decode(String.self, forKey: .instanceId))
            ?? (try? members.decode(Int64.self, forKey: .instanceId)).map(String.init)
        success =
            (try? members.decode(Bool.self, forKey: .success))
            ?? (try? members.decode(String.self, forKey: .success)).map { $0.lowercased() == "true" }
        appInfo = try? members.decode(AppInfo.self, forKey: .appInfo)
    }
}

/// An address that a vendor leaves empty is none.
private func notEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }
