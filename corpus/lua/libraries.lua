-- The io, os, debug and package libraries.
local name = "libraries.tmp"
local f = assert(io.open(name, "w"))
f:write("line one\n", 42, " ", 3.5, "\nlast line without end")
print(f:seek("cur"), f:seek("set", 5), f:write("ONE"), io.type(f)); f:close(); print(io.type(f), pcall(f.write, f, "x"))
for line in io.lines(name) do print(line) end
for a, b in io.lines(name, 4, "l") do print(a, b) end
f = io.open(name); print(f:read("l", "n", "n", "L", "a", "a")); f:close()
f = io.open(name, "a+"); f:setvbuf("full", 64); f:write("\nmore"); f:seek("set"); print(#f:read("a"), f:read(0), f:read("l")); f:close()
print(io.open("no/such/file"), pcall(io.lines, "no/such/file"), select("#", io.type(1)))
local p = io.popen("echo from a shell; exit 3"); print(p:read("a"), p:close())
print(os.remove(name), os.remove(name), os.rename("none", "other"))
print(os.time { year = 2020, month = 2, day = 30, hour = 12 }, os.date("!%Y-%m-%d %H:%M:%S", 86400), os.date("!*t", 1e9).yday, pcall(os.date, "%Ez", 0))
print(os.getenv("NO_SUCH_VARIABLE"), type(os.clock()), os.difftime(10, 5), os.setlocale("C"), os.execute("exit 7"))
local function traced(a, b) local c = a + b; return debug.traceback("message", 1), c end
print((traced(1, 2):gsub("%[C%].*", "")))
local info = debug.getinfo(traced, "SnluL")
print(info.short_src, info.linedefined, info.nparams, info.isvararg, info.what)
local lines, calls = 0, 0
debug.sethook(function(event) if event == "line" then lines = lines + 1 else calls = calls + 1 end end, "lcr")
for _ = 1, 10 do traced(1, 2) end
debug.sethook()
print(lines, calls, debug.gethook())
local up = 5
local function uses() return up end
print(debug.getupvalue(uses, 1), debug.setupvalue(uses, 1, 6), uses(), debug.getlocal(traced, 1), debug.upvalueid(uses, 1) ~= nil)
print(debug.getmetatable("").__index == string, debug.setmetatable(10, { __index = function(n, k) return k .. n end }), (5).field)
debug.setmetatable(10, nil)
package.preload.mine = function(...) return { args = { ... } } end
local mine = require "mine"
print(#mine.args, mine == require "mine", pcall(require, "no.such.module"), package.config:sub(1, 1), package.searchpath("none", "./?.lua"))
print(type(_VERSION), _VERSION, rawequal(_G, _ENV), assert(1, 2), pcall(assert, false), pcall(assert, nil, "why"), pcall(assert))
warn("@on"); warn("a ", "warning"); warn("@off"); warn("unheard")
print(select("#", dofile("numbers.lua")), loadfile("none.lua"))
io.stderr:write("to standard error\n")
io.write("end\n"); io.flush()
