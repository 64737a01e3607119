-- Strings, patterns, formats, packing and UTF-8.
local text = "The quick brown fox jumps over the lazy dog"
assert(#text == 43 and text:upper():lower() == text:lower())
local words = {}
for word in text:gmatch("%a+") do words[#words + 1] = word end
assert(#words == 9 and table.concat(words, " ") == text)
print(text:gsub("%w+", function(w) return w:reverse() end))
print(text:gsub("(%w+) (%w+)", "%2 %1"))
print(text:find("fox"), text:find("(o)(.)"), text:find(".", 1, true))
print(("%5d|%-5d|%05d|%x|%X|%o|%c|%q|%s"):format(42, 42, 42, 255, 255, 8, 65, 'a\n"\0z', nil))
print(("%.3f|%10.2e|%g|%a"):format(math.pi, 12345.678, 1e20, 0.5))
print(("%q %q %q"):format(1 / 3, math.mininteger, 0x7fffffff))
print(pcall(string.format, "%d", 1.5))
print(pcall(string.rep, "x", 1 << 40))
print(("x"):rep(5, ","), (""):rep(10), ("abc"):sub(-2), ("abc"):sub(2, 10), ("abc"):byte(1, -1))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
print(("[[nested]]"):match("%b[]"), ("THE (quick) fox"):find("%((%a+)%)"))
print(("hello"):gsub("", "-"), ("abc"):gsub("%w", "%0%0"), ("abc"):gsub("b", { b = "[B]" }))
print(("frontier THE END"):gsub("%f[%a]%a+", string.len))
print(pcall(string.find, "a", "[a"), pcall(string.gsub, "a", "a", "%2"))
for _, f in ipairs { "<i4", ">i4", "<I8", "z", "s1", "<d", "<f", "!4 i1 i4", "<i3" } do
  local ok, packed = pcall(string.pack, f, f:find("[zs]") and "text" or 77, 78)
  if ok then print(f, (packed:gsub(".", function(c) return ("%02x"):format(c:byte()) end)), string.unpack(f, packed)) end
end
print(string.packsize("<i4 i8 d"), pcall(string.unpack, "<i8", "short"))
local s = "häuser €42 日本語"
print(utf8.len(s), utf8.codepoint(s, 1, -1))
for p, c in utf8.codes("aé€𝄞") do io.write(p, ":", c, " ") end
print(utf8.char(72, 228, 8364, 119070), utf8.len("\xff"), utf8.offset(s, 5))
print(("a,b,,c"):gsub(",", ";", 2), tostring(12):rep(2), #tostring(print) > 0)
print(("%s"):format(setmetatable({}, { __tostring = function() return "mine" end })))
print(tonumber("0x1p4"), tonumber("1e1"), tonumber("  12  "), tonumber("z", 36), tonumber("8", 8), tonumber("1e"))
local long = {}
for i = 1, 20000 do long[i] = i % 7 == 0 and "\n" or ("%d "):format(i) end
local all = table.concat(long)
assert(select(2, all:gsub("\n", "")) == 20000 // 7)
print(#all, select(2, all:gsub("%d+", "")))
