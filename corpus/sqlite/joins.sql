-- Tables, indices, joins, subqueries, aggregates, collations.
CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE, age INT, city TEXT DEFAULT 'nowhere');
CREATE TABLE visit(person INT REFERENCES person(id), place TEXT, day INT, cost REAL CHECK (cost >= 0));
CREATE INDEX visit_person ON visit(person, day DESC);
CREATE UNIQUE INDEX person_name ON person(name) WHERE age > 90;
CREATE INDEX person_expr ON person(length(name), age % 10);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO person SELECT i, printf('Person %d', (i * 7919) % 1009), (i * 37) % 90, char(65 + i % 7) || 'town' FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO visit SELECT (i * 31) % 600, 'place ' || (i % 13), (i * 17) % 365, (i * 101) % 997 / 10.0 FROM n;
ANALYZE;
SELECT city, count(*), avg(age), min(name), max(name), sum(age), total(age) FROM person GROUP BY city HAVING count(*) > 10 ORDER BY 2 DESC, 1;
SELECT p.name, count(v.day) c, sum(v.cost) FROM person p LEFT JOIN visit v ON v.person = p.id GROUP BY p.id ORDER BY c DESC, p.name LIMIT 10 OFFSET 3;
SELECT count(*) FROM visit v WHERE NOT EXISTS (SELECT 1 FROM person WHERE id = v.person);
SELECT name FROM person WHERE name LIKE 'person 1_%' AND age BETWEEN 20 AND 30 ORDER BY name COLLATE BINARY;
SELECT place, group_concat(DISTINCT day % 5) FROM visit GROUP BY place ORDER BY place;
SELECT a.id, b.id FROM person a JOIN person b ON a.age = b.age AND a.id < b.id WHERE a.city = 'Atown' AND b.city = 'Btown' ORDER BY 1, 2 LIMIT 12;
SELECT * FROM person NATURAL JOIN (SELECT max(age) AS age FROM person) ORDER BY id;
SELECT v.place, p.city, round(avg(v.cost), 6) FROM visit v CROSS JOIN person p WHERE p.id = v.person GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 30;
SELECT p.id FROM person p FULL OUTER JOIN visit v ON p.id = v.person WHERE v.person IS NULL OR p.id IS NULL ORDER BY 1 LIMIT 5;
SELECT DISTINCT age / 10 FROM person UNION SELECT 100 EXCEPT SELECT 3 ORDER BY 1;
SELECT id FROM person WHERE age > 50 INTERSECT SELECT person FROM visit WHERE cost > 90 ORDER BY 1 LIMIT 10;
SELECT (SELECT max(cost) FROM visit WHERE person = p.id) m, p.id FROM person p ORDER BY m DESC NULLS LAST, id LIMIT 8;
SELECT id, CASE WHEN age < 18 THEN 'child' WHEN age < 65 THEN 'adult' ELSE 'old' END k, iif(id % 2, 'odd', 'even') FROM person WHERE id IN (1, 5, 9, (SELECT max(id) FROM person));
SELECT (1, 2) < (1, 3), (SELECT 1, 'a') = (1, 'a'), id FROM person WHERE (id, age) IN (VALUES (1, 37), (2, 74), (3, 0)) ORDER BY id;
UPDATE person SET age = age + 1, city = upper(city) WHERE id % 50 = 0 RETURNING id, age, city;
UPDATE person SET age = v.c FROM (SELECT person, count(*) c FROM visit GROUP BY person) v WHERE v.person = person.id AND person.id < 10;
SELECT id, age FROM person WHERE id < 10;
DELETE FROM visit WHERE rowid IN (SELECT rowid FROM visit ORDER BY cost DESC, rowid LIMIT 100);
SELECT count(*), sum(cost) FROM visit;
SELECT total_changes();
EXPLAIN QUERY PLAN SELECT * FROM visit v JOIN person p ON p.id = v.person WHERE v.day > 100 ORDER BY p.name;
EXPLAIN SELECT name FROM person WHERE age = 5 ORDER BY length(name);
PRAGMA integrity_check;
PRAGMA foreign_key_check;
PRAGMA index_list(person);
