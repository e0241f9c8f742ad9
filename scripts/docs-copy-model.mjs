/**
 * Writes docs/copy-model.md from the table in server/model/copy-model, as compiled into dist/.
 *
 *     npm run build && node scripts/docs-copy-model.mjs
 *
 * Another directory than dist/ can be named as the only argument.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const compiled = resolve(process.argv[2] ?? resolve(root, "dist"), "server/report/copy-model-page.js");
if (!existsSync(compiled)) {
  console.error(`${compiled} does not exist: run npm run build first.`);
  process.exit(1);
}
const { copyModelPage } = await import(pathToFileURL(compiled).href);
mkdirSync(resolve(root, "docs"), { recursive: true });
writeFileSync(resolve(root, "docs/copy-model.md"), copyModelPage());
