// The patterns of LIKE: % is any text, _ any one character, \ takes the next
// character as it is.

#ifndef CQL_LIKE_H
#define CQL_LIKE_H

#include "base/str.h"

// Never more steps than the length of one times that of the other: the last %
// is the only one to which it goes back.
bool like_matches(str pattern, str text);

#endif
