-- Integers, floats, conversions between them, and the math library.
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, -7.5 % 2, 2 ^ 10, 7 / 2)
print(1 << 62, 1 << 63, 1 << 64, -1 >> 1, ~0, 5 & 3, 5 | 3, 5 ~ 3)
print(math.maxinteger + 1 == math.mininteger, math.mininteger // -1, math.ult(1, -1))
print(1e15, 1e16, 2 ^ 53, 1e100, -0.0, 1 / 0, -1 / 0, 0 / 0 ~= 0 / 0)
print(3 == 3.0, math.type(3), math.type(3.0), math.type("3"), 3 | 0, "10" + 5, "0x10" * 1)
print(pcall(function() return 1 // 0 end), pcall(function() return 1 % 0 end), 1 // 0.0, pcall(function() return 1.5 | 1 end))
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.modf(3.7), math.tointeger("8"), math.tointeger(3.5))
print(math.sqrt(2), math.sin(1), math.cos(1), math.tan(1), math.asin(1), math.acos(0), math.atan(1, -1), math.exp(1), math.log(10), math.log(8, 2), math.log(100, 10))
print(math.max(1, 2.5, -1), math.min(3, 1, 2), math.abs(math.mininteger), math.huge, -math.huge)
print(string.format("%.14g %.17g %.17g", 0.1, 0.1, 1 / 3), 1e308 * 10, 2 ^ -1074)
print(1 < 1.5, 2 ^ 53 == 2 ^ 53 + 1, math.maxinteger < math.maxinteger + 0.0, math.maxinteger + 0.0 == math.maxinteger)
for i = 3, 1, -1 do io.write(i, " ") end
for i = 1.0, 2, 0.25 do io.write(i, " ") end
for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end
print(pcall(function() for i = 1, 10, 0 do end end))
math.randomseed(42, 7)
for _ = 1, 5 do io.write(math.random(100), " ", math.random(-5, 5), " ") end
print(math.random() < 1, pcall(math.random, 2, 1))
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(24))
local sieve, count = {}, 0
for i = 2, 20000 do
  if not sieve[i] then
    count = count + 1
    for j = i * i, 20000, i do sieve[j] = true end
  end
end
print(count)
local x, y = 0.0, 0.0
for i = 1, 100000 do x = x + 1 / (i * i); y = y + (-1) ^ i / (2 * i - 1) end
print(x, y * -4)
