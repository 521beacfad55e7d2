/// A parameter besides the path's own.
package struct Parameter: Sendable {
    package enum Location: String, Sendable {
        case path, query, header
    }

    package let name: String
    package let location: Location
    package let description: String
    /// The server answers 400 when a required query parameter or header is missing.
    package let isRequired: Bool
    package let schema: JSONSchema

    package init(
        _ name: String, in location: Location, _ description: String, required: Bool = false,
        schema: JSONSchema
    ) {
        self.name = name
        self.location = location
        self.description = description
        self.schema = schema
        isRequired = required || location == .path
    }

    package static func query(
        _ name: String, _ description: String, required: Bool = false, schema: JSONSchema
    ) -> Parameter {
        Parameter(name, in: .query, description, required: required, schema: schema)
    }

    package static func path(_ name: String, _ description: String, schema: JSONSchema = .id) -> Parameter {
        Parameter(name, in: .path, description, schema: schema)
    }

    package static func header(
        _ name: String, _ description: String, required: Bool = false, schema: JSONSchema
    ) -> Parameter {
        Parameter(name, in: .header, description, required: required, schema: schema)
    }

    /// `cursor` and `limit`, as `PageRequest` reads them.
    package static let paging = [
        query(
            "cursor", "Where the last page ended, from its `next`.", schema: .text(1...PageRequest.cursorBytesMax)),
        query("limit", "How many at most.", schema: .integer(1...Int64(PageRequest.limitMax))),
    ]

    /// `If-Match`, as `EntityTag.require` reads it.
    package static let ifMatch = header(
        "If-Match", "The ETag of the version the change is based on.", required: true, schema: .text(1...80))
}

/// Everything about a route that clients may know; the server enforces it and describes it from the same values.
package struct Operation: Sendable {
    /// Whether a request is to carry an `Idempotency-Key`.
    package enum IdempotencyKeyUse: Sendable {
        case unused, optional, required
    }

    /// Unique, camel case: `payOrder`.
    package let id: String
    package let summary: String
    package let access: Access
    /// Refuses, with a problem 401, whoever cannot prove by something else than a token who it is, such as a signature over the body.
    /// It sees the request as it came, before anything else of it is read: who has proven nothing learns nothing of what is wrong.
    package let proof: (@Sendable (HTTPRequest) throws -> Void)?
    package let description: String?
    /// Groups operations in the description.
    package let tag: String?
    package let parameters: [Parameter]
    package let requestSchema: JSONSchema?
    /// What it answers when it succeeds.
    package let responses: Answers
    /// Statuses of its problems besides those that follow from what it asks for.
    package let refusals: Set<Int>
    package let idempotencyKey: IdempotencyKeyUse
    /// The media type of the body if it is neither JSON nor a streamed text.
    package let bodyType: String?
    /// Overrides the server's limit, for uploads.
    package let bodyBytesMax: Int?
    /// The handler runs while the body arrives and takes it from `HTTPRequest.bodyStream`; of any size unless `bodyBytesMax` says otherwise.
    package let streamsBody: Bool
    /// Overrides the server's limit for the time between the end of the body and the answer.
    package let handlerTimeoutMs: Int?

    package init(
        id: String, summary: String, access: Access, proof: (@Sendable (HTTPRequest) throws -> Void)? = nil,
        description: String? = nil, tag: String? = nil, parameters: [Parameter] = [],
        requestSchema: JSONSchema? = nil, responses: Answers = [:], refusals: Set<Int> = [],
        idempotencyKey: IdempotencyKeyUse = .unused, bodyType: String? = nil, bodyBytesMax: Int? = nil,
        streamsBody: Bool = false,
        handlerTimeoutMs: Int? = nil
    ) {
        self.id = id
        self.summary = summary
        self.access = access
        self.proof = proof
        self.description = description
        self.tag = tag
        self.parameters = parameters
        self.requestSchema = requestSchema
        self.responses = responses
        self.refusals = refusals
        self.idempotencyKey = idempotencyKey
        self.bodyType = bodyType
        self.bodyBytesMax = bodyBytesMax
        self.streamsBody = streamsBody
        self.handlerTimeoutMs = handlerTimeoutMs
    }
}
