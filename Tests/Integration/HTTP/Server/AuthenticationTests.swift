import Crypto
import HTTPServer
import JSON
import Synchronization
import Testing

/// An issuer whose keys a test changes.
private final class Issuer: Sendable {
    private let state: Mutex<(key: PrivateKey, published: [UInt8], fetches: Int, isDown: Bool)>
    let now = Atomic<Int64>(1_800_000_000)

    init() throws {
        let key = try PrivateKey.generate(.edDSA)
        state = Mutex((key, try Self.publish(key), 0, false))
    }

    var fetches: Int { state.withLock { $0.fetches } }

    func rotate() throws {
        let key = try PrivateKey.generate(.edDSA)
        let published = try Self.publish(key)
        state.withLock { ($0.key, $0.published) = (key, published) }
    }

    func setDown(_ isDown: Bool) {
        state.withLock { $0.isDown = isDown }
    }

    func token(_ claims: String = "", issuer: String = "https://id.test", expiresIn seconds: Int64 = 600) throws
        -> String
    {
        let expiry = now.load(ordering: .relaxed) + seconds
        let text =
            #"{"iss":"\#(issuer)","aud":"marketplace","sub":"A-1","exp":\#(expiry)\#(claims.isEmpty ? "" : ",")\#(claims)}"#
        return try JSONWebToken.sign(claims: Array(text.utf8), key: state.withLock { $0.key })
    }

    func sign(_ claims: String) throws -> String {
        try JSONWebToken.sign(claims: Array(claims.utf8), key: state.withLock { $0.key })
    }

    func publishBeside(_ key: String) throws {
        try state.withLock { state in
            let ours = try JSONWebKey(state.key.publicKey).json()
            state.published = Array("{\"keys\":[\(key),\(ours)]}".utf8)
        }
    }

    func cutInHalf() throws {
        state.withLock { $0.published.removeLast($0.published.count / 2) }
    }

    var authenticator: BearerAuthenticator { authenticator { _ in } }

    func authenticator(report: @escaping BearerAuthenticator.RefusalReport) -> BearerAuthenticator {
        BearerAuthenticator(
            verifier: TokenVerifier(issuer: "https://id.test", audience: "marketplace"),
            nowSeconds: { self.now.load(ordering: .relaxed) }, report: report,
            keys: {
                try self.state.withLock { state in
                    state.fetches += 1
                    if state.isDown { throw CryptoError(.library, "down") }
                    return state.published
                }
            })
    }

    private static func publish(_ key: PrivateKey) throws -> [UInt8] {
        Array(try JSONWebKeySet([JSONWebKey(key.publicKey)]).json().utf8)
    }
}

@Suite("Who may call what") struct AuthenticationTests {
    private let issuer: Issuer

    init() throws {
        issuer = try Issuer()
    }

    private static var router: Router {
        var router = Router()
        router.add(.get, "/open", Operation(id: "open", summary: "Test.", access: .anyone)) { request in
            .text(request.principal?.account ?? "nobody")
        }
        router.add(.get, "/me", Operation(id: "me", summary: "Test.", access: .authenticated)) { request in
            let principal = try request.authenticatedPrincipal()
            return .text(
                "\(principal.account) \(principal.subAccount ?? "-") \(principal.vendor ?? "-") \(principal.policies.sorted())"
            )
        }
        router.add(.get, "/staff", Operation(id: "staff", summary: "Test.", access: .roles([.operator, .vendor]))) {
            _ in .text("in")
        }
        router.add(.get, "/buy", Operation(id: "buy", summary: "Test.", access: .roles([.buyer]))) { request in
            let missing = try request.authenticatedPrincipal().missingPolicies(["b", "a", "c"])
            guard missing.isEmpty else { throw Problem.forbidden("Policies are missing.", missing: missing) }
            return .text("bought")
        }
        return router
    }

    private func get(_ path: String, _ authorization: String?) async throws -> RawConnection.Answer {
        var answer = RawConnection.Answer()
        try await withServer(Self.router, authenticator: issuer.authenticator) { server in
            answer = try await RawConnection(port: server.port).request(
                "GET", path, headers: authorization.map { ["Authorization": $0] } ?? [:])
        }
        return answer
    }

    @Test("Without a token a protected route is refused, an open one is not")
    func noToken() async throws {
        let refused = try await get("/me", nil)
        #expect(refused.status == 401)
        #expect(refused.headers["www-authenticate"] == "Bearer")
        let open = try await get("/open", nil)
        #expect(open.body == "nobody")
        let otherScheme = try await get("/me", "Basic abc")
        #expect(otherScheme.status == 401)
    }

    @Test("A token's claims become the principal")
    func claims() async throws {
        let token = try issuer.token(#""sub_account":"S-2","vendor":"V-3","policies":["b","a"]"#)
        let answer = try await get("/me", "bearer \(token)")
        #expect(answer.body == #"A-1 S-2 V-3 ["a", "b"]"#)
        let open = try await get("/open", "Bearer \(token)")
        #expect(open.body == "A-1")
    }

    @Test("The record of a request says who asked, also when it was refused")
    func record() async throws {
        let observer = RecordingObserver()
        try await withServer(Self.router, authenticator: issuer.authenticator, observer: observer) { server in
            let connection = try RawConnection(port: server.port)
            _ = try await connection.request(
                "GET", "/staff", headers: ["Authorization": "Bearer \(try issuer.token())"])
            _ = try await connection.request("GET", "/me")
            await observer.wait(for: 2)
            #expect(observer.records.map(\.account) == ["A-1", nil])
            #expect(observer.records.map(\.status) == [403, 401])
        }
    }

    @Test("A token that is expired, of another issuer or damaged is refused; an open route answers as without")
    func badTokens() async throws {
        let tokens = [
            try issuer.token(expiresIn: -31), try issuer.token(issuer: "https://evil.test"), try issuer.token() + "x",
            "a.b.c", "", "a b",
        ]
        for token in tokens {
            let answer = try await get("/me", "Bearer \(token)")
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == "Bearer error=\"invalid_token\"")
            let open = try await get("/open", "Bearer \(token)")
            #expect(open.body == "nobody")
        }
    }

    @Test("One of the roles is enough; without any the answer names them")
    func roles() async throws {
        let vendor = try await get("/staff", "Bearer \(issuer.token(#""roles":["vendor","x"]"#))")
        #expect(vendor.body == "in")
        let buyer = try await get("/staff", "Bearer \(issuer.token(#""roles":["buyer"]"#))")
        #expect(buyer.status == 403)
        let missing = try JSONValue(parsing: buyer.body)["missing"]
        #expect(missing == ["operator", "vendor"])
    }

    @Test("A sub-account lacks the policies it was not granted, an account itself lacks none")
    func policies() async throws {
        let account = try await get("/buy", "Bearer \(issuer.token(#""roles":["buyer"]"#))")
        #expect(account.body == "bought")
        let subAccount = try await get(
            "/buy", "Bearer \(issuer.token(#""roles":["buyer"],"sub_account":"S","policies":["a"]"#))")
        let missing = try JSONValue(parsing: subAccount.body)["missing"]
        #expect(missing == ["b", "c"])
    }

    @Test("A key that the issuer began to use is fetched, but unknown keys do not make us ask again and again")
    func rotation() async throws {
        try await withServer(Self.router, authenticator: issuer.authenticator) { server in
            let connection = try RawConnection(port: server.port)
            func status(_ token: String) async throws -> Int {
                try await connection.request("GET", "/me", headers: ["Authorization": "Bearer \(token)"]).status
            }
            let old = try issuer.token()
            #expect(try await status(old) == 200)
            #expect(issuer.fetches == 1)
            try issuer.rotate()
            let new = try issuer.token()
            #expect(try await status(new) == 401)
            #expect(issuer.fetches == 1)
            issuer.now.add(5, ordering: .relaxed)
            #expect(try await status(new) == 200)
            #expect(issuer.fetches == 2)
            for _ in 0..<10 { #expect(try await status(old) == 401) }
            #expect(issuer.fetches == 2)
        }
    }

    @Test("While the issuer is down the last keys stay in use; without any the answer is 503")
    func outage() async throws {
        issuer.setDown(true)
        try await withServer(Self.router, authenticator: issuer.authenticator) { server in
            let connection = try RawConnection(port: server.port)
            let headers = ["Authorization": "Bearer \(try issuer.token())"]
            #expect(try await connection.request("GET", "/me", headers: headers).status == 503)
            #expect(try await connection.request("GET", "/open").status == 200)
            issuer.setDown(false)
            issuer.now.add(5, ordering: .relaxed)
            #expect(try await connection.request("GET", "/me", headers: headers).status == 200)
            issuer.setDown(true)
            issuer.now.add(120, ordering: .relaxed)
            #expect(try await connection.request("GET", "/me", headers: headers).status == 200)
        }
    }

    @Test(
        "A token whose claims could not be kept is refused",
        arguments: [
            #""sub":"A\u0000""#, #""sub":"-""#, #""sub":"a b""#, #""sub":"\#(String(repeating: "a", count: 65))""#,
            #""sub":"A-1","vendor":"V\u0000""#, #""sub":"A-1","sub_account":"域""#, #""sub":"A-1","roles":["a b"]"#,
            #""sub":"A-1","policies":["\#(String(repeating: "p", count: 129))"]"#,
        ])
    func badClaims(claims: String) async throws {
        let text = #"{"iss":"https://id.test","aud":"marketplace","exp":1800000600,\#(claims)}"#
        let token = try issuer.sign(text)
        #expect(try await get("/me", "Bearer \(token)").status == 401)
    }

    @Test("A broken key in the set is reported once, and the good ones go on")
    func brokenKey() async throws {
        let reports = Mutex<[JSONWebKeySet.Refusal]>([])
        try issuer.publishBeside(#"{"kty":"RSA","kid":"weak","e":"AQAB","n":"AQAB"}"#)
        let authenticator = issuer.authenticator { refusal in reports.withLock { $0.append(refusal) } }
        for _ in 1...3 {
            issuer.now.add(120, ordering: .relaxed)
            // A key that is not known makes it wait for the set.
            let stranger: HTTPHeaders = ["Authorization": "Bearer \(try Issuer().token())"]
            await #expect(throws: Problem.self) { try await authenticator.authenticate(stranger) }
            let headers: HTTPHeaders = ["Authorization": "Bearer \(try issuer.token())"]
            #expect(try await authenticator.authenticate(headers)?.account == "A-1")
            #expect(await authenticator.keyFailure() == nil)
        }
        #expect(issuer.fetches == 3)
        #expect(reports.withLock { $0.map(\.key) } == ["key 'weak'"])
    }

    @Test("Half a key set leaves the old keys in use; without any the reason is told")
    func halfASet() async throws {
        let authenticator = issuer.authenticator { _ in }
        #expect(await authenticator.keyFailure() == nil)
        try issuer.cutInHalf()
        issuer.now.add(120, ordering: .relaxed)
        let headers: HTTPHeaders = ["Authorization": "Bearer \(try issuer.token())"]
        #expect(try await authenticator.authenticate(headers)?.account == "A-1")
        #expect(await authenticator.keyFailure() == nil)
        let restarted = issuer.authenticator { _ in }
        let failure = try #require(await restarted.keyFailure())
        #expect(failure.contains("not a JSON Web Key Set"))
    }
}
