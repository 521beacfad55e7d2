package import JSON
package import Kernel

/// An error that clients may see as it is. Any other error that leaves a handler becomes a 500 without inner details.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    package var problem: Problem { self }
}

extension Rejection: ProblemConvertible {
    /// A rule's refusal: 422 invalid, 403 forbidden, 404 not found, 409 conflict.
    package var problem: Problem {
        let status =
            switch reason {
            case .invalid: 422
            case .forbidden: 403
            case .notFound: 404
            case .conflict: 409
            }
        return Problem(status: status, type: code, detail, rule: rule, missing: items)
    }
}

extension JSONError: ProblemConvertible {
    /// A body that cannot be read: 400 with the place.
    package var problem: Problem {
        let place = pointer.isEmpty ? "" : " at \(pointer)"
        return Problem(
            status: 400, type: "invalid-body", "The body cannot be read\(place): \(detail).",
            errors: [Problem.Detail(pointer: pointer, detail: "\(code): \(detail)")])
    }
}
