package import InvoicingDomain

/// Puts what is known now into an application, so that the decision needs nothing else.
package struct Applying: Sendable {
    private let queries: any InvoiceQueries
    private let platform: Issuer
    private let series: String

    /// - Parameters:
    ///   - platform: who issues for the platform's own goods.
    ///   - series: two digits of the region and one of the channel, with which invoice numbers go on after the year.
    package init(queries: any InvoiceQueries, platform: Issuer, series: String) {
        self.queries = queries
        self.platform = platform
        self.series = series
    }

    package func request(
        accountID: String, sellerID: String, orderIDs: [String], medium: Medium
    ) async throws -> InvoiceRequest {
        let known = try await queries.invoiceables(orderIDs)
        let orders = orderIDs.map { id in
            InvoiceRequest.Choice(
                orderID: id,
                found: known[id].flatMap { state in
                    guard let order = state.order, order.accountID == accountID else { return nil }
                    return InvoiceRequest.Found(sellerID: order.seller.id, standing: state.standing)
                })
        }
        let sellerName = known.values.compactMap(\.order).first {
            $0.accountID == accountID && $0.seller.id == sellerID
        }?.seller.name
        return InvoiceRequest(
            accountID: accountID, seller: Seller(id: sellerID, name: sellerName ?? sellerID), orders: orders,
            medium: medium,
            title: try await queries.profile(of: accountID)?.title,
            address: try await queries.addresses(of: accountID)?.defaultAddress,
            terms: IssuingTerms(issuer: try await issuer(of: sellerID), series: series))
    }

    /// INV-05.
    private func issuer(of sellerID: String) async throws -> Issuer? {
        if sellerID == Seller.firstPartyID { return platform }
        guard let settings = try await queries.issuing(of: sellerID), settings.isElectronic else { return nil }
        return settings.issuer
    }
}
