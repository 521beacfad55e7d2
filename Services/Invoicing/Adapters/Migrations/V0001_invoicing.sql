-- Lists of what can be invoiced, of applications and of invoices.

CREATE TABLE invoiceable (
    order_id       text COLLATE "C" PRIMARY KEY,
    account_id     text COLLATE "C" NOT NULL,
    seller_id      text COLLATE "C" NOT NULL,   -- a vendor, or first-party
    seller_name    text NOT NULL,
    product_name   text NOT NULL,
    paid_fen       bigint NOT NULL,             -- in cash
    open_fen       bigint NOT NULL,             -- can be invoiced now
    standing       text COLLATE "C" NOT NULL,
    application_id text COLLATE "C",
    invoice_id     text COLLATE "C",
    paid_at        timestamptz NOT NULL
);
CREATE INDEX invoiceable_open ON invoiceable (account_id, seller_id, paid_at, order_id) WHERE open_fen > 0;

-- INV-06: invoiced and then refunded.
CREATE TABLE arrears (
    id          text COLLATE "C" PRIMARY KEY,   -- account:seller
    balance_fen bigint NOT NULL CHECK (balance_fen >= 0)
);

CREATE TABLE application (
    id         text COLLATE "C" PRIMARY KEY,
    account_id text COLLATE "C" NOT NULL,
    seller_id  text COLLATE "C" NOT NULL,
    status     text COLLATE "C" NOT NULL,
    medium     text COLLATE "C" NOT NULL,
    gross_fen  bigint NOT NULL,
    offset_fen bigint NOT NULL,
    reminders  int NOT NULL,
    applied_at timestamptz NOT NULL,
    due_at     timestamptz
);
CREATE INDEX application_account ON application (account_id, applied_at, id);
CREATE INDEX application_awaiting ON application (seller_id, applied_at, id) WHERE status = 'awaiting-issuer';
CREATE INDEX application_late ON application (applied_at, id) WHERE reminders > 0 AND status = 'awaiting-issuer';

CREATE TABLE invoice (
    id             text COLLATE "C" PRIMARY KEY,
    application_id text COLLATE "C" NOT NULL,
    account_id     text COLLATE "C" NOT NULL,
    seller_id      text COLLATE "C" NOT NULL,
    seller_name    text NOT NULL,
    number         text COLLATE "C" NOT NULL,
    medium         text COLLATE "C" NOT NULL,
    original_id    text COLLATE "C" REFERENCES invoice (id),   -- set on red-letter invoices
    total_fen      bigint NOT NULL,
    tax_fen        bigint NOT NULL,
    is_reversed    boolean NOT NULL,
    issued_at      timestamptz NOT NULL
);
CREATE INDEX invoice_account ON invoice (account_id, issued_at, id);

-- The files of electronic invoices, AES-256-GCM under the service's key. They outlive the accounts of their buyers, as the law wants.
CREATE TABLE document (
    invoice_id text COLLATE "C" PRIMARY KEY,
    pdf        bytea NOT NULL,
    data       bytea NOT NULL
);
