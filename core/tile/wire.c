#include "tile/wire.h"

enum { FIELD_BITS = 3, LAST_BYTE_SHIFT = 63 };

bool wire_error(struct error *err, size_t offset, const char *what)
{
    return error_set(err, ERROR_CORRUPT, "byte %zu: %s", offset, what);
}

bool wire_varint(struct wire *wire, uint64_t *out, struct error *err)
{
    uint64_t value = 0;
    size_t at = wire->at;
    for (unsigned shift = 0; shift <= LAST_BYTE_SHIFT; shift += 7) {
        if (at == wire->end)
            return wire_error(err, wire->at, "a number that does not end");
        uint8_t byte = wire->base[at++];
        if (shift == LAST_BYTE_SHIFT && byte > 1) break;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            *out = value;
            wire->at = at;
            return true;
        }
    }
    return wire_error(err, wire->at, "a number of more than 64 bits");
}

static bool read_fixed(struct wire *wire, size_t size, uint64_t *out,
                       struct error *err)
{
    uint64_t value = 0;
    if (wire->end - wire->at < size)
        return wire_error(err, wire->at, "a number that does not end");
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)wire->base[wire->at++] << 8 * i;
    *out = value;
    return true;
}

static bool read_bytes(struct wire *wire, struct wire *out, struct error *err)
{
    uint64_t len;
    size_t start = wire->at;
    if (!wire_varint(wire, &len, err)) return false;
    if (len > wire->end - wire->at)
        return wire_error(err, start, "a length beyond the end");
    *out = (struct wire){ wire->base, wire->at, wire->at + (size_t)len };
    wire->at = out->end;
    return true;
}

bool wire_next(struct wire *wire, struct wire_field *out, struct error *err)
{
    struct wire_field field = { .offset = wire->at };
    uint64_t key;
    if (!wire_varint(wire, &key, err)) return false;
    if (key >> FIELD_BITS == 0 || key > UINT32_MAX)
        return wire_error(err, field.offset, "no field has this number");
    field.number = (uint32_t)(key >> FIELD_BITS);
    switch (key & 7) {
    case WIRE_VARINT:
        field.type = WIRE_VARINT;
        if (!wire_varint(wire, &field.value, err)) return false;
        break;
    case WIRE_64:
        field.type = WIRE_64;
        if (!read_fixed(wire, 8, &field.value, err)) return false;
        break;
    case WIRE_BYTES:
        field.type = WIRE_BYTES;
        if (!read_bytes(wire, &field.inside, err)) return false;
        break;
    case WIRE_32:
        field.type = WIRE_32;
        if (!read_fixed(wire, 4, &field.value, err)) return false;
        break;
    default: return wire_error(err, field.offset, "an unknown wire type");
    }
    *out = field;
    return true;
}

bool wire_expect(const struct wire_field *field, enum wire_type type,
                 struct error *err)
{
    if (field->type == type) return true;
    return wire_error(err, field->offset, "a field of the wrong wire type");
}

bool wire_uint32(const struct wire_field *field, uint32_t *out,
                 struct error *err)
{
    if (!wire_expect(field, WIRE_VARINT, err)) return false;
    if (field->value > UINT32_MAX)
        return wire_error(err, field->offset, "a number of more than 32 bits");
    *out = (uint32_t)field->value;
    return true;
}

bool wire_text(const struct wire_field *field, str *out, struct error *err)
{
    if (!wire_expect(field, WIRE_BYTES, err)) return false;
    const struct wire *inside = &field->inside;
    str text = { (const char *)inside->base + inside->at,
                 inside->end - inside->at };
    if (str_valid_utf8(text) != text.len)
        return wire_error(err, inside->at, "text that is not UTF-8");
    *out = text;
    return true;
}
