/** The same function, which asks `make` once for each key and forgets the answer with the key. */
export function onceFor<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, { answer: T }>();
  return (key) => {
    const known = made.get(key) ?? { answer: make(key) };
    made.set(key, known);
    return known.answer;
  };
}

/** As `onceFor`, of two keys together. */
export function onceForBoth<A extends object, B extends object, T>(make: (a: A, b: B) => T): (a: A, b: B) => T {
  const byFirst = onceFor((a: A) => onceFor((b: B) => make(a, b)));
  return (a, b) => byFirst(a)(b);
}
