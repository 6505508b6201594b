import { Light, LightList } from "@/components/ui/light";
import { Panel } from "@/components/ui/panel";
import { Stale } from "@/components/ui/stale";
import { Time } from "@/components/ui/time";
import type { ConnectionView } from "@/lib/domain/connections/views";

/** What is looked at, what was found, and how old that is. Greys when looks have been failing. */
export function HealthPanel({ connection, now }: { connection: ConnectionView; now: string }) {
  const { lights, stale, seenAt } = connection;
  if (lights.length === 0) return null;
  return (
    <Panel
      title="Health"
      actions={
        seenAt ? (
          <p className="text-sm text-muted">
            Seen <Time at={seenAt} now={now} />
          </p>
        ) : undefined
      }
    >
      <Stale why={stale}>
        <LightList>
          {lights.map((light) => (
            <Light
              key={light.name}
              light={light.value}
              label={light.label}
              word={light.word}
              seenAt={light.seenAt}
              now={now}
              detail={light.detail}
            />
          ))}
        </LightList>
      </Stale>
    </Panel>
  );
}
