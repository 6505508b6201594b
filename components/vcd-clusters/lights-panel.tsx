import { Light, LightList, type LightState } from "@/components/ui/light";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { DnatStatusView, ExposureLightView } from "@/lib/domain/exposures/dnat-status-views";
import { CertificateNames } from "./certificate-names";

const looks: Record<ExposureLightView["value"], { light: LightState; word: string }> = {
  good: { light: "good", word: "in order" },
  bad: { light: "bad", word: "needs care" },
  waiting: { light: "waiting", word: "under way" },
  unknown: { light: "unknown", word: "not known" },
  off: { light: "unknown", word: "off" },
};

/** What is looked at on the way to an API server, what was found, what to do, and how old that is. */
export function LightsPanel({
  dnat,
  stale,
  now,
}: {
  dnat: DnatStatusView;
  /** Why it may be out of date, said at the head of the page; greys it. */
  stale: string | null;
  now: string;
}) {
  if (dnat.lights.length === 0) return null;
  return (
    <Panel
      title="Health"
      actions={
        dnat.observedAt ? (
          <p className="text-sm text-muted">
            Rules read <Time at={dnat.observedAt} now={now} />
          </p>
        ) : undefined
      }
    >
      <div className={stale ? "stale" : undefined}>
        <LightList>
          {dnat.lights.map((light) => (
            <Light
              key={light.name}
              light={looks[light.value].light}
              label={light.label}
              word={looks[light.value].word}
              seenAt={light.at}
              now={now}
              detail={
                <>
                  <p>{namesShown(light, dnat) ? light.sentence.split(" It names ")[0] : light.sentence}</p>
                  {light.next ? <p className="text-text">{light.next}</p> : null}
                  {namesShown(light, dnat) && dnat.certificateNames ? (
                    <CertificateNames names={dnat.certificateNames} address={dnat.externalAddress} />
                  ) : null}
                </>
              }
            />
          ))}
        </LightList>
      </div>
    </Panel>
  );
}

/** The names stand as a list then, and not in the sentence too. */
function namesShown(light: ExposureLightView, dnat: DnatStatusView): boolean {
  return light.name === "certificateNames" && dnat.certificateNames !== null;
}
