#include "store/spatialite/sql.h"

#include <stdarg.h>

static enum error_code code_of(int rc)
{
    switch (rc & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ERROR_BUSY;
    case SQLITE_INTERRUPT: return ERROR_TIMEOUT;
    case SQLITE_NOMEM: return ERROR_NO_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ERROR_CORRUPT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE: return ERROR_INTERNAL;
    default: return ERROR_IO;
    }
}

bool sql_error(sqlite3 *db, struct error *err)
{
    int rc = db ? sqlite3_extended_errcode(db) : SQLITE_NOMEM;
    return error_set(err, code_of(rc), "the database: %s",
                     db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

static bool run(sqlite3 *db, const char *sql, struct error *err)
{
    if (!sql) return error_set(err, ERROR_NO_MEMORY, "no room for a statement");
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return sql_error(db, err);
    return true;
}

bool sql_run(sqlite3 *db, struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *sql = sqlite3_vmprintf(format, args);
    va_end(args);
    bool ok = run(db, sql, err);
    sqlite3_free(sql);
    return ok;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql, struct error *err)
{
    sqlite3_stmt *statement = NULL;
    if (!sql) {
        error_set(err, ERROR_NO_MEMORY, "no room for a statement");
        return NULL;
    }
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        sql_error(db, err);
    return statement;
}

sqlite3_stmt *sql_prepare(sqlite3 *db, struct error *err, const char *format,
                          ...)
{
    va_list args;
    va_start(args, format);
    char *sql = sqlite3_vmprintf(format, args);
    va_end(args);
    sqlite3_stmt *statement = prepare(db, sql, err);
    sqlite3_free(sql);
    return statement;
}

bool sql_int(sqlite3 *db, int64_t *out, struct error *err, const char *format,
             ...)
{
    va_list args;
    va_start(args, format);
    char *sql = sqlite3_vmprintf(format, args);
    va_end(args);
    sqlite3_stmt *statement = prepare(db, sql, err);
    sqlite3_free(sql);
    if (!statement) return false;
    int rc = sqlite3_step(statement);
    int64_t value = rc == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    bool ok = rc == SQLITE_ROW || rc == SQLITE_DONE || sql_error(db, err);
    sqlite3_finalize(statement);
    if (ok) *out = value;
    return ok;
}

bool sql_step(sqlite3 *db, sqlite3_stmt *statement, struct error *err)
{
    int rc = sqlite3_step(statement);
    bool ok = rc == SQLITE_DONE || sql_error(db, err);
    sqlite3_reset(statement);
    return ok;
}

void sql_bind_str(sqlite3_stmt *statement, int parameter, str text)
{
    // A NULL pointer would bind null, which an empty text is not.
    sqlite3_bind_text64(statement, parameter, text.bytes ? text.bytes : "",
                        text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void sql_bind_value(sqlite3_stmt *statement, int parameter, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: sqlite3_bind_null(statement, parameter); break;
    case VALUE_BOOL:
        sqlite3_bind_int(statement, parameter, value.boolean);
        break;
    case VALUE_INT:
        sqlite3_bind_int64(statement, parameter, value.integer);
        break;
    case VALUE_REAL:
        sqlite3_bind_double(statement, parameter, value.real);
        break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: sql_bind_str(statement, parameter, value.text); break;
    }
}

void sql_result_value(sqlite3_context *result, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: sqlite3_result_null(result); break;
    case VALUE_BOOL: sqlite3_result_int(result, value.boolean); break;
    case VALUE_INT: sqlite3_result_int64(result, value.integer); break;
    case VALUE_REAL: sqlite3_result_double(result, value.real); break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME:
        sqlite3_result_text64(result, value.text.bytes ? value.text.bytes : "",
                              value.text.len, SQLITE_STATIC, SQLITE_UTF8);
        break;
    }
}

void sql_rollback(sqlite3 *db)
{
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}
