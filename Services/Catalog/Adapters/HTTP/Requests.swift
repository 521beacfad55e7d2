package import CatalogApplication
package import HTTPServer
import JSON

extension HTTPRequest {
    /// The vendor for whom the asker speaks.
    func vendorID() throws(Problem) -> String {
        guard let vendor = try authenticatedPrincipal().vendor else {
            throw .forbidden("The token names no vendor for whom this account speaks.")
        }
        return vendor
    }

    // Query parameters were held against the operation's description when the request came in. Each is nil if it is absent.

    func queryChoice<Word: RawRepresentable<String>>(_ name: String, _: Word.Type) -> Word? {
        query[name].flatMap(Word.init(rawValue:))
    }

    func queryNumber(_ name: String) -> Int64? { query[name].flatMap { Int64($0) } }

    /// Also nil if it is empty.
    func queryText(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension HTTPResponse {
    /// A page of a list: its items under `name`, `next` if there is another page, `total` where it is counted.
    static func page<Item>(_ name: String, _ page: Page<Item>, _ represent: (Item) -> JSONValue) -> HTTPResponse {
        var members: JSONMembers = [name: .array(page.items.map(represent))]
        members["next"] = page.next.map(JSONValue.string)
        members["total"] = page.total.map { .int(Int64($0)) }
        return .json(JSONValue.object(members).bytes(order: .asWritten))
    }

    static func json(_ members: JSONMembers, status: Int = 200) -> HTTPResponse {
        .json(JSONValue.object(members).bytes(order: .asWritten), status: status)
    }
}

extension CursorUnusable: ProblemConvertible {
    package var problem: Problem {
        .badRequest("The cursor must be the 'next' of an earlier page in the same order, or absent.", field: "cursor")
    }
}
