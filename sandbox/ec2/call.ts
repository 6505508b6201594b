import { AwsError } from "../aws-error";
import type { Credential, Place, Tags } from "../records";
import type { Sandbox } from "../state";
import type { XmlNode } from "../xml";
import { authorize, type Resource } from "./permissions";
import type { Params } from "./query";

export interface Operation {
  /** Writes run as one mutation and may be repeated only by the caller. */
  mutates?: boolean;
  run(call: Call): XmlNode;
}

/** One EC2 call: who asks, where, when, and for what. */
export class Call implements Place {
  constructor(
    readonly sandbox: Sandbox,
    readonly credential: Credential,
    readonly region: string,
    readonly params: Params,
    readonly now: number,
  ) {}

  get accountId(): string {
    return this.credential.accountId;
  }

  get store() {
    return this.sandbox.store;
  }

  get quotas() {
    return this.sandbox.settings.quotas;
  }

  arn(type: string, id: string): string {
    return `arn:aws:ec2:${this.region}:${this.accountId}:${type}/${id}`;
  }

  /** Permission check, then the answer to DryRun: EC2 looks no further for it. */
  permit(action: string, resources: readonly Resource[] = [{ arn: "*" }], tagged?: Tags): void {
    authorize(this.credential, `ec2:${action}`, this.region, resources);
    if (tagged && Object.keys(tagged).length > 0) {
      const last = resources.at(-1) ?? { arn: "*" };
      authorize(this.credential, "ec2:CreateTags", this.region, [{ ...last, requestTags: tagged }]);
    }
    if (this.params.flag("DryRun")) {
      throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }
}
