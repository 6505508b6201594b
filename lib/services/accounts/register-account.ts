import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { insertAccount, insertPlaces } from "@/lib/db/accounts";
import { wakePlace } from "@/lib/db/signals";
import { commercialRegions } from "@/lib/domain/connections/regions";
import { ServiceError } from "../errors";
import { verb } from "../verb";
import { announceAccount } from "./load-account";

const knownRegions = commercialRegions.map((region) => region.code);

const input = z
  .object({
    /** 12 digits; blanks and dashes, as AWS's own pages write them, are dropped. */
    accountId: z
      .string()
      .transform((text) => text.replace(/[\s-]+/g, ""))
      .pipe(
        z
          .string()
          .regex(
            /^\d{12}$/,
            "An account ID has 12 digits. The AWS console shows it in the menu at the top right.",
          ),
      ),
    name: z
      .string()
      .trim()
      .min(1, "Give the account a name, such as production.")
      .max(60, "Keep the name to 60 characters."),
    regions: z
      .array(
        z.string().refine((region) => knownRegions.includes(region), {
          error: "This Region is not one that connections can be made in.",
        }),
      )
      .min(1, "Choose at least one Region that clusters run in.")
      .transform((regions) => [...new Set(regions)].sort()),
    /** Role that the worker assumes in this account; null or empty uses the worker's own credential. */
    roleArn: z
      .string()
      .trim()
      .nullish()
      .transform((text) => text || null),
  })
  .check(({ value, issues }) => {
    if (value.roleArn === null) return;
    const accountId = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/.exec(value.roleArn)?.[1];
    if (accountId === value.accountId) return;
    issues.push({
      code: "custom",
      input: value.roleArn,
      path: ["roleArn"],
      message: accountId
        ? `This role is in account ${accountId}. The role must be in the account that is registered.`
        : `Enter the whole ARN of a role, such as arn:aws:iam::${/^\d{12}$/.test(value.accountId) ? value.accountId : "123456789012"}:role/drawbridge.`,
    });
  });

export const registerAccount = verb({
  name: "accounts.register",
  kind: "change",
  permission: "account.manage",
  input,
  run: async ({ actor, input, tx, now, audit }) => {
    const id = uuidv7();
    // Chosen by us and never by whoever owns the role: that is what makes it a guard against a confused deputy.
    const externalId = input.roleArn ? randomBytes(16).toString("hex") : null;
    const made = await insertAccount(tx, { id, ...input, externalId, mode: "observe", createdAt: now });
    if (!made) {
      throw new ServiceError("conflict", `Account ${input.accountId} is registered already.`, {
        fields: { accountId: ["This account is registered already. Open it in the list instead."] },
      });
    }
    const rows = await insertPlaces(
      tx,
      input.regions.map((region) => ({ id: uuidv7(), awsAccountId: id, region })),
      now,
    );
    audit({ subject: { kind: "account", id }, after: { ...input, mode: "observe" } });
    await announceAccount(tx, actor, id);
    for (const row of rows) await wakePlace(tx, row.id, { fullSweep: true });
    return { id, places: rows };
  },
});
