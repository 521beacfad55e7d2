// swift-tools-version: 6.2
// The only list of allowed imports: a target may import what its line names, and nothing else builds
// (`scripts/build` passes `--explicit-target-dependency-import-check error`).
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

var products: [Product] = []
var targets: [Target] = []

/// A module map and a shim over one C library of the system.
@MainActor func library(_ name: String, pkgConfig: String, apt: String) {
    targets.append(.systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])]))
}

/// Code that more than one service uses.
@MainActor func shared(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) {
    targets.append(
        .target(
            name: name, dependencies: dependencies, path: "Shared/\(name)", resources: resources, swiftSettings: strict)
    )
}

/// A program of its own: its folder is a target, its product carries the name operators type.
@MainActor func program(_ name: String, path: String, product: String, _ dependencies: [Target.Dependency]) {
    targets.append(.executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict))
    products.append(.executable(name: product, targets: [name]))
}

@MainActor func tests(_ name: String, path: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) {
    targets.append(
        .testTarget(
            name: name, dependencies: dependencies, path: "Tests/\(path)", resources: resources, swiftSettings: strict))
}

/// What every service's adapters may use.
let adapterKit: [Target.Dependency] = [
    "Kernel", "JSON", "EventContracts", "Offers", "PostgresClient", "HTTPServer", "HTTPClient", "Crypto",
    "Observability", "Messaging", "Runtime",
]

/// The four rooms of a service, the same in all of them.
@MainActor func service(
    _ name: String, product: String, adapters extra: [Target.Dependency] = [], embedding data: [Resource] = []
) {
    let folder = "Services/\(name)"
    let domain = Target.Dependency(stringLiteral: "\(name)Domain"),
        application = Target.Dependency(stringLiteral: "\(name)Application")
    targets += [
        .target(name: "\(name)Domain", dependencies: ["Kernel"], path: "\(folder)/Domain", swiftSettings: strict),
        .target(
            name: "\(name)Application", dependencies: ["Kernel", domain], path: "\(folder)/Application",
            swiftSettings: strict),
        .target(
            name: "\(name)Adapters", dependencies: [domain, application] + adapterKit + extra,
            path: "\(folder)/Adapters",
            resources: [.embedInCode("Migrations")] + data, swiftSettings: strict),
    ]
    program("\(name)Main", path: "\(folder)/Main", product: product, [.target(name: "\(name)Adapters"), "Runtime"])
    tests("\(name)UnitTests", path: "Unit/\(name)", ["Kernel", domain, application, "DomainTestKit"])
}

library("CLibrdkafka", pkgConfig: "rdkafka", apt: "librdkafka-dev")
library("CLibpq", pkgConfig: "libpq", apt: "libpq-dev")
library("CMicrohttpd", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev")
library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev")
library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev")
library("CPango", pkgConfig: "pangocairo", apt: "libpango1.0-dev")
library("CIdn2", pkgConfig: "libidn2", apt: "libidn2-dev")

shared("Kernel")
// What tests of deciders are told in; knows no database and no broker.
shared("DomainTestKit", ["Kernel"])
shared("JSON")
shared("Observability", ["Kernel", "JSON"])
shared("Crypto", ["CCrypto", "JSON"])
targets.append(
    .target(
        name: "EventContracts", dependencies: ["Kernel", "JSON"], path: "Shared/EventContracts",
        exclude: [
            "README.md", "REFERENCE.md", "common.json", "Golden", "Released", "accounts", "catalog", "crowdsourcing",
            "invoicing", "orders",
            "partner-domain-fulfilment", "posting", "refunds",
        ], swiftSettings: strict))
// What catalog signs and orders verifies offline.
shared("Offers", ["Kernel", "Crypto"])
shared("KafkaClient", ["CLibrdkafka"])
shared("PostgresClient", ["CLibpq"])
shared("HTTPServer", ["CMicrohttpd", "Kernel", "JSON", "Crypto", "Observability"])
shared("HTTPClient", ["Kernel", "CCurl"])
shared("PDFDocument", ["CPango"])
shared("IDNA", ["CIdn2"])
shared("Threads")
shared(
    "Messaging",
    ["Kernel", "JSON", "Crypto", "EventContracts", "KafkaClient", "PostgresClient", "Observability", "Threads"],
    resources: [.embedInCode("Migrations")])
shared(
    "Runtime",
    [
        "Kernel", "JSON", "Crypto", "KafkaClient", "PostgresClient", "HTTPServer", "HTTPClient", "Messaging",
        "Observability", "Offers",
    ])
shared(
    "TestKit",
    [
        "Kernel", "JSON", "Crypto", "EventContracts", "KafkaClient", "PostgresClient", "HTTPServer", "HTTPClient",
        "Messaging",
        "Observability",
    ])

service("Catalog", product: "catalog", adapters: ["IDNA"], embedding: [.embedInCode("Seed")])
service("Orders", product: "orders")
service("PartnerDomainFulfilment", product: "partner-domain-fulfilment")
service("Refunds", product: "refunds")
service("Invoicing", product: "invoicing", adapters: ["PDFDocument", "Threads"])
service("Crowdsourcing", product: "crowdsourcing", embedding: [.embedInCode("Texts")])
// The smallest service: the worked example of CONTRIBUTING.md, and what scripts/bench measures.
service("Posting", product: "posting")

targets.append(
    .target(
        name: "CPortPin", path: "Services/DevBroker/CPortPin", publicHeadersPath: "include"))
program("DevBroker", path: "Services/DevBroker/Main", product: "devbroker", ["CPortPin", "KafkaClient", "JSON"])
program("ContractGenerator", path: "Shared/ContractGenerator", product: "contract-generator", ["JSON"])
program(
    "Marketctl", path: "Services/Marketctl", product: "marketctl",
    [
        "Kernel", "JSON", "Crypto", "EventContracts", "KafkaClient", "PostgresClient", "HTTPClient", "Messaging",
        "Observability", "Runtime",
        "CatalogAdapters", "OrdersAdapters", "PartnerDomainFulfilmentAdapters", "RefundsAdapters", "InvoicingAdapters",
        "CrowdsourcingAdapters",
        "PostingAdapters",
    ])
// Holds what the services store against what was released of it.
program(
    "StoredFormats", path: "Shared/StoredFormats", product: "stored-formats",
    [
        "Kernel", "JSON", "Crypto", "HTTPClient", "PostgresClient", "Messaging", "Offers", "CatalogAdapters",
        "CrowdsourcingAdapters", "InvoicingAdapters", "OrdersAdapters", "PartnerDomainFulfilmentApplication",
        "PartnerDomainFulfilmentAdapters", "PostingAdapters", "RefundsAdapters",
    ])
// What scripts/chaos is made of: the load, what is done to two instances meanwhile, and who judges the history.
targets.append(
    .target(
        name: "ChaosCore", dependencies: ["Kernel", "Crypto", "EventContracts", "PostingDomain", "DomainTestKit"],
        path: "Services/Chaos/Core", swiftSettings: strict))
program(
    "Chaos", path: "Services/Chaos/Main", product: "chaos",
    [
        "Kernel", "EventContracts", "KafkaClient", "PostgresClient", "Messaging", "Runtime", "PostingDomain",
        "ChaosCore",
    ])
tests(
    "ChaosUnitTests", path: "Unit/Chaos",
    ["Kernel", "EventContracts", "PostingDomain", "DomainTestKit", "ChaosCore"])
program(
    "Storyteller", path: "Services/Storyteller", product: "storyteller", ["Kernel", "JSON", "Crypto", "HTTPClient"])

let simulatorKit: [Target.Dependency] = [
    "Kernel", "JSON", "Crypto", "HTTPServer", "HTTPClient", "Observability", "Threads", "SimulatorKit",
]
targets.append(
    .target(
        name: "SimulatorKit", dependencies: ["Kernel", "JSON", "Crypto", "HTTPServer", "HTTPClient", "Observability"],
        path: "Services/Simulators/Kit", swiftSettings: strict))
program("PaymentSimulator", path: "Services/Simulators/Payment", product: "payment-simulator", simulatorKit)
program("PartnerSimulator", path: "Services/Simulators/Partners", product: "partner-simulator", simulatorKit)
program("VendorSimulator", path: "Services/Simulators/Vendor", product: "vendor-simulator", simulatorKit)
program("MailSimulator", path: "Services/Simulators/Mail", product: "mail-simulator", simulatorKit)
program("PhoneSimulator", path: "Services/Simulators/Phone", product: "phone-simulator", simulatorKit)

tests("KernelTests", path: "Unit/Kernel", ["Kernel", "DomainTestKit"])
tests("JSONTests", path: "Unit/JSON", ["JSON", "DomainTestKit"])
tests("ObservabilityTests", path: "Unit/Observability", ["Kernel", "Observability"])
tests("IDNATests", path: "Unit/IDNA", ["IDNA"])
tests("CryptoTests", path: "Unit/Crypto", ["Crypto"])
tests("OfferTests", path: "Unit/Offers", ["Kernel", "Offers"])
tests(
    "MessagingUnitTests", path: "Unit/Messaging",
    [
        "Kernel", "JSON", "Crypto", "EventContracts", "KafkaClient", "PostgresClient", "Messaging", "Observability",
        "DomainTestKit",
    ])
tests(
    "ContractTests", path: "Contract",
    [
        "EventContracts", "ContractGenerator", "StoredFormats", "Kernel", "JSON", "Crypto", "Messaging",
        "DomainTestKit",
        "CatalogAdapters",
        "CrowdsourcingAdapters", "InvoicingAdapters", "OrdersAdapters", "PartnerDomainFulfilmentAdapters",
        "PostingAdapters", "RefundsAdapters",
    ])
tests("TidyTests", path: "Tidy", [])
tests("KafkaClientTests", path: "Integration/KafkaClient", ["KafkaClient"])
tests(
    "OrdersAdapterTests", path: "Integration/Orders",
    [
        "Kernel", "EventContracts", "Crypto", "JSON", "KafkaClient", "PostgresClient", "HTTPServer", "HTTPClient",
        "Messaging", "Observability", "Offers",
        "Runtime", "TestKit", "OrdersDomain", "OrdersApplication", "OrdersAdapters",
    ])
tests(
    "PartnerDomainFulfilmentAdapterTests", path: "Integration/PartnerDomainFulfilment",
    [
        "Kernel", "JSON", "EventContracts", "Crypto", "PostgresClient", "HTTPClient", "HTTPServer", "Messaging",
        "Observability", "Runtime",
        "TestKit", "PartnerDomainFulfilmentDomain", "PartnerDomainFulfilmentApplication",
        "PartnerDomainFulfilmentAdapters",
    ])
tests(
    "RefundsAdapterTests", path: "Integration/Refunds",
    [
        "Kernel", "JSON", "EventContracts", "PostgresClient", "Messaging", "Observability", "Runtime", "TestKit",
        "RefundsDomain",
        "RefundsApplication", "RefundsAdapters",
    ])
tests(
    "InvoicingAdapterTests", path: "Integration/Invoicing",
    [
        "Kernel", "JSON", "Crypto", "EventContracts", "PostgresClient", "Messaging", "Observability", "Runtime",
        "TestKit", "InvoicingDomain",
        "InvoicingApplication", "InvoicingAdapters",
    ])
tests(
    "PDFDocumentTests", path: "Integration/PDF",
    ["Kernel", "JSON", "PDFDocument", "InvoicingDomain", "InvoicingApplication", "InvoicingAdapters"])
tests("PostgresClientTests", path: "Integration/PostgresClient", ["PostgresClient", "TestKit"])
tests(
    "HTTPTests", path: "Integration/HTTP",
    ["Kernel", "HTTPServer", "HTTPClient", "Crypto", "JSON", "Observability", "TestKit"])
tests(
    "CatalogAdapterTests", path: "Integration/Catalog",
    [
        "Kernel", "Crypto", "JSON", "EventContracts", "PostgresClient", "Messaging", "Observability", "Offers",
        "Runtime", "TestKit", "CatalogDomain",
        "CatalogApplication", "CatalogAdapters",
    ])
tests(
    "CrowdsourcingAdapterTests", path: "Integration/Crowdsourcing",
    [
        "Kernel", "Crypto", "JSON", "EventContracts", "PostgresClient", "HTTPServer", "HTTPClient", "Messaging",
        "Observability", "Runtime",
        "TestKit", "CrowdsourcingDomain", "CrowdsourcingApplication", "CrowdsourcingAdapters",
    ])
tests(
    "PostingAdapterTests", path: "Integration/Posting",
    [
        "Kernel", "JSON", "EventContracts", "PostgresClient", "Messaging", "TestKit", "PostingDomain",
        "PostingApplication", "PostingAdapters",
    ])
tests(
    "MessagingTests", path: "Integration/Messaging",
    [
        "Kernel", "JSON", "Crypto", "EventContracts", "KafkaClient", "PostgresClient", "Observability", "Messaging",
        "TestKit", "Threads", "CLibpq",
    ])
// Runs the programs `posting` and `devbroker`, which the build puts beside the tests.
tests(
    "RecoveryTests", path: "Integration/Recovery",
    [
        "Kernel", "EventContracts", "KafkaClient", "PostgresClient", "HTTPClient", "Messaging", "TestKit",
        "DomainTestKit",
    ])
tests(
    "RuntimeTests", path: "Integration/Runtime",
    [
        "Kernel", "JSON", "EventContracts", "Observability", "Runtime", "KafkaClient", "PostgresClient", "HTTPServer",
        "HTTPClient", "Messaging", "TestKit",
    ])
tests(
    "MarketctlTests", path: "Integration/Marketctl",
    [
        "Kernel", "Crypto", "Marketctl", "Messaging", "OrdersAdapters", "OrdersDomain", "PostgresClient", "Runtime",
        "TestKit",
    ])
tests(
    "SimulatorTests", path: "Integration/Simulators",
    [
        "Kernel", "JSON", "Crypto", "HTTPServer", "HTTPClient", "Observability", "SimulatorKit", "PaymentSimulator",
        "PartnerSimulator",
        "VendorSimulator", "MailSimulator", "PhoneSimulator", "OrdersDomain", "OrdersApplication", "OrdersAdapters",
        "PartnerDomainFulfilmentDomain", "PartnerDomainFulfilmentApplication", "PartnerDomainFulfilmentAdapters",
    ])

let package = Package(name: "marketplace", products: products, targets: targets)
