import CatalogDomain
import Testing

@Suite("Keyword search") struct SearchTermsTests {
    @Test("CAT-03 Chinese is found by pairs, other writing by words")
    func terms() {
        #expect(SearchTerms.terms(of: "企业网站 WordPress 5.0版") == ["0", "5", "wordpress", "业网", "企业", "版", "网站"])
        #expect(SearchTerms.terms(of: "") == [])
        #expect(SearchTerms.terms(of: "𠮷野家") == ["野家", "𠮷野"])
    }

    @Test(
        "CAT-03 Every text that contains the query has the query's necessary terms",
        arguments: [
            ("某企业网站定制", "企业网站"), ("某企业网站定制", "站"), ("xwordpress主题", "press主"), ("xwordpress主题", "wordpress"),
            ("a b c", "a b c"),
            ("a企b", "企b"), ("SSL证书DV版", "ssl证书dv"), ("云服务器ECS", "器e"),
        ])
    func necessary(text: String, query: String) {
        #expect(SearchTerms.normalized(text).contains(SearchTerms.normalized(query)))
        #expect(Set(SearchTerms.necessaryTerms(ofQuery: query)).isSubset(of: SearchTerms.terms(of: text)))
    }

    @Test("A word inside the query is necessary, at its ends it may be part of a longer one")
    func inner() {
        #expect(SearchTerms.necessaryTerms(ofQuery: "建站 php 主机") == ["php", "主机", "建站"])
        #expect(SearchTerms.necessaryTerms(ofQuery: "php").isEmpty)
    }

    @Test("Blanks and case do not matter")
    func normalized() { #expect(SearchTerms.normalized("  Web \t\n 环境 ") == "web 环境") }
}
