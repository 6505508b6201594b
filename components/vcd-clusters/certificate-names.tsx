import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";

/** The names that a certificate holds; marked among them, the one that clients verify. */
export function CertificateNames({ names, address }: { names: string[]; address: string | null }) {
  // Where it does not name the address, the kubeconfig has clients verify this one.
  const verified = address !== null && names.includes(address) ? address : "kubernetes";
  return (
    <ul aria-label="Names in the certificate" className="mt-1.5 flex flex-wrap gap-1.5">
      {names.map((name) => {
        const used = name === verified;
        return (
          <li
            key={name}
            className={classNames(
              "rounded-sm border px-1.5",
              used ? "border-good-border bg-good-surface text-good-text" : "border-border bg-surface-sunken",
            )}
          >
            <Identifier value={name} />
            {used ? <span className="ml-1 font-medium">what clients verify</span> : null}
          </li>
        );
      })}
    </ul>
  );
}
