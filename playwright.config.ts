import { defineConfig, devices } from "@playwright/test";
import { chromiumArguments, findChromium } from "./bin/launcher/chromium";
import { findKubectl } from "./bin/launcher/kubectl";

// Read again by the tests, which run in processes of their own.
process.env.E2E_PORT ||= "3100";
process.env.E2E_SANDBOX_PORT ||= "4666";
process.env.E2E_VCD_SANDBOX_PORT ||= "4543";
process.env.E2E_VCD_SANDBOX_NETWORKS ||= "81,81";
const port = Number(process.env.E2E_PORT);
const kubectl = findKubectl();
if (kubectl) process.env.KUBECTL_PATH = kubectl;
process.env.DEMO_PASSWORD ||= "drawbridge-end-to-end";

const executablePath = findChromium();
if (!executablePath) throw new Error("No Chromium for the browser tests. Bring one: npm run tools");

/** What looks at every page there is. Apart from what people do, so that both can run at once, each on its own stack. */
const everyPage = ["accessibility.spec.ts", "small-screen.spec.ts", "first-load.spec.ts", "bundle.spec.ts"];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  // Patience costs nothing where all is well; on two cores that also run the long proofs, a page may take its time.
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    actionTimeout: 30_000,
    // A trace costs a third of the computing: made when asked for.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args: chromiumArguments },
  },
  projects: [
    { name: "stories", testIgnore: everyPage, use: devices["Desktop Chrome"] },
    { name: "rooms", testMatch: everyPage, use: devices["Desktop Chrome"] },
  ],
  // The real stack on data of its own, seeded afresh for each run; nothing of it is left afterwards.
  webServer: {
    command: "node --import tsx bin/demo.ts --disposable",
    url: `http://127.0.0.1:${port}/api/health`,
    env: {
      PORT: process.env.E2E_PORT,
      SANDBOX_PORT: process.env.E2E_SANDBOX_PORT,
      VCD_SANDBOX_PORT: process.env.E2E_VCD_SANDBOX_PORT,
      VCD_SANDBOX_NETWORKS: process.env.E2E_VCD_SANDBOX_NETWORKS,
      NEXT_DIST_DIR: ".next-test",
      LOG_LEVEL: "warn",
    },
    timeout: 240_000,
    reuseExistingServer: false,
    stdout: process.env.E2E_SERVER_LOG ? "pipe" : "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
