/** Where the page of a file begins: a comparison, or a report, whose charts come when their steps are unpacked. */
import "../style/tokens.css";
import "../style/layout.css";
import "../style/parts.css";
import "../style/path.css";
import "../style/charts.css";
import "../style/processes.css";
import "./report.css";
import "../compare/compare.css";
import { render } from "preact";
import { watchPrinting } from "../charts/printing.ts";
import { ComparePage } from "../compare/compare-page.tsx";
import { watchTheme } from "../state/theme.ts";
import { embeddedComparison, embeddedReport, embeddedSteps } from "./report-data.ts";
import { ReportPage } from "./report-page.tsx";
import { showRun } from "./report-view.ts";

const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page");
watchTheme();
watchPrinting();
const comparison = embeddedComparison();
if (comparison === null) {
  const report = embeddedReport();
  render(<ReportPage report={report} />, page);
  showRun(await embeddedSteps(), report);
} else render(<ComparePage comparison={comparison} />, page);
