/// A statement that can only bind values: interpolating one writes `$1` and binds it, it never becomes text.
///
///     let sql: SQL = "SELECT version FROM orders WHERE id = \(orderID)"
///
/// Text that is part of the statement itself needs a label that says so: `\(identifier: name)` is quoted,
/// `\(fragment: sql)` inserts another statement's text and bindings, `\(trusted: text)` inserts text as it is.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// One more than there are parameters; `$1` stands between the first two.
    fileprivate let segments: [String]
    /// What the server gets to see, with `$1`, `$2` … for the values.
    package let text: String
    package let parameters: PostgresParameters

    package init(stringLiteral text: String) {
        segments = [text]
        self.text = text
        parameters = PostgresParameters()
    }

    package init(stringInterpolation: StringInterpolation) {
        segments = stringInterpolation.segments
        parameters = stringInterpolation.parameters
        text = segments.dropFirst().enumerated().reduce(into: segments[0]) { $0 += "$\($1.offset + 1)" + $1.element }
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var segments: [String] = [""]
        fileprivate var parameters = PostgresParameters()

        package init(literalCapacity: Int, interpolationCount: Int) { segments.reserveCapacity(interpolationCount + 1) }

        package mutating func appendLiteral(_ literal: String) { segments[segments.count - 1] += literal }

        /// Binds `value`.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            parameters.append(value)
            segments.append("")
        }

        /// Binds `value`, or NULL.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            parameters.append(value)
            segments.append("")
        }

        /// Binds an array that was built element by element.
        package mutating func appendInterpolation(_ array: BinaryArray) {
            parameters.append(array)
            segments.append("")
        }

        /// Quotes the name of a table, column, schema or role.
        package mutating func appendInterpolation(identifier name: String) {
            appendLiteral(SQL.quoted(identifier: name))
        }

        /// Inserts another statement with its bound values.
        package mutating func appendInterpolation(fragment: SQL) {
            appendLiteral(fragment.segments[0])
            segments.append(contentsOf: fragment.segments.dropFirst())
            parameters.append(contentsOf: fragment.parameters)
        }

        /// Inserts text unescaped: for text written by the program itself, never for anything that came from outside.
        package mutating func appendInterpolation(trusted text: String) { appendLiteral(text) }
    }

    /// `name` in double quotes; a zero byte, which no identifier can hold, is dropped.
    package static func quoted(identifier name: String) -> String {
        var quoted = "\""
        for scalar in name.unicodeScalars where scalar != "\0" {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// `value` in single quotes, for the few statements that take no parameters (`ALTER ROLE … PASSWORD`).
    static func quoted(literal value: String) -> String {
        var quoted = "E'"
        for scalar in value.unicodeScalars where scalar != "\0" {
            if scalar == "'" || scalar == "\\" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "'"
    }
}

/// A statement for the hot path: parsed once per connection under its own name, run with parameters built in place.
package struct PreparedStatement: Sendable, Hashable {
    /// Unique among the statements of a program; not starting with `auto_`.
    package let name: String
    package let text: String
    /// `.unspecified` leaves one to the server. Must agree with the parameters bound later.
    package let parameterTypes: [PostgresType]

    package init(name: String, text: String, parameterTypes: [PostgresType]) {
        self.name = name
        self.text = text
        self.parameterTypes = parameterTypes
    }
}
