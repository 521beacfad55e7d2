-- Names every column of the database in which one of the texts stands in clear; `texts` has one a line. For psql.
SELECT format(
    'SELECT %L WHERE EXISTS (SELECT FROM %I.%I AS t, regexp_split_to_table(%L, E''\n'') AS text WHERE position(%s) > 0)',
    format('%s.%s.%s', c.table_schema, c.table_name, c.column_name), c.table_schema, c.table_name, :'texts',
    CASE c.data_type
        WHEN 'bytea' THEN format('convert_to(text, ''UTF8'') IN t.%I', c.column_name)
        ELSE format('text IN t.%I::text', c.column_name)
    END)
FROM information_schema.columns c JOIN information_schema.tables USING (table_schema, table_name)
-- Batches are looked into by the views that show them row by row.
WHERE NOT (c.data_type = 'ARRAY' AND c.table_name ~ '^(journal|event)_') AND table_schema NOT IN ('pg_catalog', 'information_schema')
ORDER BY c.table_schema, c.table_name, c.ordinal_position
\gexec
