/**
 * A function of an object that is worked out once for each, and remembered as long as the object lives: a page holds
 * thousands of frames, and draws them again and again. What it returns is kept for each of them, so it should be small.
 */
export function once<K extends object, V extends object>(of: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = of(key);
    known.set(key, found);
    return found;
  };
}
