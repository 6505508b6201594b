import { timestamp } from "drizzle-orm/pg-core";

/** An instant, in milliseconds. */
export const at = () => timestamp({ withTimezone: true, precision: 3 });

export const createdAt = () => at().notNull().defaultNow();
