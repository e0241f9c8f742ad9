/** Runs something while an element is on the screen (or nearly), and ends it while it is not. */
export function whileOnScreen(element: Element, begin: () => () => void): () => void {
  let end: (() => void) | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      const visible = entries.at(-1)?.isIntersecting ?? false;
      if (visible && end === undefined) end = begin();
      if (!visible && end !== undefined) {
        end();
        end = undefined;
      }
    },
    { rootMargin: "80px" },
  );
  observer.observe(element);
  return () => {
    observer.disconnect();
    end?.();
  };
}
