-- Finds the guarantees of an account. What is refundable depends on the time it is asked at, so the rules are applied to the
-- stored guarantees when the list is made, and this only leaves out those that can never be in it again.
CREATE TABLE guarantee (
    order_id   text COLLATE "C" PRIMARY KEY,
    account_id text COLLATE "C" NOT NULL,
    is_open    boolean NOT NULL
);
CREATE INDEX guarantee_open ON guarantee (account_id, order_id) WHERE is_open;

-- REF-08: the records of cases.
CREATE TABLE refund_case (
    refund_id        text COLLATE "C" PRIMARY KEY,
    order_id         text COLLATE "C" NOT NULL,
    account_id       text COLLATE "C" NOT NULL,
    vendor_name      text NOT NULL,
    product_name     text NOT NULL,
    paid_through     text NOT NULL,
    status           text NOT NULL,
    reason           text NOT NULL,
    is_automatic     boolean NOT NULL,
    cash_fen         bigint NOT NULL,
    voucher_fen      bigint NOT NULL,
    applied_at       timestamptz NOT NULL,
    reviewed_at      timestamptz,
    rejected_because text,
    returned_at      timestamptz
);
CREATE INDEX refund_case_account ON refund_case (account_id, applied_at, refund_id);
CREATE INDEX refund_case_status ON refund_case (status, applied_at, refund_id);
