import ContractGenerator
import JSON

/// A document that uses every kind of schema, to be changed by the tests.
enum ShopDocument {
    static let common: JSONValue = [
        "schemas": [
            "Money": [
                "type": "integer", "format": "int64", "x-unit": "fen", "minimum": -1000, "maximum": 1000,
                "description": "Fen.",
            ],
            "Instant": ["type": "string", "format": "date-time"],
            "Date": ["type": "string", "format": "date"],
        ],
        "messageTraits": ["envelope": ["headers": ["type": "object"]]],
    ]

    static let document: JSONValue = [
        "asyncapi": "3.1.0",
        "info": ["title": "Shop", "version": "1.0.0", "description": "Sells."],
        "x-owner": "shop",
        "channels": [
            "events": channel(
                "marketplace.shop.events.v1", ["ItemSoldV1": ["$ref": "#/components/messages/ItemSoldV1"]]),
            "commands": channel("marketplace.shop.commands.v1", [:]),
        ],
        "components": [
            "messages": ["ItemSoldV1": message],
            "schemas": [
                "ItemSoldV1": payload, "Line": line, "Colour": ["type": "string", "enum": ["red", "deep-blue"]],
            ],
        ],
    ]

    static let payloadPointer = "/components/schemas/ItemSoldV1"
    static let messagePointer = "/components/messages/ItemSoldV1"

    private static func channel(_ address: JSONValue, _ messages: JSONValue) -> JSONValue {
        [
            "address": address, "description": "What happens.", "messages": messages,
            "bindings": [
                "kafka": [
                    "partitions": 12, "replicas": 3,
                    "topicConfiguration": ["cleanup.policy": ["compact", "delete"], "retention.ms": 5],
                ]
            ],
        ]
    }

    private static let message: JSONValue = [
        "name": "marketplace.shop.item-sold.v1", "title": "Item sold", "summary": "An item was sold.",
        "traits": [["$ref": "../common.json#/messageTraits/envelope"]],
        "payload": ["$ref": "#/components/schemas/ItemSoldV1"],
        "x-ordering-key": "/itemId", "x-dedupe-id": "ce_id", "x-tombstone": "never", "x-leads-to": "item: `sold`",
        "x-replay-policy": "replay",
        "x-consumers": ["orders"],
        "examples": [
            [
                "payload": [
                    "itemId": "I-1", "price": 100, "count": 2, "state": "new", "colour": "deep-blue", "gift": true,
                    "at": "2026-11-21T08:00:00.000000Z", "lines": [["note": "x", "amount": 1]], "labels": ["a"],
                ]
            ]
        ],
    ]

    private static let payload: JSONValue = [
        "type": "object",
        "required": ["itemId", "price", "count", "state", "colour", "gift", "at", "lines"],
        "properties": [
            "itemId": ["type": "string", "minLength": 1, "maxLength": 20, "pattern": "^I-[0-9]*$"],
            "price": ["$ref": "../common.json#/schemas/Money", "minimum": 0, "description": "Paid."],
            "count": ["type": "integer", "format": "int64", "minimum": 1, "maximum": 99],
            "state": ["type": "string", "enum": ["new", "used"]],
            "size": ["type": "string", "enum": ["small", "large"], "x-closed": true],
            "colour": ["$ref": "#/components/schemas/Colour"],
            "gift": ["type": "boolean"],
            "at": ["$ref": "../common.json#/schemas/Instant"],
            "day": ["$ref": "../common.json#/schemas/Date"],
            "lines": ["type": "array", "items": ["$ref": "#/components/schemas/Line"], "minItems": 1, "maxItems": 9],
            "labels": ["type": "array", "maxItems": 3, "items": ["type": "string", "maxLength": 5]],
            "buyer": ["type": "string", "maxLength": 50, "x-personal-data": true],
        ],
    ]

    private static let line: JSONValue = [
        "type": "object", "required": ["amount"],
        "properties": [
            "note": ["type": "string", "maxLength": 50, "x-personal-data": true],
            "amount": ["$ref": "../common.json#/schemas/Money"],
        ],
    ]

    static func contract(_ document: JSONValue = document) throws -> Contract {
        try ContractParser.parse(document, service: "shop", file: "shop/asyncapi.json", common: common)
    }
}

extension JSONValue {
    /// The same with another value at `pointer`; nil takes it away.
    func with(_ pointer: String, _ value: JSONValue?) -> JSONValue {
        replacing((JSONPointer.steps(pointer) ?? [])[...], value) ?? .null
    }

    private func replacing(_ steps: ArraySlice<String>, _ value: JSONValue?) -> JSONValue? {
        guard let step = steps.first else { return value }
        if case .array(var elements) = self, let index = Int(step), elements.indices.contains(index) {
            elements[index] = elements[index].replacing(steps.dropFirst(), value) ?? .null
            return .array(elements)
        }
        var copy = self
        copy[step] = (self[step] ?? [:]).replacing(steps.dropFirst(), value)
        return copy
    }
}
