/** What a schema says against a value, as one sentence. */
import type { z } from "zod";

/** The first thing that is wrong, with the place where: `from: expected a number.` */
export function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `;
  return `${where}${issue?.message ?? "not understood"}.`;
}
