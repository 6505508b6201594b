"use client";
import { later } from "@/components/live/later";

export const PresenceLater = later(() => import("./presence").then(({ Presence }) => Presence));
