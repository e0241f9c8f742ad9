/** Where the page begins: signals from the URL, then the page, then the socket. */
import "./style/tokens.css";
import "./style/layout.css";
import "./style/parts.css";
import "./style/path.css";
import "./style/charts.css";
import "./style/processes.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { listenForKeys } from "./controls/shortcuts.ts";
import { runClock } from "./state/replay.ts";
import { watchTheme } from "./state/theme.ts";
import { syncUrl } from "./state/url-sync.ts";
import { recording } from "./state/view.ts";
import { watchWindow } from "./state/window-report.ts";
import { connect } from "./wire/connection.ts";
import { openReplay } from "./wire/replay.ts";
import { watchMoment } from "./wire/second.ts";

syncUrl();
watchTheme();
watchWindow();
listenForKeys();
const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page");
render(<App />, page);
watchMoment();
if (recording.value === null) connect();
else {
  runClock();
  void openReplay(recording.value);
}
