import FoundationEssentials

/// The files of this repository, found from where this file lies.
enum Repository {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
        separator: "/")

    /// Paths of everything that is written by hand or generated and kept, relative to the root, sorted.
    static let paths: [String] = list("").sorted()

    static let swift: [SourceFile] = paths.filter { $0.hasSuffix(".swift") && !$0.contains("/Generated/") }.map {
        SourceFile(path: $0, text: text($0))
    }

    static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: "\(root)/\(path)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    static func isExecutable(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: "\(root)/\(path)") }

    private static func list(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return names.flatMap { name -> [String] in
            // What git ignores or is git's own.
            if [".git", ".build", ".state", ".swiftpm"].contains(name) { return [] }
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            return isFolder(path) ? list(path) : [path]
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) && isFolder
    }
}

/// A Swift file with its words.
struct SourceFile: Sendable {
    /// From the root, with `/`.
    let path: String
    let text: String
    let tokens: [Token]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        tokens = Lexer.tokens(of: text)
    }

    func isIn(_ folders: [String]) -> Bool { folders.contains { path.hasPrefix($0) } }

    /// The name of the module that a room of a service is, `OrdersDomain`; nil elsewhere.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 3, parts[0] == "Services", ["Domain", "Application", "Adapters", "Main"].contains(parts[2])
        else { return nil }
        return "\(parts[1])\(parts[2])"
    }
}

/// One offence, as the test shows it.
struct Finding: Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}
