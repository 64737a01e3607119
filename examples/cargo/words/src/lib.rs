//! Words of a text, and how often each occurs.
use std::collections::HashMap;
use std::hash::Hash;

/// Splits at everything that is no letter; all in small letters.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// How often each item occurs, most frequent first; those that are equally frequent in their own order.
pub fn count<T: Hash + Ord>(items: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_insert(0) += 1;
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}
