/// The story: one chapter after the other, each with what it needs of those before.
struct Story {
    let options: Options
    let web: Web

    init(_ options: Options) throws(UsageError) {
        self.options = options
        web = try Web(options)
    }

    func run() async throws {
        Teller.say("The story of a marketplace, run \(options.run)")
        let products = try await listProducts()
        try await ingestFeed()
        let domains = try await search(for: products)
        let orders = try await order(products, domains)
        let instance = try await openInstance(orders.saas)
        try await buyDomain(orders.domain)
        try await failDomain(orders.staleDomain, domains.stale)
        try await refund(orders.saas, instance, domain: orders.domain, wallet: orders.walletFen)
        try await invoice(orders.domain)
        let project = try await postDemand(products.humanService)
        try await deliver(orders.humanService)
        try await close([orders.saas, orders.domain, orders.staleDomain, orders.humanService, project])
    }
}
