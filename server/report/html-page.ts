/** The page that a report is put into, as the build left it: beside dist/server/ in the package, in dist/ of a checkout. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

function pagePath(): string {
  const here = import.meta.url;
  const folder = here.includes("/dist/server/") ? "../../report/" : "../../dist/report/";
  return fileURLToPath(new URL(`${folder}index.html`, here));
}

export type HtmlPage = { readonly ok: true; readonly page: string } | { readonly ok: false; readonly message: string };

/** The page to fill, or a sentence. `terminal`: what is made would be shown by a terminal. */
export function reportPage(terminal: boolean): HtmlPage {
  if (terminal) return { ok: false, message: "A terminal shows no HTML: name a file for it with -o." };
  try {
    return { ok: true, page: readFileSync(pagePath(), "utf8") };
  } catch {
    return { ok: false, message: "The report's page has not been built: run npm run build." };
  }
}
