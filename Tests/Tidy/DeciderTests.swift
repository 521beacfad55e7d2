import Testing

@Suite struct DeciderTests {
    @Test("Every decider is driven at random by a Walk in its service's unit tests")
    func walked() {
        let deciders = Repository.swift.filter { $0.path.contains("/Domain/") }.flatMap { file in
            Self.deciders(of: file).map { (service: String(file.path.split(separator: "/")[1]), name: $0) }
        }
        #expect(deciders.count >= 24, "only \(deciders.count) deciders were found")
        for (service, name) in deciders {
            let tests = Repository.swift.filter { $0.isIn(["Tests/Unit/\(service)/"]) }
            #expect(
                tests.contains { !$0.tokens.places(of: ["Walk", "(", name, ".", "self"]).isEmpty },
                "\(name) of \(service) has no Walk(\(name).self, …) in Tests/Unit/\(service).")
        }
    }

    @Test("Deciders are told from what only speaks of them")
    func found() {
        let source =
            "package enum A: Decider {}\nfunc f<D: Decider>(_: D.Type) {}\nenum B: String, Decider {}\n// enum C: Decider"
        #expect(Self.deciders(of: SourceFile(path: "a.swift", text: source)) == ["A", "B"])
    }

    /// Names of the enumerations that conform to Decider.
    private static func deciders(of file: SourceFile) -> [String] {
        file.tokens.places(of: ["enum"]).compactMap { place in
            let rest = file.tokens[place...].prefix { $0.text != "{" }
            return rest.contains { $0.text == "Decider" } ? rest.dropFirst().first?.text : nil
        }
    }
}
