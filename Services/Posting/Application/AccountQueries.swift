package import Kernel

/// What an account shows to its owner.
package struct AccountView: Hashable, Sendable {
    package let id: String
    package let postings: Int64
    package let balance: Money

    package init(id: String, postings: Int64, balance: Money) {
        self.id = id
        self.postings = postings
        self.balance = balance
    }
}

/// The port through which accounts are read.
package protocol AccountQueries: Sendable {
    /// nil if there is no such account.
    func account(_ id: String) async throws -> AccountView?
}
