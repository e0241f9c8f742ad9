/** Reads an answer of one JSON value a line, in parts, so that the first can be drawn before the last has come. */

/** Values handed on at once: what a page takes in without a pause that can be felt. */
const PART = 400;

/** Null, or a sentence. A line with `message` alone is the server's word that it cannot go on. */
export async function fetchLines<T>(
  path: string,
  take: (values: readonly T[]) => void,
  signal?: AbortSignal,
): Promise<string | null> {
  try {
    const response = await fetch(path, signal === undefined ? {} : { signal });
    if (!response.ok || response.body === null) return `copyscope answered ${response.status}.`;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let values: T[] = [];
    const flush = (): void => {
      if (values.length > 0) take(values);
      values = [];
    };
    for (;;) {
      const { done, value = "" } = await reader.read();
      const lines = `${rest}${value}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const parsed: unknown = JSON.parse(line);
        if (isFailure(parsed)) {
          flush();
          return parsed.message;
        }
        values.push(parsed as T);
        if (values.length >= PART) {
          flush();
          // Others have their turn: the page draws what has come.
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
      }
      if (done) {
        flush();
        return null;
      }
    }
  } catch {
    return "copyscope could not be reached, or stopped in the middle; reload the page to try again.";
  }
}

function isFailure(value: unknown): value is { readonly message: string } {
  return typeof value === "object" && value !== null && "message" in value && Object.keys(value).length === 1;
}
