import type { MarkState } from "@/components/ui/mark";
import { Status } from "@/components/ui/status";
import type { Tone } from "@/components/ui/tone";
import type { RequestState } from "@/lib/domain/requests/requests";

const looks: Record<RequestState, { mark: MarkState; tone: Tone; word: string }> = {
  waiting: { mark: "raised", tone: "waiting", word: "Waiting for a decision" },
  approved: { mark: "down", tone: "good", word: "Approved" },
  denied: { mark: "struck", tone: "bad", word: "Denied" },
  withdrawn: { mark: "outline", tone: "neutral", word: "Withdrawn" },
  expired: { mark: "outline", tone: "neutral", word: "Expired undecided" },
};

export function RequestStatus({ state, size }: { state: RequestState; size?: "chip" | "large" }) {
  return <Status {...looks[state]} size={size} />;
}
