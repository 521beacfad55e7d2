import Crypto
import HTTPServer
import JSON
import Kernel
import SimulatorKit

/// A call whose token was right.
struct ProductionCall: Sendable {
    let parameters: [String: String]
    let keys: [String]

    /// - Throws: 400 when it is missing or empty.
    func required(_ name: String) throws(Problem) -> String {
        guard let value = parameters[name], !value.isEmpty else { throw .badRequest("\(name) is needed", field: name) }
        return value
    }
}

/// Lower-case hexadecimal MD5 of all parameters but the token, decoded, sorted by name in byte order, and the key at the end.
func productionToken(of parameters: [String: String], key: String) -> String {
    let sorted = parameters.filter { $0.key != "token" }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return Hex.encode(Digest.md5((sorted.map { "\($0.key)=\($0.value)" } + ["key=\(key)"]).joined(separator: "&")))
}

/// The interface has a text where others would have a Boolean.
func success(_ isDone: Bool) -> HTTPResponse {
    .json(JSONValue.object(["success": .string(isDone ? "true" : "false")]).bytes())
}

extension VendorSimulator {
    func perform(_ action: String, _ call: ProductionCall) throws(Problem) -> HTTPResponse {
        switch action {
        case "createInstance": return try create(call)
        case "renewInstance":
            _ = try call.required("orderId")
            return success(
                book.change(try call.required("instanceId")) { instance in
                    // What never expires is thawed without a date.
                    instance.expiredOn = call.parameters["expiredOn"] ?? instance.expiredOn
                    instance.state = .active
                })
        case "upgradeInstance":
            let skuID = try call.required("skuId")
            return success(book.change(try call.required("instanceId")) { $0.skuID = skuID })
        case "expiredInstance": return success(book.change(try call.required("instanceId")) { $0.state = .expired })
        case "releaseInstance":
            let isRefund = try call.required("isRefund") == "true"
            return success(book.release(try call.required("instanceId"), isRefund: isRefund))
        default: throw .badRequest("\(action) is no action of this interface", field: "action")
        }
    }

    private func create(_ call: ProductionCall) throws(Problem) -> HTTPResponse {
        for name in ["aliUid", "orderId", "productCode", "trial"] { _ = try call.required(name) }
        let id = try call.required("orderBizId"), skuID = try call.required("skuId")
        if book[id] == nil, context.faults.consume("notReadyCalls", for: call.keys) {
            return .json(JSONValue.object(["instanceId": "0"]).bytes())
        }
        let order = call.parameters.filter { !["action", "token"].contains($0.key) }
        let instance = book.create(
            Instance(
                orderBizID: id, id: id, createdAt: context.now, order: order, skuID: skuID,
                expiredOn: call.parameters["expiredOn"]))
        let page = "\(context.settings["PUBLIC_URL"])/instances/\(id)"
        let answer: JSONValue = [
            "instanceId": .string(instance.id),
            "appInfo": [
                "frontEndUrl": .string(page), "adminUrl": .string(page + "?admin"), "username": "admin",
                "password": .string(instance.password),
                "authUrl": .string(page + "?sso"),
            ],
        ]
        return .json(answer.bytes())
    }
}
