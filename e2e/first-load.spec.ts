import { firstLoadLimitBytes, weighRoute } from "@/bench/first-load-javascript";
import { listPages, redirectingPages } from "@/bench/routes";
import { addClusters, askForExposure, exposureOf, openCluster } from "./support/clusters";
import { approvalPathOf, requestConnection } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { writeRule } from "./support/policies";
import { expect, type Page, test } from "./support/test";
import { makeWebhook } from "./support/webhooks";

async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** The address of the first thing in a list, to stand for all pages of its kind. */
async function firstLink(page: Page, list: string, detail: RegExp): Promise<string> {
  await page.goto(list);
  const links = await page.getByRole("main").getByRole("link").all();
  for (const link of links) {
    const href = (await link.getAttribute("href")) ?? "";
    if (detail.test(href)) return href.split("?")[0] ?? href;
  }
  throw new Error(`${list} links to nothing like ${detail}`);
}

const id = "[0-9a-f-]{36}";

test("no page loads more than 170 kB of JavaScript, and every page was weighed", async ({ openAs }, info) => {
  const origin = info.project.use.baseURL ?? "";
  const admin = await openAs("admin");
  const cookie = await cookieOf(admin);
  const organization = "acme";
  const examples: Record<string, { path: string; cookie: string }> = {
    "/sign-in": { path: "/sign-in", cookie: "" },
    "/set-password": { path: "/set-password?token=none", cookie: "" },
    "/invitation": { path: "/invitation?token=none", cookie: "" },
    "/sessions": { path: "/sessions", cookie },
    "/[organization]/webhooks": { path: "/provider/webhooks", cookie },
    "/[organization]/webhooks/new": { path: "/provider/webhooks/new", cookie },
    "/[organization]/webhooks/[id]": { path: await makeWebhook(admin), cookie },
    "/[organization]": { path: `/${organization}`, cookie },
    "/[organization]/members": { path: `/${organization}/members`, cookie },
    "/[organization]/clusters": { path: `/${organization}/clusters`, cookie },
    "/[organization]/clusters/[id]": {
      path: await firstLink(admin, `/${organization}/clusters`, new RegExp(`/clusters/${id}`)),
      cookie,
    },
    "/[organization]/audit": { path: `/${organization}/audit`, cookie },
    "/[organization]/audit/[seq]": { path: `/${organization}/audit/1`, cookie },
    "/admin/audit/[organization]/[seq]": { path: `/admin/audit/${organization}/1`, cookie },
    "/[organization]/connections": { path: `/${organization}/connections`, cookie },
    "/[organization]/connections/new": { path: `/${organization}/connections/new`, cookie },
    "/[organization]/exposures": { path: `/${organization}/exposures`, cookie },
    "/[organization]/edge-gateways": { path: `/${organization}/edge-gateways`, cookie },
    "/[organization]/clusters/new": { path: `/${organization}/clusters/new`, cookie },
    "/sign-in/vcd": { path: "/sign-in/vcd", cookie: "" },
    "/admin/sites/[id]": {
      path: await firstLink(admin, "/admin/sites", new RegExp(`/admin/sites/${id}`)),
      cookie,
    },
    "/admin/sites/[id]/access": {
      path: `${await firstLink(admin, "/admin/sites", new RegExp(`/admin/sites/${id}`))}/access`,
      cookie,
    },
    "/admin/policies/[id]": {
      path: await writeRule(admin, {
        name: `Weighed ${Date.now()}`,
        effect: "Ask for two approvers",
        within: "192.0.2.0/24",
      }),
      cookie,
    },
    "/admin/organizations/[slug]": { path: `/admin/organizations/${organization}`, cookie },
    "/admin/accounts/[id]": {
      path: await firstLink(admin, "/admin/accounts", new RegExp(`/accounts/${id}`)),
      cookie,
    },
    "/admin/clusters/[id]": {
      path: await firstLink(admin, "/admin/clusters", new RegExp(`/admin/clusters/${id}`)),
      cookie,
    },
  };
  for (const page of listPages()) {
    if (!page.includes("[") && !examples[page]) examples[page] = { path: page, cookie };
  }
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  await requestConnection(tenant, { cluster: "payments", network, name: network.name("weighed") });
  examples["/[organization]/connections/[id]"] = {
    path: new URL(tenant.url()).pathname,
    cookie: await cookieOf(tenant),
  };
  const approval = await approvalPathOf(tenant);
  examples["/admin/approvals/[id]"] = { path: approval, cookie };
  const request = `/${organization}/requests/${approval.split("/").at(-1)}`;
  examples["/[organization]/requests"] = { path: `/${organization}/requests`, cookie };
  examples["/[organization]/requests/[id]"] = { path: request, cookie: await cookieOf(tenant) };
  examples["/[organization]/requests/[id]/edit"] = {
    path: `${request}/edit`,
    cookie: await cookieOf(tenant),
  };
  await addClusters(["weighed"]);
  const ofTenant = await cookieOf(tenant);
  const inVcd = await openCluster(tenant, "weighed");
  await askForExposure(tenant);
  examples["/[organization]/clusters/[id]/kubeconfig"] = { path: `${inVcd}/kubeconfig`, cookie: ofTenant };
  examples["/[organization]/exposures/[id]"] = { path: await exposureOf(tenant), cookie: ofTenant };

  const weights = [];
  weights.push({ page: "a cluster of VCD", ...(await weighRoute(origin, inVcd, ofTenant)) });
  for (const page of listPages().filter((each) => !redirectingPages.includes(each))) {
    const example = examples[page];
    expect(example, `${page} has no example to weigh: add one above`).toBeDefined();
    if (example) weights.push({ page, ...(await weighRoute(origin, example.path, example.cookie)) });
  }
  await info.attach("first-load-javascript", {
    body: JSON.stringify(weights, null, 2),
    contentType: "application/json",
  });
  for (const { page, gzipBytes } of weights) {
    expect.soft(gzipBytes, page).toBeLessThanOrEqual(firstLoadLimitBytes);
  }
});
