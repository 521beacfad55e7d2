struct FoundDomain {
    let name: String
    let source: String
    let priceFen: Int64
}

struct Domains {
    let wanted: FoundDomain
    /// Listed although it is sold elsewhere, as will turn out.
    let stale: FoundDomain
}

extension Story {
    /// Anybody searches products and domains (CAT-03, CAT-04, CAT-08).
    func search(for products: Products) async throws -> Domains {
        Teller.chapter(3, "A buyer searches")
        try await searchProduct(products.saas, keyword: "云表单")
        try await searchProduct(products.humanService, keyword: "小程序定制")
        let price = "minPriceFen=100000&maxPriceFen=2000000"
        let wanted = try await searchDomain("domains that begin with c", "prefix=c&tld=com&\(price)") {
            $0.hasPrefix("c") && $0.hasSuffix(".com")
        }
        let stale = try await searchDomain("domains that contain art", "contains=art&tld=net&\(price)") {
            $0.contains("art") && $0.hasSuffix(".net")
        }
        return Domains(wanted: wanted, stale: stale)
    }

    private func searchProduct(_ product: ListedProduct, keyword: String) async throws {
        let call = Call.get(
            "search \(keyword)", .catalog, "/products?sort=newest&limit=100&keyword=\(percentEncoded(keyword))")
        let found = try await web.wait(call, for: "\(product.name) among the products found", seconds: 30) { answer in
            !answer.items("/products") { $0["/productId"] == product.id }.isEmpty
        }
        Teller.tell("\"\(keyword)\" finds \(try found.list("/products").count) product(s), \(product.name) among them.")
    }

    private func searchDomain(_ what: String, _ query: String, fits: (String) -> Bool) async throws -> FoundDomain {
        let found = try await web.send(.get("search \(what)", .catalog, "/domains?\(query)"))
        let names = try found.list("/domains").map { try $0.text("/domain") }
        try Teller.expect(
            found.step, what, !names.isEmpty && names.allSatisfy(fits),
            came: names.isEmpty ? "none" : names.joined(separator: ", "))
        let domain = FoundDomain(
            name: names[0], source: try found.text("/domains/0/source"),
            priceFen: try found.number("/domains/0/priceFen"))
        Teller.tell(
            "\(names.count) \(what), cheapest first; the buyer likes \(domain.name) for \(Teller.yuan(domain.priceFen))."
        )
        return domain
    }
}

/// A query value: all but unreserved characters as `%XX`.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain =
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || [45, 46, 95, 126].contains(byte)
        let hex = String(byte, radix: 16, uppercase: true)
        return isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count == 1 ? "0" : "") + hex
    }.joined()
}
