import JSON
import Kernel
import Messaging
import StoredFormats
import Testing

private let shapeFile = "basket.state.v1.shape.json"
private let samplesFile = "basket.state.v1.samples.json"
private let basket = StoredFormat<Planted.Basket>.json()

private typealias Upcasters = [Int16: StoredFormat<Planted.MemberAdded>.Caster]

/// What was stored before the basket counted is one piece.
private let upcasters: Upcasters = [1: { $0.with("/count", 1) }]

/// What came of the basket.
private func counting(upcasters: Upcasters) -> StoredFormat<Planted.MemberAdded> {
    .json(version: 2, upcasters: upcasters)
}

@Suite struct StoredFormatTests {
    @Test("What the services of this repository store is what was released")
    func present() throws {
        let problems = try StoredServices(root: PackageFiles.root).check()
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    }

    @Test("The contract covers states, inputs and effects of every service")
    func coverage() throws {
        let services = try StoredServices(root: PackageFiles.root).all
        #expect(
            services.map(\.name) == [
                "catalog", "crowdsourcing", "invoicing", "orders", "partner-domain-fulfilment", "posting", "refunds",
            ])
        for service in services {
            let kinds = service.types.map(\.name).filter { $0.hasSuffix(".state") }.map { $0.dropLast(6) }
            #expect(!kinds.isEmpty)
            for kind in kinds { #expect(service.types.contains { $0.name == "\(kind).input" }) }
        }
        let effects = services.flatMap { service in
            service.types.map(\.name).filter { $0.hasSuffix(".effect") }.map { "\(service.name)/\($0)" }
        }
        #expect(effects.count >= 7, "\(effects)")
    }

    @Test("A type that is to be released again must be one that is stored")
    func unknown() throws {
        let problems = try StoredServices(root: PackageFiles.root).release(again: ["orders/odder.state"])
        #expect(problems.count == 1 && problems[0].hasPrefix("no stored type is called 'orders/odder.state'"))
    }

    @Test("A version without files is refused until it is released, and a release is never overwritten")
    func release() throws {
        try PlantedStore.with { store in
            #expect(
                store.check(basket) == [
                    "shop/basket.state: Stored/\(shapeFile) is missing; run `scripts/stored-formats release`.",
                    "shop/basket.state: Stored/\(samplesFile) is missing; run `scripts/stored-formats release`.",
                ])
            #expect(store.release(basket) == [])
            #expect(store.names() == [samplesFile, shapeFile])
            #expect(store.check(basket) == [])
            let before = store.read(samplesFile)
            #expect(store.release(StoredFormat<Planted.MemberRenamed>.json()) == [])
            #expect(store.read(samplesFile) == before)
        }
    }

    @Test("Any change of a released type is refused, and told with the way out", arguments: PlantedChange.all)
    func change(_ change: PlantedChange) throws {
        func store<Old: Codable & Sendable, New: Codable & Sendable>(_: Old.Type, _: New.Type) throws {
            try PlantedStore.with { store in
                #expect(store.release(StoredFormat<Old>.json()) == [])
                #expect(store.check(StoredFormat<Old>.json()) == [])
                let problems = store.check(StoredFormat<New>.json())
                #expect(problems.count == 1)
                let told = problems.first ?? ""
                for sentence in change.told { #expect(told.contains("- \(sentence)\n"), "\(told)") }
                #expect(told.contains("make this version 2"))
                #expect(told.contains("release --again shop/basket.state"))
            }
        }
        try store(change.old, change.new)
    }

    @Test("A version that no installation holds is released again")
    func again() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            let renamed = StoredFormat<Planted.MemberRenamed>.json()
            #expect(store.check(renamed) != [])
            #expect(store.release(renamed, again: true) == [])
            #expect(store.check(renamed) == [])
        }
    }

    @Test("Samples show everything there and everything absent, each word and each case")
    func samples() throws {
        try PlantedStore.with { store in
            #expect(store.release(StoredFormat<Planted.Whole>.json()) == [])
            #expect(store.check(StoredFormat<Planted.Whole>.json()) == [])
            let samples = try #require(try JSONValue(parsing: store.read(samplesFile)).array)
            #expect(samples.contains { $0.at("/on") != nil && $0.at("/buyer/sealed") != nil })
            #expect(samples.contains { $0.at("/on") == nil && $0.at("/input") == nil && $0.at("/buyer/sealed") == nil })
            #expect(Set(samples.compactMap { $0.at("/status")?.string }) == ["open", "paid"])
            #expect(Set(samples.flatMap { $0.at("/input")?.object?.names ?? [] }) == ["place", "cancel"])
            #expect(
                samples.contains { $0.at("/baskets/0/price") != nil } && samples.contains { $0.at("/baskets/0") == nil }
            )
        }
    }

    @Test("The next version reads what the one before it wrote, through its upcaster")
    func upcast() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            #expect(store.check(counting(upcasters: upcasters)).count == 2, "version 2 has no files yet")
            #expect(store.release(counting(upcasters: upcasters)) == [])
            #expect(store.check(counting(upcasters: upcasters)) == [])
            #expect(store.names().count == 4)
        }
    }

    @Test("A version that was released and is no longer read is refused: without an upcaster, or with a wrong one")
    func unread() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            #expect(store.release(counting(upcasters: upcasters)) == [])
            let wrong: [Upcasters] = [[:], [1: { $0.with("/pieces", 1) }]]
            for upcasters in wrong {
                let problems = store.check(counting(upcasters: upcasters))
                #expect(problems.count == 2, "one for each sample: \(problems)")
                #expect(problems[0].hasPrefix("Stored/\(samplesFile), line 2: is no longer read: "))
            }
        }
    }

    @Test("While the version before is still written, the new one is checked too")
    func writingOlder() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            let format = StoredFormat<Planted.MemberAdded>.json(
                version: 2, upcasters: upcasters, writing: 1, downcasters: [2: { $0.with("/count", nil) }])
            #expect(store.release(format) == [])
            let samples = try JSONValue(parsing: store.read("basket.state.v2.samples.json"))
            #expect(samples.at("/0/count") != nil)
            #expect(store.check(format) == [])
            #expect(store.check(counting(upcasters: upcasters)) == [])
        }
    }

    @Test("Released files may neither be lost nor be ahead of the build")
    func versions() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            #expect(store.release(counting(upcasters: upcasters)) == [])
            let ahead = store.check(basket)
            #expect(ahead.count == 1 && ahead[0].contains("version 2 was released, and this build reads up to 1"))
            try store.remove(shapeFile)
            let lost = store.check(counting(upcasters: upcasters))
            #expect(lost.count == 1 && lost[0].hasSuffix("is missing; it was released: take it back from the history."))
            try store.remove(samplesFile)
            #expect(store.check(counting(upcasters: [:])) == [], "a version that no installation holds any more")
        }
    }

    @Test("Files of a type that is gone, and of none, are refused")
    func strays() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            try store.write("{}", "crate.input.v1.shape.json")
            try store.write("", "basket.state.v1.shape.json.orig")
            let problems = store.check(basket)
            #expect(problems.count == 2)
            #expect(
                problems[0].hasSuffix(
                    "basket.state.v1.shape.json.orig is neither shape nor samples of a stored type; take it away."))
            #expect(problems[1].contains("shop stores no crate.input any more"))
        }
    }

    @Test("A sample comes back byte for byte, or is refused with the place")
    func bytes() throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            try store.write("[\n{\"price\":1,\"id\":\"a\"}\n]\n", samplesFile)
            let problems = store.check(basket)
            #expect(problems.count == 1)
            #expect(problems[0].contains("line 2: is written otherwise than it was read, from byte 2 on: 'price"))
        }
    }

    @Test(
        "A file that is not as it was written is refused by its name",
        arguments: ["", "[]", "{\"id\":\"a\"}", "[\n[1],\n]\n"])
    func broken(text: String) throws {
        try PlantedStore.with { store in
            #expect(store.release(basket) == [])
            try store.write(text, samplesFile)
            #expect(
                store.check(basket).map { $0.contains("\(samplesFile) is not as scripts/stored-formats wrote it") } == [
                    true
                ])
        }
    }

    @Test("A type that writes other than it reads is not released, be it by its Codable or by a codec")
    func forgetful() throws {
        let codec = Codec<Planted.Basket>(
            encode: { basket, _ in Array(#"{"price":\#(basket.price.fen)}"#.utf8) },
            decode: { _, _ in Planted.Basket(id: "", price: .zero) })
        try PlantedStore.with { store in
            let problems =
                store.release(StoredFormat<Planted.Forgetful>.json()) + store.release(StoredFormat(codec))
            #expect(problems.map { $0.hasSuffix("let it write what it reads") } == [true, true])
            #expect(store.names() == [])
        }
    }
}
