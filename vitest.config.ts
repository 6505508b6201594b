import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") };

/** Those that count in tens of thousands: minutes of computing that need nobody's attention. */
const longProofs = [
  "tests/integration/proof/isolation-*.test.ts",
  "tests/integration/exposures/address-races.test.ts",
];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          env: { LOG_LEVEL: "silent" },
          include: [
            "lib/**/*.test.ts",
            "bin/**/*.test.ts",
            "components/**/*.test.ts",
            "tests/architecture/**/*.test.ts",
          ],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          // After the unit tests, which may have as many workers as they like.
          sequence: { groupOrder: 1 },
          env: { LOG_LEVEL: "silent" },
          include: ["tests/integration/**/*.test.ts", "sandbox/**/*.test.ts"],
          exclude: longProofs,
          globalSetup: ["tests/integration/support/postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "proofs",
          sequence: { groupOrder: 2 },
          env: { LOG_LEVEL: "silent" },
          include: longProofs,
          globalSetup: ["tests/integration/support/postgres.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
