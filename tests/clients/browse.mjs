// A real browser for the tests: one order per line on standard input, one answer per line back.
// Arguments: the folder of npm modules, the browser's program, an empty folder for its profile.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [modules, program, profile] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MODES = {
  light: { media: "screen", colorScheme: "light" },
  dark: { media: "screen", colorScheme: "dark" },
  print: { media: "print", colorScheme: "light" },
};
const NARROW = { width: 320, height: 800 };
const WIDE = { width: 1280, height: 900 };

const browser = await chromium.launchPersistentContext(profile, {
  executablePath: program,
  headless: true,
  offline: true,
  viewport: WIDE,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const page = browser.pages()[0] ?? (await browser.newPage());
let requests = [];
let dialogs = 0;
let errors = [];
browser.on("request", (request) => requests.push(request.url()));
page.on("dialog", async (dialog) => {
  dialogs += 1;
  await dialog.dismiss();
});
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));

async function open(url) {
  requests = [];
  dialogs = 0;
  errors = [];
  await page.goto(url);
}

const seen = () => ({ requests: requests.length, dialogs, errors });

async function violations(mode) {
  await page.emulateMedia(MODES[mode]);
  await page.evaluate(axe);
  const found = await page.evaluate(
    (values) => axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    STANDARDS,
  );
  return found.violations.map((one) => `${mode} ${one.id}: ${one.nodes[0].html.slice(0, 120)}`);
}

// The elements that reach beyond a narrow screen, where the page as a whole does.
async function tooWideAt(size) {
  await page.setViewportSize(size);
  const found = await page.evaluate((width) => {
    if (document.documentElement.scrollWidth <= width) return [];
    return Array.from(document.querySelectorAll("*"))
      .filter((one) => one.getBoundingClientRect().right > width && !one.closest(".wide *"))
      .map((one) => `${one.tagName}.${one.getAttribute("class")} ${one.outerHTML.slice(0, 100)}`);
  }, size.width);
  await page.setViewportSize(WIDE);
  return found;
}

const ORDERS = {
  // Is the page accessible, alone, and narrow enough?
  async look({ url, modes }) {
    await open(url);
    await page.emulateMedia(MODES.light);
    const tooWide = await tooWideAt(NARROW);
    const found = [];
    for (const mode of modes) found.push(...(await violations(mode)));
    return { ...seen(), tooWide, violations: found };
  },
  // What did the browser make of it: its elements, in order, with the names of their attributes.
  async shape({ url }) {
    await open(url);
    const elements = await page.evaluate(() =>
      Array.from(
        document.querySelectorAll("*"),
        (one) => `${one.tagName} ${one.getAttributeNames().join(" ")}`,
      ),
    );
    return { ...seen(), elements };
  },
};

console.log(JSON.stringify({ ready: browser.browser()?.version() ?? "" }));
for await (const line of createInterface({ input: process.stdin })) {
  const { order, ...what } = JSON.parse(line);
  try {
    console.log(JSON.stringify(await ORDERS[order](what)));
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error) }));
  }
}
await browser.close();
