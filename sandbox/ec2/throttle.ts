import { AwsError } from "../aws-error";

interface Bucket {
  tokens: number;
  at: number;
}

interface Rate {
  capacity: number;
  perSecond: number;
}

const READ: Rate = { capacity: 100, perSecond: 20 };
const WRITE: Rate = { capacity: 50, perSecond: 5 };
const TAGS: Rate = { capacity: 100, perSecond: 10 };
const UNFILTERED: Rate = { capacity: 50, perSecond: 10 };

/** EC2 API request throttling: one bucket per account, Region and action. */
function rateOf(action: string, filteredOrPaged: boolean): Rate {
  if (action === "CreateTags" || action === "DeleteTags") return TAGS;
  if (action === "DescribeSecurityGroups" && !filteredOrPaged) return UNFILTERED;
  return action.startsWith("Describe") ? READ : WRITE;
}

/** Buckets refill by the world's clock, so that a standing clock gives exact counts. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  take(call: { place: string; action: string; filteredOrPaged: boolean }, now: number): void {
    const rate = rateOf(call.action, call.filteredOrPaged);
    const key = `${call.place}/${call.action}`;
    const bucket = this.buckets.get(key) ?? { tokens: rate.capacity, at: now };
    const refilled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate.perSecond;
    const tokens = Math.min(rate.capacity, refilled);
    const enough = tokens >= 1;
    this.buckets.set(key, { tokens: enough ? tokens - 1 : tokens, at: now });
    if (!enough) throw new AwsError("RequestLimitExceeded", "Request limit exceeded.");
  }

  clear(): void {
    this.buckets.clear();
  }
}
