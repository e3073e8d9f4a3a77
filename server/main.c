#include <stdbool.h>
#include <string.h>

#include "server/commands.h"
#include "server/serve.h"

int main(int argc, char **argv)
{
    bool is_serve = argc > 1 && !strcmp(argv[1], "serve");
    return is_serve ? serve_run(argc, argv) : commands_run(argc, argv);
}
