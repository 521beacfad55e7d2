extension Problem {
    /// 400: the request itself is wrong, whatever the state.
    package static func badRequest(_ detail: String, field: String? = nil) -> Problem {
        Problem(status: 400, detail, field: field)
    }

    /// 401: no valid credential.
    package static func unauthenticated(_ detail: String, invalidToken: Bool = false) -> Problem {
        let challenge = invalidToken ? "Bearer error=\"invalid_token\"" : "Bearer"
        return Problem(status: 401, detail, headers: ["WWW-Authenticate": challenge])
    }

    /// 403: the asker is known and may not.
    package static func forbidden(_ detail: String, missing: [String] = []) -> Problem {
        Problem(status: 403, detail, missing: missing)
    }

    /// 404: there is no such thing, or none the asker may see.
    package static func notFound(_ detail: String) -> Problem {
        Problem(status: 404, detail)
    }

    /// 409: the present state does not allow it.
    package static func conflict(_ detail: String, type: String = "about:blank", rule: String? = nil) -> Problem {
        Problem(status: 409, type: type, detail, rule: rule)
    }

    /// 422: well-formed, but a rule can never allow it.
    package static func unprocessable(_ detail: String, type: String = "about:blank", rule: String? = nil) -> Problem {
        Problem(status: 422, type: type, detail, rule: rule)
    }

    /// 503: try again later.
    package static func unavailable(_ detail: String, retryAfterSeconds: Int = 1) -> Problem {
        Problem(status: 503, detail, headers: ["Retry-After": String(retryAfterSeconds)])
    }

    static func methodNotAllowed(allowed: [HTTPMethod]) -> Problem {
        let list = allowed.map(\.rawValue).joined(separator: ", ")
        return Problem(status: 405, "This address takes \(list).", headers: ["Allow": list])
    }

    static func unsupportedMediaType(wanted: String) -> Problem {
        Problem(
            status: 415, "Send the body as \(wanted), and say so in Content-Type.", field: "Content-Type",
            headers: ["Accept": wanted])
    }

    static func payloadTooLarge(maxBytes: Int) -> Problem {
        Problem(status: 413, "The body is larger than the \(maxBytes) bytes allowed here.")
    }

    static func title(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
