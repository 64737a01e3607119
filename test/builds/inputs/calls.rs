// Calls of every kind that Rust has, for the oracle (test/oracle/rust.test.ts). It does the same in each run, whichever thread is first.
use std::collections::HashMap;
use std::fmt;
trait Shape {
    fn area(&self) -> f64;
    fn name(&self) -> String {
        describe(self.area())
    }
}
struct Circle(f64);
struct Square(f64);
impl Shape for Circle {
    fn area(&self) -> f64 {
        self.0 * self.0 * 3.0
    }
}
impl Shape for Square {
    fn area(&self) -> f64 {
        side(self.0)
    }
    fn name(&self) -> String {
        "square".to_string()
    }
}
fn side(a: f64) -> f64 {
    a * a
}
fn describe(a: f64) -> String {
    format!("area {a}")
}
impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "circle {}", self.0)
    }
}
impl Drop for Square {
    fn drop(&mut self) {
        gone(self.0);
    }
}
fn gone(_: f64) {}
fn apply<F: Fn(i32) -> i32>(f: F, n: i32) -> i32 {
    f(n)
}
fn generic<T: Clone + fmt::Debug>(t: &T) -> T {
    println!("{:?}", t);
    t.clone()
}
fn boxed(n: i32) -> Box<dyn Fn(i32) -> i32> {
    Box::new(move |a| twice(a) + n)
}
fn twice(a: i32) -> i32 {
    a * 2
}
fn by_key(a: &i32) -> i32 {
    -*a
}
fn worker(n: usize) -> usize {
    (0..n).map(|i| square(i)).sum()
}
fn square(i: usize) -> usize {
    i * i
}
fn may_fail(n: i32) -> Result<i32, String> {
    if n > 2 {
        Err(why(n))
    } else {
        Ok(n)
    }
}
fn why(n: i32) -> String {
    format!("{n} is too much")
}
fn chain(n: i32) -> Result<i32, String> {
    let a = may_fail(n)?;
    Ok(twice(a))
}
mod inner {
    pub fn deep(n: u32) -> u32 {
        if n == 0 {
            super::leaf()
        } else {
            deep(n - 1)
        }
    }
}
fn leaf() -> u32 {
    7
}
fn main() {
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Circle(1.0)), Box::new(Square(2.0))];
    for s in &shapes {
        println!("{} {}", s.name(), s.area());
    }
    println!("{}", Circle(3.0));
    println!("{}", apply(|a| twice(a) + 1, 3) + boxed(4)(5));
    let mut v = vec![3, 1, 2];
    v.sort_by_key(by_key);
    generic(&v);
    generic(&"x");
    let t: Vec<_> = (0..3)
        .map(|n| std::thread::spawn(move || worker(n * 10)))
        .collect();
    for one in t {
        println!("{}", one.join().unwrap());
    }
    let mut m: HashMap<String, i32> = HashMap::new();
    for w in "a b a c".split(' ') {
        *m.entry(w.to_string()).or_insert_with(leaf_i) += 1;
    }
    println!("{:?} {:?} {}", chain(1), chain(5), inner::deep(3));
    let r = std::panic::catch_unwind(|| panics(0));
    println!("{}", r.is_err());
}
fn leaf_i() -> i32 {
    0
}
fn panics(n: i32) -> i32 {
    10 / n
}
