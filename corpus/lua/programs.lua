-- Small programs: queens, matrices, life, a JSON reader, mandelbrot, a brainfuck interpreter, string buffers.
local function queens(n)
  local solutions, cols, d1, d2 = 0, {}, {}, {}
  local function place(row)
    if row > n then solutions = solutions + 1 return end
    for c = 1, n do
      if not (cols[c] or d1[row + c] or d2[row - c]) then
        cols[c], d1[row + c], d2[row - c] = true, true, true
        place(row + 1)
        cols[c], d1[row + c], d2[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return solutions
end
print(queens(7))
local function multiply(a, b, n)
  local r = {}
  for i = 1, n do r[i] = {}; for j = 1, n do local s = 0.0; for k = 1, n do s = s + a[i][k] * b[k][j] end r[i][j] = s end end
  return r
end
local m = {}
for i = 1, 40 do m[i] = {}; for j = 1, 40 do m[i][j] = (i * j) % 7 / 3 end end
local p = multiply(m, multiply(m, m, 40), 40)
print(("%.10g %.10g"):format(p[1][1], p[40][39]))
local function life(rows, steps)
  local g = {}
  for y, row in ipairs(rows) do g[y] = {}; for x = 1, #row do g[y][x] = row:sub(x, x) == "#" and 1 or 0 end end
  for _ = 1, steps do
    local new = {}
    for y = 1, #g do
      new[y] = {}
      for x = 1, #g[1] do
        local c = 0
        for dy = -1, 1 do for dx = -1, 1 do if dy ~= 0 or dx ~= 0 then c = c + ((g[y + dy] or {})[x + dx] or 0) end end end
        new[y][x] = (c == 3 or c == 2 and g[y][x] == 1) and 1 or 0
      end
    end
    g = new
  end
  for _, row in ipairs(g) do print((table.concat(row):gsub(".", { ["0"] = ".", ["1"] = "#" }))) end
end
life({ "..........", "..#.......", "...#......", ".###......", "..........", "..........", "..........", ".........." }, 12)
local function parse(s)
  local value
  local function skip(i) return s:find("%S", i) or #s + 1 end
  function value(i)
    i = skip(i)
    local c = s:sub(i, i)
    if c == "{" or c == "[" then
      local r, n = {}, 0
      i = skip(i + 1)
      while not s:sub(i, i):find("[%]}]") do
        local k
        if c == "{" then k, i = value(i); i = skip(i) + 1 else n = n + 1; k = n end
        r[k], i = value(i)
        i = skip(i)
        if s:sub(i, i) == "," then i = skip(i + 1) end
      end
      return r, i + 1
    elseif c == '"' then
      local e = s:find('[^\\]"', i) + 1
      return s:sub(i + 1, e - 1):gsub("\\n", "\n"), e + 1
    end
    local word = s:match("^[%w.+-]+", i) or error("bad JSON at " .. i)
    return ({ ["true"] = true, ["false"] = false })[word] or tonumber(word), i + #word
  end
  return (value(1))
end
print(pcall(parse, '{"a": [1, 2.5, -3e2], "b": {"c": "text", "d": true}}'))
local j = parse('{"a": [1, 2.5, -3e2], "b": {"c": "two words", "d": true}}')
print(j.a[1], j.a[2], j.a[3], j.b.c, j.b.d)
for y = -1.2, 1.2, 0.2 do
  local row = {}
  for x = -2, 0.6, 0.08 do
    local a, b, n = 0, 0, 0
    repeat a, b, n = a * a - b * b + x, 2 * a * b + y, n + 1 until a * a + b * b > 4 or n == 40
    row[#row + 1] = (" .:-=+*#%@"):sub(n // 5 + 1, n // 5 + 1)
  end
  print((table.concat(row):gsub("%s+$", "")))
end
local function brainfuck(code)
  local tape, at, i, out, jump, stack = {}, 1, 1, {}, {}, {}
  for k = 1, #code do
    local c = code:sub(k, k)
    if c == "[" then stack[#stack + 1] = k elseif c == "]" then local o = table.remove(stack); jump[o], jump[k] = k, o end
  end
  while i <= #code do
    local c = code:sub(i, i)
    local v = tape[at] or 0
    if c == ">" then at = at + 1 elseif c == "<" then at = at - 1
    elseif c == "+" then tape[at] = (v + 1) % 256 elseif c == "-" then tape[at] = (v - 1) % 256
    elseif c == "." then out[#out + 1] = string.char(v)
    elseif c == "[" and v == 0 or c == "]" and v ~= 0 then i = jump[i] end
    i = i + 1
  end
  return table.concat(out)
end
io.write(brainfuck("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."))
local heap = {}
local function push(v) heap[#heap + 1] = v; local i = #heap
  while i > 1 and heap[i // 2] > heap[i] do heap[i], heap[i // 2] = heap[i // 2], heap[i]; i = i // 2 end end
local function pop() local top = heap[1]; heap[1] = heap[#heap]; heap[#heap] = nil; local i = 1
  while true do local c = 2 * i; if c > #heap then break end
    if heap[c + 1] and heap[c + 1] < heap[c] then c = c + 1 end
    if heap[i] <= heap[c] then break end
    heap[i], heap[c] = heap[c], heap[i]; i = c end
  return top end
for i = 1, 2000 do push((i * 48271) % 65537) end
local last = -1
for _ = 1, 2000 do local v = pop(); assert(v >= last); last = v end
print(last)
