package import InvoicingDomain
import JSON
import Kernel

/// INV-10: the machine-readable file, with the figures that are printed.
package enum InvoiceData {
    /// - Parameter bankAccount: in clear text; nil for buyers who have none on the invoice.
    package static func json(_ invoice: Invoice, bankAccount: String?) -> [UInt8] {
        var members: JSONMembers = [
            "format": "marketplace-invoice-1", "kind": invoice.isRed ? "red" : "blue",
            "number": .string(invoice.number),
            "issuedOn": .string(ShanghaiCalendar.date(of: invoice.issuedAt).description), "currency": "CNY",
            "seller": ["name": .string(invoice.seller.name), "taxNumber": .string(invoice.seller.taxNumber)],
            "buyer": buyer(invoice.buyer, bankAccount), "items": .array(invoice.items.map(item)),
            "netFen": .int(invoice.net.fen),
            "taxFen": .int(invoice.tax.fen), "totalFen": .int(invoice.total.fen),
            "totalInWords": .string(CapitalNumerals.text(invoice.total)),
        ]
        if let original = invoice.original {
            members["original"] = ["number": .string(original.number), "reason": .string(original.reason.rawValue)]
        }
        return JSONValue.object(members).bytes(order: .asWritten)
    }

    private static func buyer(_ title: BillingProfile.Title, _ bankAccount: String?) -> JSONValue {
        switch title {
        case .individual: return ["name": "个人", "invoiceType": "general"]
        case .enterprise(let enterprise):
            var members: JSONMembers = [
                "name": .string(enterprise.name), "taxNumber": .string(enterprise.taxNumber),
                "invoiceType": .string(enterprise.invoiceType.rawValue), "bank": .string(enterprise.bank),
            ]
            members["bankAccount"] = bankAccount.map(JSONValue.string)
            return .object(members)
        }
    }

    private static func item(_ item: InvoiceItem) -> JSONValue {
        [
            "name": .string(item.name), "taxClass": .string(item.taxClass.shortName),
            "specification": .string(item.specification),
            "quantity": .int(item.quantity), "netFen": .int(item.net.fen),
            "taxRatePercent": .int(item.taxClass.ratePercent),
            "taxFen": .int(item.tax.fen), "totalFen": .int(item.amount.fen),
        ]
    }
}
