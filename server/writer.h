// The formats of downloads, some of pages too, each as what to do before the
// features, with each of them, and behind them. download.c leads them through
// it:
//
//   open, survey…, begin…, add…, end…, close
//
// A survey sees every feature before the first byte is written: for a format
// whose head depends on all of them. What is NULL is passed over.

#ifndef SERVER_WRITER_H
#define SERVER_WRITER_H

#include "server/crs_list.h"
#include "server/maker.h"
#include "server/request.h"
#include "store/query.h"

struct writing {
    const struct request *request;  // its arena lives as long as the download
    const struct selection *selection;
    const struct crs_entry *crs;
    const struct config *config;
    struct maker *maker;  // for size
    size_t added;         // features, so far
    void *state;          // the writer's
};

struct writer {
    enum format format;
    const char *extension;  // of the file: "geojson"
    bool (*open)(struct writing *w, struct error *err);
    bool (*survey)(struct writing *w, const struct feature *feature,
                   struct error *err);
    // Both are asked again until *is_done.
    bool (*begin)(struct writing *w, struct buf *out, bool *is_done,
                  struct error *err);
    bool (*end)(struct writing *w, struct buf *out, bool *is_done,
                struct error *err);
    // Between them. What does not fit is remembered by `out`.
    void (*add)(struct writing *w, struct buf *out,
                const struct feature *feature);
    void (*close)(struct writing *w);
};

extern const struct writer geojson_writer, geojsonseq_writer, jsonfg_writer,
    csv_writer, flatgeobuf_writer, geopackage_writer;

// The members of one feature that is a document by itself, between braces that
// the caller writes, with its links; after `open`.
void jsonfg_item(struct writing *w, struct buf *out,
                 const struct feature *feature);

// NULL for a format that is none of a download.
const struct writer *writer_find(enum format format);

#endif
