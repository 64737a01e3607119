//! frequency: how often each word of its arguments occurs. `--panic` shows that unwinding passes through lazy functions.
use std::panic;

struct Guard(&'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        println!("{} dropped", self.0);
    }
}

fn fail(word: &str) -> usize {
    let _guard = Guard("guard");
    panic!("no such word: {word}");
}

fn survive() {
    let result = panic::catch_unwind(|| fail("panic"));
    println!("caught: {}", result.is_err());
}

fn main() {
    let text = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    if text == "--panic" {
        return survive();
    }
    println!("{}", env!("FREQUENCY_GREETING"));
    for (word, times) in words::count(words::words(&text)) {
        println!("{times} {word}");
    }
}
