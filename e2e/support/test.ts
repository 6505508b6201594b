import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { signIn } from "./sign-in";
import type { people } from "./stack";

export { expect, type Locator, type Page } from "@playwright/test";

type Person = keyof typeof people;
type ContextOptions = Parameters<Browser["newContext"]>[0];
type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

const cookiesOf = new Map<Person, Cookies>();

/** What the sign-in page gives this person; asked for once, as the sign-in itself has tests of its own. */
async function signedIn(browser: Browser, person: Person): Promise<Cookies> {
  const known = cookiesOf.get(person);
  if (known) return known;
  const context = await browser.newContext();
  await signIn(await context.newPage(), person);
  const cookies = await context.cookies();
  await context.close();
  cookiesOf.set(person, cookies);
  return cookies;
}

/** Errors that the browser reports: failed scripts, refusals of the content security policy, hydration. */
function watch(context: BrowserContext, problems: string[]): void {
  const missing = new Set<string>();
  context.on("weberror", (error) => problems.push(error.error().stack ?? error.error().message));
  context.on("response", (response) => {
    // Browsers also log the answer to an address that was typed and leads nowhere; that page says it itself.
    if (response.status() === 404 && response.request().isNavigationRequest()) missing.add(response.url());
  });
  context.on("console", (message) => {
    if (message.type() !== "error" || missing.has(message.location().url)) return;
    problems.push(`${message.location().url}: ${message.text()}`);
  });
}

/** Where a page is and what it shows, for whoever reads only the run's lines. */
async function describe(page: Page): Promise<string> {
  const shown = await page
    .locator("main, body:not(:has(main))")
    .first()
    .innerText({ timeout: 2_000 })
    .catch((error: Error) => error.message);
  return `${page.url()}\n${shown}`;
}

type Fixtures = {
  /** A browser for each person, signed in, closed after the test. None of them may have reported an error. */
  openAs: (person: Person, options?: ContextOptions) => Promise<Page>;
  /** The same for somebody who is not signed in. */
  openSignedOut: (options?: ContextOptions) => Promise<Page>;
};

export const test = base.extend<Fixtures & { browsers: (options?: ContextOptions) => Promise<Page> }>({
  browsers: async ({ browser }, use, info) => {
    const contexts: BrowserContext[] = [];
    const problems: string[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      watch(context, problems);
      return context.newPage();
    });
    if (info.status !== info.expectedStatus) {
      for (const page of contexts.flatMap((context) => context.pages())) {
        info.annotations.push({ type: "page", description: await describe(page) });
      }
    }
    for (const context of contexts) await context.close();
    expect(problems, "errors in the browser's console").toEqual([]);
  },
  openAs: async ({ browser, browsers }, use) => {
    await use(async (person, options) => {
      const page = await browsers(options);
      await page.context().addCookies(await signedIn(browser, person));
      return page;
    });
  },
  openSignedOut: async ({ browsers }, use) => {
    await use((options) => browsers(options));
  },
});
