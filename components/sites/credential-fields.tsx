import { fieldError, fieldValue } from "@/components/forms/form-outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-input";
import type { FormState } from "@/lib/domain/form-state";

/** How Drawbridge signs in to a site. Which fields are shown is decided by style alone: it works without scripts. */
export function CredentialFields({ state }: { state: FormState }) {
  const kind = fieldValue(state, "credential", "account");
  return (
    <div className="group space-y-5">
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
          {
            value: "api-token",
            label: "API token of a user of the organization System",
            example: "From VMware Cloud Director 10.3.1 on.",
          },
        ]}
      />
      <div className="grid gap-5 group-has-[#credential-api-token:checked]:hidden sm:grid-cols-2">
        <TextField
          id="user"
          name="user"
          label="User"
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={fieldValue(state, "user")}
          error={fieldError(state, "user")}
          example="Without @System."
        />
        <TextField
          id="password"
          name="password"
          label="Password"
          required
          type="password"
          autoComplete="new-password"
          error={fieldError(state, "password")}
        />
      </div>
      <div className="hidden group-has-[#credential-api-token:checked]:block">
        <TextField
          id="token"
          name="token"
          label="API token"
          required
          type="password"
          mono
          autoComplete="off"
          error={fieldError(state, "token")}
        />
      </div>
      <p className="max-w-prose text-muted">
        It is sealed so that the worker alone can open it, and is never shown again. The check names each
        right that it needs. CSE is never called with it: what CSE does is done in the name of whoever asks.
      </p>
    </div>
  );
}
