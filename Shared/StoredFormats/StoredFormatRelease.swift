import JSON
package import Kernel
import Messaging

/// Writes what the stored types of a service look like, for later builds to be held against.
package struct StoredFormatRelease {
    private let service: StoredService
    private let probe: ShapeProbe
    private let vault: any PersonalVault

    package init(_ service: StoredService, _ probe: ShapeProbe, _ vault: any PersonalVault) {
        self.service = service
        self.probe = probe
        self.vault = vault
    }

    /// Writes shape and samples of present versions that have none.
    ///
    /// - Parameter again: names of types whose present version is written anew, because no installation holds it yet.
    /// - Returns: what could not be written, and why.
    package func write(again: Set<String> = []) -> [String] {
        service.types.compactMap { type in
            let files = ReleasedFiles.Part.allCases.map { ReleasedFiles.File(type.name, type.newest, $0) }
            do {
                try write(type, files.filter { again.contains(type.name) || !service.files.has($0) })
                return nil
            } catch {
                return "\(service.title(type)): \(error)"
            }
        }
    }

    private func write(_ type: StoredType, _ files: [ReleasedFiles.File]) throws {
        guard !files.isEmpty else { return }
        let shape = try probe.shape(of: type.type)
        let samples = try Samples.of(shape).map { try bytes(of: $0, type.type, type) }
        for file in files {
            switch file.part {
            case .shape: try service.files.write(shape, file)
            case .samples: try service.files.write(samples, file)
            }
        }
    }

    /// - Throws: when a value is not written as it was read, by its Codable or by the format's own codec.
    private func bytes<T: Codable & Sendable>(of json: JSONValue, _: T.Type, _ type: StoredType) throws -> [UInt8] {
        let value = try PlainJSON.decode(T.self, json, vault)
        let plain = try PlainJSON.encode(value, vault)
        let bytes = try type.encode(value, vault)
        for written in [plain, try JSONValue(bytes)] where written != json {
            throw StoredFormatProblem("it reads \(json.text) and writes \(written.text); let it write what it reads")
        }
        guard !bytes.contains(UInt8(ascii: "\n")) else {
            throw StoredFormatProblem("it is stored as JSON of several lines; let it write one")
        }
        return bytes
    }
}
