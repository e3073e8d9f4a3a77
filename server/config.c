#include "server/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/background.h"

enum { FILE_BYTES_MAX = 64 * 1024 };

struct reading {
    struct config *config;
    struct arena *arena;
    struct buf *wrong;
    bool is_wrong;
};

static void complain(struct reading *reading, const char *where,
                     const struct option *option, const char *sentence)
{
    reading->is_wrong = true;
    buf_addf(reading->wrong, "%s: %s %s\n", where, option->name, sentence);
}

static void set_text(struct reading *r, const struct option *option, str text)
{
    char *at = (char *)r->config + option->offset;
    const char *copy = arena_copy(r->arena, text).bytes;
    if (!copy) copy = "";
    memcpy(at, &copy, sizeof copy);
}

static void set_number(struct reading *r, const struct option *option, str text,
                       const char *where)
{
    char sentence[160];
    int64_t number;
    if (str_to_int(text, &number) && number >= option->min &&
        number <= option->max) {
        memcpy((char *)r->config + option->offset, &number, sizeof number);
        return;
    }
    snprintf(sentence, sizeof sentence,
             "is '%.*s', which is not a whole number from %lld to %lld",
             STR_ARG(str_slice(text, 0, 40)), (long long)option->min,
             (long long)option->max);
    complain(r, where, option, sentence);
}

static void set_switch(struct reading *r, const struct option *option, str text,
                       const char *where)
{
    bool is_on = str_equal(text, STR("yes"));
    if (is_on || str_equal(text, STR("no")))
        memcpy((char *)r->config + option->offset, &is_on, sizeof is_on);
    else
        complain(r, where, option, "must be yes or no");
}

static void set_choice(struct reading *r, const struct option *option, str text,
                       const char *where)
{
    char sentence[160];
    str choice, rest = str_from(option->choices);
    while (str_next(&rest, ' ', &choice)) {
        if (!str_equal(choice, text)) continue;
        set_text(r, option, text);
        return;
    }
    snprintf(sentence, sizeof sentence, "must be one of: %s", option->choices);
    complain(r, where, option, sentence);
}

static void set_option(struct reading *r, const struct option *option, str text,
                       const char *where)
{
    switch (option->type) {
    case OPTION_TEXT: set_text(r, option, text); return;
    case OPTION_NUMBER: set_number(r, option, text, where); return;
    case OPTION_SWITCH: set_switch(r, option, text, where); return;
    case OPTION_CHOICE: set_choice(r, option, text, where); return;
    }
}

static const struct option *option_find(str name)
{
    for (size_t i = 0; i < config_option_count; i++)
        if (str_equal(str_from(config_options[i].name), name))
            return &config_options[i];
    return NULL;
}

static void read_line(struct reading *r, str line, const char *where)
{
    str name, value = str_slice(line, 0, str_find_char(line, '#'));
    if (!str_trim(value).len) return;
    bool has_value = str_find_char(value, '=') < value.len;
    str_next(&value, '=', &name);
    const struct option *option = option_find(str_trim(name));
    if (option && has_value) {
        set_option(r, option, str_trim(value), where);
        return;
    }
    r->is_wrong = true;
    buf_addf(r->wrong,
             option ? "%s: no value for '%.*s' (name = value)\n"
                    : "%s: unknown option '%.*s'\n",
             where, STR_ARG(str_trim(name)));
}

static void read_lines(struct reading *r, const char *path, str text)
{
    str line;
    for (unsigned number = 1; str_next(&text, '\n', &line); number++) {
        char where[300];
        snprintf(where, sizeof where, "%s:%u", path, number);
        read_line(r, line, where);
    }
}

static void read_file(struct reading *r, const char *path)
{
    FILE *file = fopen(path, "r");
    char *bytes = file ? arena_alloc(r->arena, FILE_BYTES_MAX) : NULL;
    size_t len = bytes ? fread(bytes, 1, FILE_BYTES_MAX, file) : 0;
    if (!bytes || ferror(file) || len == FILE_BYTES_MAX) {
        r->is_wrong = true;
        buf_addf(r->wrong, "%s: %s\n", path,
                 len == FILE_BYTES_MAX ? "is too long for a configuration"
                                       : strerror(errno));
    } else {
        read_lines(r, path, (str){ bytes, len });
    }
    if (file) fclose(file);
}

static void read_environment(struct reading *r)
{
    for (size_t i = 0; i < config_option_count; i++) {
        str name;
        struct buf variable;
        buf_init(&variable, r->arena, 100);
        option_variable(&config_options[i], &variable);
        buf_add_char(&variable, '\0');
        if (!buf_finish(&variable, &name, NULL)) continue;
        const char *value = getenv(name.bytes);
        if (value)
            set_option(r, &config_options[i], str_from(value), name.bytes);
    }
}

// One word of the command line, and the one behind it as its value unless the
// word has "=value". Returns how many words it took.
static int read_word(struct reading *r, int left, char **argv)
{
    str name, value = str_from(argv[0]);
    bool has_value = str_find_char(value, '=') < value.len;
    str_next(&value, '=', &name);
    const struct option *option =
        str_starts(name, STR("--")) ? option_find(str_slice(name, 2, name.len))
                                    : NULL;
    if (!option) {
        r->is_wrong = true;
        buf_addf(r->wrong, "unknown option '%s'\n", argv[0]);
        return 1;
    }
    if (has_value) {
        set_option(r, option, value, "command line");
        return 1;
    }
    if (left < 2) {
        complain(r, "command line", option, "has no value");
        return 1;
    }
    set_option(r, option, str_from(argv[1]), "command line");
    return 2;
}

static const char *config_file(int argc, char **argv)
{
    const char *path = NULL;
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "--config") && i + 1 < argc) path = argv[i + 1];
        if (!strncmp(argv[i], "--config=", 9)) path = argv[i] + 9;
    }
    return path;
}

static void read_words(struct reading *r, int argc, char **argv)
{
    for (int i = 0; i < argc;) {
        bool is_config =
            !strcmp(argv[i], "--config") || !strncmp(argv[i], "--config=", 9);
        if (is_config && argv[i][8] != '=' && i + 1 == argc) {
            r->is_wrong = true;
            buf_addf(r->wrong, "command line: config has no value\n");
        }
        if (is_config)
            i += argv[i][8] == '=' ? 1 : 2;
        else
            i += read_word(r, argc - i, argv + i);
    }
}

static const struct option *by_name(const char *name)
{
    return option_find(str_from(name));
}

// What the type of an option does not say.
static void check_together(struct reading *r)
{
    const struct config *c = r->config;
    struct background background;
    str listen = str_from(c->listen), base = str_from(c->base_url);
    bool is_http =
        str_starts(base, STR("http://")) || str_starts(base, STR("https://"));
    if (str_find_char(listen, ':') == listen.len)
        complain(r, "configuration", by_name("listen"), "must be ADDRESS:PORT");
    if (base.len && (!is_http || str_ends(base, STR("/"))))
        complain(r, "configuration", by_name("base-url"),
                 "must start with http:// or https:// and have no slash at "
                 "the end");
    if (*c->map_background &&
        !background_parse(str_from(c->map_background), &background))
        complain(
            r, "configuration", by_name("map-background"),
            "must be a URL such as https://host/{z}/{x}/{y}.png, then whom "
            "to name");
    if (c->max_response_mb > c->request_memory_mb)
        complain(r, "configuration", by_name("max-response-mb"),
                 "may not be more than request-memory-mb");
}

bool config_read(struct config *config, struct arena *arena, int argc,
                 char **argv, struct buf *wrong)
{
    struct reading reading = { config, arena, wrong, false };
    for (size_t i = 0; i < config_option_count; i++)
        set_option(&reading, &config_options[i],
                   str_from(config_options[i].standard), "default");
    const char *path = config_file(argc, argv);
    if (path) read_file(&reading, path);
    read_environment(&reading);
    read_words(&reading, argc, argv);
    check_together(&reading);
    return !reading.is_wrong;
}
