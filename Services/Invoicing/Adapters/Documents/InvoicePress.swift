import InvoicingDomain
import Messaging
package import PostgresClient
import Threads

/// Makes and keeps the files of electronic invoices.
package struct InvoicePress: Sendable {
    private let vault: InvoiceVault
    private let pool: PostgresPool

    package init(vault: InvoiceVault, pool: PostgresPool) {
        self.vault = vault
        self.pool = pool
    }

    /// Two at a time, because drawing takes computing and the other requests want some too.
    var effect: EffectHandler {
        EffectHandler(RenderInvoice.self, concurrency: 2) { call in
            let invoice = call.request.invoice
            try await keep(invoice)
            return Delivery(InvoiceApplication.self, id: invoice.applicationID, input: .rendered(invoiceID: invoice.id))
        }
    }

    /// The same invoice makes the same bytes, so a repeated attempt changes nothing.
    private func keep(_ invoice: Invoice) async throws {
        let bankAccount = try bankAccount(invoice)
        let data = InvoiceData.json(invoice, bankAccount: bankAccount)
        let pdf = try await Self.onOwnThread { try InvoiceSheet(invoice, bankAccount: bankAccount).pdf() }
        let statement: SQL = """
            INSERT INTO document (invoice_id, pdf, data) VALUES (\(invoice.id), \(pdf), \(data)) ON CONFLICT (invoice_id) DO NOTHING
            """
        _ = try await pool.withConnection { try await $0.execute(statement) }
    }

    private func bankAccount(_ invoice: Invoice) throws -> String? {
        guard case .enterprise(let enterprise) = invoice.buyer else { return nil }
        return try vault.open(enterprise.bankAccount, of: invoice.accountID)
    }

    private static func onOwnThread(_ work: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            OwnThread.start { continuation.resume(with: Result { try work() }) }
        }
    }
}
