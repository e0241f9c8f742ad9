/**
 * A vitest reporter whose last word is one plain line, `N passed, N failed` (and `, N skipped`), for whoever reads
 * the output by program. A file that does not load, a hook that fails or an error outside any test counts as a failure.
 */
export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    let failed = unhandledErrors.length;
    let passed = 0;
    let skipped = 0;
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (test.diagnostic?.()?.flaky === true) console.log(`PASSED ONLY WHEN TRIED AGAIN: ${test.fullName}`);
        if (state === "passed") passed += 1;
        else if (state === "skipped") skipped += 1;
        // `pending` at the end: the run stopped before the test did.
        else failed += 1;
      }
    }
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  }
}
