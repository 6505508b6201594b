import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { findSiteByUrl, insertSite } from "@/lib/db/sites";
import { ServiceError } from "../errors";
import { sealForWorker } from "../seal-for-worker";
import { verb } from "../verb";
import { announceSite } from "./load-site";
import {
  authorityInput,
  credentialInput,
  nameAuthority,
  siteAddressInput,
  siteNameInput,
  toCredential,
} from "./site-input";

/**
 * Registers a VMware Cloud Director, observed only at first, and has it checked at once. Its credential is sealed to
 * the worker: nobody reads it here again.
 */
export const registerSite = verb({
  name: "sites.register",
  kind: "change",
  permission: "site.manage",
  input: z.intersection(
    z.object({ name: siteNameInput, url: siteAddressInput, certificateAuthority: authorityInput }),
    credentialInput,
  ),
  run: async ({ actor, input, tx, now, audit }) => {
    const id = uuidv7();
    const { name, url, certificateAuthority } = input;
    const { label, secret } = toCredential(input);
    const made = await insertSite(tx, {
      id,
      name,
      url,
      certificateAuthority,
      credentialLabel: label,
      credentialSealed: await sealForWorker(secret, `vcd-site/${id}`),
      mode: "observe",
      checkAskedAt: now,
      createdAt: now,
    });
    if (!made) {
      const known = await findSiteByUrl(tx, url);
      throw new ServiceError(
        "conflict",
        known
          ? `${url} is registered already, as ${known.name}.`
          : `A site named ${name} is registered already.`,
        {
          fields: known
            ? { url: ["This site is registered already. Open it in the list instead."] }
            : { name: ["Another site has this name. Choose another, so that tenants can tell them apart."] },
        },
      );
    }
    audit({
      subject: { kind: "site", id },
      after: {
        name,
        url,
        credential: label,
        certificateAuthority: nameAuthority(certificateAuthority),
        mode: "observe",
      },
    });
    await announceSite(tx, actor, id);
    return { id };
  },
});
