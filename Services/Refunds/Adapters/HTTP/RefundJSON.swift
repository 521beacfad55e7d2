import JSON
import Kernel
import RefundsApplication
import RefundsDomain

/// Refund cases and refundable orders as JSON.
enum RefundJSON {
    /// The last case of a guarantee: the one a command was about. An empty object before there is one.
    static func bytes(_ state: Guarantee.State) -> [UInt8] {
        var writer = JSONWriter()
        if let order = state.order, let refund = state.cases.last {
            self.refund(RefundView(refund, of: order), into: &writer)
        } else {
            writer.beginObject()
            writer.endObject()
        }
        return writer.bytes
    }

    static func refund(_ view: RefundView, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("refundId", view.refundID)
        writer.member("orderId", view.orderID)
        writer.member("productName", view.productName)
        writer.member("vendorName", view.vendorName)
        writer.member("status", view.status.rawValue)
        writer.member("statusText", view.status.buyersWords)
        writer.member("reason", view.reason ?? "")
        writer.member("automatic", view.isAutomatic)
        writer.member("cashFen", view.cash)
        writer.member("voucherFen", view.voucher)
        writer.member("appliedAt", view.appliedAt.rfc3339)
        writer.member("reviewedAt", view.reviewedAt?.rfc3339)
        writer.member("rejectedBecause", view.rejectedBecause)
        writer.member("returnedAt", view.returnedAt?.rfc3339)
        arrival(view, into: &writer)
        writer.endObject()
    }

    /// REF-03: the days on which a bank will have it.
    private static func arrival(_ view: RefundView, into writer: inout JSONWriter) {
        guard let returnedAt = view.returnedAt, let days = view.paidThrough.arrival(of: returnedAt) else { return }
        writer.name("expectedArrival")
        writer.beginObject()
        writer.member("from", days.first.description)
        writer.member("to", days.last.description)
        writer.member("text", "通过银行支付的款项预计 2-3 个工作日内到账")
        writer.endObject()
    }

    static func refundable(_ item: RefundableItem, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("orderId", item.order.orderID)
        writer.member("productName", item.order.productName)
        writer.member("vendorName", item.order.vendorName)
        writer.member("openedAt", item.openedAt?.rfc3339)
        writer.member("refundableFen", item.order.cash)
        writer.member("until", item.until?.rfc3339)
        writer.name("invoicesToReturn")
        writer.beginArray()
        for invoice in item.outstandingInvoices { writer.string(invoice) }
        writer.endArray()
        writer.member("warning", "提交退款申请后，产品和服务立即关闭，打包的服务器立即释放，请先备份数据")
        writer.endObject()
    }
}

extension JSONWriter {
    /// Leaves the member out if there is no value.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Money) {
        self.name(name)
        int64(value.fen)
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    /// A page of a list, and where the next one begins.
    mutating func page<Item>(_ name: String, _ items: [Item], next: String?, _ write: (Item, inout JSONWriter) -> Void)
    {
        beginObject()
        self.name(name)
        beginArray()
        for item in items { write(item, &self) }
        endArray()
        member("next", next)
        endObject()
    }
}
