import { Clock, type ClockMode } from "./clock";
import { TokenBuckets } from "./ec2/throttle";
import { Faults } from "./faults";
import { Journal } from "./journal";
import { changeSettings, defaultSettings, type Settings, type SettingsChange } from "./settings";
import { Store } from "./store";

/** Everything one running sandbox knows. */
export class Sandbox {
  readonly store = new Store();
  readonly journal = new Journal();
  readonly faults = new Faults();
  readonly buckets = new TokenBuckets();
  readonly clock: Clock;
  private current: Settings;
  private readonly initial: Settings;
  private listener: () => void = () => {};

  constructor(clock: ClockMode, change: SettingsChange) {
    this.clock = new Clock(clock);
    this.initial = changeSettings(defaultSettings, change);
    this.current = this.initial;
  }

  get settings(): Settings {
    return this.current;
  }

  change(change: SettingsChange): Settings {
    this.current = changeSettings(this.current, change);
    this.listener();
    return this.current;
  }

  advance(ms: number): void {
    this.clock.advance(ms);
    this.listener();
  }

  onChange(listener: () => void): void {
    this.listener = listener;
    this.store.onChange(listener);
  }

  reset(): void {
    this.clock.reset();
    this.current = this.initial;
    this.journal.clear();
    this.faults.clear();
    this.buckets.clear();
    this.store.clear();
  }
}
