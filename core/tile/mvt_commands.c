#include "tile/mvt_commands.h"

#include "tile/varint.h"

enum { MOVE = 1, LINE = 2, CLOSE = 7, COMMAND_BITS = 3 };

struct commands {
    struct wire wire;
    struct pixel cursor;
    struct pixels *out;
    size_t used;  // positions of the run under way
    struct error *err;
};

static bool read_number(struct commands *from, uint32_t *out)
{
    uint64_t value;
    size_t at = from->wire.at;
    if (!wire_varint(&from->wire, &value, from->err)) return false;
    if (value > UINT32_MAX)
        return wire_error(from->err, at, "a command of more than 32 bits");
    *out = (uint32_t)value;
    return true;
}

// Reads a command, which must be `wanted`, and how often it is to be done.
static bool read_command(struct commands *from, uint32_t wanted,
                         uint32_t *count)
{
    uint32_t number = 0;
    size_t at = from->wire.at;
    if (at == from->wire.end)
        return wire_error(from->err, at, "a geometry that ends too early");
    if (!read_number(from, &number)) return false;
    if ((number & 7) != wanted)
        return wire_error(from->err, at, "not the command that belongs here");
    *count = number >> COMMAND_BITS;
    // Every position takes two bytes at least.
    if (wanted != CLOSE && *count > (from->wire.end - from->wire.at) / 2)
        return wire_error(from->err, at, "a count beyond the end");
    return true;
}

// Positions are 32 bits wide and wrap around, as in every program that reads
// them.
static bool read_step(struct commands *from, int32_t *at)
{
    uint32_t number = 0;
    if (!read_number(from, &number)) return false;
    *at = (int32_t)((uint32_t)*at + (uint32_t)unzigzag(number));
    return true;
}

static bool read_positions(struct commands *from, uint32_t count, bool moves)
{
    for (uint32_t i = 0; i < count; i++) {
        struct pixel before = from->cursor;
        size_t at = from->wire.at;
        if (!read_step(from, &from->cursor.x) ||
            !read_step(from, &from->cursor.y))
            return false;
        if (moves && pixel_equal(before, from->cursor))
            return wire_error(from->err, at, "a line without length");
        struct pixel *to = pixels_reserve(from->out, from->used + 1);
        if (!to)
            return error_set(from->err, ERROR_NO_MEMORY, "no room for a tile");
        to[from->used++] = from->cursor;
    }
    return true;
}

__extension__ typedef __int128 wide;

// pixel_ring_area's sign, for positions of any size.
static bool is_negative(const struct pixel *ring, size_t count)
{
    wide sum = 0;
    struct pixel a = ring[count - 1];
    for (size_t i = 0; i < count; i++) {
        struct pixel b = ring[i];
        sum += (wide)a.x * b.y - (wide)b.x * a.y;
        a = b;
    }
    return sum < 0;
}

static void end_run(struct commands *from, bool is_ring)
{
    size_t start = from->out->point_count;
    const struct pixel *run = from->out->points + start;
    pixels_end_run(from->out, from->used,
                   is_ring && is_negative(run, from->used));
    from->used = 0;
}

static bool read_points(struct commands *from)
{
    uint32_t count = 0;
    size_t at = from->wire.at;
    if (!read_command(from, MOVE, &count)) return false;
    if (count == 0) return wire_error(from->err, at, "no points at all");
    for (uint32_t i = 0; i < count; i++) {
        if (!read_positions(from, 1, false)) return false;
        end_run(from, false);
    }
    if (from->wire.at == from->wire.end) return true;
    return wire_error(from->err, from->wire.at, "more than one MoveTo");
}

static bool read_run(struct commands *from, bool is_ring)
{
    uint32_t count = 0;
    size_t at = from->wire.at;
    if (!read_command(from, MOVE, &count)) return false;
    if (count != 1)
        return wire_error(from->err, at, "a MoveTo of more or less than one");
    if (!read_positions(from, 1, false)) return false;
    at = from->wire.at;
    if (!read_command(from, LINE, &count)) return false;
    if (count < (is_ring ? 2U : 1U))
        return wire_error(from->err, at, "a LineTo that is too short");
    if (!read_positions(from, count, true)) return false;
    at = from->wire.at;
    if (is_ring && !read_command(from, CLOSE, &count)) return false;
    if (is_ring && count != 1)
        return wire_error(from->err, at, "a ClosePath that is not one");
    end_run(from, is_ring);
    return true;
}

bool mvt_read_commands(struct arena *arena, struct wire wire,
                       enum mvt_type type, struct pixels *out,
                       struct error *err)
{
    struct pixels parts;
    struct commands from = { .wire = wire, .out = &parts, .err = err };
    pixels_begin(&parts, arena);
    if (wire.at == wire.end)
        return wire_error(err, wire.at, "a feature without a geometry");
    if (type == MVT_POINT) {
        if (!read_points(&from)) return false;
    } else if (type != MVT_UNKNOWN) {
        while (from.wire.at < from.wire.end)
            if (!read_run(&from, type == MVT_POLYGON)) return false;
    }
    if (parts.failed)
        return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
    *out = parts;
    return true;
}
