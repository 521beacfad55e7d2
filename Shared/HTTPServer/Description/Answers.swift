/// One answer of an operation, for its description.
package struct ResponseDescription: Sendable {
    package let description: String
    package let schema: JSONSchema?
    package let contentType: String
    /// Headers the answer always has, and what they say.
    package let headers: [String: String]

    package init(
        _ description: String, schema: JSONSchema? = nil, contentType: String = "application/json",
        headers: [String: String] = [:]
    ) {
        self.description = description
        self.schema = schema
        self.contentType = contentType
        self.headers = headers
    }
}

/// What an operation answers when it succeeds, by status.
package typealias Answers = [Int: ResponseDescription]

extension Answers {
    /// 200.
    package static func ok(_ description: String, _ schema: JSONSchema) -> Answers {
        [200: ResponseDescription(description, schema: schema)]
    }

    /// 200 with the tag of the version that was read, to be sent back as `If-Match`.
    package static func tagged(_ description: String, _ schema: JSONSchema) -> Answers {
        let headers = ["ETag": "The version; send it as If-Match with a change."]
        return [200: ResponseDescription(description, schema: schema, headers: headers)]
    }

    /// 201 with the address of what was made.
    package static func created(_ description: String, _ schema: JSONSchema) -> Answers {
        [201: ResponseDescription(description, schema: schema, headers: ["Location": "The address of what was made."])]
    }

    /// 202: begun, not done.
    package static func accepted(_ description: String, _ schema: JSONSchema) -> Answers {
        [202: ResponseDescription(description, schema: schema)]
    }

    /// 204: done, without a body.
    package static func done(_ description: String) -> Answers { [204: ResponseDescription(description)] }

    /// 200 with something that is not JSON.
    package static func file(_ description: String, type: String) -> Answers {
        let headers = ["Content-Disposition": "Under which name to keep it."]
        return [200: ResponseDescription(description, contentType: type, headers: headers)]
    }
}
