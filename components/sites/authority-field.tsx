import { fieldError, fieldValue } from "@/components/forms/form-outcome";
import { TextareaField } from "@/components/ui/textarea";
import type { FormState } from "@/lib/domain/form-state";

export function AuthorityField({ state }: { state: FormState }) {
  return (
    <TextareaField
      id="certificateAuthority"
      name="certificateAuthority"
      label="Private certificate authority"
      mono
      rows={6}
      spellCheck={false}
      placeholder="-----BEGIN CERTIFICATE-----"
      defaultValue={fieldValue(state, "certificateAuthority")}
      error={fieldError(state, "certificateAuthority")}
      example="In PEM form, where the site's certificate is not from a public authority. Certificates are always verified."
    />
  );
}
