-- Tables: arrays, hashes, growth, sorting, metatables and weak ones.
local t = {}
for i = 1, 1000 do t[i] = i end
for i = 1, 1000, 2 do t[i] = nil end
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n, next({}), #{ 1, 2, 3 }, select("#", table.unpack({ 1, nil, 3 }, 1, 3)))
local s = {}
for i = 1, 500 do s[i] = (i * 7919) % 1009 end
table.sort(s)
for i = 2, #s do assert(s[i - 1] <= s[i]) end
table.sort(s, function(a, b) return a > b end)
print(s[1], s[500], pcall(table.sort, { 3, 1, "x" }))
print(pcall(table.sort, { 5, 2, 8, 1, 9, 3, 4 }, function() return true end))
table.insert(s, 1, "first"); table.insert(s, "last")
print(table.remove(s, 1), table.remove(s), #s, table.remove({}), pcall(table.insert, { 1 }, 5, 2))
print(table.concat({ 1, 2.5, "x" }, "-"), pcall(table.concat, { {} }), table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ","))
print(table.unpack(table.pack(1, nil, 3), 1, 3), table.pack().n)
local log = {}
local mt = {}
mt.__index = function(_, k) log[#log + 1] = "get " .. tostring(k); return k end
mt.__newindex = function(o, k, v) log[#log + 1] = "set " .. tostring(k); rawset(o, k, v) end
mt.__call = function(self, ...) return self, select("#", ...) end
mt.__len = function() return 99 end
mt.__eq = function() return true end
mt.__lt = function() return true end
mt.__le = function() return false end
mt.__concat = function() return "concat" end
mt.__unm = function() return "minus" end
mt.__close = function() log[#log + 1] = "closed" end
for _, name in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "bnot" } do
  mt["__" .. name] = function() return name end
end
local a, b = setmetatable({}, mt), setmetatable({}, mt)
print(a.x, a[1], #a, a == b, a < b, a <= b, a .. "s", 1 .. a, -a, ~a, a + 1, 1 - a, a * a, a / 1, a % 1, a ^ 1, a // 1, a & 1, a | 1, a ~ 1, a << 1, a >> 1)
a.new = 5
print(rawget(a, "new"), select(2, a(1, nil, nil)), rawlen(a), rawequal(a, b))
do local c <close> = a; local k <const> = 1 end
print(table.concat(log, "; "))
local proxy = setmetatable({}, { __pairs = function() return function(_, k) k = (k or 0) + 1; if k < 4 then return k, k * k end end end })
for k, v in pairs(proxy) do io.write(k, "=", v, " ") end
print(getmetatable("x").__index == string, pcall(setmetatable, setmetatable({}, { __metatable = "locked" }), {}))
local weak = setmetatable({}, { __mode = "k" })
for i = 1, 100 do weak[{}] = i end
collectgarbage()
print(next(weak))
local Account = {}; Account.__index = Account
function Account.new(x) return setmetatable({ balance = x }, Account) end
function Account:deposit(x) self.balance = self.balance + x; return self end
local Special = setmetatable({}, { __index = Account }); Special.__index = Special
function Special:withdraw(x) self.balance = self.balance - x; return self end
print(setmetatable(Account.new(10), Special):deposit(5):withdraw(3).balance)
local big = {}
for i = 1, 3e4 do big["k" .. i] = i end
local sum = 0
for i = 1, 3e4 do sum = sum + big["k" .. i] end
print(sum)
