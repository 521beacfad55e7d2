package import PartnerDomainFulfilmentDomain

/// What the buyer reads (DOM-02).
package struct MailText: Hashable, Sendable {
    package let subject: String
    package let text: String

    package init(_ mail: BuyerMail) {
        let lines: [String]
        switch mail.kind {
        case .processing:
            subject = "域名 \(mail.domain) 购买处理中"
            lines = [
                "您的订单 \(mail.orderID) 已支付，我们正在联系合作方购买域名 \(mail.domain)。",
                "绝大多数域名在几分钟内完成购买；少数域名需要 15 天以上，受转移政策限制的域名需要 60 天以上。",
                "您可以在订单支付页面查看购买进度。",
            ]
        case .bought:
            subject = "域名 \(mail.domain) 购买成功"
            lines = [
                "域名 \(mail.domain) 已转入您的账户（订单 \(mail.orderID)）。",
                mail.expiresOn.map { "到期日期：\($0)。请至少在到期日前一个月续费。" },
                mail.asksForPapers ? "该域名的注册信息仍为原持有者信息。请提交带有身份证明材料的信息模板，以便办理过户。" : nil,
            ].compactMap(\.self)
        case .failed:
            subject = "域名 \(mail.domain) 购买失败"
            lines = [
                "很抱歉，域名 \(mail.domain) 未能购买成功（订单 \(mail.orderID)）。",
                mail.reason.map { "原因：\($0.buyersWords)。" },
                "您支付的款项（含代金券）将自动全额退还，无需申请。",
            ].compactMap(\.self)
        }
        text = lines.joined(separator: "\n") + "\n"
    }
}

extension FailureReason {
    /// DOM-05, as the buyer is told.
    package var buyersWords: String {
        switch self {
        case .holderGaveUp: "域名持有者放弃出售域名"
        case .staleListing: "域名出售信息已失效"
        case .upstreamForbids: "域名受上游机构监管不允许出售"
        case .sellerUnreachable: "合作方无法与卖家取得联系"
        }
    }
}
