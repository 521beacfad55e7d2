import CatalogAdapters

package struct SeedCommand: Command {
    package let name = "seed"
    package let summary = "fill in the data that every installation starts with"
    package let forms = [
        Form(meaning: "categories of the catalog and what domain suffixes ordinarily cost; may be repeated")
    ]

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        guard let catalog = OwnedService.all.first(where: { $0.name == CatalogService.name }) else { return 1 }
        try await catalog.withConnection(surroundings) { try await CatalogSeed.apply(on: $0) }
        print("catalog: seeded")
        return 0
    }
}
