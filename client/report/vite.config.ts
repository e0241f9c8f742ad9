/**
 * How the report's page is built: one HTML file with script and styles in it, which `copyscope report --format html`
 * puts a report into.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";
import { policyPlugin } from "./policy-plugin.ts";
import { wordsPlugin } from "./words-plugin.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  plugins: [wordsPlugin(here("../../docs/words.md")), viteSingleFile(), policyPlugin()],
  build: { outDir: "../../dist/report", emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
});
