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

    /// A query parameter that is one of a set of words; nil if it is absent.
    func queryChoice<Word: RawRepresentable & CaseIterable>(_ name: String, _: Word.Type) throws(Problem) -> Word?
    where Word.RawValue == String {
        guard let text = query[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            throw .badRequest(
                "'\(name)' must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).", field: name)
        }
        return word
    }

    /// A query parameter that is a whole number within limits; nil if it is absent.
    func queryNumber(_ name: String, in range: ClosedRange<Int64>) throws(Problem) -> Int64? {
        guard let text = query[name] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw .badRequest(
                "'\(name)' must be a whole number from \(range.lowerBound) to \(range.upperBound).", field: name)
        }
        return number
    }

    /// A query parameter of bounded length; nil if it is absent or empty.
    func queryText(_ name: String, lengthMax: Int) throws(Problem) -> String? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= lengthMax else {
            throw .badRequest("'\(name)' must have at most \(lengthMax) characters.", field: name)
        }
        return text
    }
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
