// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CatalogWire {
    package struct Choice: WireValue {
        /// Given by the vendor, stable over versions.
        package var choiceId: String
        package var specification: String
        package var billing: Billing
        package var unitPriceFen: Money
        /// Present if and only if billed by period.
        package var periodMonths: Int64?
        /// Present if and only if billed by package.
        package var packageUnits: Int64?

        package init(
            choiceId: String,
            specification: String,
            billing: Billing,
            unitPriceFen: Money,
            periodMonths: Int64? = nil,
            packageUnits: Int64? = nil,
        ) {
            self.choiceId = choiceId
            self.specification = specification
            self.billing = billing
            self.unitPriceFen = unitPriceFen
            self.periodMonths = periodMonths
            self.packageUnits = packageUnits
        }
    }
}

extension CatalogWire.Choice {
    private static let memberNames: JSONMemberNames = ["choiceId", "specification", "billing", "unitPriceFen", "periodMonths", "packageUnits"]

    package init(from reader: inout JSONReader) throws(JSONError) {
        var choiceId: String?
        var specification: String?
        var billing: CatalogWire.Billing?
        var unitPriceFen: Money?
        var periodMonths: Int64?
        var packageUnits: Int64?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: choiceId = try reader.string(1...64)
            case 1: specification = try reader.string(0...120)
            case 2: billing = try CatalogWire.Billing(from: &reader)
            case 3: unitPriceFen = Money(fen: try reader.int64(0...10000000000000))
            case 4: periodMonths = try reader.int64(1...60)
            case 5: packageUnits = try reader.int64(1...1000000000000)
            default: try reader.skip()
            }
        }
        guard let choiceId else { throw reader.missing("choiceId", in: cursor) }
        guard let specification else { throw reader.missing("specification", in: cursor) }
        guard let billing else { throw reader.missing("billing", in: cursor) }
        guard let unitPriceFen else { throw reader.missing("unitPriceFen", in: cursor) }
        self.choiceId = choiceId
        self.specification = specification
        self.billing = billing
        self.unitPriceFen = unitPriceFen
        self.periodMonths = periodMonths
        self.packageUnits = packageUnits
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("choiceId")
        writer.string(choiceId)
        writer.name("specification")
        writer.string(specification)
        writer.name("billing")
        billing.encode(into: &writer)
        writer.name("unitPriceFen")
        writer.int64(unitPriceFen.fen)
        if let periodMonths {
            writer.name("periodMonths")
            writer.int64(periodMonths)
        }
        if let packageUnits {
            writer.name("packageUnits")
            writer.int64(packageUnits)
        }
        writer.endObject()
    }
}
