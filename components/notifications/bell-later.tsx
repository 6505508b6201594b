"use client";
import { later } from "@/components/live/later";

export const BellLater = later(() => import("./bell-live").then(({ BellLive }) => BellLive));
