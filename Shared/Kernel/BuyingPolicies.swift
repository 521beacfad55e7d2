/// What a sub-account must have been granted to buy, in whichever service it does.
package enum BuyingPolicies {
    package static let required = ["AliyunBSSOrderAccess", "AliyunBSSFullAccess", "AliyunMarketplaceFullAccess"]

    /// ORD-04: the refusal names exactly the policies that are missing. An account that acts itself needs none.
    ///
    /// - Parameter granted: those that the sub-account's token carries.
    package static func check(subAccount: String?, granted: [String]) throws(Rejection) {
        guard subAccount != nil else { return }
        let missing = required.filter { !granted.contains($0) }
        guard missing.isEmpty else {
            throw Rejection(
                .forbidden, "policies-missing", rule: "ORD-04",
                "This sub-account may not buy: grant it \(missing.joined(separator: ", ")).", items: missing)
        }
    }
}
