-- Full-text search and R-trees.
CREATE VIRTUAL TABLE doc USING fts4(title, body, tokenize=porter);
INSERT INTO doc VALUES('Foxes', 'The quick brown foxes jumped over the lazy dogs'), ('Dogs', 'A dog is lazy when it sleeps; dogs run quickly'), ('Cats', 'Cats sleep all day and run at night'), ('Empty', '');
SELECT title, snippet(doc, '[', ']', '…'), offsets(doc) FROM doc WHERE doc MATCH 'run OR lazy' ORDER BY title;
SELECT title FROM doc WHERE doc MATCH '"lazy dog"' ; SELECT title FROM doc WHERE doc MATCH 'qui*' ORDER BY 1; SELECT title FROM doc WHERE doc MATCH 'dog NEAR/3 lazy'; SELECT title FROM doc WHERE title MATCH 'cats';
UPDATE doc SET body = 'updated about parrots' WHERE title = 'Empty'; DELETE FROM doc WHERE title = 'Cats';
SELECT title FROM doc WHERE doc MATCH 'parrot'; INSERT INTO doc(doc) VALUES('optimize'); INSERT INTO doc(doc) VALUES('integrity-check');
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO doc SELECT 'doc ' || i, printf('word%d common%d text%d', i % 50, i % 7, i) FROM n;
SELECT count(*) FROM doc WHERE doc MATCH 'word7 common3'; SELECT title FROM doc WHERE doc MATCH 'text1999'; SELECT count(*) FROM doc WHERE doc MATCH 'common1 -word8';
CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, y0, y1, +note TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO box SELECT i, i * 13 % 1000, i * 13 % 1000 + 5, i * 29 % 1000, i * 29 % 1000 + 3, 'box ' || i FROM n;
SELECT count(*), min(id), max(id) FROM box WHERE x0 >= 100 AND x1 <= 300 AND y0 > 500 AND y1 < 700; SELECT note FROM box WHERE id = 77;
DELETE FROM box WHERE id % 4 = 0; SELECT count(*), sum(id) FROM box WHERE x1 < 400 AND y0 > 200; SELECT rtreecheck('box');
SELECT name, nullable FROM (SELECT name, "notnull" = 0 AS nullable FROM pragma_table_info('box')); SELECT count(*) > 0 FROM dbstat; SELECT count(*) > 100 FROM pragma_function_list;
SELECT value FROM generate_series(1, 20, 4); SELECT count(*) FROM sqlite_stmt;
