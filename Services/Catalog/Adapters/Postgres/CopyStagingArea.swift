import CatalogApplication
import CatalogDomain
import Kernel
import PostgresClient

/// Sends lines to the server in batches of 64 KiB. Used by one task.
final class CopyStagingArea: StagingArea, @unchecked Sendable {
    var writer: AsyncCopyWriter?
    private var rows = BinaryCopyRows(columnCount: 8)

    func stage(_ line: FeedLine, number: Int64) async throws {
        rows.beginRow()
        rows.append(int64: number)
        switch line {
        case .put(let listing, let name):
            append(name)
            rows.append(int64: listing.price.fen)
            for text in [listing.seller, listing.expires, listing.reference] { rows.append(text: text) }
        case .drop(let name):
            append(name)
            for _ in 0..<4 { rows.appendNull() }
        }
        if rows.byteCount >= 65_536 { try await flush() }
    }

    func flush() async throws {
        try await writer?.write(rows)
        rows.removeAll()
    }

    private func append(_ name: DomainName) {
        rows.append(text: name.description)
        rows.append(text: name.readableLabel)
        rows.append(text: name.tld)
    }
}
