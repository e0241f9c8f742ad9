/** HTTP requests to the server that served the page. A failure is a value with a sentence in it. */
export type Fetched<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** Never rejects. `T` is the server's word, not checked again. A path without / at its head is beside the page. */
export async function fetchJson<T>(path: string, init: RequestInit = {}): Promise<Fetched<T>> {
  try {
    const response = await fetch(path, { ...init, headers: { ...init.headers, Accept: "application/json" } });
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: body as T };
    const message = (body as { message?: unknown } | null)?.message;
    return { ok: false, message: typeof message === "string" ? message : `copyscope answered ${response.status}.` };
  } catch {
    return { ok: false, message: "copyscope could not be reached; try again when the connection is back." };
  }
}
