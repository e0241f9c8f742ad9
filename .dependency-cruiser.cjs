/**
 * Who may import whom. Each rule says why it is there; `npm run check:layers` checks them.
 *
 *   server/model   values and functions over them: nothing of Node, nothing from outside but zod
 *   client         the browser: server/model and nothing else of the server
 *   scripts/bench  benchmarks, of what is built
 *   server/*       the middle: any of its neighbours and server/model
 *   server/cli, server/main.ts   the top: imports everything, is imported by nobody
 *   scripts        run before node_modules exists: Node's own modules and each other
 *
 * Tests may import what they test and what they test it with.
 */
const TESTS = "\\.test\\.(tsx?|mjs)$|^(server|client)/test/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "model-stays-pure",
      comment: "The browser runs server/model too, so nothing of Node's; zod and simple-statistics run anywhere.",
      severity: "error",
      from: { path: "^server/model/", pathNot: TESTS },
      to: { pathNot: "^server/model/|^node_modules/(zod|simple-statistics)/" },
    },
    {
      name: "client-knows-only-the-model",
      comment: "What crosses between server and browser is a value of server/model.",
      severity: "error",
      from: { path: "^client/", pathNot: TESTS },
      to: { path: "^server/", pathNot: "^server/model/" },
    },
    {
      name: "nobody-imports-the-top",
      comment: "The command line is a thin door: what others need of it belongs below.",
      severity: "error",
      from: { path: "^(server|client)/", pathNot: `^server/(cli/|main\\.ts$)|${TESTS}` },
      to: { path: "^server/(cli/|main\\.ts$)" },
    },
    {
      name: "product-without-tests",
      comment: "dist/ has no tests in it, so an import of one would break there.",
      severity: "error",
      from: { path: "^(server|client)/", pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: "product-without-dev-dependencies",
      comment: "They are not there where the package is installed.",
      severity: "error",
      from: { path: "^server/", pathNot: TESTS },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
    },
    {
      name: "scripts-need-nothing",
      comment: "Set-up runs on a machine that has only Node and npm. (Benchmarks run when all is built.)",
      severity: "error",
      from: { path: "^scripts/", pathNot: "\\.test\\.mjs$|^scripts/bench/" },
      to: { pathNot: "^scripts/", dependencyTypesNot: ["core"] },
    },
    {
      name: "no-cycles",
      comment: "Data goes one way.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-missing",
      comment: "An import that resolves to nothing hides what it breaks.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["node", "import", "types"],
    },
  },
};
