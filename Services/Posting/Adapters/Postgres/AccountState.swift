import JSON
import Kernel
import Messaging
import PostingDomain

/// The account as stored: JSON written and read by hand, because this service is measured per microsecond.
enum AccountState {
    static let format = StoredFormat(
        Codec<Account.State>(encode: { state, _ in encode(state) }, decode: { bytes, _ in try decode(bytes) }))

    static func encode(_ state: Account.State) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.name("balance")
        writer.int64(state.balance.fen)
        writer.name("id")
        writer.string(state.id)
        writer.name("lastOrderID")
        writer.string(state.lastOrderID)
        writer.name("postings")
        writer.int64(state.postings)
        writer.endObject()
        return writer.bytes
    }

    private static let members: JSONMemberNames = ["balance", "id", "lastOrderID", "postings"]

    private static func decode(_ bytes: [UInt8]) throws -> Account.State {
        var reader = JSONReader(bytes)
        var state = Account.State(id: "")
        var object = try reader.beginObject()
        while let member = try reader.nextMember(&object, of: members) {
            switch member {
            case 0: state.balance = Money(fen: try reader.int64())
            case 1: state.id = try reader.string()
            case 2: state.lastOrderID = try reader.string()
            case 3: state.postings = try reader.int64()
            default: try reader.skip()
            }
        }
        try reader.end()
        return state
    }
}
