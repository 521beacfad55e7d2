/// What the JSON of a stored type is made of: all that has to stay as it is for stored values to be read again.
///
/// Order and names of Swift types do not matter: members are found by their names, and written sorted. `type` is for messages only.
package indirect enum Shape: Sendable {
    /// `text`, `int64`, `instant`: one of `Scalars`.
    case scalar(String)
    /// An enumeration that is stored as one of its raw values.
    case words([String], type: String)
    case list(of: Shape)
    /// An object whose names are data.
    case map(of: Shape)
    case object([Member], type: String)
    /// An enumeration that is stored as an object with one member, the case; its values are that member's members.
    case cases([Member], type: String)

    package struct Member: Sendable {
        package let name: String
        package var isOptional = false
        package let shape: Shape
    }

    /// As messages name it.
    var title: String {
        switch self {
        case .scalar(let word): word
        case .words: "a word of a list"
        case .list: "a list"
        case .map: "an object of any names"
        case .object: "an object"
        case .cases: "one of several cases"
        }
    }
}
