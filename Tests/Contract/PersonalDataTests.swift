import ContractGenerator
import EventContracts
import JSON
import Testing

@Suite struct PersonalDataTests {
    @Test("The generated list is what the documents mark")
    func list() throws {
        for contract in try PackageFiles.contracts() {
            for message in contract.messages {
                let generated = try #require(ContractRegistry.message(type: message.type))
                #expect(generated.personalData == contract.personalData(of: message))
            }
        }
    }

    /// Parts of names that give a person away wherever they stand.
    private static let suspicious = [
        "phone", "mobile", "mail", "address", "taxnumber", "bankaccount", "bankname", "idnumber", "papers", "recipient",
    ]

    @Test("A text whose name says phone, mail, address, paper or bank account is marked as personal")
    func marks() throws {
        for contract in try PackageFiles.contracts() {
            for message in contract.messages {
                for pointer in unmarkedTexts(message.payload, contract, at: "") {
                    let name = pointer.split(separator: "/").last.map { $0.lowercased() } ?? ""
                    #expect(
                        !Self.suspicious.contains { name.contains($0) },
                        "mark \(pointer) of \(message.type) with x-personal-data")
                }
            }
        }
    }

    private func unmarkedTexts(_ schema: Schema, _ contract: Contract, at pointer: String) -> [String] {
        if schema.isPersonal { return [] }
        return switch contract.resolved(schema) {
        case .string: [pointer]
        case .object(let members): members.flatMap { unmarkedTexts($0.schema, contract, at: "\(pointer)/\($0.name)") }
        case .array(let element, _): unmarkedTexts(element, contract, at: pointer)
        case .map(let value): unmarkedTexts(value, contract, at: pointer)
        default: []
        }
    }
}
