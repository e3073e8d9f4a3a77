#include "server/contact.h"

struct contact contact_parse(str text)
{
    size_t open = str_find_char(text, '<');
    size_t close = str_find_char(text, '>');
    bool has_mail = open < close && close < text.len;
    size_t url = has_mail ? close + 1 : text.len;
    return (struct contact){
        .name = str_trim(str_slice(text, 0, has_mail ? open : text.len)),
        .mail =
            has_mail ? str_trim(str_slice(text, open + 1, close)) : (str){ 0 },
        .url = str_trim(str_slice(text, url, text.len)),
    };
}
