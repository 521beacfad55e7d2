import Crypto
import HTTPServer
import JSON
import Kernel
import SimulatorKit

/// JSON RPC whose calls are signed with an MD5 over the sorted fields.
extension PartnerSimulator {
    func addYumi(to router: inout Router) {
        let call = Operation(id: "yumiCall", summary: "trade.query or trade.buy.", access: .anyone, tag: "yumi")
        router.add(.post, "/openapi/rpc", call) { request in
            guard let rpc = try YumiCall(try JSONValue(request.body)), let reference = rpc.params["outTradeNo"] else {
                return ret(1400, "appid, method, timestamp, nonce, sign and params.outTradeNo are needed, as strings")
            }
            let keys = keys(.yumi, reference, domain: rpc.params["domain"])
            return try await context.answer("yumi " + rpc.method, keys: keys, asked: rpc.asked, refuse: refuseAtYumi) {
                answer(rpc, reference)
            }
        }
    }

    private func answer(_ call: YumiCall, _ reference: String) -> HTTPResponse {
        guard isGenuine(call) else { return ret(1401, "wrong appid, sign, timestamp or nonce") }
        switch call.method {
        case "trade.query":
            guard let purchase = book.lookUp(.yumi, reference) else { return ret(1404, "no such trade") }
            return ret(0, "ok", purchase)
        case "trade.buy":
            guard let domain = call.params["domain"], let priceFen = call.params["price"].flatMap({ Int64($0) }),
                call.params["templateId"] != nil
            else {
                return ret(1400, "domain, price and templateId are needed")
            }
            let wanted = PurchaseRequest(partner: .yumi, reference: reference, domain: domain, priceFen: priceFen)
            switch book.buy(wanted, at: context.now) {
            case .purchase(let purchase, let isNew):
                return isNew ? ret(0, "ok", purchase) : ret(1009, "outTradeNo exists", purchase)
            case .refused(let reason): return ret(1410, "cannot be bought", failCode: reason)
            }
        default: return ret(1400, "unknown method")
        }
    }

    private func isGenuine(_ call: YumiCall) -> Bool {
        guard call.appID == context.settings["YUMI_APP_ID"], let timestamp = Int64(call.timestamp),
            (0...4_000_000_000).contains(timestamp), abs(context.now.microseconds / 1_000_000 - timestamp) <= 300,
            constantTimeEqual(call.signature(key: context.settings["YUMI_APP_KEY"]), call.sign)
        else { return false }
        return nonces.take(call.nonce)
    }

    private func ret(_ code: Int64, _ message: String, _ purchase: Purchase? = nil, failCode: String? = nil)
        -> HTTPResponse
    {
        var answer: JSONValue = ["ret": .int(code), "msg": .string(message)]
        answer["failCode"] = failCode.map(JSONValue.string)
        answer["data"] = purchase.map(data)
        return .json(answer.bytes())
    }

    private func data(_ purchase: Purchase) -> JSONValue {
        var data: JSONValue = [
            "tradeNo": .string(purchase.number), "outTradeNo": .string(purchase.reference),
            "domain": .string(purchase.domain),
        ]
        switch purchase.status(at: context.now) {
        case .processing: data["state"] = purchase.lookUps == 0 ? 10 : 20
        case .bought(let expires): (data["state"], data["expireDate"]) = (30, .string(expires))
        case .failed(let reason): (data["state"], data["failCode"]) = (40, .string(reason))
        }
        return data
    }

    private var refuseAtYumi: @Sendable (Int) -> HTTPResponse {
        { status in status == 429 ? ret(1429, "too many calls") : ret(5000, "busy") }
    }
}

private struct YumiCall: Sendable {
    let appID, method, timestamp, nonce, sign: String
    let params: [String: String]

    /// nil when a field is missing or is no string.
    init?(_ body: JSONValue) throws(JSONError) {
        guard let appID = body["appid"]?.string, let method = body["method"]?.string,
            let timestamp = body["timestamp"]?.string,
            let nonce = body["nonce"]?.string, let sign = body["sign"]?.string, let members = body["params"]?.object
        else { return nil }
        var params: [String: String] = [:]
        for (name, value) in members {
            guard let text = value.string else { return nil }
            params[name] = text
        }
        self.appID = appID
        self.method = method
        self.timestamp = timestamp
        self.nonce = nonce
        self.sign = sign
        self.params = params
    }

    var asked: JSONValue {
        var asked = JSONMembers()
        for (name, value) in params { asked[name] = .string(value) }
        return .object(asked)
    }

    func signature(key: String) -> String {
        var fields = params
        (fields["appid"], fields["method"], fields["nonce"], fields["timestamp"]) = (appID, method, nonce, timestamp)
        let sorted = fields.filter { !$0.value.isEmpty }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Hex.encode(Digest.md5((sorted.map { "\($0.key)=\($0.value)" } + ["key=\(key)"]).joined(separator: "&")))
    }
}
