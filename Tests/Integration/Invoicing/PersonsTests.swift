import EventContracts
import InvoicingAdapters
import JSON
import Kernel
import Observability
import PostgresClient
import TestKit
import Testing

extension InvoicingTests {
    /// Profiles, addresses and what is issued for them.
    @Suite("What invoicing keeps about persons") struct PersonsTests {
        private static let vendor = "A-9 vendor V-1"
        private static let accounts = ["A-1", "A-2"]
        private static let numbers = ["13800138000", "571900000000017", "91110108551385082Q"]
        private static let texts = ["李雷", "浙江省杭州市", "文一路1号", "杭州示例科技有限公司", "招商银行杭州分行"]

        /// An account with a profile, an address and a paid order of V-1 and of the platform.
        private func prepare(_ account: String, _ bench: ServiceBench) async throws {
            try await bench.fillInProfile(of: account)
            let address: JSONValue = [
                "recipient": "李雷", "phone": "13800138000", "region": "浙江省杭州市", "street": "文一路1号", "default": true,
            ]
            let saved = try await bench.request(
                "PUT", "/mailing-addresses", as: "\(account) buyer", body: ["addresses": [address]])
            #expect(saved.status == 200)
            let now = JSONValue.string(bench.clock.now().rfc3339)
            for seller in ["first-party", "third-party"] {
                try await bench.publish(
                    OrdersWire.OrderPaidV1.example([
                        "orderId": .string("O-\(account)-\(seller)"), "accountId": .string(account), "vendorId": "V-1",
                        "seller": .string(seller), "placedAt": now, "paidAt": now,
                    ]), id: "\(account) \(seller)")
            }
            #expect(
                try await bench.eventually {
                    let sellers = try await bench.request("GET", "/invoiceable", as: "\(account) buyer").body["sellers"]
                    return sellers?.array?.count == 2
                })
        }

        /// The application's id, once it stands so.
        private func apply(
            _ account: String, _ order: String, _ medium: String, until status: String, _ bench: ServiceBench
        ) async throws -> String {
            let made = try await bench.request(
                "POST", "/invoice-applications", as: "\(account) buyer", key: order,
                body: [
                    "sellerId": medium == "paper" ? "V-1" : "first-party", "orderIds": [.string(order)],
                    "medium": .string(medium),
                ])
            let path = try #require(made.header("Location"))
            #expect(
                try await bench.eventually {
                    try await bench.request("GET", path, as: "\(account) buyer").body["status"] == .string(status)
                })
            return String(path.dropFirst("/invoice-applications/".count))
        }

        @Test(
            "INV-01 INV-02 INV-10 What tells of a person lies in no table in clear, and goes with the account; issued invoices and others' things stay"
        )
        func forgotten() async throws {
            try await withService { bench in
                var paper: [String: String] = [:]
                var invoice = ""
                for account in Self.accounts {
                    try await prepare(account, bench)
                    paper[account] = try await apply(
                        account, "O-\(account)-third-party", "paper", until: "awaiting-issuer", bench)
                    let issued = try await apply(
                        account, "O-\(account)-first-party", "electronic", until: "issued", bench)
                    if account == "A-1" { invoice = "I-\(issued.dropFirst(3))" }
                }
                let needles = Self.numbers + Self.texts
                #expect(try await bench.pool.withConnection { try await ClearText.places(of: needles, on: $0) } == [])
                func waiting(_ account: String) async throws -> JSONValue {
                    let path = "/issuer/invoice-applications/\(paper[account] ?? "")"
                    return try await bench.request("GET", path, as: Self.vendor).body
                }
                #expect(try await waiting("A-1").at("/address/phone") == "13800138000")

                try await bench.bury("A-1")
                func profile(_ account: String) async throws -> Int {
                    try await bench.request("GET", "/billing-profile", as: "\(account) buyer").status
                }
                #expect(try await bench.eventually { try await profile("A-1") == 404 })
                #expect(
                    try await bench.eventually {
                        let book = try await bench.request("GET", "/mailing-addresses", as: "A-1 buyer").body
                        return book["addresses"]?.array?.isEmpty == true
                    })
                #expect(try await bench.eventually { try await waiting("A-1")["status"] == "cancelled" })
                let nobody = try await waiting("A-1")
                #expect(nobody["address"] == nil && nobody.at("/title/taxNumber") == nil)
                #expect(try await profile("A-2") == 200)
                #expect(try await waiting("A-2").at("/title/name") == "杭州示例科技有限公司")
                // The law wants the invoice, and what balances it, to name whom it was issued for.
                let reversed = try await bench.request(
                    "POST", "/invoices/\(invoice)/reversal", as: "S-1 operator", key: "r", body: ["reason": "returned"])
                #expect(reversed.status == 202)
                let red = "/invoices/\(invoice)-R"
                #expect(
                    try await bench.eventually { try await bench.request("GET", red, as: "S-1 operator").status == 200 }
                )
                for path in ["/invoices/\(invoice)/data", red + "/data"] {
                    let buyer = try await bench.request("GET", path, as: "S-1 operator").body["buyer"]
                    #expect(buyer?["name"] == "杭州示例科技有限公司" && buyer?["taxNumber"] == "91110108551385082Q")
                }
                // What waited for its issuer is taken back.
                let sent: JSONValue = [
                    "paper": [
                        "number": "12345678", "issuerName": "示例服务商", "issuerTaxNumber": "91350100M000100Y43",
                        "carrier": "顺丰", "trackingNumber": "SF1",
                    ]
                ]
                let issue = "/issuer/invoice-applications/\(paper["A-1"] ?? "")/issue"
                #expect(try await bench.request("POST", issue, as: Self.vendor, key: "i", body: sent).status == 409)
            }
        }
    }
}
