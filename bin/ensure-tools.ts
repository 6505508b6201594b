import { ensureChromium } from "./launcher/chromium";
import { ensureKubectl } from "./launcher/kubectl";
import { findPostgresBinaries } from "./launcher/postgres-binaries";

// What tests and demo need beside npm's packages. Prints where each is, or ends with what is missing.
try {
  console.log(`PostgreSQL  ${findPostgresBinaries().postgres}`);
  console.log(`Chromium    ${await ensureChromium(console.log)}`);
  console.log(`kubectl     ${await ensureKubectl(console.log)}`);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
