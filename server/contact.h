// Whom to ask, as the configuration says it: "name <e-mail> url", each part
// optional.

#ifndef SERVER_CONTACT_H
#define SERVER_CONTACT_H

#include "base/str.h"

struct contact {
    str name, mail, url;  // empty where not given; they point into the text
};

struct contact contact_parse(str text);

#endif
