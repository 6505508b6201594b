"use client";
import { later } from "./later";

export const LiveUpdatesLater = later(() => import("./live-updates").then(({ LiveUpdates }) => LiveUpdates));
