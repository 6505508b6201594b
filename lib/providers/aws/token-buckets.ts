/** Size and refill of one of our buckets. */
type Allowance = { size: number; perSecond: number };

/**
 * Half of what AWS grants an account per Region and action (EC2 Developer Guide, "Request throttling"): people,
 * Terraform and controllers share the other half.
 */
const reading: Allowance = { size: 50, perSecond: 10 };
const writing: Allowance = { size: 25, perSecond: 2.5 };
const tagging: Allowance = { size: 50, perSecond: 5 };

function allowanceOf(action: string): Allowance {
  if (action.startsWith("Describe")) return reading;
  return action === "CreateTags" ? tagging : writing;
}

/** Token buckets by account, Region and action. `monotonicMs` is a clock that never goes back. */
export class TokenBuckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  /** Takes a token if there is one. */
  tryTake(place: string, action: string): boolean {
    const bucket = this.refill(place, action);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Takes a token, in debt if need be; answers how long to wait for it, in ms. */
  take(place: string, action: string): number {
    const bucket = this.refill(place, action);
    bucket.tokens -= 1;
    return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens / allowanceOf(action).perSecond) * 1000);
  }

  private refill(place: string, action: string): { tokens: number; at: number } {
    const { size, perSecond } = allowanceOf(action);
    const key = `${place}/${action}`;
    const now = this.monotonicMs();
    const bucket = this.buckets.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket;
  }
}
