-- Triggers, views, generated columns, WITHOUT ROWID, ALTER, transactions, VACUUM, ATTACH, dumps.
PRAGMA page_size = 1024;
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE stock(item TEXT PRIMARY KEY, amount INT, price REAL, worth REAL GENERATED ALWAYS AS (amount * price) STORED, label AS (item || '!')) WITHOUT ROWID;
CREATE TABLE log(id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, old, new);
CREATE TRIGGER added AFTER INSERT ON stock BEGIN INSERT INTO log(what, new) VALUES('insert', new.item); END;
CREATE TRIGGER changed AFTER UPDATE OF amount ON stock WHEN old.amount <> new.amount BEGIN INSERT INTO log(what, old, new) VALUES('update', old.amount, new.amount); END;
CREATE TRIGGER removed BEFORE DELETE ON stock BEGIN INSERT INTO log(what, old) VALUES('delete', old.item); END;
CREATE VIEW dear(item, worth) AS SELECT item, worth FROM stock WHERE worth > 100;
CREATE TRIGGER view_insert INSTEAD OF INSERT ON dear BEGIN INSERT INTO stock(item, amount, price) VALUES(new.item, 1, new.worth); END;
INSERT INTO stock(item, amount, price) VALUES('nail', 1000, 0.05), ('hammer', 12, 15.5), ('saw', 3, 40), ('glue', 0, 4);
INSERT INTO dear VALUES('machine', 5000);
UPDATE stock SET amount = amount * 2 WHERE item < 'm';
DELETE FROM stock WHERE amount = 0;
SELECT *, label FROM stock;
SELECT * FROM dear;
SELECT * FROM log;
BEGIN; UPDATE stock SET amount = 0; SAVEPOINT s; DELETE FROM stock; ROLLBACK TO s; SELECT count(*) FROM stock; ROLLBACK;
SELECT sum(amount) FROM stock;
ALTER TABLE log RENAME TO journal; ALTER TABLE journal RENAME COLUMN what TO kind; ALTER TABLE journal ADD COLUMN extra TEXT DEFAULT 'none'; ALTER TABLE journal DROP COLUMN old;
SELECT * FROM journal LIMIT 3;
ATTACH ':memory:' AS other; CREATE TABLE other.copy AS SELECT * FROM stock; SELECT count(*) FROM other.copy; DETACH other;
CREATE TABLE blobs(id INTEGER PRIMARY KEY, data BLOB);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO blobs SELECT i, CAST(printf('%.*c', i * 37 % 5000, char(65 + i % 26)) AS BLOB) FROM n;
SELECT count(*), sum(length(data)), hex(substr(data, 10, 4)) FROM blobs WHERE id % 3 = 0;
DELETE FROM blobs WHERE id % 2; PRAGMA freelist_count; PRAGMA incremental_vacuum(50); PRAGMA freelist_count; VACUUM; PRAGMA page_count; PRAGMA integrity_check;
SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name;
PRAGMA table_xinfo(stock);
PRAGMA journal_mode;
CREATE TABLE many(a INTEGER PRIMARY KEY, b TEXT, c REAL);
CREATE INDEX many_b ON many(b); CREATE INDEX many_c ON many(c DESC, b);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO many SELECT i, hex(i * 2654435761 % 4294967296), (i * 7919 % 10007) / 7.0 FROM n;
COMMIT;
SELECT b, c FROM many ORDER BY c DESC, b LIMIT 5; SELECT b FROM many WHERE b BETWEEN '31' AND '33' ORDER BY b LIMIT 5; SELECT count(DISTINCT c) FROM many;
DELETE FROM many WHERE a % 3 = 1; UPDATE many SET b = lower(b) WHERE a % 5 = 0; REINDEX; PRAGMA quick_check;
SELECT count(*), sum(a), max(b), min(c) FROM many;
.schema stock
.mode insert
SELECT * FROM journal LIMIT 2;
.mode csv
SELECT * FROM stock;
.mode box
SELECT item, amount FROM stock;
.mode markdown
SELECT item, price FROM stock;
.mode json
SELECT item, price FROM stock;
.mode quote
SELECT item, worth FROM stock;
.mode line
SELECT item, worth FROM stock LIMIT 1;
.dump stock
.sha3sum
