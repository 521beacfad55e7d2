import Testing

@Suite struct ExpectationTests {
    private static let folders: [String] = {
        let files = Repository.swift.filter { $0.isIn(["Tests/"]) }
        return Set(files.map { $0.path.split(separator: "/").prefix(3).joined(separator: "/") })
            .filter { !$0.hasSuffix(".swift") }.sorted() + ["Tests/Tidy", "Tests/Contract"]
    }()

    @Test("Every test expects something", arguments: folders)
    func expecting(folder: String) {
        let findings = Expectations.missing(in: Repository.swift.filter { $0.isIn([folder + "/"]) })
        #expect(findings.isEmpty, "\(listed(findings))")
    }

    @Test(
        "A test that cannot fail is found, one that expects through a helper is not",
        arguments: [
            ("@Test func a() { b() }\nfunc b() {}", ["a"]), ("@Test func a() { #expect(true) }", []),
            ("@Test(\"x (y)\", arguments: [1, 2])\nprivate func a(b: Int) throws { _ = b }", ["a"]),
            ("@Test func a() { b { 1 } }\nfunc b(_ c: () -> Int) { d() }\nfunc d() { _ = try #require(nil) }", []),
            ("@Test func a() throws { let b = try #require(c) }", []), ("func a() {}", []),
            ("@Test func a() { Issue.record(\"b\") }\n@Test func c() { \"#expect\" }", ["c"]),
        ])
    func planted(source: String, names: [String]) {
        let findings = Expectations.missing(in: [SourceFile(path: "Tests/a.swift", text: source)])
        #expect(findings.map { String($0.what.prefix { $0 != "(" }) } == names)
    }
}
