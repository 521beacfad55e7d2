import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("What operators book for accounts")
struct BookingTests {
    private static let kept = BookedReferences.recentMax
    private let start = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)

    /// A wallet for which so many receipts were booked.
    private func wallet(booked count: Int) throws -> Scenario<Wallet> {
        var wallet = Scenario<Wallet>("A-1", at: start)
        for number in 0..<count {
            let found = BookedReferences.Found(count: Int64(number), isBooked: false)
            try wallet.take(.topUp(booking(1, "BANK-\(number)", found: found)))
        }
        return wallet
    }

    private func found(_ count: Int, isBooked: Bool = false) -> BookedReferences.Found {
        BookedReferences.Found(count: Int64(count), isBooked: isBooked)
    }

    @Test("ORD-05 a wallet keeps the last references only, and none of the older ones is booked twice")
    func bounded() throws {
        let wallet = try wallet(booked: 3 * Self.kept)
        #expect(wallet.state.topUps.recent.count == Self.kept)
        #expect(wallet.state.topUps.count == Int64(3 * Self.kept))
        let used = Outcome<Wallet>.refused("ORD-05 reference-used")
        // An old one is known by its row, a new one by the wallet, whatever the rows said before it was booked.
        #expect(wallet.when(.topUp(booking(1, "BANK-0", found: found(3 * Self.kept, isBooked: true)))) == used)
        let last = 3 * Self.kept - 1
        #expect(wallet.when(.topUp(booking(1, "BANK-\(last)", found: found(last)))) == used)
        #expect(wallet.when(.topUp(booking(1, "BANK-\(2 * Self.kept)", found: found(2 * Self.kept)))) == used)
    }

    @Test("ORD-05 nothing is booked on the word of rows that are older than what the wallet keeps")
    func uncertain() throws {
        let wallet = try wallet(booked: 3 * Self.kept)
        let next = Wallet.Input.topUp(booking(1, "BANK-new", found: found(2 * Self.kept)))
        #expect(wallet.when(next).refusal == nil)
        // BANK-99 was booked after the rows were asked, and is no longer kept: nobody could tell.
        let stale = booking(1, "BANK-\(2 * Self.kept - 1)", found: found(2 * Self.kept - 1))
        #expect(wallet.when(.topUp(stale)) == .refused("ORD-05 booked-meanwhile"))
    }

    @Test("ORD-05 receipts and grants are told apart")
    func kinds() throws {
        let wallet = try wallet(booked: 1)
        #expect(wallet.when(.grantVoucher(booking(1, "BANK-0"))).refusal == nil)
        #expect(wallet.state.grants.count == 0)
    }

    @Test("ORD-05 whatever is booked at once, repeated and late, each receipt counts once", arguments: UInt64(1)...30)
    func races(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var wallet = Scenario<Wallet>("A-1", at: start)
        // Rows as they were after each booking: every command asked them at some moment before it is decided.
        var rows: [Set<String>] = [[]]
        var booked: [String] = []
        for _ in 0..<(6 * Self.kept) {
            let reference = "BANK-\(Int.random(in: 0..<(3 * Self.kept), using: &random))"
            let asked = max(0, rows.count - 1 - Int.random(in: 0..<(2 * Self.kept), using: &random))
            let found = BookedReferences.Found(count: Int64(asked), isBooked: rows[asked].contains(reference))
            let outcome = wallet.when(.topUp(booking(1, reference, found: found)))
            guard outcome.refusal == nil else { continue }
            try wallet.take(.topUp(booking(1, reference, found: found)))
            booked.append(reference)
            rows.append(rows[rows.count - 1].union([reference]))
        }
        #expect(Set(booked).count == booked.count)
        #expect(booked.count > Self.kept)
        #expect(wallet.state.cash == Money(fen: Int64(booked.count)))
    }
}
