// A file as an answer, whole or the range that is asked for, read while it is
// sent: no more than a block of it is in memory.

#ifndef SERVER_FILE_ANSWER_H
#define SERVER_FILE_ANSWER_H

#include "server/task.h"

// The answer to a request whose handler has set response->file. NULL when
// memory is out; the file is released in any case.
struct answer *file_answer(struct task *task, struct response *response);

#endif
