/// CRW-01: the eight markets with their sub-types.
package enum Market: String, Codable, CaseIterable, Sendable {
    case websites, software, design, marketing
    case cloudServices = "cloud-services"
    case officeSoftware = "office-software"
    case enterpriseServices = "enterprise-services"
    case bigData = "big-data"

    package var name: String {
        switch self {
        case .websites: "网站建设"
        case .software: "软件开发"
        case .cloudServices: "云服务与咨询"
        case .officeSoftware: "办公软件"
        case .enterpriseServices: "企业服务"
        case .design: "设计类"
        case .marketing: "营销类"
        case .bigData: "大数据"
        }
    }

    package var subtypes: [String] {
        switch self {
        case .websites: ["企业展示", "电子商务", "手机网站", "社区论坛", "信息门户", "其它"]
        case .software: ["网站应用", "移动应用", "小程序", "桌面软件", "接口开发", "其它"]
        case .cloudServices: ["数据迁移", "环境配置", "故障排查", "安全代维", "架构咨询", "其它"]
        case .officeSoftware: ["协同办公", "财务管理", "人事管理", "客户管理", "其它"]
        case .enterpriseServices: ["工商注册", "知识产权", "法律服务", "财税代理", "其它"]
        case .design: ["标志设计", "界面设计", "包装设计", "动画视频", "其它"]
        case .marketing: ["搜索优化", "内容推广", "社交媒体", "广告投放", "其它"]
        case .bigData: ["数据采集", "数据分析", "可视化", "人工智能", "其它"]
        }
    }
}

/// Bands of budgets in yuan.
package enum Budget: String, Codable, CaseIterable, Sendable {
    case under5000 = "0-5000"
    case from5000 = "5000-10000"
    case from10000 = "10000-50000"
    case from50000 = "50000-100000"
    case over100000 = "100000-"
}
