-- What buyers search: rows that follow the events of products and the feeds of partners.

CREATE TABLE category (
    id       text COLLATE "C" PRIMARY KEY,
    parent   text COLLATE "C" NOT NULL,      -- empty for a top category
    name     text NOT NULL,
    position int NOT NULL
);

-- Terms are cut by the service, Chinese into pairs of characters: PostgreSQL's parser takes a run of them for one word.
CREATE TABLE product (
    id                  text COLLATE "C" PRIMARY KEY,
    vendor_id           text COLLATE "C" NOT NULL,
    vendor_name         text NOT NULL,
    phase               text COLLATE "C" NOT NULL,
    type                text COLLATE "C" NOT NULL,
    category_id         text COLLATE "C" NOT NULL,
    name                text NOT NULL,
    summary             text NOT NULL,
    lowest_price        bigint NOT NULL,        -- fen; of the cheapest choice
    has_five_day_refund boolean NOT NULL,
    deals               int NOT NULL DEFAULT 0, -- in the last 180 days
    created_at          timestamptz NOT NULL,
    search_text         text NOT NULL,
    search_terms        text[] NOT NULL
);
CREATE INDEX product_vendor ON product (vendor_id, id);
CREATE INDEX product_category ON product (category_id) WHERE phase = 'listed';
CREATE INDEX product_deals ON product (deals, id) WHERE phase = 'listed';
CREATE INDEX product_created ON product (created_at, id) WHERE phase = 'listed';
CREATE INDEX product_price ON product (lowest_price, id) WHERE phase = 'listed';
CREATE INDEX product_phase ON product (phase, id) WHERE phase IN ('testing', 'review');
CREATE INDEX product_terms ON product USING gin (search_terms);
CREATE INDEX product_text ON product USING gin (search_text public.gin_trgm_ops);

-- What one year of a suffix ordinarily costs; the row '*' is for suffixes without one.
CREATE TABLE renewal_price (
    tld   text COLLATE "C" PRIMARY KEY,
    price bigint NOT NULL                       -- fen
);

-- What partners say, and nothing else: replaced and merged by sets of millions.
CREATE TABLE domain_listing (
    domain    text COLLATE "C" NOT NULL,
    partner   text COLLATE "C" NOT NULL,
    label     text COLLATE "C" NOT NULL,     -- what stands before the suffix
    tld       text COLLATE "C" NOT NULL,
    length    int NOT NULL,                  -- of the label
    price     bigint NOT NULL,               -- fen, one year of renewal included
    seller    text NOT NULL,
    expires   text COLLATE "C" NOT NULL,
    reference text NOT NULL,
    PRIMARY KEY (domain, partner)
);
CREATE INDEX domain_listing_price ON domain_listing (price, domain, partner);
CREATE INDEX domain_listing_length ON domain_listing (length, domain, partner);
CREATE INDEX domain_listing_tld_price ON domain_listing (tld, price, domain, partner);
CREATE INDEX domain_listing_partner ON domain_listing (partner);
CREATE INDEX domain_listing_label ON domain_listing USING gin (label public.gin_trgm_ops);

-- Listings known to be wrong, as they were then: one that is pushed again unchanged stays hidden, a changed one is shown.
-- A table of its own, so that a feed being merged and a purchase that fails cannot overwrite each other.
CREATE TABLE listing_suppression (
    domain  text COLLATE "C" NOT NULL,
    partner text COLLATE "C" NOT NULL,
    price   bigint NOT NULL,
    seller  text NOT NULL,
    expires text COLLATE "C" NOT NULL,
    reason  text NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (domain, partner)
);

-- Feeds that were merged. The report is told to others after the merge; `told` says whether that has happened.
CREATE TABLE feed_run (
    run_id       text COLLATE "C" PRIMARY KEY,
    partner      text COLLATE "C" NOT NULL,
    generated_at timestamptz NOT NULL,
    report       jsonb NOT NULL,
    told         boolean NOT NULL DEFAULT false
);
CREATE INDEX feed_run_partner ON feed_run (partner, generated_at DESC);
CREATE INDEX feed_run_untold ON feed_run (run_id) WHERE NOT told;
