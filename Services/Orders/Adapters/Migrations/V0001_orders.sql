-- What buyers, vendors and operators look at. Rows follow the events in their transactions; nothing here is decided on,
-- but for the facts of accounts and products that the edges look up.

CREATE TABLE order_row (
    id            text COLLATE "C" PRIMARY KEY,
    account       text COLLATE "C" NOT NULL,
    vendor_id     text COLLATE "C" NOT NULL,
    type          text COLLATE "C" NOT NULL,
    product_types text[] NOT NULL,
    status        text COLLATE "C" NOT NULL,
    total_fen     bigint NOT NULL,
    placed_at     timestamptz NOT NULL,
    paid_at       timestamptz,
    document      jsonb NOT NULL
);
-- ORD-08: newest first, by keyset.
CREATE INDEX order_row_account ON order_row (account, placed_at DESC, id DESC);
CREATE INDEX order_row_vendor ON order_row (vendor_id, placed_at DESC, id DESC);

-- ORD-09: one entry per event of the order.
CREATE TABLE order_timeline (
    order_id text COLLATE "C" NOT NULL,
    version  bigint NOT NULL,
    at       timestamptz NOT NULL,
    what     text COLLATE "C" NOT NULL,
    detail   jsonb NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE wallet_row (
    account     text COLLATE "C" PRIMARY KEY,
    cash_fen    bigint NOT NULL CHECK (cash_fen >= 0),
    voucher_fen bigint NOT NULL CHECK (voucher_fen >= 0),
    top_ups     bigint NOT NULL,             -- how many were booked
    grants      bigint NOT NULL
);

-- ORD-05: receipts and grants that were booked; each counts once for its account, for ever.
CREATE TABLE booked_reference (
    account   text COLLATE "C" NOT NULL,
    kind      text COLLATE "C" NOT NULL,     -- top-up, grant
    reference text COLLATE "C" NOT NULL,
    PRIMARY KEY (account, kind, reference)
);

CREATE TABLE payment_row (
    id           text COLLATE "C" PRIMARY KEY,
    order_id     text COLLATE "C" NOT NULL,
    stage        text COLLATE "C" NOT NULL,
    received_fen bigint NOT NULL,
    needs_operator boolean NOT NULL,          -- the provider refuses to give money back
    document     jsonb NOT NULL
);
CREATE INDEX payment_row_needs_operator ON payment_row (id) WHERE needs_operator;

CREATE TABLE entitlement_row (
    id              text COLLATE "C" PRIMARY KEY,
    order_id        text COLLATE "C" NOT NULL,
    account         text COLLATE "C" NOT NULL,
    product_id      text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    is_parked       boolean NOT NULL,
    expires_at      timestamptz,
    sealed_password bytea,                    -- AES-256-GCM under the service's key; opened for the owner only (ENT-03)
    document        jsonb NOT NULL
);
CREATE INDEX entitlement_row_account ON entitlement_row (account, id);
CREATE INDEX entitlement_row_parked ON entitlement_row (id) WHERE is_parked;

-- Finds projects; what they are stands in the aggregates, where what buyers write is sealed.
CREATE TABLE delivery_row (
    id        text COLLATE "C" PRIMARY KEY,
    account   text COLLATE "C" NOT NULL,
    vendor_id text COLLATE "C" NOT NULL
);
CREATE INDEX delivery_row_account ON delivery_row (account, id);
CREATE INDEX delivery_row_vendor ON delivery_row (vendor_id, id);

-- Facts of others.
CREATE TABLE product_fact (
    id         text COLLATE "C" PRIMARY KEY,
    version    bigint NOT NULL,
    connection text COLLATE "C",              -- how a SaaS product is connected; NULL for other types (VND-05)
    endpoint   text,                          -- where production calls go; NULL if there is none
    guide      text NOT NULL
);

CREATE TABLE account_fact (
    id           text COLLATE "C" PRIMARY KEY,
    name         text,                        -- NULL if the account was forgotten: of it only its id is left
    is_forgotten boolean NOT NULL
);

CREATE TABLE registrant_template (
    account     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    is_verified boolean NOT NULL,
    is_complete boolean NOT NULL,
    has_papers  boolean NOT NULL,
    PRIMARY KEY (account, id)
);
