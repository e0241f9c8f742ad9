/**
 * How the page is built: one script, one style sheet, no inline code, so that a strict Content-Security-Policy holds.
 * `npx vite client` serves it for development and passes socket and API on to a server on port 7321.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const SERVER = process.env["COPYSCOPE_SERVER"] ?? "http://127.0.0.1:7321";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  publicDir: "public",
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    target: "es2022",
    // A data: URL would need a hole in the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": SERVER, "/live": { target: SERVER, ws: true } },
  },
});
