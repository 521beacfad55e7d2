package import CrowdsourcingDomain

/// Puts what the catalog says of products into a proposal as asked for, so that the decision needs nothing else.
package struct ProposalDrafting: Sendable {
    private let queries: any DemandQueries

    package init(queries: any DemandQueries) { self.queries = queries }

    /// - Parameter lines: their product names are replaced by the catalog's.
    package func draft(vendorID: String, lines: [Proposal.Line], remark: Proposal.Remark) async throws -> Proposal.Draft
    {
        let products = try await queries.products(lines.map(\.productID))
        let drafted = lines.map { line in
            var line = line
            let product = products[line.productID]
            line.productName = product?.name ?? line.productID
            let isForSale =
                product.map { $0.isListed && $0.vendorID == vendorID && $0.choiceIDs.contains(line.choiceID) } ?? false
            return Proposal.DraftLine(line: line, isForSale: isForSale)
        }
        return Proposal.Draft(lines: drafted, remark: remark)
    }
}
