#include "store/spatialite/counts.h"

#include <endian.h>
#include <math.h>
#include <string.h>

enum { AREA_MAX = INT32_MAX };

void real_add(double *sum, double *lost, double value)
{
    double before = *sum, after = before + value;
    *lost += fabs(before) >= fabs(value) ? before - after + value
                                         : value - after + before;
    *sum = after;
}

bool cell_layout_init(struct cell_layout *layout, const struct schema *schema,
                      struct error *err)
{
    *layout = (struct cell_layout){ 0 };
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        if (!field->is_measure) continue;
        if (field->type != VALUE_INT && field->type != VALUE_REAL)
            return error_set(err, ERROR_REFUSED,
                             "\"%.*s\" is a measure but not a number",
                             STR_ARG(field->name));
        if (layout->measure_count == CELL_MEASURES_MAX)
            return error_set(err, ERROR_REFUSED, "more than %d measures",
                             CELL_MEASURES_MAX);
        layout->fields[layout->measure_count] = i;
        layout->is_real[layout->measure_count++] = field->type == VALUE_REAL;
    }
    return true;
}

static void put_varint(struct buf *out, uint64_t value)
{
    while (value >= 0x80) {
        buf_add_char(out, (char)(value | 0x80));
        value >>= 7;
    }
    buf_add_char(out, (char)value);
}

static void put_number(struct buf *out, bool is_real, union number number)
{
    if (is_real) {
        uint64_t bits;
        memcpy(&bits, &number.real, sizeof bits);
        bits = htole64(bits);
        buf_add(out, &bits, sizeof bits);
        return;
    }
    uint64_t bits = (uint64_t)number.integer;
    put_varint(out, bits << 1 ^ (number.integer < 0 ? UINT64_MAX : 0));
}

void cell_write(struct buf *out, const struct cell_layout *layout,
                int64_t previous, const struct cell *cell)
{
    bool is_first = previous < CELL_NO_AREA;
    put_varint(out,
               (uint64_t)(is_first ? cell->area + 1 : cell->area - previous));
    put_varint(out, (uint64_t)cell->count);
    for (size_t i = 0; i < layout->measure_count; i++) {
        const struct cell_measure *m = &cell->measures[i];
        put_varint(out, (uint64_t)m->known);
        if (!m->known) continue;
        put_number(out, layout->is_real[i], m->sum);
        if (layout->is_real[i])
            put_number(out, true, (union number){ .real = m->lost });
        put_number(out, layout->is_real[i], m->least);
        put_number(out, layout->is_real[i], m->greatest);
    }
}

struct cells cells_over(const struct cell_layout *layout, str blob)
{
    const unsigned char *bytes = (const unsigned char *)blob.bytes;
    return (struct cells){ .layout = layout,
                           .next = bytes,
                           .end = bytes ? bytes + blob.len : bytes,
                           .area = CELL_NO_AREA - 1 };
}

static uint64_t take_varint(struct cells *cells)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && cells->next < cells->end;
         shift += 7) {
        unsigned char byte = *cells->next++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) return value;
    }
    cells->is_broken = true;
    return 0;
}

static int64_t take_count(struct cells *cells)
{
    uint64_t value = take_varint(cells);
    if (value > INT64_MAX) cells->is_broken = true;
    return cells->is_broken ? 0 : (int64_t)value;
}

static union number take_number(struct cells *cells, bool is_real)
{
    union number number = { 0 };
    if (!is_real) {
        uint64_t bits = take_varint(cells);
        number.integer = (int64_t)(bits >> 1 ^ (0 - (bits & 1)));
        return number;
    }
    uint64_t bits;
    if ((size_t)(cells->end - cells->next) < sizeof bits) {
        cells->is_broken = true;
        return number;
    }
    memcpy(&bits, cells->next, sizeof bits);
    cells->next += sizeof bits;
    bits = le64toh(bits);
    memcpy(&number.real, &bits, sizeof bits);
    return number;
}

static void take_area(struct cells *cells)
{
    bool is_first = cells->area < CELL_NO_AREA;
    int64_t step = take_count(cells);
    if ((!is_first && step == 0) || step > (int64_t)AREA_MAX + 1) {
        cells->is_broken = true;
        return;
    }
    cells->area = is_first ? step - 1 : cells->area + step;
    if (cells->area > AREA_MAX) cells->is_broken = true;
}

bool cells_next(struct cells *cells, struct cell *cell)
{
    if (cells->is_broken || cells->next >= cells->end) return false;
    take_area(cells);
    cell->area = cells->area;
    cell->count = take_count(cells);
    for (size_t i = 0; i < cells->layout->measure_count; i++) {
        struct cell_measure *m = &cell->measures[i];
        bool is_real = cells->layout->is_real[i];
        *m = (struct cell_measure){ .known = take_count(cells) };
        if (!m->known) continue;
        m->sum = take_number(cells, is_real);
        if (is_real) m->lost = take_number(cells, true).real;
        m->least = take_number(cells, is_real);
        m->greatest = take_number(cells, is_real);
    }
    return !cells->is_broken;
}
