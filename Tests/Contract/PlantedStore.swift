import FoundationEssentials
import JSON
import Kernel
import Messaging
import StoredFormats

/// A service with one stored type, `basket.state`, in a folder of its own that is removed afterwards.
struct PlantedStore {
    private let root: String

    static func with(_ body: (PlantedStore) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "stored-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: root) }
        try body(PlantedStore(root: root))
    }

    /// Knows the words of the planted types.
    static func probe() -> ShapeProbe {
        let planted = FileManager.default.contents(atPath: PackageFiles.root + "/Tests/Contract/PlantedTypes.swift")
        return ShapeProbe(
            words: SourceWords.of(String(decoding: planted ?? Data(), as: UTF8.self)), vault: SampleVault())
    }

    func check<Value>(_ format: StoredFormat<Value>) -> [String] {
        StoredFormatCheck(service(format), Self.probe(), SampleVault()).problems()
    }

    func release<Value>(_ format: StoredFormat<Value>, again: Bool = false) -> [String] {
        StoredFormatRelease(service(format), Self.probe(), SampleVault()).write(again: again ? ["basket.state"] : [])
    }

    func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root + "/Stored")) ?? []).sorted()
    }

    func read(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: "\(root)/Stored/\(name)") ?? Data(), as: UTF8.self)
    }

    func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(root)/Stored/\(name)"))
    }
    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(root)/Stored/\(name)") }

    private func service<Value>(_ format: StoredFormat<Value>) -> StoredService {
        StoredService(
            name: "shop", files: ReleasedFiles(root: root, path: "Stored"), types: [StoredType("basket.state", format)])
    }
}
