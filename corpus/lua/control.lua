-- Closures, varargs, goto, errors, coroutines, load and the collector.
local function counter() local n = 0; return function() n = n + 1; return n end end
local c1, c2 = counter(), counter()
print(c1(), c1(), c2())
local fs = {}
for i = 1, 3 do fs[i] = function() i = i + 1; return i end end
print(fs[1](), fs[1](), fs[2](), fs[3]())
local function va(...) local a, b = ...; return select("#", ...), a, b, ... end
print(va(), (va(1, 2)), va(nil, nil))
print(select(-1, 1, 2, 3), pcall(select, 0))
do
  local i = 1
  ::top::
  if i <= 3 then io.write(i, " "); i = i + 1; goto top end
  for j = 1, 3 do for k = 1, 3 do if k == 2 then goto continue end io.write(j, k, " ") ::continue:: end end
  print()
end
print(pcall(error, { code = 1 }), pcall(error, "m", 0), pcall(error), select(2, pcall(error, "at", 2)))
print(xpcall(function() local x = nil; return x.field end, function(m) return "handled: " .. m end))
print(select(2, pcall(function() return 1 + {} end)), select(2, pcall(function() return #5 end)), select(2, pcall(function() return {} < {} end)))
print(select(2, pcall(function() local t = {}; t[nil] = 1 end)), select(2, pcall(function() undefinedfunction() end)))
local co = coroutine.create(function(a, b)
  local c = coroutine.yield(a + b)
  local d, e = coroutine.yield(c * 2)
  return d + e
end)
print(coroutine.resume(co, 1, 2)); print(coroutine.resume(co, 10)); print(coroutine.resume(co, 3, 4)); print(coroutine.resume(co)); print(coroutine.status(co))
local function permutations(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(a) else
    for i = 1, n do a[n], a[i] = a[i], a[n]; permutations(a, n - 1); a[n], a[i] = a[i], a[n] end
  end
end
local count = 0
for p in coroutine.wrap(function() permutations { 1, 2, 3, 4, 5, 6 } end) do count = count + p[1] end
print(count)
print(coroutine.wrap(function() return pcall(function() coroutine.yield("in pcall"); error("after") end) end)())
print(coroutine.isyieldable(), coroutine.running(), coroutine.close(coroutine.create(print)))
local sorted = coroutine.wrap(function() table.sort({ 3, 1, 2 }, function(a, b) coroutine.yield("no") return a < b end) end)
print(pcall(sorted))
local many = {}
for i = 1, 500 do many[i] = coroutine.wrap(function() for j = 1, 3 do coroutine.yield(i * j) end end) end
local sum = 0
for _ = 1, 3 do for i = 1, 500 do sum = sum + many[i]() end end
print(sum)
print(load("return 1 + 1")(), load("syntax error here"), load(function() return nil end))
print(load("x = 5; return x", "chunk", "t", {})(), x, pcall(load, string.dump(function() end), "b", "t"))
local dumped = load(string.dump(function(a) local function inner() return a * 2 end return inner() end, true), "d", "b")
print(dumped(21))
local env = setmetatable({}, { __index = _G })
load("function g() return _ENV end", "e", "t", env)()
print(env.g() == env)
local finalized = 0
for i = 1, 100 do setmetatable({}, { __gc = function() finalized = finalized + 1 end }) end
collectgarbage(); collectgarbage()
print(finalized, collectgarbage("count") > 0, collectgarbage("isrunning"), collectgarbage("incremental"), collectgarbage("generational"), collectgarbage("incremental"))
local strings = {}
for i = 1, 50000 do strings[i % 100] = ("s"):rep(i % 50) .. i end
print(#strings, strings[0])
local list
for i = 1, 1e5 do list = { next = list, i } end
local depth = 0
while list do depth = depth + 1; list = list.next end
print(depth)
local function deep(n) if n == 0 then return "bottom" end return deep(n - 1) end
print(deep(1e6))
print(select("#", table.unpack({}, 1, 200)), pcall(table.unpack, {}, 1, 1e8))
