import Crypto
import HTTPServer
import Kernel
import OrdersApplication
import OrdersDomain
import Testing

@testable import OrdersAdapters

@Suite("Protocols of the outside")
struct ProtocolTests {
    @Test("VND-05 the production token is the one the interface's own documentation prints")
    func publishedToken() {
        let text = ProductionRequest(parameters: [
            "productCode": "cmgj00053252", "package_version": "yuncode3621600001", "orderId": "222222222222222",
            "orderBizId": "33884913",
            "action": "createInstance", "aliUid": "1111111111111111", "expiredOn": "2021-04-29 00:00:00",
            "skuId": "yuncode3621600001",
            "trial": "true",
        ]).textToSign(isvKey: "29ae1790-c00c-4321-a214-254fe79e2269")
        #expect(Hex.encode(Digest.md5(text)) == "ddc1b006263a33cb65a5f1139cac2d2c")
    }

    @Test("VND-05 the token covers decoded values, the address carries encoded ones")
    func encoding() {
        let request = ProductionRequest(parameters: ["action": "x", "template": "a b/企"])
        let url = VendorInterface.url(VendorEndpoint(url: "http://v/spi?tenant=1", isvKey: "k"), request)
        let token = Hex.encode(Digest.md5("action=x&template=a b/企&key=k"))
        #expect(url == "http://v/spi?tenant=1&action=x&template=a%20b%2F%E4%BC%81&token=\(token)")
    }

    @Test("VND-05 vendors' answers are read with success as text or truth, and an instance id as text or number")
    func answers() throws {
        func read(_ json: String) throws -> VendorReply { try JSONDecoding.decode(json) }
        #expect(try read(#"{"success":"true"}"#).success == true)
        #expect(try read(#"{"success":true}"#).success == true)
        #expect(try read(#"{"success":"false"}"#).success == false)
        #expect(try read(#"{"instanceId":0}"#).instanceId == "0")
        let full = try read(
            #"{"instanceId":"I-1","appInfo":{"frontEndUrl":"f","adminUrl":"a","username":"u","password":"p","authUrl":"x"}}"#
        )
        #expect(full.appInfo?.password == "p")
        #expect(full.appInfo?.frontEndUrl == "f")
    }

    private let now = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)

    @Test("A callback's signature holds for its body and for 300 seconds, to either side")
    func signature() {
        let signature = ProviderSignature(secret: Array("secret".utf8))
        let body = Array("{}".utf8)
        let (timestamp, mac) = signature.sign(body, at: now)
        func holds(_ body: [UInt8], _ timestamp: String, _ mac: String, _ at: Instant) -> Bool {
            signature.isAuthentic(body, timestamp: timestamp, signature: mac, at: at)
        }
        #expect(holds(body, timestamp, mac, now))
        #expect(holds(body, timestamp, mac.uppercased(), now + .seconds(300)))
        #expect(holds(body, timestamp, mac, now - .seconds(300)))
        #expect(!holds(body, timestamp, mac, now + .seconds(301)))
        #expect(!holds(Array("{ }".utf8), timestamp, mac, now))
        #expect(!holds(body, "\((Int64(timestamp) ?? 0) + 1)", mac, now))
        #expect(!holds(body, "x", mac, now))
        #expect(!holds(body, String(Int64.min), mac, now))
        #expect(
            !ProviderSignature(secret: Array("other".utf8)).isAuthentic(
                body, timestamp: timestamp, signature: mac, at: now))
    }

    @Test("ORD-08 exported cells survive commas, quotes and line breaks, and never become formulas")
    func cells() {
        #expect(OrderExport.cell("a") == "a")
        #expect(OrderExport.cell("a,b") == "\"a,b\"")
        #expect(OrderExport.cell("say \"x\"") == "\"say \"\"x\"\"\"")
        #expect(OrderExport.cell("one\r\ntwo") == "\"one\r\ntwo\"")
        #expect(OrderExport.cell("=1+1") == "'=1+1")
        #expect(OrderExport.cell("@x,y") == "\"'@x,y\"")
        #expect(Array(OrderExport.head.utf8.prefix(3)) == [0xEF, 0xBB, 0xBF])
    }

    @Test(
        "ORD-08 what a combining mark follows still ends cells and lines",
        arguments: [",", "\n", "\r", "\""])
    func combiningMarks(mark: String) {
        let cell = OrderExport.cell("a\(mark)\u{301}b")
        #expect(cell.unicodeScalars.first == "\"" && cell.unicodeScalars.last == "\"")
        #expect(cell.unicodeScalars.filter { $0 == "\"" }.count == (mark == "\"" ? 4 : 2))
    }

    @Test(
        "ORD-08 no cell begins with what a spreadsheet takes for a formula, whatever it does not show stands before it",
        arguments: ["=", "+", "-", "@", "＝", "＋", "－", "＠", "=\u{301}"])
    func formulas(start: String) {
        for blanks in ["", " ", "\u{FEFF}", "\u{3000}", "\r\n", "\n", "\u{200B} ", "\u{0}"] {
            let cell = OrderExport.cell(blanks + start + "1+1")
            #expect(cell.unicodeScalars.first { $0 != "\"" } == "'")
        }
        #expect(OrderExport.cell("\t1").hasPrefix("'"))
        #expect(OrderExport.cell("1\(start)1") == "1\(start)1")
    }

    @Test(
        "VND-05 an answer that must not reach a buyer is a bad one, by member",
        arguments: [
            (#"{"instanceId":"\#(String(repeating: "i", count: 256))"}"#, "instanceId"),
            (#"{"instanceId":"a\u0000"}"#, "instanceId"),
            (#"{"instanceId":"1","appInfo":{"frontEndUrl":"javascript:alert(1)"}}"#, "frontEndUrl"),
            (#"{"instanceId":"1","appInfo":{"adminUrl":"data:text/html,x"}}"#, "adminUrl"),
            (#"{"instanceId":"1","appInfo":{"adminUrl":"https:///x"}}"#, "adminUrl"),
            (
                #"{"instanceId":"1","appInfo":{"frontEndUrl":"http://v/\#(String(repeating: "x", count: 2_000))"}}"#,
                "frontEndUrl"
            ),
            (#"{"instanceId":"1","appInfo":{"username":"a\nb"}}"#, "username"),
        ])
    func unfitAnswers(json: String, member: String) throws {
        #expect(try (JSONDecoding.decode(json) as VendorReply).unfitMember == member)
    }

    @Test("VND-05 an answer at its edges is a good one")
    func fitAnswers() throws {
        let id = String(repeating: "i", count: 255)
        let json =
            #"{"instanceId":"\#(id)","appInfo":{"frontEndUrl":"https://v.test/?a=1","adminUrl":"","username":"管理员"}}"#
        #expect(try (JSONDecoding.decode(json) as VendorReply).unfitMember == nil)
    }

    @Test("ORD-08 a page's cursor comes back as it went, and a forged one is refused")
    func cursor() throws {
        let cursor = try OrderCursor(OrderCursor(placedAt: now, id: "O-1").text)
        #expect(cursor.placedAt == now)
        #expect(cursor.id == "O-1")
        for forged in ["1 a\0", "1 ", "1", "x O-1", "99999999999999999999 O-1", "1\u{301} O-1"] {
            #expect(throws: Problem.self) { try OrderCursor(Base64.encodeURL(Array(forged.utf8))) }
        }
        #expect(throws: Problem.self) { try OrderCursor("nonsense") }
    }
}
