package import InvoicingDomain
import JSON
import Kernel

/// INV-10: the machine-readable file, with the figures that are printed.
package enum InvoiceData {
    package static func json(_ invoice: Invoice, buyer: InvoiceBuyer) -> [UInt8] {
        var members: JSONMembers = [
            "format": "marketplace-invoice-1", "kind": invoice.isRed ? "red" : "blue",
            "number": .string(invoice.number),
            "issuedOn": .string(ShanghaiCalendar.date(of: invoice.issuedAt).description), "currency": "CNY",
            "seller": ["name": .string(invoice.seller.name), "taxNumber": .string(invoice.seller.taxNumber)],
            "buyer": json(buyer), "items": .array(invoice.items.map(item)),
            "netFen": .int(invoice.net.fen),
            "taxFen": .int(invoice.tax.fen), "totalFen": .int(invoice.total.fen),
            "totalInWords": .string(CapitalNumerals.text(invoice.total)),
        ]
        if let original = invoice.original {
            members["original"] = ["number": .string(original.number), "reason": .string(original.reason.rawValue)]
        }
        return JSONValue.object(members).bytes(order: .asWritten)
    }

    private static func json(_ buyer: InvoiceBuyer) -> JSONValue {
        var members: JSONMembers = [
            "name": .string(buyer.name), "invoiceType": .string(buyer.invoiceType.rawValue),
        ]
        if let registration = buyer.registration {
            members["taxNumber"] = .string(registration.taxNumber)
            members["bank"] = .string(registration.bank)
            members["bankAccount"] = .string(registration.bankAccount)
        }
        return .object(members)
    }

    /// Whom a file names that was made here.
    package static func buyer(in file: [UInt8]) throws -> InvoiceBuyer {
        let buyer = JSONValue.object(try JSONValue(file).object(at: "/buyer"))
        let type = try buyer.string(at: "/invoiceType")
        return InvoiceBuyer(
            name: try buyer.string(at: "/name"), invoiceType: BillingProfile.InvoiceType(rawValue: type) ?? .general,
            registration: buyer["taxNumber"] == nil
                ? nil
                : InvoiceBuyer.Registration(
                    taxNumber: try buyer.string(at: "/taxNumber"), bank: try buyer.string(at: "/bank"),
                    bankAccount: try buyer.string(at: "/bankAccount")))
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
