/// Answers one request.
package typealias Handler = @Sendable (HTTPRequest) async throws -> HTTPResponse

/// The routes of a server. What is not named here does not exist.
package struct Router: Sendable {
    /// One operation at its address.
    package struct Route: Sendable {
        package let method: HTTPMethod
        /// Such as `/orders/{orderId}/pay`.
        package let template: String
        package let operation: Operation
        let segments: [PathSegment]
        let handler: Handler
        /// What a body must be; nil if the operation describes none.
        let bodyCheck: SchemaCheck?
    }

    package private(set) var routes: [Route] = []
    private var tree = RouteTree()

    package init() {}

    /// Adds a route. Stops the program when two routes collide, an id is taken, or a documented path parameter is not in the template:
    /// these are slips in the program that its first start must show.
    /// - Parameter handler: runs on the server's loop; it may wait for anything, but must not block or compute for long.
    package mutating func add(
        _ method: HTTPMethod, _ template: String, _ operation: Operation, _ handler: @escaping Handler
    ) {
        precondition(
            !routes.contains { $0.operation.id == operation.id },
            "There are two operations with the id '\(operation.id)'.")
        let segments = PathSegment.parse(template)
        let names = segments.compactMap(\.parameterName)
        precondition(Set(names).count == names.count, "The template \(template) names a segment twice.")
        for parameter in operation.parameters where parameter.location == .path {
            precondition(names.contains(parameter.name), "The template \(template) has no segment {\(parameter.name)}.")
        }
        let route = Route(
            method: method, template: template, operation: operation, segments: segments, handler: handler,
            bodyCheck: operation.requestSchema.map(SchemaCheck.init))
        routes.append(route)
        tree.insert(routes.count - 1, at: segments[...], method: method, template: template)
    }

    /// Takes over all routes of another router.
    package mutating func include(_ other: Router) {
        for route in other.routes { add(route.method, route.template, route.operation, route.handler) }
    }

    enum Match {
        case route(Route, parameters: [String: String])
        /// The address exists, but not for this method.
        case otherMethods([HTTPMethod])
        case nothing
    }

    func match(_ method: HTTPMethod, _ segments: [String]) -> Match {
        guard let leaf = tree.find(segments[...]) else { return .nothing }
        guard let index = leaf[method] ?? (method == .head ? leaf[.get] : nil) else {
            return .otherMethods(allowed(leaf))
        }
        return .route(routes[index], parameters: routes[index].parameters(of: segments))
    }

    private func allowed(_ leaf: [HTTPMethod: Int]) -> [HTTPMethod] {
        var methods = Set(leaf.keys).union([.options])
        if methods.contains(.get) { methods.insert(.head) }
        return methods.sorted { $0.rawValue < $1.rawValue }
    }
}

extension Router.Route {
    fileprivate func parameters(of path: [String]) -> [String: String] {
        var parameters: [String: String] = [:]
        for (segment, value) in zip(segments, path) {
            if let name = segment.parameterName { parameters[name] = value }
        }
        return parameters
    }
}
