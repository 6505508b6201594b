import { Clock, type ClockMode } from "../clock";
import { Faults } from "./faults";
import { newId } from "./ids";
import { Journal } from "./journal";
import type { NatRule } from "./records";
import { defaultSettings, type Settings, type SettingsChange, versionsOf } from "./settings";
import { type Job, Store } from "./store";

/** Everything one running VCD knows. */
export class VcdSandbox {
  readonly store = new Store();
  readonly journal = new Journal();
  readonly faults = new Faults();
  readonly clock: Clock;
  settings: Settings;
  /** Where this VCD is reached; stored hrefs begin with it. */
  baseUrl = "";
  /** Each edge gateway's NAT rules before its last change, for stale reads. */
  readonly natRulesBefore = new Map<string, NatRule[]>();
  private readonly initial: Settings;
  private queue: Promise<unknown> = Promise.resolve();
  private listener: () => void = () => {};

  constructor(mode: ClockMode, change: SettingsChange) {
    this.clock = new Clock(mode);
    this.initial = { ...defaultSettings, ...change };
    this.settings = this.initial;
  }

  get versions() {
    return versionsOf(this.settings.personality);
  }

  change(change: SettingsChange): Settings {
    this.settings = { ...this.settings, ...change };
    this.touch();
    return this.settings;
  }

  /** Called after whatever may have changed something. */
  onChange(listener: () => void): void {
    this.listener = listener;
  }

  touch(): void {
    this.listener();
  }

  schedule(work: Job["work"], at: number): void {
    const order = Math.max(0, ...this.store.jobs.all().map((job) => job.order)) + 1;
    this.store.jobs.put({ id: newId(), at, order, work });
  }

  nextJob(): Job | undefined {
    let next: Job | undefined;
    for (const job of this.store.jobs.all()) {
      if (!next || job.at < next.at || (job.at === next.at && job.order < next.order)) next = job;
    }
    return next;
  }

  /** Runs one piece at a time: VCD's own transactions, in the order of arrival. */
  exclusive<T>(run: () => Promise<T>): Promise<T> {
    const result = this.queue.then(run, run);
    this.queue = result.catch(() => {});
    return result;
  }

  reset(): void {
    this.clock.reset();
    this.settings = this.initial;
    this.journal.clear();
    this.faults.clear();
    this.natRulesBefore.clear();
    this.store.clear();
    this.touch();
  }
}
