import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel

/// Invoices and what leads to them, as HTTP shows them.
enum InvoiceJSON {
    /// What every command about an application is answered.
    static func outcome(_ state: InvoiceApplication.State) -> [UInt8] {
        JSONValue.object([
            "status": .string(state.status.rawValue), "orders": .int(Int64(state.request?.orders.count ?? 0)),
        ])
        .bytes(order: .asWritten)
    }

    static func profile(_ title: BillingProfile.Title) -> JSONMembers {
        let buyer = InvoiceBuyer(title)
        guard let registration = buyer.registration else { return ["kind": "individual", "name": .string(buyer.name)] }
        return [
            "kind": "enterprise", "name": .string(buyer.name), "invoiceType": .string(buyer.invoiceType.rawValue),
            "taxNumber": .string(registration.taxNumber), "bank": .string(registration.bank),
            "bankAccountEndsWith": .string(String(registration.bankAccount.suffix(4))),
        ]
    }

    /// nil once it is forgotten.
    static func address(_ address: AddressBook.Address) -> JSONValue? {
        guard let recipient = address.recipient.text, let phone = address.phone.text, let region = address.region.text,
            let street = address.street.text, let postcode = address.postcode.text
        else { return nil }
        return [
            "recipient": .string(recipient), "phone": .string(phone), "region": .string(region),
            "street": .string(street), "postcode": .string(postcode), "default": .bool(address.isDefault),
        ]
    }

    static func seller(_ summary: SellerSummary) -> JSONValue {
        [
            "sellerId": .string(summary.seller.id), "sellerName": .string(summary.seller.name),
            "orders": .int(Int64(summary.orders)),
            "invoiceableFen": .int(summary.open.fen), "arrearsFen": .int(summary.arrears.fen),
        ]
    }

    static func order(_ order: InvoiceableOrder) -> JSONValue {
        [
            "orderId": .string(order.orderID), "productName": .string(order.productName),
            "paidFen": .int(order.paid.fen),
            "invoiceableFen": .int(order.open.fen), "paidAt": .string(order.paidAt.rfc3339),
        ]
    }

    static func application(_ summary: ApplicationSummary) -> JSONValue {
        var members: JSONMembers = [
            "applicationId": .string(summary.id), "sellerId": .string(summary.sellerID),
            "status": .string(summary.status.rawValue),
            "medium": .string(summary.medium.rawValue), "chosenFen": .int(summary.gross.fen),
            "arrearsFen": .int(summary.offset.fen),
            "amountFen": .int((summary.gross - summary.offset).fen), "reminders": .int(Int64(summary.reminders)),
            "appliedAt": .string(summary.appliedAt.rfc3339),
        ]
        members["dueAt"] = summary.dueAt.map { .string($0.rfc3339) }
        return .object(members)
    }

    static func application(_ id: String, _ state: InvoiceApplication.State) -> JSONMembers {
        var members: JSONMembers = [
            "applicationId": .string(id), "status": .string(state.status.rawValue), "chosenFen": .int(state.gross.fen),
            "arrearsFen": .int(state.offset.fen), "amountFen": .int(state.net.fen),
        ]
        if let request = state.request {
            members["sellerId"] = .string(request.seller.id)
            members["sellerName"] = .string(request.seller.name)
            members["medium"] = .string(request.medium.rawValue)
            members["orderIds"] = .array(request.orders.map { .string($0.orderID) })
        }
        members["refusals"] = .array(
            state.refusals.map { ["orderId": .string($0.orderID), "because": .string($0.because)] })
        members["appliedAt"] = state.appliedAt.map { .string($0.rfc3339) }
        members["dueAt"] = state.dueAt.map { .string($0.rfc3339) }
        members["invoiceId"] = state.status == .issuing ? nil : state.invoice.map { .string($0.id) }
        members["reversedBy"] = state.status == .reversed ? state.redInvoice.map { .string($0.id) } : nil
        members["shipment"] = state.shipment.map {
            ["carrier": .string($0.carrier), "trackingNumber": .string($0.trackingNumber)]
        }
        return members
    }

    static func invoice(_ invoice: InvoiceSummary) -> JSONValue {
        var members: JSONMembers = [
            "invoiceId": .string(invoice.id), "applicationId": .string(invoice.applicationID),
            "number": .string(invoice.number),
            "kind": invoice.originalID == nil ? "blue" : "red", "medium": .string(invoice.medium.rawValue),
            "sellerId": .string(invoice.sellerID), "sellerName": .string(invoice.sellerName),
            "totalFen": .int(invoice.total.fen),
            "taxFen": .int(invoice.tax.fen), "reversed": .bool(invoice.isReversed),
            "issuedAt": .string(invoice.issuedAt.rfc3339),
        ]
        members["originalId"] = invoice.originalID.map(JSONValue.string)
        return .object(members)
    }
}
