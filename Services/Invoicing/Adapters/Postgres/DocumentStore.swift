package import Crypto
import InvoicingApplication
package import Messaging
package import PostgresClient

/// The files of electronic invoices, sealed under the service's own key.
///
/// The law wants invoices kept as they were issued, with the buyer's name and tax number, whatever becomes of the buyer's account: hence
/// not under the key of the account, with which everything else is forgotten that tells of the person.
package struct DocumentStore: Sendable {
    private let box: SecretBox
    private let pool: PostgresPool

    package init(_ box: SecretBox, _ pool: PostgresPool) {
        self.box = box
        self.pool = pool
    }

    /// The same invoice makes the same files, so a repeated attempt changes nothing.
    func keep(_ files: InvoiceFiles, of invoiceID: String) async throws {
        let pdf = try box.seal(files.pdf, context: Self.pdf(invoiceID))
        let data = try box.seal(files.data, context: Self.data(invoiceID))
        let statement: SQL = """
            INSERT INTO document (invoice_id, pdf, data) VALUES (\(invoiceID), \(pdf), \(data)) ON CONFLICT (invoice_id) DO NOTHING
            """
        _ = try await pool.withConnection { try await $0.execute(statement) }
    }

    /// nil while they are not made, and for paper.
    func files(of invoiceID: String) async throws -> InvoiceFiles? {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT pdf, data FROM document WHERE invoice_id = \(invoiceID)")
        }
        return try rows.first.map { row in
            InvoiceFiles(
                pdf: try box.open(row.get(0), context: Self.pdf(invoiceID)),
                data: try box.open(row.get(1), context: Self.data(invoiceID)))
        }
    }

    /// Of documents, what the service's encryption keys seal.
    package static let sealed = [
        SealedColumn("document", "pdf", id: "invoice_id") { pdf($0) },
        SealedColumn("document", "data", id: "invoice_id") { data($0) },
    ]

    private static func pdf(_ invoiceID: String) -> String { "invoice \(invoiceID) pdf" }
    private static func data(_ invoiceID: String) -> String { "invoice \(invoiceID) data" }
}
