internal import Kernel
package import OrdersDomain

/// What the vendor's production interface is asked, before it is signed (VND-05).
package struct ProductionRequest: Hashable, Sendable {
    /// Decoded names and values.
    package let parameters: [String: String]

    package init(parameters: [String: String]) { self.parameters = parameters }

    package init(_ call: SPICall) {
        var parameters = ["action": call.action.rawValue]
        switch call.action {
        case .create:
            parameters["aliUid"] = call.terms.buyer
            // The line makes repeats harmless: one instance per line (ENT-04).
            parameters["orderBizId"] = call.lineID
            parameters["orderId"] = call.terms.orderID
            parameters["productCode"] = call.terms.productID
            parameters["skuId"] = call.terms.choice
            parameters["trial"] = "false"
            parameters["expiredOn"] = call.expiresAt.map(Self.wallClock)
        case .renew:
            parameters["instanceId"] = call.instanceID
            parameters["orderId"] = call.terms.orderID
            parameters["expiredOn"] = call.expiresAt.map(Self.wallClock)
        case .expire:
            parameters["instanceId"] = call.instanceID
        case .release:
            parameters["instanceId"] = call.instanceID
            parameters["orderId"] = call.terms.orderID
            parameters["isRefund"] = "true"
        }
        self.parameters = parameters
    }

    /// Sorted by name, `k=v` joined by `&`, then the vendor's key: what the token is the MD5 of.
    package func textToSign(isvKey: String) -> String {
        let pairs = parameters.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }.map {
            "\($0.key)=\($0.value)"
        }
        return (pairs + ["key=\(isvKey)"]).joined(separator: "&")
    }

    /// `yyyy-MM-dd HH:mm:ss` as a clock in Shanghai shows it.
    static func wallClock(_ instant: Instant) -> String {
        let shanghai = (instant + .hours(8)).rfc3339
        return "\(shanghai.prefix(10)) \(shanghai.dropFirst(11).prefix(8))"
    }
}
