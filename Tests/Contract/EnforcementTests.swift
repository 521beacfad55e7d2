import ContractGenerator
import EventContracts
import JSON
import Testing

/// One way to break a message: another value at one place.
private struct Offence {
    let pointer: String
    let value: JSONValue
}

/// Everything that a schema bounds, broken one place at a time in a sample.
private struct Offences {
    let contract: Contract

    func all(_ value: JSONValue, _ schema: Schema, at pointer: String = "") -> [Offence] {
        func offence(_ value: JSONValue) -> Offence { Offence(pointer: pointer, value: value) }
        switch (contract.resolved(schema), value) {
        case (.object(let members), .object(let object)):
            return members.flatMap { member in
                object[member.name].map { all($0, member.schema, at: "\(pointer)/\(member.name)") } ?? []
            } + [offence([]), offence("x")]
        case (.array(let element, let limits), .array(let elements)):
            let within = elements.enumerated().flatMap { all($1, element, at: "\(pointer)/\($0)") }
            guard let first = elements.first else { return within }
            return within
                + [Int(limits.most) + 1, Int(limits.least) - 1].filter { $0 >= 0 }
                .map { offence(.array(Array(repeating: first, count: $0))) } + [offence([:])]
        case (.string(let limits, let pattern), _):
            return strings(limits, pattern).map(offence) + [offence(1), offence(true)]
        case (.integer(let limits), _), (.money(let limits), _):
            return [limits.least - 1, limits.most + 1, .max, .min].map { offence(.int($0)) }
                + [offence("1"), offence(.double(1.5))]
        case (.words(_, true), _): return [offence("of-a-newer-version"), offence(""), offence(1)]
        case (.words(_, false), _): return [offence(.string(text(65))), offence(""), offence(1)]
        case (.instant, _): return [offence("yesterday"), offence("2026-11-21T25:00:00"), offence(0)]
        case (.date, _): return [offence("today"), offence("2027-2-1"), offence(0)]
        case (.boolean, _): return [offence("true"), offence(0)]
        default: return []
        }
    }

    private func strings(_ limits: Limits, _ pattern: String?) -> [JSONValue] {
        var texts = [text(Int(limits.most) + 1), String(repeating: "👪", count: Int(limits.most) + 1)]
        if limits.least > 0 { texts.append(text(Int(limits.least) - 1)) }
        // No pattern of ours allows a blank or a letter that is not ASCII.
        if pattern != nil { texts += [String(repeating: " ", count: Int(limits.most)), "é"] }
        return texts.map { .string($0) }
    }

    private func text(_ count: Int) -> String { String(repeating: "0", count: count) }
}

@Suite struct EnforcementTests {
    @Test(
        "C03 C04 Whatever breaks the contract of a message is refused by its decoder, which names the place and quotes nothing",
        arguments: MessageType.all)
    func refused(type: MessageType) throws {
        let (contract, message, sample) = try described(type)
        let offences = Offences(contract: contract).all(sample, message.payload)
        #expect(offences.count > 10)
        for offence in offences {
            let broken = sample.with(offence.pointer, offence.value)
            let error = #expect(throws: JSONError.self, "\(offence)") { try type.message.init(json: broken.bytes()) }
            #expect(error?.pointer == offence.pointer, "\(offence)")
            #expect(!SampleValidator(contract).problems(broken, message.payload).isEmpty, "\(offence)")
        }
    }

    @Test(
        "C21 Texts are as long as allowed in code points, be they emoji, and numbers as large",
        arguments: MessageType.all)
    func atTheLimits(type: MessageType) throws {
        let (contract, message, sample) = try described(type)
        guard case .object(let members) = contract.resolved(message.payload) else { return }
        var full = sample
        for member in members where full[member.name] != nil {
            switch contract.resolved(member.schema) {
            case .string(let limits, nil): full[member.name] = .string(String(repeating: "👪", count: Int(limits.most)))
            case .integer(let limits), .money(let limits): full[member.name] = .int(limits.most)
            default: break
            }
        }
        #expect(try JSONValue(type.message.init(json: full.bytes()).json()) == full)
    }

    @Test("U+0000 is refused wherever it stands, in members nobody knows too", arguments: MessageType.all)
    func zeroCharacter(type: MessageType) throws {
        let (_, _, sample) = try described(type)
        for pointer in ["/ofANewerVersion", "/" + (sample.object?.names.first ?? "")] {
            let text = sample.with(pointer, "PLACE").text.replacing("PLACE", with: "a\\u0000b")
            let error = #expect(throws: JSONError.self) { try type.message.init(json: Array(text.utf8)) }
            #expect(error?.pointer == pointer)
        }
    }

    @Test("A member that stands twice is refused, known or not", arguments: MessageType.all)
    func twice(type: MessageType) throws {
        let (_, _, sample) = try described(type)
        for name in ["ofANewerVersion", sample.object?.names.first ?? ""] {
            let whole = sample.with("/" + name, sample[name] ?? 1).text
            let text = whole.dropLast() + ",\"\(name)\":1}"
            let error = #expect(throws: JSONError.self) { try type.message.init(json: Array(text.utf8)) }
            #expect(error?.code == .duplicateMember)
            #expect(error?.pointer == "/" + name)
        }
    }

    @Test("C04 The largest message adds up: what its amounts may be, times the lines it may have, stays within 53 bits")
    func sums() throws {
        for contract in try PackageFiles.contracts() {
            for message in contract.messages {
                #expect(largestSum(message.payload, contract) < 1 << 53, "\(message.type)")
            }
        }
    }

    /// All amounts of a message added up, each as large as it may be.
    private func largestSum(_ schema: Schema, _ contract: Contract) -> Int64 {
        switch contract.resolved(schema) {
        case .money(let limits): max(limits.most, -limits.least)
        case .object(let members): members.reduce(0) { $0 + largestSum($1.schema, contract) }
        case .array(let element, let limits): largestSum(element, contract) * limits.most
        default: 0
        }
    }

    private func described(_ type: MessageType) throws -> (Contract, Message, JSONValue) {
        let contract = try #require(
            try PackageFiles.contracts().first { $0.messages.contains { $0.type == type.message.type } })
        let message = try #require(contract.messages.first { $0.type == type.message.type })
        return (contract, message, try JSONValue(PackageFiles.golden(type.message.type)))
    }
}
