-- Lists of demands, and what other services said of accounts and products.

CREATE TABLE demand (
    id               text COLLATE "C" PRIMARY KEY,
    buyer_id         text COLLATE "C" NOT NULL,
    target_vendor_id text COLLATE "C",           -- null: all vendors may see it
    phase            text COLLATE "C" NOT NULL,
    market           text COLLATE "C" NOT NULL,
    subtype          text,                       -- the buyer's words here and below are null once they are forgotten
    sentence         text,
    budget           text COLLATE "C" NOT NULL,  -- empty if none was given
    region           text,
    grabs            int NOT NULL,
    proposals        int NOT NULL,
    published_at     timestamptz NOT NULL
);
CREATE INDEX demand_buyer ON demand (buyer_id, published_at, id);
CREATE INDEX demand_open ON demand (published_at, id) WHERE target_vendor_id IS NULL AND phase IN ('open', 'talking', 'awaiting-payment');
CREATE INDEX demand_target ON demand (target_vendor_id, published_at, id) WHERE target_vendor_id IS NOT NULL;

CREATE TABLE demand_grab (
    demand_id text COLLATE "C" NOT NULL,
    vendor_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (vendor_id, demand_id)
);

CREATE TABLE account (
    id        text COLLATE "C" PRIMARY KEY,
    vendor_id text COLLATE "C"                -- for whom it acts
);
CREATE INDEX account_vendor ON account (vendor_id) WHERE vendor_id IS NOT NULL;

CREATE TABLE listed_product (
    id         text COLLATE "C" PRIMARY KEY,
    vendor_id  text COLLATE "C" NOT NULL,
    name       text NOT NULL,
    choice_ids text[] NOT NULL,
    is_listed  boolean NOT NULL
);
