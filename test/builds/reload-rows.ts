/** Each row of what is exchanged and what is refused (docs/reload.md), in each language that has it. */

export interface Row {
  title: string;
  edits: [from: string, to: string][];
  says: string | RegExp;
  /** What the program prints then; what it printed before, where nothing is taken over. */
  prints: RegExp;
  status?: number;
}

export const C = `#include <stdio.h>
#include <unistd.h>
struct point { int x, y; };
enum mode { SLOW, FAST };
static struct point pos = {1, 2};
int counter = 5;
enum mode mode = FAST;
static const int limits[] = {10, 20};
static int twice(int a) { return a * 2; }
int more(int a) { static int calls; ++calls; return twice(a) + (calls > 100000); }
static int (*kept)(int) = more;
__attribute__((constructor)) static void begin(void) { pos.y = 2; }
void step(void) {
  counter++;
  printf("more %d kept %d y %d old %d mode %d\\n", more(limits[0]), kept(1), pos.y, counter > 5, (int)mode);
  fflush(stdout);
}
int main(void) { for (;;) { step(); usleep(20000); } }
`;
export const STAYS = /^more 20 kept 2 y 2 old 1 mode 1$/;

export const inC: Row[] = [
  {
    title: 'the body of a function, which a pointer leads to as well',
    edits: [['return a * 2', 'return a * 3']],
    says: 'reloaded 1 function: twice',
    prints: /^more 30 kept 3 y 2 old 1/,
  },
  {
    title: 'several functions, and lines that move',
    edits: [
      ['static int twice', '\n\n\nstatic int twice'],
      ['a * 2', 'a * 3'],
      ['  counter++', '  counter += 2'],
    ],
    says: 'reloaded 2 functions: twice, step',
    prints: /^more 30 kept 3/,
  },
  {
    title: 'lines that move, alone',
    edits: [['int more', '/* more */\n\nint more']],
    says: 'nothing to reload',
    prints: STAYS,
    status: 2,
  },
  {
    title: 'a new static function',
    edits: [
      ['static int twice', 'static int thrice(int a) { return a * 3; }\nstatic int twice'],
      ['return twice', 'return thrice'],
    ],
    says: 'reloaded 2 functions: more, thrice',
    prints: /^more 30 kept 3/,
  },
  {
    title: 'a function whose parameters changed, with all its callers',
    edits: [
      ['static int twice(int a)', 'static int twice(int a, int b)'],
      ['a * 2', 'a * b'],
      ['twice(a)', 'twice(a, 7)'],
    ],
    says: 'reloaded 2 functions: more, twice',
    prints: /^more 70 kept 7/,
  },
  {
    title: 'new variables, with texts and addresses of what is there',
    edits: [
      [
        'void step',
        'int added = 40;\nstatic const char *names[] = {"zero", "one"};\nstatic int *where[] = {&counter, &added};\nvoid step',
      ],
      ['printf("more', 'printf("%s %d %d more'],
      ['more(limits', 'names[1], *where[0] > 5, ++*where[1] > 40, more(limits'],
    ],
    says: 'reloaded 1 function: step',
    prints: /^one 1 1 more 20 kept 2 y 2 old 1/,
  },
  {
    title: 'a new static local, initialised once',
    edits: [
      ['  counter++;', '  static int rounds = 100; rounds++;\n  counter++;'],
      ['y %d', 'y %d rounds %d'],
      ['pos.y,', 'pos.y, rounds > 101,'],
    ],
    says: 'reloaded 1 function: step',
    prints: /rounds 1 old 1/,
  },
  {
    title: 'an initial value of a variable that exists',
    edits: [
      ['counter = 5', 'counter = 50'],
      ['a * 2', 'a * 3'],
    ],
    says: 'reloaded 1 function: twice; counter keeps its value; its initial value changed',
    prints: /^more 30 kept 3 y 2 old 1/,
  },
  {
    title: 'a constant',
    edits: [['{10, 20}', '{1000, 20}']],
    says: 'reloaded 1 function: step',
    prints: /^more 2000 kept 2/,
  },
  {
    title: 'what the program did not use before of its libraries',
    edits: [
      ['#include <stdio.h>', '#include <stdio.h>\n#include <stdlib.h>'],
      ['return a * 2', 'return a * abs(atoi("-9"))'],
    ],
    says: 'reloaded 1 function: twice',
    prints: /^more 90 kept 9/,
  },
  {
    title: 'a field more',
    edits: [['int x, y;', 'int x, y, z;']],
    says: 'not reloaded: struct point: 8 -> 12 bytes, field z is new',
    prints: STAYS,
    status: 1,
  },
  {
    title: 'fields in another order',
    edits: [['int x, y;', 'int y, x;']],
    says: 'not reloaded: struct point: field x moved',
    prints: STAYS,
    status: 1,
  },
  {
    title: 'another field in the place of one',
    edits: [['int x, y;', 'float x; int y;']],
    says: /^not reloaded: struct point: field x was int and is float/,
    prints: STAYS,
    status: 1,
  },
  {
    title: 'an enumerator before others',
    edits: [['SLOW, FAST', 'STOPPED, SLOW, FAST']],
    says: 'not reloaded: enum mode: SLOW was 0 and is 1',
    prints: STAYS,
    status: 1,
  },
  {
    title: 'an enumerator behind the others',
    edits: [
      ['SLOW, FAST', 'SLOW, FAST, FASTEST'],
      ['a * 2', 'a * (2 + FASTEST)'],
    ],
    says: 'reloaded 1 function: twice',
    prints: /^more 40 kept 4/,
  },
  {
    title: 'the type of a variable',
    edits: [['int counter', 'long counter']],
    says: 'not reloaded: counter was int (4 bytes) and is long (8 bytes)',
    prints: STAYS,
    status: 1,
  },
  {
    title: 'a thread-local variable',
    edits: [
      ['static int twice', 'static _Thread_local int here;\nstatic int twice'],
      ['  counter++', '  counter++; here++'],
    ],
    says: 'not reloaded: here is a new thread-local variable, for which running threads have no room',
    prints: STAYS,
    status: 1,
  },
  {
    title: 'an eager function',
    edits: [['pos.y = 2;', 'pos.y = 3;']],
    says: /^not reloaded: begin changed and is eager \(static initializer/,
    prints: STAYS,
    status: 1,
  },
  {
    title: 'parameters of a function whose address is kept',
    edits: [
      ['int more(int a)', 'int more(long a)'],
      ['(*kept)(int)', '(*kept)(long)'],
      ['twice(a)', 'twice((int)a)'],
    ],
    says: 'not reloaded: the parameters or result of more changed, and its address is kept somewhere',
    prints: STAYS,
    status: 1,
  },
];

export const PLUS = `#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>
namespace app {
struct Shape { virtual ~Shape() = default; virtual int area() const = 0; int id = 1; };
struct Square : Shape { int side = 3; int area() const override { return side * side; } };
template <class T> T twice(T a) { return a + a; }
int risky(int a) { if (a > 0) throw std::runtime_error("odd"); return a; }
}
static app::Shape *shape = new app::Square;
static std::function<int(int)> callback;
void step() {
  int caught = 0;
  try { app::risky(1); } catch (const std::exception &e) { caught = (int)std::string(e.what()).size(); }
  std::printf("area %d twice %d caught %d callback %d\\n", shape->area(), app::twice(4), caught, callback(1));
  std::fflush(stdout);
}
int main() {
  int captured = 1000;
  callback = [captured](int a) { return a + captured; };
  for (;;) { step(); usleep(20000); }
}
`;
const PLUS_STAYS = /^area 9 twice 8 caught 3 callback 1001$/;

export const inPlus: Row[] = [
  {
    title: 'a virtual function',
    edits: [['side * side', 'side * 100']],
    says: 'reloaded 1 function: app::Square::area() const',
    prints: /^area 300 /,
  },
  {
    title: 'a template',
    edits: [['return a + a', 'return a * 100']],
    says: 'reloaded 1 function: int app::twice<int>(int)',
    prints: /twice 400 /,
  },
  {
    title: 'a lambda that is kept with what it captured',
    edits: [['return a + captured', 'return a - captured']],
    says: /^reloaded 1 function: main::\$_0::operator\(\)\(int\) const/,
    prints: /callback -999$/,
  },
  {
    title: 'what throws through reloaded frames',
    edits: [['"odd"', '"strange"']],
    says: 'reloaded 1 function: app::risky(int)',
    prints: /caught 7 /,
  },
  {
    title: 'a new lambda, a new static local with a constructor, templates that were not there',
    edits: [
      [
        '  int caught = 0;',
        '  static std::string text = "ab"; std::vector<int> list = {1, 2, 3};\n  auto third = [&](int a) { return list[2] + a; };\n  int caught = third((int)text.size());',
      ],
      ['caught = (int)', 'caught += (int)'],
    ],
    says: /^reloaded 1 function: step\(\) \(\d+ are new\)/,
    prints: /caught 8 /,
  },
  {
    title: 'a member more',
    edits: [['int side = 3;', 'int side = 3, other = 1;']],
    says: /^not reloaded: struct app::Square: 16 -> 24 bytes, field other is new; used by app::Square::/,
    prints: PLUS_STAYS,
    status: 1,
  },
  {
    title: 'a virtual function more',
    edits: [['virtual int area', 'virtual int edges() const { return 0; } virtual int area']],
    says: /^not reloaded: struct app::Shape: virtual app::Shape::edges\(\) const is new/,
    prints: PLUS_STAYS,
    status: 1,
  },
  {
    title: 'captures of a lambda that is kept',
    edits: [
      ['int captured = 1000;', 'int captured = 1000; long other = 1;'],
      ['[captured](int a) { return a', '[captured, other](int a) { return (int)other + a'],
    ],
    says: /^not reloaded: the captures of main::\$_0::operator\(\)\(int\) const: 4 -> 16 bytes/,
    prints: PLUS_STAYS,
    status: 1,
  },
  {
    title: 'a variable that is made when the program starts',
    edits: [['static app::Shape', 'static std::vector<int> list;\nstatic app::Shape']],
    says: 'not reloaded: list is new and has an initializer, which runs only when the program starts',
    prints: PLUS_STAYS,
    status: 1,
  },
];

export const RUST = `use std::io::Write;
struct Point { x: i32, y: i32 }
trait Shape { fn area(&self) -> i32; }
struct Square { side: i32 }
impl Shape for Square { fn area(&self) -> i32 { self.side * self.side } }
fn twice<T: std::ops::Add<Output = T> + Copy>(a: T) -> T { a + a }
static mut COUNT: i32 = 0;
fn helper(a: i32) -> i32 { a + 1 }
fn step(p: &mut Point, s: &dyn Shape, f: &dyn Fn(i32) -> i32) {
    p.y = helper(p.x);
    unsafe { COUNT += 1; }
    let old = unsafe { COUNT > 0 };
    println!("y {} area {} twice {} f {} old {}", p.y, s.area(), twice(p.y), f(p.y), old);
    std::io::stdout().flush().unwrap();
}
fn main() {
    let mut p = Point { x: 0, y: 7 };
    let s = Square { side: 3 };
    let k = 1000;
    loop {
        step(&mut p, &s, &|a| a + k);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}
`;
const RUST_STAYS = /^y 1 area 9 twice 2 f 1001 old true$/;

export const inRust: Row[] = [
  {
    title: 'a function',
    edits: [['{ a + 1 }', '{ a + 5 }']],
    says: 'reloaded 1 function: app::helper',
    prints: /^y 5 area 9 twice 10 f 1005/,
  },
  {
    title: 'a method behind a trait object',
    edits: [['self.side * self.side', 'self.side * 100']],
    says: 'reloaded 1 function: <app::Square as app::Shape>::area',
    prints: /area 300 /,
  },
  {
    title: 'a generic function',
    edits: [['{ a + a }', '{ a + a + a }']],
    says: 'reloaded 1 function: app::twice::<i32>',
    prints: /twice 3 /,
  },
  {
    title: 'a new function and a new static',
    edits: [
      [
        'fn helper',
        'static ADDED: [&str; 2] = ["zero", "three"];\nfn length(a: usize) -> i32 { ADDED[a].len() as i32 }\nfn helper',
      ],
      ['{ a + 1 }', '{ a + length(1) }'],
    ],
    says: /^reloaded \d functions: .*app::helper.*, app::length/,
    prints: /^y 5 /,
  },
  {
    title: 'a field more',
    edits: [
      ['y: i32 }', 'y: i32, z: i64 }'],
      ['y: 7 }', 'y: 7, z: 1 }'],
    ],
    says: /^not reloaded: struct app::Point: 8 -> 16 bytes/,
    prints: RUST_STAYS,
    status: 1,
  },
  {
    title: 'the type of a static',
    edits: [['COUNT: i32', 'COUNT: i64']],
    says: 'not reloaded: app::COUNT was i32 (4 bytes) and is i64 (8 bytes)',
    prints: RUST_STAYS,
    status: 1,
  },
  {
    title: 'the initial value of a static',
    edits: [
      ['COUNT: i32 = 0', 'COUNT: i32 = -100000'],
      ['{ a + 1 }', '{ a + 2 }'],
    ],
    says: 'reloaded 1 function: app::helper; app::COUNT keeps its value; its initial value changed',
    prints: /^y 2 .* old true$/,
  },
  {
    title: 'a constant',
    edits: [
      ['fn helper', 'const ADDED: i32 = 30; fn helper'],
      ['{ a + 1 }', '{ a + ADDED }'],
    ],
    says: 'reloaded 1 function: app::helper',
    prints: /^y 30 /,
  },
  {
    title: 'a parameter more, and its caller',
    edits: [
      ['fn helper(a: i32)', 'fn helper(a: i32, b: i32)'],
      ['{ a + 1 }', '{ a + b }'],
      ['helper(p.x)', 'helper(p.x, 6)'],
    ],
    says: /^reloaded 2 functions: .*app::helper/,
    prints: /^y 6 /,
  },
  {
    title: 'a closure',
    edits: [['|a| a + k', '|a| a * 2 + k']],
    says: /^reloaded \d functions?: .*app::main/,
    prints: /f 1002 /,
  },
  {
    title: 'an error that is passed on, and a panic that is not',
    edits: [
      [
        'fn helper(a: i32) -> i32 { a + 1 }',
        'fn fails(a: i32) -> Result<i32, i32> { if a == 0 { Err(40) } else { Ok(a) } } fn helper(a: i32) -> i32 { match fails(a) { Ok(b) => b, Err(e) if e == 40 => e + 1, Err(_) => panic!("never {}", a) } }',
      ],
    ],
    says: /^reloaded \d functions: .*app::helper.*app::fails/,
    prints: /^y 41 /,
  },
  {
    title: 'a function of the library that the program was not linked with',
    edits: [['{ a + 1 }', '{ a + std::env::var("HOME").is_ok() as i32 }']],
    says: /^not reloaded: .*std::env.*, which app\.rs uses now, is neither in the program nor in its libraries/,
    prints: RUST_STAYS,
    status: 1,
  },
  {
    title: 'a thread-local more',
    edits: [
      [
        'fn helper',
        'thread_local! { static SEEN: std::cell::Cell<i32> = const { std::cell::Cell::new(3) }; }\nfn helper',
      ],
      ['{ a + 1 }', '{ a + SEEN.get() }'],
    ],
    says: /^not reloaded: .*thread-local/,
    prints: RUST_STAYS,
    status: 1,
  },
  {
    title: 'a method more of a trait that is behind an object',
    edits: [
      ['fn area(&self) -> i32; }', 'fn more(&self) -> i32; fn area(&self) -> i32; }'],
      ['for Square { ', 'for Square { fn more(&self) -> i32 { 1 } '],
    ],
    says: /^not reloaded: /,
    prints: RUST_STAYS,
    status: 1,
  },
];
