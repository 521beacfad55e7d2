/// A segment of a path template.
enum PathSegment: Sendable, Hashable {
    case literal(String)
    case parameter(String)

    var parameterName: String? {
        if case .parameter(let name) = self { name } else { nil }
    }

    static func parse(_ template: String) -> [PathSegment] {
        precondition(template.hasPrefix("/"), "The template '\(template)' must begin with '/'.")
        return template.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.hasPrefix("{") else { return .literal(String(segment)) }
            precondition(
                segment.hasSuffix("}") && segment.count > 2, "The segment '\(segment)' of '\(template)' must be {name}."
            )
            return .parameter(String(segment.dropFirst().dropLast()))
        }
    }
}

/// Finds routes segment by segment; a literal goes before a parameter, an empty segment is no parameter's value.
struct RouteTree: Sendable {
    private var literals: [String: RouteTree] = [:]
    private var parameter: [RouteTree] = []
    private var leaf: [HTTPMethod: Int] = [:]

    mutating func insert(_ index: Int, at segments: ArraySlice<PathSegment>, method: HTTPMethod, template: String) {
        switch segments.first {
        case nil:
            precondition(
                leaf.updateValue(index, forKey: method) == nil,
                "There are two routes for \(method.rawValue) \(template).")
        case .literal(let name):
            literals[name, default: RouteTree()].insert(
                index, at: segments.dropFirst(), method: method, template: template)
        case .parameter:
            if parameter.isEmpty { parameter.append(RouteTree()) }
            parameter[0].insert(index, at: segments.dropFirst(), method: method, template: template)
        }
    }

    func find(_ segments: ArraySlice<String>) -> [HTTPMethod: Int]? {
        guard let segment = segments.first else { return leaf.isEmpty ? nil : leaf }
        let rest = segments.dropFirst()
        return literals[segment]?.find(rest) ?? (segment.isEmpty ? nil : parameter.first?.find(rest))
    }
}
