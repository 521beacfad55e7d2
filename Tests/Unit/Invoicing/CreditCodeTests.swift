import InvoicingDomain
import Kernel
import Testing

@Suite struct CreditCodeTests {
    @Test(
        "INV-01 Codes with the right check character are valid",
        arguments: ["91350100M000100Y43", "91110108551385082Q", "9144030071526726XG"])
    func valid(code: String) { #expect(CreditCode.isValid(code)) }

    @Test(
        "INV-01 Anything else is not",
        arguments: [
            "", "91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y430", "91350100m000100y43",
            "91350100O000100Y43", "９1350100M000100Y43",
            "19350100M000100Y43", "91350100M00010 Y43",
        ])
    func invalid(code: String) { #expect(!CreditCode.isValid(code)) }

    @Test("INV-01 Every single wrong character is noticed")
    func singleErrors() {
        let code = Array("91350100M000100Y43")
        for position in code.indices {
            for character in "0123456789ABCDEFGHJKLMNPQRTUWXY" where character != code[position] {
                var changed = code
                changed[position] = character
                #expect(!CreditCode.isValid(String(changed)))
            }
        }
    }
}
