#pragma once
#include <libpq-fe.h>
#include <sys/eventfd.h>

// Swift's Glibc overlay lacks eventfd.
static inline int shim_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// Swift does not import macros that are character literals.
enum shim_diagnostic {
    SHIM_DIAG_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED,
    SHIM_DIAG_SQLSTATE = PG_DIAG_SQLSTATE,
    SHIM_DIAG_MESSAGE = PG_DIAG_MESSAGE_PRIMARY,
    SHIM_DIAG_DETAIL = PG_DIAG_MESSAGE_DETAIL,
    SHIM_DIAG_HINT = PG_DIAG_MESSAGE_HINT,
    SHIM_DIAG_TABLE = PG_DIAG_TABLE_NAME,
    SHIM_DIAG_COLUMN = PG_DIAG_COLUMN_NAME,
    SHIM_DIAG_POSITION = PG_DIAG_STATEMENT_POSITION,
    SHIM_DIAG_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME,
};
