import JSON
package import Kernel
import Messaging

/// Holds the stored types of a service against what was released of them.
package struct StoredFormatCheck {
    private let service: StoredService
    private let probe: ShapeProbe
    private let vault: any PersonalVault

    package init(_ service: StoredService, _ probe: ShapeProbe, _ vault: any PersonalVault) {
        self.service = service
        self.probe = probe
        self.vault = vault
    }

    /// A sentence for each thing that is wrong; empty when all that was ever stored is read, and comes back as it was written.
    package func problems() -> [String] { service.types.flatMap(problems) + strays() }

    private func problems(_ type: StoredType) -> [String] {
        let versions = Set(service.files.all().filter { $0.type == type.name }.map(\.version))
        do {
            let changes = try changes(type)
            guard changes.isEmpty else { return [changed(type, changes)] }
            return missing(type, versions) + unread(type, versions)
                + versions.filter { $0 <= type.newest }.sorted().flatMap { samples(type, $0) }
        } catch {
            return ["\(service.title(type)): \(error)"]
        }
    }

    private func changes(_ type: StoredType) throws -> [String] {
        let present = try probe.shape(of: type.type)
        let file = ReleasedFiles.File(type.name, type.newest, .shape)
        guard service.files.has(file) else { return [] }
        return ShapeChanges.between(released: try service.files.shape(file), present: present)
    }

    private func changed(_ type: StoredType, _ changes: [String]) -> String {
        let (title, version) = (service.title(type), type.newest)
        let place = service.files.place(ReleasedFiles.File(type.name, version, .shape))
        return """
            \(title) is no longer what was released as version \(version) (\(place)):
            \(changes.map { "  - \($0)" }.joined(separator: "\n"))
              Rows of version \(version) may be stored. Undo the change; or make this version \(version + 1) in the service's \
            definition, with an upcaster from \(version), and run `scripts/stored-formats release`. Only while no \
            installation holds version \(version): `scripts/stored-formats release --again \(title)`.
            """
    }

    /// Of the versions from the oldest one kept to the present one.
    private func missing(_ type: StoredType, _ versions: Set<Int16>) -> [String] {
        let newest = type.newest
        return (min(versions.min() ?? newest, newest)...newest).flatMap { version in
            ReleasedFiles.Part.allCases.map { ReleasedFiles.File(type.name, version, $0) }.filter {
                !service.files.has($0)
            }
        }.map { file in
            let remedy =
                file.version == newest
                ? "run `scripts/stored-formats release`" : "it was released: take it back from the history"
            return "\(service.title(type)): \(service.files.place(file)) is missing; \(remedy)."
        }
    }

    private func unread(_ type: StoredType, _ versions: Set<Int16>) -> [String] {
        versions.filter { $0 > type.newest }.sorted().map {
            """
            \(service.title(type)): version \($0) was released, and this build reads up to \(type.newest). Give it a version \
            above \($0), with upcasters from those before it.
            """
        }
    }

    private func samples(_ type: StoredType, _ version: Int16) -> [String] {
        let file = ReleasedFiles.File(type.name, version, .samples)
        guard service.files.has(file) else { return [] }
        do {
            return try service.files.samples(file).enumerated().compactMap { position, sample in
                fault(type, sample, version).map { "\(service.files.place(file)), line \(position + 2): \($0)" }
            }
        } catch {
            return ["\(error)"]
        }
    }

    /// What is wrong with one sample; nil if it is read, and what is written of it is read again as the same.
    private func fault(_ type: StoredType, _ sample: [UInt8], _ version: Int16) -> String? {
        do {
            let written = try type.recode(sample, version, vault)
            if version == type.version { return difference(sample, written) }
            return difference(written, try type.recode(written, type.version, vault))
        } catch {
            return """
                is no longer read: \(error). Rows of version \(version) may be stored: mend the upcaster from it. Only when \
                no installation holds version \(version) any more, delete its files together with the upcaster.
                """
        }
    }

    private func difference(_ old: [UInt8], _ new: [UInt8]) -> String? {
        guard old != new else { return nil }
        let same = zip(old, new).prefix { $0 == $1 }.count
        let rest = { (bytes: [UInt8]) in String(decoding: bytes[same...].prefix(40), as: UTF8.self) }
        return """
            is written otherwise than it was read, from byte \(same) on: '\(rest(old))' became '\(rest(new))'. Let the type \
            write what it reads, and equal values as equal bytes.
            """
    }

    /// Files of types that are gone, and of none.
    private func strays() -> [String] {
        let known = Set(service.types.map(\.name))
        return service.files.names().compactMap { name in
            guard let file = ReleasedFiles.File(name: name) else {
                return "\(service.files.place(name)) is neither shape nor samples of a stored type; take it away."
            }
            guard !known.contains(file.type) else { return nil }
            return """
                \(service.files.place(name)): \(service.name) stores no \(file.type) any more, but rows of it may be there, and \
                would wait for ever. Keep the type until no installation holds any; then delete its files.
                """
        }
    }
}
