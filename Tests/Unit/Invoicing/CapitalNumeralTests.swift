import InvoicingDomain
import Kernel
import Testing

@Suite struct CapitalNumeralTests {
    @Test(
        "INV-10 Amounts are spelled in capital numerals",
        arguments: [
            (0, "零圆整"), (5, "伍分"), (50, "伍角整"), (55, "伍角伍分"), (100, "壹圆整"), (105, "壹圆零伍分"), (110, "壹圆壹角整"),
            (1_000, "壹拾圆整"),
            (10_005, "壹佰圆零伍分"), (100_050, "壹仟圆伍角整"), (1_000_500, "壹万零伍圆整"), (1_050_000, "壹万零伍佰圆整"),
            (10_500_000, "壹拾万伍仟圆整"),
            (1_234_567, "壹万贰仟叁佰肆拾伍圆陆角柒分"), (100_000_000, "壹佰万圆整"), (10_001_000_000, "壹亿零壹万圆整"),
            (10_000_000_100, "壹亿零壹圆整"),
            (12_010_000_000, "壹亿贰仟零壹拾万圆整"), (100_001_000_000, "壹拾亿零壹万圆整"), (-16_900, "负壹佰陆拾玖圆整"), (-5, "负伍分"),
        ])
    func spelling(fen: Int64, text: String) {
        #expect(CapitalNumerals.text(Money(fen: fen)) == text)
    }

    @Test("No amount has two zeros in a row, or a zero before a unit")
    func zeros() {
        for fen in stride(from: Int64(1), to: 20_000_000_000, by: 7_654_321) {
            let text = CapitalNumerals.text(Money(fen: fen))
            for wrong in ["零零", "零圆", "零万", "零亿", "零拾", "零佰", "零仟", "零角", "零整"] {
                #expect(!text.contains(wrong), "\(fen): \(text)")
            }
        }
        #expect(!CapitalNumerals.text(Money(fen: .min)).isEmpty)
    }
}
