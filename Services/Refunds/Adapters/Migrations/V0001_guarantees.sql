-- Finds the guarantees of an account. What is refundable depends on the time it is asked at, so the rules are applied to the
-- stored guarantees when the list is made, and this only leaves out those that can never be in it again.
CREATE TABLE guarantee (
    order_id   text COLLATE "C" PRIMARY KEY,
    account_id text COLLATE "C" NOT NULL,
    is_open    boolean NOT NULL
);
CREATE INDEX guarantee_open ON guarantee (account_id, order_id) WHERE is_open;

-- REF-08: finds the records of cases. What they say stands in the guarantees, whose texts about persons are sealed.
CREATE TABLE refund_case (
    refund_id  text COLLATE "C" PRIMARY KEY,
    order_id   text COLLATE "C" NOT NULL,
    account_id text COLLATE "C" NOT NULL,
    status     text NOT NULL,
    applied_at timestamptz NOT NULL
);
CREATE INDEX refund_case_account ON refund_case (account_id, applied_at, refund_id);
CREATE INDEX refund_case_status ON refund_case (status, applied_at, refund_id);
