import HTTPServer
import RefundsDomain

/// What refunds answers.
enum Schemas {
    static let refund = JSONSchema.object(
        [
            "refundId": .id, "orderId": .id, "productName": .text(1...200), "vendorName": .text(1...100),
            "status": .words(RefundCase.Status.self), "statusText": .text(1...20),
            "reason": .text(max: Guarantee.reasonLengthMax).described(as: "Empty once its buyer is forgotten."),
            "automatic": .boolean, "cashFen": .fen, "voucherFen": .fen, "appliedAt": .instant, "reviewedAt": .instant,
            "rejectedBecause": .text(1...Guarantee.reasonLengthMax), "returnedAt": .instant, "expectedArrival": arrival,
        ], optional: ["reviewedAt", "rejectedBecause", "returnedAt", "expectedArrival"]
    ).named("Refund")

    private static let arrival = JSONSchema.object(["from": .date, "to": .date, "text": .text(1...100)])
        .named("ExpectedArrival")

    static let refundable = JSONSchema.object(
        [
            "orderId": .id, "productName": .text(1...200), "vendorName": .text(1...100), "openedAt": .instant,
            "refundableFen": .fen, "until": .instant,
            "invoicesToReturn": .array(of: .id, count: 0...100), "warning": .text(1...200),
        ], optional: ["openedAt", "until"]
    ).named("Refundable")
}
