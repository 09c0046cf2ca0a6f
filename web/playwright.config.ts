import { defineConfig } from '@playwright/test';

/** Journeys through the real server, in the browser that ./dev browser found. */
export default defineConfig({
  testDir: 'browser',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.TRIGGO_BROWSER,
      // Chromium's own sandbox does not start for root, as whom build machines run.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    trace: 'retain-on-failure',
  },
});
