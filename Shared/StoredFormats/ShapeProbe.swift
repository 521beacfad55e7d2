package import Kernel

/// Finds out what the JSON of a type looks like by decoding one with a decoder that has nothing to give but notes what it is asked for.
///
/// The type's own `init(from:)` runs, so the shape is what is really read, whoever wrote it: the compiler or a person. That the
/// type writes the same is seen when its samples come back.
package final class ShapeProbe {
    /// What enumerations are asked about, sorted.
    let words: [String]
    private let vault: any PersonalVault
    private var found: [ObjectIdentifier: Finding] = [:]
    /// Types whose members are being asked for, outermost first.
    private var open: [any Any.Type] = []

    /// A shape, and a value of the type, for which whoever asked has been waiting.
    struct Finding {
        let shape: Shape
        let value: Any
    }

    /// - Parameter words: all names of cases and all raw values are among them.
    package init(words: Set<String>, vault: any PersonalVault) {
        self.words = words.sorted()
        self.vault = vault
    }

    /// - Throws: `StoredFormatProblem` when values of the type cannot be stored so that equal values give equal bytes, or
    ///   nobody can tell what they look like.
    package func shape(of type: any Decodable.Type) throws -> Shape {
        open = []
        return try finding(type).shape
    }

    func finding<T: Decodable>(_ type: T.Type) throws -> Finding {
        let id = ObjectIdentifier(type)
        if let finding = found[id] { return finding }
        guard !open.contains(where: { $0 == type }) else {
            throw problem("\(T.self) holds itself; a stored type that can be nested without end is not supported")
        }
        open.append(type)
        let finding = try ask(type)
        open.removeLast()
        found[id] = finding
        return finding
    }

    private func ask<T: Decodable>(_ type: T.Type) throws -> Finding {
        if let scalar = Scalars.byType[ObjectIdentifier(type)] {
            return Finding(shape: .scalar(scalar.word), value: try PlainJSON.decode(type, scalar.samples[0], vault))
        }
        if let map = type as? any MapType.Type {
            guard map.hasTextKeys else {
                throw problem("\(T.self) is stored as a list in no certain order; use String as its key, or an array")
            }
            return Finding(shape: .map(of: try element(map.element, of: type)), value: map.empty)
        }
        if let list = type as? any ContainerType.Type {
            return Finding(shape: .list(of: try element(list.element, of: type)), value: list.empty)
        }
        if let refusal = refusal(of: type) { throw problem(refusal) }
        if let enumeration = type as? any RawRepresentable.Type { return try words(of: enumeration) }
        return try members(of: type)
    }

    private func element(_ element: (any Decodable.Type)?, of type: Any.Type) throws -> Shape {
        guard let element else { throw problem("\(type) has elements that cannot be decoded") }
        return try finding(element).shape
    }

    private func refusal(of type: Any.Type) -> String? {
        if type is any SetAlgebra.Type {
            return "\(type) is written in another order by every process; use a sorted array"
        }
        if type is any BinaryFloatingPoint.Type {
            return "\(type) is not exact; use Money, an integer, or a text"
        }
        if type is any OptionalType.Type {
            return "\(type) stands where there is no member that could be absent; use an enumeration"
        }
        return nil
    }

    private func words<R: RawRepresentable>(of type: R.Type) throws -> Finding {
        let accepted = words.compactMap { word in
            (word as? R.RawValue).flatMap(R.init(rawValue:)).map { (word: word, value: $0) }
        }
        guard let first = accepted.first, Mirror(reflecting: first.value).displayStyle == .enum else {
            throw problem("\(R.self) is RawRepresentable, but no enumeration of texts; let it be coded by its members")
        }
        return Finding(
            shape: .words(accepted.map(\.word), type: String(reflecting: type)), value: first.value)
    }

    /// An enumeration with values is decoded once for each of its cases.
    private func members<T: Decodable>(of type: T.Type) throws -> Finding {
        let name = String(reflecting: type)
        let first = Recording(probe: self, turn: 0)
        let value = try decode(type, first)
        if let single = first.single { return Finding(shape: single, value: value) }
        guard !first.cases.isEmpty else {
            return Finding(shape: .object(first.sortedMembers, type: name), value: value)
        }
        let cases = try first.cases.indices.map { turn in
            let recording = turn == 0 ? first : Recording(probe: self, turn: turn)
            if turn > 0 { _ = try decode(type, recording) }
            return Shape.Member(
                name: first.cases[turn],
                shape: .object(recording.sortedMembers, type: "\(name).\(first.cases[turn])"))
        }
        return Finding(shape: .cases(cases, type: name), value: value)
    }

    private func decode<T: Decodable>(_ type: T.Type, _ recording: Recording) throws -> T {
        do {
            return try T(from: ProbeDecoder(recording: recording))
        } catch let problem as StoredFormatProblem {
            throw problem
        } catch {
            throw problem(
                "\(T.self) refuses to be decoded from samples; add it to Scalars if it writes itself (\(error))")
        }
    }

    /// Names the way to the type that is asked.
    func problem(_ sentence: String) -> StoredFormatProblem {
        let way = open.map { String(describing: $0) }.joined(separator: " > ")
        return StoredFormatProblem(way.isEmpty ? sentence : "\(way): \(sentence)")
    }
}

/// Generic types whose coding is the standard library's own.
private protocol ContainerType {
    static var element: (any Decodable.Type)? { get }
    static var empty: Any { get }
}

extension Array: ContainerType {
    static var element: (any Decodable.Type)? { Element.self as? any Decodable.Type }
    static var empty: Any { Self() }
}

private protocol MapType: ContainerType {
    static var hasTextKeys: Bool { get }
}

extension Dictionary: MapType {
    static var element: (any Decodable.Type)? { Value.self as? any Decodable.Type }
    static var empty: Any { Self() }
    static var hasTextKeys: Bool { Key.self == String.self }
}

private protocol OptionalType {}

extension Optional: OptionalType {}
