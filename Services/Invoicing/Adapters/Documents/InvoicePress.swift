import InvoicingApplication
import InvoicingDomain
import Messaging
import Threads

/// Makes and keeps the files of electronic invoices.
package struct InvoicePress: Sendable {
    private let documents: DocumentStore

    package init(_ documents: DocumentStore) { self.documents = documents }

    /// Two at a time, because drawing takes computing and the other requests want some too.
    var effect: EffectHandler {
        EffectHandler(RenderInvoice.self, concurrency: 2) { call in
            let invoice = call.request.invoice
            let buyer = try await buyer(of: invoice)
            let pdf = try await Self.onOwnThread { try InvoiceSheet(invoice, buyer: buyer).pdf() }
            try await documents.keep(
                InvoiceFiles(pdf: pdf, data: InvoiceData.json(invoice, buyer: buyer)), of: invoice.id)
            return Delivery(InvoiceApplication.self, id: invoice.applicationID, input: .rendered(invoiceID: invoice.id))
        }
    }

    /// INV-10: a red-letter invoice names whom the one named that it balances, though the buyer may be forgotten since.
    private func buyer(of invoice: Invoice) async throws -> InvoiceBuyer {
        guard let original = invoice.original, let files = try await documents.files(of: original.invoiceID) else {
            return InvoiceBuyer(invoice.buyer)
        }
        return try InvoiceData.buyer(in: files.data)
    }

    private static func onOwnThread(_ work: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            OwnThread.start { continuation.resume(with: Result { try work() }) }
        }
    }
}
