import { AwsError } from "../aws-error";

/** The flat form of an EC2 Query call (`Filter.1.Value.2=…`), read by name. */
export class Params {
  constructor(
    private readonly values: ReadonlyMap<string, string>,
    private readonly prefix = "",
  ) {}

  static parse(form: string): Params {
    return new Params(new Map(new URLSearchParams(form)));
  }

  flat(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  text(name: string): string | undefined {
    return this.values.get(this.prefix + name);
  }

  required(name: string): string {
    const value = this.text(name);
    if (!value) {
      throw new AwsError("MissingParameter", `The request must contain the parameter ${this.prefix}${name}`);
    }
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false") {
      throw new AwsError(
        "InvalidParameterValue",
        `Invalid boolean value '${value}' for ${this.prefix}${name}`,
      );
    }
    return value === "true";
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d+$/.test(value)) {
      throw new AwsError("InvalidParameterValue", `Invalid value '${value}' for ${this.prefix}${name}`);
    }
    return Number(value);
  }

  /** `Name.1`, `Name.2`, … in order. */
  list(name: string): string[] {
    return this.numbers(name).flatMap((n) => this.values.get(`${this.prefix}${name}.${n}`) ?? []);
  }

  /** `Name.1.X`, `Name.2.X`, … each as Params of its own. */
  structures(name: string): Params[] {
    return this.numbers(name).map((n) => new Params(this.values, `${this.prefix}${name}.${n}.`));
  }

  structure(name: string): Params | undefined {
    const prefix = `${this.prefix}${name}.`;
    for (const key of this.values.keys()) if (key.startsWith(prefix)) return new Params(this.values, prefix);
    return undefined;
  }

  private numbers(name: string): number[] {
    const start = `${this.prefix}${name}.`;
    const found = new Set<number>();
    for (const key of this.values.keys()) {
      if (!key.startsWith(start)) continue;
      const number = Number.parseInt(key.slice(start.length), 10);
      if (number > 0) found.add(number);
    }
    return [...found].sort((a, b) => a - b);
  }
}
