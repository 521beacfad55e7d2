-- Accounts live in the machine's own table; this service keeps nothing else.
SELECT 1;
