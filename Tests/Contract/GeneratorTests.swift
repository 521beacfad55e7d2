import ContractGenerator
import FoundationEssentials
import JSON
import Testing

/// A workspace of its own with the shop's document, removed afterwards.
private func withWorkspace(_ body: (Workspace, _ root: String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "contracts-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let workspace = Workspace(root: root)
    try workspace.write(ShopDocument.common.prettyText(), to: "common.json")
    try workspace.write(ShopDocument.document.prettyText(), to: "shop/asyncapi.json")
    try body(workspace, root)
}

@Suite struct GeneratorTests {
    @Test("What this package holds is what its documents give, keeps its releases, and has all its samples")
    func present() throws { #expect(try Command.check(PackageFiles.workspace) == []) }

    @Test("Generating twice gives the same bytes")
    func deterministic() throws {
        let first = try PackageFiles.workspace.generated(PackageFiles.contracts())
        let second = try PackageFiles.workspace.generated(PackageFiles.contracts())
        #expect(first == second)
    }

    @Test("Check is content after generate, and names what was changed, left over or lost since")
    func staleness() throws {
        try withWorkspace { workspace, root in
            #expect(try !Command.check(workspace).isEmpty)
            #expect(try Command.generate(in: workspace) == [])
            #expect(try Command.check(workspace) == [])
            #expect(Command.run(["", "check", root]) == 0)
            try workspace.write("// edited", to: "Generated/Topics.swift")
            try workspace.write("// nobody's", to: "Generated/Shop/ShopWire+Gone.swift")
            try workspace.remove("Golden/marketplace.shop.item-sold.v1.json")
            let places = try Command.check(workspace).map(\.place)
            #expect(
                places == [
                    "Generated/Shop/ShopWire+Gone.swift", "Generated/Topics.swift",
                    "Golden/marketplace.shop.item-sold.v1.json",
                ])
            #expect(Command.run(["", "check", root]) == 1)
            #expect(try Command.generate(in: workspace) == [])
            #expect(try Command.check(workspace) == [])
        }
    }

    @Test("A golden sample is made from the first example once and never overwritten")
    func golden() throws {
        try withWorkspace { workspace, _ in
            _ = try Command.generate(in: workspace)
            let path = "Golden/marketplace.shop.item-sold.v1.json"
            let sample = try workspace.json(path)
            #expect(sample == ShopDocument.document.at(ShopDocument.messagePointer + "/examples/0/payload"))
            try workspace.write(sample.with("/count", 1000).prettyText(), to: path)
            _ = try Command.generate(in: workspace)
            #expect(try workspace.json(path)["count"] == 1000)
            #expect(try Command.check(workspace).map(\.sentence) == ["/count: expected an integer, 1 to 99"])
        }
    }

    @Test("Check compares with the release, in a sentence, until the next release")
    func releases() throws {
        try withWorkspace { workspace, root in
            #expect(Command.run(["", "generate", root]) == 0)
            #expect(Command.run(["", "release", root]) == 0)
            #expect(Command.run(["", "check", root]) == 0)
            let changed = ShopDocument.document.with(ShopDocument.payloadPointer + "/properties/day", nil)
            try workspace.write(changed.prettyText(), to: "shop/asyncapi.json")
            #expect(Command.run(["", "generate", root]) == 0)
            #expect(
                try Command.check(workspace).map(\.description) == [
                    "shop/asyncapi.json breaks its release: marketplace.shop.item-sold.v1/day was removed or renamed"
                ])
            #expect(Command.run(["", "release", root]) == 0)
            #expect(Command.run(["", "check", root]) == 0)
        }
    }

    @Test("A released contract may not disappear")
    func lostDocument() throws {
        try withWorkspace { workspace, root in
            #expect(Command.run(["", "release", root]) == 0)
            try workspace.remove("shop/asyncapi.json")
            #expect(Command.run(["", "generate", root]) == 0)
            #expect(try Command.check(workspace).map(\.place) == ["Released/shop.json"])
        }
    }

    @Test("A document with a problem stops everything and writes nothing")
    func problems() throws {
        try withWorkspace { workspace, root in
            try workspace.write("{", to: "shop/asyncapi.json")
            #expect(Command.run(["", "generate", root]) == 1)
            #expect(Command.run(["", "release", root]) == 1)
            #expect(workspace.generatedPaths() == [])
            #expect(workspace.releasedServices() == [])
        }
    }

    @Test("Anything but the three commands is refused, as a wrong use")
    func usage() {
        #expect(Command.run([""]) == 64)
        #expect(Command.run(["", "check", "x", "y"]) == 64)
        #expect(Command.run(["", "destroy", "/nowhere"]) == 64)
    }
}
