/** The page that a report is put into, as the build left it: beside dist/server/ in the package, in dist/ of a checkout. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

function pagePath(): string {
  const here = import.meta.url;
  const folder = here.includes("/dist/server/") ? "../../report/" : "../../dist/report/";
  return fileURLToPath(new URL(`${folder}index.html`, here));
}

/** Null where it has not been built. */
export function reportPage(path: string = pagePath()): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
