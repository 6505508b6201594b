import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { signOnKey } from "@/components/sign-on/queries";
import { SignOnRoom } from "@/components/sign-on/sign-on-room";
import { checkOidcProvider } from "@/lib/auth/oidc-check";
import { paths } from "@/lib/paths";
import { getSignOn } from "@/lib/services/sign-on/get-sign-on";
import { readForPage, requestContext } from "@/lib/services/web-context";
import {
  changeMappingAction,
  changeSettingsAction,
  mapGroupAction,
  switchLocalAccountsAction,
  unmapGroupAction,
} from "./actions";

export const metadata: Metadata = { title: "Sign-on" };

/** Begins the parameter that asks whether a mapping shall go; its id follows. */
const removal = "remove-";

type Search = Record<string, string | string[] | undefined>;

export default async function SignOnPage({ searchParams }: { searchParams: Promise<Search> }) {
  const asked = await searchParams;
  const one = (name: string) => {
    const value = asked[name];
    return typeof value === "string" ? value : "";
  };
  const removing = Object.keys(asked).find((name) => name.startsWith(removal));
  const context = await requestContext(null);
  const search = one("search");
  const view = await readForPage(getSignOn, context, { search }, paths.signOn());
  // Only now: whoever may not read this page has nothing asked of the provider.
  const check = one("check") === "1" ? await checkOidcProvider(context.now) : null;
  return (
    <KeptFresh
      queryKey={signOnKey(search)}
      path={paths.api.signOn({ search: search || undefined })}
      shown={view}
      moving={false}
    >
      <SignOnRoom
        view={view}
        check={check}
        opened={removing?.slice(removal.length) ?? (one("mapping") || null)}
        asked={removing ? "remove" : one("switch-off") === "1" ? "switch-off" : null}
        now={context.now.toISOString()}
        actions={{
          mapGroup: mapGroupAction,
          changeMapping: changeMappingAction,
          unmapGroup: unmapGroupAction,
          changeSettings: changeSettingsAction,
          switchLocalAccounts: switchLocalAccountsAction,
        }}
      />
    </KeptFresh>
  );
}
