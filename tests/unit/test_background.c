#include "server/background.h"
#include "unit/test.h"

TEST(a_background_is_a_url_and_whom_to_name)
{
    struct background b;
    CHECK(background_parse(
        STR("https://a.example:81/w/{z}/{x}/{y}.png Kadaster & Co"), &b));
    CHECK(str_equal(b.url, STR("https://a.example:81/w/{z}/{x}/{y}.png")));
    CHECK(str_equal(b.origin, STR("https://a.example:81")));
    CHECK(str_equal(b.attribution, STR("Kadaster & Co")));
    CHECK(background_parse(STR("http://[::1]:8080/{z}/{y}/{x}"), &b));
    CHECK(str_equal(b.origin, STR("http://[::1]:8080")));
    CHECK(!b.attribution.len);
}

// What is no host would end the policy, or widen it.
TEST(anything_else_is_no_background)
{
    static const char *const wrong[] = {
        "",
        "Kadaster",
        "https://",
        "https://a.example",
        "https:///{z}/{x}/{y}",
        "https://a.example/{z}/{x}",
        "https://a.example;script-src */{z}/{x}/{y}",
        "https://a;b/{z}/{x}/{y}",
        "https://'self'/{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "javascript:alert(1)/{z}/{x}/{y}",
        "ftp://a.example/{z}/{x}/{y}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct background b;
        CHECK(!background_parse(str_from(wrong[i]), &b));
    }
}

TEST_MAIN
