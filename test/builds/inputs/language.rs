//! What of Rust meets the cut: generics, traits, closures, drops, statics, thread-locals, threads, iterators, panics.
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Display};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Mutex};

static COUNTER: AtomicUsize = AtomicUsize::new(0);
thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(7) };
    static NAMES: RefCell<Vec<String>> = RefCell::new(vec!["first".to_string()]);
}

trait Shape {
    fn area(&self) -> f64;
    fn double(&self) -> f64 {
        self.area() * 2.0
    }
}
struct Square(f64);
struct Circle(f64);
impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}
impl Shape for Circle {
    fn area(&self) -> f64 {
        3.0 * self.0 * self.0
    }
}

struct Loud<'a>(&'a str);
impl Drop for Loud<'_> {
    fn drop(&mut self) {
        COUNTER.fetch_add(1, Ordering::SeqCst);
        println!("drop {}", self.0);
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Token {
    Number(i64),
    Plus,
    Times,
}
#[derive(Debug)]
struct Unknown(char);
impl Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {:?}", self.0)
    }
}
impl std::error::Error for Unknown {}

fn tokens(text: &str) -> Result<Vec<Token>, Box<dyn std::error::Error>> {
    let mut result = Vec::new();
    for word in text.split_whitespace() {
        result.push(match word {
            "+" => Token::Plus,
            "*" => Token::Times,
            _ if word.starts_with('?') => return Err(Box::new(Unknown('?'))),
            _ => Token::Number(word.parse()?),
        });
    }
    Ok(result)
}

fn largest<T: PartialOrd + Copy>(items: &[T]) -> Option<T> {
    items.iter().copied().fold(None, |best, item| match best {
        Some(known) if known >= item => Some(known),
        _ => Some(item),
    })
}

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |x| g(f(x))
}

#[inline(never)]
fn wide(a: u128, b: [u64; 5], c: (u8, f32, i16)) -> u128 {
    a + b.iter().map(|&x| u128::from(x)).sum::<u128>() + u128::from(c.0) + c.1 as u128 + c.2 as u128
}

fn threads() {
    let total = Arc::new(Mutex::new(0u64));
    let (send, receive) = mpsc::channel();
    let workers: Vec<_> = (0..4u64)
        .map(|i| {
            let (total, send) = (Arc::clone(&total), send.clone());
            std::thread::spawn(move || {
                DEPTH.with(|depth| depth.set(depth.get() + i as u32));
                *total.lock().unwrap() += i;
                send.send((i, DEPTH.with(Cell::get))).unwrap();
            })
        })
        .collect();
    drop(send);
    for worker in workers {
        worker.join().unwrap();
    }
    let mut seen: Vec<_> = receive.iter().collect();
    seen.sort();
    println!("{seen:?} {} {}", total.lock().unwrap(), DEPTH.with(Cell::get));
}

#[cfg(not(no_unwinding))]
fn unwinding() {
    fn deep(n: u32) -> u32 {
        let _loud = Loud("deep");
        if n == 0 {
            panic!("bottom {}", COUNTER.load(Ordering::SeqCst));
        }
        deep(n - 1) + 1
    }
    std::panic::set_hook(Box::new(|info| println!("hook: {}", info.to_string().lines().last().unwrap_or(""))));
    let caught = std::panic::catch_unwind(|| deep(3));
    println!("{:?}", caught.map_err(|e| e.downcast_ref::<String>().cloned()));
    let index = std::env::args().count() + 5;
    println!("{}", std::panic::catch_unwind(|| [1, 2, 3][index]).is_err());
    println!("{}", std::thread::spawn(|| deep(1)).join().is_err());
}
#[cfg(no_unwinding)]
fn unwinding() {}

fn main() {
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square(2.0)), Box::new(Circle(1.5))];
    println!("{:?}", shapes.iter().map(|shape| shape.double()).collect::<Vec<_>>());
    for text in ["1 + 2 * 3", "1 + x", "? 1"] {
        match tokens(text) {
            Ok(list) => println!("{list:?}"),
            Err(error) => println!("error: {error}"),
        }
    }
    println!("{:?} {:?} {:?}", largest(&[3, 9, 2]), largest(&[1.5, -2.0]), largest::<char>(&[]));
    println!("{}", compose(|x: i32| x + 1, |x| format!("<{x}>"))(41));
    println!("{}", wide(1 << 100, [1, 2, 3, 4, 5], (6, 7.5, 8)));
    let mut counts: HashMap<char, usize> = HashMap::new();
    "mississippi".chars().for_each(|c| *counts.entry(c).or_default() += 1);
    println!("{:?}", counts.into_iter().collect::<BTreeMap<_, _>>());
    NAMES.with(|names| names.borrow_mut().push("second".into()));
    println!("{}", NAMES.with(|names| names.borrow().join(",")));
    let shared = Rc::new(Loud("shared"));
    println!("{}", Rc::strong_count(&Rc::clone(&shared)));
    drop(shared);
    threads();
    unwinding();
    println!("{}", COUNTER.load(Ordering::SeqCst));
}
