// Opens the pages, built and as the development server serves them, in a real browser. What they show has to be what Node answers to the same,
// and an error or a warning on the console fails.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@backstock/sdk";
import * as collateral from "@backstock/sdk/collateral";
import * as entry from "@backstock/sdk/kit";
import * as kit from "@solana/kit";
import * as web3 from "@solana/web3.js";
import { chromium } from "playwright-core";
import { createServer, preview } from "vite";
import { aaplx } from "../shared/aaplx.mjs";
import { equal } from "../shared/equal.mjs";
import { checkKitOffline } from "../shared/kit-offline.mjs";
import { checkOffline } from "../shared/offline.mjs";

// The sandbox needs privileges that root in a container does not have, and a machine without a network lets nothing call home.
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const OFFLINE = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

const pages = {
  "": await checkOffline({ sdk, collateral, web3 }, aaplx),
  "kit.html": await checkKitOffline({ entry, kit }),
};

/** @param {import("playwright-core").BrowserContext} browser @param {string} url @param {object} expected */
async function visit(browser, url, expected) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  const facts = page.locator("#facts:not(:empty)");
  await facts.waitFor({ state: "attached", timeout: 60_000 }).catch(() => complaints.push("the page shows no facts"));
  equal(`complaints on ${url}`, complaints, []);
  equal(`facts on ${url}`, await facts.textContent(), JSON.stringify(expected));
  const globals = await page.evaluate(() => ["Buffer", "process", "global"].filter((name) => name in globalThis));
  equal(`Node's globals on ${url}`, globals, []);
  await page.close();
}

const profile = mkdtempSync(join(tmpdir(), "backstock-chromium-"));
const built = await preview({ preview: { port: 0 } });
const development = await (await createServer({ server: { port: 0 } })).listen();
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [...QUIET, ...OFFLINE],
});
try {
  for (const { resolvedUrls } of [built, development]) {
    const [url = ""] = resolvedUrls?.local ?? [];
    for (const [page, expected] of Object.entries(pages)) await visit(browser, url + page, expected);
  }
} finally {
  await browser.close();
  await Promise.all([built.close(), development.close()]);
  rmSync(profile, { recursive: true, force: true });
}
