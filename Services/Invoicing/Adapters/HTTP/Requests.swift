package import HTTPServer
package import InvoicingApplication
import InvoicingDomain
import JSON
import Kernel

extension HTTPRequest {
    /// The vendor for whom the asker speaks.
    func vendorID() throws(Problem) -> String {
        guard let vendor = try authenticatedPrincipal().vendor else {
            throw .forbidden("The token names no vendor for whom this account speaks.")
        }
        return vendor
    }

    /// In which capacity the asker speaks about invoices of others.
    func party() throws(Problem) -> Party {
        try authenticatedPrincipal().roles.contains(.operator) ? .operator : .vendor(vendorID())
    }

    /// The revision a change is based on: for `*` the present one, and 0 if nothing exists yet and none was named.
    func basis(of current: Int64) throws(Problem) -> Int64 {
        if current == 0, headers["If-Match"] == nil { return 0 }
        try EntityTag.require(current, in: self)
        return current
    }
}

extension HTTPResponse {
    static func json(_ members: JSONMembers, status: Int = 200, headers: HTTPHeaders = HTTPHeaders()) -> HTTPResponse {
        .json(JSONValue.object(members).bytes(order: .asWritten), status: status, headers: headers)
    }

    static func page<Item>(_ name: String, _ page: Page<Item>, _ represent: (Item) -> JSONValue) -> HTTPResponse {
        var members: JSONMembers = [name: .array(page.items.map(represent))]
        members["next"] = page.next.map(JSONValue.string)
        return .json(members)
    }
}

extension CursorUnusable: ProblemConvertible {
    package var problem: Problem {
        .badRequest("The cursor must be the 'next' of an earlier page, or absent.", field: "cursor")
    }
}

extension Rejection {
    /// The change was based on an older state, which HTTP has a status of its own for.
    var asPrecondition: Problem? { code == "changed-since" ? Problem(status: 412, detail, field: "If-Match") : nil }
}
