import { fieldError, fieldValue } from "@/components/forms/form-outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-input";
import type { FormState } from "@/lib/domain/form-state";

/** How Drawbridge signs in to a site. All fields stand there, so that it works without scripts. */
export function CredentialFields({ state }: { state: FormState }) {
  const kind = fieldValue(state, "credential", "account");
  return (
    <>
      <RadioGroup
        // A form that was sent forgets what was chosen.
        key={kind}
        id="credential"
        name="credential"
        legend="Credential"
        defaultValue={kind}
        error={fieldError(state, "credential")}
        options={[
          { value: "account", label: "User and password of the organization System" },
          { value: "api-token", label: "API token of the organization System", example: "From 10.3.1 on." },
        ]}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          id="user"
          name="user"
          label="User"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={fieldValue(state, "user")}
          error={fieldError(state, "user")}
          example="With a password alone. Without @System."
        />
        <TextField
          id="password"
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          error={fieldError(state, "password")}
        />
      </div>
      <TextField
        id="token"
        name="token"
        label="API token"
        type="password"
        mono
        autoComplete="off"
        error={fieldError(state, "token")}
      />
      <p className="max-w-prose text-muted">
        It is sealed so that the worker alone can open it, and is never shown again. The check names each
        right that it needs. CSE is never called with it: what CSE does is done in the name of whoever asks.
      </p>
    </>
  );
}
