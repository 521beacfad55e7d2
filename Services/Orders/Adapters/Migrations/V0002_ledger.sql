-- The double-entry ledger. The database itself refuses money from nowhere: a posting whose entries do not add up to zero
-- cannot be committed, by whatever code, and what was posted is never changed, only posted back.

CREATE TABLE ledger_posting (
    id   text COLLATE "C" PRIMARY KEY,        -- kind/id/version of the aggregate's event that moved the money
    memo text COLLATE "C" NOT NULL,
    at   timestamptz NOT NULL
);

CREATE TABLE ledger_entry (
    posting    text COLLATE "C" NOT NULL REFERENCES ledger_posting,
    account    text COLLATE "C" NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen <> 0),
    number     smallint NOT NULL,
    PRIMARY KEY (posting, number)
);
CREATE INDEX ledger_entry_account ON ledger_entry (account, posting);

-- The sum over everything, kept in shares, each of which has to be zero at the end of every transaction. A connection keeps to
-- one share, so that transactions neither wait for each other (but by chance) nor ever deadlock.
CREATE TABLE ledger_share (
    share   smallint PRIMARY KEY,
    sum_fen bigint NOT NULL DEFAULT 0
);
INSERT INTO ledger_share (share) SELECT generate_series(0, 63);

CREATE FUNCTION ledger_add_to_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_share
    SET sum_fen = sum_fen + NEW.amount_fen
    WHERE share = pg_backend_pid() % 64;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_share_follows AFTER INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_add_to_share();

CREATE FUNCTION ledger_check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
    entries int;
BEGIN
    SELECT coalesce(sum(amount_fen), 0), count(*) INTO total, entries FROM ledger_entry WHERE posting = NEW.posting;
    IF total <> 0 OR entries < 2 THEN
        RAISE EXCEPTION 'ledger posting % has % entries that add up to % fen; it needs at least two that add up to zero',
            NEW.posting, entries, total USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_posting_balances AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_posting();

CREATE FUNCTION ledger_check_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ledger_entry WHERE posting = NEW.id) THEN
        RAISE EXCEPTION 'ledger posting % moves nothing', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_posting_moves AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_empty();

CREATE FUNCTION ledger_check_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
BEGIN
    SELECT sum_fen INTO total FROM ledger_share WHERE share = NEW.share;
    IF total <> 0 THEN
        RAISE EXCEPTION 'the ledger does not add up: share % is % fen off', NEW.share, total USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_share_is_zero AFTER INSERT OR UPDATE ON ledger_share
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_share();

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is never changed; post the opposite instead' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_posting_stays BEFORE UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_entry_not_emptied BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- What each account holds. A sum beyond 64 bits is shown as the end of them instead of not at all.
CREATE VIEW ledger_balance AS
    SELECT account, greatest(least(sum(amount_fen), 9223372036854775807), -9223372036854775807)::bigint AS balance_fen
    FROM ledger_entry GROUP BY account;
