import CrowdsourcingDomain
package import HTTPServer
import JSON
import Kernel
import Messaging
package import Runtime

/// How buyers prove their phone number (CRW-01).
package struct PhoneRoutes: Sendable {
    private let desk: CommandDesk
    private let vault: DemandVault

    package init(desk: CommandDesk, vault: DemandVault) {
        self.desk = desk
        self.vault = vault
    }

    package func add(to router: inout Router) {
        router.add(
            .post, "/phone-proof",
            Operation(
                id: "requestPhoneCode", summary: "Send a code to a mobile number.", access: .roles([.buyer]),
                tag: "buyers",
                requestSchema: Schemas.phone,
                responses: .accepted("The code is on its way.", Schemas.phoneProof), refusals: [429],
                idempotencyKey: .optional),
            requestCode)
        router.add(
            .post, "/phone-proof/check",
            Operation(
                id: "checkPhoneCode", summary: "Prove the number by the code it received.", access: .roles([.buyer]),
                tag: "buyers",
                requestSchema: .object(["code": .text(1...12)]),
                responses: .ok("It is proven.", Schemas.phoneProof), refusals: [429], idempotencyKey: .optional),
            checkCode)
    }

    private func requestCode(_ request: HTTPRequest) async throws -> HTTPResponse {
        let phone = try request.readJSON { try $0.string("phone") }
        let account = try request.authenticatedPrincipal().account
        let input = PhoneProof.Input.request(
            phone: vault.phone(phone, of: account), code: try vault.makeCode(for: account))
        return .json(try await submit(account, input, request), status: 202)
    }

    private func checkCode(_ request: HTTPRequest) async throws -> HTTPResponse {
        let code = try request.readJSON { try $0.string("code") }
        let account = try request.authenticatedPrincipal().account
        let outcome = try await submit(account, .check(codeDigest: vault.codeDigest(code, for: account)), request)
        guard try JSONValue(outcome).bool(at: "/isProven") else {
            throw Problem.unprocessable("The code is not the one that was sent.", type: "code-wrong", rule: "CRW-01")
        }
        return .json(outcome)
    }

    private func submit(_ account: String, _ input: PhoneProof.Input, _ request: HTTPRequest) async throws -> [UInt8] {
        do {
            return try await desk.submit(PhoneProof.self, id: account, input, from: request).representation
        } catch let rejection as Rejection where rejection.code == "too-many-codes" {
            var problem = rejection.problem
            (problem.status, problem.title) = (429, "Too Many Requests")
            throw problem
        }
    }
}
