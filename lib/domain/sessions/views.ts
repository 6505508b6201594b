/** By which way a person proved who they are. */
export type SessionHow = "password" | "vcd" | "oidc";

/** Why a session ended before its time. */
export type SessionEndReason =
  | "signed-out"
  | "ended-elsewhere"
  | "everywhere"
  | "ended-by-admin"
  | "ended-at-vcd"
  | "password-changed";
