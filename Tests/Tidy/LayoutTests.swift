import Testing

@Suite struct LayoutTests {
    static let services = ["Catalog", "Crowdsourcing", "Invoicing", "Orders", "PartnerDomainFulfilment", "Refunds"]

    @Test("Every service has the same rooms", arguments: services + ["Posting"])
    func rooms(service: String) {
        let folder = "Services/\(service)"
        for room in ["Domain", "Application", "Adapters", "Main"] {
            #expect(
                has("\(folder)/\(room)/", ".swift"),
                "\(folder)/\(room) has no Swift file; Services/Posting shows the rooms.")
        }
        #expect(
            has("\(folder)/Adapters/Migrations/V0001_", ".sql"),
            "\(folder)/Adapters/Migrations begins with V0001_….sql.")
        #expect(
            has("\(folder)/Stored/", ".shape.json"),
            "\(folder)/Stored says nothing of what the service stores: scripts/stored-formats release.")
        for file in ["\(service)Service", "\(service)Main", "Events/InboundEvents", "Events/PublishedEvents"] {
            let path = "\(folder)/Adapters/\(file).swift"
            #expect(Repository.exists(path), "\(path) is missing; Services/Posting shows what it holds.")
        }
    }

    /// The first four are in every service; the others hold its ports to the outside, named for what is on the other side.
    static let adapterRooms: Set<String> = [
        "Events", "HTTP", "Migrations", "Postgres",
        "Documents", "Mail", "Offers", "Partners", "Payment", "Phone", "Production", "Seed", "Texts",
    ]

    @Test("Adapters have the same rooms everywhere, and nothing beside them", arguments: services + ["Posting"])
    func adapters(service: String) {
        let folder = "Services/\(service)/Adapters/"
        let loose: Set<String> = ["\(service)Service.swift", "\(service)Main.swift", "\(service)Configuration.swift"]
        for path in Repository.paths where path.hasPrefix(folder) {
            let parts = path.dropFirst(folder.count).split(separator: "/").map(String.init)
            if parts.count == 1 {
                #expect(loose.contains(parts[0]), "\(path) lies loose: only \(loose.sorted()) may.")
            } else {
                #expect(
                    Self.adapterRooms.contains(parts[0]),
                    "\(path): the rooms are \(Self.adapterRooms.sorted()); the room of a new port is named there first."
                )
            }
        }
    }

    @Test("main.swift is one call", arguments: Repository.swift.filter { $0.path.hasSuffix("/main.swift") }.map(\.path))
    func main(path: String) throws {
        let file = try #require(Repository.swift.first { $0.path == path })
        #expect(
            Sizes.lines(of: file) <= 5,
            "\(path) has \(Sizes.lines(of: file)) lines. Its closures run on the main actor and crash in C callbacks: call a function of another file."
        )
    }

    @Test("Every service's page says on 120 lines what it does", arguments: services + ["Posting"])
    func pages(service: String) {
        let lines = lineCount("Services/\(service)/README.md")
        #expect(
            lines > 10,
            "Services/\(service)/README.md is missing: commands, events in and out, tables, timers, effects, rules, configuration."
        )
        #expect(
            lines <= 120,
            "Services/\(service)/README.md has \(lines) lines; 120 are allowed. Move protocols into a file beside it.")
    }

    @Test("The first page has 120 lines at most")
    func readme() {
        let lines = lineCount("README.md")
        #expect(
            (20...120).contains(lines),
            "README.md has \(lines) lines; say it shorter, and the rest in ARCHITECTURE.md or CONTRIBUTING.md.")
    }

    @Test("Nothing is tied to one machine")
    func machines() {
        let findings = Repository.paths.filter { !$0.hasPrefix(".ci/") && !$0.hasPrefix("Tests/Tidy/") }.flatMap {
            path in
            LocalPaths.findings(path: path, text: Repository.text(path))
        }
        #expect(
            findings.isEmpty,
            "\(listed(findings)): take it from an environment variable, or find it from the root of the repository.")
    }

    @Test("Links in the pages lead somewhere", arguments: Repository.paths.filter { $0.hasSuffix(".md") })
    func links(page: String) {
        let folder = page.split(separator: "/").dropLast().joined(separator: "/")
        for link in Links.of(Repository.text(page)) {
            let target = Links.resolve(link, from: folder)
            #expect(Repository.exists(target), "\(page) links to \(link), which is not there.")
        }
    }

    @Test("Every script can be run", arguments: Repository.paths.filter { Repository.text($0).hasPrefix("#!") })
    func scripts(path: String) {
        #expect(Repository.isExecutable(path), "\(path) cannot be run: chmod +x \(path)")
    }

    private func lineCount(_ path: String) -> Int { Repository.text(path).utf8.count { $0 == UInt8(ascii: "\n") } }

    private func has(_ prefix: String, _ suffix: String) -> Bool {
        Repository.paths.contains { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
    }
}
