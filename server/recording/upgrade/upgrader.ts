/** One step from a format of recordings to the next one. */
export interface Upgrader {
  /** The first line, in the next format's words. */
  header(value: Readonly<Record<string, unknown>>): unknown;
  /** The lines of the next format that say what a line said; or why it is none of the old format. */
  lines(
    value: unknown,
  ): { readonly ok: true; readonly lines: readonly unknown[] } | { readonly ok: false; readonly reason: string };
}
