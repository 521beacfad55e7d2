-- What buyers and operators read. Every row follows from the purchase's events, in their transaction.
CREATE TABLE purchase (
    order_id          text COLLATE "C" PRIMARY KEY,
    account_id        text COLLATE "C" NOT NULL,
    domain            text COLLATE "C" NOT NULL,
    source            text NOT NULL,
    phase             text NOT NULL,
    started_at        timestamptz NOT NULL,
    settled_at        timestamptz,
    expires_on        date,
    holder            text,
    failure           text,
    partner_reference text,
    next_ask_at       timestamptz,
    rounds            bigint NOT NULL,
    silent_in_a_row   bigint NOT NULL,
    last_trouble      text
) WITH (fillfactor = 70);

-- Operators ask for unfinished ones only, which are few beside all that were ever bought.
CREATE INDEX purchase_unfinished ON purchase (order_id) WHERE settled_at IS NULL;

CREATE TABLE purchase_step (
    order_id text COLLATE "C" NOT NULL,
    version  bigint NOT NULL,
    kind     text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (order_id, version)
);

CREATE TABLE owned_domain (
    domain      text COLLATE "C" PRIMARY KEY,
    account_id  text COLLATE "C" NOT NULL,
    order_id    text COLLATE "C" NOT NULL,
    expires_on  date NOT NULL,
    holder      text NOT NULL,
    owned_since timestamptz NOT NULL
);
CREATE INDEX owned_domain_account ON owned_domain (account_id, domain);

-- Own facts about accounts: which templates bear identity papers. Mail addresses stand in the aggregates alone, sealed.
CREATE TABLE account (
    account_id            text COLLATE "C" PRIMARY KEY,
    templates_with_papers text[] NOT NULL
);
