/// Where values come from: the environment, and files for secrets.
package struct ConfigurationSource: Sendable {
    enum Lookup {
        case absent
        case text(String)
        case problem(String)
    }

    package let environment: [String: String]
    private let readText: @Sendable (_ path: String) throws -> String

    /// - Parameter readText: reads a file that a `…_FILE` variable names.
    package init(environment: [String: String], readText: @escaping @Sendable (String) throws -> String) {
        self.environment = environment
        self.readText = readText
    }

    /// An empty variable counts as unset, as shells and container tools cannot tell the two apart.
    func text(_ name: String, isSecret: Bool) -> Lookup {
        let text = environment[name].flatMap { $0.isEmpty ? nil : $0 }
        guard isSecret, let path = environment["\(name)_FILE"], !path.isEmpty else {
            return text.map(Lookup.text) ?? .absent
        }
        guard text == nil else { return .problem("is set twice: as \(name) and through \(name)_FILE") }
        return file(path, name)
    }

    func file(_ path: String, _ name: String) -> Lookup {
        switch read(path) {
        // Editors and `echo` end a file with a line feed that is no part of the secret.
        case .success(let text): .text(text.hasSuffix("\n") ? String(text.dropLast()) : text)
        case .failure(let error): .problem("is to come from the file \(path), which cannot be read: \(error.reason)")
        }
    }

    func read(_ path: String) -> Result<String, FileError> {
        do { return .success(try readText(path)) } catch {
            return .failure(FileError(path: path, reason: (error as? FileError)?.reason ?? "\(error)"))
        }
    }
}
