-- Window functions and recursive queries.
CREATE TABLE t(a INT, b INT, c TEXT);
WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 60)
INSERT INTO t SELECT i, (i * i) % 17, char(97 + i % 4) FROM n;
SELECT a, row_number() OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, ntile(4) OVER w FROM t WINDOW w AS (PARTITION BY c ORDER BY b) ORDER BY a;
SELECT a, sum(b) OVER (ORDER BY a ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING), avg(b) OVER (ORDER BY a RANGE BETWEEN 5 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t ORDER BY a LIMIT 25;
SELECT a, lag(b, 2, -1) OVER w, lead(b) OVER w, first_value(b) OVER w, last_value(b) OVER w, nth_value(b, 3) OVER w FROM t WINDOW w AS (PARTITION BY c ORDER BY a GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) ORDER BY a LIMIT 30;
SELECT c, group_concat(a) FILTER (WHERE b > 8) OVER (PARTITION BY c ORDER BY a) FROM t ORDER BY a LIMIT 20;
WITH RECURSIVE tree(id, parent) AS (SELECT a, a / 2 FROM t), path(id, depth, way) AS (SELECT 1, 0, '1' UNION ALL SELECT tree.id, depth + 1, way || '/' || tree.id FROM tree JOIN path ON tree.parent = path.id AND tree.id > 1)
SELECT id, depth, way FROM path ORDER BY way LIMIT 40;
WITH RECURSIVE x(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM x WHERE i < 60), y(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM y WHERE i < 20),
  m(iter, cx, cy, x, y) AS (SELECT 0, -2 + x.i * 0.05, -1 + y.i * 0.1, 0.0, 0.0 FROM x, y UNION ALL SELECT iter + 1, cx, cy, x * x - y * y + cx, 2 * x * y + cy FROM m WHERE x * x + y * y < 4 AND iter < 28),
  top(iter, cx, cy) AS (SELECT max(iter), cx, cy FROM m GROUP BY cx, cy), a(t) AS (SELECT group_concat(substr(' .+*#', 1 + min(iter / 7, 4), 1), '') FROM top GROUP BY cy)
SELECT rtrim(t) FROM a;
WITH RECURSIVE input(sud) AS (VALUES('53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79')),
  digits(z, lp) AS (VALUES('1', 1) UNION ALL SELECT CAST(lp + 1 AS TEXT), lp + 1 FROM digits WHERE lp < 9),
  s(s, ind) AS (SELECT sud, instr(sud, '.') FROM input UNION ALL
    SELECT substr(s, 1, ind - 1) || z || substr(s, ind + 1), instr(substr(s, 1, ind - 1) || z || substr(s, ind + 1), '.') FROM s, digits AS z
    WHERE ind > 0 AND NOT EXISTS (SELECT 1 FROM digits AS lp WHERE z.z = substr(s, ((ind - 1) / 9) * 9 + lp, 1) OR z.z = substr(s, ((ind - 1) % 9) + (lp - 1) * 9 + 1, 1)
      OR z.z = substr(s, (((ind - 1) / 3) % 3) * 3 + ((ind - 1) / 27) * 27 + lp + ((lp - 1) / 3) * 6, 1)))
SELECT s FROM s WHERE ind = 0;
