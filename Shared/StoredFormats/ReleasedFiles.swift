import FoundationEssentials
import JSON

/// The folder where a service keeps what its stored types look like, by version: `order.state.v1.shape.json`, and beside it
/// `order.state.v1.samples.json`, an array with one value a line, byte for byte as it is stored.
package struct ReleasedFiles: Sendable {
    private let root: String
    private let path: String

    package enum Part: String, CaseIterable, Sendable {
        case shape, samples
    }

    package struct File: Hashable, Sendable {
        package let type: String
        package let version: Int16
        package let part: Part

        package init(_ type: String, _ version: Int16, _ part: Part) {
            self.type = type
            self.version = version
            self.part = part
        }

        package var name: String { "\(type).v\(version).\(part.rawValue).json" }

        /// nil for a name that no file of this folder can have.
        init?(name: String) {
            guard let part = Part.allCases.first(where: { name.hasSuffix(".\($0.rawValue).json") }) else { return nil }
            let stem = name.dropLast(part.rawValue.count + ".json".count + 1)
            guard let mark = stem.lastIndex(of: "."), stem[mark...].hasPrefix(".v"),
                let version = Int16(stem[mark...].dropFirst(2))
            else { return nil }
            self.init(String(stem[..<mark]), version, part)
            guard self.name == name else { return nil }
        }
    }

    /// - Parameter path: below `root`, as messages name it: `Services/Orders/Stored`
    package init(root: String, path: String) {
        self.root = root
        self.path = path
    }

    func place(_ file: File) -> String { place(file.name) }
    func place(_ name: String) -> String { "\(path)/\(name)" }
    private func full(_ file: File) -> String { "\(root)/\(place(file))" }

    /// The names of all that lies there, in order.
    func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")) ?? []).sorted()
    }

    func all() -> [File] { names().compactMap(File.init(name:)) }

    func has(_ file: File) -> Bool { FileManager.default.fileExists(atPath: full(file)) }

    private func write(_ text: String, _ file: File) throws {
        try FileManager.default.createDirectory(atPath: "\(root)/\(path)", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: full(file)))
    }

    func write(_ shape: Shape, _ file: File) throws { try write(shape.json.prettyText(), file) }

    func write(_ samples: [[UInt8]], _ file: File) throws {
        let lines = samples.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",\n")
        try write("[\n\(lines)\n]\n", file)
    }

    /// - Throws: `StoredFormatProblem`, naming the file.
    func shape(_ file: File) throws -> Shape { try reading(file) { try Shape(JSONValue($0)) } }

    /// - Throws: `StoredFormatProblem`, naming the file.
    package func samples(_ file: File) throws -> [[UInt8]] {
        try reading(file) { bytes in
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().dropLast().map {
                Array(($0.hasSuffix(",") ? $0.dropLast() : $0).utf8)
            }
            guard !lines.isEmpty, try JSONValue(bytes).array == lines.map({ try JSONValue($0) }) else {
                throw StoredFormatProblem("it is no array with one value a line")
            }
            return lines
        }
    }

    private func reading<T>(_ file: File, _ read: ([UInt8]) throws -> T) throws -> T {
        do {
            return try read(Array(FileManager.default.contents(atPath: full(file)) ?? Data()))
        } catch {
            throw StoredFormatProblem("\(place(file)) is not as scripts/stored-formats wrote it: \(error)")
        }
    }
}
