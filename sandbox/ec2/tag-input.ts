import { AwsError } from "../aws-error";
import type { Tags } from "../records";
import type { Call } from "./call";
import type { Params } from "./query";

export function readTags(params: Params): Tags {
  const tags: Record<string, string> = {};
  for (const tag of params.structures("Tag")) {
    const key = tag.required("Key");
    const value = tag.text("Value") ?? "";
    if (key.length > 128 || value.length > 256) {
      throw new AwsError("InvalidParameterValue", `Tag '${key}' is too long (key 128, value 256 characters)`);
    }
    if (/^aws:/i.test(key)) {
      throw new AwsError("InvalidParameterValue", `Tag keys starting with 'aws:' are reserved: '${key}'`);
    }
    tags[key] = value;
  }
  return tags;
}

export function checkTagCount(call: Pick<Call, "quotas">, tags: Tags): Tags {
  const most = call.quotas.tagsPerResource;
  if (Object.keys(tags).length > most) {
    throw new AwsError("TagLimitExceeded", `The maximum number of tags for a resource is ${most}.`);
  }
  return tags;
}

export function readTagSpecifications(call: Call, resourceType: string): Tags {
  const all = call.params.structures("TagSpecification").map((specification) => {
    const type = specification.text("ResourceType");
    if (type !== resourceType) {
      throw new AwsError(
        "InvalidParameterValue",
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
    }
    return readTags(specification);
  });
  return checkTagCount(call, Object.assign({}, ...all));
}
